"""Methods side by side on the same data, and the threshold or weight at which an occupation's verdict changes.

A tipping value is found by evaluating the method again: with it the verdict is another one, and one step nearer to the
present value (`step`) it is still the present one. Everything else stays as it is, also the statistics over occupations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import polars as pl

from corridor.labour_market.decision import THRESHOLD, comparisons
from corridor.labour_market.indicator_table import IndicatorTable
from corridor.labour_market.indicators import region_name
from corridor.labour_market.measure import judge, measure
from corridor.labour_market.method import STEP, bounds, exact, measures, method, value_at
from corridor.labour_market.preparation import Given, Prepared, prepare

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
"""`kind`: threshold or weight. `step`: how finely the value counts; one step nearer to `present` nothing has changed."""


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
    table: IndicatorTable, method_id: str, *, region: str, period: str, thresholds: Given | None = None
) -> pl.DataFrame:
    """For each occupation and each threshold or weight alone, the nearest value at which its verdict changes.

    Rows exist only where there is such a value within the threshold's bounds. Where the present threshold is unknown,
    the value is the one from which the occupation becomes a shortage. Percentiles, the multiple of the committee and
    least numbers of the steps before the conditions are not varied.

    Returns:
        The columns of `TIPPING`.

    Raises:
        LabourMarketError: as for `measure`.
    """
    from corridor.labour_market.weight_tipping import tipping_weights

    prepared = prepare(table.rows, method(method_id), region_name(region), period, thresholds or {})
    facts = with_threshold_columns(prepared, prepared.facts)
    present = judge(prepared, facts, own=False).select("isco08", "verdict")
    asked = dict.fromkeys(c.right for c in comparisons(prepared.rules) if c.right is not None)
    parts = [pl.DataFrame(schema=TIPPING), *(_tipping(prepared, facts, present, name) for name in asked)]
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
    tried = pl.DataFrame(candidates, schema={"isco08": pl.String, "tipping": pl.Float64}, orient="row").unique()
    rows = tried.join(facts, on="isco08").with_columns(pl.col("tipping").alias(column))
    present = present.join(facts.select("isco08", pl.col(column).alias("present")), on="isco08")
    # a statistic is compared to four decimals
    present = present.with_columns(pl.col("present").round(4))
    becomes = judge(prepared, rows, own=False).select("isco08", "tipping", pl.col("verdict").alias("becomes"))
    changed = becomes.join(present, on="isco08").filter(pl.col("becomes") != pl.col("verdict"))
    distance = (pl.col("tipping") - pl.col("present")).abs()
    found = changed.filter(pl.col("present").is_not_null()).sort("isco08", distance, "tipping")
    unset = changed.filter(pl.col("present").is_null() & (pl.col("becomes") == "shortage"))
    unset = unset.sort("isco08", _slack(left, known))
    nearest = pl.concat([found, unset]).unique("isco08", keep="first", maintain_order=True)
    return nearest.select(
        "isco08",
        pl.lit("threshold").alias("kind"),
        pl.lit(name).alias("name"),
        "present",
        "tipping",
        pl.lit(float(step)).alias("step"),
        "verdict",
        "becomes",
    )


def _slack(left: list[str], known: pl.DataFrame) -> pl.Expr:
    """How far from the occupation's own value a candidate lies, where no present threshold says from where to look."""
    own = {code: found for fact in left for code, found in known.select("isco08", fact).iter_rows() if found is not None}
    if not own:
        return pl.lit(0)
    column = pl.col("isco08").replace_strict(own, default=None, return_dtype=pl.Float64)
    return (pl.col("tipping") - column).abs()


def _around(prepared: Prepared, name: str, value: float, step: Decimal) -> list[Decimal]:
    """The values at, just below and just above an occupation's own, within the threshold's bounds."""
    own = exact(name, value) or Decimal(0)
    low, high = bounds(name, prepared.method.id) if name in prepared.rules.parameters else (None, None)
    ends = {(own / step).to_integral_value(mode) * step for mode in (ROUND_FLOOR, ROUND_CEILING)}
    near = {end + move * step for end in ends for move in (-1, 0, 1)}
    return sorted(v for v in near if (low is None or v >= low) and (high is None or v <= high))
