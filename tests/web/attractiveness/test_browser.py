"""The pages about attractiveness in a real browser: three languages, a phone and a screen, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "index": "attractiveness/",
    "framework": "attractiveness/framework/",
    "ranks": "attractiveness/ranks/?example=yes&unit=C",
    "compass": "attractiveness/ranks/?kind=compass&example=yes",
}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any], looked_at: Callable[..., None], language: str
) -> None:
    page = page_for(language)
    for name, path in PAGES.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(f"/{language}/{path}").status == 200
        looked_at(page, f"attractiveness-{name}-{language}-1280")
        page.set_viewport_size({"width": 360, "height": 800})
        looked_at(page, f"attractiveness-{name}-{language}-360")


def test_ranks_follow_a_weight_from_the_keyboard(page_for: Callable[..., Any]) -> None:
    page = page_for("en")
    page.goto("/en/attractiveness/ranks/?example=yes")
    expect(page.locator("#ranks")).to_contain_text("Skills environment 14")
    page.locator("#id_weight-skills").focus()
    page.keyboard.press("End")
    expect(page.locator("#ranks")).to_contain_text("Skills environment 33")
    expect(page.locator("#id_weight-skills")).to_be_focused()


def test_without_scripts_the_button_does_it(page_for: Callable[..., Any]) -> None:
    page = page_for("nl", js=False)
    page.goto("/nl/attractiveness/ranks/?example=yes")
    page.locator("#id_unit").fill("C")
    page.get_by_role("button", name="Berekenen").click()
    expect(page.locator("#levers")).to_contain_text("C")
