"""The benchmark of the live session runs, and tells a lost, doubled or changed vote. Its timings decide no test."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def live() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_live", ROOT / "benchmarks" / "live.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks its module up
    before = list(sys.path)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


def test_every_vote_as_it_was_confirmed_is_clean(live: ModuleType) -> None:
    found = live.compared([[0, "1"], [1, "2"]], {0: "1", 1: "2"}, {"1": 1, "2": 1, "3": 0})
    assert live.clean(found, 2)


@pytest.mark.parametrize(
    ("written", "tally", "name"),
    [
        ([[0, "1"]], {"1": 1, "2": 0}, "lost"),
        ([[0, "1"], [0, "1"], [1, "2"]], {"1": 2, "2": 1}, "doubled"),
        ([[0, "1"], [1, "1"]], {"1": 2, "2": 0}, "changed"),
    ],
)
def test_a_vote_that_went_wrong_is_told(
    live: ModuleType, written: list[list[object]], tally: object, name: str
) -> None:
    found = live.compared(written, {0: "1", 1: "2"}, tally)
    assert found[name]
    assert not live.clean(found, 2)


def test_a_vote_that_no_phone_sent_or_a_tally_that_is_no_sum_is_told(live: ModuleType) -> None:
    assert not live.clean(live.compared([[0, "1"], [None, "1"]], {0: "1"}, {"1": 2}), 2)
    assert not live.clean(live.compared([[0, "1"]], {0: "1"}, {"1": 2}), 1)


def test_percentiles_are_those_of_the_ordered_times(live: ModuleType) -> None:
    row = live.told([n / 1000 for n in range(100, 0, -1)], 300.0)
    assert (row["calls"], row["p50_ms"], row["p95_ms"]) == (100, 51.0, 96.0)
    assert "kept" in live.line("voting", row)


@pytest.mark.slow
@pytest.mark.postgres
def test_it_runs_with_few_phones(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "benchmarks" / "rules", tmp_path / "benchmarks" / "rules")
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "postgres.py", tmp_path / "tests")
    script = Path(shutil.copy(ROOT / "benchmarks" / "live.py", tmp_path / "benchmarks"))
    command = [sys.executable, str(script), "--phones", "10", "--vote-seconds", "2", "--seconds", "2", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = json.loads((tmp_path / "build" / "bench" / "live.json").read_text())
    for part in ("votes", "votes_killed"):
        assert kept[part]["written"] == kept[part]["confirmed"] == 10
