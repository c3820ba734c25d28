"""What a reader may ask for: a region, a day, words, a state. All by address: nothing is stored."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.permits.case import REGIONS
from corridor.web.design.renderer import Field
from corridor.web.design.templatetags.design import day as day_text
from corridor.web.design.templatetags.design import region as region_name
from corridor.web.shortages import queries

AHEAD = timedelta(days=366)
"""How long after the last day that is described a day may still be asked."""


class Filter(Field):
    """A field of a filter: none has to be filled in, so none says that it is optional."""

    optional = False


def region_choices() -> list[tuple[str, str]]:
    """The regions by name."""
    return [(name, region_name(name)) for name in REGIONS]


class Day(forms.DateField):
    """A day that the lists may speak of."""

    default_error_messages = {"invalid": gettext_lazy("Write the date as year-month-day, such as 2026-01-31.")}

    def clean(self, value: Any) -> date | None:
        """The day, within what can be asked."""
        found: date | None = super().clean(value)
        first, last = queries.coverage()[0], queries.coverage()[1] + AHEAD
        if found is not None and not first <= found <= last:
            told = {"first": day_text(first), "last": day_text(last)}
            raise ValidationError(_("Choose a date from %(first)s to %(last)s.") % told, code="outside")
        return found


class OccupationsForm(forms.Form):
    """A region, a day, words and a state."""

    bound_field_class = Filter

    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=region_choices)
    date = Day(label=gettext_lazy("Date"))
    q = forms.CharField(
        label=gettext_lazy("Occupation"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("A title in any language, or a code of ISCO-08."),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=(
            ("on", gettext_lazy("Occupations on a list")),
            ("not_known", gettext_lazy("Not known")),
            ("not_on", gettext_lazy("Not on these lists")),
            ("all", gettext_lazy("All occupations")),
        ),
    )


class CompareForm(forms.Form):
    """Two sides: a region and a day each."""

    region = forms.ChoiceField(label=gettext_lazy("First region"), choices=region_choices)
    date = Day(label=gettext_lazy("First date"))
    region2 = forms.ChoiceField(label=gettext_lazy("Second region"), choices=region_choices)
    date2 = Day(label=gettext_lazy("Second date"))
