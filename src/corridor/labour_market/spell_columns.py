"""Columns and words of the file of spells: read from `spells.yaml`, and found in a file by name or label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors

FILE = Path(__file__).parent / "spells.yaml"
STATES = ("on_permit", "long_term", "citizen", "other", "left")
"""States of a person; their places are the codes of `aalen_johansen`. `left` is final."""
REGIONS = ("flanders", "wallonia", "brussels", "german_community")
WORDS = {"state": STATES[:-1], "end_state": (*STATES, "moved"), "region": REGIONS}
"""The closed list of each type of column."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Strict):
    """A text in three languages."""

    en: str
    fr: str
    nl: str

    def told(self, lang: str) -> str:
        """The text in `en`, `fr` or `nl`."""
        return {"en": self.en, "fr": self.fr, "nl": self.nl}[lang]


class Column(_Strict):
    """A column: its type says how cells are read; `needed` ones must stand in every file and row."""

    type: Literal["code", "word", "country", "region", "state", "end_state", "day"]
    needed: bool
    label: Label
    meaning: Label


class SpellFile(_Strict):
    """What `spells.yaml` holds."""

    columns: dict[str, Column]
    words: dict[str, Label]
    example: list[dict[str, str]]


@cache
def schema() -> SpellFile:
    """The columns by name, the words of the closed lists with their labels, and example rows."""
    raw: Any = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return SpellFile.model_validate(raw)


def label(word: str, lang: str) -> str:
    """The label of a state or region, or the word itself where it has none."""
    known = schema().words.get(word)
    return word if known is None else known.told(lang)


@cache
def meanings(type: str) -> Mapping[str, str]:
    """Each spelling of a word of a closed list, plain, with the word."""
    found: dict[str, str] = {}
    for word in WORDS[type]:
        known = schema().words[word]
        for text in (word, known.en, known.fr, known.nl):
            found[plain(text)] = word
    return found


def plain(text: str) -> str:
    """A spelling without case, spaces, hyphens and underscores at odds."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def resolve(headers: Sequence[str], place: str) -> dict[str, str]:
    """Each column of the schema with the header it has in a file.

    Raises:
        LabourMarketErrors: a needed column is missing, or two headers mean the same column.
    """
    names: dict[str, str] = {}
    for name, column in schema().columns.items():
        for text in (name, column.label.en, column.label.fr, column.label.nl):
            names[plain(text)] = name
    used: dict[str, str] = {}
    errors: list[LabourMarketError] = []
    for header in headers:
        name_ = names.get(plain(header))
        if name_ is None:
            continue
        if name_ in used:
            errors.append(LabourMarketError(place, "spells_two_columns", column=name_, one=used[name_], other=header))
        used[name_] = header
    for name, column in schema().columns.items():
        if column.needed and name not in used:
            found = ", ".join(headers)
            errors.append(LabourMarketError(place, "spells_column_missing", column=name, found=found))
    if errors:
        raise LabourMarketErrors(errors)
    return used


def template(lang: str) -> list[list[str]]:
    """The header in a language, and rows of an example, as cells."""
    columns = schema().columns
    closed = ("state", "end_state", "region")
    rows = [[column.label.told(lang) for column in columns.values()]]
    for example in schema().example:
        cells = ((example.get(name, ""), column.type) for name, column in columns.items())
        rows.append([label(cell, lang) if type in closed and cell else cell for cell, type in cells])
    return rows
