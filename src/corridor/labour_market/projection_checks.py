"""What Corridor computes for each published figure: the arithmetic between figures, and with Eurostat extracts."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from corridor.labour_market.population_belgium import read_extracts
from corridor.labour_market.projection_facts import facts, rows

FILE = Path(__file__).parent / "projection_arithmetic.yaml"
Verdict = Literal["agrees", "differs", "computed", "unknown"]
Text = dict[str, str]
EXTRACT = "eurostat_"
OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


class _Doc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckDoc(_Doc):
    """A computation as `projection_arithmetic.yaml` has it."""

    id: str
    rows: tuple[int, ...]
    formula: str
    against: str | None
    unit: str
    what: Text
    tolerance: float | None = None
    remark: Text | None = None


class Without(_Doc):
    """Rows for which nothing can be computed, and why."""

    rows: tuple[int, ...]
    why: Text


class _Document(_Doc):
    checks: tuple[CheckDoc, ...]
    not_computable: tuple[Without, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A computation and what it gives.

    Attributes:
        id: its name; `rows` the rows of the dossier that it speaks of.
        formula: with ids of figures; `against` the same, null where there is nothing to compare with.
        computed, stated: their values; null where an extract is missing.
        unit: of both; `tolerance` the difference that rounding allows.
        verdict: `agrees`, `differs`, `computed` (nothing to compare with) or `unknown` (an extract is missing).
    """

    id: str
    rows: tuple[int, ...]
    formula: str
    against: str | None
    computed: float | None
    stated: float | None
    unit: str
    tolerance: float | None
    verdict: Verdict
    what: Mapping[str, str]
    remark: Mapping[str, str] | None


@cache
def _document() -> _Document:
    raw = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return TypeAdapter(_Document).validate_python(raw)


def not_computable() -> tuple[Without, ...]:
    """The rows for which nothing is computed, with the reason in three languages."""
    return _document().not_computable


def checks(eurostat: Path | None = None) -> tuple[Check, ...]:
    """Every computation.

    Args:
        eurostat: a folder with the Eurostat extracts for Belgium; without, what needs them is unknown.

    Raises:
        LabourMarketErrors: the folder is given and an extract is missing or cannot be read.
    """
    known = _known(eurostat)
    return tuple(_checked(doc, known) for doc in _document().checks)


def _known(eurostat: Path | None) -> dict[str, float]:
    """Every name that a formula may use."""
    known: dict[str, float] = {}
    for name, fact in facts().items():
        given = {name: fact.value, f"{name}_low": fact.low, f"{name}_high": fact.high}
        known |= {key: value for key, value in given.items() if value is not None}
    if eurostat is not None:
        known |= {f"{EXTRACT}{name}": value for name, value in read_extracts(eurostat).named().items()}
    return known


def _checked(doc: CheckDoc, known: Mapping[str, float]) -> Check:
    computed = evaluate(doc.formula, known)
    stated = None if doc.against is None else evaluate(doc.against, known)
    return Check(
        id=doc.id,
        rows=doc.rows,
        formula=doc.formula,
        against=doc.against,
        computed=computed,
        stated=stated,
        unit=doc.unit,
        tolerance=doc.tolerance,
        verdict=_verdict(doc, computed, stated),
        what=doc.what,
        remark=doc.remark,
    )


def _verdict(doc: CheckDoc, computed: float | None, stated: float | None) -> Verdict:
    if computed is None or (doc.against is not None and stated is None):
        return "unknown"
    if stated is None or doc.tolerance is None:
        return "computed"
    return "agrees" if abs(computed - stated) <= doc.tolerance else "differs"


def evaluate(formula: str, known: Mapping[str, float]) -> float | None:
    """A formula of names, numbers, + - * / ** and brackets; None where a name of an extract is not known.

    Raises:
        ValueError: the formula holds something else, or a name that is neither a figure nor of an extract.
    """
    return _value(ast.parse(formula, mode="eval").body, known)


def _value(node: ast.expr, known: Mapping[str, float]) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name in known or name.startswith(EXTRACT):
            return known.get(name)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            first, second = _value(left, known), _value(right, known)
            return None if first is None or second is None else OPERATORS[type(op)](first, second)
        case _:
            raise ValueError(f"{FILE.name}: {ast.unparse(node)} is no figure, number or sum")


def uncovered() -> tuple[int, ...]:
    """Rows of the dossier of which neither a computation nor a reason against one speaks."""
    spoken = {row for doc in _document().checks for row in doc.rows}
    spoken |= {row for doc in not_computable() for row in doc.rows}
    return tuple(row for row in rows() if row not in spoken)
