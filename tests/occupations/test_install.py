"""Installing: what is written, that it is atomic and repeatable."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from corridor.occupations import install as install_module
from corridor.occupations.errors import OccupationError
from corridor.occupations.install import install
from corridor.occupations.installed import Installed, installed
from corridor.occupations.search import Searcher
from tests.occupations.made import NEW, OCCUPATIONS, as_csv, download_of, occupation_rows, write_zip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    install([download_of(folder)], place=folder / "esco")
    return folder / "esco"


def state(home: Path) -> Installed:
    found = installed(home)
    assert found is not None
    return found


def test_what_was_found_is_said(home: Path) -> None:
    found = state(home)
    assert (found.version, found.languages) == ("1.2.1", ("en",))
    assert (found.occupations, found.labels, found.skills, found.relations) == (6, 30, 2, 1)
    assert found.seconds >= 0
    assert found.trained_on > found.labels


def test_tables(home: Path) -> None:
    folder = home / state(home).folder
    assert pl.read_parquet(folder / "occupations.parquet").height == len(OCCUPATIONS)
    labels = pl.read_parquet(folder / "occupation_labels.parquet")
    assert labels.filter("preferred")["text"].sort().to_list() == sorted(v[1] for v in OCCUPATIONS.values())
    assert pl.read_parquet(folder / "relations.parquet").rows() == [
        ("http://example.org/occupation/1", "s1", "essential")
    ]


def test_search_finds_occupations(home: Path) -> None:
    found = Searcher.open(home).search("Tanker driver (m/f)")
    assert found[0].uri == "http://example.org/occupation/5"
    assert found[0].isco08 == "8332"


def test_known_titles_are_coded_and_others_have_candidates(home: Path) -> None:
    known, odd, empty = Searcher.open(home).code(["Ward nurse", "xyzzy qwrt", " "], precision=0.99)
    assert (known.isco08, known.uri, known.how) == ("2221", "http://example.org/occupation/4", "exact")
    assert (odd.isco08, odd.how) == (None, "not_sure")
    assert empty.how == "empty"


def test_the_same_downloads_give_the_same_tables(home: Path, tmp_path: Path) -> None:
    install([download_of(tmp_path)], place=tmp_path / "esco")
    one, other = home / state(home).folder, tmp_path / "esco" / state(tmp_path / "esco").folder
    for table in sorted(one.glob("*.parquet")):
        assert table.read_bytes() == (other / table.name).read_bytes()
    assert (one / "model.json").read_bytes() == (other / "model.json").read_bytes()


def test_an_install_that_breaks_off_leaves_the_old_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(home)

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(install_module, "attempt", broken)
    with pytest.raises(KeyboardInterrupt):
        install([download_of(tmp_path, version="1.1.0")], place=home)
    assert state(home) == before
    assert [p.name for p in home.iterdir() if p.is_dir()] == [before.folder]


def test_a_new_install_takes_the_place_of_the_old(tmp_path: Path) -> None:
    home = tmp_path / "esco"
    install([download_of(tmp_path)], place=home)
    old = state(home)
    install([download_of(tmp_path, version="1.2.0")], place=home)
    assert state(home).version == "1.2.0"
    assert not (home / old.folder).exists()


def test_of_two_versions_of_a_language_the_newer_counts(tmp_path: Path) -> None:
    rows = occupation_rows()
    rows[0]["preferredLabel"] = "old name of a bricklayer"
    old = write_zip(
        tmp_path / "ESCO dataset - v1.0 - classification - en - csv.zip", {"occupations_en.csv": as_csv(NEW, rows)}
    )
    install([old, download_of(tmp_path)], place=tmp_path / "esco")
    folder = tmp_path / "esco" / state(tmp_path / "esco").folder
    assert "old name of a bricklayer" not in pl.read_parquet(folder / "occupation_labels.parquet")["text"].to_list()


def test_without_occupations_nothing_is_installed(tmp_path: Path) -> None:
    file = write_zip(
        tmp_path / "e_en.zip",
        {"ISCOGroups_en.csv": "conceptType,conceptUri,code,preferredLabel\nISCOGroup,x/C1,1,Managers\n"},
    )
    with pytest.raises(OccupationError, match="no table of occupations"):
        install([file], place=tmp_path / "esco")
    assert installed(tmp_path / "esco") is None


@pytest.mark.parametrize("text", ["", "{", '{"form": 0}', '{"form": 1, "folder": "gone"}', "[]"])
def test_a_manifest_that_cannot_be_read_is_no_install(tmp_path: Path, text: str) -> None:
    (tmp_path / "installed.json").write_text(text)
    assert installed(tmp_path) is None
