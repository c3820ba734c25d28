"""Two states of a dossier side by side: what came, what went, and of what changed both texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corridor.consultation.chain.canonical import canonical
from corridor.web.chain.kinds import KINDS
from corridor.web.chain.words import FIELDS

LANGUAGES = ("en", "fr", "nl")
TITLES = {"evidence": "about", "decisions": "body"}


@dataclass(frozen=True)
class Changed:
    """A field of an item before and after; None where it was or is not there."""

    label: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """An item that came (`added`), went (`removed`) or is not the same (`changed`)."""

    how: str
    key: str
    title: Any
    fields: list[Changed] = field(default_factory=list)


@dataclass(frozen=True)
class Differences:
    """The differences of one kind."""

    label: Any
    entries: list[Difference]


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Differences]:
    """All differences of the chain of two dossiers, as files have them, kind after kind."""
    found = []
    for name, kind in KINDS.items():
        entries = _of_kind(name, _by_key(before.get(name, ())), _by_key(after.get(name, ())))
        if entries:
            found.append(Differences(kind.label, entries))
    return found


def _by_key(entries: Any) -> dict[str, Any]:
    return {one if isinstance(one, str) else one["key"]: {} if isinstance(one, str) else one for one in entries}


def _of_kind(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    title = TITLES.get(name, "title")
    found = [Difference("removed", key, one.get(title) or key) for key, one in before.items() if key not in after]
    for key, now in after.items():
        if key not in before:
            found.append(Difference("added", key, now.get(title) or key))
        elif changed := _fields(before[key], now):
            found.append(Difference("changed", key, now.get(title) or key, changed))
    return found


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    names = list(dict.fromkeys([*before, *after]))
    differ = [name for name in names if canonical(before.get(name)) != canonical(after.get(name))]
    return [row for name in differ for row in _rows(FIELDS.get(name, name), before.get(name), after.get(name))]


def _rows(label: Any, before: Any, after: Any) -> list[Changed]:
    """A changed field; of a text every language in which it is not the same, whatever the page's own."""
    if not (_is_text(before) and _is_text(after)) or not (before or after):
        return [Changed(label, shown(before), shown(after))]
    then, now = before or {}, after or {}
    return [
        Changed(f"{label} ({lang.upper()})", then.get(lang), now.get(lang))
        for lang in LANGUAGES
        if then.get(lang) != now.get(lang)
    ]


def _is_text(value: Any) -> bool:
    return value is None or (isinstance(value, Mapping) and set(value) <= set(LANGUAGES))


def shown(value: Any) -> Any:
    """A value of a field as a page shows it: texts by language, lists with commas, the rest as the file has it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping) and set(value) <= set(LANGUAGES):
        return value
    if isinstance(value, Mapping) and "sha256" in value:
        return value.get("text") or canonical(value.get("value"))
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return canonical(value)
