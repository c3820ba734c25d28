"""Keeping reforms: who may, what is written down, two people at once, plans under a reform."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.rules.amendment import parse_yaml
from corridor.web.audit.models import AuditEvent
from corridor.web.jobs.models import Job
from corridor.web.plans import offered
from corridor.web.plans.models import Plan
from corridor.web.reforms import domain
from corridor.web.reforms.documents import as_json, of_json
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.models import Reform
from tests.web.reforms.made import DOCUMENT, PAY, finished_plan, made_reform, ready
from tests.web.reforms.test_laboratory import lab, text

pytestmark = pytest.mark.django_db
SENT = {f"value.{PAY}": "30000", "name": "Lower pay", "as": "new"}


@pytest.fixture
def own(organisation: Any) -> Any:
    return organisation("Own")


@pytest.fixture
def plan(own: Any) -> Any:
    found = finished_plan(own)
    ready(found)
    return found


def verbs() -> list[str]:
    found = AuditEvent.objects.filter(verb__startswith="reforms.").order_by("at", "id")
    return [event.verb for event in found]


def address(name: str, thing: Any) -> str:
    return reverse(f"reforms:{name}", args=[thing.pk])


# ---- saving -------------------------------------------------------------------------------------


def test_an_analyst_saves_and_finds_the_reform_again(client: Client, own: Any, plan: Any, person: Any) -> None:
    analyst = person("analyst", own)
    client.force_login(analyst)
    fields = {**SENT, "organisation": str(own.pk), "label_fr": "Un seuil plus bas", "shared": "on"}
    response = client.post(address("save", plan), fields)
    reform = Reform.objects.get()
    assert response["Location"].endswith(f"?reform={reform.pk}")
    assert (reform.owner, reform.organisation, reform.plan, reform.shared) == (analyst, own, plan, True)
    document = of_json(reform.document)
    assert document.label == dict.fromkeys(("en", "fr", "nl"), "Un seuil plus bas")
    assert document.id == "lower_pay"
    page = client.get(response["Location"])
    assert page.context["shown"].state.values == {PAY: 30000}
    assert page.context["result"].gain > 0
    assert "Lower pay" in text(client.get(reverse("reforms:index")))
    assert verbs() == ["reforms.created"]


def test_a_title_in_no_language_is_the_name(client: Client, own: Any, plan: Any, person: Any) -> None:
    client.force_login(person("analyst", own))
    client.post(address("save", plan), {**SENT, "organisation": str(own.pk)})
    assert Reform.objects.get().document["label"]["nl"] == "Lower pay"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({f"value.{PAY}": "x"}, "is no number"),
        ({f"value.{PAY}": ""}, "changes nothing yet"),
        ({"organisation": "8d2c3bb0-0000-4000-8000-000000000000"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_told_and_stays_on_the_page(
    client: Client, own: Any, plan: Any, person: Any, fields: dict[str, str], said: str
) -> None:
    client.force_login(person("analyst", own))
    sent = {**SENT, "organisation": str(own.pk), "label_nl": "Lagere drempel", **fields}
    response = client.post(address("save", plan), sent)
    assert response.status_code == 400
    assert said in text(response)
    assert "Lagere drempel" in response.content.decode()
    assert Reform.objects.count() == 0


def test_names_are_shown_as_text(client: Client, own: Any, plan: Any, person: Any) -> None:
    client.force_login(person("analyst", own))
    name = '<script>alert("x")</script>'
    client.post(address("save", plan), {**SENT, "organisation": str(own.pk), "name": name, "label_en": name})
    reform = Reform.objects.get()
    assert reform.name == name
    pages = [address("detail", reform), address("change", reform), address("delete", reform), reverse("reforms:index")]
    pages += [lab(plan, f"?reform={reform.pk}"), address("compare", plan)]
    for page in pages:
        assert "<script>alert" not in client.get(page).content.decode(), page
    taken = client.get(address("download", reform))
    assert taken["Content-Disposition"].startswith('attachment; filename="script')
    assert parse_yaml(taken.content.decode()).label["en"] == name


def test_two_people_save_the_same_reform_and_the_second_is_told(own: Any, plan: Any, person: Any) -> None:
    reform = made_reform(own, person("analyst", own), plan, shared=True)
    first, second = Client(), Client()
    first.force_login(reform.owner)
    second.force_login(person("manager", own))
    fields = {**SENT, "as": "same", "reform": str(reform.pk), "version": "1", "organisation": str(own.pk)}
    fields["shared"] = "on"
    assert first.post(address("save", plan), {**fields, f"value.{PAY}": "31000"}).status_code == 302
    refused = second.post(address("save", plan), {**fields, f"value.{PAY}": "32000"})
    assert refused.status_code == 409
    assert "Somebody saved this reform after you opened it" in text(refused)
    assert 'value="32000"' in refused.content.decode()
    reform.refresh_from_db()
    assert reform.document["parameters"][PAY]["value"] == 31000
    assert reform.version == 2
    assert verbs() == ["reforms.changed"]
    kept = second.post(address("save", plan), {**fields, f"value.{PAY}": "32000", "as": "new"})
    assert kept.status_code == 302
    assert Reform.objects.count() == 2


def test_a_changed_title_with_an_old_version_is_refused(client: Client, own: Any, plan: Any, person: Any) -> None:
    reform = made_reform(own, person("analyst", own), plan)
    client.force_login(reform.owner)
    sent = {"name": "Another", "version": "1", "label_en": "Only English"}
    assert client.post(address("change", reform), sent).status_code == 302
    refused = client.post(address("change", reform), {**sent, "name": "Too late"})
    assert refused.status_code == 409
    assert "Open this page again" in text(refused)
    reform.refresh_from_db()
    assert (reform.name, reform.version) == ("Another", 2)
    assert reform.document["label"] == dict.fromkeys(("en", "fr", "nl"), "Only English")
    assert reform.document["parameters"] == DOCUMENT["parameters"]


def test_a_version_that_nobody_saw_writes_nothing(own: Any, plan: Any, person: Any) -> None:
    reform = made_reform(own, person("analyst", own), plan)
    with pytest.raises(ReformRefusal):
        domain.change_reform(reform=reform, actor=reform.owner, version=7, name="x", document=DOCUMENT, shared=True)
    assert verbs() == []


# ---- who may ------------------------------------------------------------------------------------


def test_readers_see_what_is_shared_and_change_nothing(client: Client, own: Any, plan: Any, person: Any) -> None:
    analyst = person("analyst", own)
    shared = made_reform(own, analyst, plan, name="For all", shared=True)
    private = made_reform(own, analyst, plan, name="For myself")
    for role in ("viewer", "adviser", "convener"):
        client.force_login(person(role, own))
        listed = text(client.get(reverse("reforms:index")))
        assert "For all" in listed
        assert "For myself" not in listed
        assert "highly" in text(client.get(address("detail", shared))).lower()
        assert client.get(lab(plan, f"?reform={shared.pk}")).context["reform"] == shared
        assert client.get(address("detail", private)).status_code == 404
        assert client.get(lab(plan, f"?reform={private.pk}")).status_code == 404
        for name in ("change", "delete"):
            assert client.get(address(name, shared)).status_code == 403
        assert client.post(address("duplicate", shared)).status_code == 403
        for name in ("save", "plan"):
            assert client.post(address(name, plan), SENT).status_code == 403
    assert Reform.objects.count() == 2


def test_a_colleagues_private_reform_is_nobody_elses(client: Client, own: Any, plan: Any, person: Any) -> None:
    private = made_reform(own, person("analyst", own), plan, name="For myself")
    client.force_login(person("manager", own))
    for name in ("detail", "change", "delete", "download"):
        assert client.get(address(name, private)).status_code == 404
    assert client.post(address("delete", private)).status_code == 404
    fields = {**SENT, "as": "same", "reform": str(private.pk), "version": "1", "organisation": str(own.pk)}
    refused = client.post(address("save", plan), fields)
    assert refused.status_code == 409
    private.refresh_from_db()
    assert private.version == 1


def test_an_analyst_deletes_their_own_and_a_manager_what_is_shared(
    client: Client, own: Any, plan: Any, person: Any
) -> None:
    analyst, other = person("analyst", own), person("analyst", own)
    shared, theirs = made_reform(own, analyst, plan, shared=True), made_reform(own, other, plan, shared=True)
    client.force_login(analyst)
    assert client.post(address("delete", theirs)).status_code == 403
    assert client.get(address("delete", shared)).status_code == 200
    assert Reform.objects.count() == 2
    client.post(address("delete", shared))
    client.force_login(person("manager", own))
    client.post(address("delete", theirs))
    assert Reform.objects.count() == 0
    assert verbs() == ["reforms.deleted", "reforms.deleted"]


def test_a_former_analyst_sees_their_reforms_no_more(client: Client, own: Any, plan: Any, person: Any) -> None:
    analyst = person("analyst", own)
    reform = made_reform(own, analyst, plan, shared=True)
    analyst.memberships.all().delete()
    client.force_login(analyst)
    assert client.get(address("detail", reform)).status_code == 404
    assert reform.name not in text(client.get(reverse("reforms:index")))


def test_a_copy_is_ones_own(client: Client, own: Any, plan: Any, person: Any) -> None:
    shared = made_reform(own, person("analyst", own), plan, shared=True)
    analyst = person("analyst", own)
    client.force_login(analyst)
    client.post(address("duplicate", shared))
    copy = Reform.objects.exclude(pk=shared.pk).get()
    assert (copy.owner, copy.shared, copy.document) == (analyst, False, shared.document)
    assert copy.name == "Copy of Lower pay"
    assert verbs() == ["reforms.duplicated"]


def test_strangers_are_asked_to_sign_in_and_nothing_is_kept(client: Client, plan: Any) -> None:
    public = finished_plan()
    ready(public)
    for name in ("save", "plan"):
        assert "/account/login/" in client.post(address(name, public), SENT)["Location"]
    before = AuditEvent.objects.count()
    assert client.post(lab(public), SENT).status_code == 200
    taken = client.post(address("take", public), SENT)
    assert parse_yaml(taken.content.decode()).parameters[PAY].value == 30000
    assert (Reform.objects.count(), AuditEvent.objects.count()) == (0, before)


# ---- plans --------------------------------------------------------------------------------------


def test_a_plan_under_the_reform_is_asked_for(client: Client, own: Any, plan: Any, person: Any) -> None:
    client.force_login(person("analyst", own))
    response = client.post(address("plan", plan), {**SENT, "organisation": str(own.pk)})
    asked = Plan.objects.exclude(pk=plan.pk).get()
    assert response["Location"].endswith(reverse("plans:detail", args=[asked.pk]))
    assert asked.name == "A plan, under: Lower pay"
    assert (asked.talents, asked.vacancies, asked.region, asked.date) == (
        plan.talents,
        plan.vacancies,
        plan.region,
        plan.date,
    )
    assert [of_json(one).parameters[PAY].value for one in asked.reforms] == [30000]
    assert Job.objects.filter(subject=asked.pk).count() == 1
    assert verbs() == ["reforms.plan_asked"]


def test_nobody_plans_with_anothers_datasets(client: Client, own: Any, organisation: Any, person: Any) -> None:
    theirs = finished_plan(organisation("Other"), public=True)
    ready(theirs)
    client.force_login(person("analyst", own))
    refused = client.post(address("plan", theirs), {**SENT, "organisation": str(own.pk)})
    assert refused.status_code == 400
    assert "You may not plan with the datasets of this plan" in text(refused)
    assert Plan.objects.count() == 1


def test_the_demonstration_can_be_planned_by_any_analyst(client: Client, own: Any, person: Any) -> None:
    public = finished_plan()
    ready(public)
    client.force_login(person("analyst", own))
    assert client.post(address("plan", public), {**SENT, "organisation": str(own.pk)}).status_code == 302
    assert Plan.objects.get(organisation=own).reforms


def test_kept_reforms_are_offered_where_a_plan_is_asked_for(own: Any, organisation: Any, person: Any) -> None:
    analyst, colleague = person("analyst", own), person("analyst", own)
    mine = made_reform(own, analyst, None)
    made_reform(own, colleague, None, name="Private")
    other = organisation("Other")
    made_reform(other, person("analyst", other), None, name="Elsewhere", shared=True)
    keys = [offer.key for offer in offered.offered(analyst, own)]
    assert f"reform:{mine.pk}" in keys
    assert len([key for key in keys if key.startswith("reform:")]) == 1
    found = next(offer for offer in offered.offered(analyst, own) if offer.key == f"reform:{mine.pk}")
    assert as_json(of_json(found.document)) == DOCUMENT


def test_a_reform_outlives_its_plan_and_its_owner(client: Client, own: Any, plan: Any, person: Any) -> None:
    reform = made_reform(own, person("analyst", own), plan)
    plan.delete()
    reform.owner.delete()
    client.force_login(person("manager", own))
    page = client.get(address("detail", reform))
    assert page.status_code == 200
    assert "There is no plan of this region" in text(page)
    assert "30,000" in text(page)
