"""The report on a partnership: a scheme of the register, a design with its simulation, or a scheme that runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from corridor.partnerships.checks import check
from corridor.partnerships.design import Design
from corridor.partnerships.results import Assumption, Result, summary
from corridor.partnerships.scheme import Scheme
from corridor.partnerships.scheme_tables import comparison
from corridor.partnerships.simulation_words import figure_label, outcome_label, parameter_label
from corridor.partnerships.spread import Spread
from corridor.reports import numbers
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
DESIGNED = {"scheme.agreed_intro": "partner.agreed_intro", "scheme.money_intro": "partner.money_intro"}
"""What is said of a design otherwise than of a scheme that runs."""
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
EURO = re.compile(rf"\bEUR ([\d.,{numbers.NARROW}{numbers.SPACE}]*\d)")


@dataclass(frozen=True)
class PartnershipSpeech(KindSpeech, SchemeSpeech):
    """The sentences of a report on a partnership that has no log; the words of a scheme where they are the same."""

    def say(self, key: str, **values: str) -> str:
        """A sentence; in place of those that speak of a log, one of the design alone."""
        return super().say(DESIGNED.get(key, key), **values)


@dataclass(frozen=True)
class RunningSpeech(SchemeSpeech, KindSpeech):
    """The sentences of a scheme that runs."""


def report(subject: SchemeReport | Scheme | Design | tuple[Design, Result], lang: str) -> Report:
    """The report; a design is simulated with a fixed seed, and its checks are made.

    Raises:
        LanguageError: no report is written in this language.
        PartnershipError: the design cannot be simulated.
    """
    if isinstance(subject, SchemeReport):
        return _running(subject, RunningSpeech(lang))
    speech = PartnershipSpeech(lang)
    if isinstance(subject, Scheme):
        return _registered(subject, speech)
    if isinstance(subject, tuple):
        return _designed(*subject, speech)
    from corridor.partnerships.simulation import simulate

    return _designed(subject, summary(simulate(subject, draws=DRAWS, seed=SEED)), speech)


# ---- a scheme that runs ----
def _running(found: SchemeReport, speech: RunningSpeech) -> Report:
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
    rows = tuple(
        Row((cell(one.label), cell(_written(one.values[0] or "", speech)), cell(_basis(one.bases[0], speech))))
        for one in known
    )
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


def _written(value: str, speech: KindSpeech) -> str:
    """A value of the register with its days and amounts as they are written out in the language."""
    dated = DAY.sub(lambda found: speech.day(found[0]), value)
    return EURO.sub(lambda found: numbers.MONEY[speech.lang].format(found[1]), dated)


def _basis(basis: str | None, speech: KindSpeech) -> str:
    return speech.say(f"basis.{basis}") if basis else ""


def _counted(scheme: Scheme, speech: PartnershipSpeech, grounds: Grounds) -> tuple[Block, ...]:
    """The first number of each count that has one, as a chart with its table; people and posts share no chart."""
    from corridor.partnerships.scheme_words import label, number_words

    bars: list[Bar] = []
    units: set[str] = set()
    cited: list[Line] = []
    for name, counts in vars(scheme.counts).items():
        found = next((one for one in counts if one.n is not None), None)
        if found is None:
            continue
        said = number_words(found, speech.lang)
        bars.append(Bar(label(f"field.{name}", speech.lang), found.n, said, speech.count(found.n)))
        units.add(found.unit)
        if found.source is not None:
            source = scheme.sources[found.source]
            line = grounds.cite(source.title or source.url, source.url, source.read)
            cited += [] if line in cited else [line]
    heads = (speech.say("partner.count"), speech.say("partner.number"))
    source_lines = (Line(speech.say("partner.from_register")), *cited)
    charts = charted(speech, "scheme-counts", speech.say("partner.chart"), bars, heads, source_lines)
    return charts if len(units) == 1 else charts[-1:]


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
            mean=_mean(result.placed_abroad.mean, speech),
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
    bars = [Bar(figure_label(name, speech.lang), one.mean, _mean(one.mean, speech)) for name, one in known]
    heads = (speech.say("partner.figure"), speech.say("partner.mean"))
    source = (Line(speech.say("partner.from_run", draws=speech.count(result.draws), seed=str(result.seed))),)
    charts = charted(speech, "people-count", speech.say("partner.people_chart"), bars, heads, source)
    rows = [(figure_label(name, speech.lang), one) for name, one in known]
    told = {name for name, _ in known}
    rest = [one for one in result.outcomes if one.people.mean and one.kind not in told]
    rows += [(outcome_label(design, one.kind, one.stage, speech.lang), one.people) for one in rest]
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
    told = (_mean(found.mean, speech), *(speech.count(v) for v in (found.p5, found.p50, found.p95)))
    return Row((cell(label), *(cell(one) for one in told)))


def _mean(value: float, speech: KindSpeech) -> str:
    """A mean; one that is not none is never written as 0."""
    return f"<{numbers.SPACE}{speech.decimal(0.1)}" if 0 < value < 0.05 else speech.decimal(value)


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
            weak = "partner.low_confidence" if one.source else "partner.without_source"
            grounds.doubt(label, speech.say("partner.assumed" if one.default else weak))
        cited = tuple(grounds.cite(source, source) for source in one.source)
        low, mean, high = (_drawn(value, one.unit, speech) for value in (one.low, one.mean, one.high))
        span = low if low == high else speech.say("partnership.from_to", low=low, high=high)
        rows.append(
            Row(
                (
                    lines((Line(label),), *_unit(one, label, speech)),
                    cell(mean),
                    cell(span),
                    cell(_basis(one.basis, speech)),
                    Cell((cited,)) if cited else cell(speech.say("partner.no_source")),
                )
            )
        )
    table = Table("assumed-table", speech.say("partner.assumed_caption"), columns, tuple(rows))
    title = speech.say("partner.assumed_title")
    return Section("assumed", title, title, (table,))


def _drawn(value: float, unit: str, speech: KindSpeech) -> str:
    """A quantity: money in whole EUR, shares in per cent."""
    if unit == "EUR":
        return speech.euro(value)
    if not unit.startswith("share"):
        return speech.decimal(value, 2)
    return numbers.PERCENT[speech.lang].format(speech.decimal(100 * value))


def _unit(drawn: Assumption, label: str, speech: KindSpeech) -> tuple[tuple[Line, ...], ...]:
    """The unit in words; nothing where the value or the label says it, or where there is none."""
    key = f"partner.unit.{drawn.unit}"
    said = speech.say(key) if speech.knows(key) else ""
    labelled = said.casefold() in label.casefold() or drawn.name.endswith(".loss")
    return ((Line(said, quiet=True),),) if said and not labelled else ()


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
