"""What a button of the form does to the controls: a value put back, an occupation added, a part taken out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from corridor.occupations.isco08 import groups
from corridor.rules.amendment import Added
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.state import ListState, State
from corridor.web.shortages.queries import search

OFFERED = 8
"""Occupations that a search offers."""


def edited(state: State, data: Any) -> State:
    """The controls after the button that was pressed, if one was."""
    if reset := data.get("reset"):
        values = {path: value for path, value in state.values.items() if path != reset}
        typed = {path: raw for path, raw in state.typed.items() if path != reset}
        faults = tuple(f for f in state.faults if f.place != reset)
        return replace(state, values=values, typed=typed, faults=faults)
    if without := data.get("without"):
        part, _, path = without.partition(" ")
        kept = {p: {k: v for k, v in changes.items() if (p, k) != (part, path)} for p, changes in state.rest.items()}
        return replace(state, rest={p: changes for p, changes in kept.items() if changes})
    if add := data.get("add"):
        path, _, code = add.rpartition(" ")
        return _with(state, path, code)
    return state


def _with(state: State, path: str, code: str) -> State:
    group = groups().get(code)
    if group is None or not path:
        return replace(state, faults=(*state.faults, ReformRefusal("entry", place=path)))
    before = state.lists.get(path, ListState())
    if any(code in added.codes for added in before.added):
        return state
    added = Added(codes=(code,), title={lang: group.title(lang) for lang in ("en", "fr", "nl")})
    return replace(state, lists={**state.lists, path: replace(before, added=(*before.added, added))})


@dataclass(frozen=True)
class Hit:
    """An occupation that a text may mean, and whether it is on the list now."""

    code: str
    titles: dict[str, str]
    on_list: bool


def found(text: str, lang: str, held: frozenset[str]) -> list[Hit]:
    """The occupations that a text may mean, likeliest first. `held`: unit groups that are on the list."""
    words = text.strip()[:120]
    if not words:
        return []
    hits = [hit.code for hit in search(words, lang)][:OFFERED]
    return [Hit(code, dict(groups()[code].titles), code in held) for code in hits if code in groups()]


def held(entries: Any, state: ListState) -> frozenset[str]:
    """The unit groups on a list as the controls leave it."""
    kept = {f"{code:04d}" for e in entries if e.title["en"] not in state.removed for code in e.codes}
    return frozenset(kept | {code for added in state.added for code in added.codes})
