"""What every report ends with: what is not sure, how it was made, and its sources in the order of citation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from corridor.consultation.chain.items import SourceNote
from corridor.reports.document import Block, Cell, Column, Items, Line, Row, Section, Table, cell, prose
from corridor.reports.kinds.speech import KindSpeech

SAFE = ("https://", "http://")


@dataclass(frozen=True)
class _Source:
    title: Line
    url: str
    read: date | str | None
    publisher: str


@dataclass
class Grounds:
    """Collects the sources and the doubts of a report while it is written."""

    speech: KindSpeech
    sources: dict[tuple[str, str], _Source] = field(default_factory=dict)
    doubts: list[tuple[Line, Line]] = field(default_factory=list)

    # ---- while it is written ----
    def cite(
        self,
        title: Mapping[str, str] | str | None,
        url: str | None,
        read: date | str | None = None,
        publisher: str = "",
    ) -> Line:
        """A link to a source in the list at the end; it is listed once."""
        line = Line(title) if isinstance(title, str) else self.speech.line(title)
        key = (line.text, url or "")
        first = self.sources.get(key)
        last = max((one for one in (first.read if first else None, read) if one is not None), key=str, default=None)
        self.sources[key] = _Source(line, url or "", last, publisher or (first.publisher if first else ""))
        number = list(self.sources).index(key) + 1
        return Line(self.speech.say("sources.cite", n=self.speech.count(number)), href=f"#source-{number}", quiet=True)

    def note(self, source: SourceNote | None) -> tuple[Line, ...]:
        """A source of a dossier; nothing for none."""
        return () if source is None else (self.cite(source.title, source.url, source.read),)

    def doubt(self, what: Line | str, why: Line | str) -> None:
        """Something that a reader must not take for sure."""
        found = tuple(Line(one) if isinstance(one, str) else one for one in (what, why))
        if found not in self.doubts:
            self.doubts.append((found[0], found[1]))

    # ---- at the end ----
    def closing(self, *made_of: tuple[str, Cell]) -> tuple[Section, ...]:
        """The last chapters."""
        return self._unsure(), self._made(made_of), self._sources()

    def _unsure(self) -> Section:
        speech = self.speech
        blocks: list[Block] = [prose(speech.say("doubts.intro" if self.doubts else "doubts.none"))]
        if self.doubts:
            columns = (Column(speech.say("doubts.what"), broad=True), Column(speech.say("doubts.why"), broad=True))
            whys: dict[Line, list[tuple[Line, ...]]] = {}
            for what, why in self.doubts:
                whys.setdefault(what, []).append((why,))
            rows = tuple(Row((Cell(((what,),)), Cell(tuple(found)))) for what, found in whys.items())
            blocks.append(Table("doubts-table", speech.say("doubts.caption"), columns, rows))
        return Section("doubts", speech.say("doubts.title"), speech.say("doubts.title"), tuple(blocks))

    def _made(self, made_of: tuple[tuple[str, Cell], ...]) -> Section:
        speech = self.speech
        columns = (Column(speech.say("made.what")), Column(speech.say("made.value"), broad=True))
        rows = tuple(Row((cell(name), value)) for name, value in made_of)
        blocks: tuple[Block, ...] = (
            prose(speech.say("made.intro")),
            Table("made-table", speech.say("made.caption"), columns, rows),
        )
        return Section("made", speech.say("made.title"), speech.say("made.title"), blocks)

    def _sources(self) -> Section:
        speech = self.speech
        items = tuple(self._listed(source) for source in self.sources.values())
        ids = tuple(f"source-{number}" for number in range(1, len(items) + 1))
        block: Block = Items(items, ordered=True, ids=ids) if items else prose(speech.say("sources.nothing"))
        return Section("sources", speech.say("sources.title"), speech.say("sources.short"), (block,))

    def _listed(self, source: _Source) -> tuple[Line, ...]:
        speech = self.speech
        address = source.url if source.url.startswith(SAFE) else ""
        lines = [Line(f"{source.title.text.rstrip('.')}.", href=address, lang=source.title.lang)]
        if source.publisher:
            lines.append(Line(f"{source.publisher}."))
        if not address:
            lines.append(Line(speech.say("sources.no_address"), quiet=True))
        lines.append(Line(_read(source.read, speech), quiet=True))
        return tuple(lines)


def _read(read: date | str | None, speech: KindSpeech) -> str:
    """On which day a source was read, or in which month or year; that it is not known."""
    if not read:
        return speech.say("sources.not_read")
    whole = isinstance(read, date) or len(read) >= len("2026-11-22")
    return speech.say("sources.read" if whole else "sources.read_in", day=speech.day(read))


def code(value: str) -> Cell:
    """A value that is no word."""
    return Cell(((Line(value, code=True),),))
