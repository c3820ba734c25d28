"""The columns of talents and vacancies: read from `columns.yaml` and, where they are facts, from the law's vocabulary.

Everything else in this room follows from here: importers, validation, templates and the page of the manual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from corridor.pool.errors import PoolError
from corridor.pool.words import plain, words
from corridor.rules.rulefile import read
from corridor.rules.schema import Doc, FactDoc, Trilingual, VocabularyDoc

Kind = Literal["talents", "vacancies"]
KINDS: tuple[Kind, ...] = ("talents", "vacancies")
FILE = Path(__file__).parent / "columns.yaml"
VOCABULARY = Path(__file__).parent.parent / "law" / "vocabulary.yaml"
Type = Literal[
    "id", "text", "int", "number", "money", "bool", "date", "enum", "isco08", "country", "language", "licence", "nuts"
]
DTYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {"int": pl.Int64(), "number": pl.Float64(), "money": pl.Float64(), "bool": pl.Boolean(), "date": pl.Date()}
)
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Dates outside are slips of the pen."""
Text = Mapping[str, str]


class ColumnDoc(Doc):
    """A column as `columns.yaml` has it."""

    fact: str | None = None
    type: Type | None = None
    many: bool = False
    required: bool = False
    seldom: bool = False
    unit: str | None = None
    min: int | None = None
    max: int | None = None
    presumed: int | None = None
    values: list[str] | None = None
    words: str | None = None
    value_labels: dict[str, Trilingual] | None = None
    label: Trilingual | None = None
    meaning: Trilingual | None = None
    headers: list[str] | None = None
    example: str | Trilingual | None = None


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: the name in frames and files.
        type: how its values are read; `many` where it holds a list of them.
        unit: of numbers; EUR are gross.
        min, max: limits of numbers, both allowed.
        values: what an enumeration may hold; `other_words` what stands for each of them.
        required: a row without it is quarantined.
        presumed: what an unstated value is taken to be; a note says so.
        seldom: not in templates, and in a frame only where the source has it.
        headers: other names by which the column is known.
        example: what the template shows, by language.
    """

    name: str
    type: Type
    many: bool = False
    required: bool = False
    seldom: bool = False
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    presumed: int | None = None
    values: tuple[str, ...] = ()
    other_words: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Text] = field(default_factory=dict)
    label: Text = field(default_factory=dict)
    meaning: Text = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    example: Text = field(default_factory=dict)
    fact: bool = False

    @property
    def dtype(self) -> pl.DataType:
        """The type of the column in a frame."""
        one = DTYPES.get(self.type, pl.String())
        return pl.List(one) if self.many else one


@dataclass(frozen=True)
class Table:
    """The columns of one kind of table: its own, and the other facts of the law that it may have."""

    kind: Kind
    columns: Mapping[str, Column]
    facts: Mapping[str, Column]

    @property
    def always(self) -> tuple[str, ...]:
        """The columns that every frame has."""
        return tuple(n for n, c in self.columns.items() if not c.seldom)

    def column(self, name: str) -> Column:
        """A column by its name.

        Raises:
            KeyError: there is none.
        """
        return self.columns[name] if name in self.columns else self.facts[name]


@cache
def table(kind: Kind) -> Table:
    """The columns of talents or of vacancies.

    Raises:
        RuleFileError: `columns.yaml` has a fault.
        PoolError: a column refers to a fact that the vocabulary does not have.
    """
    documents = _documents()
    facts = _facts()
    own = {name: _column(name, document, facts) for name, document in documents[kind].items()}
    taken = {name for table in documents.values() for name in table}
    others = {n: _column(n, ColumnDoc(fact=n), facts) for n in facts if n not in taken}
    return Table(kind, MappingProxyType(own), MappingProxyType(others))


@cache
def _documents() -> dict[str, dict[str, ColumnDoc]]:
    found: dict[str, dict[str, ColumnDoc]] = read(FILE, dict[str, dict[str, ColumnDoc]])
    return found


@cache
def _facts() -> dict[str, FactDoc]:
    return dict(read(VOCABULARY, VocabularyDoc).facts)


def _column(name: str, document: ColumnDoc, facts: Mapping[str, FactDoc]) -> Column:
    fact = facts.get(document.fact) if document.fact else None
    if document.fact and fact is None:
        raise PoolError(f"columns.yaml, {name}", "schema_fault", problem=f"{document.fact} is no fact")
    type_ = document.type or (_type(fact) if fact else None)
    if type_ is None:
        raise PoolError(f"columns.yaml, {name}", "schema_fault", problem="no type")
    values = document.values or (fact.values if fact else [])
    if document.words == "regions":
        values = list(words().regions)
    labels = document.value_labels or (fact.value_labels if fact else {})
    label = document.label or (fact.label if fact else None) or dict.fromkeys(("en", "fr", "nl"), name)
    return Column(
        name=name,
        type=type_,
        many=document.many,
        required=document.required,
        seldom=document.seldom,
        unit=document.unit or (fact.unit if fact else None),
        min=_limit(document.min, fact.min if fact else None),
        max=_limit(document.max, fact.max if fact else None),
        presumed=document.presumed,
        values=tuple(values),
        other_words=_words(tuple(values), labels, document.words),
        value_labels=labels,
        label=label,
        meaning=document.meaning or _meaning(fact) or label,
        headers=tuple(document.headers or ()) + tuple(fact.aliases if fact else ()),
        example=_example(document.example),
        fact=fact is not None,
    )


def _type(fact: FactDoc) -> Type:
    if fact.type == "code":
        return "isco08" if fact.scheme == "isco08" else "country"
    return fact.type


def _limit(own: Any, of_fact: Any) -> float | None:
    found = own if own is not None else of_fact
    return None if found is None else float(found)


def _meaning(fact: FactDoc | None) -> Text | None:
    if fact is None:
        return None
    return fact.meaning if isinstance(fact.meaning, dict) else fact.question


def _example(raw: str | dict[str, str] | None) -> Text:
    if raw is None:
        return {}
    return raw if isinstance(raw, dict) else dict.fromkeys(("en", "fr", "nl"), raw)


def _words(values: tuple[str, ...], labels: Mapping[str, Text], name: str | None) -> dict[str, str]:
    """What people may write for each value: the value itself, its labels, and the words of `words.yaml`."""
    found = {plain(v): v for v in values}
    for value, texts in labels.items():
        found |= {plain(t): value for t in texts.values() if plain(t) not in found}
    if name is not None:
        found |= words().named(name)
    return found


def shown(value: Any) -> str:
    """A limit or value as people read it: whole numbers without a point, dates as YYYY-MM-DD."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
