"""One install at a time in a folder. The lock is the system's: it ends with the process, however that ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from corridor.occupations.errors import OccupationError

FILE = "install.lock"


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the lock of a folder.

    Raises:
        OccupationError: another process, or another thread of this one, is installing into the folder.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / FILE).open("a+b") as file:
        if not _take(file):
            raise OccupationError(str(home), "locked")
        try:
            yield
        finally:
            _leave(file)


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _leave(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _leave(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
