"""Forms of `live`: a vote, a question, a poll, translations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.poll import poll as consultation
from corridor.consultation.poll.ballot import BallotError, ballot
from corridor.web.design import names
from corridor.web.design.faults import said as told
from corridor.web.design.said import Said, said
from corridor.web.live.asking import poll_of
from corridor.web.live.models import Kind, Poll, Question
from corridor.web.live.tongues import PAGES, TONGUES

QUESTION_LENGTH, NAME_LENGTH = 500, 80
LOW, HIGH = 1, 5


class TongueField(forms.ChoiceField):
    """The language in which a participant writes; that of the page is proposed."""

    def __init__(self) -> None:
        super().__init__(choices=TONGUES, label=gettext_lazy("Written in"), initial=names.language)


# ---- what devices send ----------------------------------------------------------------------------
class VoteForm(forms.Form):
    """A vote: the field `choice` (a ranking: `place_<key>`), for a short text `text` and `language`."""

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        self.poll, self.asked = poll, poll_of(poll)
        super().__init__(*args, **{"auto_id": f"id_{poll.pk.hex[:8]}_%s", **kwargs})
        self.fields |= getattr(self, f"_{poll.kind}")(said(poll.question))

    def _one(self, label: Said) -> dict[str, forms.Field]:
        choices = [(one.key, said(one.text)) for one in self.asked.choices]
        return {"choice": forms.ChoiceField(choices=choices, label=label, widget=forms.RadioSelect)}

    def _several(self, label: Said) -> dict[str, forms.Field]:
        choices, most = [(one.key, said(one.text)) for one in self.asked.choices], self.asked.most
        hint = _("Choose as many as you like.")
        if most is not None and most < len(choices):
            hint = ngettext("Choose at most %(n)s.", "Choose at most %(n)s.", most) % {"n": most}
        widget = forms.CheckboxSelectMultiple
        field = forms.MultipleChoiceField(choices=choices, label=label, widget=widget, help_text=hint)
        return {"choice": field}

    def _scale(self, label: Said) -> dict[str, forms.Field]:
        ends = {self.asked.lowest: self.asked.low, self.asked.highest: self.asked.high}
        choices = []
        for value in self.asked.values:
            end = said(ends[value]) if ends.get(value) else None
            choices.append((str(value), Said(f"{value} – {end}", end.lang) if end else str(value)))
        return {"choice": forms.ChoiceField(choices=choices, label=label, widget=forms.RadioSelect)}

    def _ranking(self, label: Said) -> dict[str, forms.Field]:
        places = [("", pgettext("ranking", "not ranked"))]
        places += [(str(place), str(place)) for place in range(1, len(self.asked.choices) + 1)]
        return {
            f"place_{one.key}": forms.ChoiceField(choices=places, label=said(one.text), required=False)
            for one in self.asked.choices
        }

    def _text(self, label: Said) -> dict[str, forms.Field]:
        box = forms.Textarea(attrs={"rows": 2, "maxlength": self.asked.longest})
        hint = ngettext("At most %(n)s character.", "At most %(n)s characters.", self.asked.longest)
        text = forms.CharField(label=label, widget=box, help_text=hint % {"n": self.asked.longest})
        return {"text": text, "language": TongueField()}

    @property
    def given(self) -> Any:
        """The answer as the library takes it."""
        values = self.cleaned_data
        match self.poll.kind:
            case Kind.RANKING:
                return {one.key: values.get(f"place_{one.key}", "") for one in self.asked.choices}
            case Kind.TEXT:
                return values.get("text", "")
            case _:
                return values.get("choice")

    def clean(self) -> dict[str, Any]:
        """The library says what is wrong with an answer; the fields keep what was given."""
        values = super().clean() or {}
        if not self.errors:
            try:
                ballot(self.asked, self.given)
            except BallotError as error:
                names_of = {Kind.TEXT: "text", Kind.RANKING: f"place_{self.asked.keys[0]}" if self.asked.keys else None}
                self.add_error(names_of.get(Kind(self.poll.kind), "choice"), told(error))
        return values


class QuestionForm(forms.Form):
    """A question from the room; the name only where somebody wants to give one."""

    text = forms.CharField(
        label=gettext_lazy("Your question"),
        max_length=QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("At most 500 characters. A moderator reads it before others see it."),
    )
    language = TongueField()
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=gettext_lazy(
            "Leave it empty to stay anonymous. A name that you write is shown with the question, and deleted 30 days "
            "after the event."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_question_%s", **kwargs})

    def clean_text(self) -> str:
        """One line: breaks would stretch the screen of the room."""
        return " ".join(self.cleaned_data["text"].split())

    def clean_name(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["name"].split())


# ---- what organisers send ---------------------------------------------------------------------------
def _texts(data: dict[str, Any], name: str) -> dict[str, str]:
    """The texts of a field in the languages in which there is one."""
    return {lang: data[f"{name}_{lang}"] for lang in PAGES if data.get(f"{name}_{lang}")}


LABELS = {
    "question": gettext_lazy("Question"),
    "choices": gettext_lazy("Choices, one a line"),
    "low": gettext_lazy("What the lowest value means"),
    "high": gettext_lazy("What the highest value means"),
}
TONGUE_NAMES = {"en": "English", "fr": "Français", "nl": "Nederlands"}


class PollForm(forms.Form):
    """A poll in up to three languages. Without scripts every field is there; those of other kinds are not read."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of poll"), choices=Kind.choices)
    most = forms.IntegerField(
        label=gettext_lazy("Choices at most"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("For several choices and rankings. Empty: as many as there are."),
    )
    lowest = forms.IntegerField(label=gettext_lazy("Lowest value of the scale"), required=False, initial=LOW)
    highest = forms.IntegerField(label=gettext_lazy("Highest value of the scale"), required=False, initial=HIGH)

    def __init__(self, *args: Any, poll: Poll | None = None, **kwargs: Any) -> None:
        if poll is not None:
            kwargs["initial"] = _initial(poll) | kwargs.pop("initial", {})
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            for lang in PAGES:
                self.fields[f"{name}_{lang}"] = forms.CharField(
                    label=f"{label} ({TONGUE_NAMES[lang]})",
                    required=False,
                    max_length=300 if name != "choices" else 4000,
                    widget=forms.Textarea(attrs={"rows": 5, "lang": lang})
                    if name == "choices"
                    else forms.TextInput(attrs={"lang": lang}),
                )

    def by_language(self) -> list[tuple[str, str, list[Any]]]:
        """Code and name of each language with its fields, for columns side by side."""
        return [(lang, TONGUE_NAMES[lang], [self[f"{name}_{lang}"] for name in LABELS]) for lang in PAGES]

    def plain(self) -> list[Any]:
        """The fields without a language."""
        return [self[name] for name in ("kind", "most", "lowest", "highest")]

    def clean(self) -> dict[str, Any]:
        """The poll as the library checks it: `asked` holds the values of the table."""
        values = super().clean() or {}
        if self.errors:
            return values
        if not _texts(values, "question"):
            raise ValidationError({"question_en": _("Write the question in at least one language.")})
        raw: dict[str, Any] = {"kind": values["kind"], "question": _texts(values, "question")}
        if values["kind"] in consultation.CHOSEN:
            raw["choices"] = self._choices(values)
            raw["most"] = values["most"] if values["kind"] != Kind.ONE else None
        if values["kind"] == Kind.SCALE:
            raw |= {name: values[name] for name in ("lowest", "highest") if values[name] is not None}
            raw |= {name: texts for name in ("low", "high") if (texts := _texts(values, name))}
        try:
            self.asked = _asked(consultation.from_mapping(raw))
        except ConsultationErrors as errors:
            for error in errors.errors:
                self.add_error(_field_of(error.place), told(error))
        return values

    def _choices(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """Choices line by line: the first line of each language is the first choice.

        Raises:
            ValidationError: the languages do not have the same number of lines.
        """
        lines = {lang: [line.strip() for line in text.splitlines()] for lang, text in _texts(values, "choices").items()}
        lines = {lang: [line for line in found if line] for lang, found in lines.items()}
        counts = {len(found) for found in lines.values()}
        if len(counts) > 1:
            fault = _("Write as many choices in each language: the first line of each is the first choice.")
            raise ValidationError({f"choices_{next(iter(lines))}": fault})
        return [
            {"key": str(at + 1), "text": {lang: found[at] for lang, found in lines.items()}}
            for at in range(counts.pop() if counts else 0)
        ]


def _initial(poll: Poll) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": poll.kind, "most": poll.most}
    found |= {"lowest": poll.low, "highest": poll.high} if poll.low is not None else {}
    for lang in PAGES:
        found[f"question_{lang}"] = poll.question.get(lang, "")
        found[f"choices_{lang}"] = "\n".join(one["text"].get(lang, "") for one in poll.choices).strip()
        for end in ("low", "high"):
            found[f"{end}_{lang}"] = (poll.ends.get(end) or {}).get(lang, "")
    return found


def _asked(found: consultation.Poll) -> dict[str, Any]:
    scale = found.kind == "scale"
    return {
        "kind": found.kind,
        "question": dict(found.question),
        "choices": [{"key": one.key, "text": dict(one.text)} for one in found.choices],
        "most": found.most,
        "low": found.lowest if scale else None,
        "high": found.highest if scale else None,
        "ends": {name: dict(texts) for name, texts in (("low", found.low), ("high", found.high)) if texts and scale},
    }


def _field_of(place: str) -> str | None:
    """The field of a fault that the library found."""
    for part, field in (("choices", "choices_en"), ("most", "most"), ("highest", "highest"), ("lowest", "lowest")):
        if part in place:
            return field
    return None


class TranslationForm(forms.Form):
    """The translations of a question, beside what was asked; the language it was asked in is not offered."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": dict(question.translations), **kwargs})
        for lang in PAGES:
            if lang != question.language:
                self.fields[lang] = forms.CharField(
                    label=TONGUE_NAMES[lang],
                    required=False,
                    max_length=QUESTION_LENGTH,
                    widget=forms.Textarea(attrs={"rows": 4, "lang": lang}),
                )


class MergeForm(forms.Form):
    """Which question stands for this one."""

    into = forms.ChoiceField(label=pgettext_lazy("question", "Merge into"))

    def __init__(self, *args: Any, others: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.choices = [(str(one.pk), one.text[:100]) for one in others]
