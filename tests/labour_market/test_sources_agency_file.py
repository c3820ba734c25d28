"""Files of the employment services: read as Belgians write them; what cannot be read is set apart with its reason."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources import agency_file
from corridor.labour_market.sources.agency_file import period, read, told
from corridor.labour_market.sources.catalogue import table
from corridor.labour_market.sources.importing import import_file
from corridor.labour_market.sources.store import vintages
from corridor.pool.workbook import write_workbook

VDAB = table("vdab_occupations")
DUTCH = """Beroep;Jaar;Ontvangen vacatures;Ingevulde vacatures;Afgehandelde vacatures;Looptijd (dagen);Werkzoekenden;Tak
Verpleegkundige;2025;12.345;9.876;11 200;45,5;1.234;Zorg
Dakdekker;2025;850;;900;62;-;Bouw
Lasser;2025;twaalf;10;20;1.234;5;Metaal
;2025;1;1;1;1;1;x
;;;;;;;
Metselaar;vorig jaar;10;5;8;30;4;Bouw
"""


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "bestand.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_numbers_are_read_as_belgians_write_them(tmp_path: Path) -> None:
    rows = read(written(tmp_path, DUTCH), VDAB).frame.rows(named=True)
    nurse, roofer = rows
    assert (nurse["vacancies"], nurse["filled"], nurse["closed"]) == (12_345, 9_876, 11_200)
    assert (nurse["duration_days"], nurse["jobseekers"]) == (45.5, 1_234)
    assert (roofer["filled"], roofer["jobseekers"]) == (None, None), "an empty cell and a dash are unknown, not zero"


def test_rows_that_cannot_be_read_are_set_apart_with_their_reasons(tmp_path: Path) -> None:
    quarantine = read(written(tmp_path, DUTCH), VDAB).quarantine
    assert quarantine["row"].to_list() == [4, 5, 7], "as a spreadsheet counts; the blank line is none"
    assert quarantine["reasons"].to_list() == [
        "Ontvangen vacatures: not_a_count; Looptijd (dagen): two_meanings",
        "Beroep: empty",
        "Jaar: not_a_period",
    ]
    assert quarantine["Beroep"].to_list() == ["Lasser", "", "Metselaar"]


def test_a_row_with_more_cells_than_headings_is_set_apart_and_not_shifted(tmp_path: Path) -> None:
    text = 'Beroep,Jaar,Ontvangen vacatures,Looptijd (dagen),,\n\nLasser,2025,10,45,5,\nSlager,2025,10,"45,5",,\n'
    found = read(written(tmp_path, text), VDAB)
    assert found.frame.select("occupation", "duration_days").rows() == [("Slager", 45.5)]
    assert found.quarantine.select("row", "reasons").rows() == [(3, "Looptijd (dagen): more_cells")]
    assert "quotes" in told(found.quarantine["reasons"][0], "en")


def test_headings_that_stand_twice_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabourMarketError, match=r"Jaar \(×2\)"):
        read(written(tmp_path, "Beroep;Jaar;Jaar\nLasser;2025;2024\n"), VDAB)


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "book.xlsx"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b" " * 100_000)
    monkeypatch.setattr(agency_file, "LARGEST_WORKBOOK", 99_999)
    with pytest.raises(LabourMarketError, match="too large"):
        read(book, VDAB)


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_reasons_are_told_with_what_to_do(lang: str) -> None:
    text = told("Looptijd: (dagen): two_meanings; Jaar: not_a_period", lang)
    assert text.startswith("Looptijd: (dagen): ")
    assert "1234" in text
    assert "2025-Q2" in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = "métier,année,offres reçues\nMaçon expérimenté à Liège,2025,12\nÉlectricien spécialisé,2025,7\n"
    frame = read(written(tmp_path, text, encoding), table("forem_occupations")).frame
    assert frame["occupation"].to_list() == ["Maçon expérimenté à Liège", "Électricien spécialisé"]


def test_a_quoted_cell_may_hold_separators_and_lines(tmp_path: Path) -> None:
    text = 'beroep;jaar;vacatures\n"Kok; hulpkok\nof commis";2025;5\n'
    assert read(written(tmp_path, text), VDAB).frame["occupation"].to_list() == ["Kok; hulpkok\nof commis"]


def test_excel_is_read_like_csv(tmp_path: Path) -> None:
    rows = {"Beroep": ["Kok", "Lasser"], "Jaar": ["2025", "2025"], "Vacatures": ["120", "x"], "Looptijd": ["30.5", "3"]}
    write_workbook(pl.DataFrame(rows), tmp_path / "bestand.xlsx")
    answer = read(tmp_path / "bestand.xlsx", VDAB)
    assert answer.frame.select("occupation", "period", "vacancies", "duration_days").rows() == [
        ("Kok", "2025", 120, 30.5)
    ]
    assert answer.quarantine["row"].to_list() == [3]


def test_a_required_column_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabourMarketError, match="missing: occupation"):
        read(written(tmp_path, "functienaam;jaar\nKok;2025\n"), VDAB)


def test_a_column_that_is_there_twice_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(LabourMarketError, match="columns are not those"):
        read(written(tmp_path, "beroep;functie;jaar\nKok;Chef;2025\n"), VDAB)


def test_a_file_without_one_good_row_is_not_stored(tmp_path: Path) -> None:
    file = written(tmp_path, "beroep;jaar;vacatures\nKok;ooit;5\n")
    with pytest.raises(LabourMarketError, match="no row can be read"):
        import_file("vdab_occupations", file, home=tmp_path / "store")
    assert vintages("vdab_occupations", tmp_path / "store") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025", "2025"),
        ("2025-06", "2025-06"),
        ("06/2025", "2025-06"),
        ("6-2025", "2025-06"),
        ("K2 2025", "2025-Q2"),
        ("2025T2", "2025-Q2"),
        ("2025.0", "2025"),
        ("13/2025", None),
        ("25", None),
    ],
    ids=["year", "month", "slash", "short", "dutch", "french", "cell", "no-month", "two-digits"],
)
def test_periods(text: str, found: str | None) -> None:
    assert period(text) == found


@given(st.integers(0, 10**9), st.sampled_from([".", " ", "\u00a0", "\u202f", "'"]))
def test_a_count_is_the_same_with_and_without_groups(count: int, mark: str) -> None:
    column = next(each for each in VDAB.columns if each.name == "vacancies")
    from corridor.labour_market.sources.agency_file import _value

    assert _value(f"{count:,}".replace(",", mark), column) == _value(str(count), column) == (count, None)


def test_agencies_have_no_address(tmp_path: Path) -> None:
    from corridor.labour_market.sources.refresh import refresh

    outcome = next(refresh([VDAB], home=tmp_path))
    assert outcome.error is not None
    assert outcome.error.key == "by_file_only"
    assert "corridor data import vdab_occupations" in str(outcome.error)
