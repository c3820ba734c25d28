"""The pair search beside sparse_dot_topn and a scipy block product: `matching.py [--large]`, or other sizes.

Talents and vacancies are drawn from the relations of ESCO (CORRIDOR_SHARED or --esco names the official English zip,
version 1.1.1, which has them); without it from a made-up table of occupations and skills, and the output says so.

1. Skills alone, the whole pool, no condition: the best 50 overall. The peers do just this, and scores must be equal.
2. The same with hard conditions inside: languages, licences and the law; best 50 overall, then 50 in each circle.
3. As a plan searches: people in reach by occupation, all parts of the score, all conditions, 50 in each circle; without
   and with the counts of everybody in reach. The difference is what the counts cost.

CPU seconds are those of all threads. Peak memory is the largest resident set during the step, the world included.
Compiling is measured apart, from an empty cache. Results: the screen and build/bench/matching.json.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="corridor-bench-numba-")
os.environ.setdefault("POLARS_MAX_THREADS", "2")

import numpy as np
import polars as pl
import scipy.sparse as sp

from corridor.matching.search import (
    LawMatrix,
    Pairs,
    Prepared,
    Scoring,
    memory_bytes,
    parts,
    prepare,
    search,
    search_pairs,
)
from corridor.occupations.isco08 import unit_groups

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks" / "rules"))

import machine  # noqa: E402

SHARED = Path(os.environ.get("CORRIDOR_SHARED", ROOT.parent / "shared"))
SEED, K, CHUNK = 20261121, 50, 100_000
SMALL, LARGE = (100_000, 10_000), (1_000_000, 100_000)
SCIPY_ROWS = 2_000
"""The scipy product takes this many vacancies at most, scaled up."""
SKILLS_ALONE = Scoring(
    weights={"occupation": 0.0, "skills": 1.0, "experience": 0.0, "languages": 0.0, "education": 0.0},
    neutral=0.0,
    reach=0.0,
    skills_min_coverage=0.0,
    presumed=frozenset({"pay", "place", "date"}),
    k=K,
)
AS_PLANNED = Scoring(
    weights={"occupation": 0.35, "skills": 0.35, "experience": 0.15, "languages": 0.10, "education": 0.05},
    neutral=0.5,
    reach=0.7,
    skills_min_coverage=0.25,
    k=K,
)
REGIONS = ("flanders", "wallonia", "brussels", "german_community")


# ---- the world -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Relations:
    """Occupations with their unit group, and the skills essential and optional to each (`start` by occupation)."""

    source: str
    group: np.ndarray
    skills: int
    essential: tuple[np.ndarray, np.ndarray]
    optional: tuple[np.ndarray, np.ndarray]


def of_esco(path: Path) -> Relations:
    with zipfile.ZipFile(path) as archive:
        relations = pl.read_csv(archive.read("occupationSkillRelations_en.csv"))
        occupations = pl.read_csv(archive.read("occupations_en.csv"), infer_schema_length=0)
    groups = occupations.select(uri="conceptUri", group=pl.col("iscoGroup").str.strip_prefix("C").str.zfill(4))
    groups = groups.filter(pl.col("group").is_in(list(unit_groups()))).sort("uri").with_row_index("at")
    skills = relations.select("skillUri").unique().sort("skillUri").with_row_index("skill")
    found = relations.join(groups, left_on="occupationUri", right_on="uri").join(skills, on="skillUri")
    found = found.sort("at", "skill")

    def of(kind: str) -> tuple[np.ndarray, np.ndarray]:
        rows = found.filter(pl.col("relationType") == kind)
        return np.searchsorted(rows["at"].to_numpy(), np.arange(groups.height + 1)), rows["skill"].to_numpy()

    return Relations(path.name, groups["group"].to_numpy(), skills.height, of("essential"), of("optional"))


def made_up() -> Relations:
    """3,000 occupations, 14,000 skills; an occupation has 30 of the 40 of its unit group, and 10 of all."""
    random = np.random.default_rng(SEED)
    group = random.integers(0, len(unit_groups()), 3_000)

    def of() -> tuple[np.ndarray, np.ndarray]:
        own = 32 * group[:, None] + random.integers(0, 40, (3_000, 15))
        skills = np.hstack([own, random.integers(0, 14_000, (3_000, 5))])
        return np.arange(3_001) * 20, skills.ravel()

    return Relations("made up: no ESCO zip here", np.array(unit_groups())[group], 14_000, of(), of())


def draw(
    random: np.random.Generator, relations: Relations, occupations: np.ndarray, shares: tuple[float, ...]
) -> sp.csr_matrix:
    """Skills of rows: a share of the essential, a share of the optional, and some from anywhere."""
    rows, skills = [], []
    for (start, items), share in zip((relations.essential, relations.optional), shares[:2], strict=True):
        size = start[occupations + 1] - start[occupations]
        row = np.repeat(np.arange(len(occupations)), size)
        at = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size) + start[occupations][row]
        taken = random.random(len(row), np.float32) < share
        rows.append(row[taken])
        skills.append(items[at[taken]])
    noise = random.poisson(shares[2], len(occupations))
    rows.append(np.repeat(np.arange(len(occupations)), noise))
    skills.append(random.integers(0, relations.skills, noise.sum()))
    row, skill = np.concatenate(rows), np.concatenate(skills)
    shape = len(occupations), relations.skills
    found = sp.csr_matrix((np.ones(len(row), np.float32), (row, skill)), shape)
    found.data[:] = 1.0
    return found


@dataclass(frozen=True)
class World:
    talents: pl.DataFrame
    vacancies: pl.DataFrame
    talent_skills: sp.csr_matrix
    vacancy_skills: sp.csr_matrix
    circle: np.ndarray
    law: LawMatrix
    source: str


def as_lists(matrix: sp.csr_matrix) -> pl.Series:
    names = pl.Series([f"skill:{n:05}" for n in range(matrix.shape[1])])
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    flat = pl.DataFrame({"row": row, "skills": names.gather(pl.Series(matrix.indices).cast(pl.UInt32))})
    some = flat.group_by("row", maintain_order=True).agg("skills")
    return pl.DataFrame({"row": np.arange(matrix.shape[0])}).join(some, on="row", how="left", maintain_order="left")[
        "skills"
    ]


def languages(levels: dict[str, np.ndarray]) -> pl.Series:
    """Lists such as ["nl:B1"]; level 0 is left out."""
    words = np.array(["", "A1", "A2", "B1", "B2", "C1", "C2"])
    columns = {n: np.where(at > 0, np.char.add(f"{n}:", words[at]), "") for n, at in levels.items()}
    return pl.DataFrame(columns).select(pl.concat_list(pl.all()).list.filter(pl.element() != "").alias("x"))["x"]


def sets(random: np.random.Generator, size: int, names: tuple[str, ...], share: float) -> pl.Series:
    taken = {n: np.where(random.random(size) < share, n, "") for n in names}
    return pl.DataFrame(taken).select(pl.concat_list(pl.all()).list.filter(pl.element() != "").alias("x"))["x"]


def build(talents: int, vacancies: int, relations: Relations) -> World:
    random = np.random.default_rng(SEED)
    size = len(relations.group)
    p = 1 / np.arange(1, size + 1) ** 0.8
    order = random.permutation(size)
    of_talent, of_vacancy = (order[random.choice(size, n, p=p / p.sum())] for n in (talents, vacancies))
    held = sp.vstack(
        [draw(random, relations, of_talent[at : at + CHUNK], (0.7, 0.25, 3)) for at in range(0, talents, CHUNK)], "csr"
    )
    asked = draw(random, relations, of_vacancy, (0.8, 0.1, 1))
    licences = tuple(f"L{n:02}" for n in range(16))
    spoken = {
        "nl": random.choice(7, talents, p=[0.45, 0.1, 0.1, 0.12, 0.1, 0.08, 0.05]),
        "fr": random.choice(7, talents, p=[0.4, 0.1, 0.1, 0.12, 0.12, 0.1, 0.06]),
        "en": random.choice(7, talents, p=[0.1, 0.1, 0.15, 0.25, 0.2, 0.12, 0.08]),
    }
    wanted = {
        "nl": random.choice([0, 2, 3, 4], vacancies, p=[0.3, 0.25, 0.3, 0.15]),
        "fr": random.choice([0, 2, 3], vacancies, p=[0.7, 0.2, 0.1]),
        "en": random.choice([0, 3, 4], vacancies, p=[0.4, 0.4, 0.2]),
    }
    level = random.integers(2, 8, talents)
    days = np.datetime64("2026-11-21") + random.integers(-200, 60, talents)
    people = {
        "isco08": relations.group[of_talent],
        "skills": as_lists(held),
        "languages": languages(spoken),
        "licences": sets(random, talents, licences, 0.25),
        "education_level": level,
        "experience_years": random.gamma(1.5, 5.0, talents).round(1),
        "wish_annual_salary": unknown(random, 28_000 + 3_000 * level + random.normal(0, 6_000, talents).round(2), 0.3),
        "wish_regions": sets(random, talents, REGIONS, 0.5),
        "available_from": days,
    }
    asks = {
        "isco08": relations.group[of_vacancy],
        "skills": as_lists(asked),
        "languages_min": languages(wanted),
        "licences": [[licences[n]] if n < 16 else [] for n in random.integers(0, 80, vacancies).tolist()],
        "education_level_min": unknown(random, random.integers(2, 7, vacancies), 0.5),
        "experience_years_min": unknown(random, random.integers(1, 6, vacancies), 0.5),
        "gross_annual_salary": unknown(random, random.normal(46_000, 9_000, vacancies).round(2), 0.4),
        "region": np.array(REGIONS)[random.choice(4, vacancies, p=[0.6, 0.25, 0.14, 0.01])],
        "start_date": np.full(vacancies, np.datetime64("2026-12-21")),
    }
    return World(
        pl.DataFrame(people), pl.DataFrame(asks), held, asked,
        random.choice(3, talents, p=[0.15, 0.15, 0.7]).astype(np.int8), routes(random, talents, vacancies),
        relations.source,
    )  # fmt: skip


def unknown(random: np.random.Generator, values: np.ndarray, share: float) -> pl.Series:
    return pl.Series(values).set(pl.Series(random.random(len(values)) < share), None)


def routes(random: np.random.Generator, talents: int, vacancies: int) -> LawMatrix:
    """Eight routes, one to each vacancy; a talent's profile says which are open; of 1 pair in 10 that is unknown."""
    person, job = np.arange(256), np.arange(8)
    allowed = np.where(person[:, None] >> job[None, :] & 1, 2, 0).astype(np.uint8)
    allowed[random.random(allowed.shape) < 0.1] = 1
    bits = (np.uint64(1) << job.astype(np.uint64)) * np.ones((256, 1), np.uint64)
    return LawMatrix(
        random.integers(1, 256, talents).astype(np.int32), random.integers(0, 8, vacancies).astype(np.int32),
        allowed, np.where(allowed == 0, bits, 0).astype(np.uint64), np.where(allowed == 1, bits, 0).astype(np.uint64),
    )  # fmt: skip


# ---- measuring -------------------------------------------------------------------------------


def peak_mb() -> float | None:
    """Largest resident set since `forget_peak`; None where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


class Table:
    """Results, printed as they come."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def run(self, name: str, work: Callable[[], Any], *, times: float = 1.0, note: str = "") -> Any:
        """Measure some work; `times` scales it up where only a part was done."""
        forget_peak()
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        row = {"name": name, "wall": wall * times, "cpu": cpu * times, "peak_mb": peak_mb(), "scaled": times != 1.0}
        self.rows.append(row | {"note": note})
        peak = "-" if row["peak_mb"] is None else f"{row['peak_mb']:,.0f}"
        mark = "~" if times != 1.0 else " "
        print(f"{name:66s} {mark}{row['cpu']:9.2f} {row['wall']:9.2f} {peak:>9s}  {note}", flush=True)
        return result

    def note(self, text: str) -> None:
        self.rows[-1]["note"] = text
        print(f"    {text}", flush=True)


def compile_all(table: Table) -> None:
    world = build(500, 50, made_up())

    def index() -> Prepared:
        return prepare(world.talents, world.vacancies, scoring=AS_PLANNED, circle=world.circle, n_circles=3)

    prepared = table.run("compiling from an empty cache: prepare", index)
    found = table.run("compiling: search, as a plan does", lambda: search(prepared, world.law))
    table.run("compiling: the parts of pairs", lambda: parts(prepared, found.edges))
    table.run("compiling: search without counts", lambda: search_pairs(prepared, world.law))


def skills_only(table: Table, world: World) -> tuple[Prepared, Pairs]:
    people, jobs = world.talents.select("isco08", "skills"), world.vacancies.select("isco08", "skills")
    circle = np.zeros(people.height, np.int8)
    prepared = table.run(
        "1  Corridor: prepare, skills alone",
        lambda: prepare(people, jobs, scoring=SKILLS_ALONE, circle=circle, n_circles=1),
    )
    law = LawMatrix.open(people.height, jobs.height)
    return prepared, table.run(
        "1  Corridor: best 50 overall, no condition", lambda: search_pairs(prepared, law, sharing=True)
    )


def weighted(prepared: Prepared, world: World, kind: type) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """The same vectors for peers: weights of a vacancy's skills over their sum; ones for a talent's."""
    order = {name: n for n, name in enumerate(world.vacancies["skills"].explode().drop_nulls().unique().sort())}
    rarity = np.zeros(world.vacancy_skills.shape[1])
    for name, n in order.items():
        rarity[int(name.removeprefix("skill:"))] = prepared.pool.rarity[n]
    vacancies = (world.vacancy_skills @ sp.diags(rarity)).tocsr()
    sums = np.asarray(vacancies.sum(axis=1)).ravel()
    vacancies = (sp.diags(1 / np.maximum(sums, 1)) @ vacancies).tocsr().astype(kind)
    return vacancies, world.talent_skills.astype(kind).T.tocsr()


def score_rows(pairs: Pairs, vacancies: int) -> np.ndarray:
    """Scores by vacancy from the highest, 0 where there are fewer than 50."""
    found = np.zeros((vacancies, K))
    first = np.searchsorted(pairs.vacancy, np.arange(vacancies))
    found[pairs.vacancy, np.arange(len(pairs)) - first[pairs.vacancy]] = pairs.score / 1e6
    return found


def peer_rows(product: sp.csr_matrix) -> np.ndarray:
    found = np.zeros((product.shape[0], K))
    for row in range(product.shape[0]):
        data = np.sort(product.data[product.indptr[row] : product.indptr[row + 1]])[::-1][:K]
        found[row, : len(data)] = data
    return found


def sparse_dot_topn(table: Table, world: World, prepared: Prepared, ours: np.ndarray) -> None:
    try:
        from sparse_dot_topn import sp_matmul_topn
    except ImportError:
        print("sparse_dot_topn is left out: it is not installed (make bench installs it)", file=sys.stderr)
        return
    vacancies, talents = weighted(prepared, world, np.float32)
    for threads in (1, 2) if vacancies.shape[0] <= 20_000 else (2,):
        product = table.run(
            f"1  sparse_dot_topn, {threads} threads, no condition",
            lambda n=threads: sp_matmul_topn(vacancies, talents, top_n=K, n_threads=n, sort=True),
        )
    table.note(f"largest difference of a score: {np.abs(peer_rows(product) - ours).max():.1e}")


def scipy_blocks(table: Table, world: World, prepared: Prepared, ours: np.ndarray) -> None:
    vacancies, talents = weighted(prepared, world, np.float32)
    rows = min(SCIPY_ROWS, vacancies.shape[0])

    def product() -> np.ndarray:
        found = np.zeros((rows, K))
        for start in range(0, rows, 500):
            block = (vacancies[start : start + 500] @ talents).tocsr()
            for row in range(block.shape[0]):
                data = block.data[block.indptr[row] : block.indptr[row + 1]]
                best = data if len(data) <= K else np.partition(data, len(data) - K)[-K:]
                found[start + row, : len(best)] = np.sort(best)[::-1]
        return found

    found = table.run("1  scipy product in blocks, no condition", product, times=vacancies.shape[0] / rows)
    table.note(f"largest difference of a score: {np.abs(found - ours[:rows]).max():.1e} ({rows:,} vacancies)")


def with_conditions(table: Table, world: World) -> None:
    """Hard conditions inside, the whole pool: what the reference figures of the prototype are of."""
    columns = ["isco08", "skills", "licences"]
    people = world.talents.select(*columns, "languages")
    jobs = world.vacancies.select(*columns, "languages_min")
    for circles in (1, 3):
        circle = world.circle if circles == 3 else np.zeros_like(world.circle)
        prepared = prepare(people, jobs, scoring=SKILLS_ALONE, circle=circle, n_circles=circles)
        name = "best 50 overall" if circles == 1 else "best 50 of 3 circles"
        pairs = table.run(
            f"2  Corridor: {name}, languages, licences, law",
            lambda p=prepared: search_pairs(p, world.law, sharing=True),
        )
        table.note(f"{len(pairs):,} pairs")


def as_planned(table: Table, world: World) -> None:
    prepared = table.run(
        "3  Corridor: prepare, all columns",
        lambda: prepare(world.talents, world.vacancies, scoring=AS_PLANNED, circle=world.circle, n_circles=3),
    )
    table.run("3  Corridor: best 50 of 3 circles, all conditions, no counts", lambda: search_pairs(prepared, world.law))
    without = table.rows[-1]["cpu"]
    found = table.run("3  Corridor: the same with counts of all in reach", lambda: search(prepared, world.law))
    reach, seconds = int(found.funnel.sum()), table.rows[-1]["cpu"]
    table.note(
        f"{len(found.edges):,} pairs; {reach:,} in reach; the counts cost {seconds - without:.2f} CPU s, "
        f"{(seconds - without) / max(1, reach) * 1e9:.1f} ns a pair"
    )
    undecided = table.run(
        "3  Corridor: with counts, undecided pairs kept too", lambda: search(prepared, world.law, place_undecided=True)
    )
    table.note(f"{len(undecided.edges):,} pairs")
    table.rows[-1]["in_reach"] = reach


def without_conditions(table: Table, world: World, without: list[str]) -> None:
    prepared, pairs = skills_only(table, world)
    ours = score_rows(pairs, world.vacancies.height)
    del pairs
    if "sparse_dot_topn" not in without:
        sparse_dot_topn(table, world, prepared, ours)
    if "scipy" not in without:
        scipy_blocks(table, world, prepared, ours)


def arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--large", action="store_true", help="1,000,000 x 100,000 instead of 100,000 x 10,000")
    options.add_argument("--talents", type=int)
    options.add_argument("--vacancies", type=int)
    options.add_argument("--only", default="1,2,3", help="of the three measurements above, with commas")
    options.add_argument("--without", default="", help="peers to leave out, with commas: sparse_dot_topn, scipy")
    zip_file = SHARED / "esco" / "ESCO dataset - v1.1.1 - classification - en - csv.zip"
    options.add_argument("--esco", type=Path, default=zip_file)
    options.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    given = options.parse_args()
    usual = LARGE if given.large else SMALL
    given.size = given.talents or usual[0], given.vacancies or usual[1]
    given.only, given.without = given.only.split(","), given.without.split(",")
    return given


def write(given: argparse.Namespace, results: dict[str, Any]) -> None:
    talents, vacancies = given.size
    name = "matching.json" if given.size == SMALL else f"matching-{talents}x{vacancies}.json"
    given.folder.mkdir(parents=True, exist_ok=True)
    (given.folder / name).write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(f"written: {given.folder / name}", file=sys.stderr)


def main() -> None:
    given = arguments()
    about = {"machine": machine.describe(), "versions": machine.versions()}
    print(machine.as_text(about))
    table = Table()
    print(f"{'':66s} {'CPU s':>10s} {'wall s':>9s} {'peak MB':>9s}")
    compile_all(table)
    relations = of_esco(given.esco) if given.esco.is_file() else made_up()
    title = f"drawing {given.size[0]:,} talents, {given.size[1]:,} vacancies"
    world = table.run(title, lambda: build(*given.size, relations))
    skills = world.talent_skills.nnz / given.size[0], world.vacancy_skills.nnz / given.size[1]
    table.note(f"{world.source}; {skills[0]:.1f} and {skills[1]:.1f} skills a row")
    if "1" in given.only:
        without_conditions(table, world, given.without)
    world = replace(world, talent_skills=sp.csr_matrix((0, 0)), vacancy_skills=sp.csr_matrix((0, 0)))
    if "2" in given.only:
        with_conditions(table, world)
    if "3" in given.only:
        as_planned(table, world)
    needs = memory_bytes(*given.size, skills=skills[0], languages=3, licences=16, circles=3, k=K, profiles=(256, 8))
    print(f"memory by the formula, without the tables: {needs / 2**20:,.0f} MB")
    size = {"talents": given.size[0], "vacancies": given.size[1], "source": world.source}
    write(given, about | size | {"rows": table.rows, "formula_mb": round(needs / 2**20)})


if __name__ == "__main__":
    main()
