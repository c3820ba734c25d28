"""What a reader may ask of all lists: two editions of one, or regions on a day. All by address: nothing is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.labour_market.list_files import ShortageList
from corridor.labour_market.list_words import word
from corridor.web.design import names
from corridor.web.shortages.forms import Day, Filter, region_choices


class EditionsForm(forms.Form):
    """Two editions of a list."""

    bound_field_class = Filter

    before = forms.ChoiceField(label=gettext_lazy("Earlier edition"))
    after = forms.ChoiceField(label=gettext_lazy("Later edition"))

    def __init__(self, found: ShortageList, data: dict[str, str]) -> None:
        super().__init__(data)
        lang = names.language()
        told = [(e.id, f"{e.start} ({word('mark.draft', lang)})" if e.draft else e.id) for e in found.editions]
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.choices = told

    def clean(self) -> dict[str, Any] | None:
        """Two different editions."""
        found = super().clean()
        if found and found.get("before") and found.get("before") == found.get("after"):
            raise ValidationError(_("Choose two different editions."), code="same")
        return found


def _or_none() -> list[tuple[str, str]]:
    return [("", _("none")), *region_choices()]


class RegionsForm(forms.Form):
    """Two regions or three, and a day."""

    bound_field_class = Filter

    region = forms.ChoiceField(label=gettext_lazy("First region"), choices=region_choices)
    region2 = forms.ChoiceField(label=gettext_lazy("Second region"), choices=region_choices)
    region3 = forms.ChoiceField(label=gettext_lazy("Third region"), choices=_or_none, required=False)
    date = Day(label=gettext_lazy("Date"))

    def chosen(self) -> list[str]:
        """The regions, each once, in their order."""
        given = (self.cleaned_data[name] for name in ("region", "region2", "region3"))
        return list(dict.fromkeys(name for name in given if name))

    def clean(self) -> dict[str, Any] | None:
        """At least two different regions."""
        found = super().clean()
        if (
            found
            and found.get("region")
            and len({found.get(n) for n in ("region", "region2", "region3")} - {"", None}) < 2
        ):
            raise ValidationError(_("Choose two different regions."), code="same")
        return found
