"""Errors of the library as sentences of a page."""

from __future__ import annotations

from typing import Any

from corridor.web.design.names import language


def said(error: Any, *, place: bool = False) -> str:
    """An error with its remedy as a sentence, in the reader's language; `place`: where it is, before it."""
    text = sentence(*error.told(language()))
    return f"{error.place}{_colon()}{text}" if place and error.place else text


def sentence(wrong: str, remedy: str) -> str:
    """What is wrong, and what to do about it."""
    return f"{wrong[:1].upper()}{wrong[1:]}{_colon()}{remedy}."


def _colon() -> str:
    return "\u00a0: " if language() == "fr" else ": "
