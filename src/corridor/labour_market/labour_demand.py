"""Labour demand by occupation group and region: expansion, replacement, openings; and shift-share by region.

openings(o, r, t) = expansion E(t) - E(t-1) + replacement of those of 55 and over (retire, fall ill, die)
                    + replacement of those of 25-54 (leave the occupation)

as Cedefop and Steunpunt Werk split job openings. Expansion may be negative; it is not cut at zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.figure import UNKNOWN, Figure, total
from corridor.labour_market.projection_facts import facts
from corridor.labour_market.projection_inputs import ALL

AGE_GROUPS = ("55+", "25-54")
SHORT = {"flanders": "vl", "wallonia": "wa", "brussels": "br"}


@dataclass(frozen=True, slots=True)
class Openings:
    """Openings of an occupation group in a region, cumulated from the base year to a year; each part may be unknown."""

    isco08: str
    region: str
    base_year: int
    year: int
    expansion: Figure
    replacement_55: Figure
    replacement_25_54: Figure

    @property
    def parts(self) -> Mapping[str, Figure]:
        """The parts by name."""
        return {
            "expansion": self.expansion,
            "replacement_55": self.replacement_55,
            "replacement_25_54": self.replacement_25_54,
        }

    @property
    def total(self) -> Figure:
        """Their sum; unknown where a part is."""
        return total((1, figure) for figure in self.parts.values())


def openings(employment: pl.DataFrame, exits: pl.DataFrame | None, *, year: int) -> tuple[Openings, ...]:
    """Openings of every occupation group and region of a table of jobs, from its first year to `year`.

    Args:
        employment: the table `employment`; expansion is the jobs of `year` less those of the first year, and unknown
            where `year` is not in the table.
        exits: the table `exits`; replacement is employed times rate times years, by age group. Exit rates and the
            employed of an age group stay as they are.
        year: the year reached.
    """
    left = {} if exits is None else {(r["isco08"], r["region"], r["age_group"]): r for r in exits.to_dicts()}
    jobs = {(r["isco08"], r["region"], r["year"]): r for r in employment.to_dicts()}
    found = []
    for key in dict.fromkeys((isco, region) for isco, region, _ in jobs):
        base = min(y for isco, region, y in jobs if (isco, region) == key)
        if year <= base:
            continue
        older, younger = (_replacement(left.get((*key, group)), year - base) for group in AGE_GROUPS)
        grown = _expansion(jobs[(*key, base)], jobs.get((*key, year)))
        found.append(Openings(*key, base, year, grown, older, younger))
    return tuple(found)


def _expansion(first: Mapping[str, object], last: Mapping[str, object] | None) -> Figure:
    if last is None:
        return UNKNOWN
    return total([(1, _stated(last, "jobs")), (-1, _stated(first, "jobs"))])


def _replacement(row: Mapping[str, object] | None, years: int) -> Figure:
    if row is None:
        return UNKNOWN
    yearly = float(str(row["employed"])) * float(str(row["rate"]))
    return Figure(yearly * years, basis="derived", source=_text(row["source"]), date=_text(row["date"]))


def _stated(row: Mapping[str, object], column: str) -> Figure:
    value = float(str(row[column]))
    return Figure(value, basis="stated", source=_text(row["source"]), date=_text(row["date"]))


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


# ---- by region ----


def regional_growth(region: str) -> Figure:
    """Growth of all jobs of a region a year, as a share: the latest HERMREG outlook that ships; unknown for others."""
    short = SHORT.get(region)
    fact = facts().get(f"job_growth_2024_{short}")
    if fact is None or fact.value is None:
        return UNKNOWN
    return Figure(
        fact.value / 100,
        basis=fact.basis,
        confidence=fact.confidence,
        source=fact.source,
        date=fact.published,
        url=fact.url,
    )


def regionalise(employment: pl.DataFrame, *, year: int, growth: Mapping[str, float] | None = None) -> pl.DataFrame:
    """Jobs by occupation group and region in a year, from national growth by occupation and regional totals.

    Shift-share: each group of a region first grows as the same group does in the country; then the groups of the
    region are scaled so that they add up to the region's total. With the parts of the classical decomposition:
    `national` (as all jobs of the country), `mix` (the group less all jobs), `regional` (the rest).

    Args:
        employment: the table `employment`: regions in the base year, and the country (`region` `all`) in the base
            year and in `year`, by the same groups.
        year: the year reached.
        growth: yearly growth of all jobs by region, as a share; that of HERMREG where a region is not named.

    Returns:
        `isco08`, `region`, `base`, `jobs`, `national`, `mix`, `regional`; jobs = base + the three parts.

    Raises:
        LabourMarketErrors: the country's jobs of a group, or the growth of a region, are not known.
    """
    country = employment.filter(pl.col("region") == ALL)
    regional = employment.filter(pl.col("region") != ALL)
    base_year = int(str(employment["year"].min()))
    rates = {name: _rate(name, growth, year) for name in regional["region"].unique().to_list()}
    start = country.filter(pl.col("year") == base_year).select("isco08", pl.col("jobs").alias("before"))
    end = country.filter(pl.col("year") == year).select("isco08", pl.col("jobs").alias("after"))
    both = start.join(end, on="isco08", how="inner")
    joined = (
        regional.filter(pl.col("year") == base_year)
        .select("isco08", "region", pl.col("jobs").alias("base"))
        .join(both, on="isco08", how="left")
    )
    _all_known(joined, year)
    everything = float(both["after"].sum()) / float(both["before"].sum())
    grown = joined.with_columns(
        (pl.col("base") * pl.col("after") / pl.col("before")).alias("as_group"),
        (pl.col("base").sum().over("region") * pl.col("region").replace_strict(
            {name: (1 + rate) ** (year - base_year) for name, rate in rates.items()}, return_dtype=pl.Float64
        )).alias("total"),
    )  # fmt: skip
    scaled = pl.col("as_group") * pl.col("total") / pl.col("as_group").sum().over("region")
    return grown.select(
        "isco08",
        "region",
        "base",
        scaled.alias("jobs"),
        (pl.col("base") * (everything - 1)).alias("national"),
        (pl.col("as_group") - pl.col("base") * everything).alias("mix"),
        (scaled - pl.col("as_group")).alias("regional"),
    )


def _rate(region: str, growth: Mapping[str, float] | None, year: int) -> float:
    if growth and region in growth:
        return growth[region]
    shipped = regional_growth(region)
    if shipped.value is None:
        raise _no_base(region, year)
    return shipped.value


def _all_known(joined: pl.DataFrame, year: int) -> None:
    unknown = joined.filter(pl.col("after").is_null() | (pl.col("before") == 0))
    if not unknown.is_empty():
        raise _no_base(f"{ALL}, {unknown['isco08'][0]}", year)


def _no_base(place: str, year: int) -> LabourMarketErrors:
    return LabourMarketErrors([LabourMarketError("employment", "projection_no_base", what=place, year=year)])
