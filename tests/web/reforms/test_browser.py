"""The laboratory in a real browser: a slider by keyboard, with and without scripts, in three languages, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from corridor.web.reforms.models import Reform
from tests.web.reforms.made import PAY, finished_plan, made_reform, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLIDER = "#r-flanders-hs_salary_min"
EXAMPLE = "?example=flanders_medium_skilled_2023"
UNDO = {"en": "Undo", "fr": "Annuler", "nl": "Ongedaan maken"}
WIDTHS = ((1280, 900), (360, 800))


def path(language: str, name: str, thing: Any = None, query: str = "") -> str:
    address = reverse(f"reforms:{name}", args=[thing.pk] if thing else [])
    return f"/{language}{address[3:]}{query}"


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_fits_and_is_accessible(
    page_for: Callable[..., Any],
    looked_at: Callable[..., None],
    organisation: Any,
    person: Any,
    language: str,
) -> None:
    own = organisation("Own")
    analyst, plan = person("analyst", own, language=language), finished_plan(own, synthetic=False, public=True)
    ready(plan)
    reform = made_reform(own, analyst, plan, name="Lower pay", shared=True)
    two = f"?first=reform:{reform.pk}&second=example:flanders_medium_skilled_2023"
    pages = {
        "index": path(language, "index"),
        "laboratory": path(language, "laboratory", plan, EXAMPLE),
        "kept": path(language, "laboratory", plan, f"?reform={reform.pk}"),
        "detail": path(language, "detail", reform),
        "change": path(language, "change", reform),
        "delete": path(language, "delete", reform),
        "open": path(language, "open", plan),
        "compare": path(language, "compare", plan, two),
    }
    for user, only in ((analyst, pages), (None, {"public": pages["laboratory"]})):
        page = page_for(language, user=user)
        for name, address in only.items():
            for width, height in WIDTHS:
                page.set_viewport_size({"width": width, "height": height})
                assert page.goto(address).status == 200
                looked_at(page, f"reforms-{name}-{language}-{width}")


def test_all_controls_are_accessible_when_unfolded(
    page_for: Callable[..., Any], looked_at: Callable[..., None]
) -> None:
    plan = finished_plan()
    ready(plan)
    page = page_for("nl", width=360)
    page.goto(path("nl", "laboratory", plan))
    page.locator("#laboratory").evaluate("form => form.querySelectorAll('details').forEach(one => one.open = true)")
    looked_at(page, "reforms-unfolded-nl-360")


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_arrow_keys_move_a_slider_and_the_result_is_read_out(page_for: Callable[..., Any], language: str) -> None:
    plan = finished_plan()
    ready(plan)
    page = page_for(language)
    page.goto(path(language, "laboratory", plan))
    page.locator("#find-control").fill("hs salary min")
    slider = page.locator(SLIDER)
    slider.focus()
    low = slider.get_attribute("min")
    page.keyboard.press("Home")
    page.locator("#result .c-says").wait_for()
    assert page.locator("#v-flanders-hs_salary_min").input_value() == low
    assert page.evaluate("document.activeElement.id") == "r-flanders-hs_salary_min"
    said = page.locator("#result .c-verdict").inner_text()
    assert page.locator("#brief").text_content().strip().startswith(said)
    page.locator("#announcements", has_text=said).wait_for(state="attached")
    before = page.locator("#result .c-says").inner_text()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.locator("#result .c-says").get_by_text(before).wait_for(state="detached")
    assert slider.get_attribute("aria-valuetext") != low
    page.get_by_role(
        "button", name="Undo" if language == "en" else "Annuler" if language == "fr" else "Ongedaan"
    ).click()
    page.locator("#result .c-says").wait_for(state="detached")


def test_a_typed_number_moves_the_slider(page_for: Callable[..., Any]) -> None:
    plan = finished_plan()
    ready(plan)
    page = page_for("en")
    page.goto(path("en", "laboratory", plan))
    page.locator("#find-control").fill("hs salary min")
    page.locator("#v-flanders-hs_salary_min").fill("30012")
    page.locator("#result .c-says", has_text="EUR 30,012 a year").wait_for()
    assert page.locator(SLIDER).input_value() == "30012"
    page.locator("#v-flanders-hs_salary_min").fill("-4")
    page.locator("#result .c-panel--fault").wait_for()
    assert page.evaluate("document.activeElement.id") == "v-flanders-hs_salary_min"


def test_an_occupation_is_searched_added_and_counted(page_for: Callable[..., Any]) -> None:
    plan = finished_plan()
    ready(plan)
    page = page_for("fr")
    page.goto(path("fr", "laboratory", plan))
    page.locator("#find-control").fill("liste flamande")
    page.locator("#find-flanders-medium_skilled").fill("cuisinier")
    page.locator("#found-flanders-medium_skilled").get_by_role("button", name="Cuisiniers").first.click()
    page.locator("#result .c-says", has_text="Cuisiniers").wait_for()
    assert page.locator("#c-flanders-medium_skilled").get_by_label("Cuisiniers").is_checked()
    page.locator("#restore-flanders-medium_skilled").select_option("2023-09-01")
    page.locator("#c-flanders-medium_skilled .c-control__hint", has_text="2023").wait_for()
    page.locator("#result .c-says", has_text="2023").wait_for()
    assert page.locator("#c-flanders-medium_skilled").get_by_label("Cuisiniers").is_checked()


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_a_button_does_the_same(
    page_for: Callable[..., Any], looked_at: Callable[..., None], width: int
) -> None:
    plan = finished_plan()
    ready(plan)
    page = page_for("nl", js=False, width=width)
    page.goto(path("nl", "index"))
    page.get_by_role("button", name="Het laboratorium openen").click()
    assert not page.locator(SLIDER).is_visible()
    page.get_by_label("Een waarde, lijst, voorwaarde of route zoeken").fill("hs_salary_min")
    page.get_by_role("button", name="Berekenen").last.click()
    page.locator("#v-flanders-hs_salary_min").fill("30000")
    page.get_by_role("button", name="Berekenen").last.click()
    assert "30.000" in page.locator("#result .c-says").inner_text()
    assert page.locator("#v-flanders-hs_salary_min").input_value() == "30000"
    looked_at(page, f"reforms-noscript-nl-{width}", axe=False)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Het hervormingsbestand downloaden").click()
    assert PAY in taken.value.path().read_text(encoding="utf-8")


def test_an_analyst_saves_shares_and_a_reader_opens_it(
    page_for: Callable[..., Any], organisation: Any, person: Any
) -> None:
    own = organisation("Own")
    plan = finished_plan(own)
    ready(plan)
    page = page_for("en", user=person("analyst", own))
    page.goto(path("en", "laboratory", plan))
    page.locator("#find-control").fill("hs salary min")
    page.locator("#v-flanders-hs_salary_min").fill("30000")
    page.locator("#result .c-says").wait_for()
    page.get_by_label("Name of the reform").fill("Thirty thousand")
    page.get_by_label("Share it with the organisation").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**?reform=*")
    assert "is saved" in page.locator(".govuk-notification-banner").inner_text()
    assert Reform.objects.count() == 1
    reader = page_for("fr", user=person("viewer", own, language="fr"))
    reader.goto(path("fr", "index"))
    reader.get_by_role("link", name="Thirty thousand").click()
    reader.get_by_role("link", name="A plan").click()
    assert "30" in reader.locator("#result .c-says").inner_text()
    assert reader.get_by_role("button", name="Enregistrer", exact=True).count() == 0


def test_a_plan_that_is_not_ready_loads_by_itself(page_for: Callable[..., Any]) -> None:
    plan = finished_plan()
    page = page_for("en")
    page.goto(path("en", "laboratory", plan))
    page.locator("#result .c-verdict").wait_for()
    assert "the law as it is" in page.locator("#result .c-verdict").inner_text()
