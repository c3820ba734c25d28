"""Which occupation was on which shortage list when: the law's lists and the agencies', in one form.

What a list says of an occupation has three values. An occupation that a list known in part does not name may still be
on it: None, never "not on the list". No Belgian list publishes ISCO codes: the codes are our mapping, and say so.
The legal flag of a list is not a measured shortage; `measure` and `verdict` stand apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import polars as pl

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.list_files import REGIONS, Edition, ShortageList, Title, shipped_lists
from corridor.occupations.isco08 import unit_groups
from corridor.rules.kleene import Truth
from corridor.rules.model import Source
from corridor.rules.moment import Members, members_at

DAY = timedelta(days=1)
TIMELINE: dict[str, Any] = {
    "list": pl.String, "region": pl.String, "edition": pl.String, "from": pl.Date, "until": pl.Date,
    "isco08": pl.String, "title_en": pl.String, "title_fr": pl.String, "title_nl": pl.String,
    "mapping": pl.String, "standing": pl.String, "rank": pl.Int64, "causes": pl.List(pl.String), "new": pl.Boolean,
    "holding": pl.String, "marks": pl.List(pl.String), "confidence": pl.String, "basis": pl.String,
    "source": pl.String, "url": pl.String, "read": pl.Date,
}  # fmt: skip
EDITIONS: dict[str, Any] = {
    "list": pl.String, "region": pl.String, "edition": pl.String, "from": pl.Date, "until": pl.Date,
    "holding": pl.String, "titles": pl.Int64, "count": pl.Int64, "count_over": pl.Int64, "critical": pl.Int64,
    "shortage": pl.Int64, "came": pl.Int64, "left": pl.Int64, "net": pl.Int64, "marks": pl.List(pl.String),
    "confidence": pl.String, "source": pl.String, "url": pl.String, "read": pl.Date,
    "count_confidence": pl.String, "count_source": pl.String, "count_url": pl.String,
}  # fmt: skip


# ---- lists and editions ----
def all_lists(region: str | None = None) -> tuple[ShortageList, ...]:
    """All lists, of one region where it is given (flanders, wallonia, brussels, german_community, belgium, eu).

    Raises:
        LabourMarketError: no list is of that region.
    """
    if region is None:
        return shipped_lists()
    if region not in REGIONS:
        raise LabourMarketError("region", "list_unknown_region", given=region, known=", ".join(REGIONS))
    return tuple(one for one in shipped_lists() if one.region == region)


def list_named(name: str) -> ShortageList:
    """The list of an id.

    Raises:
        LabourMarketError: there is none.
    """
    found = {one.id: one for one in shipped_lists()}
    if name not in found:
        raise LabourMarketError("list", "list_unknown", given=name, known=", ".join(found))
    return found[name]


def editions(name: str, *, drafts: bool = False) -> tuple[Edition, ...]:
    """The editions of a list, oldest first, with the gaps between and after them; drafts last, where asked for.

    Raises:
        LabourMarketError: there is no such list.
    """
    return (*_with_gaps(list_named(name)), *(e for e in list_named(name).editions if drafts and e.draft))


def _with_gaps(found: ShortageList) -> Iterator[Edition]:
    day: date | None = None
    for edition in found.editions:
        if edition.draft:
            continue
        if day is not None and day < edition.start:
            yield _gap(found.id, day, edition.start - DAY)
        yield edition
        day = edition.until + DAY if edition.until else None
    if day is not None:
        yield _gap(found.id, day, None)


def _gap(name: str, start: date, until: date | None) -> Edition:
    return Edition(name, f"gap-{start}", start, until, "gap")


def edition_named(name: str, edition: str) -> Edition:
    """The edition of an id: the day it starts, or the name of a draft.

    Raises:
        LabourMarketError: there is no such list or edition.
    """
    found = next((e for e in list_named(name).editions if e.id == edition), None)
    if found is None:
        raise LabourMarketError(name, "list_no_edition", edition=edition)
    return found


def edition_on(name: str, day: date) -> Edition | None:
    """The edition or gap of a day; None before the first edition that is known."""
    return next((e for e in editions(name) if e.start <= day and (e.until is None or day <= e.until)), None)


def codes_of(edition: Edition) -> frozenset[str]:
    """The unit groups that the titles of an edition stand for, by our mapping."""
    return frozenset(code for code in unit_groups() if any(t.stands_for(code) for t in edition.titles))


# ---- one occupation ----
@dataclass(frozen=True, slots=True)
class Spell:
    """What a list says of an occupation during a period: True on it, False not on it, None not known.

    `titles` are those that stand for the occupation; `removed` those that a source names as not on the edition.
    """

    list: str
    region: str
    start: date
    until: date | None
    on: Truth
    titles: tuple[Title, ...]
    removed: tuple[Title, ...]
    edition: Edition

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of the edition, and whether a title means a part of the occupation only."""
        parts = ("part",) if self.titles and all(t.mapping == "part" for t in self.titles) else ()
        return (*parts, *self.edition.marks)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the answer rests on: the sources of the titles that decide it, else that of the edition; each once."""
        decide = self.titles if self.on else self.removed if self.on is False else ()
        found = [title.source for title in decide] or [self.edition.source]
        return tuple({source.id: source for source in found if source is not None}.values())


def _checked(isco08: str) -> str:
    if isco08 not in unit_groups():
        raise LabourMarketError("isco08", "list_not_unit_group", given=isco08)
    return isco08


def on_list(name: str, isco08: str, day: date) -> Truth:
    """Whether an occupation is on a list on a day: None where the edition is partial or absent and does not name it.

    Raises:
        LabourMarketError: there is no such list or unit group.
    """
    return members_on(name, day).has(int(_checked(isco08)))


@lru_cache(maxsize=256)
def members_on(name: str, day: date) -> Members:
    """What a list says of every code on a day, as the rules engine reads it.

    Raises:
        LabourMarketError: there is no such list.
    """
    return members_at(list_named(name).codes, day)


def membership(isco08: str, region: str | None = None) -> tuple[Spell, ...]:
    """An occupation (unit group of ISCO-08, "2512") on all lists over time, gaps included, list by list.

    Raises:
        LabourMarketError: there is no such unit group or region.
    """
    code = _checked(isco08)
    return tuple(spell for one in all_lists(region) for spell in _spells(one, code))


def _spells(found: ShortageList, code: str) -> Iterator[Spell]:
    """One spell an edition; two where it accepts the titles of the edition before for a while."""
    for edition in _with_gaps(found):
        days = [edition.start]
        if edition.old_list_until and edition.old_list_until >= edition.start:
            days.append(edition.old_list_until + DAY)
        for n, day in enumerate(days):
            until = days[n + 1] - DAY if n + 1 < len(days) else edition.until
            on = members_on(found.id, day).has(int(code))
            titles = tuple(t for t in edition.titles if t.stands_for(code))
            removed = tuple(t for t in edition.removed if t.stands_for(code))
            yield Spell(found.id, found.region, day, until, on, titles, removed, edition)


# ---- tables ----
@cache
def timeline() -> pl.DataFrame:
    """Every title of every edition: a row for each unit group it stands for, one without code where it has none.

    Columns: list, region, edition, from, until, isco08, title_en|fr|nl, mapping (exact, main, part), standing
    (critical, shortage), rank, causes (null: not known), new, holding (complete, partial), marks, confidence, basis,
    source, url, read. Drafts are in it with their mark; editions without titles are in `edition_table` alone.
    """
    rows = [row for one in shipped_lists() for edition in one.editions for row in _title_rows(one, edition)]
    return pl.DataFrame(rows, schema=TIMELINE, orient="row")


def _title_rows(found: ShortageList, edition: Edition) -> Iterator[tuple[object, ...]]:
    ends = found.id, found.region, edition.id, edition.start, edition.until
    for title in edition.titles:
        source = title.source
        told = (
            *(title.title.get(lang) for lang in ("en", "fr", "nl")),
            title.mapping,
            title.standing,
            title.rank,
            None if title.causes is None else list(title.causes),
            title.new,
            edition.holding,
            list(edition.marks),
            edition.confidence,
            "derived" if edition.reconstructed else title.basis,
            *((source.id, source.url, source.read) if source else (None, None, None)),
        )
        codes: list[str | None] = [c for c in unit_groups() if title.stands_for(c)]
        for code in codes or [None]:
            yield (*ends, code, *told)


@cache
def edition_table() -> pl.DataFrame:
    """Every edition with the number of titles that are known (`titles`) and the number published (`count`).

    `count_over`: a number that the published one exceeds. `critical`, `shortage`: Forem's two classes. `came`, `left`,
    `net`: the published change from the edition before. Null is not known.
    """
    rows = [_edition_row(one, edition) for one in shipped_lists() for edition in one.editions]
    return pl.DataFrame(rows, schema=EDITIONS, orient="row")


def _edition_row(found: ShortageList, edition: Edition) -> tuple[object, ...]:
    classes = dict(edition.classes or ())
    source, counted = edition.source, edition.count_source
    return (
        found.id,
        found.region,
        edition.id,
        edition.start,
        edition.until,
        edition.holding,
        len(edition.titles),
        edition.count,
        edition.count_over,
        classes.get("critical"),
        classes.get("shortage"),
        edition.came,
        edition.left,
        edition.net,
        list(edition.marks),
        edition.confidence,
        *((source.id, source.url, source.read) if source else (None, None, None)),
        edition.count_confidence,
        *((counted.id, counted.url) if counted else (None, None)),
    )
