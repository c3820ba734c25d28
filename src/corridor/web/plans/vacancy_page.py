"""One vacancy of a plan: why its posts are open, what alone stands in the way, and who could hold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corridor.matching.search import CONDITIONS, GAPS, PARTS, STATES
from corridor.plan.result import Plan
from corridor.reports.speech import Speech

UNITS = {"level": "levels", "language": "steps", "pay": "EUR_year", "date": "days"}
"""The unit of each gap, as the plan's words call it."""


@dataclass(frozen=True)
class Standing:
    """A circle: people in reach, by how far they got."""

    label: str
    counts: tuple[int, ...]
    """By state, in the order of `STATES`."""
    total: int


@dataclass(frozen=True)
class Obstacle:
    """A condition. `alone`: people whom it alone keeps from the post; `gap`: how far the nearest of them is, in words;
    `unknown`: undecided people of whom it is not known.
    """

    label: str
    alone: int
    gap: str
    unknown: int


@dataclass(frozen=True)
class Candidate:
    """A person who could hold the post. `parts`: label and value, 0 to 1 or None; `way`: by which route, in words."""

    talent: str
    circle: str
    placed: bool
    undecided: bool
    score: float
    parts: tuple[float | None, ...]
    presumed: tuple[str, ...]
    unknown: tuple[str, ...]
    permit_needed: bool | None
    route: str
    dependence_months: int | None


def standings(plan: Plan, row: dict[str, Any], voice: Speech) -> list[Standing]:
    """Circle by circle, how far people in reach got."""
    found = []
    for circle in plan.circles:
        counts = tuple(int(row.get(f"{circle.name}_{state}") or 0) for state in STATES)
        found.append(Standing(voice.text(circle.label), counts, sum(counts)))
    return found


def obstacles(row: dict[str, Any], voice: Speech) -> list[Obstacle]:
    """Conditions that alone keep somebody from the post, or that are not known of somebody; most people first."""
    found = [
        Obstacle(
            _capital(voice.word(f"condition.{name}")),
            int(row.get(f"only_{name}") or 0),
            _gap(name, row, voice),
            int(row.get(f"unknown_{name}") or 0),
        )
        for name in CONDITIONS
    ]
    return sorted((o for o in found if o.alone or o.unknown), key=lambda o: (-o.alone, -o.unknown))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _gap(name: str, row: dict[str, Any], voice: Speech) -> str:
    """The smallest distance; empty where the condition has no size or nobody fails it alone."""
    value = row.get(f"gap_{name}") if name in GAPS else None
    if value is None:
        return ""
    unit = UNITS[name]
    if unit == "EUR_year":
        return voice.word("gap.EUR_year", amount=voice.money(value))
    return voice.amount(f"gap.{unit}", value)


def candidates(
    plan: Plan, rows: Iterable[dict[str, Any]], voice: Speech, routes: dict[str, dict[str, str]]
) -> list[Candidate]:
    """Rows of the table `scores`, in words."""
    labels = {c.name: voice.text(c.label) for c in plan.circles}
    return [
        Candidate(
            talent=row["talent"],
            circle=labels.get(row["circle"], row["circle"]),
            placed=row["placed"],
            undecided=row["state"] == "undecided",
            score=row["score"],
            parts=tuple(row[part] for part in PARTS),
            presumed=_conditions(row["presumed"], voice),
            unknown=_conditions(row["unknown"], voice),
            permit_needed=row["permit_needed"],
            route=voice.text(routes.get(row["route"]) or row["route"]) if row["route"] else "",
            dependence_months=row["dependence_months"],
        )
        for row in rows
    ]


def _conditions(names: list[str] | None, voice: Speech) -> tuple[str, ...]:
    return tuple(voice.word(f"condition.{name}") for name in names or ())
