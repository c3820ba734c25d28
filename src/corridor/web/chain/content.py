"""Rows of the chain as a dossier's file has them, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from corridor.consultation.dossier import Dossier, as_mapping, from_mapping
from corridor.consultation.practices import practice
from corridor.web.chain import imported
from corridor.web.chain.kinds import KINDS, Kind
from corridor.web.chain.models import CarriedBy, Chain, Item, PracticeRecord, Recommendation

EMPTY: tuple[Any, ...] = (None, "", {}, [], ())


def chain_of(programme: Any) -> Chain:
    """What holds for the chain as a whole; not saved where nothing was said yet."""
    return Chain.objects.filter(programme=programme).first() or Chain(programme=programme)


def rows_of(programme: Any) -> dict[str, list[Any]]:
    """All items of a programme by kind, their links fetched with them: one query a kind and one a link."""
    return {
        name: list(kind.model._default_manager.filter(programme=programme).prefetch_related(*kind.links))
        for name, kind in KINDS.items()
    }


def as_record(item: Item, kind: Kind) -> Any:
    """An item as a file has it, without what is empty; a practice of the library by its key."""
    if isinstance(item, PracticeRecord):
        return item.content or item.key
    found: dict[str, Any] = {"key": item.key}
    for name in kind.fields:
        value = getattr(item, name)
        if value not in EMPTY:
            found[name] = value.isoformat() if isinstance(value, date) else value
    if isinstance(item, Recommendation) and item.reform is not None and item.regulatory:
        found["regulatory"] = {**item.regulatory, "reform": reform_path(item)}
    for name in kind.links:
        if keys := [one.key for one in getattr(item, name).all()]:
            found[name] = keys
    return found


def mapping_of(programme: Any, *, public: bool = False, kept: bool = False) -> dict[str, Any]:
    """The whole dossier of a programme as a file has it, drafts and events of the application among it."""
    from corridor.web.chain.beside import drafts_of, events_of, programme_record

    chain = chain_of(programme)
    rows = rows_of(programme)
    gone = {one.key for one in rows["practices"] if not one.content and practice(one.key) is None}
    rows["practices"] = [one for one in rows["practices"] if one.key not in gone]
    found: dict[str, Any] = {
        "key": programme.slug.lower(),
        "title": chain.title or programme.title,
        "programme": programme_record(programme),
        "note": chain.note,
    }
    found |= {name: [as_record(one, KINDS[name]) for one in items] for name, items in rows.items()}
    if gone:  # the library dropped them: the rest of the dossier is read all the same
        for one in found["initiatives"]:
            one["practices"] = [key for key in one.get("practices", ()) if key not in gone]
    drafts = [
        _only_known(one, _known(rows)) for one in imported.shown("drafts", chain.drafts, programme, public=public)
    ]
    found["drafts"] = drafts_of(programme, _carried(programme), public=public, kept=kept) + drafts
    found["events"] = events_of(programme) + imported.shown("events", chain.events, programme, public=public)
    return {name: value for name, value in found.items() if value not in EMPTY}


def _only_known(draft: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    def section(one: Mapping[str, Any]) -> dict[str, Any]:
        keys = [key for key in one.get("recommendations", ()) if key in known]
        return {**one, "recommendations": keys}

    rounds = [{**one, "sections": [section(s) for s in one.get("sections", ())]} for one in draft.get("rounds", ())]
    return {**draft, "rounds": rounds}


def _known(rows: Mapping[str, list[Any]]) -> set[str]:
    return {one.key for one in rows["recommendations"]}


def _carried(programme: Any) -> dict[tuple[Any, str], list[str]]:
    """Keys of recommendations by draft and section."""
    found: dict[tuple[Any, str], list[str]] = {}
    asked = CarriedBy.objects.filter(recommendation__programme=programme).select_related("recommendation")
    for one in asked.order_by("recommendation__number", "recommendation__key"):
        found.setdefault((one.draft_id, one.section), []).append(one.recommendation.key)
    return found


@contextmanager
def dossier_of(programme: Any, *, public: bool = False, kept: bool = False) -> Iterator[Dossier]:
    """The dossier of a programme as the library reads it, in a folder that has the reforms of the organisation.

    Paths in it stay in that folder: nothing else of the machine is read. The folder is gone afterwards.

    Args:
        programme: whose.
        public, kept: for readers who are no members, for a copy that stays: see `beside.drafts_of`.

    Raises:
        ConsultationErrors: the library has changed since something was kept, and does not read it any more.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, document in reforms_of(programme).items():
            file = folder / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
        yield from_mapping(mapping_of(programme, public=public, kept=kept), place=str(programme.slug), folder=folder)


def reforms_of(programme: Any) -> dict[str, Any]:
    """The reforms that the recommendations carry themselves, by the path that the dossier names."""
    rows = Recommendation.objects.filter(programme=programme, reform__isnull=False)
    return {reform_path(one): one.reform for one in rows}


def reform_path(recommendation: Any) -> str:
    """Where the reform of a recommendation lies, beside the dossier."""
    return f"reforms/{recommendation.key}.yaml"


def file_of(programme: Any, *, kept: bool = False) -> dict[str, Any]:
    """The dossier as the command writes it."""
    with dossier_of(programme, kept=kept) as found:
        return as_mapping(found)
