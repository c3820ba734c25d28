"""What a reader may ask for: a day, a region, words. All by address (GET): nothing is stored."""

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
from corridor.web.law import queries

AHEAD = timedelta(days=5 * 366)
"""How long after the last day that is described a day may still be asked: what was announced for then is shown."""


class Filter(Field):
    """A field of a filter: none has to be filled in, so none says that it is optional."""

    optional = False


def region_choices() -> list[tuple[str, str]]:
    """The regions by name."""
    return [(name, region_name(name)) for name in REGIONS]


class Day(forms.DateField):
    """A day that the law files may speak of, written as the browser's date field writes it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Date"))
        options.setdefault(
            "error_messages", {"invalid": gettext_lazy("Write the date as year-month-day, such as 2026-01-31.")}
        )
        super().__init__(**options)

    def clean(self, value: Any) -> date | None:
        """The day, within what can be asked."""
        found: date | None = super().clean(value)
        first, last = queries.coverage()
        if found is not None and found < first:
            raise ValidationError(
                _("The law is described from %(first)s on.") % {"first": day_text(first)}, code="early"
            )
        if found is not None and found > last + AHEAD:
            raise ValidationError(_("Choose a date up to %(last)s.") % {"last": day_text(last + AHEAD)}, code="late")
        return found


class MomentForm(forms.Form):
    """A region and a day."""

    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=region_choices)
    date = Day()


class SearchForm(forms.Form):
    """Words to look for."""

    bound_field_class = Filter

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)


class ParametersForm(SearchForm):
    """Words, and whether only what is uncertain is shown."""

    uncertain = forms.BooleanField(label=gettext_lazy("Only uncertain values"), required=False)


class SourcesForm(SearchForm):
    """Words and the kind of source."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of source"), required=False)

    def __init__(self, *args: Any, kinds: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("All kinds")), *kinds.items()]  # type: ignore[attr-defined]


class DoubtsForm(forms.Form):
    """Which uncertain things are shown."""

    bound_field_class = Filter

    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    date = Day(required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    mark = forms.ChoiceField(label=gettext_lazy("Mark"), required=False)

    def __init__(self, *args: Any, kinds: dict[str, str], marks: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        regions = [("", _("All regions")), *region_choices()]
        choices = {"region": regions, "kind": [("", _("All kinds")), *kinds.items()]}
        choices["mark"] = [("", _("All marks")), *marks.items()]
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Two laws: a region and a day each."""

    region = forms.ChoiceField(label=gettext_lazy("First region"), choices=region_choices)
    date = Day(label=gettext_lazy("First date"))
    region2 = forms.ChoiceField(label=gettext_lazy("Second region"), choices=region_choices)
    date2 = Day(label=gettext_lazy("Second date"))
