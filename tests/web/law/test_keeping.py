"""What a browser may keep of public pages, and that they ask nothing of the database."""

from __future__ import annotations

import pytest

from tests.web.law.addresses import addresses

pytestmark = pytest.mark.django_db
PAGES = [
    "law/",
    "law/routes/highly_skilled/",
    "law/parameters/",
    "law/parameters/hs_salary_min/",
    "law/lists/",
    "law/lists/blue_card_ict/",
    "law/search/?q=metselaar",
    "law/compare/",
    "law/sources/",
    "law/uncertain/",
]


@pytest.mark.parametrize("path", PAGES)
def test_visitors_cost_no_query_however_long_the_page(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(f"/en/{path}").status_code == 200


def test_a_page_that_has_not_changed_is_not_sent_again(client):
    client.get("/en/law/")  # gives the cookie of the forms
    first = client.get("/en/law/")
    again = client.get("/en/law/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert "no-cache" in first["Cache-Control"]
    assert "private" in first["Cache-Control"]


@pytest.mark.parametrize("other", ["/fr/law/", "/en/law/?region=wallonia", "/en/law/?region=flanders&date=2020-01-01"])
def test_another_language_region_or_day_is_another_page(client, other):
    client.get("/en/law/")
    mark = client.get("/en/law/")["ETag"]
    assert client.get(other, headers={"If-None-Match": mark}).status_code == 200


def test_tomorrow_the_page_about_today_is_another_one(client, time_machine):
    time_machine.move_to("2026-11-22 12:00 +01:00")
    client.get("/en/law/")
    mark = client.get("/en/law/")["ETag"]
    time_machine.move_to("2026-11-23 12:00 +01:00")
    assert client.get("/en/law/", headers={"If-None-Match": mark}).status_code == 200


def test_people_who_are_signed_in_always_get_a_fresh_page(client, person):
    anonymous = client.get("/en/law/")
    client.force_login(person())
    response = client.get("/en/law/", headers={"If-None-Match": anonymous["ETag"]})
    assert response.status_code == 200
    assert "ETag" not in response


def test_pages_are_read_only(client):
    for path in ("law/", "law/search/", "law/parameters/hs_salary_min/history.csv"):
        assert client.post(f"/en/{path}").status_code == 405


def test_every_named_address_is_in_the_matrix():
    from corridor.web.law.urls import urlpatterns

    assert set(addresses(None)) == {f"law:{pattern.name}" for pattern in urlpatterns}
