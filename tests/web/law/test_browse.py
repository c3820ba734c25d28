"""The pages of the law browser: what they say of routes, values, lists and sources, on any day."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from corridor.permits.book import book
from tests.permits import law_files

pytestmark = pytest.mark.django_db
NOW = "date=2026-11-22"


def text(response) -> str:
    """A page's text as a reader sees it: no tags, no-break spaces as spaces."""
    assert response.status_code == 200
    plain = re.sub(r"<(script|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", plain)).replace("\u00a0", " ").replace("\u202f", " "))


def get(client, path: str, language: str = "en") -> str:
    return text(client.get(f"/{language}/law/{path}"))


# ---- index ----
def test_the_index_lists_the_routes_of_the_region_and_day_by_kind(client):
    page = get(client, f"?region=flanders&{NOW}")
    rules = book("flanders").rules
    day = date(2026, 11, 22)
    for route in rules.routes.values():
        assert route.label["en"] in page, route.name
    running = [r for r in rules.routes.values() if r.start <= day and (r.until is None or day <= r.until)]
    assert f"Routes to a work authorisation ({sum(r.kind == 'work_route' for r in running)})" in page
    assert "Not in force on this day" in page
    assert "Exempt: researcher with a hosting agreement : 1 January 2019 to 28 February 2023" in page


def test_another_day_is_another_law(client):
    early = get(client, "?region=wallonia&date=2024-08-31")
    late = get(client, "?region=wallonia&date=2024-09-01")
    label = book("wallonia").rules.routes["general"].label["en"]
    assert label in early.split("Not in force on this day")[1]
    assert label in late.split("Not in force on this day")[0]


def test_the_statement_says_version_hash_and_how_fresh_the_values_are(client):
    page = get(client, f"?region=brussels&{NOW}")
    rules = book("brussels").rules
    assert f"Version {rules.version}" in page
    assert rules.digest[:12] in page
    assert "The files describe the law from 1 January 2019 to 31 December 2026" in page
    assert re.search(r"Of \d+ values, \d+ are marked", page)
    assert "last checked between" in page


def test_without_a_date_the_page_is_about_today_and_says_so(client, time_machine):
    time_machine.move_to("2025-03-04 12:00 +01:00")
    assert "Flanders , 4 March 2025 (today)" in get(client, "?region=flanders")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("date=1999-01-01", "The law is described from 1 January 2019 on."),
        ("date=2099-01-01", "Choose a date up to"),
        ("date=yesterday", "Write the date as year-month-day"),
        ("region=atlantis", "Select a valid choice"),
    ],
)
def test_what_cannot_be_asked_is_told_and_what_was_written_stays(client, asked, told):
    response = client.get(f"/en/law/?{asked}")
    assert told in text(response)
    assert "govuk-error-summary" in response.content.decode()
    name, written = asked.split("=")
    if name == "date":
        assert f'value="{written}"' in response.content.decode()


def test_after_the_last_day_described_the_page_warns(client):
    assert "The law files describe the law up to 31 December 2026" in get(client, "?date=2027-06-01")


# ---- a route ----
def test_a_route_shows_conditions_amounts_articles_sources_and_doubts(client):
    response = client.get(f"/en/law/routes/highly_skilled/?region=flanders&{NOW}")
    page, html = text(response), response.content.decode()
    assert "Gross annual pay of at least EUR 48,912" in page
    assert "EUR 48,912 a year carried over medium confidence" in page
    source = book("flanders").rules.sources["bvr-2018-12-07"]
    assert f'href="{source.url}"' in html
    assert "17, 1°" in page
    assert "not settled" in page
    assert "8 conditions, of which 2 uncertain." in page
    assert "What the authority judges" in page
    assert "The rule as it is computed" in page
    assert "Copy of the valid passport" in page
    assert "Dependence on one employer" in page
    assert "48 months" in page
    assert 'href="/en/law/parameters/hs_salary_min/?region=flanders&amp;date=2026-11-22"' in html
    assert 'href="/en/route-check/?region=flanders"' in html


def test_a_route_that_is_not_in_force_says_so(client):
    page = get(client, "routes/researcher/?region=flanders&date=2022-01-01")
    assert "This route is not in force on 1 January 2022" in page


def test_a_route_that_a_region_lacks_leads_to_those_that_have_it(client):
    response = client.get(f"/en/law/routes/medium_skilled_shortage/?region=wallonia&{NOW}")
    assert "This route is not part of the law here (Wallonia)" in text(response)
    assert "?region=flanders" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["routes/no_such/", "parameters/no_such/", "lists/no_such/", "sources/no-such/", "lists/no_such/list.csv"]
)
def test_what_no_law_has_is_not_found(client, path):
    assert client.get(f"/en/law/{path}").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("fr", "Droits et dépendance"), ("nl", "Rechten en afhankelijkheid")])
def test_pages_are_in_the_language_asked_for(client, language, words):
    page = get(client, f"routes/eu_blue_card/?region=brussels&{NOW}", language)
    assert words in page
    assert book("brussels").rules.routes["eu_blue_card"].label[language] in page
    assert "What the authority judges" not in page


# ---- values ----
def test_a_value_shows_its_whole_history_with_each_source(client):
    response = client.get(f"/en/law/parameters/hs_salary_min/?region=flanders&{NOW}")
    page, html = text(response), response.content.decode()
    written = law_files.parameters("flanders")["hs_salary_min"]["values"]
    sources = book("flanders").rules.sources
    for value in written:
        assert f"EUR {value['value']:,} a year" in page
        assert (sources[value["source"]].url or "no address") in html
    assert "since 1 January 2027 no value known" in page
    assert "carried over" in page
    assert "From EUR 41,868 a year (1 January 2019) to EUR 48,912 a year (1 January 2026)." in page
    assert "1 of 8 values are uncertain." in page
    assert '<svg role="img"' in html or 'role="img"' in html
    assert "Highly skilled worker : Gross annual pay" in page  # what reads it


def test_the_same_name_in_another_region_is_held_beside_it(client):
    page = get(client, f"parameters/hs_salary_min/?region=flanders&{NOW}")
    assert "Wallonia EUR 53,220 a year" in page
    assert "Brussels no value known" in page  # another value replaced it: unknown is no zero


def test_an_estimate_is_told_as_one(client):
    page = get(client, "parameters/federal_fee_work/?region=flanders&date=2025-06-01")
    assert "estimated" in page
    assert "An estimate is shown; it never decides a condition." in page


def test_a_value_that_a_region_lacks_leads_to_those_that_have_it(client):
    response = client.get("/en/law/parameters/hs_pct_of_avg_wage/?region=wallonia")
    assert "This value is not part of the law here (Wallonia)" in text(response)
    assert "?region=flanders" in response.content.decode()


def test_values_are_filtered_by_words_in_any_language_and_by_doubt(client):
    every = get(client, f"parameters/?region=flanders&{NOW}")
    some = get(client, f"parameters/?region=flanders&{NOW}&q=seuil+reduit")
    doubtful = get(client, f"parameters/?region=flanders&{NOW}&uncertain=on")
    assert f"{len(book('flanders').rules.parameters)} values" in every
    assert "Reduced threshold" in some
    count = {name: int(re.search(r"(\d+) values?", page)[1]) for name, page in (("s", some), ("d", doubtful))}
    assert 0 < count["s"] < 20
    assert 20 < count["d"] < 120


def test_long_tables_are_in_pages_that_keep_the_question(client):
    first = client.get(f"/en/law/parameters/?region=flanders&{NOW}").content.decode()
    assert first.count('<th scope="row"') == 50
    assert "region=flanders&amp;date=2026-11-22&amp;page=2" in first
    last = client.get(f"/en/law/parameters/?region=flanders&{NOW}&page=99").content.decode()
    assert 0 < last.count('<th scope="row"') <= 50


# ---- lists ----
def test_a_list_shows_its_titles_what_changed_and_how_complete_it_is(client):
    page = get(client, f"lists/medium_skilled/?region=flanders&{NOW}")
    written = law_files.lists("flanders")["medium_skilled"]
    for entry in written[-1]["entries"]:
        assert entry["title"]["nl"] in page
    assert f"{len(written[-1]['entries'])} titles" in page
    assert "The earlier version is known in part; this one is complete." in page
    assert "Dropped (" in page
    assert "Perhaps added: the other version is not known in full" in page
    assert "since 1 January 2028 not known" in page


def test_a_version_can_be_named_and_a_partial_one_says_that_absence_means_nothing(client):
    page = get(client, f"lists/medium_skilled/?region=flanders&{NOW}&version=2023-09-01")
    assert "Version of 1 September 2023" in page
    assert "its absence means nothing" in page
    assert "reconstructed from several sources" in page
    assert "Files lodged until 13 September 2023 are still accepted under the version before." in page


def test_a_day_without_a_version_is_not_known(client):
    page = get(client, "lists/shortage/?region=brussels&date=2020-01-01")
    assert "No version of this list is known for this day. What was on it is not known." in page
    gap = get(client, "lists/shortage/?region=wallonia&date=2021-06-01")
    assert "not known for this period" in gap


def test_lists_of_countries_name_countries(client):
    page = get(client, f"lists/eea_swiss/?{NOW}")
    assert "Switzerland" in page
    assert "Countries dropped: United Kingdom" in page


def test_the_lists_of_a_day_say_what_reads_them(client):
    page = get(client, f"lists/?region=flanders&{NOW}")
    assert "Medium-skilled shortage occupation" in page
    assert "Nurses (reduced pay threshold)" in page
    early = get(client, "lists/?region=flanders&date=2019-06-01")
    assert "no version known for this day" in early


# ---- search, sources, doubts ----
def test_search_finds_in_any_language_and_names_the_regions(client):
    response = client.get("/en/law/search/?q=travailleur+hautement+qualifie")
    assert "Highly skilled worker" in text(response)
    assert '/en/law/routes/highly_skilled/?region=wallonia"' in response.content.decode()
    assert "0 results" in get(client, "search/?q=xyzzy")


def test_what_is_searched_for_is_shown_as_text_and_never_as_markup(client):
    html = client.get("/en/law/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_sources_are_listed_with_dates_and_what_rests_on_them(client):
    page = get(client, "sources/?q=1980")
    assert "Legal text" in page
    one = get(client, "sources/law-1980-12-15/")
    assert "What rests on it (" in one
    assert "15 December 1980" in one
    bare = get(client, "sources/law-2018-07-22/")
    assert "Nothing in the present law files rests on it" in bare


def test_what_is_uncertain_is_listed_filtered_and_linked(client):
    every = get(client, f"uncertain/?{NOW}")
    brussels = get(client, f"uncertain/?{NOW}&region=brussels&kind=list")
    assert int(re.search(r"(\d+) uncertain things", every)[1]) > 200
    assert "Actiris list of shortage functions" in brussels
    assert "Value" not in brussels.split("Why")[1].split("Which law")[0]
    unsettled = client.get(f"/en/law/uncertain/?{NOW}&mark=unsettled").content.decode()
    assert "#lawful_stay" in unsettled
