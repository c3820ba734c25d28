"""One install at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corridor.occupations.errors import OccupationError
from corridor.occupations.install import install
from corridor.occupations.installed import installed
from corridor.occupations.lock import locked
from tests.occupations.made import download_of

HOLD = """
import sys, pathlib
from corridor.occupations.lock import locked
with locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_install_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(OccupationError, match="another install is running"):
        install([download_of(tmp_path)], place=tmp_path)
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == []
    install([download_of(tmp_path)], place=tmp_path)
    assert installed(tmp_path) is not None


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OccupationError), locked(tmp_path):
            pass
        other.kill()
    with locked(tmp_path):
        pass
