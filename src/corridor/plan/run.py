"""One market under one law: who may do what, the pairs, the placements, and the reason of every unfilled post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.allocation import Chosen, Edges, max_fill, stable
from corridor.matching.circles import Belonging, belonging
from corridor.matching.index import full_time
from corridor.matching.permission import Permission, permission
from corridor.matching.search import STATES, Found, Pairs, Prepared, prepare, search
from corridor.plan.market import Market
from corridor.plan.result import REASONS
from corridor.rules.freeze import Frozen

Method = Literal["stable", "max_fill"]
Progress = Callable[[str, int, int], None] | None
"""Called with the step's name, how much of it is done, and of how much."""
FEASIBLE, UNDECIDED = STATES.index("feasible"), STATES.index("undecided")
FURTHEST = ("not_qualified", "not_willing", "not_allowed", "undecided", "outcompeted")
"""The reason by the furthest state that anybody in reach got to, in the order of `STATES`."""
WIDEN = 4
ALL_AT_ONCE = 5_000_000
"""Where a post is unfilled and not everybody feasible was looked at: look at so many pairs at once, else widen."""


@dataclass(frozen=True)
class Run:
    """What became of a market under one law.

    Attributes:
        market, law: of what, under what.
        permission: what the law says.
        belonging: everybody's circle.
        prepared: tables as the search reads them.
        found: pairs and counts.
        edges: the pairs that may be placed.
        chosen: of each edge, whether it is a placement.
        method: how they were chosen.
        place_undecided: whether people whose access or conditions are not known may be placed.
        gap: distance to the optimum; None where the method has none.
    """

    market: Market
    law: Frozen
    permission: Permission
    belonging: Belonging
    prepared: Prepared
    found: Found
    edges: Edges
    chosen: Chosen
    method: Method
    place_undecided: bool
    gap: int | None

    @property
    def filled(self) -> NDArray[np.int64]:
        """Posts filled, by vacancy."""
        return np.bincount(self.edges.vacancy[self.chosen], minlength=len(self.market.posts))

    @property
    def unfilled(self) -> NDArray[np.int64]:
        """Posts that nobody holds, by vacancy."""
        return self.market.posts - self.filled

    def filled_by_circle(self) -> NDArray[np.int64]:
        """Posts filled by people of each circle."""
        return np.bincount(self.edges.circle[self.chosen], minlength=len(self.market.order.circles))

    @property
    def reason(self) -> NDArray[np.int8]:
        """Of each vacancy, why its unfilled posts are unfilled: a position in `REASONS`.

        The furthest state of anybody in reach who does not already hold a post of this very vacancy.
        """
        left = self.found.funnel.sum(axis=1).astype(np.int64)
        placed = np.flatnonzero(self.chosen)
        held = np.where(self.found.edges.state[placed] == FEASIBLE, FEASIBLE, UNDECIDED)
        np.subtract.at(left, (self.edges.vacancy[placed], held), 1)
        reason = np.full(len(left), REASONS.index("nobody"), np.int8)
        for state, name in enumerate(FURTHEST):
            reason[left[:, state] > 0] = REASONS.index(name)
        if self.place_undecided:  # they could have been placed here, and are placed elsewhere
            reason[left[:, UNDECIDED] > 0] = REASONS.index("outcompeted")
        reason[self.found.uncoded] = REASONS.index("undecided")  # who is in reach is not known
        return reason

    def reasons(self) -> dict[str, int]:
        """Unfilled posts by reason; with the filled ones they are all posts."""
        counts = np.bincount(self.reason, weights=self.unfilled, minlength=len(REASONS))
        return {name: int(counts[n]) for n, name in enumerate(REASONS)}


def run(
    market: Market,
    law: Frozen,
    *,
    method: Method,
    place_undecided: bool = False,
    like: Run | None = None,
    threads: int = 2,
    progress: Progress = None,
) -> Run:
    """Place people on a market under a law.

    Args:
        method: `stable` or `max_fill` (`corridor.matching.allocation`).
        place_undecided: people whose access is not known are placed too.
        like: a run on the same market whose tables can be used again where everybody belongs to the same circle.
        threads: of the search.
        progress: told of steps.
    """
    ordinary = market.policy.ordinary_job.facts
    allowed = permission(market.talents, market.vacancies, law, day=market.day, ordinary=ordinary)
    circles = belonging(market.talents, allowed.free, market.order)
    if like is not None and np.array_equal(circles.circle, like.belonging.circle):
        prepared = like.prepared
    else:
        n = len(market.order.circles)
        prepared = prepare(market.talents, market.vacancies, scoring=market.scoring, circle=circles.circle, n_circles=n)
    say = _step(progress, "search")
    found = search(prepared, allowed.matrix, place_undecided=place_undecided, threads=threads, progress=say)
    made = _place(market, found, method, progress)
    first = Run(market, law, allowed, circles, prepared, found, *made[:2], method, place_undecided, made[2])
    return _look_further(first, threads, progress)


def other_method(run: Run, method: Method, progress: Progress = None) -> Run:
    """The same pairs, placed by the other method."""
    edges, chosen, gap = _place(run.market, run.found, method, progress)
    return replace(run, edges=edges, chosen=chosen, method=method, gap=gap)


def _look_further(run: Run, threads: int, progress: Progress) -> Run:
    """Search again, deeper, for vacancies with unfilled posts where people who could hold one were not looked at.

    Afterwards everybody feasible for an unfilled post was looked at and is placed elsewhere.
    """
    k = run.market.policy.k
    while True:
        funnel = run.found.funnel
        able = funnel[:, :, FEASIBLE] + (funnel[:, :, UNDECIDED] if run.place_undecided else 0)
        kept = np.zeros(able.shape, np.int64)
        np.add.at(kept, (run.found.edges.vacancy, run.found.edges.circle), 1)
        short = np.flatnonzero((run.unfilled > 0) & (kept < able).any(axis=1)).astype(np.int32)
        if not len(short):
            return run
        most = int(able[short].max())
        k = most if able[short].sum() <= ALL_AT_ONCE else max(k * WIDEN, int(run.market.posts[short].max()) * WIDEN)
        again = search(
            run.prepared,
            run.permission.matrix,
            k=k,
            place_undecided=run.place_undecided,
            vacancies=short,
            threads=threads,
            progress=_step(progress, "search_further"),
        )
        found = replace(run.found, edges=_merged(run.found.edges, again.edges, short))
        edges, chosen, gap = _place(run.market, found, run.method, progress)
        run = replace(run, found=found, edges=edges, chosen=chosen, gap=gap)


def _merged(old: Pairs, new: Pairs, vacancies: NDArray[np.int32]) -> Pairs:
    """Old pairs, with those of some vacancies replaced."""
    keep = old.take(~np.isin(old.vacancy, vacancies))
    names = ("vacancy", "talent", "circle", "score", "state")
    joined = {name: np.concatenate([getattr(keep, name), getattr(new, name)]) for name in names}
    order = np.lexsort((joined["talent"], -joined["score"], joined["circle"], joined["vacancy"]))
    return Pairs(**{name: values[order] for name, values in joined.items()})


def _place(market: Market, found: Found, method: Method, progress: Progress) -> tuple[Edges, Chosen, int | None]:
    pairs = found.edges
    edges = Edges(
        pairs.vacancy,
        pairs.talent,
        pairs.circle,
        pairs.score,
        preference(market, pairs),
        market.posts,
        market.talents.height,
    )
    if method == "stable":
        return edges, stable(edges), None
    filled = max_fill(edges, _step(progress, "allocate"))
    return edges, filled.chosen, filled.gap


def preference(market: Market, pairs: Pairs) -> NDArray[np.int32]:
    """How a person ranks posts, in millionths: how well it fits, and how its full-time pay stands in the region.

    A pay that is not stated counts as the middle.
    """
    weights = market.policy.preference
    pay = _pay_rank(market.vacancies)
    found = weights["fit"] * pairs.score + weights["pay"] * 1_000_000 * pay[pairs.vacancy]
    return np.round(found).astype(np.int32)


def _pay_rank(vacancies: pl.DataFrame) -> NDArray[np.float64]:
    name = "gross_annual_salary"
    vacancies = full_time(vacancies)
    pay = vacancies[name] if name in vacancies.columns else pl.Series(name, [None] * vacancies.height, pl.Float64)
    stated = max(1, len(pay) - pay.null_count() - 1)
    rank = (pay.rank("min") - 1) / stated
    return rank.fill_null(0.5).clip(0, 1).to_numpy().astype(np.float64)


def _step(progress: Progress, name: str) -> Any:
    return None if progress is None else lambda done, total: progress(name, done, total)
