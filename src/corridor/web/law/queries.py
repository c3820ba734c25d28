"""The law as the pages show it. Books never change while the process runs, so what is read once is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from corridor.permits import law_difference, law_history, law_index, law_routes
from corridor.permits.book import all_books
from corridor.permits.case import REGIONS
from corridor.permits.law_difference import LawDifference
from corridor.permits.law_history import Edition, ListChange, Period
from corridor.permits.law_index import Doubt, Hit, SourceUse
from corridor.permits.law_routes import RouteOn, StepOn
from corridor.permits.law_words import Words
from corridor.permits.status import standings
from corridor.rules.freeze import Frozen
from corridor.rules.model import CodeList, Entry, Parameter, Source

KINDS = ("work_route", "exemption", "status", "formality")
"""Kinds of route, in the order in which they are shown."""


@cache
def books() -> dict[str, Frozen]:
    """The law of every region."""
    return all_books()


def digest() -> str:
    """The hash of all law files: the same for every region."""
    return books()[REGIONS[0]].rules.digest


def coverage() -> tuple[date, date]:
    """The first and the last day that the law files describe."""
    return books()[REGIONS[0]].rules.coverage


@cache
def law_days(region: str) -> tuple[date, ...]:
    """The days on which the law of a region changes; of any region where none is named."""
    if not region:
        return tuple(sorted({day for name in REGIONS for day in law_days(name)}))
    return law_history.law_days(books()[region].rules)


def same_day(region: str, day: date) -> date:
    """The day since which the law of a region says what it says on `day`: few of them, so what is kept stays small."""
    return max((d for d in law_days(region) if d <= day), default=law_days(region)[0])


# ---- one region on one day ----
@dataclass(frozen=True)
class Statement:
    """Which law is shown, and how fresh and how sure its values are."""

    region: str
    day: date
    version: str
    digest: str
    first: date
    last: date
    values: int
    marked: int
    oldest_check: date | None
    newest_check: date | None


@lru_cache(maxsize=256)
def statement(region: str, day: date) -> Statement:
    """What is said of the law of a region, or of all (`region` empty), under every page about it."""
    rules = books()[region or REGIONS[0]].rules
    laws = [books()[region]] if region else list(books().values())
    found = [s for s in standings(laws, day) if s.valid_from is not None]
    checks = [s.last_checked for s in found if s.last_checked is not None]
    return Statement(
        region=region,
        day=day,
        version=rules.version,
        digest=rules.digest,
        first=rules.coverage[0],
        last=rules.coverage[1],
        values=len(found),
        marked=sum(bool(s.marks) or s.confidence in ("low", "medium") for s in found),
        oldest_check=min(checks, default=None),
        newest_check=max(checks, default=None),
    )


def routes(region: str, day: date) -> tuple[RouteOn, ...]:
    """All routes of a region on a day."""
    return _routes(region, same_day(region, day))


@lru_cache(maxsize=64)
def _routes(region: str, day: date) -> tuple[RouteOn, ...]:
    return law_routes.routes_on(books()[region], day)


def route(region: str, name: str, day: date) -> RouteOn | None:
    """A route of a region on a day; None where the region's law has none of that name."""
    return next((r for r in routes(region, day) if r.name == name), None)


def steps(region: str, day: date) -> tuple[StepOn, ...]:
    """The steps of the procedure."""
    return _steps(region, same_day(region, day))


@lru_cache(maxsize=64)
def _steps(region: str, day: date) -> tuple[StepOn, ...]:
    return law_routes.steps_on(books()[region], day)


def authority(region: str) -> Words:
    """Who decides."""
    return books()[region].rules.procedure.authority


def regions_with(kind: str, name: str) -> list[str]:
    """The regions whose law has a route, parameter or list of that name."""
    return [region for region, law in books().items() if name in getattr(law.rules, kind)]


# ---- parameters ----
@dataclass(frozen=True)
class ParameterRow:
    """A parameter with its value on the day."""

    parameter: Parameter
    period: Period


def parameter(region: str, name: str) -> Parameter | None:
    """A parameter of a region's law, or None."""
    return books()[region].rules.parameters.get(name)


def history(found: Parameter) -> tuple[Period, ...]:
    """All values of a parameter, with the gaps."""
    return law_history.history(found, since=None)


def parameters(region: str, day: date, *, text: str = "", uncertain: bool = False) -> list[ParameterRow]:
    """The parameters of a region on a day, those whose label or name has all words of `text`."""
    words = law_index.folded(text).split()
    rows = []
    for found in books()[region].rules.parameters.values():
        period = law_history.value_on(found, day)
        if uncertain and not period.marks:
            continue
        if all(word in _folded(found) for word in words):
            rows.append(ParameterRow(found, period))
    return rows


@lru_cache(maxsize=2048)
def _folded_text(text: str) -> str:
    return law_index.folded(text)


def _folded(found: Parameter) -> str:
    return _folded_text(" ".join((found.name.replace("_", " "), *found.label.values())))


def value_on(found: Parameter, day: date) -> Period:
    """A parameter's value on a day."""
    return law_history.value_on(found, day)


@dataclass(frozen=True)
class Reader:
    """A condition that reads a value or a list."""

    route: str
    label: Words
    condition: str
    text: Words


def readers_of_parameter(region: str, name: str, day: date) -> list[Reader]:
    """The conditions of routes in force that read a parameter on a day, and the routes whose fees name it."""
    out = []
    for found in routes(region, day):
        if not found.in_force:
            continue
        formal = found.formality.conditions if found.formality else ()
        asked = {c.id: c for c in (*found.conditions, *found.assessed, *formal)}
        out += [
            Reader(found.name, found.label, c.id, c.text)
            for c in asked.values()
            if any(p.name == name for p, _ in c.values)
        ]
        out += [Reader(found.name, found.label, "fee", p.label) for p, _ in found.follows.fees if p.name == name]
    return out


# ---- lists ----
@dataclass(frozen=True)
class ListRow:
    """A list with its version of the day, and the routes that read it."""

    codes: CodeList
    edition: Edition | None
    readers: tuple[Reader, ...]


def code_list(region: str, name: str) -> CodeList | None:
    """A list of a region's law, or None."""
    return books()[region].rules.lists.get(name)


def lists(region: str, day: date) -> list[ListRow]:
    """The lists of a region's law on a day."""
    found = books()[region].rules.lists.values()
    return [ListRow(c, law_history.edition_on(c, day), readers_of_list(region, c.name, day)) for c in found]


def readers_of_list(region: str, name: str, day: date) -> tuple[Reader, ...]:
    """The conditions of routes in force that read a list on a day."""
    out = []
    for route_name, condition in _readers(region, same_day(region, day)).get(name, ()):
        found = route(region, route_name, day)
        if found is None:
            continue
        formal = found.formality
        asked = (*found.conditions, *found.assessed, *((*formal.conditions, *formal.assessed) if formal else ()))
        text = next((c.text for c in asked if c.id == condition), {})
        out.append(Reader(route_name, found.label, condition, text))
    return tuple(out)


@lru_cache(maxsize=64)
def _readers(region: str, day: date) -> Mapping[str, tuple[tuple[str, str], ...]]:
    return law_routes.readers(books()[region], day)


def editions(codes: CodeList) -> tuple[Edition, ...]:
    """All versions of a list, with the gaps."""
    return law_history.editions(codes)


def before(codes: CodeList, edition: Edition) -> Edition | None:
    """The last version of a list that is known before another one."""
    earlier = [e for e in editions(codes) if e.start < edition.start and e.version is not None]
    return earlier[-1] if earlier else None


def list_change(one: Edition, other: Edition) -> ListChange | None:
    """What changed between two versions; None where one of them is not known at all."""
    if one.version is None or other.version is None:
        return None
    return law_history.list_change(one.version, other.version)


def entries(edition: Edition, text: str = "") -> list[Entry]:
    """The titles on a version that have all words of `text`, in any language."""
    words = law_index.folded(text).split()
    if edition.version is None:
        return []
    return [
        e
        for e in edition.version.entries
        if all(w in _folded_text(" ".join((*e.title.values(), *(f"{c:04d}" for c in e.codes)))) for w in words)
    ]


# ---- all regions ----
@cache
def sources() -> dict[str, SourceUse]:
    """Every source with what rests on it."""
    return law_index.sources(books().values())


def source(name: str | None) -> Source | None:
    """A source by its id."""
    found = sources().get(name or "")
    return found.source if found else None


def doubts(region: str, day: date) -> tuple[Doubt, ...]:
    """What is uncertain on a day in the law of a region, or of all (`region` empty)."""
    return _doubts(region, same_day(region, day))


@lru_cache(maxsize=16)
def _doubts(region: str, day: date) -> tuple[Doubt, ...]:
    return law_index.doubts([books()[region]] if region else books().values(), day)


@cache
def _index() -> law_index.Index:
    return law_index.index(books())


@lru_cache(maxsize=256)
def search(text: str) -> tuple[Hit, ...]:
    """What has all words of a text, in any language and region."""
    return _index().search(text)


def difference(region: str, day: date, other: str, other_day: date) -> LawDifference:
    """What two laws say otherwise."""
    return _difference(region, same_day(region, day), other, same_day(other, other_day))


@lru_cache(maxsize=64)
def _difference(region: str, day: date, other: str, other_day: date) -> LawDifference:
    return law_difference.difference(books()[region], day, books()[other], other_day)
