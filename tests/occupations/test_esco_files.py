"""Official downloads of several versions, whole and faulty."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.occupations.errors import OccupationError
from corridor.occupations.esco_files import read_download
from tests.occupations.made import NEW, OCCUPATIONS, OLD, as_csv, download_of, occupation_rows, write_zip
from tests.occupations.shared import esco_zip, needs_esco


def test_a_whole_download_is_counted(tmp_path: Path) -> None:
    found = read_download(download_of(tmp_path)).found
    assert (found.version, found.lang, found.occupations, found.occupation_labels) == ("1.2.1", "en", 6, 30)
    assert (found.skills, found.skill_labels, found.relations, found.duplicates) == (2, 3, 2, 1)
    assert found.missing == ("ISCOGroups",)
    assert not found.few_labels


def test_columns_of_version_1_0(tmp_path: Path) -> None:
    file = write_zip(
        tmp_path / "ESCO dataset - v1.0 - classification - fr - csv.zip",
        {"occupations_fr.csv": as_csv(OLD, occupation_rows())},
    )
    content = read_download(file)
    assert content.lang == "fr"
    assert content.occupations["http://example.org/occupation/1"][0] == "7112"


def test_leading_zeros_that_were_lost_come_back(tmp_path: Path) -> None:
    file = write_zip(tmp_path / "esco_en.zip", {"occupations_en.csv": as_csv(NEW, occupation_rows(zeros=False))})
    assert read_download(file).occupations["http://example.org/occupation/6"][0] == "0110"


def test_semicolons_a_folder_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeff" + as_csv(NEW, occupation_rows(), ";")
    file = write_zip(tmp_path / "esco.zip", {"occupations_nl.csv": text}, folder="ESCO dataset/")
    content = read_download(file)
    assert (content.lang, len(content.occupations)) == ("nl", len(OCCUPATIONS))


def test_few_alternative_labels_are_said(tmp_path: Path) -> None:
    file = write_zip(tmp_path / "e.zip", {"occupations_ar.csv": as_csv(NEW, occupation_rows(alternatives=False))})
    assert read_download(file).found.few_labels


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"readme.txt": "hello"}, "holds no table"),
        ({"occupations_en.csv": "a,b\n1,2\n"}, "no column conceptUri"),
        ({"occupations_en.csv": ""}, "no column conceptUri"),
        ({"occupations.csv": as_csv(NEW, occupation_rows())}, "language cannot be told"),
    ],
)
def test_what_is_no_download(tmp_path: Path, tables: dict[str, str], message: str) -> None:
    with pytest.raises(OccupationError, match=message):
        read_download(write_zip(tmp_path / "file.zip", tables))


def test_missing_empty_and_cut_files(tmp_path: Path) -> None:
    with pytest.raises(OccupationError, match="no such file"):
        read_download(tmp_path / "none.zip")
    whole = download_of(tmp_path).read_bytes()
    for name, content in (("empty.zip", b""), ("cut.zip", whole[: len(whole) // 2]), ("text.zip", b"<html>")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(OccupationError, match="zip"):
            read_download(tmp_path / name)


def test_damaged_inside(tmp_path: Path) -> None:
    raw = bytearray(download_of(tmp_path).read_bytes())
    raw[200] ^= 0xFF
    (tmp_path / "bad_en.zip").write_bytes(bytes(raw))
    with pytest.raises(OccupationError):
        read_download(tmp_path / "bad_en.zip")


@needs_esco
@pytest.mark.parametrize(
    ("version", "lang", "occupations", "duplicates", "few"),
    [
        ("1.2.1", "nl", 3039, 4, False),
        ("1.2.1", "fr", 3039, 4, False),
        ("1.2.1", "ar", 3039, 4, True),
        ("1.1.1", "en", 3007, 0, False),
    ],
)
def test_official_downloads(version: str, lang: str, occupations: int, duplicates: int, few: bool) -> None:
    found = read_download(esco_zip(version, lang)).found
    assert (found.version, found.lang, found.occupations) == (version, lang, occupations)
    assert (found.duplicates, found.few_labels) == (duplicates, few)


@needs_esco
def test_official_download_without_occupations() -> None:
    found = read_download(esco_zip("1.0", "fr")).found
    assert (found.isco_groups, found.skills) == (619, 13485)
    assert found.missing == ("occupations", "occupationSkillRelations")
