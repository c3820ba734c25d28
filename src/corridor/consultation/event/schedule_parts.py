"""Reading the parts of schedule JSON."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.consultation.event import schedule_form as form
from corridor.consultation.event.agenda import BRUSSELS, KINDS, Day, Event, Participation, Session
from corridor.consultation.event.clock import CHANGE, after, minute, placed
from corridor.consultation.form import KEY, LANGUAGES

TYPES = {
    "talk": "presentation", "lecture": "presentation", "lightning talk": "presentation", "discussion": "panel",
    "panel discussion": "panel", "hands-on": "workshop", "tutorial": "workshop", "round table": "roundtable",
    "lunch": "break", "coffee": "break",
}  # fmt: skip
"""Usual words for what a session is; others are `other` and kept as they came."""
ALL_DAY = datetime.timedelta(hours=22)
"""From so long on, the hours of a day say nothing about the event: 04:00 to 03:59, 00:00 to 23:59."""
DURATION = re.compile(r"(\d{1,3}):([0-5]\d)")


class Reader:
    """One file: its parts as records, and what is wrong with them."""

    def __init__(self, *, place: str, lang: str) -> None:
        self.place, self.lang = place, lang
        self.errors: list[ConsultationError] = []
        self.timezone = BRUSSELS
        self.raws: dict[str, Mapping[str, Any]] = {}
        """Sessions of the file by the keys that they were given."""

    def fault(self, where: str, key: str, **values: Any) -> None:
        self.errors.append(ConsultationError(f"{self.place}: {where}", key, **values))

    # ---- the whole ----
    def event(self, found: Mapping[str, Any]) -> Event:
        """The agenda of a file; only as good as `errors` says."""
        conference = found["schedule"]["conference"]
        self.timezone = self._zone(conference)
        days = [self.day(raw, f"days[{at}]") for at, raw in enumerate(conference["days"])]
        read = [(raw, day) for raw, day in zip(conference["days"], days, strict=True) if day]
        sessions = [session for _, day in read for session in day.sessions]
        key = str(conference.get("acronym") or "event")
        description = conference.get("description")
        event = Event(
            key=key if re.fullmatch(KEY, key) else form.slug(key).strip("_") or "event",
            title={self.lang: self._title(conference, "title", "conference")},
            summary={self.lang: description} if isinstance(description, str) and description.strip() else None,
            languages=tuple(dict.fromkeys(one.language for one in sessions if one.language)),
            timezone=self.timezone,
            days=tuple(day for _, day in read),
        )
        if self.errors:
            return event
        event = self._known(event, found)
        return event if self.errors else self._kept(event, found)

    def _zone(self, conference: Mapping[str, Any]) -> str:
        from zoneinfo import ZoneInfo

        name = conference.get("time_zone_name") or BRUSSELS
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError, TypeError, AttributeError):
            self.fault("conference.time_zone_name", "event_timezone", given=str(name)[:80])
            return BRUSSELS
        return str(name)

    def _title(self, raw: Mapping[str, Any], key: str, where: str) -> str:
        title = raw.get(key)
        if not isinstance(title, str) or not title.strip():
            self.fault(f"{where}.{key}", "event_title")
            return ""
        return title

    # ---- days ----
    def day(self, raw: Any, where: str) -> Day | None:
        """A day with its sessions in the order of the clock."""
        date = self._date(raw.get("date"), f"{where}.date") if isinstance(raw, Mapping) else None
        rooms = raw.get("rooms") if isinstance(raw, Mapping) else None
        if not isinstance(rooms, Mapping) or not date:
            if not isinstance(rooms, Mapping):
                self.fault(where, "schedule_no_rooms")
            return None
        found = []
        for name, listed in rooms.items():
            if not isinstance(listed, list):
                self.fault(f"{where}.rooms.{name}", "schedule_no_rooms")
                continue
            for at, one in enumerate(listed):
                if (session := self.session(one, str(name), f"{where}.rooms.{name}[{at}]")) is not None:
                    found.append(session)
        found.sort(key=lambda one: minute(one.starts) if one.starts else -1)
        starts, ends = self._hours(raw, where)
        return Day(date=date, starts=starts, ends=ends, sessions=tuple(found))

    def _date(self, text: Any, where: str) -> datetime.date | None:
        try:
            return datetime.date.fromisoformat(str(text)[:10])
        except ValueError:
            self.fault(where, "schedule_moment", given=str(text)[:80])
            return None

    def _moment(self, text: Any, where: str) -> datetime.datetime | None:
        try:
            return datetime.datetime.fromisoformat(text)
        except (ValueError, TypeError):
            self.fault(where, "schedule_moment", given=str(text)[:80])
            return None

    def _hours(self, raw: Mapping[str, Any], where: str) -> tuple[datetime.time | None, datetime.time | None]:
        """The hours of a day; not known where the file gives all of it."""
        given = {name: raw.get(name) for name in ("day_start", "day_end")}
        starts, ends = (self._moment(text, f"{where}.{name}") if text else None for name, text in given.items())
        if starts and ends and (starts.tzinfo is None) == (ends.tzinfo is None) and ends - starts >= ALL_DAY:
            return None, None
        return self._hour(starts, CHANGE), self._hour(ends, form.LAST)

    def _hour(self, at: datetime.datetime | None, unknown: datetime.time) -> datetime.time | None:
        time = placed(at, self.timezone)[1] if at else None
        return None if time == unknown else time

    # ---- sessions ----
    def session(self, raw: Any, room: str, where: str) -> Session | None:
        """A session; its `extra` is filled later, when all are known."""
        if not isinstance(raw, Mapping):
            self.fault(where, "schedule_shape", given=str(raw)[:80])
            return None
        at = self._moment(raw.get("date"), f"{where}.date")
        title = self._title(raw, "title", where)
        if at is None:
            return None
        starts = placed(at, self.timezone)[1]
        language = raw.get("language") if isinstance(raw.get("language"), str) else None
        lang = language if language in LANGUAGES else self.lang
        abstract = raw.get("abstract")
        return Session(
            key=self._key(raw, where),
            title={lang: title},
            kind=_kind(raw.get("type")),
            starts=starts,
            ends=self._ends(starts, raw.get("duration"), f"{where}.duration"),
            abstract={lang: abstract} if isinstance(abstract, str) and abstract.strip() else None,
            room=room,
            language=language or None,
            participations=self._persons(raw.get("persons"), f"{where}.persons"),
        )

    def _key(self, raw: Mapping[str, Any], where: str) -> str:
        """The key of a session; one that is there already (a session held twice) gets a number."""
        first = str(raw.get("guid") or raw.get("code") or raw.get("id") or where)
        key = first if first not in self.raws else next(k for n in count(2) if (k := f"{first}#{n}") not in self.raws)
        self.raws[key] = raw
        return key

    def _ends(self, starts: datetime.time, duration: Any, where: str) -> datetime.time | None:
        found = DURATION.fullmatch(str(duration or "00:00").strip())
        if not found:
            self.fault(where, "schedule_duration", given=str(duration)[:80])
            return None
        minutes = int(found[1]) * 60 + int(found[2])
        return after(starts, minutes) if minutes else None

    def _persons(self, raw: Any, where: str) -> tuple[Participation, ...]:
        found = []
        for at, one in enumerate(raw if isinstance(raw, list) else []):
            name = (one.get("name") or one.get("public_name")) if isinstance(one, Mapping) else one
            if isinstance(name, str) and name.strip():
                found.append(Participation(role="speaker", body=name))
            else:
                self.fault(f"{where}[{at}]", "event_body")
        return tuple(found)

    # ---- what we wrote ourselves, and what others did ----
    def _known(self, event: Event, found: Mapping[str, Any]) -> Event:
        """The agenda with what stands under `meta.corridor`, where the rest of the file does not say otherwise."""
        from corridor.consultation.event.schedule_meta import joined

        meta = found["schedule"]["conference"].get("meta")
        ours = meta.get("corridor") if isinstance(meta, Mapping) else None
        if ours is None:
            return event
        try:
            return joined(event, ours, lang=self.lang, place=f"{self.place}: conference.meta.corridor")
        except ConsultationErrors as error:
            self.errors += error.errors
            return event

    def _kept(self, event: Event, found: Mapping[str, Any]) -> Event:
        """The agenda with everything of the file that it would not write."""
        schedule = found["schedule"]
        conference = schedule["conference"]
        meta = {key: value for key, value in (conference.get("meta") or {}).items() if key != "corridor"}
        raw_head = {key: value for key, value in conference.items() if key not in ("days", "meta")}
        if meta or conference.get("meta") == {}:
            raw_head["meta"] = meta
        event = replace(event, days=self._days_kept(event, conference))
        plain = form.document(event, lang=self.lang)
        head = form.conference_head(event, lang=self.lang)
        extra = {
            "document": form.kept(_but(found, "schedule"), _but(plain, "schedule")),
            "schedule": form.kept(_but(schedule, "conference"), _but(plain["schedule"], "conference")),
            "conference": form.kept(raw_head, head),
        }
        return replace(event, extra={name: value for name, value in extra.items() if value})

    def _days_kept(self, event: Event, conference: Mapping[str, Any]) -> tuple[Day, ...]:
        number, days = 0, []
        for index, (day, raw) in enumerate(_paired(event, conference), start=1):
            sessions = []
            for session in day.sessions:
                number += 1
                one = self.raws.get(session.key) or self.raws.get(form.guid(event, session))
                sessions.append(self._session_kept(event, day, session, number, one) if one else session)
            extra: dict[str, Any] = {}
            if raw is not None:
                empty = [name for name, listed in raw["rooms"].items() if not listed]
                head = form.kept(_but(raw, "rooms"), form.day_head(event, day, index))
                extra = {k: v for k, v in (("rooms", empty), ("day", head)) if v}
            days.append(replace(day, sessions=tuple(sessions), extra=extra))
        return tuple(days)

    def _session_kept(self, event: Event, day: Day, session: Session, number: int, raw: Mapping[str, Any]) -> Session:
        persons = raw.get("persons") if isinstance(raw.get("persons"), list) else []
        people = tuple(
            replace(one, extra=form.kept(person if isinstance(person, Mapping) else {}, form.person(event, one)))
            for one, person in zip(session.participations, persons or [], strict=False)
        )
        session = replace(session, participations=people or session.participations)
        if session.starts is None:
            return session
        return replace(session, extra=form.kept(raw, form.session_of(event, day, session, number, lang=self.lang)))


def _kind(word: Any) -> Any:
    plain = str(word or "").strip().casefold()
    return plain if plain in KINDS else TYPES.get(plain, "other")


def _but(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key != name}


def _paired(event: Event, conference: Mapping[str, Any]) -> list[tuple[Day, Mapping[str, Any] | None]]:
    """Days with what the file has of them; a day that only `meta` knows has nothing there."""
    by_date = {str(raw.get("date"))[:10]: raw for raw in conference["days"]}
    return [(day, by_date.get(day.date.isoformat())) for day in event.days]
