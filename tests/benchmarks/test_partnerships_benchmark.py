"""The benchmark of the cohort simulation runs; where SimPy is installed, both give the same distributions.

Its timings decide no test.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_it_runs_and_agrees_or_says_that_simpy_is_missing(tmp_path: Path) -> None:
    shutil.copytree(BENCHMARKS / "rules", tmp_path / "benchmarks" / "rules")
    script = Path(shutil.copy(BENCHMARKS / "partnerships.py", tmp_path / "benchmarks"))
    command = [sys.executable, str(script), "--draws", "400", "--repeats", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = json.loads((tmp_path / "build" / "bench" / "partnerships.json").read_text())
    assert kept["corridor"] > 0
    if importlib.util.find_spec("simpy") is None:
        assert "SimPy is not installed" in done.stdout
    else:
        assert kept["agrees"]
        assert len(kept["distances"]) == 5
