"""What can be wrong with rules, cases and tables.

RulesError
├── RuleFileError      a rule file cannot be read: file, line, what is wrong, what to do
├── ReformError        a reform does not fit the law that it changes
│   └── AmendmentError one change of a reform that a page puts together: place (path), what is wrong, what to do
└── CaseError          a case cannot be read: place (row, field), what is wrong, what to do
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corridor.told import ToldError, messages

MESSAGES = Path(__file__).parent / "messages.json"


class RulesError(Exception):
    """Base of all errors of the rules engine."""


class RuleFileError(RulesError):
    """One or more faults in rule files; `faults` holds a `Fault` for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(f) for f in self.faults))


class ReformError(RulesError):
    """A reform names something that the law does not have, or leaves a choice open."""


class _Told(ToldError):
    texts = MESSAGES

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong and the remedy, in a language."""
        return told(self.key, lang, **self.values)


class CaseError(_Told, RulesError):
    """A case that cannot be read: where (field, file or line), what is wrong, and what to write instead.

    Of the values of its message, `near` and `known` together become the nearest names.
    """


class AmendmentError(_Told, ReformError):
    """A change that does not fit the law: `place` is its path; key and values as of `CaseError`."""


def told(key: str, lang: str, **values: Any) -> tuple[str, str]:
    """A message of `messages.json` and its remedy, filled in."""
    known = messages(MESSAGES)
    if "near" in values:
        names = closest(values.pop("near"), values.pop("known"))
        values["nearest"] = known["nearest" if names else "none_near"][lang][0].format(names=", ".join(names))
    message, remedy = (part.format(**values) for part in known[key][lang])
    return message, remedy


class Fault:
    """One fault in a rule file: where it is, what it is, how to mend it."""

    __slots__ = ("file", "line", "message", "remedy")

    def __init__(self, file: str, line: int | None, message: str, remedy: str) -> None:
        self.file, self.line, self.message, self.remedy = file, line, message, remedy

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}; {self.remedy}"


def closest(name: str, known: Iterable[str]) -> list[str]:
    """The names closest to `name`."""
    import difflib

    return difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)


def nearest(name: str, known: Iterable[str]) -> str:
    """The names closest to `name`, as a phrase for those who write rules."""
    found = closest(name, known)
    return f"nearest: {', '.join(found)}" if found else "no similar name exists"
