"""The plan's partnership part: the gaps that it sizes are those that the plan counts, and nothing else of it moves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.plan import plan
from corridor.plan.partnership import TOP
from corridor.plan.result import Plan
from tests.plan.markets import golden

LANGUAGES = ("en", "fr", "nl")


@pytest.fixture(scope="module", params=["all_reasons", "nobody", "not_qualified", "not_willing"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    market = golden(request.param)
    return plan(market.region, market.day, *market.tables(tmp_path_factory.mktemp(request.param)))


def gaps(made: Plan) -> dict[str, dict[str, int]]:
    """What the plan counts of posts without anybody, or anybody qualified, by occupation."""
    open_ = made.tables["vacancies"].filter(pl.col("unfilled") > 0).drop_nulls("isco08")
    sums = open_.group_by(pl.col("isco08").cast(pl.String)).agg(
        pl.col("nobody").sum(), pl.col("not_qualified").sum(), pl.col("unfilled").sum().alias("posts")
    )
    rows = {row.pop("isco08"): row for row in sums.to_dicts()}
    return {code: row for code, row in rows.items() if row["nobody"] + row["not_qualified"]}


def test_gaps_are_those_that_the_plan_counts(made: Plan) -> None:
    wanted = gaps(made)
    found = {one["isco08"]: {key: one[key] for key in ("posts", "nobody", "not_qualified")} for one in made.partnership}
    assert found.keys() <= wanted.keys()
    assert len(found) == min(TOP, len(wanted))
    assert all(wanted[code] == counts for code, counts in found.items())
    for one in made.partnership:
        assert one["target"] == one["nobody"] + one["not_qualified"] == one["sizing"]["target"]


def test_a_market_without_such_posts_has_no_part(made: Plan) -> None:
    if not gaps(made):
        assert made.partnership == ()
    reasons = {r.reason: r.posts for r in made.reasons}
    assert bool(made.partnership) == bool(reasons["nobody"] + reasons["not_qualified"])


def test_the_largest_gap_comes_first(made: Plan) -> None:
    targets = [one["target"] for one in made.partnership]
    assert targets == sorted(targets, reverse=True)


def test_a_vacancy_is_no_pledge_and_a_no_says_why(made: Plan) -> None:
    for one in made.partnership:
        sizing: dict[str, Any] = one["sizing"]
        assert [pledge["grade"] for pledge in sizing["design"]["demand"]] == ["interest"]
        assert not sizing["reached"]
        assert sizing["limits"][0]["kind"] == "posts"
        for lang in LANGUAGES:
            assert one["none_why"][lang]
            assert set(one["none_why"][lang]) <= set(one["words"][lang])


def test_everything_assumed_is_named(made: Plan) -> None:
    for one in made.partnership:
        assert one["assumptions"]
        assert {assumption["basis"] for assumption in one["assumptions"]} == {"assumed"}
        assert all(assumption["label"][lang] for assumption in one["assumptions"] for lang in LANGUAGES)


def test_countries_are_named_with_a_caveat(made: Plan) -> None:
    for one in made.partnership:
        assert one["proposals"]
        assert all(one["caveat"][lang] for lang in LANGUAGES)
        assert all(0 <= place["low"] <= place["high"] <= 1 for place in one["proposals"])


def test_the_document_is_json_and_reads_back_the_same(made: Plan) -> None:
    document = made.document()
    assert json.loads(json.dumps(document, allow_nan=False))["partnership"] == document["partnership"]
    assert list(made.partnership) == document["partnership"]


def test_a_plan_made_again_has_the_same_part(tmp_path: Path) -> None:
    market = golden("nobody")
    tables = market.tables(tmp_path)
    one, other = (plan(market.region, market.day, *tables).partnership for _ in range(2))
    assert one == other
