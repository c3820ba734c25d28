"""Refreshing against an office that fails: what was there stays, nothing is half written, and it says what to do."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources import delivery, store
from corridor.labour_market.sources.catalogue import table
from corridor.labour_market.sources.delivery import Client, Patience
from corridor.labour_market.sources.refresh import Outcome, Wish, refresh
from tests.labour_market.offices import HEAD, PERMITS, QUICK, Office, Reply, office, permits


@pytest.fixture
def eurostat() -> Iterator[Office]:
    with office() as made:
        yield made


def run(made: Office, home: Path, *, force: bool = False, patience: Patience = QUICK) -> Outcome:
    wish = Wish(force=force, base=made.address, patience=patience)
    return next(refresh([table("tps00170")], wish, home=home))


def files(home: Path) -> list[str]:
    """All files of the store but the note of the last time it asked, the lock, and parts that wait to be continued."""
    kept = (p for p in home.rglob("*") if p.is_file() and p.parent.name != "coming")
    return sorted(str(p.relative_to(home)) for p in kept if p.name not in ("checked.json", "install.lock"))


def test_a_table_is_fetched_with_its_provenance(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, Reply(permits(), headers={"ETag": '"1"', "Last-Modified": "Fri, 22 May 2026 11:00:00 GMT"}))
    outcome = run(eurostat, tmp_path)
    assert (outcome.result, outcome.rows, outcome.before) == ("fetched", 12, None)
    found = store.read("tps00170", home=tmp_path)
    known = found.provenance
    assert found.frame.filter(pl.col("period") == "2013").select("geo", "value", "flag").row(0) == ("BE", 1001.0, "b")
    assert known.address.startswith("https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/TPS00170/")
    assert known.licence == "CC BY 4.0"
    assert known.updated == "22/05/26 11:00:00"
    assert (known.rows, known.flags, known.national) == (12, {"b": 1}, True)
    assert known.parts[0].etag == '"1"'
    assert "Eurostat, tabel TPS00170" in known.attribution["nl"]


def test_the_hash_is_that_of_the_answer_however_it_travelled(eurostat: Office, tmp_path: Path) -> None:
    import hashlib

    eurostat.has(PERMITS, Reply(permits(), packed=True))
    run(eurostat, tmp_path)
    known = store.read("tps00170", home=tmp_path).provenance
    assert known.sha256 == hashlib.sha256(permits()).hexdigest()
    assert known.bytes == len(permits())


FAILURES = {
    "time-out": (Reply(permits(), late=5.0), "timed_out"),
    "not found": (Reply(status=404), "not_found"),
    "too many requests": (Reply(status=429, headers={"Retry-After": "0"}), "asked_to_wait"),
    "too many requests for an hour": (Reply(status=429, headers={"Retry-After": "3600"}), "asked_to_wait"),
    "server error": (Reply(status=500), "office_failing"),
    "bad request": (Reply(status=400), "refused"),
    "truncated body": (Reply(permits(), cut=300), "broke_off"),
    "truncated packed body": (Reply(permits(), cut=60, packed=True), "broke_off"),
    "changed columns": (Reply(permits(head=HEAD.replace("reason", "motive"))), "columns_changed"),
    "empty answer": (Reply(b""), "empty_answer"),
    "heading without rows": (Reply(f"{HEAD}\n".encode()), "no_rows"),
    "far fewer rows": (Reply(permits(5)), "fewer_rows"),
    "a page instead of data": (Reply(b"<!DOCTYPE html><p>Maintenance</p>"), "not_the_form"),
    "words instead of a number": (Reply(permits().replace(b"1003", b"many")), "value_not_number"),
    "a last line cut off": (Reply(permits()[:-40]), "no_period"),
    "a cell given twice": (Reply(permits() + permits().split(b"\n")[3] + b"\n"), "cells_twice"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_leaves_what_was_there(eurostat: Office, tmp_path: Path, name: str) -> None:
    reply, key = FAILURES[name]
    eurostat.has(PERMITS, permits())
    run(eurostat, tmp_path)
    before, listed = store.read("tps00170", home=tmp_path), files(tmp_path)
    eurostat.has(PERMITS, reply)
    outcome = run(eurostat, tmp_path)
    assert outcome.result == "failed"
    assert outcome.error is not None
    assert outcome.error.key == key
    assert files(tmp_path) == listed
    after = store.read("tps00170", home=tmp_path)
    assert after.provenance == before.provenance
    assert after.frame.equals(before.frame)
    for lang in ("en", "fr", "nl"):
        message, remedy = outcome.error.told(lang)
        assert "{" not in message + remedy


@pytest.mark.parametrize("name", [name for name in FAILURES if name != "far fewer rows"])
def test_a_failure_of_the_first_time_stores_nothing(eurostat: Office, tmp_path: Path, name: str) -> None:
    reply, key = FAILURES[name]
    eurostat.has(PERMITS, reply)
    outcome = run(eurostat, tmp_path)
    assert (outcome.result, outcome.rows, outcome.age) == ("failed", None, None)
    assert outcome.error is not None
    assert outcome.error.key == key
    assert files(tmp_path) == []
    with pytest.raises(LabourMarketError, match="corridor data refresh tps00170"):
        store.read("tps00170", home=tmp_path)


def test_changed_columns_are_named(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, permits(head=HEAD.replace("reason", "motive")))
    error = run(eurostat, tmp_path).error
    assert error is not None
    assert "missing: reason; new: motive" in str(error)


def test_nobody_there(tmp_path: Path) -> None:
    with office() as made:
        gone = made.address
    outcome = next(refresh([table("tps00170")], Wish(base=gone, patience=QUICK), home=tmp_path))
    assert outcome.error is not None
    assert outcome.error.key == "no_connection"


def test_an_office_out_of_reach_is_not_tried_again_and_again(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, Reply(permits(), late=5.0))
    quick = Patience(tries=3, read=0.1, first_wait=0.0)
    wish = Wish(base=eurostat.address, patience=quick)
    outcomes = list(refresh([table("tps00170")] * 3, wish, home=tmp_path))
    assert {outcome.result for outcome in outcomes} == {"failed"}
    assert len(eurostat.asked) == 3 + 1 + 1


def test_a_failure_does_not_stop_the_next_table(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, permits())
    wish = Wish(base=eurostat.address, patience=QUICK)
    outcomes = list(refresh([table("migr_resfirst"), table("tps00170")], wish, home=tmp_path))
    assert [outcome.result for outcome in outcomes] == ["failed", "fetched"]


# ---- tries ----


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(eurostat: Office, tmp_path: Path, status: int) -> None:
    eurostat.has(PERMITS, Reply(status=status), Reply(permits()))
    assert run(eurostat, tmp_path).result == "fetched"
    assert len(eurostat.asked) == 2


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (400, 1), (500, 3), (429, 3)])
def test_only_what_may_pass_is_tried_again(eurostat: Office, tmp_path: Path, status: int, tries: int) -> None:
    eurostat.has(PERMITS, Reply(status=status))
    run(eurostat, tmp_path)
    assert len(eurostat.asked) == tries


def test_an_office_that_asks_for_an_hour_is_left_alone(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, Reply(status=429, headers={"Retry-After": "3600"}))
    error = run(eurostat, tmp_path).error
    assert len(eurostat.asked) == 1
    assert error is not None
    assert "3600" in str(error)


def waits(made: Office, folder: Path, chance: float, replies: list[Reply]) -> list[float]:
    slept = list[float]()
    now = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    patience = Patience(tries=len(replies), read=2.0, first_wait=1.0, longest_wait=6.0)
    client = Client(folder, patience, made.address, slept.append, lambda: chance, lambda: now)
    made.has("/t", *replies)
    client.get("https://office.example/t")
    return slept


def test_waits_double_up_to_the_longest_and_half_is_left_to_chance(eurostat: Office, tmp_path: Path) -> None:
    replies = [*(Reply(status=503) for _ in range(5)), Reply(b"x")]
    assert waits(eurostat, tmp_path, 1.0, list(replies)) == [1.0, 2.0, 4.0, 6.0, 6.0]
    assert waits(eurostat, tmp_path, 0.0, list(replies)) == [0.5, 1.0, 2.0, 3.0, 3.0]


def test_retry_after_in_seconds_or_as_a_date_is_obeyed(eurostat: Office, tmp_path: Path) -> None:
    date = email.utils.format_datetime(dt.datetime(2026, 11, 22, 12, 0, 4, tzinfo=dt.UTC), usegmt=True)
    replies = [
        Reply(status=429, headers={"Retry-After": "3"}),
        Reply(status=503, headers={"Retry-After": date}),
        Reply(b"x"),
    ]
    assert waits(eurostat, tmp_path, 0.0, replies) == [3.0, 4.0]


# ---- resuming ----


def test_a_broken_answer_is_continued_where_the_office_can(eurostat: Office, tmp_path: Path) -> None:
    tagged = {"ETag": '"7"'}
    eurostat.has(
        PERMITS, Reply(permits(), headers=tagged, cut=200, ranges=True), Reply(permits(), headers=tagged, ranges=True)
    )
    assert run(eurostat, tmp_path).result == "fetched"
    assert [headers.get("range") for _, headers in eurostat.asked] == [None, "bytes=200-"]
    assert eurostat.asked[1][1]["if-range"] == '"7"'
    assert store.read("tps00170", home=tmp_path).frame.height == 12


def test_the_next_run_continues_what_the_last_one_began(eurostat: Office, tmp_path: Path) -> None:
    tagged = {"ETag": '"7"'}
    once = Patience(tries=1, read=0.4)
    eurostat.has(PERMITS, Reply(permits(), headers=tagged, cut=200, ranges=True))
    assert run(eurostat, tmp_path, patience=once).result == "failed"
    eurostat.has(PERMITS, Reply(permits(), headers=tagged, ranges=True))
    assert run(eurostat, tmp_path, patience=once).result == "fetched"
    assert eurostat.asked[-1][1]["range"] == "bytes=200-"
    assert not (tmp_path / "tps00170" / "coming").exists()


def test_what_changed_meanwhile_is_fetched_anew(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(
        PERMITS,
        Reply(permits(), headers={"ETag": '"1"'}, cut=200, ranges=True),
        Reply(permits(14), headers={"ETag": '"2"'}, ranges=True),
    )
    assert run(eurostat, tmp_path).rows == 14


def test_without_a_tag_an_answer_is_fetched_from_the_start(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, Reply(permits(), cut=200, ranges=True), Reply(permits(), ranges=True))
    assert run(eurostat, tmp_path).rows == 12
    assert [headers.get("range") for _, headers in eurostat.asked] == [None, None]


# ---- unchanged ----


def test_not_modified_keeps_the_vintage(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, Reply(permits(), headers={"ETag": '"1"'}))
    run(eurostat, tmp_path)
    listed = files(tmp_path)
    assert run(eurostat, tmp_path).result == "unchanged"
    assert eurostat.asked[-1][1]["if-none-match"] == '"1"'
    assert files(tmp_path) == listed
    checked = store.last_checked("tps00170", tmp_path)
    assert checked is not None
    assert checked.result == "unchanged"


def test_the_same_answer_makes_no_new_vintage(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, permits())
    run(eurostat, tmp_path)
    assert run(eurostat, tmp_path).result == "unchanged"
    assert len(store.vintages("tps00170", tmp_path)) == 1
    assert not (tmp_path / "tps00170" / "coming").exists()


def test_force_asks_without_conditions_and_keeps_fewer_rows(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, Reply(permits(), headers={"ETag": '"1"'}))
    run(eurostat, tmp_path)
    eurostat.has(PERMITS, Reply(permits(3), headers={"ETag": '"1"'}))
    outcome = run(eurostat, tmp_path, force=True)
    assert (outcome.result, outcome.rows, outcome.before) == ("fetched", 3, 12)
    assert len(store.vintages("tps00170", tmp_path)) == 2


def test_half_of_the_rows_is_enough(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, permits(12))
    run(eurostat, tmp_path)
    eurostat.has(PERMITS, permits(6))
    assert run(eurostat, tmp_path).result == "fetched"


# ---- being killed ----


@pytest.mark.parametrize("name", ["table", "table into its place", "record"])
def test_killed_while_writing_leaves_what_was_there(
    eurostat: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    eurostat.has(PERMITS, permits())
    run(eurostat, tmp_path)
    before = store.read("tps00170", home=tmp_path)
    eurostat.has(PERMITS, permits(13))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if name == "table":
            patched.setattr(pl.DataFrame, "write_parquet", killed)
        elif name == "record":
            patched.setattr(store, "_write", killed)  # after the table, before its record: no vintage yet
        else:
            rename = store._rename
            patched.setattr(store, "_rename", lambda new, to: (killed if to.suffix == ".parquet" else rename)(new, to))
        with pytest.raises(KeyboardInterrupt):
            run(eurostat, tmp_path)
    after = store.read("tps00170", home=tmp_path)
    assert after.provenance == before.provenance
    assert run(eurostat, tmp_path).rows == 13
    assert len(files(tmp_path)) == 4, "what the killed run left is gone"


def test_two_cannot_write_a_table_at_once(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, permits())
    with store.writing("tps00170", tmp_path):
        outcome = run(eurostat, tmp_path)
    assert outcome.error is not None
    assert outcome.error.key == "store_locked"
    assert eurostat.asked == []


def test_progress_tells_bytes(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, permits())
    told = list[tuple[str, int, int]]()
    wish = Wish(base=eurostat.address, patience=QUICK)
    list(refresh([table("tps00170")], wish, home=tmp_path, progress=lambda *each: told.append(each)))
    assert told[-1] == ("tps00170", len(permits()), len(permits()))


def test_both_forms_of_a_table_give_the_same(eurostat: Office, tmp_path: Path) -> None:
    """SDMX-CSV and JSON-stat of the same cells are read as the same table."""
    eurostat.has(PERMITS, permits())
    cube = {
        "version": "2.0",
        "class": "dataset",
        "updated": "2026-05-22T11:00:00+0200",
        "id": ["freq", "reason", "citizen", "duration", "unit", "geo", "time"],
        "size": [1, 1, 1, 1, 1, 1, 12],
        "value": {str(n): 1000 + n for n in range(12)},
        "status": {"1": "b"},
        "dimension": {
            **{
                name: {"category": {"index": {code: 0}}}
                for name, code in zip(
                    ("freq", "reason", "citizen", "duration", "unit", "geo"),
                    ("A", "TOTAL", "TOTAL", "TOTAL", "PER", "BE"),
                    strict=True,
                )
            },
            "time": {"category": {"index": {str(2012 + n): n for n in range(12)}}},
        },
    }
    eurostat.has("/eurostat/api/dissemination/statistics/1.0/data/TPS00170", json.dumps(cube).encode())
    run(eurostat, tmp_path)
    csv = store.read("tps00170", home=tmp_path).frame
    wish = Wish(base=eurostat.address, patience=QUICK, form="json_stat")
    assert next(refresh([table("tps00170")], wish, home=tmp_path)).result == "fetched"
    cells = store.read("tps00170", home=tmp_path)
    assert cells.provenance.form == "json_stat"
    assert cells.frame.equals(csv.select(cells.frame.columns))


@pytest.mark.parametrize("scheme", ["http", "ftp", "file"])
def test_only_https_or_this_machine(tmp_path: Path, scheme: str) -> None:
    address = f"{scheme}://office.example/t"
    with pytest.raises(LabourMarketError, match="no https address"):
        Client(tmp_path).get(address)


def test_an_answer_that_is_too_large_is_given_up(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, Reply(permits(400), packed=True))
    small = Patience(tries=1, read=2.0, largest=5_000)
    error = run(eurostat, tmp_path, patience=small).error
    assert error is not None
    assert error.key == "too_large", "counted after unpacking too"
    assert not list((tmp_path / "tps00170" / "coming").glob("*")), "nothing of it is left on the disk"


def test_an_answer_that_travels_as_too_large_is_given_up_and_not_kept(eurostat: Office, tmp_path: Path) -> None:
    eurostat.has(PERMITS, Reply(permits(400), headers={"ETag": '"1"'}, ranges=True))
    error = run(eurostat, tmp_path, patience=Patience(tries=1, read=2.0, largest=5_000)).error
    assert error is not None
    assert error.key == "too_large"
    assert not list((tmp_path / "tps00170" / "coming").glob("*"))


def test_what_came_by_way_of_an_unsafe_address_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with office() as safe:
        safe.has("/t", Reply(status=302, headers={"Location": "/u"}))
        safe.has("/u", b"x")
        asked = list[str]()

        def unsafe(address: str) -> None:
            asked.append(address)
            if address.endswith("/t") and len(asked) > 1:
                raise LabourMarketError(address, "address_not_safe")

        monkeypatch.setattr(delivery, "check", unsafe)
        with pytest.raises(LabourMarketError) as caught:
            Client(tmp_path, QUICK).get(f"{safe.address}/t")
        assert caught.value.key == "address_not_safe"


def test_without_the_client_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)
    outcome = next(refresh([table("tps00170")], Wish(patience=QUICK), home=tmp_path))
    assert outcome.error is not None
    assert "corridor[sources]" in str(outcome.error)
