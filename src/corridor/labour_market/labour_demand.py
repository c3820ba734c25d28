"""Labour demand by occupation group and region: expansion, replacement, openings; and shift-share by region.

openings(o, r, t) = expansion E(t) - E(t-1) + replacement of those of 55 and over (retire, fall ill, die)
                    + replacement of those of 25-54 (leave the occupation)

as Cedefop and Steunpunt Werk split job openings. Expansion may be negative; it is not cut at zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.figure import UNKNOWN, Figure, total
from corridor.labour_market.projection_facts import facts
from corridor.labour_market.projection_inputs import ALL

AGE_GROUPS = ("55+", "25-54")
SHORT = {"flanders": "vl", "wallonia": "wa", "brussels": "br"}
YEARS_OF_2019 = 7
"""Years of growth in the outlook of 2019, 2018 to 2024: 26, 9 and 3 thousand jobs a year are 182, 64 and 21."""
HALF_TENTH, HALF_UNIT = 0.05, 0.5
"""What printing rates with one decimal and jobs in whole thousands leaves open."""


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
    fact = _fact(f"job_growth_2024_{SHORT.get(region)}")
    return fact if fact.value is None else replace(fact, value=fact.value / 100)


def yearly_openings(region: str) -> Mapping[str, Figure]:
    """Hires of all occupations of a region in a year, with expansion and replacement, as far as sources that ship go.

    Flanders: the hires of Steunpunt Werk and the share of expansion in them. Wallonia and Brussels: hires are unknown;
    expansion is the growth of the latest HERMREG outlook on the jobs that an earlier one implies, with the interval
    that the rounding of the printed rates leaves. Belgium: the growth of demand of Agoria, a year.

    Returns:
        `hires`, `yearly_expansion`, `yearly_replacement`, in posts a year; each may be unknown.
    """
    hires, share = _fact(f"hires_{SHORT.get(region)}"), _fact(f"expansion_share_{SHORT.get(region)}")
    if hires.value is not None and share.value is not None:
        grown = replace(hires, value=hires.value * share.value / 100, basis="derived")
        rest = replace(hires, value=hires.value - grown.value if grown.value is not None else None, basis="derived")
        parts = {"hires": hires, "yearly_expansion": grown, "yearly_replacement": rest}
        return {name: _thousands(figure) for name, figure in parts.items()}
    expansion = _belgian_expansion() if region == "belgium" else _implied_expansion(region)
    return {"hires": UNKNOWN, "yearly_expansion": expansion, "yearly_replacement": UNKNOWN}


def _belgian_expansion() -> Figure:
    first, last = facts()["agoria_demand_2016"], facts()["agoria_demand_2030"]
    if first.value is None or last.value is None:
        return UNKNOWN
    years = int(last.period) - int(first.period)
    return _thousands(replace(_fact(last.id), value=(last.value - first.value) / years, basis="derived"))


def _implied_expansion(region: str) -> Figure:
    """Growth times the jobs that growth and jobs added over the same years imply, at the ends of their rounding."""
    short = SHORT.get(region)
    growth, before, added = (
        _fact(f"{name}_{short}") for name in ("job_growth_2024", "job_growth_2019", "jobs_added_2019")
    )
    if growth.value is None or before.value is None or added.value is None:
        return UNKNOWN

    def expansion(now: float, then: float, jobs: float) -> float:
        return now / 100 * jobs / ((1 + then / 100) ** YEARS_OF_2019 - 1)

    down, up = -HALF_TENTH, HALF_TENTH
    return _thousands(
        replace(
            growth,
            value=expansion(growth.value, before.value, added.value),
            low=expansion(growth.value + down, before.value + up, added.value - HALF_UNIT),
            high=expansion(growth.value + up, before.value + down, added.value + HALF_UNIT),
            basis="derived",
        )
    )


def _fact(name: str) -> Figure:
    fact = facts().get(name)
    if fact is None:
        return UNKNOWN
    return Figure(fact.value, fact.low, fact.high, fact.basis, fact.confidence, fact.source, fact.published, fact.url)


def _thousands(figure: Figure) -> Figure:
    value, low, high = (None if v is None else v * 1000 for v in (figure.value, figure.low, figure.high))
    return replace(figure, value=value, low=low, high=high)


def regionalise(employment: pl.DataFrame, *, year: int, growth: Mapping[str, float] | None = None) -> pl.DataFrame:
    """Jobs by occupation group and region in a year, from national growth by occupation and regional totals.

    Shift-share: each group of a region first grows as the same group does in the country; then the groups of the
    region are scaled so that they add up to the region's total. With the parts of the classical decomposition:
    `national` (as all jobs of the country), `mix` (the group less all jobs), `regional` (the rest).

    Args:
        employment: the table `employment`: regions in the base year, and the country (`region` `all`) in the base
            year and in `year`, by the same groups. It must hold every group of one level (all of two digits, say):
            the total of a region is the sum of its groups.
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
