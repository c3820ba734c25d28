"""Runs the command in this process and gives back what it printed."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from corridor.cli.app import app


@dataclass(frozen=True)
class Ran:
    """What a command printed and returned."""

    code: int
    out: str
    err: str


class Person(io.StringIO):
    """Someone at the terminal: answers the question that was asked last, and "?" to every other."""

    def __init__(self, answers: dict[str, str], screen: io.StringIO) -> None:
        super().__init__()
        self.answers, self.screen, self.asked = answers, screen, list[str]()

    def readline(self, size: int | None = -1, /) -> str:
        lines = (line.removeprefix("> ") for line in self.screen.getvalue().splitlines())
        question = [line for line in lines if line and not line.startswith("  ")][-1]
        self.asked.append(question)
        return next((a for q, a in self.answers.items() if question.startswith(q)), "?") + "\n"


def corridor(*arguments: object, stdin: str = "", answers: dict[str, str] | None = None) -> Ran:
    """Run `corridor ARGUMENTS` with standard input, or with a person who answers questions."""
    out, err = io.StringIO(), io.StringIO()
    source = Person(answers, out) if answers is not None else io.StringIO(stdin)
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", source):
        try:
            app([str(a) for a in arguments], prog_name="corridor")
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())
