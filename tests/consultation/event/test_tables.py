"""Agendas and registrations as CSV: nothing is lost, bad rows are set aside with their remedy, no cell is run."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.event import agenda_csv, registrations_csv
from corridor.consultation.event.agenda import Day, Event
from corridor.consultation.event.registrations_csv import RegistrationRow
from corridor.consultation.event.sheet import joined, listed, quarantine
from corridor.consultation.event.shipped import shipped
from corridor.consultation.form import LANGUAGES
from tests.consultation.event.agendas import WORDS, events

T = datetime.time
FIRST, SECOND = datetime.date(2022, 6, 1), datetime.date(2022, 6, 2)


# ---- agendas ----
@settings(max_examples=25, deadline=None)
@given(events())
def test_an_agenda_comes_back_from_its_table(event: Event) -> None:
    if not event.sessions():
        return
    read = agenda_csv.read(agenda_csv.write(event), event=event)
    assert read.bad == ()
    assert read.event == event


def test_what_other_software_wrote_of_a_session_stays_behind_a_table() -> None:
    event = shipped()
    session = replace(event.days[0].sessions[1], extra={"only": {"track": "Practice"}})
    event = replace(event, days=(replace(event.days[0], sessions=(session,)), event.days[1]))
    assert agenda_csv.read(agenda_csv.write(event), event=event).event == event


def test_the_table_of_the_conference_has_no_times_where_none_are_known() -> None:
    lines = agenda_csv.write(shipped()).decode("utf-8-sig").splitlines()
    assert len(lines) == 11
    assert "?European institutions" in lines[4]
    assert lines[1].startswith("lunch-1;2022-06-01;;;")


def test_a_table_of_a_spreadsheet_is_read_and_its_bad_rows_are_set_aside() -> None:
    text = (
        "Date,Start,Fin,Titre FR,Type,Speakers,Langue\n"
        "2022-06-01,9h30,10:30,Ouverture,opening,Enabel; OECD,fr\n"
        "2022-06-01,noon,,Table ronde,panel,,fr\n"
        "02/06/2022,,,Session,talk,,xx\n"
        "2022-06-01,,,,,,\n"
        "2022-06-01,,,Fin,,,,,extra\n"
        "\n"
        "2022-06-03,,,Suite,,,\n"
    )
    read = agenda_csv.read(text, event=shipped(), place="agenda.csv")
    found = [(bad.row, bad.field, bad.error.key) for bad in read.bad]
    assert found == [
        (2, "starts", "row_time"), (3, "date", "row_date"), (3, "kind", "row_choice"),
        (3, "language", "event_language"), (4, "title_en", "row_missing"), (5, "", "sheet_cells"),
    ]  # fmt: skip
    opening = read.event.days[0].sessions[0]
    assert (opening.title, opening.starts, opening.ends) == ({"fr": "Ouverture"}, T(9, 30), T(10, 30))
    assert [one.body for one in opening.participations] == ["Enabel", "OECD"]
    assert [day.date for day in read.event.days] == [FIRST, SECOND, datetime.date(2022, 6, 3)]
    assert read.event.days[0].starts == T(12, 30)


def test_rows_that_were_set_aside_come_as_a_table_to_correct() -> None:
    read = agenda_csv.read("date;title_en\nsoon;=1+1\n", event=shipped())
    for lang in LANGUAGES:
        lines = quarantine(read.head, read.bad, lang=lang).decode("utf-8-sig").splitlines()
        assert lines[0] == "row;field;value;reason;remedy;date;title_en"
        assert lines[1].startswith("1;date;soon;")
        assert lines[1].endswith(";soon;'=1+1")


@given(st.lists(WORDS, max_size=4))
def test_several_values_in_one_cell_stay_apart(values: list[str]) -> None:
    assert listed(joined(values)) == values


# ---- registrations ----
PEOPLE = st.lists(
    st.builds(
        RegistrationRow,
        email=st.integers(0, 99).map("person{}@example.org".format),
        name=WORDS,
        organisation=WORDS,
        language=st.sampled_from(LANGUAGES),
        days=st.dictionaries(st.sampled_from((FIRST, SECOND)), st.sampled_from(("on_site", "online")), min_size=1),
        access_needs=st.sampled_from(("", "=HYPERLINK(1)", "-", "ramp; lift")),
        code=st.sampled_from(("", "ABC", "+1")),
        present=st.none() | st.sets(st.sampled_from((FIRST, SECOND))).map(frozenset),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row.email,
)


@settings(max_examples=25, deadline=None)
@given(PEOPLE)
def test_registrations_come_back_from_their_table(rows: list[RegistrationRow]) -> None:
    read = registrations_csv.read(registrations_csv.write(rows, shipped(), needs=True), event=shipped())
    assert read.bad == ()
    assert list(read.rows) == rows


def test_needs_and_presence_go_out_only_when_asked_for() -> None:
    row = RegistrationRow("a@example.org", access_needs="ramp", days={FIRST: "online"}, present=frozenset({FIRST}))
    text = registrations_csv.write([row], shipped(), present=False).decode()
    assert "ramp" not in text
    assert "yes" not in text


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    row = RegistrationRow("a@example.org", name="=cmd|' /C calc'!A0", organisation="@SUM(A1)", days={FIRST: "online"})
    cells = registrations_csv.write([row], shipped()).decode("utf-8-sig").splitlines()[1].split(";")
    assert cells[1].startswith("'=")
    assert cells[2].startswith("'@")


def test_bad_registrations_are_set_aside_and_good_ones_go_on() -> None:
    text = (
        "E-mail;Nom;Langue;2022-06-01;02/06/2022\n"
        "One@Example.org;Une;FR-be;sur place;en ligne\n"
        "two@example;Deux;fr;online;\n"
        "one@example.org;Encore;fr;online;\n"
        ";Personne;fr;online;\n"
        "three@example.org;Trois;de;online;\n"
        "four@example.org;Quatre;nl;;\n"
        "five@example.org;Cinq;nl;maybe;\n"
        f"six@example.org;{'x' * 201};nl;online;\n"
        '"seven@example.org\n";Sept;nl;ter plaatse;non\n'
        "<script>@example.org;Huit;nl;online;\n"
    )
    read = registrations_csv.read(text, event=shipped())
    assert [(row.email, row.language, dict(row.days)) for row in read.rows] == [
        ("one@example.org", "fr", {FIRST: "on_site", SECOND: "online"}),
        ("seven@example.org", "nl", {FIRST: "on_site"}),
    ]
    assert [(bad.row, bad.field, bad.error.key) for bad in read.bad] == [
        (2, "email", "row_email"), (3, "email", "row_twice"), (4, "email", "row_missing"),
        (5, "language", "row_choice"), (6, "2022-06-01", "row_no_day"), (7, "2022-06-01", "row_choice"),
        (8, "name", "row_long"), (10, "email", "row_email"),
    ]  # fmt: skip


def test_a_file_that_knows_no_days_registers_for_all_of_them() -> None:
    read = registrations_csv.read("mail,mode\na@example.org,online\nb@example.org,\n", event=shipped(), lang="nl")
    assert [set(row.days.values()) for row in read.rows] == [{"online"}, {"on_site"}]
    assert all(set(row.days) == {FIRST, SECOND} and row.language == "nl" for row in read.rows)


def test_a_file_gives_no_consent() -> None:
    assert not any("consent" in name or "contact_list" in name for name in registrations_csv.COLUMNS)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"", "sheet_empty"),
        (b"email\n", "sheet_empty"),
        (b"name;day\nx;y\n", "sheet_column"),
        (b"email;e-mail\na@b.be;c@d.be\n", "sheet_two_columns"),
        (b"email\n" + b"a@example.org\n" * 20_001, "sheet_long"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(raw: bytes, key: str) -> None:
    with pytest.raises(ConsultationErrors) as caught:
        registrations_csv.read(raw, event=shipped())
    assert [error.key for error in caught.value.errors] == [key]
    assert all(part for lang in LANGUAGES for part in caught.value.errors[0].told(lang))


def test_a_cell_of_brackets_is_a_name_and_no_crash() -> None:
    found = agenda_csv.read(f"date;title_en;speaker\n2022-06-01;A;{'[' * 4000}\n", event=shipped())
    assert [one.body for _, session in found.event.sessions() for one in session.participations] == ["[" * 4000]


def test_days_of_the_event_are_asked_for_and_no_others() -> None:
    event = replace(shipped(), days=(Day(SECOND),))
    head = registrations_csv.write([], event).decode("utf-8-sig").splitlines()[0]
    assert "2022-06-02" in head
    assert "2022-06-01" not in head


def test_a_row_without_key_has_one_by_what_it_says_not_by_where_it_stands() -> None:
    head = "date,starts,title_en\n"
    rows = ["2026-05-04,09:00,Opening\n", "2026-05-04,10:00,Panel\n", "2026-05-04,,Break\n", "2026-05-04,,Break\n"]
    base = Event("event", {"en": "Event"})

    def keys(*lines: str) -> dict[str, str]:
        found = agenda_csv.read(head + "".join(lines), event=base)
        assert not found.bad
        return {session.key: session.title["en"] for _, session in found.event.sessions()}

    every = keys(*rows)
    assert len(every) == 4
    assert keys(*rows[1:]).items() <= every.items(), "a row above it was taken out: it is the same session still"
