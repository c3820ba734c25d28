"""Uploads on their way in: streamed to the folder of private files under a random name, counted, stopped at the limit.

The name that the user's file had is never a path. What is not kept is deleted when the request ends.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

NAME_LENGTH = 200
ABANDONED = 24 * 3600
"""Seconds after which a file that no dataset names is deleted."""


def folder() -> Path:
    """Where uploaded files lie."""
    place = Path(settings.FILES) / "uploads"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def path_of(name: str) -> Path:
    """The path of an uploaded file by the random name it got.

    Raises:
        ValueError: that is no such name.
    """
    if not name or Path(name).name != name or name.startswith("."):
        raise ValueError(f"no upload is called {name!r}")
    return folder() / name


class Received(UploadedFile):
    """A file that lies in the folder already; `keep` gives it its place, else it goes when it is closed."""

    def __init__(self, name: str, content_type: str, charset: str | None, extra: Any) -> None:
        file = tempfile.NamedTemporaryFile(prefix=".", suffix=".part", dir=folder())  # noqa: SIM115 - closed by `close`
        super().__init__(file, name, content_type, 0, charset, extra)
        self.digest = hashlib.sha256()
        self.suffix = ""
        """What kind of file it is, once somebody has looked."""

    def temporary_file_path(self) -> str:
        """Where it lies for now."""
        return str(self.file.name)  # type: ignore[union-attr]

    @property
    def sha256(self) -> str:
        """Of all that came."""
        return self.digest.hexdigest()

    def keep(self, suffix: str) -> str:
        """Give the file a random name of its own; returns the name."""
        name = f"{secrets.token_hex(16)}{suffix}"
        self.flush()
        Path(self.temporary_file_path()).replace(path_of(name))
        return name

    def close(self) -> None:
        """Close it; what was not kept is deleted."""
        with suppress(FileNotFoundError):  # it may have its place
            self.file.close()  # type: ignore[union-attr]


class ToPrivateFolder(FileUploadHandler):
    """Takes one file; what comes beyond the limit is read and thrown away, so that the page can say so."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit, self.taken = limit, 0
        self.received: Received | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.taken += 1
        if self.taken > 1:
            raise SkipFile
        self.received = Received(self.file_name or "", self.content_type or "", self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a block down; nothing is left for other handlers."""
        assert self.received is not None
        if start + len(raw_data) > self.limit:
            self.received.close()
            self.received = None
            self.request.upload_too_large = True  # type: ignore[union-attr]
            raise SkipFile
        self.received.write(raw_data)
        self.received.digest.update(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The whole file."""
        if self.received is None:
            return None
        self.received.seek(0)
        self.received.size = file_size
        return self.received

    def upload_interrupted(self) -> None:
        """The browser went away: nothing of it stays."""
        if self.received is not None:
            self.received.close()


def receives_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that takes a file of up to `UPLOAD_LIMIT`. The check of who may stands outside it: it runs first."""
    protected = csrf_protect(view)

    @csrf_exempt  # only until the handlers are set; the token is checked by `protected`
    @wraps(view)
    def receiving(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_too_large = False  # type: ignore[attr-defined]
        if request.method == "POST":
            request.upload_handlers = [ToPrivateFolder(request, settings.UPLOAD_LIMIT)]
        return protected(request, *args, **kwargs)

    return receiving


def given(request: HttpRequest) -> dict[str, Any]:
    """What a form with a file is made of: the data, the file, and whether one was too large."""
    data, files = request.POST, request.FILES  # reading them lets the file in: only then it is known how large it was
    return {"data": data, "files": files, "too_large": getattr(request, "upload_too_large", False)}


def shown_name(name: str) -> str:
    """The name of a user's file as it may be shown: no folders, no control characters, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[-NAME_LENGTH:] or "?"


def sweep(known: set[str]) -> int:
    """Delete uploaded files that no dataset names and that are a day old; returns how many."""
    before = time.time() - ABANDONED
    left = [p for p in folder().iterdir() if p.is_file() and p.name not in known and p.stat().st_mtime < before]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
