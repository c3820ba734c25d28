"""Errors of users, told with place and remedy instead of raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from corridor.cli import output
from corridor.cli.speech import Words, say
from corridor.told import ToldError


class Refusal(ValueError):
    """What a command cannot do as asked. A command's own class names its words: the key, and the key + `_remedy`."""

    words: ClassVar[Words]

    def __init__(self, place: str, key: str, **values: Any) -> None:
        super().__init__(f"{place}: {key}")
        self.place, self.key, self.values = place, key, values

    def told(self, lang: str) -> tuple[str, str]:
        """Message and remedy."""
        return self.words(self.key, lang, **self.values), self.words(f"{self.key}_remedy", lang, **self.values)


class refusing:
    """`with refusing(lang, {"region": "--region"}): ...`: the options are told where the library names its argument."""

    words: ClassVar[Words] = say
    """Where `stopped` stands: a command that promises more of an interrupt has its own."""

    def __init__(self, lang: str, options: Mapping[str, str] | None = None) -> None:
        self.lang, self.options = lang, options or {}

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, KeyboardInterrupt):
            output.remark(self.words("stopped", self.lang))
            return True
        if not isinstance(error, Refusal | ToldError):
            return False
        together: tuple[Refusal | ToldError, ...] = getattr(error, "errors", (error,))
        for one in together:
            output.failed(self.options.get(one.place, one.place), *one.told(self.lang), self.lang)
        return True
