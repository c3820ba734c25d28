"""Priors: the table is what its file says, updating is conjugate, drawing is by quantile."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.phases import phases
from corridor.partnerships.priors import (
    Case,
    Prior,
    draw,
    exact_quantile,
    in_months,
    interval,
    mean,
    priors,
    resolved,
    updated,
    without,
)
from corridor.partnerships.quantity import Quantity

EVERY = sorted(priors())
MIDDLES = (np.arange(4000) + 0.5) / 4000


@pytest.mark.parametrize("id", EVERY)
def test_the_posterior_with_no_data_is_the_prior(id: str) -> None:
    prior = priors()[id]
    assert updated(prior) is prior
    assert updated(prior, k=0, n=0, total=0.0) is prior
    assert resolved(Quantity(prior=id), prior.quantity, "here") == in_months(prior)


@pytest.mark.parametrize("id", EVERY)
def test_a_prior_states_its_own_interval_source_and_basis(id: str) -> None:
    prior = priors()[id]
    if prior.distribution != "fixed":
        assert (prior.lo90, prior.hi90) == pytest.approx(interval(prior), rel=1e-4)
    assert prior.source or prior.basis == "assumed"
    assert prior.note is not None or prior.basis != "assumed"
    assert len({prior.label.en, prior.label.fr, prior.label.nl}) == 3


@pytest.mark.parametrize("id", EVERY)
def test_drawing_rises_with_the_uniform_and_keeps_to_the_exact_quantiles(id: str) -> None:
    prior = priors()[id]
    drawn = draw(prior, MIDDLES)
    assert (np.diff(drawn) >= 0).all()
    inner = (MIDDLES > 0.005) & (MIDDLES < 0.995)
    assert np.allclose(drawn[inner], exact_quantile(prior, MIDDLES)[inner], rtol=2e-3, atol=1e-4)
    if prior.quantity == "rate":
        assert drawn.min() >= 0
        assert drawn.max() <= 1


def test_the_thirty_of_the_dossier_are_there_beside_those_assumed() -> None:
    stated = [prior for prior in priors().values() if prior.basis != "assumed"]
    assert len(stated) >= 30
    assert len(priors()) - len(stated) >= 20


def test_documented_counts_give_their_published_intervals() -> None:
    assert interval(priors()["select_to_full_support"]) == pytest.approx((0.7642, 0.841), abs=1e-4)
    assert interval(priors()["t_permit_be_flanders"]) == pytest.approx((7.7321, 14.5858), abs=1e-4)
    assert interval(priors()["target_attainment_funded_stay"]) == pytest.approx((0.7722, 1.142), abs=1e-3)
    assert mean(priors()["cost_origin_vet_short"]) == pytest.approx(1266.8, rel=1e-3)


def test_every_phase_of_people_has_priors_of_the_right_kind() -> None:
    for phase in phases().values():
        if phase.people:
            assert priors()[phase.months or ""].quantity == "duration"
            assert phase.beside or priors()[phase.loss or ""].quantity == "rate"


# ---- updating ----


@given(st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=50, deadline=None)
def test_a_rate_updates_as_beta_binomial(k: int, more: int) -> None:
    prior = priors()["loss_training"]
    found = updated(prior, k=k, n=k + more)
    if k + more:
        assert dict(found.parameters) == {"a": prior["a"] + k, "b": prior["b"] + more}


def test_a_duration_updates_as_gamma() -> None:
    """Against the posterior of the rate on a fine grid: prior Gamma, likelihood of three people's durations."""
    prior = priors()["t_selection"]
    seen = [3.0, 4.5, 5.0]
    found = updated(prior, n=3, total=sum(seen))
    shape, middle, people = prior["shape"], prior["mean"], prior["people"]
    rate = np.linspace(1e-4, 12, 200_001)
    logs = stats.gamma.logpdf(rate, shape * people + 1, scale=1 / (middle * people))
    logs += sum(stats.gamma.logpdf(one, shape, scale=1 / rate) for one in seen)
    weights = np.exp(logs - logs.max())
    assert mean(found) == pytest.approx(float((shape / rate * weights).sum() / weights.sum()), rel=1e-3)
    low = shape / rate[np.searchsorted(np.cumsum(weights) / weights.sum(), 0.95)]
    assert interval(found)[0] == pytest.approx(low, rel=1e-3)


def test_a_cost_updates_in_its_logarithm() -> None:
    prior = priors()["cost_total_per_beneficiary_eu_pilot"]
    found = updated(prior, n=4, log_mean=math.log(12_000))
    assert found["mu"] == pytest.approx((prior["mu"] + 4 * math.log(12_000)) / 5)
    assert found["sigma"] == pytest.approx(prior["sigma"] / math.sqrt(5))
    assert updated(prior, n=4, total=48_000.0).parameters == found.parameters


@pytest.mark.parametrize(
    ("id", "counts", "truth"),
    [
        ("loss_permit", {"k": 4_000, "n": 10_000}, 0.4),
        ("return_share_any", {"k": 3_000, "n": 10_000}, 0.3),
        ("household_income_gain_seasonal", {"k": 9_000, "n": 10_000}, 0.9),
        ("t_matching", {"n": 5_000, "total": 45_000.0}, 9.0),
        ("t_language_training", {"n": 5_000, "total": 10_000.0}, 2.0),
        ("cost_origin_vet_short", {"n": 5_000, "total": 5_000 * 4_000.0}, 4_000.0),
        ("employer_share_home_track", {"k": 1_000, "n": 10_000}, 0.1),
        ("wage_ratio_nurse", {"n": 5_000, "total": 20_000.0}, 4.0),
    ],
)
def test_many_counts_overrule_any_prior(id: str, counts: dict[str, float], truth: float) -> None:
    found = updated(priors()[id], **counts)  # type: ignore[arg-type]
    assert mean(found) == pytest.approx(truth, rel=0.1)
    low, high = interval(found)
    assert (high - low) / mean(found) < 0.2


def test_own_counts_narrow_and_are_named() -> None:
    prior = priors()["loss_language"]
    found = updated(prior, k=5, n=40)
    assert found.own_n == 40
    wide, narrow = interval(prior), interval(found)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]
    assert (found.lo90, found.hi90) == narrow


@pytest.mark.parametrize(
    ("id", "counts"),
    [
        ("loss_language", {"k": 6, "n": 5}),
        ("loss_language", {"k": -1, "n": 5}),
        ("loss_language", {"total": 3.0, "n": 5}),
        ("t_matching", {"k": 1, "n": 5}),
        ("t_matching", {"total": 0.0, "n": 5}),
        ("t_matching", {"total": 9.0, "n": -5}),
        ("cost_origin_vet_short", {"n": 3}),
    ],
)
def test_counts_that_cannot_be_are_refused(id: str, counts: dict[str, float]) -> None:
    with pytest.raises(PartnershipError):
        updated(priors()[id], **counts)  # type: ignore[arg-type]


# ---- quantities ----


def test_counts_alone_stand_on_a_jeffreys_prior() -> None:
    found = resolved(Quantity(k=24, n=28), "rate", "here")
    assert dict(found.parameters) == {"a": 24.5, "b": 4.5}
    assert interval(found) == pytest.approx(interval(priors()["placement_completion"]))


def test_inverse_turns_a_share_who_pass_into_a_loss() -> None:
    passing = Quantity(prior="select_to_full_support", k=20, n=40, inverse=True)
    found = resolved(passing, "rate", "here")
    assert mean(found) == pytest.approx(1 - (231.5 + 20) / (288 + 40), rel=1e-3)
    assert (
        draw(found, MIDDLES)
        == 1 - draw(resolved(Quantity(prior="select_to_full_support", k=20, n=40), "rate", "x"), MIDDLES)
    ).all()
    low, high = interval(found)
    assert low < mean(found) < high


def test_weeks_become_months() -> None:
    found = resolved(Quantity(prior="t_permit_be_flanders"), "duration", "here")
    assert mean(found) == pytest.approx(34 / 3 * 7 / (365.25 / 12), rel=1e-3)


def test_scatter_of_a_design_replaces_that_of_the_prior() -> None:
    assert resolved(Quantity(prior="t_matching", scatter=5), "duration", "x").shape() == 5
    assert resolved(Quantity(value=3, scatter=5), "duration", "x").shape() == 5
    assert resolved(Quantity(value=3), "duration", "x").shape() is None


# ---- leaving a scheme out ----


def test_without_the_only_scheme_nothing_is_left() -> None:
    assert without(priors()["return_mentor2"], frozenset({"SMP025"})) is None


def test_without_a_scheme_that_is_not_in_it_a_prior_stays() -> None:
    prior = priors()["target_attainment_employer_hire"]
    assert without(prior, frozenset({"SMP001"})) is prior


def test_a_fitted_prior_is_the_fit_of_its_cases_and_is_fitted_again_without_one() -> None:
    prior = priors()["target_attainment_employer_hire"]
    again = without(_with_a_ghost(prior), frozenset({"SMP999"}))
    assert again is not None
    assert (again["a"], again["b"]) == pytest.approx((prior["a"], prior["b"]), abs=0.01)
    left = without(prior, frozenset({"SMP005"}))
    assert left is not None
    assert left.n == 5
    assert mean(left) == pytest.approx((0.05 + 0.20 + 0.49 + 0.49 + 0.70) / 5, rel=1e-2)


@pytest.mark.parametrize("id", ["cost_total_per_beneficiary_eu_pilot", "target_attainment_funded_stay"])
def test_other_fits_are_repeated_too(id: str) -> None:
    prior = priors()[id]
    again = without(_with_a_ghost(prior), frozenset({"SMP999"}))
    assert again is not None
    for (name, value), (_, expected) in zip(again.parameters, prior.parameters, strict=True):
        assert value == pytest.approx(expected, abs=0.01), name


def _with_a_ghost(prior: Prior) -> Prior:
    """The prior with a case that is not in its parameters, so that taking it out fits the true cases."""
    return replace(prior, cases=(*prior.cases, Case("SMP999", value=0.5)))
