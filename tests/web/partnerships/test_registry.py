"""The pages of the register of schemes: filters, the map and its table, a scheme, schemes side by side, files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import polib
import pytest
from django.http import QueryDict
from django.utils import translation

from corridor.partnerships.classification import classify
from corridor.partnerships.design import shipped
from corridor.partnerships.registry import flows, select
from corridor.partnerships.scheme import CRITERIA, Scheme, scheme_from, schemes
from corridor.web.partnerships import flow_map, registry
from corridor.web.partnerships.filters import SchemesForm, selection

pytestmark = pytest.mark.django_db
LOCALE = Path(registry.__file__).parent / "locale"


def text(response: Any, status: int = 200) -> str:
    """A page's text as a reader sees it: no tags, no-break spaces as spaces."""
    assert response.status_code == status
    plain = re.sub(r"<(script|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", plain)).replace("\u00a0", " ").replace("\u202f", " "))


def get(client: Any, path: str = "", language: str = "en") -> str:
    return text(client.get(f"/{language}/partnerships/{path}"))


def made(key: str = "TST001", **values: Any) -> Scheme:
    """A scheme of which nothing is known but what every scheme must say."""
    least: dict[str, Any] = {
        "id": key,
        "name": "A scheme",
        "origins": [{"country": "MA"}],
        "destinations": [{"country": "BE"}],
        "confidence": "low",
        "sources": [{"url": "https://example.org/page"}],
        "checked": "2026-11-22",
    }
    return scheme_from({**least, **values}, place="test")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts schemes of the test in the place of the register."""

    def put(*found: Scheme) -> Mapping[str, Scheme]:
        own = {one.id: one for one in found}
        monkeypatch.setattr(registry, "schemes", lambda: own)
        return own

    return put


def listed(page: str) -> list[str]:
    """The ids in the list of a page, in their order."""
    return re.findall(r'name="id" value="(\w+)"', page)


# ---- filters ----
@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ("origin=MA", {"origin": "MA"}),
        ("destination=flanders", {"destination": "flanders"}),
        ("destination=DE&sector=health", {"destination": "DE", "sector": "health"}),
        ("occupation=2221", {"isco": "2221"}),
        ("occupation=25", {"isco": "25"}),
        ("since=2019&until=2020", {"active_in": (2019, 2020)}),
        ("until=2015", {"active_in": (1900, 2015)}),
        ("model=cgd_gsp", {"model": "cgd_gsp"}),
        ("model=seasonal_repeated&origin=MA", {"model": "seasonal_repeated", "origin": "MA"}),
        ("status=stopped", {"status": "stopped"}),
        ("q=infirmiers+belgique", {"text": "infirmiers belgique"}),
    ],
)
def test_the_list_holds_what_passes_the_filters_and_counts_what_is_not_known(client, asked, filters):
    chosen = select(schemes(), **filters)
    response = client.get(f"/en/partnerships/?{asked}")
    page = text(response)
    assert sorted(listed(response.content.decode())) == sorted(one.id for one in chosen.found)
    assert f"{len(chosen.found)} scheme" in page
    if chosen.unknown:
        assert f"{len(chosen.unknown)} scheme" in page.split("of 61")[1]
        assert "left out because what a filter asks for is not known" in page
        for one in chosen.unknown:
            assert f"{one.short} {one.id}" in page
    else:
        assert "left out because" not in page


def test_these_filters_leave_schemes_of_both_kinds_out():
    """The test above would say little of a register that never leaves anything undecided."""
    for filters in ({"occupation": "2221"}, {"model": "cgd_gsp"}, {"since": "2026"}, {"sector": "ict"}):
        with translation.override("en"):
            chosen = selection(SchemesForm(QueryDict("&".join(f"{k}={v}" for k, v in filters.items()))))
        assert chosen.found, filters
        assert chosen.unknown, filters
        assert len(chosen.found) + len(chosen.unknown) < len(schemes()), filters


def test_without_filters_every_scheme_is_listed_once_in_order_of_its_name(client):
    found = listed(client.get("/en/partnerships/").content.decode())
    assert sorted(found) == sorted(schemes())
    names = [schemes()[key].short.casefold() for key in found]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ("origin=ZZ", "Origin", "Choose from the list."),
        ("destination=atlantis", "Destination", "Choose from the list."),
        ("sector=magic", "Sector", "Choose from the list."),
        ("occupation=9999", "Occupation (ISCO-08)", "Choose from the list."),
        ("occupation=%00", "Occupation (ISCO-08)", "Choose from the list."),
        ("model=none", "Model", "Choose from the list."),
        ("status=asleep", "State of the scheme", "Choose from the list."),
        ("since=soon", "Active from (year)", "Enter a whole number."),
        ("since=-5", "Active from (year)", "greater than or equal to 1900"),
        ("until=99999999999999999999", "Active until (year)", "less than or equal to 2100"),
        ("since=2022&until=2020", "Active until (year)", "Choose a year that is not before the first year."),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_and_left_out(client, asked, field, told):
    response = client.get(f"/en/partnerships/?q=nurses&{asked}")
    page = text(response)
    assert f"{field}: {told}" in page or (told in page and field in page)
    assert 'class="govuk-error-summary"' in response.content.decode()
    assert f"A filter could not be read and was left out: {field}" in page
    others = {"text": "nurses"} | ({"active_in": (2022, 2100)} if asked.startswith("since=2022") else {})
    assert sorted(listed(response.content.decode())) == sorted(one.id for one in select(schemes(), **others))


def test_a_country_that_no_scheme_has_can_be_asked_for_and_nothing_is_found(client):
    page = get(client, "?origin=NO&destination=JP&occupation=2221")
    assert "0 schemes of 61" in page
    assert "No scheme is known to fit" in page


def test_what_is_written_is_shown_as_text_and_never_as_markup(client):
    html = client.get("/en/partnerships/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    missing = client.get("/en/partnerships/compare/", {"id": "<b>x</b>"}).content.decode()
    assert "<b>x" not in missing.casefold()


def test_what_the_register_says_is_shown_as_text_too(client, only):
    mark = "<i>sly</i>"
    said = dict.fromkeys(("en", "fr", "nl"), mark)
    only(
        made(
            name=mark,
            origins=[{"country": None, "area": said}],
            results=said,
            partners=[{"name": mark, "role": "partner"}],
            counts={"target": [{"n": 3, "note": said}]},
            money=[{"what": "budget", "amount": 5, "note": said}],
            criteria={"training": {"value": "yes", "note": said}},
        ),
        made("TST002"),
    )
    for path in ("", "schemes/TST001/", "compare/?id=TST001&id=TST002"):
        html = client.get(f"/en/partnerships/{path}").content.decode()
        assert mark not in html
        assert "&lt;i&gt;sly&lt;/i&gt;" in html


# ---- the map ----
def test_the_table_under_the_map_says_every_origin_and_destination_with_its_schemes(client):
    html = client.get("/en/partnerships/").content.decode()
    table = html.split("<figcaption")[1].split("</figure>")[0].split("<tbody")[1]
    rows = [row.split("</tr>")[0] for row in table.split("<tr")[1:]]
    wanted = flows(schemes())
    assert len(rows) == len(wanted)
    for row, flow in zip(rows, wanted, strict=True):
        assert re.findall(r"/schemes/(\w+)/", row) == list(flow.schemes)
        assert flow.origin_name["en"] in unescape(row)


def test_the_map_draws_a_line_for_every_pair_of_countries_and_no_other(client):
    pairs = {(f.origin, f.destination) for f in flows(schemes()) if f.origin and f.destination}
    assert {pair[:2] for pair in registry.flows_of(schemes().values()).pairs} == {p for p in pairs if p[0] != p[1]}


def test_every_country_of_the_register_has_its_place_on_the_map():
    ends = registry.ends()
    assert (ends.origins | ends.destinations) <= flow_map.places().keys()
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in flow_map.places().values())
    assert all(flow_map.WORLD.holds(place) for place in flow_map.places().values())


def test_places_lie_where_they_should_towards_each_other():
    where = flow_map.places()
    north_to_south = ["EE", "BE", "IT", "TN", "SN", "GH", "AO", "ZA"]
    west_to_east = ["MX", "HN", "EC", "BR", "CV", "SN", "MA", "BE", "TN", "EG", "IN", "VN", "PH", "JP", "NZ"]
    assert [where[c][0] for c in north_to_south] == sorted((where[c][0] for c in north_to_south), reverse=True)
    assert [where[c][1] for c in west_to_east] == sorted(where[c][1] for c in west_to_east)
    assert flow_map.WORLD.at(where["TO"])[0] > flow_map.WORLD.at(where["FJ"])[0]  # beyond 180 degrees


def test_more_schemes_make_a_wider_line_and_the_widest_stays_readable():
    for most in (1, 2, 5, 40):
        widths = [flow_map.width(n, most) for n in range(1, most + 1)]
        assert widths == sorted(widths)
        assert widths[-1] <= flow_map.WIDEST
    assert flow_map.width(4, 5) == pytest.approx(4 * flow_map.width(1, 5))


def test_a_map_names_its_countries_and_is_a_picture_with_a_title():
    drawing = str(flow_map.flow_map([("MA", "BE", 2), ("VN", "DE", 1)], "A <map>"))
    for name in ("Morocco", "Belgium", "Vietnam", "Germany", "2 schemes", "country of origin"):
        assert f">{name}</text>" in drawing
    assert 'role="img" aria-label="A &lt;map&gt;"' in drawing
    assert "style=" not in drawing
    with translation.override("nl"):
        assert ">Marokko</text>" in str(flow_map.flow_map([("MA", "BE", 2)], "Kaart"))


def test_names_on_the_map_do_not_cover_each_other():
    pairs = registry.flows_of(schemes().values()).pairs
    for language in ("en", "fr", "nl"):
        with translation.override(language):
            drawing = str(flow_map.flow_map(pairs, "map"))
        for part in drawing.split("<svg x=")[1:]:
            boxes = [_box(*found) for found in re.findall(NAME, part.split("</svg>")[0])]
            assert len(boxes) > 20
            covered = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n] if _overlap(a, b)]
            assert not covered, (language, covered)


NAME = r'<text x="([\d.-]+)" y="([\d.-]+)" text-anchor="(\w+)"[^>]*paint-order[^>]*>([^<]*)<'


def _box(x: str, y: str, anchor: str, name: str) -> tuple[float, float, float, float, str]:
    wide = 6.0 * len(unescape(name))
    left = float(x) - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return left, float(y) - 10, left + wide, float(y) + 2, name


def _overlap(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return bool(one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def test_links_without_a_country_stand_in_the_table_and_are_counted(client, only):
    area = dict.fromkeys(("en", "fr", "nl"), "somewhere")
    only(made(), made("TST002", origins=[{"country": None, "area": area}]), made("TST003", origins=[{"country": "BE"}]))
    page = get(client)
    assert "2 links stand here only" in page
    assert "somewhere" in page
    assert page.count("not on the map") == 2
    assert "Schemes: 3. Countries of origin on the map: 1; of destination: 1." in page


def test_people_placed_by_a_scheme_of_several_countries_are_those_of_all_of_them(client, only):
    placed = {"placed_abroad": [{"n": 70, "qualifier": "about"}]}
    only(made(origins=[{"country": "MA"}, {"country": "TN"}], counts=placed), made("TST002", counts={}))
    page = get(client)
    assert page.count("about 70 people (all its countries together)") == 2
    assert "A scheme : not known" in page


# ---- a scheme ----
def test_a_scheme_page_says_all_values_side_by_side_with_how_they_are_known(client):
    response = client.get("/en/partnerships/schemes/SMP028/")
    page, html = text(response), response.content.decode()
    for said in ("4,900 people", "4,300 to 4,500 people", "more than 2,000 people", "1,450 people"):
        assert said in page
    assert "4 values" in page
    assert "our reading, to be checked" in page
    for source in schemes()["SMP028"].sources:
        assert f'href="{source.url}"' in html
    assert "read: November 2026" in page


def test_what_is_not_known_of_a_scheme_is_said_as_that_and_never_as_nothing(client, only):
    only(made(), made("TST002"))
    page = get(client, "schemes/TST001/")
    main = page.split("The scheme")[2].split("Sources")[0]
    for heading in ("Start", "End", "Sectors", "Occupations", "Legal route", "Type of circularity", "Target", "Money"):
        assert re.search(rf"{heading} not known", main), heading
    assert not re.search(r"\b0 people|\bEUR 0|\bNone\b", main)
    assert page.count("not known") > 30


def test_a_scheme_page_shows_each_school_with_its_range_and_every_criterion(client):
    for key in ("SMP001", "SMP005", "SMP022"):
        response = client.get(f"/en/partnerships/schemes/{key}/")
        page, html = text(response), response.content.decode()
        for score in classify(schemes()[key]).schools.values():
            low, high = round(100 * score.low), round(100 * score.high)
            assert f"Score: {low}%" in page if low == high else f"Score: {low}% to {high}%" in page
            card = html.split(f'id="school-{score.school}"')[1].split("</section>")[0]
            assert card.count('<th scope="row"') == len(score.findings)
            assert card.count('<span class="c-chip">') == sum(finding.required for finding in score.findings)
            said = card.split("<tbody")[1]
            words = {"passes": ">met<", "partly": ">met in part<", "fails": ">not met<", "unknown": ">not known</span>"}
            for verdict, word in words.items():
                assert len(re.findall(rf"</svg>{word[1:]}", said)) == len(score.criteria(verdict)), verdict


def test_a_scheme_leads_to_the_shipped_designs_of_it_and_to_no_other(client):
    for design in shipped().values():
        other = next(key for key in schemes() if key not in {one.scheme for one in shipped().values()})
        if design.scheme:
            address = f'href="/fr/partnerships/designs/{design.id}/"'
            assert address in client.get(f"/fr/partnerships/schemes/{design.scheme}/").content.decode()
            assert address not in client.get(f"/fr/partnerships/schemes/{other}/").content.decode()
    assert any(design.scheme for design in shipped().values())


def test_sums_are_shown_in_their_own_currency(client):
    foreign = next(one for one in schemes().values() if any(m.currency == "USD" and m.amount for m in one.money))
    page = get(client, f"schemes/{foreign.id}/")
    assert "USD " in page
    palim = get(client, "schemes/SMP001/", "fr")
    assert "1 496 448,50 €" in palim


def test_a_number_that_no_scheme_has_is_not_found_and_leads_to_the_search(client):
    response = client.get("/en/partnerships/schemes/SMP999/")
    page, html = text(response, 404), response.content.decode()
    assert "The register has no scheme with the number “SMP999”." in page
    assert 'action="/en/partnerships/"' in html
    assert 'name="q"' in html


def test_a_number_may_be_written_small(client):
    assert "PALIM" in get(client, "schemes/smp001/")


# ---- side by side ----
def test_schemes_stand_side_by_side_with_what_differs_and_how_it_is_known(client):
    page = get(client, "compare/?id=SMP001&id=SMP028").split("Side by side")[1]
    assert page.index("PALIM") < page.index("Triple Win")
    for said in ("9,677 people", "4,300 to 4,500 people", "at origin our reading, to be checked", "Morocco"):
        assert said in page
    every, some = (
        client.get(f"/en/partnerships/compare/?id=SMP001&id=SMP002{more}").content.decode()
        for more in ("", "&only=differences")
    )
    rows = [html.count('<th scope="row"') for html in (every, some)]
    assert 0 < rows[1] < rows[0]
    assert rows[0] >= 20 + len(CRITERIA)


def test_five_are_too_many_and_strangers_are_named(client):
    ids = "&".join(f"id=SMP00{n}" for n in range(1, 6))
    response = client.get(f"/en/partnerships/compare/?{ids}&id=SMP777")
    page = text(response)
    assert "At most 4 schemes stand side by side. Left out: MATCH" in page
    assert "Not in the register, and left out: SMP777" in page
    assert response.content.decode().count('<th scope="col"') == 1 + registry.MOST


def test_with_none_or_one_the_page_asks_for_others(client):
    for path in ("compare/", "compare/?id=SMP001", "compare/?id=SMP001&id=smp001", "compare/?id="):
        assert "Choose two to 4 schemes" in get(client, path)


# ---- files ----
def rows(response: Any) -> list[dict[str, str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    body = response.content.decode()
    assert body.startswith("\ufeff")  # spreadsheets read UTF-8 by it
    return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))


def test_the_files_hold_the_schemes_that_the_page_lists(client):
    asked = "?origin=MA&sector=ict"
    wanted = [one.id for one in select(schemes(), origin="MA", sector="ict")]
    page = client.get(f"/en/partnerships/{asked}").content.decode()
    for name in ("csv", "jsonld"):
        assert f'href="/en/partnerships/schemes.{name}?origin=MA&amp;sector=ict"' in page
    assert [row["id"] for row in rows(client.get(f"/en/partnerships/schemes.csv{asked}"))] == wanted
    response = client.get(f"/en/partnerships/schemes.jsonld{asked}")
    assert response["Content-Type"] == "application/ld+json; charset=utf-8"
    assert [node["identifier"] for node in json.loads(response.content)["@graph"]] == wanted


def test_the_files_hold_the_schemes_that_are_named(client):
    found = rows(client.get("/nl/partnerships/schemes.csv?id=smp028&id=SMP001&id=nobody"))
    assert [row["id"] for row in found] == ["SMP028", "SMP001"]
    assert found[1]["origins"] == "Marokko"
    assert len(rows(client.get("/en/partnerships/schemes.csv"))) == len(schemes())


# ---- languages, keeping ----
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_no_text_is_left_in_english(client, language):
    catalogue = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    english = {
        text_
        for entry in catalogue
        if not entry.obsolete
        for text_ in (entry.msgid, entry.msgid_plural)
        if text_ and len(text_) > 7 and "%(" not in text_ and text_ not in (entry.msgstr, *entry.msgstr_plural.values())
    }
    assert len(english) > 60
    names = " ".join(one.name for one in schemes().values())
    paths = ("", "?origin=zz", "schemes/SMP001/", "schemes/SMP028/", "compare/", "compare/?id=SMP001&id=SMP028")
    for path in paths:
        page = get(client, path, language)
        left = {said for said in english if re.search(rf"\b{re.escape(said)}(?!\w)", page) and said not in names}
        assert not left, (path, left)


@pytest.mark.parametrize("path", ["", "?origin=MA", "schemes/SMP001/", "compare/?id=SMP001&id=SMP028", "schemes.csv"])
def test_visitors_cost_no_query_however_many_schemes_there_are(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(f"/en/partnerships/{path}").status_code == 200


@pytest.mark.parametrize("path", ["", "schemes/SMP001/"])
def test_people_who_are_signed_in_see_the_same_register(client, person, organisation, path):
    before = text(client.get(f"/en/partnerships/{path}")).split("Partnerships")[-1]
    client.force_login(person("manager", organisation()))
    assert text(client.get(f"/en/partnerships/{path}")).split("Partnerships")[-1] == before


def test_a_page_that_has_not_changed_is_not_sent_again(client):
    client.get("/en/partnerships/")  # gives the cookie of the forms
    first = client.get("/en/partnerships/")
    again = client.get("/en/partnerships/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.get("/en/partnerships/?origin=MA", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_pages_are_read_only(client):
    for path in ("", "schemes/SMP001/", "compare/", "schemes.csv"):
        assert client.post(f"/en/partnerships/{path}").status_code == 405
