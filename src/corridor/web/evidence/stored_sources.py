"""The catalogue of official tables and how each stands in the store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from corridor.labour_market.flow_tables import flag_told
from corridor.labour_market.sources import catalogue, store
from corridor.labour_market.sources.store import Status
from corridor.web.design import names


@dataclass(frozen=True)
class Row:
    """A table of the catalogue.

    Attributes:
        status: as the store says it.
        days: since it was fetched or imported; None where it is not stored.
        regional: True where it has Belgian regions, False where it exists for Belgium only, None where the catalogue
            does not say.
        attribution: the line that must stand by what is shown; None where nothing is stored.
        failed: what went wrong the last time the office was asked.
        flags: letter, meaning and rows.
        link: address of what was fetched, where it is one.
        commands: that fill the store.
    """

    status: Status
    label: str
    days: int | None
    regional: bool | None
    attribution: str | None
    failed: str | None
    flags: list[tuple[str, str, int]]
    link: str | None
    commands: tuple[str, ...]


def by_office() -> list[tuple[str, catalogue.Office, list[Row]]]:
    """Every table of the catalogue, by office with its name."""
    found: dict[str, list[Row]] = {}
    for one in store.status():
        found.setdefault(one.table.office, []).append(_row(one))
    offices, lang = catalogue.offices(), names.language()
    return [(offices[office].label[lang], offices[office], rows) for office, rows in found.items()]


def counts() -> tuple[int, int]:
    """Tables that are stored, and tables of the catalogue."""
    found = store.status()
    return sum(one.provenance is not None for one in found), len(found)


def _row(one: Status) -> Row:
    lang, known = names.language(), one.provenance
    later = one.checked is not None and (known is None or one.checked.at > known.retrieved)
    error = one.checked.error if one.checked is not None and later else None
    fetch = () if one.table.by_file else (f"corridor data refresh {one.table.name}",)
    return Row(
        status=one,
        label=one.table.label[lang],
        days=days(one.age),
        regional=_regional(one.table),
        attribution=None if known is None else known.attribution[lang],
        failed=None if error is None else error.told(lang)[0],
        flags=[] if known is None else [(flag, flag_told(flag, lang) or flag, n) for flag, n in known.flags.items()],
        link=known.address if known is not None and known.address.startswith("https://") else None,
        commands=(*fetch, f"corridor data import {one.table.name} FILE"),
    )


def _regional(table: catalogue.Table) -> bool | None:
    if table.national:
        return False
    regions = any(code.startswith("BE") and code != "BE" for code in table.filter.get("geo", ()))
    return True if regions or not table.dimensions else None


def days(age: dt.timedelta | None) -> int | None:
    """Whole days."""
    return None if age is None else max(0, age.days)
