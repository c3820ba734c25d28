"""Which flows and stocks there are: read from `flows.yaml`, with the official table that each is taken from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources import catalogue

FILE = Path(__file__).parent / "flows.yaml"
NOTES = Path(__file__).parent / "flows_notes.json"
NEAREST = 3


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Table(_Strict):
    of: str
    group: str
    part: str
    only: dict[str, tuple[str, ...]] = {}
    share: bool = False
    regional: str | None = None
    note: dict[str, str] | None = None


class _File(_Strict):
    tables: dict[str, _Table]
    first: tuple[str, ...]
    total: tuple[str, ...]


@dataclass(frozen=True)
class FlowTable:
    """One flow or stock.

    Attributes:
        id: its name in Corridor; `of`: the official table.
        group, part: dimensions of that table that say who, and of which kind or sex.
        only: codes at which other dimensions are held; of several, the first that the table has.
        share: values are percent.
        national: exists for Belgium as a whole only; `regional`: another flow table that has the regions.
        note: what a reader must know, in three languages.
    """

    id: str
    of: str
    group: str
    part: str
    only: Mapping[str, tuple[str, ...]]
    share: bool
    national: bool
    regional: str | None
    note: Mapping[str, str] | None

    def label(self, lang: str) -> str:
        """The name of the official table in a language."""
        return catalogue.table(self.of).label[lang]


@cache
def _file() -> _File:
    raw: Any = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return _File.model_validate(raw)


@cache
def tables() -> Mapping[str, FlowTable]:
    """All flow tables by id."""
    return {
        id: FlowTable(id=id, national=catalogue.table(one.of).national, **one.model_dump())
        for id, one in _file().tables.items()
    }


def first_groups() -> tuple[str, ...]:
    """Groups that are shown first where a table has many."""
    return _file().first


def totals() -> tuple[str, ...]:
    """Codes that stand for everybody."""
    return _file().total


def table_named(given: str) -> FlowTable:
    """The flow table of that id, or the first that is taken from the official table of that code.

    Raises:
        LabourMarketError: there is none.
    """
    known = tables()
    if given in known:
        return known[given]
    taken = [one for one in known.values() if one.of == given.lower()]
    if taken:
        return taken[0]
    near = get_close_matches(given.lower(), known, NEAREST, 0)
    raise LabourMarketError("table", "flows_no_table", given=given, near=", ".join(near), known=", ".join(known))


@cache
def _notes() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(NOTES.read_text(encoding="utf-8"))
    return found


def reason_told(reason: str, table: FlowTable, lang: str) -> str:
    """Why a value is unknown, in a sentence."""
    if reason == "national_only":
        if table.regional is not None:
            return _notes()["regional_table"][lang].format(table=table.regional)
        permits = table.of.startswith(("tps0017", "migr_res"))
        return _notes()["national_permits" if permits else "national_only"][lang]
    return _notes()[reason][lang]


def flag_told(flag: str | None, lang: str) -> str | None:
    """The flags of a value in words; letters that are not known stay as they are."""
    if flag is None:
        return None
    letters = dict.fromkeys(letter for letter in flag if not letter.isspace())  # a difference has the flags of both
    return ", ".join(_notes().get(f"flag.{letter}", {}).get(lang, letter) for letter in letters)
