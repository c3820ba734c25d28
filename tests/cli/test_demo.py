"""`corridor demo` and `corridor serve`: set up once, served at once the second time, on this machine only."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
FIRST = re.compile(r"http://127\.0\.0\.1:\d+(/\S*first-administrator\S+)")


class Running:
    """A server that runs: its address, and what it says on standard error."""

    def __init__(self, address: str, told: Path) -> None:
        self.address, self._told = address, told
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(jar)

    def told(self) -> str:
        return self._told.read_text(encoding="utf-8")

    def get(self, path: str, **headers: str) -> tuple[str, str]:
        """Where a path leads, and the page there."""
        asked = urllib.request.Request(urllib.parse.urljoin(self.address, path), headers=headers)
        with self._browser.open(asked) as answer:
            return answer.url, answer.read().decode("utf-8")

    def post(self, path: str, **values: str) -> str:
        page = self.get(path)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        body = urllib.parse.urlencode({**values, "csrfmiddlewaretoken": token[1]}).encode()
        with self._browser.open(urllib.parse.urljoin(self.address, path), body) as answer:
            text: str = answer.read().decode("utf-8")
            return text


@contextmanager
def running(data: Path, *words: str) -> Iterator[Running]:
    """A command that serves; Ctrl-C ends it, and its worker, without an error."""
    command = [sys.executable, "-m", "corridor.cli", *words, "--no-browser", "--port", "0"]
    environment = {**os.environ, "CORRIDOR_DATA": str(data), "CORRIDOR_LANG": "en", "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    data.mkdir(exist_ok=True)
    told = data / "told.txt"
    with (
        told.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment) as process,
    ):
        try:
            assert process.stdout is not None
            address = next((found[0] for line in process.stdout if (found := ADDRESS.search(line))), None)
            assert address, told.read_text()
            yield Running(address, told)
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0, told.read_text()


def plan_address(server: Running) -> str:
    found = re.search(r"/en/plans/[0-9a-f-]{36}/", server.get("/en/plans/")[1])
    assert found
    return found[0]


def test_the_demo_is_made_once_and_served_in_three_languages(tmp_path: Path) -> None:
    with running(tmp_path, "demo") as server:
        assert server.get("/", **{"Accept-Language": "nl-BE"})[0].endswith("/nl/")
        for lang in ("en", "fr", "nl"):
            assert f'lang="{lang}"' in server.get(f"/{lang}/")[1]
        plan = plan_address(server)
        assert "20,000" in server.get(plan)[1]
        made = server.get(f"{plan}download/plan.json")[1]
        with pytest.raises(urllib.error.HTTPError):
            server.get("/static/../corridor.sqlite3")
    began = time.monotonic()
    with running(tmp_path, "serve") as server:
        assert server.get(f"{plan}download/plan.json")[1] == made
    assert time.monotonic() - began < 60, "a second start takes seconds"


def test_the_first_administrator_is_made_with_a_secret_that_works_once(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--no-demo") as server:
        for _ in range(100):
            if found := FIRST.search(server.told()):
                break
            time.sleep(0.1)
        assert found, server.told()
        page = server.post(found[1], email="first@example.org", password="correct horse battery")
        assert "first@example.org" in page or "/en/oversight/" in page
        with pytest.raises(urllib.error.HTTPError):
            server.get(found[1])
    with running(tmp_path, "serve", "--no-demo") as server:
        server.get("/en/")
    assert "first-administrator" not in server.told(), "there is one already"


def test_a_taken_port_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with running(tmp_path / "first", "serve", "--no-demo") as server:
        port = server.address.rsplit(":", 1)[1].strip("/")
        command = [sys.executable, "-m", "corridor.cli", "serve", "--no-browser", "--port", port]
        environment = {**os.environ, "CORRIDOR_DATA": str(tmp_path / "second"), "CORRIDOR_LANG": "en"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert not (tmp_path / "second" / "web" / "corridor.sqlite3").exists()


def test_a_server_that_is_killed_leaves_no_process_and_starts_again(tmp_path: Path) -> None:
    with pytest.raises(AssertionError), running(tmp_path, "serve", "--no-demo") as server:  # noqa: PT012
        assert server.get("/health")[1] == '{"status": "ok"}'
        for process in processes(tmp_path):
            os.kill(process, signal.SIGKILL) if "corridor.cli" in command_of(process) else None
    for _ in range(100):
        if not processes(tmp_path):
            break
        time.sleep(0.2)
    assert not processes(tmp_path), "the worker ends with its server"
    with running(tmp_path, "serve", "--no-demo") as server:
        assert server.get("/health")[1] == '{"status": "ok"}'


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def processes(data: Path) -> list[int]:
    """The processes that work in a data folder."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("no /proc to look for processes in")
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"CORRIDOR_DATA={data}\0" in path.read_text(errors="replace"):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found
