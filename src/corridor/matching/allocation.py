"""Who gets which post: `stable` (the closest person first) and `max_fill` (most posts for the inner circles).

Both take edges (pairs that may be placed), each talent in one circle, each vacancy with a number of posts, and choose
edges so that a talent has at most one post and a vacancy at most its posts. Both read the policy of concentric circles
strictly: nobody of an outer circle gets a post that an unplaced person of an inner circle could have.

How `max_fill` works, and why it is exact:

1. *Levels suffice.* Let C circles give talents the levels C, C-1, ..., 1 from the inside. For every k the talents
   placed of level >= k number at most r_k, the most that an allocation with these talents alone can place. Augmenting
   paths never take a placed talent's post away for good, so one allocation reaches all r_k together (the sets of
   talents that can be placed form a matroid: Edmonds and Fulkerson 1965). The sum of the levels of the placed is the
   sum over k of those of level >= k; it is greatest exactly where every r_k is reached, which is the lexicographic
   order: most of the innermost circle, then of the next. So weight(edge) = level * step + score needs no powers.
2. *The step.* Any other allocation has a sum of levels that is lower by at least 1. It can gain less than
   1,000,000 * min(posts, talents) in score (millionths). A step of one more than this dominates.
3. *Start.* Hopcroft and Karp fill level after level. König's theorem gives each level a least cover by vacancies and
   talents; the number of levels in whose cover a talent is, times the step, is an optimal price as far as levels go.
   What remains to be found are prices of the size of scores: searches stay short, and scarcity of a whole circle is
   not rediscovered post by post, which is what costs shortest-path solvers their time.
4. *Scores.* Vacancies bid in turn (Bertsekas 1981; last without epsilon, as in Jonker and Volgenant 1987), then
   shortest augmenting paths (Dijkstra with prices) fill each post that is still worth something and place each talent
   whose price is still above 0. A vacancy with several posts is one node, not copies.
5. *Certificate.* In the end value + price >= weight on all edges, with equality on the chosen ones, and only filled
   posts and placed talents have a value or price: `dual_bound` of the prices equals the allocation's own weight. The
   gap is computed from the prices alone, in whole numbers; 0 proves the optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from corridor.matching import allocation_kernel as kernel
from corridor.matching.allocation_errors import AllocationError
from corridor.matching.allocation_kernel import Ints, Longs, Market, State

Chosen = npt.NDArray[np.bool_]
Circles = npt.NDArray[np.int8]
Progress = Callable[[int, int], None]

FULL_SCORE = 1_000_000
"""Scores and preferences are millionths of this."""
VACANCIES_A_BATCH, TALENTS_A_BATCH = 2_000, 50_000
BIDS_A_VACANCY = 20
"""After so many bids on average, paths go on: bidding may dwell on small rises."""
EXTRA = (10_000, 1_000, 0)
"""What is paid in rounds of bids beyond the indifference price (millionths). The first two only find prices."""
GREATEST = 1 << 61
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Edges:
    """Pairs that may be placed, one row each, in any order; no pair twice.

    Attributes:
        vacancy, talent: row numbers; where all else is equal the lower one goes first.
        circle: of the talent; 0 is innermost. The same on all rows of a talent.
        score: how well they fit, in millionths, 0 to 1,000,000.
        preference: the talent's own view, in millionths; higher is better.
        posts: of each vacancy, 0 or more.
        n_talents: how many talents there are, with edges or without.

    Raises:
        AllocationError: lengths, bounds or circles do not fit.
    """

    vacancy: Ints
    talent: Ints
    circle: Circles
    score: Ints
    preference: Ints
    posts: Ints
    n_talents: int

    def __post_init__(self) -> None:
        bounds = {
            "vacancy": len(self.posts) - 1,
            "talent": self.n_talents - 1,
            "circle": 126,
            "score": FULL_SCORE,
            "preference": FULL_SCORE,
        }
        for name, high in bounds.items():
            column = getattr(self, name)
            if len(column) != len(self.vacancy):
                raise AllocationError(name, "lengths", found=len(column), expected=len(self.vacancy))
            if len(column) and (column.min() < 0 or column.max() > high):
                raise AllocationError(name, "range", low=0, high=high)
        if len(self.posts) and self.posts.min() < 0:
            raise AllocationError("posts", "range", low=0, high=np.iinfo(np.int32).max)
        other = self.level[self.talent] != self.n_circles - self.circle
        if other.any():
            raise AllocationError("circle", "circles_differ", talent=int(self.talent[other][0]))
        if (self.n_circles + 2) * self.step > GREATEST:
            raise AllocationError("posts", "too_large")

    @cached_property
    def n_circles(self) -> int:
        """One more than the outermost circle that has an edge."""
        return int(self.circle.max()) + 1 if len(self.circle) else 1

    @cached_property
    def level(self) -> Ints:
        """Of each talent: the number of circles for the innermost, 1 for the outermost, 0 without an edge."""
        level = np.zeros(self.n_talents, np.int32)
        level[self.talent] = self.n_circles - self.circle
        return level

    @cached_property
    def step(self) -> int:
        """What one level weighs: more than all scores together can gain."""
        return 1 + FULL_SCORE * min(int(self.posts.sum(dtype=np.int64)), self.n_talents)

    @cached_property
    def weight(self) -> Longs:
        """Of each edge: level * step + score."""
        return self.level[self.talent].astype(np.int64) * self.step + self.score


@dataclass(frozen=True)
class Filled:
    """An allocation with the proof of how good it is.

    Attributes:
        chosen: of each edge.
        gap: how far the weight (level * step + score, millionths) may lie below the optimum; 0: this is the optimum.
        method: how it was found.
        price: of each talent, same unit: what the allocation would lose without this person. `dual_bound` takes it.
    """

    chosen: Chosen
    gap: int
    method: str
    price: Longs


def stable(edges: Edges) -> Chosen:
    """The closest person first: deferred acceptance, talents proposing (Gale and Shapley 1962).

    Vacancies rank by circle, score, lower talent number; talents by preference, lower vacancy number. No talent and
    vacancy would rather have each other than what they got, and among all such allocations every talent gets the
    best. Returns for each edge whether it is chosen.
    """
    order = _by_pair(edges)
    dislike = (FULL_SCORE - edges.preference).astype(np.int32)
    order = kernel.ordered(dislike & 1023, 1024, order)
    order = kernel.ordered(dislike >> 10, 1024, order)
    order = kernel.ordered(_own(edges.talent), edges.n_talents, order)
    key = _vacancy_key(edges)
    degree = np.bincount(edges.vacancy, minlength=len(edges.posts))
    mate = kernel.defer(
        _starts(edges.talent, edges.n_talents),
        _own(edges.vacancy[order]),
        key[order],
        np.concatenate([[0], np.cumsum(np.minimum(edges.posts, degree))]).astype(np.int64),
    )
    return _chosen(edges, mate)


def max_fill(edges: Edges, progress: Progress | None = None) -> Filled:
    """Most posts for circle 0, then for circle 1, ..., then the highest total score; exact, see the module's text.

    Among several optima the one is taken to which the numbering of vacancies and talents leads; the order of the
    edges has no part in it. `progress` hears how many vacancies and talents are settled, of how many.
    """
    m = _market(edges)
    s = _start(edges, m)
    for extra in EXTRA:
        kernel.bids(m, s, extra, BIDS_A_VACANCY * len(edges.posts))
    work = kernel.scratch(len(edges.posts))
    number = 0
    total = len(edges.posts) + edges.n_talents
    for low, high in _batches(len(edges.posts), VACANCIES_A_BATCH):
        number = kernel.fill_posts(m, s, work, low, high, number)
        if progress:
            progress(high, total)
    for low, high in _batches(edges.n_talents, TALENTS_A_BATCH):
        number = kernel.place_talents(m, s, work, low, high, number)
        if progress:
            progress(len(edges.posts) + high, total)
    chosen = _chosen(edges, s.mate)
    price = s.net + m.bonus
    return Filled(chosen, dual_bound(edges, price) - weight_of(edges, chosen), "shortest_paths", price)


def dual_bound(edges: Edges, price: Longs) -> int:
    """What no allocation can exceed in weight (level * step + score, millionths), by prices of talents.

    Weak duality: with any price >= 0 of each talent, each post is worth at most the greatest weight - price of its
    vacancy's edges, or 0. The bound is the sum over posts and talents.
    """
    value = np.zeros(len(edges.posts), np.int64)
    np.maximum.at(value, edges.vacancy, edges.weight - price[edges.talent])
    return _sum_product(value, edges.posts.astype(np.int64)) + _sum_product(price, np.ones(len(price), np.int64))


def weight_of(edges: Edges, chosen: Chosen) -> int:
    """The sum of level * step + score (millionths) of an allocation."""
    levels = int(edges.level[edges.talent[chosen]].sum(dtype=np.int64))
    return levels * edges.step + int(edges.score[chosen].sum(dtype=np.int64))


def blocking_pairs(edges: Edges, chosen: Chosen) -> int:
    """Pairs in which both would rather have each other than what they got; 0 means stable."""
    key = _vacancy_key(edges)
    worst = np.full(len(edges.posts), -1, np.int64)
    np.maximum.at(worst, edges.vacancy[chosen], key[chosen])
    worst[_empty(edges, chosen) > 0] = NEVER
    dislike = (FULL_SCORE - edges.preference.astype(np.int64) << kernel.TALENT_BITS) | edges.vacancy
    got = np.full(edges.n_talents, NEVER)
    got[edges.talent[chosen]] = dislike[chosen]
    return int((~chosen & (key < worst[edges.vacancy]) & (dislike < got[edges.talent])).sum())


def inversions(edges: Edges, chosen: Chosen) -> int:
    """Unplaced talents with an edge to a post that is empty or held by somebody of a circle further out."""
    outermost = np.full(len(edges.posts), -1, np.int64)
    np.maximum.at(outermost, edges.vacancy[chosen], edges.circle[chosen])
    outermost[_empty(edges, chosen) > 0] = NEVER
    placed = np.zeros(edges.n_talents, np.bool_)
    placed[edges.talent[chosen]] = True
    passed_over = ~placed[edges.talent] & (edges.circle < outermost[edges.vacancy])
    return len(np.unique(edges.talent[passed_over]))


def _sum_product(values: Longs, times: Longs) -> int:
    """The sum of values * times as one of Python's integers: in 64 bits it could overflow, in two halves it cannot."""
    half = 31
    return (int(((values >> half) * times).sum()) << half) + int(((values & ((1 << half) - 1)) * times).sum())


def _empty(edges: Edges, chosen: Chosen) -> Longs:
    """Posts of each vacancy that stay empty."""
    return edges.posts - np.bincount(edges.vacancy[chosen], minlength=len(edges.posts))


def _vacancy_key(edges: Edges) -> Longs:
    """What vacancies rank by, lowest first: circle, score from high to low, number of the talent."""
    circle = edges.circle.astype(np.int64) << (kernel.TALENT_BITS + kernel.SCORE_BITS)
    score = (FULL_SCORE - edges.score.astype(np.int64)) << kernel.TALENT_BITS
    found: Longs = circle | score | edges.talent
    return found


def _by_pair(edges: Edges) -> Ints:
    """Rows by vacancy, then talent. Raises AllocationError where a pair comes twice."""
    order = kernel.ordered(_own(edges.talent), edges.n_talents, np.arange(len(edges.talent), dtype=np.int32))
    order = kernel.ordered(_own(edges.vacancy), len(edges.posts), order)
    v, t = edges.vacancy[order], edges.talent[order]
    twice = np.flatnonzero((v[1:] == v[:-1]) & (t[1:] == t[:-1]))
    if len(twice):
        raise AllocationError("talent", "twice", vacancy=int(v[twice[0]]), talent=int(t[twice[0]]))
    return order


def _own(column: Ints) -> Ints:
    """A copy of the one type for which the kernel is compiled: columns of frames may be read-only or wider."""
    return np.array(column, np.int32)


def _starts(column: Ints, size: int) -> Longs:
    """Where the rows of each number begin once they are sorted by `column`."""
    return np.concatenate([[0], np.cumsum(np.bincount(column, minlength=size))]).astype(np.int64)


def _market(edges: Edges) -> Market:
    """Edges by vacancy and by talent, in canonical order."""
    order = _by_pair(edges)
    t_order = kernel.ordered(_own(edges.talent), edges.n_talents, order)
    return Market(
        start=_starts(edges.vacancy, len(edges.posts)),
        talent=edges.talent[order].astype(np.int32),
        score=edges.score[order].astype(np.int32),
        posts=np.array(edges.posts, np.int32),
        t_start=_starts(edges.talent, edges.n_talents),
        t_vacancy=edges.vacancy[t_order].astype(np.int32),
        t_score=edges.score[t_order].astype(np.int32),
        bonus=edges.level.astype(np.int64) * edges.step,
    )


def _start(edges: Edges, m: Market) -> State:
    """Nobody placed; prices right as far as levels go."""
    talents, vacancies = edges.n_talents, len(edges.posts)
    mate, filled = np.full(talents, kernel.NOBODY, np.int64), np.zeros(vacancies, np.int64)
    covers = np.zeros(talents, np.int64)
    for least in range(edges.n_circles, 0, -1):
        dist = kernel.fill_level(m, edges.level, least, mate, filled)
        reached = np.zeros(talents, np.bool_)
        reached[edges.talent[dist[edges.vacancy] != kernel.NOBODY]] = True
        covers += reached & (edges.level >= least)
    nobody = [np.full(size, kernel.NOBODY, np.int64) for size in (talents, vacancies, talents, talents)]
    mate, first, after, before = nobody
    filled = np.zeros(vacancies, np.int64)
    net = covers * edges.step - m.bonus
    return State(np.zeros(vacancies, np.int64), net, mate, filled, first, after, before)


def _batches(size: int, most: int) -> list[tuple[int, int]]:
    return [(low, min(low + most, size)) for low in range(0, size, most)]


def _chosen(edges: Edges, mate: Longs) -> Chosen:
    found: Chosen = mate[edges.talent] == edges.vacancy
    return found
