"""A backup of a running installation, put back into an empty one: the same people, the same files, the same key."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MAKE = """
from corridor.web.accounts.domain import make_administrator
from django.conf import settings
make_administrator(email="first@example.org", password="a long password")
folder = settings.FILES / "cases"
folder.mkdir(parents=True)
(folder / "diploma.pdf").write_bytes(b"%PDF-1.7 diploma")
"""
LOOK = """
from corridor.web.accounts.models import User
from django.conf import settings
user = User.objects.get()
diploma = (settings.FILES / "cases" / "diploma.pdf").read_bytes().decode()
print(user.email, user.check_password("a long password"), diploma)
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Runs a command in an installation by its name; each has a data folder and a database of its own."""
    servers: dict[str, str] = {}
    if request.param == "postgres" and not os.environ.get("DATABASE_URL"):
        pytest.skip("no DATABASE_URL: run it through `make test-all`")

    def run(name: str, *command: str, code: int = 0) -> str:
        environment = {
            **os.environ,
            "CORRIDOR_DATA": str(tmp_path / name),
            "DJANGO_SETTINGS_MODULE": "corridor.web.settings",
        }
        environment.pop("DATABASE_URL", None)
        if request.param == "postgres":
            if name not in servers:
                servers[name] = _database(f"backup_{os.getpid()}_{name}")
            environment["DATABASE_URL"] = servers[name]
        done = subprocess.run(
            [sys.executable, "-m", "corridor.web", *command], env=environment, capture_output=True, text=True
        )
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    yield run
    for address in servers.values():
        _drop(address.rsplit("/", 1)[1])


def _database(name: str) -> str:
    _administer(f'CREATE DATABASE "{name}"')
    return f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"


def _drop(name: str) -> None:
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(statement: str) -> None:
    import dj_database_url
    import psycopg

    given = dj_database_url.parse(os.environ["DATABASE_URL"])
    with psycopg.connect(
        host=given["HOST"], user=given["USER"], dbname=given["NAME"], password=given["PASSWORD"], autocommit=True
    ) as connection:
        connection.execute(statement)


def test_what_was_backed_up_comes_back(installation: Callable[..., str], tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"
    installation("first", "migrate", "--verbosity", "0")
    installation("first", "shell", "--verbosity", "0", "--command", MAKE)
    installation("first", "backup", str(archive))
    assert archive.stat().st_mode & 0o077 == 0, "others must not read it"
    installation("second", "restore", str(archive))
    assert "No planned migration operations" in installation("second", "migrate", "--plan")
    told = installation("second", "shell", "--verbosity", "0", "--command", LOOK)
    assert "first@example.org True %PDF-1.7 diploma" in told
    keys = [(tmp_path / name / "web" / "secret_key").read_text() for name in ("first", "second")]
    assert keys[0] == keys[1], "sessions and links stay valid"
    assert "holds files" in installation("second", "restore", str(archive), code=1), "nothing is written over"


def test_an_archive_that_leads_out_of_the_folder_is_refused(tmp_path: Path, installation: Callable[..., str]) -> None:
    archive, outside = tmp_path / "evil.tar", tmp_path / "outside"
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(archive, "w") as tar:
        tar.add(tmp_path / "evil", "../../../outside")
    assert "no backup of Corridor" in installation("first", "restore", str(archive), code=1)
    assert not outside.exists()
