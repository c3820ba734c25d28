"""`corridor plan` and `corridor serve` as a person uses them: faulty input, folders, interruptions, pages."""

from __future__ import annotations

import csv
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corridor.cli.serve import HOST, Pages
from corridor.pool.source import MARKS
from corridor.reports import plan_page
from tests.cli.command import Ran, corridor

LANGUAGES = ("en", "fr", "nl")
REMEDY = {"en": "remedy: ", "fr": "remède: ", "nl": "oplossing: "}
DAY = "2026-11-21"
HOME = {"residence_country": "BE", "work_access": "any_employer"}
PEOPLE = [
    {"id": "T1", "isco08": "2512", "residence_region": "flanders", **HOME},
    {"id": "T2", "isco08": "7512", "residence_region": "wallonia", **HOME},
]
JOBS = [
    {"id": "V1", "isco08": "2512", "region": "flanders", "posts": "1", "start_date": "2026-12-01"},
    {"id": "V2", "isco08": "7512", "region": "flanders", "posts": "2", "start_date": "2026-12-01"},
]


def csv_file(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def talents(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "talents.csv", PEOPLE)


@pytest.fixture
def vacancies(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "vacancies.csv", JOBS)


def planned(talents: Path, vacancies: Path, *more: object, region: str = "flanders", day: str = DAY) -> Ran:
    return corridor("plan", region, "--date", day, "--talents", talents, "--vacancies", vacancies, *more)


def refused(ran: Ran, lang: str, place: object) -> str:
    """The message of a refusal: one error with place and remedy, exit 2, nothing on standard output."""
    assert ran.code == 2
    assert ran.out == ""
    error, remedy = ran.err.strip().splitlines()[-2:]
    assert str(place) in error.split(": ", 2)[1]
    assert remedy.strip().startswith(REMEDY[lang])
    assert len(remedy.split(": ", 1)[1]) > 5
    return error


def refused_in_each(place: object, *arguments: object, **options: Any) -> None:
    """The same refusal in three languages, each in its own words."""
    told = {
        refused(planned(*arguments, "--lang", lang, **options), lang, place)  # type: ignore[arg-type]
        for lang in LANGUAGES
    }
    assert len(told) == len(LANGUAGES)


# ---- files that cannot be read ----


@pytest.mark.parametrize("kind", ["talents", "vacancies"])
@pytest.mark.parametrize("text", ["", "\n\n", "id,isco08,region\n"], ids=["nothing", "blank", "header only"])
def test_an_empty_file(kind: str, text: str, talents: Path, vacancies: Path) -> None:
    path = talents if kind == "talents" else vacancies
    path.write_text(text, encoding="utf-8")
    refused_in_each(path, talents, vacancies)


@pytest.mark.parametrize("kind", ["talents", "vacancies"])
def test_a_file_that_is_not_there(kind: str, talents: Path, vacancies: Path) -> None:
    path = talents if kind == "talents" else vacancies
    path.unlink()
    refused_in_each(path, talents, vacancies)


@pytest.mark.parametrize("kind", ["talents", "vacancies"])
def test_columns_of_something_else(kind: str, talents: Path, vacancies: Path) -> None:
    path = talents if kind == "talents" else vacancies
    csv_file(path, [{"colour": "red", "wheels": "4"}])
    refused_in_each(kind, talents, vacancies)


def test_vacancies_without_any_place(talents: Path, vacancies: Path) -> None:
    csv_file(vacancies, [{"id": "V1", "isco08": "2512"}])
    refused_in_each("region", talents, vacancies)


# ---- rows that cannot be read ----

FAULTS = [
    ({"id": "V1"}, "id"),
    ({"isco08": "2599"}, "isco08"),
    ({"isco08": "25x2"}, "isco08"),
    ({"posts": "-2"}, "posts"),
    ({"posts": "0"}, "posts"),
    ({"start_date": "31/02/2027"}, "start_date"),
    ({"region": ""}, "region"),
    ({"region": "atlantis"}, "region"),
    ({"isco08": ""}, "title"),
]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_faulty_rows_stand_beside_the_plan(lang: str, talents: Path, vacancies: Path, tmp_path: Path) -> None:
    """Good rows are planned with; each faulty one is written with its field, what is wrong and what to do."""
    faulty = [{**JOBS[0], "id": f"bad{n}", **change} for n, (change, _) in enumerate(FAULTS)]
    csv_file(vacancies, [*JOBS, *faulty])
    out = tmp_path / "plan"
    ran = planned(talents, vacancies, "--out", out, "--lang", lang, "--format", "json")
    assert ran.code == 0
    beside = out / "vacancies.quarantine.csv"
    (counted,) = [line for line in ran.err.splitlines() if str(beside) in line]
    assert counted.startswith(f"{len(FAULTS)} ")
    assert str(vacancies) in counted
    rows = pl.read_csv(beside, separator=";", infer_schema=False)
    assert tuple(rows.columns[: len(MARKS)]) == MARKS
    texts = rows.rows()
    assert len(texts) == len(FAULTS)
    for (_, field), row in zip(FAULTS, texts, strict=True):
        assert row[1] == field, row
        assert row[3], "a reason"
        assert row[4], "a remedy"
    document = json.loads(ran.out)
    assert document["inputs"]["vacancies"] == len(JOBS)
    assert document["inputs"]["posts"] == 3


def test_without_a_folder_faulty_rows_stand_beside_the_input(talents: Path, vacancies: Path) -> None:
    csv_file(talents, [*PEOPLE, {**PEOPLE[0], "id": "T3", "isco08": "9999"}])
    ran = planned(talents, vacancies)
    assert ran.code == 0
    assert (talents.parent / "talents.quarantine.csv").exists()
    assert str(talents.parent / "talents.quarantine.csv") in ran.err


def test_of_two_rows_with_one_id_the_first_is_planned_with(talents: Path, vacancies: Path) -> None:
    csv_file(talents, [*PEOPLE, {**PEOPLE[1], "id": "T1"}])
    ran = planned(talents, vacancies, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["inputs"]["talents"] == len(PEOPLE)


def test_a_file_of_faulty_rows_alone(talents: Path, vacancies: Path) -> None:
    csv_file(vacancies, [{**JOBS[0], "posts": "-1"}])
    refused_in_each("vacancies", talents, vacancies)


def test_dates_in_three_forms_are_one_date(talents: Path, vacancies: Path) -> None:
    forms = ["2026-12-01", "01/12/2026", "1-12-2026"]
    csv_file(vacancies, [{**JOBS[0], "id": f"V{n}", "start_date": form} for n, form in enumerate(forms)])
    csv_file(talents, [{**PEOPLE[0], "available_from": "2026-12-11"}])
    ran = planned(talents, vacancies, "--format", "json")
    assert ran.code == 0
    (lever,) = json.loads(ran.out)["levers"]
    assert (lever["action"], lever["posts"]) == ("date", 3)
    assert lever["gap"] == {"median": 10, "p90": 10, "unit": "days"}


# ---- region, date, reforms ----


def test_no_such_region(talents: Path, vacancies: Path) -> None:
    refused_in_each("region", talents, vacancies, region="atlantis")
    assert "flanders, wallonia, brussels, german_community" in planned(talents, vacancies, region="atlantis").err


def test_a_region_without_vacancies(talents: Path, vacancies: Path) -> None:
    refused_in_each("vacancies", talents, vacancies, region="brussels")


@pytest.mark.parametrize("day", ["2018-12-31", "2027-01-01", "9999-12-31"])
def test_a_date_outside_the_law(day: str, talents: Path, vacancies: Path) -> None:
    refused_in_each("date", talents, vacancies, day=day)


@pytest.mark.parametrize("day", ["21/11/2026", "2026-02-30", "tomorrow", ""])
def test_no_date(day: str, talents: Path, vacancies: Path) -> None:
    refused_in_each("--date", talents, vacancies, day=day)


REFORM = "id: x\nlabel: {en: a, fr: b, nl: c}\n"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "id: [",
        "id: x\n",
        f"{REFORM}parameters: {{flanders.no_such_amount: {{from: 2026-01-01, value: 1, later: replace}}}}\n",
        f"{REFORM}parameters: {{atlantis.hs_salary_min: {{from: 2026-01-01, value: 1, later: replace}}}}\n",
        f"{REFORM}conditions: {{flanders.highly_skilled.hs_salary: {{expr: 'nonsense >= 3', later: replace}}}}\n",
    ],
    ids=["no file", "no YAML", "no label", "no parameter", "no region", "no fact"],
)
def test_a_reform_that_does_not_fit(text: str | None, talents: Path, vacancies: Path, tmp_path: Path) -> None:
    path = tmp_path / "reform.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    out = tmp_path / "plan"
    refused_in_each(path, talents, vacancies, "--reform", path, "--out", out)
    assert not out.exists()


def test_a_reform_that_is_a_folder(talents: Path, vacancies: Path, tmp_path: Path) -> None:
    refused_in_each(tmp_path, talents, vacancies, "--reform", tmp_path)


# ---- the result ----


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_folder_holds_plan_page_and_tables(lang: str, talents: Path, vacancies: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "plan"
    ran = planned(talents, vacancies, "--out", out, "--lang", lang, "--format", "json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert f'lang="{lang}"' in (out / "plan.html").read_text(encoding="utf-8")
    tables = {p.stem: pl.read_parquet(p) for p in out.glob("*.parquet")}
    assert set(tables) == {"vacancies", "placements", "candidates", "audit"}
    assert dict(zip(tables["placements"]["vacancy"], tables["placements"]["talent"], strict=True)) == {
        "V1": "T1",
        "V2": "T2",
    }
    assert sorted(p.name for p in out.parent.iterdir()) == ["plan"]


def test_json_has_the_keys_of_the_contract(talents: Path, vacancies: Path) -> None:
    document = json.loads(planned(talents, vacancies, "--format", "json").out)
    assert set(document) >= {
        "inputs", "circles", "reasons", "occupations", "routes", "levers", "reforms", "provenance",
    }  # fmt: skip
    assert {"talents": 2, "vacancies": 2, "posts": 3}.items() <= document["inputs"].items()
    circles = [{name: circle[name] for name in ("name", "offered", "filled")} for circle in document["circles"]]
    assert circles == [
        {"name": "flanders", "offered": 3, "filled": 1},
        {"name": "rest_of_belgium", "offered": 2, "filled": 1},
        {"name": "eea", "offered": 1, "filled": 0},
        {"name": "third_countries", "offered": 1, "filled": 0},
    ]
    assert {r["reason"]: r["posts"] for r in document["reasons"]} == {
        "nobody": 1, "not_qualified": 0, "not_willing": 0, "not_allowed": 0, "undecided": 0, "outcompeted": 0,
    }  # fmt: skip
    assert {"version", "law_version", "law_hash", "inputs", "parameters"} <= set(document["provenance"])


def test_csv_has_a_line_a_circle_and_a_reason(talents: Path, vacancies: Path) -> None:
    ran = planned(talents, vacancies, "--format", "csv")
    rows = list(csv.DictReader(ran.out.splitlines()))
    assert [row["kind"] for row in rows] == ["circle"] * 4 + ["reason"] * 6
    assert sum(int(row["posts"]) for row in rows) == 3


@pytest.mark.parametrize(("lang", "word"), [("en", "posts"), ("fr", "postes"), ("nl", "arbeidsplaatsen")])
def test_the_table_speaks_the_language(lang: str, word: str, talents: Path, vacancies: Path) -> None:
    ran = planned(talents, vacancies, "--lang", lang)
    assert ran.code == 0
    assert f"3 {word}" in ran.out


# ---- writing ----


def test_a_folder_that_cannot_be_written(talents: Path, vacancies: Path) -> None:
    for place in (talents, talents / "plan"):
        refused_in_each(place, talents, vacancies, "--out", place)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write(talents: Path, vacancies: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    refused_in_each(locked / "plan", talents, vacancies, "--out", locked / "plan")


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError("disk full")], ids=["Ctrl-C", "disk full"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_run_that_is_stopped_leaves_the_old_plan(
    stop: BaseException | type[BaseException],
    lang: str,
    talents: Path,
    vacancies: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "plan"
    assert planned(talents, vacancies, "--out", out).code == 0
    before = contents(out)
    csv_file(vacancies, JOBS[:1])

    def stopped(*_: object) -> None:
        raise stop

    monkeypatch.setattr(plan_page, "write", stopped)
    ran = planned(talents, vacancies, "--out", out, "--lang", lang)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert contents(out) == before
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_what_is_no_fault_of_the_user_is_not_hidden(
    talents: Path, vacancies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(plan_page, "write", broken)
    with pytest.raises(ZeroDivisionError):
        planned(talents, vacancies, "--out", tmp_path / "plan")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["talents.csv", "vacancies.csv"]


# ---- serve ----


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as `corridor demo` leaves it, with files beside and in it that are nobody's business."""
    found = tmp_path / "plan"
    (found / "inner").mkdir(parents=True)
    for name in ("plan.html", "plan.fr.html", "plan.nl.html", "plan.en.html", "plan.json", "notes.txt", ".hidden"):
        (found / name).write_text(name, encoding="utf-8")
    (found / "inner" / "plan.json").write_text("inner", encoding="utf-8")
    (tmp_path / "secret.json").write_text("secret", encoding="utf-8")
    return found


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    with ThreadingHTTPServer((HOST, 0), partial(Pages, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def asked(port: int, path: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "plan.html"),
        ("/fr/", "plan.fr.html"),
        ("/nl/", "plan.nl.html"),
        ("/en/", "plan.en.html"),
        ("/fr", "plan.fr.html"),
        ("/plan.json", "plan.json"),
        ("/?x=1", "plan.html"),
    ],
)
def test_what_is_served(path: str, file: str, port: int) -> None:
    status, text, headers = asked(port, path)
    assert (status, text) == (200, file)
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert asked(port, path, "HEAD")[:2] == (200, "")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.json",
        "/..%2fsecret.json",
        "/%2e%2e/secret.json",
        "//secret.json/../../secret.json",
        "/inner/plan.json",
        "/inner/",
        "/..",
        "/.",
        "/notes.txt",
        "/.hidden",
        "/nothing.html",
        "/de/",
        "/%00plan.json",
        "/etc/passwd",
    ],
)
def test_what_is_not_served(path: str, port: int) -> None:
    status, text, _ = asked(port, path)
    assert status == 404
    assert "secret" not in text.replace(path, "")


def test_nothing_is_taken_in(port: int) -> None:
    assert asked(port, "/plan.json", "POST")[0] == 501
    assert asked(port, "/plan.json", "PUT")[0] == 501


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_folder_without_a_plan(lang: str, tmp_path: Path) -> None:
    ran = corridor("serve", tmp_path / "nothing", "--no-browser", "--lang", lang)
    assert "corridor demo" in ran.err
    refused(ran, lang, tmp_path / "nothing")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_port_that_is_taken(lang: str, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        ran = corridor("serve", folder, "--port", number, "--no-browser", "--lang", lang)
    assert str(number) in refused(ran, lang, "--port")


def test_the_command_serves_until_it_is_stopped(folder: Path) -> None:
    command = [sys.executable, "-m", "corridor.cli", "serve", str(folder), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            number = int(line.split(f"{HOST}:")[1].split("/")[0])
            assert asked(number, "/")[:2] == (200, "plan.html")
        finally:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in err
