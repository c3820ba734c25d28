"""How fast pages answer while many people read: `web.py [--users 50 --sqlite-users 20 --seconds 30 --think 2.0]`.

The application runs as in docs/deployment.md: gunicorn with 2 workers on PostgreSQL, then once more on SQLite, each
with the public demo plan, all on this machine's loopback; the readers share the two cores with it. A reader opens a
page, waits for it, reads it for `--think` seconds on average, and opens the next. Printed for each page: calls, median,
95th and 99th percentile in milliseconds, and the limit; the same run asks for a page that does nothing (`/health`):
what the server and this client cost by themselves. Results: the screen and build/bench/web.json.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks" / "rules"), str(ROOT / "tests")]

import machine  # noqa: E402
import postgres  # noqa: E402

LIMIT = 150.0
"""Milliseconds wanted at the 95th percentile."""
CASE = {"region": "flanders", "application_date": "2026-11-02", "nationality": "TN"}
Visit = Callable[[http.client.HTTPConnection], int]


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--sqlite-users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--think", type=float, default=2.0)
    asked = parser.parse_args()
    rows = []
    for name, users, server in (
        ("postgresql", asked.users, postgres.cluster),
        ("sqlite", asked.sqlite_users, lambda: nullcontext("")),
    ):
        with tempfile.TemporaryDirectory(prefix="corridor-bench-web-") as made, server() as database:
            environment = prepared(Path(made), database)
            with served(environment) as port:
                pages = visits(environment, port)
                load(port, pages, min(users, 5), 3.0, 0.2)  # every worker has read law and plan once
                found = load(port, pages, users, asked.seconds, asked.think)
            rows += [{"database": name, "users": users, "page": page, **told(times)} for page, times in found.items()]
    print("\n".join(line(row) for row in rows))
    target = ROOT / "build" / "bench" / "web.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"machine": machine.describe(), "rows": rows}, indent=1), encoding="utf-8")


def prepared(data: Path, database: str) -> dict[str, str]:
    """An installation with the demo's plan: its environment."""
    environment = {**os.environ, "CORRIDOR_DATA": str(data), "DATABASE_URL": database}
    environment["CORRIDOR_API_ANONYMOUS"] = str(10**9)
    code = "from corridor.web.serving import prepare; prepare()"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return environment


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """gunicorn with two workers, as the manual says; its port."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "corridor.web.wsgi", "--workers", "2", "--threads", "4", "--preload"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning", "--no-control-socket"]
    with subprocess.Popen(command, env=environment) as running:
        try:
            for _ in range(200):
                try:
                    http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/health")
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            running.terminate()


def visits(environment: dict[str, str], port: int) -> dict[str, Visit]:
    """The pages that readers open, by name."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/en/plans/")
    found = re.search(r"/en/plans/([0-9a-f-]{36})/", connection.getresponse().read().decode())
    assert found, "no public plan"
    plan = f"/en/plans/{found[1]}/"
    return {
        "nothing (/health)": get("/health"),
        "route check: question": form("/en/route-check/", "/en/route-check/question"),
        "route check: answer": form("/en/route-check/", "/en/route-check/answer"),
        "plan": get(plan),
        "plan: occupations": get(f"{plan}occupations/"),
        "plan: levers": get(f"{plan}levers/"),
        "law": get("/nl/law/"),
        "shortages": get("/fr/shortages/"),
    }


def get(address: str) -> Visit:
    """A page that is opened."""

    def visit(connection: http.client.HTTPConnection) -> int:
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    return visit


def form(first: str, address: str) -> Visit:
    """A form that is sent, with the token of the page before (fetched once for each thread, and not timed)."""
    kept = threading.local()

    def visit(connection: http.client.HTTPConnection) -> int:
        body = "&".join(f"{k}={v}" for k, v in {**CASE, "csrfmiddlewaretoken": kept.token}.items())
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": kept.cookie}
        connection.request("POST", address, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def prepare(connection: http.client.HTTPConnection) -> None:
        connection.request("GET", first)
        answer = connection.getresponse()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
        assert found
        kept.token, kept.cookie = found[1], str(answer.headers["Set-Cookie"]).split(";")[0]

    visit.prepare = prepare  # type: ignore[attr-defined]
    return visit


def load(port: int, pages: dict[str, Visit], users: int, seconds: float, think: float) -> dict[str, list[float]]:
    """Seconds of every call, by page."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    faults: list[str] = []
    end = time.monotonic() + seconds

    def read(seed: int) -> None:
        draw = random.Random(seed)
        prepared: set[str] = set()
        time.sleep(draw.uniform(0, think))
        while time.monotonic() < end:
            name = draw.choice(list(pages))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            if name not in prepared and hasattr(pages[name], "prepare"):
                pages[name].prepare(connection)  # type: ignore[attr-defined]
                prepared.add(name)
                connection.close()
            began = time.perf_counter()
            status = pages[name](connection)
            times[name].append(time.perf_counter() - began)
            connection.close()
            if status >= 400:
                faults.append(f"{name}: {status}")
            time.sleep(draw.uniform(0.5, 1.5) * think)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(f"not answered: {sorted(set(faults))}")
    return times


def told(times: list[float]) -> dict[str, Any]:
    """Calls and percentiles in milliseconds."""
    ordered = sorted(1000 * t for t in times)

    def at(share: float) -> float | None:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None

    return {"calls": len(ordered), "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99), "limit_ms": LIMIT}


def line(row: dict[str, Any]) -> str:
    """One row for the screen."""
    return (
        f"{row['database']:11} {row['users']:3} users  {row['page']:24} {row['calls']:5} calls  "
        f"p50 {row['p50_ms']:>7}  p95 {row['p95_ms']:>7}  p99 {row['p99_ms']:>7} ms  (limit {row['limit_ms']:.0f} ms)"
    )


if __name__ == "__main__":
    main()
