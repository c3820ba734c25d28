"""A scheme over a period as one page of HTML for those who pay for it: what was agreed, what came of it, how sure.

The page is made of figures from which nothing small can be told; no row of a log comes here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from corridor.partnerships.checks import Finding
from corridor.partnerships.design import Design
from corridor.partnerships.results import Result
from corridor.reports.document import Section
from corridor.reports.learning import Learned
from corridor.reports.page import fill
from corridor.reports.scheme_speech import SchemeSpeech


@dataclass(frozen=True)
class SchemeReport:
    """All that a report says; figures only, no people.

    Attributes:
        name, organisation: what the scheme is called, and who follows it.
        design: as it was when following began.
        year: the calendar year; None for the whole time.
        as_of: until when the log tells what happened.
        made_on: the day of the report.
        synthetic: whether the log is made up.
        whole: indicators of the period, as `indicators` gives them, with what is small hidden.
        groups: the same by group, by column.
        forecast: forecast beside outcome by month, of the design as it was; None where it cannot be simulated.
        again: the same of the design with the log's counts.
        learned: what the log changed in the assumptions.
        result: the forecast itself, for its costs and for what it assumes.
        findings: checks of the design; None where they were not made.
        version, sha256: of the log.
        logged: the events that stand anywhere in the log; of the others it is not known whether they happened.
    """

    name: str
    organisation: str
    design: Design
    year: int | None
    as_of: date
    made_on: date
    synthetic: bool
    whole: pl.DataFrame
    groups: Mapping[str, pl.DataFrame]
    forecast: pl.DataFrame | None
    again: pl.DataFrame | None
    learned: tuple[Learned, ...]
    result: Result | None
    findings: tuple[Finding, ...] | None
    version: int
    sha256: str
    logged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SchemeOpening:
    """The first screen, in the words that the page's template asks for."""

    title: str
    verdict: str
    read: str
    synthetic: str
    held_by: str = ""
    heading: str = ""
    matters: tuple[()] = ()


def render(report: SchemeReport, lang: str) -> str:
    """The report as a page in one language.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = SchemeSpeech(lang)
    return fill("page.html.jinja", speech=speech, opening=opening(report, speech), sections=sections(report, speech))


def opening(report: SchemeReport, speech: SchemeSpeech) -> SchemeOpening:
    """What the report is about, and its result in one sentence."""
    period = speech.period(report.year)
    return SchemeOpening(
        title=speech.say("scheme.title", name=report.name, period=period),
        verdict=_verdict(report, speech),
        read=speech.say("scheme.read", organisation=report.organisation, day=speech.day(report.as_of)),
        synthetic=speech.say("scheme.synthetic") if report.synthetic else "",
    )


def _verdict(report: SchemeReport, speech: SchemeSpeech) -> str:
    counts = {row["part"]: row for row in report.whole.filter(pl.col("indicator") == "people").iter_rows(named=True)}

    def people(event: str) -> str:
        row = counts.get(event)
        if row is None or (event not in report.logged and not row["suppressed"]):
            return speech.say("not_known")
        return speech.say("scheme.hidden") if row["suppressed"] else speech.count(row["value"])

    told = {event: people(event) for event in ("selected", "arrived", "home_placed")}
    return speech.say("scheme.verdict", **told)


def sections(report: SchemeReport, speech: SchemeSpeech) -> tuple[Section, ...]:
    """The chapters, in their order."""
    from corridor.reports.scheme_sections import agreed, beside, figures, grounds

    found = (
        agreed.agreed(report, speech),
        figures.reached(report, speech),
        figures.durations(report, speech),
        figures.fairness(report, speech),
        figures.retention(report, speech),
        agreed.money(report, speech),
        beside.forecast(report, speech),
        grounds.unknowns(report, speech),
        agreed.checks(report, speech),
        grounds.method(report, speech),
    )
    return tuple(section for section in found if section is not None)
