"""plan.json back as the frozen results that the reports read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from corridor.plan.evidence_result import (
    ConditionEvidence,
    GapEvidence,
    GapPart,
    ListEvidence,
    MeasuredEvidence,
    MethodAsked,
    OccupationEvidence,
    PublishedTotal,
    RegionEvidence,
)
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
        evidence=_region_evidence(document.get("evidence")),
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
    read = {"lists": lists, "lever": lever(found) if found else None, "evidence": _evidence(entry.get("evidence"))}
    return OccupationResult(**{**entry, **read})


def _evidence(entry: Mapping[str, Any] | None) -> OccupationEvidence | None:
    """Evidence on an occupation; None in plans that were made before there was any."""
    if entry is None:
        return None
    return OccupationEvidence(
        lists=tuple(_list_evidence(one) for one in entry["lists"]),
        measured=tuple(_measured(one) for one in entry["measured"]),
        gap=tuple(_gap(one) for one in entry["gap"]),
    )


def _list_evidence(entry: Mapping[str, Any]) -> ListEvidence:
    read = {name: tuple(entry[name]) for name in ("titles", "marks")}
    return ListEvidence(**{**entry, **read, "valid_from": date.fromisoformat(entry["valid_from"])})


def _measured(entry: Mapping[str, Any]) -> MeasuredEvidence:
    read = {name: tuple(entry[name]) for name in ("causes", "marks", "sources")}
    asked = tuple(ConditionEvidence(**one) for one in entry["conditions"])
    return MeasuredEvidence(**{**entry, **read, "conditions": asked})


def _gap(entry: Mapping[str, Any]) -> GapEvidence:
    parts = tuple(GapPart(**one) for one in entry["parts"])
    return GapEvidence(**{**entry, "sources": tuple(entry["sources"]), "parts": parts})


def _region_evidence(entry: Mapping[str, Any] | None) -> RegionEvidence | None:
    if entry is None:
        return None
    methods = tuple(MethodAsked(**{**one, "caveats": tuple(one["caveats"])}) for one in entry["methods"])
    return RegionEvidence(entry["lists"], methods, tuple(PublishedTotal(**one) for one in entry["totals"]))


def _reform(entry: Mapping[str, Any]) -> ReformResult:
    made = {
        "circles": _circles(entry["circles"]),
        "reasons": _reasons(entry["reasons"]),
        "routes": _routes(entry["routes"]),
        "moved": tuple(entry["moved"]),
    }
    return ReformResult(**{**entry, **made})
