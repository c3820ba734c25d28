"""The law in time: the values of a parameter, the versions of a list, and the days on which anything changes.

Gaps are periods of their own, with a value that is not known. What a list says of a job has three values: a job that
is missing from a list that is not complete may still be on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from corridor.rules.kleene import Truth
from corridor.rules.model import CodeList, Condition, Dated, Entry, ListVersion, Parameter, Reference, Route, RuleSet
from corridor.rules.moment import members_at, plain, title_key, title_keys

DAY = timedelta(days=1)
NOT_KNOWN = "not_known"
"""The status of a period for which the law gives no value, or none that was found."""
DOUBTFUL_STATUS = ("estimated", "carried_over", "expected", NOT_KNOWN)


# ---- parameters ----
@dataclass(frozen=True)
class Period:
    """A parameter's value from a day to a day. `value` is None where it is not known, or where nothing applies.

    `marks` says what a reader must know of it: a status that is less than enacted, a confidence below high,
    `computed` (by a formula, not published).
    """

    start: date
    until: date | None
    value: bool | int | float | None
    status: str
    confidence: str | None = None
    source: str | None = None
    last_checked: date | None = None
    note: dict[str, str] | None = None
    computed: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """What makes the value less than certain; empty for one that is enacted and sure."""
        found = [self.status] if self.status in DOUBTFUL_STATUS else []
        found += [self.confidence] if self.confidence in ("low", "medium") else []
        return (*found, *(("computed",) if self.computed else ()))

    @property
    def decides(self) -> bool:
        """Whether the value may decide a condition: an estimate never does."""
        return self.value is not None and self.status != "estimated"


def history(parameter: Parameter, *, since: date | None = None) -> tuple[Period, ...]:
    """All values of a parameter, oldest first, with the gaps between them and after the last one.

    Args:
        parameter: the parameter.
        since: the first day that the law describes: a gap from that day to the first value is shown as well.
    """
    out: list[Period] = []
    day = since
    starts = [d.start for d in parameter.values[1:]]
    for n, dated in enumerate(parameter.values):
        if day is not None and day < dated.start:
            out.append(Period(day, dated.start - DAY, None, NOT_KNOWN))
        next_day = starts[n] - DAY if n < len(starts) else None
        until = min((d for d in (dated.until, next_day) if d), default=None)
        out.append(replace(period(dated), until=until))
        day = until + DAY if until else None
    if day is not None and parameter.values:
        out.append(Period(day, None, None, NOT_KNOWN))
    return tuple(out)


def period(dated: Dated) -> Period:
    """One dated value as a period."""
    return Period(
        start=dated.start,
        until=dated.until,
        value=number(dated.value),
        status=dated.status,
        confidence=dated.confidence,
        source=dated.source,
        last_checked=dated.last_checked,
        note=dated.note,
        computed=dated.computed,
    )


def value_on(parameter: Parameter, day: date) -> Period:
    """The value on a day; a period of status `not_known` where there is none."""
    for found in history(parameter):
        if found.start <= day and (found.until is None or day <= found.until):
            return found
    return Period(date.min, None, None, NOT_KNOWN)


def number(value: Any) -> bool | int | float | None:
    """A value of the law as a plain number: whole where it is whole."""
    found = plain(value)
    return found if found is None or isinstance(found, bool | int) else float(found)


# ---- lists ----
@dataclass(frozen=True)
class Edition:
    """A version of a list, or a gap between versions (`version` is None: what was on the list is not known).

    `holding`: complete (what is missing is not on it), partial (it may be), empty (no title is known), gap.
    """

    start: date
    until: date | None
    version: ListVersion | None

    @property
    def holding(self) -> str:
        """How much of the list is known."""
        if self.version is None:
            return "gap"
        if self.version.complete:
            return "complete"
        return "partial" if self.version.entries or self.version.countries else "empty"

    @property
    def size(self) -> int:
        """How many titles or countries are known."""
        return 0 if self.version is None else len(self.version.entries) or len(self.version.countries)

    @property
    def marks(self) -> tuple[str, ...]:
        """What a reader must know: gap, empty, partial, reconstructed, secondary, medium, low."""
        if self.version is None:
            return ("gap",)
        found = [] if self.version.complete else [self.holding]
        found += ["reconstructed"] if self.version.reconstructed else []
        found += ["secondary"] if self.version.secondary else []
        ref = self.version.ref
        return (*found, *((ref.confidence,) if ref and ref.confidence in ("low", "medium") else ()))


def editions(codes: CodeList) -> tuple[Edition, ...]:
    """All versions of a list, oldest first, with the gaps between them and after the last one."""
    out: list[Edition] = []
    day: date | None = None
    for version in codes.versions:
        if day is not None and day < version.start:
            out.append(Edition(day, version.start - DAY, None))
        out.append(Edition(version.start, version.until, version))
        day = version.until + DAY if version.until else None
    if day is not None:
        out.append(Edition(day, None, None))
    return tuple(out)


def edition_on(codes: CodeList, day: date) -> Edition | None:
    """The version or gap of a day; None before the first version."""
    return next((e for e in editions(codes) if e.start <= day and (e.until is None or day <= e.until)), None)


@dataclass(frozen=True)
class ListChange:
    """What changed from one version of a list to another.

    `added` and `dropped` are certain: the other version is complete, or a source names the title as not on it.
    `perhaps_added` and `perhaps_dropped` are not: the other version is known in part, and may hold the title too.
    `renamed`: pairs of titles that stand for the same occupation. `kept`: titles on both.
    """

    added: tuple[Entry, ...] = ()
    perhaps_added: tuple[Entry, ...] = ()
    dropped: tuple[Entry, ...] = ()
    perhaps_dropped: tuple[Entry, ...] = ()
    renamed: tuple[tuple[Entry, Entry], ...] = ()
    kept: tuple[Entry, ...] = ()
    countries_added: tuple[str, ...] = ()
    countries_dropped: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything differs, as far as it is known."""
        return bool(
            self.added
            or self.perhaps_added
            or self.dropped
            or self.perhaps_dropped
            or self.renamed
            or self.countries_added
            or self.countries_dropped
        )


def list_change(before: ListVersion, after: ListVersion) -> ListChange:
    """What `after` says otherwise than `before`. A title is compared first, then the occupations it stands for."""
    old = {id(e): e for e in before.entries}
    new = {id(e): e for e in after.entries}
    kept = [e for e in after.entries if any(_same_title(e, o) for o in before.entries)]
    for entry in kept:
        new.pop(id(entry))
        for other in before.entries:
            if _same_title(entry, other):
                old.pop(id(other), None)
    renamed = []
    for entry in [e for e in new.values() if not _named(e, before.removed)]:
        there = (o for o in old.values() if o.codes and not _named(o, after.removed))
        match = next((o for o in there if set(o.codes) == set(entry.codes)), None)
        if match is not None:
            renamed.append((match, entry))
            del old[id(match)], new[id(entry)]
    sure_added = {k for k, e in new.items() if before.complete or _named(e, before.removed)}
    sure_dropped = {k for k, e in old.items() if after.complete or _named(e, after.removed)}
    return ListChange(
        added=tuple(e for k, e in new.items() if k in sure_added),
        perhaps_added=tuple(e for k, e in new.items() if k not in sure_added),
        dropped=tuple(e for k, e in old.items() if k in sure_dropped),
        perhaps_dropped=tuple(e for k, e in old.items() if k not in sure_dropped),
        renamed=tuple(renamed),
        kept=tuple(kept),
        countries_added=tuple(c for c in after.countries if c not in before.countries),
        countries_dropped=tuple(c for c in before.countries if c not in after.countries),
    )


def _same_title(one: Entry, other: Entry) -> bool:
    return any(title_key(t) == title_key(other.title.get(lang, "")) for lang, t in one.title.items() if t)


def _named(entry: Entry, among: tuple[Entry, ...]) -> bool:
    """Whether a source names the title."""
    keys = title_keys(entry.title.values())
    return any(keys & title_keys(e.title.values()) for e in among)


# ---- one occupation on a list ----
@dataclass(frozen=True)
class Spell:
    """What a list says of an occupation during a period: True on it, False not on it, None not known.

    `entries` are the titles of the list that our mapping gives to the occupation; the official title decides.
    `dropped` are titles of the occupation that a source names as not on the version.
    """

    start: date
    until: date | None
    on: Truth
    entries: tuple[Entry, ...] = ()
    dropped: tuple[Entry, ...] = ()
    version: ListVersion | None = None


def spells(codes: CodeList, code: int) -> tuple[Spell, ...]:
    """An occupation (unit group of ISCO-08 as a number) on a list over time, oldest first, gaps included."""
    return tuple(spell for edition in editions(codes) for spell in _spells(codes, edition, code))


def _spells(codes: CodeList, edition: Edition, code: int) -> Iterator[Spell]:
    """One spell a version; two where it accepts the titles of the version before for a while."""
    version = edition.version
    if version is None:
        yield Spell(edition.start, edition.until, None)
        return
    days = [edition.start]
    if version.old_list_until and version.old_list_until >= edition.start:
        days.append(version.old_list_until + DAY)
    for n, day in enumerate(days):
        until = days[n + 1] - DAY if n + 1 < len(days) else edition.until
        entries = tuple(e for e in version.entries if code in e.codes)
        dropped = tuple(e for e in version.removed if code in e.codes)
        yield Spell(day, until, members_at(codes, day).has(code), entries, dropped, version)


def on_list(codes: CodeList, code: int, day: date) -> Spell | None:
    """What a list says of an occupation on a day; None before its first version, when nothing is known."""
    found = (s for s in spells(codes, code) if s.start <= day and (s.until is None or day <= s.until))
    return next(found, None)


# ---- days ----
def law_days(rules: RuleSet) -> tuple[date, ...]:
    """The days, from the first that is described, on which something in a region's law starts or has just ended.

    Between two of them the law says the same: a page about any day is the page about the last of them.
    """
    days: set[date] = {rules.coverage[0]}
    for parameter in rules.parameters.values():
        for dated in parameter.values:
            days |= _ends(dated.start, dated.until)
    for codes in rules.lists.values():
        for version in codes.versions:
            days |= _ends(version.start, version.until)
            days |= _ends(None, version.old_list_until)
    for term in rules.terms.values():
        for phrase in term.versions:
            days |= _ends(phrase.start, phrase.until)
    for route in rules.routes.values():
        days |= _ends(route.start, route.until)
        for condition in conditions(route):
            for phrase in condition.versions:
                days |= _ends(phrase.start, phrase.until)
    return tuple(sorted(day for day in days if day >= rules.coverage[0]))


def _ends(start: date | None, until: date | None) -> set[date]:
    return ({start} if start else set()) | ({until + DAY} if until and until < date.max else set())


def conditions(route: Route) -> Iterator[Condition]:
    """Everything that a route asks or tells: conditions, judgement, notes, and those of its formality."""
    yield from (*route.conditions, *route.assessed, *route.outcome.notes)
    if route.formality is not None:
        yield from (*route.formality.conditions, *route.formality.assessed, *route.formality.outcome.notes)


def law_day(rules: RuleSet, day: date) -> date:
    """The last day up to `day` on which the law changed; `day` itself before all of them."""
    return max((d for d in law_days(rules) if d <= day), default=day)


def reference_marks(ref: Reference | None) -> tuple[str, ...]:
    """What a reader must know of a reference: a confidence below high, practice or guidance instead of law."""
    if ref is None:
        return ()
    found = [ref.confidence] if ref.confidence in ("low", "medium") else []
    return (*found, *((ref.basis,) if ref.basis != "law" else ()))
