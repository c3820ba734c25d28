"""docs/plan.md names every key of plan.json and every column of its tables, and no others."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from corridor.matching.search import CONDITIONS, GAPS, STATES
from corridor.plan import plan, result
from corridor.plan.evidence_result import OccupationEvidence, RegionEvidence
from corridor.plan.result import Plan
from tests.plan.markets import GOLDEN, golden

PAGE = Path(__file__).resolve().parents[2] / "docs" / "plan.md"
HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
PARTS = {
    "inputs": result.Inputs,
    "circles": result.CircleResult,
    "reasons": result.ReasonResult,
    "occupations": result.OccupationResult,
    "evidence": RegionEvidence,
    "routes": result.RouteResult,
    "levers": result.LeverResult,
    "methods": result.MethodResult,
    "reforms": result.ReformResult,
    "unknown": result.Unknown,
    "notes": result.Note,
    "provenance": result.Provenance,
}


def sections() -> dict[str, str]:
    """The text under each heading."""
    parts = HEADING.split(PAGE.read_text("utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def named(section: str) -> list[str]:
    """What the first column of a section's table names."""
    rows = [line for line in sections()[section].splitlines() if line.startswith("| `")]
    return [name for row in rows for name in CODE.findall(row.split("|")[1])]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    market = golden(min(path.stem for path in GOLDEN.glob("*.yaml")))
    return plan(market.region, market.day, *market.tables(tmp_path_factory.mktemp("market")))


def test_every_key_of_the_document_has_a_section(small: Plan) -> None:
    assert set(small.document()) == {*PARTS, "partnership", "policy", "region", "date"}
    assert {*PARTS, "partnership", "policy"} <= set(sections())


def test_the_keys_of_the_partnership_part_are_those_of_the_document(small: Plan) -> None:
    assert named("partnership") == list(small.document()["partnership"][0])


@pytest.mark.parametrize("part", sorted(PARTS))
def test_the_keys_of_a_part_are_those_of_the_result(part: str) -> None:
    assert named(part) == [field.name for field in fields(PARTS[part])]


def test_the_keys_of_the_evidence_on_an_occupation() -> None:
    """The conditions of a verdict have a row of their own."""
    wanted = [field.name for field in fields(OccupationEvidence)]
    assert [name for name in named("evidence of an occupation") if name != "conditions"] == wanted


def test_the_keys_of_the_order_of_circles(small: Plan) -> None:
    assert sorted(named("policy")) == sorted(small.policy)


@pytest.mark.parametrize("table", ["vacancies", "placements", "candidates", "audit"])
def test_the_columns_of_a_table_are_those_of_the_plan(table: str, small: Plan) -> None:
    circles = [circle.name for circle in small.circles]
    columns: list[str] = []
    for name in named(f"{table}.parquet"):
        if name == "<circle>_<state>":
            columns += [f"{circle}_{state}" for circle in circles for state in STATES]
        elif name.endswith("<condition>"):
            columns += [name.replace("<condition>", condition) for condition in CONDITIONS]
        else:
            columns.append(name)
    assert sorted(columns) == sorted(small.tables[table].columns)


def test_the_words_of_the_page_are_those_of_the_plan() -> None:
    """States, conditions, measured gaps, reasons and actions are named as the tables name them."""
    text = PAGE.read_text("utf-8")
    actions = {action for some in result.LEVERS.values() for action in some}
    kinds = get_args(get_type_hints(result.Note)["kind"])
    words = {*STATES, *CONDITIONS, *(f"gap_{name}" for name in GAPS), *result.REASONS, *actions, *kinds}
    assert {word for word in words if f"`{word}`" not in text} == set()
