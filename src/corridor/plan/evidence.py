"""The evidence of a plan: for each occupation lists, measured verdicts and projected gaps, each with its source.

What is looked at does not depend on the pool: lists, tables and totals of the region, whoever is in it. So a list of
sources tells nothing of who is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from corridor.labour_market.gap import GapEvidence as GapParts
from corridor.labour_market.gap import GapFigure, projected_gap
from corridor.labour_market.indicator_table import KEY, IndicatorTable
from corridor.labour_market.list_files import Edition, ShortageList
from corridor.labour_market.measure import measure
from corridor.labour_market.method import measures
from corridor.labour_market.projection_facts import Fact, facts, nearest
from corridor.labour_market.shortage_lists import Spell, all_lists, edition_on, members_on
from corridor.plan.errors import PlanError
from corridor.plan.evidence_result import (
    GapEvidence,
    GapPart,
    ListEvidence,
    MeasuredEvidence,
    OccupationEvidence,
    PublishedTotal,
    RegionEvidence,
)
from corridor.plan.measured import Measured, address_in, measured
from corridor.plan.notes import note
from corridor.rules.model import Source

COUNTRY = "belgium"
LANGUAGES = ("en", "fr", "nl")
YEARS = (2030, 2035)
TABLE = "indicators"
"""The id of the table that a user gives, among sources and inputs."""
NO_TABLE = MeasuredEvidence(None, None, None, "unknown", ("NO_TABLE",))


@dataclass(frozen=True, eq=False)
class EvidenceAsked:
    """What a user gives and asks for beside lists, which are always shown.

    Attributes:
        indicators: a table to measure shortages with; without it every verdict is unknown.
        measures: methods (`corridor shortages methods`); needed with a table.
        period: of the table; may be left out where the table has one of the region only.
        gaps: own parts of gaps (`labour_market.gap.read_gap_folder`); without them the gap of an occupation is unknown.
        years: years to which gaps are projected.
    """

    indicators: IndicatorTable | None = None
    measures: tuple[str, ...] = ()
    period: str | None = None
    gaps: GapParts | None = None
    years: tuple[int, ...] = YEARS


@dataclass(frozen=True, eq=False)
class Evidence:
    """Evidence of a region on a day, ready to be asked for occupations.

    Attributes:
        region: what holds for all occupations.
        sources: everything that is looked at, as `provenance.sources` has it.
        inputs: sha256 of what the user gave.
        parameters: what was asked.
    """

    region: RegionEvidence
    sources: dict[str, dict[str, Any]]
    inputs: dict[str, str]
    parameters: dict[str, Any]
    place: str
    day: date
    asked: EvidenceAsked
    methods: tuple[Measured, ...]
    in_force: tuple[tuple[ShortageList, Edition], ...]

    def of(self, isco08: str) -> OccupationEvidence | None:
        """What is known of a unit group; None of posts without a code."""
        if not isco08:
            return None
        return OccupationEvidence(
            lists=tuple(_lists(self.in_force, isco08, self.day)),
            measured=tuple(method.of(isco08) for method in self.methods) or (NO_TABLE,),
            gap=tuple(
                _gap(projected_gap(isco08, self.place, year, evidence=self.asked.gaps)) for year in self.asked.years
            ),
        )


def evidence(region: str, day: date, asked: EvidenceAsked | None = None) -> Evidence:
    """What lists, measures and projections can say of a region's occupations on a day.

    Raises:
        PlanError: a table without a method or period, or a method without a table. LabourMarketError: a method that
        there is not, or a period of which the table does not speak.
    """
    asked = asked or EvidenceAsked()
    in_force = tuple(_in_force(region, day))
    totals = nearest(region)
    methods = tuple(_measured(region, asked))
    about = RegionEvidence(
        lists={one.id: edition.source.id if edition.source else None for one, edition in in_force},
        methods=tuple(method.asked for method in methods),
        totals=tuple(_total(fact) for fact in totals),
    )
    found = {e.source.id: _source(e.source) for _, e in in_force if e.source}
    if asked.indicators is not None:
        found[TABLE] = _entry(note("indicator_table", rows=asked.indicators.rows.height))
    for method in methods:
        found |= method.sources
    found |= {_row(fact): _entry(fact.source, url=fact.url, published=fact.published) for fact in totals}
    if asked.gaps is not None:
        found |= dict(_gap_sources(asked.gaps, region, asked.years))
    return Evidence(
        about, found, _inputs(asked), _parameters(asked, methods), region, day, asked, methods, in_force
    )  # fmt: skip


# ---- lists ----


def _in_force(region: str, day: date) -> Iterator[tuple[ShortageList, Edition]]:
    """The shortage lists of the region and the country of which an edition, or that none was found, is known."""
    for place in (region, COUNTRY):
        for one in all_lists(place):
            edition = edition_on(one.id, day)
            if one.shortage and edition is not None:
                yield one, edition


def _lists(in_force: tuple[tuple[ShortageList, Edition], ...], code: str, day: date) -> Iterator[ListEvidence]:
    for one, edition in in_force:
        on = members_on(one.id, day).has(int(code))
        if on is False:
            continue
        titles = tuple(title for title in edition.titles if title.stands_for(code))
        spell = Spell(one.id, one.region, edition.start, edition.until, on, titles, (), edition)
        yield ListEvidence(
            list=one.id,
            label=dict(one.label),
            edition=edition.id,
            valid_from=edition.start,
            on=on,
            titles=tuple(dict(title.title) for title in titles),
            marks=spell.marks,
            acts_on_permits=_acts(one, day),
            source=edition.source.id if edition.source else None,
        )


def _acts(one: ShortageList, day: date) -> bool | None:
    """A list that no law holds does not act; of one that a law holds, not without a day from which it does."""
    if one.law is None:
        return False
    return None if one.acts_from is None else one.acts_from <= day


# ---- measures ----


def _measured(region: str, asked: EvidenceAsked) -> Iterator[Measured]:
    if asked.indicators is None:
        if asked.measures:
            raise PlanError("measures", "measure_without_table", measures=", ".join(asked.measures))
        return
    if not asked.measures:
        raise PlanError("measures", "table_without_measure", known=", ".join(measures()))
    period = asked.period or _only_period(asked.indicators, region)
    for name in dict.fromkeys(asked.measures):
        yield measured(measure(asked.indicators, name, region=region, period=period), TABLE)


def _only_period(table: IndicatorTable, region: str) -> str:
    """The period of a table that speaks of one only in the region."""
    rows = table.rows
    found = rows.filter(rows["region"] == region)["period"].unique().sort().to_list()
    if len(found) != 1:
        raise PlanError("period", "evidence_period", periods=", ".join(found) or "–", region=region)
    return str(found[0])


# ---- gaps ----


def _gap(figure: GapFigure) -> GapEvidence:
    given = tuple(part for part in figure.parts if figure.group is not None)
    return GapEvidence(
        year=figure.year,
        group=figure.group,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        basis=figure.basis,
        confidence=figure.confidence,
        sources=tuple(dict.fromkeys(_own(p.figure.source, p.figure.date) for p in given if p.figure.source)),
        vintage=figure.date,
        why_unknown=figure.why_unknown,
        parts=tuple(
            GapPart(
                p.name,
                p.sign,
                p.figure.value,
                p.figure.low,
                p.figure.high,
                p.figure.basis,
                _own(p.figure.source, p.figure.date) if p.figure.source else None,
                p.figure.date,
            )
            for p in given
        ),
    )


def _own(source: str, vintage: str | None) -> str:
    """The id of a source that a user names."""
    return f"gap/{source}/{vintage or ''}"


def _gap_sources(gaps: GapParts, region: str, years: tuple[int, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    for (_, place, year), parts in gaps.parts.items():
        for figure in parts.values() if place == region and year in years else ():
            if figure.source:
                url = figure.url or address_in(figure.source)
                yield _own(figure.source, figure.date), _entry(figure.source, url=url, published=figure.date)


def _total(fact: Fact) -> PublishedTotal:
    return PublishedTotal(
        label={lang: fact.told(lang) for lang in LANGUAGES},
        value={lang: fact.value_told(lang) for lang in LANGUAGES},
        vintage=fact.published,
        basis=fact.basis,
        confidence=fact.confidence,
        source=_row(fact),
    )


def _row(fact: Fact) -> str:
    """The id of a source of published figures: the first figure that stands in the same place."""
    same = (
        f.row for f in facts().values() if (f.source, f.url, f.published) == (fact.source, fact.url, fact.published)
    )
    return f"projections/{min(same)}"


# ---- sources and inputs ----


def _source(source: Source) -> dict[str, Any]:
    return {"title": dict(source.title), "publisher": source.publisher, "url": source.url, "read": source.read}


def _entry(title: Any, *, url: str | None = None, published: str | None = None) -> dict[str, Any]:
    return {"title": title, "publisher": None, "url": url, "read": None, "published": published}


def _inputs(asked: EvidenceAsked) -> dict[str, str]:
    """sha256 of the rows that were given, in an order of their own."""
    found = {}
    if asked.indicators is not None:
        rows = asked.indicators.rows.sort([*KEY, "vintage", "source"], nulls_last=True)
        found[TABLE] = hashlib.sha256(rows.write_csv().encode()).hexdigest()
    if asked.gaps is not None:
        told = sorted(
            (list(map(str, key)), name, str(f)) for key, p in asked.gaps.parts.items() for name, f in p.items()
        )
        found["gaps"] = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    return found


def _parameters(asked: EvidenceAsked, methods: tuple[Measured, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {"years": list(asked.years), "measures": [method.asked.id for method in methods]}
    if asked.indicators is not None:
        told["period"] = methods[0].asked.period
        told["vintages"] = asked.indicators.rows["vintage"].unique().sort().to_list()
        told["quarantined"] = asked.indicators.quarantine["row"].n_unique()
    return told
