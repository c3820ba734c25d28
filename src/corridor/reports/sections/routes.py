"""Which routes carry the placements that need an authorisation, and how long they tie people to one employer."""

from __future__ import annotations

from corridor.plan.result import Plan, RouteResult
from corridor.reports.charts import Step, draw
from corridor.reports.document import Block, Column, Figure, Section, Table, Trace, cell, prose, row
from corridor.reports.speech import Speech

WINDOW = 60
"""Months over which dependence is counted: the definition of `dependence_months`."""


def routes(plan: Plan, speech: Speech) -> Section:
    """Routes with their placements and months of dependence."""
    return Section("routes", speech.say("routes.title"), speech.say("routes.short"), _blocks(plan, speech))


def _blocks(plan: Plan, speech: Speech) -> tuple[Block, ...]:
    placed = sum(r.placements for r in plan.routes)
    trace = Trace((("count(), mean(dependence_months) by route, where route is not null", "placements.parquet"),))
    if not placed:
        return (prose(speech.say("routes.none")), trace)
    filled = sum(c.filled for c in plan.circles)
    said = [
        speech.counted("routes.intro", placed, filled=speech.count(filled)),
        speech.say("routes.meaning", window=speech.count(WINDOW)),
    ]
    mean = mean_dependence(plan.routes)
    if mean is not None:
        said.append(speech.say("routes.mean", months=speech.decimal(mean), window=speech.count(WINDOW)))
    shown = sorted(plan.routes, key=lambda r: -r.placements)
    return (prose(*said), *_figure(shown, speech), _table(shown, placed, speech), trace)


def mean_dependence(found: tuple[RouteResult, ...]) -> float | None:
    """Mean months over all placements for which they are known."""
    known = [(r.dependence_months, r.known) for r in found if r.dependence_months is not None and r.known]
    total = sum(n for _, n in known)
    return sum(m * n for m, n in known) / total if total else None


def _figure(shown: list[RouteResult], speech: Speech) -> tuple[Figure, ...]:
    steps = [
        Step(speech.text(r.label), 0, r.dependence_months, speech.decimal(r.dependence_months), "bar")
        for r in shown
        if r.dependence_months is not None
    ]
    if not steps:
        return ()
    described = "; ".join(f"{s.label}: {s.value}" for s in steps)
    title = speech.say("routes.chart", window=speech.count(WINDOW))
    return (Figure("dependence", title, f"{described}.", draw(steps, WINDOW)),)


def _table(shown: list[RouteResult], placed: int, speech: Speech) -> Table:
    columns = (
        Column(speech.say("routes.route")),
        Column(speech.say("routes.posts"), True),
        Column(speech.say("routes.months"), True),
        Column(speech.say("routes.known"), True),
    )
    rows = tuple(
        row(
            speech.text(r.label),
            cell(speech.count(r.placements), share=r.placements / placed),
            speech.decimal(r.dependence_months),
            speech.count(r.known),
        )
        for r in shown
    )
    return Table("routes-table", speech.say("routes.caption"), columns, rows)
