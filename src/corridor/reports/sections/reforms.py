"""Each reform beside the law as it is: posts, reasons, dependence, and what became of which posts."""

from __future__ import annotations

from corridor.plan.result import Plan, ReformResult
from corridor.reports.document import Block, Column, Part, Row, Section, Table, Trace, prose, row
from corridor.reports.sections.routes import mean_dependence
from corridor.reports.speech import Speech

FILLED = "filled"


def reforms(plan: Plan, speech: Speech) -> Section:
    """All reforms in one table, then each by itself."""
    blocks: list[Block] = [prose(speech.say("reforms.intro" if plan.reforms else "reforms.none"))]
    if plan.reforms:
        blocks.append(_overview(plan, speech))
        blocks += [_part(n, r, plan, speech) for n, r in enumerate(plan.reforms, 1)]
        blocks.append(Trace((("moved: posts by before, after", "plan.json"),)))
    return Section("reforms", speech.say("reforms.title"), speech.say("reforms.short"), tuple(blocks))


def _overview(plan: Plan, speech: Speech) -> Table:
    filled = sum(c.filled for c in plan.circles)
    columns = (
        Column(speech.say("reforms.reform")),
        *(Column(speech.say(f"reforms.{key}"), True) for key in ("filled", "more", "months", "longer")),
    )
    basis = speech.say("reforms.basis")
    months = speech.decimal(mean_dependence(plan.routes))
    today = row(speech.say("reforms.today"), speech.count(filled), basis, months, basis, strong=True)
    rows = [
        row(
            speech.text(r.label),
            speech.count(_filled(r)),
            speech.change(filled, _filled(r)),
            speech.decimal(r.dependence_after),
            speech.change(r.dependence_before, r.dependence_after, digits=1),
        )
        for r in plan.reforms
    ]
    return Table("reforms-table", speech.say("reforms.caption"), columns, (today, *rows))


def _filled(reform: ReformResult) -> int:
    return sum(c.filled for c in reform.circles)


def _part(number: int, reform: ReformResult, plan: Plan, speech: Speech) -> Part:
    blocks: list[Block] = [prose(speech.text(reform.note))] if reform.note else []
    blocks.append(_beside(number, reform, plan, speech))
    moved = _moved(number, reform, speech)
    blocks.append(moved if moved else prose(speech.say("reforms.unmoved"), quiet=True))
    return Part(f"reform-{number}", speech.text(reform.label), tuple(blocks))


def _beside(number: int, reform: ReformResult, plan: Plan, speech: Speech) -> Table:
    columns = (
        Column(speech.say("reforms.what")),
        *(Column(speech.say(f"reforms.{key}"), True) for key in ("today", "under", "difference")),
    )
    before = {c.name: c.filled for c in plan.circles} | {r.reason: r.posts for r in plan.reasons}
    after = {c.name: c.filled for c in reform.circles} | {r.reason: r.posts for r in reform.reasons}
    rows = [
        _row(speech.say("posts.filled_by", circle=speech.text(c.label)), before[c.name], after.get(c.name), speech)
        for c in plan.circles
    ]
    rows += [
        _row(speech.word(f"reason.{r.reason}.label"), before[r.reason], after.get(r.reason), speech)
        for r in plan.reasons
    ]
    unfilled = sum(r.posts for r in reform.reasons)
    rows.append(_row(speech.say("posts.open"), plan.unfilled, unfilled, speech, strong=True))
    months = (reform.dependence_before, reform.dependence_after)
    rows.append(
        row(speech.say("reforms.months"), *(speech.decimal(m) for m in months), speech.change(*months, digits=1))
    )
    return Table(
        f"reform-{number}-beside", speech.say("reforms.beside", reform=speech.text(reform.label)), columns, tuple(rows)
    )


def _row(label: str, before: int, after: int | None, speech: Speech, *, strong: bool = False) -> Row:
    return row(label, speech.count(before), speech.count(after), speech.change(before, after), strong=strong)


def _moved(number: int, reform: ReformResult, speech: Speech) -> Table | None:
    """Posts whose fate changed, most first. Some may be lost: whoever is placed anew is missing elsewhere."""
    found = sorted((m for m in reform.moved if m["before"] != m["after"]), key=lambda m: -m["posts"])
    if not found:
        return None
    columns = (
        Column(speech.say("reforms.before")),
        Column(speech.say("reforms.after")),
        Column(speech.say("reforms.posts"), True),
    )
    rows = tuple(row(_fate(m["before"], speech), _fate(m["after"], speech), speech.count(m["posts"])) for m in found)
    return Table(f"reform-{number}-moved", speech.say("reforms.moved", reform=speech.text(reform.label)), columns, rows)


def _fate(name: str, speech: Speech) -> str:
    return speech.say("reforms.is_filled") if name == FILLED else speech.word(f"reason.{name}.label")
