"""`corridor partnerships` as a person uses it: each command, each form and language, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

import corridor.partnerships.checks as checks
from corridor.cli import partnerships as command
from corridor.cli import progress
from corridor.cli.partnerships import say
from corridor.cli.partnerships_drawing import ticks
from corridor.partnerships.design import read_design, shipped, write_design
from corridor.partnerships.months import month_end
from corridor.partnerships.results import summary, to_json
from corridor.partnerships.scheme import schemes
from corridor.partnerships.simulation import simulate
from corridor.partnerships.sizing import size as sized
from tests.cli.command import Ran
from tests.cli.command import corridor as ran_corridor

LANGUAGES = ("en", "fr", "nl")
REMEDY = {"en": "remedy: ", "fr": "remède: ", "nl": "oplossing: "}
DRAWS = ("--draws", 200)
GAP = "isco08,posts,nobody,not_qualified\n2512,40,10,12\n7411,30,5,20\n"


def partnerships(*arguments: object) -> Ran:
    return ran_corridor("partnerships", *arguments)


def json_of(*arguments: object) -> Any:
    ran = partnerships(*arguments, "--format", "json")
    assert ran.code in (0, 1), ran.err
    return json.loads(ran.out)


def rows_of(*arguments: object) -> list[dict[str, str]]:
    ran = partnerships(*arguments, "--format", "csv")
    assert ran.code in (0, 1), ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def refused_in_each(place: object, *arguments: object) -> str:
    """One refusal in three languages, each in its own words: place, remedy, exit 2, nothing on standard output."""
    told = []
    for lang in LANGUAGES:
        ran = partnerships(*arguments, "--lang", lang)
        assert ran.code == 2, ran.out
        assert ran.out == ""
        error, remedy = ran.err.strip().splitlines()[-2:]
        assert str(place) in error
        assert remedy.strip().startswith(REMEDY[lang])
        assert len(remedy.split(": ", 1)[1]) > 5
        told.append(error + remedy)
    assert len(set(told)) == len(LANGUAGES)
    return told[0]


# ---- words ----


def test_every_message_is_in_three_languages_with_the_same_values() -> None:
    """A value that one language leaves out would be lost to its readers."""
    import string

    for key, told in command.say.entries.items():
        assert set(told) == set(LANGUAGES), key
        fields = {
            lang: {name for _, name, _, _ in string.Formatter().parse(text) if name} for lang, text in told.items()
        }
        assert fields["en"] == fields["fr"] == fields["nl"], key
        assert all(text.strip() for text in told.values()), key


@pytest.mark.parametrize(("name", "lang"), [("list", "en"), ("size", "fr"), ("simulate", "nl")])
def test_help_speaks_the_readers_language(name: str, lang: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "corridor.cli", "partnerships", name, "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "CORRIDOR_LANG": lang, "COLUMNS": "240"},
        check=True,
    )
    assert say(name, lang)[:30] in ran.stdout


def test_help_imports_nothing_of_the_room() -> None:
    """The time until the help is there is the time of what is imported."""
    code = (
        "import sys; sys.argv=['corridor','partnerships','simulate','--help']\n"
        "from corridor.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'polars', 'numpy', 'numba', 'yaml', 'corridor.partnerships', 'corridor.reports'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip().splitlines()[-1] == "[]"


# ---- list, show, compare ----


def test_list_keeps_what_passes_and_counts_what_cannot_be_decided() -> None:
    ran = partnerships("list", "--origin", "ma", "--destination", "flanders", "--format", "json")
    found = json.loads(ran.out)
    assert "SMP001" in [scheme["id"] for scheme in found["schemes"]]
    assert found["unknown"]
    assert all(name in ran.err for name in found["unknown"])
    assert say("found", "en", n=len(found["schemes"])) in ran.err


def test_list_says_how_many_are_undecided_and_shows_them_when_asked() -> None:
    ran = partnerships("list", "--model", "iom_smp", "--format", "json")
    unknown = json.loads(ran.out)["unknown"]
    assert say("undecided", "en", n=len(unknown), ids=", ".join(unknown)) in ran.err
    assert "--undecided" in ran.err
    shown = partnerships("list", "--model", "iom_smp", "--undecided", "--format", "json")
    assert [scheme["id"] for scheme in json.loads(shown.out)["schemes"]] == unknown


def test_list_without_filters_holds_every_scheme_in_every_form() -> None:
    ids = list(schemes())
    assert [scheme["id"] for scheme in json_of("list")["schemes"]] == ids
    assert [row["id"] for row in rows_of("list")] == ids
    graph = json.loads(partnerships("list", "--format", "jsonld").out)
    assert [node["identifier"] for node in graph["@graph"]] == ids
    table = partnerships("list").out
    assert all(name in table for name in ids)


def test_each_filter_narrows_the_list() -> None:
    whole = len(schemes())
    for arguments in (
        ("--sector", "health"),
        ("--isco", "25"),
        ("--years", "2015-2020"),
        ("--years", "2019"),
        ("--model", "fixed_term_right_to_stay"),
        ("--status", "running"),
        ("--text", "Enabel Maroc"),
    ):
        found = json_of("list", *arguments)
        assert 0 < len(found["schemes"]) < whole, arguments


@pytest.mark.parametrize(
    "arguments",
    [
        ("--origin", "XX"),
        ("--destination", "atlantis"),
        ("--sector", "space"),
        ("--isco", "25x2"),
        ("--years", "2015/2020"),
        ("--years", "2020-2015"),
        ("--model", "perfect"),
        ("--status", "alive"),
    ],
)
def test_a_filter_that_is_none_of_its_list(arguments: tuple[str, str]) -> None:
    refused_in_each(arguments[0], "list", *arguments)


def test_show_gives_one_scheme_by_number_and_by_acronym() -> None:
    for given in ("SMP001", "smp001", "palim"):
        found = json_of("show", given)
        assert found["id"] == "SMP001"
        assert found["counts"]["returned"] == []
        assert {"low", "high", "fits", "fails", "unknown"} <= set(next(iter(found["schools"].values())))
    assert [row["id"] for row in rows_of("show", "SMP001")] == ["SMP001"]
    graph = json.loads(partnerships("show", "SMP001", "--format", "jsonld").out)
    assert graph["@graph"][0]["identifier"] == "SMP001"


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("Morocco", "1,496,448.50")), ("fr", ("Maroc", "496\u202f448,50")), ("nl", ("Marokko", "1.496.448,50"))],
)
def test_show_speaks_the_language(lang: str, words: tuple[str, str]) -> None:
    ran = partnerships("show", "SMP001", "--lang", lang)
    assert ran.code == 0
    assert all(word in ran.out for word in words)


def test_a_scheme_that_is_not_there() -> None:
    assert "SMP0" in refused_in_each("SMP099", "show", "SMP099")
    refused_in_each("PALIMM", "compare", "SMP001", "PALIMM")


def test_compare_puts_schemes_side_by_side() -> None:
    found = json_of("compare", "SMP001", "SMP002", "--lang", "nl")
    assert found["ids"] == ["SMP001", "SMP002"]
    rows = {row["key"]: row for row in found["rows"]}
    assert rows["origins"]["values"] == ["Marokko", "Marokko; Tunesië"]
    assert rows["returned"]["values"] == [None, None]
    assert rows["training"]["bases"][0] == "stated"
    lines = {row["key"]: row for row in rows_of("compare", "SMP001", "SMP002", "--lang", "nl")}
    assert lines["origins"]["SMP002"] == "Marokko; Tunesië"
    assert lines["returned"]["SMP001"] == ""
    table = partnerships("compare", "SMP001", "SMP002", "--lang", "nl").out
    assert "PALIM" in table
    assert say("not_known", "nl") in table


def test_one_scheme_is_no_comparison() -> None:
    refused_in_each("ID", "compare", "SMP001", "palim")


# ---- designs ----


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The starting file of PALIM, as a person keeps it."""
    path = tmp_path / "mine.yaml"
    path.write_text(partnerships("design", "palim").out, encoding="utf-8")
    return path


def test_a_starting_file_is_the_design_that_ships(own: Path) -> None:
    assert read_design(own) == shipped()["palim"]
    listed = partnerships("design").out
    assert all(name in listed for name in shipped())


def test_no_such_design(tmp_path: Path) -> None:
    for arguments in (("design",), ("check",), ("simulate",)):
        assert "palim" in refused_in_each("palm", *arguments, "palm")
    refused_in_each(tmp_path, "check", tmp_path)


def test_all_faults_of_a_design_are_told_with_their_place(own: Path) -> None:
    raw = yaml.safe_load(own.read_text(encoding="utf-8"))
    raw["origin"] = ["MAR"]
    raw["waves"][0]["intake"] = "sixty"
    own.write_text(yaml.safe_dump(raw), encoding="utf-8")
    for arguments in (("check", own), ("simulate", own), ("size", own, "--posts", 5, "--by", "2022-01-01")):
        refused_in_each("mine.yaml: ", *arguments)
        told = partnerships(*arguments).err
        assert "mine.yaml: origin[0]" in told
        assert "mine.yaml: waves[0].intake" in told


# ---- check ----


def test_check_says_what_fails_and_ends_with_one() -> None:
    ran = partnerships("check", "palim", "--format", "json")
    found = json.loads(ran.out)
    states = [finding["state"] for finding in found["findings"]]
    assert ran.code == 1
    assert found["counts"] == {state: states.count(state) for state in ("fail", "unknown", "pass")}
    assert found["counts"]["fail"] > 0
    assert found["worst"] == "red"
    rows = rows_of("check", "palim", "--lang", "fr")
    assert [row["state"] for row in rows] == states
    assert all(row["remedy"] for row in rows if row["state"] == "fail")


def test_unknowns_alone_end_with_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    real = checks.check

    def without_failures(*given: Any, **named: Any) -> tuple[checks.Finding, ...]:
        return tuple(finding for finding in real(*given, **named) if finding.state != "fail")

    monkeypatch.setattr(checks, "check", without_failures)
    ran = partnerships("check", "palim", "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["counts"]["unknown"] > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_checks_shows_the_worst_first(lang: str) -> None:
    ran = partnerships("check", "palim", "--lang", lang)
    rows = [line for line in ran.out.splitlines() if line.startswith("│")]
    first = [cell.strip() for cell in rows[0].split("│")]
    assert first[2] == {"en": "red", "fr": "rouge", "nl": "rood"}[lang]
    assert "--all" in ran.err
    everything = partnerships("check", "palim", "--lang", lang, "--all")
    assert len(everything.out.splitlines()) > len(ran.out.splitlines())
    assert "--all" not in everything.err


def test_the_day_of_a_check_is_the_day_asked_for() -> None:
    assert json_of("check", "palim", "--at", "2024-05-01")["at"] == "2024-05-01"
    refused_in_each("--at", "check", "palim", "--at", "1/5/2024")


# ---- simulate ----


def test_json_is_what_the_library_says() -> None:
    found = json_of("simulate", "palim", *DRAWS, "--seed", 3)
    run = simulate(shipped()["palim"], draws=200, seed=3)
    expected = json.loads(json.dumps(to_json(summary(run, marginal=True))))
    assert found == {**expected, "probability": None, "win": None}


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again, other = (partnerships("simulate", "palim", *DRAWS, "--seed", seed).out for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_csv_has_each_month_of_each_quantity() -> None:
    rows = rows_of("simulate", "palim", *DRAWS)
    design = shipped()["palim"]
    abroad = [row for row in rows if row["quantity"] == "placed_abroad"]
    assert [int(row["month"]) for row in abroad] == list(range(design.horizon_months + 1))
    assert abroad[0]["date"] == design.start.isoformat()
    means = [float(row["mean"]) for row in abroad]
    assert means == sorted(means)
    for row in rows:
        assert float(row["p5"]) <= float(row["p50"]) <= float(row["p95"]), row
    assert {row["stage"] for row in rows if row["quantity"] == "waiting"} >= {"matching", "waiting_for_post", "permit"}


def test_the_probability_falls_with_the_number_and_rises_with_the_day() -> None:
    def chance(*asked: object) -> float:
        found = json_of("simulate", "palim", *DRAWS, *asked)["probability"]["share"]
        assert 0 <= found <= 1
        return float(found)

    few, many = chance("--at-least", 1), chance("--at-least", 10)
    assert chance("--at-least", 1, "--by", "2020-01-01") <= few
    assert many < few


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_speak_the_language(lang: str) -> None:
    ran = partnerships("simulate", "palim", *DRAWS, "--lang", lang, "--win", "--at-least", 5, "--by", "2021-12-31")
    assert ran.code == 0, ran.err
    for key in ("stages", "outcomes", "costs", "win_title", "placed_abroad", "retained_years", "waiting_for_post"):
        assert say(key, lang) in ran.out
    assert shipped()["palim"].name.told(lang) in ran.out
    assert ran.err.split()[0].isdigit(), "how many quantities are assumed"


def test_who_loses_is_said_before_the_total() -> None:
    from corridor.partnerships.win import win
    from corridor.partnerships.win_statement import statement

    run = simulate(shipped()["palim"], draws=200)
    said = statement(win(run), "en", until=date(2024, 3, 1))
    out = partnerships("simulate", "palim", *DRAWS, "--win").out
    places = [out.index(sentence) for sentence in said]
    assert places == sorted(places)
    assert json_of("simulate", "palim", *DRAWS, "--win")["win"]["design"] == "palim"


def test_the_folder_holds_result_months_and_drawing(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "result"
    ran = partnerships("simulate", "palim", *DRAWS, "--out", out, "--format", "json", "--lang", "nl")
    assert ran.code == 0, ran.err
    assert sorted(path.name for path in out.iterdir()) == ["months.csv", "people.svg", "result.json"]
    assert json.loads((out / "result.json").read_text("utf-8")) == json.loads(ran.out)
    assert (out / "months.csv").read_text("utf-8") == partnerships("simulate", "palim", *DRAWS, "--format", "csv").out
    drawing = ElementTree.parse(out / "people.svg").getroot()
    texts = [element.text for element in drawing.iter() if element.text]
    assert say("placed_abroad", "nl") in texts
    assert str(out / "people.svg") in ran.err


def test_a_design_that_places_nobody_is_drawn_and_told(tmp_path: Path, own: Path) -> None:
    """Nothing is divided by zero, and no cost per placement is made up."""
    raw = yaml.safe_load(own.read_text(encoding="utf-8"))
    raw["demand"] = []
    own.write_text(yaml.safe_dump(raw), encoding="utf-8")
    for form in ("table", "json", "csv"):
        ran = partnerships("simulate", own, *DRAWS, "--win", "--out", tmp_path / "out", "--format", form)
        assert ran.code == 0, ran.err
    found = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert found["placed_abroad"]["p95"] == 0
    assert found["costs"]["per_placement"]["mean"] is None


@pytest.mark.parametrize(
    ("place", "arguments"),
    [
        ("--draws", ("--draws", 0)),
        ("--draws", ("--draws", 10**9)),
        ("--at-least", ("--at-least", 0)),
        ("--by", ("--by", "2021-01-01")),
        ("--by", ("--at-least", 5, "--by", "2001-01-01")),
        ("--by", ("--at-least", 5, "--by", "2050-01-01")),
        ("--by", ("--at-least", 5, "--by", "soon")),
    ],
)
def test_what_cannot_be_simulated(place: str, arguments: tuple[object, ...]) -> None:
    refused_in_each(place, "simulate", "palim", *arguments)


def test_a_folder_that_cannot_be_written(own: Path) -> None:
    for place in (own, own / "out"):
        refused_in_each(place, "simulate", "palim", *DRAWS, "--out", place)


def test_long_work_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    with progress.waiting(say, "simulate", "fr"):
        time.sleep(0.1)
    told = capsys.readouterr()
    assert told.out == ""
    assert say("step_simulate", "fr") in told.err


def test_ctrl_c_ends_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("corridor.partnerships.simulation.simulate", stopped)
    ran = partnerships("simulate", "palim", "--lang", "nl")
    assert (ran.code, ran.out) == (2, "")
    assert say("stopped", "nl") in ran.err


@pytest.mark.parametrize("highest", [1, 3, 4, 17, 86, 240, 1999, 12345])
def test_ticks_are_few_and_reach_most_of_the_way(highest: float) -> None:
    found = ticks(highest)
    assert found[0] == 0
    assert found[-1] <= highest
    assert 2 <= len(found) <= 12
    assert found[-1] + found[1] > highest


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2019, 3, 1), 60, date(2024, 3, 1)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
    ],
)
def test_a_month_later_is_a_day_of_the_calendar(start: date, months: int, end: date) -> None:
    assert month_end(start, months) == end


# ---- size ----

REACHED = ("size", "pem_wecco", "--posts", 5, "--by", "2026-12-31", "--draws", 500)
NOT_REACHED = ("size", "palim", "--posts", 20, "--by", "2022-12-31", "--draws", 500)


def test_the_size_of_a_design_is_what_the_library_says() -> None:
    found = json_of(*REACHED)
    expected = sized(5, shipped()["pem_wecco"], by=date(2026, 12, 31), draws=500)
    assert (found["reached"], found["intake"], found["people"]) == (True, expected.intake, expected.people)
    (row,) = rows_of(*REACHED)
    assert (row["reached"], row["people"]) == ("true", str(expected.people))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_that_is_no_ends_with_zero_and_says_why(lang: str) -> None:
    ran = partnerships(*NOT_REACHED, "--lang", lang)
    assert ran.code == 0, ran.err
    assert say("not_reached", lang) in ran.out
    assert "2022" in ran.out
    (row,) = rows_of(*NOT_REACHED, "--lang", lang)
    assert (row["reached"], row["intake"], row["people"]) == ("false", "", "")


@pytest.fixture
def gap(tmp_path: Path) -> Path:
    path = tmp_path / "gap.csv"
    path.write_text(GAP, encoding="utf-8")
    return path


GAP_OPTIONS = ("--date", "2026-11-21", "--draws", 200)


def test_a_gap_is_sized_by_occupation_the_largest_first(gap: Path) -> None:
    found = json_of("size", "--gap", gap, *GAP_OPTIONS)
    assert [(answer["isco08"], answer["target"]) for answer in found] == [("7411", 25), ("2512", 22)]
    assert all(answer["proposals"] for answer in found)
    rows = rows_of("size", "--gap", gap, *GAP_OPTIONS, "--top", 1)
    assert [(row["isco08"], row["target"]) for row in rows] == [("7411", "25")]


@pytest.mark.parametrize(("lang", "word"), [("en", "Flanders"), ("fr", "Flandre"), ("nl", "Vlaanderen")])
def test_the_table_of_a_gap_speaks_the_language(lang: str, word: str, gap: Path) -> None:
    from corridor.partnerships.proposals import caveat

    ran = partnerships("size", "--gap", gap, *GAP_OPTIONS, "--lang", lang)
    assert ran.code == 0, ran.err
    assert word in ran.out
    assert caveat(lang) in ran.out
    assert ran.err


def test_a_gap_with_semicolons_and_a_byte_order_mark_is_the_same_gap(gap: Path, tmp_path: Path) -> None:
    other = tmp_path / "excel.csv"
    other.write_text(GAP.replace(",", ";"), encoding="utf-8-sig")
    assert partnerships("size", "--gap", gap, *GAP_OPTIONS).code == command.DONE
    assert json_of("size", "--gap", gap, *GAP_OPTIONS) == json_of("size", "--gap", other, *GAP_OPTIONS)
    spaced = tmp_path / "spaced.csv"
    spaced.write_text(GAP.replace(",", ", "), encoding="utf-8")
    assert json_of("size", "--gap", gap, *GAP_OPTIONS) == json_of("size", "--gap", spaced, *GAP_OPTIONS)


def test_the_gap_of_a_design_is_that_of_its_occupations(gap: Path) -> None:
    found = json_of("size", "palim", "--gap", gap, "--by", "2022-12-31", "--draws", 200)
    assert found["target"] == 22


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (None, "gap.csv"),
        ("", "gap.csv"),
        ("isco08,posts\n2512,4\n", "gap.csv"),
        ("isco08,posts,nobody,not_qualified\n", "gap.csv"),
        ("isco08,posts,nobody,not_qualified\n25x2,4,4,0\n", "gap.csv: 2: isco08"),
        ("isco08,posts,nobody,not_qualified\n2512,4,4,0\n2511,4,-1,0\n", "gap.csv: 3: nobody"),
        ("isco08,posts,nobody,not_qualified\n2512,4,4\n", "gap.csv: 2: not_qualified"),
        (f"isco08,posts,nobody,not_qualified\n2512,4,{10**20},0\n", "gap.csv: 2: nobody"),
    ],
)
def test_a_gap_that_cannot_be_read(text: str | None, place: str, tmp_path: Path) -> None:
    path = tmp_path / "gap.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    refused_in_each(place, "size", "--gap", path, *GAP_OPTIONS)


@pytest.mark.parametrize(
    ("place", "arguments"),
    [
        ("DESIGN", ()),
        ("--posts", ("palim", "--by", "2022-12-31")),
        ("--posts", ("palim", "--by", "2022-12-31", "--posts", 0)),
        ("--posts", ("palim", "--by", "2022-12-31", "--posts", 5, "--gap", "gap.csv")),
        ("--by", ("palim", "--posts", 5)),
        ("--by", ("palim", "--posts", 5, "--by", "2001-01-01")),
        ("--by", ("palim", "--posts", 5, "--by", "2022-13-01")),
        ("--probability", ("palim", "--posts", 5, "--by", "2022-12-31", "--probability", 80)),
        ("--draws", ("palim", "--posts", 5, "--by", "2022-12-31", "--draws", 1)),
        ("--region", ("--gap", "gap.csv", "--region", "atlantis")),
    ],
)
def test_what_cannot_be_sized(place: str, arguments: tuple[object, ...]) -> None:
    refused_in_each(place, "size", *arguments)


def test_a_design_written_by_the_library_is_read_by_the_command(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    for name, design in shipped().items():
        path.write_text(write_design(design), encoding="utf-8")
        found: Mapping[str, Any] = json_of("simulate", path, "--draws", 50)
        assert found == json_of("simulate", name, "--draws", 50)
