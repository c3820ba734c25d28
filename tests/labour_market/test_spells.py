"""Files of spells: what is read, what is quarantined and why, and how days become months under observation."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.exposure import exposure
from corridor.labour_market.spell_checks import is_personal
from corridor.labour_market.spell_columns import STATES, schema, template
from corridor.labour_market.spells import read_spells
from tests.labour_market.made_spells import EXTRACT, REGIONS, Life, cohort, file_of

DAY = dt.date
GOOD = {
    "person": "A1", "permit_type": "highly_skilled", "nationality": "IN", "region": "flanders",
    "first_permit": "2019-03-01", "observed_from": None, "state": "on_permit", "start": "2019-03-01",
    "end": "2022-06-10", "end_state": "left", "last_sign": None, "extract": "2026-01-01",
}  # fmt: skip


def frame(*rows: Mapping[str, str | None]) -> pl.DataFrame:
    return pl.DataFrame([GOOD | row for row in rows], schema=dict.fromkeys(GOOD, pl.String))


# ---- reading ----


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_the_template_is_a_file_that_can_be_read(lang: str, separator: str, tmp_path: Path) -> None:
    path = tmp_path / "spells.csv"
    path.write_text("\n".join(separator.join(row) for row in template(lang)), encoding="utf-8-sig")
    spells = read_spells(path)
    assert spells.faults == ()
    assert spells.counts == {"rows": 3, "good": 3, "quarantined": 0, "persons": 2}
    assert spells.rows["state"].to_list() == ["on_permit", "long_term", "on_permit"]
    assert spells.rows["region"].to_list() == ["flanders", "flanders", "brussels"]
    assert spells.extract == DAY(2026, 1, 1)


def test_a_frame_a_csv_and_a_parquet_file_say_the_same(tmp_path: Path) -> None:
    lives = cohort(1, 40)
    table = file_of(lives)
    typed = table.with_columns(pl.col("^(first_permit|observed_from|start|end|last_sign|extract)$").str.to_date())
    table.write_csv(tmp_path / "s.csv")
    typed.write_parquet(tmp_path / "s.parquet")
    read = [read_spells(source) for source in (table, typed, tmp_path / "s.csv", tmp_path / "s.parquet")]
    assert all(one.rows.equals(read[0].rows) for one in read)
    assert read[0].faults == ()
    assert read[0].counts["persons"] == len(lives)


def test_empty_cells_stand_for_what_the_schema_says() -> None:
    bare = {"state": None, "start": None, "end": None, "end_state": None, "region": None, "nationality": None}
    row = read_spells(frame(bare)).rows.row(0, named=True)
    assert (row["state"], row["start"], row["observed_from"]) == ("on_permit", DAY(2019, 3, 1), DAY(2019, 3, 1))
    assert (row["region"], row["nationality"], row["cohort"], row["first_region"]) == (None, None, "2019", None)


@pytest.mark.parametrize("written", ["2019-03-01", "01/03/2019", "01-03-2019", "2019-03-01 00:00:00"])
def test_dates_are_read_as_registers_write_them(written: str) -> None:
    assert read_spells(frame({"first_permit": written})).rows["first_permit"].to_list() == [DAY(2019, 3, 1)]


@pytest.mark.parametrize(
    ("change", "field", "key"),
    [
        ({"person": None}, "person", "spells_cell_missing"),
        ({"permit_type": None}, "permit_type", "spells_cell_missing"),
        ({"first_permit": None, "start": "2019-03-01"}, "first_permit", "spells_cell_missing"),
        ({"extract": None}, "extract", "spells_cell_missing"),
        ({"person": "Jane Doe"}, "person", "spells_personal"),
        ({"person": "85.07.30-033.28"}, "person", "spells_personal"),
        ({"person": "jane@example.org"}, "person", "spells_personal"),
        ({"end": "2022-13-01"}, "end", "spells_day"),
        ({"first_permit": "last year"}, "first_permit", "spells_day"),
        ({"region": "Ghent"}, "region", "spells_word"),
        ({"state": "tourist"}, "state", "spells_word"),
        ({"end_state": "gone"}, "end_state", "spells_word"),
        ({"nationality": "XX"}, "nationality", "spells_country"),
        ({"start": "2018-03-01"}, "start", "spells_before_first"),
        ({"observed_from": "2018-03-01"}, "observed_from", "spells_before_first"),
        ({"end": "2026-06-10"}, "end", "spells_after_extract"),
        ({"observed_from": "2026-06-10"}, "observed_from", "spells_after_extract"),
        ({"end": "2019-03-01"}, "end", "spells_end_not_after"),
        ({"end_state": None}, "end_state", "spells_end_state_missing"),
        ({"end": None}, "end", "spells_end_missing"),
        ({"end_state": "on_permit"}, "end_state", "spells_same_state"),
        ({"last_sign": "2022-06-11"}, "last_sign", "spells_last_sign"),
        ({"last_sign": "2021-06-11", "end_state": "long_term"}, "last_sign", "spells_last_sign"),
        ({"state": "citizen"}, "state", "spells_first_state"),
        ({"observed_from": "2023-01-01"}, "observed_from", "spells_gone_before"),
        ({"start": "2020-03-01"}, "start", "spells_gap"),
    ],
    ids=lambda value: "-".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else value,
)  # fmt: skip
def test_a_bad_row_is_quarantined_with_its_reason(change: dict[str, str | None], field: str, key: str) -> None:
    spells = read_spells(frame({"person": "B2"}, change))
    assert [(fault.row, fault.field, fault.key) for fault in spells.faults] == [(2, field, key)]
    assert spells.rows["person"].to_list() == ["B2"]
    for lang in ("en", "fr", "nl"):
        line = spells.quarantine(lang).row(0, named=True)
        assert line["row"] == 2
        assert line["reason"] != line["remedy"]


def test_what_looks_like_a_person_is_not_repeated() -> None:
    spells = read_spells(frame({"person": "B2"}, {"person": "Jane Doe"}))
    assert "Doe" not in str(spells.quarantine("en").rows())
    assert spells.faults[0].value == "J…"


@pytest.mark.parametrize("code", ["A17", "2019-0012", "p_0001", "b6f1c9", "12345678"])
def test_codes_are_let_through(code: str) -> None:
    assert not is_personal(code)


FIRST = {"end": "2021-05-01", "end_state": "long_term"}
SECOND = {"state": "long_term", "start": "2021-05-01", "end": None, "end_state": None}


@pytest.mark.parametrize(
    ("first", "second", "row", "field", "key"),
    [
        (FIRST, SECOND | {"nationality": "TR"}, 1, "nationality", "spells_disagree"),
        (FIRST, SECOND | {"first_permit": "2019-03-02"}, 1, "first_permit", "spells_disagree"),
        (FIRST, SECOND | {"start": "2021-04-30"}, 2, "start", "spells_overlap"),
        ({"end": None, "end_state": None}, SECOND, 2, "start", "spells_overlap"),
        (FIRST, SECOND | {"start": "2021-05-02"}, 2, "start", "spells_gap"),
        (FIRST | {"end_state": "left"}, SECOND, 2, "start", "spells_after_left"),
        (FIRST, SECOND | {"state": "citizen"}, 2, "state", "spells_not_following"),
        (FIRST, SECOND | {"region": "brussels"}, 2, "region", "spells_not_following"),
        (FIRST | {"end_state": "moved"}, SECOND | {"region": "brussels"}, 2, "state", "spells_not_following"),
        (FIRST | {"end_state": "moved"}, SECOND | {"state": "on_permit"}, 2, "state", "spells_not_following"),
    ],
    ids=[
        "nationality", "first-permit", "overlap", "open", "gap", "left", "state", "region", "moved-state", "not-moved",
    ],
)  # fmt: skip
def test_rows_of_a_person_must_follow_on(
    first: dict[str, str | None], second: dict[str, str | None], row: int, field: str, key: str
) -> None:
    """And with one row at fault the whole person is set aside: half a history would be a wrong one."""
    spells = read_spells(frame(first, second, {"person": "B2"}))
    found = {(fault.row, fault.field, fault.key) for fault in spells.faults}
    assert (row, field, key) in found
    assert {fault.row for fault in spells.faults} == {1, 2}
    assert spells.rows["person"].to_list() == ["B2"]


def test_a_move_between_regions_follows_on() -> None:
    second = {"start": "2021-05-01", "region": "brussels", "end": None, "end_state": None}
    assert read_spells(frame(FIRST | {"end_state": "moved"}, second)).faults == ()


def test_the_order_of_rows_does_not_matter() -> None:
    table = file_of(cohort(4, 60))
    mixed = table.sample(fraction=1.0, shuffle=True, seed=3)
    assert read_spells(mixed).rows.drop("row").equals(read_spells(table).rows.drop("row"))


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("spells.xlsx", "x", "spells_no_format"),
        ("spells.csv", "", "spells_empty"),
        ("spells.csv", "person,permit_type,first_permit,extract\n", "spells_empty"),
        ("spells.csv", "person,permit_type\nA,b\n", "spells_column_missing"),
        ("spells.csv", "person,Person,permit_type,first_permit,extract\nA,A,b,2020,2021\n", "spells_two_columns"),
        ("spells.csv", "person,permit_type,first_permit,extract\nA,b,x,2021-01-01\n", "spells_none_good"),
        ("spells.parquet", "no parquet", "spells_unreadable"),
    ],
    ids=["format", "empty", "header-only", "columns", "twice", "none-good", "broken"],
)  # fmt: skip
def test_files_that_cannot_be_used_say_why(name: str, text: str, key: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LabourMarketError) as caught:
        read_spells(path)
    assert caught.value.key == key
    assert all(all(caught.value.told(lang)) for lang in ("en", "fr", "nl"))


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(LabourMarketError) as caught:
        read_spells(tmp_path / "none.csv")
    assert caught.value.key == "spells_no_file"


def test_every_column_and_word_has_three_languages() -> None:
    for column in schema().columns.values():
        assert len({column.meaning.en, column.meaning.fr, column.meaning.nl}) == 3
    assert set(schema().words) == {*STATES, "moved", *REGIONS}


# ---- months under observation ----


def later(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; days up to the 28th have one in every month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)


def state_on(life: Life, day: dt.date) -> str:
    """The state at the end of a day."""
    state = "on_permit"
    for when, what in life.changes:
        if when <= day and what not in REGIONS and state != "left":
            state = what
    return state


def month_by_month(lives: list[Life], lag: int) -> tuple[Counter[tuple[int, str]], Counter[tuple[int, str, str]]]:
    """Who is at risk in which month and state, and who moves, by going through every month of every person."""
    at_risk, moves = Counter[tuple[int, str]](), Counter[tuple[int, str, str]]()
    for life in lives:
        for month in range(1, 200):
            begin, end = later(life.first, month - 1), later(life.first, month)
            seen = (life.found or life.first) <= begin and end <= later(EXTRACT, -lag)
            before, after = state_on(life, begin), state_on(life, end)
            if seen and before != "left":
                at_risk[month, before] += 1
                if after != before:
                    moves[month, before, after] += 1
    return at_risk, moves


@pytest.mark.parametrize("lag", [0, 7])
def test_stretches_are_what_goes_on_month_by_month(lag: int) -> None:
    """Only whole months count, a change counts in its month, and two changes in a month are one."""
    lives = [life for life in cohort(8, 400, stock=0.4) if life.first.day <= 28]
    quick = [Life("Q", "x", None, None, DAY(2020, 1, 5), ((DAY(2020, 3, 10), "long_term"), (DAY(2020, 3, 20), "left")))]
    lives += quick
    observed = exposure(read_spells(file_of(lives)), lag=lag)
    at_risk, moves = Counter[tuple[int, str]](), Counter[tuple[int, str, str]]()
    for entry, exit, state, to in observed.stretches.select("entry", "exit", "state", "to").iter_rows():
        at_risk.update((month, STATES[state]) for month in range(entry + 1, exit + 1))
        if to >= 0:
            moves[exit, STATES[state], STATES[to]] += 1
    expected_at_risk, expected_moves = month_by_month(lives, lag)
    assert at_risk == expected_at_risk
    assert moves == expected_moves
    assert moves[3, "on_permit", "left"] >= 1


def test_who_is_never_seen_for_a_whole_month_is_counted_apart() -> None:
    lives = [Life("A", "x", "IN", None, DAY(2020, 1, 5)), Life("B", "x", "IN", None, DAY(2025, 12, 10))]
    observed = exposure(read_spells(file_of(lives)))
    assert observed.persons["person"].to_list() == ["A"]
    assert observed.unobserved == 1


def test_days_are_counted_without_rounding() -> None:
    left = Life("A", "x", "IN", None, DAY(2020, 1, 31), ((DAY(2020, 3, 1), "left"),))
    found = Life("B", "x", "IN", None, DAY(2020, 1, 31), (), DAY(2020, 2, 10))
    persons = exposure(read_spells(file_of([left, found])), unit="days").persons
    assert persons.select("entry", "exit", "left").rows() == [(0, 30, True), (10, 2162, False)]


def test_a_move_ends_the_time_in_the_region_and_not_in_belgium() -> None:
    moved = Life(
        "A", "x", "IN", "flanders", DAY(2020, 1, 5), ((DAY(2021, 1, 5), "brussels"), (DAY(2022, 1, 5), "left"))
    )
    back = Life(
        "B", "x", "IN", "flanders", DAY(2020, 1, 5), ((DAY(2021, 1, 5), "wallonia"), (DAY(2022, 1, 5), "flanders"))
    )
    away = Life("C", "x", "IN", "flanders", DAY(2020, 1, 5), ((DAY(2021, 1, 5), "wallonia"),), DAY(2021, 6, 1))
    persons = exposure(read_spells(file_of([moved, back, away]))).persons
    columns = ("exit", "left", "region_exit", "left_region")
    assert persons.select(columns).rows() == [(24, True, 12, True), (71, False, 12, True), (71, False, None, None)]
    assert persons["region"].to_list() == ["flanders"] * 3


def test_a_late_departure_may_be_counted_at_the_last_sign() -> None:
    life = Life("A", "x", "IN", None, DAY(2020, 1, 5), ((DAY(2022, 1, 20), "left"),), None, DAY(2021, 2, 7))
    spells = read_spells(file_of([life]))
    assert exposure(spells).persons["exit"].to_list() == [25]
    assert exposure(spells, departure="last_sign").persons["exit"].to_list() == [14]


def test_a_history_that_ends_with_a_state_is_followed_until_then() -> None:
    last = {"end": "2021-05-01", "end_state": "citizen"}
    observed = exposure(read_spells(frame(last)))
    assert observed.persons.select("exit", "left").rows() == [(26, False)]
    assert observed.stretches.select("exit", "state", "to").rows() == [(26, 0, STATES.index("citizen"))]
