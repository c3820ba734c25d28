"""`corridor projections` as a person uses it: each command, each form and language, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from corridor.cli import progress
from corridor.cli import projections as command
from corridor.labour_market.projection_inputs import tables
from tests.cli.command import Ran
from tests.cli.command import corridor as ran_corridor
from tests.labour_market.projected_people import EUROSTAT, needs_extracts

LANGUAGES = ("en", "fr", "nl")
REMEDY = {"en": "remedy: ", "fr": "remède: ", "nl": "oplossing: "}
SHORT = ("population", "--synthetic", "--draws", 20, "--until", 2028)
PARTS = """isco08,region,year,part,value,low,high,basis,confidence,source,date
25,flanders,2030,demand,1000,900,1100,assumed,low,synthetic example,2026
25,flanders,2030,residents,300,280,320,assumed,low,synthetic example,2026
25,flanders,2030,school_leavers,200,190,210,assumed,low,synthetic example,2026
25,flanders,2030,commuters,50,40,60,assumed,low,synthetic example,2026
25,flanders,2030,stayers,50,40,60,assumed,low,synthetic example,2026
25,flanders,2030,frictional,20,20,20,assumed,low,synthetic example,2026
25,flanders,2030,stay_rate,0.8,0.7,0.9,assumed,low,synthetic example,2026
"""


def projections(*arguments: object) -> Ran:
    return ran_corridor("projections", *arguments)


def json_of(*arguments: object) -> Any:
    ran = projections(*arguments, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def rows_of(*arguments: object) -> list[dict[str, str]]:
    ran = projections(*arguments, "--format", "csv")
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def refused(place: object, *arguments: object) -> str:
    """One refusal in three languages, each in its own words: place, remedy, exit 2, nothing on standard output."""
    told = []
    for lang in LANGUAGES:
        ran = projections(*arguments, "--lang", lang)
        assert (ran.code, ran.out) == (2, ""), ran.err
        assert str(place) in ran.err
        assert REMEDY[lang] in ran.err
        told.append(ran.err)
    assert len(set(told)) == len(LANGUAGES)
    return told[0]


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    (tmp_path / "gap_parts.csv").write_text(PARTS, encoding="utf-8")
    return tmp_path


# ---- population ----


def test_a_synthetic_run_says_that_it_is_one_in_each_language() -> None:
    told = []
    for lang in LANGUAGES:
        ran = projections(*SHORT, "--lang", lang)
        assert ran.code == 0
        assert "synthetic_a" in ran.out
        told.append(ran.err)
    assert "made up" in told[0]
    assert len(set(told)) == 3


def test_json_holds_intervals_and_an_account_that_closes() -> None:
    found = json_of(*SHORT)
    assert (found["draws"], found["seed"], found["base_year"]) == (20, 0, 2025)
    assert {row["measure"] for row in found["rows"]} == {
        "population", "labour_force", "employed_residents", "jobs_held",
    }  # fmt: skip
    assert all(row["low"] <= row["people"] <= row["high"] for row in found["rows"])
    for row in found["account"]:
        grown = row["births"] - row["deaths"] + row["immigrants"] - row["emigrants"]
        assert row["end"] == pytest.approx(row["start"] + grown + row["moved_in"] - row["moved_out"])


def test_csv_has_every_year_and_the_same_seed_the_same_rows() -> None:
    first, again = rows_of(*SHORT), rows_of(*SHORT)
    assert first == again
    assert {row["year"] for row in first} == {"2025", "2026", "2027", "2028"}
    assert rows_of(*SHORT, "--seed", 1) != first


def test_scenarios_by_name_and_by_file(tmp_path: Path) -> None:
    def end(*more: object) -> float:
        rows = rows_of(*SHORT, *more)
        return next(
            float(r["people"]) for r in rows if (r["measure"], r["region"], r["year"]) == ("population", "all", "2028")
        )

    own = tmp_path / "own.csv"
    own.write_text("year,region,immigration\n2026,all,3\n", encoding="utf-8")
    assert end("--scenario", "low") < end() < end("--scenario", "high") < end("--scenario", own)
    refused("scenario", *SHORT, "--scenario", "wild")


def test_the_synthetic_tables_written_out_give_the_same_when_read(tmp_path: Path) -> None:
    assert projections("template", "--synthetic", "--out", tmp_path).code == 0
    own = ("population", "--inputs", tmp_path, *SHORT[2:])
    assert rows_of(*own) == rows_of(*SHORT)


def test_rows_put_aside_are_told_and_written_and_missing_cells_refused(tmp_path: Path) -> None:
    projections("template", "--synthetic", "--out", tmp_path)
    with (tmp_path / "population.csv").open("a", encoding="utf-8") as out:
        out.write("synthetic_a,F,130,2025,5\n")
    aside = tmp_path / "aside.csv"
    ran = projections("population", "--inputs", tmp_path, *SHORT[2:], "--quarantine", aside)
    assert ran.code == 0
    assert "population.csv: 608: age" in ran.err
    assert aside.read_text("utf-8").splitlines()[1].startswith("population,608,age,130,")
    survival = tmp_path / "survival.csv"
    survival.write_text("\n".join(survival.read_text("utf-8").splitlines()[:-1]), encoding="utf-8")
    assert "1 cells of survival" in refused("survival.survival", "population", "--inputs", tmp_path)


@needs_extracts
def test_belgium_from_extracts_starts_at_the_eurostat_total_and_says_what_is_assumed() -> None:
    ran = projections("population", "--eurostat", EUROSTAT, "--draws", 20, "--until", 2026)
    assert "11,817,096" in ran.out
    assert "assumed" in ran.err


def test_what_to_project_must_be_one_thing(tmp_path: Path) -> None:
    refused("--inputs", "population")
    refused("--inputs", "population", "--synthetic", "--inputs", tmp_path)
    refused("--draws", "population", "--synthetic", "--draws", 0)
    refused("--draws", "population", "--synthetic", "--draws", 20_000, "--until", 2200)
    refused("until", "population", "--synthetic", "--until", 2025)
    refused(tmp_path / "population.csv", "population", "--inputs", tmp_path)
    refused(tmp_path / "nowhere", "population", "--inputs", tmp_path / "nowhere")
    refused("population_by_citizenship_BE.csv", "population", "--eurostat", tmp_path)


def test_progress_is_told_on_standard_error_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    ran = projections(*SHORT)
    assert "years projected: 3 of 3" in ran.err
    assert "years projected" not in ran.out


# ---- gap ----


def test_without_evidence_an_occupation_is_unknown_in_every_form() -> None:
    asked = ("gap", "--isco", "2512", "--region", "flanders", "--year", 2030)
    (row,) = rows_of(*asked)
    assert (row["value"], row["low"], row["permits"], row["basis"]) == ("", "", "", "unknown")
    assert row["why_unknown"]
    (record,) = json_of(*asked)
    assert record["value"] is None
    assert record["permits"]["value"] is None
    assert {fact["region"] for fact in record["nearest"]} == {"flanders", "belgium"}
    told = [projections(*asked, "--lang", lang).out for lang in LANGUAGES]
    for text, unknown, hires in zip(
        told, ("not known", "inconnu", "niet bekend"), ("475,000", "475\u202f000", "475.000"), strict=True
    ):
        assert unknown in text
        assert hires in text
        assert "https://" in text


def test_every_region_is_shown_to_2030_and_2035_and_only_belgium_2030_is_known() -> None:
    rows = rows_of("gap")
    assert {row["year"] for row in rows} == {"2030", "2035"}
    known = [(row["region"], row["year"], float(row["value"])) for row in rows if row["value"]]
    assert known == [("belgium", "2030", 433_000)]


def test_own_parts_give_a_gap_with_interval_permits_and_its_parts(parts: Path) -> None:
    (record,) = json_of("gap", "--inputs", parts)
    assert record["value"] == pytest.approx(1000 - 300 - 200 - 50 - 50 - 20)
    signed = sum(part["sign"] * part["value"] for part in record["parts"])
    assert record["value"] == pytest.approx(signed)
    assert record["low"] < record["value"] < record["high"]
    assert record["permits"]["value"] == pytest.approx(record["value"] / 0.8)
    assert record["basis"] == "assumed"
    (row,) = rows_of("gap", "--inputs", parts, "--isco", "2512", "--region", "flanders", "--year", 2030)
    assert (row["isco08"], row["group"], row["level"]) == ("2512", "25", "2")
    text = projections("gap", "--inputs", parts, "--isco", "2512", "--region", "flanders", "--year", 2030).out
    assert "2512 (group 25)" in text
    assert "school leavers: 200 (190 - 210)" in text


def test_gaps_that_cannot_be_asked_for_are_refused(parts: Path) -> None:
    refused("--isco", "gap", "--isco", "programmer")
    refused("region", "gap", "--region", "atlantis")
    with (parts / "gap_parts.csv").open("a", encoding="utf-8") as out:
        out.write("26,flanders,2030,demand,10,11,12,assumed,low,x,2026\n")
    assert "26, flanders, 2030, demand" in refused("gap_parts", "gap", "--inputs", parts)


# ---- templates ----


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_schema_is_shown_table_by_table(lang: str) -> None:
    text = projections("template", "--lang", lang).out
    assert all(f"{name}.csv" in text for name in tables())


def test_one_template_is_a_file_and_all_go_to_a_folder(tmp_path: Path) -> None:
    assert projections("template", "gap_parts", "--format", "csv").out.startswith("isco08,region,year,part,value")
    ran = projections("template", "--out", tmp_path / "new")
    assert {path.stem for path in (tmp_path / "new").iterdir()} == set(tables())
    assert str(len(tables())) in ran.err
    assert {row["table"] for row in json_of("template", "moves")} == {"moves"}
    refused("TABLE", "template", "weather")
    refused("--synthetic", "template", "--synthetic")
    blocked = tmp_path / "file"
    blocked.write_text("")
    refused(blocked, "template", "--out", blocked)


# ---- checks ----


def test_checks_say_which_figures_need_the_extracts() -> None:
    rows = rows_of("checks")
    unknown = {row["id"] for row in rows if row["verdict"] == "unknown"}
    assert unknown == {row["id"] for row in rows if "eurostat_" in row["formula"] + row["against"]}
    assert "--eurostat" in projections("checks").err
    net = next(row for row in rows if row["id"] == "net_jobs")
    assert (net["computed"], net["stated"], net["verdict"]) == ("629.0", "629.0", "agrees")


@needs_extracts
def test_checks_with_extracts_know_everything_in_three_languages() -> None:
    assert not any(row["verdict"] == "unknown" for row in rows_of("checks", "--eurostat", EUROSTAT))
    told = {projections("checks", "--eurostat", EUROSTAT, "--lang", lang).out for lang in LANGUAGES}
    assert len(told) == 3


def test_every_message_is_in_three_languages() -> None:
    found = json.loads(command.MESSAGES.read_text(encoding="utf-8"))
    assert all(set(texts) == set(LANGUAGES) and all(texts.values()) for texts in found.values())
    refusals = {key.removesuffix("_remedy") for key in found if key.endswith("_remedy")}
    assert refusals <= set(found)
