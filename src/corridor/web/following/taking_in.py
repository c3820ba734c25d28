"""From an uploaded file to the next version of a log: what is good, what is not and why. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from corridor.partnerships.events import Log, lists, read_log
from corridor.partnerships.log_cells import masked, problem_of, resolve
from corridor.partnerships.log_rules import SAME
from corridor.pool.columns import as_texts
from corridor.pool.files import open_table
from corridor.web.following.errors import FollowingRefusal

LANGUAGES = ("en", "fr", "nl")
KEY = "_row"
"""The column of a quarantine file that says which row of the quarantine a line is."""
Fault = dict[str, Any]


@dataclass
class BadRow:
    """A row that is not taken in: its number in the file (None: of an earlier upload), cells and faults."""

    row: int | None
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    key: str = ""


@dataclass(frozen=True)
class Taken:
    """The log after an upload.

    Attributes:
        events: its rows, without numbers.
        bad: rows of the file, and of earlier uploads, that are not in it.
        settled: keys of the quarantine that the file names.
        counts: `rows` of the file = `added` + `quarantined` + `empty`; `taken_back` of earlier uploads.
        notes: remarks by `field` with `note` by language and `rows`.
        as_of: until when it tells what happened.
        synthetic: whether any row was made up.
    """

    events: pl.DataFrame
    bad: list[BadRow]
    settled: set[str]
    counts: Mapping[str, int]
    notes: list[dict[str, Any]]
    as_of: date
    synthetic: bool


def take_in(path: Path, old: Log | None, *, as_of: date) -> Taken:
    """Read a file, and put its good rows to those of the log.

    Args:
        path: the file.
        old: the log that the rows are added to; None for a log that begins with this file.
        as_of: until when the file tells what happened; a log that reaches further keeps its day.

    Raises:
        PartnershipError: the file cannot be read at all, or lacks a needed column.
    """
    until = as_of if old is None else max(as_of, old.as_of)
    new = read_log(path, as_of=until)
    lines = _Lines.of(path)
    bad = lines.bad(new.quarantine)
    good = new.events
    if old is not None and old.events.height:
        known = old.events.select(*SAME).unique()
        twice = good.join(known, on=SAME, how="semi", nulls_equal=True)
        for row in twice.iter_rows(named=True):
            bad.append(lines.row(row["row"], [_already(row)]))
        good = good.join(known, on=SAME, how="anti", nulls_equal=True, maintain_order="left")
        whole, more = _joined(old, good, until, lines)
        bad += more
    else:
        whole = new
    back = sum(one.row is None for one in bad)
    empty = new.counts["empty"]
    counts = {"rows": new.counts["rows"], "empty": empty, "quarantined": len(bad) - back, "taken_back": back}
    counts["added"] = counts["rows"] - empty - counts["quarantined"]
    return Taken(
        events=whole.events.drop("row", strict=False),
        bad=bad,
        settled=set(lines.keys.values()),
        counts=counts,
        notes=_notes(pl.concat([new.notes, whole.notes]) if whole is not new else new.notes),
        as_of=until,
        synthetic=whole.synthetic,
    )


def _joined(old: Log, good: pl.DataFrame, until: date, lines: _Lines) -> tuple[Log, list[BadRow]]:
    """Old and new rows held against each other; those that contradict each other are in neither."""
    before = old.events.height
    both = pl.concat([old.events.drop("row", strict=False), good.drop("row")], how="vertical")
    if not both.height:
        return old, []
    whole = read_log(both, as_of=until)
    bad: dict[int, BadRow] = {}
    numbers = good["row"].to_list()
    for fault in whole.quarantine.iter_rows(named=True):
        at = fault["row"] - 1
        if at not in bad:
            row = None if at < before else numbers[at - before]
            cells = _texts(both.row(at, named=True))
            bad[at] = BadRow(row, cells, key="" if row is None else lines.keys.get(row, ""))
        bad[at].faults.append(_fault(fault))
    return whole, list(bad.values())


def _already(row: Mapping[str, Any]) -> Fault:
    refusal = FollowingRefusal("already")
    told = {lang: refusal.told(lang) for lang in LANGUAGES}
    return {
        "field": "event",
        "value": str(row["event"]),
        "reason": {lang: text[0] for lang, text in told.items()},
        "remedy": {lang: text[1] for lang, text in told.items()},
    }


def _fault(row: Mapping[str, Any]) -> Fault:
    """A fault as it is kept. An address or a national number in any column is masked, in what is said of it too."""
    value = row["value"] or ""
    shown = masked(value) if value and problem_of(value) in ("log_email", "log_number") else value

    def told(text: str) -> str:
        return text.replace(value, shown) if shown != value else text

    return {
        "field": row["field"],
        "value": shown,
        "reason": {lang: told(row[f"reason_{lang}"]) for lang in LANGUAGES},
        "remedy": {lang: told(row[f"remedy_{lang}"]) for lang in LANGUAGES},
    }


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items() if value is not None and name in lists().columns}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@dataclass(frozen=True)
class _Lines:
    """The cells of a file in the columns of a log: other columns of it are not looked at."""

    columns: Mapping[str, list[str | None]]
    keys: Mapping[int, str]
    """Row of the file to the key of the quarantine that it names."""

    @classmethod
    def of(cls, path: Path) -> _Lines:
        frame = open_table(path, "talents").frame
        used, _ = resolve(frame.columns, path.name)
        columns = {name: as_texts(frame[written]).to_list() for name, written in used.items()}
        keys = as_texts(frame[KEY]).to_list() if KEY in frame.columns else []
        return cls(columns, {at + 1: key.strip() for at, key in enumerate(keys) if key and key.strip()})

    def row(self, number: int, faults: list[Fault]) -> BadRow:
        """A row with its faults. A cell at fault shows what its fault shows: that may be masked."""
        broken = any(fault["field"] == "row" for fault in faults)
        cells = {
            name: values[number - 1] or "" for name, values in self.columns.items() if not broken and values[number - 1]
        }
        cells |= {fault["field"]: fault["value"] for fault in faults if fault["field"] in cells}
        return BadRow(number, cells, faults, self.keys.get(number, ""))

    def bad(self, quarantine: pl.DataFrame) -> list[BadRow]:
        """The rows of a quarantine."""
        found: dict[int, list[Fault]] = {}
        for fault in quarantine.iter_rows(named=True):
            found.setdefault(fault["row"], []).append(_fault(fault))
        return [self.row(number, faults) for number, faults in found.items()]


def _notes(notes: pl.DataFrame) -> list[dict[str, Any]]:
    """Remarks of one kind together."""
    told = [f"note_{lang}" for lang in LANGUAGES]
    kept = notes.filter(~pl.col("field").str.starts_with("_"))
    grouped = kept.group_by("field", *told, maintain_order=True).agg(pl.col("row").n_unique().alias("rows"))
    return [
        {"field": line["field"], "note": {lang: line[f"note_{lang}"] for lang in LANGUAGES}, "rows": line["rows"]}
        for line in grouped.iter_rows(named=True)
    ]
