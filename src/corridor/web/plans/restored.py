"""plan.json back as the frozen results that the reports read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from corridor.plan.result import (
    CircleResult,
    Inputs,
    LeverResult,
    MethodResult,
    Note,
    OccupationResult,
    OnList,
    Plan,
    Provenance,
    ReasonResult,
    ReformResult,
    RouteResult,
    Unknown,
)


def plan(document: Mapping[str, Any], tables: dict[str, pl.DataFrame]) -> Plan:
    """A plan from its document; `plan(p.document(), p.tables)` equals `p`.

    Raises:
        KeyError, TypeError: the document is not that of a plan of this version.
    """
    return Plan(
        region=document["region"],
        date=date.fromisoformat(document["date"]),
        inputs=Inputs(**document["inputs"]),
        policy={**document["policy"], "valid_from": date.fromisoformat(document["policy"]["valid_from"])},
        circles=_circles(document["circles"]),
        reasons=_reasons(document["reasons"]),
        occupations=tuple(_occupation(entry) for entry in document["occupations"]),
        routes=_routes(document["routes"]),
        levers=tuple(lever(entry) for entry in document["levers"]),
        methods=tuple(MethodResult(**entry) for entry in document["methods"]),
        reforms=tuple(_reform(entry) for entry in document["reforms"]),
        unknown=tuple(Unknown(**entry) for entry in document["unknown"]),
        notes=tuple(Note(**entry) for entry in document["notes"]),
        provenance=Provenance(**document["provenance"]),
        tables=tables,
        partnership=None if (sized := document.get("partnership")) is None else tuple(sized),
    )


def lever(entry: Mapping[str, Any]) -> LeverResult:
    """A lever from its document."""
    return LeverResult(**{**entry, "occupations": tuple(entry["occupations"])})


def _circles(entries: list[dict[str, Any]]) -> tuple[CircleResult, ...]:
    return tuple(CircleResult(**entry) for entry in entries)


def _reasons(entries: list[dict[str, Any]]) -> tuple[ReasonResult, ...]:
    return tuple(ReasonResult(**entry) for entry in entries)


def _routes(entries: list[dict[str, Any]]) -> tuple[RouteResult, ...]:
    return tuple(RouteResult(**entry) for entry in entries)


def _occupation(entry: Mapping[str, Any]) -> OccupationResult:
    lists = tuple(OnList(**{**on, "valid_from": date.fromisoformat(on["valid_from"])}) for on in entry["lists"])
    found = entry["lever"]
    return OccupationResult(**{**entry, "lists": lists, "lever": lever(found) if found else None})


def _reform(entry: Mapping[str, Any]) -> ReformResult:
    made = {
        "circles": _circles(entry["circles"]),
        "reasons": _reasons(entry["reasons"]),
        "routes": _routes(entry["routes"]),
        "moved": tuple(entry["moved"]),
    }
    return ReformResult(**{**entry, **made})
