"""`corridor demo`: what `make run` calls; made once, served at once the second time, on this machine only."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


@contextmanager
def demo(data: Path) -> Iterator[str]:
    """A demo that runs, by its address; Ctrl-C ends it without an error."""
    command = [sys.executable, "-m", "corridor.cli", "demo", "--no-browser", "--port", "0"]
    environment = {**os.environ, "CORRIDOR_DATA": str(data), "CORRIDOR_LANG": "en", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment) as running:
        try:
            assert running.stdout is not None
            yield next(found[0] for line in running.stdout if (found := ADDRESS.search(line)))
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0


def fetch(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        text: str = answer.read().decode("utf-8")
        return text


def test_the_demo_is_made_once_and_served_in_three_languages(tmp_path: Path) -> None:
    with demo(tmp_path) as address:
        made = json.loads(fetch(f"{address}plan.json"))
        for lang in ("en", "fr", "nl"):
            assert f'lang="{lang}"' in fetch(f"{address}{lang}/")
        with pytest.raises(urllib.error.HTTPError):
            fetch(f"{address}pool/talents.parquet")
    assert made["inputs"]["synthetic"] is True
    assert made["inputs"]["talents"] == 20_000
    assert len(made["reforms"]) == 2
    posts = sum(c["filled"] for c in made["circles"]) + sum(r["posts"] for r in made["reasons"])
    assert posts == made["inputs"]["posts"]

    [document] = tmp_path.glob("demo/*/plan.json")
    before = document.stat().st_mtime_ns
    with demo(tmp_path) as address:
        assert json.loads(fetch(f"{address}plan.json")) == made
    assert document.stat().st_mtime_ns == before
