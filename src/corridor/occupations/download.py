"""Fetching the official downloads: resumed where a download broke off, checked before it is used."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

from corridor.occupations.errors import OccupationError

ADDRESS = (
    "https://ec.europa.eu/esco/download/ESCO%20dataset%20-%20v{version}%20-%20classification%20-%20{lang}%20-%20csv.zip"
)
"""The official address by version and language. The portal may ask for an e-mail address and send a link instead; the
link, or the zip that it gives, can then be passed on."""
VERSION = "1.2.1"
TRIES = 4
CHUNK = 1 << 16
TIMEOUT = 60.0
Progress = Callable[[str, int, int], None]


def download(address: str, folder: Path, *, progress: Progress | None = None) -> Path:
    """Fetch one zip into a folder; a part that is there already is continued, a whole one is not fetched again.

    Raises:
        OccupationError: no connection, no such address, or no whole zip after several tries.
    """
    _check_address(address)
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(urllib.parse.unquote(urllib.parse.urlsplit(address).path)).name or "esco.zip"
    target, part = folder / name, folder / f"{name}.part"
    if target.is_file() and zipfile.is_zipfile(target):
        return target
    trouble = OccupationError(address, "broke_off")
    for _ in range(TRIES):
        try:
            _fetch(address, part, lambda done, size: progress and progress(name, done, size))
        except (http.client.HTTPException, OSError) as error:
            trouble = _trouble(address, error)
            if isinstance(error, urllib.error.HTTPError) and 400 <= error.code < 500 and error.code != 416:
                break
            continue
        if _whole(part):
            part.replace(target)
            return target
        trouble = OccupationError(address, "no_whole_zip")
        part.unlink(missing_ok=True)
        _mark(part).unlink(missing_ok=True)
    raise trouble


def _check_address(address: str) -> None:
    parts = urllib.parse.urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise OccupationError(address, "no_https")


def _mark(part: Path) -> Path:
    """Beside a part: the state (ETag or date) of what it is a part of."""
    return part.with_suffix(".mark")


def _fetch(address: str, part: Path, tell: Callable[[int, int], object]) -> None:
    """Fetch what is missing. A server that cannot continue, or has something else by now, sends everything anew."""
    have = part.stat().st_size if part.is_file() else 0
    state = _mark(part).read_text(encoding="utf-8") if have and _mark(part).is_file() else ""
    request = urllib.request.Request(address, headers={"User-Agent": "corridor"})
    if have and state:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", json.loads(state))
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        continued = answer.status == 206
        have = have if continued else 0
        length = answer.headers.get("Content-Length")
        size = have + int(length) if length else 0
        found = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
        if found:
            _mark(part).write_text(json.dumps(found), encoding="utf-8")
        with part.open("ab" if continued else "wb") as out:
            while chunk := answer.read(CHUNK):
                out.write(chunk)
                have += len(chunk)
                tell(have, size)
        if size and have < size:
            raise http.client.IncompleteRead(b"", size - have)


def _whole(part: Path) -> bool:
    try:
        with zipfile.ZipFile(part) as archive:
            sound = archive.testzip() is None
    except (zipfile.BadZipFile, OSError):
        return False
    if sound:
        _mark(part).unlink(missing_ok=True)
    return sound


def _trouble(address: str, error: BaseException) -> OccupationError:
    if isinstance(error, urllib.error.HTTPError):
        return OccupationError(address, "refused", why=f"{error.code} {error.reason}")
    if isinstance(error, urllib.error.URLError):
        return OccupationError(address, "no_connection", why=error.reason)
    return OccupationError(address, "broke_off")
