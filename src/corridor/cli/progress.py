"""Progress of work that counts its steps, on standard error."""

from __future__ import annotations

import time

from corridor.cli import output
from corridor.cli.speech import Words

PATIENCE = 2.0
"""Seconds of silence before progress is told, and between two lines of it."""


class Progress:
    """Told from the words of a command, its keys `progress` and `step_` + the step: `Progress(say, "size", lang)`."""

    def __init__(self, words: Words, step: str, lang: str) -> None:
        self.words, self.step, self.lang, self.last = words, step, lang, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last >= PATIENCE and total:
            self.last = now
            step = self.words(f"step_{self.step}", self.lang)
            output.remark(self.words("progress", self.lang, step=step, done=done, total=total))
