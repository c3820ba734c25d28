"""What each party sees of a case."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.cases.domain import case as domain
from corridor.web.cases.domain import deadlines
from corridor.web.consent.domain import give, withdraw
from tests.web.cases.made import Shop, choose, make_shop, text

pytestmark = pytest.mark.django_db
PERSONAL = ("Amal Secret", "Tunisia", "4 March 1997", "Nationality", "Level of the highest diploma")
"""What the facts say of the person."""


@pytest.fixture
def shop() -> Shop:
    made = make_shop()
    choose(made.case, made.adviser)
    return made


def detail(client: Any, shop: Shop, user: Any) -> str:
    client.force_login(user)
    return text(client.get(reverse("cases:detail", args=[shop.case.pk])))


def test_an_adviser_sees_everything(client: Any, shop: Shop) -> None:
    page = detail(client, shop, shop.adviser)
    for told in (*PERSONAL, "Motor vehicle mechanics", "Highly skilled worker", "Depends on this employer"):
        assert told in page
    assert AuditEvent.objects.filter(verb="cases.seen", actor=shop.adviser.pk, person=shop.talent.pk).exists()


def test_an_employer_sees_the_job_and_not_the_person(client: Any, shop: Shop) -> None:
    page = detail(client, shop, shop.employed)
    for told in ("Motor vehicle mechanics", "EUR 52,000", "Highly skilled worker", "Draft"):
        assert told in page
    for told in (*PERSONAL, "Still missing", "Time to find another job"):
        assert told not in page, told
    for name in ("route", "history", "people", "facts_start", "export"):
        assert client.get(reverse(f"cases:{name}", args=[shop.case.pk])).status_code == 403


def test_an_employer_sees_the_person_s_facts_by_consent_only(client: Any, shop: Shop) -> None:
    deadlines.set_deadline(case=shop.case, title="A note of ours", due=shop.case.application_date, actor=shop.adviser)
    give(user=shop.talent, purpose="sharing_with_employer", actor=shop.talent, language="en")
    page = detail(client, shop, shop.employed)
    for told in ("Tunisia", "4 March 1997", "Nationality"):
        assert told in page
    assert "A note of ours" not in page, "what advisers set is theirs"
    withdraw(user=shop.talent, purpose="sharing_with_employer", actor=shop.talent)
    assert "Tunisia" not in detail(client, shop, shop.employed)


def test_an_employer_sees_no_deadline_that_rests_on_the_person(client: Any, shop: Shop) -> None:
    facts = {**shop.case.facts, "expires_on": "2027-05-01"}
    domain.change_facts(case=shop.case, facts=facts, version=shop.case.version, actor=shop.adviser)
    address = reverse("cases:deadlines", args=[shop.case.pk])
    client.force_login(shop.employed)
    page = text(client.get(address))
    assert "2027" not in page
    assert "you see them if the person agrees" in page
    client.force_login(shop.adviser)
    assert "1 May 2027" in text(client.get(address))


def test_the_person_sees_everything_and_why_and_their_rights(client: Any, shop: Shop) -> None:
    page = detail(client, shop, shop.talent)
    for told in ("Tunisia", "4 March 1997", "Motor vehicle mechanics", "What this route means for you"):
        assert told in page
    assert "Depends on this employer" in page
    assert "Time to find another job after losing it" in page
    why = text(client.get(reverse("cases:one_route", args=[shop.case.pk, "highly_skilled"])))
    assert "What the law asks" in why
    assert "Choose this route" not in why
    history = text(client.get(reverse("cases:history", args=[shop.case.pk])))
    assert "Chose a route" in history


def test_the_history_says_who_looked(client: Any, shop: Shop) -> None:
    detail(client, shop, shop.employed)
    client.force_login(shop.talent)
    page = text(client.get(reverse("cases:history", args=[shop.case.pk])))
    assert "Looked at the case" in page
    assert shop.employed.email in page


def test_nobody_else_knows_of_it(client: Any, shop: Shop) -> None:
    client.force_login(shop.stranger)
    for name in ("detail", "facts_start", "route", "people", "checklist", "messages", "deadlines", "history", "export"):
        assert client.get(reverse(f"cases:{name}", args=[shop.case.pk])).status_code == 404
    administrator = shop.stranger
    administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    assert client.get(reverse("cases:detail", args=[shop.case.pk])).status_code == 404


def test_an_administrator_gains_nothing_over_the_case_that_they_take_part_in(client: Any, shop: Shop) -> None:
    shop.employed.is_superuser = True
    shop.employed.save()
    page = detail(client, shop, shop.employed)
    assert "Tunisia" not in page
    address = reverse("cases:facts", args=[shop.case.pk, "person"])
    assert client.get(address).status_code == 403
    assert client.post(address, {"version": shop.case.version}).status_code == 403


def test_visitors_sign_in_first(client: Any, shop: Shop) -> None:
    for name in ("detail", "checklist", "messages"):
        answer = client.get(reverse(f"cases:{name}", args=[shop.case.pk]))
        assert answer.status_code == 302
        assert "/account/login" in answer.url


@pytest.mark.django_db
def test_a_withdrawn_consent_empties_the_lists_too(client: Any, organisation: Any, person: Any) -> None:
    from corridor.web.cases.models import Case
    from corridor.web.consent import domain as consent

    ours = organisation("Ours", kind="one_stop_shop")
    adviser, talent = person("adviser", ours), person()
    case = Case.objects.create(
        organisation=ours, adviser=adviser, talent=talent, region="flanders", person_name="Somebody Known",
        next_due="2026-12-01", application_date="2026-11-02",
    )  # fmt: skip
    client.force_login(adviser)
    consent.give(user=talent, purpose="case_file", actor=talent, language="en")
    assert "Somebody Known" in client.get("/en/cases/").content.decode()
    consent.withdraw(user=talent, purpose="case_file", actor=talent)
    page = client.get("/en/cases/").content.decode()
    assert "Somebody Known" not in page
    assert case.reference in page
    client.force_login(talent)
    assert case.reference in client.get("/en/cases/").content.decode(), "the person sees their own case"
