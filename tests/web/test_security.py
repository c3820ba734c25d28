"""What every answer carries, and what production settings insist on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

PAGES = ("/en/", "/fr/law/", "/nl/route-check/", "/en/no-such-page", "/api/v1/openapi.json")
POSTGRES = "postgres://corridor:secret@127.0.0.1/corridor"


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_every_answer_limits_what_the_browser_may_do(client: Client, address: str) -> None:
    answer = client.get(address)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_cookies_are_not_for_scripts(client: Client, person: object) -> None:
    client.get("/en/account/login/")
    answer = client.post("/en/account/login/", {"login": person().email, "password": "a long password"})  # type: ignore[operator]
    assert settings.SESSION_COOKIE_NAME in answer.cookies, "signed in"
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    answer = client.get("/en/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def run(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("CORRIDOR", "DATABASE", "DJANGO"))}
    return subprocess.run(
        [sys.executable, *command],
        env={**known, "CORRIDOR_DATA": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("entry", [("-m", "corridor.web"), ("manage.py",)])
def test_production_settings_pass_djangos_own_check(tmp_path: Path, entry: tuple[str, ...]) -> None:
    done = run(
        tmp_path,
        *entry,
        "check",
        "--deploy",
        "--fail-level",
        "INFO",
        CORRIDOR_PRODUCTION="1",
        CORRIDOR_HOSTS="corridor.example.org",
        CORRIDOR_SECRET_KEY="correct-horse-battery-staple-0123456789-abcdefghijklmnopqrstuvwxyz",
        DATABASE_URL=POSTGRES,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"CORRIDOR_PRODUCTION": "1"}, "CORRIDOR_SECRET_KEY"),
        ({"CORRIDOR_PRODUCTION": "maybe"}, "CORRIDOR_PRODUCTION"),
        ({"CORRIDOR_PRODUCTION": "1", "CORRIDOR_SECRET_KEY": "x" * 60}, "CORRIDOR_HOSTS"),
        ({"CORRIDOR_UPLOAD_MB": "many"}, "CORRIDOR_UPLOAD_MB"),
        ({"CORRIDOR_EMAIL_URL": "mail.example.org"}, "CORRIDOR_EMAIL_URL"),
        ({"CORRIDOR_OIDC": "{"}, "CORRIDOR_OIDC"),
        ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL"),
    ],
)
def test_a_wrong_environment_is_named(tmp_path: Path, given: dict[str, str], named: str) -> None:
    done = run(tmp_path, "-m", "corridor.web", "check", **given)
    assert done.returncode != 0
    assert named in done.stderr.strip().splitlines()[-1]


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    show = ("-c", "from corridor.web import settings; print(settings.SECRET_KEY)")
    first, second = (run(tmp_path, *show).stdout for _ in range(2))
    assert first == second
    assert len(first) > 50
    assert (tmp_path / "web" / "secret_key").stat().st_mode & 0o077 == 0
