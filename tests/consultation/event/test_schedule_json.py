"""Schedule JSON of pretalx: nothing is lost in either direction, and what others change wins."""

from __future__ import annotations

import copy
import datetime
import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.event import schedule_json
from corridor.consultation.event.agenda import Day, Event, Session
from corridor.consultation.event.shipped import shipped
from tests.consultation.event.agendas import events

T = datetime.time


def talk(number: int, date: str, duration: str, room: str, **values: Any) -> dict[str, Any]:
    return {
        "guid": f"00000000-0000-5000-8000-{number:012d}", "code": f"AB{number}CD", "id": 100 + number, "logo": None,
        "date": date, "start": date[11:16], "duration": duration, "room": room, "slug": f"event-{number}",
        "url": f"https://talks.example.org/event/talk/AB{number}CD/", "title": f"Talk {number}", "subtitle": "",
        "track": "Practice", "type": "Talk", "language": "en", "abstract": "In short.", "description": "At length.",
        "recording_license": "", "do_not_record": True,
        "persons": [
            {
                "code": "XYZ", "name": "Public employment service", "avatar": None, "biography": "Since 1989.",
                "public_name": "Public employment service", "guid": "11111111-1111-5111-8111-111111111111",
                "url": "https://talks.example.org/event/speaker/XYZ/",
            }
        ],
        "links": [{"title": "Site", "url": "https://example.org", "type": "related"}],
        "feedback_url": f"https://talks.example.org/event/talk/AB{number}CD/feedback/",
        "origin_url": f"https://talks.example.org/event/talk/AB{number}CD/", "attachments": [],
        **values,
    }  # fmt: skip


def pretalx() -> dict[str, Any]:
    """A file as pretalx writes it, with everything that it may hold."""
    rooms = {
        "Hall": [
            talk(1, "2022-06-01T09:00:00+02:00", "01:00", "Hall"),
            talk(2, "2022-06-01T23:30:00+02:00", "01:30", "Hall", language="de", persons=[], abstract=None),
        ],
        "Annexe": [talk(3, "2022-06-02T01:00:00+02:00", "00:30", "Annexe", type="Lightning talk", track=None)],
    }
    exhibition = [talk(4, "2022-06-02T10:00:00+02:00", "30:00", "Hall", answers=[{"question": 3, "answer": "x"}])]
    days = [
        {
            "index": number, "date": f"2022-06-0{number}", "day_start": f"2022-06-0{number}T04:00:00+02:00",
            "day_end": f"2022-06-0{number + 1}T03:59:00+02:00", "rooms": found,
        }
        for number, found in enumerate((rooms, {"Hall": exhibition, "Closed": []}, {}), start=1)
    ]  # fmt: skip
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "pretalx", "version": "2026.1.0"},
        "schedule": {
            "url": "https://talks.example.org/event/schedule/",
            "version": "0.4",
            "base_url": "https://talks.example.org",
            "conference": {
                "acronym": "event", "title": "An event", "start": "2022-06-01", "end": "2022-06-03", "daysCount": 3,
                "timeslot_duration": "00:05", "time_zone_name": "Europe/Brussels", "colors": {"primary": "#3aa57c"},
                "rooms": [
                    {"name": "Hall", "slug": "hall", "guid": "22222222-2222-5222-8222-222222222222",
                     "description": None, "capacity": 120},
                    {"name": "Annexe", "slug": "annexe", "guid": "33333333-3333-5333-8333-333333333333",
                     "description": "Upstairs", "capacity": None},
                ],
                "tracks": [{"name": "Practice", "slug": "practice", "color": "#ff0000"}],
                "days": days,
            },
        },
    }  # fmt: skip


def conference(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schedule_json.write(event))["schedule"]["conference"]
    return found


# ---- files of pretalx ----
def test_a_file_of_pretalx_is_written_as_it_was_read() -> None:
    raw = pretalx()
    event = schedule_json.read(json.dumps(raw))
    assert json.loads(schedule_json.write(event)) == raw


def test_a_file_of_pretalx_becomes_an_agenda() -> None:
    event = schedule_json.read(json.dumps(pretalx()))
    assert [len(day.sessions) for day in event.days] == [3, 1, 0]
    first, late, night = event.days[0].sessions
    assert (first.kind, first.starts, first.ends, first.room) == ("presentation", T(9), T(10), "Hall")
    assert (late.starts, late.ends, late.language) == (T(23, 30), T(1), "de")
    assert (night.starts, night.ends) == (T(1), T(1, 30))
    assert [one.body for one in first.participations] == ["Public employment service"]
    assert event.days[1].sessions[0].ends is None  # thirty hours end on no clock of that day
    assert event.languages == ("en", "de")


def test_what_is_changed_here_goes_out_and_the_rest_stays() -> None:
    event = schedule_json.read(json.dumps(pretalx()))
    day = event.days[0]
    moved = replace(day.sessions[0], starts=T(9, 30), title={"en": "Another title"})
    event = replace(event, days=(replace(day, sessions=(moved, *day.sessions[1:])), *event.days[1:]))
    out = conference(event)["days"][0]["rooms"]["Hall"][0]
    assert (out["date"], out["start"], out["duration"]) == ("2022-06-01T09:30:00+02:00", "09:30", "00:30")
    assert out["title"] == "Another title"
    assert (out["code"], out["track"], out["persons"][0]["biography"]) == ("AB1CD", "Practice", "Since 1989.")


def test_a_value_written_otherwise_holds_only_until_it_is_changed() -> None:
    raw = pretalx()
    raw["schedule"]["conference"]["days"][0]["rooms"]["Hall"][0]["duration"] = "1:00"
    event = schedule_json.read(json.dumps(raw))
    assert json.loads(schedule_json.write(event)) == raw
    day = event.days[0]
    longer = replace(day, sessions=(replace(day.sessions[0], ends=T(11)), *day.sessions[1:]))
    event = replace(event, days=(longer, *event.days[1:]))
    assert conference(event)["days"][0]["rooms"]["Hall"][0]["duration"] == "02:00"


def test_an_old_file_without_time_zone_and_ids_is_read() -> None:
    raw = pretalx()
    del raw["$schema"], raw["generator"], raw["schedule"]["conference"]["time_zone_name"]
    for name in ("guid", "code"):
        del raw["schedule"]["conference"]["days"][0]["rooms"]["Hall"][0][name]
    event = schedule_json.read(json.dumps(raw))
    assert event.days[0].sessions[0].key == "101"
    assert json.loads(schedule_json.write(event)) == raw


def test_a_session_that_is_held_twice_stays_two() -> None:
    raw = pretalx()
    annexe = raw["schedule"]["conference"]["days"][0]["rooms"]["Annexe"]
    annexe.append(talk(1, "2022-06-02T02:00:00+02:00", "00:30", "Annexe"))
    event = schedule_json.read(json.dumps(raw))
    assert len({session.key for _, session in event.sessions()}) == len(event.sessions()) == 5
    assert json.loads(schedule_json.write(event)) == raw


def test_times_of_another_zone_are_the_same_moments() -> None:
    raw = pretalx()
    raw["schedule"]["conference"]["time_zone_name"] = "UTC"
    event = schedule_json.read(json.dumps(raw))
    assert event.days[0].sessions[0].starts == T(7)
    assert json.loads(schedule_json.write(event)) == raw


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2022-06-01T00:00:00+02:00", "2022-06-01T23:59:59+02:00", (None, None)),
        ("2022-06-01T09:00:00+02:00", "2022-06-02T02:00:00+02:00", (T(9), T(2))),
        ("2022-06-01T09:00:00+02:00", "2022-06-02T04:00:00+02:00", (T(9), T(4))),
        ("", None, (None, None)),
    ],
)
def test_hours_of_a_day_are_known_where_it_is_not_all_of_it(start: str, end: str | None, hours: object) -> None:
    raw = pretalx()
    raw["schedule"]["conference"]["days"][0] |= {"day_start": start, "day_end": end}
    event = schedule_json.read(json.dumps(raw))
    assert (event.days[0].starts, event.days[0].ends) == hours
    assert json.loads(schedule_json.write(event)) == raw


# ---- our own ----
def test_the_conference_goes_out_and_comes_back() -> None:
    text = schedule_json.write(shipped())
    assert schedule_json.read(text) == shipped()
    assert schedule_json.write(schedule_json.read(text)) == text


def test_a_session_without_time_is_in_no_room_but_not_lost() -> None:
    found = conference(shipped())
    assert all(day["rooms"] == {} for day in found["days"])
    assert len(found["meta"]["corridor"]["days"][0]["sessions"]) == 4


def test_the_address_for_those_online_does_not_go_out() -> None:
    event = replace(shipped(), online_address="https://meet.example.org/secret")
    assert "secret" not in schedule_json.write(event)


@settings(max_examples=40, deadline=None)
@given(events())
def test_nothing_of_an_agenda_is_lost(event: Event) -> None:
    text = schedule_json.write(event)
    assert schedule_json.read(text) == event
    assert schedule_json.write(schedule_json.read(text)) == text


NEEDED = {
    "conference": {"title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration"},
    "day": {"date", "day_end", "day_start", "index", "rooms"},
    "session": {
        "abstract", "date", "duration", "guid", "id", "language", "links", "persons", "room", "slug", "start",
        "subtitle", "title", "track", "type", "url",
    },
}  # fmt: skip
"""What the schema that pretalx names asks for."""


@settings(max_examples=15, deadline=None)
@given(events())
def test_what_goes_out_has_what_the_schema_asks_for(event: Event) -> None:
    found = conference(event)
    assert NEEDED["conference"] <= found.keys()
    for day in found["days"]:
        assert NEEDED["day"] <= day.keys()
        for name, listed in day["rooms"].items():
            for one in listed:
                assert NEEDED["session"] <= one.keys()
                assert one["room"] == name
                begins = datetime.datetime.fromisoformat(day["date"] + "T04:00:00")
                assert 0 <= (datetime.datetime.fromisoformat(one["date"][:19]) - begins).total_seconds() < 86400


# ---- what others do with it ----
def test_what_others_change_wins_and_other_languages_stay() -> None:
    event = shipped()
    day = event.days[1]
    timed = replace(day.sessions[0], starts=T(9, 30), ends=T(10, 30), assumed=True)
    event = replace(event, days=(event.days[0], replace(day, sessions=(timed, *day.sessions[1:]))))
    raw = json.loads(schedule_json.write(event))
    room = next(iter(raw["schedule"]["conference"]["days"][1]["rooms"].values()))
    room[0] |= {"date": "2022-06-02T10:00:00+02:00", "start": "10:00", "title": "Projects", "language": "en"}
    room.append(talk(9, "2022-06-02T14:00:00+02:00", "00:30", "Hall"))
    back = schedule_json.read(json.dumps(raw))
    changed, new = back.days[1].sessions[0], back.days[1].sessions[1]
    assert (changed.key, changed.starts, changed.ends, changed.assumed) == ("mapping", T(10), T(11), False)
    assert changed.title == {**timed.title, "en": "Projects"}
    assert changed.participations == timed.participations
    assert new.title == {"en": "Talk 9"}
    assert {one.key for one in day.sessions} <= {one.key for one in back.days[1].sessions}


def test_a_session_that_others_took_out_is_out() -> None:
    one = Session("a", {"en": "A", "fr": "Á"}, starts=T(9), ends=T(10), room="1")
    event = Event("event", {"en": "E", "nl": "E"}, days=(Day(datetime.date(2022, 6, 1), sessions=(one,)),))
    raw = json.loads(schedule_json.write(event))
    raw["schedule"]["conference"]["days"][0]["rooms"] = {}
    assert schedule_json.read(json.dumps(raw)).sessions() == ()


# ---- bad files ----
@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("", "schedule_no_json"),
        ("[" * 100_000, "schedule_no_json"),
        ("[" * 60 + "]" * 60, "schedule_no_json"),
        ("[]", "schedule_no_schedule"),
        ('{"schedule": {"conference": {"days": {}}}}', "schedule_no_schedule"),
    ],
)
def test_a_file_that_is_no_schedule_is_told(raw: str, key: str) -> None:
    with pytest.raises(ConsultationErrors) as caught:
        schedule_json.read(raw)
    assert caught.value.errors[0].key == key


def test_every_fault_of_a_file_is_told_at_once() -> None:
    raw = pretalx()
    days = raw["schedule"]["conference"]["days"]
    days[0]["rooms"]["Hall"][0] |= {"date": "soon", "title": ""}
    days[0]["rooms"]["Hall"][1]["duration"] = "long"
    days[0]["rooms"]["Annexe"][0]["persons"] = [{"code": "X"}]
    days[1]["rooms"] = []
    days[2]["date"] = "2022-06-31"
    raw["schedule"]["conference"]["time_zone_name"] = "Mars/Olympus"
    with pytest.raises(ConsultationErrors) as caught:
        schedule_json.read(json.dumps(raw))
    assert sorted(error.key for error in caught.value.errors) == [
        "event_body", "event_timezone", "event_title", "schedule_duration", "schedule_moment", "schedule_moment",
        "schedule_no_rooms",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        3,
        "x",
        [],
        [1],
        {"title": 3},
        {"date": 5, "title": "x"},
        talk(1, "2022-06-01T09:00:00+02:00", "01:00", "Hall"),
    ],
)
def test_a_session_of_any_shape_is_no_crash(wrong: Any) -> None:
    for spoil in ("session", "rooms", "room", "day", "meta"):
        raw = copy.deepcopy(pretalx())
        found = raw["schedule"]["conference"]
        if spoil == "session":
            found["days"][0]["rooms"]["Hall"] = [wrong]
        elif spoil == "rooms":
            found["days"][0]["rooms"] = wrong
        elif spoil == "room":
            found["days"][0]["rooms"]["Hall"] = wrong
        elif spoil == "day":
            found["days"] = [wrong]
        else:
            found["meta"] = {"corridor": wrong}
        with suppress(ConsultationErrors):
            assert isinstance(schedule_json.read(json.dumps(raw)), Event)
