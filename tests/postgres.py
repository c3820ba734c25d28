"""A PostgreSQL of its own around a command: `python tests/postgres.py COMMAND...` runs it with `DATABASE_URL` set.

The cluster lives in a temporary folder, listens on a socket in it alone, and is gone afterwards. PostgreSQL refuses to
run as root: then it runs as the user `postgres` or `nobody`. Where it is not installed, the command is not run.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
SETTINGS = " ".join(
    f"-c {setting}"
    for setting in (
        "listen_addresses=''",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=200",
    )
)


def programs() -> Path:
    """The folder of `initdb` and `pg_ctl`, the newest first."""
    found = [p for place in PLACES for p in Path("/").glob(place.lstrip("/")) if (p / "initdb").exists()]
    if not found and (known := shutil.which("initdb")):
        found = [Path(known).parent]
    if not found:
        sys.exit("PostgreSQL is not installed: install Debian's package postgresql.")
    return sorted(found)[-1]


def other_user() -> dict[str, Any]:
    """For a process that root starts: whom it is to run as."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    sys.exit("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


@contextmanager
def cluster() -> Iterator[str]:
    """A running server, by its address."""
    binaries, whom = programs(), other_user()
    folder = Path(tempfile.mkdtemp(prefix="corridor-pg-", dir="/tmp"))
    if whom:
        os.chown(folder, whom["user"], whom["group"])
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), *arguments]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **whom)
        if done.returncode:
            told = log.read_text() if log.exists() else ""
            sys.exit(f"{program} failed: {done.stderr}{told}")

    try:
        run("initdb", "-D", str(data), "-U", "corridor", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", f"-k {folder} {SETTINGS}", "start")
        try:
            yield f"postgres://corridor@{quote(str(folder), safe='')}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with cluster() as address:
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": address}).returncode)
