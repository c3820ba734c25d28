"""Fetching one address: time-outs, a second try after a while, continuing where an answer broke off.

Every answer goes to a file first. Nothing counts as delivered before it is there as a whole.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import gzip
import hashlib
import json
import random
import shutil
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from corridor import __version__
from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.source import LARGEST, Part

if TYPE_CHECKING:
    import requests

Progress = Callable[[int, int], None]
CHUNK = 1 << 16
GZIP = b"\x1f\x8b"
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same question may succeed later (RFC 9110; 429: RFC 6585)."""


class Unchanged(Exception):
    """The office says that nothing has changed since the last time (304)."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, for the next bytes, for a whole answer, and before another try.

    `first_wait` doubles with each try up to `longest_wait`; half of it is left to chance, so that many users who
    failed together do not come back together. An office that asks for more than `longest_wait` is left alone.
    """

    tries: int = 5
    connect: float = 10.0
    read: float = 60.0
    whole: float = 1800.0
    first_wait: float = 1.0
    longest_wait: float = 120.0
    largest: int = LARGEST


@dataclass(frozen=True, slots=True)
class Client:
    """Fetches addresses into a folder. `base`: another host that has the same paths, such as a mirror."""

    folder: Path
    patience: Patience = Patience()
    base: str | None = None
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    def get(
        self,
        address: str,
        *,
        accept: str | None = None,
        known: tuple[str | None, str | None] = (None, None),
        progress: Progress | None = None,
    ) -> Part:
        """Fetch an address. `known`: ETag and date of what is there already.

        Raises:
            Unchanged: it has not changed since then.
            LabourMarketError: no connection, refused, not found, too slow, broken off, empty, or too large.
        """
        place = self.at(address)
        check(place)
        trouble = LabourMarketError(place, "broke_off")
        for number in range(self.patience.tries):
            try:
                return self._once(place, address, accept, known, progress)
            except _Again as again:
                trouble = again.trouble
                wait = self._wait(number, again.after)
                if wait is None:
                    break
                if number + 1 < self.patience.tries:
                    self.sleep(wait)
        raise trouble

    def at(self, address: str) -> str:
        """The address, at the other host if there is one."""
        if self.base is None:
            return address
        parts = urllib.parse.urlsplit(address)
        return self.base.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")

    def _wait(self, number: int, after: float | None) -> float | None:
        """Seconds until the next try; None where the office asks for more than we wait."""
        if after is not None:
            return after if after <= self.patience.longest_wait else None
        full = min(self.patience.first_wait * float(2**number), self.patience.longest_wait)
        return full * (0.5 + self.chance() / 2)

    def _once(
        self,
        place: str,
        address: str,
        accept: str | None,
        known: tuple[str | None, str | None],
        progress: Progress | None,
    ) -> Part:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{hashlib.sha256(place.encode()).hexdigest()[:24]}.part"
        headers = self._headers(part, accept, known)
        session = _session()
        with _troubles(place), session:
            answer = session.get(
                place, headers=headers, stream=True, timeout=(self.patience.connect, self.patience.read)
            )
            with answer:
                for each in (*answer.history, answer):  # also on the way: what came through an open line is not trusted
                    check(each.url)
                self._status(place, answer, part)
                self._receive(answer, part, progress)
            return self._whole(place, address, part, answer.headers)

    def _headers(self, part: Path, accept: str | None, known: tuple[str | None, str | None]) -> dict[str, str]:
        headers = {"User-Agent": f"corridor/{__version__}", "Accept-Encoding": "gzip", "Accept": accept or "*/*"}
        have = part.stat().st_size if part.is_file() else 0
        mark = _read_mark(part) if have else None
        if mark:
            return headers | {"Range": f"bytes={have}-", "If-Range": mark}
        etag, modified = known
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        return headers

    def _status(self, place: str, answer: requests.Response, part: Path) -> None:
        status = answer.status_code
        if status == 304:
            raise Unchanged
        if status == 416:  # what we have is longer than what there is by now: begin anew
            _drop(part)
            raise _Again(LabourMarketError(place, "broke_off"), 0.0)
        if status == 206 and not _continues(answer.headers, part):
            _drop(part)
            raise _Again(LabourMarketError(place, "broke_off"), 0.0)
        if status in LATER:
            after = _retry_after(answer.headers.get("Retry-After"), self.now())
            key = "asked_to_wait" if status == 429 else "office_failing"
            seconds = "?" if after is None else round(after)
            raise _Again(LabourMarketError(place, key, status=status, seconds=seconds), after)
        if status in (404, 410):
            raise LabourMarketError(place, "not_found", status=status)
        if status not in (200, 206):
            raise LabourMarketError(place, "refused", status=status, reason=answer.reason or "")

    def _receive(self, answer: requests.Response, part: Path, progress: Progress | None) -> None:
        """Write the body as it travels, and remember of which state it is, so that it can be continued."""
        continued = answer.status_code == 206
        have = part.stat().st_size if continued and part.is_file() else 0
        length = answer.headers.get("Content-Length", "")
        total = have + int(length) if length.isdecimal() else 0
        mark = _strong(answer.headers)
        if mark and not continued:
            _mark(part).write_text(json.dumps(mark), encoding="utf-8")
        elif not continued:
            _mark(part).unlink(missing_ok=True)
        ends = time.monotonic() + self.patience.whole
        with part.open("ab" if continued else "wb") as out:
            while chunk := answer.raw.read(CHUNK, decode_content=False):
                out.write(chunk)
                have += len(chunk)
                if progress is not None:
                    progress(have, total)
                if have > self.patience.largest or time.monotonic() > ends:
                    if have > self.patience.largest:
                        out.close()
                        _drop(part)  # it would be too large again, and fill the disk until then
                        raise LabourMarketError(answer.url, "too_large", bytes=have)
                    raise LabourMarketError(answer.url, "timed_out", seconds=round(self.patience.whole))

    def _whole(self, place: str, address: str, part: Path, headers: Mapping[str, str]) -> Part:
        file, sha, size = part.with_suffix(".raw"), hashlib.sha256(), 0
        with part.open("rb") as came:
            packed = came.read(2) == GZIP
        with gzip.open(part) if packed else part.open("rb") as came, file.open("wb") as out:
            while chunk := _read(came, part):
                out.write(chunk)
                sha.update(chunk)
                size += len(chunk)
                if size > self.patience.largest:
                    _drop(part)
                    _drop(file)
                    raise LabourMarketError(place, "too_large", bytes=size)
        _drop(part)
        if not size:
            raise LabourMarketError(place, "empty_answer")
        etag, modified = headers.get("ETag"), headers.get("Last-Modified")
        return Part(address, file, sha.hexdigest(), size, self.now(), etag, modified)

    def clear(self) -> None:
        """Remove what was fetched into the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class _Again(Exception):
    """What may succeed at another try, after so many seconds."""

    def __init__(self, trouble: LabourMarketError, after: float | None = None) -> None:
        super().__init__(str(trouble))
        self.trouble, self.after = trouble, after


def check(address: str) -> None:
    """See that an address is safe to ask: https, or this machine.

    Raises:
        LabourMarketError: it is neither.
    """
    parts = urllib.parse.urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise LabourMarketError(address, "address_not_safe")


def _session() -> Any:
    try:
        import requests
    except ImportError:
        raise LabourMarketError("corridor[sources]", "client_missing") from None
    return requests.Session()


@contextmanager
def _troubles(place: str) -> Iterator[None]:
    """Tell failures of the network in our own words, and which of them may pass."""
    import requests
    import urllib3.exceptions as low

    try:
        yield
    except (requests.Timeout, low.TimeoutError):
        raise _Again(LabourMarketError(place, "timed_out", seconds="?")) from None
    except requests.exceptions.SSLError as error:
        raise LabourMarketError(place, "no_trust", why=_short(error)) from None
    except (requests.exceptions.ChunkedEncodingError, low.ProtocolError, EOFError, zlib.error, gzip.BadGzipFile):
        raise _Again(LabourMarketError(place, "broke_off")) from None
    except (requests.ConnectionError, low.HTTPError) as error:
        raise _Again(LabourMarketError(place, "no_connection", why=_short(error))) from None
    except requests.RequestException as error:
        raise LabourMarketError(place, "refused", status="-", reason=_short(error)) from None
    except OSError as error:
        raise LabourMarketError(place, "disk", why=error.strerror or _short(error)) from None


def _short(error: BaseException) -> str:
    reason = getattr(error, "reason", None) or (error.args[0] if error.args else error)
    reason = getattr(reason, "reason", reason)
    return str(reason).rsplit(": ", maxsplit=1)[-1][:160]


def _retry_after(given: str | None, now: dt.datetime) -> float | None:
    """Seconds that an office asks to wait: a number, or a date (RFC 9110, 10.2.3)."""
    if not given:
        return None
    if given.strip().isdecimal():
        return float(given)
    try:
        until = email.utils.parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(0.0, (until - now).total_seconds()) if until.tzinfo else None


def _strong(headers: Mapping[str, str]) -> str | None:
    """What identifies exactly these bytes: a strong ETag; neither a weak one nor a date does (RFC 9110, 13.1.5)."""
    etag = headers.get("ETag")
    return etag if etag and not etag.startswith("W/") else None


def _continues(headers: Mapping[str, str], part: Path) -> bool:
    have = part.stat().st_size if part.is_file() else 0
    return headers.get("Content-Range", "").startswith(f"bytes {have}-")


def _read(came: IO[bytes] | gzip.GzipFile, part: Path) -> bytes:
    """The next bytes; what cannot be unpacked is thrown away, so that it is not continued."""
    try:
        return came.read(CHUNK)
    except (zlib.error, gzip.BadGzipFile):
        _drop(part)
        raise


def _mark(part: Path) -> Path:
    return part.with_suffix(".mark")


def _read_mark(part: Path) -> str | None:
    try:
        found = json.loads(_mark(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, str) else None


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _mark(part).unlink(missing_ok=True)
