"""What a reader may ask of the register. All by address (GET): nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corridor.occupations.isco08 import groups
from corridor.partnerships.classification import schools
from corridor.partnerships.registry import STATUSES, Selection, select
from corridor.partnerships.scheme import circularity_types, sectors
from corridor.partnerships.scheme_words import label
from corridor.rules.countries import COUNTRIES
from corridor.web.design import names
from corridor.web.design.renderer import Field
from corridor.web.design.templatetags.design import country, in_language, not_known
from corridor.web.design.templatetags.design import region as region_name
from corridor.web.partnerships import registry

FIRST, LAST = 1900, 2100
"""Years that can be asked for."""


class Filter(Field):
    """A field of a filter: none has to be filled in, so none says that it is optional."""

    optional = False


class SchemesForm(forms.Form):
    """Which schemes of the register are shown."""

    bound_field_class = Filter

    q = forms.CharField(
        label=pgettext_lazy("filter", "Words"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Names, partners, places, occupations, results, in any language."),
    )
    origin = forms.ChoiceField(label=gettext_lazy("Origin"), required=False)
    destination = forms.ChoiceField(label=gettext_lazy("Destination"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    occupation = forms.ChoiceField(label=gettext_lazy("Occupation (ISCO-08)"), required=False)
    model = forms.ChoiceField(label=gettext_lazy("Model"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("State of the scheme"), required=False)
    since = forms.IntegerField(
        label=gettext_lazy("Active from (year)"), required=False, min_value=FIRST, max_value=LAST
    )
    until = forms.IntegerField(
        label=gettext_lazy("Active until (year)"), required=False, min_value=FIRST, max_value=LAST
    )

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        ends = registry.ends()
        self._offer("origin", _("All origins"), _countries(ends.origins, self._given("origin")))
        places = _countries(ends.destinations, self._given("destination"))
        self._offer("destination", _("All destinations"), [*places, *_regions(ends.regions)])
        self._offer("sector", _("All sectors"), [(code, in_language(said)) for code, said in sectors().items()])
        self._offer("occupation", _("All occupations"), _occupations(self._given("occupation")))
        self._offer("model", _("All models"), _models())
        self._offer("status", _("All states"), [(name, _status(name)) for name in STATUSES])

    def _given(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def _offer(self, name: str, every: str, choices: Iterable[Any]) -> None:
        field = self.fields[name]
        field.choices = [("", every), *choices]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("Choose from the list.")

    def clean(self) -> dict[str, Any]:
        """The years in their order."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since is not None and until is not None and until < since:
            self.add_error(
                "until", ValidationError(_("Choose a year that is not before the first year."), code="order")
            )
        return found

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that were given and can be used; those with an error are left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def selection(form: SchemesForm) -> Selection:
    """The schemes that pass the filters, and those of which a filter cannot be decided."""
    asked = form.asked
    years = (asked.get("since", FIRST), asked.get("until", LAST)) if {"since", "until"} & asked.keys() else None
    return select(
        registry.schemes(),
        origin=asked.get("origin"),
        destination=asked.get("destination"),
        sector=asked.get("sector"),
        isco=asked.get("occupation"),
        active_in=years,
        model=asked.get("model"),
        status=asked.get("status"),
        text=asked.get("q"),
    )


# ---- choices ------------------------------------------------------------------------------------


def _countries(codes: Iterable[str], given: str) -> list[tuple[str, str]]:
    """Countries by name; one that no scheme has can be asked for by address."""
    more = {given} & COUNTRIES
    return sorted(((code, country(code)) for code in {*codes, *more}), key=lambda choice: choice[1].casefold())


def _regions(regions: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, f"{country('BE')}: {region_name(name)}") for name in regions]


def _occupations(given: str) -> list[tuple[str, str]]:
    codes = {*registry.occupation_codes(), *({given} & groups().keys())}
    return [(code, f"{code} {groups()[code].title(names.language())}") for code in sorted(codes)]


def _models() -> list[tuple[str, list[tuple[str, str]]]]:
    """Schools of thought, and types of circularity."""
    return [
        (_("Schools"), [(name, in_language(school.label)) for name, school in schools().schools.items()]),
        (_("Circularity"), [(name, in_language(one["label"])) for name, one in circularity_types().items()]),
    ]


def _status(name: str) -> str:
    return not_known() if name == "unknown" else label(f"status.{name}", names.language())
