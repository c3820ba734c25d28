"""be.STAT of Statbel: views by name, facts as JSON.

Each view has an identifier of its own in each language, and identifiers may change: what is kept is the name, and the
identifier is looked up each time. The service neither filters nor pages. An unknown view answers 404; an unknown data
source answers 200 with nothing, which is an error here as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import Table
from corridor.labour_market.sources.json_stat import load
from corridor.labour_market.sources.sdmx_csv import columns_changed
from corridor.labour_market.sources.source import Answer, Get, Part


@dataclass(frozen=True, slots=True)
class BeStat:
    """The form `bestat`: the list of views, then the facts of one."""

    def fetch(self, table: Table, get: Get) -> Sequence[Part]:
        place = table.address("bestat")
        listed = get(place, accept="application/json")
        found = identifier(load(listed.file), table.view, place)
        return [get(f"{place}/{found}/result/JSON", accept="application/json", conditional=True)]

    def read(self, table: Table, files: Sequence[Path], expected: Sequence[str] | None) -> Answer:
        return read(files[0], table, expected)


def identifier(views: Any, names: Mapping[str, str], place: str) -> str:
    """The identifier of the view of that name, in the first language in which there is one.

    `views`: the list that the service gives, of objects with `id`, `locale` and `name`.

    Raises:
        LabourMarketError: no view has the name; the nearest names are told.
    """
    if not isinstance(views, list) or not all(isinstance(view, Mapping) for view in views):
        raise LabourMarketError(place, "not_the_form", form="be.STAT", begin=str(views)[:60])
    known = {(view.get("locale"), _plain(view.get("name"))): str(view["id"]) for view in views if view.get("id")}
    for lang, name in names.items():
        if (lang, _plain(name)) in known:
            return known[lang, _plain(name)]
    wanted = next(iter(names.values()))
    here = [str(view.get("name")) for view in views if view.get("locale") in names]
    near = get_close_matches(wanted, here, 3, 0.3)
    raise LabourMarketError(place, "view_not_found", name=wanted, near="; ".join(near) or "-")


def _plain(name: object) -> str:
    return " ".join(str(name).casefold().split())


def read(file: Path, table: Table, expected: Sequence[str] | None) -> Answer:
    """The facts, in the columns and words of the view. Numbers stay numbers; a column with texts and numbers is text.

    Raises:
        LabourMarketError: no facts, or columns other than those `expected`.
    """
    raw = load(file)
    facts = raw.get("facts") if isinstance(raw, Mapping) else None
    if not isinstance(facts, list) or not all(isinstance(fact, Mapping) for fact in facts):
        raise LabourMarketError(file.name, "not_the_form", form="be.STAT", begin=str(raw)[:60])
    if not facts:
        raise LabourMarketError(file.name, "no_rows")
    columns = list(dict.fromkeys(name for fact in facts for name in fact))
    if expected is not None and set(columns) != set(expected):
        missing, new = sorted(set(expected) - set(columns)), sorted(set(columns) - set(expected))
        raise columns_changed(table.name, missing, new)
    frame = pl.DataFrame([_column(name, [fact.get(name) for fact in facts]) for name in columns])
    return Answer(frame, tuple(columns), tuple(columns))


def _column(name: str, values: Sequence[Any]) -> pl.Series:
    given = [value for value in values if value is not None]
    if given and all(isinstance(value, int) and not isinstance(value, bool) for value in given):
        return pl.Series(name, values, dtype=pl.Int64)
    if given and not any(isinstance(value, str | bool | list | dict) for value in given):
        return pl.Series(name, [None if value is None else float(value) for value in values], dtype=pl.Float64)
    return pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)
