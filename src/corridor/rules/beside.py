"""Two laws over one table of cases: what both say alike is one column, and only what differs gets a second one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from corridor.rules.columns import Plan, Spans, _Compiler
from corridor.rules.difference import Difference, chosen
from corridor.rules.model import RuleSet

if TYPE_CHECKING:
    import narwhals as nw

AFTER = "~after"
"""Ends the names of columns of the second law."""
Named = Callable[[str], str]


def plan_beside(
    before: RuleSet,
    after: RuleSet,
    columns: Iterable[str],
    *,
    routes: Iterable[str],
    spans: Spans,
    months: tuple[Mapping[str, Any], Mapping[str, Any]],
    never: int,
) -> tuple[Plan, Named]:
    """The stages that decide routes under two laws, as `columns.plan` does under one.

    Args:
        before: the law.
        after: the law as a reform leaves it.
        columns: the columns of the encoded table.
        routes: the routes to decide; each law decides those that it has.
        spans: first and last date of each anchor in the table.
        months: outcome values as columns of whole months, by column name, under each law.
        never: months that stand for what never comes.

    Returns:
        The plan, and the name of a column under the second law by its name under the first.
    """
    names = list(routes)
    first = _Compiler(before, set(columns), dict(spans))
    made = first.plan([n for n in names if n in before.routes])
    for name, value in months[0].items():
        first.outcome(name, value, never)
    second = _Second(first, after, Difference(before, after))
    second.plan([n for n in names if n in after.routes])
    for name, value in months[1].items():
        second.outcome(name, value, never)
    return made, second.named


class Baseline:
    """One law over a table of which every column is kept: another law then needs only what it says otherwise.

    Attributes:
        rules: the law.
        plan: the stages that give all the columns which are to be kept.
    """

    def __init__(
        self, rules: RuleSet, columns: Iterable[str], *, spans: Spans, months: Mapping[str, Any], never: int
    ) -> None:
        """`columns`, `spans`, `never`: as `plan_beside`; `months`: outcome values by column name."""
        self.rules, self._months, self._never = rules, dict(months), never
        self._compiler = _Compiler(rules, set(columns), dict(spans))
        self.plan = self._compiler.plan(list(rules.routes))
        for name, value in months.items():
            self._compiler.outcome(name, value, never)

    def beside(self, after: RuleSet, differs: Difference, months: Mapping[str, Any]) -> tuple[Plan, Named]:
        """The stages that decide all routes of another law on the kept table, and where its columns are.

        Args:
            after: the other law.
            differs: of the two laws.
            months: the other law's outcome values that are wanted, by column name.
        """
        second = _Second(self._compiler, after, differs)
        second.stages, second.read, second._where = [], set(), {}  # what the first law made is part of the table
        made = second.plan(list(after.routes))
        for name, value in months.items():
            if name in self._months and self._months[name] == value and not any(map(differs.node, chosen(value))):
                second._column["outcome", name] = name
            second.outcome(name, value, self._never)
        return made, second.named


class _Second(_Compiler):
    """Compiles the second law among the first one's columns, which it uses wherever they hold for it too."""

    def __init__(self, first: _Compiler, rules: RuleSet, differs: Difference) -> None:
        super().__init__(rules, first.columns, first.spans)
        self.stages, self.read, self._where = first.stages, first.read, first._where
        self._column = {key: name for key, name in first._column.items() if not _differs(differs, key)}

    def store(self, key: Any, name: str, expr: nw.Expr, after: int) -> str:
        return super().store(key, name + AFTER, expr, after)

    def named(self, name: str) -> str:
        """The column that holds under the second law what `name` holds under the first."""
        return name + AFTER if name + AFTER in self._where else name


def _differs(differs: Difference, key: Any) -> bool:
    """Whether a column of the first law does not serve the second. Keys are those of `_Compiler`."""
    kind, what = key
    match kind:
        case "fact":
            return differs.fact(what)
        case "term":
            return differs.term(what)
        case "route" | "formality":
            return differs.state(what)
        case "condition":
            return any(differs.node(node) for _, _, node in what)
    return True
