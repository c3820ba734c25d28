"""One event in a browser, in each language: register, agree, check in, export, withdraw."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.utils import timezone

from corridor.web.events.domain import ship
from corridor.web.events.models import Event
from corridor.web.stakeholders.queries import agrees

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360


@pytest.fixture
def convener(person: Any, organisation: Any) -> Any:
    caches["limits"].clear()
    return person("convener", organisation())


def own_link() -> str:
    """The path in the latest message, whatever the name of the server."""
    message = mail.outbox[-1]
    words = [word for word in str(message.body).split() if "/mine/" in word and "/events/" in word]
    return "/" + words[0].split("/", 3)[3]


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_from_registration_to_withdrawal(
    page_for: Any, looked_at: Any, convener: Any, organisation: Any, language: str
) -> None:
    event: Event = ship(organisation=organisation(), actor=convener, first=timezone.localdate())
    start = f"/{language}/events"
    desk = page_for(language, user=convener, width=PHONE)
    desk.goto(f"{start}/{event.slug}/edit/")
    desk.locator('form[action$="/state/publish/"] button').click()

    visitor = page_for(language, js=False, width=PHONE)
    visitor.goto(f"{start}/{event.slug}/")
    looked_at(visitor, f"events-agenda-{language}", axe=False)
    visitor.locator(f'a[href="{start}/{event.slug}/register/"]').click()
    visitor.locator("#id_name").fill("Ada")
    visitor.locator("#id_email").fill("ada@example.org")
    visitor.locator("main form button").last.click()
    assert visitor.locator(".govuk-error-summary").count() == 1, "no day was chosen"
    assert visitor.locator("#id_name").input_value() == "Ada"
    for day in event.days.all():
        visitor.locator(f'input[name="day_{day.pk.hex}"][value="on_site"]').check()
    assert not visitor.locator("#id_contact_list").is_checked()
    visitor.locator("#id_access_needs").fill("Quiet room")
    visitor.locator("main form button").last.click()
    assert visitor.url.endswith("/registered/")
    assert len(mail.outbox) == 1

    link = own_link()
    visitor.goto(link)
    looked_at(visitor, f"events-mine-{language}", axe=False)
    assert visitor.locator("main img").evaluate("image => image.naturalWidth", timeout=5000) > 100
    row = event.registrations.get()
    visitor.locator("#contact_list").check()
    visitor.locator('form[action$="/list/"] button').click()
    assert agrees(row.contact, "contact_list")

    desk.goto(f"{start}/{event.slug}/check-in/")
    desk.locator("#id_code").fill(str(row.code).lower())
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/check-in/{row.code}/")
    desk.locator('button[value="in"]').first.click()
    desk.locator('button[value="undo"]').wait_for()
    assert row.attendances.exclude(checked_in_at=None).count() == 1
    desk.locator('button[value="undo"]').click()
    desk.locator('button[value="undo"]').wait_for(state="detached")
    desk.goto(f"{start}/{event.slug}/people/")
    with desk.expect_download() as waiting:
        desk.locator('a[href$="/export.csv"]').click()
    assert "ada@example.org" in waiting.value.path().read_text(encoding="utf-8-sig")

    visitor.goto(link)
    visitor.locator('a[href$="/cancel/"]').click()
    visitor.locator("main form button").last.click()
    row.refresh_from_db()
    assert not row.live
    desk.goto(f"{start}/{event.slug}/people/")
    assert "ada@example.org" not in desk.content()
    visitor.goto(link)
    visitor.locator('main a[href*="/stakeholders/mine/"]').click()
    withdraw = visitor.locator('form[action*="/withdraw/contact_list/"] button')
    withdraw.first.click()
    assert not agrees(row.contact, "contact_list")
