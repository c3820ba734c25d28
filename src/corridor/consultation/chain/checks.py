"""The checks of a dossier: what in its chain rests on nothing, has no answer, or has changed since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.chain.items import Recommendation
from corridor.consultation.chain.references import Freshness, freshness
from corridor.consultation.chain.trace import Chain
from corridor.consultation.form import LANGUAGES, Text

if TYPE_CHECKING:
    from corridor.consultation.dossier import Dossier

WORDS = Path(__file__).parent / "check_words.json"
Rule = Literal[
    "stale_evidence",
    "rests_on_stale",
    "recommendation_without_evidence",
    "finding_without_evidence",
    "evidence_without_source",
    "evidence_altered",
    "evidence_never_seen",
    "evidence_not_known",
    "comment_without_answer",
    "practice_without_source",
    "decision_without_recommendation",
    "recommendation_without_change",
    "reform_unreadable",
    "step_unknown",
    "step_not_as_law",
    "effect_of_other_law",
    "language_missing",
]
RULES: tuple[Rule, ...] = get_args(Rule)
"""In the order in which they are told: the gravest first."""
TEXTS = ("title", "about", "text", "note", "body", "what", "for_whom", "result", "caution")
"""Texts by language that an item of the chain may have; a comment's is in the language of who made it."""
NOTED: frozenset[Rule] = frozenset({"evidence_not_known", "effect_of_other_law", "language_missing"})
"""What a reader must know, but is no fault of the dossier."""


@dataclass(frozen=True)
class Checked:
    """One thing that a check found.

    Attributes:
        rule: which check; `label` says it in three languages.
        key: the item; `place` where it stands in the dossier.
        detail: what there is to say of this one, in three languages; None where the rule says it all.
        freshness: of stale evidence, both values.
        because: keys of the items that it hangs on, as of stale evidence.
    """

    rule: Rule
    key: str
    kind: str
    place: str
    detail: Text | None = None
    freshness: Freshness | None = None
    because: tuple[str, ...] = ()

    @property
    def fault(self) -> bool:
        """Whether it is a fault of the dossier, and not only to be known."""
        return self.rule not in NOTED

    @property
    def label(self) -> Text:
        """The check in words."""
        return words()[self.rule]


@cache
def words() -> Mapping[str, dict[str, str]]:
    """The checks in words."""
    found: dict[str, dict[str, str]] = json.loads(WORDS.read_text(encoding="utf-8"))
    return found


def check(dossier: Dossier, *, today: date | None = None, sources: bool = True) -> tuple[Checked, ...]:
    """All checks of a dossier, rule after rule, in the order of the dossier.

    Args:
        dossier: as read; relative paths begin at its folder.
        today: the day that is noted of what is read now, and on which the law is looked at.
        sources: read every reference again; without, nothing is said of what is stale.
    """
    chain = Chain(dossier)
    found = [*_structure(dossier, chain), *_changes(dossier, today or date.today())]
    if sources:
        found += _against_sources(dossier, chain, fresh(dossier, today=today))
    order = {rule: i for i, rule in enumerate(RULES)}
    position = {key: i for i, key in enumerate(chain.items)}
    return tuple(sorted(found, key=lambda one: (order[one.rule], position.get(one.key, -1))))


def fresh(dossier: Dossier, *, today: date | None = None) -> dict[str, Freshness]:
    """Every evidence item against its source, by key."""
    return {one.key: freshness(one, folder=dossier.folder, today=today) for one in dossier.evidence}


def hanging_on(dossier: Dossier, stale: frozenset[str] | set[str]) -> dict[str, tuple[str, ...]]:
    """Every item that rests on one of these items of evidence, and on which of them, in the order of the chain."""
    chain = Chain(dossier)
    found = {key: tuple(sorted(chain.behind(key) & stale)) for key in chain.items}
    return {key: behind for key, behind in found.items() if behind}


def _against_sources(dossier: Dossier, chain: Chain, now: Mapping[str, Freshness]) -> Iterator[Checked]:
    stale = {key for key, one in now.items() if one.stale}
    for key, one in now.items():
        placed = chain.items[key]
        if one.stale:
            yield Checked("stale_evidence", key, placed.kind, placed.place, _both(one), one)
        elif one.stale is None and one.then is not None:
            yield Checked("evidence_not_known", key, placed.kind, placed.place, one.why, one)
    for key, because in hanging_on(dossier, stale).items():
        placed = chain.items[key]
        detail = dict.fromkeys(LANGUAGES, ", ".join(because))
        yield Checked("rests_on_stale", key, placed.kind, placed.place, detail, because=because)


def _both(one: Freshness) -> Text:
    """Both values, as they read."""

    def told(seen: object, lang: str) -> str:
        text = getattr(seen, "text", None)
        return str(text.get(lang) or next(iter(text.values()))) if text else str(getattr(seen, "value", "?"))

    return {lang: f"{told(one.then, lang)} → {told(one.now, lang)}" for lang in LANGUAGES}


def _structure(dossier: Dossier, chain: Chain) -> Iterator[Checked]:
    for placed in chain.items.values():
        key, kind, place, item = placed.key, placed.kind, placed.place, placed.item
        rests = any(chain.items[one].kind == "evidence" for one in chain.behind(key))
        if kind == "finding" and not rests:
            yield Checked("finding_without_evidence", key, kind, place)
        if kind == "recommendation" and not rests:
            yield Checked("recommendation_without_evidence", key, kind, place)
        if kind == "evidence" and item.seen is None:
            yield Checked("evidence_never_seen", key, kind, place)
        if kind == "evidence" and item.seen is not None and sha256(item.seen.value) != item.seen.sha256:
            yield Checked("evidence_altered", key, kind, place)
        if kind == "evidence" and item.seen is not None and not _sourced(item):
            yield Checked("evidence_without_source", key, kind, place)
        if kind == "practice" and not item.sources:
            yield Checked("practice_without_source", key, kind, place)
        if kind == "decision" and not item.recommendations:
            yield Checked("decision_without_recommendation", key, kind, place)
        if kind == "comment" and item.answer is None and not item.erased:
            yield Checked("comment_without_answer", key, kind, place)
        texts = [text for name in TEXTS if isinstance(text := getattr(item, name, None), Mapping)]
        if missing := [lang for lang in LANGUAGES if any(not text.get(lang) for text in texts)]:
            yield Checked("language_missing", key, kind, place, dict.fromkeys(LANGUAGES, ", ".join(missing)))


def _sourced(item: object) -> bool:
    """Whether an evidence item says where its value comes from: a source, or a document's own address or file."""
    seen, reference = getattr(item, "seen", None), getattr(item, "reference", None)
    own = getattr(reference, "address", None) or getattr(reference, "file", None)
    return bool((seen is not None and seen.source is not None) or own)


def _changes(dossier: Dossier, today: date) -> Iterator[Checked]:
    for i, one in enumerate(dossier.recommendations):
        place = f"recommendations[{i}]"
        if one.kind is None:
            yield Checked("recommendation_without_change", one.key, "recommendation", place)
        yield from _reform_read(dossier, one, place)
        yield from _step_known(one, place)
        yield from _as_law(one, place, today)


def _reform_read(dossier: Dossier, one: Recommendation, place: str) -> Iterator[Checked]:
    if one.regulatory is None:
        return
    from corridor.consultation.chain.effects import fits
    from corridor.told import ToldError

    try:
        fits(one.regulatory, folder=dossier.folder)
    except ToldError as error:
        why = {lang: f"{error.place}: {error.told(lang)[0]}" for lang in LANGUAGES}
        yield Checked("reform_unreadable", one.key, "recommendation", f"{place}.regulatory.reform", why)


def _step_known(one: Recommendation, place: str) -> Iterator[Checked]:
    if one.procedural is None:
        return
    from corridor.consultation.chain.procedure_steps import step_ids

    if one.procedural.step not in step_ids(one.procedural.region):
        detail = dict.fromkeys(LANGUAGES, one.procedural.step)
        yield Checked("step_unknown", one.key, "recommendation", f"{place}.procedural.step", detail)


def _as_law(one: Recommendation, place: str, today: date) -> Iterator[Checked]:
    """What a recommendation says of the law as it is, and the law says otherwise."""
    from corridor.consultation.chain.law_now import differing, of_other_law

    effect = one.regulatory.effect if one.regulatory else None
    if effect is not None and (now := of_other_law(effect)):
        detail = dict.fromkeys(LANGUAGES, f"{effect.law_version} → {now}")
        yield Checked("effect_of_other_law", one.key, "recommendation", f"{place}.regulatory.effect", detail)
    for field, said, law in differing(one.procedural, today) if one.procedural else ():
        detail = dict.fromkeys(LANGUAGES, f"{said} → {law}")
        yield Checked("step_not_as_law", one.key, "recommendation", f"{place}.procedural.{field}", detail)
