"""Each reason for which posts stay open, with what would open them."""

from __future__ import annotations

from typing import Any

from corridor.plan.result import LeverResult, Plan, ReasonResult
from corridor.reports.document import Block, Cell, Column, Line, Part, Row, Section, Table, Trace, cell, prose
from corridor.reports.lever_text import what_to_do
from corridor.reports.references import References
from corridor.reports.speech import Speech

SHOWN = 12
"""Levers in a table; those that open fewer posts are counted."""


NAMED = 4
"""Occupations named beside a lever."""
TRACED = (
    ("sum(min(<reason>, only_<condition>)), gap_<condition>", "vacancies.parquet"),
    ("sum(undecided) where unknown_<condition> > 0", "vacancies.parquet"),
    ("levers", "plan.json"),
)


def reasons(plan: Plan, speech: Speech, references: References) -> Section:
    """Per reason: what it means, and its levers with the posts that each would open."""
    blocks: list[Block] = [prose(speech.say("levers.intro"))]
    blocks += [_part(r, plan, speech, references) for r in plan.reasons if r.posts]
    none = [speech.word(f"reason.{r.reason}.label") for r in plan.reasons if not r.posts]
    if none:
        blocks.append(prose(speech.say("levers.no_posts", reasons=" · ".join(none)), quiet=True))
    if plan.unfilled:
        blocks.append(Trace(TRACED))
    return Section("levers", speech.say("levers.title"), speech.say("levers.short"), tuple(blocks))


def _part(reason: ReasonResult, plan: Plan, speech: Speech, references: References) -> Part:
    posts = speech.amount("count.posts", reason.posts)
    title = speech.say("levers.reason", reason=speech.word(f"reason.{reason.reason}.label"), posts=posts)
    said = prose(*(speech.word(f"reason.{reason.reason}.{part}") for part in ("meaning", "action")))
    found = sorted((v for v in plan.levers if v.reason == reason.reason), key=lambda v: -v.posts)
    if not found:
        return Part(f"reason-{reason.reason}", title, (said, prose(speech.say("opening.no_lever"), quiet=True)))
    blocks: list[Block] = [said, _table(reason, found[:SHOWN], speech, references)]
    if len(found) > SHOWN:
        blocks.append(prose(speech.counted("levers.more", len(found) - SHOWN), quiet=True))
    return Part(f"reason-{reason.reason}", title, tuple(blocks))


def _table(reason: ReasonResult, levers: list[LeverResult], speech: Speech, references: References) -> Table:
    costs = any(v.action == "pay" for v in levers)
    columns = (
        Column(speech.say("levers.lever")),
        Column(speech.say("levers.opens"), True),
        *((Column(speech.say("levers.cost"), True),) if costs else ()),
        Column(speech.say("levers.occupations"), broad=True),
    )
    rows = tuple(_row(v, reason, speech, references, costs) for v in levers)
    caption = speech.say("levers.caption", reason=speech.word(f"reason.{reason.reason}.label"))
    return Table(f"levers-{reason.reason}", caption, columns, rows)


def _row(lever: LeverResult, reason: ReasonResult, speech: Speech, references: References, costs: bool) -> Row:
    name = Line(speech.word(f"lever.{lever.action}.label"))
    said = (Line(what_to_do(lever, speech.lang), quiet=True), *_law(lever, speech, references))
    most = _most(lever, speech)
    cells = [
        Cell(((name,), said)),
        cell(speech.count(lever.posts), share=min(1.0, lever.posts / reason.posts)),
        *((cell(_cost(lever, speech)),) if costs else ()),
        Cell(most) if most else cell(speech.say("occupations.uncoded")),
    ]
    return Row(tuple(cells))


def _law(lever: LeverResult, speech: Speech, references: References) -> tuple[Line, ...]:
    """The article and source of a condition of the law."""
    article = lever.subject.get("article")
    named = (Line(speech.say("levers.article", article=str(article)), quiet=True),) if article else ()
    return (*named, *references.cite(lever.subject.get("source")))


def _most(lever: LeverResult, speech: Speech) -> tuple[tuple[Line, ...], ...]:
    """The occupations with most of a lever's posts, and how many there are besides."""
    named = [
        (Line(speech.say("levers.occupation", name=_occupation(o, speech), posts=speech.count(o["posts"]))),)
        for o in lever.occupations[:NAMED]
    ]
    if len(lever.occupations) > NAMED:
        named.append((Line(speech.counted("levers.others", len(lever.occupations) - NAMED), quiet=True),))
    return tuple(named)


def _occupation(occupation: dict[str, Any], speech: Speech) -> str:
    return speech.text(occupation["label"]) if occupation["isco08"] else speech.say("occupations.uncoded")


def _cost(lever: LeverResult, speech: Speech) -> str:
    return speech.say("levers.no_money") if lever.yearly_cost is None else speech.money(lever.yearly_cost)
