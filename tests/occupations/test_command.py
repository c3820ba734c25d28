"""`corridor occupations`, from the options to what is printed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from corridor.cli.occupations import MESSAGES, occupations
from tests.occupations import encoding
from tests.occupations.made import download_of

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def esco(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    done = CliRunner().invoke(
        occupations, ["install-esco", "--no-semantic", str(download_of(folder))], env={"CORRIDOR_DATA": str(folder)}
    )
    assert done.exit_code == 0, done.output
    assert "6 occupations, 30 labels, 2 skills, 1 relations" in done.output
    assert "1 rows repeat" in " ".join(done.output.split())
    assert "Compared by letters alone" in done.output
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*arguments: object, data: Path = tmp_path) -> Result:
        monkeypatch.setenv("CORRIDOR_DATA", str(data))
        return CliRunner().invoke(occupations, [str(a) for a in arguments])

    return call


def test_messages_are_there_in_three_languages() -> None:
    for key, texts in json.loads(MESSAGES.read_text(encoding="utf-8")).items():
        assert set(texts) == {"en", "fr", "nl"}, key
        assert all(texts.values()), key


@pytest.mark.parametrize("format", ["json", "csv", "table"])
def test_search(run: Run, format: str) -> None:
    done = run("search", "metselaar", "--format", format, "--lang", "nl")
    assert done.exit_code == 0
    assert "7112" in done.stdout
    assert "niet geïnstalleerd" in done.stderr
    if format == "json":
        assert json.loads(done.stdout)[0]["isco08"] == "7112"


def test_search_on_esco_gives_its_occupations_and_notice(run: Run, esco: Path) -> None:
    done = run("search", "slater", "--format", "json", data=esco)
    assert json.loads(done.stdout)[0]["uri"] == "http://example.org/occupation/2"
    assert "uses the ESCO classification of the European Commission" in done.stderr


def test_code_a_table(run: Run, esco: Path, tmp_path: Path) -> None:
    table = tmp_path / "jobs.csv"
    table.write_text("id;functie\n1;Line cook (m/f)\n2;qwrtz\n3;\n", encoding="utf-8")
    done = run("code", table, "--column", "functie", "--format", "csv", "--out", tmp_path / "out.csv", data=esco)
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(r["isco08"], r["how"]) for r in rows] == [("5120", "exact"), ("", "not_sure"), ("", "empty")]
    assert "3 titles: 1 known, 0 coded by the model, 1 not sure, 1 empty." in done.stderr
    out = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    assert out.columns[:3] == ["id", "functie", "isco08"]
    assert out["isco08"].to_list() == ["5120", None, None]


def test_code_parquet_with_nulls_as_json_and_table(run: Run, tmp_path: Path) -> None:
    pl.DataFrame({"title": ["Couvreur", None]}).write_parquet(tmp_path / "jobs.parquet")
    done = run("code", tmp_path / "jobs.parquet", "--format", "json")
    assert [r["isco08"] for r in json.loads(done.stdout)] == ["7121", None]
    assert "7121" in run("code", tmp_path / "jobs.parquet").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "?"], "holds no word"),
        (["code", "none.csv"], "cannot be read as a table"),
        (["install-esco"], "give the zips, or --download"),
        (["install-esco", "none.zip"], "no such file"),
        (["skills", "mortar"], "no skills of ESCO are installed"),
        (["install-crosswalk", "none.csv"], "cannot be read as a table"),
        (["install-esco", "--download", "--address", "http://example.org/x.zip"], "https"),
    ],
)
def test_wrong_use(run: Run, arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "remedy" in done.stderr
    assert done.stdout == ""


def test_a_column_that_is_not_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    done = run("code", tmp_path / "a.csv")
    assert done.exit_code == 2
    assert "no column title; columns: x, y" in done.stderr


def test_what_is_installed_encodes_unless_it_is_not_wanted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoding.use_it(monkeypatch)
    done = run("install-esco", "--workers", 1, download_of(tmp_path), "--format", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["semantic"] == [encoding.NAME]
    assert "about 1 min" in done.stderr
    assert run("search", "dakwerker", "--format", "json").stdout.count("example.org") > 0
    encoding.use_none(monkeypatch)
    assert "compared by letters alone" in run("search", "roofer").stderr
    assert json.loads(run("install-esco", download_of(tmp_path), "--format", "json").stdout)["semantic"] == []


def test_what_is_wanted_and_not_there_is_an_error(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoding.use_none(monkeypatch)
    done = run("install-esco", "--semantic", download_of(tmp_path))
    assert done.exit_code == 2
    assert "corridor[semantic]" in done.stderr


def test_letters_alone_are_said_to_be_a_choice(run: Run, esco: Path, tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text("title\nLine cook\n", encoding="utf-8")
    done = run("code", tmp_path / "jobs.csv", "--letters", "--format", "json", data=esco)
    assert json.loads(done.stdout)[0]["isco08"] == "5120"


@pytest.mark.parametrize("format", ["json", "csv", "table"])
def test_skills(run: Run, esco: Path, format: str) -> None:
    done = run("skills", "bricklaying", "--format", format, data=esco)
    assert done.exit_code == 0
    assert "lay bricks" in done.stdout
    assert "ESCO classification" in done.stderr
    if format == "json":
        assert json.loads(done.stdout)[0]["source"] == "esco"


def test_a_crosswalk_is_installed_and_named_in_results(run: Run, tmp_path: Path) -> None:
    run("install-esco", "--no-semantic", download_of(tmp_path))
    file = tmp_path / "walk.csv"
    file.write_text("term,uri,match\nMetsen,http://example.org/s1,exact\n", encoding="utf-8")
    done = run("install-crosswalk", file, "--name", "Competent", "--source", "VDAB 2026", "--terms", "nl")
    assert done.exit_code == 0
    assert "Competent: 1 pairs of a term and a skill (exact 1); source: VDAB 2026" in done.stdout
    asked = json.loads(run("install-crosswalk", file, "--format", "json").stdout)
    assert (asked["name"], asked["rows"], asked["matches"]) == ("walk", 1, {"exact": 1})
