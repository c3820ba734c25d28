"""The rule language: a checked subset of Python expressions, parsed into small immutable nodes.

Nothing is ever evaluated as text: `parse` walks Python's own syntax tree and accepts only the forms that
`docs/law-format.md` lists. A node is a frozen dataclass: it can be compared, hashed, and written down again
by its `repr` (which is how the frozen law keeps it).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

COMPARISONS: dict[type, str] = {
    ast.GtE: ">=",
    ast.Gt: ">",
    ast.LtE: "<=",
    ast.Lt: "<",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
ARITHMETIC: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
SPANS = ("years", "months", "days")


class Node:
    """Anything that an expression is made of."""

    __slots__ = ()


class ExpressionError(ValueError):
    """A rule text outside the language; the message names the part and the remedy."""


@dataclass(frozen=True, slots=True)
class And(Node):
    """True if all parts are."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """True if one option is."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The opposite."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """One comparison of two sides."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    """A fact is one of some written values."""

    fact: Node
    values: tuple[bool | int | str | Decimal, ...]


@dataclass(frozen=True, slots=True)
class Among(Node):
    """A fact is a code of a list in force (no titles involved)."""

    fact: Node
    list: str


@dataclass(frozen=True, slots=True)
class Listed(Node):
    """The job is on a list: the official title decides, then the code. `ever`: on any version so far."""

    list: str
    ever: bool


@dataclass(frozen=True, slots=True)
class Span(Node):
    """Completed years, months or days from one date to another."""

    unit: str
    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A fact or a term."""

    name: str


@dataclass(frozen=True, slots=True)
class Param(Node):
    """A dated value of the law."""

    name: str


@dataclass(frozen=True, slots=True)
class RouteState(Node):
    """Whether another route is open."""

    name: str


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A written value."""

    value: bool | int | str | Decimal


@dataclass(frozen=True, slots=True)
class Unsettled(Node):
    """What the law leaves open, or what is not known of it: always unknown."""


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`+ - *` or `min max` over numbers; outcomes only."""

    op: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Annual(Node):
    """The pay of a year that a monthly amount stands for (see `scalar.annual_pay`)."""

    monthly: Node
    divisor: Node


@lru_cache(maxsize=8192)  # nodes never change, and a law that a reform changes is read again almost as it was
def parse(text: str) -> Node:
    """The node for a condition's or value's text.

    Raises:
        ExpressionError: the text is no expression of the rule language.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"{text!r} is no expression: {error.msg}") from error
    return _node(tree)


def _node(tree: ast.expr) -> Node:
    match tree:
        case ast.BoolOp(op=ast.And(), values=values):
            return And(tuple(_node(v) for v in values))
        case ast.BoolOp(values=values):
            return Or(tuple(_node(v) for v in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_node(operand))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return Const(-value)
        case ast.Compare(left=left, ops=[ast.In()], comparators=[right]):
            return _membership(left, right)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            return Compare(COMPARISONS[type(op)], _node(left), _node(right))
        case ast.Compare():
            raise ExpressionError(f"{ast.unparse(tree)!r}: write one comparison at a time, joined by 'and'")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            return Arithmetic(ARITHMETIC[type(op)], (_node(left), _node(right)))
        case ast.Name(id="true" | "false" as word):
            return Const(word == "true")
        case ast.Name(id="unsettled"):
            return Unsettled()
        case ast.Name(id=name):
            return Name(name)
        case ast.Attribute(value=ast.Name(id="p"), attr=name):
            return Param(name)
        case ast.Attribute(value=ast.Name(id="r"), attr=name):
            return RouteState(name)
        case ast.Constant(value=bool() | int() | str() as value):
            return Const(value)
        case ast.Constant(value=float() as value):
            return Const(Decimal(repr(value)))
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
            return _call(function, arguments, tree)
    raise ExpressionError(f"{ast.unparse(tree)!r} is not part of the rule language (docs/law-format.md lists it)")


def _membership(left: ast.expr, right: ast.expr) -> Node:
    match right:
        case ast.Attribute(value=ast.Name(id="l"), attr=name):
            return Among(_node(left), name)
        case ast.Tuple(elts=items) if items:
            values = [_node(i) for i in items]
            if all(isinstance(v, Const) for v in values):
                return OneOf(_node(left), tuple(v.value for v in values if isinstance(v, Const)))
    raise ExpressionError(f"{ast.unparse(right)!r}: 'in' needs a list l.<name> or written values ('a', 'b')")


def _call(function: str, arguments: list[ast.expr], tree: ast.expr) -> Node:
    if function in SPANS and len(arguments) == 2:
        return Span(function, _node(arguments[0]), _node(arguments[1]))
    if function in ("min", "max") and len(arguments) >= 2:
        return Arithmetic(function, tuple(_node(a) for a in arguments))
    if function == "annual" and len(arguments) == 2:
        return Annual(_node(arguments[0]), _node(arguments[1]))
    if function in ("on", "ever_on") and len(arguments) == 1:
        match arguments[0]:
            case ast.Attribute(value=ast.Name(id="l"), attr=name):
                return Listed(name, function == "ever_on")
    raise ExpressionError(f"{ast.unparse(tree)!r}: no such function, or with other arguments")


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case And(parts=nodes) | Or(options=nodes) | Arithmetic(operands=nodes):
            return nodes
        case Not(operand=inner) | OneOf(fact=inner) | Among(fact=inner):
            return (inner,)
        case Compare(left=a, right=b) | Span(start=a, end=b) | Annual(monthly=a, divisor=b):
            return (a, b)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> set[str]:
    """Facts and terms that the expression mentions."""
    return {n.name for n in walk(node) if isinstance(n, Name)}


def params(node: Node) -> list[str]:
    """Parameters that the expression mentions, in order of appearance."""
    return list(dict.fromkeys(n.name for n in walk(node) if isinstance(n, Param)))


def lists(node: Node) -> set[str]:
    """Lists that the expression mentions."""
    return {n.list for n in walk(node) if isinstance(n, Among | Listed)}


def routes(node: Node) -> set[str]:
    """Routes whose state the expression uses."""
    return {n.name for n in walk(node) if isinstance(n, RouteState)}
