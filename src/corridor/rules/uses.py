"""What rules ask of each fact: the limits that it is held against, the sets that it is looked up in.

Two values of a fact that stand on the same side of every limit and in the same sets answer every rule alike, whatever
else is known of the case. So a population can be sorted into classes, and one case of a class decided for all.
Only what is seen to be a limit or a set is taken as one; a fact that is used in any other way is `exact`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from corridor.rules import expression as x
from corridor.rules.kinds import Kinds
from corridor.rules.model import SCALE, Choice, Condition, Fact, Phrase, Route, RuleSet
from corridor.rules.moment import NOWHERE, Members, annual_pay, members_at, members_ever

ANCHORS = ("application_date", "start_date")
DAY = timedelta(days=1)
Point = tuple[Decimal | date, bool]
"""A limit, and whether it belongs to what lies above it (asked with >= or <) or below (asked with > or <=)."""
Flow = Callable[["Cut"], "Cut"]


@dataclass(frozen=True)
class Cut:
    """How finely a fact has to be known. Unknown is always a class of its own.

    Attributes:
        points: limits of an amount, number or date, in the fact's own unit, ascending.
        sets: values that are looked up together; values in the same sets are alike.
        exact: every value is its own class (it is calculated with, or compared with another fact).
    """

    points: tuple[Point, ...] = ()
    sets: tuple[frozenset[Any], ...] = ()
    exact: bool = False

    def __or__(self, other: Cut) -> Cut:
        """Fine enough for both."""
        points = {*self.points, *other.points}
        sets = dict.fromkeys((*self.sets, *other.sets))
        return Cut(tuple(sorted(points, key=_place)), tuple(sets), self.exact or other.exact)


EXACT = Cut(exact=True)


def _place(point: Point) -> tuple[Any, bool]:
    return point[0], not point[1]


def uses(rules: RuleSet, first: date, last: date, given: Collection[str] = ()) -> dict[str, Cut]:
    """How finely each fact has to be known to answer every route, permits and the months of dependence.

    Args:
        rules: the law of a region.
        first: the earliest date on which a case is filed or the work starts.
        last: the latest such date.
        given: facts that are never derived or presumed, because every case states them (or has nothing that they
            could be derived from).

    Returns:
        A cut for every fact that some rule in force between the dates reads, straight or through other facts.
    """
    found = _Uses(rules, first, last, frozenset(given))
    for route in rules.routes.values():
        found.route(route)
    return found.passed_on()


def sources(rules: RuleSet, name: str) -> set[str]:
    """The facts that a fact is derived or presumed from when it is not stated, at any remove."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        fact = rules.facts[waiting.pop()]
        for inner in (n for c in (*fact.derive, *fact.presumed) for node in _nodes(c) for n in x.walk(node)):
            read = _read_by(rules, inner) - found
            found |= read
            waiting += read
    return found


def _nodes(choice: Choice) -> list[x.Node]:
    return [part for part in (choice.when, choice.value) if isinstance(part, x.Node)]


def _read_by(rules: RuleSet, node: x.Node) -> set[str]:
    match node:
        case x.Listed():
            return {"isco08", "list_title"}
        case x.Name(name=name) if name in rules.terms:
            inner = (i for p in rules.terms[name].versions for i in x.walk(p.node))
            return {fact for i in inner for fact in _read_by(rules, i)}
        case x.Name(name=name):
            return {name}
        case x.RouteState():
            return set(rules.facts)  # none in use: whatever a route reads
    return set()


class _Uses:
    """Collects cuts while it reads the rules; `flows` are facts whose value becomes another's."""

    def __init__(self, rules: RuleSet, first: date, last: date, given: frozenset[str]) -> None:
        self.rules, self.first, self.last, self.given = rules, first, last, given
        self.kinds = Kinds(rules)
        self.cuts: dict[str, Cut] = {}
        self.flows: list[tuple[str, str, Flow]] = []
        self._seen: set[Any] = set()

    # ---- what is asked ----
    def route(self, route: Route) -> None:
        self.period(route.start, route.until)
        if not self.meets(route.start, route.until):
            return
        self.conditions(route.conditions)
        if route.formality is not None:
            self.truth(route.formality.when)
            self.conditions(route.formality.conditions)
        for value in route.outcome.rights.values():
            self.outcome(value)

    def conditions(self, conditions: Iterable[Condition]) -> None:
        for condition in conditions:
            self.phrases(condition.versions, self.truth)

    def phrases(self, versions: Iterable[Phrase], read: Callable[[x.Node], None]) -> None:
        for phrase in versions:
            self.period(phrase.start, phrase.until)
            if self.meets(phrase.start, phrase.until):
                read(phrase.node)

    def outcome(self, value: Any) -> None:
        if isinstance(value, tuple):
            for choice in value:
                if choice.when is not None:
                    self.truth(choice.when)
                self.outcome(choice.value)
        elif isinstance(value, x.Node):
            self.exactly(value)

    def meets(self, start: date | None, until: date | None) -> bool:
        return (start is None or start <= self.last) and (until is None or until >= self.first)

    def period(self, start: date | None, until: date | None) -> None:
        days = [start] if start else []
        self.turns("application_date", [*days, until + DAY] if until and until < date.max else days)

    def turns(self, anchor: str, days: Iterable[date]) -> None:
        """Days on which the law changes by one of a case's dates."""
        self.fact(anchor)
        self.note(anchor, Cut(tuple((day, True) for day in sorted(set(days)) if self.first < day <= self.last)))

    def note(self, fact: str, cut: Cut) -> None:
        self.cuts[fact] = self.cuts.get(fact, Cut()) | cut

    # ---- facts and terms ----
    def fact(self, name: str) -> None:
        """A fact is read: so is what it comes from when it is not stated."""
        if name in self._seen:
            return
        self._seen.add(name)
        self.note(name, Cut())
        fact = self.rules.facts[name]
        for choice in () if name in self.given else (*fact.derive, *fact.presumed):
            if choice.when is not None:
                self.truth(choice.when)
            if isinstance(choice.value, x.Node):
                self.comes_from(fact, choice.value)

    def comes_from(self, fact: Fact, node: x.Node) -> None:
        match node:
            case x.Name(name=name) if name in self.rules.facts and _alike(fact, self.rules.facts[name]):
                self.fact(name)
                self.flows.append((fact.name, name, lambda cut: cut))
            case x.Annual(monthly=x.Name(name=name), divisor=x.Const() | x.Param() as divisor):
                self.fact(name)
                rates = [Decimal(v) for v in self.values(divisor)]
                self.flows.append((fact.name, name, lambda cut: _monthly(cut, rates)))
            case _ if fact.type == "bool":
                self.truth(node)
            case _:
                self.exactly(node)

    def term(self, name: str, read: Callable[[x.Node], None]) -> None:
        key = (name, read.__name__)
        if key not in self._seen:
            self._seen.add(key)
            self.phrases(self.rules.terms[name].versions, read)

    # ---- nodes ----
    def truth(self, node: x.Node) -> None:
        match node:
            case x.And() | x.Or() | x.Not():
                for part in x.children(node):
                    self.truth(part)
            case x.Compare(op=op, left=left, right=right):
                self.compare(op, left, right)
            case x.OneOf(fact=x.Name(name=name), values=values) if name in self.rules.facts:
                self.one_of(name, values)
            case x.Among(fact=x.Name(name=name), list=listed) if name in self.rules.facts:
                self.member(name, listed, ever=False)
            case x.Listed(list=listed, ever=ever):
                for name in ("isco08", "list_title"):
                    self.member(name, listed, ever=ever)
            case x.Name(name=name) if name in self.rules.terms:
                self.term(name, self.truth if self.rules.terms[name].type == "bool" else self.exactly)
            case x.Name(name=name) if self.rules.facts[name].type == "bool":
                self.one_of(name, (True,))
            case x.RouteState(name=name):
                pass  # every route is read on its own
            case x.Param():
                self.values(node)
            case x.Const() | x.Unsettled():
                pass
            case _:
                self.exactly(node)

    def exactly(self, node: x.Node) -> None:
        """Whatever the expression reads is used in a way that this module does not know."""
        for inner in x.walk(node):
            match inner:
                case x.Name(name=name) if name in self.rules.terms:
                    self.term(name, self.exactly)
                case x.Name(name=name):
                    self.fact(name)
                    self.note(name, EXACT)
                case x.Param():
                    self.values(inner)
                case x.Listed():
                    self.truth(inner)
                case x.Among(list=listed):
                    list(self.forms(listed, ever=False))

    def compare(self, op: str, left: x.Node, right: x.Node) -> None:
        if isinstance(left, x.Const | x.Param) and not isinstance(right, x.Const | x.Param):
            left, right, op = right, left, MIRRORED[op]
        if isinstance(left, x.Name) and left.name in self.rules.facts and isinstance(right, x.Const | x.Param):
            return self.limit(self.rules.facts[left.name], op, self.values(right))
        for side in (left, right):
            if isinstance(side, x.Const | x.Param | x.Unsettled):
                self.values(side)
            elif self.kinds.of(side)[0] == "bool":
                self.truth(side)
            else:
                self.exactly(side)
        return None

    def limit(self, fact: Fact, op: str, values: Iterable[Any]) -> None:
        """A fact is compared with values of the law."""
        self.fact(fact.name)
        if fact.type not in (*SCALE, "date"):
            self.note(fact.name, Cut(sets=tuple(frozenset({v}) for v in values)))
            return
        limits = [date.fromisoformat(v) if fact.type == "date" else Decimal(v) for v in values]
        sides = {">=": (True,), "<": (True,), ">": (False,), "<=": (False,)}.get(op, (True, False))
        self.note(fact.name, Cut(tuple((limit, side) for limit in limits for side in sides)))

    def one_of(self, name: str, values: tuple[Any, ...]) -> None:
        fact = self.rules.facts[name]
        if fact.type in (*SCALE, "date"):
            self.limit(fact, "==", values)
            return
        self.fact(name)
        self.note(name, Cut(sets=(frozenset(values),)))

    def member(self, name: str, listed: str, *, ever: bool) -> None:
        """A fact is looked up in a list, in each form that the list takes between the dates."""
        self.fact(name)
        wanted = int if self.rules.facts[name].scheme == "isco08" else str
        for members in self.forms(listed, ever):
            looked_up = (members.hits,) if members.complete else (members.hits, members.misses)
            sets = tuple(frozenset(m for m in codes if isinstance(m, wanted)) for codes in looked_up)
            self.note(name, Cut(sets=tuple(s for s in sets if s)))

    def forms(self, name: str, ever: bool) -> Iterator[Members]:
        codes = self.rules.lists[name]
        days = {v.start for v in codes.versions}
        days |= {d + DAY for v in codes.versions for d in (v.until, v.old_list_until) if d}
        self.turns(codes.anchor, days)
        at = members_ever if ever else members_at
        for day in (self.first, *(d for d in sorted(days) if self.first < d <= self.last)):
            if (members := at(codes, day)) is not NOWHERE:
                yield members

    def values(self, node: x.Node) -> list[Any]:
        """What a constant or parameter can be between the dates, as far as it decides."""
        if not isinstance(node, x.Param):
            return [node.value] if isinstance(node, x.Const) else []
        parameter = self.rules.parameters[node.name]
        days = {d.start for d in parameter.values} | {d.until + DAY for d in parameter.values if d.until}
        self.turns(parameter.anchor, days)
        moments = (self.first, *(d for d in sorted(days) if self.first < d <= self.last))
        found = [dated.decides for day in moments if (dated := parameter.at(day)) is not None]
        return list(dict.fromkeys(v for v in found if v is not None))

    # ---- facts that become others ----
    def passed_on(self) -> dict[str, Cut]:
        """The cuts, each passed on to the facts that the fact can come from."""
        for _ in range(len(self.flows) + 1):
            before = dict(self.cuts)
            for fact, source, flow in self.flows:
                self.note(source, flow(self.cuts[fact]))
            if self.cuts == before:
                return self.cuts
        for fact, source, _ in self.flows:  # facts that come from each other in a ring
            self.note(fact, EXACT)
            self.note(source, EXACT)
        return self.cuts


MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "==": "==", "!=": "!="}


def _alike(fact: Fact, other: Fact) -> bool:
    """Whether a value of one is the same value of the other."""
    if fact.type in SCALE and other.type in SCALE:
        return True
    return (fact.type, fact.scheme, fact.values) == (other.type, other.scheme, other.values)


def _monthly(cut: Cut, rates: list[Decimal]) -> Cut:
    """The monthly amounts at which an annual amount passes its limits (see `moment.annual_pay`)."""
    if cut.exact or cut.sets or min(rates, default=1) <= 0:
        return EXACT
    limits = [(limit, side) for limit, side in cut.points if isinstance(limit, Decimal)]
    points = ((_first_month(limit, side, rate), True) for limit, side in limits for rate in rates)
    return Cut(tuple(sorted(set(points), key=_place)))


def _first_month(limit: Decimal, reached: bool, rate: Decimal) -> Decimal:
    """The smallest amount in cents whose annual amount reaches (or passes) the limit."""
    guess = int(limit / rate * SCALE["money"])
    low, high = guess - 2 - abs(guess) // 1000, guess + 2 + abs(guess) // 1000
    while low < high:
        middle = (low + high) // 2
        annual = annual_pay(Decimal(middle) / SCALE["money"], rate)
        assert annual is not None
        if annual >= limit if reached else annual > limit:
            high = middle
        else:
            low = middle + 1
    return Decimal(low) / SCALE["money"]
