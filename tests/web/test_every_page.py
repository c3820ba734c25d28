"""Every page in every language, in a real browser: accessible, no sideways scroll on a phone, no text left in English.

Pages and their arguments are those of the permission matrix; each is opened as somebody who may see it.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.web.world import World, all_addresses, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READERS = ("anonymous", "manager", "adviser", "analyst", "talent", "employer", "administrator")
PHONE = 360


def reader_of(world: World, address: str) -> str | None:
    """The first role that sees a page at an address; None where nobody gets a page (a file, a form's target)."""
    for role in READERS:
        client = Client()
        if user := world.people[role]:
            client.force_login(user)
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            streamed = getattr(answer, "streaming", False)
            return None if streamed or "design/" not in answer.content.decode() else role
    return None


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page(page_for: Any, looked_at: Any, language: str) -> None:
    world = make_world()
    with override(language):
        addresses = {name: reverse(name, kwargs=kwargs) for name, kwargs in all_addresses(world).items()}
    pages: dict[str, Any] = {}
    faults, seen = [], 0
    for name, address in sorted(addresses.items()):
        if not address.startswith(f"/{language}/") or (role := reader_of(world, address)) is None:
            continue
        if role not in pages:
            pages[role] = page_for(language, user=world.people[role])
        page, picture = pages[role], f"{re.sub(r'[^a-z_-]+', '-', name)}-{language}"
        try:
            page.set_viewport_size({"width": 1280, "height": 900})
            answer = page.goto(address)
            assert answer.status == 200, f"{name}: {answer.status}"
            assert page.locator("html").get_attribute("lang") == language, name
            assert page.locator("h1").count() == 1, f"{name}: {page.locator('h1').count()} headings of the first level"
            looked_at(page, picture)
            page.set_viewport_size({"width": PHONE, "height": 800})
            looked_at(page, f"{picture}-phone", axe=False)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE, f"{name}: {wide} px wide on a phone"
            seen += 1
        except AssertionError as error:
            faults.append(str(error))
    assert not faults, "\n\n".join(faults)
    assert seen > 30, "the pages were not found"
