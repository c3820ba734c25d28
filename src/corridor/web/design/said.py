"""Texts with the language they are in: a voice that reads French aloud must know that it is French (WCAG 3.1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from corridor.web.design import names

UNKNOWN = "und"
"""The code of a language that nobody named."""
NOTHING = gettext_lazy("(no text)")


class Said(str):
    """A text in a language of its own: shown inside an element that names it, elsewhere as plain text."""

    lang: str

    def __new__(cls, text: str, lang: str) -> Said:
        made = super().__new__(cls, text)
        made.lang = lang
        return made

    def __html__(self) -> SafeString:
        if self.lang == names.language():
            return format_html("{}", str(self))
        return format_html('<span lang="{}">{}</span>', self.lang, str(self))

    def __str__(self) -> str:
        return "".join(self)


def said(texts: Any) -> Said:
    """A text of several languages in the reader's, else in English, else in any; None and plain text as they are."""
    here = names.language()
    if not isinstance(texts, Mapping):
        return Said("" if texts is None else str(texts), here)
    for lang in (here, "en", *texts):
        if texts.get(lang):
            return Said(str(texts[lang]), lang)
    return Said(str(NOTHING), here)


def written(text: str, lang: str) -> Said:
    """What somebody wrote, in the language they named."""
    return Said(text, lang or UNKNOWN)
