"""Forms for those who convene: a new draft, its text, a section, dates, whom to invite, an answer, filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.consultation.draft.reading import MOST, Written, decoded, read_draft
from corridor.consultation.draft.records import COMMENT_LIMIT, LANGUAGES
from corridor.consultation.errors import ConsultationErrors
from corridor.web.design import names
from corridor.web.design.choices import Hinted
from corridor.web.design.faults import said
from corridor.web.design.renderer import Field
from corridor.web.design.templatetags.design import in_language, number
from corridor.web.drafts.models import Draft, Outcome, Round, Section, Stance
from corridor.web.drafts.queries import IN_PERSON
from corridor.web.organisations.models import Organisation, Region
from corridor.web.programmes.models import Programme
from corridor.web.stakeholders.models import Kind, Side

NAMES = {"en": "English", "fr": "Français", "nl": "Nederlands"}
LANGUAGE_CHOICES = tuple(NAMES.items())


class Filter(Field):
    """A field that need not be filled in, and does not say so."""

    optional = False


class ProgrammeField(forms.ModelChoiceField):
    """A programme by its title in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return in_language(obj.title)


class TextForm(forms.Form):
    """The text of a draft: a file, or pasted."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"),
        choices=LANGUAGE_CHOICES,
        initial=names.language,
        help_text=gettext_lazy("For a title that does not say its language itself."),
    )
    file = forms.FileField(
        label=gettext_lazy("File with the draft"),
        required=False,
        help_text=gettext_lazy("Markdown or YAML, as text in UTF-8."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    written: Written

    def clean(self) -> dict[str, Any]:
        """Exactly one of both, and a draft that can be read; all faults of it are told."""
        found = super().clean() or {}
        file, text = found.get("file"), found.get("text") or ""
        if not file and not text.strip():
            raise ValidationError(_("Choose a file, or paste the text."))
        if file and text.strip():
            raise ValidationError(_("Choose a file or paste the text, not both."))
        place = "file" if file else "text"
        try:
            name = file.name[:80] if file else ""
            content = decoded(file.read(MOST + 1), name) if file else text.replace("\r\n", "\n")
            self.written = read_draft(content, language=found.get("language") or "en", name=name)
        except ConsultationErrors as faults:
            told = [said(fault, place=True) for fault in faults.errors]
            self.add_error(place, told)
        return found


class CreateForm(TextForm):
    """A new draft."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None
    )
    programme = ProgrammeField(
        Programme.objects.none(), label=gettext_lazy("Programme"), required=False, empty_label="–"
    )
    field_order = ("organisation", "programme", "language", "file", "text")

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _of(self, organisations)

    def clean(self) -> dict[str, Any]:
        """The programme is the organisation's own."""
        found = super().clean()
        _same_organisation(self, found.get("organisation"))
        return found


def _of(form: forms.Form, organisations: Iterable[Organisation]) -> None:
    keys = [one.pk for one in organisations]
    if "organisation" in form.fields:
        form.fields["organisation"].queryset = Organisation.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
    form.fields["programme"].queryset = Programme.objects.filter(organisation__in=keys)  # type: ignore[attr-defined]


def _same_organisation(form: forms.Form, organisation: Organisation | None) -> None:
    programme = form.cleaned_data.get("programme")
    if programme is not None and organisation is not None and programme.organisation_id != organisation.pk:
        form.add_error("programme", _("This programme is another organisation’s."))


class DraftForm(forms.Form):
    """Title, languages and programme of a draft."""

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        initial = {f"title_{lang}": draft.title.get(lang, "") for lang in LANGUAGES}
        initial |= {"languages": draft.languages, "programme": draft.programme_id}
        super().__init__(*args, **{"initial": initial, **kwargs})
        for lang in LANGUAGES:
            label = _("Title (%(language)s)") % {"language": NAMES[lang]}
            self.fields[f"title_{lang}"] = forms.CharField(
                label=label,
                max_length=200,
                required=lang == draft.written_in,
                error_messages={"required": _("Write the title in the first language.")},
            )
        self.preparing = draft.rounds.filter(published_at=None).exists()
        if self.preparing:
            self.fields["languages"] = forms.MultipleChoiceField(
                label=_("Languages of the draft"),
                choices=LANGUAGE_CHOICES,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Those of a published round stay; you can add one for this round.")
                if draft.published
                else "",
            )
        self.fields["programme"] = ProgrammeField(
            Programme.objects.none(), label=_("Programme"), required=False, empty_label="–"
        )
        _of(self, [draft.organisation])
        self.draft = draft

    def clean(self) -> dict[str, Any]:
        """The language that the draft was written in stays the first."""
        found = super().clean() or {}
        first = self.draft.written_in
        wanted = found.get("languages") or [] if self.preparing else self.draft.languages
        if wanted and first not in wanted:
            self.add_error("languages", _("The language that the draft was written in stays."))
        found["languages"] = [first, *(lang for lang in LANGUAGES if lang in wanted and lang != first)]
        return found

    @property
    def title(self) -> dict[str, str]:
        """By language."""
        return {lang: self.cleaned_data.get(f"title_{lang}", "") for lang in LANGUAGES}


class SectionForm(forms.Form):
    """A section: number, and heading and text in each language of the draft."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=16, help_text=gettext_lazy("Such as 2 or 2.1."))

    def __init__(self, *args: Any, languages: list[str], section: Section | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if section is not None:
            initial = {"number": section.number}
            initial |= {f"heading_{lang}": section.heading.get(lang, "") for lang in languages}
            initial |= {f"text_{lang}": section.text.get(lang, "") for lang in languages}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.languages = languages
        for at, lang in enumerate(languages):
            name = {"language": NAMES[lang]}
            self.fields[f"heading_{lang}"] = forms.CharField(
                label=_("Heading (%(language)s)") % name, max_length=300, required=at == 0
            )
            area = forms.Textarea(attrs={"rows": 10, "lang": lang})
            self.fields[f"text_{lang}"] = forms.CharField(
                label=_("Text (%(language)s)") % name,
                widget=area,
                required=at == 0,
                help_text=_("Each line is a paragraph."),
            )

    def texts(self, part: str) -> dict[str, str]:
        """Heading or text by language."""
        return {lang: self.cleaned_data.get(f"{part}_{lang}", "") for lang in self.languages}

    @property
    def places(self) -> dict[str, str]:
        """Faults of the library bear the section's number as their place."""
        return {self.cleaned_data.get("number", ""): "number"}


class DatesForm(forms.Form):
    """First and last day for comments."""

    opens = forms.DateField(label=gettext_lazy("First day for comments"))
    closes = forms.DateField(
        label=gettext_lazy("Last day for comments"), help_text=gettext_lazy("Comments are taken until its end.")
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        initial = {"opens": round.opens or timezone.localdate(), "closes": round.closes}
        super().__init__(*args, **{"initial": initial, **kwargs})

    @property
    def days(self) -> tuple[date, date]:
        """First and last."""
        return self.cleaned_data["opens"], self.cleaned_data["closes"]


class InviteForm(forms.Form):
    """Which part of the contact list."""

    bound_field_class = Filter

    side = forms.ChoiceField(label=pgettext_lazy("stakeholders", "Side"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("stakeholders", "Kind of organisation"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        choices = {"side": Side.choices, "kind": Kind.choices, "region": Region.choices, "language": LANGUAGE_CHOICES}
        for name, found in choices.items():
            self.fields[name].choices = [every, *((key, label) for key, label in found if key)]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """What was chosen, of a choice that makes sense."""
        return dict(self.cleaned_data)


class CommentFilter(forms.Form):
    """Which comments."""

    bound_field_class = Filter

    round = forms.ChoiceField(label=pgettext_lazy("consultation", "Round"), required=False)
    section = forms.ChoiceField(label=pgettext_lazy("draft", "Section"), required=False)
    stance = forms.ChoiceField(label=pgettext_lazy("draft", "Stance"), required=False)
    body = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)
    answered = forms.ChoiceField(label=pgettext_lazy("draft", "Answer"), required=False)

    def __init__(self, *args: Any, rounds: list[Round], bodies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        sections = {s.key: f"{s.number} {in_language(s.heading)}"[:80] for one in rounds for s in one.sections.all()}
        choices: dict[str, list[tuple[Any, Any]]] = {
            "round": [(str(one.number), str(one.number)) for one in rounds],
            "section": list(sections.items()),
            "stance": list(Stance.choices),
            "body": [(IN_PERSON, _("In person")), *((name, name) for name in bodies)],
            "answered": [("no", _("Without answer")), ("yes", _("With answer"))],
        }
        for name, found in choices.items():
            self.fields[name].choices = [every, *found]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """What was chosen; what cannot be chosen counts as not chosen."""
        if self.is_valid() or self.is_bound:
            return {name: value for name, value in self.cleaned_data.items() if value}
        return {}


class AnswerForm(forms.Form):
    """What came of comments, and why."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("draft", "Answer"),
        widget=forms.RadioSelect,
        choices=[
            (Outcome.TAKEN_UP.value, Outcome.TAKEN_UP.label),
            (Outcome.PARTLY.value, Outcome.PARTLY.label),
            (
                Outcome.NOT_TAKEN_UP.value,
                Hinted(Outcome.NOT_TAKEN_UP.label, gettext_lazy("The reason is read by the author and by everybody.")),
            ),
        ],
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for lang in languages:
            self.fields[f"why_{lang}"] = forms.CharField(
                label=_("Why (%(language)s)") % {"language": NAMES[lang]},
                required=False,
                widget=forms.Textarea(attrs={"rows": 5, "lang": lang}),
                help_text=_("At most %(limit)s characters.") % {"limit": number(COMMENT_LIMIT)},
            )

    @property
    def why(self) -> dict[str, str]:
        """By language."""
        return {lang: self.cleaned_data.get(f"why_{lang}", "") for lang in self.languages}

    @property
    def places(self) -> dict[str, str]:
        """The reason as a whole is the field of the first language."""
        return {"why": f"why_{self.languages[0]}"}
