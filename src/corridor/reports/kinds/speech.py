"""The sentences of reports on a dossier, from `messages.json` beside this file; others from the room's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from corridor.plan.words import Catalogue
from corridor.reports import numbers
from corridor.reports.document import Foreign, Line
from corridor.reports.speech import LANGUAGES, Speech, _messages

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
KIND_MESSAGES = Path(__file__).parent / "messages.json"


@cache
def _own() -> Catalogue:
    return Catalogue(KIND_MESSAGES)


@dataclass(frozen=True)
class KindSpeech(Speech):
    """One language of a report."""

    def say(self, key: str, **values: str) -> str:
        """A sentence of the report."""
        if key in _own().entries:
            return self._set(_own().say(key, self.lang, **values))
        return super().say(key, **values)

    def counted(self, key: str, number: float, **values: str) -> str:
        """A sentence of the report in the grammatical number of `number`, which is `{n}` in it."""
        if key in _own().entries:
            return self._set(_own().counted(key, self.lang, number, n=self.count(number), **values))
        return super().counted(key, number, **values)

    def knows(self, key: str) -> bool:
        """Whether there is a sentence of that key."""
        return key in _own().entries or key in _messages().entries

    def line(self, said: Mapping[str, str] | None, *, quiet: bool = False, strong: bool = False) -> Line:
        """A text of a dossier; in another language, and marked as such, where it lacks this one."""
        found = next((one for one in (self.lang, *LANGUAGES) if said and said.get(one)), "")
        if not said or not found:
            return Line(self.say("not_known"), quiet=quiet, strong=strong)
        text = self._set(said[found]) if found == self.lang else said[found]
        return Line(text, quiet=quiet, strong=strong, lang="" if found == self.lang else found)

    def quoted(self, text: str, lang: str | None) -> Line:
        """Words that somebody said in a language."""
        return Line(text, lang=lang if lang and lang != self.lang else "")

    def named(self, said: Mapping[str, str] | None) -> str:
        """A text of a dossier inside a sentence or a heading, which `foreign` marks; or in a chart."""
        return self.line(said).text

    def foreign(self, *said: Mapping[str, str] | None) -> Foreign:
        """Those of some texts that are in another language, to mark them in a sentence or heading that holds them."""
        found = [self.line(one) for one in said]
        return tuple((one.text, one.lang) for one in found if one.lang)

    def day(self, value: date | str | None) -> str:
        """A date written out; of a month, its name and year; a year as it stands."""
        if isinstance(value, str) and MONTH.fullmatch(value):
            year, month = value.split("-")
            return f"{numbers.MONTHS[self.lang].split()[int(month) - 1]}{numbers.SPACE}{year}"
        return super().day(value)

    def place(self, region: str) -> str:
        """A region, or all of them."""
        return self.say(f"region.{region}")

    def euro(self, value: float | None) -> str:
        """Whole EUR, or that it is not known."""
        return self.say("not_known") if value is None else self.money(value)
