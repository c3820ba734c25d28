"""The Aalen-Johansen estimate: exact on ties, sums to one with survival, right with late entries, honest variance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.labour_market.aalen_johansen import STAYS, Occupation, aalen_johansen, first_exit
from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.kaplan_meier import kaplan_meier
from tests.labour_market.stay_oracles import Stretch, exact_shares

CLOSE = 1e-12
STATES = 5


@st.composite
def histories(draw: st.DrawFn) -> list[Stretch]:
    """Persons who change state in whole months, some of them found late; the last state is final."""
    stretches: list[Stretch] = []
    for _ in range(draw(st.integers(1, 15))):
        time, state = 0, 0
        entry = draw(st.integers(0, 6))
        while state != STATES - 1 and time < 15:
            exit = time + draw(st.integers(1, 6))
            to = draw(st.sampled_from([STAYS, *(one for one in range(STATES) if one != state)]))
            if exit > entry:
                stretches.append((float(max(time, entry)), float(exit), state, to))
            if to == STAYS:
                break
            time, state = exit, to
    return stretches


def estimated(stretches: list[Stretch], scale: float = 1.0) -> Occupation:
    entry, exit, state, to = (list(column) for column in zip(*stretches, strict=True)) if stretches else ([],) * 4
    return aalen_johansen(np.array(entry) * scale, np.array(exit) * scale, state, to, states=STATES)


@given(histories(), st.sampled_from([1.0, 1 / 3]))
def test_equals_the_exact_product_of_matrices(stretches: list[Stretch], scale: float) -> None:
    """In whole months and in other times: ties share one risk set and nothing is moved apart."""
    found = estimated(stretches, scale)
    exact = exact_shares([(e * scale, x * scale, s, t) for e, x, s, t in stretches], STATES)
    assert found.times.tolist() == list(exact)
    for row, shares in zip(found.shares, exact.values(), strict=True):
        assert row == pytest.approx([float(share) for share in shares], abs=CLOSE)


@given(histories())
def test_shares_sum_to_one(stretches: list[Stretch]) -> None:
    found = estimated(stretches)
    assert found.shares.sum(axis=1) == pytest.approx(np.ones(len(found.times)), abs=CLOSE)
    assert ((found.shares > -CLOSE) & (found.shares < 1 + CLOSE)).all()


@st.composite
def exits(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    """When and why each person left the first state, in months with many ties, some found late."""
    persons = draw(st.integers(1, 40))
    when = [draw(st.integers(1, 10)) for _ in range(persons)]
    why = [draw(st.integers(0, 4)) for _ in range(persons)]
    late = [draw(st.integers(0, time - 1)) if draw(st.booleans()) else 0 for time in when]
    return when, why, late


@given(exits())
def test_causes_sum_to_one_with_survival(drawn: tuple[list[int], list[int], list[int]]) -> None:
    """What Kaplan-Meier says is still in the first state, and the shares by cause, are the whole cohort."""
    when, why, late = drawn
    found = first_exit(when, why, late, causes=4)
    curve = kaplan_meier(when, np.array(why) > 0, late)
    for time in range(1, 11):
        shares = found.at(time)
        place = int(np.searchsorted(curve.times, time, side="right")) - 1
        survival = curve.survival[place] if place >= 0 else 1.0
        assert survival + shares[1:].sum() == pytest.approx(1.0, abs=CLOSE)
        assert shares[0] == pytest.approx(survival, abs=CLOSE)


def test_two_causes_in_one_month_share_the_risk_set() -> None:
    """Ten persons; in month 3 two become citizens and three leave: 2/10 and 3/10, whoever is first in the file."""
    when, why = [3] * 5 + [9] * 5, [2, 2, 4, 4, 4] + [0] * 5
    for order in (list(range(10)), list(range(9, -1, -1))):
        found = first_exit([when[at] for at in order], [why[at] for at in order], causes=4)
        assert found.at(3) == pytest.approx([0.5, 0, 0.2, 0, 0.3], abs=CLOSE)


@given(histories(), st.integers(1, 12))
def test_a_stretch_followed_in_two_parts_counts_once(stretches: list[Stretch], cut: int) -> None:
    parted: list[Stretch] = []
    for entry, exit, state, to in stretches:
        if entry < cut < exit:
            parted += [(entry, float(cut), state, STAYS), (float(cut), exit, state, to)]
        else:
            parted.append((entry, exit, state, to))
    one, other = estimated(stretches), estimated(parted)
    assert np.array_equal(one.shares, other.shares)
    assert np.array_equal(one.variances, other.variances)


def whole_lives(seed: int, persons: int, late: bool = False) -> list[list[Stretch]]:
    """Stretches of made persons: permit, perhaps long-term, perhaps citizen, perhaps gone; 24 months, or found late."""
    luck = np.random.default_rng(seed)
    found = []
    for _ in range(persons):
        entry = int(luck.integers(0, 8)) if late and luck.random() < 0.4 else 0
        time, state, stretches = 0, 0, list[Stretch]()
        while time < 24 and state != 4:
            exit = time + int(luck.integers(1, 14))
            to = int(luck.choice([one for one in (1, 2, 3, 4) if one != state]))
            exit, to = (24, STAYS) if exit > 24 else (exit, to)
            if exit > entry:
                stretches.append((float(max(time, entry)), float(exit), state, to))
            time, state = exit, state if to == STAYS else to
        found.append(stretches)
    return found


def test_with_everybody_followed_shares_and_variances_are_simple() -> None:
    lives = whole_lives(2, 60)
    found = estimated([stretch for life in lives for stretch in life])
    for time, row, variance in zip(found.times, found.shares, found.variances, strict=True):
        share = np.zeros(STATES)
        for life in lives:
            in_state = [s if x > time else t for e, x, s, t in life if e <= time <= x]
            share[
                in_state[-1] if in_state and in_state[-1] != STAYS else life[-1][2 if life[-1][3] == STAYS else 3]
            ] += 1 / 60
        assert row == pytest.approx(share, abs=CLOSE)
        assert variance == pytest.approx(share * (1 - share) / 60, abs=CLOSE)


@given(exits())
def test_of_two_states_the_variance_is_greenwoods(drawn: tuple[list[int], list[int], list[int]]) -> None:
    when, why, late = drawn
    left = (np.array(why) > 0).astype(int)
    found, curve = first_exit(when, left, late, causes=1), kaplan_meier(when, left, late)
    for time, variance in zip(found.times, found.variances, strict=True):
        place = int(np.searchsorted(curve.times, time))
        if curve.survival[place] > 0:
            assert variance == pytest.approx(np.full(2, curve.variance[place]), abs=CLOSE)


def test_the_variance_is_that_of_persons_drawn_again() -> None:
    lives = whole_lives(7, 400, late=True)
    found = estimated([stretch for life in lives for stretch in life])
    luck = np.random.default_rng(11)
    again = []
    for _ in range(400):
        picked = luck.integers(0, len(lives), len(lives))
        again.append(estimated([stretch for at in picked for stretch in lives[at]]).at(18))
    place = int(np.searchsorted(found.times, 18, side="right")) - 1
    assert np.sqrt(found.variances[place]) == pytest.approx(np.std(again, axis=0), rel=0.15)


def test_late_entries_are_not_counted_before_they_are_seen() -> None:
    """Whoever is found in the stock at month 6 stayed so long: counted from the start they would raise the rate."""
    stretches = [(0.0, 3.0, 0, 4)] * 5 + [(0.0, 12.0, 0, STAYS)] * 5 + [(6.0, 12.0, 0, STAYS)] * 90
    right = estimated(stretches).at(12)[4]
    naive = estimated([(0.0, exit, state, to) for _, exit, state, to in stretches]).at(12)[4]
    assert right == pytest.approx(0.5, abs=CLOSE)
    assert naive == pytest.approx(0.05, abs=CLOSE)


def test_intervals_lie_around_the_shares() -> None:
    found = estimated([stretch for life in whole_lives(3, 80) for stretch in life])
    share, (low, high) = found.at(20), found.interval(20)
    inside = (share > 0) & (share < 1)
    assert inside.any()
    assert ((low > 0) & (low < share) & (share < high) & (high < 1))[inside].all()
    assert np.isnan(found.interval(0)[0]).all()


def test_before_the_first_move_everybody_is_in_the_first_state() -> None:
    assert estimated([(0.0, 5.0, 0, 1)]).at(4).tolist() == [1, 0, 0, 0, 0]


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(LabourMarketError) as caught:
        aalen_johansen([0.0], [1.0], [0, 0], [1], states=2)
    assert caught.value.key == "survival_shape"
