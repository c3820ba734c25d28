"""The trace of an item as a page shows it: what is behind it and ahead of it, kind after kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from corridor.consultation.chain.links import Placed, items
from corridor.consultation.chain.trace import Chain
from corridor.consultation.dossier import Dossier
from corridor.web.chain.kinds import OF_SINGLE

COMMENTS = pgettext_lazy("chain", "Consultation: comments and answers")
SHOWN_PATHS = 50


@dataclass(frozen=True)
class Step:
    """An item on the way: what it is called, its address (empty where it has no page)."""

    key: str
    title: Any
    href: str


@dataclass(frozen=True)
class Part:
    """The items of one kind on one side."""

    label: Any
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Traced:
    """Both directions, and whole ways through the item."""

    behind: list[Part]
    ahead: list[Part]
    paths: list[list[Step]]
    more: bool


def traced(dossier: Dossier, programme: Any, key: str) -> Traced:
    """The trace of an item.

    Raises:
        ConsultationError: there is no such item.
    """
    chain = Chain(dossier)
    found = chain.trace(key)
    steps = {key: _step(one, programme) for key, one in chain.items.items()}
    paths = [[steps[one] for one in way] for way in found.paths[:SHOWN_PATHS]]
    more = found.more or len(found.paths) > SHOWN_PATHS
    return Traced(_parts(found.behind, steps), _parts(found.ahead, steps), paths, more)


def _parts(placed: Iterable[Placed], steps: dict[str, Step]) -> list[Part]:
    found: dict[str, Part] = {}
    for one in placed:
        label = OF_SINGLE[one.kind].label if one.kind in OF_SINGLE else COMMENTS
        found.setdefault(one.kind, Part(label)).steps.append(steps[one.key])
    return list(found.values())


def _step(one: Placed, programme: Any) -> Step:
    if one.kind in OF_SINGLE:
        href = reverse("chain:item", args=[programme.pk, OF_SINGLE[one.kind].name, one.key])
        return Step(one.key, title_of(one), href)
    return Step(one.key, title_of(one), "")


def said_of(dossier: Dossier) -> dict[str, Any]:
    """What every item is called, by its key."""
    return {one.key: title_of(one) for one in items(dossier)}


def title_of(one: Placed) -> Any:
    """What an item is called, by language; of a comment, who made it."""
    item = one.item
    if one.kind == "comment":
        return item.by or _("a person")
    return getattr(item, {"evidence": "about", "decision": "body"}.get(one.kind, "title"))
