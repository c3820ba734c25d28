"""The back-test forecasts each scheme without its own outcome, beats the pooled ratio, and its page is up to date."""

from __future__ import annotations

import re
import runpy
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
import yaml
from scipy import stats

from corridor.partnerships.backtest import (
    METHODS,
    BackTest,
    _beta_binomial,
    back_test,
    outline,
    placed,
    priors_without,
    read_otherwise,
)
from corridor.partnerships.backtest_pairs import Pair, Start, pairs, rules
from corridor.partnerships.design import read_design, write_design
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.priors import Case, Prior, mean, priors
from corridor.partnerships.scheme import Scheme, schemes
from corridor.partnerships.scheme_form import Counts, Number
from corridor.partnerships.simulation import simulate

PAGES = Path(__file__).parents[2] / "docs" / "validation"
FEW = 100
FOUND, EXCLUDED = pairs(schemes().values())
IDS = [pair.start.scheme for pair in FOUND]
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def pair_of(scheme: str) -> Pair:
    return next(pair for pair in FOUND if pair.start.scheme == scheme)


@cache
def small() -> BackTest:
    return back_test(draws=FEW)


# ---- which schemes ----


def test_every_scheme_is_tested_or_left_out_with_a_reason() -> None:
    tested, left = set(IDS), {one.scheme for one in EXCLUDED}
    assert not tested & left
    assert tested | left == set(schemes())
    assert len(FOUND) + len(EXCLUDED) == 61
    for one in EXCLUDED:
        assert one.reasons
        assert all(rules().reasons[reason].keys() == {"en", "fr", "nl"} for reason in one.reasons)


def test_what_is_decided_by_hand_names_schemes_of_the_register() -> None:
    named = [*rules().together, *rules().other_scope, *rules().planned, *rules().readings]
    assert {one.scheme for one in named} <= set(schemes())
    assert {scheme for own in rules().own_durations for scheme in own.cases} <= set(schemes())
    assert all(one.why.keys() == {"en", "fr", "nl"} for one in named)


@pytest.mark.parametrize(
    ("scheme", "count", "target"),
    [("SMP005", 8, 105), ("SMP027", 8, 160), ("SMP007", 130, 120), ("SMP008", 165, 250), ("SMP030", 350, 600)],
)
def test_pairs_as_they_are_read(scheme: str, count: int, target: int) -> None:
    """The first target; mobilities and not firms; talents with families; four years of a yearly target."""
    found = pair_of(scheme)
    assert (found.count, found.start.target) == (count, target)


def test_who_came_back_had_been_abroad() -> None:
    """WAFIRA counts nobody on the way out."""
    found = pair_of("SMP018")
    assert (found.count, found.at_least, found.by_return) == (231, True, True)


def test_the_end_of_a_stopped_scheme_is_not_used() -> None:
    found = pair_of("SMP027").start
    others = sorted(pair.start.months for pair in FOUND if pair.start.months_basis != "median")
    assert found.months_basis == "median"
    assert found.months == pytest.approx(np.median(others))
    assert pair_of("SMP005").start.months == 36


def test_a_target_of_firms_or_trainees_is_no_target_of_movers() -> None:
    ours = schemes()["SMP016"]
    counts = replace(ours.counts, target=(Number(n=100, unit="trained"), Number(n=30, unit="firms")))
    _, left = pairs([*(schemes()[id] for id in IDS if id != "SMP016"), replace(ours, counts=counts)])
    assert [(one.scheme, one.reasons) for one in left] == [("SMP016", ("target_not_movers",))]


def test_too_few_schemes_are_refused() -> None:
    with pytest.raises(PartnershipError, match="only 2 schemes"):
        pairs([schemes()["SMP005"], schemes()["SMP016"], schemes()["SMP001"]])


# ---- what was known ----


def test_a_start_holds_nothing_of_the_outcome() -> None:
    assert {field.name for field in fields(Start)} == {
        "scheme", "name", "origins", "destination", "begins", "target", "family", "months", "months_basis", "prepares",
    }  # fmt: skip


@pytest.mark.parametrize("scheme", IDS)
def test_an_outline_is_a_design_that_can_be_read(scheme: str) -> None:
    design = outline(pair_of(scheme).start)
    assert read_design(yaml.safe_load(write_design(design))) == design


@pytest.mark.parametrize("scheme", IDS)
def test_no_prior_that_is_drawn_rests_on_the_scheme(scheme: str) -> None:
    """Nor on any scheme by hand: losses in training and recognition, graded pledges and home jobs have no cases."""
    left = priors_without(priors(), scheme)
    attainment = left["target_attainment_funded_stay"]
    table = {**left, **{f"post_{grade}": attainment for grade in ("interest", "letter", "signed_vacancy", "offer")}}
    for parameter in simulate(outline(pair_of(scheme).start, known=left), draws=1, priors=table).parameters:
        assert scheme not in {case.scheme for case in parameter.prior.cases}, parameter.name
        assert parameter.prior.id not in {"loss_training", "loss_recognition", "loss_home_placement"}
    assert not {id for id in left if id.startswith("post_")}


def test_the_longest_preparation_goes_with_its_scheme() -> None:
    assert priors()["t_language_training"]["high"] == 13
    assert priors_without(priors(), "SMP029")["t_language_training"]["high"] == 12
    assert priors_without(priors(), "SMP041")["t_language_training"]["high"] == 13


def test_an_outline_places_its_target_times_the_attainment() -> None:
    """With time enough the mean of the simulation is that of the prior: losses are planned for, not counted twice."""
    start = replace(pair_of("SMP027").start, months=120.0)
    for id in ("target_attainment_employer_hire", "target_attainment_funded_stay"):
        found = placed(start, priors()[id], priors(), draws=2000).mean() / start.target
        assert found == pytest.approx(mean(priors()[id]), rel=0.04)


# ---- leave one out ----


def with_outcome(scheme: str, share: float) -> tuple[Mapping[str, Scheme], Mapping[str, Prior]]:
    """The register and the priors as if this scheme had ended otherwise."""
    old, pair = schemes()[scheme], pair_of(scheme)
    number = Number(n=round(share * pair.start.target), unit="people")
    came = Counts(target=old.counts.target, **{name: (number,) for name in ("selected", "trained", "placed_abroad")})
    register = {**schemes(), scheme: replace(old, counts=came)}
    return MappingProxyType(register), {id: with_case(prior, scheme, share) for id, prior in priors().items()}


def with_case(prior: Prior, scheme: str, share: float) -> Prior:
    """A prior as if it had been estimated with another outcome of this scheme."""
    if scheme not in {case.scheme for case in prior.cases}:
        return prior
    other = {"value": share, "k": round(share * 10), "n": 1000}
    cases = tuple(
        Case(case.scheme, **{name: value for name, value in other.items() if getattr(case, name) is not None})
        if case.scheme == scheme
        else case
        for case in prior.cases
    )
    moved = {"a": 3.0, "b": 1.0, "mean": share, "sd": 0.3, "mu": 2.0, "sigma": 0.1}
    return replace(prior, cases=cases, parameters=tuple((name, moved.get(name, old)) for name, old in prior.parameters))


@pytest.mark.parametrize("scheme", IDS)
def test_a_scheme_s_own_outcome_does_not_change_its_forecast(scheme: str) -> None:
    register, known = with_outcome(scheme, 0.01 if pair_of(scheme).ratio > 0.5 else 1.2)
    again = back_test(register, known=known, draws=FEW)
    for before, after in zip(small().rows, again.rows, strict=True):
        if before.pair.start.scheme == scheme:
            assert after.pair.count != before.pair.count
            for method in METHODS:
                assert np.array_equal(before.forecasts[method].ratios, after.forecasts[method].ratios), method


def test_a_scheme_s_outcome_does_change_the_forecast_of_others() -> None:
    register, known = with_outcome("SMP005", 0.9)
    again = back_test(register, known=known, draws=FEW)
    changed = {
        method: {
            before.pair.start.scheme
            for before, after in zip(small().rows, again.rows, strict=True)
            if not np.array_equal(before.forecasts[method].ratios, after.forecasts[method].ratios)
        }
        for method in METHODS
    }
    others = set(IDS) - {"SMP005"}
    assert changed["unsplit"] == changed["quantiles"] == others
    assert changed["family"] == {id for id in others if pair_of(id).start.family != "project_pays"}
    assert changed["simulation"] == changed["family"]


# ---- results ----


@cache
def page() -> dict[str, object]:
    return runpy.run_path(str(PAGES / "partnerships.py"))


@cache
def full() -> BackTest:
    return back_test(draws=page()["DRAWS"], seed=page()["SEED"])  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["pooled", "pooled_spread", "quantiles"])
def test_the_simulation_beats_the_pooled_ratio(method: str) -> None:
    """With the draws and the seed of the page: of the ratio beyond the choice of schemes, of the count on the mean."""
    for alpha in (0.1, 0.2):
        assert full().gap(method, alpha).low > 0
        assert full().gap(method, alpha, counts=True).mean > 0
    assert full().ranked("simulation").mean() < full().ranked(method).mean()


def test_a_gap_of_a_method_with_itself_is_none() -> None:
    gap = small().gap("simulation", 0.1)
    assert (gap.mean, gap.low, gap.high, gap.won, gap.count) == (0, 0, 0, 0, len(FOUND))


def test_the_same_seed_repeats_and_another_does_not() -> None:
    again, other = back_test(draws=FEW), back_test(draws=FEW, seed=1)
    assert np.array_equal(again.scores("simulation", 0.1), small().scores("simulation", 0.1))
    assert not np.array_equal(other.scores("simulation", 0.1), small().scores("simulation", 0.1))


def test_the_beta_binomial_quantiles() -> None:
    shares = np.array([0.01, 0.3, 0.5, 0.9, 0.999])
    known = stats.betabinom(60, 0.7, 0.4).ppf(shares) / 60
    assert _beta_binomial(60, 0.7, 0.4, shares) == pytest.approx(known)


def test_another_reading_changes_one_scheme() -> None:
    reading = next(one for one in rules().readings if one.scheme == "SMP052")
    again = read_otherwise(small(), reading)
    assert len(again.rows) == len(small().rows) + 1
    assert "SMP052" not in {one.scheme for one in again.excluded}
    before = {row.pair.start.scheme: row.forecasts["simulation"].ratios for row in small().rows}
    for row in again.rows:
        id = row.pair.start.scheme
        assert (id == "SMP052") or np.array_equal(row.forecasts["simulation"].ratios, before[id])


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    back_test(draws=1 + 1, progress=lambda done, of: told.append((done, of)))
    assert told == [(number + 1, len(FOUND)) for number in range(len(FOUND))]


# ---- the page ----


def test_the_page_is_what_its_script_makes() -> None:
    """Words alike; numbers alike up to one in the last figure shown, since processors round differently."""
    for path, text in page()["pages"](full()).items():  # type: ignore[operator]
        stored = path.read_text("utf-8")
        told = f"{path.name}: run `python docs/validation/partnerships.py` and read what changed"
        assert NUMBER.sub("#", text) == NUMBER.sub("#", stored), told
        for now, then in zip(NUMBER.findall(text), NUMBER.findall(stored), strict=True):
            unit = 10.0 ** -len(now.partition(".")[2])
            assert abs(float(now.replace(",", "")) - float(then.replace(",", ""))) <= 1.01 * unit, told


def test_the_page_names_every_scheme() -> None:
    text = (PAGES / "partnerships.md").read_text("utf-8")
    assert [id for id in schemes() if id not in text] == []
