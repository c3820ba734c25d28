"""Moves in the reform laboratory on a million pairs, beside `permits.compare.compare`: `laboratory.py [--cases N]`.

    make bench BENCH=laboratory
    make bench BENCH=laboratory ARGS="--cases 100000 --region brussels"
    make bench BENCH=laboratory ARGS="--years"     filing dates of all years instead of one day

A move is what happens when an analyst lets go of a slider: the changes become a reform, the law of the region is put
together and checked, and the trial gives the outcome. Each move is first made once and must give what `compare` gives,
or the run stops; then it is repeated, and the middle and the slowest run are printed beside the limit. Cases are random
over every fact of the vocabulary, 8 % of each unknown: more facts than people state, so that rows are all different.
Results: the screen and build/bench/laboratory.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "rules")]
os.environ.setdefault("POLARS_MAX_THREADS", "2")

import machine  # noqa: E402

LIMIT_MS = 300.0
DAY, YEARS_START = date(2026, 11, 21), date(2024, 7, 1)
"""The day of filing and of the reform; the day of the reform where filing dates lie in all years."""
SEED, UNKNOWN, PART = 2026, 0.08, 100_000
TEXT = {"en": "Trial", "fr": "Essai", "nl": "Proef"}


def main() -> None:
    """Measure, print, keep."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="corridor-bench-laboratory-") as made:
        os.environ.setdefault("CORRIDOR_DATA", str(Path(made) / "data"))
        found = measured(asked, Path(made))
    target = ROOT / "build" / "bench" / "laboratory.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"machine": machine.describe(), **found}, indent=1), encoding="utf-8")
    slow = [row["name"] for row in found["moves"] if not row["met"]]
    print(f"\nOver the limit of {LIMIT_MS:.0f} ms: {', '.join(slow) or 'none'}")


def arguments() -> argparse.Namespace:
    """Size, region, repeats."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--region", default="flanders")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--years", action="store_true", help="filing dates of all years of the law that is described")
    return parser.parse_args()


def population(asked: argparse.Namespace) -> Any:
    """Random cases as `read_cases` would leave them."""
    import polars as pl

    from corridor.permits.book import book
    from corridor.permits.case_table import checked
    from tests.random_cases import frame

    days = {} if asked.years else {"first": DAY, "last": DAY}
    rules, left, parts = book(asked.region).rules, asked.cases, []
    while left > 0:
        parts.append(frame(rules, min(PART, left), SEED + len(parts), UNKNOWN, **days))
        left -= PART
    return checked(pl.concat(parts)).frame


def moves(region: str, start: date) -> dict[str, tuple[Any, ...]]:
    """What an analyst does, in changes that the region's law allows; no amounts of law stand here."""
    from corridor.permits.book import book, documents
    from corridor.rules import amendment as a
    from corridor.rules.adjustable import adjustable

    can = adjustable(documents(), book(region).rules, start)
    values = {v.name: v for v in can.values}
    pay = max((v for v in can.values if v.kind == "money" and not v.federal and v.value), key=lambda v: len(v.routes))
    threshold = next(v for n, v in values.items() if n.startswith("hs_salary_min") and v.value)
    biggest = max((x for x in can.lists if x.entries and x.routes), key=lambda x: len(x.entries))
    change = values["employer_change_free_after_months"]
    route = next(r for r in can.routes if r.name == "highly_skilled")
    free = next(r for r in can.routes if r.name == "exempt_eea_swiss")
    held = {group for entry in biggest.entries for group in entry.unit_groups}
    added = a.Added(codes=(next(f"{n}" for n in range(2111, 10_000, 11) if f"{n}" not in held),), title=TEXT)
    found: dict[str, tuple[Any, ...]] = {
        "a salary threshold": (a.SetValue(path=threshold.path, value=lower(threshold)),),
        "the wage that thresholds follow": (a.SetValue(path=pay.path, value=lower(pay)),),
        "a list entry less": (a.ChangeList(path=biggest.path, remove=(biggest.entries[0].title["en"],)),),
        "a list entry more": (a.ChangeList(path=biggest.path, add=(added,)),),
        "months to another employer": (a.SetValue(path=change.path, value=12),),
        "a work route switched off": (a.CloseRoute(path=route.path),),
        "an exemption switched off": (a.CloseRoute(path=free.path),),
        "a condition dropped": (a.DropCondition(path=route.conditions[-1].path),),
    }
    found["all of these but the routes"] = tuple(
        c for n, cs in found.items() for c in cs if "switched" not in n and "less" not in n
    )
    return found


def lower(value: Any) -> Any:
    """A fifth of the way from today's value to the slider's lowest place."""
    steps = int((value.value - value.bounds.low) / value.bounds.step) // 5
    return value.value - steps * value.bounds.step


def measured(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The moves, each checked and timed."""
    import importlib

    from polars.testing import assert_frame_equal

    from corridor.permits.book import book, documents
    from corridor.permits.trial import Trial
    from corridor.rules import amendment as a

    compare = importlib.import_module("corridor.permits.compare").compare  # the package has a function of this name
    cases = population(asked)
    documents()
    prepare, trial = timed(lambda: Trial(cases, book(asked.region)))
    print(machine.as_text({"machine": machine.describe(), "versions": machine.versions()}))
    head = f"{asked.cases:,} cases of {asked.region}, {trial.rows:,} rows kept, {trial.size_bytes / 1e6:,.0f} MB"
    print(f"\n{head}, made ready in {prepare / 1000:.1f} s\n")
    columns = ("law", "table", "move", "slowest", "first", "compare")
    print(f"{'ms':34}" + "".join(f"{c:>9}" for c in columns) + f"{'times':>8}")
    rows, start = [], YEARS_START if asked.years else DAY
    for number, (name, changes) in enumerate(moves(asked.region, start).items()):
        made = a.Amendment(id="trial", label=TEXT, start=start, changes=changes)
        path = folder / f"{number}.yaml"

        def move(made: Any = made) -> tuple[float, float, Any]:
            before = book(asked.region).rules
            law_ms, (_, law) = timed(lambda: a.amended(made, documents(), asked.region, before))
            table_ms, outcome = timed(lambda: trial.under(law))
            return law_ms, table_ms, outcome

        first = move()
        a.write(a.document(made), path)
        whole_ms, whole = timed(lambda path=path: compare(cases, path, validate=False))
        for part in ("transitions", "groups", "dependence"):
            assert_frame_equal(getattr(first[2], part), getattr(whole, part))
        del whole
        again = [move()[:2] for _ in range(asked.repeats)]
        rows.append(row(name, first[:2], again, whole_ms))
        print(line(rows[-1]), flush=True)
    return {"cases": asked.cases, "region": asked.region, "years": asked.years, "prepare_ms": prepare, "moves": rows}


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds on the clock, and what came out."""
    before = time.perf_counter()
    found = run()
    return (time.perf_counter() - before) * 1000, found


def row(name: str, first: Any, again: list[tuple[float, float]], compare: float) -> dict[str, Any]:
    """A move's milliseconds: the middle of the repeats, the slowest, the very first."""
    whole = [law + table for law, table in again]
    middle = statistics.median(whole)
    return {
        "name": name,
        "law": statistics.median(law for law, _ in again),
        "table": statistics.median(table for _, table in again),
        "move": middle,
        "slowest": max(whole),
        "first": sum(first),
        "compare": compare,
        "times": compare / middle,
        "met": middle <= LIMIT_MS,
    }


def line(found: dict[str, Any]) -> str:
    """A row for the screen."""
    numbers = "".join(f"{found[c]:9,.0f}" for c in ("law", "table", "move", "slowest", "first", "compare"))
    verdict = "" if found["met"] else f"   over {LIMIT_MS:.0f}"
    return f"{found['name']:34}{numbers}{found['times']:8.0f}{verdict}"


if __name__ == "__main__":
    main()
