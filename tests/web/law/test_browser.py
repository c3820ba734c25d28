"""The law browser in a real browser: every page, three languages, a phone and a screen, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = "date=2026-11-22"
PAGES = {
    "index": f"law/?region=flanders&{DAY}",
    "route": f"law/routes/eu_blue_card/?region=flanders&{DAY}",
    "parameters": f"law/parameters/?region=brussels&{DAY}&uncertain=on",
    "parameter": f"law/parameters/hs_salary_min/?region=flanders&{DAY}",
    "lists": f"law/lists/?region=wallonia&{DAY}",
    "list": f"law/lists/medium_skilled/?region=flanders&{DAY}",
    "search": "law/search/?q=bouw",
    "compare": f"law/compare/?region=flanders&{DAY}&region2=brussels&date2=2026-11-22",
    "sources": "law/sources/?q=pay",
    "source": "law/sources/bvr-2018-12-07/",
    "uncertain": f"law/uncertain/?region=german_community&{DAY}",
    "errors": "law/?region=nowhere&date=1999-01-01",
}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any], looked_at: Callable[..., None], language: str
) -> None:
    page = page_for(language)
    for name, path in PAGES.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(f"/{language}/{path}").status == 200
        looked_at(page, f"law-{name}-{language}-1280")
        page.set_viewport_size({"width": 360, "height": 800})
        looked_at(page, f"law-{name}-{language}-360")


@pytest.mark.parametrize("js", [True, False])
def test_a_reader_goes_from_the_index_to_the_source_of_an_amount(page_for: Callable[..., Any], js: bool) -> None:
    page = page_for("en", js=js)
    page.goto("/en/law/")
    page.get_by_label("Region").select_option("wallonia")
    page.get_by_label("Date").fill("2026-11-22")
    page.get_by_role("button", name="Show this law").click()
    page.get_by_role("link", name="Highly skilled", exact=False).first.click()
    page.locator("#hs_salary").get_by_role("link", name="minimum gross pay", exact=False).first.click()
    assert page.get_by_text("EUR 53,220 a year").first.is_visible()
    assert page.locator("table a[href^=http]").first.is_visible()
    assert "region=wallonia" in page.url


@pytest.mark.parametrize("js", [True, False])
def test_values_are_filtered_in_place_or_by_a_new_page(page_for: Callable[..., Any], js: bool) -> None:
    page = page_for("nl", js=js)
    page.goto("/nl/law/parameters/?region=flanders&date=2026-11-22")
    page.locator("#id_q").fill("gecombineerde vergunning")
    page.locator("#id_q").press("Enter")
    page.wait_for_url("**q=gecombineerde**")
    page.get_by_role("link", name="Gecombineerde vergunning", exact=False).first.wait_for()
    assert page.locator("#results tbody tr").count() < 50
