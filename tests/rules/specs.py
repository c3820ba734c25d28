"""A specification: a small table of facts, an expression, the expected three-valued answer.

    decide("insured and graduate", '''
        insured | graduate | answer
        true    | true     | true
        true    | ?        | ?
    ''')

The first line names the facts; the last column is the answer: `true`, `false`, or `?` for unknown. A fact with `?` is not
stated. The same table is read as a test on every engine and as a paragraph of the manual.
"""

from __future__ import annotations

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
    wanted = rows(table)
    changed = with_routes(rules, {"spec": expr})
    got = engine(changed, [stated(rules, case) for case, _ in wanted], ["spec"])["spec"]
    assert list(zip([c for c, _ in wanted], got, strict=True)) == wanted, expr


def check_route(engine: Engine, rules: RuleSet, route: str, table: str) -> None:
    """The same for the state of a route: open, closed or unknown."""
    wanted = rows(table)
    got = engine(rules, [stated(rules, case) for case, _ in wanted], [route])[route]
    assert list(zip([c for c, _ in wanted], got, strict=True)) == wanted, route
