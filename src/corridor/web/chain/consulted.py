"""What was said of a recommendation in the rounds of drafts: sections with the count of stances, comments, answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from corridor.web.chain.queries import sections_about
from corridor.web.drafts.models import Outcome, Phase, Stance


@dataclass(frozen=True)
class Said:
    """A comment without who wrote it: `by` is an organisation, or empty for a person; `erased`: its words are gone."""

    by: str
    stance: Any
    text: str
    proposed: str
    answer: Any = None
    outcome: Any = ""
    erased: bool = False


@dataclass(frozen=True)
class Consulted:
    """A section in a round. `comments` None: they are not shown to this reader while the round is open.

    `unanswered` counts comments that ask for an answer: one that its author had erased no longer does.
    """

    draft: Any
    number: int
    section: Any
    stances: list[tuple[Any, int]]
    comments: list[Said] | None
    unanswered: int


def consulted(recommendation: Any, *, public: bool) -> list[Consulted]:
    """Every section about a recommendation, round after round.

    Args:
        recommendation: the row.
        public: for readers who are no members: no comments before the round is over, and no words of single people.
    """
    return [_one(section, public) for section in sections_about(recommendation, public=public)]


def _one(section: Any, public: bool) -> Consulted:
    rows = list(section.comments.all())
    hidden = public and section.round.phase != Phase.CLOSED
    counted = Counter(row.stance for row in rows)
    return Consulted(
        section.round.draft,
        section.round.number,
        section,
        [] if hidden else [(Stance(stance).label, counted[stance]) for stance in Stance.values if counted[stance]],
        None if hidden else [_said(row, silent=public and row.in_person) for row in rows],
        sum(1 for row in rows if getattr(row, "answer", None) is None and not row.erased),
    )


def _said(row: Any, *, silent: bool) -> Said:
    answer = getattr(row, "answer", None)
    return Said(
        "" if row.in_person else row.body_name,
        Stance(row.stance).label,
        "" if silent else row.text,
        "" if silent else row.proposed,
        answer,
        Outcome(answer.outcome).label if answer is not None else "",
        row.erased,
    )
