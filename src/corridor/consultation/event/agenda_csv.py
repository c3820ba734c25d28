"""The agenda as a table: one row a session. Titles in three languages, organisations by role in one cell each.

The name of an organisation that is not known itself ("a think tank") has a question mark in front.
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from corridor.consultation.errors import ConsultationError
from corridor.consultation.event.agenda import KINDS, ROLES, Day, Event, Participation, Session
from corridor.consultation.event.clock import WRITTEN, clock, written
from corridor.consultation.event.schedule_form import NAMES
from corridor.consultation.event.sheet import BadRow, Line, joined, listed, read_sheet, written_sheet
from corridor.consultation.event.spoken import SPOKEN
from corridor.consultation.form import LANGUAGES, Text

COLUMNS: Mapping[str, Sequence[str]] = {
    "key": ("id", "guid", "cle", "clé", "sleutel"),
    "date": ("day", "jour", "dag", "datum"),
    "starts": ("start", "begins", "debut", "début", "begin"),
    "ends": ("end", "fin", "einde", "eind"),
    "assumed": ("time assumed", "supposé", "aangenomen"),
    "kind": ("type", "soort"),
    "room": ("salle", "zaal"),
    "language": ("langue", "taal"),
    "interpretation": ("interprétation", "tolken", "vertolking"),
    **{f"title_{lang}": (f"title {lang}", f"titre {lang}", f"titel {lang}") for lang in LANGUAGES},
    **{f"abstract_{lang}": (f"abstract {lang}", f"résumé {lang}", f"samenvatting {lang}") for lang in LANGUAGES},
    "speaker": ("speakers", "orateurs", "sprekers"),
    "moderator": ("moderators", "modérateurs", "moderatoren"),
    "panel": ("panellists", "panélistes", "panelleden"),
    "interpreter": ("interpreters", "interprètes", "tolken organisatie"),
    "host": ("hosts", "organisers", "organisateurs", "organisatoren"),
}
LONGEST = 5000
"""Signs of a cell."""
TRUE = frozenset({"yes", "true", "1", "oui", "vrai", "ja", "waar"})


@dataclass(frozen=True)
class ReadAgenda:
    """An agenda with the sessions of a file, and the rows that were not taken over."""

    event: Event
    bad: tuple[BadRow, ...]
    head: tuple[str, ...]


def write(event: Event) -> bytes:
    """The sessions of an event as CSV, in their order."""
    return written_sheet(tuple(COLUMNS), (_row(day, session) for day, session in event.sessions()))


def _row(day: Day, session: Session) -> list[str]:
    cells = {
        "key": session.key,
        "date": day.date.isoformat(),
        "starts": written(session.starts),
        "ends": written(session.ends),
        "assumed": "yes" if session.assumed else "",
        "kind": session.kind,
        "room": session.room,
        "language": session.language or "",
        "interpretation": joined(session.interpretation),
    }
    for lang in LANGUAGES:
        cells[f"title_{lang}"] = session.title.get(lang, "")
        cells[f"abstract_{lang}"] = (session.abstract or {}).get(lang, "")
    for role in ROLES:
        cells[role] = joined([f"{'' if p.known else '?'}{p.body}" for p in session.participations if p.role == role])
    return [cells[name] for name in COLUMNS]


def read(raw: bytes | str, *, event: Event, place: str = "agenda.csv") -> ReadAgenda:
    """The event with the sessions of a file instead of its own; its days keep their hours and seats, its sessions what
    other software wrote of them.

    Args:
        raw: the file.
        event: whose agenda it is. A day that it has not is added.
        place: the file, in errors.

    Raises:
        ConsultationErrors: the file cannot be read at all. A row that cannot be read is quarantined.
    """
    sheet = read_sheet(raw, COLUMNS, ("date",), place)
    bad = list(sheet.bad)
    sessions: dict[datetime.date, list[Session]] = defaultdict(list)
    keys: dict[str, int] = {}
    for line in sheet.lines:
        reader = _Reader(line, place, sheet.raw[line.number])
        found = reader.session(keys)
        bad += reader.bad
        if found:
            sessions[found[0]].append(found[1])
            keys[found[1].key] = line.number
    days = {day.date: day for day in event.days}
    before = {session.key: session for _, session in event.sessions()}
    made = [
        replace(
            days.get(date) or Day(date),
            sessions=tuple(_kept(one, before.get(one.key)) for one in sessions.get(date, ())),
        )
        for date in sorted(days.keys() | sessions.keys())
    ]
    return ReadAgenda(replace(event, days=tuple(made)), tuple(sorted(bad, key=lambda one: one.row)), sheet.head)


def _kept(now: Session, before: Session | None) -> Session:
    """A session with what a table has no column for."""
    if before is None:
        return now
    extra = {(one.role, one.body): one.extra for one in before.participations}
    people = tuple(replace(one, extra=extra.get((one.role, one.body), {})) for one in now.participations)
    return replace(now, participations=people, extra=before.extra)


class _Reader:
    """One row, and what is wrong with it."""

    def __init__(self, line: Line, place: str, raw: tuple[str, ...]) -> None:
        self.line, self.place, self.raw = line, place, raw
        self.bad: list[BadRow] = []

    def cell(self, name: str) -> str:
        return self.line.cells.get(name, "")

    def fault(self, name: str, key: str, **values: Any) -> None:
        error = ConsultationError(f"{self.place}:{self.line.number} {name}", key, **values)
        self.bad.append(BadRow(self.line.number, name, self.cell(name)[:200], error, self.raw))

    def session(self, keys: Mapping[str, int]) -> tuple[datetime.date, Session] | None:
        for name, cell in self.line.cells.items():
            if len(cell) > LONGEST:
                self.fault(name, "row_long", given=len(cell), most=LONGEST)
        date = self._date()
        title = self._texts("title")
        key = self.cell("key") or self._made(title, keys)
        if key in keys:
            self.fault("key", "row_twice", given=key[:80], row=keys[key])
        if not title:
            self.fault("title_en", "row_missing")
        made = Session(
            key=key,
            title=title or {},
            kind=self._one_of("kind", KINDS, "other"),
            starts=self._time("starts"),
            ends=self._time("ends"),
            assumed=self.cell("assumed").casefold() in TRUE,
            abstract=self._texts("abstract"),
            room=self.cell("room"),
            language=self._language("language", self.cell("language")),
            interpretation=tuple(
                code for one in listed(self.cell("interpretation")) if (code := self._language("interpretation", one))
            ),
            participations=self._participations(),
        )
        return None if self.bad or date is None else (date, made)

    def _made(self, title: Text | None, keys: Mapping[str, int]) -> str:
        """The key of a row that has none, from what it says: the same wherever it stands in the table, so that no other
        session takes its place. Rows that say the same are numbered.
        """
        said = f"{self.cell('date')}/{self.cell('starts')}/{next(iter((title or {}).values()), '')}"
        made = (str(uuid.uuid5(NAMES, said if n == 1 else f"{said}#{n}")) for n in count(1))
        return next(key for key in made if key not in keys)

    def _date(self) -> datetime.date | None:
        text = self.cell("date")
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.fault("date", "row_date" if text else "row_missing", **({"given": text[:80]} if text else {}))
            return None

    def _time(self, name: str) -> datetime.time | None:
        text = self.cell(name)
        if not text:
            return None
        if not WRITTEN.fullmatch(text):
            self.fault(name, "row_time", given=text[:80])
            return None
        found: datetime.time = clock(text)
        return found

    def _texts(self, name: str) -> Text | None:
        return {lang: text for lang in LANGUAGES if (text := self.cell(f"{name}_{lang}"))} or None

    def _one_of(self, name: str, known: Sequence[str], default: str) -> Any:
        word = self.cell(name).casefold() or default
        if word not in known:
            self.fault(name, "row_choice", given=word[:80], known=", ".join(known))
        return word

    def _language(self, name: str, code: str) -> str | None:
        code = code.casefold()
        if code and code not in SPOKEN:
            self.fault(name, "event_language", given=code[:80])
        return code or None

    def _participations(self) -> tuple[Participation, ...]:
        found = []
        for role in ROLES:
            for body in listed(self.cell(role)):
                name = body.removeprefix("?").strip()
                if name:
                    found.append(Participation(role, name, known=not body.startswith("?")))
        return tuple(found)
