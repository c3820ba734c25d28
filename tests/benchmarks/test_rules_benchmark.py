"""The benchmark of the rules engine runs, and every implementation that it compares gives the same answers.

What it measures never decides a test. OpenFisca is left out here: it has an environment of its own (`make bench`).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"
WITHOUT_OPENFISCA = "openfisca_flanders"
ALWAYS = {"corridor_columns", "corridor_natural", "corridor_cases", "numpy_arrays", "plain_python"}


def bench(folder: Path, *arguments: str, benchmarks: Path = BENCHMARKS) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(benchmarks / "rules.py"), "--quick", "--folder", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def agreement(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("bench")
    done = bench(folder, "--only", "agreement", "--without", WITHOUT_OPENFISCA)
    assert done.returncode == 0, done.stderr
    assert "all 27 results identical" in done.stdout
    found: dict[str, Any] = json.loads((folder / "rules.json").read_text(encoding="utf-8"))
    return found["agreement"]


def test_all_implementations_agree_on_2_000_cases(agreement: dict[str, Any]) -> None:
    assert set(agreement["implementations"]) >= ALWAYS
    assert [run["unknown"] for run in agreement["runs"]] == [0.0, 0.08, 0.35, 0.9]
    assert all(run["cases"] == 2_000 for run in agreement["runs"])


def test_the_cases_reach_all_three_answers(agreement: dict[str, Any]) -> None:
    for run in agreement["runs"][1:]:
        assert all(share > 0.01 for share in run["no_unknown_yes"])
    no, unknown, yes = agreement["runs"][0]["no_unknown_yes"]
    assert min(no, yes) > 0.1
    assert unknown < 0.1  # only what the law itself leaves open


def test_numba_takes_part(agreement: dict[str, Any]) -> None:
    assert "numba_fused" in agreement["implementations"]


def test_a_wrong_answer_stops_the_run(tmp_path: Path) -> None:
    copy = tmp_path / "benchmarks"
    shutil.copytree(BENCHMARKS, copy)
    rival = copy / "rules" / "numpy_arrays.py"
    text = rival.read_text(encoding="utf-8")
    wrong = text.replace("age < limit", "age <= limit")
    assert wrong != text
    rival.write_text(wrong, encoding="utf-8")
    others = "corridor_natural,corridor_cases,numba_fused,openfisca_flanders"
    done = bench(tmp_path / "out", "--only", "agreement,engines", "--without", others, benchmarks=copy)
    assert done.returncode == 1
    assert "numpy by hand differs at 0% unknown" in done.stderr
    assert "hs_salary" in done.stderr
    assert "CPU seconds" not in done.stdout
    assert not (tmp_path / "out" / "rules.json").exists()


def test_an_unknown_part_is_refused(tmp_path: Path) -> None:
    done = bench(tmp_path, "--only", "speed")
    assert done.returncode == 2
    assert "parts are agreement, engines" in done.stderr
