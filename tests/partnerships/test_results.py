"""Results: percentiles, retention, cost per unit, marginal cost, sensitivity and JSON say what the run counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from corridor.partnerships.costs import by, cost, one_more, per_unit
from corridor.partnerships.design import read_design
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.priors import priors
from corridor.partnerships.results import probability, probability_by_month, summary, to_json
from corridor.partnerships.sensitivity import sensitivity
from corridor.partnerships.simulation import Run, simulate
from corridor.partnerships.spread import spread
from tests.partnerships.small_designs import everything


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(read_design(everything()), draws=1_000, seed=3, paths=True)


def test_a_percentile_is_the_smallest_value_not_exceeded() -> None:
    assert spread(np.arange(1, 101)) == spread(np.arange(100, 0, -1))
    found = spread(np.arange(1, 101))
    assert (found.mean, found.p5, found.p50, found.p95) == (50.5, 5, 50, 95)
    assert spread(np.array([7])).p95 == 7


def test_bands_of_histograms_are_those_of_the_paths(run: Run) -> None:
    assert run.paths is not None
    waiting, inside = run.paths[0] - run.paths[1], run.paths[1] - run.paths[2] - run.paths[3]
    for row, stage in enumerate(summary(run).stages):
        for band, truth in ((stage.waiting_by_month, waiting[row]), (stage.inside_by_month, inside[row])):
            for month in (0, 8, 21, 48):
                expected = spread(truth[month])
                assert (band.p5[month], band.p50[month], band.p95[month]) == (expected.p5, expected.p50, expected.p95)
                assert band.mean[month] == pytest.approx(expected.mean)


def test_bands_over_time_end_in_the_totals(run: Run) -> None:
    result = summary(run)
    for band, total in (
        (result.placed_abroad_by_month, result.placed_abroad),
        (result.employed_by_month, result.employed),
        (result.returned_by_month, result.returned),
    ):
        assert (band.mean[-1], band.p5[-1], band.p95[-1]) == (total.mean, total.p5, total.p95)
        assert len(band.mean) == 49


def test_placed_at_home_is_unknown_where_the_design_does_not_say_what_it_is() -> None:
    raw = everything()
    raw["stages"][-1] = {"id": "course", "phase": "language", "track": "home"}
    result = summary(simulate(read_design(raw), draws=50))
    assert result.placed_home is None
    assert result.outcomes[-1].kind == "finished_home"


def test_probability_counts_draws_and_falls_with_n(run: Run) -> None:
    shares = [probability(run, n, 40.0) for n in range(12)]
    assert shares[0] == 1
    assert shares == sorted(shares, reverse=True)
    assert shares[5] == probability_by_month(run, 5)[40]
    assert probability(run, 5, date(2029, 5, 1)) == pytest.approx(shares[5], abs=0.02)
    assert probability(run, 5, date(2025, 1, 1)) == 0
    assert probability(run, 10_000, 40.0) == 0
    without_times = replace(run, arrivals=None)
    assert probability(without_times, 5, 40.5) == shares[5]
    assert probability(run, 5, 400.0) == probability(without_times, 5, 400.0)


def test_retention_states_its_denominator(run: Run) -> None:
    kept = summary(run).kept_12
    assert kept.followed == run.followed_12.mean()
    assert kept.share == pytest.approx(run.kept_12.sum() / run.followed_12.sum())
    assert run.arrivals is not None
    assert (run.followed_12 == (run.arrivals <= 36).sum(axis=1)).all()
    early = summary(simulate(read_design(everything() | {"horizon_months": 12}), draws=50)).kept_12
    assert early.share is None


def test_nobody_leaves_and_all_are_kept_and_the_other_way_round() -> None:
    raw = everything() | {"retention": {"exit_per_year": 0}, "contract": {"term": "open"}}
    found = summary(simulate(read_design(raw), draws=100))
    assert (found.kept_12.share, found.kept_24.share) == (1, 1)
    gone = everything() | {"retention": {"exit_per_year": 1}}
    assert summary(simulate(read_design(gone), draws=100)).kept_12.share == 0


def test_cost_per_unit_counts_draws_without_any_as_above_every_cost() -> None:
    found = per_unit(np.full(100, 50.0), np.array([0] * 10 + [1] * 50 + [2] * 40))
    assert (found.p5, found.p50, found.p95, found.none) == (25, 50, None, 0.1)
    assert found.mean == pytest.approx(50 / 1.3)
    nothing = per_unit(np.full(3, 50.0), np.zeros(3))
    assert (nothing.mean, nothing.p50, nothing.none) == (None, None, 1)


def test_costs_are_split_and_add_up(run: Run) -> None:
    costs = summary(run).costs
    for parts in (costs.by_payer, costs.by_group, costs.by_stage):
        assert sum(part.mean for _, part in parts) == pytest.approx(costs.total.mean)
    assert dict(costs.by_payer)["eu"].mean == pytest.approx(0.7 * costs.total.mean)
    assert set(by(run, "stage")) == {"preparing", "training", "mentoring"}
    assert costs.per_placement.mean == pytest.approx(cost(run).mean() / run.placed_abroad[-1].mean())


def test_one_more_person_a_wave_never_places_fewer_and_costs_less_than_the_average(run: Run) -> None:
    found = one_more(run)
    assert found.people == 2
    assert found.placed.p5 >= 0
    assert found.per_person > 0
    assert summary(run, marginal=True).costs.marginal == found


def test_where_posts_are_plenty_one_more_placement_costs_less_than_the_average_with_its_set_up() -> None:
    raw = everything()
    raw["demand"] = [{"grade": "funded", "posts": 99, "date": "2026-01-01"}]
    raw["stages"][0]["costs"][0]["amount"] = 20_000
    costs = summary(simulate(read_design(raw), draws=500), marginal=True).costs
    assert costs.marginal is not None
    assert costs.marginal.per_placement is not None
    assert costs.per_placement.mean is not None
    assert costs.marginal.per_placement < costs.per_placement.mean


def test_one_more_person_places_nobody_where_posts_are_short() -> None:
    raw = everything()
    raw["demand"] = [{"grade": "funded", "posts": 1, "date": "2026-01-01"}]
    raw["stages"][3].update(loss=0, capacity=None)
    raw["stages"][4]["loss"] = 0
    found = one_more(simulate(read_design(raw), draws=200))
    assert (found.placed.mean, found.per_placement, found.error) == (0, None, None)


def test_more_people_who_push_out_others_have_no_cost_per_placement(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    fewer = replace(run, placed_abroad=run.placed_abroad - 1)
    monkeypatch.setattr("corridor.partnerships.costs.simulate", lambda *args, **more: fewer)
    found = one_more(run)
    assert (found.placed.mean, found.per_placement, found.error) == (-1, None, None)


# ---- what matters ----


def test_the_parameter_that_decides_explains_most() -> None:
    raw = everything()
    raw["stages"][1]["loss"] = {"low": 0, "high": 1}
    raw["demand"] = [{"grade": "funded", "posts": 99, "date": "2026-01-01"}]
    effects = sensitivity(simulate(read_design(raw), draws=2_000))
    first = effects[0]
    assert first.name == "stages.training.loss"
    assert first.share > 0.6
    assert first.low > first.high
    assert first.at_low < 0.1 < 0.9 < first.at_high
    assert sum(effect.share for effect in effects) < 1.1


def test_posts_that_the_project_pays_stand_for_no_other_grade() -> None:
    """They are certain, so that a grade that is not keeps its place among what matters."""
    raw = everything()
    raw["demand"] = [
        {"grade": "funded", "posts": 9, "date": "2026-01-01"},
        {"grade": "interest", "posts": 8, "date": "2026-01-01"},
    ]
    assert "posts.interest" in [effect.name for effect in sensitivity(simulate(read_design(raw), draws=500))]


def test_a_parameter_that_plays_no_part_explains_nothing(run: Run) -> None:
    effects = {effect.name: effect for effect in sensitivity(run)}
    assert effects["return.share"].share < 0.02
    assert effects["contract.months"].share < 0.02


@pytest.mark.parametrize("outcome", ["placed_abroad", "placed_home", "cost", "cost_per_placement", "person_years"])
def test_effects_carry_source_and_counts(run: Run, outcome: Any) -> None:
    effects = {effect.name: effect for effect in sensitivity(run, outcome)}
    permit = effects["stages.permit.months"]
    assert permit.prior == "t_permit_be_flanders"
    assert permit.source == priors()["t_permit_be_flanders"].source
    assert effects["stages.permit.loss"].default
    assert effects["stages.training.loss"].prior is None
    assert "applicants_per_place" not in effects
    assert [name for name in effects if name.startswith("posts.")] == ["posts.interest"]
    assert [effect.share for effect in effects.values()] == sorted((e.share for e in effects.values()), reverse=True)


def test_own_counts_are_named_beside_the_result() -> None:
    raw = everything()
    raw["stages"][1]["loss"] = {"prior": "loss_training", "k": 3, "n": 40, "basis": "stated", "source": "our log"}
    found = {one.name: one for one in summary(simulate(read_design(raw), draws=50)).assumptions}
    one = found["stages.training.loss"]
    assert (one.prior, one.n, one.own_n, one.default) == ("loss_training", 10, 40, False)
    assert one.low < one.mean < one.high < 0.25


# ---- the rest ----


def test_json_holds_plain_values_only(run: Run) -> None:
    text = json.dumps(to_json(summary(run, marginal=True)), allow_nan=False)
    read = json.loads(text)
    assert read["start"] == "2026-01-01"
    assert len(read["placed_abroad_by_month"]["mean"]) == 49


def test_other_priors_can_be_given() -> None:
    design = read_design(everything())
    surely = replace(priors()["loss_permit"], distribution="fixed", parameters=(("value", 1.0),))
    found = simulate(design, draws=50, priors={**priors(), "loss_permit": surely})
    assert found.placed_abroad[-1].sum() == 0
    known = {id: prior for id, prior in priors().items() if id != "loss_permit"}
    with pytest.raises(PartnershipError, match="there is no prior loss_permit"):
        simulate(design, draws=50, priors=known)


def test_no_draws_are_refused() -> None:
    with pytest.raises(PartnershipError, match="0 is below 1"):
        simulate(read_design(everything()), draws=0)


def test_a_cohort_of_thousands_runs_in_wider_bins() -> None:
    raw = everything()
    raw["waves"] = [{"date": "2026-02-01", "intake": 9_000}]
    raw["stages"][1].update(capacity={"places": 4_000}, months=5)
    found = simulate(read_design(raw), draws=5)
    assert found.step == 3
    assert (found.waiting_counts.sum(axis=2) == 5).all()
    waiting = summary(found).stages[0].waiting_by_month.mean[2]
    assert waiting == pytest.approx(5_000, abs=3)


def test_values_by_name(run: Run) -> None:
    assert run.values("contract.months").shape == (1_000,)
    with pytest.raises(KeyError):
        run.values("contract.colour")
