"""Questions of those who listen: which is next, and what becomes of two that ask the same."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from corridor.consultation.errors import ConsultationError


class QuestionError(ConsultationError):
    """Questions that cannot be merged: why, and what to do instead."""


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes:
        key: its name.
        at: when it was asked.
        device: that asked it.
        supporters: devices that want it answered.
        merged_into: the key of the question that stands for it; None where it stands for itself.
    """

    key: str
    at: datetime.datetime
    device: str = ""
    supporters: frozenset[str] = frozenset()
    merged_into: str | None = None


@dataclass(frozen=True)
class Standing:
    """A question that stands for itself, with those merged into it.

    Attributes:
        support: devices that support it, each once: supporters of any of them, and who asked one that was merged into
            it; not who asked the question itself.
        merged: the keys of those merged into it, the oldest first.
    """

    question: Question
    support: int
    merged: tuple[str, ...] = ()


def ordered(questions: Iterable[Question]) -> tuple[Standing, ...]:
    """Questions by support, the older first where it is equal; merged ones stand with theirs."""
    by_key = {question.key: question for question in questions}
    group: dict[str, list[Question]] = defaultdict(list)
    for question in by_key.values():
        group[root(by_key, question.key)].append(question)
    found = [_standing(by_key[key], members) for key, members in group.items()]
    return tuple(sorted(found, key=lambda one: (-one.support, one.question.at, one.question.key)))


def _standing(question: Question, members: list[Question]) -> Standing:
    others = sorted((one for one in members if one.key != question.key), key=lambda one: (one.at, one.key))
    devices: set[str] = set().union(*(one.supporters for one in members), (one.device for one in others))
    return Standing(question, len(devices - {question.device, ""}), tuple(one.key for one in others))


def root(by_key: Mapping[str, Question], key: str) -> str:
    """The key of the question that stands for one. A question merged into one that is gone stands for itself."""
    seen = {key}
    while (above := by_key[key].merged_into) is not None and above in by_key:
        if above in seen:  # what was kept goes in a circle: the first of it stands for all
            return min(seen)
        seen.add(above)
        key = above
    return key


def merge(questions: Iterable[Question], *, key: str, into: str) -> tuple[Question, ...]:
    """The questions after one of them, with all that was merged into it, was merged into another.

    Raises:
        QuestionError: one of them is not there, they are the same, or the other stands under the first already.
    """
    found = tuple(questions)
    by_key = {question.key: question for question in found}
    for one in (key, into):
        if one not in by_key:
            raise QuestionError("question", "question_gone", question=one)
    target = root(by_key, into)
    if key == into or target == key:
        raise QuestionError("question", "question_circle")
    return tuple(replace(one, merged_into=target) if one.key == key else one for one in found)


def parted(questions: Iterable[Question], *, key: str) -> tuple[Question, ...]:
    """The questions after one of them stands for itself again."""
    return tuple(replace(one, merged_into=None) if one.key == key else one for one in questions)
