"""What one spelling stands for: numbers, dates, codes, languages, licences."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.occupations.isco08 import unit_groups
from corridor.pool import reading
from corridor.pool.errors import FILE, LANGUAGES
from corridor.pool.numbers import read_number
from corridor.pool.reading import READERS
from corridor.pool.schema import table

TALENTS, VACANCIES = table("talents"), table("vacancies")


def read(column: str, text: str, kind: str = "talents") -> reading.Read:
    schema = (TALENTS if kind == "talents" else VACANCIES).column(column)
    return READERS[schema.type](text, schema)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42000", 42000),
        ("€ 42.000", 42000),
        ("42.000,50", 42000.5),
        ("42,000.50", 42000.5),
        ("42 000,50 €", 42000.5),
        ("42\u202f000", 42000),
        ("1.234.567", 1234567),
        ("38500,5", 38500.5),
        ("42k", 42000),
        ("EUR 38.500 bruto per jaar", 38500),
        ("3.200 €/mois", 38400),
        ("€ 3200 / maand", 38400),
        ("-5", -5),
        ("\u22125", -5),
        ("0,500", 0.5),
        ("€ 1.200,-", 1200),
        ("42,\u2013 EUR", 42),
    ],
)
def test_amounts_as_people_write_them(text: str, value: float) -> None:
    assert read_number(text, "EUR/year", whole_or_money=True).value == value


@pytest.mark.parametrize("text", ["veel", "40000-45000", "12 34", "1.2.3", "3+", "1,23,456", "42.", "..5", ".5", "5-"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text, "EUR/year", whole_or_money=True).problem == "no_number"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3 ans", "years", 3),
        ("36 maanden", "years", 3),
        ("18 mois", "years", 1.5),
        ("2 jaar", "months", 24),
        ("80 %", "percent", 80),
    ],
)
def test_units_are_taken_off_or_converted(text: str, unit: str, value: float) -> None:
    assert read_number(text, unit, whole_or_money=False).value == value


@pytest.mark.parametrize(
    ("text", "unit", "problem"),
    [
        ("10 weken", "years", "wrong_unit"),
        ("2500 netto", "EUR/year", "net_pay"),
        ("15 € per uur", "EUR/year", "wrong_unit"),
    ],
)
def test_units_that_cannot_be_converted_are_refused(text: str, unit: str, problem: str) -> None:
    assert read_number(text, unit, whole_or_money=True).problem == problem


def test_three_digits_behind_one_sign_are_thousands_in_amounts_and_decimals_in_years() -> None:
    assert read("wish_annual_salary", "42.000").value == 42000
    assert read("experience_years", "3,500").value == 3.5


@given(st.integers(0, 99_999_999), st.integers(0, 99), st.sampled_from([("", ","), (".", ","), (",", "."), (" ", ",")]))
def test_every_usual_way_of_writing_an_amount_gives_the_amount(euros: int, cents: int, signs: tuple[str, str]) -> None:
    group, decimal = signs
    text = f"{euros:,}".replace(",", group) + f"{decimal}{cents:02}"
    assert read_number(text, "EUR/year", whole_or_money=True).value == pytest.approx(euros + cents / 100)


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("2026-04-03 00:00:00", date(2026, 4, 3), None),
        ("2026-04-03T08:30:00Z", date(2026, 4, 3), None),
        ("03/04/2026", date(2026, 4, 3), "day_first"),
        ("31/12/2026", date(2026, 12, 31), "date"),
        ("3.4.2026", date(2026, 4, 3), "day_first"),
        ("3 april 2026", date(2026, 4, 3), "date"),
        ("1er mars 2026", date(2026, 3, 1), "date"),
        ("April 3, 2026", date(2026, 4, 3), "date"),
        ("20260403", date(2026, 4, 3), "date"),
        ("2026/4/3", date(2026, 4, 3), "date"),
    ],
)
def test_dates(text: str, value: date, note: str | None) -> None:
    found = read("birth_date", text)
    assert (found.value, found.note.key if found.note else None) == (value, note)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("31/02/2026", "impossible_date"),
        ("2026-02-30", "impossible_date"),
        ("12/25/2026", "impossible_date"),
        ("03/04/26", "short_year"),
        ("0026-04-03", "far_date"),
        ("soon", "no_date"),
        ("3 brumaire 2026", "no_date"),
    ],
)
def test_dates_that_are_refused(text: str, key: str) -> None:
    found = read("birth_date", text).fault
    assert found is not None
    assert found.key == key


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["{d:%d/%m/%Y}", "{d:%d-%m-%Y}", "{d:%d.%m.%Y}", "{d:%Y/%m/%d}"]),
)
def test_every_day_in_every_usual_form(day: date, form: str) -> None:
    assert read("birth_date", form.format(d=day)).value == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110", "0110"),
        ("C2512", "2512"),
        ("2512.4", "2512"),
        ("ISCO-08: 2512", "2512"),
        ("http://data.europa.eu/esco/isco/C2512", "2512"),
    ],
)
def test_isco_codes_are_mended_with_a_note(text: str, code: str) -> None:
    found = read("isco08", text)
    assert found.value == code
    assert found.note is not None


@given(st.integers(0, 9999).map(lambda n: f"{n:04}"))
def test_a_code_is_read_exactly_where_it_is_a_unit_group(code: str) -> None:
    found = read("isco08", code)
    assert (found.value == code) == (code in unit_groups())
    if found.fault is not None:
        near = found.fault.told("en")[1]
        assert any(c in near for c in unit_groups())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("nl:B2", "nl:B2"),
        ("NL: B2", "nl:B2"),
        ("Nederlands B2", "nl:B2"),
        ("néerlandais (b2)", "nl:B2"),
        ("Dutch - B2", "nl:B2"),
        ("français langue maternelle", "fr:C2"),
        ("Arabisch: moedertaal", "ar:C2"),
        ("nl B2+", "nl:B2"),
    ],
)
def test_languages(text: str, value: str) -> None:
    assert read("languages", text).value == value


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nl", "language_level"),
        ("Frans: goed", "language_level"),
        ("Klingon B2", "no_language"),
        ("nl:D1", "language_level"),
    ],
)
def test_languages_that_are_refused(text: str, key: str) -> None:
    found = read("languages", text).fault
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("text", "value"),
    [("b", "B"), ("rijbewijs C", "C"), ("permis de conduire CE", "CE"), ("Nurse", "Nurse"), ("c1e", "C1E")],
)
def test_licences(text: str, value: str) -> None:
    assert read("licences", text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("maroc", "MA"), ("Marokko", "MA"), ("uk", "GB"), ("EL", "GR"), ("België", "BE"), ("ma", "MA"), ("Zz", None)],
)
def test_countries(text: str, value: str | None) -> None:
    assert read("nationality", text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Vlaanderen", "flanders"),
        ("région wallonne", "wallonia"),
        ("BRUSSEL", "brussels"),
        ("Ostbelgien", "german_community"),
        ("Liège", None),
    ],
)
def test_regions(text: str, value: str | None) -> None:
    assert read("region", text, "vacancies").value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("BE; BE3; BE35", "BE35"),
        ("be211", "BE211"),
        ("BE31; BE32", "BE3"),
        ("BE", None),
        ("FR1", None),
        ("BE1; BE2", None),
    ],
)
def test_nuts_codes(text: str, value: str | None) -> None:
    assert read("nuts", text, "vacancies").value == value


@pytest.mark.parametrize(
    ("code", "region"),
    [("BE100", "brussels"), ("BE211", "flanders"), ("BE35", "wallonia"), ("BE336", "german_community"), ("BE", None)],
)
def test_the_region_of_a_nuts_code(code: str, region: str | None) -> None:
    assert reading.region_of(code) == region


@pytest.mark.parametrize(
    ("text", "value"), [("ja", True), ("VRAI", True), ("Nee", False), ("0", False), ("misschien", None)]
)
def test_yes_and_no(text: str, value: bool | None) -> None:
    assert read("graduated_in_belgium", text).value is value


@pytest.mark.parametrize(("text", "value"), [("Bachelor", 6), ("CESS", 4), ("EQF 5", 5), ("master", 7)])
def test_diplomas_are_levels(text: str, value: int) -> None:
    assert read("education_level", text).value == value


def test_labels_of_values_are_understood_in_three_languages() -> None:
    column = TALENTS.column("residence_status")
    for value, labels in column.value_labels.items():
        for text in labels.values():
            assert READERS["enum"](text, column).value == value


def test_messages_are_there_in_three_languages_with_the_same_placeholders() -> None:
    for key, texts in json.loads(FILE.read_text(encoding="utf-8")).items():
        assert set(texts) == set(LANGUAGES), key
        shapes = {_placeholders(t) for t in texts.values()}
        assert len(shapes) == 1, key
        assert all(t if isinstance(t, str) else all(t) for t in texts.values()), key


def _placeholders(text: Any) -> tuple[tuple[str, ...], ...]:
    from string import Formatter

    parts = [text] if isinstance(text, str) else text
    return tuple(tuple(sorted({name for _, name, _, _ in Formatter().parse(p) if name})) for p in parts)
