"""The specimen page in a real browser: every component, three languages, three widths, on paper, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.web.design.urls"),
    pytest.mark.django_db(transaction=True),
]


def opened(page: Any, language: str, query: str = "") -> Any:
    """The specimen page, once it has been served and its scripts have run."""
    answer = page.goto(f"/{language}/specimen/{query}")
    assert answer.status == 200
    if page.locator("body.js-enabled").count():
        page.locator("#accordion .govuk-accordion__show-all").wait_for()
    return page


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_component_fits_and_is_accessible(
    page_for: Callable[..., Any], looked_at: Callable[..., None], language: str
) -> None:
    page = opened(page_for(language), language)
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        looked_at(page, f"design-specimen-{language}-{width}")


@pytest.mark.parametrize("region", ["flanders", "wallonia", "brussels", "german_community"])
def test_the_colours_of_each_region_can_be_read(
    page_for: Callable[..., Any], looked_at: Callable[..., None], region: str
) -> None:
    page = opened(page_for("en", js=True), "en")
    page.locator("html").evaluate("(e, region) => e.setAttribute('data-region', region)", region)
    looked_at(page, f"design-specimen-{region}")


def test_errors_are_listed_first_and_lead_to_their_fields(
    page_for: Callable[..., Any], looked_at: Callable[..., None]
) -> None:
    page = opened(page_for("nl"), "nl")
    page.get_by_role("button", name="Continue").click()
    page.locator(".govuk-error-summary:focus").wait_for()
    page.locator(".govuk-error-summary a[href='#id_born_0']").click()
    assert page.locator("#id_born_0").evaluate("e => document.activeElement === e")
    looked_at(page, "design-specimen-errors-nl")


def test_a_password_can_be_shown(page_for: Callable[..., Any]) -> None:
    page = opened(page_for("fr"), "fr")
    page.locator("#id_secret").fill("a long password")
    page.get_by_role("button", name="Afficher le mot de passe").click()
    assert page.locator("#id_secret").get_attribute("type") == "text"
    page.get_by_role("button", name="Masquer le mot de passe").wait_for()


def test_everything_is_there_without_scripts(page_for: Callable[..., Any], looked_at: Callable[..., None]) -> None:
    page = opened(page_for("fr", js=False, width=360), "fr")
    assert page.locator("#accordion-content-1").is_visible()
    assert page.locator("#two").is_visible()
    looked_at(page, "design-specimen-fr-360-plain", axe=False)


def test_the_keyboard_reaches_the_content_past_the_header(page_for: Callable[..., Any]) -> None:
    page = opened(page_for("en"), "en", "?quiet")
    page.keyboard.press("Tab")
    assert page.locator(".govuk-skip-link").evaluate("e => document.activeElement === e")
    page.keyboard.press("Enter")
    assert page.locator("#main-content").evaluate("e => document.activeElement === e")


def test_a_swap_is_announced_and_keeps_the_focus(page_for: Callable[..., Any]) -> None:
    page = opened(page_for("en"), "en")
    page.locator("#swap").focus()
    page.keyboard.press("Enter")
    page.locator("#announcements", has_text="Three routes are open.").wait_for(state="attached")
    assert page.locator("#swapped").inner_text() == "Three routes are open."
    assert page.locator("#swap").evaluate("e => document.activeElement === e")


def test_what_comes_by_itself_is_silent_and_leaves_the_focus(page_for: Callable[..., Any]) -> None:
    page = opened(page_for("en"), "en")
    page.locator("#polled .round").wait_for()
    page.evaluate("() => document.querySelector('#polled button').focus()")  # at once: it is replaced all the time
    page.evaluate("() => { document.querySelector('#polled').dataset.seen = 'yes' }")
    page.wait_for_selector("#polled:not([data-seen])")
    expect(page.locator("#polled button")).to_be_focused()
    assert page.locator("#announcements").inner_text() == ""


def test_paper_has_the_content_without_the_frame(page_for: Callable[..., Any], looked_at: Callable[..., None]) -> None:
    page = opened(page_for("en", width=768), "en")
    page.emulate_media(media="print")
    assert not page.locator(".c-languages").is_visible()
    assert not page.locator(".govuk-breadcrumbs").is_visible()
    assert page.locator("#numbers").is_visible()
    address = page.locator(".c-source__link").evaluate("e => getComputedStyle(e, '::after').content")
    assert "https://example.org/decree" in address
    looked_at(page, "design-specimen-print", axe=False)
    assert page.locator(".c-figure__table table").is_visible()


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_page_that_is_not_there_says_so_accessibly(
    page_for: Callable[..., Any], looked_at: Callable[..., None], language: str
) -> None:
    page = page_for(language, width=360)
    page.goto(f"/{language}/no-such-page/")
    assert page.locator("h1").inner_text() in {
        "There is no such page",
        "Cette page n’existe pas",
        "Deze pagina bestaat niet",
    }
    looked_at(page, f"design-404-{language}")
