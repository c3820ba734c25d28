"""The benchmark of rank uncertainty runs and agrees with one draw at a time. Its timings decide no test."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_it_runs_and_scores_and_places_agree(tmp_path: Path) -> None:
    shutil.copytree(BENCHMARKS / "rules", tmp_path / "benchmarks" / "rules")
    script = Path(shutil.copy(BENCHMARKS / "attractiveness.py", tmp_path / "benchmarks"))
    command = [sys.executable, str(script), "--draws", "400", "--plain", "25", "--repeats", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = json.loads((tmp_path / "build" / "bench" / "attractiveness.json").read_text())
    assert kept["agrees"]
    assert kept["score_gap"] < 1e-9
    assert kept["ranks_differ"] == 0
    assert kept["corridor"] > 0
