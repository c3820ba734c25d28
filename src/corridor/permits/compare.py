"""A table of cases under the law and under a reform: transitions, who gains and loses, dependence on employers."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
        pl.concat([transitions(pl.DataFrame(), []), *(transitions(p, touched[p["region"][0]]) for p in both)]),
        _groups(cases),
        _dependence(cases),
        cases,
    )


def _both(rows: pl.DataFrame, before: Frozen, after: Frozen, touched: list[str]) -> pl.DataFrame:
    first, second = table.decided_beside(rows, before, after)
    changed = [r for r in touched if r in first.columns and r in second.columns]
    way = any_way(before.rules).alias(f"{ANY_WAY}_before")
    out = first.select("id", "region", way, *_kept("before"))
    out = out.with_columns(second.select(any_way(after.rules).alias(f"{ANY_WAY}_after"), *_kept("after")))
    columns = [first[r].alias(f"{r}_before") for r in changed] + [second[r].alias(f"{r}_after") for r in changed]
    return out.with_columns(*columns, *bands(rows))


def _kept(moment: str) -> list[pl.Expr]:
    return [pl.col(c).alias(f"{c}_{moment}") for c in ("permit_needed", DEPENDENCE)]


def any_way(rules: RuleSet, named: Callable[[str], str] = str) -> pl.Expr:
    """A way to work: no permit needed, or a work route open. `named`: the columns by name."""
    way = ~pl.col(named("permit_needed"))
    for route in ways(rules):
        way = way | pl.col(named(route))
    return way


def ways(rules: RuleSet) -> list[str]:
    """The work routes, without the umbrellas that only repeat them."""
    return [r.name for r in rules.routes.values() if r.kind == "work_route" and r.name not in UMBRELLAS]


def bands(rows: pl.DataFrame) -> list[pl.Series]:
    """Occupation (two digits), age band and pay band of each case; null where not known."""
    known = rows.columns
    age = rows["age"].cast(pl.Int64) if "age" in known else _nothing(rows)
    if "birth_date" in known:
        age = pl.select(pl.coalesce(age, _age(rows["birth_date"], rows["application_date"]))).to_series()
    pay = rows["gross_annual_salary"] if "gross_annual_salary" in known else _nothing(rows)
    code = rows["isco08"] if "isco08" in known else _nothing(rows).cast(pl.String)
    if code.dtype != pl.String:
        code = code.cast(pl.String).str.zfill(4)
    bands = [_cut("age_band", age, AGE_BANDS), _cut("pay_band", pay, PAY_BANDS)]
    return [code.str.slice(0, 2).alias("occupation"), *bands]


def _nothing(rows: pl.DataFrame) -> pl.Series:
    return pl.Series([None], dtype=pl.Int64).new_from_index(0, rows.height)


def _age(birth: pl.Series, day: pl.Series) -> pl.Series:
    """Completed years on a day."""
    born, on = (s.dt.month().cast(pl.Int32) * 100 + s.dt.day() for s in (birth, day))
    return (day.dt.year() - birth.dt.year() - (on < born).cast(pl.Int32)).cast(pl.Int64)


def _cut(name: str, values: pl.Series, edges: tuple[int, ...]) -> pl.Series:
    """A value's band, in order: "<25", "25-29", ..., "65+"."""
    bands = [f"<{edges[0]}", *(f"{low}-{high - 1}" for low, high in itertools.pairwise(edges)), f"{edges[-1]}+"]
    column = pl.lit(values)
    place = pl.sum_horizontal(((column >= edge).cast(pl.UInt8) for edge in edges), ignore_nulls=False)
    return pl.select(place.cast(pl.UInt8).cat.to(pl.Enum(bands)).alias(name)).to_series()


def transitions(cases: pl.DataFrame, routes: list[str]) -> pl.DataFrame:
    """Counts of closed, open and unknown before and after, per region and route (and any way)."""
    schema = {"region": pl.String, "route": pl.String, "before": pl.String, "after": pl.String, "cases": pl.UInt32}
    found = []
    for (region,), part in cases.group_by("region") if cases.width else ():
        for route in sorted({ANY_WAY, *routes}):
            if f"{route}_before" in part.columns:
                counts = crossed(part[f"{route}_before"], part[f"{route}_after"])
                found += [(region, route, *states, n) for states, n in counts.items() if n]
    return pl.DataFrame(found, schema=schema, orient="row").sort("region", "route", maintain_order=True)


def crossed(
    before: pl.Series, after: pl.Series, count: Callable[[pl.Series], int] | None = None
) -> dict[tuple[str, str], int]:
    """How many cases went from each state to each: sums over columns of bits, no groups.

    `count`: of the cases in which a column is true, if a row stands for more than one.
    """
    count = count or (lambda mask: int(mask.sum()))
    states = [(~before, ~after), (before, after)]
    rows = [count(s) for s, _ in states]
    columns = [count(s) for _, s in states]
    inner = [[count(b & a) for _, a in states] for b, _ in states]
    table = [[*row, total - sum(row)] for row, total in zip(inner, rows, strict=True)]
    last = [total - row[0] - row[1] for total, row in zip(columns, zip(*inner, strict=True), strict=True)]
    everything = count(pl.Series([True], dtype=pl.Boolean).new_from_index(0, len(before)))
    table.append([*last, everything - sum(rows) - sum(last)])
    return {(STATES[b], STATES[a]): table[b][a] for b in range(3) for a in range(3)}


def _groups(cases: pl.DataFrame) -> pl.DataFrame:
    before, after = pl.col(f"{ANY_WAY}_before"), pl.col(f"{ANY_WAY}_after")
    gain = (after.fill_null(False) & ~before.fill_null(False)).sum().alias("gain")
    lose = (before.fill_null(False) & ~after.fill_null(True)).sum().alias("lose")
    unclear = (before.is_not_null() & after.is_null()).sum().alias("unclear")
    parts = []
    for dimension in ("occupation", "age_band", "pay_band"):
        if dimension in cases.columns:
            grouped = cases.group_by(pl.col(dimension).alias("group")).agg(pl.len().alias("cases"), gain, lose, unclear)
            named = [pl.lit(dimension).alias("dimension"), pl.col("group").cast(pl.String)]
            parts.append(grouped.sort("group").with_columns(named))
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
