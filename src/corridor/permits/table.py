"""A table of cases against the law: one row a case, one column a fact; three counts always: open, closed, unknown.

Frames are Polars. `case_table` reads them and keeps the rows that cannot be read apart.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from corridor.permits.answer import FREE
from corridor.permits.book import book, reformed
from corridor.permits.case import REGIONS
from corridor.permits.case_table import KEYS, checked, first_fault
from corridor.permits.rights import HORIZON
from corridor.rules.beside import AFTER, plan_beside
from corridor.rules.columns import FORMALITY, Plan, plan
from corridor.rules.encoding import encode
from corridor.rules.freeze import Frozen
from corridor.rules.model import RuleSet

DEPENDENCE = "dependence_months"
RIGHTS = {"change": "employer_change_months", "unlimited": "unlimited_after_months"}
"""The two ends of dependence, by the endings of their columns."""


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


def decided(rows: pl.DataFrame, law: Frozen, *, routes: list[str] | None = None, masks: bool = False) -> pl.DataFrame:
    """One region's rows, already read, against a given law (see `evaluate`)."""
    return _evaluate(rows, law, routes, masks=masks)


def _evaluate(rows: pl.DataFrame, law: Frozen, wanted: list[str] | None, *, masks: bool) -> pl.DataFrame:
    rules = law.rules
    routes = [r for r in (rules.routes if wanted is None else wanted) if r in rules.routes]
    made = stages(rules, rows, routes)
    columns: dict[str, nw.Expr] = {"permit_needed": permit_needed(rules, routes), DEPENDENCE: dependence(rules, routes)}
    if masks:
        columns |= made.masks()
    return _run(made, rows, rules, {**columns, **{r: nw.col(r) for r in routes}}).select(
        *(k for k in KEYS if k in rows.columns), "permit_needed", DEPENDENCE, *routes, *(made.masks() if masks else ())
    )


def _run(made: Plan, rows: pl.DataFrame, rules: RuleSet, columns: dict[str, nw.Expr]) -> pl.DataFrame:
    """The columns beside the keys of each row; only the facts that the plan reads are encoded."""
    encoded = encode(rows, rules, keep=("id", "region"), facts={"application_date", *made.facts})
    keys = [k for k in KEYS if k in encoded.columns]
    found: pl.DataFrame = made.run(nw.from_native(encoded.lazy())).select(*keys, **columns).to_native().collect()
    return found


def decided_beside(
    rows: pl.DataFrame, before: Frozen, after: Frozen, *, routes: list[str] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One region's rows, already read, under the law and under a reform: as `decided` gives each, in one pass."""
    laws = (before.rules, after.rules)
    named: list[Callable[[str], str]] = [str, str]
    wanted = list(dict.fromkeys(r for rules in laws for r in rules.routes)) if routes is None else routes
    kept = [[r for r in wanted if r in rules.routes] for rules in laws]
    made, named[1] = plan_beside(
        *laws,
        rows.columns,
        routes=wanted,
        spans=spans(rows),
        months=(rights(laws[0], kept[0]), rights(laws[1], kept[1])),
        never=HORIZON,
    )
    columns: dict[str, nw.Expr] = {}
    for rules, own, of, end in zip(laws, kept, named, ("", AFTER), strict=True):
        columns |= {"permit_needed" + end: permit_needed(rules, own, of), DEPENDENCE + end: dependence(rules, own, of)}
        columns |= {of(r): nw.col(of(r)) for r in own}
    found = _run(made, rows, laws[0], columns)
    keys = [k for k in KEYS if k in found.columns]
    first = found.select(*keys, "permit_needed", DEPENDENCE, *kept[0])
    second = [pl.col(name + AFTER).alias(name) for name in ("permit_needed", DEPENDENCE)]
    return first, found.select(*keys, *second, *(pl.col(named[1](r)).alias(r) for r in kept[1]))


def stages(rules: RuleSet, rows: pl.DataFrame, routes: list[str]) -> Plan:
    """The column plan for a table of cases, encoded or not, with the months of dependence of each route."""
    return plan(rules, rows.columns, routes=routes, spans=spans(rows), months=rights(rules, routes), never=HORIZON)


def spans(rows: pl.DataFrame) -> dict[str, tuple[date, date]]:
    """First and last date of each anchor in a table (only where every row has one)."""
    out = {}
    filing = rows["application_date"]
    out["application_date"] = (_day(filing.min()), _day(filing.max()))
    out["start_date"] = out["application_date"]
    if "start_date" in rows.columns:
        both = [_day(v) for v in (rows["start_date"].min(), rows["start_date"].max()) if v is not None]
        low, high = out["application_date"]
        out["start_date"] = (min([low, *both]), max([high, *both]))
    return out


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value


def rights(rules: RuleSet, routes: list[str]) -> Mapping[str, Any]:
    """Outcome values that dependence is made of, by column name."""
    work = [n for n in routes if rules.routes[n].kind == "work_route"]
    return {f"{n}__{end}": rules.routes[n].outcome.rights.get(right) for n in work for end, right in RIGHTS.items()}


def permit_needed(rules: RuleSet, routes: Iterable[str], named: Callable[[str], str] = str) -> nw.Expr:
    """No authorisation is needed where an exemption or a formality is open. `named`: the columns of routes by name."""
    expr = nw.lit(False)
    for one in free(rules, list(routes)):
        expr = expr | nw.col(named(one))
    return ~expr


def free(rules: RuleSet, routes: list[str]) -> list[str]:
    """The columns of exemptions and formalities: where one is open, no authorisation is needed."""
    found = [r for r in routes if rules.routes[r].kind in FREE]
    return found + [r + FORMALITY for r in routes if rules.routes[r].formality and rules.routes[r].kind not in FREE]


def months(route: str, named: Callable[[str], str] = str) -> nw.Expr:
    """Months of dependence on one employer under a work route, of the columns that `stages` gives."""
    change, unlimited = (nw.col(named(f"{route}__{end}")) for end in RIGHTS)
    least = nw.when(change < unlimited).then(change).otherwise(unlimited)
    least = nw.when(least > HORIZON).then(nw.lit(HORIZON, nw.Int32)).otherwise(least)
    known = ~(change.is_null() | unlimited.is_null())
    at_once = (change == 0) | (unlimited == 0)
    return nw.when(at_once).then(nw.lit(0, nw.Int32)).otherwise(nw.when(known).then(least))


def dependence(rules: RuleSet, routes: Iterable[str], named: Callable[[str], str] = str) -> nw.Expr:
    """The fewest months of dependence on one employer over the open work routes; 0 where no permit is needed."""
    routes = list(routes)
    open_months = []
    for alike in of_equal_rights(rules, routes):
        # one of them is open: unknown others make no difference, their months are the same
        any_open = reduce(operator.or_, [nw.col(named(name)) for name in alike])
        open_months.append(nw.when(any_open).then(months(alike[0], named)))
    needed = permit_needed(rules, routes, named)
    if not open_months:
        return nw.when(~needed).then(nw.lit(0, nw.Int32))
    fewest = nw.min_horizontal(*open_months)
    return nw.when(~needed).then(nw.lit(0, nw.Int32)).otherwise(fewest)


def of_equal_rights(rules: RuleSet, routes: list[str]) -> list[list[str]]:
    """Work routes, those together whose dependence is made of the same values."""
    groups: list[tuple[list[Any], list[str]]] = []
    for name in routes:
        if rules.routes[name].kind == "work_route":
            rights = [rules.routes[name].outcome.rights.get(end) for end in RIGHTS.values()]
            group = next((names for values, names in groups if values == rights), None)
            if group is None:
                groups.append((rights, [name]))
            else:
                group.append(name)
    return [names for _, names in groups]
