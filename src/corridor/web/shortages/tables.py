"""Lists of occupations as tables to take along: CSV that a spreadsheet opens and that it does not run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from corridor.permits.law_history import Edition
from corridor.permits.law_words import mark
from corridor.web.design import names
from corridor.web.design.csv_files import csv_file
from corridor.web.design.templatetags.design import in_language, region
from corridor.web.shortages.queries import Membership, OccupationRow


def state(on: bool | None) -> str:
    """On a list, not on it, not known: in words."""
    return _("not known") if on is None else _("on the list") if on else _("not on the list")


def occupations(where: str, day: str, rows: Iterable[OccupationRow]) -> HttpResponse:
    """The occupations of a region on a day: a row for each list."""
    head = [
        _("region"), _("date"), _("ISCO-08"), _("occupation"), _("list"), _("state"), _("titles on the list"),
        _("version from"), _("version until"), _("how complete"), _("source"),
    ]  # fmt: skip
    lines = (
        [
            region(where),
            day,
            row.group.code,
            row.group.title(names.language()),
            in_language(standing.codes.label),
            state(standing.on),
            ", ".join(in_language(entry.title) for entry in standing.entries),
            *_version(standing.spell),
        ]
        for row in rows
        for standing in row.standings
    )
    return csv_file(f"occupations-{where}-{day}", head, lines)


def memberships(code: str, title: str, found: Iterable[Membership]) -> HttpResponse:
    """One occupation on all lists over time: a row for each period."""
    head = [
        _("ISCO-08"), _("occupation"), _("region"), _("list"), _("state"), _("titles on the list"), _("version from"),
        _("version until"), _("how complete"), _("source"),
    ]  # fmt: skip
    lines = (
        [
            code,
            title,
            region(one.region),
            in_language(one.codes.label),
            state(spell.on),
            ", ".join(in_language(entry.title) for entry in spell.entries),
            *_version(spell),
        ]
        for one in found
        for spell in one.spells
    )
    return csv_file(f"occupation-{code}", head, lines)


def _version(spell: Any) -> list[Any]:
    """From, until, how complete, source."""
    if spell is None:
        return [None, None, in_language(mark("gap")), None]
    edition = Edition(spell.start, spell.until, spell.version)
    source = spell.version.ref.source if spell.version and spell.version.ref else None
    return [spell.start, spell.until, in_language(mark(edition.holding)), source]
