"""Free text to skills of ESCO."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.occupations.errors import OccupationError
from corridor.occupations.install import install
from corridor.occupations.skills import SkillSearcher
from tests.occupations.made import download_of


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> SkillSearcher:
    folder = tmp_path_factory.mktemp("skills")
    install([download_of(folder)], place=folder / "esco")
    return SkillSearcher.open(folder / "esco")


def test_an_alternative_label_finds_the_skill(searcher: SkillSearcher) -> None:
    found = searcher.search("Brick-laying")
    assert (found[0].uri, found[0].title, found[0].matched) == ("s1", "lay bricks", "bricklaying")
    assert found[0].matched_lang == "en"


def test_nothing_alike_finds_nothing(searcher: SkillSearcher) -> None:
    assert searcher.search("看護") == []


def test_no_word(searcher: SkillSearcher) -> None:
    with pytest.raises(OccupationError, match="holds no word"):
        searcher.search("!")


def test_without_esco(tmp_path: Path) -> None:
    with pytest.raises(OccupationError, match="no skills of ESCO are installed"):
        SkillSearcher.open(tmp_path)
