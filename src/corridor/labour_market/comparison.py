"""Methods side by side on the same data, and the threshold or weight at which an occupation's verdict changes.

A tipping value is found by evaluating the method again: with it the verdict is another one, and one step nearer to the
present value (`step`) it is still the present one. Everything else stays as it is, also the statistics over
occupations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
import polars as pl

from corridor.labour_market.decision import THRESHOLD, comparisons
from corridor.labour_market.indicator_table import IndicatorTable
from corridor.labour_market.indicators import indicators, region_name
from corridor.labour_market.measure import judge, measure
from corridor.labour_market.method import STEP, USER, bounds, exact, measures, value_at
from corridor.labour_market.method import method as method_named
from corridor.labour_market.population_statistics import near_zero
from corridor.labour_market.preparation import LEVEL, Given, Prepared, prepare

FACTOR = "benchmark_factor"
"""The multiple of the median of the UK committee."""
WHOLE = ("count", "level", "years")
"""Units that go up in ones."""
TIPPING: dict[str, type[pl.DataType]] = {
    "isco08": pl.String,
    "kind": pl.String,
    "name": pl.String,
    "present": pl.Float64,
    "tipping": pl.Float64,
    "step": pl.Float64,
    "verdict": pl.String,
    "becomes": pl.String,
}
"""`kind`: threshold or weight. `step`: how finely the value counts; one step nearer to `present` nothing changes."""


def compare_methods(
    table: IndicatorTable,
    methods: Iterable[str] | None = None,
    *,
    region: str,
    period: str,
    thresholds: Mapping[str, Given] | None = None,
) -> pl.DataFrame:
    """The verdict of each method on each occupation.

    Args:
        table: an indicator table.
        methods: ids; by default all.
        region: Corridor's name or a NUTS code; `period` as in the table.
        thresholds: by method, values in place of its own.

    Returns:
        `isco08`, a column a method, `shortages` (how many find one) and `decided` (how many have a verdict).

    Raises:
        LabourMarketError: a method or threshold does not exist, or the table has nothing for that region and period.
    """
    wanted = list(measures()) if methods is None else list(dict.fromkeys(methods))
    found: pl.DataFrame | None = None
    for name in wanted:
        given = (thresholds or {}).get(name)
        verdicts = measure(table, name, region=region, period=period, thresholds=given).table
        column = verdicts.select("isco08", pl.col("verdict").alias(name))
        found = column if found is None else found.join(column, on="isco08", how="left")
    if found is None:
        return pl.DataFrame(schema={"isco08": pl.String, "shortages": pl.Int64, "decided": pl.Int64})
    short = pl.sum_horizontal((pl.col(name) == "shortage").cast(pl.Int64) for name in wanted)
    decided = pl.sum_horizontal((pl.col(name) != "unknown").cast(pl.Int64) for name in wanted)
    return found.with_columns(short.alias("shortages"), decided.alias("decided")).sort("isco08")


def tipping(
    table: IndicatorTable, method: str, *, region: str, period: str, thresholds: Given | None = None
) -> pl.DataFrame:
    """For each occupation and each threshold or weight alone, the nearest value at which its verdict changes.

    Rows exist only where there is such a value within the threshold's bounds. Where the present threshold is unknown,
    the value is the one from which the occupation becomes a shortage. Percentiles and least numbers of the steps
    before the conditions are not varied.

    Returns:
        The columns of `TIPPING`.

    Raises:
        LabourMarketError: as for `measure`.
    """
    from corridor.labour_market.weight_tipping import tipping_weights

    prepared = prepare(table.rows, method_named(method), region_name(region), period, thresholds or {})
    facts = with_threshold_columns(prepared, prepared.facts)
    present = judge(prepared, facts, own=False).select("isco08", "verdict")
    asked = dict.fromkeys(c.right for c in comparisons(prepared.rules) if c.right is not None)
    parts = [pl.DataFrame(schema=TIPPING), *(_tipping(prepared, facts, present, name) for name in asked)]
    if FACTOR in prepared.rules.parameters:
        parts.append(_tipping_factor(prepared, facts, present))
    if prepared.method.composite is not None:
        parts.append(tipping_weights(prepared, present))
    return pl.concat(parts).sort("isco08", "kind", "name")


def with_threshold_columns(prepared: Prepared, facts: pl.DataFrame) -> pl.DataFrame:
    """The facts with every parameter as a column of its own, so that a row can have another value."""
    numbers = [
        pl.lit(value_at(parameter, prepared.day), pl.Float64).alias(THRESHOLD + name)
        for name, parameter in prepared.rules.parameters.items()
    ]
    return facts.with_columns(numbers)


def _tipping(prepared: Prepared, facts: pl.DataFrame, present: pl.DataFrame, name: str) -> pl.DataFrame:
    """The nearest changing value of one threshold for each occupation."""
    statistic = name in prepared.method.statistics
    column = name if statistic else THRESHOLD + name
    unit = prepared.rules.facts[name].unit if statistic else prepared.rules.parameters[name].unit
    step = Decimal(1) if unit in WHOLE and not statistic else STEP
    left = [c.left for c in comparisons(prepared.rules) if c.right == name]
    known = judge(prepared, facts, own=False)
    candidates = [
        (code, float(value))
        for fact in left
        for code, found in known.select("isco08", fact).iter_rows()
        if found is not None
        for value in _around(prepared, name, found, step)
    ]
    rows = _tried(candidates).join(facts, on="isco08").with_columns(pl.col("tipping").alias(column))
    # a statistic is compared to four decimals
    present = present.join(facts.select("isco08", pl.col(column).round(4).alias("present")), on="isco08")
    return _nearest(prepared, rows, present, name, step, _slack(left, known))


def _tried(candidates: list[tuple[str, float]]) -> pl.DataFrame:
    return pl.DataFrame(candidates, schema={"isco08": pl.String, "tipping": pl.Float64}, orient="row").unique()


def _nearest(
    prepared: Prepared, rows: pl.DataFrame, present: pl.DataFrame, name: str, step: Decimal, slack: pl.Expr
) -> pl.DataFrame:
    """Of the values tried, for each occupation the nearest one with another verdict."""
    becomes = judge(prepared, rows, own=False).select("isco08", "tipping", pl.col("verdict").alias("becomes"))
    changed = becomes.join(present, on="isco08").filter(pl.col("becomes") != pl.col("verdict"))
    distance = (pl.col("tipping") - pl.col("present")).abs()
    found = changed.filter(pl.col("present").is_not_null()).sort("isco08", distance, "tipping")
    unset = changed.filter(pl.col("present").is_null() & (pl.col("becomes") == "shortage")).sort("isco08", slack)
    nearest = pl.concat([found, unset]).unique("isco08", keep="first", maintain_order=True)
    told = [pl.lit("threshold").alias("kind"), pl.lit(name).alias("name")]
    return nearest.with_columns(*told, pl.lit(float(step)).alias("step")).select(*TIPPING)


def _tipping_factor(prepared: Prepared, facts: pl.DataFrame, present: pl.DataFrame) -> pl.DataFrame:
    """The multiple of the median that all benchmarks share: every occupation's own multiples are tried."""
    given = prepared.thresholds.filter(pl.col("origin") == USER)["name"].to_list()
    shared = {n: s for n, s in prepared.method.statistics.items() if s.statistic == "mac" and n not in given}
    candidates, medians = [], {}
    for name, statistic in shared.items():
        medians[name] = _medians(prepared, facts, statistic.of)
        for code, level, value in facts.select("isco08", LEVEL, statistic.of).iter_rows():
            median = medians[name].get(level)
            if value is not None and median is not None:
                candidates += [(code, float(v)) for v in _around(prepared, FACTOR, value / median, STEP)]
    rows = _tried(candidates).join(facts, on="isco08")
    moved = [
        pl.coalesce(pl.col(LEVEL).replace_strict(of, default=None, return_dtype=pl.Float64) * pl.col("tipping"), name)
        for name, of in medians.items()
    ]
    rows = rows.with_columns(expr.alias(name) for expr, name in zip(moved, medians, strict=True))
    now = pl.lit(prepared.parameters()[FACTOR], pl.Float64).alias("present")
    return _nearest(prepared, rows, present.with_columns(now), FACTOR, STEP, pl.col("tipping"))


def _medians(prepared: Prepared, facts: pl.DataFrame, indicator: str) -> dict[int, float]:
    """The median of each level where the benchmark is a multiple of it; levels where it is a percentile are absent."""
    found: dict[int, float] = {}
    numbers = prepared.parameters()
    share, fewest = numbers["near_zero"], numbers["min_population"]
    for level in facts[LEVEL].unique():
        known = facts.filter(pl.col(LEVEL) == level)[indicator].drop_nulls().to_numpy()
        if share is None or fewest is None or known.size < max(fewest, 1):
            continue
        if not near_zero(known, sign=indicators()[indicator].sign, share=share):
            found[level] = float(np.median(known))
    return found


def _slack(left: list[str], known: pl.DataFrame) -> pl.Expr:
    """How far from the occupation's own value a candidate lies, where no present threshold says from where to look."""
    own = {
        code: found for fact in left for code, found in known.select("isco08", fact).iter_rows() if found is not None
    }
    if not own:
        return pl.col("tipping")
    column = pl.col("isco08").replace_strict(own, default=None, return_dtype=pl.Float64)
    return (pl.col("tipping") - column).abs()


def _around(prepared: Prepared, name: str, value: float, step: Decimal) -> list[Decimal]:
    """The values at, just below and just above an occupation's own, within the threshold's bounds."""
    own = exact(name, value) or Decimal(0)
    low, high = bounds(name, prepared.method.id) if name in prepared.rules.parameters else (None, None)
    ends = {(own / step).to_integral_value(mode) * step for mode in (ROUND_FLOOR, ROUND_CEILING)}
    near = {end + move * step for end in ends for move in (-1, 0, 1)}
    return sorted(v for v in near if (low is None or v >= low) and (high is None or v <= high))
