"""A case before the law: its answer in a language, and how answers differ between days, versions and facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from corridor.permits.answer import answer, decide
from corridor.permits.book import book
from corridor.permits.case import Case as LawCase
from corridor.permits.case import read_case
from corridor.rules.kleene import Truth, state
from corridor.rules.model import Route

LANGUAGES = ("en", "fr", "nl")
KINDS = ("work_route", "formality", "status", "exemption")
"""In the order in which pages show them."""


class Stated(Protocol):
    """What an answer needs of a case."""

    reference: str
    region: str
    application_date: date
    facts: Any


def law_case(case: Stated, *, day: date | None = None, facts: Mapping[str, Any] | None = None) -> LawCase:
    """The case as the library reads it; on another day, or with other facts, where these are given.

    Raises:
        CaseError: the case cannot be read by the law as it is now.
    """
    raw = {
        "id": case.reference,
        "region": case.region,
        "application_date": case.application_date,
        "facts": case.facts if facts is None else facts,
    }
    return read_case(raw, book(case.region).rules, as_of=day)


def answered(case: Stated, lang: str) -> dict[str, Any]:
    """The whole answer under the law of the application date."""
    return answer(law_case(case), book(case.region), lang=lang)


def route_states(case: Stated, *, day: date | None = None) -> dict[str, str]:
    """The state of every route."""
    found = decide(law_case(case, day=day), book(case.region))
    return {name: state(truth) for name, truth in found.routes.items()}


def permit_needed(case: Stated) -> Truth:
    """Whether a work authorisation is needed."""
    return decide(law_case(case), book(case.region)).permit_needed


def routes_of(region: str) -> dict[str, Route]:
    """The routes of a region's law."""
    return book(region).rules.routes


def route_label(region: str, route: str) -> Mapping[str, str]:
    """What a route is called, by language."""
    found = routes_of(region).get(route)
    return {"en": route} if found is None else found.label


# ---- what changed -------------------------------------------------------------------------------


def snapshot(case: Stated, on: date) -> dict[str, Any]:
    """What the law says of the case now, kept so that a later change of the law's data can be told."""
    law = book(case.region).rules
    return {
        "on": on.isoformat(),
        "as_of": case.application_date.isoformat(),
        "version": law.version,
        "digest": law.digest,
        "states": route_states(case),
    }


@dataclass(frozen=True)
class RouteChange:
    """A route whose state is not what it was."""

    name: str
    label: Mapping[str, str]
    before: str
    after: str
    chosen: bool


@dataclass(frozen=True)
class Difference:
    """Two answers to the same facts: on two days, or by two versions of the law's data."""

    before: date
    after: date
    routes: tuple[RouteChange, ...]
    amounts: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def any(self) -> bool:
        """Whether something differs."""
        return bool(self.routes or self.amounts)


def since_snapshot(case: Any) -> Difference | None:
    """What the law's data say otherwise than when the case was last worked out; None where they are the same data."""
    kept = case.snapshot or {}
    law = book(case.region).rules
    if not kept or kept.get("digest") == law.digest:
        return None
    changed = _changes(case, kept.get("states") or {}, route_states(case))
    return Difference(date.fromisoformat(kept["on"]), case.application_date, changed)


def since_opening(case: Any, lang: str) -> Difference | None:
    """What the law of the application date says otherwise than that of the day on which the case was opened.

    The facts are the same in both, but for the start of the work: on each day it is taken to start with the filing.
    """
    if case.opened_on == case.application_date or case.opened_on < book(case.region).rules.coverage[0]:
        return None
    before, after = route_states(case, day=case.opened_on), route_states(case, day=case.application_date)
    amounts = tuple(_amounts(case, lang))
    return Difference(case.opened_on, case.application_date, _changes(case, before, after), amounts)


def _changes(case: Any, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[RouteChange, ...]:
    return tuple(
        RouteChange(name, route_label(case.region, name), before.get(name, "unknown"), after[name], name == case.route)
        for name in after
        if name in before and before[name] != after[name]
    )


def _amounts(case: Any, lang: str) -> list[Mapping[str, Any]]:
    """The values behind the chosen route that differ between the two days."""
    if not case.route:
        return []
    law = book(case.region)
    then, now = (
        _parameters(answer(law_case(case, day=day), law, lang=lang), case.route)
        for day in (case.opened_on, case.application_date)
    )
    return [
        {
            "label": now[name]["label"],
            "before": then[name]["value"],
            "after": now[name]["value"],
            "unit": now[name]["unit"],
        }
        for name in now
        if name in then and then[name]["value"] != now[name]["value"]
    ]


def _parameters(found: Mapping[str, Any], route: str) -> dict[str, dict[str, Any]]:
    conditions = found["routes"].get(route, {}).get("conditions", [])
    return {p["name"]: p for c in conditions for p in c["parameters"]}


# ---- for pages ----------------------------------------------------------------------------------

ORDER = {"open": 0, "unknown": 1, "closed": 2}


def sorted_routes(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The routes of an answer: open ones first, then undecided by how little is missing, then closed ones."""
    rows = [{"name": name, **route} for name, route in found["routes"].items()]
    return sorted(
        rows,
        key=lambda r: (
            ORDER[r["state"]],
            KINDS.index(r["kind"]),
            len(r["unknown_facts"]),
            len(_not_met(r)),
            r["label"],
        ),
    )


def _not_met(route: Mapping[str, Any]) -> list[Any]:
    return [c for c in route["conditions"] if c["result"] == "not_met"]


def missing(found: Mapping[str, Any]) -> list[str]:
    """The facts that undecided routes still need, the most wanted first."""
    counts: dict[str, int] = {}
    for route in found["routes"].values():
        if route["state"] == "unknown":
            for name in route["unknown_facts"]:
                counts[name] = counts.get(name, 0) + 1
    first = [found["next_question"]] if found.get("next_question") else []
    rest = sorted((n for n in counts if n not in first), key=lambda n: -counts[n])
    return [*first, *rest]
