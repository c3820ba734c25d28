"""Indicators against tables worked out by hand; what is not known stays unknown; what is small stays hidden."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.event_lists import lists
from corridor.partnerships.events import Log, read_log
from corridor.partnerships.indicator_list import definitions, document, groupings
from corridor.partnerships.indicators import SCHEMA, indicators, to_json
from corridor.partnerships.measures import MEASURES, kaplan_meier, wilson

TODAY = date(2026, 11, 22)
Rows = list[dict[str, Any]]


def log_of(rows: Rows, as_of: date = TODAY) -> Log:
    """A log without faults."""
    log = read_log(pl.DataFrame(rows, infer_schema_length=None), as_of=as_of)
    assert log.quarantine.height == 0, log.quarantine.to_dicts()
    return log


def row(
    frame: pl.DataFrame, indicator: str, part: str | None = None, group: str = "all", statistic: str | None = None
) -> dict[str, Any]:
    """The one row of an indicator."""
    found = frame.filter(
        (pl.col("indicator") == indicator) & (pl.col("group") == group) & pl.col("part").eq_missing(pl.lit(part))
    )
    found = found if statistic is None else found.filter(pl.col("statistic") == statistic)
    return found.row(0, named=True)


def many(size: int, *events: tuple[str, date], first: int = 0, **about: Any) -> Rows:
    """So many people with the same events; what is told of them stands in the first."""
    return [
        {"participant": f"P-{number}", "event": event, "date": day, **(about if at == 0 else {})}
        for number in range(first, first + size)
        for at, (event, day) in enumerate(events)
    ]


def arrivals(answers: list[tuple[int, date, dict[str, str], str | None]]) -> Rows:
    """People by number, day of arrival, answers to follow-ups, and an exit 40 days after arrival."""
    rows: Rows = []
    number = 0
    for size, day, follow_ups, left in answers:
        for _ in range(size):
            rows.append({"participant": f"P-{number}", "event": "arrived", "date": day})
            for event, outcome in follow_ups.items():
                month = lists().events[event].month
                assert month is not None
                rows.append(
                    {
                        "participant": f"P-{number}",
                        "event": event,
                        "date": day + timedelta(days=31 * month),
                        "outcome": outcome,
                    }
                )
            if left is not None:
                rows.append({"participant": f"P-{number}", "event": left, "date": day + timedelta(days=40)})
            number += 1
    return rows


# ---- definitions ----
def test_every_indicator_can_be_computed_and_is_told_in_three_languages() -> None:
    for id_, one in definitions().items():
        assert one.kind in MEASURES, id_
        assert one.label.keys() == one.formula.keys() == {"en", "fr", "nl"}, id_
        assert all([*one.label.values(), *one.formula.values(), one.source]), id_
        named = {
            *one.events,
            *one.exits,
            *one.base,
            *([one.event] if one.event else []),
            *(e for pair in one.pairs for e in pair.split(">")),
        }
        assert named <= lists().events.keys(), id_
    assert all(
        text.keys() == {"en", "fr", "nl"} for text in [*document().why_empty.values(), *document().statistics.values()]
    )


# ---- by hand ----
def test_counts_and_conversions_by_hand() -> None:
    day = date(2025, 1, 1)
    rows = many(40, ("applied", day), ("selected", day), ("enrolled", day)) + many(60, ("applied", day), first=40)
    found = indicators(log_of(rows))
    assert row(found, "people", "selected")["value"] == 40
    share = row(found, "conversion", "applied>selected")
    assert (share["value"], share["n"], share["denominator"]) == (0.4, 40, 100)
    assert row(found, "conversion", "selected>enrolled")["value"] == 1.0


def test_interval_of_a_share_is_wilsons() -> None:
    low, high = wilson(40, 100, 0.9)
    assert (round(low, 4), round(high, 4)) == (0.3231, 0.4822)
    for k, n in ((0, 12), (12, 12), (3, 7)):
        low, high = wilson(k, n, 0.9)
        assert 0 <= low <= k / n <= high <= 1


def test_event_that_nobody_has_gives_no_share() -> None:
    found = indicators(log_of(many(40, ("applied", date(2025, 1, 1)), ("arrived", date(2025, 6, 1)))))
    assert row(found, "complaints") | {"value": None, "reason": "not_logged"} == row(found, "complaints")
    assert row(found, "retention", "12")["reason"] == "no_data"
    assert row(found, "housed")["reason"] == "no_data"
    assert row(found, "recruitment_cost", statistic="mean")["reason"] == "no_data"


def test_retention_counts_whoever_was_followed_that_long_and_nobody_else() -> None:
    """By hand, on 22 November 2026, 12 months after arrival:

    - 30 arrived in 2024, in work at 12 months: in work
    - 12 arrived in 2024, not in work at 12 months: not in work
    - 10 arrived in 2024, returned after 40 days, never asked: not in work
    - 10 arrived in 2024, ended early after 40 days, in work at 12 months elsewhere: in work
    - 10 arrived in 2024, said `unknown`: do not count
    - 20 arrived in 2024, never asked: do not count
    - 15 arrived in June 2026, returned after 40 days: do not count, their 12 months are not over
    So 40 of 62 are in work; 62 of the 92 who could be followed were: medium confidence.
    """
    early, late = date(2024, 5, 1), date(2026, 6, 1)
    rows = arrivals(
        [
            (30, early, {"employed_12": "yes"}, None),
            (12, early, {"employed_12": "no"}, None),
            (10, early, {}, "returned"),
            (10, early, {"employed_12": "yes"}, "ended_early"),
            (10, early, {"employed_12": "unknown"}, None),
            (20, early, {}, None),
            (15, late, {}, "returned"),
        ]
    )
    found = row(indicators(log_of(rows)), "retention", "12")
    assert (found["n"], found["denominator"], found["value"], found["confidence"]) == (
        40,
        62,
        round(40 / 62, 4),
        "medium",
    )


def test_later_arrivals_never_change_retention() -> None:
    early = [(30, date(2024, 5, 1), {"employed_12": "yes"}, None), (20, date(2024, 5, 1), {"employed_12": "no"}, None)]
    late = [(40, date(2026, 3, 1), {"employed_3": "no"}, "returned")]
    found = [row(indicators(log_of(arrivals([*early, *more]))), "retention", "12") for more in ([], late)]
    assert found[0] == found[1]


def test_durations_by_hand() -> None:
    """Ten people wait 1 to 10 months; the ones who still wait are seen until the report."""
    assert kaplan_meier(np.arange(1.0, 11.0), np.ones(10, dtype=bool), 0.5) == 5.0
    assert kaplan_meier(np.arange(1.0, 11.0), np.ones(10, dtype=bool), 0.9) == 9.0
    # Of six, two are still waiting after 2: 5/6 · 3/4 · … = the fall passes a half at the fourth time.
    seen = np.array([True, False, True, False, True, True])
    assert kaplan_meier(np.array([1.0, 2.0, 3.0, 3.5, 4.0, 5.0]), seen, 0.5) == 4.0
    assert kaplan_meier(np.array([1.0, 2.0, 3.0]), np.array([True, False, False]), 0.5) is None


@given(times=st.lists(st.floats(0.1, 50), min_size=1, max_size=30), share=st.sampled_from([0.5, 0.9]))
@settings(max_examples=100, deadline=None)
def test_without_waiting_the_median_is_the_plain_one_and_waiting_only_lengthens_it(
    times: list[float], share: float
) -> None:
    array = np.array(times)
    plain = kaplan_meier(array, np.ones(array.size, dtype=bool), share)
    assert plain == sorted(times)[int(np.ceil(share * array.size - 1e-9)) - 1]
    seen = np.ones(array.size, dtype=bool)
    seen[int(array.argmin())] = False
    later = kaplan_meier(array, seen, share)
    assert later is None or later >= plain


def test_waiting_people_lengthen_a_duration_and_short_logs_do_not_know_it() -> None:
    start = date(2025, 1, 1)
    rows = many(30, ("permit_filed", start), ("permit_granted", start + timedelta(days=61)))
    rows += many(25, ("permit_filed", date(2025, 6, 1)), first=30)
    soon = row(
        indicators(log_of(rows, date(2025, 6, 2))), "duration", "permit_filed>permit_granted", statistic="median"
    )
    assert (soon["value"], soon["n"]) == (2.0, 55)
    later = indicators(log_of(rows))
    assert row(later, "duration", "permit_filed>permit_granted", statistic="p90")["reason"] == "not_reached"


def test_recruitment_cost_is_of_each_person_and_only_where_both_are_known() -> None:
    day = date(2025, 1, 1)
    rows: Rows = []
    for number in range(40):
        rows.append(
            {
                "participant": f"P-{number}",
                "event": "arrived",
                "date": day,
                "monthly_income": 2000.0 if number < 20 else None,
            }
        )
        if number < 30:
            rows.append(
                {
                    "participant": f"P-{number}",
                    "event": "fee_paid",
                    "date": day,
                    "amount": 1000.0 if number < 10 else 0.0,
                }
            )
        if number < 10:
            rows.append(
                {"participant": f"P-{number}", "event": "fee_paid", "date": day + timedelta(days=3), "amount": 500.0}
            )
    found = indicators(log_of(rows))
    mean, median = (row(found, "recruitment_cost", statistic=name) for name in ("mean", "median"))
    assert (mean["value"], median["value"], mean["n"]) == (0.375, 0.375, 20)
    fees = row(found, "fees")
    assert (fees["n"], fees["denominator"]) == (10, 30)
    later = indicators(log_of(rows), period=(date(2026, 1, 1), date(2026, 12, 31)))
    assert row(later, "recruitment_cost", statistic="mean")["reason"] == "no_data", "they paid in another year"


def test_overqualified_compares_skill_levels_of_major_groups() -> None:
    day = date(2025, 1, 1)
    pairs = [("2512", "2512", 20), ("9329", "2512", 15), ("2512", "9329", 12), ("1330", "2512", 11), (None, "2512", 13)]
    rows: Rows = []
    for job, training, size in pairs:
        rows += many(size, ("arrived", day), first=len(rows), isco08=job, training_isco08=training)
    found = row(indicators(log_of(rows)), "overqualified")
    assert (found["n"], found["denominator"]) == (15, 58)


def test_shares_by_hand() -> None:
    day = date(2025, 1, 1)
    rows = many(
        30,
        ("selected", day),
        ("arrived", day),
        ("ended_early", date(2025, 6, 1)),
        track="away",
        housing_before_arrival=True,
        mentor="M-1",
    )
    rows += many(20, ("selected", day), ("arrived", day), first=30, housing_before_arrival=False, mentor="M-2")
    rows += many(50, ("selected", day), ("home_placed", day), first=50)
    found = indicators(log_of(rows))
    values = {id_: row(found, id_)["value"] for id_ in ("home_share", "ended_early", "housed", "mentor_ratio")}
    assert values == {"home_share": 0.5, "ended_early": 0.6, "housed": 0.6, "mentor_ratio": 25.0}


def test_posts_are_counted_apart_from_people() -> None:
    day = date(2025, 1, 1)
    rows = [
        r | {"participant": f"V{r['participant']}"}
        for size, signed, pledged, first in (("sme", 30, 20, 0), ("large", 20, 10, 50))
        for r in many(signed, ("vacancy_pledged", day), ("vacancy_signed", day), first=first, employer_size=size)
        + many(pledged, ("vacancy_pledged", day), first=first + signed, employer_size=size)
    ]
    rows += many(40, ("applied", day), sex="f") + many(40, ("applied", day), first=40, sex="m")
    log = log_of(rows)
    share = row(indicators(log), "conversion", "vacancy_pledged>vacancy_signed")
    assert (share["n"], share["denominator"]) == (50, 80)
    by_sex = indicators(log, by="sex")
    assert set(by_sex["group"]) == {"all", "f", "m"}
    assert by_sex.filter((pl.col("group") != "all") & pl.col("part").str.starts_with("vacancy")).height == 0
    by_size = indicators(log, by="employer_size")
    assert row(by_size, "people", "vacancy_pledged", "sme")["value"] == 50
    assert row(by_size, "people", "vacancy_pledged", "large")["suppressed"], (
        "the applicants have no size: its zero posts"
    )


def test_period_takes_people_who_began_in_it() -> None:
    rows = many(40, ("applied", date(2025, 1, 1)), ("selected", date(2025, 3, 1))) + many(
        20, ("applied", date(2025, 5, 1)), ("selected", date(2025, 6, 1)), first=40
    )
    found = indicators(log_of(rows), period=(date(2025, 5, 1), date(2025, 12, 31)))
    assert row(found, "conversion", "applied>selected")["denominator"] == 20
    assert row(indicators(log_of(rows), as_of=date(2025, 4, 1)), "people", "selected")["value"] == 40


@pytest.mark.parametrize(
    ("asked", "key"),
    [({"by": "isco08"}, "log_by_unknown"), ({"period": (date(2025, 2, 1), date(2025, 1, 1))}, "log_period_reversed")],
)
def test_questions_that_make_no_sense_are_refused(asked: dict[str, Any], key: str) -> None:
    with pytest.raises(PartnershipError) as caught:
        indicators(log_of(many(3, ("applied", date(2025, 1, 1)))), **asked)
    assert caught.value.key == key
    assert caught.value.told("fr") != caught.value.told("en")


# ---- what is hidden ----
def test_small_groups_are_hidden_and_cannot_be_taken_from_the_total() -> None:
    day = date(2025, 1, 1)
    rows = (
        many(40, ("applied", day), origin="MA")
        + many(30, ("applied", day), first=40, origin="TN")
        + many(4, ("applied", day), first=70, origin="SN")
    )
    found = indicators(log_of(rows), by="origin").filter(
        (pl.col("indicator") == "people") & (pl.col("part") == "applied")
    )
    shown = dict(zip(found["group"], found["value"], strict=True))
    assert shown == {"all": 74.0, "MA": 40.0, "TN": None, "SN": None}
    assert set(found.filter(pl.col("suppressed"))["reason"]) == {"small"}


def test_a_hidden_zero_cannot_be_taken_from_the_total() -> None:
    """Nobody at all enrolled, which is told of both; that nobody came from TN must not follow from all and MA."""
    day = date(2025, 1, 1)
    rows = (
        many(30, ("applied", day), ("arrived", day), origin="MA")
        + many(20, ("applied", day), first=30, origin="MA")
        + many(20, ("applied", day), first=50, origin="TN")
    )
    found = indicators(log_of(rows), by="origin").filter(pl.col("indicator") == "people")
    assert row(found, "people", "enrolled", "TN")["value"] == 0
    assert {group: row(found, "people", "applied", group)["value"] for group in ("MA", "TN")} == {"MA": 50, "TN": 20}
    assert {group: row(found, "people", "arrived", group)["value"] for group in ("all", "MA", "TN")} == {
        "all": 30.0,
        "MA": None,
        "TN": None,
    }


def test_group_of_people_of_whom_it_is_not_known_is_a_group() -> None:
    day = date(2025, 1, 1)
    rows = many(40, ("applied", day), sex="f") + many(40, ("applied", day), first=40)
    found = indicators(log_of(rows), by="sex")
    assert row(found, "people", "applied", "unknown")["value"] == 40


def test_figure_that_is_no_count_stays_when_only_its_number_gives_others_away() -> None:
    day = date(2025, 1, 1)
    rows = many(40, ("arrived", day), mentor="M-1") + many(5, ("arrived", day), first=40)
    found = row(indicators(log_of(rows)), "mentor_ratio")
    assert (found["value"], found["n"], found["denominator"], found["reason"]) == (40.0, None, None, "number_hidden")


SIZES = st.lists(
    st.tuples(st.sampled_from(["MA", "TN", "SN"]), st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=6
)


@given(sizes=SIZES)
@example(sizes=[("MA", 1, 0), ("TN", 10, 1)])
@settings(max_examples=25, deadline=None)
def test_nothing_small_is_in_the_table_and_nothing_hidden_is_told(sizes: list[tuple[str, int, int]]) -> None:
    steps = ["applied", "selected", "enrolled", "arrived"]
    rows: Rows = []
    for origin, size, last in sizes:
        first = len({one["participant"] for one in rows})
        rows += many(size, *((step, date(2025, 1, 1)) for step in steps[: last + 1]), first=first, origin=origin)
    if not rows:
        return
    found = indicators(log_of(rows), by="origin")
    assert found.schema == pl.Schema(SCHEMA)
    hidden = found.filter("suppressed")
    assert (
        hidden.select("value", "low", "high", "n", "denominator").null_count().sum_horizontal().item()
        == 5 * hidden.height
    )
    counted = found.filter(pl.col("n").is_not_null() & pl.col("statistic").is_in(["count", "share"]))
    whole = {
        (r["indicator"], r["part"], r["statistic"]): r
        for r in found.filter(pl.col("group") == "all").iter_rows(named=True)
    }
    for r in counted.iter_rows(named=True):
        total = whole[r["indicator"], r["part"], r["statistic"]]
        rest = None if r["denominator"] is None else r["denominator"] - r["n"]
        assert not 0 < r["n"] < 10
        assert rest is None or not 0 < rest < 10
        assert r["n"] >= 10 or (r["n"] == 0 and total["n"] in (0, None))
    assert all(value is not None or reason is not None for value, reason in found.select("value", "reason").rows())


def test_json_tells_what_each_indicator_means_and_hides_what_the_table_hides() -> None:
    log = log_of(
        many(40, ("applied", date(2025, 1, 1)), sex="f") + many(3, ("applied", date(2025, 1, 1)), first=40, sex="m")
    )
    frame = indicators(log, by="sex")
    found = json.loads(json.dumps(to_json(frame)))
    assert len(found["rows"]) == frame.height
    assert {one["indicator"] for one in found["rows"]} == found["indicators"].keys()
    assert found["parts"]["applied>selected"]["nl"] == "Kandidatuur ingediend → Geselecteerd"
    assert all(one["n"] is None for one in found["rows"] if one["suppressed"])


@pytest.mark.parametrize("by", groupings())
def test_every_grouping_gives_groups_of_all_people(by: str) -> None:
    day = date(2025, 1, 1)
    about = {
        "scheme": "A",
        "sex": "f",
        "age_band": "18-24",
        "origin": "MA",
        "skill_level": "mid",
        "employer_size": "sme",
        "track": "away",
        "region": "flanders",
        "isco08": "2512",
    }
    found = indicators(log_of(many(30, ("applied", day), **about)), by=by)
    groups = set(found["group"]) - {"all"}
    assert len(groups) == 1
    assert row(found, "people", "applied", groups.pop())["value"] == 30
