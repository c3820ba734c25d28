"""Routes, terms and versions: open when all conditions are met, closed when one is not, else unknown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from corridor.rules.model import RuleSet
from tests.rules import specs
from tests.rules.engines import Engine

Decide = Callable[[str, str], None]


@pytest.fixture
def decide_route(engine: Engine, rules: RuleSet) -> Decide:
    return partial(specs.check_route, engine, rules)


def test_a_route_is_the_conjunction_of_its_conditions(decide_route: Decide) -> None:
    decide_route(
        "scarce_job",
        """
        on_scarce | insured | forged | answer
        true      | true    | ?      | true
        true      | true    | true   | false
        true      | ?       | false  | ?
        ?         | ?       | true   | false
        false     | ?       | ?      | false
        """,
    )


def test_a_condition_in_the_version_of_the_day(decide_route: Decide) -> None:
    """A diploma; from 2022 a diploma or experience; from May 2024 also a contract of twelve months."""
    decide_route(
        "skilled",
        """
        application_date | start_date | graduate | experience | contract_months | annual_pay | answer
        2021-12-31       | 2021-12-31 | false    | 5          | ?               | 50000      | false
        2022-01-01       | 2022-01-01 | false    | 5          | ?               | 50000      | true
        2022-01-01       | 2022-01-01 | ?        | 2          | ?               | 50000      | ?
        2024-04-30       | 2023-12-31 | true     | ?          | ?               | 50000      | true
        2024-05-01       | 2023-12-31 | true     | ?          | ?               | 50000      | ?
        2024-05-01       | 2023-12-31 | true     | ?          | 11              | 50000      | false
        2024-05-01       | 2023-12-31 | true     | ?          | 12              | 50000      | true
        """,
    )


def test_a_condition_is_not_asked_before_its_time(decide_route: Decide) -> None:
    """Whatever the contract: in 2023 no length is asked."""
    decide_route(
        "skilled",
        "graduate | annual_pay | contract_months | answer\n true | 21600 | 1 | true\n true | 21600 | ? | true",
    )


def test_a_route_is_closed_outside_its_time(decide_route: Decide) -> None:
    decide_route(
        "pilot",
        """
        application_date | insured | graduate | answer
        2019-12-31       | true    | ?        | false
        2020-01-01       | true    | ?        | true
        2020-01-01       | false   | true     | ?
        2020-01-01       | false   | false    | false
        2021-12-31       | true    | ?        | true
        2022-01-01       | true    | ?        | false
        2022-01-01       | ?       | ?        | false
        """,
    )


def test_a_route_that_is_open_where_another_is(decide_route: Decide) -> None:
    decide_route(
        "any_job",
        """
        on_scarce | insured | role    | annual_pay | graduate | answer
        true      | true    | ?       | ?          | ?        | true
        false     | ?       | staff   | 0          | ?        | false
        true      | ?       | staff   | 0          | ?        | ?
        false     | ?       | manager | 45000.55   | ?        | true
        false     | ?       | staff   | 30000      | true     | true
        """,
    )


def test_the_route_of_the_region_replaces_the_federal_one(decide_route: Decide) -> None:
    """Federal law asks for schooling of level 1, Harbour for level 2."""
    decide_route("apprentice", "education | answer\n 1 | false\n 2 | true\n ? | ?")


def test_a_route_that_takes_no_defaults(decide_route: Decide) -> None:
    """`inherit: false`: nobody asks about forged papers."""
    decide_route("apprentice", "education | forged | answer\n 2 | true | true")


def test_a_route_of_the_federal_law(decide_route: Decide) -> None:
    decide_route("friend", "nationality | answer\n NO | true\n GB | false\n ? | ?")
    decide_route("settled", "held | answer\n settled | true\n visitor | false\n ? | false")


def test_a_formality_opens_the_route_without_its_conditions(decide_route: Decide) -> None:
    decide_route(
        "skilled",
        """
        held    | purpose | age | annual_pay | graduate | answer
        visitor | renewal | 18  | 0          | false    | true
        visitor | renewal | 17  | 0          | false    | false
        visitor | renewal | ?   | 0          | false    | ?
        visitor | work    | 18  | 0          | false    | false
        ?       | renewal | 18  | 0          | false    | false
        visitor | renewal | ?   | 21600      | true     | true
        """,
    )


def test_a_term_stands_for_its_expression(decide: Decide) -> None:
    decide("adult", "age | answer\n 18 | true\n 17 | false\n ? | ?")
    decide("not adult", "age | answer\n 18 | false\n 17 | true\n ? | ?")


def test_a_term_in_the_version_of_the_day(decide: Decide) -> None:
    decide(
        "reduced",
        """
        application_date | start_date | age | answer
        2021-12-31       | 2021-12-31 | 20  | false
        2021-12-31       | 2021-12-31 | ?   | false
        2022-01-01       | 2022-01-01 | 29  | true
        2022-01-01       | 2022-01-01 | 30  | false
        2022-01-01       | 2022-01-01 | ?   | ?
        """,
    )


def test_a_term_that_is_an_amount(decide: Decide) -> None:
    decide(
        "annual_pay >= pay_asked",
        """
        annual_pay | start_date | answer
        20165      | 2021-06-01 | true
        20164.99   | 2021-06-01 | false
        20165      | 2024-06-01 | ?
        ?          | 2021-06-01 | ?
        """,
    )


def test_a_term_that_counts(decide: Decide) -> None:
    decide(
        "months_left >= 2 or p.contract_min <= months_left",
        "expires_on | answer\n 2023-05-01 | true\n 2023-04-30 | false\n ? | ?",
    )


def test_a_term_of_numbers_with_fractions(decide: Decide) -> None:
    """Its versions read a whole number first and one with a fraction later."""
    decide(
        "skill >= p.min_experience",
        """
        application_date | education | experience | answer
        2021-12-31       | 3         | 0          | true
        2021-12-31       | 2         | 9          | false
        2022-01-01       | 8         | 2.5        | true
        2022-01-01       | 8         | 2.4        | false
        2022-01-01       | 8         | ?          | ?
        """,
    )


def test_the_state_of_another_route_in_an_expression(decide: Decide) -> None:
    decide(
        "r.friend or not r.apprentice",
        """
        nationality | education | answer
        NO          | ?         | true
        GB          | 2         | false
        GB          | 1         | true
        GB          | ?         | ?
        ?           | 2         | ?
        """,
    )
