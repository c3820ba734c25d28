"""The audit counts people by group, keeps the unknown apart, and hides numbers that tell too much about single persons.

Sex, age and nationality may be looked at afterwards (Regulation (EU) 2024/1689 counts systems that place people in jobs
as high-risk); they decide nothing.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from corridor.matching.audit import audit

ON = date(2026, 11, 21)


def row(found: pl.DataFrame, dimension: str, group: str) -> dict[str, object]:
    return found.row(by_predicate=(pl.col("dimension") == dimension) & (pl.col("group") == group), named=True)


def pool(**columns: list[object]) -> pl.DataFrame:
    size = len(next(iter(columns.values())))
    return pl.DataFrame({"id": [f"t{i}" for i in range(size)], **columns})


def ids(low: int, high: int) -> list[str]:
    return [f"t{i}" for i in range(low, high)]


def test_groups_are_counted_and_shares_taken_of_those_considered() -> None:
    talents = pool(sex=["f"] * 20 + ["m"] * 30, nationality=["BE"] * 50, birth_date=[date(1990, 1, 1)] * 50)
    found = audit(talents, ids(0, 5) + ids(20, 32), ids(0, 10) + ids(20, 44), ON)
    assert found.columns == ["dimension", "group", "talents", "considered", "placed", "share", "suppressed"]
    women, men = row(found, "sex", "f"), row(found, "sex", "m")
    assert (women["talents"], women["considered"], women["placed"], women["share"]) == (20, 10, 5, 0.5)
    assert (men["talents"], men["considered"], men["placed"], men["share"]) == (30, 24, 12, 0.5)
    assert row(found, "nationality", "BE")["placed"] == 17
    assert not found["suppressed"].any()


def test_small_numbers_are_hidden_and_flagged_zero_included() -> None:
    talents = pool(sex=["f"] * 12 + ["m"] * 12 + ["x"] * 4)
    found = audit(talents, pl.Series(ids(0, 4) + ids(12, 17)), pl.Series(ids(0, 24)), ON)
    women, others = row(found, "sex", "f"), row(found, "sex", "x")
    assert (women["talents"], women["considered"], women["placed"], women["share"]) == (12, 12, None, None)
    assert women["suppressed"] is True
    assert [others[name] for name in ("talents", "considered", "placed", "share")] == [None] * 4
    men = row(found, "sex", "m")
    assert men["suppressed"] is False
    assert men["placed"] == 5
    nobody = audit(talents, [], ids(0, 24), ON)
    assert row(nobody, "sex", "f")["placed"] is None


def test_what_is_not_known_is_a_group_of_its_own_and_comes_last() -> None:
    talents = pool(sex=["f"] * 5 + [None] * 6)
    found = audit(talents, ids(0, 11), ids(0, 11), ON)
    assert found.filter(dimension="sex")["group"].to_list() == ["f", "unknown"]
    assert row(found, "sex", "unknown")["talents"] == 6
    for dimension in ("age_band", "nationality"):
        assert found.filter(dimension=dimension)["group"].to_list() == ["unknown"]
        assert row(found, dimension, "unknown")["placed"] == 11


def test_age_bands_begin_on_the_birthday() -> None:
    births = {
        "0-24": date(2001, 11, 22),
        "25-29": date(2001, 11, 21),
        "30-34": date(1996, 11, 21),
        "35-39": date(1991, 11, 21),
        "40-49": date(1976, 11, 22),
        "50-64": date(1976, 11, 21),
        "65+": date(1961, 11, 21),
    }
    talents = pool(birth_date=[day for day in births.values() for _ in range(5)])
    found = audit(talents, [], [], ON).filter(dimension="age_band")
    assert dict(zip(found["group"], found["talents"], strict=True)) == dict.fromkeys(births, 5)
    assert found["group"].to_list() == list(births)


def test_an_empty_table_gives_no_groups() -> None:
    assert audit(pool(sex=[]).cast(pl.String), [], [], ON).is_empty()
