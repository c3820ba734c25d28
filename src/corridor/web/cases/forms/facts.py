"""The facts of a case, one group a form, each field from the law's vocabulary. Nothing is required."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from corridor.rules.errors import CaseError
from corridor.rules.facts import read_value, show_value
from corridor.rules.model import Fact
from corridor.web.cases.facts import UNITS, Group, number_typed, vocabulary
from corridor.web.design import names
from corridor.web.design.dates import DateField

BIRTH = "birth_date"


class FactsForm(forms.Form):
    """A group's facts. `shown` are the names in the first part of the page, `folded` the others."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, group: Group, facts: Mapping[str, Any], wanted: Iterable[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.group, self.before = group, dict(facts)
        rules = vocabulary()
        self.held = [rules.facts[name] for name in group.facts if name in rules.facts]
        for fact in self.held:
            self.fields[fact.name] = _field(fact)
            self.fields[fact.name].initial = _initial(fact, facts.get(fact.name))
        first = {*group.first, *(set(group.facts) & set(wanted)), *(set(group.facts) & set(facts))}
        self.shown_names = [fact.name for fact in self.held if fact.name in first]
        self.folded_names = [fact.name for fact in self.held if fact.name not in first]

    @property
    def shown(self) -> list[Any]:
        """Fields that are seen at once."""
        return [self[name] for name in self.shown_names]

    @property
    def folded(self) -> list[Any]:
        """Fields that matter less."""
        return [self[name] for name in self.folded_names]

    @property
    def folded_wrong(self) -> bool:
        """Whether a folded field has an error, so that the page unfolds them."""
        return any(self[name].errors for name in self.folded_names)

    def clean(self) -> dict[str, Any]:
        """Each value as the vocabulary reads it."""
        super().clean()
        for fact in self.held:
            if fact.name in self.errors:
                continue
            try:
                self.cleaned_data[fact.name] = _read(fact, self.cleaned_data.get(fact.name))
            except CaseError as error:
                self.add_error(fact.name, ": ".join(error.told(names.language())))
            except forms.ValidationError as error:
                self.add_error(fact.name, error)
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """All facts of the case with those of this group as they were typed; what was left empty is not known."""
        found = {name: value for name, value in self.before.items() if name not in self.group.facts}
        for fact in self.held:
            value = self.cleaned_data.get(fact.name)
            if value is not None:
                found[fact.name] = value
        return found


def _field(fact: Fact) -> forms.Field:
    lang = names.language()
    label = fact.label.get(lang) or fact.name
    hint = fact.question.get(lang, "")
    common: dict[str, Any] = {"label": label, "help_text": hint, "required": False}
    not_known = ("", _("Not known"))
    match fact.type:
        case "bool":
            choices = [not_known, ("true", _("Yes")), ("false", _("No"))]
            return forms.ChoiceField(choices=choices, **common)
        case "enum":
            found = [(v, fact.value_labels.get(v, {}).get(lang, v)) for v in fact.values]
            return forms.ChoiceField(choices=[not_known, *found], **common)
        case "date":
            return DateField(**common) if fact.name == BIRTH else forms.DateField(**common)
        case "code" if fact.scheme == "country":
            return forms.ChoiceField(choices=[not_known, *_countries(lang)], **common)
        case "code":
            common["help_text"] = _("The four digits of the ISCO-08 code, or the title of the job: %(hint)s") % {
                "hint": hint
            }
            return forms.CharField(max_length=150, **common)
        case "int" | "number" | "money":
            unit = UNITS.get(fact.unit or "")
            common["label"] = f"{label} ({unit})" if unit else label
            number = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"})
            return forms.CharField(max_length=30, widget=number, **common)
    return forms.CharField(max_length=200, **common)


def _countries(lang: str) -> list[tuple[str, str]]:
    found = [(code, str(row.get(lang) or row.get("en") or code)) for code, row in names.countries().items()]
    return sorted(found, key=lambda pair: pair[1])


def _initial(fact: Fact, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if fact.type == "date":
        return date.fromisoformat(str(value))
    if isinstance(value, float):
        return f"{value:.2f}" if fact.type == "money" else f"{value:g}"
    return str(value)


def _read(fact: Fact, typed: Any) -> Any:
    """The value as JSON writes it; None where it is not known."""
    if typed in (None, ""):
        return None
    if fact.scheme == "isco08":
        typed = occupation_typed(str(typed))
    elif fact.type in ("int", "number", "money"):
        typed = number_typed(str(typed))
    value = read_value(fact, typed)
    return None if value is None else show_value(fact, value)


def occupation_typed(text: str) -> str:
    """The code of an occupation: a code, or the first suggestion's where the title is found exactly.

    Raises:
        ValidationError: the title is not sure; the suggestions stand in the message.
    """
    from corridor.occupations.errors import OccupationError
    from corridor.occupations.isco08 import unit_groups
    from corridor.occupations.search import Searcher

    text = text.strip()
    if text.isdigit():
        if text not in unit_groups():
            raise forms.ValidationError(_("ISCO-08 has no unit group %(code)s.") % {"code": text})
        return text
    lang = names.language()
    try:
        coded = next(Searcher.open().code([text], lang=lang))
    except OccupationError:
        raise forms.ValidationError(_("Enter the code or the title of a job.")) from None
    if coded.isco08:
        return coded.isco08
    near = "; ".join(f"{c.isco08} {c.title}" for c in coded.candidates[:5])
    if not near:
        raise forms.ValidationError(_("No occupation was found under this title. Enter its code."))
    raise forms.ValidationError(_("This title is not sure. Enter one of these codes: %(near)s") % {"near": near})
