"""The benchmark of the laboratory runs, and every move gives what a comparison gives. Its timings decide no test."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "benchmarks" / "laboratory.py"


def run(script: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(script), "--cases", "1500", "--repeats", "1", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_runs_and_agrees(tmp_path: Path) -> None:
    script = copied(tmp_path)
    done = run(script, "--region", "wallonia")
    assert done.returncode == 0, done.stderr
    assert "1,500 cases of wallonia" in done.stdout
    for move in ("a salary threshold", "a list entry more", "months to another employer", "a work route switched off"):
        assert move in done.stdout
    assert (tmp_path / "build" / "bench" / "laboratory.json").is_file()


def test_a_wrong_outcome_stops_the_run(tmp_path: Path) -> None:
    script = copied(tmp_path)
    text = script.read_text(encoding="utf-8")
    wrong = text.replace("trial.under(law)", "trial.under(before)")
    assert wrong != text
    script.write_text(wrong, encoding="utf-8")
    done = run(script)
    assert done.returncode == 1
    assert "AssertionError" in done.stderr


def copied(folder: Path) -> Path:
    """The benchmark in a folder of its own, so that its results are not written over those of the house."""
    (folder / "benchmarks").mkdir()
    shutil.copytree(ROOT / "benchmarks" / "rules", folder / "benchmarks" / "rules")
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "random_cases.py", folder / "tests")
    return Path(shutil.copy(SCRIPT, folder / "benchmarks"))
