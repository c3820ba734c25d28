"""Comments and answers as rows and as a document. Persons are not in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from corridor.consultation.draft.records import LANGUAGES
from corridor.web.design.templatetags.design import in_language
from corridor.web.drafts.models import Answer, Comment, Draft

HEAD = (
    "round",
    "section",
    "heading",
    "stance",
    "by",
    "organisation",
    "text",
    "proposed",
    "language",
    "date",
    "outcome",
    *(f"why_{lang}" for lang in LANGUAGES),
    "answered_on",
)
"""Columns of the table; the same in every language, so that files can be put together."""


def as_rows(comments: Iterable[Comment]) -> list[list[Any]]:
    """One row a comment, in the columns of `HEAD`."""
    return [_row(one) for one in comments]


def _row(comment: Comment) -> list[Any]:
    section = comment.section
    answer: Answer | None = getattr(comment, "answer", None)
    return [
        section.round.number,
        section.number,
        in_language(section.heading),
        comment.stance,
        "person" if comment.in_person else "organisation",
        comment.body_name,
        comment.text,
        comment.proposed,
        comment.language,
        timezone.localdate(comment.at).isoformat(),
        answer.outcome if answer else "",
        *((answer.why.get(lang, "") if answer else "") for lang in LANGUAGES),
        timezone.localdate(answer.at).isoformat() if answer else "",
    ]


def as_json(draft: Draft, comments: Iterable[Comment]) -> dict[str, Any]:
    """A document with the draft's title and its comments."""
    return {
        "draft": draft.slug,
        "title": draft.title,
        "languages": draft.languages,
        "comments": [_document(one) for one in comments],
    }


def _document(comment: Comment) -> dict[str, Any]:
    answer: Answer | None = getattr(comment, "answer", None)
    return {
        "key": str(comment.pk),
        "round": comment.section.round.number,
        "section": {"key": comment.section.key, "number": comment.section.number, "heading": comment.section.heading},
        "stance": comment.stance,
        "organisation": None if comment.in_person else comment.body_name,
        "text": comment.text,
        "proposed": comment.proposed,
        "language": comment.language,
        "date": timezone.localdate(comment.at).isoformat(),
        "answer": None
        if answer is None
        else {"outcome": answer.outcome, "why": answer.why, "on": timezone.localdate(answer.at).isoformat()},
    }
