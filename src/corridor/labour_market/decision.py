"""A method's conditions over prepared facts, on the rules engine's columns for tables: three-valued, nothing filled in.

Points are counted between two runs: first the conditions of the route `parts`, then, with the points as facts, the
volume, the watch list and the shortage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw
import polars as pl

from corridor.labour_market.method import AVAILABLE, SCORE
from corridor.rules import expression as x
from corridor.rules.columns import plan
from corridor.rules.encoding import encode
from corridor.rules.model import Condition, Fact, Phrase, Route, RuleSet

ROUTES = ("measurable", "parts", "watch", "shortage")
LEAVES = "comparisons"
SCORE_LOW, SCORE_HIGH = "score_low", "score_high"
"""The score if all unknown indicators had no points, and if they had all."""
THRESHOLD = "threshold_"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a condition, or one truth that it asks for: what a reader is shown."""

    route: str
    condition: str
    node: x.Compare | x.Name
    column: str
    """Where its result stands in the decided table."""

    @property
    def left(self) -> str:
        """The fact that is compared."""
        side = self.node.left if isinstance(self.node, x.Compare) else self.node
        assert isinstance(side, x.Name)
        return side.name

    @property
    def op(self) -> str | None:
        """The sign; None for a truth."""
        return self.node.op if isinstance(self.node, x.Compare) else None

    @property
    def right(self) -> str | None:
        """The threshold's name: a parameter, or a statistic over occupations; None for a truth."""
        side = self.node.right if isinstance(self.node, x.Compare) else None
        return side.name if isinstance(side, x.Param | x.Name) else None


def comparisons(rules: RuleSet) -> tuple[Comparison, ...]:
    """All comparisons of a method in the order in which they are asked."""
    found: list[Comparison] = []
    for name in ROUTES:
        if name in rules.routes:
            for condition in rules.routes[name].conditions:
                for leaf in _leaves(condition.versions[0].node):
                    found.append(Comparison(name, condition.id, leaf, f"{LEAVES}_{len(found)}"))
    return tuple(found)


def _leaves(node: x.Node) -> Iterator[x.Compare | x.Name]:
    if isinstance(node, x.Compare | x.Name):
        yield node
        return
    for child in x.children(node):
        yield from _leaves(child)


def decide(rules: RuleSet, parts: Mapping[str, list[str]], facts: pl.DataFrame, day: date) -> pl.DataFrame:
    """The facts with a column a route, a column a comparison, and for methods that count points the points.

    Args:
        rules: the method's rule set.
        parts: indicator to the conditions of route `parts` that each give it a point.
        facts: a row a case; columns that the rules name.
        day: the day of the thresholds.

    Returns:
        `measurable`, `watch`, `shortage` (true, false, null) where the method has them; `comparisons_<i>`; `score`,
        `score_low`, `score_high`, `points_available`.
    """
    if parts:
        facts = _points(_run(rules, facts, ["parts"], day), parts, rules)
    return _run(rules, facts, [name for name in ROUTES if name in rules.routes and name != "parts"], day)


def _run(rules: RuleSet, facts: pl.DataFrame, routes: list[str], day: date) -> pl.DataFrame:
    shown = [c for c in comparisons(rules) if c.route in routes]
    leaves = tuple(Condition(c.column, (Phrase(None, None, c.node, c.column),)) for c in shown)
    every = Route(LEAVES, "status", {}, date.min, None, None, leaves)
    asked = replace(rules, routes=rules.routes | {LEAVES: every})
    table = encode(facts.with_columns(pl.lit(day).alias("application_date")), rules)
    span = {"application_date": (day, day), "start_date": (day, day)}
    made = plan(asked, table.columns, routes=[*routes, LEAVES], spans=span)
    decided = made.run(nw.from_native(table.lazy())).to_native().collect()
    columns = [pl.col(name) for name in routes]
    columns += [pl.col(n).alias(c.column) for n, c in zip(made.conditions[LEAVES], shown, strict=True)]
    return facts.hstack(decided.select(columns).get_columns())


def _points(decided: pl.DataFrame, parts: Mapping[str, list[str]], rules: RuleSet) -> pl.DataFrame:
    """Points by indicator: conditions met; none at all where one of them is unknown."""
    column = {c.condition: c.column for c in comparisons(rules) if c.route == "parts"}
    points = [pl.sum_horizontal(pl.col(column[c]).cast(pl.Int64) for c in asked) for asked in parts.values()]
    known = [pl.all_horizontal(pl.col(column[c]).is_not_null() for c in asked) for asked in parts.values()]
    got = pl.sum_horizontal(pl.when(k).then(p).otherwise(0) for p, k in zip(points, known, strict=True))
    missing = pl.sum_horizontal(
        pl.when(k).then(0).otherwise(len(asked)) for asked, k in zip(parts.values(), known, strict=True)
    )
    available = pl.sum_horizontal(k.cast(pl.Int64) for k in known)
    return decided.with_columns(
        available.alias(AVAILABLE),
        pl.when(available > 0).then(got / available).alias(SCORE),
        (got / len(parts)).alias(SCORE_LOW),
        ((got + missing) / len(parts)).alias(SCORE_HIGH),
    )


def as_facts(rules: RuleSet) -> RuleSet:
    """The same rules with every parameter as a fact `threshold_<name>`: each row can have its own thresholds."""
    used = {name for c in _conditions(rules) for name in x.params(c.node)}
    extra = {}
    for name in used:
        fact = THRESHOLD + name
        extra[fact] = Fact(fact, "number", rules.parameters[name].unit)

    def changed(route: Route) -> Route:
        asked = tuple(
            replace(c, versions=tuple(replace(p, node=_renamed(p.node)) for p in c.versions)) for c in route.conditions
        )
        return replace(route, conditions=asked)

    routes = {name: changed(route) for name, route in rules.routes.items()}
    return replace(rules, facts=rules.facts | extra, routes=routes)


def _conditions(rules: RuleSet) -> Iterator[Phrase]:
    for route in rules.routes.values():
        for condition in route.conditions:
            yield from condition.versions


def _renamed(node: x.Node) -> x.Node:
    match node:
        case x.Param(name=name):
            return x.Name(THRESHOLD + name)
        case x.Compare(op=op, left=left, right=right):
            return x.Compare(op, _renamed(left), _renamed(right))
        case x.And(parts=parts):
            return x.And(tuple(_renamed(p) for p in parts))
        case x.Or(options=options):
            return x.Or(tuple(_renamed(o) for o in options))
        case x.Not(operand=operand):
            return x.Not(_renamed(operand))
    return node
