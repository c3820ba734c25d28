"""A table of cases against the law: one row a case, one column a fact; three counts always: open, closed, unknown.

Frames are Polars. `case_table` reads them and keeps the rows that cannot be read apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from corridor.permits.answer import FREE
from corridor.permits.book import book, reformed
from corridor.permits.case import REGIONS
from corridor.permits.case_table import KEYS, checked, first_fault
from corridor.permits.rights import HORIZON
from corridor.rules.columns import FORMALITY, Plan, plan
from corridor.rules.encoding import encode
from corridor.rules.freeze import Frozen
from corridor.rules.model import RuleSet

DEPENDENCE = "dependence_months"


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
        first_fault(cases)
        frame = cases.frame
    wanted = list(routes) if routes is not None else None
    parts = []
    for region in REGIONS:
        rows = frame.filter(pl.col("region") == region)
        if rows.height:
            law = reformed(reform, region) if reform else book(region)
            parts.append(_evaluate(rows, law, wanted, masks=masks))
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()


def decided(
    rows: pl.DataFrame, law: Frozen, *, routes: list[str] | None = None, masks: bool = False
) -> pl.DataFrame:
    """One region's rows, already read, against a given law (see `evaluate`)."""
    return _evaluate(rows, law, routes, masks=masks)


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
    return plan(
        rules, encoded.columns, routes=routes, spans=spans(encoded), months=_rights(rules, routes), never=HORIZON
    )


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


def months(route: str) -> nw.Expr:
    """Months of dependence on one employer under a work route, of the columns that `stages` gives."""
    change, unlimited = nw.col(f"{route}__change"), nw.col(f"{route}__unlimited")
    least = nw.when(change < unlimited).then(change).otherwise(unlimited)
    least = nw.when(least > HORIZON).then(nw.lit(HORIZON, nw.Int32)).otherwise(least)
    known = ~(change.is_null() | unlimited.is_null())
    at_once = (change == 0) | (unlimited == 0)
    return nw.when(at_once).then(nw.lit(0, nw.Int32)).otherwise(nw.when(known).then(least))


def dependence(rules: RuleSet, routes: Iterable[str]) -> nw.Expr:
    """The fewest months of dependence on one employer over the open work routes; 0 where no permit is needed."""
    open_months = [nw.when(nw.col(n)).then(months(n)) for n in routes if rules.routes[n].kind == "work_route"]
    needed = permit_needed(rules, routes)
    if not open_months:
        return nw.when(~needed).then(nw.lit(0, nw.Int32))
    fewest = nw.min_horizontal(*open_months)
    return nw.when(~needed).then(nw.lit(0, nw.Int32)).otherwise(fewest)
