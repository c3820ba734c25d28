"""What the procedural rules of a region say, as frozen dataclasses; `procedure_file` builds them from `findings.yaml`.

A rule speaks for some routes, in a period, and where one of the facts that it is `about` is stated. Deadlines give
dates; findings, requirements and grants may use them as `due_<id>` (the last day), `in_time_<id>` (the act was done by
then) and `reached_<id>` (that day has come).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from corridor.permits.procedure_days import Unit
from corridor.rules.expression import Node
from corridor.rules.model import Phrase, Reference, Text

NO_CATEGORY = "none"
"""In `routes`: the rule also speaks where no category is stated."""
FEDERAL = "federal"
PSEUDO = {"due": "date", "in_time": "bool", "reached": "bool"}
"""Facts that every deadline gives, and their types."""


@dataclass(frozen=True)
class Scope:
    """Which cases a rule speaks for. No routes: every case. `about`: one of these facts must be stated."""

    layer: str
    routes: frozenset[str] = frozenset()
    start: date | None = None
    until: date | None = None
    about: tuple[str, ...] = ()

    def covers(self, category: str | None, day: date) -> bool:
        """Whether the rule speaks for the category on the day."""
        in_force = (self.start is None or self.start <= day) and (self.until is None or day <= self.until)
        return in_force and (not self.routes or (category or NO_CATEGORY) in self.routes)


@dataclass(frozen=True)
class Alternative:
    """One case of a value: taken where `when` is true. `phrase` replaces the finding's sentence and reference."""

    when: Node | None
    value: Any
    phrase: Phrase | None = None


@dataclass(frozen=True)
class Start:
    """What starts a clock: a date, or so many working days after it."""

    fact: str
    working_days: Any = 0


@dataclass(frozen=True)
class Deadline:
    """A last day, or with `first_day` the first on which something is possible.

    `act`: the dates that show that it was done; `elapsed`: the same count stated as a number.
    """

    id: str
    scope: Scope
    when: Node | None
    start: tuple[Start, ...]
    latest_start: bool
    unit: Unit
    amount: Any
    before: bool
    first_day: bool
    act: tuple[str, ...]
    elapsed: str | None
    kept: str | None
    cap: str | None
    pause: tuple[str, str] | None
    who: str
    if_missed: str
    where: str | None
    phrase: Phrase

    @property
    def clock_fact(self) -> str:
        """The date that the clock is first looked for in."""
        return self.start[0].fact


@dataclass(frozen=True)
class Finding:
    """A named result. Its value is a scalar, a node, or alternatives of which the first that is true counts."""

    name: str
    scope: Scope
    when: Node | None
    value: Any
    phrase: Phrase


@dataclass(frozen=True)
class Requirement:
    """What the law asks; where it is false the person is not eligible, with `outcome` where the law names one."""

    id: str
    scope: Scope
    node: Node
    outcome: str | None
    phrase: Phrase


@dataclass(frozen=True)
class Grant:
    """What gives a right to a favourable decision; where it is true and nothing fails, the person is eligible."""

    id: str
    scope: Scope
    node: Node
    phrase: Phrase


@dataclass(frozen=True)
class Presumption:
    """What is taken of a fact in a file of some kind, where it is not stated."""

    scope: Scope
    facts: dict[str, Any]


@dataclass(frozen=True)
class DateFrom:
    """A date that follows from another one and a stated number of days."""

    date: str
    base: tuple[str, ...]
    days: str
    sign: int


@dataclass(frozen=True)
class Kind:
    """A category of cases that is no route of the vocabulary."""

    kind: str
    label: Text


@dataclass(frozen=True)
class Words:
    """How people name categories, facts and values, and the names of what is answered, in three languages."""

    categories: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    codes: dict[str, Text] = field(default_factory=dict)
    outcomes: dict[str, bool | None] = field(default_factory=dict)
    labels: dict[str, Text] = field(default_factory=dict)
    actors: dict[str, Text] = field(default_factory=dict)
    effects: dict[str, Text] = field(default_factory=dict)
    places: dict[str, Text] = field(default_factory=dict)
    sentences: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class ProcedureRules:
    """The procedural rules that answer cases of one region; the region's own come before the federal ones."""

    words: Words
    routes: frozenset[str]
    dates: tuple[DateFrom, ...]
    presumptions: tuple[Presumption, ...]
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]
    requirements: tuple[Requirement, ...]
    grants: tuple[Grant, ...]


__all__ = [
    "FEDERAL",
    "NO_CATEGORY",
    "PSEUDO",
    "Alternative",
    "DateFrom",
    "Deadline",
    "Finding",
    "Grant",
    "Kind",
    "Presumption",
    "ProcedureRules",
    "Reference",
    "Requirement",
    "Scope",
    "Start",
    "Words",
]
