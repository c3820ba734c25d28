"""The pages of a chain: who sees what, what they say, how items are added, linked, changed, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.chain.kinds import KINDS
from corridor.web.chain.models import EvidenceItem, Finding, Initiative, Recommendation
from tests.web.chain.chains_made import made_chain, made_programme

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def url(name: str, programme: Any, **kwargs: Any) -> str:
    return reverse(f"chain:{name}", kwargs={"programme": programme.pk, **kwargs})


@pytest.fixture
def ours(organisation: Any) -> Any:
    return organisation()


@pytest.fixture
def convener(person: Any, ours: Any) -> Any:
    return person("convener", ours)


@pytest.fixture
def chain(ours: Any, convener: Any) -> Any:
    return made_chain(ours, convener)


# ---- what is shown ------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_of_a_chain_shows_its_items(chain: Any, convener: Any, language: str) -> None:
    from django.utils.translation import override

    client = client_of(convener)
    with override(language):
        page = client.get(url("overview", chain)).content.decode()
        for kind in KINDS.values():
            for row in kind.model._default_manager.filter(programme=chain):
                assert str(row) in page
                address = url("item", chain, kind=kind.name, key=row.key)
                assert address in page
                own = client.get(address)
                assert own.status_code == 200
                assert str(row) in own.content.decode()
                way = client.get(url("trace", chain, kind=kind.name, key=row.key)).content.decode()
                assert str(row) in way


def test_a_trace_leads_from_evidence_to_decision(chain: Any, convener: Any) -> None:
    page = client_of(convener).get(url("trace", chain, kind="findings", key="high-threshold")).content.decode()
    behind, _mark, ahead = page.partition('id="ahead"')
    assert "Salary threshold" in behind
    for title in ("Two thresholds", "Lower it for starters", "Answer faster", "The ministry"):
        assert title in ahead


def test_checks_name_what_is_missing(chain: Any, convener: Any) -> None:
    Finding.objects.create(programme=chain, key="bare", region="brussels", kind="threat", title={"en": "Bare <b>one"})
    page = client_of(convener).get(url("checks", chain)).content.decode()
    assert "rule-finding_without_evidence" in page
    assert "Bare &lt;b&gt;one" in page
    assert "rule-evidence_never_seen" in page


def test_lists_ask_as_often_with_one_item_as_with_three(
    chain: Any, convener: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(convener)
    client.get(url("overview", chain))
    with django_assert_max_num_queries(40) as first:
        client.get(url("overview", chain))
    for number in range(3):
        made = Finding.objects.create(programme=chain, key=f"f{number}", region="brussels", kind="threat", title={})
        made.evidence.set(EvidenceItem.objects.filter(programme=chain))
    with django_assert_num_queries(len(first.captured_queries)):
        assert client.get(url("overview", chain)).status_code == 200


def test_the_hub_asks_as_often_with_one_programme_as_with_three(
    chain: Any, ours: Any, convener: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client, hub = client_of(convener), reverse("chain:index")
    client.get(hub)
    with django_assert_max_num_queries(30) as first:
        client.get(hub)
    made_programme(ours, "second", published=True)
    made_programme(ours, "third")
    with django_assert_num_queries(len(first.captured_queries)):
        page = client.get(hub).content.decode()
    assert page.count("Chain of Review") == 3


# ---- who sees it --------------------------------------------------------------------------------
def test_others_see_nothing_of_a_chain(chain: Any, person: Any, organisation: Any) -> None:
    elsewhere = person("convener", organisation("Elsewhere"))
    for user in (None, elsewhere, person(), person("administrator")):
        client = client_of(user)
        for address in (
            url("overview", chain),
            url("item", chain, kind="findings", key="high-threshold"),
            url("export", chain, form="yaml"),
            url("checks", chain),
            url("edit", chain, kind="findings", key="high-threshold"),
        ):
            assert client.get(address).status_code == 404
        assert client.post(url("reread", chain)).status_code == 404
        assert "high is the threshold" not in client.get(reverse("chain:index")).content.decode()
        assert "Chain of Review" not in client.get(reverse("chain:index")).content.decode()


def test_readers_look_and_write_nothing(chain: Any, person: Any, ours: Any) -> None:
    client = client_of(person("viewer", ours))
    page = client.get(url("overview", chain)).content.decode()
    assert "The threshold is high" in page
    assert url("create", chain, kind="findings") not in page
    assert client.post(url("create", chain, kind="findings"), {}).status_code == 403
    assert client.post(url("delete", chain, kind="findings", key="high-threshold")).status_code == 403
    assert client.post(url("versions", chain), {"name": "x"}).status_code == 403
    assert Finding.objects.filter(programme=chain).count() == 1


def test_analysts_write_and_do_not_publish(chain: Any, person: Any, ours: Any) -> None:
    client = client_of(person("analyst", ours))
    assert client.get(url("create", chain, kind="findings")).status_code == 200
    assert client.post(url("publish", chain), {"published": "yes"}).status_code == 403
    assert client.get(url("import", chain)).status_code == 403


def test_a_published_chain_is_read_by_everybody_and_its_work_is_not(chain: Any, convener: Any) -> None:
    anybody = client_of(None)
    client_of(convener).post(url("publish", chain), {"published": "yes"})
    assert anybody.get(url("overview", chain)).status_code == 404, "the programme itself is not published"
    chain.published = True
    chain.save()
    page = anybody.get(url("overview", chain)).content.decode()
    assert "The threshold is high" in page
    assert url("checks", chain) not in page
    assert anybody.get(url("checks", chain)).status_code == 302
    assert anybody.get(url("versions", chain)).status_code == 302
    assert anybody.get(url("export", chain, form="yaml")).status_code == 200
    client_of(convener).post(url("publish", chain), {"published": "no"})
    assert anybody.get(url("overview", chain)).status_code == 404


def test_an_item_of_another_programme_is_not_found(chain: Any, ours: Any, convener: Any) -> None:
    other = made_programme(ours, "other")
    client = client_of(convener)
    assert client.get(url("item", other, kind="findings", key="high-threshold")).status_code == 404
    assert client.get(url("item", chain, kind="nonsense", key="high-threshold")).status_code == 404


# ---- writing ------------------------------------------------------------------------------------
def finding(**changed: Any) -> dict[str, Any]:
    return {"key": "new", "title_en": "New", "region": "brussels", "kind": "strength", **changed}


def test_a_finding_is_added_with_its_evidence(chain: Any, convener: Any) -> None:
    evidence = EvidenceItem.objects.get(programme=chain, key="threshold")
    data = finding(evidence=[evidence.pk], title_nl="Nieuw")
    answer = client_of(convener).post(url("create", chain, kind="findings"), data)
    assert answer.status_code == 302
    made = Finding.objects.get(programme=chain, key="new")
    assert made.title == {"en": "New", "nl": "Nieuw"}
    assert [one.key for one in made.evidence.all()] == ["threshold"]
    event = AuditEvent.objects.get(verb="chain.item_added")
    assert event.actor == convener.pk
    assert event.organisation == chain.organisation_id
    assert event.detail["key"] == "new"


def test_evidence_of_another_programme_cannot_be_linked(
    chain: Any, convener: Any, person: Any, organisation: Any
) -> None:
    there = organisation("Elsewhere")
    foreign = made_chain(there, person("convener", there), "foreign")
    stranger = EvidenceItem.objects.get(programme=foreign, key="threshold")
    answer = client_of(convener).post(url("create", chain, kind="findings"), finding(evidence=[stranger.pk]))
    assert answer.status_code == 400
    assert not Finding.objects.filter(key="new").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "Has Spaces"},
        {"key": "../../etc"},
        {"title_en": ""},
        {"title_en": "x" * 10_000},
        {"text_en": "x" * 10_001},
        {"region": "atlantis"},
        {"kind": "<script>"},
    ],
)
def test_what_cannot_be_read_is_told_and_kept(chain: Any, convener: Any, changed: dict[str, str]) -> None:
    answer = client_of(convener).post(url("create", chain, kind="findings"), finding(text_fr="gardé", **changed))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "govuk-error-summary" in page
    assert "gardé" in page
    assert "<script>" not in page.partition("<main")[2].partition("</main>")[0]
    assert Finding.objects.filter(programme=chain).count() == 1


def test_a_key_is_used_once_in_the_whole_chain(chain: Any, convener: Any) -> None:
    answer = client_of(convener).post(url("create", chain, kind="findings"), finding(key="two-steps"))
    assert answer.status_code == 409
    assert "two-steps is already used" in answer.content.decode()


def test_scripts_in_texts_are_shown_as_text(chain: Any, convener: Any) -> None:
    client = client_of(convener)
    client.post(url("create", chain, kind="findings"), finding(text_en="<script>alert(1)</script>"))
    page = client.get(url("item", chain, kind="findings", key="new")).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_who_saves_an_older_state_is_told(chain: Any, convener: Any) -> None:
    client, address = client_of(convener), url("edit", chain, kind="findings", key="high-threshold")
    data = finding(version=1)
    assert client.post(address, data | {"title_en": "First"}).status_code == 302
    second = client.post(address, data | {"title_en": "Second"})
    assert second.status_code == 409
    assert Finding.objects.get(programme=chain).title["en"] == "First"
    assert Finding.objects.get(programme=chain).key == "high-threshold"


def test_a_recommendation_carries_a_reform_or_a_step(chain: Any, convener: Any) -> None:
    client = client_of(convener)
    base = {"key": "r", "title_en": "R", "region": "wallonia"}
    address = url("create", chain, kind="recommendations")
    assert client.post(address, base | {"change": "regulatory"}).status_code == 400
    assert client.post(address, base | {"change": "procedural"}).status_code == 400
    data = base | {"change": "procedural", "step": "decision", "days_before": "90", "label_en": "Decision"}
    assert client.post(address, data).status_code == 302
    made = Recommendation.objects.get(key="r")
    expected = {"region": "wallonia", "step": "decision", "days_before": 90, "label": {"en": "Decision"}}
    assert made.procedural == expected
    page = client.get(url("item", chain, kind="recommendations", key="r")).content.decode()
    assert "90 → not known" in page
    edit = url("edit", chain, kind="recommendations", key="lower")
    before = Recommendation.objects.get(programme=chain, key="lower")
    kept = {
        "title_en": "Again",
        "region": "flanders",
        "change": "regulatory",
        "reform": "kept",
        "version": before.version,
    }
    assert client.post(edit, kept).status_code == 302
    assert Recommendation.objects.get(programme=chain, key="lower").regulatory == before.regulatory


def test_deleting_leaves_what_followed(chain: Any, convener: Any) -> None:
    client = client_of(convener)
    address = url("delete", chain, kind="findings", key="high-threshold")
    assert "Two thresholds" in client.get(address).content.decode(), "what followed from it is named before"
    assert client.post(address).status_code == 302
    assert not Finding.objects.filter(programme=chain).exists()
    assert Initiative.objects.get(programme=chain, key="two-steps").findings.count() == 0
    assert AuditEvent.objects.filter(verb="chain.item_deleted", actor=convener.pk).count() == 1


def test_a_step_for_the_whole_country_can_be_changed_and_a_reform_cannot(chain: Any, convener: Any) -> None:
    client = client_of(convener)
    step = {"region": "belgium", "step": "single_permit_decision", "days_before": 120.0}
    Recommendation.objects.filter(programme=chain, key="faster").update(region="belgium", procedural=step)
    address = url("edit", chain, kind="recommendations", key="faster")
    data = {"title_en": "Faster", "region": "belgium", "change": "procedural", "step": "single_permit_decision"}
    assert client.post(address, data | {"version": "1"}).status_code == 302
    reform = {"title_en": "Faster", "region": "belgium", "change": "regulatory"}
    reform["reform"] = "example:flanders_medium_skilled_2023"
    assert client.post(address, reform | {"version": "2"}).status_code == 400


def test_a_published_chain_is_linked_from_its_programme_for_everybody(chain: Any, convener: Any) -> None:
    from corridor.web.chain.domain import publish

    chain.published = True
    chain.save()
    address, there = reverse("programmes:detail", args=[chain.slug]), url("overview", chain)
    assert there not in client_of(None).get(address).content.decode()
    publish(actor=convener, programme=chain, published=True)
    assert there in client_of(None).get(address).content.decode()
