"""What the law of all regions holds, to be found: by words, by source, and by how uncertain it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from corridor.permits.law_history import Edition, Period, conditions, edition_on, history, value_on
from corridor.permits.law_routes import Asked, routes_on, steps_on
from corridor.permits.law_words import LANGUAGES, Words
from corridor.rules.freeze import Frozen
from corridor.rules.model import CodeList, Parameter, Source

SURE = ("computed", "practice", "guidance")
"""Marks that a reader should see and that do not make a thing uncertain by themselves."""


# ---- sources ----
@dataclass(frozen=True)
class Rests:
    """Something of the law that rests on a source. `kind`: parameter, list, route, condition or step.

    `part`: the day from which the value or version holds, or the condition's name. `route`: the route of a condition.
    """

    kind: str
    region: str
    name: str
    label: Words
    part: str = ""
    article: str | None = None


@dataclass(frozen=True)
class SourceUse:
    """A source with all that rests on it."""

    source: Source
    rests: tuple[Rests, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How much rests on it, by kind."""
        found: dict[str, int] = {}
        for entry in self.rests:
            found[entry.kind] = found.get(entry.kind, 0) + 1
        return found


def sources(books: Iterable[Frozen]) -> dict[str, SourceUse]:
    """Every source by its id, with what rests on it in any of the laws; federal parts once."""
    known: dict[str, Source] = {}
    used: dict[str, dict[Rests, None]] = {}
    for law in books:
        known |= law.rules.sources
        for source, rests in _rests(law):
            used.setdefault(source, {})[rests] = None
    return {name: SourceUse(source, tuple(used.get(name, {}))) for name, source in known.items()}


def _rests(law: Frozen) -> Iterator[tuple[str, Rests]]:
    rules = law.rules
    for parameter in rules.parameters.values():
        for dated in parameter.values:
            if dated.source:
                rests = Rests("parameter", parameter.region, parameter.name, Frost(parameter.label), str(dated.start))
                yield dated.source, rests
    for codes in rules.lists.values():
        for version in codes.versions:
            if version.ref:
                label = Frost(codes.label)
                yield (
                    version.ref.source,
                    Rests("list", codes.region, codes.name, label, str(version.start), version.ref.article),
                )
    for route in rules.routes.values():
        label = Frost(route.label)
        if route.ref:
            yield route.ref.source, Rests("route", route.region, route.name, label, "", route.ref.article)
        for condition in conditions(route):
            for ref in [p.ref for p in condition.versions if p.ref]:
                yield ref.source, Rests("condition", route.region, route.name, label, condition.id, ref.article)
    for step in rules.procedure.steps:
        if step.ref:
            yield step.ref.source, Rests("step", rules.region, step.id, Frost(step.text), "", step.ref.article)


class Frost(dict[str, str]):
    """A text in three languages that can be told apart in a set; never changed."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


# ---- what is uncertain ----
@dataclass(frozen=True)
class Doubt:
    """Something of the law that is less than certain on a day.

    `kind`: parameter, list, condition, judgement, step. `name`: its name; of a condition, `route` is where it stands,
    and `routes` counts all routes of the region that ask it so.
    """

    kind: str
    region: str
    name: str
    label: Words
    marks: tuple[str, ...]
    note: Words | None = None
    value: Period | None = None
    unit: str = ""
    edition: Edition | None = None
    route: str = ""
    routes: int = 0
    source: str | None = None


def doubts(books: Iterable[Frozen], day: date) -> tuple[Doubt, ...]:
    """Everything that is uncertain on a day in the laws, federal parts once: values, lists, conditions, steps."""
    found: dict[tuple[str, ...], Doubt] = {}
    for law in books:
        for doubt in _doubts(law, day):
            place = doubt.region if doubt.kind in ("parameter", "list") else ""
            text = "" if place else f"{law.rules.region if doubt.region != 'federal' else ''} {doubt.label.get('en')}"
            found.setdefault((doubt.kind, doubt.region, doubt.name, text), doubt)
    return tuple(found.values())


def _doubts(law: Frozen, day: date) -> Iterator[Doubt]:
    rules = law.rules
    for parameter in rules.parameters.values():
        value = value_on(parameter, day)
        if not set(value.marks) <= set(SURE) and any(d.start <= day for d in parameter.values):
            yield _value(parameter, value)
    for codes in rules.lists.values():
        edition = edition_on(codes, day)
        if edition is not None and edition.marks:
            yield _list(codes, edition)
    yield from _asked(law, day)
    for step in steps_on(law, day):
        if not set(step.marks) <= set(SURE):
            note, source = (step.ref.note, step.ref.source) if step.ref else (None, None)
            yield Doubt("step", rules.region, step.id, step.text, step.marks, note, source=source)


def _value(parameter: Parameter, value: Period) -> Doubt:
    return Doubt(
        "parameter",
        parameter.region,
        parameter.name,
        parameter.label,
        tuple(m for m in value.marks if m not in SURE),
        value.note,
        value,
        parameter.unit,
        source=value.source,
    )


def _list(codes: CodeList, edition: Edition) -> Doubt:
    ref = edition.version.ref if edition.version else None
    note, source = (ref.note, ref.source) if ref else (None, None)
    return Doubt("list", codes.region, codes.name, codes.label, edition.marks, note, edition=edition, source=source)


def _asked(law: Frozen, day: date) -> Iterator[Doubt]:
    """Conditions and judgements, each text once, with the number of routes that ask it."""
    first: dict[tuple[str, str, str], tuple[str, Asked, str]] = {}
    count: dict[tuple[str, str, str], int] = {}
    for route in routes_on(law, day):
        if not route.in_force:
            continue
        formal = route.formality
        groups = (
            ("condition", (*route.conditions, *(formal.conditions if formal else ()))),
            ("judgement", (*route.assessed, *(formal.assessed if formal else ()))),
        )
        for kind, asked in groups:
            for one in asked:
                if not set(one.marks) <= set(SURE):
                    key = (kind, one.id, one.text["en"])
                    first.setdefault(key, (route.name, one, route.layer))
                    count[key] = count.get(key, 0) + 1
    for (kind, name, _), (route_name, one, layer) in first.items():
        note, source = (one.ref.note, one.ref.source) if one.ref else (None, None)
        marks = tuple(m for m in one.marks if m not in SURE)
        routes = count[(kind, name, one.text["en"])]
        yield Doubt(kind, layer, name, one.text, marks, note, route=route_name, routes=routes, source=source)


# ---- search ----
@dataclass(frozen=True)
class Hit:
    """Something of the law that has all words of a search. `regions`: the regions whose law has it.

    `kind`: route, parameter or list. `where`: title, name, or text (of a condition, an entry or a note); `found` is
    that text.
    """

    kind: str
    name: str
    label: Words
    regions: tuple[str, ...]
    where: str
    found: Words | None = None


@dataclass(frozen=True)
class Index:
    """What can be searched: for each thing its texts, folded (no accents, no capitals), all languages together."""

    entries: tuple[tuple[Hit, str], ...] = field(repr=False)

    def search(self, text: str) -> tuple[Hit, ...]:
        """Everything that has all words of the text, those that have them in their title first; each thing once."""
        words = folded(text).split()
        if not words:
            return ()
        rank = {"title": 0, "name": 1, "text": 2}
        hits = sorted((h for h, all_ in self.entries if all(w in all_ for w in words)), key=lambda h: rank[h.where])
        first: dict[tuple[str, str], Hit] = {}
        for hit in hits:
            first.setdefault((hit.kind, hit.name), hit)
        return tuple(first.values())


def folded(text: str) -> str:
    """A text as it is searched: small letters, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def index(books: Mapping[str, Frozen]) -> Index:
    """The index of all laws: titles of routes, values and lists, and the texts of conditions and of lists' entries."""
    texts: dict[tuple[str, str, str, str], tuple[Hit, set[str]]] = {}
    for region, law in books.items():
        for kind, name, label, where, found in _texts(law):
            key = (kind, name, where, (found or label).get("en") or next(iter((found or label).values()), ""))
            hit, regions = texts.setdefault(key, (Hit(kind, name, label, (), where, found), set()))
            regions.add(region)
    entries = []
    for (_, name, where, _), (hit, regions) in texts.items():
        words = [name.replace("_", " ")] if where == "name" else [*(hit.found or hit.label).values()]
        inside = tuple(r for r in books if r in regions)
        entries.append((Hit(hit.kind, hit.name, hit.label, inside, where, hit.found), folded(" ".join(words))))
    return Index(tuple(entries))


def _texts(law: Frozen) -> Iterator[tuple[str, str, Words, str, Words | None]]:
    rules = law.rules
    for route in rules.routes.values():
        yield "route", route.name, route.label, "title", None
        yield "route", route.name, route.label, "name", None
        for condition in conditions(route):
            for phrase in condition.versions:
                yield "route", route.name, route.label, "text", {lang: phrase.text.get(lang, "") for lang in LANGUAGES}
    for parameter in rules.parameters.values():
        yield "parameter", parameter.name, parameter.label, "title", None
        yield "parameter", parameter.name, parameter.label, "name", None
        for period in history(parameter):
            if period.note:
                yield "parameter", parameter.name, parameter.label, "text", period.note
    for codes in rules.lists.values():
        yield "list", codes.name, codes.label, "title", None
        yield "list", codes.name, codes.label, "name", None
        for version in codes.versions:
            for entry in version.entries:
                yield "list", codes.name, codes.label, "text", entry.title


__all__ = ["Doubt", "Hit", "Index", "Rests", "SourceUse", "doubts", "folded", "index", "sources"]
