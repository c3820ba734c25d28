"""What the columns of a file mean: guessed from their names, corrected by the user, complete before an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from corridor.pool.headers import NEEDED
from corridor.pool.schema import Column, Kind, table
from corridor.pool.source import MARKS
from corridor.pool.words import plain

OWN = "+"
"""In front of the name of a column that the file does not have and a correction adds."""


def kind_of(kind: str) -> Kind:
    """A kind as the library types it."""
    return cast(Kind, kind)


@cache
def names(kind: Kind) -> Mapping[str, str]:
    """Columns by every plain name under which the library knows them; own columns come before other facts."""
    known, found = table(kind), dict[str, str]()
    for columns in (known.columns.values(), known.facts.values()):
        for told in (
            [(c.name, c) for c in columns],
            [(text, c) for c in columns for text in c.label.values()],
            [(text, c) for c in columns for text in c.headers],
        ):
            for text, column in told:
                found.setdefault(plain(text), column.name)
    return found


def guessed(columns: Sequence[str], kind: Kind) -> dict[str, str | None]:
    """The meaning of each column of a file; None where its name says none, or where another column has it already."""
    found: dict[str, str | None] = dict.fromkeys(columns)
    for exact in (True, False):
        for column in columns:
            if found[column] is not None or column in MARKS:
                continue
            target = names(kind).get(plain(column))
            if target is not None and target not in found.values() and (not exact or target == column):
                found[column] = target
    return found


def missing(targets: Iterable[str | None], kind: Kind) -> list[tuple[Column, ...]]:
    """What every file needs and this one lacks: of each group, one column would do."""
    given = set(targets)
    known = table(kind).columns
    return [tuple(known[name] for name in group) for group in NEEDED[kind] if not given & set(group)]


def chosen(mapping: Mapping[str, str | None], columns: Sequence[str]) -> dict[str, str | None]:
    """A mapping for the importers: every column of the file, also those that are left out."""
    return {column: mapping.get(column) for column in columns if column not in MARKS}


def headers_of(field: str, mapping: Mapping[str, str | None]) -> str:
    """The column of the file that a fault's field stands in; `+field` where the file has none."""
    return next((header for header, target in mapping.items() if target == field), OWN + field)


def is_column(name: str, kind: Kind) -> bool:
    """Whether the table has such a column."""
    return name in table(kind).columns or name in table(kind).facts


def label(field: str, kind: Kind) -> Mapping[str, str]:
    """What a column is called, by language; its own name where the schema does not know it."""
    try:
        return table(kind).column(field).label
    except KeyError:
        return {"en": field}


def as_json(column: Column) -> dict[str, Any]:
    """A column for a page: name, label and meaning."""
    return {"name": column.name, "label": dict(column.label), "meaning": dict(column.meaning)}
