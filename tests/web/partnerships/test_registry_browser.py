"""The register in a real browser: every page, three languages, a phone and a screen, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "index": ("partnerships/", 200),
    "errors": ("partnerships/?origin=nowhere&since=2030&until=2020", 200),
    "nothing": ("partnerships/?origin=JP&destination=BB", 200),
    "scheme": ("partnerships/schemes/SMP001/", 200),
    "conflicts": ("partnerships/schemes/SMP028/", 200),
    "missing": ("partnerships/schemes/SMP999/", 404),
    "compare": ("partnerships/compare/?id=SMP001&id=SMP005&id=SMP022&id=SMP028", 200),
    "choose": ("partnerships/compare/", 200),
}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any], looked_at: Callable[..., None], language: str
) -> None:
    page = page_for(language)
    for name, (path, status) in PAGES.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(f"/{language}/{path}").status == status
        assert page.locator("h1").count() == 1, name
        for folded in page.locator("summary").all():
            folded.click()
        looked_at(page, f"partnerships-{name}-{language}-1280")
        page.set_viewport_size({"width": 360, "height": 800})
        looked_at(page, f"partnerships-{name}-{language}-360")


@pytest.mark.parametrize("js", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_reader_filters_ticks_compares_and_opens_a_scheme(page_for: Callable[..., Any], js: bool, width: int) -> None:
    page = page_for("en", js=js, width=width)
    page.goto("/en/partnerships/")
    page.get_by_label("Origin", exact=True).select_option("MA")
    page.get_by_label("Sector").select_option("ict")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**origin=MA**")
    page.locator("#schemes", has_text="schemes of 61").wait_for()
    assert "61 schemes" not in page.locator("#schemes").inner_text()
    for name in ("PALIM", "YGCA"):
        page.get_by_label(f"Compare {name}", exact=True).check()
    page.get_by_role("button", name="Compare").first.click()
    assert page.get_by_role("columnheader", name="PALIM").is_visible()
    page.get_by_role("link", name="Show only rows that differ").click()
    assert page.get_by_role("rowheader", name="Destination", exact=True).is_visible()
    page.get_by_role("columnheader", name="PALIM").get_by_role("link", name="PALIM", exact=True).click()
    assert page.locator("h1").inner_text().startswith("Pilot Project")
    assert page.get_by_text("9,677 people").is_visible()
    page.locator("#other").select_option("SMP028")
    page.get_by_role("button", name="Compare").click()
    assert page.get_by_role("columnheader", name="Triple Win").is_visible()


def test_the_map_scrolls_in_its_box_on_a_phone_and_its_table_opens_without_scripts(
    page_for: Callable[..., Any],
) -> None:
    page = page_for("nl", js=False, width=360)
    page.goto("/nl/partnerships/")
    box = page.locator(".c-figure__drawing")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.locator("svg.c-flow-map text", has_text="Marokko").first.is_visible()
    page.get_by_text("De cijfers als tabel").click()
    assert page.get_by_role("rowheader", name="Vietnam").first.is_visible()


def test_the_files_are_taken_along(page_for: Callable[..., Any]) -> None:
    page = page_for("fr", js=False)
    page.goto("/fr/partnerships/?origin=SN")
    for name, start in (("CSV", "\ufeffid,name"), ("JSON-LD", "{")):
        with page.expect_download() as taken:
            page.get_by_role("link", name=f"Télécharger ces projets ({name})").click()
        assert taken.value.path().read_text(encoding="utf-8").startswith(start)
