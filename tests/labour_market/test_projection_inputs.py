"""The border of projections: bad rows are put aside with row, field, reason and remedy; good rows go on."""

from __future__ import annotations

import json
from pathlib import Path
from string import Formatter

import polars as pl
import pytest

from corridor.labour_market.errors import MESSAGES, LabourMarketErrors
from corridor.labour_market.projection_inputs import (
    check_table,
    read_folder,
    read_table,
    tables,
    template,
)

LANGUAGES = ("en", "fr", "nl")
GOOD = {"isco08": "25", "region": "synthetic_a", "year": "2030", "part": "demand", "value": "10"}


def gap_rows(*changes: dict[str, str | None]) -> pl.DataFrame:
    return pl.DataFrame([{**GOOD, **change} for change in changes])


@pytest.mark.parametrize("name", sorted(tables()))
def test_a_template_is_a_valid_file_of_its_table(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.csv"
    file.write_text(template(name), encoding="utf-8")
    reading = read_table(file, name)
    assert reading.quarantine.is_empty()
    assert reading.frame.height == 1
    assert reading.frame.columns == list(tables()[name].columns)


@pytest.mark.parametrize(
    ("change", "field", "key"),
    [
        ({"value": "ten"}, "value", "projection_not_number"),
        ({"value": "nan"}, "value", "projection_not_number"),
        ({"value": "inf"}, "value", "projection_not_number"),
        ({"value": ""}, "value", "projection_missing"),
        ({"value": None}, "value", "projection_missing"),
        ({"isco08": "25120"}, "isco08", "projection_not_isco"),
        ({"isco08": "programmer"}, "isco08", "projection_not_isco"),
        ({"year": "2030.5"}, "year", "projection_not_whole"),
        ({"year": "30"}, "year", "projection_outside"),
        ({"part": "hope"}, "part", "projection_not_word"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_is_put_aside_with_its_place_and_the_rest_goes_on(
    change: dict[str, str | None], field: str, key: str
) -> None:
    reading = check_table(gap_rows({"region": "first"}, change), "gap_parts")
    assert reading.frame["region"].to_list() == ["first"]
    assert reading.quarantine.rows() == [("gap_parts", 3, field, change[field] or None, key)]
    for lang in LANGUAGES:
        told = reading.told(lang).row(0, named=True)
        assert told["reason"]
        assert told["remedy"]
        assert "{" not in told["reason"] + told["remedy"]


def test_a_row_with_two_faults_is_named_twice_and_put_aside_once() -> None:
    reading = check_table(gap_rows({}, {"value": "x", "part": "y", "region": "b"}), "gap_parts")
    assert reading.quarantine["field"].sort().to_list() == ["part", "value"]
    assert reading.frame.height == 1


def test_the_second_of_two_equal_rows_is_put_aside() -> None:
    reading = check_table(gap_rows({"value": "1"}, {"value": "2"}), "gap_parts")
    assert reading.frame["value"].to_list() == [1.0]
    assert reading.quarantine["key"].to_list() == ["projection_twice"]


def test_codes_keep_their_zeros_and_blanks_are_trimmed() -> None:
    frame = check_table(gap_rows({"isco08": " 0110 "}), "gap_parts").frame
    assert frame["isco08"].to_list() == ["0110"]


def test_a_semicolon_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "gap_parts.csv"
    file.write_text("\ufeff" + ";".join(GOOD) + "\n" + ";".join(GOOD.values()) + "\n", encoding="utf-8")
    assert read_table(file, "gap_parts").frame["value"].to_list() == [10.0]


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    file = tmp_path / "gap_parts.csv"
    file.write_text("isco08,region\n25,a\n", encoding="utf-8")
    with pytest.raises(LabourMarketErrors) as raised:
        read_table(file, "gap_parts")
    assert {error.values["column"] for error in raised.value.errors} == {"year", "part", "value"}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "projection_unreadable"),
        (b"\xff\xfe\x00", "projection_unreadable"),
        (b"year,immigration\n", "projection_empty"),
    ],
    ids=["no bytes", "no text", "no rows"],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, key: str, tmp_path: Path) -> None:
    file = tmp_path / "scenario.csv"
    file.write_bytes(content)
    with pytest.raises(LabourMarketErrors) as raised:
        read_table(file, "scenario")
    assert [error.key for error in raised.value.errors] == [key]


def test_every_needed_table_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabourMarketErrors) as raised:
        read_folder(tmp_path, "population")
    needed = {name for name, table in tables().items() if table.serves == "population" and table.needed}
    assert {error.values["table"] for error in raised.value.errors} == needed
    with pytest.raises(LabourMarketErrors, match="no such folder"):
        read_folder(tmp_path / "nowhere", "gap")


def test_every_text_of_the_schema_is_in_three_languages() -> None:
    for table in tables().values():
        assert set(table.purpose) == set(LANGUAGES)
        assert all(set(column.meaning) == set(LANGUAGES) for column in table.columns.values())
        assert set(table.key) <= set(table.columns)


def test_every_message_has_a_cause_and_a_remedy_in_three_languages_with_the_same_places() -> None:
    found = json.loads((MESSAGES / "projections.json").read_text(encoding="utf-8"))
    for key, texts in found.items():
        assert set(texts) == set(LANGUAGES), key
        places = [
            {name for part in pair for _, name, _, _ in Formatter().parse(part) if name} for pair in texts.values()
        ]
        assert places[0] == places[1] == places[2], key
        assert all(len(pair) == 2 and all(pair) for pair in texts.values()), key
