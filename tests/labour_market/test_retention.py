"""Stay rates: right, unknown where the data do not tell, and nothing about fewer than ten people."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.exposure import exposure
from corridor.labour_market.kaplan_meier import kaplan_meier
from corridor.labour_market.retention import Retention, StayRate, stay_rates
from corridor.labour_market.retention_words import limits, reason
from corridor.labour_market.spell_columns import STATES
from corridor.labour_market.spells import read_spells
from tests.labour_market.made_spells import Life, cohort, file_of

SMALL = 10
DAY = dt.date
LANGUAGES = ("en", "fr", "nl")


def stayers(permit: str, stay: int, leave: int, year: int = 2015, region: str = "flanders") -> list[Life]:
    """Persons who are still here, and persons who left after eleven months."""
    first = DAY(year, 3, 10)
    gone = ((DAY(year + 1, 2, 1), "left"),)
    kept = [Life(f"{permit}s{n}", permit, "IN", region, first) for n in range(stay)]
    return kept + [Life(f"{permit}l{n}", permit, "IN", region, first, gone) for n in range(leave)]


def leavers(permit: str, leave: int) -> list[Life]:
    """Persons who left in their second year."""
    gone = ((DAY(2016, 9, 1), "left"),)
    return [Life(f"{permit}m{n}", permit, "IN", "flanders", DAY(2015, 3, 10), gone) for n in range(leave)]


def rates_of(lives: list[Life], by: tuple[str, ...] = ("permit_type",), years: tuple[int, ...] = (1,)) -> Retention:
    return stay_rates(read_spells(file_of(lives)), by=by, years=years)


def told(found: Retention, permit: str | None = None, place: str = "belgium", years: int = 1) -> StayRate:
    """The rate of a permit type, or of the whole file."""
    for rate in found.rates:
        if rate.group.get("permit_type") == permit and (rate.place, rate.years) == (place, years):
            return rate
    raise AssertionError(permit)


# ---- the numbers ----


def test_the_rate_is_the_share_that_stayed() -> None:
    found = told(rates_of([*stayers("a", 60, 20), *stayers("b", 30, 10)]), "a")
    assert found.rate == pytest.approx(0.75)
    assert (found.persons, found.left, found.reason) == (80, 20, None)
    assert found.states is not None
    assert {name: share.share for name, share in found.states.items()} == pytest.approx(
        {"on_permit": 0.75, "long_term": 0, "citizen": 0, "other": 0, "left": 0.25}
    )


def test_a_citizen_has_not_left() -> None:
    """Treated as departures, or as ends of observation, those who become citizens would bend the rate."""
    first = DAY(2015, 3, 10)
    settled = ((DAY(2018, 5, 1), "long_term"), (DAY(2019, 6, 1), "citizen"))
    lives = [Life(f"c{n}", "a", "IN", "flanders", first, settled) for n in range(50)]
    found = told(rates_of([*lives, *stayers("a", 20, 30)], years=(5,)), "a", years=5)
    assert found.rate == pytest.approx(0.7)
    assert found.states is not None
    assert found.states["citizen"].share == pytest.approx(0.5)
    assert found.states["left"].share == pytest.approx(0.3)


def test_rates_by_state_sum_to_one() -> None:
    found = rates_of(cohort(3, 600, permits={"a": 0.5, "b": 0.5}), years=(1, 2, 5))
    seen = [rate for rate in found.rates if rate.states is not None]
    assert len(seen) > 4
    for rate in seen:
        assert rate.states is not None
        assert tuple(rate.states) == STATES
        assert sum(share.share for share in rate.states.values()) == pytest.approx(1.0, abs=1e-12)


def test_a_rate_is_the_curve_of_its_group() -> None:
    lives = cohort(5, 500, permits={"a": 0.6, "b": 0.4}, stock=0.4)
    spells = read_spells(file_of(lives))
    found = told(stay_rates(spells, by=["permit_type"], years=[2]), "b", years=2)
    persons = exposure(spells).persons
    group = persons.filter(permit_type="b")
    point = kaplan_meier(group["exit"], group["left"], group["entry"]).at(24)
    assert (found.rate, found.low, found.high) == (point.survival, point.low, point.high)


def test_the_truth_lies_in_the_interval() -> None:
    """Departures at a constant rate, a third found in the stock, censored by the extract: 1,500 days on average."""
    found = told(rates_of(cohort(21, 3000, stock=0.4, moves=0), years=(2,)), "highly_skilled", years=2)
    assert found.low is not None
    assert found.high is not None
    assert found.low < math.exp(-2 * 365.25 / 1500) < found.high


def test_a_move_to_another_region_is_an_exit_for_the_region_only() -> None:
    first, moved = DAY(2015, 3, 10), ((DAY(2015, 9, 1), "brussels"),)
    lives = [Life(f"m{n}", "a", "IN", "flanders", first, moved) for n in range(20)]
    found = stay_rates(read_spells(file_of([*lives, *stayers("a", 40, 20)])), by=["region"], years=[1])
    rates = {(rate.group.get("region"), rate.place): rate.rate for rate in found.rates}
    assert rates == pytest.approx(
        {
            (None, "belgium"): 0.75,
            (None, "region"): 0.5,
            ("flanders", "belgium"): 0.75,
            ("flanders", "region"): 0.5,
        }
    )


def test_a_lag_takes_the_last_months_away() -> None:
    """A register that learns of departures late shows too many stayers; without its last months it does not."""
    lives = cohort(9, 800, mean_days=900, moves=0)
    spells = read_spells(file_of(lives))
    late = [rate.persons for rate in stay_rates(spells, lag=60, years=[1]).rates]
    assert stay_rates(spells, years=[1]).rates[0].persons != late[0]
    assert stay_rates(spells, lag=60, years=[1]).limits[0] == ("lag", {"months": 60})


def test_with_last_signs_the_lower_bound_stands_beside_the_rate() -> None:
    first = DAY(2015, 3, 10)
    late = ((DAY(2016, 9, 1), "left"),)
    lives = [Life(f"w{n}", "a", "IN", None, first, late, None, DAY(2015, 12, 1)) for n in range(30)]
    found = told(rates_of([*lives, *stayers("a", 50, 20)]), "a")
    assert found.rate == pytest.approx(0.8)
    assert found.if_last_sign == pytest.approx(0.5)


# ---- what is not known ----


def test_beyond_the_follow_up_a_rate_is_unknown() -> None:
    found = rates_of(stayers("a", 40, 20, year=2022), years=(1, 5))
    assert told(found, "a", years=5).reason == "not_followed"
    assert told(found, "a", years=5).rate is None
    assert told(found, "a", years=1).rate == pytest.approx(2 / 3)


def test_where_nobody_is_observed_from_the_start_the_rate_is_unknown() -> None:
    found = [Life(f"f{n}", "a", "IN", None, DAY(2015, 3, 10), (), DAY(2016, 1, 1)) for n in range(40)]
    rate = told(rates_of(found), "a")
    assert (rate.rate, rate.reason) == (None, "not_from_start")
    assert all(reason(rate, lang) for lang in LANGUAGES)


def test_departures_from_a_handful_at_risk_are_not_told() -> None:
    """Eight from the start, one of whom leaves, and many found later: the share of the eight would be told."""
    first = DAY(2015, 3, 10)
    eight = [Life(f"e{n}", "a", "IN", None, first) for n in range(7)]
    eight += [Life("e8", "a", "IN", None, first, ((DAY(2015, 6, 1), "left"),))]
    stock = [Life(f"f{n}", "a", "IN", None, first, (), DAY(2015, 12, 1)) for n in range(40)]
    rate = told(rates_of(eight + stock), "a")
    assert (rate.rate, rate.left, rate.reason) == (None, None, "thin")


# ---- what may not be shown ----


@pytest.mark.parametrize(("stay", "leave"), [(40, 9), (9, 40), (40, 0), (5, 4)], ids=["left", "here", "none", "both"])
def test_small_numbers_of_a_group_are_hidden(stay: int, leave: int) -> None:
    small = [*stayers("d", 5, 4), *stayers("e", 4, 5)]
    found = told(rates_of([*stayers("a", stay, leave), *stayers("b", 100, 50), *stayers("c", 60, 40), *small]), "a")
    assert (found.left, found.rate, found.low, found.states) == (None, None, None, None)
    assert found.reason in ("small", "protects")
    if leave:
        assert (found.persons is None) == (stay + leave < SMALL)


def test_one_hidden_group_takes_another_with_it() -> None:
    """Of three groups one has eight people: the total less the two others would tell it."""
    found = rates_of([*stayers("a", 5, 3), *stayers("b", 100, 50), *stayers("c", 60, 40)])
    assert told(found).persons == 258
    assert told(found, "a").persons is None
    assert [told(found, permit).persons for permit in "bc"].count(None) == 1


def test_a_difference_of_a_few_between_two_years_is_hidden() -> None:
    """Twenty had left after a year, twenty-four after two: the four would be told."""
    few = [Life(f"x{n}", "a", "IN", None, DAY(2015, 3, 10), ((DAY(2016, 9, 1), "left"),)) for n in range(4)]
    found = rates_of([*few, *stayers("a", 60, 20), *stayers("b", 60, 30)], years=(1, 2))
    shown = [told(found, "a", years=years).left for years in (1, 2)]
    assert shown == [20, None]


def shown_numbers(found: Retention) -> dict[tuple[str, int, str], dict[str, int]]:
    """Every number of people that is shown: by place, year and kind, the groups with their numbers."""
    numbers: dict[tuple[str, int, str], dict[str, int]] = defaultdict(dict)
    for rate in found.rates:
        group = rate.group.get("permit_type") or "all"
        for kind, number in (("persons", rate.persons), ("left", rate.left)):
            if number is not None:
                numbers[rate.place, rate.years, kind][group] = number
    return numbers


sizes = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25), st.integers(0, 25)), min_size=1, max_size=5)
"""For each group: who stays, who leaves in the first year, who leaves in the second."""


@given(sizes)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_number_under_ten_is_shown_nor_follows_by_subtraction(groups: list[tuple[int, int, int]]) -> None:
    lives = [
        *(one for at, (stay, leave, _) in enumerate(groups) for one in stayers(f"p{at}", stay, leave)),
        *(one for at, (_, _, later) in enumerate(groups) for one in leavers(f"p{at}", later)),
    ]
    if not lives:
        return
    found = rates_of(lives, years=(1, 2))
    numbers = shown_numbers(found)
    true = {
        f"p{at}": {
            ("persons", 1): sum(three),
            ("persons", 2): sum(three),
            ("left", 1): three[1],
            ("left", 2): sum(three[1:]),
        }
        for at, three in enumerate(groups)
        if sum(three)
    }
    for group, first in numbers["belgium", 1, "left"].items():
        second = numbers["belgium", 2, "left"].get(group)
        assert second is None or second - first == 0 or second - first >= SMALL
    for (place, year, kind), by_group in numbers.items():
        if by_group.get("all") == 0:  # nobody left at all: that is known of every group
            continue
        for group, number in by_group.items():
            assert number >= SMALL
            if kind == "left":
                assert numbers[place, year, "persons"][group] - number >= SMALL
        away = [group for group in true if group not in by_group]
        if "all" in by_group and away:
            rest = by_group["all"] - sum(number for group, number in by_group.items() if group != "all")
            assert rest == sum(true[group][kind, year] for group in away)
            assert len(away) > 1
            assert rest >= SMALL


def test_no_share_is_carried_on_for_a_state_in_which_nobody_is_followed() -> None:
    """Long-term residents whose rows end with a move: after that month nobody tells what became of them."""
    changes = ((DAY(2016, 1, 5), "long_term"), (DAY(2016, 10, 5), "brussels"))
    settled = [Life(f"x{n}", "a", "IN", "flanders", DAY(2015, 3, 10), changes) for n in range(30)]
    rows = file_of([*stayers("a", 60, 20), *settled]).filter(region="flanders")
    found = stay_rates(read_spells(rows), years=(1, 3))
    after = {rate.years: rate for rate in found.rates}
    assert after[1].states is not None
    assert after[1].states["long_term"].share == pytest.approx(30 / 110)
    assert after[3].rate is not None
    assert after[3].states is None


def test_states_are_shown_all_or_none_and_not_alone_beside_the_total() -> None:
    first = DAY(2015, 3, 10)
    some = [Life(f"s{n}", "a", "IN", None, first, ((DAY(2015, 9, 1), "long_term"),)) for n in range(4)]
    many = [Life(f"t{n}", "b", "IN", None, first, ((DAY(2015, 9, 1), "long_term"),)) for n in range(30)]
    more = [Life(f"u{n}", "c", "IN", None, first, ((DAY(2015, 9, 1), "long_term"),)) for n in range(40)]
    lives = [*some, *many, *more, *stayers("a", 60, 30), *stayers("b", 50, 30), *stayers("c", 50, 30)]
    found = rates_of(lives)
    assert told(found, "a").rate is not None
    assert told(found, "a").states is None
    assert told(found).states is not None
    assert [told(found, permit).states is None for permit in "bc"].count(True) == 1


def test_a_group_may_be_named_as_the_total_is() -> None:
    found = rates_of([*stayers("all", 40, 20), *stayers("b", 30, 30)])
    assert (told(found, "all").persons, told(found).persons) == (60, 120)


def test_unknown_is_a_group_of_its_own() -> None:
    lives = [Life(f"n{n}", "a", None, None, DAY(2015, 3, 10)) for n in range(30)]
    gone = [Life(f"g{n}", "a", None, None, DAY(2015, 3, 10), ((DAY(2015, 9, 1), "left"),)) for n in range(20)]
    found = stay_rates(read_spells(file_of([*lives, *gone])), by=["nationality"], years=[1])
    assert [dict(rate.group) for rate in found.rates] == [{}, {"nationality": None}]


def test_groups_by_two_columns_and_the_order_of_rates() -> None:
    lives = cohort(2, 800, permits={"a": 0.7, "b": 0.3})
    found = stay_rates(read_spells(file_of(lives)), by=["permit_type", "region"], years=[5, 1])
    assert dict(found.rates[0].group) == {}
    assert [(rate.place, rate.years) for rate in found.rates[:4]] == [
        ("belgium", 1), ("belgium", 5), ("region", 1), ("region", 5),
    ]  # fmt: skip
    groups = list(dict.fromkeys(tuple(rate.group.values()) for rate in found.rates))
    assert groups == [(), ("a", "flanders"), ("a", "brussels"), ("b", "flanders"), ("b", "brussels")]


# ---- what is said beside ----


def test_limits_are_told_in_three_languages() -> None:
    found = rates_of(cohort(6, 200))
    keys = [key for key, _ in found.limits]
    assert keys[:2] == ["no_lag", "late_departures"]
    assert "entered_late" in keys
    texts = [limits(found, lang) for lang in LANGUAGES]
    assert all(len(set(lines)) == 3 for lines in zip(*texts, strict=True))


def test_small_counts_in_the_limits_are_not_told() -> None:
    late = [Life(f"q{n}", "a", "IN", None, DAY(2015, 3, 10), (), DAY(2016, 1, 1)) for n in range(3)]
    assert ("entered_late", {"n": "< 10"}) in rates_of([*late, *stayers("a", 60, 30)]).limits


@pytest.mark.parametrize(
    ("by", "years", "lag", "key"),
    [
        (["sex"], [1], 0, "retention_by"),
        (["region", "region"], [1], 0, "retention_by"),
        ([], [], 0, "retention_years"),
        ([], [0], 0, "retention_years"),
        ([], [41], 0, "retention_years"),
        ([], [2, 2], 0, "retention_years"),
        ([], [1], -1, "retention_lag"),
        ([], [1], 61, "retention_lag"),
    ],
    ids=["by", "by-twice", "no-years", "zero", "too-many", "twice", "negative-lag", "long-lag"],
)
def test_what_cannot_be_asked_is_refused(by: list[str], years: list[int], lag: int, key: str) -> None:
    spells = read_spells(file_of(stayers("a", 20, 20)))
    with pytest.raises(LabourMarketError) as caught:
        stay_rates(spells, by=by, years=years, lag=lag)
    assert caught.value.key == key
    assert all(all(caught.value.told(lang)) for lang in LANGUAGES)
