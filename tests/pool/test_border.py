"""The border: every row is valid, repaired or quarantined, the counts add up, and nothing is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from corridor.occupations.isco08 import unit_groups
from corridor.pool.border import check, read_talents, read_vacancies
from corridor.pool.errors import PoolError
from corridor.pool.schema import KINDS, Kind, table
from corridor.pool.source import Source
from corridor.pool.writing import write_quarantine
from tests.pool.made import TALENT, VACANCY, adds_up, csv_file, talents, vacancies


def fault(found: object, field: str) -> dict[str, object]:
    """The only fault of a table, which must be one of this field."""
    rows = found.quarantine.to_dicts()  # type: ignore[attr-defined]
    assert [r["field"] for r in rows] == [field]
    return rows[0]


def test_a_valid_row_has_no_note_and_its_types(tmp_path: Path) -> None:
    row = {
        "birth_date": "1990-05-06",
        "languages": "nl:C2; fr:B1",
        "wish_annual_salary": "38500",
        "education_level": "6",
    }
    found = talents(tmp_path, row)
    assert found.counts == {"rows": 1, "valid": 1, "repaired": 0, "quarantined": 0, "empty": 0}
    assert found.notes.height == 0
    values = found.frame.row(0, named=True)
    assert values["birth_date"] == date(1990, 5, 6)
    assert values["languages"] == ["nl:C2", "fr:B1"]
    assert (values["wish_annual_salary"], values["education_level"]) == (38500.0, 6)


@pytest.mark.parametrize("kind", KINDS)
def test_every_frame_has_every_column_in_its_type(tmp_path: Path, kind: Kind) -> None:
    found = (talents if kind == "talents" else vacancies)(tmp_path, {})
    known = table(kind)
    assert list(found.frame.columns) == list(known.always)
    assert {n: found.frame.schema[n] for n in known.always} == {n: known.columns[n].dtype for n in known.always}


def test_what_is_not_stated_is_unknown_and_never_zero_or_no(tmp_path: Path) -> None:
    found = talents(
        tmp_path, {"experience_years": "", "graduated_in_belgium": "?", "languages": "", "licences": "none"}
    )
    row = found.frame.row(0, named=True)
    assert (row["experience_years"], row["graduated_in_belgium"], row["languages"]) == (None, None, None)
    assert row["licences"] == []


def test_other_facts_of_the_law_are_columns_too(tmp_path: Path) -> None:
    found = vacancies(tmp_path, {"hours_per_week": "38", "contract_open_ended": "ja", "sector": "Horticulture"})
    row = found.frame.row(0, named=True)
    assert (row["hours_per_week"], row["contract_open_ended"], row["sector"]) == (38.0, True, "horticulture")


@pytest.mark.parametrize(
    ("row", "field", "before", "after"),
    [
        ({"isco08": "110"}, "isco08", "110", "0110"),
        ({"isco08": " 7411 "}, "isco08", " 7411 ", "7411"),
        ({"wish_annual_salary": "€ 42.000"}, "wish_annual_salary", "€ 42.000", "42000"),
        ({"birth_date": "03/04/1990"}, "birth_date", "03/04/1990", "1990-04-03"),
        ({"experience_years": "3 ans"}, "experience_years", "3 ans", "3"),
        ({"languages": "NL: B2"}, "languages", "NL: B2", "nl:B2"),
        ({"licences": "b"}, "licences", "b", "B"),
        ({"skills": "a; b; a"}, "skills", "a; b; a", "a; b"),
        ({"nationality": "Maroc"}, "nationality", "Maroc", "MA"),
    ],
)
def test_a_repair_is_noted_with_before_and_after(
    tmp_path: Path, row: dict[str, str], field: str, before: str, after: str
) -> None:
    found = talents(tmp_path, row)
    assert found.counts["repaired"] == 1
    note = found.notes.row(0, named=True)
    assert (note["row"], note["field"], note["before"], note["after"]) == (1, field, before, after)
    assert note["note"]


def test_decimal_commas_make_one_note_a_column(tmp_path: Path) -> None:
    found = talents(tmp_path, {"experience_years": "2,5"}, {"experience_years": "3,5"}, {"experience_years": "4"})
    assert found.frame["experience_years"].to_list() == [2.5, 3.5, 4.0]
    assert found.notes.rows() == [
        (None, "experience_years", "2,5", "2.5", "decimal comma read in 2 cells of the column; the first is shown")
    ]
    assert found.counts["valid"] == 3


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"isco08": "9999"}, "isco08"),
        ({"birth_date": "31/02/1990"}, "birth_date"),
        ({"experience_years": "-1"}, "experience_years"),
        ({"education_level": "9"}, "education_level"),
        ({"education_level": "4.5"}, "education_level"),
        ({"residence_status": "tourist"}, "residence_status"),
        ({"languages": "nl:C2; fr"}, "languages"),
        ({"isco08_other": "7411; 12"}, "isco08_other"),
        ({"id": ""}, "id"),
        ({"title": "", "isco08": ""}, "title"),
    ],
)
def test_a_bad_value_quarantines_its_row_with_field_value_reason_and_remedy(
    tmp_path: Path, row: dict[str, str], field: str
) -> None:
    found = talents(tmp_path, {}, row, {})
    told = fault(found, field)
    assert told["row"] == 2
    assert told["reason"]
    assert told["remedy"]
    assert found.frame["id"].to_list() == ["T1", "T3"]
    assert adds_up(found)


@pytest.mark.parametrize("posts", ["0", "-2", "1.5", "veel"])
def test_posts_are_whole_and_at_least_one(tmp_path: Path, posts: str) -> None:
    assert fault(vacancies(tmp_path, {"posts": posts}), "posts")["value"] == posts


def test_posts_are_presumed_to_be_one_and_a_note_says_so(tmp_path: Path) -> None:
    found = vacancies(tmp_path, {"posts": ""}, {"posts": "3"})
    assert found.frame["posts"].to_list() == [1, 3]
    assert "presumed to be 1" in found.notes["note"][0]


def test_a_missing_isco_code_gets_near_codes(tmp_path: Path) -> None:
    remedy = str(fault(talents(tmp_path, {"isco08": "2599"}), "isco08")["remedy"])
    assert "2519 " in remedy


def test_the_first_of_duplicate_ids_is_kept(tmp_path: Path) -> None:
    found = talents(tmp_path, {"id": "A"}, {"id": "A", "title": "other"}, {"id": "B"}, {"id": "A"})
    assert found.frame["id"].to_list() == ["A", "B"]
    assert found.quarantine["row"].to_list() == [2, 4]
    assert found.quarantine["reason"].to_list() == ["A stands in row 1 already"] * 2
    assert adds_up(found)


def test_ids_that_were_taken_before_are_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [{**TALENT, "id": "A"}, {**TALENT, "id": "B"}])
    found = read_talents(path, taken=pl.Series(["A"]))
    assert found.frame["id"].to_list() == ["B"]
    assert "imported before" in str(fault(found, "id")["reason"])


# ---- where a vacancy lies ----
@pytest.mark.parametrize(
    ("region", "nuts", "expected"),
    [
        ("Vlaanderen", "", "flanders"),
        ("", "BE211", "flanders"),
        ("", "BE336", "german_community"),
        ("wallonia", "BE336", "wallonia"),
        ("brussels", "BE100", "brussels"),
    ],
)
def test_the_region_is_stated_or_derived_from_nuts(tmp_path: Path, region: str, nuts: str, expected: str) -> None:
    found = vacancies(tmp_path, {"region": region, "nuts": nuts})
    assert found.frame["region"].to_list() == [expected]
    derived = found.notes.filter(pl.col("field") == "region")
    assert derived.height == (1 if region == "" else 0)


@pytest.mark.parametrize(
    ("region", "nuts", "field"),
    [
        ("", "", "region"),
        ("flanders", "BE3", "nuts"),
        ("", "BE", "nuts"),
        ("", "BE1; BE2", "nuts"),
        ("Parijs", "", "region"),
    ],
)
def test_a_vacancy_in_no_region_or_in_two_is_quarantined(tmp_path: Path, region: str, nuts: str, field: str) -> None:
    told = fault(vacancies(tmp_path, {"region": region, "nuts": nuts}), field)
    assert told["remedy"]


# ---- counts, blank rows, several faults ----
def test_counts_add_up_with_blank_rows_and_rows_with_several_faults(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "title": "a", "isco08": "7411", "experience_years": "2"},
        {"id": "", "title": "", "isco08": "", "experience_years": ""},
        {"id": "3", "title": "a", "isco08": "9999", "experience_years": "-4"},
        {"id": "4", "title": "a", "isco08": "110", "experience_years": "3"},
    ]
    found = read_talents(csv_file(tmp_path, rows))
    assert found.counts == {"rows": 4, "valid": 1, "repaired": 1, "quarantined": 1, "empty": 1}
    assert found.quarantine["row"].to_list() == [3, 3]
    assert found.rejected.height == 1
    assert found.rejected["_field"][0] == "isco08 | experience_years"
    assert adds_up(found)


def test_notes_are_on_good_rows_only(tmp_path: Path) -> None:
    found = talents(tmp_path, {"isco08": "110", "experience_years": "-1"}, {"isco08": "110"})
    assert found.notes["row"].to_list() == [2]


# ---- correcting ----
def test_a_quarantine_that_is_corrected_and_imported_again_gives_the_full_set(tmp_path: Path) -> None:
    good = [{**TALENT, "id": f"T{n}", "birth_date": "1990-01-02", "skills": "a; b"} for n in range(6)]
    broken = [dict(r) for r in good]
    broken[1]["isco08"] = "9999"
    broken[4] |= {"birth_date": "31/02/1990", "title": "=SUM(A1)"}
    first = read_talents(csv_file(tmp_path, broken))
    assert first.counts["quarantined"] == 2
    quarantine = tmp_path / "quarantine.csv"
    write_quarantine(first, quarantine)
    text = quarantine.read_text(encoding="utf-8-sig")
    assert "'=SUM(A1)" in text
    quarantine.write_text(text.replace("9999", "7411").replace("31/02/1990", "1990-01-02"), encoding="utf-8-sig")
    # the values at fault stand in _value and _reason too: those columns are not read
    second = read_talents(quarantine)
    assert second.counts == {"rows": 2, "valid": 2, "repaired": 0, "quarantined": 0, "empty": 0}
    good[4]["title"] = "=SUM(A1)"
    whole = read_talents(csv_file(tmp_path, good, name="good.csv")).frame
    again = pl.concat([first.frame, second.frame]).sort("id")
    assert again.equals(whole.sort("id"))


def test_a_quarantine_of_other_headers_keeps_them(tmp_path: Path) -> None:
    rows = [{"Nummer": "1", "Functietitel": "Kok", "Gewest": "Vlaanderen", "Aantal plaatsen": "-1", "mail": "x"}]
    found = read_vacancies(csv_file(tmp_path, rows))
    assert found.rejected.columns[5:] == list(rows[0])
    write_quarantine(found, tmp_path / "q.csv")
    again = read_vacancies(tmp_path / "q.csv")
    assert again.quarantine.drop("row").equals(found.quarantine.drop("row"))


# ---- languages ----
@pytest.mark.parametrize(
    ("lang", "reason", "remedy"),
    [
        ("en", "-2 is out of range", "write a value from 1 to 100000"),
        ("fr", "-2 est hors limites", "écrivez une valeur de 1 à 100000"),
        ("nl", "-2 valt buiten de grenzen", "schrijf een waarde van 1 tot 100000"),
    ],
)
def test_messages_in_three_languages(tmp_path: Path, lang: str, reason: str, remedy: str) -> None:
    told = fault(vacancies(tmp_path, {}, {"posts": "-2"}, lang=lang), "posts")
    assert (told["row"], told["id"], told["value"], told["reason"]) == (2, "V2", "-2", reason)
    assert str(told["remedy"]).startswith(remedy)


# ---- large ----
def test_two_hundred_thousand_rows_with_five_percent_bad() -> None:
    size = 200_000
    random = np.random.default_rng(7)
    codes = np.array(unit_groups())[random.integers(0, 436, size)]
    kind = random.random(size)
    codes = np.where(kind < 0.02, "9999", codes)
    born = np.where((kind >= 0.02) & (kind < 0.05), "31/02/1990", "1990-05-06")
    frame = pl.DataFrame(
        {
            "id": [f"T{n}" for n in range(size)],
            "isco08": codes,
            "birth_date": born,
            "languages": np.array(["nl:C2; fr:B1", "NL: B2", ""])[random.integers(0, 3, size)],
            "wish_annual_salary": random.integers(20_000, 90_000, size).astype(str),
        }
    )
    found = check(Source(frame), "talents")
    bad = int((kind < 0.05).sum())
    assert found.counts["quarantined"] == bad
    assert adds_up(found)
    assert found.frame["id"].to_list() == [f"T{n}" for n in np.flatnonzero(kind >= 0.05)]
    assert found.quarantine.filter(pl.col("field") == "isco08").height == int((kind < 0.02).sum())


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    read_vacancies(csv_file(tmp_path, [VACANCY]), progress=lambda done, total: told.append((done, total)))
    assert [d for d, _ in told] == list(range(1, told[-1][1] + 1))


def test_a_file_that_is_missing_names_the_place_and_the_remedy_in_three_languages(tmp_path: Path) -> None:
    with pytest.raises(PoolError) as caught:
        read_talents(tmp_path / "none.csv")
    assert caught.value.place.endswith("none.csv")
    assert [caught.value.told(lang)[1] for lang in ("en", "fr", "nl")] == [
        "check the path",
        "vérifiez le chemin",
        "kijk het pad na",
    ]
