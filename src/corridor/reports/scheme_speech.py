"""The sentences of a scheme's report, from `scheme_messages.json`; those of all reports, from `messages.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corridor.plan.words import Catalogue
from corridor.reports import numbers
from corridor.reports.speech import Speech

SCHEME_MESSAGES = Path(__file__).parent / "scheme_messages.json"


@cache
def _own() -> Catalogue:
    return Catalogue(SCHEME_MESSAGES)


@dataclass(frozen=True)
class SchemeSpeech(Speech):
    """One language of a scheme's report."""

    def say(self, key: str, **values: str) -> str:
        """A sentence of the page."""
        if key in _own().entries:
            return self._set(_own().say(key, self.lang, **values))
        return super().say(key, **values)

    def counted(self, key: str, number: float, **values: str) -> str:
        """A sentence of the page in the grammatical number of `number`, which is `{n}` in it."""
        if key in _own().entries:
            return self._set(_own().counted(key, self.lang, number, n=self.count(number), **values))
        return super().counted(key, number, **values)

    def period(self, year: int | None) -> str:
        """The whole time, or a year."""
        return self.say("scheme.whole_time") if year is None else str(year)

    def percent(self, share: float) -> str:
        """A share in whole per cent."""
        return numbers.PERCENT[self.lang].format(numbers.count(100 * share, self.lang))

    def figure(self, row: Mapping[str, Any] | None, reasons: Mapping[str, Mapping[str, str]]) -> str:
        """A figure of the indicators with its interval and numbers; why there is none; or that it is too small."""
        if row is None:
            return self.say("not_applicable")
        if row["suppressed"]:
            return self.say("scheme.hidden_sign")
        if row["value"] is None:
            return self.text(reasons.get(row["reason"]))
        if row["statistic"] == "count":
            return self.count(row["value"])
        if row["statistic"] != "share":
            return self.decimal(row["value"], 1)
        return self._share(row)

    def _share(self, row: Mapping[str, Any]) -> str:
        share = self.percent(row["value"])
        if row["n"] is None or row["denominator"] is None:
            return share
        values = {"n": self.count(row["n"]), "of": self.count(row["denominator"]), "share": share}
        if row["low"] is None:
            return self.say("scheme.share", **values)
        low, high = self.percent(row["low"]), self.percent(row["high"])
        return self.say("scheme.share_interval", low=low, high=high, **values)
