"""The whole installation in one archive, and back: the database, the private files, the secret key."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from corridor.web import environment

CONTENTS, DATABASE, FILES, SECRET = "contents.json", "database", "files", "secret_key"


class BackupError(RuntimeError):
    """An archive that cannot be written or put back; the text says what to do."""


def back_up(archive: Path) -> dict[str, Any]:
    """Write the installation to a tar archive, while it runs. Returns what is in it.

    The database is one consistent state; files that arrive while the archive is written may be missing from it, none is
    half there. The archive holds personal data and the secret key: it is readable by its owner alone.

    Raises:
        BackupError: the archive exists, or `pg_dump` is missing or failed.
    """
    if archive.exists():
        raise BackupError(f"{archive} exists; choose another name")
    connection = connections["default"]
    contents = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }
    partial = archive.with_name(f".{archive.name}.partial")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        dumped = folder / DATABASE
        _dump_sqlite(dumped) if connection.vendor == "sqlite" else _dump_postgres(dumped)
        (folder / CONTENTS).write_text(json.dumps(contents, indent=1), encoding="utf-8")
        try:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
                tar.add(folder / CONTENTS, CONTENTS)
                tar.add(dumped, DATABASE)
                _add_files(tar)
            partial.replace(archive)
        finally:
            partial.unlink(missing_ok=True)
    return contents


def restore(archive: Path) -> dict[str, Any]:
    """Put an archive back into an installation that holds nothing yet. Returns what was in it.

    Raises:
        BackupError: it is no archive of Corridor, comes from the other kind of database, or something is there already.
    """
    files = Path(settings.FILES)
    if files.exists() and any(files.iterdir()):
        raise BackupError(f"{files} holds files; restore into an empty data folder")
    with tempfile.TemporaryDirectory(dir=environment.web_folder()) as made:
        folder = Path(made)
        try:
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
            contents: dict[str, Any] = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        except (OSError, tarfile.TarError, ValueError) as error:
            raise BackupError(f"{archive} is no backup of Corridor: {error}") from error
        vendor = connections["default"].vendor
        if contents["database"] != vendor:
            raise BackupError(
                f"the backup is of {contents['database']}, this installation is on {vendor}: set DATABASE_URL"
            )
        _load_sqlite(folder / DATABASE) if vendor == "sqlite" else _load_postgres(folder / DATABASE)
        if (folder / FILES).exists():
            files.parent.mkdir(parents=True, exist_ok=True)
            if files.exists():
                files.rmdir()
            (folder / FILES).replace(files)
        if (folder / SECRET).exists():
            (folder / SECRET).replace(environment.web_folder() / SECRET)
    return contents


def _add_files(tar: tarfile.TarFile) -> None:
    files, secret = Path(settings.FILES), environment.web_folder() / SECRET
    if secret.exists():
        tar.add(secret, SECRET)
    for path in sorted(files.rglob("*")) if files.exists() else ():
        try:
            tar.add(path, f"{FILES}/{path.relative_to(files)}", recursive=False)
        except FileNotFoundError:  # deleted since: a plan, an erased person
            continue


def _dump_sqlite(target: Path) -> None:
    connection = connections["default"]
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)


def _load_sqlite(source: Path) -> None:
    path = Path(connections["default"].settings_dict["NAME"])
    connections.close_all()
    with closing(sqlite3.connect(path)) as there:
        if there.execute("SELECT count(*) FROM sqlite_master WHERE name = 'accounts_user'").fetchone()[0]:
            raise BackupError(f"{path} holds an installation already; move it away first")
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(there)


def _dump_postgres(target: Path) -> None:
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def _load_postgres(source: Path) -> None:
    if "accounts_user" in connections["default"].introspection.table_names():
        raise BackupError("the database holds an installation already; restore into an empty one")
    name = connections["default"].settings_dict["NAME"]
    _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}", str(source))


def _postgres(program: str, *arguments: str) -> None:
    given = connections["default"].settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    values = {variable: str(given[key]) for variable, key in named.items() if given.get(key)}
    try:
        done = subprocess.run([program, *arguments], env={**os.environ, **values}, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BackupError(f"{program} is not installed: install PostgreSQL's client programs") from error
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")
