"""Parameters computed from others: exact, dated, with the status of what they come from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from corridor.rules.formula import FormulaError, compute, operands
from corridor.rules.load import load
from corridor.rules.model import Dated, Parameter, RuleSet
from tests.rules.engines import REGION

LABEL = {"en": "a", "fr": "b", "nl": "c"}


def parameter(name: str, *values: tuple[str, str | None, str] | tuple[str, str | None, str, str]) -> Parameter:
    """A parameter with values (from, until, value, status)."""
    dated = tuple(
        Dated(
            date.fromisoformat(v[0]),
            date.fromisoformat(v[1]) if v[1] else None,
            Decimal(v[2]) if v[2] else None,
            v[3] if len(v) > 3 else "enacted",
            "gazette",
        )
        for v in values
    )
    return Parameter(name, LABEL, "EUR/year", "start_date", dated)


def computed(formula: str, rounding: str, *parameters: Parameter) -> list[tuple[str, str | None, str, str]]:
    values = compute("x", formula, rounding, {p.name: p for p in parameters})
    return [(str(v.start), str(v.until) if v.until else None, str(v.value), v.status) for v in values]


def test_the_operands_in_order_each_once() -> None:
    assert operands("b * 12 * a / 100 + b") == ["b", "a"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a + b", "110.1"),
        ("a - b", "89.9"),
        ("a * b", "1010.0"),
        ("a / 8", "12.5"),
        ("(a + b) * 2 - 0.2", "220.0"),
        ("a * 0.1 * 3", "30.0"),
        ("7", "7"),
    ],
)
def test_arithmetic_is_exact(formula: str, value: str) -> None:
    a, b = parameter("a", ("2020-01-01", None, "100")), parameter("b", ("2020-01-01", None, "10.1"))
    days = computed(formula, "none", a, b)
    assert [Decimal(v[2]) for v in days] == ([Decimal(value)] if operands(formula) else [])


def test_a_value_for_every_day_on_which_an_operand_changes() -> None:
    a = parameter("a", ("2020-01-01", "2020-12-31", "100"), ("2021-01-01", None, "110"))
    b = parameter("b", ("2020-07-01", None, "2"))
    assert computed("a * b", "none", a, b) == [
        ("2020-07-01", "2020-12-31", "200", "enacted"),
        ("2021-01-01", None, "220", "enacted"),
    ]


def test_no_value_where_an_operand_has_none() -> None:
    a = parameter("a", ("2020-01-01", "2020-12-31", "100"), ("2022-01-01", None, "120"))
    b = parameter("b", ("2019-01-01", "2022-12-31", "2"), ("2023-01-01", None, "", "expected"))
    assert computed("a * b", "none", a, b) == [
        ("2020-01-01", "2020-12-31", "200", "enacted"),
        ("2022-01-01", "2022-12-31", "240", "enacted"),
    ]


@pytest.mark.parametrize("status", ["estimated", "carried_over"])
def test_the_status_is_that_of_the_operand(status: str) -> None:
    """An amount computed from an estimate is an estimate: it never decides."""
    a = parameter("a", ("2020-01-01", None, "100", status))
    b = parameter("b", ("2020-01-01", None, "2"))
    (value,) = compute("x", "b * a", "none", {"a": a, "b": b})
    assert value.status == status
    assert value.decides == (None if status == "estimated" else 200)
    assert value.computed
    assert value.source == "gazette"


@pytest.mark.parametrize(
    ("rounding", "amount", "value"),
    [
        ("cent", "100.125", "100.13"),
        ("cent", "100.124", "100.12"),
        ("cent", "100.135", "100.14"),
        ("euro", "100.50", "101"),
        ("euro", "100.49", "100"),
        ("euro", "101.50", "102"),
        ("none", "100.12", "100.12"),
    ],
)
def test_half_is_rounded_up(rounding: str, amount: str, value: str) -> None:
    assert computed("a", rounding, parameter("a", ("2020-01-01", None, amount)))[0][2] == value


def test_a_fraction_of_a_cent_asks_for_the_rounding() -> None:
    with pytest.raises(FormulaError, match=r"33\.33.* has fractions of a cent; say 'round: cent'"):
        computed("a / 3", "none", parameter("a", ("2020-01-01", None, "100")))


@pytest.mark.parametrize(
    "text", ["max(a, 2)", "a if b else c", "a ** 2", "-a", "a // 2", "a == 2", "'a'", "a[0]", "True"]
)
def test_only_four_operations(text: str) -> None:
    with pytest.raises(FormulaError, match="formulas know"):
        operands(text)


def test_what_is_no_formula() -> None:
    with pytest.raises(FormulaError, match="is no formula"):
        operands("a *")


def test_division_by_zero_is_a_fault() -> None:
    a, b = parameter("a", ("2020-01-01", None, "1")), parameter("b", ("2020-01-01", None, "0"))
    for formula in ("a / b", "b / b"):
        with pytest.raises(FormulaError, match="divides by zero on 2020-01-01"):
            computed(formula, "none", a, b)


# ---- in a law: published values stand, computed ones fill the rest ----


def values(rules: RuleSet, name: str) -> list[tuple[str, str | None, str, bool]]:
    known = [v for v in rules.parameters[name].values if v.value is not None]
    return [(str(v.start), str(v.until) if v.until else None, f"{v.value:.2f}", v.computed) for v in known]


def test_published_values_stand_and_computed_ones_fill_the_rest(rules: RuleSet) -> None:
    assert values(rules, "full_pay")[:4] == [
        ("2020-01-01", "2020-12-31", "19200.00", True),
        ("2021-01-01", "2021-12-31", "20165.00", False),
        ("2022-01-01", "2022-06-30", "21120.00", True),
        ("2022-07-01", "2022-12-31", "21600.00", True),
    ]


def test_a_formula_over_a_formula_follows_the_published_amount(rules: RuleSet) -> None:
    """70 % of the published 20,165, not of the computed 20,164.80."""
    assert values(rules, "low_pay")[1] == ("2021-01-01", "2021-12-31", "14115.50", True)


def test_the_computed_value_resumes_when_the_published_one_ends(law_copy: Path) -> None:
    """Also in the middle of a year, when no operand changes that day."""
    path = law_copy / "federal" / "parameters" / "pay.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("until: 2021-12-31, value: 20165", "until: 2021-06-30, value: 20165"), encoding="utf-8"
    )
    rules = load(law_copy, REGION)
    assert values(rules, "full_pay")[1:4] == [
        ("2021-01-01", "2021-06-30", "20165.00", False),
        ("2021-07-01", "2021-12-31", "20164.80", True),
        ("2022-01-01", "2022-06-30", "21120.00", True),
    ]
