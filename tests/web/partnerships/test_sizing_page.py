"""The size of a scheme: for a number, for the gap of a plan; waiting, refusals, who may see which gap."""

from __future__ import annotations

import html
import threading
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.partnerships.results import probability
from corridor.web.partnerships import sizings
from corridor.web.partnerships.design_files import read
from corridor.web.partnerships.queries import examples
from corridor.web.partnerships.simulations import simulated
from corridor.web.partnerships.sliders import moved, moves
from corridor.web.partnerships.views.sizing import gaps_of
from corridor.web.plans.guarded import BASE
from corridor.web.plans.sight import sight
from tests.web.partnerships.designs_made import SMALL, made_design
from tests.web.partnerships.test_designs import text
from tests.web.plans.made import made_plan

pytestmark = pytest.mark.django_db
ADDRESS = "partnerships:sizing"
REACHED = {"n": "40", "design": "pem_wecco", "by": "2025-01-01", "probability": "80"}
NOT_REACHED = {"n": "20", "design": "palim", "by": "2022-01-01", "probability": "80"}


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sizings, "PATIENCE", 60.0)
    sizings.forget()
    yield
    sizings.forget()


def ask(client: Client, **fields: Any) -> Any:
    return client.get(reverse(ADDRESS), fields)


def test_a_reached_number_has_intake_budget_and_the_design_with_it(client: Client) -> None:
    response = ask(client, **REACHED)
    answer = response.context["answer"]
    sizing = answer.sizing
    assert sizing.reached
    page = text(response)
    assert " ".join(answer.verdict.split()) in page
    assert {"People in each wave", "Budget on average"} <= {label for label, _ in answer.facts}
    assert answer.payers
    link = reverse("partnerships:design", args=["pem_wecco"]) + answer.query
    assert link in html.unescape(response.content.decode())
    design = examples()["pem_wecco"].found
    fields = dict(part.split("=") for part in answer.query[1:].split("&"))
    run = simulated(moved(design, moves(design, fields)), draws=4000).run
    assert probability(run, 40, date(2025, 1, 1)) >= 0.8


def test_what_no_intake_reaches_says_why_and_what_would(client: Client) -> None:
    response = ask(client, **NOT_REACHED)
    answer = response.context["answer"]
    assert not answer.sizing.reached
    assert answer.limits
    assert len(answer.sentences) >= 2
    page = text(response)
    for sentence in answer.sentences:
        assert " ".join(sentence.split()) in page
    assert "Open the design with this intake" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"n": "0"}, "greater than or equal to 1"),
        ({"n": "1000000000"}, "less than or equal to 2000"),
        ({"probability": "100"}, "less than or equal to 99"),
        ({"by": "2000-01-01"}, "not after the start"),
        ({"by": "9999-01-01"}, "lies too far ahead"),
        ({"by": "never"}, "valid date"),
        ({"design": "nothing"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_asked_is_told(client: Client, fields: dict[str, str], said: str) -> None:
    response = ask(client, **{**REACHED, **fields})
    assert response.status_code == 400
    assert said in text(response)
    assert response.context["answer"] is None


def test_the_same_question_is_answered_once(client: Client) -> None:
    ask(client, **REACHED)
    first = next(iter(sizings._held.values()))
    ask(client, **REACHED)
    assert list(sizings._held.values()) == [first]


def test_a_long_search_waits_beside_the_page_and_comes_by_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, real = threading.Event(), sizings._make

    def slow(*args: Any) -> None:
        go_on.wait(30)
        real(*args)

    monkeypatch.setattr(sizings, "_make", slow)
    monkeypatch.setattr(sizings, "PATIENCE", 0.01)
    response = ask(client, **REACHED)
    assert "The answer comes by itself" in text(response)
    again = response.context["again"]
    assert client.get(again, headers={"HX-Request": "true"}).status_code == 204
    go_on.set()
    next(iter(sizings._held.values())).over.wait(60)
    assert client.get(again, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.get(again).context["answer"].sizing.reached


def test_own_designs_are_sized_and_a_stranger_s_are_not(client: Client, organisation: Any, person: Any) -> None:
    own = organisation("Own")
    row = made_design(own, text=SMALL.replace("grade: letter", "grade: offer"), name="Secret plan")
    fields = {"n": "1", "design": str(row.pk), "by": "2029-01-01", "probability": "60"}
    for user in (None, person("manager", organisation("Elsewhere"))):
        if user is not None:
            client.force_login(user)
        response = ask(client, **fields)
        assert response.status_code == 400
        assert "Secret plan" not in text(response)
    client.force_login(person("viewer", own))
    assert ask(client, **fields).context["answer"].sizing.target == 1
    assert read(row.text).intake() == 12


# ---- from the gap of a plan ---------------------------------------------------------------------


def test_a_plan_s_gaps_lead_to_a_size_with_countries_and_their_evidence(client: Client) -> None:
    plan = made_plan()
    page = ask(client, plan=str(plan.pk))
    gaps = page.context["gaps"]
    assert gaps
    assert [gap.target for gap in gaps] == sorted((gap.target for gap in gaps), reverse=True)
    response = ask(client, plan=str(plan.pk), isco=gaps[0].code)
    assert response.context["gap"] == gaps[0]
    answer = response.context["answer"]
    assert answer.sizing.target == gaps[0].target
    assert response.context["places"]
    said = text(response)
    assert " ".join(response.context["caveat"].split()) in said
    evidence = [scheme for one in response.context["places"] for part in one["parts"] for scheme in part["schemes"]]
    assert evidence
    assert all(reverse("partnerships:scheme", args=[scheme]) in response.content.decode() for scheme in evidence)


def test_the_gap_of_a_private_plan_is_nobody_else_s(client: Client, organisation: Any, person: Any) -> None:
    own = organisation("Own")
    plan = made_plan(own, name="Secret plan", synthetic=False)
    for user in (None, person("analyst", organisation("Elsewhere")), person("employer", own)):
        if user is not None:
            client.force_login(user)
        assert ask(client, plan=str(plan.pk)).status_code == 404
        assert "Secret plan" not in text(ask(client))
    client.force_login(person("viewer", own))
    assert ask(client, plan=str(plan.pk)).status_code == 200
    assert "Secret plan" in text(ask(client))


def test_a_public_plan_about_people_gives_rounded_gaps(organisation: Any, person: Any) -> None:
    from django.contrib.auth.models import AnonymousUser

    own = organisation("Own")
    plan = made_plan(own, synthetic=False, public=True)
    exact = {gap.code: gap for gap in gaps_of(sight(person("analyst", own), plan))}
    seen = gaps_of(sight(AnonymousUser(), plan))
    assert exact
    assert all(gap.target % BASE == 0 for gap in seen)
    assert any(gap.target % BASE for gap in exact.values())
    assert {gap.code for gap in seen} <= exact.keys()


@pytest.mark.parametrize("fields", [{"isco": "9999"}, {"isco": "<b>"}])
def test_an_occupation_without_a_gap_is_not_found(client: Client, fields: dict[str, str]) -> None:
    plan = made_plan()
    assert ask(client, plan=str(plan.pk), **fields).status_code == 404
    assert ask(client, plan="nothing").status_code == 404


def test_a_day_beyond_all_measure_is_refused_for_a_gap_too(client: Client) -> None:
    plan = made_plan()
    code = ask(client, plan=str(plan.pk)).context["gaps"][0].code
    response = ask(client, plan=str(plan.pk), isco=code, by="9999-12-31", probability="80")
    assert response.status_code == 400
    assert "lies too far ahead" in text(response)
    assert not sizings._held


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_a_fixed_number_of_times(
    client: Client, organisation: Any, person: Any, django_assert_num_queries: Any, count: int
) -> None:
    own = organisation("Own")
    for number in range(count):
        made_plan(own, name=f"Plan {number}")
        made_design(own, name=f"Design {number}")
    client.force_login(person("analyst", own))
    ask(client)
    with django_assert_num_queries(8):
        ask(client)
