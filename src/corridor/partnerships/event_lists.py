"""What the log of a scheme may hold: events, outcomes, reasons and columns, read from `events.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from corridor.pool.schema import Column, Type
from corridor.pool.words import plain, words

FILE = Path(__file__).parent / "events.yaml"
Text = Mapping[str, str]
ColumnType = Literal[
    "pseudonym", "scheme", "event", "outcome", "reason", "date", "enum", "country", "isco08", "money", "bool"
]
OWN = ("pseudonym", "scheme", "event", "outcome", "reason")
"""Types of column that the log reads itself; the pool reads the others."""
GOES_ON = (
    "selection", "technical_training", "language", "recognition", "matching", "permit", "pre_departure", "arrival",
    "home_placement",
)  # fmt: skip
"""Phases of those who are still on their way: none of their events follows a closing."""


class _Doc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _EventDoc(_Doc):
    phase: str
    label: dict[str, str]
    after: list[str] = []
    once: bool = False
    outcomes: list[str] = []
    needed: bool = False
    month: int | None = None
    start: str | None = Field(default=None, alias="from")
    closes: bool = False
    reopens: bool = False
    subject: Literal["person", "post"] = "person"


class _ColumnDoc(_Doc):
    type: ColumnType
    label: dict[str, str]
    meaning: dict[str, str]
    headers: list[str] = []
    needed: bool = False
    stays: bool = False
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    words: str | None = None
    values: dict[str, dict[str, str]] = {}


class _FollowUpDoc(_Doc):
    early_days: int
    basis: str


class _DecisionDoc(_Doc):
    request: str
    answers: list[str]


class StageEvents(_Doc):
    """Which events tell of a stage of a design: see `stages` in `events.yaml`."""

    start: tuple[str, ...]
    passed: tuple[str, ...]
    refused: tuple[str, ...] = ()
    months: tuple[str, str] | None = None
    not_lost: tuple[str, ...] = ()
    track: Literal["away", "home"] | None = None


class _ListsDoc(_Doc):
    events: dict[str, _EventDoc]
    stages: dict[str, StageEvents]
    follow_up: _FollowUpDoc
    decisions: list[_DecisionDoc]
    outcomes: dict[str, dict[str, str]]
    reasons: dict[str, dict[str, str]]
    columns: dict[str, _ColumnDoc]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the closed list; the head of `events.yaml` says what each part means.

    `order` is its place in the list. `start` and `month` belong to follow-ups: so many months after that event.
    """

    id: str
    order: int
    phase: str
    label: Text
    after: tuple[str, ...] = ()
    once: bool = False
    outcomes: tuple[str, ...] = ()
    needed: bool = False
    month: int | None = None
    start: str | None = None
    closes: bool = False
    reopens: bool = False
    subject: str = "person"

    @property
    def goes_on(self) -> bool:
        """Whether the person is still on the way, so that it cannot follow a closing."""
        if self.subject != "person" or self.closes or self.reopens or self.month is not None:
            return False
        return self.phase in GOES_ON


@dataclass(frozen=True, slots=True)
class LogColumn:
    """One column of a log. `stays`: the same in all rows of a person. `pooled`: as the pool's readers take it."""

    name: str
    type: ColumnType
    label: Text
    meaning: Text
    headers: tuple[str, ...]
    needed: bool
    stays: bool
    values: Mapping[str, Text]
    pooled: Column | None


@dataclass(frozen=True)
class Lists:
    """The closed lists of a log.

    Attributes:
        events: by id, in the order of a scheme's life.
        outcomes, reasons: labels by id.
        columns: by name, in the order of a log.
        stages: by phase, which events tell of a stage of a design.
        decisions: a request with the answers that contradict each other.
        early_days: how many days before its month a follow-up may be asked (assumed).
    """

    events: Mapping[str, Event]
    outcomes: Mapping[str, Text]
    reasons: Mapping[str, Text]
    columns: Mapping[str, LogColumn]
    stages: Mapping[str, StageEvents]
    decisions: tuple[tuple[str, tuple[str, ...]], ...]
    early_days: int
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What may be written for an event, an outcome or a reason, by kind: plain text to id."""


@cache
def lists() -> Lists:
    """The closed lists of `events.yaml`.

    Raises:
        pydantic.ValidationError: the file has a fault.
    """
    document = _ListsDoc.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    events = {
        id_: Event(
            id_,
            order,
            one.phase,
            one.label,
            tuple(one.after),
            one.once,
            tuple(one.outcomes),
            one.needed,
            one.month,
            one.start,
            one.closes,
            one.reopens,
            one.subject,
        )
        for order, (id_, one) in enumerate(document.events.items())
    }
    labels: dict[str, Mapping[str, Text]] = {
        "event": {id_: one.label for id_, one in events.items()},
        "outcome": document.outcomes,
        "reason": document.reasons,
    }
    return Lists(
        events=MappingProxyType(events),
        outcomes=MappingProxyType(document.outcomes),
        reasons=MappingProxyType(document.reasons),
        columns=MappingProxyType({name: _column(name, one) for name, one in document.columns.items()}),
        stages=MappingProxyType(document.stages),
        decisions=tuple((one.request, tuple(one.answers)) for one in document.decisions),
        early_days=document.follow_up.early_days,
        words={kind: _words(several, kind) for kind, several in labels.items()},
    )


def _words(labels: Mapping[str, Text], kind: str | None = None) -> dict[str, str]:
    """The ids and their labels in three languages; for an outcome also other words for yes and no."""
    found = {plain(text): id_ for id_, texts in labels.items() for text in texts.values()}
    if kind == "outcome":
        found |= {plain(word): "yes" if truth else "no" for word, truth in words().truths.items() if plain(word)}
    return found | {plain(id_): id_ for id_ in labels}


def _column(name: str, document: _ColumnDoc) -> LogColumn:
    return LogColumn(
        name=name,
        type=document.type,
        label=document.label,
        meaning=document.meaning,
        headers=tuple(document.headers),
        needed=document.needed,
        stays=document.stays,
        values=document.values,
        pooled=None if document.type in OWN else _pooled(name, document),
    )


def _pooled(name: str, document: _ColumnDoc) -> Column:
    known = _words(document.values) if document.values else {}
    if document.words is not None:
        known = {w: v for w, v in words().named(document.words).items() if v in document.values} | known
    pool_type: Type = document.type  # type: ignore[assignment]  # those of OWN never come here
    return Column(
        name=name,
        type=pool_type,
        unit=document.unit,
        min=document.min,
        max=document.max,
        values=tuple(document.values),
        other_words=known,
        value_labels=document.values,
        label=document.label,
    )
