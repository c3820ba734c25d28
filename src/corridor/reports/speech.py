"""The page's sentences in one language, from `messages.json` beside this file and from the plan's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from corridor.plan.words import Catalogue, words
from corridor.reports import numbers

MESSAGES = Path(__file__).parent / "messages.json"
LANGUAGES = ("en", "fr", "nl")
FRENCH_SIGN = re.compile("« | [»:;!?%]")


class LanguageError(ValueError):
    """A language in which no report is written; `told` says so, with the remedy, in a language that is."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        super().__init__("; ".join(self.told("en")))

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong and what to do."""
        return (
            _messages().say("no_language", lang, given=self.lang),
            _messages().say("no_language_remedy", lang, known=", ".join(LANGUAGES)),
        )


@cache
def _messages() -> Catalogue:
    return Catalogue(MESSAGES)


@dataclass(frozen=True)
class Speech:
    """One language: texts, counts and numbers in it.

    Raises:
        LanguageError: the language is none of `LANGUAGES`.
    """

    lang: str

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise LanguageError(self.lang)

    def say(self, key: str, **values: str) -> str:
        """A sentence of the page."""
        return self._set(_messages().say(key, self.lang, **values))

    def counted(self, key: str, number: float, **values: str) -> str:
        """A sentence of the page in the grammatical number of `number`, which is `{n}` in it."""
        return self._set(_messages().counted(key, self.lang, number, n=self.count(number), **values))

    def word(self, key: str, **values: str) -> str:
        """A word of the plan: of reasons, levers, conditions."""
        return self._set(words().say(key, self.lang, **values))

    def amount(self, key: str, number: float) -> str:
        """A number with its noun: 1 post, 1,234 posts, 1.5 levels."""
        said = words().counted(key, self.lang, number, n=numbers.decimal(number, self.lang))
        return said.replace(" ", numbers.SPACE, 1)

    def count(self, value: float | None) -> str:
        """A whole number, or that it is not known."""
        return self.say("not_known") if value is None else numbers.count(value, self.lang)

    def decimal(self, value: float | None, digits: int = 1) -> str:
        """A number with decimals, or that it is not known."""
        return self.say("not_known") if value is None else numbers.decimal(value, self.lang, digits)

    def money(self, value: float) -> str:
        """Whole EUR."""
        return numbers.money(value, self.lang)

    def share(self, part: float, whole: float) -> str:
        """A share in per cent; a dash in words where there is no whole."""
        return numbers.share(part, whole, self.lang) or self.say("not_applicable")

    def change(self, before: float | None, after: float | None, digits: int = 0) -> str:
        """A difference with its sign, or that it is not known."""
        if before is None or after is None:
            return self.say("not_known")
        return numbers.change(after - before, self.lang, digits)

    def day(self, value: date | str | None) -> str:
        """A date written out; text that is a date in ISO form counts as one."""
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value[:10])
            except ValueError:
                return str(value)
        return self.say("not_known") if value is None else numbers.day(value, self.lang)

    def text(self, value: Any) -> str:
        """A `{"en", "fr", "nl"}` text in this language, else in English, else in any; plain text stays as it is."""
        if isinstance(value, Mapping):
            value = value.get(self.lang) or value.get("en") or next(iter(value.values()), "")
        return self._set(str(value)) if value else self.say("not_known")

    def _set(self, text: str) -> str:
        """French signs stay on the line of their word."""
        return FRENCH_SIGN.sub(lambda found: found[0].replace(" ", numbers.SPACE), text) if self.lang == "fr" else text
