"""Speed and memory of the rules engine, measured beside others, with the answers compared first.

    make bench                                    all of it
    make bench ARGS="--sizes 10000,1000000"       other numbers of cases
    make bench ARGS="--only engines,start"        some parts: agreement, engines, law, reform, case, start
    make bench ARGS="--quick"                     small numbers, once: does it run and agree? Nothing is judged.

README.md beside this file says what is measured and how.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
PARTS = HERE / "rules"
sys.path.insert(0, str(PARTS))

import machine  # noqa: E402
from cases import RESULTS, SEED, UNKNOWN, figures, make, write  # noqa: E402
from small_law import rules  # noqa: E402

ROOT = HERE.parent
FAST = ("corridor_columns", "corridor_natural", "numba_fused", "numpy_arrays", "openfisca_flanders")
SLOW = ("corridor_cases", "plain_python")
NAMES = {
    "corridor_columns": "Corridor",
    "corridor_natural": "Corridor, natural values",
    "corridor_cases": "Corridor, case by case",
    "numba_fused": "numba, fused by hand",
    "numpy_arrays": "numpy by hand",
    "openfisca_flanders": "OpenFisca-core 46",
    "plain_python": "plain Python objects",
}
SLOW_LIMIT = 100_000
"""Case by case: more cases than this are scaled up from it."""
PARTS_OF_RUN = ("agreement", "engines", "law", "reform", "case", "start")
UNKNOWN_SHARES = (0.0, 0.08, 0.35, 0.9)


def main():
    """Run what the arguments ask for."""
    options = _options()
    os.environ.setdefault("NUMBA_CACHE_DIR", str(options.folder.resolve() / "numba"))
    began = time.time()
    present = {name: _interpreter(name) for name in (*FAST, *SLOW) if name not in options.without}
    present = {name: python for name, python in present.items() if python}
    found = {"machine": machine.describe(), "versions": machine.versions(present.get("openfisca_flanders"))}
    print(machine.as_text(found))
    try:
        if "agreement" in options.only:
            found["agreement"] = agreement(options, present)
        if "engines" in options.only:
            found["engines"] = engines(options, present)
        for part in ("law", "reform", "case", "start"):
            if part in options.only:
                found[part] = real_law(options, part)
    finally:
        shutil.rmtree(options.folder / "cases", ignore_errors=True)
    if not options.quick:
        found["bars"] = bars(found)
        print_bars(found["bars"])
    found["seconds"] = round(time.time() - began)
    (options.folder / "rules.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    note(f"written: {options.folder / 'rules.json'} after {found['seconds']} s")


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="10000,100000,1000000,10000000", help="numbers of cases, with commas")
    parser.add_argument("--only", default=",".join(PARTS_OF_RUN), help="parts, with commas")
    parser.add_argument("--without", default="", help="implementations to leave out, with commas")
    parser.add_argument("--repeats", type=int, default=5, help="runs of which the best counts")
    parser.add_argument("--quick", action="store_true", help="2,000 cases for agreement, small tables, one run")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    options = parser.parse_args()
    options.sizes = [10_000] if options.quick else [int(n) for n in options.sizes.split(",")]
    options.only = options.only.split(",")
    options.without = options.without.split(",")
    options.repeats = 1 if options.quick else options.repeats
    options.agree = 2_000 if options.quick else 20_000
    options.table = 20_000 if options.quick else 1_000_000
    for name in {*options.only} - {*PARTS_OF_RUN}:
        parser.error(f"--only: no part {name!r}; parts are {', '.join(PARTS_OF_RUN)}")
    options.folder.mkdir(parents=True, exist_ok=True)
    return options


def note(text):
    """Progress, apart from the results."""
    print(text, file=sys.stderr, flush=True)


# ---- five routes in every implementation ------------------------------------------------------


def _interpreter(name):
    """The Python that can run an implementation; None, and a note, where there is none."""
    if name == "openfisca_flanders":
        python = os.environ.get("CORRIDOR_OPENFISCA_PYTHON")
        if not python:
            note("OpenFisca is left out: CORRIDOR_OPENFISCA_PYTHON names no interpreter (make bench sets it)")
        return python
    if name == "numba_fused" and machine.version("numba") is None:
        note("numba is left out: it is not installed (make bench installs it)")
        return None
    return sys.executable


def cases_folder(options, n, unknown=UNKNOWN, seed=SEED):
    """A folder of synthetic cases beside the law's figures; made where it is not there yet."""
    folder = options.folder / "cases" / f"{n}_{unknown}_{seed}"
    if not folder.exists():
        law = figures(rules())
        write(folder, *make(n, law=law, seed=seed, unknown=unknown))
        (folder / "figures.json").write_text(json.dumps(law), encoding="utf-8")
    return folder


def run(python, script, *arguments):
    """A part of the benchmark in a process of its own; what it printed as JSON."""
    command = [python, str(PARTS / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def agreement(options, present):
    """Every implementation gives the 27 results of plain Python, or the run stops here."""
    found = []
    for position, unknown in enumerate(UNKNOWN_SHARES):
        note(f"agreement: {options.agree:,} cases, {unknown:.0%} unknown")
        folder = cases_folder(options, options.agree, unknown, SEED + 1 + position)
        reference = None
        for name in sorted(present, key=lambda n: n != "plain_python"):
            file = folder / f"{name}.npy"
            run(present[name], "run_one.py", name, folder, "--repeats", 1, "--answers", file)
            answers = np.load(file)
            reference = answers if reference is None else reference
            wrong = {r: int(n) for r, n in zip(RESULTS, (answers != reference).sum(axis=0), strict=True) if n}
            if wrong:
                raise SystemExit(f"{NAMES[name]} differs at {unknown:.0%} unknown: {wrong}. Nothing was measured.")
        states = np.bincount(reference.ravel(), minlength=3) / reference.size
        found.append(
            {"unknown": unknown, "cases": options.agree, "no_unknown_yes": [round(float(s), 4) for s in states]}
        )
        shutil.rmtree(folder)
    print(f"\nAgreement: {len(present)} implementations, {options.agree:,} cases each at", end=" ")
    print(", ".join(f"{u:.0%}" for u in UNKNOWN_SHARES), "unknown facts: all 27 results identical")
    return {"implementations": [*present], "runs": found}


def engines(options, present):
    """CPU seconds and peak memory of each implementation at each size."""
    found = []
    for n in options.sizes:
        folder = cases_folder(options, n)
        for name in present:
            if name in SLOW and n > SLOW_LIMIT:
                found.append(_scaled(found, options, present, name, n))
                continue
            note(f"engines: {n:,} cases, {NAMES[name]}")
            repeats = 1 if name in SLOW else options.repeats
            found.append(
                {"name": name, "cases": n, **run(present[name], "run_one.py", name, folder, "--repeats", repeats)}
            )
        shutil.rmtree(folder)
    print_engines(found, options.sizes, present)
    return found


def _scaled(found, options, present, name, n):
    """What more cases would take, from the largest number that was run."""
    at = next((r for r in found if r["name"] == name and r["cases"] == SLOW_LIMIT), None)
    if at is None:
        note(f"engines: {SLOW_LIMIT:,} cases, {NAMES[name]} (to be scaled)")
        folder = cases_folder(options, SLOW_LIMIT)
        at = run(present[name], "run_one.py", name, folder, "--repeats", 1)
    return {"name": name, "cases": n, "cpu": at["cpu"] * n / SLOW_LIMIT, "peak_mb": None, "scaled_from": SLOW_LIMIT}


def print_engines(found, sizes, present):
    """A table of sizes and implementations, each against Corridor."""
    print("\nFive Flemish routes, 27 results a case: CPU seconds (ratio to Corridor), peak memory")
    print(f"{'':26}" + "".join(f"{n:>28,}" for n in sizes))
    by = {(r["name"], r["cases"]): r for r in found}
    for name in present:
        line = f"{NAMES[name]:26}"
        for n in sizes:
            row, base = by[name, n], by.get(("corridor_columns", n))
            seconds = f"{'~' if row.get('scaled_from') else ''}{row['cpu']:.3f}"
            ratio = f" ({row['cpu'] / base['cpu']:.2f})" if base else ""
            memory = f"{row['peak_mb']:,.0f} MB" if row["peak_mb"] else "-"
            line += f"{seconds + ratio:>18}{memory:>10}"
        print(line)
    print(f"~ scaled up from {SLOW_LIMIT:,} cases")


# ---- the real law -----------------------------------------------------------------------------


def real_law(options, part):
    """A part that runs on the law that Corridor answers with."""
    note(f"{part}: {'on ' + format(options.table, ',') + ' cases' if part in ('law', 'reform') else 'one case'}")
    sizes = ["--cases", options.table, "--repeats", options.repeats]
    found = run(sys.executable, "real_law.py", part, "--folder", options.folder, *sizes)
    print()
    for line in found.pop("lines"):
        print(line)
    return found


# ---- what is wanted ---------------------------------------------------------------------------


def bars(found):
    """Each wanted bar: what was measured, and whether it is met; `met` is None where it was not measured."""
    at = {r["name"]: r for r in found.get("engines", ()) if r["cases"] == 10_000_000}
    own = at.get("corridor_columns")
    out = []

    def bar(what, measured, wanted, unit):
        out.append({"what": what, "measured": measured, "wanted": wanted, "unit": unit, "met": _met(measured, wanted)})

    def against(name):
        return own["cpu"] / at[name]["cpu"] if own and name in at else None

    bar("10 million cases, five routes: CPU against OpenFisca-core 46", against("openfisca_flanders"), 0.1, "times")
    bar("10 million cases, five routes: CPU against hand-fused numba", against("numba_fused"), 1.5, "times")
    million = 1_000_000
    law = found.get("law", {})
    bar("the whole Flemish law on 1 million cases", law.get("cpu") if law.get("cases") == million else None, 5, "CPU s")
    reforms = found.get("reform", {})
    for name, row in reforms.get("reforms", {}).items():
        measured = row["cpu"] if reforms["cases"] == million else None
        bar(f"reform {name} on 1 million cases", measured, 1, "CPU s")
    case = found.get("case", {})
    bar("one case without explanation (worst)", case.get("decide_ms", {}).get("worst"), 0.1, "ms")
    bar("one case with explanation and changes (worst)", case.get("answer_ms", {}).get("worst"), 10, "ms")
    start = found.get("start", {})
    bar("corridor permits check from a cold start, against its imports", start.get("ratio"), 2.5, "times")
    bar("corridor permits check from a cold start (better)", start.get("check"), 0.5, "CPU s")
    return out


def _met(measured, wanted):
    return None if measured is None else measured <= wanted


def print_bars(found):
    """A line a bar."""
    print("\nWanted")
    words = {True: "met", False: "NOT MET", None: "not measured"}
    for bar in found:
        measured = "" if bar["measured"] is None else f"{bar['measured']:.3g} {bar['unit']}, "
        print(f"{words[bar['met']]:13} {bar['what']}: {measured}wanted at most {bar['wanted']} {bar['unit']}")


if __name__ == "__main__":
    main()
