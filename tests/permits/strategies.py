"""Random people and jobs over the real law: a worked or mirrored case with facts dropped, changed and moved in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from corridor.permits.book import book
from corridor.permits.case import Case, read_case
from corridor.rules import expression as x
from corridor.rules.facts import step
from corridor.rules.model import Choice, Fact, RuleSet
from tests.permits.expectation import mirrored, stated, worked
from tests.random_cases import limits, phrases

FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
COUNTRIES = ("BE", "FR", "CH", "NO", "GB", "TR", "MA", "IN", "US", "UA")


@cache
def told() -> tuple[Case, ...]:
    """The worked and mirrored cases, read."""
    rules = book("flanders").rules
    return tuple(read_case(stated(c), rules) for c in (*worked().values(), *mirrored().values()))


@cache
def law_days(region: str) -> tuple[date, ...]:
    """The days on which something in the law begins, and the days before."""
    rules = book(region).rules
    days = {d.start for p in rules.parameters.values() for d in p.values}
    days |= {v.start for codes in rules.lists.values() for v in codes.versions}
    days |= {r.start for r in rules.routes.values()}
    days |= {p.start for r in rules.routes.values() for c in r.conditions for p in c.versions if p.start}
    days |= {day - timedelta(days=1) for day in days}
    return tuple(sorted(day for day in days if FIRST <= day <= LAST))


@cache
def used_facts(region: str) -> tuple[str, ...]:
    """The facts that some condition reads, directly or through a derived or presumed one."""
    rules = book(region).rules
    names: set[str] = set()
    waiting = [n for node in phrases(rules) for n in _names(node)]
    while waiting:
        name = waiting.pop()
        if name in names or name not in rules.facts:
            continue
        names.add(name)
        fact = rules.facts[name]
        waiting += [n for choice in (*fact.derive, *fact.presumed) for node in _nodes(choice) for n in _names(node)]
    return tuple(sorted(names - {"application_date", "start_date"}))


def _nodes(choice: Choice) -> list[x.Node]:
    return [part for part in (choice.when, choice.value) if hasattr(part, "__dataclass_fields__")]


def _names(node: x.Node) -> Iterator[str]:
    for inner in x.walk(node):
        if isinstance(inner, x.Name):
            yield inner.name
        if isinstance(inner, x.Listed):
            yield from ("isco08", "list_title")


@cache
def values(region: str) -> dict[str, st.SearchStrategy[Any]]:
    """For each fact, values that matter to the law and others."""
    rules = book(region).rules
    at = limits(rules)
    return {name: _values(rules, fact, at.get(name, [])) for name, fact in rules.facts.items()}


def _values(rules: RuleSet, fact: Fact, at: list[Decimal]) -> st.SearchStrategy[Any]:
    match fact.type:
        case "bool":
            return st.booleans()
        case "enum":
            return st.sampled_from(fact.values)
        case "date":
            return st.dates(date(1960, 1, 1), LAST)
        case "code" if fact.scheme == "country":
            return st.sampled_from(COUNTRIES)
        case "code":
            codes = {c for item in rules.lists.values() for v in item.versions for c in v.codes}
            return st.sampled_from(sorted(codes | {1111, 2411, 9112, 9629}))
        case "text":
            titles = {
                t.lower()
                for item in rules.lists.values()
                for v in item.versions
                for e in v.entries
                for t in e.title.values()
            }
            return st.sampled_from([*sorted(titles), "on no list"])
    return _numbers(fact, at)


def _numbers(fact: Fact, at: list[Decimal]) -> st.SearchStrategy[Any]:
    low, high = fact.min if fact.min is not None else Decimal(0), fact.max if fact.max is not None else Decimal(100)
    near = {value + shift * step(fact) for value in at for shift in (-1, 0, 1)}
    kept = sorted(value for value in near if low <= value <= high)
    if fact.type == "int":
        anywhere: st.SearchStrategy[Any] = st.integers(int(low), int(min(high, Decimal(400))))
        return st.one_of(st.sampled_from([int(v) for v in kept if v == int(v)]), anywhere) if kept else anywhere
    anywhere = st.decimals(low, min(high, Decimal(120_000)), places=2 if fact.type == "money" else 1)
    return st.one_of(st.sampled_from(kept), anywhere) if kept else anywhere


@st.composite
def cases(draw: st.DrawFn, region: str) -> Case:
    """A case of the region."""
    base = draw(st.sampled_from(told()))
    days = st.one_of(st.just(base.application_date), st.sampled_from(law_days(region)), st.dates(FIRST, LAST))
    dropped = draw(st.sets(st.sampled_from(sorted(base.facts)), max_size=len(base.facts)))
    facts = {name: value for name, value in base.facts.items() if name not in dropped}
    changed = draw(st.lists(st.sampled_from(used_facts(region)), unique=True, max_size=6))
    facts |= {name: draw(values(region)[name]) for name in changed}
    return Case("random", region, draw(days), facts)
