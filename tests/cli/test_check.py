"""`corridor permits check`: the contract of the answer, the languages, and bad input that never stops good cases."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.command import corridor

ENGINEER = """
id: ana
region: flanders
application_date: 2025-03-10
facts:
  nationality: BR
  residence_status: abroad
  employment: local
  isco08: 2512
  education_level: 6
  age: 32
  gross_annual_salary: 50000
  duration_days: 730
  contract_months: 24
"""


@pytest.fixture
def engineer(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(ENGINEER, encoding="utf-8")
    return path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def answers(*arguments: object, stdin: str = "") -> list[dict]:
    ran = corridor("permits", "check", *arguments, "--format", "json", stdin=stdin)
    return json.loads(ran.out)


def test_answer_has_the_contract(engineer: Path) -> None:
    (found,) = answers(engineer)
    assert {"id", "permit_needed", "presumed", "routes", "next_question", "procedure", "law"} <= set(found)
    assert found["permit_needed"] is True
    route = found["routes"]["highly_skilled"]
    assert route["state"] == "open"
    assert {"kind", "state", "assessed", "conditions", "unknown_facts", "changes", "outcome"} <= set(route)
    salary = next(c for c in route["conditions"] if c["id"] == "hs_salary")
    assert salary["result"] == "met"
    assert {"source", "article", "url", "basis"} <= set(salary["reference"])
    amount = next(p for p in salary["parameters"] if p["name"] == "hs_salary_min")
    assert amount["value"] == 48912
    assert amount["valid_from"] == "2025-01-01"
    assert {"name", "value", "unit", "valid_from", "status", "source"} <= set(amount)
    rights = route["outcome"]["rights"]
    assert {
        "employer_change_months",
        "unlimited_after_months",
        "family",
        "job_loss_months",
        "dependence_months",
    } <= set(rights)
    assert {"version", "hash", "as_of"} <= set(found["law"])
    assert found["presumed"]["purpose"] == "work"


def test_closed_route_says_what_would_open_it(engineer: Path) -> None:
    lower = write(engineer.parent / "low.yaml", ENGINEER.replace("50000", "48000"))
    route = answers(lower)[0]["routes"]["highly_skilled"]
    assert route["state"] == "closed"
    assert [{"fact": "gross_annual_salary", "to": 48912, "by": 912, "confirm": False}] in route["changes"]


def test_every_route_of_the_region_is_present(engineer: Path) -> None:
    from corridor.permits.book import book

    (found,) = answers(engineer)
    assert set(found["routes"]) == set(book("flanders").rules.routes)
    not_yet = answers(write(engineer.parent / "early.yaml", ENGINEER.replace("2025-03-10", "2020-03-10")))[0]
    orientation = not_yet["routes"]["orientation_year"]
    assert orientation["state"] == "closed"
    assert [c["id"] for c in orientation["conditions"]] == ["in_force"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("A work authorisation is needed", "Highly skilled worker", "EUR\u00a048,912")),
        ("fr", ("Une autorisation de travail est nécessaire", "Travailleur hautement qualifié", "48\u202f912\u00a0€")),
        ("nl", ("Een toelating tot arbeid is nodig", "Hooggeschoolde werknemer", "€\u00a048.912")),
    ],
)
def test_reading_in_three_languages(engineer: Path, lang: str, words: tuple[str, ...]) -> None:
    ran = corridor("permits", "check", engineer, "--lang", lang)
    assert ran.code == 0
    flat = " ".join(ran.out.split(" "))
    for word in words:
        assert word in flat


def test_explain_shows_amounts_dates_articles_and_rules(engineer: Path) -> None:
    ran = corridor("permits", "check", engineer, "--explain")
    assert "2025-01-01" in ran.out
    assert "gross_annual_salary >= p.hs_salary_min" in " ".join(ran.out.split())
    assert "https://" in ran.out


def test_as_of_judges_another_date(engineer: Path) -> None:
    route = answers(engineer, "--as-of", "2019-03-10")[0]["routes"]["highly_skilled"]
    salary = next(c for c in route["conditions"] if c["id"] == "hs_salary")
    assert salary["parameters"][0]["value"] == 41868


def test_reform_changes_the_answer(tmp_path: Path) -> None:
    case = write(
        tmp_path / "young.yaml",
        ENGINEER.replace("flanders", "brussels")
        .replace("age: 32", "age: 25")
        .replace("gross_annual_salary: 50000", "base_monthly_salary: 3100"),
    )
    reform = Path("src/corridor/law/reforms/brussels_under_30.yaml")
    assert answers(case, "--as-of", "2025-03-10")[0]["routes"]["highly_skilled"]["state"] == "closed"
    assert answers(case, "--reform", reform)[0]["routes"]["highly_skilled"]["state"] in ("open", "closed")
    later = answers(case, "--reform", reform, "--as-of", "2026-12-01")[0]
    assert later["routes"]["highly_skilled"]["state"] == "open"


BAD = """
- {id: a, region: flanderz, application_date: 2025-03-10, facts: {}}
- {id: b, region: flanders, application_date: 2025-02-30, facts: {}}
- {id: c, region: flanders, application_date: 2025-03-10, facts: {natonality: IN}}
- {id: d, region: flanders, application_date: 2025-03-10, facts: {gross_annual_salary: .nan}}
- {id: e, region: flanders, application_date: 2025-03-10, facts: {age: "old"}}
- {id: f, region: flanders, application_date: 2025-03-10, facts: {employment: locl}}
- {id: g, region: flanders, application_date: 2025-03-10, facts: {nationality: UK}}
- {id: h, region: flanders, application_date: 2025-03-10, facts: {isco08: 25}}
- {id: i, region: flanders, facts: {}}
- {id: j, region: flanders, application_date: 2018-01-01, facts: {}}
- {id: k, region: flanders, application_date: 2025-03-10, fact: {}}
- {id: l, region: flanders, application_date: 2025-03-10, facts: {age: 200}}
- 7
- {id: good, region: flanders, application_date: 2025-03-10, facts: {nationality: NO}}
"""
PLACES = {
    "a": ("region", "flanders"),
    "b": ("application_date", "YYYY-MM-DD"),
    "c": ("natonality", "nationality"),
    "d": ("gross_annual_salary", "not known"),
    "e": ("age", "digits"),
    "f": ("employment", "local"),
    "g": ("nationality", "GB"),
    "h": ("isco08", "four digits"),
    "i": ("application_date", "--as-of"),
    "j": ("application_date", "2019-01-01"),
    "k": ("fact", "facts"),
    "l": ("age", "0 to 120"),
    "case-13": ("case", "region"),
}


def test_bad_cases_are_named_and_the_good_one_is_answered(tmp_path: Path) -> None:
    file = write(tmp_path / "bad.yaml", BAD)
    ran = corridor("permits", "check", file, "--format", "json")
    assert ran.code == 2
    found = {a["id"]: a for a in json.loads(ran.out)}
    for name, (place, remedy) in PLACES.items():
        error = found[name]["error"]
        assert error["place"] == place
        assert remedy in error["remedy"]
        assert error["message"]
    assert found["good"]["permit_needed"] is False
    assert found["good"]["routes"]["exempt_eea_swiss"]["state"] == "open"


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("empty.yaml", "", "empty"),
        ("broken.yaml", "a: b: c\n", "broken.yaml:1"),
        ("broken.json", '[{"id": 1,]', "broken.json:1"),
        ("twice.yaml", "region: flanders\nregion: brussels\n", "twice"),
        ("none.json", "[]", "no case"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, text: str, part: str) -> None:
    ran = corridor("permits", "check", write(tmp_path / name, text))
    assert ran.code == 2
    assert ran.out == ""
    assert part in ran.err
    assert "remedy" in ran.err


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert corridor("permits", "check", tmp_path / "nowhere.yaml").code == 2
    assert corridor("permits", "check", tmp_path).code == 2


def test_json_and_standard_input() -> None:
    case = {"id": 1, "region": "Vlaanderen", "application_date": "2024-01-15", "facts": {"nationality": "RO"}}
    (found,) = answers("-", stdin=json.dumps(case))
    assert found["id"] == "1"
    assert found["permit_needed"] is False


COLUMNS = (
    "id,region,application_date,nationality,gross_annual_salary,age,isco08,"
    "employment,residence_status,education_level,duration_days,colour"
)
TABLE = (
    COLUMNS
    + """
1,flanders,2025-03-10,IN,50000,32,2512,local,abroad,6,730,red
2,Vlaanderen,2025-03-10,IN,"50,000",32,2512,local,abroad,6,730,red
3,flanders,2025-13-10,IN,50000,32,2512,local,abroad,6,730,red
4,wallonia,2025-03-10,UK,50000,32,2512,local,abroad,6,730,red
5,wallonia,2025-03-10,RO,,32,2512,local,abroad,6,730,red
"""
)


def test_table_quarantines_bad_rows_and_answers_the_others(tmp_path: Path) -> None:
    file, kept = write(tmp_path / "cases.csv", TABLE), tmp_path / "quarantine.csv"
    ran = corridor("permits", "check", file, "--format", "csv", "--quarantine", kept)
    assert ran.code == 2
    found = pl.read_csv(ran.out.encode())
    assert found["id"].to_list() == [1, 5]
    assert found["highly_skilled"].to_list() == [True, None]
    assert found["permit_needed"].to_list() == [True, False]
    bad = pl.read_csv(kept)
    assert bad.select("row", "field").rows() == [
        (2, "gross_annual_salary"),
        (3, "application_date"),
        (4, "nationality"),
    ]
    assert "colour" in ran.err


def test_table_as_json_gives_the_same_answers_as_cases(tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv", TABLE)
    ran = corridor("permits", "check", file, "--format", "json")
    found = {a["id"]: a for a in json.loads(ran.out)}
    assert found["1"]["routes"]["highly_skilled"]["state"] == "open"
    assert found["3"]["error"]["place"] == "row 3, application_date"


@pytest.mark.parametrize(
    ("text", "part"), [("", "empty"), ("region,application_date\n", "no cases"), ("id,age\n1,2\n", "region")]
)
def test_tables_without_cases(tmp_path: Path, text: str, part: str) -> None:
    ran = corridor("permits", "check", write(tmp_path / "t.csv", text))
    assert ran.code == 2
    assert part in ran.err


def test_csv_never_starts_a_formula(tmp_path: Path) -> None:
    file = write(
        tmp_path / "c.yaml", "{id: '=1+1', region: flanders, application_date: 2025-01-02, facts: {nationality: RO}}"
    )
    ran = corridor("permits", "check", file, "--format", "csv")
    assert "\n'=1+1," in ran.out
