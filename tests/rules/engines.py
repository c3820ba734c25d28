"""Every engine behind one form: expressions and cases in, three-valued answers out.

Cases are stated as people state them (`read_value` reads them); a fact that is left out or None is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from corridor.rules import expression as x
from corridor.rules.columns import Plan, plan
from corridor.rules.encoding import encode
from corridor.rules.facts import fact_named, read_value
from corridor.rules.interpret import Reading
from corridor.rules.kleene import Truth
from corridor.rules.load import load
from corridor.rules.model import Condition, Outcome, Phrase, Route, RuleSet
from corridor.rules.moment import Moment, Moments
from corridor.rules.scalar import compile_rules

LAW = Path(__file__).parent / "law"
REGION = "harbour"
TODAY = date(2023, 3, 1)
"""Filing date of a case that does not say."""

Answers = dict[str, list[Truth]]
Engine = Callable[[RuleSet, Sequence[Mapping[str, Any]], Sequence[str]], Answers]
"""Decides the named routes for stated facts."""

NATURAL = {
    "bool": pl.Boolean,
    "int": pl.Int64,
    "number": pl.Float64,
    "money": pl.Float64,
    "date": pl.Date,
}
"""How a table of cases holds the facts; the others are text."""


@cache
def law() -> RuleSet:
    return load(LAW, REGION)


def with_routes(rules: RuleSet, expressions: Mapping[str, str | x.Node]) -> RuleSet:
    """The rule set with one more route an expression, which asks just that."""
    extra = {}
    for name, expr in expressions.items():
        node = x.parse(expr) if isinstance(expr, str) else expr
        asked = Condition(f"{name}_asked", (Phrase(None, None, node, str(expr)),))
        extra[name] = Route(name, "work_route", {}, date.min, None, None, (asked,), (), Outcome(), None, rules.region)
    return replace(rules, routes={**rules.routes, **extra})


def stated(rules: RuleSet, case: Mapping[str, Any]) -> dict[str, Any]:
    """A case as the engines for one case take it."""
    known = {"application_date": TODAY, **case}
    read = {(fact := fact_named(rules, name)).name: read_value(fact, raw) for name, raw in known.items()}
    return {name: value for name, value in read.items() if value is not None}


def moment_of(moments: Moments, facts: Mapping[str, Any]) -> Moment:
    filed = facts["application_date"]
    return moments.at(filed, facts.get("start_date", filed))


def read(case: Mapping[str, Any], rules: RuleSet | None = None) -> Reading:
    """One case of the imaginary law, read by the oracle."""
    rules = rules or law()
    facts = stated(rules, case)
    return Reading(rules, moment_of(Moments(rules), facts), facts)


def oracle(rules: RuleSet, cases: Sequence[Mapping[str, Any]], routes: Sequence[str]) -> Answers:
    moments = Moments(rules)
    readings = [Reading(rules, moment_of(moments, facts), facts) for facts in cases]
    return {name: [r.route(rules.routes[name]) for r in readings] for name in routes}


def generated_python(rules: RuleSet, cases: Sequence[Mapping[str, Any]], routes: Sequence[str]) -> Answers:
    moments, compiled = Moments(rules), compile_rules(rules)
    decisions = [compiled.decide(facts, moment_of(moments, facts)) for facts in cases]
    for facts, decision in zip(cases, decisions, strict=True):
        for name in routes:  # the function of one route says the same as the function of all
            assert compiled.route[name](facts, moment_of(moments, facts)) is decision[name][0]
    return {name: [d[name][0] for d in decisions] for name in routes}


def frame_of(rules: RuleSet, cases: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Stated facts as a table, with one column a fact that some case states."""
    cases = list(cases)
    columns = {"row": pl.Series(range(len(cases)), dtype=pl.Int64)}
    for name, fact in rules.facts.items():
        if any(name in c for c in cases):
            values = [c.get(name) for c in cases]
            dtype = NATURAL.get(fact.type, pl.String)
            if dtype == pl.Float64:
                values = [None if v is None else float(v) for v in values]
            if fact.scheme == "isco08":
                values = [None if v is None else f"{v:04d}" for v in values]
            columns[name] = pl.Series(values, dtype=dtype)
    return pl.DataFrame(columns)


def planned(rules: RuleSet, cases: Sequence[Mapping[str, Any]], routes: Sequence[str]) -> tuple[pl.DataFrame, Plan]:
    encoded = encode(frame_of(rules, cases), rules, keep=("row",))
    return encoded, plan(rules, encoded.columns, routes=routes)


def by_row(table: pl.DataFrame, routes: Sequence[str]) -> Answers:
    ordered = table.sort("row")
    return {name: ordered[name].to_list() for name in routes}


def polars(rules: RuleSet, cases: Sequence[Mapping[str, Any]], routes: Sequence[str]) -> Answers:
    encoded, made = planned(rules, cases, routes)
    table = made.run(nw.from_native(encoded.lazy())).select("row", *routes)
    return by_row(table.to_native().collect(), routes)


def duckdb(rules: RuleSet, cases: Sequence[Mapping[str, Any]], routes: Sequence[str]) -> Answers:
    import duckdb as database

    encoded, made = planned(rules, cases, routes)
    with database.connect() as connection:
        relation = connection.from_arrow(encoded.to_arrow())
        table = made.run(nw.from_native(relation)).select("row", *routes)
        return by_row(pl.from_arrow(table.to_native().to_arrow_table()), routes)  # type: ignore[arg-type]


SPARK_TYPES = {
    pl.Boolean: "boolean",
    pl.Int8: "byte",
    pl.Int32: "int",
    pl.Int64: "long",
    pl.Date: "date",
    pl.String: "string",
}


def pyspark(rules: RuleSet, cases: Sequence[Mapping[str, Any]], routes: Sequence[str]) -> Answers:
    encoded, made = planned(rules, cases, routes)
    schema = ", ".join(f"`{n}` {SPARK_TYPES[type(t)]}" for n, t in encoded.schema.items())
    native = _spark().createDataFrame(encoded.rows(), schema)
    rows = made.run(nw.from_native(native)).select("row", *routes).to_native().collect()
    found = sorted((r.asDict() for r in rows), key=lambda r: r["row"])
    return {name: [r[name] for r in found] for name in routes}


@cache
def _spark() -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    return builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()


ENGINES: dict[str, Engine] = {
    "oracle": oracle,
    "python": generated_python,
    "polars": polars,
    "duckdb": duckdb,
    "pyspark": pyspark,
}
