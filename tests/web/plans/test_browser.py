"""The pages of plans as people see them: three languages, a phone and a desk, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.plans.made import made_dataset, made_plan, result
from tests.web.plans.test_reading import row_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("en", "fr", "nl")
CHAPTERS = ("", "levers/", "occupations/", "reforms/", "audit/", "provenance/")
Page = Callable[..., Any]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "js"), [(360, True), (1280, False)], ids=["phone", "desk without scripts"])
def test_the_demonstration_is_read_to_the_end(
    page_for: Page, looked_at: Callable[..., None], language: str, width: int, js: bool
) -> None:
    plan = made_plan()
    page = page_for(language, width=width, js=js)
    scores = row_of(plan)
    code = next(o.isco08 for o in result()[0].occupations if o.isco08 and o.unfilled)
    for chapter in (*CHAPTERS, f"occupations/{code}/", f"vacancies/{scores['vacancy']}/"):
        page.goto(f"/{language}/plans/{plan.pk}/{chapter}")
        name = chapter.strip("/").replace("/", "-") or "detail"
        looked_at(page, f"plans-{name}-{language}-{width}", axe=js)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_list_to_a_new_plan(
    page_for: Page, looked_at: Callable[..., None], organisation: Any, person: Any, language: str
) -> None:
    here = organisation()
    made_plan(here, name="First")
    made_plan(here, name="Second")
    made_dataset(here, "talents", name="People of autumn")
    made_dataset(here, "vacancies", name="Posts of autumn")
    page = page_for(language, width=360, user=person("analyst", here))
    page.goto(f"/{language}/plans/")
    looked_at(page, f"plans-list-{language}-360")
    for box in page.locator("input[name=plan]").all():
        box.check(force=True)
    page.locator("form[action$='compare/'] button").click()
    page.wait_for_url("**/compare/**")
    looked_at(page, f"plans-compare-{language}-360")
    page.goto(f"/{language}/plans/new/")
    page.locator("main form button").last.click()
    assert page.locator(".govuk-error-summary a").count() >= 3
    looked_at(page, f"plans-create-errors-{language}-360")
    page.fill("#id_name", "Autumn")
    page.fill("#id_date", "2026-11-21")
    page.select_option(
        "#id_talents", label=next(t for t in page.locator("#id_talents option").all_inner_texts() if "autumn" in t)
    )
    page.select_option(
        "#id_vacancies", label=next(t for t in page.locator("#id_vacancies option").all_inner_texts() if "autumn" in t)
    )
    page.locator("main form button").last.click()
    page.wait_for_selector(".c-waterfall")
    assert page.locator("h1").inner_text() == "Autumn"
    looked_at(page, f"plans-made-{language}-360")


def test_the_list_of_occupations_narrows_while_one_types(page_for: Page) -> None:
    plan = made_plan()
    page = page_for("en")
    page.goto(f"/en/plans/{plan.pk}/occupations/")
    one = next(o for o in result()[0].occupations if o.isco08)
    with page.expect_response(lambda r: "q=" in r.url):
        page.fill("#q", one.label["en"])
    page.wait_for_function("document.querySelectorAll('#occupations tbody tr').length == 1")
    assert one.label["en"] in page.locator("#occupations tbody").inner_text()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "reason"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_about_people_is_made_public(
    page_for: Page, looked_at: Callable[..., None], organisation: Any, person: Any, language: str
) -> None:
    here = organisation()
    plan = made_plan(here, name="About people", synthetic=False)
    page = page_for(language, user=person("manager", here))
    page.goto(f"/{language}/plans/{plan.pk}/publish/")
    looked_at(page, f"plans-publish-{language}")
    page.locator("main form button").click()
    page.wait_for_url(f"**/{language}/plans/{plan.pk}/")
    assert page.locator(".govuk-notification-banner--success").count() == 1
    everybody = page_for(language)
    for chapter in CHAPTERS:
        everybody.goto(f"/{language}/plans/{plan.pk}/{chapter}")
        looked_at(everybody, f"plans-public-{chapter.strip('/') or 'detail'}-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_read_under_its_own_policy(page_for: Page, looked_at: Callable[..., None], language: str) -> None:
    plan = made_plan()
    page = page_for(language)
    page.goto(f"/{language}/plans/{plan.pk}/report/")
    assert page.locator("html").get_attribute("lang") == language
    # its style is applied: a page without it has the browser's serifs
    assert "serif" not in page.evaluate("getComputedStyle(document.body).fontFamily").replace("sans-serif", "")
    looked_at(page, f"plans-report-{language}", axe=False)
