"""Files as people save them: separators, encodings, ragged lines, workbooks, JSON, and what is no table at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.pool.border import read_talents, read_vacancies
from corridor.pool.errors import PoolError
from corridor.pool.files import decode, separator_of
from corridor.pool.workbook import write_workbook
from corridor.pool.writing import write_atomic, write_csv, write_table
from tests.pool.made import TALENT, VACANCY, adds_up, csv_file, json_file

ROWS = [
    {**TALENT, "id": f"T{n}", "title": title}
    for n, title in enumerate(["électricien", "cuisinière", "Köchin", "ouvrier"], 1)
]


def refused(path: Path, kind: str = "talents", **options: Any) -> PoolError:
    with pytest.raises(PoolError) as caught:
        (read_talents if kind == "talents" else read_vacancies)(path, **options)
    return caught.value


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "cp850", "mac_roman"])
def test_separators_and_encodings_are_found_out(tmp_path: Path, separator: str, encoding: str) -> None:
    found = read_talents(csv_file(tmp_path, ROWS, separator=separator, encoding=encoding))
    assert found.frame["title"].to_list() == [r["title"] for r in ROWS]
    assert found.how["separator"] == separator
    assert found.notes.height == 0


@pytest.mark.parametrize("text", ["vóór de indiening", "é", "€ 42", "Ça", "coördinator", "où", "d’usine"])
def test_a_few_accents_are_enough_to_know_windows_1252(text: str) -> None:
    assert decode(f"id;title\n1;{text}\n".encode("cp1252"), "made.csv") == (f"id;title\n1;{text}\n", "cp1252")


def test_other_scripts_are_recognised() -> None:
    text = "id;title\n" + "".join(
        f"{n};Электромонтёр по ремонту и обслуживанию электрооборудования\n" for n in range(20)
    )
    assert decode(text.encode("cp1251"), "made.csv")[0] == text


def test_a_separator_is_the_one_that_cuts_all_lines_alike() -> None:
    assert separator_of("id;title\n1;a, b, c\n2;d, e, f\n") == ";"
    assert separator_of('id,skills\n1,"a; b; c"\n2,"d; e"\n') == ","


def test_excels_own_separator_line_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text("sep=;\nid;title\n1;kok\n", encoding="utf-8")
    assert read_talents(path).frame["title"].to_list() == ["kok"]


def test_old_line_ends_and_leading_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_bytes(b"\r\n\r\nid;title\r1;kok\r2;bakker\r".replace(b"\r\n", b"\r"))
    assert read_talents(path).frame.height == 2


def test_a_line_break_inside_quotes_is_part_of_the_cell(tmp_path: Path) -> None:
    found = read_talents(csv_file(tmp_path, [{**TALENT, "skills": "a\nb"}, TALENT | {"id": "T2"}]))
    assert found.frame["skills"].to_list() == [["a", "b"], None]


def test_a_row_with_too_many_cells_is_quarantined_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text("id,title,wish_annual_salary\n1,kok,30000\n2,kok,30000,50\n3,kok\n4,kok,,\n", encoding="utf-8")
    found = read_talents(path)
    assert found.frame["id"].to_list() == ["1", "3", "4"]
    assert found.quarantine.select("row", "id", "field", "value").rows() == [(2, "2", "row", "50")]
    assert "quotes" in found.quarantine["remedy"][0]
    assert adds_up(found)


def test_a_stray_quote_does_not_stop_the_file(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text('id;title\n1;"x"y\n2;kok\n', encoding="utf-8")
    assert read_talents(path).frame["id"].to_list() == ["1", "2"]


def test_blank_lines_keep_the_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text("id;title;isco08\n1;kok;5120\n\n;;\n4;kok;9999\n", encoding="utf-8")
    found = read_talents(path)
    assert found.counts["empty"] == 2
    assert found.quarantine["row"].to_list() == [4]


@pytest.mark.parametrize(
    ("content", "key"), [(b"", "empty_file"), (b"  \n \n", "empty_file"), (b"id;title\n", "no_rows")]
)
def test_empty_files(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "made.csv"
    path.write_bytes(content)
    assert refused(path).text.key == key


def test_wrong_columns_name_the_template(tmp_path: Path) -> None:
    error = refused(csv_file(tmp_path, [{"foo": "1", "bar": "2"}]))
    assert error.text.key == "wrong_columns"
    assert "foo, bar" in error.message
    assert "corridor pool template talents" in error.remedy


@pytest.mark.parametrize(
    ("row", "kind", "column"),
    [
        ({"title": "kok", "isco08": "5120"}, "talents", "id"),
        ({"id": "1", "languages": "nl:B1"}, "talents", "title"),
        ({"id": "1", "title": "kok", "posts": "1"}, "vacancies", "region"),
    ],
)
def test_a_needed_column_that_is_missing(tmp_path: Path, row: dict[str, str], kind: str, column: str) -> None:
    error = refused(csv_file(tmp_path, [row]), kind)
    assert (error.text.key, error.place) == ("column_missing", column)


@pytest.mark.parametrize(
    "header",
    [
        {"Id": "1", "Beroep": "kok", "Nationaliteit": "MA", "Gewenst bruto jaarloon": "30000", "Talen": "nl:B1"},
        {
            "Identifiant": "1",
            "Métier": "kok",
            "Nationalité": "MA",
            "Rémunération annuelle brute souhaitée": "30000",
            "Langues": "nl:B1",
        },
        {"talent_id": "1", "Occupation": "kok", "citizenship": "MA", "EXPECTED SALARY": "30000", "language": "nl:B1"},
    ],
)
def test_headers_in_three_languages(tmp_path: Path, header: dict[str, str]) -> None:
    row = read_talents(csv_file(tmp_path, [header])).frame.row(0, named=True)
    assert (row["title"], row["nationality"], row["wish_annual_salary"], row["languages"]) == (
        "kok",
        "MA",
        30000.0,
        ["nl:B1"],
    )


def test_columns_that_are_not_used_are_noted_with_the_nearest(tmp_path: Path) -> None:
    found = read_talents(csv_file(tmp_path, [{**TALENT, "nationalty": "MA"}]))
    assert found.notes["field"].to_list() == ["nationalty"]
    assert "nationality" in found.notes["note"][0]


def test_two_columns_for_one_are_refused_unless_one_has_its_own_name(tmp_path: Path) -> None:
    twice = csv_file(tmp_path, [{"id": "1", "Functie": "kok", "Beroep": "bakker"}])
    assert refused(twice).text.key == "two_columns"
    assert read_talents(twice, mapping={"Functie": None}).frame["title"].to_list() == ["bakker"]
    named = csv_file(tmp_path, [{"id": "1", "Functie": "kok", "title": "bakker"}])
    assert read_talents(named).frame["title"].to_list() == ["bakker"]


def test_a_mapping_file_gives_other_names(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [{"A": "1", "B": "kok", "C": "30000", "title": "not this"}])
    mapping = tmp_path / "names.yaml"
    mapping.write_text("A: id\nB: title\nC: wish_annual_salary\n", encoding="utf-8")
    row = read_talents(path, mapping=mapping).frame.row(0, named=True)
    assert (row["id"], row["title"], row["wish_annual_salary"]) == ("1", "kok", 30000.0)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A: idd\n", "mapping_target"),
        ("Z: id\n", "mapping_source"),
        ("- A\n", "no_mapping"),
        ("A: [\n", "no_mapping"),
        ("A: id\nB: id\n", "two_columns"),
    ],
)
def test_mappings_that_cannot_be_followed(tmp_path: Path, text: str, key: str) -> None:
    mapping = tmp_path / "names.yaml"
    mapping.write_text(text, encoding="utf-8")
    error = refused(csv_file(tmp_path, [{"A": "1", "B": "kok"}]), mapping=mapping)
    assert error.text.key == key
    assert error.remedy


# ---- workbooks ----
def test_a_workbook_of_texts(tmp_path: Path) -> None:
    write_workbook(
        pl.DataFrame([{**r, "isco08": "0110", "birth_date": "1990-05-06"} for r in ROWS]), tmp_path / "made.xlsx"
    )
    found = read_talents(tmp_path / "made.xlsx")
    assert found.frame["isco08"].to_list() == ["0110"] * 4
    assert found.counts["valid"] == 4


def test_a_workbook_keeps_what_does_not_fit_the_first_thousand_rows(tmp_path: Path) -> None:
    rows = [
        {"id": f"T{n}", "title": "kok", "wish_annual_salary": "30000" if n < 1500 else "€ 31.000"} for n in range(1501)
    ]
    write_workbook(pl.DataFrame(rows), tmp_path / "made.xlsx")
    assert read_talents(tmp_path / "made.xlsx").frame["wish_annual_salary"][-1] == 31000


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "made.xlsx").write_bytes(b"PK not a workbook")
    assert refused(tmp_path / "made.xlsx").text.key == "no_table"


def test_a_workbook_without_rows(tmp_path: Path) -> None:
    write_workbook(pl.DataFrame({"id": [], "title": []}), tmp_path / "made.xlsx")
    assert refused(tmp_path / "made.xlsx").text.key == "no_rows"


# ---- typed tables ----
def test_parquet_with_types_of_its_own(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": [1, 2, 3],
            "isco08": [110, 7411, 9999],
            "title": ["a", None, "c"],
            "experience_years": [1.5, float("nan"), 2.0],
            "birth_date": [None, None, None],
            "languages": [["nl:B2"], [], None],
            "residence_status": pl.Series(["student", None, "refugee"], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(tmp_path / "made.parquet")
    found = read_talents(tmp_path / "made.parquet")
    assert found.frame["id"].to_list() == ["1", "2"]
    assert found.frame["isco08"].to_list() == ["0110", "7411"]
    assert found.frame["experience_years"].to_list() == [1.5, None]
    assert found.frame["languages"].to_list() == [["nl:B2"], []]
    assert found.quarantine["field"].to_list() == ["isco08"]


def test_a_table_that_was_written_is_read_without_a_note(tmp_path: Path) -> None:
    first = read_talents(csv_file(tmp_path, [{**TALENT, "languages": "nl:B2", "skills": "a; b", "licences": "none"}]))
    for name in ("out.parquet", "out.csv"):
        write_table(first.frame, tmp_path / name)
        again = read_talents(tmp_path / name)
        assert again.frame.equals(first.frame)
        assert again.notes.height == 0


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "made.parquet").write_bytes(b"PAR1 no")
    assert refused(tmp_path / "made.parquet").text.key == "no_table"


# ---- JSON ----
def test_json_lines_with_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"
    lines = [
        '{"id": "1", "title": "kok", "languages": ["nl:B2"], "wish_annual_salary": 42.125}',
        "{broken",
        "",
        "[1]",
        '{"id": 5, "isco08": 110}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_talents(path)
    assert found.frame["id"].to_list() == ["1", "5"]
    assert found.frame["wish_annual_salary"].to_list() == [42.125, None]
    assert found.quarantine.select("row", "field").rows() == [(2, "row"), (4, "row")]
    assert found.rejected["_value"].to_list() == ["{broken", "[1]"]
    assert found.counts["empty"] == 1
    assert adds_up(found)


def test_json_records_of_mixed_types(tmp_path: Path) -> None:
    records = [
        {**VACANCY, "gross_annual_salary": 42000.125},
        {**VACANCY, "id": "V2", "gross_annual_salary": "€ 42.000"},
    ]
    found = read_vacancies(json_file(tmp_path, records))
    assert found.frame["gross_annual_salary"].to_list() == [42000.125, 42000.0]


@pytest.mark.parametrize("document", ["3", '"text"', "[1, 2]", "{", ""])
def test_json_that_holds_no_records(tmp_path: Path, document: str) -> None:
    path = tmp_path / "made.json"
    path.write_text(document, encoding="utf-8")
    assert refused(path).text.key in ("no_table", "empty_file")


def test_an_unknown_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "made.docx").write_bytes(b"x")
    error = refused(tmp_path / "made.docx")
    assert error.text.key == "no_format"
    assert ".csv" in error.remedy


def test_an_empty_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).text.key == "a_folder"


def test_undecodable_text_is_refused() -> None:
    with pytest.raises(PoolError, match="UTF-8"):
        decode(b"\xff\xfea", "made.csv")


# ---- writing ----
def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")

    def broken(part: Path) -> None:
        part.write_text("half", encoding="utf-8")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomic(path, broken)
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_cells_that_a_spreadsheet_would_run_get_an_apostrophe_and_lose_it_again(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": ["=1+1", "-5", "@x"], "title": ["+cmd", "-", "kok"]})
    write_csv(frame, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert "'+cmd" in text
    assert "\n-5;" in text
    assert read_talents(tmp_path / "out.csv", mapping={"title": "title"}).frame["title"].to_list() == ["+cmd", "kok"]
