"""The trace of an item as a page shows it: what is behind it and ahead of it, kind after kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
AT_ONCE = 8
"""Ways that are shown before the rest."""


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

    @property
    def first(self) -> list[list[Step]]:
        """The ways that are shown at once."""
        return self.paths[:AT_ONCE]

    @property
    def rest(self) -> list[list[Step]]:
        """The ways that are folded away."""
        return self.paths[AT_ONCE:]


def traced(dossier: Dossier, programme: Any, key: str) -> Traced:
    """The trace of an item.

    Raises:
        ConsultationError: there is no such item.
    """
    chain = Chain(dossier)
    found = chain.trace(key)
    pages = draft_pages(programme)
    steps = {key: _step(one, programme, pages) for key, one in chain.items.items()}
    paths = [[steps[one] for one in way] for way in found.paths[:SHOWN_PATHS]]
    more = found.more or len(found.paths) > SHOWN_PATHS
    return Traced(_parts(found.behind, steps), _parts(found.ahead, steps), paths, more)


def _parts(placed: Iterable[Placed], steps: dict[str, Step]) -> list[Part]:
    found: dict[str, Part] = {}
    for one in placed:
        label = OF_SINGLE[one.kind].label if one.kind in OF_SINGLE else COMMENTS
        found.setdefault(one.kind, Part(label)).steps.append(steps[one.key])
    return list(found.values())


def _step(one: Placed, programme: Any, pages: Mapping[str, str]) -> Step:
    return Step(one.key, title_of(one), address(programme, one.kind, one.key, pages))


def draft_pages(programme: Any) -> dict[str, str]:
    """The pages of the programme's own drafts, by their keys in a dossier; those that came with a file have none."""
    slugs = programme.drafts.order_by("slug").values_list("slug", flat=True)
    return {slug.lower(): reverse("drafts:detail", args=[slug]) for slug in slugs}


def address(programme: Any, single: str, key: str, pages: Mapping[str, str]) -> str:
    """The page of an item; of a comment that of its draft, empty where there is none."""
    if single in OF_SINGLE:
        return reverse("chain:item", args=[programme.pk, OF_SINGLE[single].name, key])
    return pages.get(key.partition("/")[0], "") if single == "comment" else ""


def said_of(dossier: Dossier) -> dict[str, Any]:
    """What every item is called, by its key."""
    return {one.key: title_of(one) for one in items(dossier)}


def title_of(one: Placed) -> Any:
    """What an item is called, by language; of a comment, who made it."""
    item = one.item
    if one.kind == "comment":
        return item.by or _("a person")
    return getattr(item, {"evidence": "about", "decision": "body"}.get(one.kind, "title"))
