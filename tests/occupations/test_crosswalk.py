"""National crosswalks: what is read, what is refused, and how skills are found by them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corridor.occupations import crosswalk
from corridor.occupations.errors import OccupationError
from corridor.occupations.install import install as install_esco
from corridor.occupations.skills import SkillSearcher
from tests.occupations.made import as_csv, download_of

BRICKS, MORTAR = "http://example.org/skill/bricks", "http://example.org/skill/mortar"
GOOD = f"""term;code;uri;match
Metsen;C12;{BRICKS};skos:exactMatch
Metsen;C12;{BRICKS};exact
Mortel maken;C13;{MORTAR};close
Mortel maken;C13;{BRICKS};EXACT
;C14;http://example.org/skill/unknown;related
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walks")
    columns = ["conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels"]
    skills = [
        {"conceptUri": BRICKS, "preferredLabel": "lay bricks"},
        {"conceptUri": MORTAR, "preferredLabel": "mortar"},
    ]
    zipped = download_of(folder, **{"skills_en.csv": as_csv(columns, skills)})
    install_esco([zipped], place=folder / "esco")
    return folder / "esco"


@pytest.fixture
def home(installed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(installed, tmp_path / "esco"))


def written(folder: Path, text: str) -> Path:
    file = folder / "competent.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_was_read_is_counted_and_kept(tmp_path: Path) -> None:
    found, counts = crosswalk.install(written(tmp_path, GOOD), source="VDAB, 2026", lang="nl", place=tmp_path)
    assert counts == {"exact": 2, "close": 1, "related": 1}
    (kept,) = crosswalk.installed(tmp_path)
    assert kept == found
    assert (kept.name, kept.source, kept.lang, len(kept.sha256)) == ("competent", "VDAB, 2026", "nl", 64)


def test_a_term_or_a_code_answers_before_all_else(home: Path, tmp_path: Path) -> None:
    crosswalk.install(written(tmp_path, GOOD), name="Competent", lang="nl", place=home)
    searcher = SkillSearcher.open(home)
    term, code = searcher.search("METSEN"), searcher.search("c12")
    assert (term[0].uri, term[0].title, term[0].source, term[0].match) == (BRICKS, "lay bricks", "Competent", "exact")
    assert code[0].uri == BRICKS
    both = searcher.search("mortel maken")
    assert [(s.uri, s.match) for s in both[:2]] == [(BRICKS, "exact"), (MORTAR, "close")]


def test_a_skill_that_esco_lacks_is_not_shown(home: Path, tmp_path: Path) -> None:
    crosswalk.install(written(tmp_path, GOOD), place=home)
    assert "http://example.org/skill/unknown" not in {s.uri for s in SkillSearcher.open(home).search("C14")}


def test_a_skill_is_shown_once(home: Path, tmp_path: Path) -> None:
    crosswalk.install(written(tmp_path, f"term,uri,match\nmortar,{MORTAR},exact\n"), place=home)
    found = SkillSearcher.open(home).search("mortar")
    assert [s.uri for s in found].count(MORTAR) == 1
    assert found[0].source == "competent"


def test_a_new_one_of_the_same_name_takes_the_place_of_the_old(home: Path, tmp_path: Path) -> None:
    crosswalk.install(written(tmp_path, GOOD), place=home)
    assert SkillSearcher.open(home).search("metsen")[0].uri == BRICKS
    crosswalk.install(written(tmp_path, f"term,uri,match\nmetsen,{MORTAR},exact\n"), place=home)
    assert len(crosswalk.installed(home)) == 1
    assert SkillSearcher.open(home).search("metsen")[0].uri == MORTAR


def test_it_outlives_a_new_install_of_esco(home: Path, tmp_path: Path) -> None:
    crosswalk.install(written(tmp_path, GOOD), place=home)
    install_esco([download_of(tmp_path, version="1.2.0")], place=home)
    assert len(crosswalk.installed(home)) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("term,uri\nx,http://a/b\n", "lacks a column"),
        ("uri,match\nhttp://a/b,exact\n", "lacks a column"),
        ("term,uri,match\n", "has no row"),
        ("term,uri,match\nok,http://a/b,exact\nmetsen,bricks,exact\n", r"competent.csv:3: 'bricks' is no URI"),
        ("term,uri,match\nmetsen,http://a/b,maybe\n", r"competent.csv:2: 'maybe' is no kind of match"),
        ("term,uri,match\n,http://a/b,exact\n", "neither term nor code"),
        ("", "cannot be read"),
    ],
)
def test_a_faulty_file_is_refused_and_nothing_changes(tmp_path: Path, text: str, message: str) -> None:
    crosswalk.install(written(tmp_path, GOOD), place=tmp_path / "esco")
    before = crosswalk.installed(tmp_path / "esco")
    with pytest.raises(OccupationError, match=message):
        crosswalk.install(written(tmp_path, text), place=tmp_path / "esco")
    assert crosswalk.installed(tmp_path / "esco") == before


def test_a_file_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    crosswalk.install(written(tmp_path, GOOD), place=tmp_path)
    (tmp_path / crosswalk.FILE.format(name="broken")).write_text("{")
    assert [c.name for c in crosswalk.installed(tmp_path)] == ["competent"]
