"""An office on loopback: replays answers in the form of the real ones, and fails in the ways that services fail."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from corridor.labour_market.sources.delivery import Patience

QUICK = Patience(tries=3, connect=2.0, read=0.4, first_wait=0.0, longest_wait=5.0)
"""Waits for nothing, so that failures are quick."""

HEAD = "DATAFLOW,LAST UPDATE,freq,reason,citizen,duration,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
PERMITS = "/eurostat/api/dissemination/sdmx/2.1/data/TPS00170/....."
"""Where Eurostat has the table `tps00170`."""


def permits(rows: int = 12, first: int = 2012, head: str = HEAD) -> bytes:
    """First permits as Eurostat writes them, with made-up values."""
    fixed = "ESTAT:TPS00170(1.0),22/05/26 11:00:00,A,TOTAL,TOTAL,TOTAL,PER,BE"
    lines = [f"{fixed},{first + n},{1000 + n},{'b' if n == 1 else ''}," for n in range(rows)]
    return ("\n".join([head, *lines]) + "\n").encode()


@dataclass
class Reply:
    """One answer. `cut`: so many bytes are sent of those announced; `late`: seconds before anything is sent."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    late: float = 0.0
    ranges: bool = False
    packed: bool = False


@dataclass
class Office:
    """What is at each path, and what was asked. The last reply of a path is given again and again."""

    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    def has(self, path: str, *replies: Reply | bytes) -> None:
        """Put replies at a path."""
        self.replies[path] = [each if isinstance(each, Reply) else Reply(each) for each in replies]

    def next(self, path: str) -> Reply:
        listed = self.replies.get(path)
        if listed is None:
            return Reply(status=404)
        return listed.pop(0) if len(listed) > 1 else listed[0]

    def paths(self) -> Sequence[str]:
        return [path for path, _ in self.asked]


@contextmanager
def office() -> Iterator[Office]:
    """An office that runs while the block does."""
    made = Office()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            made.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            reply = made.next(self.path.split("?")[0])
            if reply.late and made.closing.wait(reply.late):
                return
            try:
                self._send(reply)
            except OSError:
                self.close_connection = True  # the reader has given up

        def _send(self, reply: Reply) -> None:
            etag = reply.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            body = gzip.compress(reply.body, mtime=0) if reply.packed else reply.body
            wanted = self.headers.get("Range")
            start = 0
            if reply.ranges and wanted and self.headers.get("If-Range") == etag:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206 if start else reply.status)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            if reply.packed:
                self.send_header("Content-Encoding", "gzip")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            rest = body[start:]
            if "Transfer-Encoding" not in reply.headers:
                self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest if reply.cut is None else rest[: reply.cut])

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        made.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
