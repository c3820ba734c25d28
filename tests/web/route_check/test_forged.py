"""What nobody's browser would send: names and values that do not exist, HTML, huge bodies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.web.route_check import bodies
from corridor.web.route_check.urls import urlpatterns
from tests.web.route_check.reader import CASE, ask, read

POSTED = [p.name for p in urlpatterns if p.name not in ("start", "upload")]
HTML = '<script>alert("x")</script><img src=x onerror=y>'


@pytest.mark.parametrize("to", POSTED)
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"fact-no_such_fact": "1"}, "no_such_fact"),
        ({"fact-nationality": "Tunisia"}, "TUNISIA"),
        ({"fact-gross_annual_salary": "-5"}, "out of range"),
        ({"fact-age": "28.5"}, "not whole"),
        ({"fact-employment": "slavery"}, "use one of local"),
        ({"fact-birth_date": "2001-02-30"}, "does not exist in the calendar"),
        ({"region": "mars"}, "is no region"),
        ({"application_date": "soon"}, "is no date"),
        ({"application_date": "1999-01-01"}, "before the law"),
        ({"region": None}, "add the region"),
    ],
)
def test_a_forged_field_is_named_with_its_remedy(client: Client, to: str, more: dict[str, Any], said: str) -> None:
    data = {k: v for k, v in {**CASE, **more}.items() if v is not None}
    response = client.post(reverse(f"route_check:{to}"), data)
    assert response.status_code == 422
    text = read(response).text
    assert said.lower() in text.lower()
    assert "What to do:" in text


def test_a_fact_that_is_sent_twice_is_refused(client: Client) -> None:
    response = client.post("/en/route-check/answer", {**CASE, "fact-age": ["28", "31"]})
    assert response.status_code == 422
    assert "fact-age" in read(response).text


@pytest.mark.parametrize(
    ("to", "more"),
    [
        ("question", {"ask": "no_such_fact"}),
        ("question", {"question": "no_such_fact", "value": "1"}),
        ("answer/route", {"route": "no_such_route"}),
        ("answer/what-if", {"try": "highly_skilled:99"}),
        ("answer/what-if", {"try": "highly_skilled:-1"}),
        ("answer/what-if", {"try": "nonsense"}),
        ("answer/what-if", {"try_fact": "no_such_fact"}),
    ],
)
def test_a_forged_step_is_refused(client: Client, to: str, more: dict[str, str]) -> None:
    response = ask(client, to, **more)
    assert response.status_code == 422
    assert "What to do:" in read(response).text


@pytest.mark.parametrize("to", ["answer", "question", "facts", "answer/print"])
def test_html_in_a_text_is_shown_as_text(client: Client, to: str) -> None:
    html = ask(client, to, id=HTML, **{"fact-list_title": HTML, "ask": ""}).content.decode()
    assert "<script>alert" not in html.lower()
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(" in html
    assert "\\u003cscript\\u003e" in html.lower(), "the link's data too"


@pytest.mark.parametrize("raw", [{"fact-nationality": HTML}, {f"fact-{HTML}": "1"}, {"region": HTML}])
def test_html_in_an_error_is_shown_as_text(client: Client, raw: dict[str, str]) -> None:
    html = ask(client, **raw).content.decode()
    assert "<script>alert" not in html.lower()
    assert "&lt;script&gt;" in html.lower()


@pytest.mark.parametrize("to", [p.name for p in urlpatterns if p.name != "start"])
def test_a_huge_body_is_refused_unread(client: Client, to: str) -> None:
    response = client.post(reverse(f"route_check:{to}"), {**CASE, "id": "x" * (bodies.LARGEST_BODY + 1)})
    assert response.status_code == 413
    text = read(response).text
    assert "larger than 256 kB" in text
    assert "Send a case file of a few lines" in text


def test_a_thousand_fields_are_refused(client: Client) -> None:
    response = client.post("/en/route-check/answer", {**CASE, **{f"x{n}": "" for n in range(1100)}})
    assert response.status_code == 413


@pytest.mark.parametrize("to", [p.name for p in urlpatterns if p.name != "start"])
def test_a_request_from_elsewhere_is_refused(to: str) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse(f"route_check:{to}"), CASE)
    assert response.status_code == 403


@pytest.mark.parametrize("to", [p.name for p in urlpatterns if p.name != "start"])
def test_an_address_without_a_case_leads_to_the_first_page(client: Client, to: str) -> None:
    response = client.get(reverse(f"route_check:{to}"), {"fact-age": "28"})
    assert response.status_code == 302
    assert response["Location"] == "/en/route-check/", "nothing of the query goes along"
    assert client.put(reverse(f"route_check:{to}")).status_code == 405


EXTREMES = ("0001-01-01", "9999-12-31")


@pytest.mark.parametrize("day", EXTREMES)
@pytest.mark.parametrize("name", ["start_date", "birth_date", "expires_on", "filed_on"])
def test_extreme_dates_do_not_break_an_answer(client: Client, name: str, day: str) -> None:
    response = ask(client, **{f"fact-{name}": day})
    assert response.status_code == 200
    assert response.context["shown"].answer["routes"]


@pytest.mark.parametrize("day", ["2019-01-01", "9999-12-31"])
def test_extreme_filing_dates_do_not_break_an_answer(client: Client, day: str) -> None:
    response = ask(client, application_date=day)
    assert response.status_code == 200
    noted = {note["id"] for note in response.context["notes"]}
    assert ("after_coverage" in noted) is (day > "2026-12-31")


def test_the_json_of_the_link_is_the_case(client: Client) -> None:
    html = ask(client).content.decode()
    told = json.loads(html.split('id="case-link" type="application/json">')[1].split("</script>")[0])
    assert told["case"]["r"] == "flanders"
    assert told["case"]["d"] == "2026-03-10"
    assert told["case"]["f"] == {k.removeprefix("fact-"): v for k, v in CASE.items() if k.startswith("fact-")}
