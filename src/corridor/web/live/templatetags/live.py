"""Texts in their own language, and bars, for pages of live sessions."""

from __future__ import annotations

from typing import Any

from django import template

from corridor.web.design import names
from corridor.web.design import said as texts
from corridor.web.live.asking import Line, Result
from corridor.web.live.models import Question
from corridor.web.live.tongues import TONGUES

register = template.Library()


@register.filter
def said(found: Any) -> texts.Said:
    """A text of organisers, in the reader's language if there is one, marked with its own if not."""
    return texts.said(found)


@register.filter
def asked(question: Question) -> texts.Said:
    """A question, translated where a moderator did, marked with its language where not."""
    here = names.language()
    if here in question.texts:
        return texts.written(question.texts[here], here)
    return texts.written(question.text, question.language)


@register.filter
def original(question: Question) -> texts.Said:
    """A question in the words in which it was asked."""
    return texts.written(question.text, question.language)


@register.filter
def words(choice: Any, language: str) -> texts.Said:
    """A short text of a ballot."""
    return texts.written(str(choice), language)


@register.filter
def tongue(code: str) -> Any:
    """The name of a language in which participants write."""
    return dict(TONGUES).get(code, code)


@register.filter
def weight(line: Line) -> int:
    """How long the bar of a row is."""
    return Result.weight(line.row)
