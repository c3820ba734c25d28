"""Between the tables and the library: a poll as the library asks it, answers as the library counts them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corridor.consultation.poll import poll as consultation
from corridor.consultation.poll.ballot import Ballot, stored
from corridor.consultation.poll.tally import Row, Tally, tally_counted
from corridor.web.design.said import UNKNOWN, Said, said, written
from corridor.web.live.models import Kind, Poll


@dataclass(frozen=True)
class Cast:
    """Equal answers, and how many there are; of a short text its language, and whether it is shown."""

    choice: Any
    count: int
    language: str = ""
    shown: bool | None = None


@dataclass(frozen=True)
class Line:
    """A row of a result; `language` is that in which a participant wrote it, empty where organisers wrote it."""

    row: Row
    kind: str
    language: str = ""

    @property
    def label(self) -> Said:
        """What the row is about."""
        if self.language:
            return written(self.row.key, self.language)
        if self.row.text is None:
            return said(self.row.key)
        text = said(self.row.text)
        return Said(f"{self.row.key} – {text}", text.lang) if self.kind == Kind.SCALE else text


@dataclass(frozen=True)
class Result:
    """What a poll came to, row by row."""

    tally: Tally
    lines: tuple[Line, ...]

    @property
    def top(self) -> int:
        """The longest bar: of the ranking in points."""
        return max((self.weight(line.row) for line in self.lines), default=0)

    @staticmethod
    def weight(row: Row) -> int:
        """How long the bar of a row is."""
        return row.votes if row.points is None else row.points


def poll_of(row: Poll) -> consultation.Poll:
    """A poll as the library asks it. What is kept was checked when it was made."""
    choices = tuple(consultation.Choice(one["key"], one["text"]) for one in row.choices)
    scale: dict[str, Any] = {}
    if row.low is not None and row.high is not None:
        scale = {"lowest": row.low, "highest": row.high, "low": row.ends.get("low"), "high": row.ends.get("high")}
    kind: Any = str(row.kind)
    return consultation.Poll(kind, row.question, choices, row.most, **scale)


def result_of(row: Poll, casts: Iterable[Cast]) -> Result:
    """What answers come to. One that the poll does not know (any more) is left out."""
    asked, counted = poll_of(row), Counter[Ballot]()
    tongues: dict[str, Counter[str]] = defaultdict(Counter)
    for cast in casts:
        if (ballot := stored(asked, cast.choice)) is not None:
            counted[ballot] += cast.count
            tongues[str(ballot.value)][cast.language or UNKNOWN] += cast.count
    found = tally_counted(asked, counted)
    text = row.kind == Kind.TEXT
    lines = (Line(one, row.kind, tongues[one.key].most_common(1)[0][0] if text else "") for one in found.rows)
    return Result(found, tuple(lines))
