"""Kill -9 in the middle of an import: no half dataset, no lost row, and the next worker takes it up again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.web.pool.killed import ROWS, WRONG

ROOT = Path(__file__).parents[3]
PATIENCE = 120
QUARANTINED = len(range(0, ROWS, WRONG))


class Installation:
    """An installation of its own: data folder, SQLite file, workers."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "web" / "corridor.sqlite3"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "CORRIDOR_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "corridor.web.settings",
        }
        self.run("-m", "corridor.web", "migrate", "-v", "0")

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def step(self, *arguments: str) -> str:
        return self.run("-m", "tests.web.pool.killed", *arguments)

    def state(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.step("state", key))
        return found

    def killed(self, when: str) -> None:
        """Start a worker, and kill it once a question to the database has an answer."""
        worker = subprocess.Popen(
            [sys.executable, "-m", "corridor.web", "work"],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._until(when)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()

    def _until(self, when: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with closing(sqlite3.connect(self.database, timeout=20)) as connection:
                if connection.execute(when).fetchone()[0]:
                    return
            time.sleep(0.01)
        raise AssertionError(f"never: {when}")


@pytest.mark.slow
@pytest.mark.parametrize(
    "when",
    [
        "SELECT count(*) FROM jobs_job WHERE stage IN ('open', 'read', 'write')",
        "SELECT count(*) > 1000 FROM pool_quarantinedrow",
    ],
    ids=["reading", "writing the quarantine"],
)
def test_a_killed_import_is_taken_up_again_and_loses_no_row(tmp_path: Path, when: str) -> None:
    here = Installation(tmp_path)
    key = here.step("ask")
    here.killed(when)
    dead = here.state(key)
    assert (dead["job"], dead["state"], dead["version"], dead["readable"]) == ("running", "importing", 0, 0), dead
    assert dead["source"], "the uploaded file is still there"
    here.step("later", key)
    here.run("-m", "corridor.web", "work", "--batch")
    found = here.state(key)
    assert (found["job"], found["attempts"], found["fault"], found["state"]) == ("done", 2, None, "ready")
    assert (found["version"], found["readable"]) == (1, ROWS - QUARANTINED)
    assert found["rows_in"] == found["sum"] == ROWS
    assert (found["in_quarantine"], found["faults"]) == (QUARANTINED, QUARANTINED), "nothing of the first attempt twice"
    assert not found["source"], "the file goes once its rows are safe"
