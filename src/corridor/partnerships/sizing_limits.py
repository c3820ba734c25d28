"""Why no number of people reaches an aim: what stands in the way, found by taking each limit away in turn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial

import numpy as np

from corridor.partnerships.design import Capacity, Demand, Design, Quantity, Stage, chains
from corridor.partnerships.intake_search import (
    COARSE,
    Aim,
    Chance,
    Trials,
    chance,
    close_in,
    hits_needed,
    largest_reached,
    smallest_intake,
    with_intake,
)
from corridor.partnerships.months import DAYS_PER_MONTH
from corridor.partnerships.simulation import simulate

LONGER_MONTHS = 60
"""How much later than the day asked for is still looked at."""
ROOM = 1.5
"""So many times the people who would do if nothing but losses stood in the way: fewer people need more posts."""
SIGNED = "signed_vacancy"
WEAK = ("interest", "letter")
PERSON_DRAWS = 250_000
MOST_POSTS = 20
"""Signed vacancies are tried up to so many for each person to be placed."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a design: posts, commitment, time, the capacity of a stage, or losses on the way.

    Without the limit of `posts` everybody finds one; without that of `commitment` the posts stay as many, and all are
    signed vacancies. `now`: posts pledged, the day asked for, or the stage's capacity; None for losses. `needed`: the
    value with which the aim is reached when this alone changes (`posts`: signed vacancies); None where it is not, and
    for commitment and losses. `chance` and
    `largest`: the probability of the aim, and the largest number that is reached, with this limit alone taken away.
    `binds`: without it more are reached.
    """

    kind: str
    stage: str | None
    unit: str
    now: int | date | None
    needed: int | date | None
    chance: float
    largest: int
    reached: bool
    binds: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """How a limit is taken away: a change of the design, and how many months later still count."""

    kind: str
    stage: str | None
    unit: str
    now: int | date | None
    change: Callable[[Design], Design]
    later: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Why an aim is not reached: every limit, those that bind most first.

    `together`: where no limit alone is to blame, those that have to go together, that which helps most first; empty
    where one alone is enough, or no set is. `intake`: people a wave with whom this was tried; `chance` and `largest`:
    what they reach with every limit in place.
    """

    limits: tuple[Limit, ...]
    together: tuple[Limit, ...]
    intake: int
    draws: int
    chance: Chance
    largest: int


def why_not(design: Design, aim: Aim, *, by: date, tried: int, seed: int, draws: int) -> Why:
    """Take away each limit of a design that does not reach its aim.

    Args:
        design: without costs, as `for_arrivals` leaves it.
        aim: what is not reached.
        by: its day.
        tried: people a wave, beyond which more did not help.
        seed, draws: of the simulations; of many people fewer draws.
    """
    intake = _enough_people(design, aim, tried, seed, min(draws, COARSE))
    draws = min(draws, max(COARSE, PERSON_DRAWS // (intake * len(design.waves))))
    placed = Trials(design, aim, seed).placed(intake, draws)
    before = largest_reached(placed, aim.probability)
    ways = tuple(_ways(design, by, intake))
    found = {way: _limit(way, design, aim, intake, before, seed, draws) for way in ways}
    order = sorted(found.values(), key=lambda limit: (not limit.reached, -limit.largest, limit.kind, limit.stage or ""))
    alone = any(limit.reached for limit in order)
    taken = () if alone else _taken_together(design, aim, ways, intake, seed, draws)
    both = tuple(found[way] for way in taken)
    return Why(tuple(order), both, intake, draws, chance(placed, aim.target), before)


def _taken_together(
    design: Design, aim: Aim, ways: tuple[_Way, ...], intake: int, seed: int, draws: int
) -> tuple[_Way, ...]:
    left, taken = list(ways), []
    while left:
        tries = []
        for way in left:
            after = _later(aim, way.later)
            tries.append((_largest(way.change(design), after, intake, seed, draws), way, after))
        most, best, after = max(tries, key=lambda one: one[0])
        left.remove(best)
        taken.append(best)
        design, aim = best.change(design), after
        if most >= aim.target:
            return tuple(taken)
    return ()


def posts_needed(design: Design, aim: Aim, intake: int, *, seed: int, draws: int) -> int | None:
    """The smallest number of signed vacancies with which so many people a wave reach the aim; None: no number does."""

    def reach(posts: int) -> int:
        return _largest(with_signed(design, posts), aim, intake, seed, draws)

    return _smallest(cache(reach), aim.target, low=0, high=aim.target, most=MOST_POSTS * aim.target)


def with_signed(design: Design, posts: int) -> Design:
    """The design with so many signed vacancies, open from its first pledge on, in place of its demand."""
    day = min((demand.date for demand in design.demand), default=design.start)
    return replace(design, demand=(Demand(SIGNED, posts, day),))


# ---- taking limits away ----


def _enough_people(design: Design, aim: Aim, tried: int, seed: int, draws: int) -> int:
    """People a wave that would do, with some to spare, if posts and places were not short, nor time if it must be."""
    free = _unlimited(_all_posts(design, tried))
    found = smallest_intake(Trials(free, aim, seed), draws)
    if found.intake is None:
        found = smallest_intake(Trials(_longer(free), _later(aim, LONGER_MONTHS), seed), draws)
    return tried if found.intake is None else int(found.intake * ROOM) + 1


def _smallest(reach: Callable[[int], int], target: int, *, low: int, high: int, most: int) -> int | None:
    """The smallest number above `low` that reaches the target; None where `most` does not."""
    while reach(high) < target:
        if high >= most:
            return None
        foretold = high * target / max(reach(high), 1)
        low, high = high, min(most, math.ceil(min(max(1.02 * foretold, 1.2 * high), 3 * high)))
    return close_in(reach, target, low=low, high=high)


def _ways(design: Design, by: date, intake: int) -> Iterable[_Way]:
    if any(stage.phase == "matching" for stage in design.stages):
        pledged = sum(demand.posts for demand in design.demand)
        yield _Way("posts", None, "posts", pledged, lambda given: _all_posts(given, intake))
        if any(demand.grade in WEAK for demand in design.demand):
            yield _Way("commitment", None, "posts", pledged, _all_signed)
    yield _Way("time", None, "date", by, _longer, LONGER_MONTHS)
    for stage in design.stages:
        for unit in ("places", "per_month"):
            now = None if stage.capacity is None else getattr(stage.capacity, unit)
            if now is not None:
                yield _Way("capacity", stage.id, unit, now, partial(_with_capacity, id=stage.id, unit=unit, limit=None))
    if any(stage.loss is None or stage.loss.value != 0 for stage in design.stages):
        yield _Way("loss", None, "share", None, _without_losses)


def _limit(way: _Way, design: Design, aim: Aim, intake: int, before: int, seed: int, draws: int) -> Limit:
    trials = Trials(with_intake(way.change(design), intake), _later(aim, way.later), seed)
    placed = trials.placed(intake, draws)
    largest = largest_reached(placed, aim.probability)
    reached = largest >= aim.target
    needed = _needed(way, design, aim, intake, seed, draws) if reached else None
    found = chance(placed, aim.target).estimate
    return Limit(way.kind, way.stage, way.unit, way.now, needed, found, largest, reached, largest > before)


def _needed(way: _Way, design: Design, aim: Aim, intake: int, seed: int, draws: int) -> int | date | None:
    if way.kind == "posts":
        return posts_needed(design, aim, intake, seed=seed, draws=draws)
    if way.kind == "time":
        return _first_day(design, aim, intake, seed, draws)
    return _places_needed(way, design, aim, intake, seed, draws) if way.kind == "capacity" else None


def _first_day(design: Design, aim: Aim, intake: int, seed: int, draws: int) -> date | None:
    """The first day by which the aim is reached."""
    run = simulate(with_intake(_longer(design), intake), draws=draws, seed=seed)
    if run.arrivals is None or run.arrivals.shape[1] < aim.target:
        return None
    rank = hits_needed(aim.probability, draws) - 1
    months = float(np.partition(run.arrivals[:, aim.target - 1], rank)[rank])
    return design.start + timedelta(days=int(np.ceil(months * DAYS_PER_MONTH))) if np.isfinite(months) else None


def _places_needed(way: _Way, design: Design, aim: Aim, intake: int, seed: int, draws: int) -> int | None:
    assert way.stage is not None
    assert isinstance(way.now, int)

    def reach(limit: int) -> int:
        changed = _with_capacity(design, id=str(way.stage), unit=way.unit, limit=limit)
        return _largest(changed, aim, intake, seed, draws)

    most = max(2 * way.now, intake * len(design.waves))
    return _smallest(cache(reach), aim.target, low=way.now, high=2 * way.now, most=most)


def _largest(design: Design, aim: Aim, intake: int, seed: int, draws: int) -> int:
    return largest_reached(Trials(design, aim, seed).placed(intake, draws), aim.probability)


def _later(aim: Aim, months: int) -> Aim:
    return replace(aim, months=aim.months + months)


def _longer(design: Design) -> Design:
    return replace(design, horizon_months=design.horizon_months + LONGER_MONTHS)


def _all_posts(design: Design, intake: int) -> Design:
    """A post for everybody from the start, whom nobody need hire."""
    posts = max(1, intake * len(design.waves))
    return replace(design, demand=(Demand("funded", posts, design.start),))


def _all_signed(design: Design) -> Design:
    """The same posts, with those that are pledged more weakly signed."""
    demand = (replace(one, grade=SIGNED) if one.grade in WEAK else one for one in design.demand)
    return replace(design, demand=tuple(demand))


def _unlimited(design: Design) -> Design:
    return replace(design, stages=tuple(replace(stage, capacity=None) for stage in design.stages))


def _with_capacity(design: Design, *, id: str, unit: str, limit: int | None) -> Design:
    """One limit of a stage set or, for None, taken away; the other stays."""

    def changed(stage: Stage) -> Stage:
        kept = stage.capacity or Capacity()
        places = limit if unit == "places" else kept.places
        return replace(stage, capacity=Capacity(places, limit if unit == "per_month" else kept.per_month))

    return replace(design, stages=tuple(changed(stage) if stage.id == id else stage for stage in design.stages))


def _without_losses(design: Design) -> Design:
    """Nobody fails a stage; the end of the home track cannot change who arrives."""
    away = {stage.id for stage in (*chains(design).both, *chains(design).away)}
    nothing = Quantity(value=0.0)
    return replace(design, stages=tuple(replace(s, loss=nothing) if s.id in away else s for s in design.stages))
