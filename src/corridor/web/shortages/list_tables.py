"""All lists as tables to take along: CSV that a spreadsheet opens and that it does not run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from corridor.labour_market.list_files import Edition, ShortageList, Title
from corridor.labour_market.list_words import (
    causes_told,
    count_told,
    marks_told,
    on_told,
    ruled_out,
    title_remarks,
    word,
)
from corridor.labour_market.shortage_lists import Spell
from corridor.web.design import names
from corridor.web.design.csv_files import csv_file
from corridor.web.design.templatetags.design import in_language


def titles(found: ShortageList) -> HttpResponse:
    """Every title of every edition of a list: a row each; an edition without titles has a row without one."""
    head = [
        _("list"), _("region"), _("edition"), _("from"), _("until"), _("titles published"), _("how it is known"),
        _("title on the list"), _("ISCO-08"), _("mapping"), _("cause"), _("remarks"), _("source"), _("address"),
        _("read on"),
    ]  # fmt: skip
    lines = (
        [*_edition(found, edition), *_title(title, edition)]
        for edition in found.editions
        for title in edition.titles or (None,)
    )
    return csv_file(f"shortage-list-{found.id}", head, lines)


def _edition(found: ShortageList, edition: Edition) -> list[Any]:
    lang = names.language()
    ends = [edition.id, None, None] if edition.draft else [edition.id, edition.start, edition.until]
    region = word(f"region.{found.region}", lang)
    return [in_language(found.label), region, *ends, count_told(edition, lang), marks_told(edition.marks, lang)]


def _title(title: Title | None, edition: Edition) -> list[Any]:
    lang = names.language()
    source = (title.source if title else None) or edition.source
    told = (source.publisher, source.url, source.read) if source else (None, None, None)
    if title is None:
        return [None, None, None, None, None, *told]
    mapping = word(f"mapping.{title.mapping}", lang)
    causes, remarks = causes_told(title.causes, lang), ", ".join(title_remarks(title, lang))
    return [in_language(title.title), " ".join(title.codes), mapping, causes, remarks, *told]


def spells(code: str, title: str, found: Iterable[tuple[ShortageList, list[Spell]]]) -> HttpResponse:
    """One occupation on every list over time: a row for each period."""
    lang = names.language()
    head = [
        _("ISCO-08"), _("occupation"), _("list"), _("region"), _("from"), _("until"), _("state"),
        _("titles on the list"), _("mapping"), _("cause"), _("remarks"), _("how it is known"), _("source"),
        _("address"), _("read on"),
    ]  # fmt: skip
    lines = (
        [
            code,
            title,
            in_language(one.label),
            word(f"region.{one.region}", lang),
            spell.start,
            spell.until,
            on_told(spell.on, lang),
            "; ".join(in_language(t.title) for t in spell.titles),
            _each(word(f"mapping.{t.mapping}", lang) for t in spell.titles),
            _each(causes_told(t.causes, lang) for t in spell.titles),
            _each([*(r for t in spell.titles for r in title_remarks(t, lang)), ruled_out(spell, lang)]),
            marks_told(spell.marks, lang),
            *_sources(spell),
        ]
        for one, told in found
        for spell in told
    )
    return csv_file(f"occupation-{code}-every-list", head, lines)


def _each(told: Iterable[str]) -> str:
    """What is told of titles, each once."""
    return "; ".join(dict.fromkeys(filter(None, told)))


def _sources(spell: Spell) -> list[Any]:
    """Publishers, addresses and the last day on which one was read."""
    found = spell.sources
    read = [source.read for source in found if source.read]
    return [
        _each(source.publisher or "" for source in found),
        _each(source.url or "" for source in found),
        max(read, default=None),
    ]
