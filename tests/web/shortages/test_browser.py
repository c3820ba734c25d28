"""The pages about occupations in a real browser: three languages, a phone and a screen, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = "date=2026-11-22"
PAGES = {
    "index": f"shortages/?region=wallonia&{DAY}",
    "search": f"shortages/?region=flanders&{DAY}&q=metselaar",
    "detail": f"shortages/7112/?{DAY}",
    "lists": "shortages/lists/",
    "one-list": "shortages/lists/medium_skilled/",
    "regions": f"shortages/regions/?{DAY}",
    "every-list": "shortages/7112/every-list/",
    "compare": f"shortages/compare/?region=flanders&{DAY}&region2=brussels&date2=2026-11-22",
}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any], looked_at: Callable[..., None], language: str
) -> None:
    page = page_for(language)
    for name, path in PAGES.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(f"/{language}/{path}").status == 200
        looked_at(page, f"shortages-{name}-{language}-1280")
        page.set_viewport_size({"width": 360, "height": 800})
        looked_at(page, f"shortages-{name}-{language}-360")


@pytest.mark.parametrize("js", [True, False])
def test_a_reader_finds_an_occupation_and_what_its_list_opens(page_for: Callable[..., Any], js: bool) -> None:
    page = page_for("fr", js=js)
    page.goto(f"/fr/shortages/?region=wallonia&{DAY}")
    page.locator("#id_q").fill("maçon")
    page.locator("#id_q").press("Enter")
    page.wait_for_url("**q=ma%C3%A7on**")
    page.get_by_role("link", name="Maçons").first.click()
    page.wait_for_url("**/7112/**")
    page.get_by_role("link", name="Métier en pénurie", exact=True).click()
    page.wait_for_url("**/law/routes/shortage/**")
    assert page.locator("#on_the_list").is_visible()
