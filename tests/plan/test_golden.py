"""Seven markets whose answer was worked out on paper (tests/golden): the plan finds it, and so does the command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.plan import plan
from corridor.plan.result import REASONS, LeverResult, Plan
from tests.cli.command import corridor
from tests.plan.markets import GOLDEN, Golden, golden

NAMES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Golden, Plan]]:
    found = {}
    for name in NAMES:
        market = golden(name)
        tables = market.tables(tmp_path_factory.mktemp(name))
        found[name] = market, plan(market.region, market.day, *tables)
    return found


def test_one_market_a_reason_and_one_with_all() -> None:
    assert sorted([*REASONS, "all_reasons"]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_who_holds_which_post(name: str, plans: dict[str, tuple[Golden, Plan]]) -> None:
    market, made = plans[name]
    held = made.tables["placements"].group_by("vacancy").agg(pl.col("talent").sort())
    assert dict(held.iter_rows()) == {v: sorted(who) for v, who in market.expected["filled"].items()}


@pytest.mark.parametrize("name", NAMES)
def test_why_posts_are_open(name: str, plans: dict[str, tuple[Golden, Plan]]) -> None:
    market, made = plans[name]
    rows = made.tables["vacancies"].filter(pl.col("unfilled") > 0)
    found = {row["id"]: {"reason": row["reason"], "posts": row["unfilled"]} for row in rows.iter_rows(named=True)}
    assert found == market.expected["open"]
    assert {r.reason: r.posts for r in made.reasons if r.posts} == market.expected["reasons"]


@pytest.mark.parametrize("name", NAMES)
def test_circles_and_routes(name: str, plans: dict[str, tuple[Golden, Plan]]) -> None:
    market, made = plans[name]
    assert {c.name: c.filled for c in made.circles if c.filled} == market.expected["circles"]
    assert [c.name for c in made.circles] == ["flanders", "rest_of_belgium", "eea", "third_countries"]
    assert {r.route: r.placements for r in made.routes} == market.expected.get("routes", {})
    assert made.inputs.left_out == market.expected.get("left_out", {})


@pytest.mark.parametrize("name", NAMES)
def test_levers(name: str, plans: dict[str, tuple[Golden, Plan]]) -> None:
    market, made = plans[name]
    expected = [{k: v for k, v in lever.items() if k != "names"} for lever in market.expected["levers"]]
    assert [told(lever) for lever in made.levers] == expected


def told(lever: LeverResult) -> dict[str, Any]:
    """A lever as the markets write it."""
    found: dict[str, Any] = {"reason": lever.reason, "action": lever.action, "posts": lever.posts}
    subject = lever.subject
    if "route" in subject:
        found["about"] = f"{subject['route']}.{subject['condition']}"
    elif subject:
        found["about"] = subject.get("fact") or subject["condition"]
    for name in ("gap", "yearly_cost", "people"):
        if getattr(lever, name) is not None:
            found[name] = getattr(lever, name)
    return found


@pytest.mark.parametrize("name", ["not_allowed", "all_reasons"])
def test_a_reform_names_the_amount_of_the_day(name: str, plans: dict[str, tuple[Golden, Plan]]) -> None:
    market, made = plans[name]
    named = 0
    for lever, expected in zip(made.levers, market.expected["levers"], strict=True):
        if "names" in expected:
            amount = f"{market.amount(expected['names']):.0f}"
            for lang, text in lever.subject["text"].items():
                digits = re.sub(r"(?<=\d)[\s.,\u00a0\u202f](?=\d{3})", "", text)
                assert amount in digits, (lang, text)
            named += 1
    assert named == 2


@pytest.mark.parametrize("name", NAMES)
def test_everything_adds_up(name: str, plans: dict[str, tuple[Golden, Plan]]) -> None:
    market, made = plans[name]
    placed = sum(len(who) for who in market.expected["filled"].values())
    unfilled = sum(entry["posts"] for entry in market.expected["open"].values())
    assert (made.inputs.posts, made.unfilled) == (placed + unfilled, unfilled)


@pytest.mark.parametrize("name", NAMES)
def test_the_other_reading_of_the_policy_gives_the_same_here(name: str, plans: dict[str, tuple[Golden, Plan]]) -> None:
    _, made = plans[name]
    stable, most = made.methods
    assert stable.filled == most.filled
    assert (stable.blocking_pairs, stable.inversions, most.inversions, most.gap) == (0, 0, 0, 0.0)


def test_the_command_finds_the_same_from_csv(tmp_path: Path, plans: dict[str, tuple[Golden, Plan]]) -> None:
    market, made = plans["all_reasons"]
    talents, vacancies = market.write(tmp_path)
    ran = corridor(
        "plan", market.region, "--date", market.day, "--talents", talents, "--vacancies", vacancies, "--format", "json"
    )  # fmt: skip
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    assert document == json.loads(json.dumps(made.document()))
