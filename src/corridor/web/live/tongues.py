"""The languages in which participants write and pages are read."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from corridor.web.design.said import UNKNOWN

TONGUES = (
    ("en", "English"),
    ("fr", "Français"),
    ("nl", "Nederlands"),
    ("de", "Deutsch"),
    (UNKNOWN, pgettext_lazy("language", "Another one")),
)
"""What a participant may say that a text is written in."""
PAGES = ("en", "fr", "nl")
