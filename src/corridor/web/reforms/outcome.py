"""The outcome of a trial as a page shows it: counts of pairs, guarded where the reader may not see exact ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridor.matching.audit import SMALL
from corridor.permits.compare import ANY_WAY, STATES
from corridor.permits.rights import HORIZON
from corridor.web.design import names
from corridor.web.design.templatetags.design import money, months, not_known, number
from corridor.web.plans.guarded import BASE

if TYPE_CHECKING:
    import polars as pl

    from corridor.permits.trial import Outcome

SHOWN = ("open", "unknown", "closed")
"""States in the order of the page."""
FIRST = 10
"""Groups of a kind that are shown at once."""
DIMENSIONS = ("occupation", "age_band", "pay_band")
Text = Mapping[str, str]


@dataclass(frozen=True)
class Guard:
    """How counts of pairs are told to a reader.

    One person stands in many pairs, so a count of pairs is told only where it cannot be of fewer than five people:
    `limit` pairs at least; and rounded to the nearest `step`, so that no difference of two counts tells of one person.

    Attributes:
        full: exact counts are shown.
        limit: counts below it are hidden.
        step: to which counts are rounded.
    """

    full: bool
    limit: int = 0
    step: int = 1

    @classmethod
    def of(cls, full: bool, heaviest: int) -> Guard:
        """For a trial in which a person has at most so many pairs."""
        if full:
            return cls(True)
        limit = (SMALL - 1) * max(heaviest, 1) + 1
        return cls(False, limit, BASE * math.ceil(limit / BASE))

    def count(self, pairs: int) -> int:
        """A count as it is told; 0 for one that is hidden."""
        if self.full:
            return pairs
        return 0 if pairs < self.limit else max(self.step, self.step * ((2 * pairs + self.step) // (2 * self.step)))

    def people(self, count: int) -> int:
        """A count of people or vacancies, rounded to the nearest five."""
        return count if self.full else 0 if count < SMALL else BASE * ((2 * count + BASE) // (2 * BASE))

    def said(self, pairs: int) -> str:
        """A told count in words."""
        if self.full or pairs:
            return number(pairs)
        return _("fewer than %(limit)s") % {"limit": number(self.limit)}


def guarded(counts: Mapping[str, Mapping[str, int]], guard: Guard) -> dict[str, dict[str, int]]:
    """Pairs by route and state as they are told."""
    return {route: {state: guard.count(n) for state, n in states.items()} for route, states in counts.items()}


@dataclass(frozen=True)
class Split:
    """Pairs by state."""

    open: int
    unknown: int
    closed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.unknown + self.closed


@dataclass(frozen=True)
class Crossing:
    """A route (or any way to work) before and after. `table`: for each state before, the pairs by state after."""

    name: str
    label: Text | None
    before: Split
    after: Split
    table: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def moved(self) -> bool:
        """Whether a pair is in another state."""
        return any(n for row, (_, cells) in enumerate(self.table) for col, n in enumerate(cells) if row != col)


@dataclass(frozen=True)
class GroupRow:
    """A group of pairs: how many, and for how many something changes."""

    label: str
    pairs: int
    gain: int
    lose: int
    unclear: int

    @property
    def moved(self) -> int:
        """For how many something changes."""
        return self.gain + self.lose + self.unclear


@dataclass(frozen=True)
class Dimension:
    """Groups of a kind, those with most change first; `top` is the largest count, for bars."""

    name: str
    rows: tuple[GroupRow, ...]
    quiet: int
    top: int

    @property
    def first(self) -> tuple[GroupRow, ...]:
        """Those that are shown at once."""
        return self.rows[:FIRST]

    @property
    def more(self) -> tuple[GroupRow, ...]:
        """Those that are folded."""
        return self.rows[FIRST:]


@dataclass(frozen=True)
class Dependence:
    """Mean months of dependence on one employer, and the pairs behind them by months: (months, before, after)."""

    pairs: int
    before: float
    after: float
    months: tuple[tuple[int, int, int], ...]
    top: int


@dataclass(frozen=True)
class Result:
    """What the page shows."""

    guard: Guard
    ways: Crossing
    routes: tuple[Crossing, ...]
    quiet: tuple[Text, ...]
    dimensions: tuple[Dimension, ...]
    dependence: Dependence | None
    gain: int
    lose: int
    unclear: int

    @property
    def sentence(self) -> str:
        """What changes, in a sentence or two."""
        return _sentence(self)


def result(outcome: Outcome, labels: Mapping[str, Text], guard: Guard) -> Result:
    """An outcome as a page shows it.

    Args:
        outcome: of the trial.
        labels: of routes.
        guard: how counts are told.
    """
    tables = _tables(outcome.transitions)
    ways = _crossing(ANY_WAY, None, tables[ANY_WAY], guard)
    touched = [_crossing(n, labels.get(n), tables[n], guard) for n in outcome.touched if n in tables]
    moved = _moved(tables[ANY_WAY])
    return Result(
        guard=guard,
        ways=ways,
        routes=tuple(sorted((c for c in touched if c.moved), key=lambda c: -abs(c.after.open - c.before.open))),
        quiet=tuple(c.label for c in touched if not c.moved and c.label is not None),
        dimensions=tuple(_dimension(outcome.groups, name, guard) for name in DIMENSIONS),
        dependence=_dependence(outcome, guard),
        **{name: guard.count(count) for name, count in moved.items()},
    )


Table = dict[tuple[str, str], int]


def _tables(transitions: pl.DataFrame) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for _region, route, before, after, count in transitions.iter_rows():
        found.setdefault(route, {})[before, after] = count
    return found


def _moved(table: Table) -> dict[str, int]:
    """As `permits.compare` counts them: a way to work got, the only one lost, undecided now."""
    return {
        "gain": sum(n for (b, a), n in table.items() if a == "open" and b != "open"),
        "lose": table.get(("open", "closed"), 0),
        "unclear": sum(n for (b, a), n in table.items() if a == "unknown" and b != "unknown"),
    }


def _crossing(name: str, label: Text | None, table: Table, guard: Guard) -> Crossing:
    def side(end: int) -> Split:
        sums = {s: sum(n for states, n in table.items() if states[end] == s) for s in STATES}
        return Split(**{s: guard.count(n) for s, n in sums.items()})

    cells = tuple((b, tuple(guard.count(table.get((b, a), 0)) for a in SHOWN)) for b in SHOWN)
    return Crossing(name, label, side(0), side(1), cells)


def _dimension(groups: pl.DataFrame, name: str, guard: Guard) -> Dimension:
    import polars as pl

    rows = []
    for row in groups.filter(pl.col("dimension") == name).iter_rows(named=True):
        counts = (guard.count(row[c]) for c in ("cases", "gain", "lose", "unclear"))
        rows.append(GroupRow(group_label(name, row["group"]), *counts))
    shown = [row for row in rows if row.moved]
    if name == "occupation":
        shown = sorted(shown, key=lambda r: -r.moved)
    top = max((max(r.gain, r.lose, r.unclear) for r in shown), default=0)
    return Dimension(name, tuple(shown), len(rows) - len(shown) if guard.full else 0, top)


def _dependence(outcome: Outcome, guard: Guard) -> Dependence | None:
    if not outcome.dependence.height:
        return None
    found = outcome.dependence.row(0, named=True)
    pairs = guard.count(found["cases"])
    if not pairs:
        return None
    digits = 1 if guard.full else 0
    bands = [(m, guard.count(b), guard.count(a)) for m, b, a in outcome.months.iter_rows()]
    return Dependence(
        pairs,
        round(found["before"], digits),
        round(found["after"], digits),
        tuple(row for row in bands if row[1] or row[2]),
        max((max(b, a) for _, b, a in bands), default=0),
    )


# ---- words --------------------------------------------------------------------------------------


def _sentence(found: Result) -> str:
    parts = []
    if found.gain:
        parts.append(ngettext("%(n)s pair gets a way to work.", "%(n)s pairs get a way to work.", found.gain))
        parts[-1] %= {"n": number(found.gain)}
    if found.lose:
        parts.append(ngettext("%(n)s pair loses its only way.", "%(n)s pairs lose their only way.", found.lose))
        parts[-1] %= {"n": number(found.lose)}
    if found.unclear:
        parts.append(ngettext("%(n)s pair becomes undecided.", "%(n)s pairs become undecided.", found.unclear))
        parts[-1] %= {"n": number(found.unclear)}
    if not parts:
        hidden = _("Too few pairs get or lose a way to work for a number to be shown.")
        parts.append(_("No pair gets or loses a way to work.") if found.guard.full else hidden)
    tied = found.dependence
    if tied is not None and tied.before != tied.after:
        change = {"before": months(tied.before), "after": months(tied.after)}
        parts.append(_("Dependence on one employer: %(after)s on average instead of %(before)s.") % change)
    return " ".join(parts)


def group_label(dimension: str, name: str | None) -> str:
    """A group of a dimension in words."""
    if name is None:
        return not_known()
    if dimension == "occupation":
        return _occupation(name, names.language())
    if name.startswith("<"):
        return _("under %(high)s") % {"high": _end(dimension, name[1:])}
    if name.endswith("+"):
        return _("%(low)s and over") % {"low": _end(dimension, name[:-1])}
    low, _dash, high = name.partition("-")
    return _("%(low)s to %(high)s") % {"low": _end(dimension, low), "high": _end(dimension, high)}


def _end(dimension: str, text: str) -> str:
    return money(text) if dimension == "pay_band" else number(text)


@cache
def _occupation(code: str, lang: str) -> str:
    from corridor.occupations.isco08 import groups

    found = groups().get(code)
    return f"{code} {found.title(lang)}" if found else code


def months_label(count: int) -> str:
    """Months of dependence in words; the horizon also stands for never."""
    if count >= HORIZON:
        return _("%(n)s months or more, or never") % {"n": number(HORIZON)}
    return months(count)


def labels_of(rules: Iterable[Any]) -> dict[str, Text]:
    """Labels of routes by name, of several laws: the first that has one."""
    found: dict[str, Text] = {}
    for law in rules:
        for route in law.routes.values():
            found.setdefault(route.name, route.label)
    return found
