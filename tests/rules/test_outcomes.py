"""Outcomes: what follows when a route is open, for one case and as columns of months for a table."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl
import pytest

from corridor.rules.columns import plan
from corridor.rules.documents import Documents
from corridor.rules.encoding import encode
from corridor.rules.expression import parse
from corridor.rules.load import assemble
from corridor.rules.model import Choice, RuleSet
from corridor.rules.reform import Reform, apply
from tests.rules.engines import REGION, frame_of, read, stated

NEVER = 999


@pytest.mark.parametrize(
    ("number", "case", "value"),
    [
        ("max_months", {}, 36),
        ("card_months", {"contract_months": 12}, 12),
        ("card_months", {"contract_months": 48}, 36),
        ("card_months", {}, None),
        ("test", {"experience": 10}, False),
        ("test", {"experience": 9, "application_date": "2022-06-01"}, True),
        ("test", {"experience": 9, "application_date": "2023-06-01"}, False),
        ("test", {"application_date": "2022-06-01"}, None),  # whether the first choice holds is not known
    ],
)
def test_a_number_of_a_route(number: str, case: dict[str, Any], value: Any, rules: RuleSet) -> None:
    assert read(case).value(rules.routes["skilled"].outcome.numbers[number]) == value


def test_duration_and_rights(rules: RuleSet) -> None:
    outcome = rules.routes["skilled"].outcome
    assert read({"contract_months": 12}).value(outcome.duration_months) == 15
    assert read({"contract_months": 40}).value(outcome.duration_months) == 36
    assert read({"application_date": "2022-06-01"}).value(outcome.rights["employer_change_months"]) is None
    assert read({"application_date": "2023-06-01"}).value(outcome.rights["employer_change_months"]) == 24
    assert outcome.rights["unlimited_after_months"] == "never"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 * education", 17),
        ("education - 7", -2),
        ("max(education, experience, 1)", 5),
        ("min(education, 2.5)", 2.5),
    ],
)
def test_arithmetic(text: str, value: float) -> None:
    assert read({"education": 5, "experience": 2}).value(parse(text)) == value
    assert read({"experience": 2}).value(parse(text)) is None


def months(rules: RuleSet, value: Any, *cases: dict[str, Any]) -> list[int | None]:
    """An outcome's value as a column."""
    known = [stated(rules, c) for c in cases]
    encoded = encode(frame_of(rules, known), rules, keep=("row",))
    made = plan(rules, encoded.columns, routes=[], months={"asked": value}, never=NEVER)
    found: pl.DataFrame = made.run(nw.from_native(encoded.lazy())).select("row", "asked").to_native().collect()
    return found.sort("row")["asked"].to_list()


def test_months_as_a_column(rules: RuleSet) -> None:
    both = ({"application_date": "2022-06-01"}, {"application_date": "2023-06-01"})
    assert months(rules, 12, *both) == [12, 12]
    assert months(rules, "never", *both) == [NEVER, NEVER]
    assert months(rules, None, *both) == [None, None]
    assert months(rules, parse("p.max_months"), *both) == [36, 36]


def test_what_does_not_apply_never_comes(rules: RuleSet) -> None:
    """Before 2023 every change of employer asks for a new permit; before 2020 nothing is known."""
    days = ("2019-12-31", "2022-12-31", "2023-01-01")
    assert months(rules, parse("p.change_after"), *({"application_date": d} for d in days)) == [None, NEVER, 24]


def test_months_by_case(rules: RuleSet) -> None:
    value = (Choice(parse("graduate"), 6), Choice(parse("insured"), "never"), Choice(None, parse("p.max_months")))
    cases: list[dict[str, Any]] = [
        {"graduate": True},
        {"graduate": False, "insured": True},
        {"graduate": False, "insured": False},
        {"insured": True},
        {"graduate": False},
    ]
    assert months(rules, value, *cases) == [6, NEVER, 36, None, None]
    assert [read(c).value(value) for c in cases] == [6, "never", 36, None, None]


def test_months_of_a_reformed_law(documents: Documents) -> None:
    reform = {
        "id": "plan",
        "label": {"en": "a", "fr": "b", "nl": "c"},
        "parameters": {"federal.change_after": {"from": "2022-01-01", "value": 12, "later": "replace"}},
    }
    after = assemble(apply(documents, Reform.model_validate(reform)), REGION)
    days = ("2021-12-31", "2022-01-01", "2023-06-01")
    assert months(after, parse("p.change_after"), *({"application_date": d} for d in days)) == [NEVER, 12, 12]
