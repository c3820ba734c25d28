"""Progress of work that takes long, on standard error."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def waiting(words: Words, step: str, lang: str) -> Iterator[None]:
    """While the work inside goes on in silence, tell how long it has taken: the keys `working` and `step_` + it."""
    began, ended = time.monotonic(), threading.Event()

    def tell() -> None:
        while not ended.wait(PATIENCE):
            seconds = round(time.monotonic() - began)
            output.remark(words("working", lang, step=words(f"step_{step}", lang), seconds=seconds))

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()
