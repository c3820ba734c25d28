"""What the environment decides: read once, with an error that names the variable and the remedy."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from corridor.permits.book import data_folder

TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


class EnvironmentFault(RuntimeError):
    """An environment variable that cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


def text(name: str, default: str = "") -> str:
    """A variable's text, without space at the ends."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A variable that says yes or no."""
    given = text(name).lower()
    if name not in os.environ:
        return default
    if given not in TRUE | FALSE:
        raise EnvironmentFault(name, "write 1 or 0")
    return given in TRUE


def number(name: str, default: int) -> int:
    """A variable that is a whole number."""
    given = text(name)
    if not given:
        return default
    if not given.isdigit():
        raise EnvironmentFault(name, "write a whole number")
    return int(given)


def several(name: str) -> list[str]:
    """A variable with entries between commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def json_list(name: str) -> list[Any]:
    """A variable that holds a list in JSON."""
    try:
        found = json.loads(text(name) or "[]")
    except ValueError as error:
        raise EnvironmentFault(name, f"write a list in JSON ({error})") from error
    if not isinstance(found, list):
        raise EnvironmentFault(name, "write a list in JSON: [{...}]")
    return found


def hosts(production: bool) -> list[str]:
    """The names that the application answers to."""
    found = several("CORRIDOR_HOSTS")
    if production and not found:
        raise EnvironmentFault("CORRIDOR_HOSTS", "set the names of the site in production: corridor.example.org")
    return found or ["127.0.0.1", "localhost", "[::1]", "testserver"]


def database(folder: Path) -> dict[str, Any]:
    """Django's settings for `DATABASE_URL`; SQLite in a folder where it is not set."""
    import dj_database_url

    address = text("DATABASE_URL") or f"sqlite:///{folder / 'corridor.sqlite3'}"
    if address.split(":", 1)[0] not in ("sqlite", "postgres", "postgresql"):
        raise EnvironmentFault("DATABASE_URL", "write postgres://user:password@host/name or sqlite:///path")
    return dict(dj_database_url.parse(address, conn_max_age=60))


def web_folder() -> Path:
    """Where the web application keeps its database and files: `web` in the user's data folder."""
    folder = data_folder() / "web"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key(folder: Path) -> str:
    """`CORRIDOR_SECRET_KEY`, or a key made once for this installation and readable by its user alone."""
    if given := text("CORRIDOR_SECRET_KEY"):
        return given
    if flag("CORRIDOR_PRODUCTION"):
        raise EnvironmentFault("CORRIDOR_SECRET_KEY", "set it in production: at least 50 random characters")
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


def mail(address: str) -> dict[str, str | int | bool]:
    """Django's settings for `smtp://user:password@host:port`, `smtp+tls://` (STARTTLS) or `smtps://`."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname:
        raise EnvironmentFault("CORRIDOR_EMAIL_URL", "write smtp+tls://user:password@host:587")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
