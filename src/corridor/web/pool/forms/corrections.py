"""Cells of quarantined rows, and what is filtered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corridor.web.design.names import language
from corridor.web.design.templatetags.design import in_language
from corridor.web.pool import reasons
from corridor.web.pool.domain.corrections import Correction
from corridor.web.pool.forms.uploads import FileForm, TableFile
from corridor.web.pool.meanings import OWN, headers_of, kind_of, label
from corridor.web.pool.models import Dataset, QuarantinedRow, RowState

LONG = 80
"""A longer cell gets a field of several lines."""
LONGEST = 20_000
WHOLE = "row"
"""The field of a fault that concerns the row as a whole."""


@dataclass(frozen=True)
class Told:
    """A fault in the reader's language."""

    label: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class RowFields:
    """A row with its faults and the fields of the cells that can be corrected."""

    row: QuarantinedRow
    faults: list[Told]
    version: forms.BoundField
    cells: list[forms.BoundField]


def told(row: QuarantinedRow, dataset: Dataset) -> list[Told]:
    """The faults of a row in the page's language."""
    lang, kind = language(), kind_of(dataset.kind)
    found = []
    for fault in row.faults.all():
        reason, remedy = reasons.told(fault.key, fault.reason, fault.remedy, fault.language, lang)
        name = _("The row as a whole") if fault.field == WHOLE else in_language(label(fault.field, kind))
        found.append(Told(name, fault.value, reason, remedy))
    return found


class CellsForm(forms.Form):
    """The cells of one or more rows: those at fault, or all of them."""

    def __init__(
        self, *args: Any, dataset: Dataset, rows: Sequence[QuarantinedRow], every: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dataset, self.rows = dataset, list(rows)
        self.headers: dict[QuarantinedRow, dict[str, str]] = {}
        for row in self.rows:
            self.fields[f"version_{row.pk.hex}"] = forms.IntegerField(widget=forms.HiddenInput, initial=row.version)
            self.headers[row] = {}
            for at, header in enumerate(self._headers(row, every)):
                name = f"cell_{row.pk.hex}_{at}"
                self.headers[row][name] = header
                self.fields[name] = self._cell(row, header)

    def _headers(self, row: QuarantinedRow, every: bool) -> list[str]:
        """The columns of the file whose cells are shown; those that the file lacks and a fault asks for come last."""
        faulty = [headers_of(f.field, self.dataset.mapping) for f in row.faults.all() if f.field != WHOLE]
        whole = every or not faulty
        shown = [h for h in self.dataset.columns if h in self.dataset.mapping] if whole else []
        return list(dict.fromkeys([*shown, *faulty, *(h for h in row.cells if h.startswith(OWN))]))

    def _cell(self, row: QuarantinedRow, header: str) -> forms.Field:
        text = row.cells.get(header, "")
        target = header[1:] if header.startswith(OWN) else self.dataset.mapping.get(header)
        name = in_language(label(target, kind_of(self.dataset.kind))) if target else header
        shown = name if not target or header.startswith(OWN) or header == name else f"{name} ({header})"
        wide = len(text) > LONG or "\n" in text
        return forms.CharField(
            label=shown,
            initial=text,
            required=False,
            strip=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3}) if wide else forms.TextInput,
        )

    def parts(self) -> Iterator[RowFields]:
        """The rows with their faults and fields, for the page."""
        for row in self.rows:
            cells = [self[name] for name in self.headers[row]]
            yield RowFields(row, told(row, self.dataset), self[f"version_{row.pk.hex}"], cells)

    def corrections(self) -> list[Correction]:
        """What the person changed; a row that somebody else changed meanwhile counts too, so that they are told."""
        found = []
        for row in self.rows:
            cells = {header: self.cleaned_data[name] for name, header in self.headers[row].items()}
            cells = {header: text.replace("\r\n", "\n") for header, text in cells.items()}
            if any(row.cells.get(header, "") != text for header, text in cells.items()):
                found.append(Correction(row.pk, self.cleaned_data[f"version_{row.pk.hex}"], cells))
        return found


class DiscardForm(forms.Form):
    """Why a row is left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why is this row left out?"),
        help_text=gettext_lazy("For instance: a duplicate, a test, a vacancy that was withdrawn. Name no person."),
        max_length=300,
    )


class CorrectedFileForm(FileForm):
    """A quarantine file that was corrected."""

    file = TableFile(
        label=gettext_lazy("Corrected quarantine file"),
        help_text=gettext_lazy("The file that you downloaded here, corrected in a spreadsheet, as CSV or Excel."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )


class FaultFilter(forms.Form):
    """Which rows are shown."""

    field = forms.ChoiceField(label=gettext_lazy("Column"), required=False)
    key = forms.ChoiceField(label=gettext_lazy("What is wrong"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Rows"), required=False, choices=RowState.choices)

    def __init__(self, data: Any, *, dataset: Dataset, kinds: Sequence[tuple[str, str, int]]) -> None:
        super().__init__(data)
        lang, kind = language(), kind_of(dataset.kind)
        fields = {field: in_language(label(field, kind)) for field, _key, _n in kinds}
        fields |= {WHOLE: _("The row as a whole")} if WHOLE in fields else {}
        keys = {key: reasons.name_of(key, lang) for _field, key, _n in kinds if key}
        for name, choices in (("field", fields), ("key", keys)):
            chosen: Any = self.fields[name]
            chosen.choices = [("", _("All")), *choices.items()]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen; what makes no sense is left aside."""
        found = self.cleaned_data if self.is_valid() else {}
        return {
            "field": found.get("field", ""),
            "key": found.get("key", ""),
            "state": found.get("state") or RowState.OPEN,
        }


__all__ = ["CellsForm", "CorrectedFileForm", "DiscardForm", "FaultFilter"]
