"""Pages for newcomers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from corridor.web.cases.domain import local_pages as domain
from corridor.web.cases.errors import CaseRefused, Overtaken
from corridor.web.cases.models import LocalPage
from tests.web.cases.made import Shop, make_shop, member, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def write(shop: Shop, *, checked_on: date | None = date(2026, 11, 3), title: str = "Finding a home") -> LocalPage:
    return domain.write(
        organisation=shop.organisation,
        region="flanders",
        topic="housing",
        title={"en": title, "fr": "", "nl": "Een woning vinden"},
        body={"en": "## Rent\n\nText", "fr": "", "nl": "Tekst"},
        checked_on=checked_on,
        actor=shop.adviser,
    )


def publish(page: LocalPage, shop: Shop) -> LocalPage:
    domain.publish(page=page, version=page.version, actor=shop.adviser)
    return page


def test_no_page_is_invented(client: Any, shop: Shop) -> None:
    assert not LocalPage.objects.exists()
    client.force_login(shop.adviser)
    page = text(client.get(reverse("cases:own_pages")))
    for topic in ("Family reunification", "Housing", "Registration with the municipality", "Health insurance"):
        assert topic in page
    form = text(client.get(reverse("cases:write_page"), {"topic": "housing"}))
    assert "what rents are usual" in form
    assert '<option value="housing" selected' in form


def test_writing_in_some_languages(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    data = {
        "organisation": shop.organisation.pk,
        "region": "flanders",
        "topic": "family",
        "title_nl": "Gezin",
        "body_nl": "- een\n- twee",
        "title_en": "Only a title",
    }
    page = text(client.post(reverse("cases:write_page"), data))
    assert "Enter the text in English." in page
    assert "- een" in page, "the input is kept"
    assert not LocalPage.objects.exists()
    answer = client.post(reverse("cases:write_page"), {**data, "title_en": ""})
    made = LocalPage.objects.get()
    assert answer.url == reverse("cases:local_page", args=[made.pk])
    assert made.state == "draft"
    nothing = client.post(reverse("cases:write_page"), {**data, "title_en": "", "title_nl": "", "body_nl": ""})
    assert "at least one language" in text(nothing)


def test_a_draft_is_for_its_writers(client: Any, shop: Shop) -> None:
    page = write(shop)
    address = reverse("cases:local_page", args=[page.pk])
    assert client.get(address).status_code == 404
    for user in (shop.talent, shop.stranger, shop.employed):
        client.force_login(user)
        assert client.get(address).status_code == 404
        assert client.get(reverse("cases:rewrite_page", args=[page.pk])).status_code == 404
        assert client.post(reverse("cases:publish_page", args=[page.pk]), {"version": 1}).status_code == 404
        assert "Finding a home" not in text(client.get(reverse("cases:local_pages")))
    client.force_login(shop.boss)
    assert "Draft" in text(client.get(address))


def test_a_published_page_says_who_wrote_it_and_when_it_was_checked(client: Any, shop: Shop) -> None:
    page = publish(write(shop), shop)
    shown = text(client.get(reverse("cases:local_page", args=[page.pk])))
    assert "Written by Shop." in shown
    assert "Last checked on 3 November 2026." in shown
    assert '<h2 class="govuk-heading-m">Rent</h2>' in shown
    assert "Change the page" not in shown
    assert "Finding a home" in text(client.get(reverse("cases:local_pages")))
    assert "Finding a home" not in text(client.get(reverse("cases:local_pages"), {"region": "brussels"}))
    dutch = text(client.get(f"/nl/cases/pages/{page.pk}"))
    assert "Een woning vinden" in dutch
    french = text(client.get(f"/fr/cases/pages/{page.pk}"))
    assert 'lang="en"' in french, "shown in a language that it has, and marked so"
    assert "Finding a home" in french


def test_a_page_that_nobody_checked_is_not_published(client: Any, shop: Shop) -> None:
    page = write(shop, checked_on=None)
    with pytest.raises(CaseRefused):
        publish(page, shop)
    client.force_login(shop.adviser)
    told = text(client.post(reverse("cases:publish_page", args=[page.pk]), {"version": page.version}, follow=True))
    assert "when the page was last checked" in told
    assert LocalPage.objects.get().state == "draft"


def test_html_in_a_page_is_shown_as_text(client: Any, shop: Shop) -> None:
    page = publish(write(shop, title="<script>alert(1)</script>"), shop)
    for address in (reverse("cases:local_page", args=[page.pk]), reverse("cases:local_pages")):
        shown = text(client.get(address))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_two_people_change_a_page(client: Any, shop: Shop) -> None:
    page = write(shop)
    old = page.version
    publish(page, shop)
    with pytest.raises(Overtaken):
        domain.withdraw(page=page, version=old, actor=shop.adviser)
    client.force_login(shop.adviser)
    data = {"version": old, "region": "flanders", "topic": "housing", "title_en": "My own words", "body_en": "x"}
    shown = text(client.post(reverse("cases:rewrite_page", args=[page.pk]), data))
    assert "Somebody else was faster" in shown
    assert "My own words" in shown
    assert str(LocalPage.objects.get().title) == "Finding a home"
    again = {**data, "version": LocalPage.objects.get().version}
    assert client.post(reverse("cases:rewrite_page", args=[page.pk]), again).status_code == 302


def test_what_a_page_said_before_stays(client: Any, shop: Shop) -> None:
    page = publish(write(shop), shop)
    domain.rewrite(
        page=page, region="flanders", topic="housing", title={"en": "New title"}, body={"en": "New text"},
        checked_on=date(2026, 11, 20), version=page.version, actor=shop.adviser,
    )  # fmt: skip
    client.force_login(shop.boss)
    shown = text(client.get(reverse("cases:page_history", args=[page.pk])))
    assert "Finding a home" in shown
    assert "New title" in shown
    assert page.versions.count() == 3  # type: ignore[attr-defined]


def test_the_person_finds_the_pages_of_the_region_in_the_case(client: Any, shop: Shop) -> None:
    publish(write(shop), shop)
    write(shop, title="A draft")
    client.force_login(shop.talent)
    shown = text(client.get(reverse("cases:detail", args=[shop.case.pk])))
    assert "Finding a home" in shown
    assert "A draft" not in shown


def test_an_employer_and_a_reader_write_no_pages(client: Any, shop: Shop) -> None:
    for user in (shop.employed, member("viewer", shop.organisation), member("manager", shop.employer), shop.talent):
        client.force_login(user)
        assert client.get(reverse("cases:write_page")).status_code == 403
        assert client.get(reverse("cases:own_pages")).status_code == 403
    with pytest.raises(CaseRefused):
        domain.write(
            organisation=shop.employer, region="flanders", topic="other", title={"en": "x"}, body={"en": "x"},
            checked_on=None, actor=shop.employed,
        )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_pages_ask_as_often_for_three_as_for_one(
    client: Any, shop: Shop, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        publish(write(shop, title=f"Page {number}"), shop)
    with django_assert_num_queries(1):
        client.get(reverse("cases:local_pages"))
    client.force_login(shop.adviser)
    client.get(reverse("cases:own_pages"))
    with django_assert_num_queries(6):
        client.get(reverse("cases:own_pages"))
