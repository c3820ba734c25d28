"""Downloading, against a server on loopback that breaks off, cannot continue, changes its file or refuses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from corridor.occupations.download import download
from corridor.occupations.errors import OccupationError
from tests.occupations.made import download_of


@dataclass
class Site:
    """What the server has, how it behaves, and what it was asked."""

    body: bytes
    cut_after: list[int | None] = field(default_factory=list)
    continues: bool = True
    status: int = 200
    etag: str = '"1"'
    asked: list[str | None] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(download_of(tmp_path).read_bytes())

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            made.asked.append(asked)
            if made.status != 200:
                self.send_error(made.status)
                return
            start = int(asked[6:-1]) if asked and made.continues and self.headers["If-Range"] == made.etag else 0
            rest = made.body[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.send_header("ETag", made.etag)
            self.end_headers()
            cut = made.cut_after.pop(0) if made.cut_after else None
            self.wfile.write(rest if cut is None else rest[:cut])

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    made.address = (
        f"http://127.0.0.1:{server.server_port}/ESCO%20dataset%20-%20v1.2.1%20-%20classification%20-%20en%20-%20csv.zip"
    )
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_whole_download(site: Site, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    file = download(site.address, tmp_path / "d", progress=lambda *a: told.append(a))
    assert file.name == "ESCO dataset - v1.2.1 - classification - en - csv.zip"
    assert file.read_bytes() == site.body
    assert told[-1][1:] == (len(site.body), len(site.body))


def test_what_is_there_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    download(site.address, tmp_path / "d")
    download(site.address, tmp_path / "d")
    assert len(site.asked) == 1


def test_a_broken_download_is_continued(site: Site, tmp_path: Path) -> None:
    site.cut_after = [300, 200]
    assert download(site.address, tmp_path / "d").read_bytes() == site.body
    assert site.asked == [None, "bytes=300-", "bytes=500-"]
    assert [p.name for p in (tmp_path / "d").iterdir()] == ["ESCO dataset - v1.2.1 - classification - en - csv.zip"]


def test_a_server_that_cannot_continue_sends_all_again(site: Site, tmp_path: Path) -> None:
    site.cut_after, site.continues = [300], False
    assert download(site.address, tmp_path / "d").read_bytes() == site.body


def test_a_file_that_changed_meanwhile_is_fetched_anew(site: Site, tmp_path: Path) -> None:
    site.cut_after = [100, 100, 100, 100]
    with pytest.raises(OccupationError, match="broke off"):
        download(site.address, tmp_path / "d")
    site.body, site.etag = download_of(tmp_path, extra="more").read_bytes(), '"2"'
    assert download(site.address, tmp_path / "d").read_bytes() == site.body


def test_what_is_no_zip_is_not_kept(site: Site, tmp_path: Path) -> None:
    site.body = b"<html>please give your e-mail address</html>"
    with pytest.raises(OccupationError, match="no whole zip"):
        download(site.address, tmp_path / "d")
    assert list((tmp_path / "d").iterdir()) == []


def test_a_refusal_is_said_at_once(site: Site, tmp_path: Path) -> None:
    site.status = 404
    with pytest.raises(OccupationError, match="404"):
        download(site.address, tmp_path / "d")
    assert len(site.asked) == 1


def test_only_https_or_this_machine(tmp_path: Path) -> None:
    with pytest.raises(OccupationError, match="no https address"):
        download("http://example.org/esco.zip", tmp_path)


def test_no_server(tmp_path: Path) -> None:
    with pytest.raises(OccupationError, match="no connection"):
        download("http://127.0.0.1:9/esco.zip", tmp_path)
