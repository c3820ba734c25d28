"""Agendas: the one that ships, what is wrong with one, files of this house."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.event import reading
from corridor.consultation.event.agenda import Day, Event, Participation, Session, Source, first_day, last_day
from corridor.consultation.event.checks import faults
from corridor.consultation.event.clock import after, clock, lasts, moment, placed
from corridor.consultation.event.shipped import names, shipped
from corridor.consultation.form import LANGUAGES
from corridor.consultation.reading import fitted
from tests.consultation.event.agendas import events

T = datetime.time
DATE = datetime.date(2022, 6, 1)


def session(key: str, starts: datetime.time | None, ends: datetime.time | None, **values: object) -> Session:
    return Session(key=key, title={"en": key}, starts=starts, ends=ends, **values)  # type: ignore[arg-type]


def one_day(*sessions: Session, **values: object) -> Event:
    return Event("event", {"en": "Event"}, days=(Day(DATE, sessions=sessions, **values),))  # type: ignore[arg-type]


def keys(event: Event) -> list[str]:
    return [error.key for error in faults(event)]


# ---- the conference ----
def test_the_conference_ships_as_far_as_it_is_known() -> None:
    event = shipped()
    assert names() == ("skills_mobility_partnerships_2022",)
    assert (first_day(event), last_day(event)) == (DATE, datetime.date(2022, 6, 2))
    assert [(day.starts, day.ends) for day in event.days] == [(T(12, 30), T(16, 30)), (T(9, 30), T(16, 45))]
    assert set(event.languages) == set(LANGUAGES)
    assert "Résidence Palace" in event.place
    assert faults(event) == []
    kinds = [[one.kind for one in day.sessions] for day in event.days]
    assert kinds[0].count("break") == kinds[1].count("break") == 1
    assert kinds[1][-1] == "reception"


def test_what_is_not_known_of_the_conference_stays_unknown() -> None:
    for _, one in shipped().sessions():
        assert one.starts is one.ends is None
        assert not one.room
    assert all(day.seats_on_site is day.seats_online is None for day in shipped().days)


def test_the_conference_is_told_in_three_languages_and_with_its_sources() -> None:
    event = shipped()
    texts = [event.title, event.summary, event.note, *(one.title for _, one in event.sessions())]
    assert all(text and set(text) == set(LANGUAGES) for text in texts)
    assert any(source.url and source.date for source in event.sources)


def test_another_name_ships_nothing() -> None:
    with pytest.raises(KeyError):
        shipped("../secrets")


# ---- what is wrong ----
def test_every_fault_is_told_at_once_with_place_and_remedy() -> None:
    wrong = Event(
        "event",
        {"de": "Tagung"},
        languages=("en", "xx"),
        timezone="Europe/Nowhere",
        days=(
            Day(
                DATE,
                T(9),
                T(17),
                sessions=(
                    session("a", T(9), T(10), room="1"),
                    session("b", T(9, 30), T(10), room="1", interpretation=("qq",)),
                    session("b", T(16), T(18), room="2"),
                    session("c", T(12), T(11), participations=(Participation("panel", " "),)),
                    Session("d", {}),
                ),
            ),
            Day(DATE),
        ),
    )
    found = {error.key: error for error in faults(wrong, "agenda.yaml")}
    assert set(found) == {
        "event_text_language", "event_language", "event_timezone", "event_day_twice", "event_session_twice",
        "event_overlap", "event_outside", "event_ends_first", "event_body", "event_title",
    }  # fmt: skip
    assert found["event_overlap"].place == "agenda.yaml.days[0].sessions[1].starts"
    for error in found.values():
        told = [error.told(lang) for lang in LANGUAGES]
        assert len(set(told)) == 3
        assert all(message and remedy and "{" not in message + remedy for message, remedy in told)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ((T(9), T(10)), (T(10), T(11)), False),
        ((T(9), T(10)), (T(9, 59), T(11)), True),
        ((T(9), T(12)), (T(10), T(11)), True),
        ((T(9), None), (T(9), T(11)), False),
        ((T(23), T(1)), (T(0, 30), T(2)), True),
        ((T(23), T(0, 30)), (T(0, 30), T(2)), False),
    ],
)
def test_only_what_is_known_overlaps(one: tuple[T, T], other: tuple[T, T], overlap: bool) -> None:
    agenda = one_day(session("a", *one, room="1"), session("b", *other, room="1"))
    assert ("event_overlap" in keys(agenda)) is overlap
    first, second = agenda.days[0].sessions
    unknown = one_day(replace(first, room=""), replace(second, room=""))
    assert "event_overlap" not in keys(unknown), "rooms that are not known may be two"
    apart = one_day(replace(first, room="1"), replace(second, room="2"))
    assert "event_overlap" not in keys(apart)


def test_sessions_lie_within_their_day_to_the_minute() -> None:
    hours = {"starts": T(9), "ends": T(17)}
    assert keys(one_day(session("a", T(9), T(17)), **hours)) == []
    assert keys(one_day(session("a", T(8, 59), T(10)), **hours)) == ["event_outside"]
    assert keys(one_day(session("a", T(16), T(17, 1)), **hours)) == ["event_outside"]
    assert keys(one_day(session("a", T(8), None), ends=T(17))) == []


def test_an_agenda_that_is_too_long_is_told_without_comparing() -> None:
    many = one_day(*(session(f"s{n}", T(9), T(10)) for n in range(2001)))
    assert keys(many) == ["event_many"]


# ---- the clock ----
def test_a_day_lasts_from_four_to_four() -> None:
    assert lasts(T(23), T(1)) == 120
    assert lasts(T(3), T(4)) == 60
    assert after(T(23), 120) == T(1)
    assert after(T(23), 600) is None
    assert moment(DATE, T(1), "Europe/Brussels").date() == datetime.date(2022, 6, 2)
    assert placed(moment(DATE, T(1), "Europe/Brussels"), "Europe/Brussels") == (DATE, T(1))


@pytest.mark.parametrize(("given", "time"), [("12:30", T(12, 30)), ("9h05", T(9, 5)), (750, T(12, 30)), (None, None)])
def test_times_as_people_and_yaml_write_them(given: object, time: object) -> None:
    assert clock(given) == time


# ---- files ----
def test_a_file_tells_each_fault_with_its_line_of_the_form(tmp_path: Path) -> None:
    file = tmp_path / "agenda.yaml"
    file.write_text(
        "key: a\ntitle: {en: A}\ndays:\n- date: '2022-13-01'\n- date: 2022-06-02\n  starts: noon\n  speaker: x\n"
    )
    with pytest.raises(ConsultationErrors) as caught:
        reading.read(file)
    places = " ".join(error.place for error in caught.value.errors)
    assert len(caught.value.errors) == 3
    assert re.search(r"days\[0\].*date", places)
    assert "days[1].starts" in places


@settings(max_examples=20, deadline=None)
@given(events())
def test_files_of_this_house_lose_nothing(event: Event) -> None:
    assert fitted(Event, reading.as_mapping(event), place="x") == event


def test_a_file_is_the_same_after_writing_and_reading(tmp_path: Path) -> None:
    for name in ("a.yaml", "a.json"):
        path = reading.write(shipped(), tmp_path / name)
        assert reading.read(path) == shipped()
        before = path.read_bytes()
        assert reading.write(reading.read(path), path).read_bytes() == before


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"online_address": "javascript:alert(1)"}, "event_address"),
        ({"sources": (Source("Page", "javascript:alert(1)"),)}, "event_address"),
        ({"place": "Brussels\0"}, "event_sign"),
        ({"extra": {"document": {"only": {"generator\ud800": 1}}}}, "event_sign"),
        ({"days": (Day(DATE, seats_online=10**12),)}, "event_seats"),
        ({"days": (Day(DATE, sessions=(Session("k" * 201, {"en": "A"}),)),)}, "event_key_long"),
    ],
)
def test_what_no_page_or_database_takes_is_told(wrong: dict[str, Any], key: str) -> None:
    found = faults(replace(Event("event", {"en": "Event"}), **wrong))
    assert [error.key for error in found] == [key]
    assert len({found[0].told(lang) for lang in LANGUAGES}) == 3
