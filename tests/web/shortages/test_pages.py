"""Occupations and the lists they are on: what the pages say, and what they never say."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from corridor.occupations.isco08 import unit_groups
from corridor.permits.book import book
from corridor.rules.moment import members_at
from corridor.web.shortages import queries
from tests.permits import law_files
from tests.web.shortages.addresses import addresses

pytestmark = pytest.mark.django_db
NOW = "date=2026-11-22"


def text(response) -> str:
    """A page's text as a reader sees it."""
    assert response.status_code == 200
    plain = re.sub(r"<(script|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", plain)).replace("\u00a0", " ").replace("\u202f", " "))


def get(client, path: str, language: str = "en") -> str:
    return text(client.get(f"/{language}/shortages/{path}"))


# ---- the list of occupations ----
def test_the_counts_are_those_of_the_law(client):
    day = date(2026, 11, 22)
    lists = [book("flanders").rules.lists[n] for n in ("medium_skilled", "vdab")]
    on = sum(any(members_at(x, day).has(int(code)) for x in lists) for code in unit_groups())
    page = get(client, f"?region=flanders&{NOW}")
    assert f"{on} occupations on a list" in page
    assert f"{len(unit_groups()) - on} not on these lists, which does not mean that there is no shortage" in page


def test_a_list_known_in_part_leaves_the_others_not_known_and_never_none(client):
    page = get(client, f"?region=wallonia&{NOW}&state=all")
    assert " 0 not on these lists" in page  # no occupation can be said to be off a list that is known in part
    assert "not on the list" not in page.split("In ISCO-08")[0].split("436 occupations")[1]
    codes = {c for e in law_files.lists("wallonia")["shortage"][-1]["entries"] for c in e["codes"]}
    assert f"{len(codes)} occupations on a list" in page


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
@pytest.mark.parametrize("region", ["wallonia", "german_community"])
def test_no_page_says_that_there_is_no_shortage(client, language, region):
    page = get(client, f"?region={region}&{NOW}&state=all", language).lower()
    for words in ("no shortage", "pas de pénurie", "geen knelpunt"):
        for found in re.finditer(re.escape(words), page):
            around = page[max(0, found.start() - 60) : found.start()]
            assert re.search("does not mean|ne veut pas dire|niet betekent", around)


def test_the_measured_shortage_is_said_not_to_be_there(client):
    for path in (f"?region=flanders&{NOW}", f"7112/?{NOW}", "compare/"):
        assert "The measured shortage" in get(client, path)


def test_lists_that_speak_of_no_shortage_are_apart(client):
    page = get(client, f"?region=flanders&{NOW}")
    assert "without speaking of a shortage: ICT managers" in page
    head = re.search(r"Occupation (Flemish list.*?) VDAB list of shortage occupations", page)
    assert head
    assert "Nurses" not in head[1]


def test_what_a_list_opens_follows_the_day(client):
    now, before = get(client, f"?region=flanders&{NOW}"), get(client, "?region=flanders&date=2024-04-01")
    assert "Other workers (labour market test)" in now
    assert "No route is known to read it on this day." in before  # the list of the agency acts since 1 May 2024


def test_titles_without_a_code_are_listed_by_their_title(client):
    page = get(client, f"?region=wallonia&{NOW}")
    assert "Titles on a list without a code" in page
    assert "Teacher (within the French Community teaching shortage list)" in page


def test_long_tables_are_in_pages_that_keep_the_question(client):
    html = client.get(f"/en/shortages/?region=flanders&{NOW}").content.decode()
    assert html.count('<a class="govuk-link" href="/en/shortages/') >= 50
    assert "region=flanders&amp;date=2026-11-22&amp;page=2" in html


# ---- search ----
@pytest.mark.parametrize(
    ("words", "code"),
    [("metselaar", "7112"), ("maçon", "7112"), ("bricklayer", "7112"), ("Krankenpfleger", "2221"), ("7112", "7112")],
)
def test_search_in_any_language_or_by_code(client, words, code):
    response = client.get("/en/shortages/", {"region": "flanders", "date": "2026-11-22", "q": words})
    rows = re.findall(r'href="/en/shortages/(\d{4})/', response.content.decode())
    assert rows[0] == code


def test_search_shows_what_is_on_no_list_too(client):
    page = get(client, f"?region=flanders&{NOW}&q=advocaat")
    assert "not on the list" in page


def test_a_word_without_meaning_finds_nothing_and_says_what_to_do(client):
    page = get(client, "?q=!!!")
    assert "No occupation with such a title is known." in page


# ---- one occupation ----
def test_an_occupation_shows_titles_place_lists_and_what_they_open(client):
    response = client.get(f"/en/shortages/7112/?{NOW}")
    page, html = text(response), response.content.decode()
    for words in ("Bricklayers and related workers", "Maçons", "Metselaars en dergelijke", "71 Building", "2 of 4"):
        assert words in page
    assert "On this day it is on 4 of 5 shortage lists; for 1 it is not known." in page
    assert "/en/law/routes/medium_skilled_shortage/?region=flanders&amp;date=2026-11-22#ms_list" in html
    assert "our mapping" in page
    assert 'role="img"' in html


def test_every_period_of_every_list_is_in_the_table(client):
    page = get(client, f"7112/?{NOW}")
    assert "1 January 2019 to 31 March 2021 not on the list complete" in page
    assert "1 September 2020 to 30 September 2022 not known not known for this period" in page


def test_a_title_that_was_dropped_is_named_beside_one_of_the_same_code_that_stayed(client):
    codes = {c for e in law_files.lists("flanders")["medium_skilled"][-1]["removed"] for c in e["codes"]}
    kept = {c for e in law_files.lists("flanders")["medium_skilled"][-1]["entries"] for c in e["codes"]}
    for code in sorted(codes - kept)[:2]:
        assert "Named as not on this version:" in get(client, f"{code}/?{NOW}")


@pytest.mark.parametrize("code", ["9999", "7111a", "711"])
def test_what_is_no_occupation_is_not_found(client, code):
    assert client.get(f"/en/shortages/{code}/").status_code == 404


def test_days_that_cannot_be_asked_are_told(client):
    assert "Choose a date from 1 January 2019" in get(client, "7112/?date=1990-01-01")
    assert "Choose a date from 1 January 2019" in get(client, "?date=1990-01-01")


# ---- differences ----
def test_versions_of_a_region_differ_by_what_came_and_went(client):
    page = get(client, "compare/?region=flanders&date=2025-12-31&region2=flanders&date2=2026-02-01")
    found = queries.differences("flanders", date(2025, 12, 31), "flanders", date(2026, 2, 1))
    assert found
    assert f"{len(found)} occupations differ" in page
    for one in found:
        assert one.before.on is not one.after.on
        assert True in (one.before.on, one.after.on)


def test_regions_differ(client):
    page = get(client, f"compare/?region=flanders&{NOW}&region2=brussels&date2=2026-11-22")
    assert "Flanders on 22 November 2026 (left) beside Brussels on 22 November 2026 (right)" in page
    assert "Actiris list of shortage functions (known in part)" in page


# ---- tables to take along ----
def table(response) -> list[list[str]]:
    body = response.content.decode()
    assert body.startswith("\ufeff")
    return [line.split(";") for line in body.removeprefix("\ufeff").splitlines()]


def test_the_table_holds_what_the_page_asks_for(client):
    found = table(client.get(f"/en/shortages/occupations.csv?region=flanders&{NOW}&state=on"))
    on = queries.counts("flanders", date(2026, 11, 22))["on"]
    assert len(found) - 1 == 2 * on  # a row for each of the two lists
    assert {row[5] for row in found[1:]} == {"on the list", "not on the list"}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_one_occupation_as_a_table_has_every_period(client, language):
    found = table(client.get(f"/{language}/shortages/7112/lists.csv?{NOW}"))
    assert len(set(found[0])) == len(found[0])
    periods = sum(len(m.spells) for m in queries.memberships("7112", date(2026, 11, 22)))
    assert len(found) - 1 == periods


# ---- for everybody, without the database ----
@pytest.mark.parametrize("path", ["", "?q=metselaar", "?state=all", "7112/", "0110/", "compare/", "occupations.csv"])
def test_visitors_cost_no_query(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(f"/en/shortages/{path}").status_code == 200


def test_a_page_that_has_not_changed_is_not_sent_again_but_to_people_signed_in(client, person):
    client.get("/en/shortages/")
    mark = client.get("/en/shortages/")["ETag"]
    assert client.get("/en/shortages/", headers={"If-None-Match": mark}).status_code == 304
    assert client.get("/nl/shortages/", headers={"If-None-Match": mark}).status_code == 200
    client.force_login(person())
    assert client.get("/en/shortages/", headers={"If-None-Match": mark}).status_code == 200


def test_what_is_searched_for_is_shown_as_text_and_never_as_markup(client):
    html = client.get("/en/shortages/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in html


def test_every_named_address_is_in_the_matrix():
    from corridor.web.shortages.urls import urlpatterns

    assert set(addresses(None)) == {f"shortages:{pattern.name}" for pattern in urlpatterns}
