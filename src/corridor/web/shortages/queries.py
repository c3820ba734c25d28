"""Occupations and the lists they are on. The law never changes while the process runs: what is read once is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from corridor.occupations.isco08 import Group, group, groups, unit_groups
from corridor.occupations.labels import belgian_labels
from corridor.permits.book import all_books
from corridor.permits.case import REGIONS
from corridor.permits.law_history import Edition, Spell, edition_on, editions, law_days, on_list, spells
from corridor.permits.law_index import folded
from corridor.permits.law_routes import readers, route_on
from corridor.permits.law_words import Words
from corridor.rules.freeze import Frozen
from corridor.rules.kleene import Truth, any_of
from corridor.rules.model import CodeList, Entry

OTHER_LISTS = frozenset({"blue_card_ict", "nurses", "teachers"})
"""Lists of occupations that act on permits and say nothing of a shortage: they are shown apart."""
ALIKE = 0.35
"""From this likeness on a title is offered for a text."""
OFFERED = 12
CODE = 4
"""Figures of a unit group."""


@cache
def books() -> dict[str, Frozen]:
    """The law of every region."""
    return all_books()


def digest() -> str:
    """The hash of all law files."""
    return books()[REGIONS[0]].rules.digest


def version() -> str:
    """The version of the law files."""
    return books()[REGIONS[0]].rules.version


def coverage() -> tuple[date, date]:
    """The first and the last day that the law files describe."""
    return books()[REGIONS[0]].rules.coverage


@cache
def _days(region: str) -> tuple[date, ...]:
    return law_days(books()[region].rules)


def _same_day(region: str, day: date) -> date:
    return max((d for d in _days(region) if d <= day), default=_days(region)[0])


def lists(region: str, *, shortage: bool = True) -> list[CodeList]:
    """The lists of occupations of a region's law: of shortage occupations, or the others."""
    found = books()[region].rules.lists.values()
    return [c for c in found if c.kind == "isco" and (c.name not in OTHER_LISTS) is shortage]


# ---- one region on one day ----
@dataclass(frozen=True)
class ListOn:
    """A list with its version of a day, and the routes that read it: (name, label)."""

    codes: CodeList
    edition: Edition | None
    opens: tuple[tuple[str, Words], ...]


def lists_on(region: str, day: date, *, shortage: bool = True) -> list[ListOn]:
    """The lists of a region on a day."""
    opened = _opens(region, _same_day(region, day))
    return [ListOn(c, edition_on(c, day), opened.get(c.name, ())) for c in lists(region, shortage=shortage)]


@lru_cache(maxsize=64)
def _opens(region: str, day: date) -> dict[str, tuple[tuple[str, Words], ...]]:
    """For each list the routes that read it on the day."""
    law = books()[region]
    return {
        name: tuple((route, law.rules.routes[route].label) for route in dict.fromkeys(route for route, _ in pairs))
        for name, pairs in readers(law, day).items()
    }


@dataclass(frozen=True)
class OpenedBy:
    """A route that reads a list: with the sentence of the condition that does."""

    route: str
    label: Words
    condition: str
    text: Words


def opened_by(region: str, name: str, day: date) -> tuple[OpenedBy, ...]:
    """The conditions that read a list on a day."""
    return _opened_by(region, name, _same_day(region, day))


@lru_cache(maxsize=256)
def _opened_by(region: str, name: str, day: date) -> tuple[OpenedBy, ...]:
    law = books()[region]
    out = []
    for route_name, condition in readers(law, day).get(name, ()):
        found = route_on(law, route_name, day)
        formal = found.formality
        asked = (*found.conditions, *found.assessed, *((*formal.conditions, *formal.assessed) if formal else ()))
        text = next((c.text for c in asked if c.id == condition), {})
        out.append(OpenedBy(route_name, found.label, condition, text))
    return tuple(out)


@dataclass(frozen=True)
class Standing:
    """What one list says of an occupation on a day. `spell` is None before the list's first version."""

    codes: CodeList
    spell: Spell | None

    @property
    def on(self) -> Truth:
        """On the list, not on it, or not known."""
        return self.spell.on if self.spell else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The titles of the list that stand for the occupation."""
        return self.spell.entries if self.spell else ()


@dataclass(frozen=True)
class OccupationRow:
    """An occupation with what each shortage list of the region says of it."""

    group: Group
    standings: tuple[Standing, ...]

    @property
    def on(self) -> Truth:
        """On one of the lists; not on any of them; or not known."""
        return any_of([s.on for s in self.standings]) if self.standings else None


@lru_cache(maxsize=64)
def _rows(region: str, day: date) -> dict[str, OccupationRow]:
    found = {}
    for code in unit_groups():
        standing = tuple(Standing(c, on_list(c, int(code), day)) for c in lists(region))
        found[code] = OccupationRow(group(code), standing)
    return found


def rows(region: str, day: date) -> dict[str, OccupationRow]:
    """Every unit group by its code, with what the shortage lists of the region say of it on a day."""
    return _rows(region, _same_day(region, day))


def only(found: Iterable[OccupationRow], state: str) -> list[OccupationRow]:
    """The rows of a state: `on`, `not_on`, `not_known`; all for any other word."""
    wanted: dict[str, Truth] = {"on": True, "not_on": False, "not_known": None}
    return [row for row in found if state not in wanted or row.on is wanted[state]]


def counts(region: str, day: date) -> dict[str, int]:
    """How many unit groups are on a list, on none, or not known."""
    every = rows(region, day).values()
    return {
        "on": sum(r.on is True for r in every),
        "not_on": sum(r.on is False for r in every),
        "not_known": sum(r.on is None for r in every),
    }


def titles_without_code(region: str, day: date) -> list[tuple[CodeList, Entry]]:
    """Titles on lists of the day for which there is no code: they decide by the title alone."""
    out = []
    for codes in lists(region):
        edition = edition_on(codes, day)
        if edition and edition.version:
            out += [(codes, entry) for entry in edition.version.entries if not entry.codes]
    return out


# ---- search ----
@dataclass(frozen=True)
class Found:
    """An occupation that a text may mean; `matched` is the title by which it was found, None for a code."""

    code: str
    matched: str | None


@lru_cache(maxsize=512)
def search(text: str, lang: str) -> tuple[Found, ...]:
    """The occupations that a text may mean, likeliest first: a title in any language, or the figures of a code."""
    figures = text.strip()
    if figures.isdigit():
        return tuple(Found(code, None) for code in unit_groups() if code.startswith(figures))
    from corridor.occupations.errors import OccupationError

    try:
        candidates = _searcher().search(text, lang=lang, limit=OFFERED)
    except OccupationError:
        return ()
    out: dict[str, Found] = {}
    for one in candidates:
        if one.similarity >= ALIKE and one.isco08 in groups() and len(one.isco08) == CODE:
            out.setdefault(one.isco08, Found(one.isco08, one.matched))
    return tuple(out.values())


@cache
def _searcher():  # type: ignore[no-untyped-def]  # its module is heavy and imported when first needed
    from corridor.occupations.search import Searcher

    return Searcher.open(meaning=False)


# ---- one occupation ----
def place(code: str) -> list[Group]:
    """The groups above a unit group, the widest first."""
    return [group(code[:length]) for length in (1, 2, 3)]


def other_titles(code: str) -> list[tuple[str, str, str]]:
    """Titles of Belgian lists that are mapped to a unit group: (title, language, list), each title once."""
    seen: dict[tuple[str, str], tuple[str, str, str]] = {}
    for label in belgian_labels():
        if label.isco08 == code:
            seen.setdefault((folded(label.text), label.lang), (label.text, label.lang, label.source))
    return sorted(seen.values(), key=lambda one: (one[1], folded(one[0])))


@dataclass(frozen=True)
class Membership:
    """An occupation on one list over time, with what the list opens on the day."""

    region: str
    codes: CodeList
    spells: tuple[Spell, ...]
    now: Spell | None
    opens: tuple[OpenedBy, ...]


def memberships(code: str, day: date, *, shortage: bool = True) -> list[Membership]:
    """An occupation on the lists of all regions over time; of the other lists only those that ever named it."""
    found = [_membership(region, codes, code, day) for region in REGIONS for codes in lists(region, shortage=shortage)]
    return found if shortage else [m for m in found if any(s.on for s in m.spells)]


def _membership(region: str, codes: CodeList, code: str, day: date) -> Membership:
    now = on_list(codes, int(code), day)
    return Membership(region, codes, spells(codes, int(code)), now, opened_by(region, codes.name, day))


# ---- differences ----
@dataclass(frozen=True)
class Difference:
    """An occupation of which two sides say otherwise."""

    group: Group
    before: OccupationRow
    after: OccupationRow


def differences(region: str, day: date, other: str, other_day: date) -> list[Difference]:
    """The occupations that are on a list on one side, and not or not for certain on the other."""
    ours, theirs = rows(region, day), rows(other, other_day)
    return [
        Difference(row.group, row, theirs[code])
        for code, row in ours.items()
        if row.on is not theirs[code].on and True in (row.on, theirs[code].on)
    ]


def version_days(region: str) -> list[date]:
    """The first days of all versions of the shortage lists of a region, newest first."""
    return sorted({e.start for c in lists(region) for e in editions(c) if e.version is not None}, reverse=True)
