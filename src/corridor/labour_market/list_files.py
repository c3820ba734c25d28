"""The shortage lists as files: what `lists/` holds and what the law holds, read into one form.

A list that acts on permits stands in `law/<region>/lists` and is read there; `lists/<id>/list.yaml` names it under
`law` and adds what only evidence needs (`of_law`: published numbers, who came and left). Editions that the law does not
hold stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

from corridor.labour_market.errors import LabourMarketError, LabourMarketErrors
from corridor.labour_market.list_form import Cause, CountsDoc, EditionDoc, ListDoc, OfLawDoc, Region, TitleDoc
from corridor.rules import schema
from corridor.rules.errors import RuleFileError
from corridor.rules.load import expand
from corridor.rules.model import CodeList, Entry, ListVersion, Reference, Source, Text, close_gaps
from corridor.rules.moment import title_keys
from corridor.rules.rulefile import read

LISTS = Path(__file__).parent / "lists"
LAW = Path(__file__).parent.parent / "law"
REGIONS: tuple[str, ...] = get_args(Region)


# ---- what is read ----
@dataclass(frozen=True, slots=True)
class Title:
    """A title on a list.

    `codes`: ISCO-08 groups of one to four digits. `mapping`: exact (the list gives them), main (our mapping: the main
    code), part (our mapping, and the title means a part of the code only). `causes` None: not known.
    """

    title: Text
    codes: tuple[str, ...]
    mapping: str = "main"
    standing: str | None = None
    rank: int | None = None
    causes: tuple[str, ...] | None = None
    new: bool = False
    basis: str = "stated"
    source: Source | None = None

    def stands_for(self, code: str) -> bool:
        """Whether a unit group is among the codes."""
        return any(code.startswith(c) for c in self.codes)


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a list, or a gap in which nothing is known of it (`holding` is gap).

    `holding`: complete (what is missing is not on it), partial (it may be), empty (no title is known), gap. `count` is
    the published number of titles, `count_over` a number that it exceeds, `came`, `left` and `net` the published
    change from the edition before. A draft was never in force.
    """

    list: str
    id: str
    start: date
    until: date | None
    holding: str
    titles: tuple[Title, ...] = ()
    removed: tuple[Title, ...] = ()
    count: int | None = None
    count_over: int | None = None
    classes: tuple[tuple[str, int], ...] | None = None
    came: int | None = None
    left: int | None = None
    net: int | None = None
    draft: bool = False
    reconstructed: bool = False
    secondary: bool = False
    observed: date | None = None
    dates: str = "day"
    of_law: bool = False
    old_list_until: date | None = None
    source: Source | None = None
    count_source: Source | None = None
    count_confidence: str | None = None
    causes_source: Source | None = None
    confidence: str = "high"
    note: Text | None = None

    @property
    def marks(self) -> tuple[str, ...]:
        """What a reader must know: how much is known, how it was put together, how sure its dates and content are."""
        if self.holding == "gap":
            return ("gap",)
        found = [] if self.holding == "complete" else [self.holding]
        told = ("draft", self.draft), ("reconstructed", self.reconstructed), ("observed", self.observed is not None)
        found += [word for word, holds in (*told, ("secondary", self.secondary)) if holds]
        found += [] if self.dates == "day" else [f"dates_{self.dates}"]
        return (*found, *([self.confidence] if self.confidence in ("low", "medium") else ()))

    @property
    def basis(self) -> str:
        """Stated by a source, or derived from one."""
        return "derived" if self.reconstructed else "stated"


@dataclass(frozen=True, slots=True)
class ShortageList:
    """A list in time. `editions` has no gaps, drafts last; `codes` is the same as the rules engine reads lists."""

    id: str
    label: Text
    region: str
    publisher: str
    shortage: bool
    law: tuple[str, str] | None
    acts_from: date | None
    note: Text
    editions: tuple[Edition, ...]
    codes: CodeList


# ---- reading ----
def read_lists(folder: Path = LISTS, law: Path = LAW) -> tuple[ShortageList, ...]:
    """All lists of a folder, those that the law holds joined with their editions there.

    Raises:
        LabourMarketErrors: a file is faulty, names an edition or source that is not there, or an edition stands twice.
    """
    sources = _sources(law / "sources.yaml", folder / "sources.yaml")
    return tuple(_list(path.parent, law, sources) for path in sorted(folder.glob("*/list.yaml")))


@cache
def shipped_lists() -> tuple[ShortageList, ...]:
    """The lists of the package, in the order of `REGIONS`."""
    return tuple(sorted(read_lists(), key=lambda one: REGIONS.index(one.region)))


def _read(path: Path, form: Any) -> Any:
    try:
        return read(path, form)
    except RuleFileError as error:
        raise LabourMarketErrors(
            [
                LabourMarketError(
                    f"{fault.file}:{fault.line or 1}", "list_file", message=fault.message, remedy=fault.remedy
                )
                for fault in error.faults
            ]
        ) from error


def _sources(*paths: Path) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for path in paths:
        docs: dict[str, schema.SourceDoc] = _read(path, dict[str, schema.SourceDoc])
        for name, doc in docs.items():
            if name in found:
                raise LabourMarketError(str(path), "list_source_twice", source=name)
            title = doc.title if isinstance(doc.title, dict) else dict.fromkeys(schema.LANGUAGES, doc.title)
            found[name] = Source(name, title, doc.publisher, doc.kind, doc.url or doc.eli, doc.date, doc.read)
    return found


@dataclass(frozen=True)
class _Reading:
    """One list while it is read."""

    folder: Path
    sources: dict[str, Source]

    def source(self, ref: schema.RefDoc | None) -> Source | None:
        if ref is None:
            return None
        if ref.source not in self.sources:
            raise LabourMarketError(str(self.folder), "list_no_source", source=ref.source)
        return self.sources[ref.source]

    def title(self, doc: schema.EntryDoc, whole: Source | None) -> Title:
        source = self.source(doc.ref) or whole
        plain = Title(doc.title, tuple(doc.codes), doc.mapping, source=source)
        if not isinstance(doc, TitleDoc):
            return plain
        causes = None if doc.causes is None else tuple(doc.causes)
        return replace(plain, standing=doc.standing, rank=doc.rank, causes=causes, new=doc.new, basis=doc.basis)

    def counted(self, doc: CountsDoc) -> dict[str, Any]:
        """What is published of an edition, as fields of `Edition`."""
        named = "dates", "observed", "count", "count_over", "came", "left", "net"
        found: dict[str, Any] = {name: getattr(doc, name) for name in named}
        found["classes"] = None if doc.classes is None else tuple(doc.classes.items())
        found["count_source"] = self.source(doc.ref)
        found["count_confidence"] = doc.confidence
        found["causes_source"] = self.source(doc.causes_ref)
        return found

    def own(self, path: Path) -> Edition:
        doc: EditionDoc = _read(path, EditionDoc)
        source = self.source(doc.ref)
        titles = tuple(self.title(t, source) for t in doc.entries)
        return Edition(
            list=self.folder.name,
            id=path.stem,
            start=doc.start,
            until=doc.until,
            holding=_holding(doc.complete, titles),
            titles=_with_causes(titles, doc.causes),
            removed=tuple(self.title(t, source) for t in doc.removed),
            draft=doc.draft,
            reconstructed=doc.reconstructed,
            secondary=doc.secondary,
            source=source,
            confidence=doc.confidence,
            note=doc.note,
            **self.counted(doc),
        )

    def of_law(self, path: Path, added: OfLawDoc | None) -> Edition:
        doc: schema.ListVersionDoc = _read(path, schema.ListVersionDoc)
        source = self.source(doc.ref)
        titles = tuple(self.title(t, source) for t in doc.entries)
        found = Edition(
            list=self.folder.name,
            id=doc.start.isoformat(),
            start=doc.start,
            until=doc.until,
            holding=_holding(doc.complete, titles),
            titles=titles,
            removed=tuple(self.title(t, source) for t in doc.removed),
            reconstructed=doc.reconstructed,
            secondary=doc.secondary,
            of_law=True,
            old_list_until=doc.old_list_until,
            source=source,
            confidence=doc.confidence,
            note=doc.note,
        )
        return found if added is None else self.joined(found, added)

    def joined(self, found: Edition, added: OfLawDoc) -> Edition:
        """An edition of the law with what evidence adds; titles that are named must stand on it."""
        codes = {m.title: tuple(m.codes) for m in added.codes}
        named = {*codes, *added.new}
        known = {text for t in found.titles for text in t.title.values()}
        if missing := named - known:
            raise LabourMarketError(str(self.folder), "list_no_title", edition=found.id, title=min(missing))
        titles = []
        for title in found.titles:
            texts = set(title.title.values())
            mapped = next((c for name, c in codes.items() if name in texts), None)
            told = replace(title, new=bool(texts & set(added.new)))
            titles.append(told if mapped is None else replace(told, codes=mapped, mapping="part"))
        note = found.note if added.note is None else _both(found.note, added.note)
        return replace(found, titles=_with_causes(tuple(titles), added.causes), note=note, **self.counted(added))


def _holding(complete: bool, titles: tuple[Title, ...]) -> str:
    return "complete" if complete else "partial" if titles else "empty"


def _with_causes(titles: tuple[Title, ...], causes: list[Cause] | None) -> tuple[Title, ...]:
    """The titles with the causes of the edition where they have none of their own."""
    if causes is None:
        return titles
    return tuple(t if t.causes is not None else replace(t, causes=tuple(causes)) for t in titles)


def _both(one: Text | None, other: Text) -> Text:
    return other if one is None else {lang: f"{one[lang]} {other[lang]}" for lang in schema.LANGUAGES}


def _list(folder: Path, law: Path, sources: dict[str, Source]) -> ShortageList:
    doc: ListDoc = _read(folder / "list.yaml", ListDoc)
    reading = _Reading(folder, sources)
    found = [reading.own(path) for path in sorted(folder.glob("*.yaml")) if path.name != "list.yaml"]
    if doc.law is not None:
        found += _law_editions(reading, law / doc.law.region / "lists" / doc.law.list, doc)
    drafts = [e for e in found if e.draft]
    told = _in_order(folder, [e for e in found if not e.draft])
    return ShortageList(
        id=folder.name,
        label=doc.label,
        region=doc.region,
        publisher=doc.publisher,
        shortage=doc.shortage,
        law=(doc.law.region, doc.law.list) if doc.law else None,
        acts_from=doc.acts_from,
        note=doc.note,
        editions=(*told, *drafts),
        codes=_code_list(folder.name, doc, told),
    )


def _law_editions(reading: _Reading, place: Path, doc: ListDoc) -> Iterator[Edition]:
    added = {one.edition.isoformat(): one for one in doc.of_law}
    files = {path.stem: path for path in sorted(place.glob("*.yaml")) if path.name != "list.yaml"}
    for edition in added.keys() - files.keys():
        raise LabourMarketError(str(reading.folder / "list.yaml"), "list_no_edition", edition=edition)
    yield from (reading.of_law(path, added.get(stem)) for stem, path in files.items())


def _in_order(folder: Path, found: list[Edition]) -> list[Edition]:
    """The editions by first day, each ended before the next one starts."""
    told = sorted(found, key=lambda e: e.start)
    starts = [e.start for e in told]
    for start in starts:
        if starts.count(start) > 1:
            raise LabourMarketError(str(folder), "list_edition_twice", edition=start)
    return [replace(e, until=until) for e, until in zip(told, close_gaps(told, starts), strict=True)]


def _code_list(name: str, doc: ListDoc, told: list[Edition]) -> CodeList:
    """The list as the rules engine reads one, so that a code is on it or not by the same reasoning as in the law."""
    return CodeList(name, doc.label, "isco", "application_date", tuple(map(_version, told)), doc.region)


def _version(edition: Edition) -> ListVersion:
    source = edition.source.id if edition.source else ""
    return ListVersion(
        start=edition.start,
        until=edition.until,
        complete=edition.holding == "complete",
        entries=tuple(map(_entry, edition.titles)),
        removed=tuple(map(_entry, edition.removed)),
        old_list_until=edition.old_list_until,
        reconstructed=edition.reconstructed,
        secondary=edition.secondary,
        ref=Reference(source, confidence=edition.confidence, note=edition.note),
    )


def _entry(title: Title) -> Entry:
    return Entry(title.title, tuple(c for code in title.codes for c in expand(code)), title.mapping)


def same_title(one: Title, other: Title) -> bool:
    """Whether two titles are the same in a language."""
    return any(title_keys([t]) & title_keys([other.title.get(lang, "")]) for lang, t in one.title.items() if t)
