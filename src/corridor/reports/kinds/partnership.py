"""The report on a partnership: a scheme of the register, a design with its simulation, or a scheme that runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corridor.partnerships.checks import check
from corridor.partnerships.design import Design
from corridor.partnerships.results import Result, summary
from corridor.partnerships.scheme import Scheme
from corridor.partnerships.scheme_tables import comparison
from corridor.partnerships.simulation_words import figure_label, outcome_label, parameter_label
from corridor.partnerships.spread import Spread
from corridor.reports.document import Block, Cell, Column, Line, Row, Section, Table, cell, prose
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.grounds import Grounds, code
from corridor.reports.kinds.speech import KindSpeech
from corridor.reports.report import Cover, Report
from corridor.reports.scheme_report import SchemeReport
from corridor.reports.scheme_report import opening as scheme_opening
from corridor.reports.scheme_report import sections as scheme_sections
from corridor.reports.scheme_speech import SchemeSpeech

DRAWS, SEED = 2000, 1
FIGURES = ("begun", "placed_abroad", "placed_home", "unmatched", "employed", "left_job", "returned")


@dataclass(frozen=True)
class PartnershipSpeech(SchemeSpeech, KindSpeech):
    """The sentences of a running scheme and of reports on dossiers."""


def report(subject: SchemeReport | Scheme | Design | tuple[Design, Result], lang: str) -> Report:
    """The report; a design is simulated with a fixed seed, and its checks are made.

    Raises:
        LanguageError: no report is written in this language.
        PartnershipError: the design cannot be simulated.
    """
    speech = PartnershipSpeech(lang)
    if isinstance(subject, SchemeReport):
        return _running(subject, speech)
    if isinstance(subject, Scheme):
        return _registered(subject, speech)
    if isinstance(subject, tuple):
        return _designed(*subject, speech)
    from corridor.partnerships.simulation import simulate

    return _designed(subject, summary(simulate(subject, draws=DRAWS, seed=SEED)), speech)


# ---- a scheme that runs ----
def _running(found: SchemeReport, speech: PartnershipSpeech) -> Report:
    grounds = Grounds(speech)
    _checked(found.findings or (), grounds)
    chapters = scheme_sections(found, speech)
    closing = [section for section in grounds.closing() if section.id == "sources"]
    return Report("partnership", speech, found.made_on, scheme_opening(found, speech), (*chapters, *closing))


# ---- a scheme of the register ----
def _registered(scheme: Scheme, speech: PartnershipSpeech) -> Report:
    grounds = Grounds(speech)
    for source in scheme.sources:
        grounds.cite(source.title or source.url, source.url, source.read)
    compared = comparison([scheme], speech.lang)
    known = [one for one in compared.rows if one.values[0] is not None]
    columns = (
        Column(speech.say("partner.field")),
        Column(speech.say("made.value"), broad=True),
        Column(speech.say("partner.basis")),
    )
    rows = tuple(Row((cell(one.label), cell(one.values[0] or ""), cell(_basis(one.bases[0], speech)))) for one in known)
    table = Table("scheme-table", speech.say("partner.caption", name=scheme.name), columns, rows)
    for one in compared.rows:
        if one.values[0] is None:
            grounds.doubt(one.label, speech.say("partner.not_stated"))
    if scheme.confidence != "high":
        level = speech.say(f"confidence.{scheme.confidence}")
        grounds.doubt(scheme.name, speech.say("doubts.confidence", level=level))
    counts = _counted(scheme, speech, grounds)
    cover = Cover(
        title=speech.say("partner.title", name=scheme.name),
        verdict=speech.say(
            "partner.verdict",
            known=speech.counted("partner.known", len(known)),
            unknown=speech.counted("partner.unknown", len(compared.rows) - len(known)),
        ),
        read=speech.say("partner.read", id=scheme.id, day=speech.day(scheme.checked)),
    )
    chapter = Section("scheme", speech.say("partner.scheme"), speech.say("partner.scheme"), (*counts, table))
    made = (
        (speech.say("made.key"), code(scheme.id)),
        (speech.say("partner.checked"), cell(speech.day(scheme.checked))),
    )
    return Report("partnership", speech, scheme.checked, cover, (chapter, *grounds.closing(*made)))


def _basis(basis: str | None, speech: KindSpeech) -> str:
    return speech.say(f"basis.{basis}") if basis else ""


def _counted(scheme: Scheme, speech: PartnershipSpeech, grounds: Grounds) -> tuple[Block, ...]:
    """The first number of each count that has one, as a chart with its table."""
    from corridor.partnerships.scheme_words import label, number_words

    bars: list[Bar] = []
    cited: list[Line] = []
    for name, numbers in vars(scheme.counts).items():
        found = next((one for one in numbers if one.n is not None), None)
        if found is None:
            continue
        bars.append(Bar(label(f"field.{name}", speech.lang), found.n, number_words(found, speech.lang)))
        if found.source is not None:
            source = scheme.sources[found.source]
            line = grounds.cite(source.title or source.url, source.url, source.read)
            cited += [] if line in cited else [line]
    heads = (speech.say("partner.count"), speech.say("partner.number"))
    source_lines = (Line(speech.say("partner.from_register")), *cited)
    return charted(speech, "scheme-counts", speech.say("partner.chart"), bars, heads, source_lines)


# ---- a design and its simulation ----
def _designed(design: Design, result: Result, speech: PartnershipSpeech) -> Report:
    grounds = Grounds(speech)
    findings = check(design)
    _checked(findings, grounds)
    found = _as_scheme(design, result, findings)
    name = design.name.told(speech.lang)
    cover = Cover(
        title=speech.say("partner.title", name=name),
        verdict=speech.say(
            "partner.simulated",
            mean=speech.decimal(result.placed_abroad.mean),
            low=speech.count(result.placed_abroad.p5),
            high=speech.count(result.placed_abroad.p95),
        ),
        read=speech.say(
            "partner.run", draws=speech.count(result.draws), seed=str(result.seed), day=speech.day(result.start)
        ),
    )
    from corridor.reports.scheme_sections import agreed

    people = _people(design, result, speech)
    made = agreed.agreed(found, speech), people, agreed.money(found, speech), agreed.checks(found, speech)
    chapters = (*(one for one in made if one is not None), _assumed(design, result, grounds))
    rest = (
        (speech.say("made.key"), code(result.design)),
        (speech.say("partner.draws"), cell(speech.count(result.draws))),
        (speech.say("partner.seed"), code(str(result.seed))),
    )
    return Report("partnership", speech, result.start, cover, (*chapters, *grounds.closing(*rest)))


def _as_scheme(design: Design, result: Result, findings: Any) -> SchemeReport:
    """What the chapters on agreement, money and checks read of a design that has no log yet."""
    import polars as pl

    return SchemeReport(
        name=str(result.design),
        organisation="",
        design=design,
        year=None,
        as_of=result.start,
        made_on=result.start,
        synthetic=False,
        whole=pl.DataFrame(),
        groups={},
        forecast=None,
        again=None,
        learned=(),
        result=result,
        findings=tuple(findings),
        version=1,
        sha256="",
    )


def _people(design: Design, result: Result, speech: PartnershipSpeech) -> Section:
    figures = [(name, getattr(result, name)) for name in FIGURES]
    known: list[tuple[str, Spread]] = [(name, found) for name, found in figures if found is not None]
    bars = [Bar(figure_label(name, speech.lang), one.mean, speech.decimal(one.mean)) for name, one in known]
    heads = (speech.say("partner.figure"), speech.say("partner.mean"))
    source = (Line(speech.say("partner.from_run", draws=speech.count(result.draws), seed=str(result.seed))),)
    charts = charted(speech, "people-count", speech.say("partner.people_chart"), bars, heads, source)
    rows = [(figure_label(name, speech.lang), one) for name, one in known]
    rows += [(outcome_label(design, o.kind, o.stage, speech.lang), o.people) for o in result.outcomes if o.people.mean]
    columns = (
        Column(speech.say("partner.figure"), broad=True),
        *(Column(speech.say(f"partner.{name}"), True) for name in ("mean", "low", "middle", "high")),
    )
    table = Table(
        "people-table", speech.say("partner.people_caption"), columns, tuple(_spread(*one, speech) for one in rows)
    )
    title = speech.say("partner.people")
    return Section("people", title, title, (prose(speech.say("partner.people_intro")), *charts[:1], table))


def _spread(label: str, found: Spread, speech: KindSpeech) -> Row:
    numbers = (speech.decimal(found.mean), *(speech.count(v) for v in (found.p5, found.p50, found.p95)))
    return Row((cell(label), *(cell(one) for one in numbers)))


def _assumed(design: Design, result: Result, grounds: Grounds) -> Section:
    """Every quantity that the simulation drew, with its interval and source."""
    speech = grounds.speech
    columns = (
        Column(speech.say("partner.quantity"), broad=True),
        Column(speech.say("partner.mean"), True),
        Column(speech.say("partner.interval"), True),
        Column(speech.say("partner.basis")),
        Column(speech.say("law.source")),
    )
    rows = []
    for one in result.assumptions:
        label = parameter_label(design, one.name, speech.lang)
        if one.default or one.confidence == "low":
            grounds.doubt(label, speech.say("partner.assumed" if one.default else "partner.low_confidence"))
        cited = tuple(grounds.cite(source, source) for source in one.source)
        span = speech.say("partnership.from_to", low=speech.decimal(one.low, 2), high=speech.decimal(one.high, 2))
        rows.append(
            Row(
                (
                    lines((Line(label),), (Line(one.unit, quiet=True, code=True),)),
                    cell(speech.decimal(one.mean, 2)),
                    cell(span),
                    cell(_basis(one.basis, speech)),
                    Cell((cited,)) if cited else cell(speech.say("partner.no_source")),
                )
            )
        )
    table = Table("assumed-table", speech.say("partner.assumed_caption"), columns, tuple(rows))
    title = speech.say("partner.assumed_title")
    return Section("assumed", title, title, (table,))


def _checked(findings: Any, grounds: Grounds) -> None:
    """Cite what checks rest on, and tell what cannot be decided."""
    speech = grounds.speech
    for one in findings:
        title, url = getattr(one.source, "title", None), getattr(one.source, "url", None)
        if one.state == "fail" and title is not None:
            grounds.cite(
                title.told(speech.lang) if hasattr(title, "told") else title, url, getattr(one.source, "read", None)
            )
        if one.state == "unknown":
            grounds.doubt(one.title.told(speech.lang), speech.say("partner.undecided"))
