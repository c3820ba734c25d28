"""`corridor demo`: the worked cases answered as a table, then the interview."""

from __future__ import annotations

import sys
from pathlib import Path

from corridor.cli import output
from corridor.cli.casefile import read_cases
from corridor.cli.permits import Books, answered, print_table
from corridor.cli.speech import say

WORKED = Path(__file__).parent.parent / "permits" / "worked_cases.yaml"


def demo(*, lang: str = "en") -> int:
    """Answer the worked cases; open the interview where a person sits at the terminal. Returns the exit code."""
    books = Books()
    answers = [answered(raw, n, books, lang, False, None) for n, raw in enumerate(read_cases(WORKED), 1)]
    print_table(answers, books, lang, title=say("demo_title", lang))
    if sys.stdin is not None and sys.stdin.isatty():
        from corridor.cli.interview import ask

        output.result(say("demo_interview", lang))
        return ask(lang=lang)
    output.result(say("demo_how", lang))
    return 0
