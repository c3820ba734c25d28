"""What another answer would change: two answers to one case, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corridor.permits.answer import answer
from corridor.rules.errors import CaseError
from corridor.rules.facts import read_value
from corridor.web.route_check.given import Given, vocabulary
from corridor.web.route_check.questions import law_of

Answer = Mapping[str, Any]
RANK = {"open": 0, "unknown": 1, "closed": 2}


@dataclass(frozen=True)
class Move:
    """A route whose state differs."""

    name: str
    label: str
    before: str
    after: str
    better: bool


@dataclass(frozen=True)
class Difference:
    """Two answers beside each other. `changed`: (fact, value before, value after), natural values."""

    given: Given
    changed: tuple[tuple[str, Any, Any], ...]
    needed: tuple[bool | None, bool | None]
    moves: tuple[Move, ...]
    months: tuple[int | None, int | None]

    @property
    def nothing(self) -> bool:
        """Whether no route moves, and neither the need of a permit nor the dependence differs."""
        return not self.moves and self.needed[0] is self.needed[1] and self.months[0] == self.months[1]


def compare(given: Given, before: Answer, values: Mapping[str, Any], lang: str) -> Difference:
    """The case as it is beside the case with other facts.

    Args:
        given: the case.
        before: its answer.
        values: facts and their other natural values; None for "not known".
        lang: language of the labels.
    """
    changed = given
    for name, value in values.items():
        changed = changed.with_answer(name, value)
    after = answer(changed.case, law_of(given), lang=lang)
    taken = before["presumed"]
    facts = vocabulary().facts
    told = tuple((n, given.answers.get(n, read_value(facts[n], taken.get(n))), v) for n, v in values.items())
    return Difference(
        changed,
        told,
        (before["permit_needed"], after["permit_needed"]),
        tuple(sorted(_moves(before, after), key=lambda m: (not m.better, RANK[m.after], m.label))),
        (least_months(before), least_months(after)),
    )


def _moves(before: Answer, after: Answer) -> list[Move]:
    pairs = ((n, r, after["routes"][n]) for n, r in before["routes"].items())
    return [
        Move(n, old["label"], old["state"], new["state"], RANK[new["state"]] < RANK[old["state"]])
        for n, old, new in pairs
        if old["state"] != new["state"]
    ]


def least_months(found: Answer) -> int | None:
    """The months of dependence of the open work route that ties least; None where none is open, or it is not known."""
    open_ = (r for r in found["routes"].values() if r["state"] == "open" and r["kind"] == "work_route")
    months = [r["outcome"]["rights"].get("dependence_months") for r in open_]
    return min((m for m in months if isinstance(m, int)), default=None)


def opening(found: Answer, route: str, position: int) -> dict[str, Any]:
    """The facts of one of the changes that would open a route, as natural values.

    Raises:
        CaseError: the answer has no such change.
    """
    made = found["routes"].get(route, {}).get("changes", [])
    if not 0 <= position < len(made):
        raise CaseError("try", "no_value", raw=repr(f"{route}:{position}"[:60]), values="…")
    facts = vocabulary().facts
    return {change["fact"]: read_value(facts[change["fact"]], change["to"]) for change in made[position]}
