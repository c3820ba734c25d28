"""What is wrong with a row, in any language: the library writes it in one, and its messages say which one it was."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from string import Formatter
from typing import Any

from corridor.occupations.isco08 import groups, unit_groups
from corridor.pool.errors import FILE, LANGUAGES, Message

LONGEST = 2000
"""Longer texts hold a cell that is no slip of the pen; they are shown as they were written."""
CODE = re.compile(r"(\d{4}) [^;]+")


@lru_cache(maxsize=4096)
def recognised(reason: str, remedy: str, lang: str) -> Message | None:
    """The library's message that a text was made of, with what stands in its placeholders; None for other texts."""
    if len(reason) + len(remedy) > LONGEST:
        return None
    for key, first, second in _patterns(lang):
        found = first.fullmatch(reason)
        if found is None:
            continue
        more = second.fullmatch(remedy) if remedy else None
        values = {**(more.groupdict() if more else {}), **found.groupdict()}
        if remedy and more is None:
            continue
        return Message(key, {name: _in_languages(text, lang) for name, text in values.items()})
    return None


def told(key: str, reason: str, remedy: str, written_in: str, lang: str) -> tuple[str, str]:
    """Reason and remedy in a language; as they were written where the message is not known."""
    if written_in == lang or not key:
        return reason, remedy
    message = recognised(reason, remedy, written_in)
    if message is None:
        return reason, remedy
    try:
        return message.told(lang)
    except KeyError:
        return reason, remedy


def in_languages(text: str, lang: str) -> dict[str, str]:
    """A remark in three languages; in its own alone where it is none of the library's."""
    message = recognised(text, "", lang)
    if message is None:
        return {lang: text}
    try:
        return {other: text if other == lang else message.told(other)[0] for other in LANGUAGES}
    except KeyError:
        return {lang: text}


def kind_of(reason: str, remedy: str, lang: str) -> str:
    """The message's key; empty where it is not known."""
    message = recognised(reason, remedy, lang)
    return message.key if message else ""


def name_of(key: str, lang: str) -> str:
    """A kind of fault, as a choice of a filter: its reason without the particulars."""
    entry = _messages().get(key)
    if entry is None:
        return key
    text = entry[lang][0] if isinstance(entry[lang], list) else entry[lang]
    return str(text.format_map(_Dots()))


class _Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


@cache
def _messages() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@cache
def _patterns(lang: str) -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """Key, pattern of the text, pattern of the remedy: those with the most fixed letters first."""
    found = []
    for key, texts in _messages().items():
        entry = texts[lang]
        text, remedy = entry if isinstance(entry, list) else (entry, "")
        if key.startswith("unit_") or not _fixed(text):  # a text that is all placeholder would fit everything
            continue
        found.append((len(_fixed(text)) + len(_fixed(remedy)), key, _pattern(text), _pattern(remedy)))
    found.sort(key=lambda entry: -entry[0])
    return [entry[1:] for entry in found]


def _fixed(template: str) -> str:
    return "".join(literal for literal, *_rest in Formatter().parse(template))


def _pattern(template: str) -> re.Pattern[str]:
    parts, seen = [], set()
    for literal, name, _spec, _conversion in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name is not None:
            parts.append(".*?" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


def _in_languages(text: str, lang: str) -> Any:
    """What stands in a placeholder: units and titles of occupations have a text in each language."""
    words = _words(lang).get(text)
    if words is not None:
        return words
    codes = [part.partition(" ")[0] for part in text.split("; ")]
    if CODE.match(text) and all(code in _units() for code in codes):
        return {other: "; ".join(f"{c} {groups()[c].title(other)}" for c in codes) for other in LANGUAGES}
    return text


@cache
def _units() -> frozenset[str]:
    return frozenset(unit_groups())


@cache
def _words(lang: str) -> dict[str, Mapping[str, str]]:
    """Short texts without placeholders that stand inside others: units, kinds of tables, "none"."""
    short = ("none_near", "talents", "vacancies")
    plain = (texts for key, texts in _messages().items() if key.startswith("unit_") or key in short)
    return {texts[lang]: texts for texts in plain}
