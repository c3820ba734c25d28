"""A report before it has a form: what its first page says, and its chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from corridor.reports.document import Foreign, Section
from corridor.reports.speech import Speech

TAGS = {"en": "en-GB", "fr": "fr-BE", "nl": "nl-BE"}
"""The language of a document, as its readers' software names it."""


class Opening(Protocol):
    """The first page in words. `synthetic`: the label of data without people, else empty."""

    @property
    def title(self) -> str:
        """The report's name."""

    @property
    def verdict(self) -> str:
        """The report in one sentence."""

    @property
    def read(self) -> str:
        """What was read for it, and when."""

    @property
    def held_by(self) -> str:
        """What belongs before that; or empty."""

    @property
    def heading(self) -> str:
        """The heading of `matters`; empty where there are none."""

    @property
    def matters(self) -> Sequence[Any]:
        """The occupations that matter, of a plan."""

    @property
    def synthetic(self) -> str:
        """The label of made-up data; or empty."""


@dataclass(frozen=True)
class Cover:
    """The first page of a report that is not a plan's. `foreign`: pieces of `title` and `read` in other languages."""

    title: str
    verdict: str
    read: str
    synthetic: str = ""
    held_by: str = ""
    heading: str = ""
    matters: tuple[()] = ()
    foreign: Foreign = ()


@dataclass(frozen=True)
class Report:
    """A report in one language.

    Attributes:
        kind: plan, partnership, region, ...
        day: the day of its data; None where no date is known. No form has any other date.
    """

    kind: str
    speech: Speech
    day: date | None
    opening: Opening
    sections: tuple[Section, ...]

    @property
    def lang(self) -> str:
        """The language that it is written in."""
        return self.speech.lang
