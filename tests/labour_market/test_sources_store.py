"""The store: what is read is what was written, whole, with its provenance; it says how old it is, without a network."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
from pathlib import Path

import polars as pl
import pytest

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources import importing, json_stat, store
from corridor.labour_market.sources.catalogue import table
from corridor.labour_market.sources.importing import import_file
from tests.labour_market.offices import permits

THEN = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)


def imported(tmp_path: Path, rows: int = 12, now: dt.datetime = THEN, *, force: bool = False) -> Path:
    file, home = tmp_path / "tps00170.csv", tmp_path / "store"
    file.write_bytes(permits(rows))
    import_file("tps00170", file, home=home, now=now, force=force)
    return home


def test_it_says_how_old_it_is(tmp_path: Path) -> None:
    home = imported(tmp_path)
    found = store.read("tps00170", home=home, now=THEN + dt.timedelta(days=10))
    assert found.age == dt.timedelta(days=10)
    assert found.provenance.vintage == "2026-05-01T093000Z"
    assert (found.provenance.how, found.provenance.address) == ("import", "tps00170.csv")


def test_it_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CORRIDOR_DATA", str(tmp_path / "data"))
    assert store.folder() == tmp_path / "data" / "official"


def test_older_vintages_stay_and_can_be_read(tmp_path: Path) -> None:
    home = imported(tmp_path, 12)
    imported(tmp_path, 14, THEN + dt.timedelta(days=1))
    first, last = store.vintages("tps00170", home)
    assert store.read("tps00170", home=home).frame.height == 14
    assert store.read("tps00170", home=home, vintage=first).frame.height == 12
    with pytest.raises(LabourMarketError, match=last):
        store.read("tps00170", home=home, vintage="2020-01-01T000000Z")


def test_two_vintages_in_one_second_do_not_meet(tmp_path: Path) -> None:
    home = imported(tmp_path, 12)
    imported(tmp_path, 14)
    assert store.vintages("tps00170", home) == ("2026-05-01T093000Z", "2026-05-01T093000Z-002")
    assert store.read("tps00170", home=home).frame.height == 14


def test_a_file_with_half_of_the_rows_is_refused_unless_forced(tmp_path: Path) -> None:
    home = imported(tmp_path, 12)
    with pytest.raises(LabourMarketError, match="5 rows came where there were 12"):
        imported(tmp_path, 5)
    assert store.read("tps00170", home=home).frame.height == 12
    imported(tmp_path, 5, force=True)
    assert store.read("tps00170", home=home).frame.height == 5


def test_nothing_stored_is_none_or_an_error_that_says_how_to_get_it(tmp_path: Path) -> None:
    assert store.find("tps00170", home=tmp_path) is None
    with pytest.raises(LabourMarketError, match="corridor data refresh tps00170"):
        store.read("tps00170", home=tmp_path)
    with pytest.raises(LabourMarketError, match="comes as a file only"):
        store.read("vdab_occupations", home=tmp_path)
    with pytest.raises(LabourMarketError, match="tps00170"):
        store.read("tps0017", home=tmp_path)


@pytest.mark.parametrize("what", ["changed", "cut", "gone", "another"])
def test_a_damaged_table_is_never_read(tmp_path: Path, what: str) -> None:
    home = imported(tmp_path)
    file = next((home / "tps00170").glob("*.parquet"))
    raw = file.read_bytes()
    if what == "gone":
        file.unlink()
    elif what == "another":
        pl.DataFrame({"geo": ["BE"], "value": [1.0]}).write_parquet(file)
    else:
        file.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]) if what == "changed" else raw[: len(raw) // 2])
    with pytest.raises(LabourMarketError, match="corridor data refresh tps00170 --force"):
        store.read("tps00170", home=home)


def test_a_record_of_another_form_asks_for_a_new_fetch(tmp_path: Path) -> None:
    home = imported(tmp_path)
    file = next((home / "tps00170").glob("*Z.json"))
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"version": 0}), encoding="utf-8")
    with pytest.raises(LabourMarketError, match="another version of Corridor"):
        store.read("tps00170", home=home)
    known = {each.table.name: each for each in store.status(home)}["tps00170"]
    assert known.provenance is None
    assert known.checked is not None
    assert known.checked.key == "store_form"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file stands in its place", encoding="utf-8")
    with pytest.raises(LabourMarketError, match="CORRIDOR_DATA"):
        imported(tmp_path)


def test_status_tells_what_is_old(tmp_path: Path) -> None:
    home = imported(tmp_path)
    days = table("tps00170").fresh_days
    for more, old in ((0, False), (1, True)):
        now = THEN + dt.timedelta(days=days, hours=more)
        found = {each.table.name: each for each in store.status(home, now)}
        assert found["tps00170"].old is old
    assert found["migr_resfirst"].age is None
    assert found["migr_resfirst"].old is None, "what is not there is not old"


def test_asking_without_change_makes_it_fresh_again_but_a_failure_does_not(tmp_path: Path) -> None:
    home = imported(tmp_path)
    now = THEN + dt.timedelta(days=200)
    for result, old in (("failed", True), ("unchanged", False)):
        store.note("tps00170", home, store.Checked(now, result))
        found = {each.table.name: each for each in store.status(home, now)}
        assert found["tps00170"].old is old


def test_a_packed_file_is_the_same_table(tmp_path: Path) -> None:
    home = imported(tmp_path)
    packed = tmp_path / "copy.csv.gz"
    packed.write_bytes(gzip.compress(permits()))
    import_file("tps00170", packed, home=tmp_path / "other")
    plain, other = store.read("tps00170", home=home), store.read("tps00170", home=tmp_path / "other")
    assert plain.frame.equals(other.frame)
    assert plain.provenance.sha256 == other.provenance.sha256


@pytest.mark.parametrize(
    ("name", "body", "key"),
    [
        ("tps00170", b"", "no_rows"),
        ("tps00170", b"a,b\n1,2\n", "file_form_unknown"),
        ("tps00170", gzip.compress(permits())[:-20], "file_unreadable"),
        ("lfsa_ergan", b"a,b\n1,2\n", "columns_changed"),
        ("tps00170", b'{"error": 1}', "json_stat_broken"),
    ],
    ids=["empty", "another table", "cut", "other headings", "error message"],
)
def test_files_that_are_not_the_table_are_refused(tmp_path: Path, name: str, body: bytes, key: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(body)
    with pytest.raises(LabourMarketError) as caught:
        import_file(name, file, home=tmp_path / "store")
    assert caught.value.key == key
    assert store.vintages(name, tmp_path / "store") == ()


def test_a_small_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "bomb.csv.gz"
    packed.write_bytes(gzip.compress(b" " * 3_000_000))
    monkeypatch.setattr(importing, "LARGEST", 1_000_000)
    with pytest.raises(LabourMarketError, match="too large"):
        import_file("tps00170", packed, home=tmp_path / "store")
    assert store.vintages("tps00170", tmp_path / "store") == ()


def test_json_that_is_too_large_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cube.json"
    file.write_bytes(b'{"class": "dataset"}')
    monkeypatch.setattr(json_stat, "LARGEST_FILE", 10)
    with pytest.raises(LabourMarketError, match="too large"):
        import_file("tps00170", file, home=tmp_path / "store")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LabourMarketError, match="cannot be read"):
        import_file("tps00170", tmp_path / "nothing.csv", home=tmp_path)


def test_snapshots_are_the_last_of_each_day(tmp_path: Path) -> None:
    moments = [THEN, THEN + dt.timedelta(hours=3), THEN + dt.timedelta(days=1)]
    for n, moment in enumerate(moments):
        home = imported(tmp_path, 10 + n, moment)
    found = store.snapshots("tps00170", home)
    assert [(day.isoformat(), frame.height) for day, frame in found] == [("2026-05-01", 11), ("2026-05-02", 12)]
    assert all(isinstance(frame, pl.DataFrame) for _, frame in found)


def test_a_users_own_catalogue_adds_and_replaces_tables(tmp_path: Path) -> None:
    own = tmp_path / "catalogue.yaml"
    own.write_text(
        "read: 2026-11-22\ntables:\n  my_rates:\n    office: eurostat\n    code: MY_RATES\n"
        "    label: {en: mine, fr: mien, nl: mijn}\n    dimensions: [freq, geo]\n"
        "    fresh_days: 5\n    basis: assumed\n",
        encoding="utf-8",
    )
    assert table("my_rates", tmp_path).code == "MY_RATES"
    assert table("MY_RATES", tmp_path).code == "MY_RATES"
    assert table("tps00170", tmp_path).code == "TPS00170"
    own.write_text(own.read_text("utf-8").replace("fresh_days", "fresh"), encoding="utf-8")
    os.utime(own, ns=(1, 1))
    with pytest.raises(LabourMarketError, match=r"tables\.my_rates\.fresh"):
        table("my_rates", tmp_path)


@pytest.mark.parametrize("name", ["../outside", "My_Rates", "a b"], ids=["path", "capitals", "blank"])
def test_a_table_of_ones_own_cannot_lie_outside_the_store(tmp_path: Path, name: str) -> None:
    own = tmp_path / "catalogue.yaml"
    own.write_text(
        f"read: 2026-11-22\ntables:\n  {name}:\n    office: eurostat\n    code: X\n"
        "    label: {en: mine, fr: mien, nl: mijn}\n    fresh_days: 5\n    basis: assumed\n",
        encoding="utf-8",
    )
    with pytest.raises(LabourMarketError) as caught:
        table("tps00170", tmp_path)
    assert caught.value.key == "table_name"
