"""A room votes, and the server is killed: `live.py [--phones 500 --vote-seconds 10 --seconds 60 --limit 300]`.

gunicorn with 2 workers of 4 threads on PostgreSQL that writes to disk before it answers, as in docs/deployment.md, all
on this machine's loopback; the phones share the cores with it.

1. Every phone opens the page of the session. All vote within ten seconds; each tenth sends its vote twice at once.
   Meanwhile and for a minute every phone asks for the results and for the five questions that are shown as often as
   the page does (every 4 and every 7 seconds).
2. A second poll opens and all vote again. In the middle gunicorn and PostgreSQL are killed with SIGKILL and started
   again; a phone that got no answer sends its vote again until it is told that it is taken.

What is written is then compared, phone by phone, with what was confirmed: no vote lost, doubled or changed. Times of
the first part: median, 95th and 99th percentile of opening, voting, seeing the page again, asking for results and
questions, beside a page that does nothing (`/health`), against the limit. Results: the screen and
build/bench/live.json. Exit 1 where a vote is lost or doubled, or the limit is missed (`--quick`: times are not judged).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks" / "rules"), str(ROOT / "tests")]

import machine  # noqa: E402
import postgres  # noqa: E402

EVERY = 4.0
"""Seconds between two looks of a phone: `EVERY` of corridor.web.live.views.boards."""
DURABLE = "-c listen_addresses='' -c max_connections=200"
"""PostgreSQL as it is installed: a vote that is confirmed is on disk."""
EVERY_QUESTIONS = 7.0
"""The same for the list of questions: `hx-trigger` in live/phone.html."""
PATIENCE = 60.0
"""Seconds after which a phone that is told nothing gives up."""
ROOM = """
from datetime import date
from corridor.web.events.models import Day, Event, Session
from corridor.web.live.domain import polls, questions, rooms
from corridor.web.organisations.models import Organisation
body = Organisation.objects.create(name="Bench")
event = Event.objects.create(organisation=body, slug="bench", title={"en": "Event"}, state="published")
day = Day.objects.create(event=event, date=date(2026, 11, 22))
session = Session.objects.create(day=day, number=1, title={"en": "Panel of project leaders"})
rooms.take_questions(session=session, taken=True, actor=None)
for n in range(5):
    asked = questions.ask(session=session.pk, device=f"{n:064}", text=f"Question {n} from the room?", language="en")
    questions.moderate(question=asked, state="shown", actor=None)
    for device in range(20):
        questions.support(session=session.pk, question=asked.pk, device=f"{100 + device:064}")
choices = [{"key": key, "text": {"en": f"Choice {key}"}} for key in "1234"]
made = [polls.make_poll(session=session, actor=None, kind="one", question={"en": f"Question {n}"}, choices=choices)
        for n in (1, 2)]
for poll in made:
    polls.show_results(poll=poll, shown=True, actor=None)
polls.open_poll(poll=made[0], actor=None)
answer = {"session": str(session.pk), "polls": [str(poll.pk) for poll in made]}
"""
SECOND = """
from corridor.web.live.domain import polls
from corridor.web.live.models import Poll
first, second = (Poll.objects.get(pk=pk) for pk in given)
polls.close_poll(poll=first, actor=None)
polls.open_poll(poll=second, actor=None)
answer = None
"""
WRITTEN = """
from uuid import UUID
from django.core.signing import Signer
from corridor.web.live.devices import SALT, VOTES, hashed
from corridor.web.live.models import Ballot
from corridor.web.live.queries.room import room_of
session = UUID(given["session"])
numbers = [Signer(salt=SALT).unsign(cookie) for cookie in given["cookies"]]
phones = {hashed(one, session, VOTES): number for number, one in enumerate(numbers)}
rows = Ballot.objects.filter(poll=given["poll"]).values_list("device", "choice")
tally = next(one.result.tally for one in room_of(session).polls if str(one.poll.pk) == given["poll"])
answer = {"votes": [[phones.get(device), choice] for device, choice in rows],
          "tally": {row.key: row.votes for row in tally.rows}, "ballots": tally.ballots}
"""


# ---- the server ----
class Server:
    """gunicorn on a PostgreSQL, which can be killed and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        with socket.socket() as tried:
            tried.bind(("127.0.0.1", 0))
            self.port: int = tried.getsockname()[1]
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "corridor.web.wsgi", "--workers", "2", "--threads", "4"]
        command += ["--preload", "--bind", f"127.0.0.1:{self.port}", "--log-level", "warning", "--no-control-socket"]
        self.running = subprocess.Popen(command, env=self.environment, start_new_session=True)

    async def ready(self) -> None:
        for _ in range(600):
            with suppress(OSError, asyncio.IncompleteReadError, ValueError):
                if (await ask(self.port, "GET", "/health"))[0] == 200:
                    return
            await asyncio.sleep(0.1)
        raise SystemExit("the server does not start")

    def kill(self) -> None:
        """gunicorn, its workers and PostgreSQL, at once and without a word."""
        assert self.running
        os.killpg(self.running.pid, signal.SIGKILL)
        os.kill(int((self._data() / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        self.running.wait()

    def start_database(self) -> None:
        """PostgreSQL again: it replays what it wrote."""
        folder = self._data().parent
        command = [str(postgres.programs() / "pg_ctl"), "-D", str(self._data()), "-l", str(folder / "log"), "-w", "-o"]
        command += [f"-k {folder} {DURABLE}", "start"]
        for _ in range(20):  # until the processes of the one that was killed have gone
            done = subprocess.run(
                command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **postgres.other_user()
            )
            if not done.returncode:
                return
            time.sleep(0.5)
        raise SystemExit("PostgreSQL does not start again: " + (folder / "log").read_text()[-2000:])

    def stop(self) -> None:
        if self.running and self.running.poll() is None:
            self.running.terminate()
            self.running.wait()

    def _data(self) -> Path:
        return Path(unquote(str(urlsplit(self.environment["DATABASE_URL"]).netloc.split("@")[1]))) / "data"

    def told(self, code: str, given: Any = None) -> Any:
        """What a piece of code says that runs in the application: it sets `answer`."""
        script = (
            f"import json, sys, django\ndjango.setup()\ngiven = json.load(sys.stdin)\n{code}\nprint(json.dumps(answer))"
        )
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "corridor.web.settings"}
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=environment, input=json.dumps(given), text=True, capture_output=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def server() -> Iterator[Server]:
    """An installation without data, served."""
    postgres.SETTINGS = DURABLE
    with tempfile.TemporaryDirectory(prefix="corridor-bench-live-") as made, postgres.cluster() as database:
        environment = {**os.environ, "CORRIDOR_DATA": made, "DATABASE_URL": database}
        code = "from corridor.web.serving import prepare; prepare(demo=False)"
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
        running = Server(environment)
        running.start()
        try:
            yield running
        finally:
            running.stop()


# ---- phones ----
async def ask(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: str = ""
) -> tuple[int, list[tuple[str, str]], str]:
    """One request on a connection of its own: status, headers, body.

    Raises:
        OSError: nobody listens, or the connection was cut.
    """
    reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 30)
    try:
        head = {"Host": f"127.0.0.1:{port}", "Connection": "close", **(headers or {})}
        if method == "POST":
            head |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
        raw = await asyncio.wait_for(reader.read(), 30)
    finally:
        writer.close()
    top, found, rest = raw.partition(b"\r\n\r\n")
    if not found:
        raise ConnectionError("cut off")
    first, *others = top.decode("latin-1").split("\r\n")
    return (
        int(first.split()[1]),
        [(n.lower(), v.strip()) for n, _, v in (one.partition(":") for one in others)],
        rest.decode(),
    )


@dataclass
class Phone:
    """A phone with its cookies.

    Attributes:
        choice: what it votes.
        confirmed: when it was told that its vote is taken (seconds of the clock); None: not yet.
        repeated: it was told that it had voted already: a vote of which it had no answer was taken.
    """

    number: int
    port: int
    session: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    choice: str = ""
    confirmed: float | None = None
    repeated: bool = False

    async def get(self, path: str, part: str = "", **headers: str) -> tuple[int, str]:
        found = {"Cookie": self._cookies(), "Accept-Language": "en", **headers}
        status, told, body = await ask(self.port, "GET", path, found)
        self._keep(told)
        if tag := dict(told).get("etag"):
            self.tags[part] = tag
        return status, body

    def _keep(self, told: list[tuple[str, str]]) -> None:
        """The cookies of an answer; one with a comma or a blank in it stays as it is quoted."""
        for name, value in told:
            if name == "set-cookie":
                cookie, _, kept = value.split(";")[0].partition("=")
                self.cookies[cookie] = kept.strip('"') if cookie != "messages" else kept

    def _cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def open(self, path: str = "") -> None:
        status, body = await self.get(path or f"/en/live/{self.session}/")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        self.token = found[1] if found else self.token
        if status != 200 or not self.token:
            raise ConnectionError(f"the page: {status}")

    async def vote(self, poll: str) -> str:
        """Send the vote; the address to which the phone is led."""
        body = urlencode({"csrfmiddlewaretoken": self.token, "choice": self.choice})
        path = f"/en/live/{self.session}/polls/{poll}/vote/"
        status, told, _ = await ask(self.port, "POST", path, {"Cookie": self._cookies()}, body)
        where = dict(told).get("location", "")
        self._keep(told)  # among them what the next page says
        if status != 302:
            raise ConnectionError(f"the vote: {status}")
        if "#poll-" not in where and not await self._has_voted(where):
            raise ConnectionError(f"the vote was not taken: {where}")
        self.repeated |= "#poll-" not in where
        self.confirmed = self.confirmed or time.monotonic()
        return where

    async def _has_voted(self, where: str) -> bool:
        """Whether the page to which a refused vote is led says that this device had voted before."""
        status, body = await self.get(where.split("#")[0])
        return status == 200 and "already voted" in body

    async def look(self, part: str = "results") -> int:
        known = {"If-None-Match": self.tags.get(part, ""), "HX-Request": "true"}
        status, _ = await self.get(f"/en/live/{self.session}/{part}/", part, **known)
        if status not in (200, 304):
            raise ConnectionError(f"{part}: {status}")
        return status


@dataclass
class Times:
    """Seconds of every call by its name, and what was not answered as it should be."""

    calls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)

    async def of(self, name: str, call: Any) -> Any:
        began = time.perf_counter()
        try:
            found = await call
        except (TimeoutError, OSError, ValueError) as error:
            self.faults.append(f"{name}: {error}")
            return None
        self.calls[name].append(time.perf_counter() - began)
        return found


async def voting(phones: list[Phone], poll: str, asked: argparse.Namespace) -> Times:
    """The first part: all vote, and look at the results."""
    times, draw = Times(), random.Random(7)
    await asyncio.gather(*(_opens(phone, times, draw.uniform(0, asked.vote_seconds)) for phone in phones))
    end = time.monotonic() + asked.vote_seconds + asked.seconds
    tasks = [_votes(phone, poll, times, draw.uniform(0, asked.vote_seconds)) for phone in phones]
    for part, every in (("results", EVERY), ("questions", EVERY_QUESTIONS)):
        tasks += [_looks(phone, times, part, every, draw.uniform(0, every), end) for phone in phones]
    await asyncio.gather(*tasks, _nothing(phones[0].port, times, end))
    return times


async def _opens(phone: Phone, times: Times, after: float) -> None:
    await asyncio.sleep(after)
    await times.of("opening the page", phone.open())


async def _votes(phone: Phone, poll: str, times: Times, after: float) -> None:
    await asyncio.sleep(after)
    both = [times.of("voting", phone.vote(poll)) for _ in range(1 + (phone.number % 10 == 0))]
    where = (await asyncio.gather(*both))[0]
    if where:
        await times.of("the page after the vote", phone.open(where.split("#")[0]))


async def _looks(phone: Phone, times: Times, part: str, every: float, after: float, end: float) -> None:
    await asyncio.sleep(after)
    while time.monotonic() < end:
        began = time.monotonic()
        await times.of(f"asking for {part}", phone.look(part))
        await asyncio.sleep(max(0.0, every - (time.monotonic() - began)))


async def _nothing(port: int, times: Times, end: float) -> None:
    while time.monotonic() < end:
        await times.of("nothing (/health)", ask(port, "GET", "/health"))
        await asyncio.sleep(0.5)


async def killed(phones: list[Phone], poll: str, running: Server, asked: argparse.Namespace) -> dict[str, Any]:
    """The second part: all vote again, and in the middle the server is killed and started again."""
    draw = random.Random(8)
    for start in range(0, len(phones), 50):
        await asyncio.gather(*(phone.open() for phone in phones[start : start + 50]))
    for phone in phones:
        phone.choice, phone.confirmed, phone.repeated = draw.choice("1234"), None, False
    tasks = [asyncio.create_task(_insists(phone, poll, draw.uniform(0, asked.vote_seconds))) for phone in phones]
    await asyncio.sleep(asked.vote_seconds / 2)
    running.kill()
    at = time.monotonic()
    before = [phone.number for phone in phones if phone.confirmed]
    await asyncio.to_thread(running.start_database)
    running.start()
    await running.ready()
    back = time.monotonic() - at
    await asyncio.gather(*tasks)
    return {
        "confirmed_before": before,
        "taken_without_answer": [phone.number for phone in phones if phone.repeated],
        "seconds_away": round(back, 1),
    }


async def _insists(phone: Phone, poll: str, after: float) -> None:
    """Vote, and again while no answer comes."""
    await asyncio.sleep(after)
    end = time.monotonic() + PATIENCE
    while phone.confirmed is None and time.monotonic() < end:
        try:
            await phone.vote(poll)
        except (TimeoutError, OSError, ValueError):
            await asyncio.sleep(0.5 + random.random())


# ---- what came of it ----
def compared(written: list[list[Any]], wanted: dict[int, str], tally: dict[str, int]) -> dict[str, Any]:
    """Votes that are written against those that were confirmed.

    Args:
        written: phone and choice of every ballot.
        wanted: the choice of every phone that was told that its vote is taken.
        tally: what the room is shown.
    """
    count: dict[Any, int] = defaultdict(int)
    for number, _ in written:
        count[number] += 1
    kept = {number: choice for number, choice in written}
    sums = {key: sum(choice == key for _, choice in written) for key in tally}
    return {
        "confirmed": len(wanted),
        "written": len(written),
        "lost": sorted(set(wanted) - set(kept)),
        "doubled": sorted((one for one, times in count.items() if times > 1), key=str),
        "changed": sorted(one for one, choice in wanted.items() if one in kept and kept[one] != choice),
        "from_nowhere": sum(number not in wanted for number in kept),
        "tally_is_sum": sums == tally and sum(tally.values()) == len(written),
    }


def clean(found: dict[str, Any], phones: int) -> bool:
    """Whether every phone has its one vote, and the tally says so."""
    wrong = found["lost"] or found["doubled"] or found["changed"] or found["from_nowhere"]
    return not wrong and bool(found["tally_is_sum"]) and found["confirmed"] == found["written"] == phones


def told(times: list[float], limit: float) -> dict[str, Any]:
    """Calls and percentiles in milliseconds."""
    ordered = sorted(1000 * one for one in times)

    def at(share: float) -> float | None:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None

    return {"calls": len(ordered), "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99), "limit_ms": limit}


def line(name: str, row: dict[str, Any]) -> str:
    """One row for the screen."""
    verdict = "" if name.startswith("nothing") else "kept" if (row["p95_ms"] or 0) < row["limit_ms"] else "MISSED"
    return (
        f"{name:26} {row['calls']:6} calls  p50 {row['p50_ms']:>7}  p95 {row['p95_ms']:>7}  p99 {row['p99_ms']:>7} ms  "
        f"(limit {row['limit_ms']:.0f} ms) {verdict}"
    )


def votes_said(name: str, found: dict[str, Any]) -> str:
    """The votes of one part for the screen."""
    return (
        f"{name}: {found['confirmed']} confirmed, {found['written']} written, {len(found['lost'])} lost, "
        f"{len(found['doubled'])} doubled, {len(found['changed'])} changed"
    )


async def run(asked: argparse.Namespace, running: Server) -> dict[str, Any]:
    """Both parts, and what was written."""
    await running.ready()
    room = running.told(ROOM)
    draw = random.Random(6)
    phones = [Phone(n, running.port, room["session"], choice=draw.choice("1234")) for n in range(asked.phones)]
    for phone in phones[:8]:  # every thread has rendered the page once
        await phone.open()
        phone.cookies.clear()
    times = await voting(phones, room["polls"][0], asked)
    first = _written(running, room, phones, 0)
    running.told(SECOND, room["polls"])
    kill = await killed(phones, room["polls"][1], running, asked)
    second = _written(running, room, phones, 1)
    rows = {name: told(found, asked.limit) for name, found in sorted(times.calls.items())}
    return {"rows": rows, "faults": sorted(set(times.faults)), "votes": first, "votes_killed": second, "kill": kill}


def _written(running: Server, room: dict[str, Any], phones: list[Phone], at: int) -> dict[str, Any]:
    cookies = [phone.cookies["corridor_device"] for phone in phones]
    found = running.told(WRITTEN, {"session": room["session"], "poll": room["polls"][at], "cookies": cookies})
    wanted = {phone.number: phone.choice for phone in phones if phone.confirmed}
    return compared(found["votes"], wanted, found["tally"])


def main() -> int:
    """Measure, print, keep; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--vote-seconds", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--limit", type=float, default=300.0)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    with server() as running:
        found = asyncio.run(run(asked, running))
    kept = [row["p95_ms"] < asked.limit for name, row in found["rows"].items() if not name.startswith("nothing")]
    votes = clean(found["votes"], asked.phones) and clean(found["votes_killed"], asked.phones) and not found["faults"]
    kill = found["kill"]
    print("\n".join(line(name, row) for name, row in found["rows"].items()))
    print(*found["faults"][:10], sep="\n", end="\n" if found["faults"] else "")
    print(votes_said("votes", found["votes"]))
    print(votes_said("votes around the kill", found["votes_killed"]))
    print(
        f"killed after {len(kill['confirmed_before'])} confirmed votes, away for {kill['seconds_away']} s; "
        f"{len(kill['taken_without_answer'])} votes were taken though their answer never came"
    )
    target = ROOT / "build" / "bench" / "live.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"machine": machine.describe(), **vars(asked), **found}, indent=1), encoding="utf-8")
    return 0 if votes and (asked.quick or all(kept)) else 1


if __name__ == "__main__":
    sys.exit(main())
