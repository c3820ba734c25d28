"""Hours of days and sessions in words."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext as _


def hours(starts: time | None, ends: time | None) -> str:
    """Hours as `12:30–16:30`, or `from 12:30` where the end is not known; empty where nothing is known."""
    if starts is None:
        return _("until %(time)s") % {"time": f"{ends:%H:%M}"} if ends else ""
    if ends is None:
        return _("from %(time)s") % {"time": f"{starts:%H:%M}"}
    return f"{starts:%H:%M}–{ends:%H:%M}"
