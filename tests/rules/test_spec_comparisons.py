"""Comparisons of a fact with a limit: exact to the cent and to the last digit, unknown where a side is unknown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Decide = Callable[[str, str], None]


def test_an_amount_reaches_a_threshold_to_the_cent(decide: Decide) -> None:
    """The threshold of 2023 is 21,600.00 a year."""
    decide(
        "annual_pay >= p.full_pay",
        """
        annual_pay | answer
        21600      | true
        21600.00   | true
        21599.99   | false
        21600.01   | true
        0          | false
        ?          | ?
        """,
    )


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        (">=", "false", "true", "true"),
        (">", "false", "false", "true"),
        ("<=", "true", "true", "false"),
        ("<", "true", "false", "false"),
        ("==", "false", "true", "false"),
        ("!=", "true", "false", "true"),
    ],
)
def test_each_operator_at_the_limit_and_one_step_beside_it(
    decide: Decide, op: str, below: str, at: str, above: str
) -> None:
    decide(
        f"annual_pay {op} p.lead_pay",
        f"""
        annual_pay | answer
        45000.54   | {below}
        45000.55   | {at}
        45000.56   | {above}
        ?          | ?
        """,
    )
    decide(f"education {op} 6", f"education | answer\n 5 | {below}\n 6 | {at}\n 7 | {above}\n ? | ?")


def test_the_limit_may_stand_on_the_left(decide: Decide) -> None:
    decide(
        "p.full_pay <= annual_pay and 6 > education",
        """
        annual_pay | education | answer
        21600      | 5         | true
        21599.99   | 5         | false
        21600      | 6         | false
        21600      | ?         | ?
        """,
    )


def test_a_whole_number_against_a_fraction(decide: Decide) -> None:
    """Least experience: 2.5 years; months and levels are whole."""
    decide(
        "experience >= p.min_experience",
        """
        experience | answer
        2.5        | true
        2.4999     | false
        2          | false
        3          | true
        ?          | ?
        """,
    )
    decide("education >= p.min_experience", "education | answer\n 2 | false\n 3 | true\n ? | ?")
    decide(
        "experience >= 2.5 and contract_months < 0.5",
        "experience | contract_months | answer\n 2.5 | 0 | true\n 2.5 | 1 | false",
    )


def test_two_facts_against_each_other(decide: Decide) -> None:
    """Whole numbers, fractions and amounts count in the same steps when they meet."""
    decide(
        "experience >= education",
        """
        experience | education | answer
        6          | 6         | true
        5.9        | 6         | false
        ?          | 6         | ?
        6          | ?         | ?
        """,
    )


def test_no_amount_is_known_where_the_law_gives_none(decide: Decide) -> None:
    """2024 has an estimate that never decides, 2025 an amount that is not yet published."""
    decide(
        "annual_pay >= p.full_pay",
        """
        annual_pay | application_date | answer
        21600      | 2023-12-31       | true
        99999999   | 2024-01-01       | ?
        0          | 2024-06-30       | ?
        99999999   | 2025-01-01       | ?
        """,
    )


@pytest.mark.parametrize(("expr", "same"), [("role == 'manager'", True), ("role != 'manager'", False)])
def test_one_of_a_closed_list_of_values(decide: Decide, expr: str, same: bool) -> None:
    yes, no = ("true", "false") if same else ("false", "true")
    decide(expr, f"role | answer\n manager | {yes}\n staff | {no}\n ? | ?")


def test_a_fact_among_written_values(decide: Decide) -> None:
    decide(
        "role in ('specialist', 'manager')",
        """
        role       | answer
        staff      | false
        specialist | true
        manager    | true
        ?          | ?
        """,
    )
    decide("nationality in ('TR', 'NO')", "nationality | answer\n TR | true\n NO | true\n CH | false\n ? | ?")
    decide("education in (5, 7)", "education | answer\n 5 | true\n 6 | false\n 7 | true\n ? | ?")
    decide("experience in (1, 2)", "experience | answer\n 1 | true\n 1.5 | false\n 2 | true\n ? | ?")


def test_a_single_value_among_written_values(decide: Decide) -> None:
    decide("role in ('staff',)", "role | answer\n staff | true\n manager | false\n ? | ?")


def test_a_country_against_a_code(decide: Decide) -> None:
    decide("nationality == 'TR'", "nationality | answer\n TR | true\n GB | false\n ? | ?")
    decide("nationality != 'TR'", "nationality | answer\n TR | false\n GB | true\n ? | ?")


def test_a_truth_against_a_truth(decide: Decide) -> None:
    decide("insured == true", "insured | answer\n true | true\n false | false\n ? | ?")
    decide(
        "insured != graduate", "insured | graduate | answer\n true | false | true\n true | true | false\n ? | true | ?"
    )


def test_a_pay_fact_under_another_name(decide: Decide) -> None:
    """Aliases are read like the name."""
    decide("annual_pay >= p.lead_pay", "salary | answer\n 45000.55 | true\n 45000.54 | false")
