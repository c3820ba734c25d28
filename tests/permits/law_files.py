"""The law's files as they stand, read without the engine: what the engine must give is checked against them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corridor.permits.book import LAW
from corridor.permits.case import REGIONS

DAY = timedelta(days=1)
FEDERAL = "federal"
LAYERS = (FEDERAL, *REGIONS)
Document = dict[str, Any]


@cache
def document(path: Path) -> Any:
    """One file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def parameters(layer: str) -> dict[str, Document]:
    """Every parameter that a layer's files define."""
    out: dict[str, Document] = {}
    for file in sorted((LAW / layer / "parameters").glob("*.yaml")):
        found = document(file)
        assert not out.keys() & found.keys(), f"{file} defines {out.keys() & found.keys()} again"
        out |= found
    return out


@cache
def lists(layer: str) -> dict[str, list[Document]]:
    """Every list of a layer: its versions in time."""
    out = {}
    for folder in sorted(p for p in (LAW / layer / "lists").glob("*") if p.is_dir()):
        versions = [document(f) for f in folder.glob("*.yaml") if f.name != "list.yaml"]
        out[folder.name] = sorted(versions, key=lambda v: v["from"])
    return out


@cache
def routes(layer: str) -> dict[str, Document]:
    """Every route of a layer."""
    return {f.stem: document(f) for f in sorted((LAW / layer / "routes").glob("*.yaml"))}


def region_of(layer: str) -> str:
    """A region in whose law a layer's files stand (a federal file is replaced where the region has its own)."""
    return REGIONS[0] if layer == FEDERAL else layer


def in_force(versions: list[Document], day: date) -> Document | None:
    """The version of a day: the last that has begun, if it has not ended."""
    begun = [v for v in versions if v.get("from", date.min) <= day]
    if not begun:
        return None
    last = begun[-1]
    return None if last.get("until") and last["until"] < day else last


def turning_days(versions: list[Document]) -> list[date]:
    """First days, the days before, last days and the days after."""
    starts = [v["from"] for v in versions if v.get("from")]
    ends = [v["until"] for v in versions if v.get("until")]
    return sorted({*starts, *(s - DAY for s in starts), *ends, *(e + DAY for e in ends)})


def texts(found: Any, at: str = "") -> Iterator[tuple[str, Document]]:
    """Every mapping that has one of the three languages as a key, with its place."""
    if isinstance(found, dict):
        if {"en", "fr", "nl"} & {k for k in found if isinstance(k, str)}:
            yield at, found
            return
        for key, value in found.items():
            yield from texts(value, f"{at}.{key}")
    elif isinstance(found, list):
        for position, value in enumerate(found):
            yield from texts(value, f"{at}[{position}]")
