"""How many files somebody without an account may have made: a report costs seconds of work."""

from __future__ import annotations

from django.http import HttpRequest

from corridor.web.chain.errors import ChainRefusal
from corridor.web.design.limits import address, counted

WINDOW = 60
"""Seconds over which files are counted."""
FILES = 10
"""So many in a window, from one address."""


def count_file(request: HttpRequest) -> None:
    """Count a file that is about to be made, where nobody has signed in.

    Raises:
        ChainRefusal: there were too many in this minute.
    """
    if not request.user.is_authenticated and counted(f"chain{address(request)}", WINDOW) > FILES:
        raise ChainRefusal("too_many_files", limit=FILES)
