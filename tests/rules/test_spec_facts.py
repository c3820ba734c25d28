"""Facts: a stated one wins; else it is derived; else presumed; else unknown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rules.engines import read

Decide = Callable[[str, str], None]


def test_a_derived_truth(decide: Decide) -> None:
    decide(
        "graduate",
        """
        education | graduate | answer
        6         | ?        | true
        5         | ?        | false
        ?         | ?        | ?
        5         | true     | true
        ?         | false    | false
        """,
    )


def test_a_derivation_with_a_last_resort(decide: Decide) -> None:
    """Where it is not known whether the first case holds, the second is not taken."""
    decide(
        "veteran",
        """
        experience | veteran | answer
        10         | ?       | true
        9          | ?       | false
        ?          | ?       | ?
        9          | true    | true
        """,
    )


def test_a_number_derived_from_dates(decide: Decide) -> None:
    decide(
        "age >= 18",
        """
        age | birth_date | start_date | answer
        ?   | 2005-03-01 | 2023-03-01 | true
        ?   | 2005-03-02 | 2023-03-01 | false
        17  | 1980-01-01 | 2023-03-01 | false
        18  | ?          | ?          | true
        ?   | ?          | 2023-03-01 | ?
        """,
    )


def test_a_truth_read_off_a_list(decide: Decide) -> None:
    decide(
        "on_scarce",
        """
        on_scarce | isco08 | list_title | application_date | answer
        ?         | 7121   | ?          | 2020-06-01       | true
        ?         | 7121   | Plumber    | 2020-06-01       | false
        ?         | ?      | Roofer     | 2020-06-01       | true
        false     | 7121   | ?          | 2020-06-01       | false
        true      | ?      | ?          | 2025-06-01       | true
        ?         | 7121   | ?          | 2025-06-01       | ?
        """,
    )


def test_the_year_that_a_monthly_amount_stands_for(decide: Decide) -> None:
    """13.92 months a year. 45,000.55 a year is 3,232.80 a month: reaching the one is reaching the other."""
    decide(
        "annual_pay >= p.lead_pay",
        """
        monthly_pay | annual_pay | answer
        3232.80     | ?          | true
        3232.79     | ?          | false
        3232.80     | 45000.54   | false
        ?           | 45000.55   | true
        ?           | ?          | ?
        """,
    )


def test_a_rounded_monthly_amount_stands_for_half_a_cent_more(decide: Decide) -> None:
    """21,600 a year is published as 1,551.72 a month, which times 13.92 is six cents short of it."""
    table = """
        monthly_pay | answer
        1551.72     | true
        1551.71     | false
        1551.73     | true
        0           | false
        ?           | ?
        """
    decide("annual_pay >= p.full_pay", table)
    decide("annual(monthly_pay, p.months_per_year) >= p.full_pay", table)


def test_an_amount_may_be_annualised_in_a_condition(decide: Decide) -> None:
    decide(
        "annual(monthly_pay, p.months_per_year) >= p.lead_pay",
        "monthly_pay | answer\n 3232.80 | true\n 3232.79 | false\n ? | ?",
    )


def test_a_presumption_holds_until_the_contrary_is_stated(decide: Decide) -> None:
    decide("not forged", "forged | answer\n ? | true\n false | true\n true | false")
    decide("held == 'none'", "held | answer\n ? | true\n none | true\n visitor | false")


def test_a_presumption_may_depend_on_another_fact(decide: Decide) -> None:
    decide(
        "filed_by == 'worker'",
        """
        purpose | filed_by | answer
        study   | ?        | true
        work    | ?        | false
        ?       | ?        | false
        study   | employer | false
        work    | worker   | true
        """,
    )


def test_the_work_starts_on_the_filing_date_unless_stated(decide: Decide) -> None:
    decide(
        "start_date == '2023-03-05'",
        """
        application_date | start_date | answer
        2023-03-05       | ?          | true
        2023-03-05       | 2023-04-01 | false
        2023-03-04       | 2023-03-05 | true
        """,
    )


@pytest.mark.parametrize(
    ("case", "fact", "value", "origin"),
    [
        ({"education": 6}, "graduate", True, "derived"),
        ({"graduate": True}, "graduate", True, None),
        ({}, "graduate", None, None),
        ({}, "forged", False, "presumed"),
        ({"purpose": "study"}, "filed_by", "worker", "presumed"),
    ],
)
def test_the_answer_can_tell_where_a_fact_came_from(
    case: dict[str, object], fact: str, value: object, origin: str | None
) -> None:
    reading = read(case)
    assert reading.fact(fact) == value
    assert reading.origin.get(fact) == origin


def test_a_contradiction_can_be_seen() -> None:
    """What would be derived is there beside what was stated."""
    reading = read({"education": 5, "graduate": True})
    assert reading.fact("graduate") is True
    assert reading.derived("graduate") is False
