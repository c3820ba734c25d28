"""Laws of sizing: another seed confirms the answer, one person fewer is too few, a no says what stands in the way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.partnerships import sizing_words
from corridor.partnerships.costs import cost
from corridor.partnerships.design import Capacity, Demand, Design, Profile, Quantity, shipped
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.intake_search import (
    Aim,
    Trials,
    close_in,
    for_arrivals,
    hits_needed,
    largest_reached,
    lower_bound,
    placed_by,
    smallest_intake,
    tolerance,
    with_intake,
)
from corridor.partnerships.results import probability
from corridor.partnerships.simulation import simulate
from corridor.partnerships.sizing import Limit, Sizing, for_gap, outline_design, size, to_json
from corridor.partnerships.sizing_limits import with_signed
from corridor.partnerships.sizing_words import explain
from tests.partnerships.won_designs import hiring_design

BY = date(2029, 6, 1)
DRAWS = 400
LANGUAGES = ("en", "fr", "nl")


@cache
def sized(target: int = 12, posts: int = 200, grade: str = "signed_vacancy") -> Sizing:
    return size(target, hiring_design(posts, grade), by=BY, draws=DRAWS)


def limit(found: Sizing, kind: str, stage: str | None = None) -> Limit:
    return next(one for one in found.limits if (one.kind, one.stage) == (kind, stage))


# ---- the answer ----


@pytest.mark.parametrize("target", [3, 12, 40])
def test_other_seeds_confirm_the_answer(target: int) -> None:
    found = sized(target)
    assert found.reached
    for seed in (101, 202, 303):
        again = simulate(found.design, draws=2_000, seed=seed)
        assert probability(again, target, BY) >= 0.8


def test_the_shipped_designs_are_confirmed_too() -> None:
    """With a stay that the project pays, since their own employers' interest is not enough."""
    for id, design in shipped().items():
        paid = replace(design, demand=(Demand("funded", 300, design.start),))
        by = design.start + timedelta(days=5 * 365)
        found = size(10, replace(paid, horizon_months=60), by=by, draws=DRAWS)
        assert found.reached, id
        assert probability(simulate(found.design, draws=2_000, seed=77), 10, by) >= 0.8, id


def test_one_person_fewer_is_too_few() -> None:
    found = sized()
    assert found.intake is not None
    aim = Aim(12, (BY - found.design.start).days / 365.25 * 12, 0.8)
    trials = Trials(for_arrivals(hiring_design(200), aim.months), aim, 0)
    assert trials.reach(found.intake, DRAWS) >= 12
    assert trials.reach(found.intake - 1, DRAWS) < 12


def test_a_larger_target_never_takes_fewer_people() -> None:
    people = [sized(target).people or 0 for target in (3, 12, 40)]
    assert people == sorted(people)


def test_a_higher_probability_never_takes_fewer_people() -> None:
    low, high = (
        size(12, hiring_design(200), by=BY, draws=DRAWS, probability=probability) for probability in (0.5, 0.9)
    )
    assert (low.people or 0) <= (high.people or 0)


def test_the_same_seed_gives_the_same_answer() -> None:
    again = size(12, hiring_design(200), by=BY, draws=DRAWS)
    assert to_json(again) == to_json(sized())


def test_the_budget_is_the_cost_of_the_answer() -> None:
    found = sized()
    assert found.budget is not None
    total = cost(simulate(found.design, draws=found.budget.draws, seed=found.seed))
    assert found.budget.mean == pytest.approx(total.mean())
    assert found.budget.q80 == pytest.approx(np.quantile(total, 0.8))
    assert sum(mean for _, mean, _ in found.budget.by_payer) == pytest.approx(found.budget.mean)
    assert {payer for payer, _, _ in found.budget.by_payer} == {"eu", "employer", "destination"}


def test_only_the_sizes_of_waves_change() -> None:
    found, given_ = sized(), hiring_design(200)
    assert [wave.date for wave in found.design.waves] == [wave.date for wave in given_.waves]
    assert {wave.intake for wave in found.design.waves} == {found.intake}
    assert with_intake(found.design, 10) == given_


def test_assumptions_are_named() -> None:
    names = {one.name for one in sized().assumed}
    assert "posts.signed_vacancy" in names
    assert {one.basis for one in sized().assumed} == {"assumed"}


# ---- the search ----


@given(
    steps=st.lists(st.integers(0, 3), min_size=2, max_size=60),
    target=st.integers(1, 30),
)
def test_closing_in_finds_the_smallest_number(steps: list[int], target: int) -> None:
    """For any number reached that never falls."""
    reached = np.cumsum([0, *steps])
    enough = np.flatnonzero(reached >= target)
    if len(enough) and enough[0] > 0:
        found = close_in(lambda n: int(reached[n]), target, low=0, high=len(steps))
        assert found == enough[0]


def test_large_numbers_are_found_to_within_two_per_cent() -> None:
    found = close_in(lambda n: n // 7, 500, low=0, high=9_000)
    assert 3_500 <= found <= 3_500 * 1.02 + 1
    assert tolerance(200) == 1


@given(hits=st.integers(0, 500), draws=st.integers(1, 500))
def test_the_lower_bound_is_below_the_share(hits: int, draws: int) -> None:
    hits = min(hits, draws)
    assert 0 <= lower_bound(hits, draws) <= hits / draws
    if hits:
        assert lower_bound(hits - 1, draws) <= lower_bound(hits, draws)


@given(probability=st.floats(0.05, 0.95), draws=st.integers(150, 3_000))
def test_the_fewest_hits_are_enough_and_one_fewer_is_not(probability: float, draws: int) -> None:
    needed = hits_needed(probability, draws)
    assert lower_bound(needed, draws) >= probability > lower_bound(needed - 1, draws)


@given(placed=st.lists(st.integers(0, 50), min_size=100, max_size=200))
def test_the_largest_number_reached_is_reached_and_the_next_is_not(placed: list[int]) -> None:
    counts = np.array(placed)
    largest, needed = largest_reached(counts, 0.8), hits_needed(0.8, len(placed))
    assert (counts >= largest).sum() >= needed > (counts >= largest + 1).sum()


@pytest.mark.parametrize("name", ["hiring", *shipped()])
def test_what_is_left_out_of_the_search_changes_no_arrival(name: str) -> None:
    design = hiring_design() if name == "hiring" else shipped()[name]
    months = 30.0
    whole, lean = (simulate(d, draws=100, seed=5) for d in (design, for_arrivals(design, months)))
    assert (placed_by(whole, months) == placed_by(lean, months)).all()


# ---- why there is no answer ----


def test_where_posts_are_short_it_says_so_and_how_many_signatures_would_do() -> None:
    found = sized(12, 12, "interest")
    assert not found.reached
    assert found.intake is None
    assert found.budget is None
    assert found.largest < 12
    short = limit(found, "posts")
    assert (short.binds, short.reached, short.now) == (True, True, 12)
    assert found.limits[0] is short
    assert found.pledges is not None
    assert found.pledges.posts == short.needed
    firm = with_signed(with_intake(hiring_design(12, "interest"), found.pledges.intake), found.pledges.posts)
    assert probability(simulate(firm, draws=2_000, seed=55), 12, BY) >= 0.8


def test_firmer_pledges_of_the_same_posts_reach_more() -> None:
    found = sized(12, 12, "interest")
    firm = limit(found, "commitment")
    assert firm.largest >= found.largest
    assert firm.needed is None
    assert not [one for one in sized(12, 12).limits if one.kind == "commitment"]


def test_where_time_is_short_it_says_by_when() -> None:
    found = size(10, hiring_design(300), by=date(2027, 11, 1), draws=DRAWS)
    assert not found.reached
    late = limit(found, "time")
    assert late.binds
    assert late.reached
    assert isinstance(late.needed, date)
    assert late.needed > date(2027, 11, 1)
    enough = size(10, hiring_design(300), by=late.needed + timedelta(days=31), draws=DRAWS)
    assert enough.reached


def narrow(places: int) -> Design:
    design = hiring_design(300)
    stages = (replace(s, capacity=Capacity(places=places)) if s.id == "training" else s for s in design.stages)
    return replace(design, stages=tuple(stages))


def test_where_a_stage_is_too_small_it_says_which_and_how_large() -> None:
    found = size(40, narrow(5), by=BY, draws=DRAWS)
    assert not found.reached
    small = limit(found, "capacity", "training")
    assert small.binds
    assert small.now == 5
    assert isinstance(small.needed, int)
    assert size(40, narrow(small.needed * 2), by=BY, draws=DRAWS).reached
    assert not limit(found, "posts").binds


def test_where_nothing_alone_helps_it_says_what_must_change_together() -> None:
    tight = replace(narrow(5), demand=(Demand("interest", 10, date(2027, 1, 1)),))
    found = size(40, tight, by=BY, draws=DRAWS)
    assert not any(one.reached for one in found.limits)
    kinds = {one.kind for one in found.together}
    assert {"posts", "capacity"} <= kinds
    assert found.pledges is None


def test_taking_a_limit_away_never_reaches_fewer() -> None:
    for found in (sized(12, 12, "interest"), size(40, narrow(5), by=BY, draws=DRAWS)):
        assert all(one.largest >= found.largest for one in found.limits)
        assert all(one.chance >= found.chance.estimate for one in found.limits)


def test_a_scheme_in_which_everybody_is_lost_has_no_answer() -> None:
    design = hiring_design(50)
    lost = tuple(replace(s, loss=Quantity(value=1.0)) if s.id == "training" else s for s in design.stages)
    found = size(3, replace(design, stages=lost), by=BY, draws=200)
    assert not found.reached
    assert found.largest == 0
    assert limit(found, "loss").reached


def test_more_people_than_allowed_is_no_answer() -> None:
    free = sized()
    assert free.intake is not None
    aim_less = size(12, hiring_design(200), by=BY, draws=DRAWS, largest_intake=free.intake // 2)
    assert not aim_less.reached


# ---- gaps of a plan ----

GAPS = pl.DataFrame(
    {
        "isco08": ["7411", "2512", "2512", None, "5120", "8332"],
        "posts": [9, 5, 8, 4, 3, 6],
        "nobody": [4, 2, 3, 4, 0, 0],
        "not_qualified": [3, 1, 2, 0, 0, 1],
    },
    schema_overrides={"isco08": pl.String},
)


def test_the_largest_gaps_come_first_and_only_posts_without_qualified_people_count() -> None:
    found = for_gap(GAPS, region="flanders", date=date(2026, 11, 21), top=10, draws=150)
    told = [(one.isco08, one.posts, one.nobody, one.not_qualified, one.target) for one in found]
    assert told == [("2512", 13, 5, 3, 8), ("7411", 9, 4, 3, 7), ("8332", 6, 0, 1, 1)]
    assert [one.sizing.target for one in found] == [8, 7, 1]


def test_an_unfilled_vacancy_is_no_pledge() -> None:
    for one in for_gap(GAPS, region="flanders", date=date(2026, 11, 21), top=2, draws=150):
        assert {demand.grade for demand in one.sizing.design.demand} == {"interest"}
        assert not one.sizing.reached
        assert one.sizing.pledges is not None
        assert one.sizing.design.profiles == (Profile(one.isco08, one.isco08, 1.0),)
        assert one.sizing.design.destination.region == "flanders"


def test_where_the_posts_are_offers_more_are_reached() -> None:
    weak, firm = (
        for_gap(GAPS, region="brussels", date=date(2026, 11, 21), top=1, draws=150, grade=grade)[0].sizing.largest
        for grade in ("interest", "offer")
    )
    assert weak < firm


def test_the_outline_is_assumed_from_end_to_end() -> None:
    outline = outline_design()
    assert outline.scheme is None
    run = simulate(outline, draws=50)
    stated = {p.name for p in run.parameters if p.prior.basis == "stated"}
    assert not stated
    assert outline.id not in shipped()


def test_a_table_counts_the_occupations_of_the_design_alone() -> None:
    found = size(GAPS, hiring_design(100), by=BY, draws=200)
    assert found.target == 8
    all_of_them = size(GAPS, replace(hiring_design(100), profiles=()), by=BY, draws=200)
    assert all_of_them.target == GAPS["nobody"].sum() + GAPS["not_qualified"].sum()


def test_progress_is_told() -> None:
    steps: list[tuple[int, int]] = []
    size(5, hiring_design(100), by=BY, draws=200, progress=lambda done, of: steps.append((done, of)))
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert all(done <= of for done, of in steps)


# ---- words and errors ----


@pytest.mark.parametrize(
    "found",
    [
        sized,
        lambda: sized(12, 12, "interest"),
        lambda: size(10, hiring_design(300), by=date(2027, 11, 1), draws=DRAWS),
        lambda: size(40, narrow(5), by=BY, draws=DRAWS),
    ],
    ids=["reached", "posts", "time", "capacity"],
)
def test_answers_are_told_in_three_languages(found: object) -> None:
    answer = found()  # type: ignore[operator]
    said = {lang: explain(answer, lang) for lang in LANGUAGES}
    assert len({len(sentences) for sentences in said.values()}) == 1
    assert len(set(said.values())) == 3
    assert not [s for sentences in said.values() for s in sentences if "{" in s or "None" in s]
    assert str(answer.target) in said["en"][0]
    assert sizing_words.why(answer, "en") == () if answer.reached else sizing_words.why(answer, "en")
    json.dumps(to_json(answer), allow_nan=False)


@pytest.mark.parametrize(("open_posts", "told"), [(1, 1), (6, 1), (1_000, 0)])
def test_more_pledges_than_open_posts_is_said(open_posts: int, told: int) -> None:
    """A gap that no partnership can fill alone is no answer of so many vacancies, which do not exist."""
    gaps = pl.DataFrame(
        {"isco08": ["7233"], "posts": [open_posts], "nobody": [min(6, open_posts)], "not_qualified": [0]}
    )
    [answer] = for_gap(gaps, region="flanders", date=date(2026, 11, 22), top=1, draws=DRAWS)
    assert answer.sizing.pledges is not None
    assert (answer.sizing.pledges.posts > open_posts) == bool(told)
    for lang in LANGUAGES:
        assert len(sizing_words.beyond(answer, lang)) == told
        assert explain(answer, lang) == (*explain(answer.sizing, lang), *sizing_words.beyond(answer, lang))


@pytest.mark.parametrize(
    ("given_", "key"),
    [
        ({"gap": 0}, "size_no_gap"),
        ({"by": date(2026, 1, 1)}, "size_too_early"),
        ({"probability": 1.0}, "size_probability"),
        ({"draws": 10}, "size_draws"),
        ({"gap": pl.DataFrame({"isco08": ["2512"]})}, "size_column"),
        ({"gap": GAPS.filter(pl.col("isco08") == "5120")}, "size_no_gap"),
        ({"design": replace(hiring_design(), waves=())}, "size_no_waves"),
    ],
)
def test_what_cannot_be_sized_is_told_with_a_remedy(given_: dict[str, object], key: str) -> None:
    asked = {"gap": 5, "design": hiring_design(), "by": BY, "draws": 200} | given_
    with pytest.raises(PartnershipError) as told:
        size(asked.pop("gap"), asked.pop("design"), **asked)  # type: ignore[arg-type]
    assert told.value.key == key
    assert all(all(told.value.told(lang)) for lang in LANGUAGES)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(target=st.integers(1, 15), places=st.integers(3, 40), seed=st.integers(0, 50))
def test_whatever_the_scheme_an_answer_is_confirmed_by_another_seed(target: int, places: int, seed: int) -> None:
    found = size(target, narrow(places), by=BY, draws=300, seed=seed)
    if found.reached:
        assert probability(simulate(found.design, draws=2_000, seed=seed + 1_000), target, BY) >= 0.79
    else:
        assert found.largest < target


def test_the_search_makes_few_large_trials() -> None:
    """The way to the answer is felt out with few draws."""
    aim = Aim(60, 30.0, 0.8)
    trials = Trials(for_arrivals(hiring_design(600), 30.0), aim, 0)
    found = smallest_intake(trials, 1_000)
    assert found.intake is not None
    assert sum(draws == 1_000 for _, draws in trials.made) <= 8
