"""Evidence on occupations: what lists, measures and projections say, every figure with a link to its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corridor.labour_market.list_words import marks_told
from corridor.labour_market.projection_words import word as projection_word
from corridor.labour_market.verdict import words
from corridor.plan.evidence_result import GapEvidence, ListEvidence, MeasuredEvidence
from corridor.plan.result import OccupationResult, Plan
from corridor.reports.document import Block, Cell, Column, Details, Items, Line, Part, Prose, Row, Table, cell, prose
from corridor.reports.references import References
from corridor.reports.sections import evidence_tables as tables
from corridor.reports.speech import Speech

SHOWN = 15
"""Occupations in view, as in the table of occupations."""


def evidence(plan: Plan, speech: Speech, references: References) -> Part | None:
    """The part of the report on all occupations; None of a plan that was made before there was evidence."""
    found = tuple(o for o in plan.occupations if o.evidence is not None)
    if plan.evidence is None or not found:
        return None
    first, rest = found[:SHOWN], found[SHOWN:]
    caption = speech.counted("evidence.caption", len(first))
    blocks: list[Block] = [
        _intro(plan, speech),
        _table("evidence-first", caption, first, plan, speech, references),
    ]
    if rest:
        caption = speech.counted("evidence.rest", len(rest))
        table = _table("evidence-rest", caption, rest, plan, speech, references)
        blocks.append(Details(caption, (table,), on_paper=False))
    compared = tables.conditions(found, plan, speech, references)
    if compared is not None:
        blocks.append(Details(compared.caption, (compared,), on_paper=False))
    blocks += [*_caveats(plan, speech), tables.totals(plan, speech, references)]
    return Part("evidence", speech.say("evidence.title"), tuple(blocks))


def of_occupation(
    plan: Plan, occupation: OccupationResult, speech: Speech, references: References
) -> tuple[Block, ...]:
    """The evidence on one occupation, a table a kind; empty where there is none."""
    found = occupation.evidence
    if plan.evidence is None or found is None:
        return ()
    blocks: list[Block | None] = [
        _intro(plan, speech),
        tables.lists(found.lists, speech, references) if found.lists else None,
        None if found.lists else prose(speech.say("evidence.not_listed").capitalize() + "."),
        tables.measured(found.measured, plan, speech, references),
        tables.conditions((occupation,), plan, speech, references),
        *_caveats(plan, speech),
        tables.gap(found.gap, speech, references),
        tables.parts(found.gap, speech, references),
        tables.totals(plan, speech, references),
    ]
    return tuple(block for block in blocks if block is not None)


def _intro(plan: Plan, speech: Speech) -> Prose:
    """How to read it, and the lists of which no edition of the day was found: said once for all occupations."""
    told = [speech.say("evidence.intro")]
    lists = (one for o in plan.occupations if o.evidence for one in o.evidence.lists if "gap" in one.marks)
    gaps = {one.list: speech.text(one.label) for one in lists}
    if gaps:
        told.append(speech.say("evidence.gaps", lists="; ".join(gaps.values())))
    return prose(*told)


def _table(
    name: str, caption: str, found: Sequence[OccupationResult], plan: Plan, speech: Speech, references: References
) -> Table:
    columns = (
        Column(speech.say("occupations.occupation")),
        *(Column(speech.say(f"evidence.{key}"), broad=True) for key in ("lists", "measured", "gap")),
    )
    return Table(name, caption, columns, tuple(_row(o, plan, speech, references) for o in found))


def _row(occupation: OccupationResult, plan: Plan, speech: Speech, references: References) -> Row:
    found = occupation.evidence
    assert found is not None
    named = tuple(_list(one, speech, references) for one in found.lists if "gap" not in one.marks)
    return Row(
        (
            tables.name(occupation, speech),
            Cell(named) if named else cell(speech.say("evidence.not_listed")),
            Cell(tuple(_measured(one, plan, speech, references) for one in found.measured)),
            Cell(tuple(_gaps(found.gap, speech, references))),
        )
    )


def _list(one: ListEvidence, speech: Speech, references: References) -> tuple[Line, ...]:
    """A list with its edition, or that it is not known whether the occupation is on it."""
    label = Line(speech.text(one.label))
    marks = marks_told(one.marks, speech.lang)
    if one.on is None:
        return (Line(speech.say("evidence.may")), label, Line(f"({marks})", quiet=True), *references.cite(one.source))
    since = Line(speech.say("evidence.since", day=speech.day(one.valid_from)), quiet=True)
    return (label, since, Line(f"({marks})", quiet=True), *references.cite(one.source))


def _measured(one: MeasuredEvidence, plan: Plan, speech: Speech, references: References) -> tuple[Line, ...]:
    found = [Line(tables.verdict(one, plan, speech)), Line(f"({tables.causes(one, speech)})")]
    method = tables.method_of(one, plan)
    if method is not None:
        by = speech.say("evidence.by", method=speech.text(method.label), period=method.period)
        found.append(Line(by, quiet=True))
    if one.group is not None and len(one.group) < tables.DIGITS:
        found.append(Line(speech.say("evidence.of_group", group=one.group), quiet=True))
    if one.marks:
        found.append(Line(f"({'; '.join(words()['mark'][mark][speech.lang] for mark in one.marks)})", quiet=True))
    return (*found, *_cited(one.sources, references))


def _gaps(found: Iterable[GapEvidence], speech: Speech, references: References) -> Iterable[tuple[Line, ...]]:
    """A line a year that is known; the years that are not known for the same reason together."""
    unknown: dict[str, list[GapEvidence]] = {}
    for one in found:
        if one.value is None:
            unknown.setdefault(tables.why(one, speech), []).append(one)
            continue
        text = speech.say("evidence.gap_value", year=str(one.year), value=tables.posts(one.value, speech))
        lines = [Line(text)]
        if one.low is not None and one.high is not None:
            lines.append(Line(f"({tables.between(one.low, one.high, speech)})"))
        lines.append(Line(projection_word(f"basis.{one.basis}", speech.lang), quiet=True))
        if one.group is not None and len(one.group) < tables.DIGITS:
            lines.append(Line(speech.say("evidence.of_group", group=one.group), quiet=True))
        yield (*lines, Line(tables.dated(one.vintage, speech), quiet=True), *_cited(one.sources, references))
    for reason, years in unknown.items():
        told = Line(speech.say("evidence.gap_unknown", years=", ".join(str(one.year) for one in years)))
        sources = tuple(dict.fromkeys(source for one in years for source in one.sources))
        link = Line(speech.say("evidence.see_totals"), href="#evidence-totals", quiet=True)
        yield (told, Line(reason, quiet=True), *_cited(sources, references), link)


def _cited(sources: Iterable[str], references: References) -> tuple[Line, ...]:
    return tuple(line for source in sources for line in references.cite(source))


def _caveats(plan: Plan, speech: Speech) -> tuple[Block, ...]:
    """What the methods that were asked cannot say."""
    methods = plan.evidence.methods if plan.evidence else ()
    told = tuple((Line(f"{speech.text(m.label)}:"), Line(speech.text(text))) for m in methods for text in m.caveats)
    return (Details(speech.say("evidence.caveats"), (Items(told),)),) if told else ()
