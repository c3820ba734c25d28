"""Compiled loops of the allocation: counting sort, deferred acceptance, level fill, shortest augmenting paths.

All numbers are integers (scores in millionths), so that ties and optima are exact. `allocation.py` says what is
computed and why it is right; here is how. Nothing here allocates by the pair of vacancies and talents: memory is
about 40 bytes an edge and 80 bytes a vacancy or talent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
F = TypeVar("F", bound=Callable[..., Any])

compiled = cast(Callable[[F], F], nb.njit(cache=True, nogil=True))

NOBODY = -1
TALENT_BITS = 32
SCORE_BITS = 20
LOW = (1 << TALENT_BITS) - 1


class Market(NamedTuple):
    """Edges twice: by vacancy (`start`, `talent`, `score`) and by talent (`t_start`, `t_vacancy`, `t_score`).

    `bonus` is what placing a talent is worth beside the score: its circle's level times the weight of a level.
    """

    start: Longs
    talent: Ints
    score: Ints
    posts: Ints
    t_start: Longs
    t_vacancy: Ints
    t_score: Ints
    bonus: Longs


class State(NamedTuple):
    """A partial allocation and its prices.

    `value` of a vacancy and `net` price of a talent (its price less its bonus) keep value + net >= score on every
    edge, with equality where the talent is placed. `mate` is a talent's vacancy; `first`, `after` and `before` chain
    the talents of one vacancy.
    """

    value: Longs
    net: Longs
    mate: Longs
    filled: Longs
    first: Longs
    after: Longs
    before: Longs


class Scratch(NamedTuple):
    """Room for one search, marked with the search's number so that it need not be cleared."""

    dist: Longs
    mark: Longs
    via: Longs
    source: Longs
    place: Longs
    heap: Longs
    seen: Longs
    goal: Longs


def scratch(vacancies: int) -> Scratch:
    """Room for searches among so many vacancies."""
    mark, via, source, place, heap, seen = (np.zeros(vacancies, np.int64) for _ in range(6))
    return Scratch(np.zeros(vacancies, np.int64), mark, via, source, place, heap, seen, np.zeros(3, np.int64))


@compiled
def ordered(keys: Ints, buckets: int, order: Ints) -> Ints:
    """`order`, stably sorted by `keys[order]`, which lie in 0..buckets-1 (counting sort)."""
    place = np.zeros(buckets + 1, np.int64)
    for key in keys:
        place[key + 1] += 1
    for b in range(buckets):
        place[b + 1] += place[b]
    out = np.empty(len(order), np.int32)
    for e in order:
        key = keys[e]
        out[place[key]] = e
        place[key] += 1
    return out


# ---- deferred acceptance ------------------------------------------------------------------------------------------


@compiled
def _sink(heap: Longs, low: int, size: int) -> None:
    """Let the first key of the heap at `low` sink: the greatest (worst) key comes to the top."""
    i = 0
    key = heap[low]
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and heap[low + child + 1] > heap[low + child]:
            child += 1
        if heap[low + child] <= key:
            break
        heap[low + i] = heap[low + child]
        i = child
    heap[low + i] = key


@compiled
def _rise(heap: Longs, low: int, size: int) -> None:
    """Let the last key of the heap at `low` rise."""
    i = size - 1
    key = heap[low + i]
    while i > 0 and heap[low + (i - 1) // 2] < key:
        heap[low + i] = heap[low + (i - 1) // 2]
        i = (i - 1) // 2
    heap[low + i] = key


@compiled
def defer(t_start: Longs, t_vacancy: Ints, t_key: Longs, room: Longs) -> Longs:
    """Talents propose down their lists; vacancies keep the least keys. Returns each talent's vacancy.

    `room[v]:room[v + 1]` are the posts of vacancy v; the low bits of a key hold the talent.
    """
    talents = len(t_start) - 1
    mate = np.full(talents, NOBODY, np.int64)
    reached = t_start[:-1].copy()
    held = np.empty(room[-1], np.int64)
    size = np.zeros(len(room) - 1, np.int64)
    for first in range(talents):
        t = first
        while t != NOBODY and reached[t] < t_start[t + 1]:
            e = reached[t]
            reached[t] += 1
            v, key = t_vacancy[e], t_key[e]
            low, posts = room[v], room[v + 1] - room[v]
            if size[v] < posts:
                held[low + size[v]] = key
                size[v] += 1
                _rise(held, low, size[v])
                mate[t] = v
                t = NOBODY
            elif posts > 0 and key < held[low]:
                mate[t] = v
                t = held[low] & LOW
                mate[t] = NOBODY
                held[low] = key
                _sink(held, low, posts)
    return mate


# ---- most placements, circle by circle (Hopcroft and Karp 1973) ---------------------------------------------------


@compiled
def _layers(m: Market, level: Ints, least: int, mate: Longs, filled: Longs, dist: Longs, queue: Longs) -> bool:
    """Breadth-first from vacancies with empty posts; True where a talent who is free can be reached."""
    dist[:] = NOBODY
    tail = 0
    for v in range(len(filled)):
        if filled[v] < m.posts[v]:
            dist[v] = 0
            queue[tail] = v
            tail += 1
    depth = len(filled) + 1
    head = 0
    while head < tail:
        v = queue[head]
        head += 1
        if dist[v] >= depth:
            break
        for e in range(m.start[v], m.start[v + 1]):
            t = m.talent[e]
            if level[t] < least:
                continue
            holder = mate[t]
            if holder == NOBODY:
                depth = dist[v]
            elif dist[holder] == NOBODY:
                dist[holder] = dist[v] + 1
                queue[tail] = holder
                tail += 1
    return depth <= len(filled)


@compiled
def _augment(m: Market, level: Ints, least: int, mate: Longs, root: int, dist: Longs, at: Longs, path: Longs) -> bool:
    """Depth-first along the layers from a vacancy; True where one more post was filled."""
    path[0] = root
    depth = 0
    while depth >= 0:
        v = path[depth]
        if at[v] == m.start[v + 1]:
            depth -= 1
            if depth >= 0:
                at[path[depth]] += 1
            continue
        t = m.talent[at[v]]
        holder = mate[t] if level[t] >= least else v
        if holder == NOBODY:
            for i in range(depth, -1, -1):
                mate[m.talent[at[path[i]]]] = path[i]
                at[path[i]] += 1
            return True
        if dist[holder] == dist[v] + 1:
            depth += 1
            path[depth] = holder
        else:
            at[v] += 1
    return False


@compiled
def fill_level(m: Market, level: Ints, least: int, mate: Longs, filled: Longs) -> Longs:
    """Place as many talents of `level >= least` as can be, keeping all who are placed; changes `mate`, `filled`.

    Returns for every vacancy its distance from a post that stays empty, NOBODY where there is none: the vacancies
    that no empty post reaches and the talents whom one reaches cover all edges (König 1931).
    """
    dist = np.empty(len(filled), np.int64)
    work = np.empty(len(filled), np.int64)
    for v in range(len(filled)):
        for e in range(m.start[v], m.start[v + 1]):
            t = m.talent[e]
            if filled[v] < m.posts[v] and mate[t] == NOBODY and level[t] >= least:
                mate[t] = v
                filled[v] += 1
    while _layers(m, level, least, mate, filled, dist, work):
        reached = m.start[:-1].copy()
        for v in range(len(filled)):
            while filled[v] < m.posts[v] and _augment(m, level, least, mate, v, dist, reached, work):
                filled[v] += 1
    return dist


# ---- highest score: bids, then shortest augmenting paths from both sides ------------------------------------------


@compiled
def _move(s: State, t: int, v: int) -> None:
    """Take a talent from the vacancy that holds them and give them to `v` (NOBODY: to none)."""
    old = s.mate[t]
    if old != NOBODY:
        s.filled[old] -= 1
        if s.before[t] == NOBODY:
            s.first[old] = s.after[t]
        else:
            s.after[s.before[t]] = s.after[t]
        if s.after[t] != NOBODY:
            s.before[s.after[t]] = s.before[t]
    s.mate[t] = v
    if v != NOBODY:
        s.filled[v] += 1
        s.before[t] = NOBODY
        s.after[t] = s.first[v]
        if s.first[v] != NOBODY:
            s.before[s.first[v]] = t
        s.first[v] = t


@compiled
def _lower(s: State, v: int, by: int) -> None:
    """Lower the value of a vacancy and raise the prices of the talents whom it holds: their edges stay tight."""
    s.value[v] -= by
    t = s.first[v]
    while t != NOBODY:
        s.net[t] += by
        t = s.after[t]


@compiled
def _clear(m: Market, s: State) -> None:
    """Take all posts back; prices stay, values become the least that they allow."""
    s.mate[:] = NOBODY
    s.first[:] = NOBODY
    s.filled[:] = 0
    for v in range(len(m.posts)):
        best = np.int64(0)
        for e in range(m.start[v], m.start[v + 1]):
            best = max(best, m.score[e] - s.net[m.talent[e]])
        s.value[v] = best


@compiled
def _bid(m: Market, s: State, v: int, extra: int) -> int:
    """A vacancy takes its best talent and pays what makes the second best as good, and `extra`.

    Returns who lost the talent, or -2: no bid, because nobody is worth a post, or because the price would not rise
    (two vacancies could then take the talent from each other for ever).
    """
    best, first, second = NOBODY, 0, 0
    for e in range(m.start[v], m.start[v + 1]):
        t = m.talent[e]
        if s.mate[t] == v:
            continue
        worth = m.score[e] - s.net[t]
        if worth > first or (worth == first and best != NOBODY and s.mate[best] != NOBODY and s.mate[t] == NOBODY):
            best, first, second = t, worth, first
        elif worth > second:
            second = worth
    second = max(second - extra, 0)
    if s.value[v] > second:
        _lower(s, v, s.value[v] - second)
    if best == NOBODY:
        return -2
    old: int = s.mate[best]
    if old != NOBODY and first == second:
        return -2
    s.net[best] += first - second
    _move(s, best, v)
    return old


@compiled
def bids(m: Market, s: State, extra: int, most: int) -> int:
    """Start anew from the prices and let vacancies with empty posts bid in turn, at most so many bids.

    With `extra` above 0 only the prices are of use, not who holds what: they are near the optimum where many bids
    tie, and a round without `extra` follows. Returns how many bids were made.
    """
    _clear(m, s)
    queue = np.empty(len(m.posts), np.int64)
    waits = np.ones(len(m.posts), np.bool_)
    for v in range(len(queue)):
        queue[v] = v
    head, size, made = 0, len(queue), 0
    while size > 0 and made < most:
        v = queue[head]
        head = (head + 1) % len(queue)
        size -= 1
        waits[v] = False
        while s.filled[v] < m.posts[v] and s.value[v] > 0:
            made += 1
            loser = _bid(m, s, v, extra)
            if loser == -2:
                break
            if loser != NOBODY and not waits[loser]:
                queue[(head + size) % len(queue)] = loser
                waits[loser] = True
                size += 1
    return made


@compiled
def _up(w: Scratch, i: int) -> None:
    v = w.heap[i]
    while i > 0 and w.dist[w.heap[(i - 1) // 2]] > w.dist[v]:
        w.heap[i] = w.heap[(i - 1) // 2]
        w.place[w.heap[i]] = i
        i = (i - 1) // 2
    w.heap[i] = v
    w.place[v] = i


@compiled
def _pop(w: Scratch, size: int) -> int:
    top: int = w.heap[0]
    v = w.heap[size - 1]
    size -= 1
    i = 0
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and w.dist[w.heap[child + 1]] < w.dist[w.heap[child]]:
            child += 1
        if w.dist[w.heap[child]] >= w.dist[v]:
            break
        w.heap[i] = w.heap[child]
        w.place[w.heap[i]] = i
        i = child
    w.heap[i] = v
    w.place[v] = i
    return top


@compiled
def _reach(w: Scratch, v: int, dist: int, via: int, source: int, number: int, size: int) -> int:
    """Note a nearer way to a vacancy; returns the size of the heap."""
    w.via[v] = via
    w.source[v] = source
    w.dist[v] = dist
    if w.mark[v] != number:
        w.mark[v] = number
        w.place[v] = size
        w.heap[size] = v
        size += 1
    _up(w, w.place[v])
    return size


@compiled
def _fill_post(m: Market, s: State, w: Scratch, root: int, number: int) -> None:
    """Fill one post of `root` at the least loss: by a free talent, by a chain, or not at all.

    Dijkstra over vacancies; the length of an edge is value + net - score, leaving a post empty costs its value.
    """
    size = _reach(w, root, 0, NOBODY, NOBODY, number, 0)
    best, end, taken, seen = s.value[root], root, NOBODY, 0
    while size > 0 and w.dist[w.heap[0]] < best:
        v = _pop(w, size)
        size -= 1
        w.seen[seen] = v
        seen += 1
        base = w.dist[v] + s.value[v]
        for e in range(m.start[v], m.start[v + 1]):
            t = m.talent[e]
            dist = base + s.net[t] - m.score[e]
            holder = s.mate[t]
            if dist >= best or holder == v:
                continue
            if holder == NOBODY:
                best, end, taken = dist, v, t
            elif w.mark[holder] != number or dist < w.dist[holder]:
                size = _reach(w, holder, dist, int(t), v, number, size)
                if dist + s.value[holder] < best:
                    best, end, taken = dist + s.value[holder], holder, NOBODY
    for i in range(seen):
        _lower(s, w.seen[i], best - w.dist[w.seen[i]])
    if taken != NOBODY:
        _move(s, taken, end)
    while end != root:
        _move(s, w.via[end], w.source[end])
        end = w.source[end]


@compiled
def fill_posts(m: Market, s: State, w: Scratch, low: int, high: int, number: int) -> int:
    """Fill the empty posts of vacancies low..high-1 that are worth something; returns the last search's number."""
    for v in range(low, high):
        while s.filled[v] < m.posts[v] and s.value[v] > 0:
            number += 1
            _fill_post(m, s, w, v, number)
    return number


@compiled
def _offer(m: Market, s: State, w: Scratch, t: int, base: int, number: int, size: int) -> int:
    """Offer a talent to all vacancies; `goal` keeps the least loss, the vacancy there and who is placed or dropped."""
    for e in range(m.t_start[t], m.t_start[t + 1]):
        v = int(m.t_vacancy[e])
        dist = base + s.value[v] + s.net[t] - m.t_score[e]
        if dist >= w.goal[0] or s.mate[t] == v:
            continue
        if s.filled[v] < m.posts[v]:
            w.goal[0], w.goal[1], w.goal[2] = dist, v, t
        elif w.mark[v] != number or dist < w.dist[v]:
            size = _reach(w, v, dist, t, NOBODY, number, size)
            other = s.first[v]
            while other != NOBODY:
                loss = dist + s.net[other] + m.bonus[other]
                if loss < w.goal[0]:
                    w.goal[0], w.goal[1], w.goal[2] = loss, NOBODY, other
                other = s.after[other]
    return size


@compiled
def _place_talent(m: Market, s: State, w: Scratch, root: int, number: int) -> None:
    """Place a talent whose price is above 0 at the least loss: the mirror of `_fill_post`."""
    w.goal[0], w.goal[1], w.goal[2] = s.net[root] + m.bonus[root], NOBODY, root
    size = _offer(m, s, w, root, 0, number, 0)
    seen = 0
    while size > 0 and w.dist[w.heap[0]] < w.goal[0]:
        v = _pop(w, size)
        size -= 1
        w.seen[seen] = v
        seen += 1
        t = s.first[v]
        while t != NOBODY:
            size = _offer(m, s, w, t, w.dist[v], number, size)
            t = s.after[t]
    best, end, last = w.goal[0], w.goal[1], w.goal[2]
    s.net[root] -= best
    for i in range(seen):
        _lower(s, w.seen[i], w.dist[w.seen[i]] - best)
    gap = s.mate[last]
    _move(s, last, end)
    while gap != NOBODY:
        t = w.via[gap]
        before = s.mate[t]
        _move(s, t, gap)
        gap = before


@compiled
def place_talents(m: Market, s: State, w: Scratch, low: int, high: int, number: int) -> int:
    """Place talents low..high-1 who are free and whose price is above 0; returns the last search's number."""
    for t in range(low, high):
        if s.mate[t] == NOBODY and s.net[t] + m.bonus[t] > 0:
            number += 1
            _place_talent(m, s, w, t, number)
    return number
