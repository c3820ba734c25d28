"""Dates: completed years, months and days; a date against a date; which date chooses the law."""

from __future__ import annotations

from collections.abc import Callable

Decide = Callable[[str, str], None]


def test_completed_years(decide: Decide) -> None:
    decide(
        "years(birth_date, start_date) >= 30",
        """
        birth_date | start_date | answer
        1993-03-01 | 2023-03-01 | true
        1993-03-02 | 2023-03-01 | false
        1992-12-31 | 2023-01-01 | true
        2023-03-02 | 2023-03-01 | false
        ?          | 2023-03-01 | ?
        """,
    )


def test_years_before_the_first_date_are_negative(decide: Decide) -> None:
    """From a date back to an earlier one: rounded towards the past, on every engine."""
    decide(
        "years(start_date, application_date) == -1",
        """
        application_date | start_date | answer
        2023-01-01       | 2023-01-02 | true
        2023-01-01       | 2023-12-31 | true
        2023-01-01       | 2024-01-01 | true
        2023-01-01       | 2024-01-02 | false
        2023-01-01       | 2023-01-01 | false
        """,
    )


def test_completed_months(decide: Decide) -> None:
    decide(
        "months(application_date, expires_on) >= 2",
        """
        application_date | expires_on | answer
        2023-01-15       | 2023-03-15 | true
        2023-01-15       | 2023-03-14 | false
        2022-12-31       | 2023-02-28 | false
        2022-12-31       | 2023-03-01 | true
        2023-01-15       | ?          | ?
        """,
    )
    decide(
        "months(application_date, expires_on) == -1",
        "application_date | expires_on | answer\n 2023-03-15 | 2023-03-14 | true\n 2023-03-15 | 2023-02-15 | true",
    )


def test_days(decide: Decide) -> None:
    decide(
        "days(application_date, expires_on) >= 60",
        """
        application_date | expires_on | answer
        2023-01-01       | 2023-03-02 | true
        2023-01-01       | 2023-03-01 | false
        2024-01-01       | 2024-03-01 | true
        2023-01-01       | 2022-01-01 | false
        2023-01-01       | ?          | ?
        """,
    )
    decide(
        "days(application_date, expires_on) == -1",
        "application_date | expires_on | answer\n 2023-03-01 | 2023-02-28 | true\n 2024-03-01 | 2024-02-28 | false",
    )


def test_a_date_against_a_written_date(decide: Decide) -> None:
    decide(
        "application_date >= '2023-03-01' and expires_on != '2023-12-31'",
        """
        application_date | expires_on | answer
        2023-03-01       | 2024-01-01 | true
        2023-02-28       | ?          | false
        2023-03-01       | 2023-12-31 | false
        2023-03-01       | ?          | ?
        """,
    )
    decide("'2023-03-01' < expires_on", "expires_on | answer\n 2023-03-02 | true\n 2023-03-01 | false\n ? | ?")


def test_a_date_against_a_date(decide: Decide) -> None:
    decide(
        "expires_on < application_date",
        """
        application_date | expires_on | answer
        2023-03-01       | 2023-02-28 | true
        2023-03-01       | 2023-03-01 | false
        2023-03-01       | ?          | ?
        """,
    )


def test_a_span_from_a_written_date(decide: Decide) -> None:
    decide(
        "years('2000-01-01', start_date) >= 23 and days(application_date, '2023-12-31') >= 0",
        """
        application_date | start_date | answer
        2023-01-01       | 2023-01-01 | true
        2023-01-01       | 2022-12-31 | false
        2024-01-01       | 2024-01-01 | false
        """,
    )


def test_a_span_against_a_parameter(decide: Decide) -> None:
    """Months left against a whole parameter, years against one with a fraction."""
    decide(
        "months(application_date, expires_on) >= p.contract_min and years(birth_date, start_date) >= p.min_experience",
        """
        birth_date | expires_on | answer
        2000-01-01 | 2023-09-01 | true
        2000-01-01 | 2023-08-31 | false
        2021-01-01 | 2023-09-01 | false
        2020-03-01 | 2023-09-01 | true
        ?          | 2023-09-01 | ?
        """,
    )


def test_pay_follows_the_start_of_the_work_and_lists_the_filing(decide: Decide) -> None:
    """`anchor`: the filing date of December is under the law of December, the pay of January under that of January."""
    decide(
        "annual_pay >= p.full_pay",
        """
        annual_pay | application_date | start_date | answer
        21120      | 2022-06-30       | 2022-06-30 | true
        21120      | 2022-06-30       | 2022-07-01 | false
        21600      | 2022-06-30       | 2022-07-01 | true
        21120      | 2022-06-30       | ?          | true
        21120      | 2022-07-01       | ?          | false
        """,
    )
    decide(
        "nationality in l.friends",
        """
        nationality | application_date | start_date | answer
        TR          | 2021-12-31       | 2022-01-01 | false
        TR          | 2022-01-01       | 2021-12-31 | true
        """,
    )
