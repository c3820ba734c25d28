"""Flows and stocks of people from the store: permits, immigration, population, work by citizenship, protection.

Each is a tidy table, one row a value. A value that is not there is a row too: null, with the reason. What an office
publishes for Belgium only is unknown for a region; the national number never stands in for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.flow_tables import FlowTable, table_named, tables, totals
from corridor.labour_market.sources import areas, store
from corridor.labour_market.sources.store import Provenance, Stored

EVERY = ("*",)
"""All parts."""
SHOWN = 30
"""Codes that a message names, at most."""
KEYS = ("area", "group", "part", "period")
SCHEMA = {
    "table": pl.String, "year": pl.Int32, "period": pl.String, "area": pl.String, "group": pl.String,
    "part": pl.String, "value": pl.Float64, "unit": pl.String, "flag": pl.String, "source": pl.String,
    "vintage": pl.String, "reason": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Flow:
    """One flow or stock.

    Attributes:
        table: which.
        frame: `table`, `year`, `period` (2023, or 2023-12), `area` (country or NUTS code), `group` (citizenship as the
            office codes it), `part` (reason of the permit, or sex; null where the file does not say), `value`, `unit`,
            `flag` (of the office), `source`, `vintage` (of the store), `reason` (why the value is unknown; null where
            there is one).
        provenance: where the stored table comes from; `age`: since it was fetched or imported.
    """

    table: FlowTable
    frame: pl.DataFrame
    provenance: Provenance
    age: dt.timedelta


def flow(
    table: str,
    *,
    areas: Sequence[str] = ("BE",),
    years: Sequence[int] | None = None,
    groups: Sequence[str] | None = None,
    parts: Sequence[str] | None = None,
    home: Path | None = None,
) -> Flow:
    """The values of a flow table, known and unknown.

    Args:
        table: an id of `flows.yaml`, or the code of the official table.
        areas: country and NUTS codes, or regions as Corridor names them.
        years: those asked for; without, from the first to the last year that the table has.
        groups: citizenships as the office codes them; without, all that the table has.
        parts: reasons or sexes as the office codes them; without, the total, or all where there is none; `EVERY`: all.
        home: the folder of the store, for tests.

    Raises:
        LabourMarketError: the table is not stored, or has no such area, group or part.
    """
    chosen = table_named(table)
    stored = store.read(chosen.of, home=home)
    held = _held(stored, chosen)
    places = [area_code(area) for area in areas]
    wanted_groups = _asked(held, "group", groups, chosen)
    wanted_parts = _asked(held, "part", None if parts in (None, EVERY) else parts, chosen)
    if parts is None:
        wanted_parts = [part for part in wanted_parts if part in totals()] or wanted_parts
    periods = _periods(held, years)
    grid = pl.DataFrame({"area": places}, schema={"area": pl.String})
    for name, values in (("group", wanted_groups), ("part", wanted_parts), ("period", periods)):
        grid = grid.join(pl.DataFrame({name: values}, schema={name: pl.String}), how="cross")
    joined = grid.join(held, on=list(KEYS), how="left", nulls_equal=True, maintain_order="left")
    return Flow(chosen, _told(joined, held, chosen, stored), stored.provenance, stored.age)


def gap(flow: Flow, of: str, minus: str) -> pl.DataFrame:
    """The difference between two groups: as the frame of a flow, without `group`, with `of` and `minus`.

    The unit of a difference of percentages is `PP`, percentage points. A difference is unknown where either value is,
    with the reason of the first that is. Flags are those of both values.

    Raises:
        LabourMarketError: the flow has no such group.
    """
    for group in (of, minus):
        if group not in flow.frame["group"]:
            known = _shown(flow.frame["group"].unique(maintain_order=True).to_list())
            values = {"table": flow.table.id, "what": flow.table.group, "given": group, "known": known}
            raise LabourMarketError("group", "flows_no_code", **values)
    one, other = (flow.frame.filter(pl.col("group") == group).drop("group") for group in (of, minus))
    pairs = one.join(other, on=["area", "part", "period"], suffix="_minus", nulls_equal=True, maintain_order="left")
    flags = pl.concat_str("flag", "flag_minus", ignore_nulls=True).replace("", None)
    return pairs.select(
        "table", "year", "period", "area", pl.lit(of).alias("of"), pl.lit(minus).alias("minus"), "part",
        (pl.col("value") - pl.col("value_minus")).round(6).alias("value"),
        pl.lit("PP").alias("unit") if flow.table.share else pl.col("unit"),
        flags.alias("flag"), "source", "vintage", pl.coalesce("reason", "reason_minus").alias("reason"),
    )  # fmt: skip


def area_code(given: str) -> str:
    """The statistical code of an area: a code as it is, a region of Corridor as its NUTS code.

    Raises:
        LabourMarketError: it is neither.
    """
    code = areas.nuts(given) if given.islower() else given
    if code is None or areas.label(code, "en") is None:
        raise LabourMarketError("area", "flows_area", given=given)
    return code


# ---- what is stored ----


def _held(stored: Stored, table: FlowTable) -> pl.DataFrame:
    """The stored values with the columns `area`, `group`, `part`, `period`, `value`, `unit`, `flag`.

    Raises:
        LabourMarketError: a dimension has none of the codes at which it is held, so that every value is of other
            people than the table says; or several values fall together.
    """
    frame = stored.frame
    for name, codes in table.only.items():
        present = [code for code in codes if (frame[name] == code).any()]
        held_at = frame.filter(pl.col(name).is_null() | pl.col(name).is_in(present[:1]))
        if held_at.is_empty() and not frame.is_empty():
            values = {"table": table.id, "dimension": name, "codes": ", ".join(codes)}
            raise LabourMarketError(table.of, "flows_not_held", **values, found=_shown(frame[name].unique().to_list()))
        frame = held_at
    held = frame.select(
        pl.col("geo").alias("area"), pl.col(table.group).alias("group"), pl.col(table.part).alias("part"), "period",
        "value", "unit", "flag",
    )  # fmt: skip
    if held.select(KEYS).is_duplicated().any():
        several = [name for name in stored.provenance.dimensions if frame[name].n_unique() > 1]
        others = [name for name in several if name not in (table.group, table.part, "geo")]
        dimensions = ", ".join(others)
        raise LabourMarketError(table.of, "flows_ambiguous", table=table.id, dimensions=dimensions)
    return held


def _asked(held: pl.DataFrame, what: str, asked: Sequence[str] | None, table: FlowTable) -> list[str | None]:
    """The codes of a group or part that are asked for; all in the order of the table where none is."""
    known = held[what].unique(maintain_order=True).to_list()
    for code in asked or ():
        if code not in known:
            shown = _shown(known)
            name = table.group if what == "group" else table.part
            raise LabourMarketError(what, "flows_no_code", table=table.id, what=name, given=code, known=shown)
    return list(dict.fromkeys(asked)) if asked is not None else known


def _shown(known: Sequence[str | None]) -> str:
    """Codes for a message: those that are no labels, totals and aggregates first, as many as a reader takes in."""
    codes = sorted((code for code in known if code and not code.startswith("label:")), key=lambda c: (len(c) == 2, c))
    return ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "") if codes else "–"


def _periods(held: pl.DataFrame, years: Sequence[int] | None) -> list[str]:
    """Every period from the first to the last, or of the years asked for: those between that are missing too."""
    known = sorted(held["period"].unique())
    if not known:
        return [str(year) for year in years or ()]
    wanted = list(years) if years is not None else list(range(int(known[0][:4]), int(known[-1][:4]) + 1))
    parts = {
        "": [""],
        "M": [f"-{month:02}" for month in range(1, 13)],
        "Q": [f"-Q{quarter}" for quarter in range(1, 5)],
    }
    kind = "" if len(known[0]) == 4 else "Q" if "Q" in known[0] else "M"
    every = [f"{year}{part}" for year in wanted for part in parts[kind]]
    return every if years is not None else [period for period in every if known[0] <= period <= known[-1]]


def _told(joined: pl.DataFrame, held: pl.DataFrame, table: FlowTable, stored: Stored) -> pl.DataFrame:
    """The tidy frame: every row with source, vintage and, where the value is null, the reason."""
    present = held["area"].unique().to_list()
    belgian = [code for code in joined["area"].unique() if code != "BE" and code.startswith("BE")]
    reason = (
        pl.when(pl.col("value").is_not_null())
        .then(None)
        .when(pl.col("area").is_in(belgian) & pl.lit(table.national))
        .then(pl.lit("national_only"))
        .when(~pl.col("area").is_in(present))
        .then(pl.lit("area_not_stored"))
        .when(pl.col("flag").str.contains("c").fill_null(False))
        .then(pl.lit("withheld"))
        .otherwise(pl.lit("not_published"))
    )
    units = held["unit"].drop_nulls().unique().to_list()
    origin = stored.provenance
    return joined.select(
        table=pl.lit(table.id),
        year=pl.col("period").str.head(4).cast(pl.Int32),
        period="period",
        area="area",
        group="group",
        part="part",
        value="value",
        unit=pl.col("unit").fill_null(units[0]) if len(units) == 1 else pl.col("unit"),
        flag="flag",
        source=pl.lit(f"{origin.office} {origin.code}"),
        vintage=pl.lit(origin.vintage),
        reason=reason,
    ).cast(SCHEMA)  # type: ignore[arg-type]


__all__ = ["EVERY", "Flow", "FlowTable", "area_code", "flow", "gap", "tables"]
