"""ask, routes, reform, law status, help: each as a person would use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import yaml

from corridor.cli.speech import LANGUAGES, say
from corridor.permits.book import book
from tests.cli.command import corridor

REFORMS = Path("src/corridor/law/reforms")


def test_interview_reaches_an_answer_and_takes_dont_know() -> None:
    lines = ["brussel", "2025-13-01", "2025-02-01"] + ["?"] * 60
    ran = corridor("permits", "ask", stdin="\n".join(lines))
    assert ran.code == 0
    assert "Not understood" in ran.out
    assert "Whether a work authorisation is needed cannot be said yet." in ran.out


def question(name: str, lang: str = "en") -> str:
    return book("flanders").rules.facts[name].question[lang]


def test_interview_ends_early_for_an_exempt_person() -> None:
    answers = {question("nationality"): "RO", question("residence_status"): "1"}
    ran = corridor("permits", "ask", "--region", "flanders", "--date", "2025-02-01", answers=answers)
    assert ran.code == 0
    assert "No work authorisation is needed" in ran.out
    assert ran.out.count("\n> ") + ran.out.count("> ") < 12


def test_interview_finds_the_highly_skilled_route_in_dutch() -> None:
    known = {
        "nationality": "IN",
        "residence_status": "1",
        "employment": "1",
        "duration_days": "730",
        "isco08": "2512",
        "education_level": "7",
        "gross_annual_salary": "60000",
        "age": "35",
        "contract_months": "24",
    }
    answers = {question(name, "nl"): value for name, value in known.items()} | {say.entries["ask_more"]["nl"]: "n"}
    ran = corridor("permits", "ask", "--region", "flanders", "--date", "2025-02-01", "--lang", "nl", answers=answers)
    assert "Een toelating tot arbeid is nodig." in ran.out
    assert "Open: Hooggeschoolde werknemer" in ran.out


def test_interview_stops_when_standard_input_ends() -> None:
    assert corridor("permits", "ask", "--region", "flanders", "--date", "2025-01-10", stdin="").code == 0
    assert corridor("permits", "ask", "--region", "mars").code == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalogue_of_routes(lang: str) -> None:
    ran = corridor("permits", "routes", "wallonia", "--format", "json", "--lang", lang)
    found = {r["route"]: r for r in json.loads(ran.out)}
    assert found["general"]["valid_from"] == "2024-09-01"
    assert found["highly_skilled"]["conditions"]
    assert "eu_blue_card_junior" in found
    assert corridor("permits", "routes", "wallonia", "--lang", lang).code == 0
    assert corridor("permits", "routes", "walonia").code == 2


def cases(tmp_path: Path) -> Path:
    rows = []
    for age in (24, 28, 35):
        for pay in (2900, 3000, 3100, 3800):
            rows.append({"id": f"{age}-{pay}", "age": age, "base_monthly_salary": pay})
    frame = pl.DataFrame(rows).with_columns(
        pl.lit("brussels").alias("region"),
        pl.lit("2026-12-01").alias("application_date"),
        pl.lit("BR").alias("nationality"),
        pl.lit("abroad").alias("residence_status"),
        pl.lit("local").alias("employment"),
        pl.lit("2512").alias("isco08"),
        pl.lit(6).alias("education_level"),
        pl.lit(730).alias("duration_days"),
        pl.lit(24).alias("contract_months"),
    )
    path = tmp_path / "cases.csv"
    frame.write_csv(path)
    return path


def test_reform_shows_who_gains(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = corridor(
        "permits",
        "reform",
        REFORMS / "brussels_under_30.yaml",
        "--cases",
        cases(tmp_path),
        "--format",
        "json",
        "--out",
        out,
    )
    assert ran.code == 0
    found = json.loads(ran.out)
    moved = [t for t in found["transitions"] if t["route"] == "highly_skilled" and t["before"] != t["after"]]
    assert moved == [{"region": "brussels", "route": "highly_skilled", "before": "closed", "after": "open", "cases": 4}]
    ages = {g["group"]: g["gain"] for g in found["groups"] if g["dimension"] == "age_band"}
    assert ages["35-39"] == 0
    written = pl.read_parquet(out / "transitions.parquet")
    assert written.to_dicts() == found["transitions"]
    assert {p.stem for p in out.glob("*.parquet")} == {"transitions", "groups", "dependence", "cases"}
    total = written.group_by("route").agg(pl.col("cases").sum())
    assert set(total["cases"]) == {12}


def test_reform_lowers_dependence(tmp_path: Path) -> None:
    ran = corridor(
        "permits",
        "reform",
        REFORMS / "employer_change_after_12_months.yaml",
        "--cases",
        cases(tmp_path),
        "--format",
        "json",
    )
    (means,) = json.loads(ran.out)["dependence"]
    assert means["after"] == 12
    assert means["before"] > means["after"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reform_reads_in_three_languages(tmp_path: Path, lang: str) -> None:
    ran = corridor("permits", "reform", REFORMS / "brussels_under_30.yaml", "--cases", cases(tmp_path), "--lang", lang)
    assert ran.code == 0
    assert yaml.safe_load((REFORMS / "brussels_under_30.yaml").read_text())["label"][lang] in ran.out


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ("parameters: {flanders.hs_salary_mim: {from: 2026-01-01, value: 1}}", "hs_salary_min"),
        ("parameters: {mars.hs_salary_min: {from: 2026-01-01, value: 1}}", "flanders"),
        ("parameters: {flanders.hs_salary_min: {from: 2021-01-01, value: 1}}", "later"),
        ("conditions: {flanders.highly_skilled.hs_pay: {expr: 'true'}}", "hs_salary"),
        ("conditions: {flanders.highly_skilled.hs_salary: {expr: 'agee > 3'}}", "agee"),
        ("routes: {flanders.highly_skiled: null}", "highly_skilled"),
    ],
)
def test_reforms_that_do_not_fit_the_law(tmp_path: Path, change: str, part: str) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text(f"id: x\nlabel: {{en: x, fr: x, nl: x}}\n{change}\n", encoding="utf-8")
    ran = corridor("permits", "reform", reform, "--cases", cases(tmp_path), "--out", tmp_path / "out")
    assert ran.code == 2
    assert part in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_law_status_marks_what_to_watch(lang: str) -> None:
    found = json.loads(corridor("law", "status", "--date", "2026-11-21", "--format", "json", "--lang", lang).out)
    by_name = {(s["region"], s["name"]): s for s in found}
    assert "carried_over" in by_name["flanders", "hs_salary_min"]["marks"]
    assert "runs_out" in by_name["wallonia", "hs_salary_min"]["marks"]
    assert all(s["marks"] for s in found)
    table = corridor("law", "status", "--date", "2026-11-21", "--lang", lang)
    assert table.code == 0
    assert corridor("law", "status", "--date", "someday").code == 2


def test_the_worked_cases_ship_and_are_answered() -> None:
    ran = corridor("permits", "check", "src/corridor/permits/worked_cases.yaml")
    assert ran.code == 0
    assert "BE-001" in ran.out
    assert "BE-134" in ran.out


def test_messages_are_in_three_languages_with_the_same_placeholders() -> None:
    import re

    for key, texts in say.entries.items():
        assert set(texts) == set(LANGUAGES), key
        assert len({tuple(sorted(re.findall(r"\{(\w+)\}", t))) for t in texts.values()}) == 1, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_speaks_the_readers_language(lang: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "corridor.cli", "permits", "check", "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "CORRIDOR_LANG": lang, "COLUMNS": "200"},
        check=True,
    )
    assert say.entries["opt_as_of"][lang][:20] in ran.stdout


def test_check_of_one_case_imports_no_frames_and_no_pydantic() -> None:
    case = "{region: flanders, application_date: 2025-01-02, facts: {nationality: RO}}"
    code = (
        "import sys; sys.argv=['corridor','permits','check','-','--format','json']\n"
        "from corridor.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'polars','numpy','narwhals','rich'} & set(sys.modules)), file=sys.stderr)"
    )
    corridor("permits", "check", "-", stdin=case)  # the law is frozen now
    ran = subprocess.run([sys.executable, "-c", code], input=case, capture_output=True, text=True, check=True)
    assert ran.stderr.strip().splitlines()[-1] == "[]"
    assert json.loads(ran.stdout)[0]["permit_needed"] is False
