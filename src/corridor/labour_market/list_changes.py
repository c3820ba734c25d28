"""Differences between shortage lists: of one list from an edition to another, and of regions on a day.

What is sure and what is not stay apart: a title that one side has and the other, known in part, does not name is
neither added nor dropped but undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.list_files import REGIONS, Edition, Title, same_title
from corridor.labour_market.shortage_lists import all_lists, edition_named, edition_on, editions, members_on
from corridor.occupations.isco08 import unit_groups
from corridor.rules.kleene import Truth, any_of


# ---- two editions of a list ----
@dataclass(frozen=True, slots=True)
class Difference:
    """What `after` says otherwise than `before`.

    `added` and `dropped` are sure: a source names the title, or the other edition is complete and this one is not
    reconstructed. `perhaps_added` and
    `perhaps_dropped` are undecided. `renamed`: pairs of titles with the same codes. `kept`: titles on both.
    """

    list: str
    before: Edition
    after: Edition
    added: tuple[Title, ...]
    dropped: tuple[Title, ...]
    kept: tuple[Title, ...]
    renamed: tuple[tuple[Title, Title], ...]
    perhaps_added: tuple[Title, ...]
    perhaps_dropped: tuple[Title, ...]

    @property
    def undecided(self) -> tuple[Title, ...]:
        """Titles that only one side names, where the other is known in part."""
        return (*self.perhaps_added, *self.perhaps_dropped)

    @property
    def published(self) -> int | None:
        """The change of the published number of titles; None where one of the two is not known."""
        if self.before.count is None or self.after.count is None:
            return None
        return self.after.count - self.before.count


def difference(name: str, before: str, after: str) -> Difference:
    """The difference between two editions of a list, by their ids. A title is compared first, then its codes.

    Raises:
        LabourMarketError: there is no such list or edition, or both are the same.
    """
    if before == after:
        raise LabourMarketError(name, "list_same_edition", edition=before)
    one, other = edition_named(name, before), edition_named(name, after)
    kept = tuple(t for t in other.titles if _among(t, one.titles))
    old = [t for t in one.titles if not _among(t, other.titles)]
    new = [t for t in other.titles if not _among(t, one.titles)]
    renamed = _renamed(one, other, old, new)
    gone, come = [t for t, _ in renamed], [t for _, t in renamed]
    old, new = [t for t in old if t not in gone], [t for t in new if t not in come]
    next_to = _just_before(other) == one
    sure_new = {id(t) for t in new if _among(t, one.removed) or (t.new and next_to) or _sure(one, other)}
    sure_old = {id(t) for t in old if _among(t, other.removed) or _sure(other, one)}
    return Difference(
        list=name,
        before=one,
        after=other,
        added=tuple(t for t in new if id(t) in sure_new),
        dropped=tuple(t for t in old if id(t) in sure_old),
        kept=kept,
        renamed=tuple(renamed),
        perhaps_added=tuple(t for t in new if id(t) not in sure_new),
        perhaps_dropped=tuple(t for t in old if id(t) not in sure_old),
    )


def _sure(without: Edition, having: Edition) -> bool:
    """Whether a title that only one side names is surely on the one and not on the other."""
    return without.holding == "complete" and not having.reconstructed


def _among(title: Title, others: Sequence[Title]) -> bool:
    return any(same_title(title, other) for other in others)


def _renamed(one: Edition, other: Edition, old: list[Title], new: list[Title]) -> list[tuple[Title, Title]]:
    """Titles with the same codes on both sides, each once; what a source calls new or gone is not renamed."""
    pairs: list[tuple[Title, Title]] = []
    left = [t for t in old if t.codes and not _among(t, other.removed)]
    for title in new:
        if title.new or _among(title, one.removed):
            continue
        match = next((t for t in left if set(t.codes) == set(title.codes)), None)
        if match is not None:
            left.remove(match)
            pairs.append((match, title))
    return pairs


def _just_before(edition: Edition) -> Edition | None:
    """The edition that an edition replaced, where no gap lies between."""
    told = editions(edition.list)
    place = next((n for n, e in enumerate(told) if e == edition), 0)
    return told[place - 1] if place and told[place - 1].holding != "gap" else None


# ---- regions on a day ----
@dataclass(frozen=True, slots=True)
class OccupationByRegion:
    """An occupation that is on a list of one region at least: what the lists of each say, and their titles."""

    isco08: str
    on: tuple[tuple[str, Truth], ...]
    titles: tuple[tuple[str, tuple[Title, ...]], ...]

    @property
    def state(self) -> str:
        """Common (on a list everywhere), differs (surely not everywhere), undecided (somewhere not known)."""
        said = [on for _, on in self.on]
        if all(said):
            return "common"
        return "differs" if False in said else "undecided"


@dataclass(frozen=True, slots=True)
class RegionDifference:
    """The occupations on a list of a region on a day. `editions` are those that were read, with gaps."""

    regions: tuple[str, ...]
    day: date
    rows: tuple[OccupationByRegion, ...]
    editions: tuple[tuple[str, str, Edition | None], ...]

    def of(self, state: str) -> tuple[OccupationByRegion, ...]:
        """The occupations of a state: common, differs, undecided."""
        return tuple(row for row in self.rows if row.state == state)


def difference_between(regions: Sequence[str], day: date) -> RegionDifference:
    """What the shortage lists of regions say of the same occupations on a day.

    A region has an occupation where one of its lists has it, and has it not where all of them surely have not.

    Raises:
        LabourMarketError: a region has no list, or there are not two different ones.
    """
    chosen = tuple(dict.fromkeys(regions))
    if len(chosen) < 2:
        raise LabourMarketError("regions", "list_one_region")
    names = {region: [one.id for one in all_lists(region) if one.shortage] for region in chosen}
    if bare := next((region for region in chosen if not names[region]), None):
        raise LabourMarketError("regions", "list_unknown_region", given=bare, known=", ".join(REGIONS))
    read = {(region, name): edition_on(name, day) for region in chosen for name in names[region]}
    members = {name: members_on(name, day) for listed in names.values() for name in listed}
    rows = []
    for code in unit_groups():
        on = tuple((region, any_of([members[n].has(int(code)) for n in names[region]])) for region in chosen)
        if any(said for _, said in on):
            rows.append(OccupationByRegion(code, on, tuple((r, _titles(code, names[r], day)) for r in chosen)))
    return RegionDifference(chosen, day, tuple(rows), tuple((r, n, e) for (r, n), e in read.items()))


def _titles(code: str, names: Sequence[str], day: date) -> tuple[Title, ...]:
    """The titles for an occupation on lists on a day, each once."""
    found = [t for name in names if (e := edition_on(name, day)) for t in e.titles if t.stands_for(code)]
    return tuple(t for n, t in enumerate(found) if not _among(t, found[:n]))
