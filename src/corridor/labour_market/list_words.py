"""What shortage lists say, in the words of a language: marks, regions, causes, changes. Unknown has words too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from corridor.labour_market.list_files import Edition, Title
from corridor.labour_market.shortage_lists import Spell
from corridor.rules.kleene import Truth

FILE = Path(__file__).parent / "list_words.json"
INCOMPLETE = {"gap", "empty", "partial"}


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every word by key, in three languages."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def word(key: str, lang: str, **values: object) -> str:
    """The words of a key."""
    text = words()[key][lang]
    return text.format(**values) if values else text


def on_told(on: Truth, lang: str) -> str:
    """On a list, not on it, or not known."""
    return word(f"on.{str(on).lower()}", lang)


def marks_told(marks: Iterable[str], lang: str) -> str:
    """How much of an edition or spell is known, and its marks."""
    return ", ".join(marks_apart(marks, lang))


def marks_apart(marks: Iterable[str], lang: str) -> list[str]:
    """The same, each mark by itself; the first says how much is known: complete where no mark says otherwise."""
    found = list(marks)
    told = [word(f"mark.{mark}", lang) for mark in found]
    return told if INCOMPLETE & set(found) else [word("holding.complete", lang), *told]


def count_told(edition: Edition, lang: str) -> str | None:
    """The published number of titles."""
    if edition.count is not None:
        return str(edition.count)
    return None if edition.count_over is None else word("more_than", lang, n=edition.count_over)


def causes_told(causes: Iterable[str] | None, lang: str) -> str:
    """The causes that a list gives; "not known" where it gives none."""
    return word("on.none", lang) if causes is None else ", ".join(word(f"cause.{cause}", lang) for cause in causes)


def ruled_out(spell: Spell, lang: str) -> str:
    """Why an occupation is not on a list that is known in part: the titles that a source says are not on it."""
    told = "; ".join(title.title[lang] for title in spell.removed) if spell.on is False else ""
    return word("ruled_out", lang, titles=told) if told else ""


def title_told(title: Title, lang: str) -> str:
    """A title with what is known of it, and that it means a part of the occupation."""
    told = title_remarks(title, lang)
    told += [word("mark.part", lang)] if title.mapping == "part" else []
    return title.title[lang] + (f" ({', '.join(told)})" if told else "")


def title_remarks(title: Title, lang: str) -> list[str]:
    """What is known of a title: its place, whether it is new, Forem's class, and where no source states that it is
    on the list: derived, assumed, from memory.
    """
    told = [word("rank", lang, n=title.rank)] if title.rank else []
    told += [word("new", lang)] if title.new else []
    told += [word(f"standing.{title.standing}", lang)] if title.standing else []
    told += [word(f"basis.{title.basis}", lang)] if title.basis != "stated" else []
    return told
