"""Counts of comments by section, stance and outcome, and what still waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corridor.consultation.draft.records import OUTCOMES, STANCES, Comment, Draft, Round


@dataclass(frozen=True)
class Tally:
    """How many comments there are.

    Attributes:
        stances: by stance; every stance has its count.
        outcomes: by outcome of the answer; every outcome has its count.
        unanswered: comments without answer.
        bodies: comments in the name of an organisation; the rest are of persons.
    """

    stances: Mapping[str, int]
    outcomes: Mapping[str, int]
    unanswered: int
    bodies: int

    @property
    def total(self) -> int:
        """All comments."""
        return sum(self.stances.values())


def tally(comments: Iterable[Comment]) -> Tally:
    """The counts of some comments."""
    every = tuple(comments)
    given = [comment.answer.outcome for comment in every if comment.answer is not None]
    said = [comment.stance for comment in every]
    return Tally(
        {stance: said.count(stance) for stance in STANCES},
        {outcome: given.count(outcome) for outcome in OUTCOMES},
        len(every) - len(given),
        sum(comment.body is not None for comment in every),
    )


def by_section(entry: Round) -> dict[str, Tally]:
    """The counts of a round by the key of the section, in the order of the sections; those without comments too."""
    return {
        section.key: tally(comment for comment in entry.comments if comment.section == section.key)
        for section in entry.sections
    }


def unanswered(draft: Draft) -> tuple[tuple[int, Comment], ...]:
    """The comments of all rounds without answer, each with the number of its round."""
    return tuple(
        (entry.number, comment) for entry in draft.rounds for comment in entry.comments if comment.answer is None
    )
