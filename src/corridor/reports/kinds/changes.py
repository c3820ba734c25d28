"""What is not the same in two versions of a dossier: everything that a dossier holds, one thing at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from corridor.consultation.chain.links import KINDS as CHAIN
from corridor.consultation.chain.links import items
from corridor.consultation.dossier import Dossier, as_mapping
from corridor.consultation.reading import plain
from corridor.reports.kinds.speech import KindSpeech
from corridor.reports.speech import LANGUAGES

KINDS = (*CHAIN, "draft", "programme", "event", "dossier")
"""The links of the chain, and what a dossier holds besides."""
APART = {
    "draft": ("rounds",),
    "round": ("sections", "comments"),
    "programme": ("steps",),
}
"""Fields that are things of their own."""
QUOTED = ("text", "proposed")
"""Fields of a comment that hold words in its language."""
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HASH = "sha256"
WORDS = {
    "region": ("region",),
    "regions": ("region",),
    "stance": ("stance",),
    "confidence": ("confidence",),
    "kind": ("finding", "family"),
    "outcome": ("decision", "outcome"),
    "mode": ("mode",),
    "over": ("effect.over",),
}
"""Fields with a closed list of values, and where their words stand."""


@dataclass(frozen=True)
class Thing:
    """A thing of a dossier. `key` is unique in its kind; `fields`: what it says itself; `of`: in what it is."""

    key: str
    kind: str
    item: Any
    fields: Mapping[str, Any]
    of: Mapping[str, str] | None = None


class Differing(NamedTuple):
    """A field that differs: its name, how it read before and after, and their language where it is another."""

    name: str
    before: str
    after: str
    lang: str = ""


@dataclass(frozen=True)
class Changed:
    """A thing in two versions; None where it is not in one. `fields`: what differs in it."""

    key: str
    kind: str
    before: Thing | None
    after: Thing | None
    fields: tuple[Differing, ...] = ()

    @property
    def state(self) -> str:
        """added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


def changes(before: Dossier, after: Dossier, lang: str) -> list[Changed]:
    """All things that are not the same in both, in the order of the chain."""
    speech = KindSpeech(lang)
    old = {(one.kind, one.key): one for one in _things(before)}
    new = {(one.kind, one.key): one for one in _things(after)}
    found: list[Changed] = []
    for kind, key in [*new, *(place for place in old if place not in new)]:
        was, now = old.get((kind, key)), new.get((kind, key))
        if was is None or now is None:
            found.append(Changed(key, kind, was, now))
        elif differing := tuple(_differing(was.fields, now.fields, speech)):
            found.append(Changed(key, kind, was, now, differing))
    return found


def same(before: Dossier, after: Dossier) -> bool:
    """Whether two versions say the same, in the same order; their numbers and days do not count."""
    told = [as_mapping(one) for one in (before, after)]
    for one in told:
        one.pop("version", None)
        one.pop("written", None)
    return told[0] == told[1]


def _things(dossier: Dossier) -> Iterator[Thing]:
    for one in items(dossier):
        yield Thing(one.key, one.kind, one.item, plain(one.item))
    for draft in dossier.drafts:
        yield _thing(draft.key, "draft", draft)
        for round_ in draft.rounds:
            place = f"{draft.key}/{round_.number}"
            yield replace(_thing(place, "draft", round_, "round"), of=draft.title)
            for section in round_.sections:
                yield _thing(f"{place}/{section.key}", "draft", section, "section")
    if dossier.programme is not None:
        yield _thing(dossier.programme.key, "programme", dossier.programme)
        for step in dossier.programme.steps:
            yield _thing(f"{dossier.programme.key}/{step.key}", "programme", step, "step")
    for event in dossier.events:
        yield _thing(event.key, "event", event)
    whole = as_mapping(dossier)
    yield Thing(
        "dossier", "dossier", dossier, {name: whole[name] for name in ("key", "title", "note") if name in whole}
    )


def _thing(key: str, kind: str, item: Any, what: str = "") -> Thing:
    """A thing with its own fields; those that are things themselves are left out."""
    apart = APART.get(what or kind, ())
    return Thing(key, kind, item, {name: value for name, value in plain(item).items() if name not in apart})


# ---- how a field reads ----
def _differing(old: Mapping[str, Any], new: Mapping[str, Any], speech: KindSpeech) -> Iterator[Differing]:
    """The fields that differ, as they read in the language of the report; texts of other languages by their tag."""
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        label, texts = _field(name, speech), [one for one in (was, now) if one is not None]
        if all(_is_text(one) for one in texts):
            was, now = was or {}, now or {}
            for tag in [speech.lang, *(one for one in LANGUAGES if one != speech.lang)]:
                if was.get(tag) != now.get(tag):
                    said, lang = (label, "") if tag == speech.lang else (f"{label} ({tag})", tag)
                    yield Differing(said, was.get(tag, ""), now.get(tag, ""), lang)
            continue
        lang = speech.quoted("", new.get("language")).lang if name in QUOTED else ""
        told = [_flat(name, one, speech) for one in (was, now)]
        if told[0] == told[1]:  # what is left out because it says nothing to who reads
            told = [_flat(name, one, speech, hashes=True) for one in (was, now)]
        yield Differing(label, told[0], told[1], lang)


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(LANGUAGES)


def _field(name: str, speech: KindSpeech) -> str:
    """The name of a field in words; the name itself where it has none."""
    key = f"differences.field.{name}"
    return speech.say(key) if speech.knows(key) else name


def _flat(name: str, value: Any, speech: KindSpeech, *, hashes: bool = False) -> str:
    """A value in one line."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if _is_text(value):
            return speech.named(value)
        pairs = [(inner, one) for inner, one in value.items() if inner != HASH or hashes]
        return "; ".join(
            speech.say("figure.pair", label=_field(inner, speech), value=_flat(inner, one, speech, hashes=hashes))
            for inner, one in pairs
        )
    if isinstance(value, list):
        return "; ".join(_flat(name, one, speech, hashes=hashes) for one in value)
    return _plain(name, value, speech)


def _plain(name: str, value: Any, speech: KindSpeech) -> str:
    if isinstance(value, bool):
        return speech.say("steps.yes" if value else "steps.no")
    if isinstance(value, int | float):
        return speech.decimal(value, 2)
    text = str(value)
    for room in WORDS.get(name, ()):
        if speech.knows(f"{room}.{text}"):
            return speech.say(f"{room}.{text}")
    return speech.day(text) if ISO_DAY.fullmatch(text) else text
