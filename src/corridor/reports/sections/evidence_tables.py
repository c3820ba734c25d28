"""The tables of evidence: lists, verdicts, what verdicts compare, gaps and their parts, published totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corridor.labour_market.list_words import marks_told, word
from corridor.labour_market.projection_words import word as projection_word
from corridor.labour_market.verdict import shown, words
from corridor.plan.evidence_result import ConditionEvidence, GapEvidence, ListEvidence, MeasuredEvidence, MethodAsked
from corridor.plan.result import OccupationResult, Plan
from corridor.reports.document import Cell, Column, Line, Row, Table, cell, row
from corridor.reports.references import References
from corridor.reports.speech import Speech

DIGITS = 4
"""Digits of a unit group; a shorter code is of a wider group."""
PHRASES = frozenset({"says", "known", "cause", "remarks", "indicator", "asked", "gap", "part"})
"""Columns that hold phrases, and need room."""


# ---- one figure in words ----


def name(occupation: OccupationResult, speech: Speech) -> Cell:
    """The title and the code."""
    code = Line(f"ISCO-08 {occupation.isco08}", quiet=True, code=True)
    return Cell(((Line(speech.text(occupation.label)),), (code,)))


def method_of(one: MeasuredEvidence, plan: Plan) -> MethodAsked | None:
    """The method of a verdict; None where nothing was measured."""
    methods = plan.evidence.methods if plan.evidence else ()
    return next((m for m in methods if m.id == one.method), None)


def verdict(one: MeasuredEvidence, plan: Plan, speech: Speech) -> str:
    """A verdict, with the method's own word for it."""
    told = str(words()["verdict"][one.verdict][speech.lang])
    method = method_of(one, plan)
    grade = method.grades.get(one.verdict) if method else None
    return speech.say("evidence.graded", verdict=told, grade=speech.text(grade)) if grade else told


def causes(one: MeasuredEvidence, speech: Speech) -> str:
    """Why: of a shortage its causes, of an unknown verdict what is missing."""
    own = ("NO_TABLE", "NO_ROW")
    told = [
        speech.say(f"evidence.cause.{cause}") if cause in own else str(words()["cause"][cause][speech.lang])
        for cause in one.causes
    ]
    if told:
        return ", ".join(told)
    return speech.say("not_applicable" if one.verdict == "no_shortage" else "evidence.cause_unknown")


def why(one: GapEvidence, speech: Speech) -> str:
    """Why a gap is not known."""
    missing = [projection_word(f"part.{part.name}", speech.lang) for part in one.parts if part.value is None]
    return projection_word(f"why.{one.why_unknown}", speech.lang, parts=", ".join(missing))


def posts(value: float, speech: Speech) -> str:
    """A number of posts; below zero where supply exceeds demand."""
    return speech.counted("evidence.posts", round(value))


def between(low: float, high: float, speech: Speech) -> str:
    """An interval."""
    return speech.say("evidence.between", low=speech.count(low), high=speech.count(high))


def dated(vintage: str | None, speech: Speech) -> str:
    """The date that a source gives, or that it gives none."""
    return speech.day(vintage) if vintage else speech.say("evidence.undated")


def _basis(basis: str, confidence: str | None, speech: Speech) -> str:
    """On what a figure rests, and how sure it is where it is not quite."""
    told = [projection_word(f"basis.{basis}", speech.lang)]
    told += [word(f"mark.{confidence}", speech.lang)] if confidence in ("medium", "low") else []
    return ", ".join(told)


def _sources(sources: Iterable[str], speech: Speech, references: References) -> Cell:
    lines = tuple(references.cite(source) for source in sources)
    return Cell(lines) if lines else cell(speech.say("evidence.no_source"))


def _columns(speech: Speech, *keys: str, numbers: Sequence[str] = ()) -> tuple[Column, ...]:
    return tuple(Column(speech.say(f"evidence.{key}"), key in numbers, key in PHRASES) for key in keys)


# ---- tables ----


def lists(found: Sequence[ListEvidence], speech: Speech, references: References) -> Table:
    """Lists that hold an occupation or may hold it."""
    columns = _columns(speech, "list", "edition", "says", "known", "permits", "source")
    rows = []
    for one in found:
        says = [word(f"on.{str(one.on).lower()}", speech.lang), *(speech.text(title) for title in one.titles)]
        rows.append(
            row(
                speech.text(one.label),
                speech.day(one.valid_from) if one.source else speech.say("not_known"),
                Cell(tuple((Line(text, quiet=n > 0),) for n, text in enumerate(says))),
                marks_told(one.marks, speech.lang),
                speech.say(f"evidence.acts.{str(one.acts_on_permits).lower()}"),
                _sources([one.source] if one.source else [], speech, references),
            )
        )
    return Table("evidence-lists", speech.say("evidence.lists_caption"), columns, tuple(rows))


def measured(found: Sequence[MeasuredEvidence], plan: Plan, speech: Speech, references: References) -> Table:
    """Verdicts with their causes."""
    columns = _columns(speech, "method", "verdict", "cause", "period", "remarks", "source")
    rows = []
    for one in found:
        method = method_of(one, plan)
        remarks = [str(words()["mark"][mark][speech.lang]) for mark in one.marks]
        if one.group is not None and len(one.group) < DIGITS:
            remarks.insert(0, speech.say("evidence.of_group", group=one.group))
        rows.append(
            row(
                speech.text(method.label) if method else speech.say("not_applicable"),
                verdict(one, plan, speech),
                causes(one, speech),
                one.period or speech.say("not_applicable"),
                "; ".join(remarks) or speech.say("evidence.no_remarks"),
                _sources(one.sources, speech, references) if one.sources else cell(speech.say("not_applicable")),
            )
        )
    return Table("evidence-measured", speech.say("evidence.measured_caption"), columns, tuple(rows))


def conditions(found: Sequence[OccupationResult], plan: Plan, speech: Speech, references: References) -> Table | None:
    """What the verdicts compare: each value and threshold with its source; None where nothing was measured."""
    rows = [
        _condition(o, one, asked, plan, speech, references)
        for o in found
        if o.evidence
        for one in o.evidence.measured
        for asked in one.conditions
        if asked.value is not None or asked.threshold is not None
    ]
    if not rows:
        return None
    columns = (
        Column(speech.say("occupations.occupation")),
        *_columns(speech, "method", "indicator", "value", "asked", "result", "n", "source"),
    )
    return Table("evidence-conditions", speech.say("evidence.conditions"), columns, tuple(rows))


def _condition(
    occupation: OccupationResult,
    one: MeasuredEvidence,
    asked: ConditionEvidence,
    plan: Plan,
    speech: Speech,
    references: References,
) -> Row:
    method = method_of(one, plan)
    assert method is not None
    unit = method.units.get(asked.indicator)
    n = speech.count(asked.n) + (f" ({speech.say('evidence.low_n')})" if asked.low_n else "")
    return row(
        Cell(((Line(occupation.isco08, code=True),),)),
        speech.text(method.label),
        speech.text(method.labels[asked.indicator]),
        shown(asked.value, unit, speech.lang),
        _asked(asked, method, unit, speech),
        str(words()["result"][asked.result][speech.lang]),
        n,
        _grounds(asked, speech, references),
    )


def _asked(asked: ConditionEvidence, method: MethodAsked, unit: str | None, speech: Speech) -> Cell:
    if asked.op is None or asked.threshold_name is None:
        return cell(speech.say("evidence.mark_asked"))
    limit = f"{words()['op'][asked.op][speech.lang]} {shown(asked.threshold, unit, speech.lang)}"
    lines = [(Line(limit),), (Line(speech.text(method.thresholds[asked.threshold_name]), quiet=True),)]
    if asked.threshold_basis:
        lines.append((Line(projection_word(f"basis.{asked.threshold_basis}", speech.lang), quiet=True),))
    return Cell(tuple(lines))


def _grounds(asked: ConditionEvidence, speech: Speech, references: References) -> Cell:
    """Where the value and the threshold stand."""
    lines = []
    if asked.value is not None:
        edition = (Line(speech.say("evidence.dated", day=asked.vintage), quiet=True),) if asked.vintage else ()
        lines.append((Line(speech.say("evidence.value_of")), *references.cite(asked.source), *edition))
    if asked.threshold is not None and asked.threshold_source:
        lines.append((Line(speech.say("evidence.threshold_of")), *references.cite(asked.threshold_source)))
    return Cell(tuple(lines)) if lines else cell(speech.say("evidence.no_source"))


def gap(found: Sequence[GapEvidence], speech: Speech, references: References) -> Table:
    """Projected gaps, or why they are not known."""
    columns = _columns(speech, "year", "gap", "interval", "basis", "date", "source")
    rows = []
    for one in found:
        if one.value is None:
            value = Cell(((Line(speech.say("not_known")),), (Line(why(one, speech), quiet=True),)))
        else:
            wide = one.group is not None and len(one.group) < DIGITS
            group = [speech.say("evidence.of_group", group=str(one.group))] if wide else []
            told = [posts(one.value, speech), *group]
            value = Cell(tuple((Line(text, quiet=n > 0),) for n, text in enumerate(told)))
        known = one.low is not None and one.high is not None
        rows.append(
            row(
                str(one.year),
                value,
                between(one.low, one.high, speech) if known else speech.say("not_known"),  # type: ignore[arg-type]
                _basis(one.basis, one.confidence, speech),
                dated(one.vintage, speech) if one.sources else speech.say("not_applicable"),
                _sources(one.sources, speech, references),
            )
        )
    return Table("evidence-gap", speech.say("evidence.gap_caption"), columns, tuple(rows))


def parts(found: Sequence[GapEvidence], speech: Speech, references: References) -> Table | None:
    """What gaps are made of; None where no evidence speaks of the occupation."""
    rows = [
        row(
            str(one.year),
            projection_word(f"part.{part.name}", speech.lang),
            speech.say("not_known") if part.value is None else speech.change(0, part.sign * part.value),
            projection_word(f"basis.{part.basis}", speech.lang),
            dated(part.vintage, speech),
            _sources([part.source] if part.source else [], speech, references),
        )
        for one in found
        for part in one.parts
    ]
    if not rows:
        return None
    columns = _columns(speech, "year", "part", "figure", "basis", "date", "source", numbers=("figure",))
    return Table("evidence-parts", speech.say("evidence.parts"), columns, tuple(rows))


def totals(plan: Plan, speech: Speech, references: References) -> Table:
    """Published totals of the region and the country."""
    columns = _columns(speech, "figure", "value", "basis", "date", "source")
    rows = [
        row(
            speech.text(total.label),
            speech.text(total.value),
            _basis(total.basis, total.confidence, speech),
            dated(total.vintage, speech),
            _sources([total.source], speech, references),
        )
        for total in (plan.evidence.totals if plan.evidence else ())
    ]
    return Table("evidence-totals", speech.say("evidence.totals"), columns, tuple(rows))
