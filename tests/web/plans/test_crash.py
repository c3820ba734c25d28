"""Kill -9 in the middle of a run: no half-written plan, and it is taken up again by the next worker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corridor.permits.book import data_folder

ROOT = Path(__file__).parents[3]
PATIENCE = 120


class Installation:
    """An installation of its own: data folder, SQLite file, workers."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "web" / "corridor.sqlite3"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "CORRIDOR_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "corridor.web.settings",
        }
        shutil.copytree(data_folder() / "frozen", folder / "frozen")
        self.run("-m", "corridor.web", "migrate", "-v", "0")

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def step(self, *arguments: str) -> str:
        return self.run("-m", "tests.web.plans.killed", *arguments)

    def state(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.step("state", key))
        return found

    def worker(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "corridor.web", "work"],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def until_it_works(here: Installation, stages: tuple[str, ...]) -> None:
    """Wait until the run is in one of some stages."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with closing(sqlite3.connect(here.database, timeout=20)) as connection:
            state, stage = connection.execute("SELECT state, stage FROM jobs_job").fetchone()
        assert state in ("waiting", "running")
        if stage in stages:
            return
        time.sleep(0.02)
    raise AssertionError("the run did not begin")


@pytest.mark.slow
@pytest.mark.parametrize("stages", [("search", "search_further", "reform"), ("write",)], ids=["planning", "writing"])
def test_a_killed_run_is_taken_up_again_and_made_once(tmp_path: Path, stages: tuple[str, ...]) -> None:
    here = Installation(tmp_path)
    key = here.step("ask")
    worker = here.worker()
    try:
        until_it_works(here, stages)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    dead = here.state(key)
    assert (dead["job"], dead["finished"], dead["on_disk"], dead["made"]) == ("running", False, "", 0), dead
    here.step("later", key)
    here.run("-m", "corridor.web", "work", "--batch")
    found = here.state(key)
    assert (found["job"], found["attempts"], found["fault"]) == ("done", 2, None)
    assert found["finished"]
    assert found["digest"] == found["on_disk"] != ""
    assert found["left"] == [key]
    assert (found["made"], found["taken_up"]) == (1, 1)
