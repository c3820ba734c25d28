"""The steps over the table before a method's conditions: figures of the period, indices, benchmarks."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.labour_market.composite_index import rescaled, standardised, trend_signals, weighted
from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.evidence import evidence
from corridor.labour_market.indicator_table import PERIOD
from corridor.labour_market.indicators import TOTAL, indicators
from corridor.labour_market.method import (
    COMPOSITE,
    USER,
    Composite,
    Method,
    Statistic,
    exact,
    value_at,
    with_thresholds,
)
from corridor.labour_market.population_statistics import benchmark
from corridor.rules.model import RuleSet

LEVEL = "isco_level"
YEAR = r"^\d{4}$"
Array = NDArray[np.float64]
Given = Mapping[str, float | int | Decimal | None]
THRESHOLDS: dict[str, type[pl.DataType]] = {
    "name": pl.String,
    LEVEL: pl.Int64,
    "value": pl.Float64,
    "unit": pl.String,
    "origin": pl.String,
    "basis": pl.String,
    "confidence": pl.String,
    "source": pl.String,
    "valid_from": pl.String,
    "occupations": pl.Int64,
}
"""`origin`: parameter, published (a parameter that stands for a statistic), statistic, or user."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What the conditions of a method are decided from.

    Attributes:
        rules: the rule set with the user's thresholds.
        day: the last day of the period, on which thresholds are read.
        facts: a row an occupation: `isco08`, `isco_level`, the indicators, the index, the benchmarks; null is unknown.
        evidence: the figures of the period with source, edition and observations.
        thresholds: every number that decides, as of `THRESHOLDS`.
        parts: for a weighted index its standardised parts, a column an indicator.
    """

    method: Method
    rules: RuleSet
    day: date
    facts: pl.DataFrame
    evidence: pl.DataFrame
    thresholds: pl.DataFrame
    parts: pl.DataFrame

    def parameters(self) -> dict[str, float | None]:
        """The method's numbers on the day."""
        return {name: value_at(parameter, self.day) for name, parameter in self.rules.parameters.items()}


def last_day(period: str) -> date:
    """The last day of a year (2025), quarter (2025-Q2) or month (2025-06).

    Raises:
        LabourMarketError: it is none of them.
    """
    if not re.match(PERIOD, period):
        raise LabourMarketError("period", "period_form", value=period)
    year, _, part = period.partition("-")
    month = 12 if not part else 3 * int(part[1]) if part.startswith("Q") else int(part)
    return date(int(year), month, calendar.monthrange(int(year), month)[1])


def prepare(rows: pl.DataFrame, of: Method, region: str, period: str, given: Given) -> Prepared:
    """Everything that the conditions need.

    Args:
        rows: rows of an indicator table.
        of: the method.
        region: a Corridor region or NUTS code, as in the table; `period` as in the table.
        given: the user's thresholds.

    Raises:
        LabourMarketError: there is nothing for that region and period, or a threshold does not exist.
    """
    rules, day = with_thresholds(of, given), last_day(period)
    parameters = {name: value_at(parameter, day) for name, parameter in rules.parameters.items()}
    there = rows.filter(pl.col("region") == region)
    now = there.filter(pl.col("period") == period)
    if now.is_empty():
        raise _nothing(rows, region, period)
    found = evidence(now, of.indicators, parameters["min_n"])
    codes = now.filter(pl.col("isco08") != TOTAL).select(pl.col("isco08").unique().sort())
    facts = _facts(codes, found, of)
    clean = _facts(codes, found.filter(~pl.col("low_n")), of)
    parts = codes
    if of.composite is not None:
        parts = _parts(of, of.composite, clean, there, period, parameters)
        index = _index(of, of.composite, parts, parameters)
        facts, clean = facts.with_columns(index), clean.with_columns(index)
    facts, statistics = _benchmarks(of, rules, facts, clean, parameters, given)
    used = found.filter(pl.col("isco08") != TOTAL)
    return Prepared(of, rules, day, facts, used, pl.concat([_stated(of, rules, day), statistics]), parts)


def _nothing(rows: pl.DataFrame, region: str, period: str) -> LabourMarketError:
    pairs = rows.select("region", "period").unique().sort("region", "period").rows()
    known = ", ".join(f"{r} {p}" for r, p in pairs[:12]) or "–"
    return LabourMarketError("indicators", "nothing_measured", region=region, period=period, known=known)


def _facts(codes: pl.DataFrame, found: pl.DataFrame, of: Method) -> pl.DataFrame:
    """A column an indicator; for methods that drop values with few observations, without these."""
    usable = found.filter(~pl.col("low_n")) if of.low_n == "drop" else found
    values = usable.pivot("indicator", on_columns=list(of.indicators), index="isco08", values="value")
    facts = codes.with_columns(pl.col("isco08").str.len_chars().cast(pl.Int64).alias(LEVEL))
    facts = facts.join(values, on="isco08", how="left").sort("isco08")
    marks = [name for name in of.indicators if indicators()[name].unit == "bool"]
    return facts.with_columns(pl.col(name) == 1 for name in marks)


# ---- weighted indices ----


def _parts(
    of: Method,
    composite: Composite,
    clean: pl.DataFrame,
    there: pl.DataFrame,
    period: str,
    numbers: Mapping[str, float | None],
) -> pl.DataFrame:
    """The standardised parts of the index, oriented so that higher is tighter; null where unknown."""
    names = list(composite.weights)
    signs = np.array([float(indicators()[name].sign) for name in names])
    found = []
    for level in clean[LEVEL].unique().sort():
        codes = clean.filter(pl.col(LEVEL) == level)
        if composite.kind == "cross":
            columns = codes.select(names).cast(pl.Float64).fill_null(float("nan")).to_numpy().T
            fewest = numbers["min_population"]
            z = np.array([_cross(sign * row, fewest) for sign, row in zip(signs, columns, strict=True)])
        else:
            z = _series(of, codes["isco08"], there, period, signs, numbers)
        frame = pl.DataFrame(dict(zip(names, z, strict=True)), schema=dict.fromkeys(names, pl.Float64))
        found.append(codes.select("isco08").hstack(frame.fill_nan(None)))
    return pl.concat(found).sort("isco08")


def _cross(row: Array, fewest: float | None) -> Array:
    if fewest is None or np.isfinite(row).sum() < fewest:
        return np.full_like(row, np.nan)
    return standardised(row[:, None])[:, 0]


def _series(
    of: Method,
    codes: pl.Series,
    there: pl.DataFrame,
    period: str,
    signs: Array,
    numbers: Mapping[str, float | None],
) -> Array:
    """The signals of the year measured; unknown where the period is no year or a number of the method is unknown."""
    nothing = np.full((len(signs), len(codes)), np.nan)
    smoothing, fewest, few = numbers["hp_lambda"], numbers["min_years"], numbers["min_population"]
    if smoothing is None or fewest is None or few is None or len(codes) < few or not re.match(YEAR, period):
        return nothing
    known = there.filter(pl.col("period").str.contains(YEAR) & (pl.col("period") <= period))
    found = evidence(known, of.indicators, numbers["min_n"]).filter(~pl.col("low_n"))
    if found.is_empty():
        return nothing
    years = list(range(int(found["period"].min()), int(period) + 1))  # type: ignore[arg-type]
    cells = {(r[0], r[1], int(r[2])): r[3] for r in found.select("indicator", "isco08", "period", "value").iter_rows()}

    def table(rows: list[str]) -> Array:
        return np.array([[[cells.get((k, o, t), np.nan) for t in years] for o in rows] for k in of.composite.weights])  # type: ignore[union-attr]

    first, last = numbers["base_first_year"] or years[0], numbers["base_last_year"] or years[-1]
    base = np.array([first <= year <= last for year in years])
    z = trend_signals(
        table(codes.to_list()), table([TOTAL])[:, 0, :], signs, smoothing=smoothing, fewest=int(fewest), base=base
    )
    return z[:, :, -1]


def weights_of(composite: Composite, numbers: Mapping[str, float | None]) -> Array | None:
    """The weights in order of the parts; None where one of them is unknown."""
    found = [numbers[name] for name in composite.weights.values()]
    return None if any(value is None for value in found) else np.array(found, dtype=np.float64)


def index_of(composite: Composite, z: Array, weights: Array, numbers: Mapping[str, float | None]) -> Array:
    """The index from standardised parts (parts × occupations); of trends rescaled to -1..1."""
    index = weighted(z, weights)
    if composite.kind == "cross":
        return index
    bound = numbers["signal_bound"]
    return np.full_like(index, np.nan) if bound is None else rescaled(index, bound)


def _index(of: Method, composite: Composite, parts: pl.DataFrame, numbers: Mapping[str, float | None]) -> pl.Series:
    weights = weights_of(composite, numbers)
    if weights is not None and not weights.any():
        raise LabourMarketError("thresholds", "weights_all_zero", method=of.id)
    if weights is None or parts.is_empty():
        return pl.Series(COMPOSITE, [None] * parts.height, dtype=pl.Float64)
    z = parts.select(list(composite.weights)).fill_null(float("nan")).to_numpy().T
    return pl.Series(COMPOSITE, index_of(composite, z, weights, numbers)).fill_nan(None)


# ---- thresholds ----


def _benchmarks(
    of: Method,
    rules: RuleSet,
    facts: pl.DataFrame,
    clean: pl.DataFrame,
    numbers: Mapping[str, float | None],
    given: Given,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts with a column a benchmark, and the benchmarks as rows of the thresholds."""
    told: list[tuple[object, ...]] = []
    for name, statistic in of.statistics.items():
        unit = rules.facts[name].unit
        if numbers.get(name) is not None or name in given:  # published, or the user's
            value = numbers[name] if name in numbers else _number(name, given)
            facts = facts.with_columns(pl.lit(value, pl.Float64).alias(name))
            if name not in numbers:
                told.append((name, None, value, unit, USER, USER, None, None, None, None))
            continue
        values, rows = _by_level(of, name, statistic, clean, numbers)
        told += [(name, level, value, unit, *rest) for level, value, rest in rows]
        column = pl.col(LEVEL).replace_strict(values, return_dtype=pl.Float64, default=None)
        facts = facts.with_columns(column.alias(name))
    return facts, pl.DataFrame(told, schema=THRESHOLDS, orient="row")


def _by_level(
    of: Method, name: str, statistic: Statistic, clean: pl.DataFrame, numbers: Mapping[str, float | None]
) -> tuple[dict[int, float | None], list[tuple[int, float | None, tuple[object, ...]]]]:
    """A benchmark of each level of ISCO-08, and what the rows of the thresholds say of it."""
    values: dict[int, float | None] = {}
    rows: list[tuple[int, float | None, tuple[object, ...]]] = []
    for level in clean[LEVEL].unique().sort():
        known = clean.filter(pl.col(LEVEL) == level)[statistic.of].drop_nulls().cast(pl.Float64)
        values[level] = benchmark(statistic, known.to_numpy(), numbers)
        rest = ("statistic", of.basis_of(name), of.confidence, of.source, None, len(known))
        rows.append((level, values[level], rest))
    return values, rows


def _number(name: str, given: Given) -> float | None:
    value = exact(name, given[name])
    return None if value is None else float(value)


def _stated(of: Method, rules: RuleSet, day: date) -> pl.DataFrame:
    """The parameters as rows of the thresholds; a published benchmark only where it has a value."""
    told: list[tuple[object, ...]] = []
    for name, parameter in rules.parameters.items():
        dated = parameter.at(day)
        if dated is None:
            if name not in of.statistics:
                told.append((name, None, None, parameter.unit, "parameter", of.basis_of(name), "low", None, None, None))
            continue
        user = dated.source == USER
        origin = USER if user else "published" if name in of.statistics else "parameter"
        since = None if user else dated.start.isoformat()
        basis = USER if user else "stated" if name in of.statistics else of.basis_of(name)
        certain, source = (None, None) if user else (dated.confidence, dated.source)
        value = value_at(parameter, day)
        told.append((name, None, value, parameter.unit, origin, basis, certain, source, since, None))
    return pl.DataFrame(told, schema=THRESHOLDS, orient="row")
