"""The law that Corridor answers with: tables, reforms, one case, a cold start. Each part runs in a process of its own.

python real_law.py law --folder build/bench --cases 1000000 --repeats 3
"""

import argparse
import gc
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from run_one import cpu, peak_megabytes, reset_peak

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "tests"))

SEED = 2026
REGION = "flanders"
CASES = 30
"""Worked cases that are timed one by one, spread over all of them."""
A_CASE = """\
id: engineer
region: flanders
application_date: 2026-03-10
facts:
  nationality: IN
  birth_date: 1997-05-20
  residence_status: abroad
  employment: local
  gross_annual_salary: 52000
  education_level: 7
  duration_days: 730
"""


def main():
    """Measure one part as the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    os.environ["CORRIDOR_DATA"] = str((options.folder / "data").resolve())
    print(json.dumps(PARTS[options.part](options)))


def best(run, repeats):
    """The fewest CPU seconds of some runs, and the peak of memory over all of them."""
    seconds = []
    reset_peak()
    for _ in range(repeats):
        gc.collect()
        before = cpu()
        run()
        seconds.append(cpu() - before)
    return {"cpu": min(seconds), "all_cpu": seconds, "peak_mb": peak_megabytes()}


def population(region, n):
    """Random cases of a region as `read_cases` would leave them, and what checking them costs."""
    from random_cases import frame

    from corridor.permits.book import book
    from corridor.permits.case_table import checked

    stated = frame(book(region).rules, n, SEED)
    before = cpu()
    read = checked(stated)
    seconds = cpu() - before
    assert not read.quarantine.height
    return read.frame, seconds


# ---- tables -----------------------------------------------------------------------------------


def whole_law(options):
    """Every route of the region, whether a permit is needed, months of dependence."""
    from corridor.permits.book import book
    from corridor.permits.table import evaluate

    rules = book(REGION).rules
    frame, checking = population(REGION, options.cases)
    found = best(lambda: evaluate(frame, validate=False), options.repeats)
    masks = best(lambda: evaluate(frame, validate=False, masks=True), min(options.repeats, 2))
    conditions = sum(len(r.conditions) for r in rules.routes.values())
    facts = sum(c in rules.facts for c in frame.columns)
    size = f"{len(rules.routes)} routes, {conditions} conditions"
    lines = [
        f"The whole Flemish law: {size}, {options.cases:,} cases of {facts} facts",
        f"  answered                         {found['cpu']:7.2f} CPU s   {found['peak_mb']:7,.0f} MB",
        f"  with masks of failing conditions {masks['cpu']:7.2f} CPU s   {masks['peak_mb']:7,.0f} MB",
        f"  checking the values beforehand   {checking:7.2f} CPU s",
    ]
    extra = {"masks": masks, "checking_cpu": checking, "routes": len(rules.routes), "conditions": conditions}
    return {"cases": options.cases, **found, **extra, "lines": lines}


def reforms(options):
    """Each example reform: the routes that it touches, under the law and under the reform, and the transitions."""
    from corridor.permits.book import LAW, book, reformed
    from corridor.rules.reform import read_reform, touched

    module = importlib.import_module("corridor.permits.compare")  # the package has a function of this name
    lines = [f"Reforms, {options.cases:,} cases: law and reform decided, changes counted"]
    found = {}
    frames = {}
    for path in sorted((LAW / "reforms").glob("*.yaml")):
        region = _region(read_reform(path))
        before, after = book(region), reformed(path, region)
        routes = touched(before.rules, after.rules)
        if region not in frames:
            frames = {region: population(region, options.cases)[0]}
        frame = frames[region]
        row = best(lambda b=before, a=after, f=frame, r=routes: transitions(f, b, a, r), options.repeats)
        whole = best(lambda f=frame, p=path, m=module: m.compare(f, p, validate=False), min(options.repeats, 2))
        found[path.stem] = {**row, "region": region, "touched": routes, "compare": whole}
        lines.append(
            f"  {path.stem:34} {row['cpu']:5.2f} CPU s   {row['peak_mb']:7,.0f} MB   {len(routes)} routes touched; "
            f"compare with winners, losers and bands {whole['cpu']:.2f} CPU s"
        )
    return {"cases": options.cases, "reforms": found, "lines": lines}


def _region(reform):
    """A region that the reform changes; Flanders for a federal one."""
    paths = [*reform.parameters, *reform.lists, *reform.conditions, *reform.terms, *reform.routes]
    return next((p.split(".")[0] for p in paths if not p.startswith("federal.")), REGION)


def transitions(frame, before, after, routes):
    """Cases by route, state before and state after."""
    from corridor.permits.table import decided_beside

    crossed = importlib.import_module("corridor.permits.compare").crossed
    first, second = decided_beside(frame, before, after, routes=routes)
    return {route: crossed(first[route], second[route]) for route in routes}


# ---- one case ---------------------------------------------------------------------------------


def one_case(options):
    """Worked cases one by one: decided alone, and answered with explanation and changes."""
    import yaml

    import corridor.permits as package
    from corridor.permits.answer import answer, decide
    from corridor.permits.book import book
    from corridor.permits.case import read_case

    raw = yaml.safe_load((Path(package.__file__).parent / "worked_cases.yaml").read_text(encoding="utf-8"))
    cases = [read_case(one, book(REGION).rules) for one in raw[:: max(1, len(raw) // CASES)]]
    rounds = options.repeats
    found = {"fresh_ms": [], "decide_ms": [], "answer_ms": []}
    for case in cases:
        law = book(case.region)
        found["fresh_ms"].append(_timed(lambda c=case, b=law: decide(c, b), 1))
        found["decide_ms"].append(min(_timed(lambda c=case, b=law: decide(c, b), 300) for _ in range(rounds)))
        found["answer_ms"].append(min(_timed(lambda c=case, b=law: answer(c, b), 3) for _ in range(rounds)))
    out = {n: {"median": statistics.median(v), "worst": max(v)} for n, v in found.items()}
    lines = [
        f"One case, {len(cases)} worked cases of four regions: CPU ms, median and worst",
        f"  decided                          {out['decide_ms']['median']:8.3f} {out['decide_ms']['worst']:8.3f}",
        f"  decided, first case of its dates {out['fresh_ms']['median']:8.3f} {out['fresh_ms']['worst']:8.3f}",
        f"  with explanation and changes     {out['answer_ms']['median']:8.3f} {out['answer_ms']['worst']:8.3f}",
    ]
    return {**out, "cases": len(cases), "lines": lines}


def _timed(run, times):
    before = time.process_time_ns()
    for _ in range(times):
        run()
    return (time.process_time_ns() - before) / times / 1e6


def cold_start(options):
    """The command on one case, against importing pydantic, yaml and typer; in turn, the law frozen beforehand."""
    file = options.folder / "case.yaml"
    file.write_text(A_CASE, encoding="utf-8")
    check = [sys.executable, "-m", "corridor.cli", "permits", "check", str(file), "--format", "json"]
    imports = [sys.executable, "-c", "import pydantic, yaml, typer"]
    for command in (check, imports) * 2:
        _child(command)
    rounds = 4 * options.repeats
    pairs = [(_child(check), _child(imports)) for _ in range(rounds)]
    own, base = (min(seconds) for seconds in zip(*pairs, strict=True))
    middle = statistics.median(a / b for a, b in pairs)
    lines = [
        f"A cold start, best of {rounds} in turn: CPU seconds",
        f"  corridor permits check           {own:8.3f}",
        f"  import pydantic, yaml, typer     {base:8.3f}   ratio {own / base:.2f} (median of the pairs {middle:.2f})",
    ]
    return {"check": own, "imports": base, "ratio": own / base, "median_ratio": middle, "lines": lines}


def _child(command):
    """CPU seconds of a process. Bytecode may be kept, as it is for anyone who runs a command twice."""
    environment = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


PARTS = {"law": whole_law, "reform": reforms, "case": one_case, "start": cold_start}

if __name__ == "__main__":
    main()
