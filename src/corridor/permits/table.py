"""A table of cases against the law: one row a case, one column a fact; three counts always: open, closed, unknown.

Frames are Polars. A row that cannot be read is quarantined (row, field, value, reason, remedy) and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from corridor.permits.answer import FREE
from corridor.permits.book import book, reformed
from corridor.permits.case import REGIONS, SAME_REGION
from corridor.permits.rights import HORIZON
from corridor.rules.columns import FORMALITY, Plan, plan
from corridor.rules.countries import COUNTRIES
from corridor.rules.encoding import encode
from corridor.rules.errors import CaseError, nearest
from corridor.rules.facts import NO, NOT_KNOWN, YES
from corridor.rules.freeze import Frozen
from corridor.rules.model import Fact, RuleSet

KEYS = ("id", "region", "application_date")
QUARANTINE = {"row": pl.Int64, "id": pl.String, "field": pl.String, "value": pl.String, "reason": pl.String, "remedy": pl.String}
DEPENDENCE = "dependence_months"


@dataclass(frozen=True)
class Cases:
    """A table of cases that can be read, the rows that cannot, and remarks on the columns."""

    frame: pl.DataFrame
    quarantine: pl.DataFrame
    remarks: tuple[str, ...] = ()


def read_cases(path: Path) -> Cases:
    """Cases from CSV or Parquet. Columns: `region`, `application_date`, `id` (optional), and facts.

    Raises:
        CaseError: the file is empty, is no table, or lacks a column that every case needs.
    """
    if not path.exists():
        raise CaseError(str(path), "no such file", "check the path")
    if path.stat().st_size == 0:
        raise CaseError(str(path), "the file is empty", "write a header line and one line a case")
    try:
        frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise CaseError(str(path), f"cannot be read as a table: {error}", "write CSV with a header line, or Parquet") from None
    if frame.height == 0:
        raise CaseError(str(path), "no cases under the header", "write one line a case")
    return checked(frame)


def checked(frame: pl.DataFrame) -> Cases:
    """Validate a frame of cases as people write them: text or typed columns, in the facts' own units.

    Raises:
        CaseError: a column that every case needs is missing.
    """
    rules = book(REGIONS[0]).rules
    for name in ("region", "application_date"):
        if name not in frame.columns:
            raise CaseError(name, "column missing", f"the table has {', '.join(frame.columns[:12])}; add {name}")
    aliases = {a: f.name for f in rules.facts.values() for a in f.aliases}
    frame = frame.rename({c: aliases[c] for c in frame.columns if c in aliases and aliases[c] not in frame.columns})
    remarks = [
        f"column {c} is no fact and is carried along ({nearest(c, rules.facts)})"
        for c in frame.columns
        if c not in rules.facts and c not in KEYS
    ]
    if "id" not in frame.columns:
        frame = frame.with_columns(pl.int_range(1, frame.height + 1).cast(pl.String).alias("id"))
    frame = frame.with_columns(pl.col("id").cast(pl.String))
    out = frame
    bad: list[pl.DataFrame] = []
    row = pl.int_range(1, frame.height + 1)
    for name in frame.columns:
        if name == "region":
            read = pl.col(name).str.strip_chars().str.to_lowercase().str.replace_all(r"[\s-]+", "_").replace(SAME_REGION)
            wrong = ~read.is_in(list(REGIONS)) | read.is_null()
            reason, remedy = "is no region", f"use {', '.join(REGIONS)}"
        elif name in rules.facts:
            fact = rules.facts[name]
            read, wrong, reason, remedy = _reading(fact, frame.schema[name])
            if name == "application_date":
                wrong = wrong | pl.col(name).is_null() | (read < pl.lit(rules.coverage[0]))
                remedy = f"write YYYY-MM-DD from {rules.coverage[0]} on"
        else:
            continue
        faults = frame.select(
            row.alias("row"),
            pl.col("id"),
            pl.lit(name).alias("field"),
            pl.col(name).cast(pl.String).alias("value"),
            pl.lit(reason).alias("reason"),
            pl.lit(remedy).alias("remedy"),
            wrong.fill_null(False).alias("wrong"),
        ).filter("wrong")
        if faults.height:
            bad.append(faults.drop("wrong").cast(QUARANTINE))  # type: ignore[arg-type]
        out = out.with_columns(read.alias(name))
        if frame.schema[name].is_float() and (nans := int(frame[name].is_nan().sum())):
            remarks.append(f"{name}: {nans} NaN read as unknown")
    quarantine = pl.concat(bad).sort("row") if bad else pl.DataFrame(schema=QUARANTINE)
    good = out.with_columns(row.alias("row")).filter(~pl.col("row").is_in(quarantine["row"].unique().to_list()))
    return Cases(good.drop("row"), quarantine, tuple(remarks))


def _reading(fact: Fact, dtype: pl.DataType) -> tuple[pl.Expr, pl.Expr, str, str]:
    """(natural value, where it is wrong, reason, remedy) for a column of a fact."""
    column = pl.col(fact.name)
    if dtype == pl.Null:
        return column, pl.lit(False), "", ""
    text = column.cast(pl.String).str.strip_chars() if dtype == pl.String else column
    if dtype == pl.String:
        unknown = text.str.to_lowercase().is_in([w for w in NOT_KNOWN if w != "none"])
        text = pl.when(unknown).then(None).otherwise(text)
    match fact.type:
        case "bool":
            if dtype == pl.Boolean:
                return column, pl.lit(False), "", ""
            word = text.cast(pl.String).str.to_lowercase()
            read = pl.when(word.is_in(list(YES))).then(True).when(word.is_in(list(NO))).then(False)
            return read, read.is_null() & text.is_not_null(), "is neither true nor false", "write true or false"
        case "int" | "number" | "money":
            number = text.cast(pl.Float64, strict=False)
            number = number.fill_nan(None) if dtype.is_float() else number
            wrong = number.is_null() & text.is_not_null()
            wrong = wrong & text.is_not_nan() if dtype.is_float() else wrong
            wrong = wrong | number.is_nan() | number.is_infinite()
            if fact.type == "int":
                wrong = wrong | (number.is_not_null() & (number != number.round(0)))
            if fact.min is not None:
                wrong = wrong | (number < float(fact.min))
            if fact.max is not None:
                wrong = wrong | (number > float(fact.max))
            limits = f"from {fact.min if fact.min is not None else '…'} to {fact.max if fact.max is not None else '…'}"
            remedy = f"write a {'whole ' if fact.type == 'int' else ''}number {limits}{f' ({fact.unit})' if fact.unit else ''}"
            read = number.cast(pl.Int64, strict=False) if fact.type == "int" else number
            return read, wrong, "is no such number", remedy
        case "date":
            if dtype in (pl.Date, pl.Datetime):
                return column.cast(pl.Date), pl.lit(False), "", ""
            read = text.cast(pl.String).str.to_date("%Y-%m-%d", strict=False)
            return read, read.is_null() & text.is_not_null(), "is no date", "write YYYY-MM-DD"
        case "enum":
            return text, ~text.is_in(list(fact.values)), f"is no value of {fact.name}", f"use one of {', '.join(fact.values)}"
        case "code" if fact.scheme == "isco08":
            code = text.cast(pl.String).str.zfill(4) if dtype.is_integer() else text.cast(pl.String)
            wrong = ~code.str.contains(r"^\d{4}$")
            return code, wrong, "is no ISCO-08 unit group", "write four digits"
        case "code":
            code = text.cast(pl.String).str.to_uppercase()
            return code, ~code.is_in(sorted(COUNTRIES)), "is no country code", "write two letters (ISO 3166-1), for instance MA"
    return text.cast(pl.String), pl.lit(False), "", ""


def evaluate(
    frame: pl.DataFrame,
    *,
    reform: Path | None = None,
    routes: Iterable[str] | None = None,
    masks: bool = False,
    validate: bool = True,
) -> pl.DataFrame:
    """Each case's answer as a table.

    Args:
        frame: cases: `region`, `application_date`, and a column for each fact that is known (EUR, dates, ISO and ISCO
            codes as text); null is unknown.
        reform: a reform file: the law as it would be.
        routes: the routes to decide (default: all of the region).
        masks: add `<route>__failing` and `<route>__unknown`: bit i stands for the route's condition i.
        validate: check the values first; switch off only for frames that `read_cases` returned.

    Returns:
        `id`, `region`, `application_date`, `permit_needed`, `dependence_months` (of the best open route; 0 where no
        permit is needed), and one column a route: true open, false closed, null unknown (also where the region has no
        such route).

    Raises:
        CaseError: a value cannot be read (the first one is named).
    """
    if validate:
        cases = checked(frame)
        if cases.quarantine.height:
            first = cases.quarantine.row(0, named=True)
            place = f"row {first['row']}, {first['field']}"
            raise CaseError(place, f"{first['value']!r} {first['reason']}", first["remedy"])
        frame = cases.frame
    wanted = list(routes) if routes is not None else None
    parts = []
    for region in REGIONS:
        rows = frame.filter(pl.col("region") == region)
        if rows.height:
            law = reformed(reform, region) if reform else book(region)
            parts.append(_evaluate(rows, law, wanted, masks=masks))
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()


def decided(rows: pl.DataFrame, law: Frozen, *, routes: list[str] | None = None) -> pl.DataFrame:
    """One region's rows, already read, against a given law (see `evaluate`)."""
    return _evaluate(rows, law, routes, masks=False)


def _evaluate(rows: pl.DataFrame, law: Frozen, wanted: list[str] | None, *, masks: bool) -> pl.DataFrame:
    rules = law.rules
    routes = [r for r in (rules.routes if wanted is None else wanted) if r in rules.routes]
    encoded = encode(rows, rules, keep=("id", "region"))
    made = stages(rules, encoded, routes)
    table = made.run(nw.from_native(encoded.lazy()))
    columns: dict[str, nw.Expr] = {"permit_needed": permit_needed(rules, routes), DEPENDENCE: dependence(rules, routes)}
    if masks:
        columns |= made.masks()
    keys = [k for k in KEYS if k in encoded.columns]
    selected = table.select(*keys, *(nw.col(r) for r in routes), **columns).to_native()
    found: pl.DataFrame = selected.collect()
    order = [*keys, *columns, *routes] if not masks else [*keys, "permit_needed", DEPENDENCE, *routes, *made.masks()]
    return found.select(order)


def stages(rules: RuleSet, encoded: pl.DataFrame, routes: list[str]) -> Plan:
    """The column plan for a table, with the months of dependence of each route."""
    return plan(rules, encoded.columns, routes=routes, spans=spans(encoded), months=_rights(rules, routes), never=HORIZON)


def spans(encoded: pl.DataFrame) -> dict[str, tuple[date, date]]:
    """First and last date of each anchor in a table (only where every row has one)."""
    out = {}
    filing = encoded["application_date"]
    out["application_date"] = (_day(filing.min()), _day(filing.max()))
    out["start_date"] = out["application_date"]
    if "start_date" in encoded.columns:
        both = [_day(v) for v in (encoded["start_date"].min(), encoded["start_date"].max()) if v is not None]
        low, high = out["application_date"]
        out["start_date"] = (min([low, *both]), max([high, *both]))
    return out


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value


def _rights(rules: RuleSet, routes: list[str]) -> Mapping[str, Any]:
    """Outcome values that dependence is made of, by column name."""
    out: dict[str, Any] = {}
    for name in routes:
        rights = rules.routes[name].outcome.rights
        if rules.routes[name].kind == "work_route":
            out[f"{name}__change"] = rights.get("employer_change_months")
            out[f"{name}__unlimited"] = rights.get("unlimited_after_months")
    return out


def permit_needed(rules: RuleSet, routes: Iterable[str]) -> nw.Expr:
    """No authorisation is needed where an exemption or a formality is open."""
    free = [nw.col(r) for r in routes if rules.routes[r].kind in FREE]
    free += [nw.col(r + FORMALITY) for r in routes if rules.routes[r].formality and rules.routes[r].kind not in FREE]
    expr = nw.lit(False)
    for one in free:
        expr = expr | one
    return ~expr


def dependence(rules: RuleSet, routes: Iterable[str]) -> nw.Expr:
    """The fewest months of dependence on one employer over the open work routes; 0 where no permit is needed."""
    months = []
    for name in routes:
        if rules.routes[name].kind == "work_route":
            change, unlimited = nw.col(f"{name}__change"), nw.col(f"{name}__unlimited")
            least = nw.when(change < unlimited).then(change).otherwise(unlimited)
            least = nw.when(least > HORIZON).then(nw.lit(HORIZON, nw.Int32)).otherwise(least)
            known = ~(change.is_null() | unlimited.is_null())
            months.append(nw.when(nw.col(name) & known).then(least))
    needed = permit_needed(rules, routes)
    if not months:
        return nw.when(~needed).then(nw.lit(0, nw.Int32))
    fewest = nw.min_horizontal(*months)
    return nw.when(~needed).then(nw.lit(0, nw.Int32)).otherwise(fewest)


__all__ = ["DEPENDENCE", "Cases", "checked", "evaluate", "read_cases", "spans", "stages"]
