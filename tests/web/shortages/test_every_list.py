"""All lists over time on pages: what they say of editions, changes, regions and an occupation, and never say."""

from __future__ import annotations

import csv
import io
import re

import pytest

from corridor.labour_market.list_words import word
from corridor.labour_market.shortage_lists import all_lists, membership
from tests.web.shortages.test_pages import get, text

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "fr", "nl"]
DAY = "date=2026-11-22"


def rows(client, path: str) -> list[dict[str, str]]:
    response = client.get(f"/en/shortages/{path}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_stands_on_the_page_with_its_number_and_its_marks(client, language):
    page = get(client, "lists/", language)
    for one in all_lists():
        assert " ".join(one.label[language].split()) in page
    assert word("mark.reconstructed", language) in page
    assert " 190 " in page  # VDAB 2021: a number without titles


def test_an_edition_without_titles_shows_its_number_and_no_title(client):
    page = get(client, "lists/vdab/")
    assert re.search(r"28 January 2021 to 28 January 2022 190 0 no titles found", page)


def test_an_edition_links_to_where_it_was_read(client):
    page = client.get("/en/shortages/lists/medium_skilled/").content.decode()
    assert "https://refli.be/fr/lex/2019010446" in page
    assert "read on" in page


def test_what_changed_is_shown_sure_and_not_sure_apart(client):
    page = get(client, "lists/medium_skilled/?before=2023-09-01&after=2026-01-01")
    assert "Titles published: 29 → 21." in page
    assert "6 came, 14 left" in page
    assert "15 titles cannot be decided" in page
    assert re.search(r"added Diamond worker", page)
    assert re.search(r"perhaps dropped Lift installer", page)


def test_a_draft_can_be_compared_and_says_that_it_was_never_in_force(client):
    page = get(client, "lists/medium_skilled/?before=2023-09-01&after=draft-2025-04")
    assert "draft, never in force" in page
    assert re.search(r"dropped Lift installer", page)


@pytest.mark.parametrize(
    "asked", ["before=2026-01-01&after=2026-01-01", "before=1999-01-01&after=2026-01-01"], ids=["same", "none"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_that_cannot_be_answered_is_told_and_shows_no_changes(client, language, asked):
    response = client.get(f"/{language}/shortages/lists/medium_skilled/?{asked}")
    assert response.status_code == 200
    assert "govuk-error-summary" in response.content.decode()
    assert word("change.perhaps_added", language) not in text(response)


def test_a_list_with_one_edition_has_nothing_to_compare(client):
    page = get(client, "lists/blue_card_annex/")
    assert "What changed" not in page


def test_regions_have_25_occupations_in_common(client):
    page = get(client, f"regions/?{DAY}")
    assert "25 in every region" in page
    assert "no list found" in page  # Forem's list of the day
    assert get(client, f"regions/?region=flanders&region2=wallonia&{DAY}") != page


@pytest.mark.parametrize("asked", ["region=flanders&region2=flanders", "region=france&region2=flanders", "date=soon"])
def test_wrong_regions_are_told(client, asked):
    response = client.get(f"/en/shortages/regions/?{asked}")
    assert response.status_code == 200
    assert "govuk-error-summary" in response.content.decode()
    assert "in every region" not in text(response)


def test_regions_of_a_day_before_all_lists_are_not_known(client):
    page = get(client, "regions/?date=2019-01-01&region=wallonia&region2=brussels")
    assert "no title is known of any of these regions" in page
    assert "not on the list" not in page


def test_one_occupation_on_every_list(client):
    page = get(client, "2221/every-list/")
    assert "VDAB list of shortage occupations" in page
    assert re.search(r"28 January 2021 to 28 January 2022 not known", page)
    assert re.search(r"29 January 2022 to 30 January 2023 on the list Nurse \(place 1\)", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_an_occupation_is_not_on_a_list_known_in_part_is_said_with_its_source(client, language):
    page = client.get(f"/{language}/shortages/2512/every-list/").content.decode()
    (spell,) = [s for s in membership("2512") if s.list == "medium_skilled" and s.start.isoformat() == "2021-04-01"]
    assert (spell.on, spell.edition.holding) == (False, "partial")
    row = next(r for r in page.split("<tr") if "2023</td>" in r and word("mark.reconstructed", language) in r)
    assert word("ruled_out", language, titles=spell.removed[0].title[language]) in row
    assert [source.id for source in spell.sources] == ["bvr-2018-12-07"]
    assert spell.sources[0].url in row


def test_an_answer_rests_on_the_source_of_its_title(client):
    (found,) = [r for r in rows(client, "8332/every-list.csv") if r["from"] == "2023-09-14"]
    assert found["state"] == "on the list"
    (spell,) = [s for s in membership("8332") if s.start.isoformat() == "2023-09-14"]
    assert found["address"] == "; ".join(dict.fromkeys(s.url for s in spell.sources if s.url))
    assert spell.edition.source not in spell.sources


def test_the_table_says_what_no_source_states_and_numbers_that_are_exceeded(client):
    derived = [r for r in rows(client, "lists/forem/titles.csv") if r["edition"] == "2024-07-01"]
    assert {r["remarks"] for r in derived} == {"derived"}
    first = next(r for r in rows(client, "lists/vdab/titles.csv") if r["edition"] == "2022-01-29")
    assert first["remarks"] == "place 1"
    (adg,) = [r for r in rows(client, "lists/adg/titles.csv") if r["edition"] == "2022-01-01"]
    assert adg["titles published"] == "more than 50"


def test_regions_name_their_lists_in_the_readers_language(client):
    page = get(client, f"regions/?{DAY}", "fr")
    assert "Liste wallonne des métiers en pénurie pour les permis" in page
    assert "walloon_permits" not in page


def test_lists_that_say_nothing_are_named_apart(client):
    page = get(client, "8350/every-list/")
    silent = page.split("Nothing is known of it on these lists:")[1]
    assert "EURES" in silent
    assert "VDAB" not in silent.split("Download")[0]


def test_the_tables_hold_every_spell_and_every_title(client):
    assert len(rows(client, "7112/every-list.csv")) == len(membership("7112"))
    states = {r["state"] for r in rows(client, "7112/every-list.csv")}
    assert states == {"on the list", "not on the list", "not known"}
    found = rows(client, "lists/vdab/titles.csv")
    assert sum(r["edition"] == "2026-02-01" for r in found) == 227
    (empty,) = [r for r in found if r["edition"] == "2021-01-28"]
    assert (empty["titles published"], empty["title on the list"]) == ("190", "")


@pytest.mark.parametrize(
    "path", ["lists/nothing/", "lists/nothing/titles.csv", "9999/every-list/", "9999/every-list.csv"]
)
def test_what_does_not_exist_is_not_found(client, path):
    assert client.get(f"/en/shortages/{path}").status_code == 404


@pytest.mark.parametrize("path", ["lists/", "lists/vdab/", f"regions/?{DAY}", "2221/every-list/"])
def test_no_page_needs_the_database(client, path, django_assert_num_queries):
    client.get(f"/en/shortages/{path}")
    with django_assert_num_queries(0):
        client.get(f"/en/shortages/{path}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["lists/", "lists/forem/", f"regions/?{DAY}", "6111/every-list/"])
def test_no_page_says_that_there_is_no_shortage(client, language, path):
    page = get(client, path, language).lower()
    for words in ("no shortage", "pas de pénurie", "geen knelpunt ", "geen tekort"):
        assert words not in page


def test_the_other_pages_lead_here(client):
    for path, link in (("", "/en/shortages/lists/"), ("7112/", "/en/shortages/7112/every-list/")):
        assert f'href="{link}"' in client.get(f"/en/shortages/{path}").content.decode()
