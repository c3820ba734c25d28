"""`corridor pool`, from the options to what is printed and written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from corridor.cli.pool import MESSAGES, _Patience, pool
from tests.pool.made import TALENT, csv_file, json_file
from tests.pool.test_forms import OFFER


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(pool, [str(a) for a in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three good rows, one of them repaired, and a bad one."""
    rows = [{**TALENT, "id": f"T{n}", "isco08": code} for n, code in enumerate(["7411", "110", "9999", "2512"], 1)]
    return csv_file(tmp_path, rows)


def test_messages_are_there_in_three_languages() -> None:
    for key, texts in json.loads(MESSAGES.read_text(encoding="utf-8")).items():
        assert set(texts) == {"en", "fr", "nl"}, key
        assert all(texts.values()), key


# ---- template ----
@pytest.mark.parametrize(("lang", "header"), [("en", "Job title"), ("fr", "Métier"), ("nl", "Beroep")])
def test_a_template_on_standard_output(lang: str, header: str) -> None:
    done = run("template", "talents", "--lang", lang)
    assert done.exit_code == 0
    lines = list(csv.reader(io.StringIO(done.stdout), delimiter=";"))
    assert header in lines[0]
    assert len(lines) == 2
    assert len(lines[0]) == len(lines[1])


def test_a_template_in_a_file(tmp_path: Path) -> None:
    done = run("template", "vacancies", "--format", "xlsx", "--out", tmp_path / "v.xlsx", "--lang", "nl")
    assert done.exit_code == 0
    assert "sjabloon geschreven" in done.stderr
    assert run("validate", tmp_path / "v.xlsx", "--kind", "vacancies").exit_code == 0


def test_a_workbook_needs_a_file() -> None:
    done = run("template", "talents", "--format", "xlsx", "--lang", "fr")
    assert done.exit_code == 2
    assert "--out" in done.stderr


# ---- validate ----
def test_validate_ends_with_one_where_rows_are_quarantined(file: Path) -> None:
    done = run("validate", file, "--kind", "talents", "--lang", "en")
    assert done.exit_code == 1
    text = " ".join(done.stdout.split())
    for part in ("Quarantined", "isco08", "9999", "no unit group", "T3"):
        assert part in text


def test_validate_ends_with_zero_where_all_is_well(tmp_path: Path) -> None:
    assert run("validate", csv_file(tmp_path, [TALENT]), "--kind", "talents").exit_code == 0


def test_validate_as_json_has_counts_that_add_up(file: Path) -> None:
    found = json.loads(run("validate", file, "--kind", "talents", "--format", "json").stdout)
    counts = found["counts"]
    assert counts == {"rows": 4, "valid": 2, "repaired": 1, "quarantined": 1, "empty": 0}
    assert found["quarantine"][0]["row"] == 3
    assert found["notes"][0]["after"] == "0110"


def test_validate_as_csv_is_the_quarantine(file: Path) -> None:
    done = run("validate", file, "--kind", "talents", "--format", "csv", "--lang", "nl")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(r["row"], r["field"], r["value"]) for r in rows] == [("3", "isco08", "9999")]
    assert "4 rijen: 2 geldig, 1 hersteld, 1 in quarantaine, 0 leeg" in done.stderr


def test_validate_writes_a_quarantine_only_where_asked(file: Path, tmp_path: Path) -> None:
    run("validate", file, "--kind", "talents")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["made.csv"]
    run("validate", file, "--kind", "talents", "--quarantine", tmp_path / "bad.csv")
    assert "9999" in (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "no such file"), ("fr", "fichier introuvable"), ("nl", "bestand niet gevonden")]
)
def test_a_file_that_cannot_be_read_ends_with_two_and_its_remedy(tmp_path: Path, lang: str, words: str) -> None:
    done = run("validate", tmp_path / "none.csv", "--kind", "talents", "--lang", lang)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "none.csv" in done.stderr
    assert done.stdout == ""


def test_a_kind_that_does_not_exist_is_wrong_use(file: Path) -> None:
    assert run("validate", file, "--kind", "people").exit_code == 2


# ---- import ----
def test_import_correct_and_append(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "talents.parquet"
    first = run("import", file, "--kind", "talents", "--out", out)
    assert first.exit_code == 0
    assert pl.read_parquet(out)["id"].to_list() == ["T1", "T2", "T4"]
    quarantine = out.with_name("talents.quarantine.csv")
    quarantine.write_text(quarantine.read_text("utf-8-sig").replace("9999", "2511"), encoding="utf-8-sig")
    second = run("import", quarantine, "--kind", "talents", "--out", out, "--append")
    assert second.exit_code == 0, second.stderr
    assert pl.read_parquet(out)["id"].to_list() == ["T1", "T2", "T4", "T3"]
    third = run("import", file, "--kind", "talents", "--out", out, "--append", "--format", "json")
    assert json.loads(third.stdout)["counts"]["quarantined"] == 4
    assert pl.read_parquet(out).height == 4


def test_import_writes_the_quarantine_where_asked_and_none_without_faults(tmp_path: Path, file: Path) -> None:
    run("import", file, "--kind", "talents", "--out", tmp_path / "a.parquet", "--quarantine", tmp_path / "bad.csv")
    assert (tmp_path / "bad.csv").exists()
    assert not (tmp_path / "a.quarantine.csv").exists()
    good = csv_file(tmp_path, [TALENT], name="good.csv")
    run("import", good, "--kind", "talents", "--out", tmp_path / "b.parquet")
    assert not (tmp_path / "b.quarantine.csv").exists()


@pytest.mark.parametrize("option", ["--out", "--quarantine"])
def test_import_never_overwrites_its_source(file: Path, tmp_path: Path, option: str) -> None:
    before = file.read_bytes()
    options = {"--out": tmp_path / "out.parquet"} | {option: file}
    done = run("import", file, "--kind", "talents", *(x for pair in options.items() for x in pair))
    assert done.exit_code == 2
    assert file.read_bytes() == before
    assert not (tmp_path / "out.parquet").exists()


def test_append_needs_a_table_that_was_written_before(file: Path, tmp_path: Path) -> None:
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "other.parquet")
    done = run("import", file, "--kind", "talents", "--out", tmp_path / "other.parquet", "--append", "--lang", "en")
    assert done.exit_code == 2
    assert "is not a table of talents" in done.stderr
    assert run("import", file, "--kind", "talents", "--out", tmp_path / "o.csv", "--append").exit_code == 2


def test_import_with_a_mapping(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [{"A": "1", "B": "kok"}])
    mapping = tmp_path / "names.yaml"
    mapping.write_text("A: id\nB: title\n", encoding="utf-8")
    done = run("import", path, "--kind", "talents", "--out", tmp_path / "o.parquet", "--mapping", mapping)
    assert done.exit_code == 0
    assert pl.read_parquet(tmp_path / "o.parquet")["title"].to_list() == ["kok"]


def test_the_licence_of_open_data_is_told(tmp_path: Path) -> None:
    done = run("import", json_file(tmp_path, [OFFER]), "--kind", "vacancies", "--out", tmp_path / "o.parquet")
    assert "CC BY-SA 4.0" in done.stderr


def test_no_value_of_a_row_is_printed_but_the_ones_at_fault(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [{**TALENT, "name": "Jan Geheim"}, {**TALENT, "id": "T2", "name": "An", "isco08": "1"}])
    done = run("import", path, "--kind", "talents", "--out", tmp_path / "o.parquet")
    assert "Jan Geheim" not in done.stdout + done.stderr


# ---- progress and the synthetic pool ----
def test_progress_is_silent_for_two_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("corridor.cli.pool.time.monotonic", lambda: now[0])
    patience = _Patience("en")
    for moment, done in ((101.0, 1), (102.5, 2), (103.0, 3), (105.0, 4), (108.0, 5)):
        now[0] = moment
        patience(done, 5)
    assert capsys.readouterr().err == "2 of 5\n4 of 5\n"


def test_synthesise_writes_what_can_be_imported(tmp_path: Path) -> None:
    done = run("synthesise", "--talents", 50, "--vacancies", 20, "--seed", 3, "--out", tmp_path / "p", "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert "synthetic" in done.stderr
    for kind, size in (("talents", 50), ("vacancies", 20)):
        found = run("validate", tmp_path / "p" / f"{kind}.parquet", "--kind", kind, "--format", "json")
        record = json.loads(found.stdout)
        assert record["quarantine"] == []
        assert record["counts"]["valid"] == size, record["notes"][:3]
