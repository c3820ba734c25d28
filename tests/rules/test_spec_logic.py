"""Three-valued logic: what is decided whatever the unknown turns out to be, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corridor.rules.kleene import all_of, any_of, negate, state
from corridor.rules.model import RuleSet
from tests.rules.engines import Engine, stated, with_routes

Decide = Callable[[str, str], None]


def test_a_truth_is_what_was_stated(decide: Decide) -> None:
    decide(
        "insured",
        """
        insured | answer
        true    | true
        false   | false
        ?       | ?
        """,
    )


def test_not_leaves_the_unknown_unknown(decide: Decide) -> None:
    decide(
        "not insured",
        """
        insured | answer
        true    | false
        false   | true
        ?       | ?
        """,
    )


def test_and_is_false_as_soon_as_one_part_is_false(decide: Decide) -> None:
    decide(
        "insured and graduate",
        """
        insured | graduate | answer
        true    | true     | true
        true    | false    | false
        true    | ?        | ?
        false   | ?        | false
        ?       | false    | false
        ?       | true     | ?
        ?       | ?        | ?
        """,
    )


def test_or_is_true_as_soon_as_one_option_is_true(decide: Decide) -> None:
    decide(
        "insured or graduate",
        """
        insured | graduate | answer
        false   | false    | false
        false   | true     | true
        false   | ?        | ?
        true    | ?        | true
        ?       | true     | true
        ?       | false    | ?
        ?       | ?        | ?
        """,
    )


def test_three_parts_and_brackets(decide: Decide) -> None:
    decide(
        "insured and (graduate or education >= 3) and not on_scarce",
        """
        insured | graduate | education | on_scarce | answer
        true    | true     | ?         | false     | true
        true    | ?        | 3         | false     | true
        true    | false    | 2         | false     | false
        true    | false    | ?         | false     | ?
        true    | true     | 8         | ?         | ?
        ?       | false    | 2         | ?         | false
        """,
    )


def test_and_binds_closer_than_or(decide: Decide) -> None:
    decide(
        "insured or graduate and on_scarce",
        """
        insured | graduate | on_scarce | answer
        true    | false    | false     | true
        false   | true     | false     | false
        false   | true     | true      | true
        """,
    )


@pytest.mark.parametrize(("constant", "answer"), [("true", "true"), ("false", "false"), ("unsettled", "?")])
def test_constants(decide: Decide, constant: str, answer: str) -> None:
    """`true`, `false`, and `unsettled`: what the law leaves open is unknown in every case."""
    decide(constant, f"insured | answer\n true | {answer}\n ? | {answer}")


def test_unsettled_matters_only_where_nothing_else_decides(decide: Decide) -> None:
    decide(
        "insured or (graduate and unsettled)",
        """
        insured | graduate | answer
        true    | true     | true
        true    | ?        | true
        false   | true     | ?
        false   | false    | false
        ?       | false    | ?
        """,
    )


def test_a_constant_beside_facts(decide: Decide) -> None:
    decide(
        "(insured and true) or (graduate and false) or not true",
        """
        insured | graduate | answer
        true    | ?        | true
        false   | true     | false
        ?       | true     | ?
        """,
    )


def test_a_condition_that_is_asked_twice_is_decided_once(engine: Engine, rules: RuleSet) -> None:
    """Two routes with the same condition: each has its answer."""
    both = with_routes(rules, {"one": "insured and graduate", "two": "not (insured and graduate)"})
    cases = [stated(rules, c) for c in ({"insured": True, "graduate": True}, {"insured": False}, {})]
    assert engine(both, cases, ["one", "two"]) == {"one": [True, False, None], "two": [False, True, None]}


def test_the_words_of_an_answer() -> None:
    assert [state(v) for v in (True, False, None)] == ["open", "closed", "unknown"]


def test_nothing_asked_is_met_and_no_option_is_none() -> None:
    assert all_of([]) is True
    assert any_of([]) is False
    assert negate(None) is None
