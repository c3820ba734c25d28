"""What is known of a talent or a vacancy, in the columns of the pool: read by the border, shown in plain words."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import polars as pl

from corridor.occupations.isco08 import groups
from corridor.pool.border import check
from corridor.pool.schema import Column, Kind, table
from corridor.pool.source import Source
from corridor.pool.words import NAMES
from corridor.web.design.templatetags.design import country, day, money, not_known, number, region, yes_no

OWN_ID = "me"
HIDDEN = frozenset({"id", "synthetic"})
AUDIT_ONLY = frozenset({"sex"})
"""Asked for the audit of outcomes alone: nobody sees it beside a person."""


@dataclass(frozen=True)
class Line:
    """A fact as a page shows it: its column, what it is called, what is known of it."""

    name: str
    label: Mapping[str, str]
    value: str
    known: bool


@dataclass(frozen=True)
class ReadFacts:
    """What the border made of a talent's words: values that JSON can hold, and what is wrong by column."""

    facts: Mapping[str, Any]
    faults: Mapping[str, str]


def of_talents() -> tuple[str, ...]:
    """The columns of a profile."""
    return tuple(name for name in table("talents").always if name not in HIDDEN)


def read(given: Mapping[str, Any], lang: str) -> ReadFacts:
    """Take a talent's own words over the border of the pool. What is empty is unknown; an occupation is not needed yet.

    Args:
        given: by column a text or a list of texts.
        lang: the language of what is wrong.
    """
    stated = {name: given[name] for name in of_talents() if given.get(name) not in (None, "")}
    row = {"id": OWN_ID, **stated}
    if "title" not in stated and "isco08" not in stated:
        row["title"] = OWN_ID  # the border asks for one of the two; a profile may be begun without
    source = Source(pl.DataFrame({name: [value] for name, value in row.items()}, schema=_types(row), strict=False))
    found = check(source, "talents", mapping={name: name for name in row}, lang=lang)
    if found.frame.height:
        return ReadFacts(_stated(found.frame, stated), {})
    faults: dict[str, str] = {}
    for line in found.quarantine.to_dicts():
        faults.setdefault(line["field"], f"{line['reason']}: {line['remedy']}")
    return ReadFacts({}, faults)


def _types(row: Mapping[str, Any]) -> dict[str, pl.DataType]:
    return {name: pl.List(pl.String()) if isinstance(value, list) else pl.String() for name, value in row.items()}


def _stated(frame: pl.DataFrame, stated: Mapping[str, Any]) -> dict[str, Any]:
    row = frame.row(0, named=True)
    return {name: as_json(row[name]) for name in stated if row.get(name) is not None}


def of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of a table of talents states, for a profile."""
    return {name: as_json(row[name]) for name in of_talents() if row.get(name) is not None}


def as_json(value: Any) -> Any:
    """A value of a frame as JSON holds it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return list(value) if isinstance(value, (list, pl.Series)) else value


def as_text(value: Any) -> str:
    """A fact as its field of the form has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# ---- showing ----
def lines(row: Mapping[str, Any], kind: Kind, lang: str, *, unknown: bool = True) -> list[Line]:
    """The facts of a row in the order of the schema, without what is asked for the audit alone.

    Args:
        row: by column; what is not there is not known.
        kind: which table.
        lang: the language of values.
        unknown: also those that are not known.
    """
    known = table(kind)
    own = [c for c in known.columns.values() if not c.seldom and c.name not in HIDDEN | AUDIT_ONLY]
    others = [known.facts[name] for name in row if name in known.facts]
    every = [(column, row.get(column.name)) for column in (*own, *others)]
    found = [Line(c.name, c.label, shown(c, value, lang), value is not None) for c, value in every]
    return [line for line in found if unknown or line.known]


def shown(column: Column, value: Any, lang: str) -> str:
    """A value in plain words."""
    if value is None:
        return not_known()
    if isinstance(value, (list, tuple, pl.Series)):
        return "; ".join(_one(column, item, lang) for item in value) or NONE[lang]
    return _one(column, value, lang)


NONE = {"en": "none", "fr": "aucun", "nl": "geen"}


def _one(column: Column, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return yes_no(value)
    if column.type == "country":
        return country(str(value))
    if column.type == "language":
        code, _, level = str(value).partition(":")
        return f"{language(code, lang)} {level}".strip()
    if column.type == "isco08":
        group = groups().get(str(value))
        return f"{value} {group.title(lang)}" if group else str(value)
    if column.name in REGIONS:
        return region(str(value))
    if column.type == "enum":
        return column.value_labels.get(str(value), {}).get(lang, str(value))
    if column.type == "date":
        return day(value if isinstance(value, date) else str(value))
    if column.type == "money":
        return money(value)
    return number(value, 1) if isinstance(value, (int, float)) else str(value)


REGIONS = frozenset({"region", "residence_region", "wish_regions"})


@cache
def languages() -> Mapping[str, Mapping[str, str]]:
    """Names of languages by ISO 639-1 code."""
    with NAMES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file) if row["kind"] == "language"}


def language(code: str, lang: str) -> str:
    """The name of a language; the code where it has none."""
    return languages().get(code, {}).get(lang) or code
