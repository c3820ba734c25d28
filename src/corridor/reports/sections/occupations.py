"""Shortages: every occupation with posts, its people, its shortage lists and why its posts stay open."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.plan.result import OccupationResult, OnList, Plan
from corridor.reports.document import Block, Cell, Column, Details, Line, Part, Row, Section, Table, Trace, cell, prose
from corridor.reports.references import References
from corridor.reports.sections.evidence import evidence
from corridor.reports.speech import Speech

SHOWN = 15
"""Occupations in view; the others are opened by those who want them."""


def occupations(plan: Plan, speech: Speech, references: References) -> Section:
    """The table of occupations, most unfilled posts first."""
    first, rest = plan.occupations[:SHOWN], plan.occupations[SHOWN:]
    blocks: list[Block] = [prose(speech.say("occupations.intro"))]
    if first:
        caption = speech.counted("occupations.caption", len(first))
        blocks.append(_table("occupations-first", caption, first, plan, speech, references))
    if rest:
        caption = speech.counted("occupations.rest", len(rest))
        table = _table("occupations-rest", caption, rest, plan, speech, references)
        blocks.append(Details(caption, (table,), on_paper=False))
    if plan.occupations:
        blocks.append(_lists(plan, speech, references))
    if (found := evidence(plan, speech, references)) is not None:
        blocks.append(found)
    blocks.append(Trace((("sum(posts), sum(filled), sum(unfilled) by isco08", "vacancies.parquet"),)))
    return Section("occupations", speech.say("occupations.title"), speech.say("occupations.short"), tuple(blocks))


def _table(
    name: str, caption: str, found: Sequence[OccupationResult], plan: Plan, speech: Speech, references: References
) -> Table:
    columns = (
        Column(speech.say("occupations.occupation")),
        *(Column(speech.say(f"occupations.{key}"), True) for key in ("open", "people")),
        Column(speech.say("occupations.why"), broad=True),
        Column(speech.say("occupations.lists"), broad=True),
    )
    most = max((o.unfilled for o in plan.occupations), default=0)
    rows = tuple(_row(o, most, speech, references) for o in found)
    return Table(name, caption, columns, rows)


def _row(occupation: OccupationResult, most: int, speech: Speech, references: References) -> Row:
    why = tuple(
        (Line(speech.say("occupations.reason", reason=speech.word(f"reason.{r}.label"), posts=speech.count(n))),)
        for r, n in sorted(occupation.reasons.items(), key=lambda item: -item[1])
        if n
    )
    lists = tuple(_named(on, speech, references) for on in occupation.lists)
    of_posts = speech.say("occupations.of_posts", posts=speech.count(occupation.posts))
    tension = speech.say("occupations.tension", ratio=speech.decimal(occupation.tension, 2))
    return Row(
        (
            _name(occupation, speech),
            _below(speech.count(occupation.unfilled), of_posts, occupation.unfilled / most if most else None),
            _below(speech.count(occupation.talents), tension),
            Cell(why) if why else cell(speech.say("occupations.none_open")),
            Cell(lists) if lists else cell(speech.say("occupations.no_list")),
        )
    )


def _name(occupation: OccupationResult, speech: Speech) -> Cell:
    """The title and the code; posts without a code stand together."""
    if not occupation.isco08:
        return cell(speech.say("occupations.uncoded"))
    code = Line(f"ISCO-08 {occupation.isco08}", quiet=True, code=True)
    return Cell(((Line(speech.text(occupation.label)),), (code,)))


def _below(number: str, remark: str, share: float | None = None) -> Cell:
    return Cell(((Line(number),), (Line(remark, quiet=True),)), share)


def _named(on: OnList, speech: Speech, references: References) -> tuple[Line, ...]:
    part = () if on.complete else (Line(speech.say("occupations.list_partial")),)
    return (Line(speech.text(on.label)), *part, *references.cite(on.source))


def _lists(plan: Plan, speech: Speech, references: References) -> Part:
    """Every list that holds an occupation of the plan, and what is on none."""
    found = {on.list: on for o in plan.occupations for on in o.lists}
    columns = (
        Column(speech.say("lists.list"), broad=True),
        Column(speech.say("lists.since")),
        Column(speech.say("lists.known")),
        Column(speech.say("lists.occupations"), True),
        Column(speech.say("lists.open"), True),
    )
    rows = [
        Row(
            (
                Cell(((Line(speech.text(on.label)), *references.cite(on.source)),)),
                cell(speech.day(on.valid_from)),
                cell(speech.say("lists.whole" if on.complete else "lists.part")),
                *_size([o for o in plan.occupations if any(x.list == name for x in o.lists)], speech),
            )
        )
        for name, on in found.items()
    ]
    outside = _size([o for o in plan.occupations if not o.lists], speech)
    rows.append(Row((cell(speech.say("lists.none")), *[cell(speech.say("not_applicable"))] * 2, *outside)))
    table = Table("lists-table", speech.say("lists.caption"), columns, tuple(rows))
    return Part("lists", speech.say("lists.title"), (prose(speech.say("lists.intro")), table))


def _size(found: list[OccupationResult], speech: Speech) -> tuple[Cell, Cell]:
    return cell(speech.count(len(found))), cell(speech.count(sum(o.unfilled for o in found)))
