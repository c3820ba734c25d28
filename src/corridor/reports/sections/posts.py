"""From posts through circles to reasons: the waterfall, and what the order of the circles costs."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.plan.result import MethodResult, Plan
from corridor.reports.charts import Step, draw
from corridor.reports.document import Block, Figure, Part, Prose, Row, Section, Table, Trace, cell, prose, row
from corridor.reports.document import Column as Col
from corridor.reports.references import References
from corridor.reports.speech import Speech


def posts(plan: Plan, speech: Speech, references: References) -> Section:
    """All posts, who fills them, and why the others stay open."""
    blocks: tuple[Block, ...] = (
        prose(speech.say("posts.intro")),
        _waterfall(plan, speech),
        _circles(plan, speech),
        _reasons(plan, speech),
        Trace(
            (
                ("sum(posts), sum(filled), sum(unfilled)", "vacancies.parquet"),
                ("count() by circle", "placements.parquet"),
                (", ".join(f"sum({r.reason})" for r in plan.reasons), "vacancies.parquet"),
            )
        ),
        Part("order", speech.say("order.title"), _order(plan, speech, references)),
    )
    return Section("posts", speech.say("posts.title"), speech.say("posts.short"), blocks)


def _waterfall(plan: Plan, speech: Speech) -> Figure:
    total = sum(c.filled for c in plan.circles) + plan.unfilled
    steps = [Step(speech.say("posts.all"), 0, total, speech.count(total), "whole")]
    level = total
    for circle in plan.circles:
        label = speech.say("posts.filled_by", circle=speech.text(circle.label))
        steps.append(Step(label, level, level - circle.filled, speech.count(circle.filled), "filled"))
        level -= circle.filled
    steps.append(Step(speech.say("posts.open"), 0, level, speech.count(level), "open"))
    for reason in plan.reasons:
        label = speech.word(f"reason.{reason.reason}.label")
        steps.append(Step(label, level, level - reason.posts, speech.count(reason.posts), "reason"))
        level -= reason.posts
    described = "; ".join(f"{s.label}: {s.value}" for s in steps)
    return Figure("waterfall", speech.say("posts.chart"), f"{described}.", draw(steps, total, joined=True))


def _circles(plan: Plan, speech: Speech) -> Table:
    columns = (
        Col(speech.say("circles.circle")),
        Col(speech.say("circles.people"), True),
        Col(speech.say("circles.offered"), True),
        Col(speech.say("circles.filled"), True),
        Col(speech.say("circles.part"), True),
        Col(speech.say("circles.left"), True),
    )
    rows = [
        row(
            speech.text(c.label),
            speech.count(c.talents),
            speech.count(c.offered),
            speech.count(c.filled),
            speech.share(c.filled, c.offered),
            speech.count(c.offered - c.filled),
        )
        for c in plan.circles
    ]
    return Table("circles", speech.say("circles.caption"), columns, tuple(rows))


def _reasons(plan: Plan, speech: Speech) -> Table:
    columns = (
        Col(speech.say("reasons.reason")),
        Col(speech.say("reasons.posts"), True),
        Col(speech.say("reasons.part"), True),
        Col(speech.say("reasons.vacancies"), True),
    )
    rows = [
        row(
            speech.word(f"reason.{r.reason}.label"),
            cell(speech.count(r.posts), share=r.posts / plan.unfilled if plan.unfilled else None),
            speech.share(r.posts, plan.unfilled),
            speech.count(r.vacancies),
        )
        for r in plan.reasons
    ]
    whole = speech.share(plan.unfilled, plan.unfilled)
    total = row(
        speech.say("reasons.total"), speech.count(plan.unfilled), whole, speech.say("reasons.not_added"), strong=True
    )
    return Table("reasons-table", speech.say("reasons.caption"), columns, (*rows, total))


def _order(plan: Plan, speech: Speech, references: References) -> tuple[Block, ...]:
    policy = plan.policy
    since = policy.get("valid_from")
    name = speech.text(policy.get("label"))
    dated = speech.say("order.policy", policy=name, day=speech.day(since))
    said = dated if since else speech.say("order.policy_undated", policy=name)
    lines = prose(said, *([speech.say("order.assumed")] if policy.get("assumed") else [])).lines
    cited = references.cite(policy.get("source"))
    blocks: list[Block] = [Prose((*lines, *cited))]
    if plan.methods:
        meaning = prose(speech.say("methods.meaning"), quiet=True)
        blocks += [prose(speech.say("order.methods")), _methods(plan, speech), meaning]
    return tuple(blocks)


def _methods(plan: Plan, speech: Speech) -> Table:
    """The readings side by side: what the chosen one gives, what the other would, and the difference."""
    methods = sorted(plan.methods, key=lambda m: not m.chosen)
    names = [speech.say(f"methods.{m.method}") for m in methods]
    heads = [speech.say("methods.chosen", method=n) if m.chosen else n for m, n in zip(methods, names, strict=True)]
    difference = (Col(speech.say("methods.difference"), True),) if len(methods) == 2 else ()
    columns = (Col(speech.say("methods.what")), *(Col(h, True) for h in heads), *difference)
    rows = [
        _counts(
            speech.say("posts.filled_by", circle=speech.text(c.label)), [m.filled.get(c.name) for m in methods], speech
        )
        for c in plan.circles
    ]
    rows.append(_counts(speech.say("methods.filled"), [sum(m.filled.values()) for m in methods], speech, strong=True))
    rows.append(_counts(speech.say("methods.score"), [m.score for m in methods], speech, digits=1))
    rows.append(_counts(speech.say("methods.blocking_pairs"), [m.blocking_pairs for m in methods], speech))
    rows.append(_counts(speech.say("methods.inversions"), [m.inversions for m in methods], speech))
    gaps = [_gap(m, speech) for m in methods]
    rows.append(row(speech.say("methods.gap"), *gaps, *[speech.say("not_applicable") for _ in difference]))
    return Table("methods", speech.say("methods.caption"), columns, tuple(rows))


def _counts(
    label: str, values: Sequence[float | None], speech: Speech, *, digits: int = 0, strong: bool = False
) -> Row:
    """A measure under each reading; of two readings, the first less the second."""
    difference = [speech.change(values[1], values[0], digits)] if len(values) == 2 else []
    return row(label, *(speech.decimal(v, digits) for v in values), *difference, strong=strong)


def _gap(method: MethodResult, speech: Speech) -> str:
    if method.gap is None:
        return speech.say("not_applicable")
    return speech.decimal(method.gap, 4) if method.gap else speech.say("methods.exact")
