"""`corridor data`: refresh, status and import as a person meets them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corridor.cli.data import MESSAGES
from tests.cli.command import corridor
from tests.labour_market.offices import PERMITS, Office, Reply, office, permits


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path))
    return tmp_path / "official"


@pytest.fixture
def made() -> Iterator[Office]:
    with office() as running:
        yield running


def test_refresh_fetches_and_status_says_so(made: Office) -> None:
    made.has(PERMITS, permits())
    ran = corridor("data", "refresh", "tps00170", "--base-url", made.address, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out) == [
        {"table": "tps00170", "result": "fetched", "rows": 12, "before": None, "age_days": 0, "error": None}
    ]
    assert "tps00170: fetched, 12 rows, today" in ran.err
    status = json.loads(corridor("data", "status", "--stored", "--format", "json").out)
    assert [each["table"] for each in status] == ["tps00170"]
    assert status[0]["provenance"]["sha256"]
    assert status[0]["provenance"]["address"].startswith("https://ec.europa.eu/")
    assert status[0]["national"] is True


def test_a_failure_says_what_to_do_and_that_the_old_table_stays(made: Office) -> None:
    made.has(PERMITS, permits())
    corridor("data", "refresh", "tps00170", "--base-url", made.address)
    made.has(PERMITS, Reply(status=404))
    ran = corridor("data", "refresh", "tps00170", "--base-url", made.address, "--lang", "nl")
    assert ran.code == 2
    assert "het bureau heeft niets op dit adres (404)" in ran.err
    assert "de tabel van vandaag blijft" in ran.err
    status = corridor("data", "status", "--stored", "--format", "csv").out
    row = next(csv.DictReader(io.StringIO(status)))
    assert (row["rows"], row["remark"]) == ("12", "last try failed: the office has nothing at this address (404)")


def test_status_lists_every_table_without_a_network() -> None:
    rows = list(csv.DictReader(io.StringIO(corridor("data", "status", "--format", "csv").out)))
    assert len(rows) > 30
    assert {row["age"] for row in rows} == {""}
    forem = next(row for row in rows if row["table"] == "forem_offers")
    assert "share-alike" in forem["licence"]


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_status_as_a_table_in_each_language(made: Office, lang: str) -> None:
    made.has(PERMITS, permits())
    corridor("data", "refresh", "tps00170", "--base-url", made.address)
    out = corridor("data", "status", "--stored", "--lang", lang).out
    today = {"en": "today", "fr": "aujourd’hui", "nl": "vandaag"}[lang]
    assert "tps00170" in out
    assert today in out


def test_an_unknown_table_or_office_is_wrong_use() -> None:
    ran = corridor("data", "refresh", "tps0017")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean tps0017" in ran.err
    assert corridor("data", "refresh", "--source", "nobody").code == 2


def test_an_agency_comes_by_file(home: Path, tmp_path: Path) -> None:
    ran = corridor("data", "refresh", "vdab_occupations")
    assert ran.code == 2
    assert "corridor data import vdab_occupations FILE" in ran.err
    file = tmp_path / "vdab.csv"
    file.write_text("Beroep;Jaar;Vacatures\nKok;2025;1.200\nLasser;2025;veel\n", encoding="utf-8")
    ran = corridor("data", "import", "vdab_occupations", file, "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["rows"] == 1
    assert json.loads(ran.out)["quarantined"] == 1
    quarantine = (tmp_path / "vdab.quarantine.csv").read_text("utf-8")
    assert "no whole number" in quarantine
    assert "Lasser" in quarantine
    assert len(list((home / "vdab_occupations").glob("*.parquet"))) == 1


def test_a_copy_of_an_answer_is_imported_offline(tmp_path: Path) -> None:
    file = tmp_path / "copy.csv"
    file.write_bytes(permits())
    ran = corridor("data", "import", "tps00170", file)
    assert ran.code == 0
    assert "12 rows" in ran.out
    assert "Source: Eurostat, table TPS00170" in ran.err


def test_an_import_after_a_failure_is_what_status_tells(made: Office, tmp_path: Path) -> None:
    made.has(PERMITS, Reply(status=404))
    corridor("data", "refresh", "tps00170", "--base-url", made.address)
    assert "last try failed" in corridor("data", "status", "--format", "csv").out
    (tmp_path / "copy.csv").write_bytes(permits())
    corridor("data", "import", "tps00170", tmp_path / "copy.csv")
    assert "last try failed" not in corridor("data", "status", "--format", "csv").out


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    ran = corridor("data", "import", "tps00170", tmp_path / "nothing.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "check that the file is whole" in ran.err


def test_messages_are_complete() -> None:
    told = json.loads(MESSAGES.read_text("utf-8"))
    assert all(set(texts) == {"en", "fr", "nl"} for texts in told.values())
    source = "".join((MESSAGES.parent / name).read_text("utf-8") for name in ("data.py", "data_commands.py"))
    free = {key for key in told if f'"{key}"' not in source and not key.startswith("col_")}
    assert free <= {"fetched", "unchanged", "failed"}
