"""A field of a form for each type of fact: what a person may type or choose, read into the fact's value."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.occupations import isco08
from corridor.pool.numbers import read_number
from corridor.rules import wording
from corridor.rules.countries import COUNTRIES
from corridor.rules.errors import CaseError
from corridor.rules.facts import read_value, show_value
from corridor.rules.model import Fact
from corridor.web.design import names
from corridor.web.design.dates import DateField
from corridor.web.route_check import questions, units
from corridor.web.route_check.given import Given

BIRTHDAYS = {"birth_date": "bday"}
"""Facts that a browser may fill in by itself."""
Choices = list[Any]


class Amount(forms.TextInput):
    """A number with its unit behind it and, for money, the euro sign before it."""

    template_name = "route_check/widgets/amount.html"

    def __init__(self, unit: str | None, *, decimals: bool) -> None:
        super().__init__(
            {"inputmode": "decimal" if decimals else "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}
        )
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["before"] = "€" if (self.unit or "").startswith("EUR") else ""
        context["widget"]["after"] = units.unit_name(self.unit)
        return context


class NumberField(forms.CharField):
    """A number as people write it: thousands and decimals in any of the usual ways. Cleans to the fact's value."""

    def __init__(self, fact: Fact, **options: Any) -> None:
        self.fact = fact
        options["widget"] = Amount(fact.unit, decimals=fact.type != "int")
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> Any:
        """The value in the fact's unit; None where the field is empty."""
        text = super().clean(value)
        if not text:
            return None
        found = read_number(text, self.fact.unit, whole_or_money=self.fact.type in ("int", "money"))
        if found.value is None or found.converted_from:
            raise ValidationError(
                _("Write a number, for example %(example)s.") % {"example": self._example()}, code="no_number"
            )
        exact = Decimal(repr(found.value))
        return _read(self.fact, int(exact) if exact == exact.to_integral_value() else exact)

    def prepare_value(self, value: Any) -> Any:
        return wording.number(value, names.language()) if isinstance(value, (int, Decimal)) else value

    def _example(self) -> str:
        return wording.number(42500 if self.fact.type == "money" else 12, names.language())


class OccupationField(forms.ChoiceField):
    """An occupation of ISCO-08 chosen from the list of unit groups."""

    def __init__(self, fact: Fact, **options: Any) -> None:
        super().__init__(choices=_occupations, **options)
        self.fact = fact

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return _read(self.fact, text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:04d}" if isinstance(value, int) else value

    def valid_value(self, value: Any) -> bool:
        """Any code of four digits: lists of the law also name groups that the classification lacks."""
        return True


class Chosen(forms.ChoiceField):
    """One of a closed list; cleans to the fact's value."""

    def __init__(self, fact: Fact, **options: Any) -> None:
        super().__init__(**options)
        self.fact = fact

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return _read(self.fact, text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Title(Chosen):
    """A title of an official list, or none; a title that a case file brought along stays."""

    def valid_value(self, value: Any) -> bool:
        return True


def field(
    fact: Fact, given: Given | None, *, compact: bool = False, required: bool = True, label: str | None = None
) -> forms.Field:
    """The field for a fact.

    Args:
        fact: the fact.
        given: the case so far, which decides which lists are in force; None for no case yet.
        compact: one control of one line, for long forms; else radios and separate parts of a date.
        required: whether an empty field is an error; an empty one is "not known".
        label: another label than the fact's question.
    """
    options: dict[str, Any] = {
        "label": label or questions.question(fact),
        "help_text": questions.meaning(fact.name),
        "required": required,
        "error_messages": {"required": gettext_lazy("Give an answer, or choose “I don’t know”.")},
    }
    build: Callable[..., forms.Field] = {
        "bool": _bool, "enum": _enum, "date": _date, "code": _code, "text": _title,
    }.get(fact.type, _number)  # fmt: skip
    return build(fact, given, compact, options)


def _number(fact: Fact, given: Given | None, compact: bool, options: dict[str, Any]) -> forms.Field:
    return NumberField(fact, **options)


def _bool(fact: Fact, given: Given | None, compact: bool, options: dict[str, Any]) -> forms.Field:
    choices: Choices = [("yes", _("Yes")), ("no", _("No"))]
    return Chosen(fact, **_listed(choices, compact, options))


def _enum(fact: Fact, given: Given | None, compact: bool, options: dict[str, Any]) -> forms.Field:
    choices: Choices = [(value, units.shown(fact, value)) for value in fact.values]
    return Chosen(fact, **_listed(choices, compact, options))


def _listed(choices: Choices, compact: bool, options: dict[str, Any]) -> dict[str, Any]:
    if not compact:
        return {**options, "choices": choices, "widget": forms.RadioSelect}
    return {**options, "choices": [("", _not_known()), *choices], "widget": forms.Select}


def _date(fact: Fact, given: Given | None, compact: bool, options: dict[str, Any]) -> forms.Field:
    if not compact:
        return DateField(autocomplete=BIRTHDAYS.get(fact.name, ""), **options)
    options["error_messages"] = {**options["error_messages"], "invalid": gettext_lazy("Enter a real date.")}
    return forms.DateField(input_formats=["%Y-%m-%d", "%d/%m/%Y"], widget=forms.DateInput, **options)


def _code(fact: Fact, given: Given | None, compact: bool, options: dict[str, Any]) -> forms.Field:
    if fact.scheme == "isco08":
        return OccupationField(fact, **options)
    return Chosen(fact, **{**options, "choices": [("", _not_known()), *_countries(names.language())], "help_text": ""})


def _title(fact: Fact, given: Given | None, compact: bool, options: dict[str, Any]) -> forms.Field:
    choices: Choices = [("", _not_known()), (units.NONE_OF_THESE, _("On none of these lists"))]
    if given is not None:
        found = questions.titles(given)
        choices += found
        stated = given.answers.get(fact.name)
        if stated and stated not in {key for _group, entries in found for key, _label in entries} | {
            units.NONE_OF_THESE
        }:
            choices.append((stated, stated))
    return Title(fact, **{**options, "choices": choices})


def _not_known() -> str:
    return _("– not known –")


def _read(fact: Fact, raw: Any) -> Any:
    try:
        return read_value(fact, raw)
    except CaseError as error:
        message, remedy = error.told(names.language())
        raise ValidationError(f"{message}; {remedy}.", code=error.key) from None


def initial(fact: Fact, value: Any) -> Any:
    """A fact's value as its field shows it."""
    return value if isinstance(value, (date, bool, Decimal, int)) else show_value(fact, value)


@cache
def _countries(lang: str) -> list[tuple[str, str]]:
    told = names.countries()
    found = [(code, (told.get(code) or {}).get(lang) or code) for code in COUNTRIES]
    return sorted(found, key=lambda pair: sortable(pair[1]))


def sortable(text: str) -> str:
    """Without accents and capitals, so that É stands with E."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def _occupations() -> Choices:
    return [("", _not_known()), *_unit_groups(names.language())]


@cache
def _unit_groups(lang: str) -> Choices:
    majors: dict[str, list[tuple[str, str]]] = {}
    for code in isco08.unit_groups():
        majors.setdefault(code[0], []).append((code, f"{code} {isco08.group(code).title(lang)}"))
    return [(isco08.group(major).title(lang), found) for major, found in majors.items()]
