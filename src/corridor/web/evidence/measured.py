"""Methods that measure shortages, and their verdicts on a table that is not kept, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from corridor.labour_market.comparison import compare_methods, tipping
from corridor.labour_market.indicator_table import SCHEMA, IndicatorTable, read_indicators
from corridor.labour_market.indicators import indicators, region_name
from corridor.labour_market.measure import measure, measures
from corridor.labour_market.method import Method
from corridor.labour_market.verdict import STATES, Verdicts, indicator_label, shown, threshold_label, words
from corridor.occupations.isco08 import group
from corridor.rules.model import Source
from corridor.web.design import names
from corridor.web.evidence.tables_sent import frame

BELGIUM = "belgium"
WEIGHED = 100
"""Occupations up to which a page looks for the weight of an index that changes a verdict: that takes its square."""
SHOWN = 150
"""Occupations of a table on a page at most."""


@dataclass(frozen=True)
class Threshold:
    """A number of a method: what it means, its value, on what it rests."""

    name: str
    label: str
    value: str
    basis: str
    confidence: str
    since: str | None
    note: str | None
    source: dict[str, Any] | None


@dataclass(frozen=True)
class Described:
    """A method with its words."""

    method: Method
    label: str
    summary: str
    conditions: list[str]
    thresholds: list[Threshold]
    indicators: list[str]
    caveats: list[str]
    source: dict[str, Any]


def method_choices() -> list[tuple[str, str]]:
    """Every method with its name; what rests on memory is marked."""
    return [(one.id, _marked(one)) for one in measures().values()]


def _marked(one: Method) -> str:
    return one.label[names.language()] + (" [M]" if one.basis == "recalled" else "")


def described() -> list[Described]:
    """Every method."""
    return [_described(one) for one in measures().values()]


def _described(one: Method) -> Described:
    lang = names.language()
    return Described(
        method=one,
        label=one.label[lang],
        summary=one.summary[lang],
        conditions=[c.versions[0].source_text for route in one.rules.routes.values() for c in route.conditions],
        thresholds=[*_parameters(one), *_statistics(one)],
        indicators=[indicator_label(name, lang) for name in one.indicators],
        caveats=[caveat[lang] for caveat in one.caveats],
        source=_source(one.rules.sources[one.source]),
    )


def _parameters(one: Method) -> Iterator[Threshold]:
    lang = names.language()
    for name in sorted(one.rules.parameters, key=one.shares):  # its own first
        parameter = one.rules.parameters[name]
        for dated in parameter.values:
            value = None if dated.value is None else float(dated.value)
            yield Threshold(
                name=name,
                label=parameter.label[lang],
                value=shown(value, parameter.unit, lang),
                basis="stated" if name in one.statistics else one.basis_of(name),
                confidence=dated.confidence,
                since=str(dated.start.year) if len(parameter.values) > 1 else None,
                note=dated.note[lang] if dated.note else None,
                source=_source(one.rules.sources[dated.source]) if dated.source else None,
            )


def _statistics(one: Method) -> Iterator[Threshold]:
    """Benchmarks that are calculated from the table itself."""
    for name, statistic in one.statistics.items():
        if name not in one.rules.parameters:
            label = threshold_label(one, name, names.language())
            yield Threshold(name, label, "", statistic.basis, one.confidence, None, None, None)


def _source(of: Source) -> dict[str, Any]:
    return {"title": of.title[names.language()], "url": of.url}


def indicator_rows() -> list[tuple[str, str, str, str]]:
    """The closed list of indicators: id, label, unit, meaning."""
    lang = names.language()
    return [(one.id, one.label[lang], one.unit, one.meaning[lang]) for one in indicators().values()]


COLUMNS = tuple(SCHEMA)
"""The columns of an indicator table."""


# ---- a table that was sent ----


@dataclass(frozen=True)
class Judged:
    """What methods say of a table.

    Attributes:
        counts: verdict in words, occupations.
        rows, beside, tips: of the chosen method; of all methods; values at which a verdict changes, None where these
            are too many to look for. `SHOWN` occupations at most.
        thresholds: that decided.
        more: occupations that are not shown.
        others: other regions and periods of the table.
    """

    verdicts: Verdicts
    region: str
    period: str
    counts: list[tuple[str, int]]
    rows: list[dict[str, Any]]
    columns: list[tuple[str, str]]
    beside: list[dict[str, Any]]
    tips: list[dict[str, Any]] | None
    thresholds: list[dict[str, Any]]
    caveats: tuple[str, ...]
    more: int
    others: list[str]


def read(text: str) -> IndicatorTable:
    """The table that was sent.

    Raises:
        LabourMarketError: it cannot be read, or lacks columns.
    """
    return read_indicators(frame(text, "indicators"), lang=names.language())


def chosen(table: IndicatorTable, region: str, period: str) -> tuple[str, str]:
    """The region and period asked for; else the newest period of the table, and in it the region with most rows."""
    rows, region = table.rows, region_name(region)
    if region:
        rows = rows.filter(pl.col("region") == region)
    if period:
        rows = rows.filter(pl.col("period") == period)
    if rows.is_empty():  # what there is not, the measure says
        return region or BELGIUM, period or str(table.rows["period"].max())
    newest = rows.filter(pl.col("period") == rows["period"].max())
    most = newest.group_by("region").len().sort(["len", "region"], descending=[True, False])
    return str(most["region"][0]), str(newest["period"][0])


def judged(table: IndicatorTable, method: str, region: str, period: str) -> Judged:
    """The verdicts of a method, all methods side by side, and where a verdict changes.

    Raises:
        LabourMarketError: the table has nothing for that region and period.
    """
    lang = names.language()
    region, period = chosen(table, region, period)
    found = measure(table, method, region=region, period=period)
    codes = _first(found)
    beside = compare_methods(table, region=region, period=period).filter(pl.col("isco08").is_in(codes))
    tips = None
    if found.method.composite is None or found.table.height <= WEIGHED:
        tips = tipping(table, method, region=region, period=period).filter(pl.col("isco08").is_in(codes))
    every = table.rows.select("region", "period").unique().sort("period", "region", descending=[True, False])
    told = words()
    return Judged(
        verdicts=found,
        region=region_told(region),
        period=period,
        counts=[(told["verdict"][state][lang], n) for state, n in found.counts().items()],
        rows=[_row(found, row) for row in found.table.filter(pl.col("isco08").is_in(codes)).iter_rows(named=True)],
        columns=[(one.id, _marked(one)) for one in measures().values()],
        beside=[_beside(row) for row in beside.iter_rows(named=True)],
        tips=None if tips is None else [_tip(found, row) for row in tips.iter_rows(named=True)],
        thresholds=[_decided(found, row) for row in found.thresholds.iter_rows(named=True)],
        caveats=found.caveats(lang),
        more=found.table.height - len(codes),
        others=[f"{region_told(r)} {p}" for r, p in every.iter_rows() if (r, p) != (region, period)],
    )


def _first(found: Verdicts) -> Sequence[str]:
    """The occupations that are shown: those with a verdict of shortage first."""
    order = {state: at for at, state in enumerate(STATES)}
    sorted_ = found.table.sort(pl.col("verdict").replace_strict(order), "isco08")
    codes: list[str] = sorted_["isco08"].head(SHOWN).to_list()
    return codes


def region_told(region: str) -> str:
    """A region in words."""
    return str(words()["region"].get(region, {}).get(names.language(), region))


def verdict_told(verdict: str) -> str:
    """A verdict in words."""
    return str(words()["verdict"][verdict][names.language()])


def title(code: str) -> str:
    """An occupation."""
    return group(code).title(names.language())


def _row(found: Verdicts, row: Mapping[str, Any]) -> dict[str, Any]:
    lang, told = names.language(), words()
    one = found.one(row["isco08"])
    results = [c.result for c in one.conditions]
    return {
        "code": row["isco08"],
        "title": title(row["isco08"]),
        "key": row["verdict"],
        "verdict": verdict_told(row["verdict"]),
        "grade": one.grade(lang),
        "causes": [told["cause"][cause][lang] for cause in row["causes"]],
        "met": results.count("met"),
        "answered": len(results) - results.count("unknown"),
        "marks": [told["mark"][mark][lang] for mark in row["marks"]],
        "explained": one.told(lang),
    }


def _beside(row: Mapping[str, Any]) -> dict[str, Any]:
    cells = [(row[name], verdict_told(row[name])) for name in measures()]
    return {"code": row["isco08"], "title": title(row["isco08"]), "cells": cells} | {
        name: row[name] for name in ("shortages", "decided")
    }


def _tip(found: Verdicts, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": row["isco08"],
        "title": title(row["isco08"]),
        "kind": row["kind"],
        "label": threshold_label(found.method, row["name"], names.language()),
        "present": row["present"],
        "tipping": row["tipping"],
        "verdict": verdict_told(row["verdict"]),
        "becomes": verdict_told(row["becomes"]),
    }


def _decided(found: Verdicts, row: Mapping[str, Any]) -> dict[str, Any]:
    known, lang = found.method.rules.sources, names.language()
    return {
        "label": threshold_label(found.method, row["name"], lang),
        "value": shown(row["value"], row["unit"], lang),
        "basis": row["basis"],
        "confidence": row["confidence"],
        "occupations": row["occupations"],
        "level": row["isco_level"],
        "source": _source(known[row["source"]]) if row["source"] in known and row["occupations"] is None else None,
    }
