"""Rules compiled to Narwhals expressions for tables of cases: the same answers on Polars, DuckDB and PySpark.

Unknown is null, `&` and `|` are Kleene on every backend. `when` is used on dates (never null) and where the branch for
null is written out; nothing is filled. Input is a table that `encoding.encode` made.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

import narwhals as nw

from corridor.rules import expression as x
from corridor.rules.encoding import country_code, enum_code
from corridor.rules.model import SCALE, Choice, Condition, Phrase, Route, RuleSet
from corridor.rules.moment import NOWHERE, Members, members_at, members_ever, plain, steps

COMPARE: dict[str, Callable[[Any, Any], nw.Expr]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
TYPES: dict[str, Any] = {
    "bool": nw.Boolean,
    "int": nw.Int32,
    "number": nw.Int64,
    "money": nw.Int64,
    "date": nw.Date,
    "code": nw.Int32,
    "enum": nw.Int8,
    "text": nw.String,
}
ANCHORS = ("application_date", "start_date")
FAILING, UNKNOWN, FORMALITY = "__failing", "__unknown", "__formality"
Spans = Mapping[str, tuple[date, date]]


@dataclass
class Plan:
    """What to compute, stage by stage; each stage may use the columns of those before."""

    stages: list[dict[str, nw.Expr]]
    routes: list[str]
    conditions: dict[str, list[str]]
    """Per route, the columns of its conditions in order (the formality's last)."""
    facts: set[str] = field(default_factory=set)
    """The facts of the table that are read."""

    def run(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The table with every stage's columns."""
        for stage in self.stages:
            if stage:
                frame = frame.with_columns(**stage)
        return frame

    def masks(self) -> dict[str, nw.Expr]:
        """Per route two integers: bit i set where condition i fails, and where it is unknown."""
        out: dict[str, nw.Expr] = {}
        for route, columns in self.conditions.items():
            failing = [_bits(~nw.col(c), i) for i, c in enumerate(columns)]
            unknown = [_bits(nw.col(c).is_null(), i) for i, c in enumerate(columns)]
            out[route + FAILING] = reduce(operator.add, failing) if failing else nw.lit(0, nw.Int64)
            out[route + UNKNOWN] = reduce(operator.add, unknown) if unknown else nw.lit(0, nw.Int64)
        return out


def _bits(test: nw.Expr, position: int) -> nw.Expr:
    # a null test takes `otherwise`: an unknown condition does not fail
    return nw.when(test).then(nw.lit(1 << position, nw.Int64)).otherwise(nw.lit(0, nw.Int64))


def plan(
    rules: RuleSet,
    columns: Iterable[str],
    *,
    routes: Iterable[str] | None = None,
    spans: Spans | None = None,
    months: Mapping[str, Any] | None = None,
    never: int = 0,
) -> Plan:
    """The stages that decide `routes` (default: all) from a table with these columns.

    `spans` gives the first and last date of each anchor in the table: versions of the law that no row can meet are left
    out. `months` adds columns of whole months for outcome values (by column name), `never` standing for what never
    comes.
    """
    compiler = _Compiler(rules, set(columns), dict(spans or {}))
    made = compiler.plan(list(routes) if routes is not None else list(rules.routes))
    for name, value in (months or {}).items():
        compiler.outcome(name, value, never)
    return made


class _Compiler:
    def __init__(self, rules: RuleSet, columns: set[str], spans: dict[str, tuple[date, date]]) -> None:
        self.rules, self.columns, self.spans = rules, columns, spans
        self.stages: list[dict[str, nw.Expr]] = []
        self._where: dict[str, int] = {}
        """Stage in which a computed column appears."""
        self._column: dict[Any, str] = {}
        self.read: set[str] = set()
        """The table's own columns that are used."""
        self._used = 0

    def plan(self, routes: list[str]) -> Plan:
        for anchor in ANCHORS:
            self.fact(anchor)
        conditions = {name: self.route(self.rules.routes[name]) for name in routes}
        return Plan(self.stages, routes, conditions, self.read)

    # ---- columns and stages ----
    def store(self, key: Any, name: str, expr: nw.Expr, after: int) -> str:
        """Keep an expression as a column in the first stage after those that it uses."""
        if key in self._column:
            return self._column[key]
        stage = after + 1
        while len(self.stages) <= stage:
            self.stages.append({})
        self.stages[stage][name] = expr
        self._where[name], self._column[key] = stage, name
        return name

    def within(self, build: Callable[[], nw.Expr]) -> tuple[nw.Expr, int]:
        """An expression and the last stage that it uses."""
        outer, self._used = self._used, -1
        expr = build()
        used, self._used = self._used, max(outer, self._used)
        return expr, used

    def col(self, name: str) -> nw.Expr:
        self._used = max(self._used, self._where.get(name, -1))
        return nw.col(name)

    # ---- routes ----
    def route(self, route: Route) -> list[str]:
        columns = [self.condition(c) for c in route.conditions]
        formal = [self.condition(c) for c in route.formality.conditions] if route.formality else []
        if route.formality is not None:
            when = route.formality.when
            expr, used = self.within(
                lambda: self.during(
                    route.start, route.until, _all([self.node(when), *(self.col(c) for c in formal)]), nw.lit(False)
                )
            )
            self.store(("formality", route.name), route.name + FORMALITY, expr, used)

        def build() -> nw.Expr:
            state = _all([self.col(c) for c in columns])
            if route.formality is not None:
                state = state | self.col(self._column["formality", route.name])
            return self.during(route.start, route.until, state, nw.lit(False))

        expr, used = self.within(build)
        self.store(("route", route.name), route.name, expr, used)
        return [*columns, *formal]

    def outcome(self, name: str, value: Any, never: int) -> str:
        """A column of whole months for an outcome's value; `never` stands for what never comes."""
        expr, used = self.within(lambda: self.months(value, never))
        return self.store(("outcome", name), name, expr, used)

    def months(self, value: Any, never: int) -> nw.Expr:
        if value is None or value == "never" or (isinstance(value, int) and not isinstance(value, bool)):
            return nw.lit(never if value == "never" else value, nw.Int32)
        if isinstance(value, x.Param):
            parameter = self.rules.parameters[value.name]

            def native(dated: Any) -> int | None:
                if dated.status == "not_applicable":
                    return never
                return None if dated.decides is None else int(dated.decides)

            return self.stepped(steps(parameter.values, native), parameter.anchor, lambda v: nw.lit(v, nw.Int32))
        if isinstance(value, tuple):
            expr = nw.lit(None, nw.Int32)
            for choice in reversed(value):
                chosen = self.months(choice.value, never)
                if choice.when is None:
                    expr = chosen
                else:
                    holds = self.node(choice.when)
                    unknown = nw.lit(None, nw.Int32)
                    expr = nw.when(holds).then(chosen).otherwise(nw.when(~holds).then(expr).otherwise(unknown))
            return expr
        return nw.lit(None, nw.Int32)

    def condition(self, condition: Condition) -> str:
        key = ("condition", tuple((p.start, p.until, p.node) for p in condition.versions))
        if key in self._column:
            return self._column[key]
        expr, used = self.within(lambda: self.versions(condition.versions, nw.lit(True)))
        return self.store(key, f"c{len(self._column)}_{condition.id}", expr, used)

    def during(self, start: date | None, until: date | None, inside: nw.Expr, outside: nw.Expr) -> nw.Expr:
        first, last = self.spans.get("application_date", (date.min, date.max))
        if (start is not None and start > last) or (until is not None and until < first):
            return outside
        tests = [self.col("application_date") >= start] if start is not None and start > first else []
        tests += [self.col("application_date") <= until] if until is not None and until < last else []
        if not tests:
            return inside
        return nw.when(reduce(operator.and_, tests)).then(inside).otherwise(outside)

    def versions(
        self, versions: tuple[Phrase, ...], outside: nw.Expr, native: Callable[[x.Node], nw.Expr] | None = None
    ) -> nw.Expr:
        """The version of the day, each built by `native` (default: as a truth); `outside` where none is in force."""
        native = native or self.node
        expr = outside
        for phrase in reversed(versions):
            first, last = self.spans.get("application_date", (date.min, date.max))
            if (phrase.start and phrase.start > last) or (phrase.until and phrase.until < first):
                continue
            expr = self.during(phrase.start, phrase.until, native(phrase.node), expr)
        return expr

    # ---- facts and terms ----
    def fact(self, name: str) -> nw.Expr:
        key = ("fact", name)
        if key in self._column:
            return self.col(self._column[key])
        fact = self.rules.facts[name]
        dtype = TYPES[fact.type]
        self.read |= {name} & self.columns
        if not fact.derive and not fact.presumed:
            if name in self.columns:
                self._column[key] = name
                return nw.col(name)
            expr, used = nw.lit(None, dtype), -1
            return self.col(self.store(key, f"f_{name}", expr, used))
        self._column[key] = name  # a fact that is derived from itself reads what was stated

        def build() -> nw.Expr:
            options = [nw.col(name)] if name in self.columns else []
            options += [self.choices(c, fact.type, fact.name).cast(dtype) for c in (fact.derive, fact.presumed) if c]
            return nw.coalesce(*options) if len(options) > 1 else options[0]

        expr, used = self.within(build)
        del self._column[key]
        return self.col(self.store(key, f"f_{name}", expr, used))

    def choices(self, choices: tuple[Choice, ...], kind: str, name: str) -> nw.Expr:
        dtype = TYPES[kind]
        expr = nw.lit(None, dtype)
        for choice in reversed(choices):
            value = self.scalar(choice.value, kind, name)
            if choice.when is None:
                expr = value
            else:
                holds = self.node(choice.when)
                # unknown whether it holds: unknown, not the next choice
                expr = nw.when(holds).then(value).otherwise(nw.when(~holds).then(expr).otherwise(nw.lit(None, dtype)))
        return expr

    def scalar(self, value: Any, kind: str, name: str) -> nw.Expr:
        """A written value, or a node, of a fact's type."""
        fact = self.rules.facts[name]
        if isinstance(value, str):
            code = enum_code(fact, value) if kind == "enum" else country_code(value) if kind == "code" else value
            return nw.lit(code, TYPES[kind])
        if isinstance(value, bool):
            return nw.lit(value, nw.Boolean)
        if isinstance(value, int | Decimal):
            return nw.lit(int(value * SCALE.get(kind, 1)), TYPES[kind])
        if isinstance(value, date):
            return nw.lit(value, nw.Date)
        if kind in SCALE:
            return self.number(value, SCALE[kind])
        return self.node(value)

    def term(self, name: str) -> nw.Expr:
        key = ("term", name)
        if key not in self._column:
            term = self.rules.terms[name]
            outside = nw.lit(False) if term.type == "bool" else nw.lit(None, TYPES[term.type])

            def native(node: x.Node) -> nw.Expr:
                return self.node(node) if term.type == "bool" else self.number(node, SCALE[term.type])

            expr, used = self.within(lambda: self.versions(term.versions, outside, native))
            self.store(key, f"t_{name}", expr, used)
        return self.col(self._column[key])

    # ---- values by date ----
    def stepped(self, values: list[tuple[date, Any]], anchor: str, build: Callable[[Any], nw.Expr]) -> nw.Expr:
        """A value that changes on dates: the last step up to the anchor. The first holds before all dates."""
        first, last = self.spans.get(anchor, (date.min, date.max))
        due = [s for s in values if s[0] <= last]
        started = [s for s in due if s[0] <= first][-1:]
        due = [*started, *(s for s in due if s[0] > first)]
        expr = build(due[0][1])
        for day, value in due[1:]:
            self.fact(anchor)
            expr = nw.when(self.col(self._column["fact", anchor]) >= day).then(build(value)).otherwise(expr)
        return expr

    def parameter(self, name: str, scale: int) -> nw.Expr:
        parameter = self.rules.parameters[name]
        if parameter.kind == "bool":
            return self.stepped(
                steps(parameter.values, lambda d: d.decides), parameter.anchor, lambda v: nw.lit(v, nw.Boolean)
            )
        scaled = steps(parameter.values, lambda d: None if d.decides is None else int(d.decides * scale))
        dtype = nw.Int64 if scale > 1 else nw.Int32
        return self.stepped(scaled, parameter.anchor, lambda v: nw.lit(v, dtype))

    def members(self, name: str, ever: bool, test: Callable[[Members], nw.Expr]) -> nw.Expr:
        codes = self.rules.lists[name]
        days = {v.start for v in codes.versions}
        days |= {v.until + timedelta(days=1) for v in codes.versions if v.until}
        days |= {v.old_list_until + timedelta(days=1) for v in codes.versions if v.old_list_until}
        at = members_ever if ever else members_at
        forms: list[tuple[date, Members]] = [(date.min, NOWHERE)]
        forms += [(day, at(codes, day)) for day in sorted(days)]
        return self.stepped(forms, codes.anchor, test)

    def has(self, fact: nw.Expr, members: Members, *, kind: str) -> nw.Expr:
        hits = _coded(members.hits, kind)
        misses = _coded(members.misses, kind)
        if members.complete:
            found = fact.is_in(hits) if hits else nw.lit(False)
            return nw.when(~fact.is_null()).then(found).otherwise(nw.lit(None, nw.Boolean))
        expr = nw.lit(None, nw.Boolean)
        if misses:
            expr = nw.when(fact.is_in(misses)).then(nw.lit(False)).otherwise(expr)
        if hits:
            expr = nw.when(fact.is_in(hits)).then(nw.lit(True)).otherwise(expr)
        return expr

    # ---- nodes ----
    def node(self, node: x.Node) -> nw.Expr:
        """A truth, or a fact's own value."""
        match node:
            case x.And(parts=parts):
                return _all([self.node(p) for p in parts])
            case x.Or(options=options):
                return reduce(operator.or_, [self.node(o) for o in options])
            case x.Not(operand=operand):
                return ~self.node(operand)
            case x.Compare(op=op, left=left, right=right):
                return self.compare(op, left, right)
            case x.OneOf(fact=x.Name(name=name) as fact, values=values):
                codes = [self.literal(name, v) for v in values]
                found = self.node(fact)
                return nw.when(~found.is_null()).then(found.is_in(codes)).otherwise(nw.lit(None, nw.Boolean))
            case x.Among(fact=fact, list=name):
                value, kind = self.node(fact), self.rules.lists[name].kind
                return self.members(name, False, lambda m: self.has(value, m, kind=kind))
            case x.Listed(list=name, ever=ever):
                return self.listed(name, ever)
            case x.Name(name=name):
                return self.term(name) if name in self.rules.terms else self.fact(name)
            case x.RouteState(name=name):
                key = ("route", name)
                if key not in self._column:
                    self.route(self.rules.routes[name])
                return self.col(self._column[key])
            case x.Param(name=name):
                return self.parameter(name, 1)
            case x.Const(value=value):
                return nw.lit(value)
            case x.Unsettled():
                return nw.lit(None, nw.Boolean)
            case x.Span():
                return self.span(node)
        raise TypeError(f"{node} has no column form")

    def literal(self, fact_name: str, value: Any) -> Any:
        fact = self.rules.facts.get(fact_name)
        if fact is None:
            return value
        if not isinstance(value, str):
            return int(value * SCALE[fact.type]) if fact.type in SCALE else value
        if fact.type == "enum":
            return enum_code(fact, value)
        if fact.type == "code":
            return country_code(value) if fact.scheme == "country" else int(value)
        return date.fromisoformat(value) if fact.type == "date" else value

    def listed(self, name: str, ever: bool) -> nw.Expr:
        code = self.fact("isco08")
        by_code = self.members(name, ever, lambda m: self.has(code, m, kind="isco"))
        if "list_title" not in self.columns:
            return by_code
        title = self.fact("list_title")
        by_title = self.members(name, ever, lambda m: self.has(title, m, kind="title"))
        return nw.when(title.is_null()).then(by_code).otherwise(by_title)

    def compare(self, op: str, left: x.Node, right: x.Node) -> nw.Expr:
        kinds = {self.kind(left), self.kind(right)}
        if "truth" in kinds or "symbol" in kinds:
            a, b = (self.symbol(n, other) for n, other in ((left, right), (right, left)))
            return COMPARE[op](a, b)
        scale = max(self.scale(left), self.scale(right))
        return COMPARE[op](self.number(left, scale), self.number(right, scale))

    def symbol(self, node: x.Node, other: x.Node) -> nw.Expr:
        if isinstance(node, x.Const) and isinstance(other, x.Name):
            return nw.lit(self.literal(other.name, node.value))
        return self.node(node)

    def kind(self, node: x.Node) -> str:
        match node:
            case x.Name(name=name) if name in self.rules.terms:
                return "truth" if self.rules.terms[name].type == "bool" else "number"
            case x.Name(name=name):
                return "number" if self.rules.facts[name].type in SCALE else "symbol"
            case x.Const(value=bool() | str()):
                return "symbol"
            case x.Param(name=name):
                return "truth" if self.rules.parameters[name].kind == "bool" else "number"
            case x.Unsettled():
                return "truth"
        return "number"

    def scale(self, node: x.Node) -> int:
        """How finely a side counts: 1, cents, or ten-thousandths."""
        match node:
            case x.Name(name=name) if name in self.rules.terms:
                return SCALE.get(self.rules.terms[name].type, 1)
            case x.Name(name=name):
                return SCALE[self.rules.facts[name].type]
            case x.Param(name=name):
                parameter = self.rules.parameters[name]
                if parameter.kind == "money":
                    return SCALE["money"]
                whole = all(isinstance(plain(d.value), int) for d in parameter.values if d.value is not None)
                return 1 if whole else SCALE["number"]
            case x.Const(value=Decimal()):
                return SCALE["number"]
            case x.Annual():
                return SCALE["money"]
        return 1

    def number(self, node: x.Node, scale: int) -> nw.Expr:
        """A number counted at a scale, as a 64-bit integer where it is scaled."""
        match node:
            case x.Param(name=name):
                return self.parameter(name, scale)
            case x.Const(value=value):
                return nw.lit(int(Decimal(value) * scale), nw.Int64 if scale > 1 else nw.Int32)
            case x.Annual(monthly=monthly, divisor=divisor):
                cents = self.number(monthly, SCALE["money"])
                rate = self.number(divisor, SCALE["number"])
                return ((cents * 2 + 1) * rate - 1) // (2 * SCALE["number"])
        expr = self.node(node)
        own = self.scale(node)
        return expr if own == scale else expr.cast(nw.Int64) * (scale // own)

    def day(self, node: x.Node) -> nw.Expr:
        """A date, written or of the case."""
        if isinstance(node, x.Const):
            return nw.lit(date.fromisoformat(str(node.value)), nw.Date)
        return self.node(node)

    def span(self, node: x.Span) -> nw.Expr:
        a, b = self.day(node.start), self.day(node.end)
        if node.unit == "days":
            return _day_number(b) - _day_number(a)
        ya, yb = (e.dt.year().cast(nw.Int32) for e in (a, b))
        ma, mb = (e.dt.month().cast(nw.Int32) for e in (a, b))
        da, db = (e.dt.day().cast(nw.Int32) for e in (a, b))
        if node.unit == "years":
            return ((yb * 10_000 + mb * 100 + db) - (ya * 10_000 + ma * 100 + da)) // 10_000
        return (yb - ya) * 12 + (mb - ma) - nw.when(db < da).then(nw.lit(1, nw.Int32)).otherwise(nw.lit(0, nw.Int32))


def _day_number(day: nw.Expr) -> nw.Expr:
    """Days since a day before all dates, in whole numbers: a date minus a date is of another type on every backend."""
    month = day.dt.month().cast(nw.Int32)
    early = (14 - month) // 12  # 1 in January and February, which end the year before
    year, month = day.dt.year().cast(nw.Int32) - early, month + early * 12 - 3
    number = day.dt.day() + (month * 153 + 2) // 5 + year * 365 + year // 4 - year // 100 + year // 400
    return number.cast(nw.Int32)


def _all(parts: list[nw.Expr]) -> nw.Expr:
    return reduce(operator.and_, parts) if parts else nw.lit(True)


def _coded(members: frozenset[int | str], kind: str) -> list[Any]:
    if kind == "country":
        return sorted(country_code(str(m)) for m in members)
    wanted = str if kind == "title" else int
    return sorted(m for m in members if isinstance(m, wanted))
