"""Spells as times under observation: what the curves count, in whole months or in days since the first permit.

Months. A change counts in the month in which it falls, numbered from 1: whoever leaves on the 400th day leaves in month
14, and is still here after 13. A person is at risk in a month only if it was observed in full: late entries begin with
the next whole month, and observation ends with the last month that was complete at the extract; changes in a month
that was not complete do not count. So neither the rounding nor the day of the extract pushes a rate up or down. Where
a person changes state twice in a month, the state at its end counts. Days: no rounding.

Late de-registration. A register strikes people off long after they left, so the last months before an extract show too
few
departures: `lag` cuts so many months off the end. Where `last_sign` is known, a departure lies between it and the end;
`departure="last_sign"` counts it at the earlier day, which gives the lower bound of the stay rate.

A person who moves to another region is still in Belgium: the move ends their time in the region of their first permit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from corridor.labour_market.spell_columns import STATES
from corridor.labour_market.spells import Spells

Unit = Literal["months", "days"]
Departure = Literal["end", "last_sign"]
LEFT = STATES.index("left")
STAYS = -1
NEVER = 10**6


@dataclass(frozen=True)
class Exposure:
    """What was observed.

    Attributes:
        persons: one row a person: `person`, `permit_type`, `nationality`, `region` (at the first permit), `cohort`,
            `entry`, `exit`, `left`, and for the region of the first permit `region_exit`, `left_region` (null where
            that region is not known, or was left before the observation began).
        stretches: one row a stretch in one state: `person`, `entry`, `exit`, `state` and `to` as codes of `STATES`,
            `to` -1 where no move is seen.
        unobserved: persons whose observation holds no whole month (or day).
        unit: months or days.
    """

    persons: pl.DataFrame
    stretches: pl.DataFrame
    unobserved: int
    unit: Unit


def exposure(spells: Spells, *, unit: Unit = "months", lag: int = 0, departure: Departure = "end") -> Exposure:
    """Times under observation of all persons.

    Args:
        spells: as read.
        unit: of the times.
        lag: months before the extract that are not counted, because the register learns of departures late.
        departure: the day on which a departure counts.
    """
    timed = _timed(spells.rows, unit, lag, departure)
    stretches = _stretches(timed)
    seen = stretches.group_by("person").agg(
        entry=pl.col("entry").min(), exit=pl.col("exit").max(), left=(pl.col("to") == LEFT).any()
    )
    gone = pl.col("t1").filter(pl.col("end_state").is_in(["left", "moved"])).min()
    first = pl.col("first_region").first()
    told = timed.group_by("person").agg(
        pl.col("permit_type", "nationality", "cohort").first(), region=first, out=gone.fill_null(NEVER)
    )
    persons = seen.join(told, on="person").sort("person").with_columns(_in_region())
    unobserved = spells.rows["person"].n_unique() - persons.height
    names = ["person", "permit_type", "nationality", "region", "cohort", "entry", "exit", "left"]
    return Exposure(persons.select(*names, "region_exit", "left_region"), stretches, unobserved, unit)


def _in_region() -> list[pl.Expr]:
    """When the time in the region of the first permit ends, and whether that was seen."""
    known = pl.col("region").is_not_null() & (pl.col("out") > pl.col("entry"))
    end = pl.min_horizontal("exit", "out")
    return [
        pl.when(known).then(end).alias("region_exit"),
        pl.when(known).then(pl.col("out") <= pl.col("exit")).alias("left_region"),
    ]


def _timed(rows: pl.DataFrame, unit: Unit, lag: int, departure: Departure) -> pl.DataFrame:
    """Rows with `t0` and `t1` (begin and end under observation) and `cut` (when observation ends)."""
    end = pl.col("end")
    if departure == "last_sign":
        earliest = pl.max_horizontal("last_sign", pl.col("start").dt.offset_by("1d"))
        end = pl.when(pl.col("last_sign").is_not_null()).then(earliest).otherwise(end)
    first, until = pl.col("first_permit"), pl.col("extract").dt.offset_by(f"-{lag}mo")
    begin, entry, stop, cut = (
        (_up(first, pl.col("start")), _up(first, pl.col("observed_from")), _up(first, end), _down(first, until))
        if unit == "months"
        else tuple((day - first).dt.total_days() for day in (pl.col("start"), pl.col("observed_from"), end, until))
    )
    return rows.with_columns(t0=pl.max_horizontal(begin, entry), t1=stop.fill_null(NEVER), cut=cut)


def _up(first: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Months begun between two days: 0 on the first day, 1 until the same day of the next month."""
    return _months(first, day) + (day.dt.day() > first.dt.day()).cast(pl.Int64)


def _down(first: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Months completed between two days."""
    return _months(first, day) - (day.dt.day() < first.dt.day()).cast(pl.Int64)


def _months(first: pl.Expr, day: pl.Expr) -> pl.Expr:
    years = day.dt.year().cast(pl.Int64) - first.dt.year().cast(pl.Int64)
    return years * 12 + day.dt.month().cast(pl.Int64) - first.dt.month().cast(pl.Int64)


def _stretches(timed: pl.DataFrame) -> pl.DataFrame:
    """Stretches of some length, each with the state that follows; cut at the end of the observation."""
    codes = {state: code for code, state in enumerate(STATES)}
    last = timed.group_by("person", maintain_order=True).agg(final=pl.col("end_state").last())
    final = pl.col("final").replace_strict(codes, default=STAYS, return_dtype=pl.Int64)
    state = pl.col("state").replace_strict(codes, return_dtype=pl.Int64)
    kept = timed.filter(pl.col("t1") > pl.col("t0")).join(last, on="person")
    kept = kept.with_columns(state=state, final=final).sort("person", "t0")
    following = pl.col("state").shift(-1).over("person").fill_null(pl.col("final"))
    kept = kept.with_columns(following=following).filter(pl.col("t0") < pl.col("cut"))
    seen = pl.col("t1") <= pl.col("cut")
    return kept.select(
        "person",
        entry=pl.col("t0"),
        exit=pl.min_horizontal("t1", "cut"),
        state="state",
        to=pl.when(seen & (pl.col("following") != pl.col("state"))).then("following").otherwise(STAYS),
    )
