"""Organisations, my data, oversight and the landing pages in a real browser: each language, narrow and wide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.consent.domain import give
from corridor.web.jobs.models import Job
from corridor.web.organisations.domain import invite
from corridor.web.organisations.models import Membership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("en", "fr", "nl")
WIDTHS = (360, 1280)
LONG = "Agentschap voor arbeidsmarktbemiddeling en beroepsopleidingsvoorzieningen"


@pytest.fixture
def chief(person: Any, organisation: Any) -> User:
    """An administrator who manages an organisation with a long name, and things to look at."""
    shop = organisation(LONG, kind="one_stop_shop")
    user: User = person("administrator", email="chief.administrator.of.everything@example.org")
    Membership.objects.create(user=user, organisation=shop, role="manager")
    ann = person("adviser", shop, email="ann@example.org")
    invite(organisation=shop, email="a.very.long.address.of.a.guest@example.org", role="viewer", actor=user)
    invite(organisation=shop, email=user.email, role="adviser", actor=ann)
    give(user=user, purpose="placement", actor=user, language="en")
    Job.objects.create(
        name="pool.import",
        owner=user,
        organisation=shop,
        state="failed",
        fault={
            "message": {"en": "The file cannot be read.", "fr": "Fichier illisible.", "nl": "Onleesbaar."},
            "remedy": {},
        },
        finished_at=timezone.now(),
    )
    Job.objects.create(name="plans.run", owner=user, state="done", finished_at=timezone.now() - timedelta(days=400))
    record("cases.seen", actor=ann, person=user, organisation=shop, fields=["residence_status", "work_access"])
    return user


def places(user: User) -> list[str]:
    shop = Membership.objects.get(user=user).organisation
    other = User.objects.exclude(pk=user.pk).get()
    one = f"organisations/{shop.pk}"
    return [
        "",
        "accessibility/",
        "privacy/",
        "help/",
        "organisations/",
        "organisations/new/",
        f"{one}/",
        f"{one}/change/",
        f"{one}/leave/",
        f"{one}/invitations/new/",
        f"{one}/members/{other.pk}/",
        "organisations/invitation/",
        "my-data/",
        "my-data/name/",
        "my-data/access/",
        "my-data/erase/",
        "my-data/erased/",
        "oversight/",
        "oversight/health/",
        "oversight/jobs/",
        "oversight/users/",
        f"oversight/users/{other.pk}/",
        f"oversight/users/{other.pk}/erase/",
        "oversight/retention/",
        "oversight/audit/?actor=ann@example.org",
    ]


def label(place: str) -> str:
    parts = [part if "-" not in part[8:9] else "one" for part in place.split("?")[0].split("/") if part]
    return "-".join(parts) or "start"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page(page_for: Any, looked_at: Any, chief: User, language: str, width: int) -> None:
    page = page_for(language, width=width, user=chief)
    for place in places(chief):
        page.goto(f"/{language}/{place}")
        looked_at(page, f"a2-{label(place)}-{language}-{width}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_landing_page_for_visitors(page_for: Any, looked_at: Any, language: str, width: int) -> None:
    page = page_for(language, width=width)
    page.goto(f"/{language}/")
    looked_at(page, f"a2-landing-{language}-{width}")
    page.locator("main a.govuk-button").first.click()
    page.wait_for_url("**/route-check/**")


def test_consent_without_scripts_and_with_the_keyboard(page_for: Any, person: Any) -> None:
    user = person()
    page = page_for("nl", js=False, user=user)
    page.goto("/nl/my-data/")
    page.locator("section[aria-labelledby=purpose-mail] button").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "U bent akkoord gegaan" in page.locator(".govuk-notification-banner").inner_text()
    assert "Intrekken" in page.locator("section[aria-labelledby=purpose-mail] button").inner_text()
