"""A question for every fact of the vocabulary: its form reads what people write, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from corridor.permits.book import book
from corridor.permits.case import REGIONS
from corridor.rules.facts import read_value
from corridor.rules.model import Fact
from corridor.web.route_check import questions, units
from corridor.web.route_check.fields import field
from corridor.web.route_check.given import Given
from tests.web.route_check.reader import ask, read

FACTS = book(REGIONS[0]).rules.facts
ASKED = [name for name in FACTS if name != "application_date"]
LANGUAGES = ("en", "fr", "nl")
EACH_TYPE = (
    "birth_date", "gross_annual_salary", "employment", "nationality", "isco08", "list_title", "age", "experience_years",
    "executive",
)  # fmt: skip
GIVEN = Given("flanders", date(2026, 3, 10), {"isco08": 7112})


def good(fact: Fact) -> tuple[dict[str, str], Any]:
    """What a person enters for a fact, and the value that is meant."""
    low = int(fact.min or 0)
    match fact.type:
        case "bool":
            return {"value": "no"}, False
        case "enum":
            return {"value": fact.values[-1]}, fact.values[-1]
        case "date":
            return {"value_day": "3", "value_month": "4", "value_year": "2025"}, date(2025, 4, 3)
        case "money":
            return {"value": "12 345,50"}, Decimal("12345.50")
        case "int":
            return {"value": f" {low + 1} "}, low + 1
        case "number":
            return {"value": f"{low},5"}, Decimal(low) + Decimal("0.5")
        case "code" if fact.scheme == "isco08":
            return {"title": "2512"}, 2512
        case "code":
            return {"value": "TN"}, "TN"
    return {"value": "Métreur-deviseur"}, "métreur-deviseur"


def bad(fact: Fact) -> dict[str, str]:
    """What cannot be meant."""
    match fact.type:
        case "date":
            return {"value_day": "31", "value_month": "2", "value_year": "2025"}
        case "int" | "number" | "money":
            return {"value": "many"}
        case "code" if fact.scheme == "isco08":
            return {"title": "9999"}
        case "text":
            return {"value": ""}
    return {"value": "forged"}


@pytest.mark.parametrize("name", ASKED)
def test_every_fact_can_be_asked_answered_and_refused(client: Client, name: str) -> None:
    fact = FACTS[name]
    page = read(ask(client, "question", ask=name, **{f"fact-{name}": "?"}))
    assert questions.question(fact) in page.text
    form = page.form("/question")
    entered, meant = good(fact)
    done = client.post(form.action, {**form.values, **entered, "then": "result"})
    assert done.status_code == 200
    assert done.context["given"].answers[name] == meant
    again = client.post(form.action, {**form.values, **bad(fact)})
    assert again.status_code == 422
    assert again.context["fact"].name == name
    assert "There is a problem" in read(again).text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EACH_TYPE)
def test_each_type_is_asked_in_three_languages(client: Client, lang: str, name: str) -> None:
    response = ask(client, "question", lang, ask=name)
    text = read(response).text
    fact = FACTS[name]
    assert fact.question[lang] in text
    with translation.override(lang):
        meaning = questions.meaning(name)
        values = [units.shown(fact, value) for value in fact.values]
    if fact.scheme is None:  # codes are asked by name, not by code
        assert meaning in text
    for value in values:
        assert value in text
    assert f'lang="{lang}"' in response.content.decode()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("45000", Decimal(45000)),
        ("45 000", Decimal(45000)),
        ("45.000", Decimal(45000)),
        ("45,000", Decimal(45000)),
        ("45\u202f000,25", Decimal("45000.25")),
        ("€ 45.000,25", Decimal("45000.25")),
        ("45,000.25 EUR", Decimal("45000.25")),
    ],
)
def test_amounts_are_read_as_people_write_them(written: str, meant: Decimal) -> None:
    assert field(FACTS["gross_annual_salary"], GIVEN).clean(written) == meant


@pytest.mark.parametrize("written", ["3.500 a month", "3.500 EUR/mois", "forty", "1,23,4", "-1", "1e5"])
def test_an_amount_of_another_period_or_none_is_no_amount_a_year(written: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        field(FACTS["gross_annual_salary"], GIVEN).clean(written)


@pytest.mark.parametrize("name", ASKED)
def test_a_value_survives_the_way_through_its_long_form(name: str) -> None:
    """Shown in the form for advisers and sent back unchanged, it is the same value."""
    from corridor.web.route_check.forms import AllFactsForm

    fact = FACTS[name]
    meant = good(fact)[1]
    given = GIVEN.with_answer(name, meant)
    form = AllFactsForm(given)
    if name not in form.fields:
        return
    shown = form[name].value()
    sent = shown.isoformat() if isinstance(shown, date) else str(shown)
    again = AllFactsForm(given, {f"all-{name}": sent})
    assert again.is_valid(), again.errors
    assert again.applied(given).answers[name] == meant


@pytest.mark.parametrize("region", REGIONS)
def test_the_long_form_has_the_facts_that_the_law_reads(client: Client, region: str) -> None:
    response = ask(client, "facts", region=region)
    names = set(response.context["form"].fields)
    read_ = questions.facts_read(region, date(2026, 3, 10))
    assert names == (read_ | {"start_date"}) - {"application_date", "purpose"}
    assert {"nationality", "isco08", "residence_status"} <= names
    answer = ask(client, region=region).context["shown"].answer
    waited = {n for route in answer["routes"].values() for n in route["unknown_facts"]}
    assert waited <= names | {"purpose"}, "what a route waits for can be entered"


def test_the_long_form_is_answered_and_keeps_what_is_wrong(client: Client) -> None:
    page = read(ask(client, "facts"))
    form = page.form("/facts")
    sent = {"all-nationality": "TN", "all-gross_annual_salary": "45.000", "all-age": "28", "all-list_title": ""}
    done = client.post(form.action, {**form.values, **sent})
    answers = done.context["given"].answers
    assert answers == {"purpose": "work", "nationality": "TN", "gross_annual_salary": Decimal(45000), "age": 28}
    wrong = client.post(form.action, {**form.values, **sent, "all-age": "old"})
    assert wrong.status_code == 422
    assert wrong.context["form"]["gross_annual_salary"].value() == "45.000"
    assert 'href="#id_all-age"' in wrong.content.decode()


def test_titles_of_the_lists_are_offered_and_those_of_the_occupation_first() -> None:
    groups = questions.titles(GIVEN)
    assert groups[0][0] == "Titles for your occupation"
    rules = book("flanders").rules
    for _title, entries in groups:
        for key, _label in entries:
            assert read_value(rules.facts["list_title"], key) == key
    moment = book("flanders").moments.at(GIVEN.day, GIVEN.day)
    own = {key for key, _label in groups[0][1]}
    assert any(moment.members[name].lists(key, None) for name in moment.members for key in own)


def test_no_title_of_a_list_is_not_on_it() -> None:
    moment = book("flanders").moments.at(GIVEN.day, GIVEN.day)
    assert moment.members["vdab"].lists(units.NONE_OF_THESE, 7112) is False
