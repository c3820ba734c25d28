"""The cells of a log: which column is which, what a cell stands for, and what is wrong with it.

Codes for people are looked at first: what looks like an e-mail address, a name or a national number never enters the
log, and is masked where it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.event_lists import LogColumn, lists
from corridor.pool.columns import as_texts, known, read_column
from corridor.pool.source import MARKS
from corridor.pool.words import plain
from corridor.rules.errors import closest

LANGUAGES = ("en", "fr", "nl")
TOLD = tuple(f"{what}_{lang}" for lang in LANGUAGES for what in ("reason", "remedy"))
FAULTS = {"at": pl.UInt32, "field": pl.String, "value": pl.String, **dict.fromkeys(TOLD, pl.String)}
NOTES = {
    "at": pl.UInt32, "field": pl.String, "before": pl.String, "after": pl.String,
    **{f"note_{lang}": pl.String for lang in LANGUAGES},
}  # fmt: skip
CODE = re.compile(r"\w[\w\-./:]{0,63}")
SCHEME = re.compile(r"\w[\w\-./: ]{0,63}")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
NUMBER = re.compile(r"\+?[\d\s.\-/()]+")
NAME = re.compile(r"[^\W\d_].*[\s,].*[^\W\d_]")
EVENTS = ("event", "before", "closing", "start", "request", "one", "other")
"""Placeholders of messages that hold an event."""
DIGITS = 9
"""National numbers and telephone numbers have at least so many; codes of a scheme need fewer."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: row (from 0), field, the text at fault, and a key of the room's messages."""

    at: int
    field: str
    value: str | None
    key: str
    values: Mapping[str, Any]


def table_of_faults(faults: Sequence[Fault]) -> pl.DataFrame:
    """Faults as a table: `at`, `field`, `value`, then reason and remedy in each language."""
    rows = [(f.at, f.field, f.value, *(text for lang in LANGUAGES for text in _told(f, lang))) for f in faults]
    return pl.DataFrame(rows, schema=FAULTS, orient="row")


def _told(fault: Fault, lang: str) -> tuple[str, str]:
    """Reason and remedy, with the labels of the events that they name."""
    events = lists().events
    values = {
        name: events[value].label[lang] if name in EVENTS and value in events else value
        for name, value in fault.values.items()
    }
    return PartnershipError(fault.field, fault.key, **values).told(lang)


def table_of_notes(notes: Sequence[tuple[int | None, str, str, Mapping[str, Any]]]) -> pl.DataFrame:
    """Notes as a table: row (from 0, null for the whole file), field, and the text of a key in each language."""
    rows = []
    for at, name, key, values in notes:
        error = PartnershipError(name, key, **values)
        rows.append((at, name, None, None, *(error.told(lang)[0] for lang in LANGUAGES)))
    return pl.DataFrame(rows, schema=NOTES, orient="row")


def resolve(found: Sequence[str], place: str) -> tuple[dict[str, str], list[str]]:
    """Each column of the log with its column in the file, and the columns of the file that are not used.

    Raises:
        PartnershipError: a needed column is missing, or two would be the same.
    """
    names: dict[str, str] = {}
    columns = lists().columns
    for group in (lambda c: [c.name], lambda c: c.label.values(), lambda c: c.headers):
        for column in columns.values():
            for text in group(column):
                names.setdefault(plain(text), column.name)
    used: dict[str, str] = {}
    for written in found:
        target = names.get(plain(written))
        if target is None or written in MARKS:
            continue
        if target in used and target not in (written, used[target]):
            raise PartnershipError(place, "log_two_columns", column=target, one=used[target], other=written)
        if target not in used or written == target:
            used[target] = written
    for column in columns.values():
        if column.needed and column.name not in used:
            shown = ", ".join(found)
            raise PartnershipError(place, "log_column_missing", column=column.name, columns=shown)
    return used, [c for c in found if c not in used.values() and c not in MARKS]


def read_cells(source: pl.Series, column: LogColumn) -> tuple[pl.Series, pl.DataFrame, pl.DataFrame]:
    """The values of a column, its faults and its notes."""
    if column.pooled is not None:
        return _pooled(source, column)
    texts = known(as_texts(source))
    if column.type == "outcome":  # words for unknown say something here: it was asked, and not found out
        texts = as_texts(source).str.strip_chars().replace("", None)
    if column.type in ("event", "outcome", "reason"):
        values, faults = _listed(texts, column)
    else:
        values, faults = _codes(texts, column)
    return values.alias(column.name), table_of_faults(faults), pl.DataFrame(schema=NOTES)


def missing(values: pl.Series, faults: pl.DataFrame, name: str) -> list[Fault]:
    """Needed cells that say nothing (those with another fault have been told already)."""
    faulty = set(faults["at"].to_list())
    return [Fault(at, name, None, "log_cell_missing", {}) for at in values.is_null().arg_true() if at not in faulty]


def _pooled(source: pl.Series, column: LogColumn) -> tuple[pl.Series, pl.DataFrame, pl.DataFrame]:
    """As the pool reads a column of this type; its reasons and remarks in each language."""
    assert column.pooled is not None
    by_language = {lang: read_column(source, column.pooled, lang) for lang in LANGUAGES}
    first = by_language["en"]
    faults = first.faults.select("at", "field", "value").with_columns(
        found.faults[what].alias(f"{what}_{lang}")
        for lang, found in by_language.items()
        for what in ("reason", "remedy")
    )
    notes = first.notes.select("at", "field", "before", "after").with_columns(
        found.notes["note"].alias(f"note_{lang}") for lang, found in by_language.items()
    )
    return first.values, faults.cast(FAULTS), notes.cast(NOTES)  # type: ignore[arg-type]


def _listed(texts: pl.Series, column: LogColumn) -> tuple[pl.Series, list[Fault]]:
    """Ids of a closed list, from ids and labels in three languages."""
    meanings = lists().words[column.type]
    distinct = texts.drop_nulls().unique().to_list()
    found = {text: meanings.get(plain(text)) for text in distinct}
    values = texts.replace_strict(found, default=None, return_dtype=pl.String)
    faults = []
    for at in (texts.is_not_null() & values.is_null()).arg_true():
        text = texts[at]
        near = ", ".join(dict.fromkeys(meanings[w] for w in closest(plain(text), meanings))) or "–"
        faults.append(Fault(at, column.name, text, f"log_{column.type}_unknown", {"raw": text, "near": near}))
    return values, faults


def _codes(texts: pl.Series, column: LogColumn) -> tuple[pl.Series, list[Fault]]:
    """Codes that the log may keep."""
    problems = {text: problem_of(text, person=column.type == "pseudonym") for text in texts.drop_nulls().unique()}
    wrong = [text for text, problem in problems.items() if problem is not None]
    bad = texts.is_in(wrong).fill_null(False) if wrong else pl.repeat(False, texts.len(), eager=True)
    faults = [Fault(at, column.name, masked(texts[at]), str(problems[texts[at]]), {}) for at in bad.arg_true()]
    return texts.set(bad, None), faults


def problem_of(text: str, *, person: bool = True) -> str | None:
    """Why a text may not stand for a person (a key of the messages), or None.

    It looks like an e-mail address, a national or telephone number (nine digits or more and no letter), or a name
    (words with a space or comma between them), or it has signs that no code needs. A single word without figures
    could be a first name too; that cannot be told from a code, and is let through.
    """
    if EMAIL.search(text):
        return "log_email"
    if not person:
        return None if SCHEME.fullmatch(text) else "log_not_code"
    if NUMBER.fullmatch(text) and sum(c.isdigit() for c in text) >= DIGITS:
        return "log_number"
    if NAME.search(text):
        return "log_name"
    return None if CODE.fullmatch(text) else "log_not_code"


def masked(text: str) -> str:
    """A text at fault without what it says: its first sign alone."""
    return f"{text[:1]}…"
