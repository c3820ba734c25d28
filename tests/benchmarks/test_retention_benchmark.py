"""The benchmark of stay rates runs; where lifelines is installed, both give the same curves. Timings decide no test."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_it_runs_and_agrees_or_says_that_lifelines_is_missing(tmp_path: Path) -> None:
    shutil.copytree(BENCHMARKS / "rules", tmp_path / "benchmarks" / "rules")
    script = Path(shutil.copy(BENCHMARKS / "retention.py", tmp_path / "benchmarks"))
    command = [sys.executable, str(script), "--persons", "2000", "--repeats", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = json.loads((tmp_path / "build" / "bench" / "retention.json").read_text())
    assert kept["kaplan_meier"] > 0
    assert kept["aalen_johansen"] > 0
    if importlib.util.find_spec("lifelines") is None:
        assert "lifelines is not installed" in done.stdout
    else:
        assert kept["agrees"]
