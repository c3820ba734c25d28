"""Who may see and do what: every page for every role, held against `permission_matrix.txt`.

A new page without an entry in its app's `addresses.py` fails. After a wanted change, look at the difference and write
the file anew: `CORRIDOR_SNAPSHOT=write python -m pytest tests/web/test_permission_matrix.py`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.web.world import ROLES, World, all_addresses, make_world, view_names

SNAPSHOT = Path(__file__).parent / "permission_matrix.txt"
WITHOUT_SCHEMA = {"api-1.0.0:api-root"}


def answer(client: Client, method: str, address: str) -> str:
    """What a request comes to, in a word; what it did is taken back."""
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    where = response.headers.get("Location", "")
    match response.status_code:
        case 301 | 302 if "/account/login" in where or "/account/reauthenticate" in where:
            return "signin"
        case 200 | 201 | 202 | 204 | 301 | 302 | 303:
            return "yes"
        case 400 | 413 | 415 | 422:
            return "input"
        case 401:
            return "signin"
        case 403:
            return "no"
        case 404 | 410:
            return "hidden"
        case 405:
            return "-"
        case code:
            return str(code)


@pytest.mark.django_db
def test_every_page_is_in_the_matrix() -> None:
    known = all_addresses(make_world())
    missing = sorted(view_names() - known.keys() - WITHOUT_SCHEMA)
    assert not missing, f"add these to the app's addresses.py: {missing}"
    gone = sorted(known.keys() - view_names())
    assert not gone, f"these are no pages any more: {gone}"


@pytest.mark.django_db
def test_who_may_do_what() -> None:
    world = make_world()
    addresses = {name: reverse(name, kwargs=kwargs) for name, kwargs in all_addresses(world).items()}
    lines = [f"{'page':44}{'method':8}" + "".join(f"{role:>14}" for role in ROLES)]
    for name, address in sorted(addresses.items()):
        for method in ("GET", "POST"):
            cells = [answer(_client(world, role), method, address) for role in ROLES]
            assert not any(cell.isdigit() for cell in cells), f"{method} {address}: {cells}"
            lines.append(f"{name:44}{method:8}" + "".join(f"{cell:>14}" for cell in cells))
    text = "\n".join(lines) + "\n"
    if os.environ.get("CORRIDOR_SNAPSHOT") == "write":
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert text == SNAPSHOT.read_text(encoding="utf-8")


def _client(world: World, role: str) -> Any:
    client = Client(raise_request_exception=False)
    if user := world.people[role]:
        client.force_login(user)
    return client
