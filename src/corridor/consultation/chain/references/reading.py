"""Which resolver reads which reference; and what was seen held against what stands there now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.chain.items import EvidenceItem, Seen
from corridor.consultation.chain.reference import Reference
from corridor.consultation.chain.references import files, law, market, partnership
from corridor.consultation.chain.references.found import Found
from corridor.consultation.form import LANGUAGES, Text
from corridor.told import ToldError

Resolver = Callable[[Any, Path | None], Found]
RESOLVERS: dict[str, Resolver] = {
    "plan": files.read_plan_figure,
    "verdict": market.read_verdict,
    "indicator": market.read_indicator,
    "shortage_list": lambda reference, _: market.read_membership(reference),
    "list_titles": lambda reference, _: market.read_titles(reference),
    "published": lambda reference, _: market.read_published(reference),
    "law": lambda reference, _: law.read_law(reference),
    "scheme": lambda reference, _: partnership.read_scheme_field(reference),
    "simulation": partnership.read_simulated,
    "document": files.read_document,
}
"""The resolver of each kind of reference. To add a kind: a class in `reference` and a line here."""


@dataclass(frozen=True)
class Stale:
    """An evidence item whose source says something else now: both values."""

    key: str
    then: Seen
    now: Seen


@dataclass(frozen=True)
class Freshness:
    """An evidence item against its source.

    Attributes:
        stale: True changed, False as it was, None not known: it was never seen, or cannot be read now.
        then, now: as seen, and as it stands; None where there is none.
        why: why it is not known, in three languages.
    """

    key: str
    stale: bool | None
    then: Seen | None
    now: Seen | None
    why: Text | None = None


def seen(reference: Reference, *, folder: Path | None = None, today: date | None = None) -> Seen:
    """What a reference says now.

    Args:
        reference: of any kind.
        folder: where relative paths begin: the folder of the dossier.
        today: the day that is noted; the day of the clock where it is not given.

    Raises:
        ToldError: it cannot be read now (`NotRead`, or the error of the room that holds the value).
    """
    found = RESOLVERS[reference.kind](reference, folder)
    return Seen(found.value, sha256(found.value), today or date.today(), found.text, found.source)


def freshness(item: EvidenceItem, *, folder: Path | None = None, today: date | None = None) -> Freshness:
    """An evidence item against its source as it stands now; never raises for what cannot be read."""
    try:
        now = seen(item.reference, folder=folder, today=today)
    except ToldError as error:
        why = {lang: _sentence(error, lang) for lang in LANGUAGES}
        return Freshness(item.key, None, item.seen, None, why)
    if item.seen is None:
        return Freshness(item.key, None, None, now)
    return Freshness(item.key, now.sha256 != item.seen.sha256, item.seen, now)


def _sentence(error: ToldError, lang: str) -> str:
    message, _ = error.told(lang)
    return f"{error.place}: {message}" if error.place else message


def stale(item: EvidenceItem, *, folder: Path | None = None, today: date | None = None) -> Stale | None:
    """Both values where the source of an item has changed; None where it has not, or that is not known."""
    found = freshness(item, folder=folder, today=today)
    if found.stale and found.then is not None and found.now is not None:
        return Stale(item.key, found.then, found.now)
    return None


def noted(item: EvidenceItem, *, folder: Path | None = None, today: date | None = None) -> EvidenceItem:
    """An item with the value as it stands now noted on it.

    Raises:
        ToldError: it cannot be read now; what was seen before stays with the caller.
    """
    return replace(item, seen=seen(item.reference, folder=folder, today=today))
