"""A table of cases under the law and under a reform: transitions, who gains and loses, dependence on employers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from corridor.permits import table
from corridor.permits.book import book, reformed
from corridor.permits.case import REGIONS
from corridor.permits.case_table import checked, first_fault
from corridor.permits.table import DEPENDENCE
from corridor.rules import reform as reforms
from corridor.rules.freeze import Frozen
from corridor.rules.model import RuleSet

ANY_WAY = "any_way"
"""Pseudo-route: no permit is needed, or some work route is open."""
UMBRELLAS = ("single_permit", "work_card")
STATES = ("closed", "open", "unknown")
AGE_BANDS = (25, 30, 35, 40, 50, 65)
PAY_BANDS = (30_000, 40_000, 50_000, 60_000, 80_000, 100_000)


@dataclass(frozen=True)
class Comparison:
    """What a reform does to a table of cases.

    Attributes:
        reform: the reform's id.
        label: its name in three languages.
        touched: routes whose answer can differ, by region.
        transitions: `region`, `route`, `before`, `after` (open, closed, unknown), `cases`.
        groups: `dimension` (occupation, age_band, pay_band), `group`, `cases`, `gain`, `lose`, `unclear`: cases that
            get a way to work, lose their only one, or become undecided.
        dependence: `region`, `cases` (a permit needed, months known, before and after), `before`, `after`: mean months.
        cases: `id`, `region`; `any_way`, `permit_needed`, `dependence_months` and each touched route, `_before` and
            `_after`.
    """

    reform: str
    label: dict[str, str]
    touched: dict[str, list[str]]
    transitions: pl.DataFrame
    groups: pl.DataFrame
    dependence: pl.DataFrame
    cases: pl.DataFrame


def compare(frame: pl.DataFrame, reform: Path, *, validate: bool = True) -> Comparison:
    """Evaluate a table of cases under the law and under a reform.

    Args:
        frame: cases as in `corridor.permits.table.evaluate`.
        reform: the reform file.
        validate: check the values first.

    Raises:
        CaseError: a value cannot be read. ReformError, RuleFileError: the reform does not fit the law.
    """
    if validate:
        found = checked(frame)
        first_fault(found)
        frame = found.frame
    document = reforms.read_reform(reform)
    laws = {region: reformed(reform, region) for region in REGIONS}  # a reform must fit the law of every region
    touched: dict[str, list[str]] = {}
    both: list[pl.DataFrame] = []
    for region in REGIONS:
        rows = frame.filter(pl.col("region") == region)
        if not rows.height:
            continue
        before, after = book(region), laws[region]
        touched[region] = reforms.touched(before.rules, after.rules)
        both.append(_both(rows, before, after, touched[region]))
    cases = pl.concat(both, how="diagonal") if both else pl.DataFrame()
    return Comparison(
        document.id,
        dict(document.label),
        touched,
        pl.concat([transitions(part, touched[part["region"][0]]) for part in both]) if both else transitions(cases, []),
        _groups(cases),
        _dependence(cases),
        cases,
    )


def _both(rows: pl.DataFrame, before: Frozen, after: Frozen, touched: list[str]) -> pl.DataFrame:
    first, second = table.decided_beside(rows, before, after)
    changed = [r for r in touched if r in first.columns and r in second.columns]
    way = _any_way(before.rules).alias(f"{ANY_WAY}_before")
    out = first.select("id", "region", way, *_kept("before"))
    out = out.with_columns(second.select(_any_way(after.rules).alias(f"{ANY_WAY}_after"), *_kept("after")))
    columns = [first[r].alias(f"{r}_before") for r in changed] + [second[r].alias(f"{r}_after") for r in changed]
    return out.with_columns(*columns, *_bands(rows))


def _kept(moment: str) -> list[pl.Expr]:
    return [pl.col(c).alias(f"{c}_{moment}") for c in ("permit_needed", DEPENDENCE)]


def _any_way(rules: RuleSet) -> pl.Expr:
    """A way to work: no permit needed, or a work route open (umbrellas only repeat the others)."""
    routes = [pl.col(r.name) for r in rules.routes.values() if r.kind == "work_route" and r.name not in UMBRELLAS]
    way = ~pl.col("permit_needed")
    for route in routes:
        way = way | route
    return way


def _bands(rows: pl.DataFrame) -> list[pl.Series]:
    """Occupation (two digits), age band and pay band of each case; null where not known."""
    filing = rows["application_date"]
    age = pl.lit(None, pl.Int64)
    if "age" in rows.columns:
        age = pl.col("age").cast(pl.Int64)
    if "birth_date" in rows.columns:
        birth = pl.col("birth_date")
        had = (filing.dt.month() * 100 + filing.dt.day()).cast(pl.Int32)
        years = pl.lit(filing.dt.year()) - birth.dt.year()
        before_birthday = pl.lit(had) < (birth.dt.month().cast(pl.Int32) * 100 + birth.dt.day().cast(pl.Int32))
        age = pl.coalesce(age, (years - before_birthday.cast(pl.Int32)).cast(pl.Int64))
    pay = (
        pl.col("gross_annual_salary").cast(pl.Float64)
        if "gross_annual_salary" in rows.columns
        else pl.lit(None, pl.Float64)
    )
    code = pl.lit(None, pl.String)
    if "isco08" in rows.columns:
        code = pl.col("isco08").cast(pl.String).str.zfill(4).str.slice(0, 2)
    found = rows.select(
        code.alias("occupation"), _cut(age, AGE_BANDS).alias("age_band"), _cut(pay, PAY_BANDS).alias("pay_band")
    )
    height = rows.height
    return [s if s.len() == height else s.new_from_index(0, height) for s in found]


def _cut(value: pl.Expr, edges: tuple[int, ...]) -> pl.Expr:
    """A value's band as text: "<25", "25-29", ..., "65+"."""
    expr: Any = pl.when(value < edges[0]).then(pl.lit(f"<{edges[0]}"))
    for low, high in itertools.pairwise(edges):
        expr = expr.when(value < high).then(pl.lit(f"{low}-{high - 1}"))
    banded: pl.Expr = expr.when(value >= edges[-1]).then(pl.lit(f"{edges[-1]}+")).otherwise(pl.lit(None, pl.String))
    return banded


def transitions(cases: pl.DataFrame, routes: list[str]) -> pl.DataFrame:
    """Counts of closed, open and unknown before and after, per region and route (and any way)."""
    parts = []
    for route in [ANY_WAY, *routes]:
        if f"{route}_before" not in cases.columns:
            continue
        before = pl.col(f"{route}_before").cast(pl.UInt8).fill_null(2)
        after = pl.col(f"{route}_after").cast(pl.UInt8).fill_null(2)
        counts = cases.group_by("region", (before * 3 + after).alias("code")).len("cases")
        parts.append(counts.with_columns(pl.lit(route).alias("route")))
    if not parts:
        return pl.DataFrame(
            schema={
                "region": pl.String,
                "route": pl.String,
                "before": pl.String,
                "after": pl.String,
                "cases": pl.UInt32,
            }
        )
    names = pl.lit(pl.Series(STATES))
    return (
        pl.concat(parts)
        .with_columns(
            names.implode().list.get(pl.col("code") // 3).alias("before"),
            names.implode().list.get(pl.col("code") % 3).alias("after"),
        )
        .sort("region", "route", "code")
        .select("region", "route", "before", "after", "cases")
    )


def _groups(cases: pl.DataFrame) -> pl.DataFrame:
    before, after = pl.col(f"{ANY_WAY}_before"), pl.col(f"{ANY_WAY}_after")
    gain = (after.fill_null(False) & ~before.fill_null(False)).sum().alias("gain")
    lose = (before.fill_null(False) & ~after.fill_null(True)).sum().alias("lose")
    unclear = (before.is_not_null() & after.is_null()).sum().alias("unclear")
    parts = []
    for dimension in ("occupation", "age_band", "pay_band"):
        if dimension in cases.columns:
            grouped = cases.group_by(pl.col(dimension).alias("group")).agg(pl.len().alias("cases"), gain, lose, unclear)
            parts.append(grouped.with_columns(pl.lit(dimension).alias("dimension")).sort("group"))
    columns = ["dimension", "group", "cases", "gain", "lose", "unclear"]
    return pl.concat(parts).select(columns) if parts else pl.DataFrame(schema=columns)


def _dependence(cases: pl.DataFrame) -> pl.DataFrame:
    """Means over the cases that need a permit before and after, with the months known."""
    if not cases.height:
        return pl.DataFrame(schema={"region": pl.String, "cases": pl.UInt32, "before": pl.Float64, "after": pl.Float64})
    before, after = f"{DEPENDENCE}_before", f"{DEPENDENCE}_after"
    needed = pl.col("permit_needed_before") & pl.col("permit_needed_after")
    known = cases.filter(needed & pl.col(before).is_not_null() & pl.col(after).is_not_null())
    means = known.group_by("region").agg(
        pl.len().alias("cases"), pl.col(before).mean().alias("before"), pl.col(after).mean().alias("after")
    )
    return means.sort("region")
