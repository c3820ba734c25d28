"""Registrations as a table: one row a registration, one column a day with how somebody takes part in it.

Consent for the contact list is no column that is read: it is asked of each person apart, and a file cannot give it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from corridor.consultation.errors import ConsultationError
from corridor.consultation.event.agenda import Event
from corridor.consultation.event.sheet import BadRow, Line, Sheet, read_sheet, written_sheet
from corridor.consultation.form import LANGUAGES

Mode = Literal["on_site", "online"]
MODES: Mapping[str, tuple[str, ...]] = {
    "on_site": ("on site", "onsite", "sur place", "ter plaatse", "in person", "physical"),
    "online": ("on line", "en ligne", "remote", "virtual"),
}
NOT = frozenset({"", "-", "no", "none", "non", "nee", "neen"})
COLUMNS: Mapping[str, Sequence[str]] = {
    "email": ("e-mail", "mail", "courriel", "adresse électronique", "e-mailadres"),
    "name": ("nom", "naam", "full name", "participant"),
    "organisation": ("organization", "body", "organisatie", "company", "organisme"),
    "language": ("langue", "taal", "locale"),
    "access_needs": ("access needs", "besoins d’accès", "toegankelijkheid", "needs"),
    "code": ("ticket", "order code", "secret"),
}
LONGEST: Mapping[str, int] = {"email": 254, "name": 200, "organisation": 200, "access_needs": 1000, "code": 64}
EMAIL = re.compile(r"[^\s@<>\"'(),:;\[\]\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")


@dataclass(frozen=True)
class RegistrationRow:
    """A registration.

    Attributes:
        email: in small letters.
        days: how somebody takes part, by day; a day that is not there they do not attend.
        present: the days on which they were checked in; None: check-in is not known.
        code: of other software; ours are given when it is taken over.
    """

    email: str
    name: str = ""
    organisation: str = ""
    language: str = "en"
    days: Mapping[datetime.date, Mode] = field(default_factory=dict)
    access_needs: str = ""
    code: str = ""
    present: frozenset[datetime.date] | None = None


@dataclass(frozen=True)
class ReadRegistrations:
    """The registrations of a file, and the rows that were not taken over; `head` for the file of quarantine."""

    rows: tuple[RegistrationRow, ...]
    bad: tuple[BadRow, ...]
    head: tuple[str, ...]


def write(rows: Iterable[RegistrationRow], event: Event, *, needs: bool = False, present: bool = True) -> bytes:
    """Registrations as CSV.

    Args:
        rows: the registrations, in the order of the file.
        event: whose days are columns.
        needs: with access needs; only for those who prepare the rooms.
        present: with a column a day that says who was there.
    """
    dates = [day.date for day in event.days]
    head = ["email", "name", "organisation", "language", *(["access_needs"] if needs else []), "code"]
    head += [date.isoformat() for date in dates] + ([f"present {date}" for date in dates] if present else [])
    return written_sheet(head, (_cells(row, dates, needs, present) for row in rows))


def _cells(row: RegistrationRow, dates: Sequence[datetime.date], needs: bool, present: bool) -> list[str]:
    cells = [row.email, row.name, row.organisation, row.language, *([row.access_needs] if needs else []), row.code]
    cells += [row.days.get(date, "") for date in dates]
    if present:
        cells += ["" if row.present is None else "yes" if date in row.present else "no" for date in dates]
    return cells


def read(raw: bytes | str, *, event: Event, lang: str = "en", place: str = "registrations.csv") -> ReadRegistrations:
    """Registrations from a file of event software or a spreadsheet.

    A file without a column for any day registers for every day of the event, by a column `mode`, or on site.

    Args:
        raw: the file.
        event: whose days they are.
        lang: the language of somebody who gave none.
        place: the file, in errors.

    Raises:
        ConsultationErrors: the file cannot be read at all. A row that cannot be read is quarantined.
    """
    dates = {day.date.isoformat(): day.date for day in event.days}
    columns: dict[str, Sequence[str]] = {**COLUMNS, "mode": ("attendance", "modalité", "deelname")}
    columns |= {date: (f"day {date}", f"{one:%d/%m/%Y}", f"{one:%d.%m.%Y}") for date, one in dates.items()}
    columns |= {f"present {date}": (f"attended {date}", f"présent {date}", f"aanwezig {date}") for date in dates}
    sheet = read_sheet(raw, columns, ("email",), place)
    bad, rows, seen = list(sheet.bad), [], dict[str, int]()
    for line in sheet.lines:
        reader = _Reader(line, place, sheet, dates, lang)
        row = reader.row(seen)
        bad += reader.bad
        if row and not reader.bad:
            rows.append(row)
            seen[row.email] = line.number
    return ReadRegistrations(tuple(rows), tuple(sorted(bad, key=lambda one: one.row)), sheet.head)


class _Reader:
    """One row, and what is wrong with it."""

    def __init__(self, line: Line, place: str, sheet: Sheet, dates: Mapping[str, datetime.date], lang: str) -> None:
        self.line, self.place, self.dates, self.lang = line, place, dates, lang
        self.raw = sheet.raw[line.number]
        self.bad: list[BadRow] = []

    def cell(self, name: str) -> str:
        return self.line.cells.get(name, "")

    def fault(self, name: str, key: str, **values: Any) -> None:
        error = ConsultationError(f"{self.place}:{self.line.number} {name}", key, **values)
        self.bad.append(BadRow(self.line.number, name, self.cell(name)[:200], error, self.raw))

    def row(self, seen: Mapping[str, int]) -> RegistrationRow | None:
        email = self.cell("email").casefold()
        if not email:
            self.fault("email", "row_missing")
        elif not EMAIL.fullmatch(email):
            self.fault("email", "row_email", given=email[:80])
        elif email in seen:
            self.fault("email", "row_twice", given=email[:80], row=seen[email])
        for name, most in LONGEST.items():
            if len(self.cell(name)) > most:
                self.fault(name, "row_long", given=len(self.cell(name)), most=most)
        days = self._days()
        if not days and not self.bad:
            self.fault(next(iter(self.dates), "mode"), "row_no_day")
        return RegistrationRow(
            email=email,
            name=" ".join(self.cell("name").split()),
            organisation=" ".join(self.cell("organisation").split()),
            language=self._language(),
            days=days,
            access_needs=self.cell("access_needs"),
            code=self.cell("code"),
            present=self._present(),
        )

    def _language(self) -> str:
        code = self.cell("language").casefold() or self.lang
        code = re.split("[-_]", code)[0]
        if code not in LANGUAGES:
            self.fault("language", "row_choice", given=code[:80], known=", ".join(LANGUAGES))
        return code

    def _days(self) -> dict[datetime.date, Mode]:
        named = [name for name in self.dates if name in self.line.cells]
        if not named:
            mode = self._mode("mode", self.cell("mode") or "on_site")
            return dict.fromkeys(self.dates.values(), mode) if mode else {}
        found: dict[datetime.date, Mode] = {}
        for name in named:
            if mode := self._mode(name, self.cell(name)):
                found[self.dates[name]] = mode
        return found

    def _mode(self, name: str, text: str) -> Mode | None:
        word = text.casefold().strip()
        if word in NOT:
            return None
        for mode, words in MODES.items():
            if word in (mode, *words):
                return "on_site" if mode == "on_site" else "online"
        self.fault(name, "row_choice", given=text[:80], known=", ".join(MODES))
        return None

    def _present(self) -> frozenset[datetime.date] | None:
        told = {date: self.cell(f"present {name}").casefold() for name, date in self.dates.items()}
        if not any(told.values()):
            return None
        return frozenset(date for date, word in told.items() if word not in NOT)
