"""Random tables of cases over a rule set's own facts: limits are hit exactly, one step below, and at random."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from corridor.rules import expression as x
from corridor.rules.countries import COUNTRIES
from corridor.rules.model import Condition, Fact, RuleSet

FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)


def phrases(rules: RuleSet) -> list[x.Node]:
    """Every expression of the rule set."""
    nodes = [p.node for t in rules.terms.values() for p in t.versions]
    for route in rules.routes.values():
        conditions: list[Condition] = [*route.conditions]
        if route.formality:
            nodes.append(route.formality.when)
            conditions += route.formality.conditions
        nodes += [p.node for c in conditions for p in c.versions]
    return nodes


def limits(rules: RuleSet) -> dict[str, list[Decimal]]:
    """Per numeric fact, the values that some comparison sets it against."""
    out: dict[str, list[Decimal]] = {}
    for node in phrases(rules):
        for inner in x.walk(node):
            if not isinstance(inner, x.Compare):
                continue
            for a, b in ((inner.left, inner.right), (inner.right, inner.left)):
                if isinstance(a, x.Name) and isinstance(b, x.Const) and not isinstance(b.value, bool | str):
                    out.setdefault(a.name, []).append(Decimal(b.value))
                if isinstance(a, x.Name) and isinstance(b, x.Param):
                    values = [d.value for d in rules.parameters[b.name].values]
                    out.setdefault(a.name, []).extend(
                        Decimal(v) for v in values if v is not None and not isinstance(v, bool)
                    )
    return out


def frame(
    rules: RuleSet, n: int, seed: int, unknown: float = 0.08, first: date = FIRST, last: date = LAST
) -> pl.DataFrame:
    """`n` cases of the region of `rules`; each fact but the filing date is unknown with the given probability."""
    rng = np.random.default_rng(seed)
    at = limits(rules)
    days = rng.integers(0, (last - first).days + 1, n)
    filing = pl.Series([first + timedelta(days=int(d)) for d in days])
    columns = {
        "id": pl.Series([str(i) for i in range(n)]),
        "region": pl.Series([rules.region] * n),
        "application_date": filing,
    }
    for fact in rules.facts.values():
        if fact.name == "application_date":
            continue
        series = _values(rules, fact, n, rng, at.get(fact.name, []), filing)
        missing = pl.Series(rng.random(n) < unknown)
        columns[fact.name] = pl.select(pl.when(missing).then(None).otherwise(series)).to_series()
    return pl.DataFrame(columns)


def _values(
    rules: RuleSet, fact: Fact, n: int, rng: np.random.Generator, at: list[Decimal], filing: pl.Series
) -> pl.Series:
    match fact.type:
        case "bool":
            return pl.Series(rng.random(n) < 0.5)
        case "enum":
            return pl.Series(rng.choice(np.array(fact.values), n))
        case "date":
            span = (-120, 400) if fact.name != "birth_date" else (-60 * 365, -16 * 365)
            return (filing.cast(pl.Datetime("ms")) + _days(rng, span, n)).cast(pl.Date)
        case "code" if fact.scheme == "country":
            often = ["BE", "FR", "TR", "MA", "IN", "GB", "NO", "BE"]
            pool = np.array(often * 10 + sorted(COUNTRIES))
            return pl.Series(rng.choice(pool, n))
        case "code":
            codes = sorted({c for item in rules.lists.values() for v in item.versions for c in v.codes})
            pool = np.array([f"{c:04d}" for c in codes] + [f"{c:04d}" for c in range(1000, 9999, 37)])
            return pl.Series(rng.choice(pool, n))
        case "text":
            titles = sorted(
                {t for item in rules.lists.values() for v in item.versions for e in v.entries for t in e.title.values()}
            )
            return pl.Series(rng.choice(np.array([*titles, "Geen lijst"]), n))
    return _numbers(fact, n, rng, at)


def _days(rng: np.random.Generator, span: tuple[int, int], n: int) -> pl.Series:
    return pl.Series(rng.integers(*span, n) * 86_400_000).cast(pl.Duration("ms"))


def _numbers(fact: Fact, n: int, rng: np.random.Generator, at: list[Decimal]) -> pl.Series:
    low = float(fact.min) if fact.min is not None else 0.0
    high = float(fact.max) if fact.max is not None else 100.0
    top = max([float(v) for v in at], default=min(high, 60.0)) * 1.4 + 1
    values = low + rng.random(n) * (min(high, top) - low)
    if at:
        edge = rng.random(n) < 0.5
        values[edge] = rng.choice(np.array([float(v) for v in at]), edge.sum())
        grain = 0.01 if fact.type == "money" else 1.0
        below = rng.random(n) < 0.3
        values[below] -= grain
    values = np.clip(values, low, high)
    if fact.type == "int":
        return pl.Series(np.rint(values).astype(np.int64))
    return pl.Series(np.round(values, 2 if fact.type == "money" else 1))


def natural(rules: RuleSet, row: dict[str, object]) -> dict[str, object]:
    """A row of a frame as the stated facts of one case."""
    from corridor.rules.facts import read_value

    return {n: read_value(rules.facts[n], v) for n, v in row.items() if n in rules.facts and v is not None}
