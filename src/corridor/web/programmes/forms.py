"""Forms of programmes: texts in three languages, dates, owners, the advisory group."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from corridor.consultation.programme import read_template, templates
from corridor.web.design.names import LANGUAGES
from corridor.web.design.templatetags.design import in_language
from corridor.web.organisations.models import Organisation, Region
from corridor.web.programmes.models import Deliverable, Programme, Step
from corridor.web.stakeholders.models import Body

NAMES = dict(settings.LANGUAGES)
LONGEST_TITLE, LONGEST_SUMMARY = 200, 2000
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class SaidForm(forms.ModelForm[Any]):
    """A row with a title and perhaps a summary in up to three languages, at least one of them."""

    summarised = True
    titled = True
    """A title is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = dict(self.fields)
        self.fields = {}
        for name, made in self._said_fields():
            self.fields[name] = made
        self.fields |= own

    def _said_fields(self) -> list[tuple[str, forms.Field]]:
        found: list[tuple[str, forms.Field]] = []
        for lang in LANGUAGES:
            label = _("Title (%(language)s)") % {"language": NAMES[lang]}
            hint = _("In one language at least.") if self.titled else ""
            field = forms.CharField(label=label, max_length=LONGEST_TITLE, required=False, help_text=hint)
            field.unmarked = self.titled  # type: ignore[attr-defined]
            field.initial = (self.instance.title or {}).get(lang, "")
            found.append((f"title_{lang}", field))
        for lang in LANGUAGES if self.summarised else ():
            label = _("Summary (%(language)s)") % {"language": NAMES[lang]}
            area = forms.Textarea({"rows": 3})
            field = forms.CharField(label=label, max_length=LONGEST_SUMMARY, required=False, widget=area)
            field.initial = (self.instance.summary or {}).get(lang, "")
            found.append((f"summary_{lang}", field))
        return found

    def clean(self) -> dict[str, Any]:
        """A title in one language at least."""
        given = super().clean() or {}
        if not any(given.get(f"title_{lang}") for lang in LANGUAGES) and not self.errors:
            self.add_error("title_en", _("Write a title in at least one language."))
        return given

    def given(self) -> dict[str, Any]:
        """The values for a verb: texts as dicts of languages."""
        own = dict(self.cleaned_data)
        told: dict[str, Any] = {}
        for name in ("title", "summary") if self.summarised else ("title",):
            told[name] = {lang: text for lang in LANGUAGES if (text := own.pop(f"{name}_{lang}", ""))}
        return told | own


def _in_range(day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Choose a day between 2000 and 2100."))
    return day


class ProgrammeForm(SaidForm):
    """Titles, regions and first day."""

    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"), choices=Region.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Programme
        fields = ("start",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regions"].initial = self.instance.regions or []

    def clean_start(self) -> date | None:
        """A day of this century."""
        return _in_range(self.cleaned_data["start"])


class NewProgrammeForm(ProgrammeForm):
    """A programme from a template, which has a title, or from nothing."""

    titled = False

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = forms.ModelChoiceField(
            Organisation.objects.filter(pk__in=[o.pk for o in organisations]),
            label=_("Organisation"),
            empty_label=None,
        )
        if len(organisations) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), organisations[0].pk
        known = [(name, in_language(read_template(name).title)) for name in templates()]
        template = forms.ChoiceField(
            label=_("Template"),
            choices=[*known, ("", pgettext("template", "None: begin without steps"))],
            required=False,
            widget=forms.RadioSelect,
            help_text=_("Its steps, deliverables and months are copied. You can change all of them."),
        )
        self.fields = {"organisation": choice, "template": template, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Without a title the programme is called as its template."""
        template = self.cleaned_data.get("template", "")
        if template and not any(self.cleaned_data.get(f"title_{lang}") for lang in LANGUAGES):
            self.cleaned_data |= {f"title_{lang}": text for lang, text in read_template(template).title.items()}
        return super().clean()


class StepForm(SaidForm):
    """A step: texts, months, days that are fixed, owner, state."""

    class Meta:
        model = Step
        fields = ("months_from", "months_to", "begins", "ends", "owner", "state")
        labels = {"owner": gettext_lazy("Who answers for it")}
        help_texts = {
            "months_from": gettext_lazy("1 is the month that begins on the first day of the programme."),
            "begins": gettext_lazy("A fixed day counts before the months."),
            "owner": gettext_lazy("A body of the directory."),
        }

    def __init__(self, *args: Any, directory: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = directory
        owner.empty_label = pgettext("owner", "As the template says, or not decided")

    def clean_begins(self) -> date | None:
        """A day of this century."""
        return _in_range(self.cleaned_data["begins"])

    def clean_ends(self) -> date | None:
        """A day of this century."""
        return _in_range(self.cleaned_data["ends"])


class DeliverableForm(SaidForm):
    """A deliverable: title, when it is due, when it was handed over."""

    summarised = False

    class Meta:
        model = Deliverable
        fields = ("month", "due", "delivered_on")
        help_texts = {
            "month": gettext_lazy("Leave it empty where it is due with the end of its step."),
            "due": gettext_lazy("A fixed day counts before the month."),
            "delivered_on": gettext_lazy("Leave it empty until it is handed over."),
        }

    def clean_due(self) -> date | None:
        """A day of this century."""
        return _in_range(self.cleaned_data["due"])

    def clean_delivered_on(self) -> date | None:
        """A day that has come."""
        day = _in_range(self.cleaned_data["delivered_on"])
        if day is not None and day > date.today():
            raise ValidationError(_("This day is still to come."))
        return day


class AdvisoryForm(forms.Form):
    """Who advises."""

    bodies = forms.ModelMultipleChoiceField(
        Body.objects.none(),
        label=pgettext_lazy("advisory group", "Bodies of the directory"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, directory: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = directory  # type: ignore[attr-defined]
