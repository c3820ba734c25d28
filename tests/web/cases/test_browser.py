"""Cases in a browser: every page in each language, at the width of a telephone and of a screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from corridor.web.cases.domain import checklist, deadlines, local_pages, messages
from corridor.web.cases.models import PageState
from tests.web.cases.made import Shop, choose, make_case, make_shop, pdf

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "fr", "nl")
LONG = "Vrachtwagenchauffeursopleidingsattest"


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    today = timezone.localdate()
    made = make_shop(application_date=today + timedelta(days=20), facts=_facts())
    case, adviser = choose(made.case, made.adviser), made.adviser
    deadlines.set_deadline(case=case, title=f"Call about the {LONG}", due=today + timedelta(days=3), actor=adviser)
    deadlines.set_deadline(case=case, title="Send the contract", due=today - timedelta(days=2), actor=adviser)
    items = list(case.items.filter(kind="document"))
    checklist.change_item(
        item=items[0], state="asked", asked_of="employer", reason="", version=items[0].version, actor=adviser
    )
    checklist.add_document(item=items[1], content=pdf(), name=f"{LONG}.pdf", valid_until=today, actor=adviser)
    for audience in ("everyone", "talent"):
        messages.begin(
            case=case, subject=f"About the {LONG}", audience=audience, body="Dear all,\n\n<b>see</b> you.",
            actor=adviser, address="http://testserver/",
        )  # fmt: skip
    make_case(made.organisation, adviser, person_name="", employer=None)
    page = local_pages.write(
        organisation=made.organisation,
        region="flanders",
        topic="housing",
        title={"en": "Finding a home", "fr": "Trouver un logement", "nl": "Een woning vinden"},
        body=dict.fromkeys(LANGUAGES, "## Rent\n\n- One\n- Two\n\n**Bold** and [a link](https://example.org/a)."),
        checked_on=today,
        actor=adviser,
    )
    local_pages.publish(page=page, version=page.version, actor=adviser)
    assert page.state == PageState.PUBLISHED
    return made


def _facts() -> dict[str, Any]:
    from tests.web.cases.made import FACTS

    return {**FACTS, "expires_on": "2027-05-01", "permit_held": "single_permit", "residence_status": "single_permit"}


def adviser_pages(shop: Shop) -> dict[str, str]:
    case = shop.case
    one = f"/cases/{case.pk}"
    item = case.items.get(kind="document", position=1)
    thread = case.threads.first()
    assert thread is not None
    page = shop.organisation.local_pages.get()  # type: ignore[attr-defined]
    return {
        "list": "/cases/",
        "create": "/cases/new",
        "due": "/cases/due?days=365",
        "calendar": "/cases/calendar",
        "detail": one,
        "facts": f"{one}/facts",
        "facts-job": f"{one}/facts/job",
        "facts-person": f"{one}/facts/person",
        "route": f"{one}/route",
        "one-route": f"{one}/route/eu_blue_card",
        "people": f"{one}/people",
        "decide": f"{one}/state/file",
        "checklist": f"{one}/checklist",
        "item": f"{one}/checklist/{item.pk}",
        "messages": f"{one}/messages",
        "thread": f"{one}/messages/{thread.pk}",
        "deadlines": f"{one}/deadlines",
        "history": f"{one}/history",
        "local-pages": "/cases/pages",
        "local-page": f"/cases/pages/{page.pk}",
        "own-pages": "/cases/pages/own",
        "write-page": "/cases/pages/new?topic=family",
        "page-history": f"/cases/pages/{page.pk}/history",
    }


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fr", 1280), ("nl", 1280), ("nl", 360), ("fr", 360)])
def test_every_page_of_an_adviser(page_for: Any, looked_at: Any, shop: Shop, language: str, width: int) -> None:
    page = page_for(language, width=width, user=shop.adviser)
    for name, address in adviser_pages(shop).items():
        page.goto(f"/{language}{address}")
        assert page.locator("h1").count() == 1, name
        looked_at(page, f"cases-{name}-{language}-{width}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_person_and_of_the_employer(page_for: Any, looked_at: Any, shop: Shop, language: str) -> None:
    one = f"/{language}/cases/{shop.case.pk}"
    for who in ("talent", "employed"):
        page = page_for(language, width=360, user=getattr(shop, who))
        for name in ("", "/checklist", "/deadlines", "/messages"):
            page.goto(one + name)
            looked_at(page, f"cases-{who}{name.replace('/', '-')}-{language}-360")


def test_an_adviser_s_morning_without_a_script(page_for: Any, shop: Shop, tmp_path: Any) -> None:
    """Opens a case, enters facts, chooses a route, hands in a document, files: all with plain forms."""
    file = tmp_path / "passport.pdf"
    file.write_bytes(pdf())
    page = page_for("en", js=False, width=360, user=shop.adviser)
    page.goto("/en/cases/")
    page.get_by_role("link", name="Open a case").click()
    page.get_by_label("Name of the person").fill("Bilal Test")
    page.get_by_role("button", name="Open the case").click()
    page.get_by_role("link", name="Change The person").click()
    page.get_by_label("Nationality").select_option("MA")
    page.get_by_label("Level of the highest diploma").fill("seven")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="seven").click()
    assert page.get_by_label("Nationality").input_value() == "MA", "kept"
    page.get_by_label("Level of the highest diploma").fill("7")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Change The job").click()
    page.get_by_label("Gross annual pay").fill("61.500")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("61,500").is_visible()
    page.get_by_role("link", name="Route", exact=True).click()
    page.get_by_role("link", name="EU Blue Card", exact=True).click()
    page.get_by_role("button", name="Choose this route").click()
    assert "write why you choose it all the same" in page.content()
    page.get_by_label("Why this route").fill("The rest follows.")
    page.get_by_role("button", name="Choose this route").click()
    page.get_by_role("link", name="Copy of the valid passport").click()
    page.get_by_label("Document to hand in").set_input_files(file)
    page.get_by_role("button", name="Hand in", exact=True).click()
    assert "passport.pdf" in page.content()
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Write down that it was filed").click()
    page.get_by_role("button", name="Write down that it was filed").click()
    assert "Filed on" in page.content()


def test_the_list_is_filtered_by_the_keyboard(page_for: Any, shop: Shop) -> None:
    page = page_for("en", user=shop.adviser)
    page.goto("/en/cases/")
    state = page.get_by_label("State of the case")
    state.focus()
    with page.expect_response(lambda answer: "state=closed" in answer.url):
        state.select_option("closed")
    page.wait_for_selector("text=There is no case to show.")
    assert "state=closed" in page.url
