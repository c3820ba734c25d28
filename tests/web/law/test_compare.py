"""Two dates or two regions side by side."""

from __future__ import annotations

import pytest

from tests.web.law.test_browse import get, text

pytestmark = pytest.mark.django_db


def test_a_year_of_one_region_is_compared_when_nothing_is_asked(client, time_machine):
    time_machine.move_to("2026-11-22 12:00 +01:00")
    page = get(client, "compare/")
    assert "Flanders on 22 November 2025 (left) beside Flanders on 22 November 2026 (right)" in page
    assert "Flemish fee per single-permit application EUR 0 EUR 180 +EUR 180" in page
    assert "Only on the right: The job itself requires level 5 or higher." in page


def test_on_the_29th_of_february_the_year_before_has_a_day(client, time_machine):
    time_machine.move_to("2024-02-29 12:00 +01:00")
    assert "Flanders on 28 February 2023 (left)" in get(client, "compare/")


def test_two_regions_show_what_only_one_of_them_has(client):
    address = "compare/?region=flanders&date=2026-11-22&region2=wallonia&date2=2026-11-22"
    page = get(client, address)
    assert "Medium-skilled shortage occupation Work route In force on the left only." in page
    assert "VDAB list of shortage occupations Only the law on the left has this list." in page
    assert "Two regions may ask the same in other words" in page
    assert "left: Gross annual pay of at least EUR 48,912" in page


def test_the_same_law_has_no_difference(client):
    page = get(client, "compare/?region=flanders&date=2026-11-22&region2=flanders&date2=2026-11-22")
    assert page.count("No difference is known.") == 3
    assert "Alike: 165 values, 9 lists, 39 routes." in page


def test_a_date_that_cannot_be_asked_is_told_and_nothing_is_compared(client):
    response = client.get("/en/law/compare/?region=flanders&date=1900-01-01&date2=2026-11-22")
    assert "The law is described from 1 January 2019 on." in text(response)
    assert "the differences only" not in text(response)


def test_sides_can_be_swapped(client):
    response = client.get("/en/law/compare/?region=flanders&date=2026-11-22&region2=wallonia&date2=2025-01-01")
    assert "?region=wallonia&amp;date=2025-01-01&amp;region2=flanders&amp;date2=2026-11-22" in response.content.decode()
