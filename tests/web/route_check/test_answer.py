"""The answer of the page is the library's, in words of three languages, with its sources and doubts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from corridor import permits
from tests.permits.expectation import mirrored, stated, worked
from tests.web.route_check.reader import CASE, ask, read

LANGUAGES = ("en", "fr", "nl")
CASES = {**worked(), **mirrored()}


def fields(case: dict[str, Any]) -> dict[str, str]:
    facts = {f"fact-{n}": "?" if v is None else str(v) for n, v in case["facts"].items()}
    return {"id": case["id"], "region": case["region"], "application_date": str(case["application_date"]), **facts}


@pytest.mark.parametrize("name", CASES)
def test_worked_cases_get_the_states_of_the_library(client: Client, name: str) -> None:
    case = stated(CASES[name])
    response = client.post("/en/route-check/answer", fields(case))
    assert response.status_code == 200
    expected = permits.check(case)
    shown = response.context["shown"]
    assert shown.needed is expected["permit_needed"]
    groups = (*shown.open, *shown.undecided, *shown.perhaps, *shown.closed, *shown.aside, *shown.umbrellas)
    states = {s.name: s.state for s in groups}
    everywhere = {n: r["state"] for n, r in expected["routes"].items()}
    assert states == {n: s for n, s in everywhere.items() if n in states}
    left_out = everywhere.keys() - states.keys()
    assert left_out <= {"single_permit", "work_card"}, "only permits that repeat others, where they are closed"
    assert {s.state for s in shown.open} <= {"open"}
    assert {s.state for s in (*shown.undecided, *shown.perhaps)} <= {"unknown"}
    assert {s.state for s in (*shown.closed, *shown.aside)} <= {"closed"}
    text = read(response).text
    for route in shown.open:
        assert route.label in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_said_in_the_language_of_the_page(client: Client, lang: str) -> None:
    response = ask(client, "answer", lang, **{"fact-job_level": "?"})
    text = read(response).text
    facts = {name: value for name, value in _facts().items() if name != "job_level"}
    expected = permits.check({**_stated(), "facts": facts}, lang=lang)
    route = expected["routes"]["highly_skilled"]
    assert route["label"] in text
    for condition in route["conditions"]:
        assert " ".join(condition["text"].split()) in " ".join(text.split())
        assert condition["reference"]["source"] in text
    for document in route["outcome"]["documents"]:
        assert document["label"] in text
    english = (
        re.findall(r"\b(?:the|and|undecided|conditions are)\b", _own_words(response, lang)) if lang != "en" else []
    )
    assert not english, english


def _own_words(response: Any, lang: str) -> str:
    """What the page itself says: labels of facts and titles of sources are the law's, in the language they have."""
    shown = response.context["shown"]
    said = [shown.verdict, shown.headline]
    said += [text for route in shown.undecided for pair in (*route.rights, *route.facts) for text in pair]
    said += [change for route in shown.closed for opening in route.openings for change in opening.changes]
    return " ".join(said)


def test_an_amount_stands_with_date_status_source_and_doubt(client: Client) -> None:
    html = ask(client, **{"fact-gross_annual_salary": "30000"}).content.decode()
    closed = html[html.index('id="route-highly_skilled"') :]
    closed = " ".join(closed[: closed.index("</article>")].split())
    assert "EUR 48,912 a year" in closed.replace("\xa0", " ")
    assert "since 1 January 2026" in closed.replace("\xa0", " ")
    assert "carried over" in closed
    assert "medium confidence" in closed
    assert "Flemish order of 7 December 2018" in closed
    assert "17, 1°" in closed


def test_what_opens_a_closed_route_says_by_how_much_and_is_true(client: Client) -> None:
    low = {"fact-gross_annual_salary": "30000"}
    response = ask(client, **low)
    route = next(s for s in response.context["shown"].closed if s.name == "highly_skilled")
    said = route.openings[0].changes
    assert [s.replace("\xa0", " ") for s in said] == ["Gross annual pay: EUR 39,129.60 a year (+EUR 9,129.60 a year)"]
    tried = read(response).press(client, "What would that change? Highly skilled worker 1")
    moves = {m.name: (m.before, m.after) for m in tried.context["difference"].moves}
    assert moves["highly_skilled"] == ("closed", "open")
    form = read(tried).form("/answer")
    assert client.post(form.action, form.values).context["shown"].open[0].name == "highly_skilled"


def test_rights_and_dependence_are_months(client: Client) -> None:
    page = read(ask(client))
    text = " ".join(page.text.replace("\xa0", " ").split())
    assert "Dependence on this employer 48 of the first 60 months" in text
    assert "If the job is lost 3 months to find another job" in text
    assert "Access to all work after 48 months" in text


def test_what_is_not_known_is_said_and_is_no_zero(client: Client) -> None:
    shown = ask(client).context["shown"].open[0]
    assert dict(shown.facts)["Time for the decision"] == "not known"


def test_who_needs_no_permit_is_told_so_first(client: Client) -> None:
    response = ask(client, **{"fact-nationality": "RO"})
    shown = response.context["shown"]
    assert shown.needed is False
    assert shown.open[0].name == "exempt_eea_swiss"
    text = read(response).text
    assert "No work authorisation is needed." in text
    assert "Exempt: EEA or Swiss national" in text[: text.index("Keep or share")]


def test_a_closed_route_shows_all_its_conditions_when_asked(client: Client) -> None:
    response = ask(client, "answer/route", route="eu_blue_card")
    expected = permits.check({"region": "flanders", "application_date": "2026-03-10", "facts": _facts()})
    text = " ".join(read(response).text.split())
    for condition in expected["routes"]["eu_blue_card"]["conditions"]:
        assert " ".join(condition["text"].split()) in text
    part = client.post(
        "/en/route-check/answer/route", {**CASE, "route": "eu_blue_card"}, headers={"hx-request": "true"}
    )
    assert "<html" not in part.content.decode()
    assert "c-conditions" in part.content.decode()


def _stated() -> dict[str, Any]:
    return {"region": "flanders", "application_date": "2026-03-10", "facts": _facts()}


def _facts() -> dict[str, str]:
    return {k.removeprefix("fact-"): v for k, v in CASE.items() if k.startswith("fact-")}


def test_what_if_shows_the_difference_of_one_fact(client: Client) -> None:
    chosen = ask(client, "answer/what-if", try_fact="gross_annual_salary")
    assert chosen.context["form"]["to"].value() == "45,000"
    done = ask(client, "answer/what-if", try_fact="gross_annual_salary", of="gross_annual_salary", to="90.000")
    difference = done.context["difference"]
    expected = permits.check({**_stated(), "facts": {**_facts(), "gross_annual_salary": "90000"}})
    before = permits.check(_stated())
    assert {m.name: (m.before, m.after) for m in difference.moves} == {
        n: (r["state"], expected["routes"][n]["state"])
        for n, r in before["routes"].items()
        if r["state"] != expected["routes"][n]["state"]
    }
    assert {m.name: m.after for m in difference.moves}["eu_blue_card"] == "unknown", "the contract's length is missing"
    text = read(done).text.replace("\xa0", " ")
    assert "EUR 45,000 a year → EUR 90,000 a year" in text
    nothing = ask(client, "answer/what-if", try_fact="gross_annual_salary", of="gross_annual_salary", to="45.001")
    assert nothing.context["difference"].nothing
    assert "Nothing changes" in read(nothing).text
    wrong = ask(client, "answer/what-if", try_fact="gross_annual_salary", of="gross_annual_salary", to="much")
    assert wrong.context["difference"] is None
    assert "Write a number" in read(wrong).text
    other = ask(client, "answer/what-if", try_fact="job_level", of="gross_annual_salary", to="90000")
    assert other.context["difference"] is None, "a value for another fact is not taken over"


def test_what_if_answers_a_part_of_the_page_to_htmx(client: Client) -> None:
    response = client.post(
        "/en/route-check/answer/what-if", {**CASE, "try_fact": "age"}, headers={"hx-request": "true"}
    )
    html = response.content.decode()
    assert html.lstrip().startswith('<div id="what-if-part"')
    assert 'id="id_to"' in html


def test_the_page_to_print_is_unfolded(client: Client) -> None:
    folded, printed = (ask(client, to).content.decode() for to in ("answer", "answer/print"))
    assert "<details" in folded
    assert not re.search(r'<details class="govuk-details">', printed)
    assert re.search(r'<details class="govuk-details">', folded)


def test_no_id_stands_twice(client: Client) -> None:
    for case in ({}, {"fact-job_level": "?", "fact-nationality": "?"}):
        page = read(ask(client, **case))
        assert len(page.ids) == len(set(page.ids)), sorted(i for i in page.ids if page.ids.count(i) > 1)
