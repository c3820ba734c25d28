"""What of a report may be shown: no number of people under ten, and nothing from which one follows by subtraction.

A cell counts a set of people out of a base. Whoever sees a cell knows three sets by their size: those counted, the
base, and the rest of the base. Three rules hold for what is shown:

1. no known set has 1 to 9 people; by group it has not 0 to 9 either, because a share of none or of all in a small
   group tells something about each of its members, and because nothing may be pinned down by an empty cell;
2. no known set lies in another that has 1 to 9 people more;
3. where some groups are hidden, what is left of the total after those that are shown is two groups or more and ten
   people or more, and rule 2 holds for these remainders too.

A mean, a median or another figure that is no count may be told where its number of people may not, unless that number
is small in itself: nothing can be subtracted from it. Shares may not, because a share to four digits tells its counts.

Rows of the whole scheme are settled first and without regard to groups, so that they are the same in every table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SMALL = 10
WHOLE = "all"
"""The group that is everybody."""
Key = tuple[str, ...]
Column = tuple[Key, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a report.

    Attributes:
        key: indicator, part and statistic; the same in every group.
        group: a value of the column by which people are grouped, or `WHOLE`.
        counted: the people counted, one bit a person.
        base: the people out of whom they are counted; None where nobody else is told of.
        rank: the smaller, the longer it is kept.
        parted: it is one part of its base, and the other parts of the same indicator are the rest of it.
    """

    key: Key
    group: str
    counted: int
    base: int | None = None
    rank: int = 0
    parted: bool = False

    def sets(self) -> Iterator[tuple[str, int]]:
        """What is known by whoever sees the cell: role and people."""
        yield "counted", self.counted
        if self.base is not None:
            yield "base", self.base
            yield "rest", self.base & ~self.counted


@dataclass(frozen=True, slots=True)
class Hidden:
    """Places of the cells whose numbers of people may not be shown, and of those that are too small in themselves."""

    numbers: frozenset[int]
    small: frozenset[int]


def hidden(cells: Sequence[Cell], *, small: int = SMALL) -> Hidden:
    """Which cells may not be shown."""
    board = _Board(cells, small)
    board.settle_whole()
    board.settle_groups()
    return Hidden(frozenset(board.out), frozenset(board.small_ones))


class _Board:
    """The cells, and the places of those that are hidden so far."""

    def __init__(self, cells: Sequence[Cell], small: int) -> None:
        self.cells, self.small = cells, small
        self.out: set[int] = set()
        self.small_ones: set[int] = set()
        self.told_empty: set[Column] = set()
        self.groups: dict[str, list[int]] = defaultdict(list)
        for place, cell in enumerate(cells):
            self.groups[cell.group].append(place)
        self.columns: dict[Column, dict[str, int]] = defaultdict(dict)
        for cell in cells:
            for role, people in cell.sets():
                self.columns[cell.key, role][cell.group] = people

    def known(self, group: str) -> dict[int, int]:
        """The sets that are known in a group, each with the best rank of a cell that tells it.

        The empty set is none of them: that nobody paid does not tell that nobody arrived, although both sets are empty.
        """
        found: dict[int, int] = {}
        for place in self.groups[group]:
            if place not in self.out:
                for _, people in self.cells[place].sets():
                    if people:
                        found[people] = min(found.get(people, self.cells[place].rank), self.cells[place].rank)
        return found

    def hide(self, group: str, people: int) -> None:
        """Hide every cell of a group that tells a set."""
        for place in self.groups[group]:
            if any(one == people for _, one in self.cells[place].sets()):
                self.out.add(place)

    # ---- the whole scheme ----
    def settle_whole(self) -> None:
        for place in self.groups[WHOLE]:
            least = 0 if self.cells[place].parted else 1
            if any(least <= people.bit_count() < self.small for _, people in self._weighed(place)):
                self.small_ones.add(place)
        self.out |= self.small_ones
        while self._nested(WHOLE) or self._parts():
            pass

    def _weighed(self, place: int) -> list[tuple[str, int]]:
        """The sets of a cell that are held against rule 1; of an empty base of parts, nothing is told."""
        cell = self.cells[place]
        return [] if cell.parted and not cell.base else list(cell.sets())

    def _nested(self, group: str) -> bool:
        """Rule 2 within a group; whether something was hidden."""
        known = self.known(group)
        found = False
        for one, other in _close(list(known), self.small):
            if one not in known or other not in known:
                continue
            self.hide(group, max(one, other, key=lambda people: (known[people], -people.bit_count())))
            known, found = self.known(group), True
        return found

    def _parts(self) -> bool:
        """Rule 3 for indicators whose parts add up to their base: parts are as groups."""
        parted: dict[str, list[int]] = defaultdict(list)
        for place in self.groups[WHOLE]:
            if self.cells[place].parted:
                parted[self.cells[place].key[0]].append(place)
        found = False
        for places in parted.values():
            shown = [place for place in places if place not in self.out]
            away = [place for place in places if place in self.out]
            rest = sum(self.cells[place].counted.bit_count() for place in away)
            if shown and away and (len(away) < 2 or rest < self.small):
                self.out.add(min(shown, key=lambda place: self.cells[place].counted.bit_count()))
                found = True
        return found

    # ---- groups ----
    def settle_groups(self) -> None:
        groups = [group for group in self.groups if group != WHOLE]
        self.told_empty = {
            (self.cells[place].key, role)
            for place in self.groups[WHOLE]
            if place not in self.out
            for role, people in self.cells[place].sets()
            if not people
        }
        for group in groups:
            for place in self.groups[group]:
                if self._too_small(place):
                    self.small_ones.add(place)
        self.out |= self.small_ones
        while any([*(self._nested(group) or self._nearly_all(group) for group in groups), self._remainders()]):
            pass

    def _nearly_all(self, group: str) -> bool:
        """Rule 2 between a group and the whole scheme, where nearly all of one are in the other."""
        whole, known = self.known(WHOLE), self.known(group)
        near = {
            people
            for people in known
            for total in whole
            if people and total and people & total in (people, total) and 0 < (people ^ total).bit_count() < self.small
        }
        for people in near:
            self.hide(group, people)
        return bool(near)

    def _too_small(self, place: int) -> bool:
        """Rule 1 by group; a set told to be empty in the whole scheme is empty in every group: that is nothing more."""
        cell = self.cells[place]
        return any(
            people.bit_count() < self.small and (cell.key, role) not in self.told_empty for role, people in cell.sets()
        )

    def _remainders(self) -> bool:
        """Rule 3; whether something was hidden."""
        known = {group: self.known(group) for group in self.groups}
        left: dict[frozenset[str], dict[int, list[Column]]] = defaultdict(lambda: defaultdict(list))
        for column, by_group in self.columns.items():
            if by_group.get(WHOLE) not in known.get(WHOLE, {}):
                continue
            away = {group: people for group, people in by_group.items() if people not in known[group]}
            if not away:
                continue
            rest = 0
            for people in away.values():
                rest |= people
            if (len(away) < 2 or rest.bit_count() < self.small) and self._hide_one(column, known):
                return True
            left[frozenset(away)][rest].append(column)
        for remainders in left.values():
            for one, other in _close(list(remainders), self.small):
                columns = [*remainders[one], *remainders[other]]
                columns.sort(key=lambda column: -known[WHOLE][self.columns[column][WHOLE]])
                if any(self._hide_one(column, known) for column in columns):
                    return True
        return False

    def _hide_one(self, column: Column, known: dict[str, dict[int, int]]) -> bool:
        """Hide the smallest group that is shown in a column; false where none is."""
        shown = [
            (people.bit_count(), group, people)
            for group, people in self.columns[column].items()
            if group != WHOLE and people in known[group]
        ]
        if not shown:
            return False
        _, group, people = min(shown)
        self.hide(group, people)
        return True


def _close(sets: list[int], small: int) -> Iterator[tuple[int, int]]:
    """Pairs of sets of which one lies in the other and lacks 1 to `small` - 1 of its people; larger sets first."""
    ordered = sorted(((people.bit_count(), people) for people in sets), reverse=True)
    for at, (size, people) in enumerate(ordered):
        for less, inner in ordered[at + 1 :]:
            if size - less >= small:
                break
            if size > less > 0 and inner & people == inner:
                yield people, inner


__all__ = ["SMALL", "WHOLE", "Cell", "Hidden", "hidden"]
