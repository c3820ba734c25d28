"""The Kaplan-Meier curve: as an exact twin in fractions and as lifelines have it, with ties and late entries."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.kaplan_meier import kaplan_meier
from tests.labour_market.stay_oracles import exact_survival

CLOSE = 1e-12
EXITS = [3, 5, 5, 6, 8, 8, 9, 12, 12, 14, 15, 20]
EVENTS = [1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0]
ENTRIES = [0, 0, 0, 2, 0, 4, 0, 5, 0, 8, 0, 6]
# What lifelines 0.30.3 gives for the twelve persons above: time, share, low, high.
LIFELINES_LATE = [
    (3, 0.8750000000000001, 0.38700001403202483, 0.9813929658789661),
    (5, 0.7656250000000001, 0.3433742442847583, 0.9354542638831479),
    (6, 0.6562500000000001, 0.26960568951357633, 0.8734070279685624),
    (8, 0.4687500000000001, 0.15990022213497557, 0.7311324990954002),
    (12, 0.3750000000000001, 0.10886794573752936, 0.6480352395040734),
    (14, 0.25000000000000006, 0.04346271928133783, 0.5418036046763479),
    (20, 0.25000000000000006, 0.04346271928133783, 0.5418036046763479),
]
LIFELINES_START = [
    (3, 0.9166666666666667, 0.5389771805707405, 0.9878255654004581),
    (5, 0.8333333333333335, 0.48171494219537864, 0.955509365728065),
    (6, 0.7407407407407406, 0.39067612760778186, 0.9086238694040617),
    (8, 0.5555555555555555, 0.23690020773318007, 0.7867014663875915),
    (12, 0.4444444444444444, 0.151409822296475, 0.7058499692798322),
    (14, 0.2962962962962962, 0.055467552106673514, 0.5995164102502499),
    (20, 0.2962962962962962, 0.055467552106673514, 0.5995164102502499),
]


def uniforms(seed: int, count: int) -> list[float]:
    """Numbers that are the same in every version of every library (the generator of Park and Miller)."""
    found, state = [], seed * 7919 + 1
    for _ in range(count):
        state = state * 48271 % 2147483647
        found.append(state / 2147483647)
    return found


def drawn(seed: int, monthly: bool, persons: int = 300) -> tuple[list[float], list[bool], list[float]]:
    """Exits, events and entries of a made cohort: a third found in the stock, two fifths censored."""
    luck = iter(uniforms(seed, 4 * persons))
    exits, events, entries = [], [], []
    for number in range(persons):
        exit = 1 - 40 * math.log(next(luck))
        entry = exit * 0.9 * next(luck) if next(luck) < 1 / 3 and number else 0.0
        exits.append(float(math.ceil(exit)) if monthly else exit)
        entries.append(float(math.floor(entry)) if monthly else entry)
        events.append(next(luck) < 0.6)
    return exits, events, entries


# What lifelines 0.30.3 gives for `drawn(seed, monthly)`, without and with entries: time, share, low, high.
LIFELINES_DRAWN: list[tuple[int, bool, bool, list[tuple[float, float, float, float]]]] = [
    (
        1,
        True,
        False,
        [
            (12.0, 0.8470515997928301, 0.7992100715796013, 0.8843199688159455),
            (30.0, 0.6777938732468294, 0.615926507758552, 0.731907870226454),
            (48.0, 0.46892193799316645, 0.3996009256244151, 0.535129307387944),
        ],
    ),
    (
        1,
        True,
        True,
        [
            (12.0, 0.8138567053348089, 0.7573779308157301, 0.858418729218904),
            (30.0, 0.629043715289759, 0.5617962104211109, 0.6888981784500513),
            (48.0, 0.4220528613311286, 0.3530427923633835, 0.4893388702658248),
        ],
    ),
    (
        2,
        True,
        False,
        [
            (12.0, 0.8732755347754455, 0.8285708221512127, 0.9069759127886673),
            (30.0, 0.692676231252692, 0.6323744271698816, 0.7451172080370662),
            (48.0, 0.5256924020464074, 0.45973898548745173, 0.5873655050541626),
        ],
    ),
    (
        2,
        True,
        True,
        [
            (12.0, 0.8371144923789545, 0.781437223325448, 0.8796984146100351),
            (30.0, 0.6310662588279792, 0.5634882408648266, 0.6911177065864486),
            (48.0, 0.463456602298921, 0.3959987590436552, 0.5281092461172352),
        ],
    ),
    (
        3,
        False,
        False,
        [
            (12.0, 0.8508514230769798, 0.8034812496146297, 0.8876024470991368),
            (30.0, 0.6786844134493735, 0.6175212938226707, 0.732230608657255),
            (48.0, 0.4972218043495014, 0.4300426891840318, 0.5607195237371678),
        ],
    ),
    (
        3,
        False,
        True,
        [
            (12.0, 0.8152401857928409, 0.7584087063934242, 0.8599385122591496),
            (30.0, 0.628699765416037, 0.5621321922244175, 0.6880254757189257),
            (48.0, 0.4421240405689961, 0.3739600328011107, 0.5080236852141554),
        ],
    ),
    (
        4,
        False,
        False,
        [
            (12.0, 0.8183244637384633, 0.7684532175154082, 0.8584480184399417),
            (30.0, 0.6303640856983763, 0.5681277493888525, 0.6861781154777865),
            (48.0, 0.45759190939293554, 0.392008408318921, 0.5206710554860926),
        ],
    ),
    (
        4,
        False,
        True,
        [
            (12.0, 0.7790633195460491, 0.7205557067986516, 0.8268016819468563),
            (30.0, 0.5773851921503776, 0.5108662730809364, 0.6381700294629801),
            (48.0, 0.4030460650116155, 0.3375152780127879, 0.4675485079884431),
        ],
    ),
]


@pytest.mark.parametrize(
    ("entries", "expected"), [(None, LIFELINES_START), (ENTRIES, LIFELINES_LATE)], ids=["start", "late"]
)
def test_twelve_persons_as_lifelines_has_them(
    entries: list[int] | None, expected: list[tuple[int, float, float, float]]
) -> None:
    curve = kaplan_meier(EXITS, EVENTS, entries)
    for time, share, low, high in expected:
        point = curve.at(time)
        assert (point.survival, point.low, point.high) == pytest.approx((share, low, high), abs=CLOSE)


@pytest.mark.parametrize(
    ("seed", "monthly", "late", "expected"),
    LIFELINES_DRAWN,
    ids=[
        f"{seed}-{'months' if monthly else 'days'}-{'late' if late else 'start'}"
        for seed, monthly, late, _ in LIFELINES_DRAWN
    ],
)
def test_made_cohorts_as_lifelines_has_them(
    seed: int, monthly: bool, late: bool, expected: list[tuple[float, float, float, float]]
) -> None:
    exits, events, entries = drawn(seed, monthly)
    curve = kaplan_meier(exits, events, entries if late else None)
    for time, share, low, high in expected:
        point = curve.at(time)
        assert (point.survival, point.low, point.high) == pytest.approx((share, low, high), abs=CLOSE)


@st.composite
def cohorts(draw: st.DrawFn) -> tuple[list[float], list[bool], list[float]]:
    """A few persons with many ties, in whole months or in any time."""
    persons = draw(st.integers(1, 30))
    unit = draw(st.sampled_from([1.0, 0.1, 1 / 3]))
    exits = [draw(st.integers(1, 12)) for _ in range(persons)]
    entries = [draw(st.integers(0, exit - 1)) if draw(st.booleans()) else 0 for exit in exits]
    events = draw(st.lists(st.booleans(), min_size=persons, max_size=persons))
    return [exit * unit for exit in exits], events, [entry * unit for entry in entries]


@given(cohorts())
def test_equals_the_exact_product(cohort: tuple[list[float], list[bool], list[float]]) -> None:
    exits, events, entries = cohort
    curve = kaplan_meier(exits, events, entries)
    exact = exact_survival(exits, events, entries)
    assert [time for time, left in zip(curve.times, curve.events, strict=True) if left] == list(exact)
    for time, (share, variance, at_risk) in exact.items():
        place = int(np.searchsorted(curve.times, time))
        assert curve.at_risk[place] == at_risk
        assert curve.survival[place] == pytest.approx(float(share), abs=CLOSE)
        if variance is None:
            assert np.isnan(curve.variance[place])
        else:
            assert curve.variance[place] == pytest.approx(float(variance), abs=CLOSE)


@given(cohorts(), st.integers(1, 11))
def test_a_person_followed_in_two_parts_counts_once(
    cohort: tuple[list[float], list[bool], list[float]], cut: int
) -> None:
    """Observation that ends and goes on at the same time changes nothing: that is what late entry means."""
    exits, events, entries = cohort
    parts: list[tuple[float, bool, float]] = []
    for exit, event, entry in zip(exits, events, entries, strict=True):
        if entry < cut < exit:
            parts += [(float(cut), False, entry), (exit, event, float(cut))]
        else:
            parts.append((exit, event, entry))
    whole = kaplan_meier(exits, events, entries)
    parted = kaplan_meier([p[0] for p in parts], [p[1] for p in parts], [p[2] for p in parts])
    for time in whole.times:
        one, other = whole.at(float(time)), parted.at(float(time))
        assert (one.survival, one.low, one.high, one.at_risk, one.reason) == (
            other.survival, other.low, other.high, other.at_risk, other.reason,
        )  # fmt: skip


@given(cohorts())
def test_with_everybody_followed_it_is_the_simple_share(cohort: tuple[list[float], list[bool], list[float]]) -> None:
    exits, _, _ = cohort
    curve = kaplan_meier(exits, [True] * len(exits))
    for time in sorted(set(exits)):
        share = sum(exit > time for exit in exits) / len(exits)
        point = curve.at(time)
        assert point.survival == pytest.approx(share, abs=CLOSE)
        if 0 < share < 1:
            assert point.variance == pytest.approx(share * (1 - share) / len(exits), abs=CLOSE)
            assert point.low is not None
            assert point.high is not None
            assert 0 < point.low < share < point.high < 1


@given(cohorts(), st.floats(0, 15))
def test_a_known_rate_rests_on_unbroken_observation(
    cohort: tuple[list[float], list[bool], list[float]], time: float
) -> None:
    exits, events, entries = cohort
    point = kaplan_meier(exits, events, entries).at(time)
    moments = [moment for moment in sorted({0.0, *entries, *exits}) if moment < time]
    watched = all(any(entry <= moment < exit for exit, entry in zip(exits, entries, strict=True)) for moment in moments)
    if point.reason is None and point.survival:
        assert watched
    if not watched:
        assert point.survival in (None, 0.0)


def test_nobody_observed_from_the_start_gives_no_rate() -> None:
    assert kaplan_meier([10, 20], [True, True], [3, 5]).at(15).reason == "not_from_start"


def test_a_hole_in_the_observation_gives_no_rate_after_it() -> None:
    curve = kaplan_meier([4, 12], [False, True], [0, 6])
    assert curve.at(4).survival == 1.0
    assert curve.at(5).reason == "not_followed"
    assert curve.at(12).reason == "not_followed"


def test_beyond_the_last_observation_the_rate_is_unknown_unless_all_left() -> None:
    assert kaplan_meier([5, 8], [True, False]).at(9).reason == "not_followed"
    assert kaplan_meier([5, 8], [True, True]).at(9).survival == 0.0


def test_where_a_few_early_persons_all_left_the_rate_is_unknown_and_not_zero() -> None:
    curve = kaplan_meier([2, 40, 50], [True, True, False], [0, 1, 2])
    assert curve.at(2).survival == pytest.approx(0.5)
    early = kaplan_meier([3, 40, 50], [True, True, False], [0, 3, 3])
    assert early.at(10).reason == "ran_out"
    assert early.at(10).survival is None


def test_before_anybody_left_the_rate_is_one_and_the_interval_unknown() -> None:
    point = kaplan_meier([5, 8], [True, False]).at(3)
    assert (point.survival, point.low, point.high, point.least) == (1.0, None, None, None)


def test_the_interval_holds_the_truth_about_nineteen_times_in_twenty() -> None:
    luck = np.random.default_rng(5)
    held = 0
    for _ in range(600):
        leaves, ends = luck.exponential(10, 120), luck.uniform(2, 30, 120)
        curve = kaplan_meier(np.minimum(leaves, ends), leaves <= ends)
        point = curve.at(8.0)
        assert point.low is not None
        assert point.high is not None
        held += point.low <= math.exp(-0.8) <= point.high
    assert 0.925 < held / 600 < 0.975


@pytest.mark.parametrize(
    ("exits", "events", "entries", "key"),
    [
        ([1, 2], [True], None, "survival_shape"),
        ([1, 2], [True, True], [0], "survival_shape"),
        ([-1.0], [True], None, "survival_times"),
        ([math.nan], [True], None, "survival_times"),
        ([3.0], [True], [3.0], "survival_times"),
        ([3.0], [True], [4.0], "survival_times"),
    ],
    ids=["events-short", "entries-short", "negative", "nan", "no-length", "before-entry"],
)
def test_times_that_cannot_be_are_refused(
    exits: list[float], events: list[bool], entries: list[float] | None, key: str
) -> None:
    with pytest.raises(LabourMarketError) as caught:
        kaplan_meier(exits, events, entries)
    assert caught.value.key == key
    assert all(all(caught.value.told(lang)) for lang in ("en", "fr", "nl"))


@given(cohorts())
def test_more_confidence_is_a_wider_interval(cohort: tuple[list[float], list[bool], list[float]]) -> None:
    narrow, wide = kaplan_meier(*cohort, confidence=0.8), kaplan_meier(*cohort, confidence=0.99)
    inside = ~np.isnan(narrow.low) & (narrow.variance > 0)
    assume(inside.any())
    assert (wide.low[inside] < narrow.low[inside]).all()
    assert (wide.high[inside] > narrow.high[inside]).all()
