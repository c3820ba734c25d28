"""Errors that say themselves to their reader: where, what is wrong and what to do, in English, French and Dutch.

ToldError      an error of a room: its place first; the room gives the file of its messages
└── Refusal    an error of a page: what was asked for cannot be done; a place where there is one
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

Messages = Mapping[str, Mapping[str, Any]]


class ToldError(Exception):
    """An error from a file of messages: `{"key": {"en": [what is wrong, what to do], "fr": ..., "nl": ...}}`.

    Args:
        place: the field, file, line or option that is at fault; empty where there is none.
        key: the message, as the file of the class has it.
        values: what its placeholders stand for.

    Attributes:
        texts: the file of a class, or the folder of its files.
        message, remedy: what is wrong and what to do, in English.
    """

    texts: ClassVar[Path]
    place: str = ""

    def __init__(self, place: str, key: str, **values: Any) -> None:
        self.place, self.key, self.values = place, key, values
        self.message, self.remedy = self.told("en")
        super().__init__(f"{place}: {self.message}; {self.remedy}" if place else f"{self.message}; {self.remedy}")

    def told(self, lang: str) -> tuple[str, str]:
        """What is wrong and what to do, in a language."""
        message, remedy = messages(self.texts)[self.key][lang]
        return message.format(**self.values), remedy.format(**self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        """An error crosses to another process as it is: its text alone would not make it again."""
        return _again, (type(self), self.args, self.__dict__)


class Refusal(ToldError):
    """What cannot be done as asked.

    Args:
        key: the message, as the file of the class has it.
        place: the part of what was sent that is at fault; that of the class where it is not given.
        values: what its placeholders stand for.
    """

    def __init__(self, key: str, *, place: str | None = None, **values: Any) -> None:
        super().__init__(self.place if place is None else place, key, **values)


def _again(kind: type[ToldError], args: tuple[Any, ...], state: dict[str, Any]) -> ToldError:
    made = kind.__new__(kind, *args)
    made.__dict__.update(state)
    return made


@cache
def messages(texts: Path) -> Messages:
    """The messages of a file by key and language; of a folder, those of all its files.

    Raises:
        ImportError: two files of the folder have the same key.
    """
    found: dict[str, Any] = {}
    for file in sorted(texts.glob("*.json")) if texts.is_dir() else (texts,):
        read = json.loads(file.read_text(encoding="utf-8"))
        if twice := found.keys() & read.keys():
            raise ImportError(f"{file.name}: {sorted(twice)} stand in another file too")
        found |= read
    return found
