"""The interview without JavaScript: one question a page, "I don't know" everywhere, back and change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from corridor import permits
from corridor.permits.answer import answer
from corridor.permits.book import book
from corridor.permits.case import REGIONS, Case
from corridor.web.route_check.questions import settled
from tests.web.route_check.reader import CASE, ask, read

LANGUAGES = ("en", "fr", "nl")
UNKNOWN = {"en": "I don’t know", "fr": "Je ne sais pas", "nl": "Ik weet het niet"}


def begin(client: Client, lang: str = "en", region: str = "flanders", **more: str) -> Any:
    page = read(client.get(f"/{lang}/route-check/"))
    form = page.form("/question")
    day = {"application_date_day": "10", "application_date_month": "3", "application_date_year": "2026"}
    return client.post(
        form.action, {**form.values, "region": region, "purpose": "work", "begin": "questions", **day, **more}
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("region", REGIONS)
def test_not_known_everywhere_leads_to_an_answer(client: Client, lang: str, region: str) -> None:
    response = begin(client, lang, region)
    asked: list[str] = []
    while "fact" in response.context:
        page = read(response)
        form = page.form("/question")
        assert UNKNOWN[lang] in [b.text for b in page.buttons]
        asked.append(form.values["question"])
        assert len(asked) < 60
        response = client.post(form.action, {**form.values, "not_known": "1"})
        assert response.status_code == 200
    assert len(asked) == len(set(asked)), "a question is asked once"
    assert response.context["given"].not_known == frozenset(asked)
    expected = permits.check({"region": region, "application_date": "2026-03-10", "facts": {"purpose": "work"}})
    shown = response.context["shown"].answer
    assert {n: r["state"] for n, r in shown["routes"].items()} == {n: r["state"] for n, r in expected["routes"].items()}


def test_the_questions_are_those_of_the_library(client: Client) -> None:
    told: dict[str, Any] = {
        "nationality": "TN",
        "residence_status": "abroad",
        "employment": "local",
        "duration_days": "700",
    }
    response = begin(client)
    case = Case("x", "flanders", date(2026, 3, 10), {"purpose": "work"})
    not_known: set[str] = set()
    for _ in range(8):
        found = answer(case, book("flanders"), not_known=not_known)
        if settled(found):
            break
        name = found["next_question"]
        assert response.context["fact"].name == name
        form = read(response).form("/question")
        if name in told:
            response = client.post(form.action, {**form.values, "value": told[name]})
            value = int(told[name]) if name == "duration_days" else told[name]
            case = Case("x", "flanders", case.application_date, {**case.facts, name: value})
        else:
            response = client.post(form.action, {**form.values, "not_known": "1"})
            not_known.add(name)
    assert case.facts.keys() == {"purpose", *told}


def test_the_way_back_leads_to_the_first_page_with_its_answers(client: Client) -> None:
    first = begin(client)
    form = read(first).form("/question")
    second = client.post(form.action, {**form.values, "value": "abroad"})
    back = read(second).press(client, "Back")
    assert back.context["fact"].name == "residence_status"
    ticked = [c["value"] for c in read(back).controls if c.get("name") == "value" and "checked" in c]
    assert ticked == ["abroad"]
    back = read(back).press(client, "Back")
    assert back.context["fact"].name == "purpose"
    start = read(back).press(client, "Back")
    assert start.context["form"].initial == {
        "region": "flanders",
        "purpose": "work",
        "application_date": date(2026, 3, 10),
    }
    kept = read(start).form("/question").values
    assert kept["fact-residence_status"] == "abroad"


def test_each_answer_can_be_changed_and_the_answer_comes_back(client: Client) -> None:
    page = read(ask(client))
    question = page.press(client, "Change Gross annual pay")
    assert question.context["form"].initial == {"value": 45000}
    form = read(question).form("/question")
    again = client.post(form.action, {**form.values, "value": "70.000,50"})
    assert again.context["given"].answers["gross_annual_salary"] == pytest.approx(70000.5)
    assert list(again.context["given"].answers) == list(read_names()), "the order of the answers stays"
    assert [s.name for s in again.context["shown"].open] == ["highly_skilled"]


def read_names() -> list[str]:
    return [name.removeprefix("fact-") for name in CASE if name.startswith("fact-")]


def test_a_missing_fact_is_a_way_to_its_question(client: Client) -> None:
    page = read(ask(client, **{"fact-job_level": "?"}))
    assert "1 fact is missing" in page.text
    question = page.press(client, "Level of the job")
    assert question.context["fact"].name == "job_level"
    form = read(question).form("/question")
    assert form.values["then"] == "result"
    done = client.post(form.action, {**form.values, "value": "6"})
    assert [s.name for s in done.context["shown"].open] == ["highly_skilled"]


def test_a_presumed_fact_can_be_said_otherwise(client: Client) -> None:
    question = read(ask(client)).press(client, "Change Forged documents")
    form = read(question).form("/question")
    done = client.post(form.action, {**form.values, "value": "yes"})
    assert not done.context["shown"].open
    assert "documents_forged" in done.context["given"].answers


def test_an_empty_answer_is_asked_again_with_its_reason(client: Client) -> None:
    form = read(begin(client)).form("/question")
    again = client.post(form.action, form.values)
    assert again.status_code == 422
    page = read(again)
    assert "There is a problem" in page.text
    assert page.text.count("Give an answer, or choose “I don’t know”.") == 2, "in the summary and at the field"
    assert again.context["fact"].name == "residence_status"


def test_the_first_page_says_what_is_wrong(client: Client) -> None:
    wrong = begin(client, region="", application_date_year="1999")
    assert wrong.status_code == 422
    text = read(wrong).text
    assert "Choose the region." in text
    assert "the law is described from" in text
    mars = begin(client, region="mars")
    assert mars.status_code == 422
    assert "mars" in read(mars).text


def test_an_occupation_is_found_by_its_title(client: Client) -> None:
    form = read(ask(client, "question", ask="isco08", **{"fact-isco08": "?"})).form("/question")
    found = client.post(form.action, {**form.values, "title": "soudeur"})
    assert found.status_code == 200, "a choice is still to be made: that is no error"
    choices = [c["value"] for c in read(found).controls if c.get("name") == "value"]
    assert choices[0] == "7212"
    form = read(found).form("/question")
    empty = client.post(form.action, {**form.values, "title": "soudeur", "value": ""})
    assert empty.status_code == 422
    chosen = client.post(form.action, {**form.values, "title": "soudeur", "value": "7212"})
    assert chosen.context["given"].answers["isco08"] == 7212
    forged = client.post(form.action, {**form.values, "title": "soudeur", "value": "0000"})
    assert forged.status_code == 422
    nothing = client.post(form.action, {**form.values, "title": "9999"})
    assert nothing.status_code == 422
    assert "No occupation was found" in read(nothing).text


def test_why_a_question_is_asked(client: Client) -> None:
    page = read(ask(client, "question", ask="job_level", **{"fact-job_level": "?"}))
    assert "Highly skilled worker" in page.text[page.text.index("Why is this asked?") :]


def test_more_questions_can_be_asked_after_an_answer(client: Client) -> None:
    done = ask(client, **{"fact-employment": "?", "fact-duration_days": "?"})
    if not done.context["more_to_ask"]:
        pytest.fail("the example no longer leaves a question open")
    question = read(done).press(client, "Answer more questions")
    assert question.context["fact"].name == done.context["more_to_ask"]
    assert read(question).form("/question").values["more"] == "1"
