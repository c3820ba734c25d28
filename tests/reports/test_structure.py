"""The page can be read by everybody: headings in order, tables with names and scopes, charts with words, links that
lead somewhere, nothing fetched from a network. Of every plan, in every language."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from corridor.reports.plan_page import render
from corridor.reports.speech import LANGUAGES
from tests.reports.page_reader import Element, read
from tests.reports.plans import EDGES

CASES = [(name, lang) for name in EDGES for lang in LANGUAGES]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(case).replace(" ", "_"))
def page(request: pytest.FixtureRequest) -> Element:
    name, lang = request.param
    return read(render(EDGES[name](), lang))


def ids(page: Element) -> list[str]:
    return [e.attributes["id"] for e in page.all() if "id" in e.attributes]


def named(element: Element, page: Element) -> str:
    """The accessible name that `aria-labelledby` gives."""
    wanted = element.attributes["aria-labelledby"].split()
    return " ".join(e.text for w in wanted for e in page.all() if e.attributes.get("id") == w)


def test_one_main_heading_and_no_level_left_out(page: Element) -> None:
    levels = [int(h.tag[1]) for h in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(h.text for h in page.all("h1", "h2", "h3", "h4", "h5", "h6"))


def test_landmarks_and_title(page: Element) -> None:
    html = page.one("html")
    assert html.attributes["lang"] in LANGUAGES
    assert page.one("head").one("title").text == page.one("h1").text
    for tag in ("header", "main", "nav", "footer"):
        page.one(tag)


def test_skip_link_is_the_first_link_and_leads_to_main(page: Element) -> None:
    first = next(page.all("a"))
    assert first.attributes["href"] == f"#{page.one('main').attributes['id']}"


def test_every_table_has_a_caption_and_scoped_headers(page: Element) -> None:
    for table in page.all("table"):
        assert table.one("caption").text
        head, body = table.one("thead"), table.one("tbody")
        columns = [th.attributes["scope"] for th in head.all("th")]
        assert set(columns) == {"col"}
        assert all(th.text for th in head.all("th"))
        for row in body.all("tr"):
            cells = list(row.all("th", "td"))
            assert len(cells) == len(columns)
            assert [c.attributes.get("scope") for c in cells] == ["row"] + [None] * (len(columns) - 1)


def test_no_cell_is_blank(page: Element) -> None:
    assert [c for table in page.all("table") for c in table.all("th", "td") if not c.text] == []


def test_tables_that_scroll_can_be_reached_and_have_a_name(page: Element) -> None:
    regions = [e for e in page.all("div") if "scroll" in e.attributes.get("class", "").split()]
    assert len(regions) == len(list(page.all("table")))
    for region in regions:
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["role"] == "region"
        assert named(region, page) == region.one("caption").text


def test_a_card_names_its_figures(page: Element) -> None:
    """On a phone a row is a card: each figure carries its column's label."""
    for table in page.all("table"):
        heads = [th.text for th in table.one("thead").all("th")]
        for row in table.one("tbody").all("tr"):
            assert [td.attributes["data-label"] for td in row.all("td")] == heads[1:]


def test_every_chart_has_a_title_and_a_description(page: Element) -> None:
    for svg in page.all("svg"):
        if svg.attributes.get("aria-hidden") == "true":
            continue
        assert svg.attributes["role"] == "img"
        assert named(svg, page) == f"{svg.one('title').text} {svg.one('desc').text}"
        assert svg.one("title").text
        assert svg.one("desc").text
    assert not list(page.all("img"))


def test_ids_are_unique_and_every_reference_is_met(page: Element) -> None:
    known = ids(page)
    assert len(known) == len(set(known))
    referred = [w for e in page.all() for w in e.attributes.get("aria-labelledby", "").split()]
    linked = [e.attributes["href"][1:] for e in page.all("a") if e.attributes["href"].startswith("#")]
    assert set(referred + linked) <= set(known)


def test_every_section_is_in_the_contents(page: Element) -> None:
    chapters = [s.attributes["id"] for s in page.all("section") if s.attributes.get("class") == "chapter"]
    assert [a.attributes["href"] for a in page.one("nav").all("a")] == [f"#{c}" for c in chapters]


def test_nothing_is_fetched_or_run(page: Element) -> None:
    assert not list(page.all("script", "link", "iframe", "object", "embed", "img", "base", "form"))
    assert not [e for e in page.all() if {"src", "srcset", "style"} & e.attributes.keys()]
    assert not [a for e in page.all() for a in e.attributes if a.startswith("on")]
    style = "".join(str(c) for c in page.one("style").children)
    assert not re.search(r"url\(|@import|@font-face|expression", style)


def test_links_lead_to_the_page_or_the_web(page: Element) -> None:
    assert [a.attributes["href"] for a in page.all("a") if not re.match(r"#|https?://", a.attributes["href"])] == []
