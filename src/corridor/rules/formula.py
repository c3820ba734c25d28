"""Parameters computed from other parameters, exactly, in Decimal."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation

from corridor.rules.model import Dated, Parameter

QUANTUM = {"cent": Decimal("0.01"), "euro": Decimal("1")}
Arithmetic = Callable[[Decimal, Decimal], Decimal]
OPERATORS: dict[type, Arithmetic] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


class FormulaError(ValueError):
    """A formula outside `+ - * /` over parameters and numbers, or without exact cents."""


def operands(formula: str) -> list[str]:
    """The parameters that a formula uses."""
    return list(dict.fromkeys(n.id for n in ast.walk(_parse(formula)) if isinstance(n, ast.Name)))


def compute(name: str, formula: str, rounding: str, parameters: dict[str, Parameter]) -> list[Dated]:
    """The formula's value on every day on which an operand changes.

    The status is the first of the operands' that is not `enacted`; a period in which an operand has no value has none.

    Raises:
        FormulaError: the formula cannot be read, or gives fractions of a cent and says no rounding.
    """
    tree = _parse(formula)
    used = [parameters[n] for n in operands(formula)]
    days = sorted({d.start for p in used for d in p.values})
    values = []
    for day in days:
        parts = {p.name: p.at(day) for p in used}
        known = {
            n: d for n, d in parts.items() if d is not None and d.value is not None and not isinstance(d.value, bool)
        }
        if len(known) < len(parts):
            continue
        try:
            value = _evaluate(tree, {n: Decimal(d.value) for n, d in known.items() if d.value is not None})
        except (DivisionByZero, InvalidOperation) as error:
            raise FormulaError(f"{name}: divides by zero on {day}") from error
        ends = [d.until for d in known.values() if d.until]
        status = next((d.status for d in known.values() if d.status != "enacted"), "enacted")
        source = next((d.source for d in known.values() if d.source), None)
        amount = _rounded(name, value, rounding)
        checked = min((d.last_checked for d in known.values() if d.last_checked), default=None)
        values.append(
            Dated(day, min(ends) if ends else None, amount, status, source, last_checked=checked, computed=True)
        )
    return values


def _parse(formula: str) -> ast.expr:
    try:
        tree = ast.parse(formula, mode="eval").body
    except SyntaxError as error:
        raise FormulaError(f"{formula!r} is no formula: {error.msg}") from error
    _refuse_others(tree)
    return tree


def _refuse_others(tree: ast.expr) -> None:
    match tree:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            _refuse_others(left)
            _refuse_others(right)
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            pass
        case ast.Name():
            pass
        case _:
            raise FormulaError(f"{ast.unparse(tree)!r}: formulas know + - * / over parameters and numbers")


def _evaluate(tree: ast.expr, known: dict[str, Decimal]) -> Decimal:
    match tree:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_evaluate(left, known), _evaluate(right, known))
        case ast.Constant(value=int() | float() as value):
            return Decimal(repr(value))
        case ast.Name(id=name):
            return known[name]
    raise TypeError(ast.unparse(tree))  # _parse lets nothing else through


def _rounded(name: str, value: Decimal, rounding: str) -> Decimal:
    if rounding != "none":
        return value.quantize(QUANTUM[rounding], ROUND_HALF_UP)
    if value != value.quantize(QUANTUM["cent"]):
        raise FormulaError(f"{name}: {value} has fractions of a cent; say 'round: cent' or 'round: euro'")
    return value
