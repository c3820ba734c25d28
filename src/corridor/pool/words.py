"""Words that people write in tables, and what they stand for: `words.yaml`; countries and languages: `names.csv`."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from corridor.rules.countries import COUNTRIES, USUAL_MISTAKES
from corridor.rules.rulefile import read
from corridor.rules.schema import Doc

FILE = Path(__file__).parent / "words.yaml"
NAMES = Path(__file__).parent / "names.csv"


class WordsDoc(Doc):
    """`words.yaml`: what each part means is written there."""

    unknown: list[str]
    nothing: list[str]
    yes_words: list[str]
    no_words: list[str]
    regions: dict[str, list[str]]
    nuts: dict[str, str]
    sex: dict[str, list[str]]
    around_numbers: dict[str, list[str]]
    levels: dict[int, list[str]]
    cefr: list[str]
    native: list[str]
    more_languages: dict[str, list[str]]
    more_countries: dict[str, list[str]]
    driving: list[str]
    driving_words: list[str]
    months: dict[int, list[str]]
    pay_units: dict[str, int]
    forem_contracts: dict[str, dict[str, str | int | bool]]
    posting_types: dict[str, dict[str, str | int | bool]]
    no_experience: list[str]
    at_most: list[str]


def plain(text: str) -> str:
    """A name or word without capitals, accents and punctuation, for comparing."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())


@dataclass(frozen=True)
class Words:
    """The words, ready to be looked up by `plain` text."""

    document: WordsDoc

    @cached_property
    def unknown(self) -> frozenset[str]:
        """Cells that say nothing, in small letters."""
        return frozenset(self.document.unknown)

    @cached_property
    def nothing(self) -> frozenset[str]:
        """Cells that say that a list is empty."""
        return frozenset(self.document.nothing)

    @cached_property
    def truths(self) -> Mapping[str, bool]:
        """Yes and no."""
        return dict.fromkeys(self.document.yes_words, True) | dict.fromkeys(self.document.no_words, False)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions' names in frames."""
        return tuple(self.document.regions)

    def named(self, part: str) -> dict[str, str]:
        """The words of a part, each with what it stands for."""
        found: Mapping[str, list[str]] = getattr(self.document, part)
        return {plain(w): value for value, several in found.items() for w in several}

    @cached_property
    def nuts(self) -> Mapping[str, str]:
        """Regions by the beginning of a NUTS code."""
        return self.document.nuts

    @cached_property
    def around(self) -> tuple[tuple[str, str], ...]:
        """What may stand around a number, longest first, with its meaning."""
        pairs = [(w, meaning) for meaning, several in self.document.around_numbers.items() for w in several]
        return tuple(sorted(pairs, key=lambda p: -len(p[0])))

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """Levels of diplomas."""
        return {plain(w): level for level, several in self.document.levels.items() for w in several}

    @cached_property
    def months(self) -> Mapping[str, int]:
        """Names of months."""
        return {plain(w): month for month, several in self.document.months.items() for w in several}

    @cached_property
    def native(self) -> frozenset[str]:
        """What stands for a native language."""
        return frozenset(plain(w) for w in self.document.native)

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """Country codes by name."""
        found = {plain(n): code for code, n in _names("country")}
        found |= {plain(n): code for code, several in self.document.more_countries.items() for n in several}
        return found | {plain(n): code for n, code in USUAL_MISTAKES.items()} | {plain(c): c for c in COUNTRIES}

    @cached_property
    def languages(self) -> Mapping[str, str]:
        """Language codes by code and name."""
        pairs = _names("language")
        found = {plain(n): code for code, n in pairs}
        found |= {plain(n): code for code, several in self.document.more_languages.items() for n in several}
        return found | {code: code for code, _ in pairs}


def _names(kind: str) -> list[tuple[str, str]]:
    with NAMES.open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["kind"] == kind]
    return [(r["code"], r[lang]) for r in rows for lang in ("en", "fr", "nl")]


@cache
def words() -> Words:
    """The words of `words.yaml`.

    Raises:
        RuleFileError: the file has a fault.
    """
    return Words(read(FILE, WordsDoc))
