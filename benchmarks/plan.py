"""The whole `corridor plan`, from files to the written page, beside its limits: `plan.py [--large | --sizes ...]`.

Each size is one synthetic pool, planned by the command in a process of its own for each region, with the two example
reforms in Flanders; read from Parquet, written with page and tables. Printed: wall and CPU seconds of all threads, the
peak resident set, and the limit. The first run of a fresh installation also compiles the search and the allocation;
the row "cold" has it, all others do not. Results: the screen and build/bench/plan.json.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks" / "rules"))

import machine  # noqa: E402

REFORMS = ("employer_change_after_12_months", "flanders_medium_skilled_2023")
REGIONS = ("flanders", "wallonia", "brussels")
LIMITS = {(20_000, 3_000): 15.0, (200_000, 20_000): 180.0, (1_000_000, 100_000): 1_800.0}
"""Wall seconds wanted on two free cores."""
MEMORY_GB = 8.0
SEED, DAY = 1, "2026-11-21"


def main() -> None:
    """Measure, print, keep."""
    asked = arguments()
    rows = []
    with tempfile.TemporaryDirectory(prefix="corridor-bench-plan-") as made:
        cache = Path(made) / "numba"
        for talents, vacancies in asked.sizes:
            for region in asked.regions:
                pool = Path(made) / f"{region}-{talents}"
                corridor("pool", "synthesise", "--talents", str(talents), "--vacancies", str(vacancies),
                         "--seed", str(SEED), "--region", region, "--out", str(pool), cache=cache)  # fmt: skip
                if not rows:
                    rows.append({"name": "cold", **measured(region, pool, made, cache), "limit": None})
                found = measured(region, pool, made, cache)
                size = f"{region} {talents:,} x {vacancies:,}"
                rows.append({"name": size, **found, "limit": LIMITS.get((talents, vacancies))})
                print(line(rows[-1]), flush=True)
    print("\n".join(["", *map(line, rows)]))
    target = ROOT / "build" / "bench" / "plan.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"machine": machine.describe(), "rows": rows}, indent=1), encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Sizes and regions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 1,000,000 x 100,000")
    parser.add_argument("--sizes", nargs="*", help="such as 20000x3000")
    parser.add_argument("--regions", nargs="*", default=REGIONS)
    found = parser.parse_args()
    sizes = list(LIMITS)[: 3 if found.large else 2]
    found.sizes = [tuple(map(int, s.split("x"))) for s in found.sizes] if found.sizes else sizes
    return found


def corridor(*words: str, cache: Path) -> Any:
    """Run the command; its output where it is of use."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "POLARS_MAX_THREADS": "2"}
    command = [sys.executable, "-m", "corridor.cli", *words]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return done.stdout


def measured(region: str, pool: Path, made: str, cache: Path) -> dict[str, Any]:
    """One plan: seconds, memory and what came out."""
    from corridor.permits.book import LAW

    reforms = [str(LAW / "reforms" / f"{name}.yaml") for name in REFORMS] if region == "flanders" else []
    words = [w for reform in reforms for w in ("--reform", reform)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    out = corridor("plan", region, "--date", DAY, "--talents", str(pool / "talents.parquet"),
                   "--vacancies", str(pool / "vacancies.parquet"), *words, "--out", str(Path(made) / "plan"),
                   "--format", "csv", cache=cache)  # fmt: skip
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    posts = sum(int(row.split(",")[2]) for row in out.splitlines()[1:])
    return {"wall": wall, "cpu": cpu, "peak_gb": after.ru_maxrss / 1e6, "posts": posts}


def line(row: dict[str, Any]) -> str:
    """A row for the screen."""
    wanted = "" if row["limit"] is None else f"  wanted {row['limit']:,.0f} s, {MEMORY_GB:.0f} GB"
    return (
        f"{row['name']:32} {row['wall']:8.1f} s wall {row['cpu']:8.1f} s CPU "
        f"{row['peak_gb']:5.2f} GB  {row['posts']:,} posts{wanted}"
    )


if __name__ == "__main__":
    main()
