"""Measuring shortages: an indicator table and a method give a verdict on each occupation, with its conditions.

No data is never "no shortage": a verdict is `no_shortage` only where a condition is known to fail. Too few observations
leave it unknown. The legal list is no part of a measure: `Verdicts.with_list` sets it beside.
"""

from __future__ import annotations

import polars as pl

from corridor.labour_market.decision import SCORE_HIGH, SCORE_LOW, Comparison, as_facts, comparisons, decide
from corridor.labour_market.evidence import SEPARATOR, evidence
from corridor.labour_market.indicator_table import IndicatorTable
from corridor.labour_market.indicators import region_name
from corridor.labour_market.method import COMPOSITE, SCORE, common, measures
from corridor.labour_market.method import method as method_named
from corridor.labour_market.preparation import Given, Prepared, prepare
from corridor.labour_market.verdict import CONDITIONS, Verdicts

__all__ = ["judge", "measure", "measures"]

EXPERTS = {"QUANT": "cause_quantitative", "QUAL": "cause_qualitative", "CONDITIONS": "cause_conditions"}
"""The indicators in which a service's experts name causes."""
BEHIND = ["isco08", "indicator", "n", "source", "vintage", "flag", "low_n"]
"""What a reader is told of a figure behind a condition."""


def measure(
    table: IndicatorTable, method: str, *, region: str, period: str, thresholds: Given | None = None
) -> Verdicts:
    """The verdict of one method on every occupation of the table in a region and period.

    Args:
        table: an indicator table.
        method: one of `measures()`.
        region: Corridor's name or a NUTS code; `period` as in the table (2025, 2025-Q2, 2025-06).
        thresholds: values for parameters or benchmarks of the method in place of its own; None makes one unknown.

    Raises:
        LabourMarketError: there is no such method or threshold, or the table has nothing for that region and period.
    """
    of, place = method_named(method), region_name(region)
    prepared = prepare(table.rows, of, place, period, thresholds or {})
    decided = judge(prepared, prepared.facts, own=True)
    causes = _causes(prepared, decided, table.rows, place, period)
    shown = _conditions(prepared, decided)
    verdicts = decided.join(causes, on="isco08", how="left").join(_marks(prepared), on="isco08", how="left")
    flip = pl.col("fragile").replace_strict({True: ["fragile"], False: []}, return_dtype=pl.List(pl.String))
    final = verdicts.select(
        "isco08",
        pl.lit(place).alias("region"),
        pl.lit(period).alias("period"),
        pl.lit(of.id).alias("method"),
        "verdict",
        "causes",
        "fragile",
        pl.concat_list("marks", flip).alias("marks"),
    ).sort("isco08")
    return Verdicts(of, place, period, final, shown, prepared.thresholds)


def judge(prepared: Prepared, facts: pl.DataFrame, *, own: bool) -> pl.DataFrame:
    """The facts with `verdict`, `reason` (LOW_N or NO_DATA where it is unknown) and `fragile`.

    Args:
        prepared: the method's steps.
        facts: rows as of `prepared.facts`, perhaps changed.
        own: thresholds are the method's parameters; else columns `threshold_<name>` of the rows.
    """
    of = prepared.method
    rules = prepared.rules if own else as_facts(prepared.rules)
    low = pl.col("isco08").is_in(prepared.evidence.filter("low_n")["isco08"].unique().implode())
    blocked = facts.with_columns((low & pl.lit(of.low_n == "block")).alias("blocked"))
    decided = decide(rules, of.parts, blocked, prepared.day)
    decided = decided.with_columns(_verdict(decided).alias("verdict"))
    fragile = pl.lit(False)
    if of.parts:
        for column in (SCORE_LOW, SCORE_HIGH):
            bound = decided.select(blocked.columns).with_columns(
                decided[column].alias(SCORE), decided["points_available"]
            )
            other = decide(rules, {}, bound, prepared.day)
            decided = decided.with_columns(_verdict(other).alias(f"verdict_{column}"))
            fragile = fragile | (pl.col("verdict") != pl.col(f"verdict_{column}"))
    few = low
    if "measurable" in decided.columns and of.too_few == "LOW_N":
        few = low | pl.col("measurable").eq_missing(False)
    return decided.with_columns(
        ((pl.col("verdict") != "unknown") & fragile).alias("fragile"),
        pl.when(pl.col("verdict") == "unknown")
        .then(pl.when(few).then(pl.lit("LOW_N")).otherwise(pl.lit("NO_DATA")))
        .alias("reason"),
    )


def _verdict(decided: pl.DataFrame) -> pl.Series:
    """shortage, watch, no_shortage or unknown, from the routes."""
    has = decided.columns
    enough = pl.col("measurable") if "measurable" in has else pl.lit(True)
    watch = pl.col("watch") if "watch" in has else pl.lit(False)
    usable = ~pl.col("blocked") & enough.eq_missing(True)
    verdict = (
        pl.when(~usable)
        .then(pl.lit("unknown"))
        .when(pl.col("shortage").eq_missing(True))
        .then(pl.lit("shortage"))
        .when(pl.col("shortage").is_null() | watch.is_null())
        .then(pl.lit("unknown"))
        .when(watch)
        .then(pl.lit("watch"))
        .otherwise(pl.lit("no_shortage"))
    )
    return decided.select(verdict.alias("verdict"))["verdict"]


def _causes(prepared: Prepared, decided: pl.DataFrame, rows: pl.DataFrame, region: str, period: str) -> pl.DataFrame:
    """Why: conditions of the method that say it, what experts name in the table, or why the verdict is unknown."""
    asked = {c.condition: c.column for c in comparisons(prepared.rules)}
    there = rows.filter((pl.col("region") == region) & (pl.col("period") == period))
    told = evidence(there, EXPERTS.values(), None).filter((pl.col("value") == 1) & ~pl.col("low_n"))
    found = []
    for cause, indicator in EXPERTS.items():
        met = pl.lit(False)
        for condition in prepared.method.causes.get(cause, []):
            met = met | pl.col(asked[condition]).fill_null(False)
        named = pl.col("isco08").is_in(told.filter(pl.col("indicator") == indicator)["isco08"].implode())
        short = pl.col("verdict").is_in(["shortage", "watch"])
        found.append(pl.when(short & (met | named)).then(pl.lit(cause)).alias(cause))
    return decided.select("isco08", pl.concat_list(*found, "reason").list.drop_nulls().alias("causes"))


def _conditions(prepared: Prepared, decided: pl.DataFrame) -> pl.DataFrame:
    """Every comparison of every occupation with what stands behind it."""
    numbers = prepared.parameters()
    parts = [_condition(c, decided, numbers) for c in comparisons(prepared.rules)]
    behind = pl.concat([prepared.evidence.select(BEHIND), _behind_the_index(prepared)])
    seen = prepared.evidence.select("isco08", "indicator", pl.col("value").alias("found"))
    joined = pl.concat(parts).join(behind, on=["isco08", "indicator"], how="left")
    # a value that was left out for too few observations is still shown
    joined = joined.join(seen, on=["isco08", "indicator"], how="left").with_columns(
        pl.coalesce("value", "found").alias("value"), pl.col("low_n").fill_null(False)
    )
    return joined.select(CONDITIONS).sort("isco08", "at").drop("at")


def _behind_the_index(prepared: Prepared) -> pl.DataFrame:
    """What stands behind a weighted index: every source of its parts, their fewest observations, their first edition.

    Parts that were left out for too few observations are not behind it. Of series: the parts of the period itself.
    """
    composite = prepared.method.composite
    used = prepared.evidence.filter(
        pl.col("indicator").is_in(list(composite.weights if composite else ())) & ~pl.col("low_n")
    )
    joined = used.group_by("isco08", maintain_order=True).agg(
        pl.lit(COMPOSITE).alias("indicator"),
        pl.col("n").min(),
        pl.col("source").unique(maintain_order=True).str.join(SEPARATOR),
        pl.col("vintage").min(),
        pl.col("flag").drop_nulls().unique(maintain_order=True).str.join("").replace("", None),
        pl.lit(False).alias("low_n"),
    )
    return joined.select(BEHIND)


def _condition(of: Comparison, decided: pl.DataFrame, numbers: dict[str, float | None]) -> pl.DataFrame:
    if of.right is None or (of.right in numbers and of.right not in decided.columns):
        threshold = pl.lit(numbers.get(of.right or ""), pl.Float64)
    else:
        threshold = pl.col(of.right).cast(pl.Float64)
    result = pl.col(of.column).replace_strict(
        {True: "met", False: "not_met"}, default="unknown", return_dtype=pl.String
    )
    return decided.select(
        "isco08",
        pl.lit(int(of.column.rpartition("_")[2])).alias("at"),
        pl.lit(of.route).alias("route"),
        pl.lit(of.condition).alias("condition"),
        pl.lit(of.left).alias("indicator"),
        pl.col(of.left).cast(pl.Float64).alias("value"),
        pl.lit(of.op, pl.String).alias("op"),
        pl.lit(of.right, pl.String).alias("threshold_name"),
        threshold.alias("threshold"),
        result.fill_null("unknown").alias("result"),
    )


def _marks(prepared: Prepared) -> pl.DataFrame:
    """What a reader must know of each verdict, in a fixed order."""
    of = prepared.method
    used = prepared.thresholds.filter(~pl.col("name").is_in(common()))
    bases = {of.basis, *used["basis"].to_list()}
    always = [name for name in ("recalled", "assumed") if name in bases]
    always += ["user_threshold"] if "user" in prepared.thresholds["origin"].to_list() else []
    # the figures themselves, not the conditions: of a weighted index no condition shows its parts
    told = prepared.evidence.group_by("isco08").agg(
        (pl.col("n").is_null()).any().alias("n_unknown"),
        pl.col("flag").is_not_null().any().alias("flagged"),
    )
    codes = prepared.facts.select("isco08").join(told, on="isco08", how="left")
    marks = [pl.when(pl.col(name)).then(pl.lit(name)) for name in ("n_unknown", "flagged")]
    fixed = [pl.lit(name) for name in always]
    return codes.select("isco08", pl.concat_list(*fixed, *marks).list.drop_nulls().alias("marks"))
