"""The route check in a real browser: with and without JavaScript, at 360 px, from the keyboard, with axe."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.route_check.reader import CASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("en", "fr", "nl")
KEYS = ("start", "go", "unknown", "facts")
SAID = {
    "en": ("Start the questions", "Continue", "I don’t know", "Enter all facts at once"),
    "fr": ("Commencer les questions", "Continuer", "Je ne sais pas", "Saisir tous les faits à la fois"),
    "nl": ("De vragen beginnen", "Verder", "Ik weet het niet", "Alle feiten in één keer invullen"),
}
WORDS = {lang: dict(zip(KEYS, said, strict=True)) for lang, said in SAID.items()}
MOST = 60


def fragment(**more: str) -> str:
    """The part after # of a link to the case of the developer from Tunis."""
    facts = {n.removeprefix("fact-"): v for n, v in {**CASE, **more}.items() if n.startswith("fact-")}
    told = json.dumps({"r": "flanders", "d": "2026-03-10", "f": facts}).encode()
    return "#c=" + base64.urlsafe_b64encode(told).decode().rstrip("=")


def choose(radio: Any) -> None:
    """Tick a radio as a person does, by its label."""
    radio.locator("xpath=following-sibling::label").click()


def begin(page: Any, lang: str, region: str = "flanders") -> None:
    page.goto(f"/{lang}/route-check/")
    choose(page.locator(f"input[name=region][value={region}]"))
    for part, value in {"day": "10", "month": "3", "year": "2026"}.items():
        page.locator(f"input[name=application_date_{part}]").fill(value)
    page.get_by_role("button", name=WORDS[lang]["start"]).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("js", [True, False])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_interview_on_a_phone(
    page_for: Callable[..., Any], looked_at: Callable[..., None], lang: str, js: bool
) -> None:
    """A developer in Tunis answers what she knows, and says so where she does not."""
    page = page_for(lang, js=js, width=360)
    page.goto(f"/{lang}/route-check/")
    looked_at(page, f"route-check-start-{lang}-360-{'js' if js else 'nojs'}", axe=js)
    begin(page, lang)
    told = {"residence_status": "abroad", "nationality": "TN", "employment": "local", "duration_days": "730",
            "education_level": "6", "job_level": "6", "gross_annual_salary": "45000", "age": "28"}  # fmt: skip
    seen = 0
    while page.locator("input[name=question]").count():
        seen += 1
        assert seen < MOST
        name = page.locator("input[name=question]").input_value()
        if seen == 1:
            looked_at(page, f"route-check-question-{lang}-360-{'js' if js else 'nojs'}", axe=js)
        if name in told:
            radio = page.locator(f"input[type=radio][name=value][value='{told[name]}']")
            if radio.count():
                choose(radio)
            elif page.locator("select[name=value]").count():
                page.locator("select[name=value]").select_option(told[name])
            else:
                page.locator("input[name=value]").fill(told[name])
            page.get_by_role("button", name=WORDS[lang]["go"], exact=True).click()
        elif name == "isco08":
            page.locator("input[name=title]").fill("développeur web")
            page.get_by_role("button", name=WORDS[lang]["go"], exact=True).click()
            choose(page.locator("input[name=value][value='2513'], input[name=value][value='2512']").first)
            page.get_by_role("button", name=WORDS[lang]["go"], exact=True).click()
        else:
            page.get_by_role("button", name=WORDS[lang]["unknown"]).click()
        page.wait_for_load_state()
    expect(page.locator(".c-verdict")).to_be_visible()
    expect(page.locator("#route-highly_skilled .c-state").first).to_be_visible()
    looked_at(page, f"route-check-answer-{lang}-360-{'js' if js else 'nojs'}", axe=js)
    facts = re.search(r"[?&](?:fact|region|nationality)", page.url)
    assert facts is None, "nothing of the case stands in an address"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_and_the_long_form_on_a_desk(
    page_for: Callable[..., Any], looked_at: Callable[..., None], lang: str
) -> None:
    page = page_for(lang)
    page.goto(f"/{lang}/route-check/{fragment(**{'fact-job_level': '?'})}")
    expect(page.locator(".c-verdict")).to_be_visible()
    for part in page.locator("main details").all():
        part.evaluate("e => e.open = true")
    looked_at(page, f"route-check-answer-{lang}-1280")
    page.goto("about:blank")
    page.goto(f"/{lang}/route-check/")
    choose(page.locator("input[name=region][value=wallonia]"))
    page.get_by_role("button", name=WORDS[lang]["facts"]).click()
    expect(page.locator("#id_all-nationality")).to_be_attached()
    for part in page.locator("main details").all():
        part.evaluate("e => e.open = true")
    looked_at(page, f"route-check-facts-{lang}-1280")
    page.set_viewport_size({"width": 360, "height": 800})
    looked_at(page, f"route-check-facts-{lang}-360")


def test_a_link_brings_the_case_and_sends_none_of_it_in_an_address(page_for: Callable[..., Any]) -> None:
    page = page_for("en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/en/route-check/{fragment()}")
    expect(page.get_by_role("heading", name="Highly skilled worker").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/en/route-check/#c="))
    here = page.url
    page.reload()
    expect(page.locator(".c-verdict")).to_be_visible()
    assert page.url == here
    sent = [re.sub(r"#.*", "", url) for url in asked]
    assert not [url for url in sent if "?" in url or "TN" in url or "45000" in url]


def test_back_in_the_browser_is_back_in_the_interview(page_for: Callable[..., Any]) -> None:
    page = page_for("en")

    def asked(name: str) -> None:
        expect(page.locator(f"input[name=question][value={name}]")).to_be_attached()
        expect(page).to_have_url(re.compile(f"#c=.*&ask={name}$"))
        page.wait_for_load_state("networkidle")

    begin(page, "en")
    first = page.locator("input[name=question]").input_value()
    choose(page.locator("input[name=value]").first)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(f"input[name=question]:not([value={first}])")).to_be_attached()
    second = page.locator("input[name=question]").input_value()
    asked(second)
    page.go_back()
    asked(first)
    page.go_forward()
    asked(second)
    assert page.locator("dl.c-answers").inner_text().count("Change") >= 3
    page.go_back()
    asked(first)
    page.go_back()
    expect(page.locator("input[name=region]").first).to_be_attached()


@pytest.mark.parametrize("js", [True, False])
def test_another_language_keeps_the_case(page_for: Callable[..., Any], js: bool) -> None:
    page = page_for("en", js=js)
    if js:
        page.goto(f"/en/route-check/{fragment()}")
        page.locator(".c-languages__other[value=nl]").click()
        expect(page).to_have_url(re.compile(r"/nl/route-check/#c="))
    else:
        begin(page, "en")
        page.get_by_role("button", name="Nederlands", exact=True).last.click()
        expect(page.locator("input[name=question]")).to_be_attached()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    values = page.locator("#case input[name=region]").input_value()
    assert values == "flanders"
    expect(page.locator("main")).to_contain_text("Vlaanderen")


def test_what_if_while_the_value_is_typed(page_for: Callable[..., Any], looked_at: Callable[..., None]) -> None:
    page = page_for("fr", width=360)
    page.goto(f"/fr/route-check/{fragment()}")
    page.locator("#id_try_fact").select_option("gross_annual_salary")
    page.locator("#id_to").fill("30.000")
    expect(page.locator("#difference .c-panel")).to_contain_text("Travailleur hautement qualifié")
    assert page.locator("#id_to").input_value() == "30.000", "the field is left alone while one types"
    page.locator("#id_to").fill("beaucoup")
    expect(page.locator("#difference")).to_contain_text("Écrivez un nombre")
    page.locator("#id_to").fill("45001")
    expect(page.locator("#difference")).to_contain_text("Rien ne change")
    looked_at(page, "route-check-what-if-fr-360")


def test_all_conditions_of_a_closed_route_come_into_the_page(
    page_for: Callable[..., Any], looked_at: Callable[..., None]
) -> None:
    page = page_for("en")
    page.goto(f"/en/route-check/{fragment()}")
    page.locator("#all-eu_blue_card button").click()
    expect(page.locator("#all-eu_blue_card .c-condition").first).to_be_visible()
    assert page.locator("#all-eu_blue_card .c-condition").count() > 4
    looked_at(page, "route-check-conditions-en-1280")


@pytest.mark.parametrize("js", [True, False])
def test_from_the_keyboard_alone(page_for: Callable[..., Any], js: bool) -> None:
    page = page_for("en", js=js, width=360)
    page.goto("/en/route-check/")

    def tab_to(selector: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.locator(f"{selector}:focus").count():
                return
        pytest.fail(f"the keyboard does not reach {selector}")

    tab_to("input[name=region]")
    page.keyboard.press("Space")
    tab_to("button[value=questions]")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=question]")).to_be_attached()
    first = page.locator("input[name=question]").input_value()
    tab_to("input[name=value]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f"input[name=question]:not([value={first}])")).to_be_attached()
    tab_to("button[name=not_known]")
    page.keyboard.press("Enter")
    tab_to("button[formaction$='/answer']")
    page.keyboard.press("Enter")
    expect(page.locator(".c-verdict")).to_be_visible()
    tab_to("main summary")
    page.keyboard.press("Enter")
    assert page.locator("main details[open]").count() >= 1


def test_a_link_that_is_broken_is_said_to_be(page_for: Callable[..., Any]) -> None:
    page = page_for("nl")
    page.goto("/nl/route-check/#c=%%%")
    expect(page.get_by_role("alert").filter(has_text="Het geval in deze link")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"/nl/route-check/{fragment(**{'fact-no_such_fact': '1'})}")
    expect(page.locator("main")).to_contain_text("no_such_fact")


def test_files_are_downloaded_and_come_back(page_for: Callable[..., Any], tmp_path: Any) -> None:
    page = page_for("en", js=False)
    begin(page, "en")
    page.get_by_role("button", name="Show the answer now").click()
    for name, ending in (("Case file", "yaml"), ("PDF", "pdf"), ("Answer as JSON", "json")):
        with page.expect_download() as found:
            page.get_by_role("button", name=name, exact=True).click()
        found.value.save_as(tmp_path / f"answer.{ending}")
    assert (tmp_path / "answer.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "answer.json").read_text())[0]["law"]["region"] == "flanders"
    page.goto("/en/route-check/")
    page.locator("input[type=file]").set_input_files(tmp_path / "answer.yaml")
    page.get_by_role("button", name="Check the case file").click()
    expect(page.locator(".c-verdict")).to_be_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_paper_everything_is_unfolded(
    page_for: Callable[..., Any], looked_at: Callable[..., None], lang: str
) -> None:
    page = page_for(lang)
    page.goto(f"/{lang}/route-check/{fragment(**{'fact-job_level': '?'})}")
    page.locator("button[formaction$='/answer/print']").click()
    expect(page.locator(".c-verdict")).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator("main details:not([open])").count() == 0
    assert not page.locator(".c-noprint:visible").count()
    looked_at(page, f"route-check-print-{lang}", axe=False)
