"""The public demonstration: made once, anew when the law changes, by one process at a time."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corridor.permits.book import data_folder
from corridor.web import serving
from corridor.web.audit.models import AuditEvent
from corridor.web.plans import demo, files, queries
from corridor.web.plans.faults import PlanFault
from corridor.web.plans.models import Plan
from corridor.web.pool.models import Dataset

SMALL = demo.Size(talents=150, vacancies=20)
ROOT = Path(__file__).parents[3]


def folders() -> list[str]:
    return sorted(f.name for f in files.home().iterdir() if f.is_dir())


@pytest.mark.django_db
def test_it_is_made_once() -> None:
    stages: list[str] = []
    first = demo.make_demo(progress=lambda stage, done, total: stages.append(stage), size=SMALL)
    assert {"synthesise", "search", "reform", "write"} <= set(stages)
    assert first.organisation is None
    assert first.synthetic
    assert [r["id"] for r in first.reforms] == [r.id for r in queries.result(first).reforms]
    assert queries.document(first)["inputs"]["talents"] == SMALL.talents
    second = demo.make_demo(size=SMALL)
    assert (second.pk, second.digest, second.finished_at) == (first.pk, first.digest, first.finished_at)
    assert queries.demo() == first
    assert Dataset.objects.filter(organisation=None).count() == 2


@pytest.mark.django_db
def test_another_law_makes_it_anew_under_the_same_address(django_capture_on_commit_callbacks: Any) -> None:
    first = demo.make_demo(size=SMALL)
    Plan.objects.update(law_hash="the law of last year")
    with django_capture_on_commit_callbacks(execute=True):
        second = demo.make_demo(size=SMALL)
    assert second.pk == first.pk
    assert second.digest == first.digest
    assert second.folder != first.folder
    assert folders() == [second.path.name]
    assert Dataset.objects.count() == 2
    assert AuditEvent.objects.filter(verb="plans.demo_made").count() == 2


@pytest.mark.django_db
def test_it_is_made_anew_when_asked(django_capture_on_commit_callbacks: Any) -> None:
    first = demo.make_demo(size=SMALL)
    with django_capture_on_commit_callbacks(execute=True):
        second = demo.make_demo(size=SMALL, renew=True)
    assert (second.pk, second.digest) == (first.pk, first.digest)
    assert folders() == [second.path.name] != [first.path.name]


@pytest.mark.django_db
def test_what_stops_it_in_its_own_process_is_told_to_the_one_that_waits(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.FILES = tmp_path / "file"
    here, there = multiprocessing.Pipe(duplex=False)
    with here, there:
        serving._make_demo(there, renew=True)
        fault = here.recv()
    assert isinstance(fault, PlanFault)
    assert "Not a directory" in fault.told("en")[0]
    assert len({fault.told(lang) for lang in ("en", "fr", "nl")}) == 3


@pytest.mark.slow
def test_two_processes_at_once_make_one(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, "CORRIDOR_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "corridor.web.settings"}
    shutil.copytree(data_folder() / "frozen", tmp_path / "frozen")
    subprocess.run([sys.executable, "-m", "corridor.web", "migrate", "-v", "0"], env=environment, check=True, cwd=ROOT)
    command = [sys.executable, "-m", "tests.web.plans.killed", "demo"]
    running = [
        subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [process.communicate(timeout=240)[0].strip() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert said[0] == said[1]
    assert said[0].endswith("made 1 datasets 2 folders 1")
