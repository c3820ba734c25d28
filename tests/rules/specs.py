"""A specification: a small table of facts, an expression, the expected three-valued answer.

    decide("insured and graduate", '''
        insured | graduate | answer
        true    | true     | true
        true    | ?        | ?
    ''')

The first line names the facts; the last column is the answer: `true`, `false`, or `?` for unknown. A fact with `?` is
not stated. The same table is read as a test on every engine and as a paragraph of the manual.
"""

from __future__ import annotations

import pytest

from corridor.rules.model import RuleSet
from tests.rules.engines import Engine, stated, with_routes

ANSWERS = {"true": True, "false": False, "?": None}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def rows(table: str) -> list[tuple[dict[str, str], bool | None]]:
    """The cases of a table, each with its expected answer."""
    head, *lines = [cells(line) for line in table.strip().splitlines()]
    assert head[-1] == "answer", "the last column of a specification is 'answer'"
    found = []
    for line in lines:
        assert len(line) == len(head), f"{line} does not have the columns {head}"
        case = {n: v for n, v in zip(head[:-1], line[:-1], strict=True) if v != "?"}
        found.append((case, ANSWERS[line[-1]]))
    return found


def check(engine: Engine, rules: RuleSet, expr: str, table: str) -> None:
    """Decide the expression for every case of the table and compare."""
    _compare(engine, with_routes(rules, {"spec": expr}), "spec", table, expr)


def check_route(engine: Engine, rules: RuleSet, route: str, table: str) -> None:
    """The same for the state of a route: open, closed or unknown."""
    _compare(engine, rules, route, table, f"route {route}")


def _compare(engine: Engine, rules: RuleSet, route: str, table: str, what: str) -> None:
    wanted = rows(table)
    got = engine(rules, [stated(rules, case) for case, _ in wanted], [route])[route]
    wrong = [(case, w, g) for (case, w), g in zip(wanted, got, strict=True) if g is not w]
    if wrong:
        pytest.fail("\n".join([what, *(f"  {c}: {g}, not {w}" for c, w, g in wrong)]), pytrace=False)
