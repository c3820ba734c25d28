"""Runs one implementation on one folder of cases in this process, and prints what it cost as JSON.

python run_one.py corridor_columns FOLDER --repeats 3 --answers FILE.npy
"""

import argparse
import gc
import importlib
import json
import resource
import sys
import time
import warnings
from pathlib import Path


def cpu():
    """User and system seconds of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def reset_peak():
    """Let the peak of memory count from here; False where the system cannot."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def peak_megabytes():
    """The most memory that this process held (since `reset_peak`, where the system can)."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        scale = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
    return int(status.split("VmHWM:")[1].split()[0]) / 2**10


def measure(name, folder, repeats, keep):
    """Best CPU seconds of `repeats` runs, wall seconds of the same run, and peak memory."""
    implementation = importlib.import_module(name)
    prepared = implementation.prepare(folder)
    runs = []
    result = None
    reset_peak()
    for _ in range(repeats):
        result = None
        gc.collect()
        wall, before = time.perf_counter(), cpu()
        result = implementation.run(prepared)
        runs.append((cpu() - before, time.perf_counter() - wall))
    peak = peak_megabytes()
    if keep:
        import numpy as np

        np.save(keep, implementation.answers(result))
    seconds, wall = min(runs)
    return {"cpu": seconds, "wall": wall, "all_cpu": [c for c, _ in runs], "peak_mb": peak}


def main():
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--answers", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print(json.dumps(measure(arguments.name, arguments.folder, arguments.repeats, arguments.answers)))


if __name__ == "__main__":
    main()
