"""Lists of occupations as tables to take along: CSV that a spreadsheet opens and that it does not run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from corridor.permits.law_history import Edition
from corridor.permits.law_words import mark
from corridor.web.design import names
from corridor.web.design.templatetags.design import in_language, region
from corridor.web.shortages.queries import Membership, OccupationRow


def response(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as a file named `name`.csv, written as the pool writes its files: no cell is a formula."""
    import polars as pl

    from corridor.pool.writing import write_csv

    cells = [[None if value is None or value == "" else str(value) for value in row] for row in rows]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(head, pl.String()), orient="row")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_csv(frame, path)
        out = HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8")
    out["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return out


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
    return response(f"occupations-{where}-{day}", head, lines)


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
    return response(f"occupation-{code}", head, lines)


def _version(spell: Any) -> list[Any]:
    """From, until, how complete, source."""
    if spell is None:
        return [None, None, in_language(mark("gap")), None]
    edition = Edition(spell.start, spell.until, spell.version)
    source = spell.version.ref.source if spell.version and spell.version.ref else None
    return [spell.start, spell.until, in_language(mark(edition.holding)), source]
