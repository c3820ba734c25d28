"""A plan about people as everybody may see it: counts rounded, small ones hidden.

Every count is rounded to the nearest five; one below five is hidden. Rounding each number by itself keeps a hidden one
from being found by subtraction. The numbers are changed before anything is drawn, so that no bar tells more than its
label.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from corridor.matching.audit import SMALL
from corridor.plan.evidence_result import OccupationEvidence
from corridor.plan.result import (
    CircleResult,
    LeverResult,
    MethodResult,
    OccupationResult,
    Plan,
    ReasonResult,
    ReformResult,
    RouteResult,
)
from corridor.plan.words import words
from corridor.reports import numbers
from corridor.reports.speech import Speech

BASE = 5


def rounded(count: int) -> int:
    """To the nearest five; 0 for what is hidden."""
    return 0 if count < SMALL else BASE * ((2 * count + BASE) // (2 * BASE))


def guarded(plan: Plan) -> Plan:
    """A plan with rounded counts; rows about fewer than five posts, and sentences with exact counts, are left out."""
    return replace(
        plan,
        inputs=replace(
            plan.inputs,
            talents=rounded(plan.inputs.talents),
            vacancies=rounded(plan.inputs.vacancies),
            posts=rounded(plan.inputs.posts),
            uncoded=_values(plan.inputs.uncoded),
            left_out=_values(plan.inputs.left_out),
            coded_by_title=_values(plan.inputs.coded_by_title),
        ),
        circles=_circles(plan.circles),
        reasons=_reasons(plan.reasons),
        occupations=tuple(_occupation(o) for o in plan.occupations if rounded(o.posts)),
        routes=_routes(plan.routes),
        levers=tuple(_lever(lever) for lever in plan.levers if rounded(lever.posts)),
        methods=tuple(_method(m) for m in plan.methods),
        reforms=tuple(_reform(r) for r in plan.reforms),
        unknown=tuple(replace(u, posts=rounded(u.posts)) for u in plan.unknown if rounded(u.posts)),
        partnership=None,
    )


def _values(counts: dict[str, int]) -> dict[str, int]:
    return {name: rounded(count) for name, count in counts.items()}


def _circles(circles: tuple[CircleResult, ...]) -> tuple[CircleResult, ...]:
    return tuple(
        replace(c, talents=rounded(c.talents), offered=rounded(c.offered), filled=rounded(c.filled)) for c in circles
    )


def _reasons(reasons: tuple[ReasonResult, ...]) -> tuple[ReasonResult, ...]:
    return tuple(replace(r, posts=rounded(r.posts), vacancies=rounded(r.vacancies)) for r in reasons)


def _routes(routes: tuple[RouteResult, ...]) -> tuple[RouteResult, ...]:
    """Of few placements the mean would tell of single ones."""
    return tuple(
        replace(
            r,
            placements=rounded(r.placements),
            known=rounded(r.known),
            dependence_months=r.dependence_months if rounded(r.known) else None,
        )
        for r in routes
        if rounded(r.placements)
    )


def _occupation(o: OccupationResult) -> OccupationResult:
    posts, talents = rounded(o.posts), rounded(o.talents)
    return replace(
        o,
        posts=posts,
        unfilled=rounded(o.unfilled),
        talents=talents,
        tension=None if o.tension is None or not talents else talents / posts,
        filled=_values(o.filled),
        reasons=_values(o.reasons),
        lever=_lever(o.lever) if o.lever is not None and rounded(o.lever.posts) else None,
        evidence=_evidence(o.evidence),
    )


def _evidence(found: OccupationEvidence | None) -> OccupationEvidence | None:
    """Evidence is of the labour market, not of the pool; of a table that a user gave, few observations are not told."""
    if found is None:
        return None
    return replace(
        found,
        measured=tuple(
            replace(m, conditions=tuple(replace(c, n=rounded(c.n or 0) or None) for c in m.conditions))
            for m in found.measured
        ),
    )


def _lever(lever: LeverResult) -> LeverResult:
    groups = [{**entry, "posts": rounded(entry["posts"]), "gap": None} for entry in lever.occupations]
    return replace(
        lever,
        posts=rounded(lever.posts),
        people=None if lever.people is None else rounded(lever.people),
        yearly_cost=None if lever.yearly_cost is None else float(round(lever.yearly_cost, -3)),
        occupations=tuple(entry for entry in groups if entry["posts"]),
    )


def _method(method: MethodResult) -> MethodResult:
    return replace(
        method,
        filled=_values(method.filled),
        score=float(rounded(round(method.score))),
        blocking_pairs=rounded(method.blocking_pairs),
        inversions=rounded(method.inversions),
    )


def _reform(reform: ReformResult) -> ReformResult:
    moved = [{**entry, "posts": rounded(entry["posts"])} for entry in reform.moved]
    return replace(
        reform,
        circles=_circles(reform.circles),
        reasons=_reasons(reform.reasons),
        routes=_routes(reform.routes),
        moved=tuple(entry for entry in moved if entry["posts"]),
    )


# ---- words --------------------------------------------------------------------------------------


def hidden() -> str:
    """What stands for a count that is not shown."""
    return _("fewer than %(limit)s") % {"limit": SMALL}


class GuardedSpeech(Speech):
    """Says a count of a guarded plan; 0 there is one that is hidden."""

    def count(self, value: float | None) -> str:
        return hidden() if value is not None and value < SMALL else super().count(value)

    def counted(self, key: str, number: float, **values: str) -> str:
        return super().counted(key, number or SMALL, **values) if number else self._hidden(key, **values)

    def _hidden(self, key: str, **values: str) -> str:
        said = super().counted(key, SMALL, **values)
        return said.replace(numbers.count(SMALL, self.lang), hidden(), 1)

    def amount(self, key: str, number: float) -> str:
        if number:
            return super().amount(key, number)
        return self._set(words().counted(key, self.lang, SMALL, n=hidden()))

    def decimal(self, value: float | None, digits: int = 1) -> str:
        return self.count(value) if digits == 0 else super().decimal(value, digits)

    def share(self, part: float, whole: float) -> str:
        return super().share(part, whole) if part and whole else hidden()

    def change(self, before: float | None, after: float | None, digits: int = 0) -> str:
        if digits == 0 and (not before or not after):
            return self.say("equality.suppressed")
        return super().change(before, after, digits)


def said(value: int | None, full: bool) -> Any:
    """A count for a template: as it is, or that it is hidden."""
    return value if full or value is None or value >= SMALL else hidden()
