"""What a person has told so far: it travels in the body of each request, and is read anew, as untrusted, each time.

Nothing is kept on the server. `Given` is a case in the making: a fact is stated, or it is answered "not known" (None),
or it was never asked. The order is that of the answers, so that one can go back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from corridor.permits.book import book
from corridor.permits.case import REGIONS, Case, case_id, read_case
from corridor.rules.errors import CaseError
from corridor.rules.facts import fact_named, read_value, show_value
from corridor.rules.model import RuleSet

PREFIX = "fact-"
"""Of the names of fields that carry facts."""
NOT_KNOWN = "?"
"""How a fact that was answered "not known" travels."""
NAMELESS = "route-check"
LONGEST_ID = 80


@dataclass(frozen=True)
class Given:
    """A case as far as it is told. `answers` holds natural values by fact; None is "not known"."""

    region: str
    day: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    id: str = NAMELESS

    @property
    def case(self) -> Case:
        """The case as the library answers it."""
        return Case(self.id, self.region, self.day, {n: v for n, v in self.answers.items() if v is not None})

    @property
    def not_known(self) -> frozenset[str]:
        """The facts that the person has said not to know."""
        return frozenset(n for n, v in self.answers.items() if v is None)

    @property
    def last(self) -> str | None:
        """The fact that was answered last."""
        return self.before(None)

    def with_answer(self, name: str, value: Any) -> Given:
        """With one answer given, or changed in its place."""
        return replace(self, answers={**self.answers, name: value})

    def before(self, name: str | None) -> str | None:
        """The fact that was answered before another one; before one that is not answered yet, the last."""
        names = list(self.answers)
        at = names.index(name) if name is not None and name in names else len(names)
        return names[at - 1] if at else None

    def fields(self) -> list[tuple[str, str]]:
        """Names and values of the hidden fields that carry it."""
        head = [("id", self.id), ("region", self.region), ("application_date", self.day.isoformat())]
        return head + [(f"{PREFIX}{name}", text) for name, text in self.texts().items()]

    def texts(self) -> dict[str, str]:
        """Each answer as the text that `read_given` reads."""
        facts = vocabulary().facts
        return {n: NOT_KNOWN if v is None else written(show_value(facts[n], v)) for n, v in self.answers.items()}

    def raw(self) -> dict[str, Any]:
        """The case as a case file has it; what is not known is null."""
        facts = vocabulary().facts
        stated = {n: None if v is None else show_value(facts[n], v) for n, v in self.answers.items()}
        return {"id": self.id, "region": self.region, "application_date": self.day.isoformat(), "facts": stated}


def vocabulary() -> RuleSet:
    """Some region's rules: the facts are the same everywhere."""
    return book(REGIONS[0]).rules


def written(value: Any) -> str:
    """A fact's JSON value as the text of a field."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_given(data: Iterable[tuple[str, list[str]]], *, begun: Mapping[str, Any] | None = None) -> Given:
    """What the fields of a request carry. Other fields than those of a case are left alone.

    Args:
        data: names and values, as `QueryDict.lists()` gives them.
        begun: region, day and facts that win over those carried (from the first page).

    Raises:
        CaseError: a fact or value that the vocabulary does not have, or a field that stands twice.
    """
    raw: dict[str, Any] = {"facts": {}}
    for name, values in data:
        if not name.startswith(PREFIX) and name not in ("id", "region", "application_date"):
            continue
        if len(values) != 1:
            raise CaseError(name, "no_value", raw=repr(values[:2]), values="1")
        if name.startswith(PREFIX):
            raw["facts"][name.removeprefix(PREFIX)] = values[0]
        else:
            raw[name] = values[0] or None
    if begun:
        raw |= {key: value for key, value in begun.items() if key != "facts"}
        raw["facts"] = {**begun.get("facts", {}), **{n: v for n, v in raw["facts"].items() if n not in begun["facts"]}}
    return read_raw(raw)


def read_raw(raw: Any, position: int = 1) -> Given:
    """What a case of a file or a request says; a fact that is there and empty is one that is not known.

    Raises:
        CaseError: with the place, what is wrong, and the remedy.
    """
    case = read_case(raw, vocabulary(), position=position)
    answers: dict[str, Any] = {}
    for name in raw.get("facts") or {}:
        fact = fact_named(vocabulary(), str(name))
        if fact.name != "application_date":
            answers[fact.name] = case.facts.get(fact.name)
    named = case_id(raw, position) if raw.get("id") is not None else NAMELESS
    return Given(case.region, case.application_date, answers, " ".join(named.split())[:LONGEST_ID] or NAMELESS)


def read_answer(name: str, raw: Any) -> Any:
    """One fact's value; None where it is not known.

    Raises:
        CaseError: no such fact, or no value of it.
    """
    return read_value(fact_named(vocabulary(), name), raw)
