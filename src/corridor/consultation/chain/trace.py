"""The trace of an item, in both directions: all that it rests on, and all that follows from it, with every path."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from corridor.consultation.chain.links import KINDS, Link, Placed, items, links
from corridor.consultation.errors import ConsultationError

if TYPE_CHECKING:
    from corridor.consultation.dossier import Dossier

MOST_PATHS = 1000
"""Paths that are written out; a chain with more is told by its items."""


@dataclass(frozen=True)
class Trace:
    """The trace of one item.

    Attributes:
        item: the item itself.
        behind: all that it rests on, in the order of the chain (evidence first).
        ahead: all that follows from it, in the order of the chain.
        paths: whole ways through the item, from what rests on nothing to what nothing follows from, by keys.
        more: there are more paths than were written out.
    """

    item: Placed
    behind: tuple[Placed, ...]
    ahead: tuple[Placed, ...]
    paths: tuple[tuple[str, ...], ...]
    more: bool = False


class Chain:
    """The links of a dossier, ready to be walked many times."""

    def __init__(self, dossier: Dossier) -> None:
        self.items: dict[str, Placed] = {one.key: one for one in items(dossier)}
        self.links: tuple[Link, ...] = tuple(links(dossier))
        self._back: dict[str, list[str]] = defaultdict(list)
        self._on: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            self._back[link.later].append(link.earlier)
            self._on[link.earlier].append(link.later)

    def behind(self, key: str) -> frozenset[str]:
        """Keys of all that an item rests on."""
        return self._reached(key, self._back)

    def ahead(self, key: str) -> frozenset[str]:
        """Keys of all that follows from an item."""
        return self._reached(key, self._on)

    def earlier(self, key: str) -> tuple[str, ...]:
        """Keys of what an item itself points at."""
        return tuple(self._back.get(key, ()))

    def later(self, key: str) -> tuple[str, ...]:
        """Keys of what points at an item."""
        return tuple(self._on.get(key, ()))

    def trace(self, key: str) -> Trace:
        """The trace of an item.

        Raises:
            ConsultationError: the dossier has no such item.
        """
        if key not in self.items:
            known = ", ".join(self.items) or "-"
            raise ConsultationError("key", "dossier_no_item", given=key, known=known)
        before, more = self._ways(key, self._back)
        after, further = self._ways(key, self._on)
        ways = ((*reversed(way[1:]), *onward) for way in before for onward in after)
        paths = tuple(islice(ways, MOST_PATHS))
        return Trace(
            self.items[key],
            self._sorted(self.behind(key)),
            self._sorted(self.ahead(key)),
            paths,
            more or further or len(before) * len(after) > MOST_PATHS,
        )

    def _sorted(self, keys: frozenset[str]) -> tuple[Placed, ...]:
        return tuple(one for one in self.items.values() if one.key in keys)

    @staticmethod
    def _reached(key: str, beside: dict[str, list[str]]) -> frozenset[str]:
        found: set[str] = set()
        waiting = [*beside.get(key, ())]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += beside.get(one, ())
        return frozenset(found)

    def _ways(self, key: str, beside: dict[str, list[str]]) -> tuple[list[tuple[str, ...]], bool]:
        """All ways from an item in one direction, the longest part first; whether there are more than are given."""
        found: list[tuple[str, ...]] = []
        waiting: list[tuple[str, ...]] = [(key,)]
        while waiting:
            way = waiting.pop()
            onward = list(dict.fromkeys(beside.get(way[-1], ())))
            if not onward:
                found.append(way)
                if len(found) >= MOST_PATHS and waiting:
                    return found, True
            waiting += [(*way, one) for one in reversed(onward)]
        return found, False


def trace(dossier: Dossier, key: str) -> Trace:
    """The trace of an item of a dossier; for many, keep a `Chain`.

    Raises:
        ConsultationError: the dossier has no such item.
    """
    return Chain(dossier).trace(key)


__all__ = ["KINDS", "Chain", "Link", "Placed", "Trace", "trace"]
