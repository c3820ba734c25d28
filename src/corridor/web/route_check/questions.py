"""Which facts the law of a region reads, in which groups they are asked, and which question comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from corridor.permits.best_route import UMBRELLAS
from corridor.permits.book import LAW, book
from corridor.rules import expression as x
from corridor.rules.freeze import Frozen
from corridor.rules.model import Choice, Condition, Fact, Outcome, Route, RuleSet, in_force
from corridor.web.design import names
from corridor.web.route_check.given import Given, vocabulary

GROUPS = (
    ("purpose", _("The request")),
    ("nationality", _("The person")),
    ("isco08", _("The job")),
    ("employer_country", _("The employer or host")),
    ("expires_on", _("The present card")),
)
"""The first fact of each group in the vocabulary's order, and the group's name; a name that is gone opens no group."""
FIRST_PAGE = ("application_date", "purpose")
"""Asked on the first page, beside the region."""


def next_question(given: Given, found: dict[str, Any], *, more: bool) -> str | None:
    """The fact to ask next; None where the answer can be acted on, unless the person wants `more` questions."""
    if settled(found) and not more:
        return None
    asked: str | None = found["next_question"]
    return asked


def settled(found: dict[str, Any]) -> bool:
    """Whether an answer can be acted on: no permit needed, or a work route open, or every work route decided."""
    if found["permit_needed"] is False:
        return True
    work = [r for n, r in found["routes"].items() if r["kind"] == "work_route" and n not in UMBRELLAS]
    decided = any(r["state"] == "open" for r in work) or all(r["state"] != "unknown" for r in work)
    return found["permit_needed"] is True and decided


# ---- words about a fact ---------------------------------------------------------------------------


def question(fact: Fact) -> str:
    """The question in the language of the page."""
    lang = names.language()
    return fact.question.get(lang) or fact.question.get("en") or label(fact.name)


def label(name: str) -> str:
    """A fact's name in the language of the page."""
    if name == "region":
        return str(_("Region of the place of work"))
    texts = vocabulary().facts[name].label
    return texts.get(names.language()) or texts.get("en") or name


def meaning(name: str) -> str:
    """What exactly is meant by a fact; empty where the question says it all."""
    texts = _meanings().get(name, {})
    return texts.get(names.language()) or texts.get("en") or ""


@cache
def _meanings() -> dict[str, dict[str, str]]:
    # The rules leave these out: only people read them.
    told = yaml.load(
        (LAW / "vocabulary.yaml").read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    given = {name: fact.get("meaning") for name, fact in told["facts"].items()}
    return {n: {"en": m} if isinstance(m, str) else m for n, m in given.items() if m}


# ---- what the law reads -------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def facts_read(region: str, day: date) -> frozenset[str]:
    """The facts that the law of a region reads on a day, also through terms and derived facts."""
    law = book(region)
    rules, today = law.rules, min(max(day, law.rules.coverage[0]), law.rules.coverage[1])
    found: set[str] = set()
    waiting = [node for route in rules.routes.values() for node in _nodes(route, today)]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if any(isinstance(inner, x.Listed) for inner in x.walk(node)):
            found |= {"isco08", "list_title"}
        for name in x.names(node):
            if name in rules.terms:
                phrase = in_force(rules.terms[name].versions, today)
                waiting += [phrase.node] if phrase else []
            elif name in rules.facts and name not in found:
                found.add(name)
                waiting += list(_choices(rules.facts[name].derive))
    return frozenset(found)


def _nodes(route: Route, day: date) -> Iterator[x.Node]:
    conditions: list[Condition] = [*route.conditions, *route.assessed]
    outcomes = [route.outcome]
    if route.formality:
        yield route.formality.when
        conditions += [*route.formality.conditions, *route.formality.assessed]
        outcomes.append(route.formality.outcome)
    for condition in conditions:
        phrase = condition.at(day)
        if phrase is not None:
            yield phrase.node
    for outcome in outcomes:
        yield from _outcome(outcome, day)


def _outcome(outcome: Outcome, day: date) -> Iterator[x.Node]:
    for value in (*outcome.numbers.values(), *outcome.rights.values(), outcome.duration_months, outcome.decision_days):
        if isinstance(value, x.Node):
            yield value
        elif isinstance(value, tuple):
            yield from _choices(value)
    yield from (when for _name, when in outcome.documents if when is not None)
    yield from (phrase.node for note in outcome.notes if (phrase := note.at(day)) is not None)


def _choices(choices: tuple[Choice, ...]) -> Iterator[x.Node]:
    for choice in choices:
        yield from (part for part in (choice.when, choice.value) if isinstance(part, x.Node))


def grouped(region: str, day: date) -> list[tuple[str, list[Fact]]]:
    """The facts that the law reads, in the vocabulary's groups and order; those of the first page are left out."""
    read = facts_read(region, day) | {"start_date"}
    starts = dict(GROUPS)
    out: list[tuple[str, list[Fact]]] = []
    for name, fact in vocabulary().facts.items():
        if name in starts or not out:
            out.append((str(starts.get(name, GROUPS[0][1])), []))
        if name in read and name not in FIRST_PAGE:
            out[-1][1].append(fact)
    return [(title, facts) for title, facts in out if facts]


def read_for(name: str, found: dict[str, Any]) -> list[str]:
    """Labels of the undecided routes that wait for a fact."""
    return [r["label"] for r in found["routes"].values() if r["state"] == "unknown" and name in r["unknown_facts"]]


# ---- titles of the official lists -----------------------------------------------------------------------


def titles(given: Given) -> list[tuple[str, list[tuple[str, str]]]]:
    """Titles of the region's lists of occupations on the day, those of the stated occupation first."""
    law, code = book(given.region), given.answers.get("isco08")
    lists = [c for c in law.rules.lists.values() if c.kind == "isco"]
    own: dict[str, str] = {}
    others: list[tuple[str, list[tuple[str, str]]]] = []
    for listed in lists:
        version = listed.at(given.day)
        entries = version.entries if version else ()
        own |= {_key(e.title): _said(e.title) for e in entries if code in e.codes}
        others.append((_said(listed.label), sorted((_key(e.title), _said(e.title)) for e in entries)))
    mine = [(str(_("Titles for your occupation")), sorted(own.items(), key=lambda pair: pair[1]))] if own else []
    return [*mine, *((name, sorted(found, key=lambda pair: pair[1])) for name, found in others if found)]


def _said(texts: dict[str, str]) -> str:
    return texts.get(names.language()) or texts.get("en") or next(iter(texts.values()), "")


def _key(texts: dict[str, str]) -> str:
    from corridor.rules.moment import title_key

    return title_key(texts.get("en") or next(iter(texts.values())))


def rules_of(given: Given) -> RuleSet:
    """The rules that answer the case."""
    return law_of(given).rules


def law_of(given: Given) -> Frozen:
    """The law that answers the case."""
    return book(given.region)
