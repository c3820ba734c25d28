"""What can be wrong with rules, cases and tables.

RulesError
├── RuleFileError      a rule file cannot be read: file, line, what is wrong, what to do
├── ReformError        a reform does not fit the law that it changes
└── CaseError          a case cannot be read: place (row, field), what is wrong, what to do
"""

from __future__ import annotations

from collections.abc import Iterable


class RulesError(Exception):
    """Base of all errors of the rules engine."""


class RuleFileError(RulesError):
    """One or more faults in rule files; `faults` holds a `Fault` for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(f) for f in self.faults))


class ReformError(RulesError):
    """A reform names something that the law does not have, or leaves a choice open."""


class CaseError(RulesError):
    """A case that cannot be read. `place` is the field, `remedy` what to write instead."""

    def __init__(self, place: str, message: str, remedy: str) -> None:
        super().__init__(f"{place}: {message}; {remedy}")
        self.place, self.message, self.remedy = place, message, remedy


class Fault:
    """One fault in a rule file: where it is, what it is, how to mend it."""

    __slots__ = ("file", "line", "message", "remedy")

    def __init__(self, file: str, line: int | None, message: str, remedy: str) -> None:
        self.file, self.line, self.message, self.remedy = file, line, message, remedy

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}; {self.remedy}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The names closest to `name`, as a phrase for an error message."""
    import difflib

    found = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"nearest: {', '.join(found)}" if found else "no similar name exists"
