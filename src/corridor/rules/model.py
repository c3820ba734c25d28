"""A set of dated rules: facts, parameters, lists, terms, routes, as plain frozen dataclasses that `load` builds.

Texts are `{"en": ..., "fr": ..., "nl": ...}`. Dates are dates; `until` is the last day. A version without `until`
lasts until the next one starts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from corridor.rules.expression import Node

Text = dict[str, str]
FactType = Literal["bool", "int", "number", "money", "date", "code", "enum", "text"]
Scalar = bool | int | str | Decimal | None

SCALE = {"money": 100, "number": 10_000, "int": 1}
"""Engine integers per unit: money in cents, numbers in ten-thousandths."""


@dataclass(frozen=True)
class Reference:
    """Where a rule or value stands. `basis`: law, practice or guidance."""

    source: str
    article: str | None = None
    basis: str = "law"
    confidence: str = "high"
    note: Text | None = None


@dataclass(frozen=True)
class Source:
    """A legal text, page or report. `title` is a string where it is a proper name in one language."""

    id: str
    title: Text
    publisher: str | None
    kind: str
    url: str | None
    dated: date | None
    read: date | None


@dataclass(frozen=True)
class Choice:
    """One case of an outcome, presumption or derivation: `value` where `when` is true."""

    when: Node | None
    value: Any
    ref: Reference | None = None


@dataclass(frozen=True)
class Fact:
    """What may be known of a case. `presumed` and `derive` are tried in order when the fact is not stated.

    `effort` says how hard a change of the fact is beside others (1: a higher pay; 10: another occupation).
    """

    name: str
    type: FactType
    unit: str | None = None
    scheme: str | None = None
    values: tuple[str, ...] = ()
    value_labels: dict[str, Text] = field(default_factory=dict)
    min: Decimal | None = None
    max: Decimal | None = None
    presumed: tuple[Choice, ...] = ()
    derive: tuple[Choice, ...] = ()
    fixed: bool = False
    effort: int = 1
    aliases: tuple[str, ...] = ()
    label: Text = field(default_factory=dict)
    question: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Dated:
    """A parameter's value from a day on. Status `estimated` is shown and never decides."""

    start: date
    until: date | None
    value: bool | Decimal | None
    status: str = "enacted"
    source: str | None = None
    confidence: str = "high"
    last_checked: date | None = None
    note: Text | None = None
    computed: bool = False

    @property
    def decides(self) -> bool | Decimal | None:
        """The value as far as it may decide a condition."""
        return None if self.status == "estimated" else self.value


@dataclass(frozen=True)
class Parameter:
    """A dated value of the law. `anchor` is the date of a case that chooses the value."""

    name: str
    label: Text
    unit: str
    anchor: str
    values: tuple[Dated, ...]
    formula: str | None = None
    region: str = ""

    def at(self, day: date) -> Dated | None:
        """The value on that day, or None where the law gives or shows none."""
        found = None
        for dated in self.values:
            if dated.start <= day:
                found = dated
        return found if found and (found.until is None or day <= found.until) else None

    @property
    def kind(self) -> Literal["bool", "money", "number"]:
        """How the value is compared: a truth, an amount of money, or a number."""
        return "bool" if self.unit == "bool" else "money" if self.unit.startswith("EUR") else "number"


@dataclass(frozen=True)
class Entry:
    """A title on a list and the codes that we map it to. `exact` where the law gives the code itself."""

    title: Text
    codes: tuple[int, ...]
    mapping: str = "main"


@dataclass(frozen=True)
class ListVersion:
    """What a list said from a day on. A miss is "not met" only where the list is complete."""

    start: date
    until: date | None
    complete: bool
    entries: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    countries: tuple[str, ...] = ()
    old_list_until: date | None = None
    reconstructed: bool = False
    secondary: bool = False
    published: date | None = None
    ref: Reference | None = None

    @property
    def codes(self) -> frozenset[int]:
        """ISCO-08 unit groups of the entries."""
        return frozenset(c for e in self.entries for c in e.codes)


@dataclass(frozen=True)
class CodeList:
    """A list in time."""

    name: str
    label: Text
    kind: Literal["isco", "country"]
    anchor: str
    versions: tuple[ListVersion, ...]
    region: str = ""

    def at(self, day: date) -> ListVersion | None:
        """The version in force on that day."""
        found = None
        for version in self.versions:
            if version.start <= day:
                found = version
        return found if found and (found.until is None or day <= found.until) else None


@dataclass(frozen=True)
class Phrase:
    """An expression for a period: one version of a term or condition."""

    start: date | None
    until: date | None
    node: Node
    source_text: str
    ref: Reference | None = None
    text: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Term:
    """A named expression."""

    name: str
    type: str
    versions: tuple[Phrase, ...]
    label: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """What a route asks. Outside its versions it is not asked, and counts as met."""

    id: str
    versions: tuple[Phrase, ...]

    def at(self, day: date) -> Phrase | None:
        """The version that is asked on that day."""
        return in_force(self.versions, day)


@dataclass(frozen=True)
class Outcome:
    """What follows when a route is open. Values are scalars, nodes, or tuples of `Choice`."""

    numbers: dict[str, Any] = field(default_factory=dict)
    rights: dict[str, Any] = field(default_factory=dict)
    duration_months: Any = None
    decision_days: Any = None
    fees: tuple[str, ...] = ()
    documents: tuple[tuple[str, Node | None], ...] = ()
    notes: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Formality:
    """The same right without a new authorisation, for whom `when` holds."""

    when: Node
    conditions: tuple[Condition, ...]
    assessed: tuple[Condition, ...]
    outcome: Outcome


@dataclass(frozen=True)
class Route:
    """A way to the right to work. Kind: work_route, exemption, status, formality."""

    name: str
    kind: str
    label: Text
    start: date
    until: date | None
    ref: Reference | None
    conditions: tuple[Condition, ...]
    assessed: tuple[Condition, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)
    formality: Formality | None = None
    region: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the procedure."""

    id: str
    text: Text
    when: Node | None
    ref: Reference | None


@dataclass(frozen=True)
class Procedure:
    """What holds for a case as a whole: authority, steps, numbers, and findings on a file's dates."""

    authority: Text
    steps: tuple[Step, ...] = ()
    numbers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleSet:
    """Everything that answers a case in one region."""

    region: str
    coverage: tuple[date, date]
    facts: dict[str, Fact]
    parameters: dict[str, Parameter]
    lists: dict[str, CodeList]
    terms: dict[str, Term]
    routes: dict[str, Route]
    procedure: Procedure
    sources: dict[str, Source]
    documents: dict[str, Text]
    numbers: dict[str, dict[str, Any]]
    version: str = ""
    digest: str = ""


def in_force(versions: tuple[Phrase, ...], day: date) -> Phrase | None:
    """The version whose period contains the day."""
    for phrase in versions:
        if (phrase.start is None or phrase.start <= day) and (phrase.until is None or day <= phrase.until):
            return phrase
    return None


def close_gaps(versions: list[Any], starts: list[date]) -> list[date | None]:
    """The last day of each version: its own, or the day before the next starts."""
    ends: list[date | None] = []
    for index, version in enumerate(versions):
        before_next = starts[index + 1] - timedelta(days=1) if index + 1 < len(starts) else None
        own = version.until
        ends.append(min(own, before_next) if own and before_next else own or before_next)
    return ends
