"""What the tests of the web application share: people, a strict environment, a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

CHROMIUM = os.environ.get("CORRIDOR_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANGUAGES = ("en", "fr", "nl")
SCREENSHOTS = Path(os.environ.get("CORRIDOR_SCREENSHOTS", "build/screenshots"))


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads and results of one test are not there in the next."""
    files = tmp_path / "files"
    files.mkdir()
    monkeypatch.setattr(settings, "FILES", files)
    monkeypatch.setattr(settings, "MEDIA_ROOT", str(files))


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """No cache and no language of the test before."""
    caches["default"].clear()
    with translation.override("en"):
        yield


@pytest.fixture
def organisation(db: None) -> Any:
    """Makes organisations: `organisation("Shop", kind="one_stop_shop", region="flanders")`."""
    from corridor.web.organisations.models import Organisation

    def make(name: str = "Region", kind: str = "region", region: str = "flanders") -> Organisation:
        return Organisation.objects.get_or_create(name=name, defaults={"kind": kind, "region": region})[0]

    return make


@pytest.fixture
def person(db: None) -> Any:
    """Makes people: `person("adviser", organisation)`; without a role a talent; or `administrator`."""
    from corridor.web.accounts.models import User
    from corridor.web.organisations.models import Membership

    def make(role: str | None = None, organisation: Any = None, *, email: str = "", language: str = "") -> User:
        number = User.objects.count() + 1
        address = email or f"{role or 'talent'}{number}@example.org"
        user = User.objects.create_user(address, "a long password", language=language)
        if role == "administrator":
            user.is_superuser = user.is_staff = True
            user.save()
        elif role and organisation is not None:
            Membership.objects.create(user=user, organisation=organisation, role=role)
        return user

    return make


# ---- browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the tests of a process."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}: install Debian's package chromium")
    from playwright.sync_api import expect, sync_playwright

    # Playwright's loop runs in this thread; Django would refuse the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Waiting ends with what is waited for: a long limit costs nothing and a busy machine fails no test.
    expect.set_options(timeout=30_000)
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def page_for(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """A page of the running application.

    `page_for("nl", js=False, width=360, user=user)` gives a Playwright page with `base_url`, in a language, signed in.
    A request to another host, a script error and a violated content policy fail the test.
    """
    from django.test import Client

    contexts: list[Any] = []
    faults: list[str] = []

    def make(language: str = "en", *, js: bool = True, width: int = 1280, user: Any = None) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=js,
            locale=language,
            viewport={"width": width, "height": 900},
        )
        contexts.append(context)
        context.route("**/*", lambda route: _local_only(route, live_server.url, faults))
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda told: _policy(told, faults))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults, faults


def _local_only(route: Any, own: str, faults: list[str]) -> None:
    if route.request.url.startswith((own, "data:", "blob:")):
        route.continue_()
    else:
        faults.append(f"fetched from elsewhere: {route.request.url}")
        route.abort()


def _policy(told: Any, faults: list[str]) -> None:
    if told.type == "error" and "Content Security Policy" in told.text:
        faults.append(told.text)


@pytest.fixture
def looked_at() -> Callable[..., None]:
    """Checks a page as it stands: `looked_at(page, "plans-detail-nl")`.

    No violation of WCAG 2.2 AA that axe finds, no sideways scroll, the language said; a picture is kept in
    build/screenshots.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

    def look(page: Any, name: str, *, axe: bool = True) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        width = page.viewport_size["width"]
        scroll = page.evaluate("document.documentElement.scrollWidth") if axe else width
        assert scroll <= width, f"{name}: {scroll} px wide on a screen of {width}"
        if axe:
            found = Axe().run(page, options=options)
            assert not found.response["violations"], f"{name}\n{found.generate_report()}"

    return look
