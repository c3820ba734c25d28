"""`corridor attractiveness` as its user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corridor.attractiveness.talent_framework import talent_framework
from corridor.cli.app import app

RUN = CliRunner()
COUNTRIES = ("BE", "FR", "NL")


@pytest.fixture
def workers(tmp_path: Path) -> Path:
    """A table with a value for every indicator of the workers of 2019: BE lowest, NL highest."""
    rows = [
        f"{country},{one.id},{at + 1}"
        for one in talent_framework().of("highly_educated_workers", 2019)
        for at, country in enumerate(COUNTRIES)
    ]
    file = tmp_path / "values.csv"
    file.write_text("\n".join(["unit,indicator,value", *rows, "BE,luck,3"]) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    file = tmp_path / "regions.csv"
    file.write_text(
        "unit,indicator,value,level\nflanders,patents,3,region\nwallonia,patents,1,region\n"
        "flanders,place_for_business,0.6,country\nwallonia,place_for_business,0.6,country\n",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
@pytest.mark.parametrize("command", ["published", "framework", "regions"])
def test_what_is_known_is_told_in_three_languages(command: str, lang: str) -> None:
    words = ["framework", "--regions"] if command == "regions" else [command]
    found = RUN.invoke(app, ["attractiveness", *words, "--lang", lang])
    assert found.exit_code == 0
    assert len(found.stdout.splitlines()) > 12


def test_published_values_as_json_hold_none_for_belgium() -> None:
    found = RUN.invoke(app, ["attractiveness", "published", "--country", "BE", "--format", "json"])
    told = json.loads(found.stdout)
    assert told["published"] == []
    assert {one["edition"] for one in told["places"]} == {2019, 2023, 2025}
    assert all(one["stated"] == [] for one in told["places"])


def test_ranks_of_a_table_with_the_penalty_beside_them(workers: Path) -> None:
    words = ["attractiveness", "rank", str(workers), "--edition", "2019", "--draws", "50", "--format", "json"]
    plain = json.loads(RUN.invoke(app, words).stdout)
    assert {row["country"] for row in plain["countries"]} == set(COUNTRIES)
    assert all(row["score_penalised"] is None for row in plain["countries"])
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in plain["countries"])
    lowered = json.loads(RUN.invoke(app, [*words, "--factor", "quota=0.5", "--weight", "family=none"]).stdout)
    assert lowered["weights"]["family"] == 0
    scores = {row["country"]: (row["score"], row["score_penalised"]) for row in lowered["countries"]}
    assert scores["NL"][1] == pytest.approx(scores["NL"][0] * 0.5)
    assert scores["BE"][1] == pytest.approx(scores["BE"][0])


def test_rows_set_aside_are_told_apart_from_the_result(workers: Path) -> None:
    found = RUN.invoke(app, ["attractiveness", "rank", str(workers), "--edition", "2019", "--lang", "nl"])
    assert found.exit_code == 0
    assert "luck" in found.stderr
    assert "luck" not in found.stdout


def test_the_compass_says_where_there_is_no_contrast(regions: Path) -> None:
    found = RUN.invoke(app, ["attractiveness", "compass", str(regions), "--format", "json"])
    told = json.loads(found.stdout)
    contrast = {(row["unit"], row["indicator"]): row["contrast"] for row in told["profile"]}
    assert contrast["flanders", "place_for_business"] is False
    assert [(row["unit"], row["rank"]) for row in told["scores"]] == [("flanders", 1), ("wallonia", 2)]


def test_a_template_is_read_back_with_every_row_told(tmp_path: Path) -> None:
    given = RUN.invoke(app, ["attractiveness", "template", "--regions"]).stdout
    file = tmp_path / "filled.csv"
    file.write_text(
        "\n".join(f"wallonia{line}" if line[:1] == "," else line for line in given.splitlines()), encoding="utf-8"
    )
    found = RUN.invoke(app, ["attractiveness", "compass", str(file), "--format", "json"])
    assert found.exit_code == 0
    assert "row" not in found.stderr
    assert all(row["value"] is None for row in json.loads(found.stdout)["profile"])


def test_an_index_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "meta.csv").write_text(
        "iCode,Level,Parent,Direction,Weight,Type\na,1,whole,1,1,Indicator\nb,1,whole,-1,1,Indicator\nwhole,2,,1,1,Aggregate\n",
        encoding="utf-8",
    )
    (tmp_path / "data.csv").write_text("uCode,a,b\nx,1,9\ny,5,5\nz,9,1\n", encoding="utf-8")
    words = ["attractiveness", "index", str(tmp_path / "meta.csv"), str(tmp_path / "data.csv"), "--format", "json"]
    for more in ([], ["--aggregation", "geometric"], ["--normalisation", "rank", "--aggregation", "arithmetic"]):
        found = RUN.invoke(app, [*words, *more])
        assert found.exit_code == 0, found.stderr
        assert [row["unit"] for row in json.loads(found.stdout)["units"]] == ["z", "y", "x"]


@pytest.mark.parametrize(
    "words",
    [
        ["published", "--group", "bakers"],
        ["framework", "--edition", "1999"],
        ["rank", "nowhere.csv"],
        ["compass", "nowhere.xls"],
        ["template", "--group", "startup_founders", "--edition", "2019"],
    ],
    ids=["group", "edition", "file", "kind", "group-of-edition"],
)
def test_wrong_use_ends_with_two_and_a_remedy(words: list[str]) -> None:
    found = RUN.invoke(app, ["attractiveness", *words, "--lang", "fr"])
    assert found.exit_code == 2
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) > 1


def test_a_weight_that_is_no_number_is_refused(workers: Path) -> None:
    found = RUN.invoke(app, ["attractiveness", "rank", str(workers), "--weight", "family=much"])
    assert found.exit_code == 2
    assert "family=much" in found.stderr
