"""Laws of the simulation on random small designs: people are conserved, more of anything good never harms."""

from __future__ import annotations

import copy
import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.partnerships.costs import by, cost
from corridor.partnerships.design import read_design
from corridor.partnerships.priors import priors
from corridor.partnerships.results import summary
from corridor.partnerships.simulation import POST, Run, simulate
from tests.partnerships.small_designs import GRADES, designs, everything

DRAWS = 40
ENTERED, STARTED, PASSED, LOST = range(4)
few = settings(max_examples=60, deadline=None)


def ran(raw: dict[str, Any], seed: int = 1, paths: bool = False) -> Run:
    return simulate(read_design(raw), draws=DRAWS, seed=seed, paths=paths)


def tracks_of(run: Run) -> dict[str, list[int]]:
    """Rows by track up to the placements, in order."""
    ways: dict[str, list[int]] = {"both": [], "away": [], "home": []}
    known = {stage.id: stage for stage in run.design.stages}
    beside = ("integration", "end_of_term", "reintegration", "mentoring", "term", "back")
    for row, id in enumerate(run.stages):
        if id == POST:
            ways["away"].append(row)
        elif id not in beside:
            ways[known[id].track].append(row)
    return ways


@given(designs())
@few
def test_people_are_conserved_at_every_stage_and_month(raw: dict[str, Any]) -> None:
    run = ran(raw, paths=True)
    assert run.paths is not None
    entered, started, passed, lost = run.paths
    assert (entered >= started).all()
    assert (started >= passed + lost).all()
    assert (np.diff(run.paths, axis=2) >= 0).all()
    ways = tracks_of(run)
    for rows in ways.values():
        for row, following in itertools.pairwise(rows):
            assert (passed[row] == entered[following]).all()
    to_split = passed[ways["both"][-1]] if ways["both"] else None
    away = entered[ways["away"][0]]
    home = entered[ways["home"][0]] if ways["home"] else np.zeros_like(away)
    if POST in run.stages and run.design.tracks.unmatched == "home":
        home = home - lost[run.stages.index(POST)]
    if to_split is None:
        assert (away[-1] + home[-1] == run.begun).all()
    else:
        assert (to_split == away + home).all()
        assert (entered[ways["both"][0]][-1] == run.begun).all()
    assert (passed[ways["away"][-1]] == run.placed_abroad).all()
    if ways["home"]:
        assert (passed[ways["home"][-1]] == run.placed_home).all()
    assert (run.placed_abroad == run.employed + run.returned + run.left_job).all()
    assert (run.employed >= 0).all()


@given(designs())
@few
def test_the_outcomes_at_the_horizon_add_up_to_those_who_began(raw: dict[str, Any]) -> None:
    result = summary(ran(raw))
    assert sum(outcome.people.mean for outcome in result.outcomes) == pytest.approx(result.begun.mean)


@given(designs())
@few
def test_histograms_hold_every_draw_and_the_mean_of_the_paths(raw: dict[str, Any]) -> None:
    run = ran(raw, paths=True)
    assert run.paths is not None
    waiting = run.paths[ENTERED] - run.paths[STARTED]
    inside = run.paths[STARTED] - run.paths[PASSED] - run.paths[LOST]
    people = np.arange(run.waiting_counts.shape[2])
    for counts, truth in ((run.waiting_counts, waiting), (run.inside_counts, inside)):
        assert (counts.sum(axis=2) == run.draws).all()
        assert np.array_equal(counts @ people, truth.sum(axis=2))


@given(designs())
@few
def test_arrivals_in_order_say_the_same_as_counts_by_month(raw: dict[str, Any]) -> None:
    run = ran(raw)
    assert run.arrivals is not None
    assert (np.sort(run.arrivals, axis=1) == run.arrivals).all()
    for month in (0, 7, run.design.horizon_months):
        assert ((run.arrivals <= month).sum(axis=1) == run.placed_abroad[month]).all()


# ---- more of anything good never places fewer, in any draw, by any month ----


def _lower(quantity: Any, share: float) -> Any:
    if isinstance(quantity, dict):
        return {key: round(value * share, 4) for key, value in quantity.items()}
    return quantity * share


@st.composite
def improved(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A design and the same with something better."""
    raw = draw(designs())
    better = copy.deepcopy(raw)
    what = draw(st.sampled_from(["capacity", "no limit", "loss", "grade", "posts", "people", "quicker"]))
    stage = draw(st.sampled_from([stage for stage in better["stages"] if "loss" in stage]))
    if what == "capacity":
        for key in stage["capacity"] or {}:
            stage["capacity"][key] += draw(st.integers(1, 4))
    elif what == "no limit":
        stage["capacity"] = None
    elif what == "loss":
        stage["loss"] = _lower(stage["loss"], draw(st.floats(0, 1)))
    elif what == "quicker":
        stage["months"] = _shorter(stage["months"], draw(st.floats(0, 1)))
    elif what == "people":
        draw(st.sampled_from(better["waves"]))["intake"] += draw(st.integers(1, 5))
    elif better["demand"]:
        entry = draw(st.sampled_from(better["demand"]))
        if what == "posts":
            entry["posts"] += draw(st.integers(1, 5))
        else:
            entry["grade"] = (*GRADES, "funded")[GRADES.index(entry["grade"]) + 1]
    return raw, better


def _shorter(quantity: Any, share: float) -> Any:
    return {**quantity, "value": quantity["value"] * share} if isinstance(quantity, dict) else quantity * share


@given(improved(), st.integers(0, 3))
@settings(max_examples=250, deadline=None)
def test_better_never_places_fewer_abroad_in_any_draw_by_any_month(
    pair: tuple[dict[str, Any], dict[str, Any]], seed: int
) -> None:
    before, after = (ran(raw, seed) for raw in pair)
    assert (after.placed_abroad >= before.placed_abroad).all()


def test_better_does_place_more_where_that_is_the_bottleneck() -> None:
    raw = everything()
    found = []
    for grade in ("interest", "letter", "signed_vacancy", "offer", "funded"):
        for entry in raw["demand"]:
            entry["grade"] = grade
        found.append(float(simulate(read_design(raw), draws=500).placed_abroad[-1].mean()))
    assert found == sorted(found)
    assert found[-1] > found[0] + 3


# ---- cost ----


@given(designs())
@few
def test_what_payers_groups_and_stages_bear_adds_up_to_the_cost(raw: dict[str, Any]) -> None:
    run = ran(raw)
    whole = cost(run)
    for what in ("payer", "group", "stage"):
        parts = by(run, what)
        assert np.allclose(sum(parts.values(), np.zeros(DRAWS)), whole)


@given(designs())
@few
def test_who_pays_does_not_change_what_it_costs(raw: dict[str, Any]) -> None:
    other = copy.deepcopy(raw)
    for stage in other["stages"]:
        for item in stage.get("costs", []):
            item["payers"] = {"destination": 1.0}
    whole = cost(ran(raw))
    assert np.allclose(whole, cost(ran(other)))
    assert np.allclose(whole, by(ran(other), "payer")["destination"])


def _monthly(amount: float) -> dict[str, Any]:
    return {"group": "staffing", "per": "month", "amount": amount}


def test_a_price_falls_due_as_often_as_its_unit() -> None:
    """Two waves of two take three months each, with a gap: 4 people, 12 person-months, 6 months, once."""
    raw = everything() | {
        "waves": [{"date": "2026-01-01", "intake": 2}, {"date": "2027-01-01", "intake": 2}],
        "stages": [
            {
                "id": "course", "phase": "language", "track": "away", "months": 3, "loss": 0,
                "costs": [
                    {"group": "training", "per": per, "amount": amount}
                    for per, amount in (("once", 1), ("month", 10), ("person", 100), ("person_month", 1000))
                ],
            },
            {"id": "office", "phase": "agreement", "months": 5, "costs": [_monthly(7)]},
            {"id": "always", "phase": "monitoring", "costs": [_monthly(1)]},
        ],
        "tracks": {}, "demand": [],
    }  # fmt: skip
    run = ran(raw)
    amounts = [round(float(line[0]), 2) for line in run.line_costs]
    assert amounts == [1, 60, 400, 12_000, 35, 48]
    assert {line.payer for line in run.lines} == {None}


# ---- random numbers ----


@given(designs(), st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_the_same_seed_gives_exactly_the_same(raw: dict[str, Any], seed: int) -> None:
    one, two = ran(raw, seed), ran(raw, seed)
    assert np.array_equal(one.placed_abroad, two.placed_abroad)
    assert np.array_equal(one.drawn, two.drawn)
    assert np.array_equal(one.line_costs, two.line_costs)
    assert np.array_equal(one.person_years, two.person_years)


def test_another_seed_gives_another_result() -> None:
    one, two = (simulate(read_design(everything()), draws=200, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.placed_abroad, two.placed_abroad)


def test_more_draws_begin_with_the_same_draws() -> None:
    few_draws, many = (simulate(read_design(everything()), draws=draws) for draws in (50, 80))
    assert np.array_equal(few_draws.placed_abroad, many.placed_abroad[:, :50])


def test_a_change_of_one_parameter_leaves_the_draws_of_all_others() -> None:
    raw, changed = everything(), everything()
    changed["stages"][1]["loss"] = {"low": 0.0, "high": 0.1}
    changed["stages"].insert(2, {"id": "course", "phase": "language", "track": "both"})
    before, after = ran(raw), ran(changed)
    for parameter in before.parameters:
        same = np.array_equal(before.values(parameter.name), after.values(parameter.name))
        assert same == (parameter.name != "stages.training.loss"), parameter.name


def test_grades_of_demand_share_their_luck() -> None:
    raw = everything()
    raw["demand"][0]["grade"] = "signed_vacancy"
    run = ran(raw)
    rates = [run.values(f"posts.{grade}") for grade in ("interest", "letter", "signed_vacancy")]
    for weaker, firmer in itertools.pairwise(rates):
        assert np.array_equal(np.argsort(weaker), np.argsort(firmer))
        assert (weaker <= firmer).all()
    assert "posts.offer" not in [parameter.name for parameter in run.parameters]


def test_a_firmer_grade_with_a_worse_prior_does_not_fall_below_a_weaker_one() -> None:
    worse = replace(priors()["post_offer"], distribution="fixed", parameters=(("value", 0.0),))
    found = simulate(read_design(everything()), draws=DRAWS, priors={**priors(), "post_offer": worse})
    assert (found.values("posts.offer") >= found.values("posts.letter")).all()


# ---- what exactly happens, where it can be worked out by hand ----


def _plain(**changes: Any) -> dict[str, Any]:
    raw = everything() | {
        "waves": [{"date": "2026-01-01", "intake": 5}], "tracks": {}, "demand": [],
        "stages": [
            {"id": "course", "phase": "language", "track": "away", "months": 4, "loss": 0, "capacity": {"places": 2}},
            {"id": "travel", "phase": "arrival", "track": "away", "months": 1, "loss": 0},
        ],
        "contract": {"months": 12, "term": "fixed"}, "retention": {"exit_per_year": 0}, "return": {"share": 1},
    }  # fmt: skip
    return raw | changes


def test_places_let_people_in_as_others_leave() -> None:
    run = ran(_plain())
    assert run.arrivals is not None
    assert run.arrivals[0].tolist() == [5, 5, 9, 9, 13]
    waiting = [int(np.argmax(run.waiting_counts[0, month])) for month in (0, 1, 4, 7, 8)]
    assert waiting == [3, 3, 1, 1, 0]


def test_starts_within_a_month_are_spread() -> None:
    stages = _plain()["stages"]
    stages[0]["capacity"] = {"per_month": 2}
    run = ran(_plain(stages=stages))
    assert run.arrivals is not None
    assert run.arrivals[0].tolist() == [5, 5, 6, 6, 7]


def test_everybody_goes_back_at_the_end_of_the_term() -> None:
    run = ran(_plain())
    assert run.returned[[16, 17, 21, 25], 0].tolist() == [0, 2, 4, 5]
    assert run.employed[[12, 13, 17], 0].tolist() == [4, 5, 3]
    assert run.person_years[0] == 5
    assert (run.followed_12[0], run.kept_12[0]) == (5, 0)
    assert run.followed_24[0] == 5


def test_who_finds_no_post_leaves_after_the_patience() -> None:
    stages = [
        {"id": "course", "phase": "language", "track": "away", "months": 4, "loss": 0},
        {"id": "matching", "phase": "matching", "track": "away", "months": 0, "loss": 0, "patience": 3},
        {"id": "travel", "phase": "arrival", "track": "away", "months": 1, "loss": 0},
    ]
    demand = [
        {"grade": "funded", "posts": 1, "date": "2026-01-01"},
        {"grade": "funded", "posts": 2, "date": "2027-01-01"},
    ]
    run = ran(_plain(stages=stages, demand=demand), paths=True)
    assert run.arrivals is not None
    assert run.arrivals[0, :3].tolist() == pytest.approx([5, 12.99, 12.99], abs=0.005)
    row = run.stages.index(POST)
    assert run.paths is not None
    assert run.paths[LOST, row, [6, 7], 0].tolist() == [0, 2]
    assert run.lost[row, 0] == 2


def test_fewer_begin_where_too_few_apply() -> None:
    run = ran(_plain(applicants_per_place=0.5))
    assert set(run.begun.tolist()) == {2}


def test_a_wave_after_the_horizon_has_not_begun() -> None:
    """Sizing shortens the horizon to the day that is asked for: what comes later must not be counted anywhere."""
    raw = everything()
    design = read_design(raw)
    first, last = design.waves[0], design.waves[-1]
    late = replace(design, horizon_months=12, waves=(first, replace(last, date=design.start + timedelta(days=700))))
    run = simulate(late, draws=200)
    alone = simulate(replace(late, waves=(first,)), draws=200)
    assert (run.begun <= first.intake).all()
    assert (run.waiting >= 0).all()
    assert (run.inside >= 0).all()
    assert np.array_equal(run.started, alone.started)
    assert np.array_equal(run.placed_abroad, alone.placed_abroad)
