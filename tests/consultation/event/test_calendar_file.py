"""Agendas as iCalendar: the right moments in Brussels, nothing lost, files of others."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from icalendar import Calendar

from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.event import calendar_file
from corridor.consultation.event.agenda import Day, Event, Session
from corridor.consultation.event.shipped import shipped
from tests.consultation.event.agendas import events

T = datetime.time
BRUSSELS = ZoneInfo("Europe/Brussels")


def timed() -> Event:
    one = Session("a", {"en": "Opening; with, signs", "fr": "Ouverture"}, "opening", T(9), T(10), room="Hall")
    late = Session("b", {"en": "Late"}, starts=T(23), ends=T(1))
    return Event(
        "event",
        {"en": "Event"},
        place="Brussels",
        days=(Day(datetime.date(2022, 3, 27), sessions=(one, late)), Day(datetime.date(2022, 6, 1))),
    )


def entries(raw: bytes) -> dict[str, object]:
    return {str(one["summary"]) + str(at): one for at, one in enumerate(Calendar.from_ical(raw).walk("VEVENT"))}


def test_entries_stand_at_the_right_moment_in_summer_and_winter() -> None:
    found = list(entries(calendar_file.write(timed())).values())
    opening, late = found[1], found[2]
    assert opening["dtstart"].dt.astimezone(datetime.UTC).hour == 7  # type: ignore[index]
    assert late["dtend"].dt.astimezone(BRUSSELS) == datetime.datetime(2022, 3, 28, 1, tzinfo=BRUSSELS)  # type: ignore[index]


def test_the_days_of_the_conference_are_entries_with_their_hours() -> None:
    found = list(entries(calendar_file.write(shipped(), lang="nl", url="https://example.org/event")).values())
    assert len(found) == 2
    assert found[0]["dtstart"].dt.astimezone(BRUSSELS).time() == T(12, 30)  # type: ignore[index]
    assert str(found[1]["summary"]) == shipped().title["nl"]  # type: ignore[index]
    assert "Palace" in str(found[0]["location"])  # type: ignore[index]


def test_the_same_agenda_gives_the_same_bytes_and_no_line_is_too_long() -> None:
    raw = calendar_file.write(shipped())
    assert raw == calendar_file.write(shipped())
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


@settings(max_examples=25, deadline=None)
@given(events())
def test_nothing_of_an_agenda_is_lost(event: Event) -> None:
    assert calendar_file.read(calendar_file.write(event)) == event


def test_the_address_for_those_online_does_not_go_out() -> None:
    event = replace(timed(), online_address="https://meet.example.org/secret")
    assert b"secret" not in calendar_file.write(event)
    assert calendar_file.read(calendar_file.write(event)) == timed()


def test_an_entry_that_others_moved_is_moved() -> None:
    raw = calendar_file.write(timed()).replace(b"20220327T090000", b"20220327T093000")
    opening = calendar_file.read(raw).days[0].sessions[-1]
    assert (opening.key, opening.starts, opening.title["fr"]) == ("a", T(9, 30), "Ouverture")


OTHERS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Someone//EN
BEGIN:VEVENT
UID:days@example.org
DTSTAMP:20220101T000000Z
DTSTART;VALUE=DATE:20220601
DTEND;VALUE=DATE:20220603
SUMMARY:Conference
LOCATION:Brussels
END:VEVENT
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20220101T000000Z
DTSTART:20220601T100000Z
DURATION:PT1H30M
SUMMARY:Panel
DESCRIPTION:About it
LOCATION:Hall
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTAMP:20220101T000000Z
DTSTART;TZID=Europe/Brussels:20220601T093000
SUMMARY:Welcome
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_a_calendar_of_others_becomes_an_agenda() -> None:
    event = calendar_file.read(OTHERS, lang="fr")
    assert (event.title, event.place) == ({"fr": "Conference"}, "Brussels")
    assert [day.date.day for day in event.days] == [1, 2]
    welcome, panel = event.days[0].sessions
    assert (welcome.starts, welcome.ends) == (T(9, 30), None)
    assert (panel.starts, panel.ends, panel.room, panel.abstract) == (T(12), T(13, 30), "Hall", {"fr": "About it"})


@pytest.mark.parametrize(
    "ours",
    ["[]", "5", "{", "[" * 60 + "]" * 60,
     '{"day": 5}', '{"day": {"date": "2022-06-01"}, "waiting": 5}', '{"session": {}, "at": "x"}',
     '{"day": {"date": "2022-06-01"}, "waiting": [5, [1], ["a", {}], [1, 2]]}',
     '{"session": {"key": "a", "title": {"en": "A"}}, "at": "x", "lang": 5, "date": []}'],
)  # fmt: skip
def test_what_others_spoilt_of_ours_is_no_crash(ours: str) -> None:
    lines = calendar_file.write(timed()).replace(b"\r\n ", b"").split(b"\r\n")
    for at, line in enumerate(lines):
        if line.startswith(b"X-CORRIDOR"):
            spoilt = b"\r\n".join([*lines[:at], b"X-CORRIDOR:" + ours.encode(), *lines[at + 1 :]])
            with suppress(ConsultationErrors):
                assert isinstance(calendar_file.read(spoilt), Event)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("", "calendar_no_calendar"),
        ("nothing", "calendar_no_calendar"),
        ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n", "calendar_empty"),
        (OTHERS.replace("DTSTART:20220601T100000Z\r\n", ""), "calendar_no_start"),
    ],
)
def test_a_file_that_is_no_agenda_is_told(raw: str, key: str) -> None:
    with pytest.raises(ConsultationErrors) as caught:
        calendar_file.read(raw)
    assert [error.key for error in caught.value.errors] == [key]
