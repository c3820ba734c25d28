"""The engines agree on random cases under the real law: generated Python, the slow oracle, Polars, DuckDB, PySpark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from corridor.permits.answer import decide
from corridor.permits.book import book
from corridor.permits.case import REGIONS, Case
from corridor.permits.table import permit_needed, stages
from corridor.rules.columns import FORMALITY, Plan
from corridor.rules.encoding import encode
from corridor.rules.interpret import Reading
from corridor.rules.model import Condition, RuleSet
from tests.permits.strategies import used_facts
from tests.random_cases import frame, natural

UNKNOWN = (0.0, 0.08, 0.35, 0.90)
"""Shares of facts that are not known."""
SEED = 20_261_121
Row = dict[str, Any]


def table(region: str, n: int) -> pl.DataFrame:
    """`n` random cases, a quarter of them at each share of unknown facts."""
    rules = book(region).rules
    parts = [frame(rules, n // len(UNKNOWN), SEED + i, share) for i, share in enumerate(UNKNOWN)]
    columns = ["id", "region", "application_date", "start_date", *used_facts(region)]
    return pl.concat(parts).select(columns).with_columns(pl.int_range(pl.len()).cast(pl.String).alias("id"))


def made(region: str, encoded: pl.DataFrame) -> Plan:
    rules = book(region).rules
    return stages(rules, encoded, list(rules.routes))


def truths(rules: RuleSet, plan: Plan) -> list[str]:
    """The columns that the engines must give alike: routes, formalities and conditions."""
    formal = [name + FORMALITY for name, route in rules.routes.items() if route.formality]
    return [*rules.routes, *formal, *dict.fromkeys(c for columns in plan.conditions.values() for c in columns)]


def by_columns(region: str, plan: Plan, native: Any) -> Any:
    """The plan run on a native frame, with the columns that are compared; still lazy."""
    rules = book(region).rules
    columns = [nw.col(name) for name in truths(rules, plan)]
    needed = permit_needed(rules, list(rules.routes))
    return plan.run(nw.from_native(native)).select("id", *columns, permit_needed=needed).to_native()


def polars_answers(region: str, encoded: pl.DataFrame) -> pl.DataFrame:
    return in_order(by_columns(region, made(region, encoded), encoded.lazy()).collect())


def in_order(found: pl.DataFrame) -> pl.DataFrame:
    return found.sort(pl.col("id").cast(pl.Int64))


def by_python(region: str, cases: pl.DataFrame, plan: Plan, *, oracle: bool) -> Iterator[Row]:
    """Each case decided alone: by the generated functions, or by the oracle."""
    law = book(region)
    for row in cases.iter_rows(named=True):
        stated = natural(law.rules, row)
        filing: date = stated["application_date"]
        moment = law.moments.at(filing, stated.get("start_date", filing))
        if oracle:
            yield {"id": row["id"], **read_slowly(law.rules, Reading(law.rules, moment, stated), plan)}
        else:
            case = Case(row["id"], region, filing, {n: v for n, v in stated.items() if n != "application_date"})
            alone = read_fast(law.compiled.decide(stated, moment), plan)
            yield {"id": row["id"], **alone, "permit_needed": decide(case, law).permit_needed}


def read_fast(decision: Any, plan: Plan) -> Row:
    out: Row = {}
    for name, (state, conditions, right, formal) in decision.items():
        out |= {name: state, name + FORMALITY: right}
        out |= dict(zip(plan.conditions[name], (*conditions, *formal), strict=True))
    return out


def read_slowly(rules: RuleSet, reading: Reading, plan: Plan) -> Row:
    out: Row = {}
    for name, route in rules.routes.items():
        out[name] = reading.route(route)
        formal: tuple[Condition, ...] = ()
        if route.formality:
            out[name + FORMALITY] = reading.in_force(route) and reading.formality(route.formality)
            formal = route.formality.conditions
        phrases = [c.at(reading.moment.application_date) for c in (*route.conditions, *formal)]
        values = [True if p is None else reading.truth(p.node) for p in phrases]
        out |= dict(zip(plan.conditions[name], values, strict=True))
    return out


def compare(one: pl.DataFrame, other: pl.DataFrame, cases: pl.DataFrame) -> None:
    """Both give the same; else the first difference, with the facts of its case."""
    shared = [c for c in one.columns if c in other.columns and c != "id"]
    assert len(shared) > 50
    for name in shared:
        differ = ~one[name].eq_missing(other[name])
        if differ.any():
            at = int(differ.arg_true()[0])
            facts = {n: v for n, v in cases.row(at, named=True).items() if v is not None}
            pytest.fail(f"{name}: {one[name][at]} and {other[name][at]} ({differ.sum()} cases) for {facts}")


def rows(found: Iterator[Row], like: pl.DataFrame) -> pl.DataFrame:
    """As a frame with the columns of another, as far as they are there."""
    frame_ = pl.DataFrame(list(found), schema_overrides=dict(like.schema), infer_schema_length=None)
    return frame_.select(c for c in like.columns if c in frame_.columns)


def check_python(region: str, n: int) -> None:
    cases = table(region, n)
    encoded = encode(cases, book(region).rules, keep=("id",))
    plan, expected = made(region, encoded), polars_answers(region, encoded)
    compare(expected, rows(by_python(region, cases, plan, oracle=False), expected), cases)
    compare(expected, rows(by_python(region, cases, plan, oracle=True), expected), cases)


def check_duckdb(region: str, n: int) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra `duckdb` is not installed")
    cases = table(region, n)
    encoded = encode(cases, book(region).rules, keep=("id",))
    with duckdb.connect() as connection:
        relation = by_columns(region, made(region, encoded), connection.from_arrow(encoded.to_arrow()))
        compare(polars_answers(region, encoded), in_order(relation.pl()), cases)


@pytest.mark.parametrize("region", REGIONS)
def test_generated_python_and_the_oracle_agree_with_polars(region):
    check_python(region, 500)


@pytest.mark.parametrize("region", REGIONS)
def test_duckdb_agrees_with_polars(region):
    check_duckdb(region, 500)


@pytest.mark.slow
@pytest.mark.parametrize("region", REGIONS)
def test_generated_python_and_the_oracle_agree_with_polars_on_20000_cases(region):
    check_python(region, 20_000)


@pytest.mark.slow
@pytest.mark.parametrize("region", REGIONS)
def test_duckdb_agrees_with_polars_on_20000_cases(region):
    check_duckdb(region, 20_000)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A Spark session of this machine alone."""
    sql = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    builder = sql.SparkSession.builder.master("local[2]").appName("corridor-agreement")
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.spark
@pytest.mark.parametrize("region", REGIONS)
def test_pyspark_agrees_with_polars(region, spark):
    cases = table(region, 2_000)
    encoded = encode(cases, book(region).rules, keep=("id",))
    native = spark.createDataFrame(encoded.to_arrow())
    found = pl.from_arrow(by_columns(region, made(region, encoded), native).toArrow())
    assert isinstance(found, pl.DataFrame)
    compare(polars_answers(region, encoded), in_order(found), cases)


def test_the_table_reaches_every_state():
    """The random cases are worth comparing: each kind of route is seen open, closed and unknown."""
    seen: dict[str, set[bool | None]] = {}
    for region in REGIONS:
        cases = table(region, 4_000)
        found = polars_answers(region, encode(cases, book(region).rules, keep=("id",)))
        for name, route in book(region).rules.routes.items():
            seen.setdefault(route.kind, set()).update(found[name].unique().to_list())
    assert all(states == {True, False, None} for states in seen.values()), seen
