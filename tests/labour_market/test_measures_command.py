"""`corridor shortages measure`, `methods` and `compare-methods` as a person uses them; and the page of the methods."""

from __future__ import annotations

import csv
import io
import json
import string
from pathlib import Path
from typing import Any

import pytest

from corridor.cli import shortages_measure as command
from corridor.labour_market.indicators import indicators
from corridor.labour_market.measure import measures
from corridor.labour_market.measures_page import page
from tests.cli.command import Ran, corridor
from tests.labour_market.measured_tables import INVENTED

LANGUAGES = ("en", "fr", "nl")
PAGE = Path(__file__).parents[2] / "docs" / "shortage-measures.md"


def shortages(*arguments: object) -> Ran:
    return corridor("shortages", *arguments)


def measured(*arguments: object) -> Any:
    ran = shortages("measure", INVENTED, *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_the_region_and_period_of_the_table_are_taken_where_it_has_one() -> None:
    found = measured("--method", "vdab")
    assert (found["region"], found["period"]) == ("flanders", "2025")
    assert sum(found["counts"].values()) == len(found["occupations"]) == 10
    assert found == measured("--method", "vdab", "--region", "BE2", "--period", "2025")


def test_every_comparison_comes_with_threshold_source_and_edition() -> None:
    found = measured("--method", "vdab")
    for occupation in found["occupations"]:
        assert [c["condition"] for c in occupation["conditions"]] == ["fill_below_median", "duration_above_median"]
        for asked in occupation["conditions"]:
            assert asked["source"] == "Invented for tests"
            assert asked["vintage"] == "2026-02"
            assert asked["threshold"] is not None
            assert asked["n"] >= 60
    assert {t["name"]: t["basis"] for t in found["thresholds"]}["fill_rate_median"] == "stated"


@pytest.mark.parametrize(("lang", "word"), [("en", "cannot be used"), ("fr", "inutilisables"), ("nl", "onbruikbaar")])
def test_rows_that_cannot_be_used_are_told_and_written(lang: str, word: str, tmp_path: Path) -> None:
    file = tmp_path / "quarantine.csv"
    ran = shortages("measure", INVENTED, "--method", "vdab", "--lang", lang, "--quarantine", file)
    assert ran.code == 0
    assert word in ran.err
    assert "99x" in ran.err
    assert "99x" not in ran.out
    assert [row["field"] for row in csv.DictReader(io.StringIO(file.read_text("utf-8")))] == [
        "isco08",
        "value",
        "indicator",
    ]


def test_the_table_shows_verdicts_thresholds_and_caveats() -> None:
    ran = shortages("measure", INVENTED, "--method", "vdab", "--lang", "nl", "--tipping")
    assert ran.code == 0
    for words in (
        "VDAB, statistische pijler, Vlaanderen, 2025",
        "Drempels",
        "te weinig kandidaten",
        "Rekenhof",
        "verandert bij",
    ):
        assert words in ran.out
    assert "Niet bekend is niet hetzelfde als geen tekort." in ran.err


def test_one_occupation_is_explained_in_sentences() -> None:
    ran = shortages("measure", INVENTED, "--method", "vdab", "--occupation", "5321", "--lang", "fr")
    assert ran.code == 0
    assert "(5321), Flandre, 2025, VDAB, pilier statistique : " in ran.out
    assert "Source : Invented for tests, édition 2026-02" in ran.out


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_what_is_from_memory_is_marked_in_every_form(form: str) -> None:
    ran = shortages("measure", INVENTED, "--method", "uk_mac", "--format", form)
    assert ran.code == 0
    assert ("[M]" if form == "table" else "recalled") in ran.out


def test_csv_has_a_row_for_each_comparison() -> None:
    ran = shortages("measure", INVENTED, "--method", "tightness", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == 10
    assert {row["verdict"] for row in rows} == {"unknown"}
    assert {row["cause_codes"] for row in rows} == {"NO_DATA"}
    assert {row["threshold_basis"] for row in rows} == {"assumed"}


def test_a_threshold_that_is_set_decides_and_is_marked_as_the_users() -> None:
    before = measured("--method", "vacancy_rate")["counts"]
    found = measured("--method", "vacancy_rate", "--set", "vacancy_rate_high=0")
    assert found["counts"]["shortage"] == 10 > before["shortage"]
    assert all("user_threshold" in occupation["marks"] for occupation in found["occupations"])
    gone = measured("--method", "vacancy_rate", "--set", "vacancy_rate_high=unknown")
    assert gone["counts"]["unknown"] == 10


def test_methods_stand_side_by_side() -> None:
    ran = shortages("compare-methods", INVENTED, "--methods", "vdab, vacancy_rate", "--format", "csv")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    own = {o["isco08"]: o["verdict"] for o in measured("--method", "vdab")["occupations"]}
    assert {row["isco08"]: row["vdab"] for row in rows} == own
    told = shortages("compare-methods", INVENTED, "--set", "vdab.fill_rate_median=1")
    assert told.code == 0
    assert "[M]" in told.out
    assert "vdab" in told.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["measure", INVENTED, "--method", "vdabb"], "vdab"),
        (["measure", INVENTED, "--method", "vdab", "--set", "fill=3"], "fill_rate_median"),
        (["measure", INVENTED, "--method", "vdab", "--set", "fill_rate_median"], "--set name=1.5"),
        (["measure", INVENTED, "--method", "vdab", "--set", "fill_rate_median=high"], "--set name=1.5"),
        (["measure", INVENTED, "--method", "vdab", "--set", "fill_rate_median=nan"], "no number"),
        (["measure", INVENTED, "--method", "vdab", "--region", "brussels"], "flanders 2025"),
        (["measure", INVENTED, "--method", "vdab", "--occupation", "2166"], "2166"),
        (["measure", "absent.csv", "--method", "vdab"], "CSV"),
        (["compare-methods", INVENTED, "--methods", "vdab,none"], "uk_mac"),
        (["compare-methods", INVENTED, "--set", "fill_rate_median=3"], "--set vdab.fill_rate_median=80"),
        (["compare-methods", INVENTED, "--set", "other.fill_rate_median=3"], "uk_mac"),
        (["methods", "--method", "other"], "uk_mac"),
    ],
    ids=[
        "method",
        "threshold",
        "no sign",
        "no number",
        "nan",
        "region",
        "occupation",
        "file",
        "methods",
        "set",
        "set method",
        "list",
    ],
)
def test_wrong_use_says_what_to_do_and_ends_with_two(arguments: list[object], words: str) -> None:
    ran = shortages(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert "remedy" in ran.err


def test_several_periods_must_be_chosen_from(tmp_path: Path) -> None:
    text = INVENTED.read_text("utf-8")
    file = tmp_path / "two.csv"
    file.write_text(text + "2221,BE2,2024,vacancies,10,,Invented for tests,2026-02,\n", "utf-8")
    ran = shortages("measure", file, "--method", "vdab")
    assert ran.code == 2
    assert "2024, 2025" in ran.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_methods_and_indicators_are_listed(lang: str) -> None:
    found = json.loads(shortages("methods", "--format", "json", "--lang", lang).out)["methods"]
    assert [m["id"] for m in found] == sorted(measures())
    assert all(m["conditions"] and m["caveats"] and m["thresholds"] for m in found)
    listed = json.loads(shortages("methods", "--indicators", "--format", "json", "--lang", lang).out)["indicators"]
    assert [i["id"] for i in listed] == list(indicators())
    one = shortages("methods", "--method", "oecd_skills_for_jobs", "--lang", lang)
    assert one.code == 0
    assert "6" in one.out
    assert "[M]" in one.out


def test_every_message_has_three_languages_with_the_same_gaps() -> None:
    for key, texts in json.loads(command.MESSAGES.read_text("utf-8")).items():
        gaps = {lang: {name for _, name, _, _ in string.Formatter().parse(texts[lang]) if name} for lang in LANGUAGES}
        assert gaps["en"] == gaps["fr"] == gaps["nl"], key


def test_the_page_is_what_the_methods_say() -> None:
    assert PAGE.read_text("utf-8") == page()
