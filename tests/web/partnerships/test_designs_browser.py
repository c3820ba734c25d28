"""Designs in a real browser: a slider by keyboard, with and without scripts, three languages, a phone, axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from corridor.web.partnerships.design_files import read
from corridor.web.partnerships.models import Design
from tests.web.partnerships.designs_made import SHIPPED, SMALL, made_design

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = ((1280, 900), (360, 800))
SLIDER = "#s-wave-0-range"
UNFOLD = "page => page.querySelectorAll('details').forEach(one => one.open = true)"


def path(language: str, name: str, key: Any = None, query: str = "") -> str:
    address = reverse(f"partnerships:{name}", args=[] if key is None else [key])
    return f"/{language}{address[3:]}{query}"


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any], looked_at: Callable[..., None], organisation: Any, person: Any, language: str
) -> None:
    own = organisation("Own")
    analyst = person("analyst", own, language=language)
    row = made_design(own, analyst)
    sized = "?n=20&design=palim&by=2022-01-01&probability=80"
    pages = {
        "list": path(language, "designs"),
        "example": path(language, "design", SHIPPED),
        "moved": path(language, "design", SHIPPED, "?wave.0=90&grade.0=letter"),
        "own": path(language, "design", row.pk),
        "checks": path(language, "design_checks", SHIPPED),
        "new": path(language, "design_create"),
        "edit": path(language, "design_edit", row.pk),
        "form": path(language, "design_form", row.pk),
        "delete": path(language, "design_delete", row.pk),
        "sizing": path(language, "sizing", None, sized),
    }
    page = page_for(language, user=analyst)
    for name, address in pages.items():
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            assert page.goto(address).status == 200
            looked_at(page, f"designs-{name}-{language}-{width}")


@pytest.mark.parametrize("width", [360, 1280])
def test_all_parts_are_accessible_when_unfolded(
    page_for: Callable[..., Any], looked_at: Callable[..., None], width: int
) -> None:
    page = page_for("nl", width=width)
    page.goto(path("nl", "design", "thamm_enabel", "?wave.0=90"))
    page.locator("main").evaluate(UNFOLD)
    looked_at(page, f"designs-unfolded-nl-{width}")


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_arrow_keys_move_a_slider_and_the_result_is_read_out(page_for: Callable[..., Any], language: str) -> None:
    page = page_for(language)
    page.goto(path(language, "design", SHIPPED))
    before = page.locator("#live .c-verdict").inner_text()
    slider = page.locator(SLIDER)
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    page.locator("#live .c-figures__change").first.wait_for()
    said = page.locator("#live .c-verdict").inner_text()
    assert said != before
    assert page.locator("#s-wave-0").input_value() == "40"
    assert page.evaluate("document.activeElement.id") == "s-wave-0-range"
    assert page.url.endswith("?wave.0=40")
    page.locator("#announcements", has_text=said).wait_for(state="attached")
    page.locator("#rest-state[hidden]").wait_for(state="attached")
    assert page.locator("#brief").text_content().strip().startswith(said.split("(")[0].strip())
    page.locator("#s-wave-0").locator("xpath=ancestor::*[@data-control]").locator("[data-reset]").click()
    page.locator("#live .c-figures__change").first.wait_for(state="detached")
    assert page.locator("#s-wave-0").input_value() == "60"
    assert page.url.endswith(path(language, "design", SHIPPED))


def test_the_address_of_a_move_opens_it_again(page_for: Callable[..., Any]) -> None:
    page = page_for("en")
    page.goto(path("en", "design", SHIPPED))
    page.locator("#s-grade-0").select_option("offer")
    page.locator("#live .c-figures__change").first.wait_for()
    said = page.locator("#figure-placed_home").inner_text()
    page.reload()
    assert page.locator("#s-grade-0").input_value() == "offer"
    assert page.locator("#figure-placed_home .c-figures__change").count() == 1
    assert said.splitlines()[0] == page.locator("#figure-placed_home").inner_text().splitlines()[0]


def test_a_typed_number_moves_the_slider_and_a_wrong_one_is_told(page_for: Callable[..., Any]) -> None:
    page = page_for("en")
    page.goto(path("en", "design", SHIPPED))
    page.locator("#s-wave-0").fill("75")
    page.locator("#live .c-figures__change").first.wait_for()
    assert page.locator(SLIDER).input_value() == "75"
    page.locator("#s-wave-0").fill("1000000000")
    page.locator("#live .c-panel--fault").wait_for()
    assert "lies outside" in page.locator("#live").inner_text()
    assert page.evaluate("document.activeElement.id") == "s-wave-0"
    page.locator("#s-wave-0").fill("75")
    page.locator("#live .c-figures").wait_for()


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_a_button_does_the_same(
    page_for: Callable[..., Any], looked_at: Callable[..., None], width: int
) -> None:
    page = page_for("nl", js=False, width=width)
    page.goto(path("nl", "design", SHIPPED))
    assert not page.locator(SLIDER).is_visible()
    page.locator("#s-wave-0").fill("90")
    page.locator("#sliders .govuk-button").first.click()
    assert page.locator("#live .c-figures__change").count() >= 4
    assert page.locator("#s-wave-0").input_value() == "90"
    looked_at(page, f"designs-noscript-nl-{width}", axe=False)
    with page.expect_download() as taken:
        page.locator("#download").click()
    assert read(taken.value.path().read_text(encoding="utf-8")).waves[0].intake == 90
    page.locator("#s-wave-0").fill("0")
    page.locator("#sliders .govuk-button").first.click()
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#s-wave-0"


def test_an_adviser_saves_what_a_slider_says(page_for: Callable[..., Any], organisation: Any, person: Any) -> None:
    own = organisation("Own")
    page = page_for("en", user=person("adviser", own))
    page.goto(path("en", "design", SHIPPED))
    page.locator("#s-wave-0").fill("75")
    page.locator("#live .c-figures__change").first.wait_for()
    page.get_by_label("Name of the design").fill("Seventy-five")
    page.get_by_role("button", name="Save as a new design").click()
    page.wait_for_url("**/designs/*-*/")
    assert "is saved" in page.locator(".govuk-notification-banner").inner_text()
    row = Design.objects.get()
    assert read(row.text).waves[0].intake == 75
    assert page.locator("h1").inner_text().endswith("Seventy-five")


def test_a_fault_in_the_text_leads_to_its_line(page_for: Callable[..., Any], organisation: Any, person: Any) -> None:
    own = organisation("Own")
    row = made_design(own)
    page = page_for("en", user=person("analyst", own))
    page.goto(path("en", "design_edit", row.pk))
    page.locator("#id_text").fill(SMALL.replace("away: 0.5", "away: 5"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()  # its script follows the link
    page.locator(".govuk-error-summary a", has_text="tracks.away").click()
    chosen = page.locator("#id_text").evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert "away: 5" in chosen
    page.locator("#id_text").fill(SMALL.replace("away: 0.5", "away: 0.25"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#live").wait_for()
    row.refresh_from_db()
    assert row.version == 2


def test_the_checks_are_printed_whole(page_for: Callable[..., Any]) -> None:
    page = page_for("fr")
    page.goto(path("fr", "design_checks", SHIPPED))
    page.emulate_media(media="print")
    assert page.locator(".c-finding").count() > 20
    assert page.locator(".c-finding").first.is_visible()
    assert not page.locator("[data-print]").is_visible()


def test_a_size_is_found_by_its_form(page_for: Callable[..., Any]) -> None:
    page = page_for("en", js=False)
    page.goto(path("en", "sizing", None, "?design=pem_wecco"))
    page.locator("#id_n").fill("40")
    page.locator("#id_by").fill("2025-01-01")
    page.get_by_role("button", name="Find the size").click()
    for _ in range(20):
        if page.locator("#answer").count():
            break
        page.reload()
    page.get_by_role("link", name="Open the design with this intake").click()
    assert page.locator("#live .c-figures__change").count() >= 3
    assert page.locator("#id_n").input_value() == "40"
