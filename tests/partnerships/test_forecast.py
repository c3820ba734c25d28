"""The log against the design: counts by stage, the design that learns from them, and forecast beside outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from corridor.partnerships.design import Design, Quantity, read_design, shipped, write_design
from corridor.partnerships.events import Log, read_log
from corridor.partnerships.example_log import example_log
from corridor.partnerships.forecast import Counts, counts, forecast_against_outcome, of_design, updated_design
from corridor.partnerships.indicators import indicators
from corridor.partnerships.priors import mean, resolved
from corridor.partnerships.simulation import simulate

TODAY = date(2026, 11, 22)
START = date(2023, 1, 1)
Rows = list[dict[str, Any]]


def design(**more: Any) -> Design:
    """A design with one stage of each phase that events tell of."""
    stages = [
        {"id": "selection", "phase": "selection", "track": "both"},
        {"id": "training", "phase": "technical_training", "track": "both"},
        {"id": "matching", "phase": "matching", "track": "away"},
        {"id": "permit", "phase": "permit", "track": "away"},
        {"id": "travel", "phase": "arrival", "track": "away"},
        {"id": "home", "phase": "home_placement", "track": "home"},
    ]
    return read_design(
        {
            "id": "try", "name": "Try", "origin": ["MA"], "destination": {"country": "BE", "region": "flanders"},
            "start": START, "horizon_months": 36, "waves": [{"date": START, "intake": 60}], "demand": [],
            "stages": stages, **more,
        }
    )  # fmt: skip


def log_of(rows: Rows, as_of: date = TODAY) -> Log:
    """A log without faults."""
    log = read_log(pl.DataFrame(rows, infer_schema_length=None), as_of=as_of)
    assert log.quarantine.height == 0, log.quarantine.to_dicts()
    return log


def steps(code: str, *events: tuple[str, int] | tuple[str, int, str]) -> Rows:
    """The events of one person, each so many days after the start, with a reason."""
    return [
        {
            "participant": code,
            "event": one[0],
            "date": START + timedelta(days=one[1]),
            "reason": one[2] if len(one) == 3 else None,
        }
        for one in events
    ]


# ---- counts ----
def test_counts_of_a_stage_by_hand() -> None:
    """Three passed after 61, 61 and 122 days (8 months in all), one was closed, one is still there."""
    rows = steps("A", ("enrolled", 0), ("completed", 61)) + steps("B", ("enrolled", 0), ("completed", 61))
    rows += steps("C", ("enrolled", 0), ("completed", 122)) + steps("D", ("enrolled", 0), ("withdrew", 30, "family"))
    rows += steps("E", ("enrolled", 0)) + steps("F", ("withdrew", 3, "own_choice"))
    found = counts(log_of(rows), design())["training"]
    assert (found.k, found.n, found.durations, found.waiting, found.passed) == (1, 4, 3, 1, 3)
    assert found.total == pytest.approx(244 / 30.4375)


def test_who_found_no_post_is_not_lost_in_matching() -> None:
    rows = steps("A", ("proposed", 0), ("closed", 90, "no_offer")) + steps(
        "B", ("proposed", 0), ("closed", 90, "family")
    )
    rows += steps("C", ("proposed", 0), ("matched", 30))
    found = counts(log_of(rows), design())["matching"]
    assert (found.k, found.n, found.waiting) == (1, 2, 1)


def test_refused_permit_is_lost_unless_it_was_granted_the_second_time() -> None:
    rows = steps("A", ("permit_filed", 0), ("permit_refused", 60))
    rows += steps("B", ("permit_filed", 0), ("permit_refused", 60), ("permit_filed", 70), ("permit_granted", 100))
    found = counts(log_of(rows), design())["permit"]
    assert (found.k, found.n) == (1, 2)


def test_exits_and_returns_by_hand() -> None:
    rows: Rows = []
    for number, (outcome, back) in enumerate([("yes", True), ("yes", False), ("no", False)]):
        code = f"P-{number}"
        rows += [{**one, "outcome": None} for one in steps(code, ("arrived", 0), ("term_ended", 800))]
        rows.append(
            {
                "participant": code,
                "event": "employed_12",
                "date": START + timedelta(days=366),
                "reason": None,
                "outcome": outcome,
            }
        )
        rows += [{**one, "outcome": None} for one in steps(code, ("returned", 820))] if back else []
    found = counts(log_of(rows), design())
    assert found["retention.exit_per_year"] == Counts(k=1, n=3)
    assert found["return.share"] == Counts(k=1, n=3)


def test_log_of_several_schemes_counts_those_of_the_design() -> None:
    rows = [
        one | {"scheme": scheme}
        for scheme in ("SMP001", "other")
        for one in steps(f"P-{scheme}", ("enrolled", 0), ("completed", 60))
    ]
    mine = replace(design(), scheme="SMP001")
    assert counts(log_of(rows), mine)["training"].n == 1
    assert of_design(log_of(rows), replace(design(), id="elsewhere")).events.height == 4


def test_two_stages_of_one_phase_cannot_be_told_apart_and_are_left_out() -> None:
    two = [{"id": f"course_{number}", "phase": "technical_training", "track": "both"} for number in (1, 2)]
    made = design(stages=[*two, {"id": "travel", "phase": "arrival", "track": "away"}])
    assert counts(log_of(steps("A", ("enrolled", 0), ("completed", 61))), made) == {}


# ---- the design that learns ----
def outcomes(lost: int, passed: int) -> Log:
    """People who were lost in the training, and people who passed it in 244 days (8 months)."""
    rows = [one for number in range(lost) for one in steps(f"L-{number}", ("enrolled", 0), ("withdrew", 30, "family"))]
    rows += [one for number in range(passed) for one in steps(f"P-{number}", ("enrolled", 0), ("completed", 244))]
    return log_of(rows)


QUANTITIES = [
    None,
    Quantity(prior="loss_training"),
    Quantity(value=0.1),
    Quantity(low=0.0, high=0.2),
    Quantity(k=2, n=20),
    Quantity(prior="select_to_full_support", inverse=True),
]


@pytest.mark.parametrize("stated", QUANTITIES)
@pytest.mark.parametrize(("lost", "passed"), [(45, 15), (1, 59)])
def test_learning_moves_the_mean_towards_the_rate_of_the_log(stated: Quantity | None, lost: int, passed: int) -> None:
    made = design()
    made = replace(made, stages=tuple(replace(s, loss=stated) if s.id == "training" else s for s in made.stages))
    first = Quantity(prior="loss_training") if stated is None else stated
    before = mean(resolved(first, "rate", "loss"))
    learnt = updated_design(made, outcomes(lost, passed)).stage("training").loss
    assert learnt is not None
    after, rate = mean(resolved(learnt, "rate", "loss")), lost / (lost + passed)
    assert abs(after - rate) < abs(before - rate)
    assert min(before, rate) - 0.07 <= after <= max(before, rate) + 0.07
    assert (learnt.basis, learnt.source) == ("derived", "log")


@pytest.mark.parametrize(
    "stated", [None, Quantity(prior="t_language_training"), Quantity(value=4.0), Quantity(low=2.0, mode=4.0, high=5.0)]
)
def test_learning_moves_the_duration_towards_that_of_the_log(stated: Quantity | None) -> None:
    made = design()
    made = replace(made, stages=tuple(replace(s, months=stated) if s.id == "training" else s for s in made.stages))
    learnt = updated_design(made, outcomes(0, 200)).stage("training").months
    assert learnt is not None
    first = Quantity(prior="t_technical_training") if stated is None else stated
    before, after = (mean(resolved(one, "duration", "months")) for one in (first, learnt))
    assert abs(after - 244 / 30.4375) < abs(before - 244 / 30.4375)


def test_log_that_says_nothing_leaves_the_design_as_it_is() -> None:
    made = design()
    assert updated_design(made, log_of(steps("V", ("complaint", 3)))) == made


def test_more_of_the_same_experience_weighs_more() -> None:
    after = []
    for times in (1, 10):
        learnt = updated_design(design(), outcomes(6 * times, 4 * times)).stage("training").loss
        assert learnt is not None
        after.append(mean(resolved(learnt, "rate", "loss")))
    assert abs(after[1] - 0.6) < abs(after[0] - 0.6)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_design_that_has_learnt_can_be_written_read_and_run(name: str) -> None:
    made = shipped()[name]
    learnt = updated_design(made, read_log(example_log(made, seed=1), as_of=TODAY))
    assert learnt != made
    assert len(counts(read_log(example_log(made, seed=1), as_of=TODAY), made)) >= 4
    assert read_design(yaml.safe_load(write_design(learnt))) == learnt
    assert simulate(learnt, draws=200).placed_abroad.shape[1] == 200


# ---- forecast beside outcome ----
def forecast(observed: list[int], abroad: np.ndarray, **more: Any) -> pl.DataFrame:
    """A run with these draws beside a log with so many arrivals at the end of each month."""
    rows: Rows = []
    for month, (before, now) in enumerate(zip([0, *observed], observed, strict=False)):
        for number in range(before, now):
            rows += steps(f"P-{number}", ("arrived", round(month * 30.4375) - 5))
    run = SimpleNamespace(design=design(), placed_abroad=abroad, placed_home=abroad * 0, counts_home=False)
    return forecast_against_outcome(run, log_of(rows), **more)


def test_forecast_beside_outcome_by_hand() -> None:
    abroad = np.tile(np.arange(0, 101, dtype=np.int32), (4, 1)) * np.array([[0], [1], [1], [1]])
    found = forecast([0, 20, 20, 98], abroad)
    assert found["observed"].to_list() == [0, 20, 20, 98]
    assert found.select("p5", "p50", "p95").row(3) == (5.0, 50.0, 95.0)
    assert found["inside"].to_list() == [True, True, True, False]
    assert found["date"].to_list()[:2] == [START, START + timedelta(days=30)]
    assert forecast([0, 20, 20, 98], abroad, by="quarter")["month"].to_list() == [0, 3]


def test_outcome_after_the_log_is_not_known() -> None:
    abroad = np.ones((60, 50), dtype=np.int32)
    found = forecast([0, 20], abroad)
    last = found.filter(pl.col("date") <= TODAY)
    assert last["observed"].null_count() == 0
    assert found.filter(pl.col("date") > TODAY).select("observed", "inside").null_count().row(0) == (13, 13)


def test_outcome_by_month_does_not_tell_of_fewer_than_ten_people() -> None:
    observed = [0, 3, 12, 15, 24, 24, 30, 33]
    found = forecast(observed, np.zeros((8, 20), dtype=np.int32))
    shown = [number for number in found["observed"].to_list() if number is not None]
    assert shown == [0, 12, 33]
    assert all(later - number == 0 or later - number >= 10 for at, number in enumerate(shown) for later in shown[at:])
    assert found["suppressed"].sum() == len(observed) - len(shown)
    assert forecast(observed, np.zeros((8, 20), dtype=np.int32), suppress=False)["observed"].to_list() == observed


def test_outcome_by_month_and_numbers_by_year_do_not_tell_of_fewer_than_ten_people() -> None:
    """Twenty by 15 December, 24 by the end of the year: the month end between would tell of four people."""
    rows: Rows = []
    for number in range(44):
        rows += steps(f"P-{number}", ("arrived", 340 if number < 20 else 360 if number < 24 else 400))
    abroad = np.zeros((15, 20), dtype=np.int32)
    run = SimpleNamespace(design=design(), placed_abroad=abroad, placed_home=abroad, counts_home=False)
    shown = forecast_against_outcome(run, log_of(rows))["observed"].drop_nulls().to_list()
    assert {0, 44} <= set(shown)
    by_year = 24
    assert not any(0 < abs(by_year - number) < 10 for number in shown)


def test_forecast_of_a_real_run_has_both_outcomes() -> None:
    made = shipped()["palim"]
    found = forecast_against_outcome(
        simulate(made, draws=300), read_log(example_log(made, seed=2), as_of=TODAY), "quarter"
    )
    assert set(found["outcome"]) == {"placed_abroad", "placed_home"}
    assert found.select((pl.col("p5") <= pl.col("p50")) & (pl.col("p50") <= pl.col("p95"))).to_series().all()


# ---- the made-up log ----
@pytest.mark.parametrize("name", sorted(shipped()))
def test_made_up_log_is_marked_has_no_fault_and_repeats(name: str) -> None:
    made = shipped()[name]
    frame = example_log(made, seed=3)
    log = read_log(frame, as_of=TODAY)
    assert log.quarantine.height == 0
    assert log.synthetic
    assert frame["synthetic"].all()
    assert frame.equals(example_log(made, seed=3))
    assert not frame.equals(example_log(made, seed=4))
    assert set(log.notes["field"]) == {"synthetic"}


def test_made_up_log_follows_the_rates_of_its_design() -> None:
    made = design(tracks={"away": 0.7})
    made = replace(
        made, stages=tuple(replace(s, loss=Quantity(value=0.25)) if s.id == "training" else s for s in made.stages)
    )
    found = counts(read_log(example_log(made, seed=1, people=1500), as_of=TODAY), made)
    assert found["training"].k / found["training"].n == pytest.approx(0.25, abs=0.04)
    assert found["tracks.away"].k / found["tracks.away"].n == pytest.approx(0.7, abs=0.04)


def test_made_up_log_gives_most_indicators_something_to_show() -> None:
    found = indicators(read_log(example_log(design(tracks={"away": 0.7}), seed=1, people=600), as_of=TODAY))
    shown = set(found.filter(pl.col("value").is_not_null())["indicator"])
    assert {
        "people",
        "conversion",
        "duration",
        "recruitment_cost",
        "retention",
        "home_share",
        "housed",
        "mentor_ratio",
    } <= shown


def test_made_up_log_ends_on_the_day_that_was_asked() -> None:
    frame = example_log(design(), until=date(2023, 9, 1))
    assert frame["date"].max() <= date(2023, 9, 1)
