"""Allocation beside solving it plainly: `allocation.py [--large]`.

A market is a synthetic draw: occupations of very different size, in which 50 talents a vacancy are drawn, some far more
often than others; circles 15, 15 and 70 % of talents. What stands beside:

- scipy's shortest paths (`min_weight_full_bipartite_matching`), the joint lexicographic problem as it is: one row a
  post, one dummy column a post, the same weights. Fills of each circle and total score must be equal.
- the same circle by circle: what that gives away.
- the library `matching` on small markets: the same pairs.

Other markets of the same size are allocated too: several posts a vacancy, coarse scores that tie, and scores that hang
on the talent alone, which is the hardest of all for shortest paths. For these the proof is the gap, 0.
Compiling is measured apart, from an empty cache. Results: the screen and build/bench/allocation.json
(allocation-large.json).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="corridor-bench-numba-")

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from corridor.matching.allocation import FULL_SCORE, Edges, blocking_pairs, inversions, max_fill, stable

ROOT = Path(__file__).parents[1]
# `matching.py` beside this file must not stand for the library of that name.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != ROOT / "benchmarks"]
sys.path.insert(0, str(ROOT / "benchmarks" / "rules"))

import machine  # noqa: E402

SEED, K, GROUPS, SCARCITY = 20261121, 50, 400, 1.0
SMALL, LARGE = (100_000, 10_000), (1_000_000, 100_000)
CIRCLES = (0.15, 0.15, 0.70)
POPULARITY = 6
"""How unevenly talents of an occupation are drawn; 1 would be evenly."""
SMALL_MARKETS = (100, 200, 400, 800)


# ---- markets ----------------------------------------------------------------------------------


def pairs(random: np.random.Generator, talents: int, vacancies: int) -> tuple[np.ndarray, np.ndarray]:
    """At most K talents for each vacancy, of its own occupation, the popular ones more often."""
    groups = min(GROUPS, talents // 200)
    size = 1 / np.arange(1, groups + 1) ** 0.8
    wanted = size * np.exp(SCARCITY * random.standard_normal(groups))
    first = np.searchsorted(np.sort(random.choice(groups, talents, p=size / size.sum())), np.arange(groups + 1))
    group = random.choice(groups, vacancies, p=wanted / wanted.sum())
    group[first[group + 1] == first[group]] = 0
    among = first[group + 1] - first[group]
    drawn = (among[:, None] * random.random((vacancies, 2 * K)) ** POPULARITY).astype(np.int64)
    keys = np.unique((np.arange(vacancies)[:, None] * talents + first[group][:, None] + drawn).ravel())
    vacancy = keys // talents
    order = np.lexsort((random.random(len(keys)), vacancy))
    place = np.arange(len(keys)) - np.searchsorted(vacancy, vacancy)
    kept = np.sort(order[place < K])
    return vacancy[kept].astype(np.int32), (keys[kept] % talents).astype(np.int32)


def market(talents: int, vacancies: int, seed: int = SEED) -> Edges:
    """Scores with a part of the talent and a part of the pair; talents see them in their own way."""
    random = np.random.default_rng(seed)
    vacancy, talent = pairs(random, talents, vacancies)
    circle = random.choice(np.arange(3, dtype=np.int8), talents, p=CIRCLES)
    score = 0.35 + 0.30 * random.random(talents)[talent] + 0.35 * random.random(len(talent))
    own = score * (1 + 0.3 * random.standard_normal(len(talent)))
    score, own = ((FULL_SCORE * np.clip(x, 0, 1)).astype(np.int32) for x in (score, own))
    return Edges(vacancy, talent, circle[talent], score, own, np.ones(vacancies, np.int32), talents)


def variants(edges: Edges) -> dict[str, Edges]:
    """The same pairs otherwise."""
    random = np.random.default_rng(SEED + 1)
    of_talent = random.integers(300_000, 900_000, edges.n_talents).astype(np.int32)
    posts = random.integers(1, 4, len(edges.posts)).astype(np.int32)
    return {
        "1 to 3 posts a vacancy": replace(edges, posts=posts),
        "scores in steps of 0.05": replace(edges, score=edges.score // 50_000 * 50_000),
        "scores of talents alone": replace(edges, score=of_talent[edges.talent]),
    }


# ---- peers ------------------------------------------------------------------------------------


def plainly(edges: Edges, weight: np.ndarray, greatest: int) -> np.ndarray:
    """The pairs that scipy chooses for the highest weight; rows are posts."""
    copies = edges.posts[edges.vacancy]
    offset = np.cumsum(edges.posts) - edges.posts
    within = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
    row = np.repeat(offset[edges.vacancy], copies) + within
    edge = np.repeat(np.arange(len(copies)), copies)
    posts = int(edges.posts.sum())
    cost = np.concatenate([greatest + 1 - weight[edge], np.full(posts, greatest + 1)]).astype(np.float64)
    column = np.concatenate([edges.talent[edge], edges.n_talents + np.arange(posts)])
    shape = (posts, edges.n_talents + posts)
    graph = sp.csr_matrix((cost, (np.concatenate([row, np.arange(posts)]), column)), shape)
    rows, columns = min_weight_full_bipartite_matching(graph)
    real = columns < edges.n_talents
    taken = np.full(edges.n_talents, -1)
    taken[columns[real]] = np.repeat(np.arange(len(edges.posts)), edges.posts)[rows[real]]
    return taken[edges.talent] == edges.vacancy


def jointly(edges: Edges) -> np.ndarray:
    return plainly(edges, edges.weight, int(edges.step) * (edges.n_circles + 1))


def circle_by_circle(edges: Edges) -> np.ndarray:
    """Each circle fills the most posts that those before it left, at the highest score."""
    chosen = np.zeros(len(edges.vacancy), np.bool_)
    left = edges.posts.copy()
    for circle in range(edges.n_circles):
        rows = np.flatnonzero(edges.circle == circle)
        part = Edges(*(x[rows] for x in (edges.vacancy, edges.talent)), np.zeros(len(rows), np.int8),
                     *(x[rows] for x in (edges.score, edges.preference)), left, edges.n_talents)  # fmt: skip
        chosen[rows] = jointly(part)
        left = edges.posts - np.bincount(edges.vacancy[chosen], minlength=len(left)).astype(np.int32)
    return chosen


def library(edges: Edges) -> np.ndarray:
    """The stable allocation by `matching`, talents proposing."""
    from matching.games import HospitalResident

    wishes: dict[str, list[str]] = {}
    ranks: dict[str, list[str]] = {}
    for e in np.lexsort((edges.vacancy, -edges.preference, edges.talent)):
        wishes.setdefault(f"t{edges.talent[e]}", []).append(f"v{edges.vacancy[e]}")
    for e in np.lexsort((edges.talent, -edges.score, edges.circle, edges.vacancy)):
        ranks.setdefault(f"v{edges.vacancy[e]}", []).append(f"t{edges.talent[e]}")
    posts = {v: int(edges.posts[int(v[1:])]) for v in ranks}
    solution = HospitalResident.create_from_dictionaries(wishes, ranks, posts).solve(optimal="resident")
    taken = np.full(edges.n_talents, -1)
    for vacancy, held in solution.items():
        for talent in held:
            taken[int(talent.name[1:])] = int(vacancy.name[1:])
    return taken[edges.talent] == edges.vacancy


# ---- measuring --------------------------------------------------------------------------------


def forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak_mb() -> float | None:
    """Largest resident set since `forget_peak`; None where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def standing(edges: Edges, chosen: np.ndarray) -> dict[str, Any]:
    fills = np.bincount(edges.circle[chosen], minlength=len(CIRCLES)).tolist()
    return {"fills": fills, "score": int(edges.score[chosen].sum(dtype=np.int64))}


class Table:
    """Results, printed as they come."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        print(
            f"{'':44s} {'CPU s':>8s} {'wall s':>8s} {'MB':>6s} {'filled by circle':>24s} {'score':>12s} blocking inv."
        )

    def run(self, name: str, edges: Edges, work: Callable[[], np.ndarray]) -> dict[str, Any]:
        forget_peak()
        wall, cpu = time.perf_counter(), time.process_time()
        chosen = work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        row = {"name": name, "cpu": cpu, "wall": wall, "peak_mb": peak_mb()} | standing(edges, chosen)
        row |= {"blocking_pairs": blocking_pairs(edges, chosen), "inversions": inversions(edges, chosen)}
        self.rows.append(row)
        peak = "-" if row["peak_mb"] is None else f"{row['peak_mb']:,.0f}"
        fills = " / ".join(f"{n:,}" for n in row["fills"])
        print(
            f"{name:44s} {cpu:8.2f} {wall:8.2f} {peak:>6s} {fills:>24s} {row['score'] / FULL_SCORE:12,.3f}"
            f" {row['blocking_pairs']:8,} {row['inversions']:,}",
            flush=True,
        )
        return row

    def check(self, text: str, holds: bool, **also: Any) -> None:
        self.rows[-1] |= {"check": text, "holds": holds} | also
        print(f"    {text}: {'yes' if holds else 'NO'}", flush=True)


def proved(table: Table, name: str, edges: Edges) -> dict[str, Any]:
    gaps: list[int] = []

    def work() -> np.ndarray:
        filled = max_fill(edges)
        gaps.append(filled.gap)
        return filled.chosen

    row = table.run(name, edges, work)
    table.check("gap to the dual bound is 0", gaps[0] == 0, gap=gaps[0])
    return row


def beside_scipy(table: Table, edges: Edges, ours: dict[str, Any], *, sequential: bool) -> None:
    theirs = table.run("scipy, jointly", edges, lambda: jointly(edges))
    same = all(theirs[key] == ours[key] for key in ("fills", "score"))
    table.check("fills and score equal those of max_fill", same)
    if sequential:
        apart = table.run("scipy, circle by circle", edges, lambda: circle_by_circle(edges))
        lost = [n - m for n, m in zip(ours["fills"], apart["fills"], strict=True)]
        table.check(f"joint less apart, by circle: {lost}; the innermost is equal", lost[0] == 0, given_away=lost)


def beside_library(table: Table) -> None:
    """`matching` copies its players by recursion, as deep as there are players: it needs a limit and a stack."""
    sys.setrecursionlimit(10_000_000)
    threading.stack_size(1 << 29)
    worker = threading.Thread(target=beside_library_in_small_markets, args=(table,))
    worker.start()
    worker.join()


def beside_library_in_small_markets(table: Table) -> None:
    for vacancies in SMALL_MARKETS:
        edges = market(4 * vacancies, vacancies)
        found: list[np.ndarray] = []

        def work(edges: Edges = edges, found: list[np.ndarray] = found) -> np.ndarray:
            found.append(library(edges))
            return found[0]

        row = table.run(f"library matching, {4 * vacancies} x {vacancies}", edges, work)
        table.check("pairs equal those of stable", bool((found[0] == stable(edges)).all()))
        if row["cpu"] > 20:
            break


def compiling(table: Table) -> None:
    edges = market(200, 20)
    table.run("compiling from an empty cache: stable", edges, lambda: stable(edges))
    table.run("compiling: max_fill", edges, lambda: max_fill(edges).chosen)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--large", action="store_true", help="1,000,000 x 100,000 instead of 100,000 x 10,000")
    options.add_argument("--without", action="append", default=[], choices=["scipy", "matching", "variants"])
    options.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    given = options.parse_args()
    talents, vacancies = LARGE if given.large else SMALL
    about = {"machine": machine.describe(), "versions": machine.versions()}
    print(machine.as_text(about))
    edges = market(talents, vacancies)
    with_edge = len(np.unique(edges.talent))
    print(f"{talents:,} talents ({with_edge:,} with an edge) x {vacancies:,} vacancies, {len(edges.vacancy):,} edges")
    table = Table()
    compiling(table)
    table.run("stable", edges, lambda: stable(edges))
    ours = proved(table, "max_fill", edges)
    if "scipy" not in given.without:
        beside_scipy(table, edges, ours, sequential=True)
    for name, other in variants(edges).items() if "variants" not in given.without else ():
        table.run(f"stable, {name}", other, lambda other=other: stable(other))
        row = proved(table, f"max_fill, {name}", other)
        if "scipy" not in given.without and not given.large:
            beside_scipy(table, other, row, sequential=False)
    if "matching" not in given.without:
        beside_library(table)
    given.folder.mkdir(parents=True, exist_ok=True)
    sizes = {"talents": talents, "vacancies": vacancies, "edges": len(edges.vacancy), "with_edge": with_edge}
    file = given.folder / ("allocation-large.json" if given.large else "allocation.json")
    file.write_text(json.dumps(about | sizes | {"rows": table.rows}, indent=1), encoding="utf-8")
    print(f"written: {file}", file=sys.stderr)
    if not all(row.get("holds", True) for row in table.rows):
        raise SystemExit("results differ, or are not proved: see above")


if __name__ == "__main__":
    main()
