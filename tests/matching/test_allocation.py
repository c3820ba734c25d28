"""Allocation: stable and most filled, on small markets, against slow allocations that need no argument to be believed.

Policy of concentric circles: a post goes to somebody of an outer circle only if nobody of an inner circle who could
have it is left without one. `stable` and `max_fill` must both keep to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.matching.allocation import (
    FULL_SCORE,
    Edges,
    blocking_pairs,
    dual_bound,
    inversions,
    max_fill,
    stable,
    weight_of,
)
from corridor.matching.allocation_errors import AllocationError

Row = tuple[int, int, int, int]
unhurried = settings(deadline=None)  # the first call may compile


def market(rows: list[Row], circles: list[int], posts: list[int]) -> Edges:
    """Edges from rows of vacancy, talent, score and preference."""
    columns = np.array(rows, np.int32).reshape(len(rows), 4).T
    circle = np.array(circles, np.int8)[columns[1]]
    return Edges(columns[0], columns[1], circle, columns[2], columns[3], np.array(posts, np.int32), len(circles))


@st.composite
def markets(draw: st.DrawFn, vacancies: int = 5, talents: int = 6) -> Edges:
    """Markets with many ties, several posts, vacancies without posts and talents without edges."""
    posts = draw(st.lists(st.integers(0, 3), min_size=1, max_size=vacancies))
    circles = draw(st.lists(st.integers(0, 3), min_size=1, max_size=talents))
    pairs = [(v, t) for v in range(len(posts)) for t in range(len(circles))]
    values = st.one_of(st.integers(0, 2), st.integers(0, FULL_SCORE), st.just(FULL_SCORE))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    return market([(v, t, draw(values), draw(values)) for v, t in chosen], circles, posts)


def pairs_of(edges: Edges, chosen: np.ndarray) -> set[tuple[int, int]]:
    return set(zip(edges.vacancy[chosen].tolist(), edges.talent[chosen].tolist(), strict=True))


def assert_allowed(edges: Edges, chosen: np.ndarray) -> None:
    """Nobody has two posts; no vacancy more than it offers."""
    assert chosen.dtype == np.bool_
    assert chosen.shape == edges.vacancy.shape
    assert (np.bincount(edges.vacancy[chosen], minlength=len(edges.posts)) <= edges.posts).all()
    assert (np.bincount(edges.talent[chosen], minlength=edges.n_talents) <= 1).all()


# ---- oracles ------------------------------------------------------------------------------------------------------


def standing(edges: Edges, chosen: np.ndarray) -> tuple[int, ...]:
    """Fills of each circle from the inside, then the total score: compared as tuples, the lexicographic order."""
    fills = np.bincount(edges.circle[chosen], minlength=4)
    return (*fills.tolist(), int(edges.score[chosen].sum(dtype=np.int64)))


def best_standing(edges: Edges) -> tuple[int, ...]:
    """The greatest standing over all allocations, talent by talent, remembering the posts that are left."""
    by_talent = [np.flatnonzero(edges.talent == t).tolist() for t in range(edges.n_talents)]

    @cache
    def best(t: int, left: tuple[int, ...]) -> tuple[int, ...]:
        if t == edges.n_talents:
            return (0, 0, 0, 0, 0)
        found = best(t + 1, left)
        for e in by_talent[t]:
            v = int(edges.vacancy[e])
            if left[v]:
                rest = list(best(t + 1, (*left[:v], left[v] - 1, *left[v + 1 :])))
                rest[int(edges.circle[e])] += 1
                rest[4] += int(edges.score[e])
                found = max(found, tuple(rest))
        return found

    return best(0, tuple(edges.posts.tolist()))


def slow_stable(edges: Edges) -> set[tuple[int, int]]:
    """Gale and Shapley as in the textbook, with lists."""
    rows = range(len(edges.vacancy))
    wishes = {t: sorted((e for e in rows if edges.talent[e] == t), key=lambda e: wish(edges, e)) for t in all_of(edges)}
    held: dict[int, list[int]] = {v: [] for v in range(len(edges.posts))}
    free = [t for t in all_of(edges) if wishes[t]]
    while free:
        t = free.pop()
        e = wishes[t].pop(0)
        v = int(edges.vacancy[e])
        held[v] = sorted([*held[v], e], key=lambda x: rank(edges, x))
        if len(held[v]) > edges.posts[v]:
            loser = int(edges.talent[held[v].pop()])
            if wishes[loser]:
                free.append(loser)
    return {(v, int(edges.talent[e])) for v, es in held.items() for e in es}


def all_of(edges: Edges) -> range:
    return range(edges.n_talents)


def wish(edges: Edges, e: int) -> tuple[int, int]:
    return -int(edges.preference[e]), int(edges.vacancy[e])


def rank(edges: Edges, e: int) -> tuple[int, int, int]:
    return int(edges.circle[e]), -int(edges.score[e]), int(edges.talent[e])


def slow_blocking(edges: Edges, chosen: np.ndarray) -> Iterator[tuple[int, int]]:
    rows = np.flatnonzero(chosen).tolist()
    for e in np.flatnonzero(~chosen).tolist():
        v, t = int(edges.vacancy[e]), int(edges.talent[e])
        held = [rank(edges, x) for x in rows if edges.vacancy[x] == v]
        got = [wish(edges, x) for x in rows if edges.talent[x] == t]
        wanted = len(held) < edges.posts[v] or any(rank(edges, e) < other for other in held)
        if wanted and all(wish(edges, e) < other for other in got):
            yield v, t


def slow_inversions(edges: Edges, chosen: np.ndarray) -> set[int]:
    rows = np.flatnonzero(chosen).tolist()
    placed = {int(edges.talent[e]) for e in rows}
    found = set()
    for e in range(len(edges.vacancy)):
        v, t = int(edges.vacancy[e]), int(edges.talent[e])
        held = [int(edges.circle[x]) for x in rows if edges.vacancy[x] == v]
        free_or_outer = len(held) < edges.posts[v] or any(other > edges.circle[e] for other in held)
        if t not in placed and free_or_outer:
            found.add(t)
    return found


# ---- the closest person first -------------------------------------------------------------------------------------


@unhurried
@given(markets())
def test_stable_is_the_allocation_of_the_textbook(edges: Edges) -> None:
    chosen = stable(edges)
    assert_allowed(edges, chosen)
    assert pairs_of(edges, chosen) == slow_stable(edges)
    assert not list(slow_blocking(edges, chosen))
    assert blocking_pairs(edges, chosen) == 0


@settings(max_examples=40, deadline=None)
@given(markets(vacancies=6, talents=8))
def test_stable_agrees_with_the_library_matching(edges: Edges) -> None:
    games = pytest.importorskip("matching.games", reason="`matching` is not installed: see requirements/dev.txt")
    residents = {f"t{t}": [] for t in sorted(set(edges.talent.tolist()))}
    offered = [v for v in sorted(set(edges.vacancy.tolist())) if edges.posts[v]]
    hospitals = {f"v{v}": [] for v in offered}
    rows = [e for e in range(len(edges.vacancy)) if edges.vacancy[e] in offered]
    for e in sorted(rows, key=lambda e: wish(edges, e)):
        residents[f"t{edges.talent[e]}"].append(f"v{edges.vacancy[e]}")
    for e in sorted(rows, key=lambda e: rank(edges, e)):
        hospitals[f"v{edges.vacancy[e]}"].append(f"t{edges.talent[e]}")
    residents = {t: wishes for t, wishes in residents.items() if wishes}
    expected = set()
    if residents:
        posts = {f"v{v}": int(edges.posts[v]) for v in offered}
        game = games.HospitalResident.create_from_dictionaries(residents, hospitals, posts)
        solution = game.solve(optimal="resident")
        expected = {(int(v.name[1:]), int(t.name[1:])) for v, held in solution.items() for t in held}
    assert pairs_of(edges, stable(edges)) == expected


def test_a_lower_number_breaks_ties() -> None:
    edges = market([(0, 1, 7, 7), (0, 0, 7, 7), (1, 0, 7, 7), (1, 1, 7, 7)], [0, 0], [1, 1])
    assert pairs_of(edges, stable(edges)) == {(0, 0), (1, 1)}


# ---- most posts, inner circles first ------------------------------------------------------------------------------


@unhurried
@given(markets())
def test_max_fill_is_the_best_of_all_allocations(edges: Edges) -> None:
    filled = max_fill(edges)
    assert_allowed(edges, filled.chosen)
    assert standing(edges, filled.chosen) == best_standing(edges)
    assert filled.gap == 0


@unhurried
@given(markets(), st.data())
def test_the_dual_bound_is_never_below_an_allocation(edges: Edges, data: st.DataObject) -> None:
    prices = st.integers(0, edges.step * (edges.n_circles + 1))
    price = np.array(data.draw(st.lists(prices, min_size=edges.n_talents, max_size=edges.n_talents)), np.int64)
    filled = max_fill(edges)
    best = weight_of(edges, filled.chosen)
    assert dual_bound(edges, price) >= best
    assert dual_bound(edges, filled.price) == best
    assert best >= weight_of(edges, stable(edges))


def test_solving_circle_by_circle_would_give_a_placement_away() -> None:
    """Talent 0 fits both posts, best the one that talent 1 of the next circle alone fits: both posts can be filled."""
    edges = market([(0, 0, 900_000, 0), (1, 0, 100_000, 0), (0, 1, 500_000, 0)], [0, 1], [1, 1])
    assert pairs_of(edges, max_fill(edges).chosen) == {(1, 0), (0, 1)}


def test_no_score_outweighs_one_more_of_an_inner_circle() -> None:
    """Eleven perfect fits of the outer circle against one more of the inner one, at the end of a chain."""
    rows = [(v, v, FULL_SCORE, 0) for v in range(11)] + [(v, v - 1, 0, 0) for v in range(1, 11)] + [(0, 11, 0, 0)]
    edges = market(rows, [1] * 11 + [0], [1] * 11)
    chosen = max_fill(edges).chosen
    assert standing(edges, chosen)[:2] == (1, 10)
    assert standing(edges, chosen) == best_standing(edges)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 5, FULL_SCORE]), st.integers(1, 3), st.booleans())
def test_larger_markets_are_proved_optimal(seed: int, scores: int, most: int, by_talent: bool) -> None:
    """Too large for the oracle: the prices prove it. Scores that hang on the talent alone tie everywhere."""
    rng = np.random.default_rng(seed)
    vacancies, talents = 60, int(rng.integers(30, 150))
    pairs = np.sort(rng.permutation(vacancies * talents)[: int(rng.integers(50, 900))])
    v, t = (pairs // talents).astype(np.int32), (pairs % talents).astype(np.int32)
    circle = rng.integers(0, 3, talents).astype(np.int8)[t]
    score = rng.integers(0, scores + 1, talents)[t] if by_talent else rng.integers(0, scores + 1, len(t))
    posts = rng.integers(1, most + 1, vacancies).astype(np.int32)
    edges = Edges(v, t, circle, score.astype(np.int32), score.astype(np.int32), posts, talents)
    filled = max_fill(edges)
    assert_allowed(edges, filled.chosen)
    assert filled.gap == 0
    assert (filled.price >= 0).all()
    assert inversions(edges, filled.chosen) == 0


# ---- both ---------------------------------------------------------------------------------------------------------


@unhurried
@given(markets())
def test_nobody_of_an_outer_circle_has_a_post_that_somebody_unplaced_of_an_inner_one_could_have(edges: Edges) -> None:
    for chosen in (stable(edges), max_fill(edges).chosen):
        assert not slow_inversions(edges, chosen)
        assert inversions(edges, chosen) == 0


@unhurried
@given(markets(), st.data())
def test_what_is_wrong_with_any_choice_is_counted(edges: Edges, data: st.DataObject) -> None:
    """`blocking_pairs` and `inversions` count as their definitions do, also where there is something to count."""
    chosen = np.zeros(len(edges.vacancy), np.bool_)
    left, free = edges.posts.tolist(), [True] * edges.n_talents
    for e in data.draw(st.permutations(range(len(edges.vacancy)))):
        v, t = int(edges.vacancy[e]), int(edges.talent[e])
        if left[v] and free[t] and data.draw(st.booleans()):
            chosen[e] = True
            left[v] -= 1
            free[t] = False
    assert blocking_pairs(edges, chosen) == len(list(slow_blocking(edges, chosen)))
    assert inversions(edges, chosen) == len(slow_inversions(edges, chosen))


@unhurried
@given(markets(), st.data())
def test_the_order_of_edges_changes_nothing(edges: Edges, data: st.DataObject) -> None:
    rows = np.array(data.draw(st.permutations(range(len(edges.vacancy)))), np.int64)
    columns = ("vacancy", "talent", "circle", "score", "preference")
    shuffled = replace(edges, **{name: getattr(edges, name)[rows] for name in columns})
    assert (stable(shuffled) == stable(edges)[rows]).all()
    assert (max_fill(shuffled).chosen == max_fill(edges).chosen[rows]).all()


def test_without_edges_nobody_is_placed() -> None:
    for edges in (market([], [0, 1], [1, 2]), market([], [], [])):
        assert stable(edges).tolist() == []
        filled = max_fill(edges)
        assert filled.chosen.tolist() == []
        assert filled.gap == 0
        assert blocking_pairs(edges, stable(edges)) == inversions(edges, filled.chosen) == 0


def test_more_posts_than_candidates_place_everybody() -> None:
    edges = market([(0, t, t, t) for t in range(5)], [2, 1, 0, 1, 2], [1_000_000])
    assert stable(edges).all()
    assert max_fill(edges).chosen.all()


def test_columns_of_frames_may_be_read_only() -> None:
    edges = market([(0, 0, 5, 5), (0, 1, 9, 5)], [0, 1], [1])
    for column in (edges.vacancy, edges.talent, edges.circle, edges.score, edges.preference, edges.posts):
        column.flags.writeable = False
    assert pairs_of(edges, stable(edges)) == pairs_of(edges, max_fill(edges).chosen) == {(0, 0)}


def test_progress_reaches_its_end_and_never_falls() -> None:
    told: list[tuple[int, int]] = []
    max_fill(market([(0, 0, 5, 5)], [0, 1], [1]), lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("rows", "circles", "posts", "place"),
    [
        ([(0, 0, FULL_SCORE + 1, 0)], [0], [1], "score"),
        ([(0, 0, 0, -1)], [0], [1], "preference"),
        ([(1, 0, 0, 0)], [0], [1], "vacancy"),
        ([(0, 0, 0, 0)], [-1], [1], "circle"),
        ([(0, 0, 0, 0)], [0], [-1], "posts"),
        ([(0, 0, 0, 0), (0, 0, 1, 1)], [0], [1], "talent"),
    ],
)
def test_edges_that_do_not_fit_are_refused_with_a_remedy(
    rows: list[Row], circles: list[int], posts: list[int], place: str
) -> None:
    with pytest.raises(AllocationError) as caught:
        stable(market(rows, circles, posts))
    assert caught.value.place == place
    for lang in ("en", "fr", "nl"):
        assert all(caught.value.told(lang))


def test_a_talent_of_two_circles_and_columns_of_two_lengths_are_refused() -> None:
    edges = market([(0, 0, 0, 0), (1, 0, 0, 0)], [0], [1, 1])
    with pytest.raises(AllocationError, match="more than one circle"):
        replace(edges, circle=np.array([0, 1], np.int8))
    with pytest.raises(AllocationError, match="1 values where there are 2 edges"):
        replace(edges, score=edges.score[:1])
