"""What a reader chooses, and tables that are read in memory and not kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.labour_market.flow_tables import tables, totals
from corridor.labour_market.retention import BY, MOST_LAG, MOST_YEARS, YEARS
from corridor.occupations.isco08 import groups
from corridor.web.design.renderer import Field
from corridor.web.evidence import flow_figures, measured
from corridor.web.evidence.flow_figures import BESIDE, HOME, Held
from corridor.web.evidence.in_memory import LARGEST
from corridor.web.evidence.tables_sent import text_of

KEPT = 500_000
"""Characters of a table that may stand in the page itself."""
FIRST_YEAR, LAST_YEAR = 1950, 2100


class Filter(Field):
    """A field that need not be filled in, and does not say so."""

    optional = False


class FlowForm(forms.Form):
    """Which table, area, years, citizenship and purpose or sex."""

    bound_field_class = Filter

    table = forms.ChoiceField(label=gettext_lazy("Table"))
    area = forms.ChoiceField(label=gettext_lazy("Area"))
    group = forms.ChoiceField(label=gettext_lazy("Citizenship"), required=False)
    part = forms.ChoiceField(required=False)
    start = forms.IntegerField(
        label=gettext_lazy("From year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    end = forms.IntegerField(label=gettext_lazy("To year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, data: Any, held: Held | None) -> None:
        given = {name: data.get(name, "") for name in ("table", "area", "group", "part", "start", "end")}
        given["table"] = given["table"] or next(iter(tables()))
        given["area"] = given["area"] or HOME
        if data.get("shown", given["table"]) != given["table"]:
            # another table has other citizenships and purposes: choices made for the one before say nothing of it
            given |= {"group": "", "part": ""}
        super().__init__(given)
        areas = held.areas if held else [(code, flow_figures.label("geo", code) or code) for code in (HOME,)]
        self._choices("table", flow_figures.table_choices())
        self._choices("area", areas)
        self._choices("group", [("", _("The main ones")), *(held.groups if held else [])])
        table = tables().get(given["table"])
        purposes = table is not None and table.part == "reason"
        self.fields["part"].label = _("Purpose of stay") if purposes else _("Sex")
        parts = held.parts if held else []
        every = (BESIDE, _("All, side by side"))
        if any(code in totals() for code, _label in parts) or len(parts) < 2:
            self._choices("part", [("", _("The total")), *([every] if len(parts) > 1 else []), *parts])
        else:  # without a total there is nothing else to begin with
            self._choices("part", [("", every[1]), *parts])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The years run forward."""
        found = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start is not None and end is not None and start > end:
            self.add_error("end", _("The last year is before the first one."))
        return found


class OccupationForm(forms.Form):
    """An occupation of ISCO-08, or all."""

    bound_field_class = Filter

    isco = forms.CharField(
        label=gettext_lazy("Occupation (ISCO-08 code)"),
        required=False,
        max_length=4,
        help_text=gettext_lazy("One to four digits, such as 2512; empty is all occupations."),
    )

    def clean_isco(self) -> str:
        """A group of ISCO-08."""
        code = str(self.cleaned_data["isco"]).strip()
        if code and code not in groups():
            raise ValidationError(_("ISCO-08 has no group %(code)s.") % {"code": code})
        return code


class FileForm(forms.Form):
    """A file that is read in memory."""

    bound_field_class = Filter

    def __init__(self, data: Any = None, files: Any = None, too_large: bool = False) -> None:
        super().__init__(data, files)
        self.too_large = too_large

    def clean_file(self) -> str:
        """The text of the file; empty where none was sent."""
        if self.too_large:
            raise ValidationError(_("The file is larger than %(mb)s MB.") % {"mb": LARGEST // 1024**2})
        found = self.cleaned_data.get("file")
        return text_of(found) if found else ""


def _by() -> list[tuple[str, str]]:
    labels = {
        "permit_type": _("Permit type"),
        "nationality": _("Nationality"),
        "region": _("Region"),
        "cohort": _("Year of the first permit"),
    }
    return [(name, labels[name]) for name in BY]


class SpellsForm(FileForm):
    """A file of spells, and what is asked of it."""

    file = forms.FileField(
        label=gettext_lazy("File of spells"),
        required=False,
        help_text=gettext_lazy("CSV in UTF-8, 5 MB at most. Codes instead of names; no national register numbers."),
    )
    by = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), required=False, choices=_by, widget=forms.CheckboxSelectMultiple
    )
    years = forms.CharField(
        label=gettext_lazy("After how many years"),
        required=False,
        max_length=60,
        initial=", ".join(map(str, YEARS)),
        help_text=gettext_lazy("Numbers with commas, such as 1, 2, 5."),
    )
    lag = forms.IntegerField(
        label=gettext_lazy("Months before the extract that do not count"),
        required=False,
        initial=0,
        min_value=0,
        max_value=MOST_LAG,
        help_text=gettext_lazy("Registers learn of departures late."),
    )

    def clean_file(self) -> str:
        """The text of the file, which must be there."""
        text = super().clean_file()
        if not text.strip():
            raise ValidationError(_("Choose a file of spells."))
        return text

    def clean_years(self) -> list[int]:
        """Whole years, each once."""
        parts = [part.strip() for part in str(self.cleaned_data["years"]).split(",") if part.strip()]
        if not all(part.isascii() and part.isdecimal() and 1 <= int(part[:4]) <= MOST_YEARS for part in parts):
            raise ValidationError(_("Give whole numbers from 1 to %(most)s.") % {"most": MOST_YEARS})
        return sorted({int(part) for part in parts}) or list(YEARS)

    def clean_lag(self) -> int:
        """Months; none where it is left empty."""
        return int(self.cleaned_data["lag"] or 0)


class MeasureForm(FileForm):
    """An indicator table, and the method, region and period that are looked at."""

    file = forms.FileField(
        label=gettext_lazy("A table as a file"),
        required=False,
        help_text=gettext_lazy("CSV in UTF-8, 5 MB at most, with the columns below."),
    )
    table = forms.CharField(
        label=gettext_lazy("The table"),
        required=False,
        max_length=KEPT,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "c-code"}),
        help_text=gettext_lazy(
            "A line each occupation, region, period and indicator. Leave the value empty where it is not known."
        ),
    )
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=measured.method_choices)
    region = forms.CharField(
        label=gettext_lazy("Region"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("As in the table, or a NUTS code; empty is the region with most rows."),
    )
    period = forms.CharField(
        label=gettext_lazy("Period"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("As in the table, such as 2025 or 2025-Q2; empty is the newest."),
    )

    def text(self) -> str:
        """The table: that of the file where there is one."""
        return self.cleaned_data.get("file") or self.cleaned_data.get("table") or ""

    @property
    def kept(self) -> str:
        """The table as far as it may stand in the page."""
        text = self.text()
        return text if len(text) <= KEPT else ""
