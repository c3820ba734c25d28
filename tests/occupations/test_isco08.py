"""The table of ISCO-08."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter

import pytest

from corridor.occupations import isco08
from corridor.occupations.errors import OccupationError
from corridor.occupations.isco08 import children, group, groups, neighbours, parent, proximity
from tests.occupations.shared import esco_zip, needs_esco


def test_all_groups_are_there() -> None:
    assert Counter(g.level for g in groups().values()) == {1: 10, 2: 43, 3: 130, 4: 436}
    assert len(isco08.unit_groups()) == 436


def test_codes_levels_and_parents_fit_together() -> None:
    for code, found in groups().items():
        assert code == found.code
        assert code.isdigit()
        assert found.level == len(code)
        assert found.parent == (code[:-1] or None)
        assert (parent(code) is None) == (found.level == 1)
        assert (found.level == isco08.UNIT) == (not children(code))
        assert all(found.titles[lang].strip() for lang in isco08.LANGUAGES)


@pytest.mark.parametrize("lang", isco08.LANGUAGES)
def test_unit_groups_differ_in_title(lang: str) -> None:
    titles = Counter(group(code).title(lang) for code in isco08.unit_groups())
    assert [t for t, n in titles.items() if n > 1] == []


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("1120", 4),
        ("1420", 3),
        ("2221", 4),
        ("3221", 3),
        ("4110", 2),
        ("7112", 2),
        ("8332", 2),
        ("9313", 1),
        ("0310", 1),
    ],
)
def test_skill_level(code: str, level: int) -> None:
    assert group(code).skill_level == level


def test_major_groups_that_span_levels() -> None:
    assert group("1").skill_levels == (3, 4)
    assert group("0").skill_levels == (1, 2, 4)


def test_neighbours_come_from_the_minor_group_first() -> None:
    found = [g.code for g in neighbours("7112")]
    assert found[:5] == ["7111", "7113", "7114", "7115", "7119"]
    assert set(found[5:]) == {c for c in isco08.unit_groups() if c.startswith("71") and not c.startswith("711")}


def test_a_lone_unit_group_has_neighbours_in_its_sub_major_group() -> None:
    assert {g.code[:2] for g in neighbours("5120")} == {"51"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("7112", "7112", 1), ("7112", "7114", 0.7), ("7112", "7126", 0.4), ("7112", "7412", 0.1), ("7112", "9313", 0)],
)
def test_proximity(one: str, other: str, expected: float) -> None:
    assert proximity(one, other) == proximity(other, one) == expected


@pytest.mark.parametrize("code", ["9999", "711x", "", "71120"])
def test_no_such_code(code: str) -> None:
    with pytest.raises(OccupationError):
        group(code)


def test_proximity_is_of_unit_groups() -> None:
    with pytest.raises(OccupationError, match="four digits"):
        proximity("711", "7112")


def _esco_titles(version: str, lang: str) -> dict[str, str]:
    with zipfile.ZipFile(esco_zip(version, lang)) as archive:
        text = archive.read(f"ISCOGroups_{lang}.csv").decode("utf-8-sig")
    return {row["code"]: row["preferredLabel"] for row in csv.DictReader(io.StringIO(text))}


@needs_esco
@pytest.mark.parametrize(("version", "lang"), [("1.2.1", "en"), ("1.2.1", "fr"), ("1.2.1", "nl"), ("1.0", "fr")])
def test_every_code_is_in_the_esco_files_and_back(version: str, lang: str) -> None:
    assert set(_esco_titles(version, lang)) == set(groups())


@needs_esco
def test_english_titles_are_those_of_esco_but_for_spelling() -> None:
    theirs = _esco_titles("1.2.1", "en")

    def letters(text: str) -> str:
        return "".join(c for c in text.lower().replace("s", "z") if c.isalpha())

    different = {c for c, g in groups().items() if letters(g.title("en")) != letters(theirs[c])}
    assert different <= {"1113", "335", "3359", "951", "9510"}  # "Street and related service(s) workers", and the like
