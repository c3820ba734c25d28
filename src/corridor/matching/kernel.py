"""The pair search, compiled: skills gathered from an inverted index, hard conditions as bits, counts and heaps.

Every coded talent is an entry for each of their unit groups, and entries are sorted by group and talent. What is in
reach of a vacancy is then one stretch of entries, and the holders of a skill within it are one stretch of that skill's
postings. Conditions are decided by one plain loop each over the stretch; a pair is then two bytes: which conditions are
false and which are unknown.

All of it is in one file because the compiled result is kept on disk by file: a function changed in another file would
leave its callers here as they were compiled before.

The functions release the lock of the interpreter, so that threads can each search a batch of vacancies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

PARTS = ("occupation", "skills", "experience", "languages", "education")
CONDITIONS = ("skills", "level", "licence", "language", "pay", "place", "date", "law")
STATES = ("not_qualified", "not_willing", "not_allowed", "undecided", "feasible")
GAPS = ("level", "language", "pay", "date")

SKILLS, LEVEL, LICENCE, LANGUAGE, PAY, PLACE, DATE, LAW = (1 << n for n in range(8))
QUALIFIED = SKILLS | LEVEL | LICENCE | LANGUAGE
WILLING = PAY | PLACE | DATE
NOT_QUALIFIED, NOT_WILLING, NOT_ALLOWED, UNDECIDED, FEASIBLE = range(5)
CLOSED, NOT_KNOWN, OPEN = range(3)
"""What the law says of a pair of profiles."""
SKILLS_STATED, LICENCES_STATED, REGIONS_STATED = 1, 2, 4
MILLION = 1_000_000
NONE = np.iinfo(np.int64).min
"""An amount or a day that is not known."""
BLOCK = 1024
"""Pairs looked at together: their bytes stay in the processor's nearest cache."""
SLACK = 2e-6
"""What rounding can add to a score, and more: who is this near to the lowest score kept is still scored."""
LAST = 0xFFFFFFFF
"""Above every talent: a key holds `LAST - talent`, so that the lower index wins a tie."""

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Small = NDArray[np.int8]
Words = NDArray[np.uint64]
Floats = NDArray[np.float64]
F = TypeVar("F", bound=Callable[..., Any])


class Pool(NamedTuple):
    """Talents as entries, one for each talent and unit group, sorted by both; and who holds each skill."""

    talent: Ints
    group: NDArray[np.int16]
    shared: Ints  # -1: the talent has this one code; else the talent's number among those with several
    code_start: Longs
    codes: NDArray[np.int16]  # groups of those with several, by that number
    circle: Small
    stated: Bytes
    level: Small  # -1: not known, as for languages
    languages: Small  # [language, entry]: 0 to 6
    licences: Words  # [word, entry]
    regions: Words
    years: Floats  # NaN: not known
    pay: Longs  # the least wished, cents a year
    day: Longs
    rarity: Longs  # weight of each skill, millionths
    skill_start: Longs
    holders: Ints  # entries with the skill, rising


class Jobs(NamedTuple):
    """Vacancies. No minimum: level -1, years 0, no language, no bit of a licence."""

    group: NDArray[np.int16]  # -1: not coded
    skill_start: Longs
    skills: Ints
    total: Longs  # sum of the rarity of the skills asked; 0: none asked
    level: Small
    years: Floats
    language_start: Longs
    languages: Ints
    language_levels: Small
    licences: Words
    regions: Words  # no bit: not known
    pay: Longs
    day: Longs


class Rules(NamedTuple):
    """The policy in numbers. `first` and `last` are the outermost groups in reach of each group."""

    proximity: Floats
    reach: float
    first: Ints
    last: Ints
    group_start: Ints
    weights: Floats
    neutral: float
    coverage: float
    heeded: int  # conditions of which an unknown stays unknown; the others are presumed
    undecided: bool  # undecided pairs are kept too
    counting: bool


class Law(NamedTuple):
    """What the law says of profiles: `allowed` is [vacancy profile, talent profile], the bits the other way round."""

    profile: Ints  # of each entry
    vacancy_profile: Ints
    allowed: Bytes
    bits: Words
    unknown_bits: Words


class Work(NamedTuple):
    """Room to work in, one for each thread. `stamp` and `seen` hold the row that was last there."""

    sums: Longs  # by entry in reach, 0 between vacancies
    touched: Ints  # entries in reach, counted from the first
    false: Bytes  # of a block, as all that follow to `noted`
    unknown: Bytes
    entry: Longs
    near: Floats
    held: Longs
    noted: Longs
    stamp: Ints
    seen: Ints  # [closed or undecided, talent profile]
    whole: Longs  # [circle, unknown bits]: pairs of which nothing is false
    broken: Longs  # [circle, false bits, anything unknown]
    heap: Longs  # [circle, place]
    size: Longs
    floor: Floats  # of each circle the lowest score that is kept; -1 while there is room


class Counts(NamedTuple):
    """What was counted, a row for each vacancy searched."""

    funnel: Ints
    only: Ints
    gap: Floats
    unknown: Ints
    law_bits: Words
    law_unknown_bits: Words


def compiled(function: F) -> F:
    """A function compiled on first use, without the interpreter's lock; the result is kept on disk."""
    return cast(F, njit(nogil=True, cache=True)(function))


# ---- the parts of the score; -1 where not known ----------------------------------------------
# Functions that are called for pairs take numbers and single arrays: handing a tuple of arrays over takes longer than
# what they do.


@compiled
def experience_part(years: float, least: float) -> float:
    """Years over years asked, at most 1."""
    if least <= 0.0:
        return 1.0
    if np.isnan(years):
        return -1.0
    return years / least if years < least else 1.0


@compiled
def education_part(level: int, least: int) -> float:
    """1 at the level asked, an eighth less for each level above, level over level asked below."""
    if least < 0:
        return 1.0
    if level < 0:
        return -1.0
    return 1.0 - (level - least) / 8.0 if level >= least else level / least


@compiled
def languages_part(levels: Small, entry: int, asked: Ints, start: int, stop: int) -> float:
    """Mean, over the languages asked, of the level in sixths."""
    if start == stop:
        return 1.0
    steps = 0
    for j in range(start, stop):
        level = levels[asked[j], entry]
        if level < 0:
            return -1.0
        steps += level
    return float(steps / (6.0 * (stop - start)))


@compiled
def skills_part(stated: int, held: int, total: int) -> float:
    """Weight of the skills held over that of those asked."""
    if total == 0:
        return 1.0
    return held / total if stated & SKILLS_STATED else -1.0


@compiled
def nearest(near: Floats, codes: NDArray[np.int16], start: int, stop: int) -> float:
    """The greatest proximity of several codes."""
    best = 0.0
    for j in range(start, stop):
        if near[codes[j]] > best:
            best = near[codes[j]]
    return best


@compiled
def weighed(parts: tuple[float, float, float, float, float], weights: Floats, neutral: float) -> int:
    """The score in millionths."""
    score = 0.0
    for n in range(5):
        score += weights[n] * (parts[n] if parts[n] >= 0.0 else neutral)
    return int(np.floor(score * MILLION + 0.5))


# ---- conditions, over a stretch of entries ---------------------------------------------------


@compiled
def _short(values: Small, least: int, bit: int, false: Bytes, unknown: Bytes) -> None:
    for i in range(len(values)):
        false[i] |= bit if 0 <= values[i] < least else 0
        unknown[i] |= bit if values[i] < 0 else 0


@compiled
def _beyond(values: Longs, most: int, bit: int, false: Bytes, unknown: Bytes) -> None:
    for i in range(len(values)):
        missing = most == NONE or values[i] == NONE
        unknown[i] |= bit if missing else 0
        false[i] |= bit if not missing and values[i] > most else 0


@compiled
def _lacks(masks: Words, asked: np.uint64, stated: Bytes, flag: int, bit: int, false: Bytes, unknown: Bytes) -> None:
    for i in range(len(masks)):
        known = (stated[i] & flag) != 0
        false[i] |= bit if known and (masks[i] & asked) != asked else 0
        unknown[i] |= 0 if known else bit


@compiled
def _uncovered(sums: Longs, least: int, stated: Bytes, false: Bytes, unknown: Bytes) -> None:
    for i in range(len(stated)):
        known = (stated[i] & SKILLS_STATED) != 0
        false[i] |= SKILLS if known and sums[i] < least else 0
        unknown[i] |= 0 if known else SKILLS


@compiled
def _by_law(profiles: Ints, allowed: Bytes, false: Bytes, unknown: Bytes) -> None:
    for i in range(len(profiles)):
        answer = allowed[profiles[i]]
        false[i] |= LAW if answer == CLOSED else 0
        unknown[i] |= LAW if answer == NOT_KNOWN else 0


@compiled
def least_sum(total: int, coverage: float) -> int:
    """The least sum of weights whose share of the total reaches the coverage."""
    least = int(coverage * total)
    while least > 0 and (least - 1) / total >= coverage:
        least -= 1
    while least / total < coverage:
        least += 1
    return least


@compiled
def decide(
    vacancy: int, at: Any, sums: Longs, pool: Pool, jobs: Jobs, law: Law, rules: Rules, false: Bytes, unknown: Bytes
) -> None:
    """Write which conditions are false and which unknown, for the entries `at` (a slice, or their places)."""
    n = len(sums)
    false[:n] = 0
    unknown[:n] = 0
    stated = pool.stated[at]
    if jobs.total[vacancy] > 0:
        _uncovered(sums, least_sum(jobs.total[vacancy], rules.coverage), stated, false, unknown)
    if jobs.level[vacancy] >= 0:
        _short(pool.level[at], jobs.level[vacancy], LEVEL, false, unknown)
    for word in range(len(pool.licences)):
        asked = jobs.licences[word, vacancy]
        if asked != 0:
            _lacks(pool.licences[word][at], asked, stated, LICENCES_STATED, LICENCE, false, unknown)
    for j in range(jobs.language_start[vacancy], jobs.language_start[vacancy + 1]):
        _short(pool.languages[jobs.languages[j]][at], jobs.language_levels[j], LANGUAGE, false, unknown)
    _beyond(pool.pay[at], jobs.pay[vacancy], PAY, false, unknown)
    _beyond(pool.day[at], jobs.day[vacancy], DATE, false, unknown)
    named = False
    for word in range(len(pool.regions)):
        asked = jobs.regions[word, vacancy]
        if asked != 0:
            named = True
            _lacks(pool.regions[word][at], asked, stated, REGIONS_STATED, PLACE, false, unknown)
    _by_law(law.profile[at], law.allowed[law.vacancy_profile[vacancy]], false, unknown)
    for i in range(n):
        unknown[i] = (unknown[i] | (0 if named else PLACE)) & rules.heeded


# ---- skills from the inverted index ----------------------------------------------------------


@compiled
def _first(holders: Ints, start: int, stop: int, entry: int) -> int:
    """The first place from `start` to `stop` whose entry is not before this one."""
    while start < stop:
        middle = (start + stop) // 2
        if holders[middle] < entry:
            start = middle + 1
        else:
            stop = middle
    return start


@compiled
def _gather(vacancy: int, lo: int, hi: int, pool: Pool, jobs: Jobs, sums: Longs) -> None:
    """Add up, for the entries from `lo`, the weights of the skills asked that they have; sums must be 0 before."""
    for j in range(jobs.skill_start[vacancy], jobs.skill_start[vacancy + 1]):
        skill = jobs.skills[j]
        weight = pool.rarity[skill]
        stop = pool.skill_start[skill + 1]
        start = _first(pool.holders, pool.skill_start[skill], stop, lo)
        for q in range(start, _first(pool.holders, start, stop, hi)):
            sums[pool.holders[q] - lo] += weight


@compiled
def _touch(vacancy: int, lo: int, hi: int, pool: Pool, jobs: Jobs, work: Work) -> int:
    """As `_gather`, with a list of who was touched."""
    n = 0
    for j in range(jobs.skill_start[vacancy], jobs.skill_start[vacancy + 1]):
        skill = jobs.skills[j]
        weight = pool.rarity[skill]
        stop = pool.skill_start[skill + 1]
        start = _first(pool.holders, pool.skill_start[skill], stop, lo)
        for q in range(start, _first(pool.holders, start, stop, hi)):
            at = pool.holders[q] - lo
            if work.sums[at] == 0:
                work.touched[n] = at
                n += 1
            work.sums[at] += weight
    return n


# ---- the best of each circle -----------------------------------------------------------------


@compiled
def _sink(heap: Longs, at: int, size: int) -> None:
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[at] <= heap[child]:
            return
        heap[at], heap[child] = heap[child], heap[at]
        at = child


@compiled
def _push(heap: Longs, size: int, keep: int, key: int) -> int:
    """Put a key among the `keep` highest; the heap's size afterwards."""
    if size == keep:
        if key > heap[0]:
            heap[0] = key
            _sink(heap, 0, size)
        return size
    at = size
    heap[at] = key
    while at > 0 and heap[(at - 1) // 2] > heap[at]:
        above = (at - 1) // 2
        heap[at], heap[above] = heap[above], heap[at]
        at = above
    return size + 1


@compiled
def _drain(heap: Longs, size: int, out: Longs, at: int) -> None:
    """Write a heap's keys from the highest to the lowest."""
    for left in range(size, 0, -1):
        out[at + left - 1] = heap[0]
        heap[0] = heap[left - 1]
        _sink(heap, 0, left - 1)


@compiled
def _offer(vacancy: int, n: int, keep: int, pool: Pool, jobs: Jobs, rules: Rules, work: Work) -> None:
    """Score the pairs of `work.entry`, and keep the best of each circle."""
    circles, talents, stated, levels, years = pool.circle, pool.talent, pool.stated, pool.level, pool.years
    total, least, most = jobs.total[vacancy], jobs.level[vacancy], jobs.years[vacancy]
    spoken, asked = pool.languages, jobs.languages
    start, stop = jobs.language_start[vacancy], jobs.language_start[vacancy + 1]
    weights, neutral = rules.weights, rules.neutral
    heap, size, floor = work.heap, work.size, work.floor
    for x in range(n):
        entry = work.entry[x]
        parts = (
            work.near[x],
            skills_part(stated[entry], work.held[x], total),
            experience_part(years[entry], most),
            languages_part(spoken, entry, asked, start, stop),
            education_part(levels[entry], least),
        )
        score = weighed(parts, weights, neutral)
        circle = circles[entry]
        key = (score << 33) | ((LAST - talents[entry]) << 1) | (1 if work.unknown[x] else 0)
        size[circle] = _push(heap[circle], size[circle], keep, key)
        if size[circle] == keep:
            floor[circle] = (heap[circle, 0] >> 33) / MILLION


# ---- one vacancy -----------------------------------------------------------------------------


@compiled
def _least(gap: Floats, place: int, distance: float) -> None:
    if not distance >= gap[place]:
        gap[place] = distance


@compiled
def _note(
    row: int, vacancy: int, n: int, start: int, pool: Pool, jobs: Jobs, law: Law, work: Work, counts: Counts
) -> None:
    """Of the pairs of `work.noted`, the least distance to the one condition that is false, and what the law lacks."""
    gap, seen, vacancy_profile = counts.gap[row], work.seen, law.vacancy_profile[vacancy]
    for x in range(n):
        entry = work.noted[x]
        false, profile = work.false[entry - start], law.profile[entry]
        if false == 0:
            if seen[1, profile] != row:
                seen[1, profile] = row
                counts.law_unknown_bits[row] |= law.unknown_bits[profile, vacancy_profile]
        elif false == LAW:
            if seen[0, profile] != row:
                seen[0, profile] = row
                counts.law_bits[row] |= law.bits[profile, vacancy_profile]
        elif false == LEVEL:
            _least(gap, 0, jobs.level[vacancy] - pool.level[entry])
        elif false == LANGUAGE:
            short, steps = 0, 0
            for j in range(jobs.language_start[vacancy], jobs.language_start[vacancy + 1]):
                missing = jobs.language_levels[j] - pool.languages[jobs.languages[j], entry]
                if missing > 0:
                    short += 1
                    steps += missing
            if short == 1:
                _least(gap, 1, steps)
        elif false == PAY:
            _least(gap, 2, (pool.pay[entry] - jobs.pay[vacancy]) / 100.0)
        elif false == DATE:
            _least(gap, 3, pool.day[entry] - jobs.day[vacancy])


@compiled
def _tally(row: int, work: Work, counts: Counts) -> None:
    """Add the pairs up, from how many have which two bytes."""
    for circle in range(len(work.whole)):
        counts.funnel[row, circle, FEASIBLE] = work.whole[circle, 0]
        for bits in range(1, 256):
            pairs = work.whole[circle, bits]
            counts.funnel[row, circle, UNDECIDED] += pairs
            for n in range(8):
                if pairs > 0 and bits & (1 << n):
                    counts.unknown[row, n] += pairs
            broken = work.broken[circle, bits, 0] + work.broken[circle, bits, 1]
            state = NOT_QUALIFIED if bits & QUALIFIED else (NOT_WILLING if bits & WILLING else NOT_ALLOWED)
            counts.funnel[row, circle, state] += broken
        for n in range(8):
            counts.only[row, n] += work.broken[circle, 1 << n, 0]


@compiled
def _pick(
    row: int, vacancy: int, start: int, stop: int, lo: int, pool: Pool, jobs: Jobs, rules: Rules, work: Work
) -> tuple[int, int]:
    """Count the pairs of a block that is decided; list those worth scoring and those worth a note."""
    near_all, reach = rules.proximity[jobs.group[vacancy]], rules.reach
    group, shared, circles, stated = pool.group, pool.shared, pool.circle, pool.stated
    whole, broken, stamp, floor, sums = work.whole, work.broken, work.stamp, work.floor, work.sums
    counting, undecided, total = rules.counting, rules.undecided, jobs.total[vacancy]
    first, second, rest = rules.weights[0], rules.weights[1], rules.weights[2:].sum() + SLACK
    picked, noted = 0, 0
    for entry in range(start, stop):
        near, number, circle = near_all[group[entry]], shared[entry], circles[entry]
        if near < reach:
            continue
        if number >= 0:
            if stamp[number] == row:
                continue
            stamp[number] = row
            near = nearest(near_all, pool.codes, pool.code_start[number], pool.code_start[number + 1])
        false, unknown = work.false[entry - start], work.unknown[entry - start]
        if counting:
            if false == 0:
                whole[circle, unknown] += 1
            else:
                broken[circle, false, 1 if unknown else 0] += 1
            if false & (false - 1) == 0 and (unknown == 0) != (false == 0):
                work.noted[noted] = entry
                noted += 1
        if false == 0 and (unknown == 0 or undecided):
            held = sums[entry - lo]
            skills = skills_part(stated[entry], held, total)
            if first * near + second * (skills if skills >= 0.0 else rules.neutral) + rest >= floor[circle]:
                work.entry[picked], work.near[picked], work.held[picked] = entry, near, held
                picked += 1
    return picked, noted


@compiled
def _all_in_reach(
    row: int, vacancy: int, keep: int, lo: int, hi: int,
    pool: Pool, jobs: Jobs, law: Law, rules: Rules, work: Work, counts: Counts,
) -> None:  # fmt: skip
    _gather(vacancy, lo, hi, pool, jobs, work.sums)
    for start in range(lo, hi, BLOCK):
        stop = min(start + BLOCK, hi)
        sums = work.sums[start - lo : stop - lo]
        decide(vacancy, slice(start, stop), sums, pool, jobs, law, rules, work.false, work.unknown)
        picked, noted = _pick(row, vacancy, start, stop, lo, pool, jobs, rules, work)
        if noted > 0:
            _note(row, vacancy, noted, start, pool, jobs, law, work, counts)
        for x in range(picked):
            work.unknown[x] = work.unknown[work.entry[x] - start]
        _offer(vacancy, picked, keep, pool, jobs, rules, work)
    work.sums[: hi - lo] = 0


@compiled
def _promising(
    row: int, vacancy: int, start: int, stop: int, lo: int, pool: Pool, jobs: Jobs, rules: Rules, work: Work
) -> int:
    """List those of a block of `work.touched` who are in reach and may score high enough."""
    near_all, reach = rules.proximity[jobs.group[vacancy]], rules.reach
    group, shared, circles = pool.group, pool.shared, pool.circle
    touched, sums, stamp, floor, total = work.touched, work.sums, work.stamp, work.floor, jobs.total[vacancy]
    first, second, rest = rules.weights[0], rules.weights[1] / total, rules.weights[2:].sum() + SLACK
    picked = 0
    for x in range(start, stop):
        at = touched[x]
        entry, held = lo + at, sums[at]
        near, number = near_all[group[entry]], shared[entry]
        if near < reach:
            continue
        if number >= 0:
            if stamp[number] == row:
                continue
            stamp[number] = row
            near = nearest(near_all, pool.codes, pool.code_start[number], pool.code_start[number + 1])
        if first * near + second * held + rest >= floor[circles[entry]]:
            work.entry[picked], work.near[picked], work.held[picked] = entry, near, held
            picked += 1
    return picked


@compiled
def _who_share_a_skill(
    row: int, vacancy: int, keep: int, lo: int, hi: int,
    pool: Pool, jobs: Jobs, law: Law, rules: Rules, work: Work,
) -> None:  # fmt: skip
    n = _touch(vacancy, lo, hi, pool, jobs, work)
    for start in range(0, n, BLOCK):
        picked = _promising(row, vacancy, start, min(start + BLOCK, n), lo, pool, jobs, rules, work)
        if picked == 0:
            continue
        held = work.held[:picked]
        decide(vacancy, work.entry[:picked], held, pool, jobs, law, rules, work.false, work.unknown)
        fit = 0
        for x in range(picked):
            if work.false[x] == 0 and (work.unknown[x] == 0 or rules.undecided):
                work.entry[fit], work.near[fit], work.held[fit] = work.entry[x], work.near[x], work.held[x]
                work.unknown[fit] = work.unknown[x]
                fit += 1
        _offer(vacancy, fit, keep, pool, jobs, rules, work)
    for x in range(n):
        work.sums[work.touched[x]] = 0


# ---- a batch ---------------------------------------------------------------------------------


@compiled
def _within(vacancy: int, jobs: Jobs, rules: Rules) -> tuple[int, int]:
    """The entries in reach of a coded vacancy."""
    group = jobs.group[vacancy]
    return int(rules.group_start[rules.first[group]]), int(rules.group_start[rules.last[group] + 1])


@compiled
def _empty(work: Work) -> None:
    work.size[:] = 0
    work.floor[:] = -1.0


@compiled
def _write(found: Ints, keys: Longs, written: int, work: Work) -> int:
    for circle in range(len(work.size)):
        _drain(work.heap[circle], work.size[circle], keys, written)
        found[circle] = work.size[circle]
        written += work.size[circle]
    return written


@compiled
def search_batch(
    rows: Longs, vacancies: Ints, keep: Ints, pool: Pool, jobs: Jobs, law: Law, rules: Rules, work: Work,
    counts: Counts, found: Ints, keys: Longs,
) -> int:  # fmt: skip
    """Search some vacancies among all who are in reach.

    Args:
        rows: where each stands in `counts` and `found`.
        vacancies: their index.
        keep: how many pairs to keep for each and each circle.
        pool: talents. jobs: vacancies. law: answers of the law. rules: policy. work: this thread's own room.
        counts: written at `rows`, if `rules.counting`.
        found: how many were kept, [row, circle]; written.
        keys: the pairs kept, in the order of `rows`, circle, score; written. A key is score, talent, undecided.

    Returns:
        How many keys were written.
    """
    written = 0
    work.sums[:] = 0
    for n in range(len(rows)):
        row, vacancy = int(rows[n]), int(vacancies[n])
        if jobs.group[vacancy] < 0:
            continue
        lo, hi = _within(vacancy, jobs, rules)
        _empty(work)
        work.whole[:] = 0
        work.broken[:] = 0
        _all_in_reach(row, vacancy, keep[n], lo, hi, pool, jobs, law, rules, work, counts)
        if rules.counting:
            _tally(row, work, counts)
        written = _write(found[row], keys, written, work)
    return written


@compiled
def search_sharing(
    rows: Longs, vacancies: Ints, keep: Ints, pool: Pool, jobs: Jobs, law: Law, rules: Rules, work: Work,
    found: Ints, keys: Longs,
) -> int:  # fmt: skip
    """As `search_batch`, only among those who share a skill with the vacancy; nothing is counted."""
    written = 0
    work.sums[:] = 0
    for n in range(len(rows)):
        row, vacancy = int(rows[n]), int(vacancies[n])
        if jobs.group[vacancy] < 0:
            continue
        lo, hi = _within(vacancy, jobs, rules)
        _empty(work)
        _who_share_a_skill(row, vacancy, keep[n], lo, hi, pool, jobs, law, rules, work)
        written = _write(found[row], keys, written, work)
    return written


@compiled
def describe_pairs(
    vacancies: Ints, entries: Ints, pool: Pool, jobs: Jobs, law: Law, rules: Rules,
    parts: Floats, scores: Ints, unknown: Bytes,
) -> None:  # fmt: skip
    """Write parts, score and unknown conditions of chosen pairs. Skills are looked up one by one."""
    one_false, one_unknown = np.zeros(1, np.uint8), np.zeros(1, np.uint8)
    held = np.zeros(1, np.int64)
    for n in range(len(vacancies)):
        vacancy, entry = int(vacancies[n]), int(entries[n])
        held[0] = 0
        for j in range(jobs.skill_start[vacancy], jobs.skill_start[vacancy + 1]):
            skill = jobs.skills[j]
            stop = pool.skill_start[skill + 1]
            at = _first(pool.holders, pool.skill_start[skill], stop, entry)
            if at < stop and pool.holders[at] == entry:
                held[0] += pool.rarity[skill]
        near, number = rules.proximity[jobs.group[vacancy]], pool.shared[entry]
        start, stop = jobs.language_start[vacancy], jobs.language_start[vacancy + 1]
        found = (
            near[pool.group[entry]]
            if number < 0
            else nearest(near, pool.codes, pool.code_start[number], pool.code_start[number + 1]),
            skills_part(pool.stated[entry], held[0], jobs.total[vacancy]),
            experience_part(pool.years[entry], jobs.years[vacancy]),
            languages_part(pool.languages, entry, jobs.languages, start, stop),
            education_part(pool.level[entry], jobs.level[vacancy]),
        )
        for part in range(5):
            parts[n, part] = found[part]
        scores[n] = weighed(found, rules.weights, rules.neutral)
        decide(vacancy, slice(entry, entry + 1), held, pool, jobs, law, rules, one_false, one_unknown)
        unknown[n] = one_unknown[0]


# ---- building the index ----------------------------------------------------------------------


@compiled
def count_holders(start: Longs, items: Ints, n_items: int) -> Longs:
    """How many rows have each item; a row counts once. Items below 0 are none."""
    last = np.full(n_items, -1, np.int64)
    count = np.zeros(n_items, np.int64)
    for row in range(len(start) - 1):
        for q in range(start[row], start[row + 1]):
            item = items[q]
            if item >= 0 and last[item] != row:
                last[item] = row
                count[item] += 1
    return count


@compiled
def invert(start: Longs, items: Ints, rows: Ints, n_items: int) -> tuple[Longs, Ints]:
    """From the items of rows to the places of `rows` (in its order) that have each item, each once."""
    last = np.full(n_items, -1, np.int64)
    first = np.zeros(n_items + 1, np.int64)
    for place in range(len(rows)):
        for q in range(start[rows[place]], start[rows[place] + 1]):
            item = items[q]
            if item >= 0 and last[item] != place:
                last[item] = place
                first[item + 1] += 1
    for item in range(n_items):
        first[item + 1] += first[item]
    holders = np.empty(first[n_items], np.int32)
    at = first[:n_items].copy()
    last[:] = -1
    for place in range(len(rows)):
        for q in range(start[rows[place]], start[rows[place] + 1]):
            item = items[q]
            if item >= 0 and last[item] != place:
                last[item] = place
                holders[at[item]] = place
                at[item] += 1
    return first, holders
