"""Parameters: the value of the day; unknown in a gap, before the first, after the last, and where it is estimated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from corridor.rules.model import RuleSet

Decide = Callable[[str, str], None]


@pytest.mark.parametrize(
    ("day", "limit", "answer"),
    [
        ("2020-01-01", "19200.00", "true"),  # computed
        ("2020-12-31", "19199.99", "false"),
        ("2021-01-01", "20165.00", "true"),  # published to the euro
        ("2021-12-31", "20164.99", "false"),
        ("2022-01-01", "21120.00", "true"),  # computed again
        ("2022-06-30", "21119.99", "false"),
        ("2022-07-01", "21600.00", "true"),  # a change in the middle of a year
        ("2022-07-01", "21599.99", "false"),
        ("2023-12-31", "21600.00", "true"),  # carried over
        ("2024-01-01", "99999.00", "?"),  # estimated
        ("2025-01-01", "99999.00", "?"),  # expected
        ("2019-12-31", "99999.00", "?"),  # before the first
    ],
)
def test_the_value_of_the_day(decide: Decide, day: str, limit: str, answer: str) -> None:
    decide("annual_pay >= p.full_pay", f"start_date | annual_pay | answer\n {day} | {limit} | {answer}")


def test_a_gap_is_unknown(decide: Decide) -> None:
    decide(
        "annual_pay >= p.fee",
        """
        annual_pay | application_date | answer
        100        | 2020-12-31       | true
        99999      | 2021-01-01       | ?
        0          | 2021-12-31       | ?
        150        | 2022-01-01       | true
        149.99     | 2022-01-01       | false
        """,
    )


def test_a_value_may_end(decide: Decide) -> None:
    decide(
        "annual_pay >= p.lead_pay",
        "annual_pay | start_date | answer\n 45000.55 | 2024-12-31 | true\n 45000.55 | 2025-01-01 | ?",
    )


def test_a_truth_as_a_parameter(decide: Decide) -> None:
    decide(
        "not p.test_needed or insured",
        """
        application_date | insured | answer
        2022-12-31       | false   | false
        2022-12-31       | true    | true
        2022-12-31       | ?       | ?
        2023-01-01       | false   | true
        2019-12-31       | false   | ?
        """,
    )
    decide("p.test_needed == false", "application_date | answer\n 2022-12-31 | false\n 2023-01-01 | true")


def test_two_parameters_against_each_other(decide: Decide) -> None:
    decide("p.full_pay > p.low_pay", "start_date | answer\n 2021-06-01 | true\n 2024-06-01 | ?")
    decide("p.min_experience < p.min_age", "application_date | answer\n 2021-06-01 | true")


def test_the_value_of_the_region_replaces_the_federal_one(decide: Decide) -> None:
    """21 in the federation, 18 in Harbour."""
    decide("age >= p.min_age", "age | answer\n 18 | true\n 17 | false")


def test_what_is_shown_and_what_decides(rules: RuleSet) -> None:
    """An estimate is shown; it decides nothing."""
    shown = rules.parameters["base_wage"].at(date(2024, 6, 1))
    assert shown is not None
    assert (shown.value, shown.decides, shown.status) == (Decimal("2310.40"), None, "estimated")
    computed = rules.parameters["full_pay"].at(date(2024, 6, 1))
    assert computed is not None
    assert (computed.value, computed.decides, computed.status) == (Decimal("22179.84"), None, "estimated")
    assert rules.parameters["full_pay"].at(date(2025, 6, 1)) is None


def test_what_does_not_apply_has_no_value(decide: Decide) -> None:
    decide(
        "contract_months >= p.change_after",
        "contract_months | application_date | answer\n 99 | 2022-12-31 | ?\n 24 | 2023-01-01 | true",
    )
