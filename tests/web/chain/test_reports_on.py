"""Reports on plans and partnerships from the chain's page: for those who may see the plan, the log or the design."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.chain.domain import publish
from corridor.web.partnerships.domain import create_design
from corridor.web.partnerships.queries import examples
from tests.web.chain.chains_made import made_chain
from tests.web.following.made import followed, made_up, upload
from tests.web.plans.made import made_plan

pytestmark = pytest.mark.django_db
HEADS = {"docx": b"PK", "pdf": b"%PDF", "html": b"<!doctype html>"}


@pytest.fixture
def chain(organisation: Any, person: Any) -> Any:
    return made_chain(organisation(), person("convener", organisation()))


def client_of(user: Any) -> Client:
    found = Client()
    if user is not None:
        found.force_login(user)
    return found


def page(client: Client, chain: Any) -> str:
    return client.get(reverse("chain:reports", args=[chain.pk])).content.decode()


def made(client: Client, chain: Any, subject: str, lang: str = "en", form: str = "html") -> Any:
    asked = {"subject": subject, "lang": lang, "format": form}
    return client.get(reverse("chain:report_on", args=[chain.pk]), asked)


@pytest.mark.parametrize(("lang", "form"), [("en", "docx"), ("fr", "pdf"), ("nl", "html")])
def test_a_plan_of_the_organisation_in_every_form(chain: Any, person: Any, lang: str, form: str) -> None:
    plan = made_plan(chain.organisation, name="Our posts", synthetic=False)
    client = client_of(person("convener", chain.organisation))
    assert "Our posts" in page(client, chain)
    answer = made(client, chain, f"plan:{plan.pk}", lang, form)
    assert answer.status_code == 200
    assert answer.content.lower().lstrip().startswith(HEADS[form].lower())
    assert f'our-posts-{lang}.{form}"' in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(verb="plans.downloaded").count() == 1


def test_others_get_no_plan_that_they_may_not_see_in_full(chain: Any, person: Any, organisation: Any) -> None:
    publish(actor=None, programme=chain, published=True)
    type(chain).objects.filter(pk=chain.pk).update(published=True)
    own = made_plan(chain.organisation, name="Not public", synthetic=False)
    rounded = made_plan(chain.organisation, name="Rounded for others", public=True, synthetic=False)
    shown = made_plan(chain.organisation, name="Made up", public=True)
    elsewhere = made_plan(organisation("Elsewhere"), name="Of others", synthetic=False)
    for user in (None, person("convener", organisation("Elsewhere")), person("employer", chain.organisation)):
        client = client_of(user)
        text = page(client, chain)
        assert "Made up" in text
        for plan in (own, rounded, elsewhere):
            assert plan.name not in text
            assert made(client, chain, f"plan:{plan.pk}").status_code == 400
    assert made(client_of(None), chain, f"plan:{shown.pk}").status_code == 200


def test_a_scheme_that_runs_for_those_who_may_read_its_figures(chain: Any, person: Any) -> None:
    analyst = person("analyst", chain.organisation)
    scheme = followed(chain.organisation, analyst)
    upload(scheme, made_up(), actor=analyst)
    key = f"followed:{scheme.pk}"
    assert "Scheme Zeta" in page(client_of(analyst), chain)
    assert made(client_of(analyst), chain, key, form="docx").content[:2] == b"PK"
    assert AuditEvent.objects.filter(verb="following.report_made").count() == 1
    convener = client_of(person("convener", chain.organisation))
    assert "Scheme Zeta" not in page(convener, chain), "conveners see no followed scheme on its own page either"
    assert made(convener, chain, key).status_code == 400


def test_designs_and_schemes(chain: Any, person: Any, organisation: Any) -> None:
    analyst = person("analyst", chain.organisation)
    design = examples()["palim"].found
    row = create_design(actor=analyst, organisation=chain.organisation, design=design, how="uploaded")
    other = create_design(actor=None, organisation=organisation("Elsewhere"), design=design, how="uploaded")
    client = client_of(analyst)
    for key in (f"design:{row.pk}", "design:palim", "scheme:SMP001"):
        assert made(client, chain, key).status_code == 200, key
    for key in (f"design:{other.pk}", "scheme:SMP999", "plan:1", "region:flanders", ""):
        assert made(client, chain, key).status_code == 400, key
    assert made(client_of(person("convener", chain.organisation)), chain, f"design:{row.pk}").status_code == 400


def test_what_went_meanwhile_is_told(chain: Any, person: Any, monkeypatch: Any) -> None:
    plan = made_plan(chain.organisation)
    client = client_of(person("convener", chain.organisation))

    def gone(self: Any) -> Any:
        raise FileNotFoundError("plan.json")

    monkeypatch.setattr("corridor.web.plans.sight.Sight.result", property(gone))
    answer = made(client, chain, f"plan:{plan.pk}")
    assert answer.status_code == 409
    assert "its files are gone" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_with_one_plan_as_with_three(
    chain: Any, person: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        made_plan(chain.organisation, name=f"Plan {number}")
    client = client_of(person("convener", chain.organisation))
    page(client, chain)
    with django_assert_num_queries(21):
        page(client, chain)
