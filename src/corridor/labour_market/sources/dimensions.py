"""Labels of the codes that Corridor shows, in three languages, and the codes of Eurostat's English labels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from corridor.labour_market.sources import areas
from corridor.labour_market.sources.catalogue import STRICT, Words

FILE = Path(__file__).parent / "dimensions.yaml"
OF_AREAS = frozenset({"geo", "citizen", "c_birth", "partner", "ref_area", "citizenship", "birth_place"})
"""Dimensions whose codes are areas and groups of citizenship."""
ALIKE = {"nace_r2_1": "nace_r2"}
"""Dimensions whose codes mean, at the level that is shown, what those of another do."""


@dataclass(frozen=True, config=STRICT)
class Code:
    """A code with its labels; `also` are labels by which files name it."""

    label: Words
    also: tuple[str, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Dimension:
    """A dimension with its codes."""

    label: Words
    codes: Mapping[str, Code]
    basis: str = "stated"


@dataclass(frozen=True, config=STRICT)
class _File:
    read: dt.date
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)


@cache
def dimensions() -> Mapping[str, Dimension]:
    """The dimensions with labels, by name."""
    raw = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return TypeAdapter(_File).validate_python(raw).dimensions


def label(dimension: str, code: str, lang: str) -> str | None:
    """What a code means; None where Corridor has no words for it, and the code must be shown itself."""
    if dimension in OF_AREAS:
        return areas.label(code, lang)
    found = dimensions().get(ALIKE.get(dimension, dimension))
    known = found.codes.get(code) if found is not None else None
    return None if known is None else known.label[lang]


@cache
def codes_of_labels(dimension: str) -> Mapping[str, str]:
    """Codes by English label, in small letters."""
    if dimension in OF_AREAS:
        return areas.codes_of_labels()
    found = dimensions().get(ALIKE.get(dimension, dimension))
    if found is None:
        return {}
    return {text.casefold(): code for code, each in found.codes.items() for text in (*each.also, each.label.en)}


def looks_like_a_label(dimension: str, value: str) -> bool:
    """Whether a cell holds words rather than a code: codes have no small letters and no blanks."""
    return value not in _codes(dimension) and (" " in value or any(letter.islower() for letter in value))


@cache
def _codes(dimension: str) -> frozenset[str]:
    found = dimensions().get(ALIKE.get(dimension, dimension))
    return frozenset() if found is None else frozenset(found.codes)
