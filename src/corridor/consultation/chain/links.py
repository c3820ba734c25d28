"""The links of a chain: which item points at which, and keys that are given twice or point at nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from corridor.consultation.errors import ConsultationError

if TYPE_CHECKING:
    from corridor.consultation.dossier import CommentRecord, Dossier, DraftRecord, RoundRecord

Kind = Literal["evidence", "practice", "finding", "initiative", "recommendation", "comment", "decision"]
KINDS: tuple[Kind, ...] = ("evidence", "practice", "finding", "initiative", "recommendation", "comment", "decision")
"""The links of the chain in its order."""


@dataclass(frozen=True)
class Link:
    """`later` follows from `earlier`; `field` is where the later item says so."""

    earlier: str
    later: str
    field: str


@dataclass(frozen=True)
class Placed:
    """An item with its kind and where it stands in the dossier."""

    key: str
    kind: Kind
    item: Any
    place: str


def comment_key(draft: DraftRecord, round_: RoundRecord, comment: CommentRecord) -> str:
    """A comment's key in the chain: draft, round and its own key, as it is unique in its round only."""
    return f"{draft.key}/{round_.number}/{comment.key}"


def items(dossier: Dossier) -> Iterator[Placed]:
    """All items of the chain, kind after kind."""
    parts: tuple[tuple[Kind, str, tuple[Any, ...]], ...] = (
        ("evidence", "evidence", dossier.evidence),
        ("practice", "practices", dossier.practices),
        ("finding", "findings", dossier.findings),
        ("initiative", "initiatives", dossier.initiatives),
        ("recommendation", "recommendations", dossier.recommendations),
    )
    for kind, name, found in parts:
        for i, one in enumerate(found):
            yield Placed(one.key, kind, one, f"{name}[{i}]")
    for d, draft in enumerate(dossier.drafts):
        for r, round_ in enumerate(draft.rounds):
            for c, comment in enumerate(round_.comments):
                place = f"drafts[{d}].rounds[{r}].comments[{c}]"
                yield Placed(comment_key(draft, round_, comment), "comment", comment, place)
    for i, one in enumerate(dossier.decisions):
        yield Placed(one.key, "decision", one, f"decisions[{i}]")


POINTS: dict[Kind, tuple[tuple[str, Kind], ...]] = {
    "finding": (("evidence", "evidence"),),
    "initiative": (("findings", "finding"), ("practices", "practice")),
    "recommendation": (("initiatives", "initiative"), ("findings", "finding"), ("evidence", "evidence")),
    "decision": (("recommendations", "recommendation"),),
}
"""Which fields of an item point back, and at which kind."""


def links(dossier: Dossier) -> Iterator[Link]:
    """All links of the chain, those that point at nothing left out."""
    known = {(one.kind, one.key) for one in items(dossier)}
    for one in items(dossier):
        for field, kind in POINTS.get(one.kind, ()):
            yield from (Link(key, one.key, field) for key in getattr(one.item, field) if (kind, key) in known)
    for draft in dossier.drafts:
        for round_ in draft.rounds:
            about = {section.key: section.recommendations for section in round_.sections}
            for comment in round_.comments:
                for key in about.get(comment.section, ()):
                    if ("recommendation", key) in known:
                        yield Link(key, comment_key(draft, round_, comment), "section")


def faults(dossier: Dossier, place: str) -> list[ConsultationError]:
    """Keys that stand twice in the dossier, and keys that point at nothing."""
    found: list[ConsultationError] = []
    first: dict[str, Placed] = {}
    for one in items(dossier):
        if one.key in first:
            error = ConsultationError(
                f"{place}: {one.place}.key", "dossier_key_twice", given=one.key, other=first[one.key].place
            )
            found.append(error)
        first.setdefault(one.key, one)
    for one in items(dossier):
        for field, kind in POINTS.get(one.kind, ()):
            for i, key in enumerate(getattr(one.item, field)):
                if key not in first or first[key].kind != kind:
                    known = ", ".join(sorted(k for k, other in first.items() if other.kind == kind)) or "-"
                    where = f"{place}: {one.place}.{field}[{i}]"
                    found.append(ConsultationError(where, "dossier_points_nowhere", given=key, known=known))
    return [*found, *_of_drafts(dossier, place), *_twice_beside(dossier, place)]


def _twice_beside(dossier: Dossier, place: str) -> Iterator[ConsultationError]:
    """Drafts, rounds of a draft, and events that stand twice."""
    yield from _twice(place, "drafts", "key", [one.key for one in dossier.drafts])
    for d, draft in enumerate(dossier.drafts):
        yield from _twice(place, f"drafts[{d}].rounds", "number", [one.number for one in draft.rounds])
    yield from _twice(place, "events", "key", [one.key for one in dossier.events])


def _twice(place: str, where: str, field: str, names: Sequence[object]) -> Iterator[ConsultationError]:
    for i, name in enumerate(names):
        if (first := names.index(name)) < i:
            other = f"{where}[{first}]"
            yield ConsultationError(f"{place}: {where}[{i}].{field}", "dossier_key_twice", given=name, other=other)


def _of_drafts(dossier: Dossier, place: str) -> Iterator[ConsultationError]:
    recommended = {one.key for one in dossier.recommendations}
    for d, draft in enumerate(dossier.drafts):
        for r, round_ in enumerate(draft.rounds):
            where = f"{place}: drafts[{d}].rounds[{r}]"
            keys = [section.key for section in round_.sections]
            for s, section in enumerate(round_.sections):
                if section.key in keys[:s]:
                    other = f"sections[{keys.index(section.key)}]"
                    yield ConsultationError(
                        f"{where}.sections[{s}].key", "dossier_key_twice", given=section.key, other=other
                    )
                for key in section.recommendations:
                    if key not in recommended:
                        known = ", ".join(sorted(recommended)) or "-"
                        yield ConsultationError(
                            f"{where}.sections[{s}].recommendations", "dossier_points_nowhere", given=key, known=known
                        )
            for c, comment in enumerate(round_.comments):
                if comment.section not in keys:
                    yield ConsultationError(
                        f"{where}.comments[{c}].section",
                        "dossier_points_nowhere",
                        given=comment.section,
                        known=", ".join(keys) or "-",
                    )
