"""Words for reasons and levers in English, French and Dutch, read from `words.json`; plural forms of each language."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words.json"
Entry = dict[str, str] | dict[str, dict[str, str]]


class Catalogue:
    """Texts by key and language: `{"key": {"en": "{posts} open", ...}}`.

    A text that depends on a number is `{"one": ..., "other": ...}`; its placeholder for the number is `{n}`.
    """

    def __init__(self, file: Path) -> None:
        self.entries: dict[str, Entry] = json.loads(file.read_text(encoding="utf-8"))

    def say(self, key: str, lang: str, **values: str) -> str:
        """A text with its placeholders filled in. A missing key or placeholder raises KeyError."""
        return str(self.entries[key][lang]).format(**values)

    def counted(self, key: str, lang: str, number: float, **values: str) -> str:
        """A text in the grammatical number that `number` asks for."""
        forms = self.entries[key][lang]
        assert isinstance(forms, dict)
        return forms[plural(number, lang)].format(**values)


@cache
def words() -> Catalogue:
    """The plan's own words: reasons, levers, conditions, units."""
    return Catalogue(WORDS)


def plural(number: float, lang: str) -> str:
    """`one` or `other`, by the plural rules of Unicode CLDR: French has the singular for all below two."""
    if lang == "fr":
        return "one" if abs(number) < 2 else "other"
    return "one" if abs(number) == 1 else "other"
