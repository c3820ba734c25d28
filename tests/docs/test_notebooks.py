"""The notebooks of the manual run, show what they are stored with, and become pages of the manual."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs import notebooks

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
RENEW = "run `python tests/docs/notebooks.py {path}` and read what changed"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_is_stored_with(path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(path, tmp_path))
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "docs" / "notebooks.py"), str(copy)],
        env=os.environ | {"CORRIDOR_DATA": str(tmp_path / "data"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    stored, now = (notebooks.code_cells(notebooks.read(p)) for p in (path, copy))
    for cell, again in zip(stored, now, strict=True):
        told = f"{RENEW.format(path=path.relative_to(ROOT))}\n{''.join(cell['source'])}"
        assert notebooks.shown(again) == notebooks.shown(cell), told


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_that_its_pool_is_made_up(path: Path) -> None:
    """A figure from a synthetic pool must never pass for a finding."""
    opening = "".join(notebooks.read(path)["cells"][0]["source"])
    assert "made up" in opening


def test_the_page_of_the_manual_has_every_cell_of_the_notebook() -> None:
    conf = runpy.run_path(str(ROOT / "docs" / "conf.py"))
    page = conf["page_of"](conf["NOTEBOOK_PAGES"]["analyst-hour"])
    for cell in notebooks.read(ROOT / "docs" / "notebooks" / "plan.ipynb")["cells"]:
        if cell["cell_type"] == "code":
            assert "".join(cell["source"]) in page
            assert notebooks.shown(cell).rstrip() in page
        else:
            assert "".join(cell["source"]).splitlines()[0] in page
    assert "](../" not in page
