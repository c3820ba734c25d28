"""Compiled loop of the cohort simulation: one draw after another, stage after stage, on sorted times.

`simulation.py` says what is computed and why more of anything good never places fewer. Here is how. Times are months
since the start of the scheme as 32-bit floats; whatever happens after the horizon is not followed, its person stays
where they are at the horizon. Random numbers are a hash of (seed and stage, draw, position), never a stream, so that
the k-th person to begin a stage meets the same luck in every scenario. Buffers are made once a call, not once a draw.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba as nb
import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float32]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Keys = NDArray[np.uint64]
F = TypeVar("F", bound=Callable[..., Any])

compiled = cast(Callable[[F], F], nb.njit(cache=True, nogil=True))
inlined = cast(Callable[[F], F], nb.njit(cache=True, nogil=True, inline="always"))

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_A = np.uint64(0xBF58476D1CE4E5B9)
MIX_B = np.uint64(0x94D049BB133111EB)
S27, S30, S31, S32 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(32)
LOW_HALF = np.uint64(0xFFFFFFFF)
TABLE_BITS = 12
TO_TABLE = np.uint64(64 - TABLE_BITS)
FULL = 4294967296.0
NONE = -1
SHORT = 200
"""Up to so many people a stage's departures are sorted by insertion: they leave nearly in order."""
BOTH, AWAY, HOME, AT_ARRIVAL, AT_TERM, AT_RETURN, AT_HOME = range(7)
"""Which people a stage takes, in the order in which the kernel runs them; the last four run beside the work."""
ENTERED, STARTED, PASSED, LOST = range(4)


class Plan(NamedTuple):
    """What is fixed over the draws.

    By row of a stage: `segment`, `places` and `per_month` (0: not limited), `table` (row of `scatter`, NONE where all
    take equally long), `key`. `post_row` is the row of those who are ready and wait for a post (NONE: no post is
    needed); it follows its stage. `post_time`, `post_grade`, `post_key` and `post_number` describe the pledged posts
    in order of time. `split`: 1 where both tracks exist, -1 where all go
    away, 0 where none does.
    """

    wave_time: Times
    wave_size: Longs
    segment: Longs
    places: Longs
    per_month: Longs
    table: Longs
    key: Keys
    scatter: Times
    post_row: int
    post_time: Times
    post_grade: Longs
    post_key: Keys
    post_number: Longs
    split: int
    to_home: bool
    split_key: np.uint64
    work_key: np.uint64
    horizon: int
    step: int


class Drawn(NamedTuple):
    """What each draw has of its own.

    By [draw, row] mean months and loss, by [draw, grade] the share of posts that are real, by [draw] applicants per
    place, share away, patience, months of the term (inf: none), rate of exit a month, and share who go back.
    """

    mean: Times
    loss: Times
    real: Times
    applicants: Times
    away: Times
    patience: Times
    term: Times
    hazard: Times
    returns: Times


class Counts(NamedTuple):
    """What is counted: by [draw, month], by [draw, row], by [row, month, people], by [draw]."""

    abroad: Ints
    home: Ints
    returned: Ints
    left: Ints
    at_horizon: Ints
    person_months: Times
    months_run: Times
    waiting: Ints
    inside: Ints
    begun: Ints
    posts: Ints
    person_years: Times
    followed: Ints
    arrivals: Times
    paths: Ints


@inlined
def mixed(state: np.uint64) -> np.uint64:
    """The finaliser of splitmix64: 64 bits that look random for any pattern of states."""
    state = (state ^ (state >> S30)) * MIX_A
    state = (state ^ (state >> S27)) * MIX_B
    return state ^ (state >> S31)


@inlined
def stream(key: np.uint64, draw: int) -> np.uint64:
    """Where the random numbers of one key in one draw begin."""
    return mixed(key + np.uint64(draw + 1) * GOLDEN)


@inlined
def at(state: np.uint64, position: int) -> np.uint64:
    """The random bits of one position."""
    return mixed(state + np.uint64(position + 1) * GOLDEN)


@inlined
def month_of(time: Any) -> int:
    """The first month end at which what happened at `time` has happened."""
    whole = int(time)
    return whole if time <= whole else whole + 1


@compiled
def sort_nearly(times: Times, size: int) -> None:
    """In place; insertion while that is short, since people leave nearly in the order in which they began."""
    if size > SHORT:
        times[:size].sort()
        return
    for k in range(1, size):
        value = times[k]
        j = k - 1
        while j >= 0 and times[j] > value:
            times[j + 1] = times[j]
            j -= 1
        times[j + 1] = value


@compiled
def replace_least(heap: Times, size: int, value: float) -> None:
    """The least of a heap gives way to a value that is no smaller."""
    k = 0
    while True:
        child = 2 * k + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[k] = heap[child]
        k = child
    heap[k] = value


@compiled
def run_stage(
    plan: Plan, drawn: Drawn, draw: int, row: int, times: Times, size: int, starts: Times, free: Times, month: Ints
) -> tuple[int, float, float]:
    """One stage: `times` holds the sorted arrivals and then the sorted departures of those who pass.

    First come, first served over places and starts within a month. Returns how many pass by the horizon, the
    person-months inside by then, and the months in which anyone is inside. `month` [4, month] takes the events.
    """
    horizon, places, rate = plan.horizon, plan.places[row], plan.per_month[row]
    table, mean = plan.table[row], drawn.mean[draw, row]
    lost_below = np.uint64(float(drawn.loss[draw, row]) * FULL)
    state = stream(plan.key[row], draw)
    inside, covered, until = 0.0, 0.0, 0.0
    passed = 0
    for k in range(size):
        month[ENTERED, month_of(times[k])] += 1
    if places:
        free[: min(places, size)] = 0
    for k in range(size):
        begin = times[k]
        if places and k >= places and free[0] > begin:
            begin = free[0]
        if rate:
            if k >= rate and starts[k - rate] + np.float32(1) > begin:
                begin = starts[k - rate] + np.float32(1)
            starts[k] = begin
        if begin > horizon:
            break
        bits = at(state, k)
        lasts = mean if table < 0 else mean * plan.scatter[table, bits >> TO_TABLE]
        end = begin + lasts
        if places:
            hold(free, k, places, size, end)
        month[STARTED, month_of(begin)] += 1
        stop = min(end, np.float32(horizon))
        inside += stop - begin
        if stop > until:
            covered += stop - max(begin, until)
            until = stop
        if end <= horizon:
            if (bits & LOW_HALF) >= lost_below:
                times[passed] = end
                passed += 1
            else:
                month[LOST, month_of(end)] += 1
    sort_nearly(times, passed)
    for k in range(passed):
        month[PASSED, month_of(times[k])] += 1
    return passed, inside, covered


@inlined
def hold(free: Times, k: int, places: int, size: int, end: float) -> None:
    """The k-th person takes a place until `end`; while places are left over they are filled, then made a heap."""
    if size > places:
        if k < places:
            free[k] = end
            if k == places - 1:
                free[:places].sort()
        else:
            replace_least(free, places, end)


@compiled
def take_posts(
    plan: Plan, drawn: Drawn, draw: int, times: Times, size: int, posts: Times, unmatched: Times, month: Ints
) -> tuple[int, int, int]:
    """The k-th to be ready takes the k-th post that became real; who has none in prospect leaves after the patience.

    Returns how many have a post, how many left, and how many posts are real. `times` then holds the matches.
    """
    horizon = plan.horizon
    real = 0
    for j in range(len(plan.post_time)):
        bits = at(stream(plan.post_key[j], draw), plan.post_number[j])
        if (bits >> S32) < np.uint64(float(drawn.real[draw, plan.post_grade[j]]) * FULL):
            posts[real] = plan.post_time[j]
            real += 1
    matched, left = 0, 0
    for k in range(size):
        ready = times[k]
        month[ENTERED, month_of(ready)] += 1
        if k < real:
            when = max(ready, posts[k])
            if when <= horizon:
                times[matched] = when
                matched += 1
                month[STARTED, month_of(when)] += 1
                month[PASSED, month_of(when)] += 1
        else:
            when = ready + drawn.patience[draw]
            if when <= horizon:
                unmatched[left] = when
                left += 1
                month[STARTED, month_of(when)] += 1
                month[LOST, month_of(when)] += 1
    return matched, left, real


@compiled
def work(
    plan: Plan, drawn: Drawn, draw: int, arrived: Times, size: int, terms: Times, returns: Times, counts: Counts
) -> tuple[int, int]:
    """What becomes of those who arrive: they leave at the yearly rate, or go back at the end of the term.

    Returns how many came to the end of their term in work, and how many of them went back, by the horizon.
    """
    state = stream(plan.work_key, draw)
    horizon, term, hazard = plan.horizon, drawn.term[draw], drawn.hazard[draw]
    goes_back = np.uint64(float(drawn.returns[draw]) * FULL)
    reached, back, years = 0, 0, 0.0
    for k in range(size):
        start = arrived[k]
        bits = at(state, k)
        exit = np.float32(np.inf)
        if hazard > 0:
            exit = np.float32(start - np.log((np.float64(bits >> S32) + 1) / FULL) / hazard)
        ending = start + term
        to_origin = exit > ending and (bits & LOW_HALF) < goes_back
        end = ending if to_origin else exit
        if exit > ending and ending <= horizon:
            terms[reached] = ending
            reached += 1
        if end <= horizon:
            if to_origin:
                returns[back] = end
                back += 1
                counts.returned[draw, month_of(end)] += 1
            else:
                counts.left[draw, month_of(end)] += 1
        years += (min(end, np.float32(horizon)) - start) / 12
        for j in range(2):
            later = start + np.float32(12 * (j + 1))
            if later <= horizon:
                counts.followed[draw, 2 * j] += 1
                counts.followed[draw, 2 * j + 1] += end > later
    counts.person_years[draw] = years
    return reached, back


@compiled
def tally(plan: Plan, draw: int, row: int, month: Ints, counts: Counts) -> None:
    """Add up one row's events over the months: how many wait and are inside at each month end. Clears `month`."""
    entered, started, passed, lost = 0, 0, 0, 0
    for m in range(plan.horizon + 1):
        entered += month[ENTERED, m]
        started += month[STARTED, m]
        passed += month[PASSED, m]
        lost += month[LOST, m]
        waiting, inside = entered - started, started - passed - lost
        counts.waiting[row, m, (waiting + plan.step - 1) // plan.step] += 1
        counts.inside[row, m, (inside + plan.step - 1) // plan.step] += 1
        if counts.paths.size:
            counts.paths[ENTERED, row, m, draw] = entered
            counts.paths[STARTED, row, m, draw] = started
            counts.paths[PASSED, row, m, draw] = passed
            counts.paths[LOST, row, m, draw] = lost
    counts.at_horizon[draw, row, ENTERED] = entered
    counts.at_horizon[draw, row, STARTED] = started
    counts.at_horizon[draw, row, PASSED] = passed
    counts.at_horizon[draw, row, LOST] = lost
    month[:] = 0


@compiled
def add_up(by_month: Ints) -> None:
    """Events by month become counts so far, in place."""
    for m in range(1, len(by_month)):
        by_month[m] += by_month[m - 1]


@compiled
def begin(plan: Plan, drawn: Drawn, draw: int, times: Times) -> int:
    """The people of the waves up to the horizon at their times; fewer where not so many apply."""
    size = 0
    for wave in range(len(plan.wave_time)):
        if plan.wave_time[wave] > plan.horizon:
            break  # there is no month to count them in: a target is asked for a day before the last wave
        wanted = plan.wave_size[wave]
        found = min(wanted, int(drawn.applicants[draw] * np.float32(wanted)))
        times[size : size + found] = plan.wave_time[wave]
        size += found
    return size


@compiled
def part_ways(plan: Plan, drawn: Drawn, draw: int, times: Times, size: int, home: Times) -> tuple[int, int]:
    """The split: the k-th to reach it goes away or not by the luck of that position. Returns both sizes."""
    if plan.split < 0:
        return size, 0
    if plan.split == 0:
        home[:size] = times[:size]
        return 0, size
    state = stream(plan.split_key, draw)
    goes = np.uint64(float(drawn.away[draw]) * FULL)
    away, stays = 0, 0
    for k in range(size):
        if (at(state, k) >> S32) < goes:
            times[away] = times[k]
            away += 1
        else:
            home[stays] = times[k]
            stays += 1
    return away, stays


@compiled
def simulate_draws(plan: Plan, drawn: Drawn, counts: Counts, capacity: int) -> None:
    """All draws, one after another. `capacity` is the most people of one draw."""
    room = capacity + 1
    times, home, beside = (np.empty(room, np.float32), np.empty(room, np.float32), np.empty(room, np.float32))
    terms, returns, arrived = (np.empty(room, np.float32), np.empty(room, np.float32), np.empty(room, np.float32))
    starts, free, unmatched = (np.empty(room, np.float32), np.empty(room, np.float32), np.empty(room, np.float32))
    posts = np.empty(len(plan.post_time) + 1, np.float32)
    month = np.zeros((4, plan.horizon + 1), np.int32)
    rows = len(plan.segment)
    for draw in range(len(counts.begun)):
        size = begin(plan, drawn, draw, times)
        counts.begun[draw] = size
        stays, left, reached, back, here, before = 0, 0, 0, 0, 0, BOTH
        parted, gone, came = False, False, 0
        for row in range(rows + 1):
            segment = plan.segment[row] if row < rows else AT_HOME
            if segment != BOTH and not parted:
                size, stays = part_ways(plan, drawn, draw, times, size, home)
                parted = True
            if segment > AWAY and not gone:
                came = size
                arrived[:came] = times[:came]
                reached, back = work(plan, drawn, draw, arrived, came, terms, returns, counts)
                for k in range(came):
                    counts.abroad[draw, month_of(arrived[k])] += 1
                if counts.arrivals.size:
                    counts.arrivals[draw, :came] = arrived[:came]
                gone = True
                if plan.to_home:
                    home[stays : stays + left] = unmatched[:left]
                    stays += left
                    sort_nearly(home, stays)
            if row == rows:
                break
            inside, run = 0.0, 0.0
            if segment <= AWAY:
                if row == plan.post_row:
                    size, left, counts.posts[draw] = take_posts(plan, drawn, draw, times, size, posts, unmatched, month)
                else:
                    size, inside, run = run_stage(plan, drawn, draw, row, times, size, starts, free, month)
            elif segment == HOME:
                stays, inside, run = run_stage(plan, drawn, draw, row, home, stays, starts, free, month)
            else:
                if segment != before:
                    here = enter(segment, arrived, came, terms, reached, returns, back, home, stays, beside)
                here, inside, run = run_stage(plan, drawn, draw, row, beside, here, starts, free, month)
            before = segment
            counts.person_months[draw, row], counts.months_run[draw, row] = inside, run
            tally(plan, draw, row, month, counts)
        for k in range(stays):
            counts.home[draw, month_of(home[k])] += 1
        add_up(counts.abroad[draw])
        add_up(counts.home[draw])
        add_up(counts.returned[draw])
        add_up(counts.left[draw])


@compiled
def enter(
    segment: int, arrived: Times, came: int, terms: Times, reached: int, returns: Times, back: int, home: Times,
    stays: int, beside: Times,
) -> int:  # fmt: skip
    """The people who come into the first of the stages beside the work. Returns how many."""
    if segment == AT_ARRIVAL:
        beside[:came] = arrived[:came]
        return came
    if segment == AT_TERM:
        beside[:reached] = terms[:reached]
        sort_nearly(beside, reached)
        return reached
    if segment == AT_RETURN:
        beside[:back] = returns[:back]
        sort_nearly(beside, back)
        return back
    beside[:stays] = home[:stays]
    return stays
