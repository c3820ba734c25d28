"""The bench: the search proposes, people decide with a reason, one after the other, and the person can read why."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.consent import domain as consent
from corridor.web.consent.held import declared, erasers, exporters
from corridor.web.matches import queries
from corridor.web.matches.domain import decide
from corridor.web.matches.errors import DecisionError
from corridor.web.matches.models import Decision, State, Step
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import scan
from corridor.web.pool.models import Claim, Purpose
from tests.web.plans.made import made_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(organisation: Any) -> Any:
    return organisation("Ours", kind="one_stop_shop")


@pytest.fixture
def plan(ours: Any) -> Plan:
    return made_plan(ours, synthetic=False)


@pytest.fixture
def pair(plan: Plan) -> dict[str, Any]:
    plan.talents.purpose = Purpose.PLACEMENT
    plan.talents.save()
    return scan(plan, "scores").select("vacancy", "talent").head(1).collect().to_dicts()[0]


def address(plan: Plan, pair: dict[str, Any]) -> str:
    return reverse("matches:pair", args=[plan.pk, pair["vacancy"], pair["talent"]])


def post(client: Client, plan: Plan, pair: dict[str, Any], **values: Any) -> Any:
    return client.post(address(plan, pair), {"state": "shortlisted", "reason": "", "version": 0} | values)


def test_a_vacancy_lists_who_fits_best_first(client: Client, person: Any, ours: Any, plan: Plan, pair: Any) -> None:
    client.force_login(person("adviser", ours))
    page = client.get(reverse("matches:vacancy", args=[plan.pk, pair["vacancy"]])).content.decode()
    rows = queries.pairs_of_vacancy(plan, pair["vacancy"])
    assert rows.height
    places = [page.index(f"<code>{talent}</code>") for talent in rows["talent"][:25]]
    assert places == sorted(places)
    unplaced = rows.filter(~rows["placed"])["score"].to_list()
    assert unplaced == sorted(unplaced, reverse=True)


def test_a_person_lists_the_vacancies_that_fit(client: Client, person: Any, ours: Any, plan: Plan, pair: Any) -> None:
    client.force_login(person("adviser", ours))
    page = client.get(reverse("matches:talent", args=[plan.pk, pair["talent"]])).content.decode()
    for vacancy in queries.pairs_of_talent(plan, pair["talent"])["vacancy"][:25]:
        assert f'<code class="c-quiet">{vacancy}</code>' in page


def test_sex_is_not_shown_to_who_decides(client: Client, person: Any, ours: Any, plan: Plan, pair: Any) -> None:
    from corridor.web.matches.templatetags.matches import stated

    facts = queries.person_row(plan, pair["talent"]) or {}
    assert facts["sex"] is not None, "there is something to hide"
    assert "sex" not in [name for name, _, _ in stated(facts)]


def test_a_decision_is_kept_with_what_was_seen_and_why(
    client: Client, person: Any, ours: Any, plan: Plan, pair: Any
) -> None:
    adviser = person("adviser", ours)
    client.force_login(adviser)
    answer = post(client, plan, pair, state="proposed", reason="Knows the machines.")
    assert answer["Location"] == address(plan, pair)
    step = Step.objects.get()
    assert (step.state, step.reason, step.decided_by) == ("proposed", "Knows the machines.", adviser)
    said = queries.pair(plan, pair["vacancy"], pair["talent"])
    assert said is not None
    assert step.seen["score"] == said["score"]
    event = AuditEvent.objects.get(verb="matches.decided")
    assert (event.actor, event.organisation) == (adviser.pk, ours.pk)
    assert "machines" not in str(event.detail), "the trail holds no words about people"


def test_setting_somebody_aside_needs_a_reason(client: Client, person: Any, ours: Any, plan: Plan, pair: Any) -> None:
    client.force_login(person("adviser", ours))
    page = post(client, plan, pair, state="set_aside", reason="  ").content.decode()
    assert "Write why" in page
    assert not Decision.objects.exists()
    post(client, plan, pair, state="set_aside", reason="Starts studies in March.")
    assert Decision.objects.get().state == State.SET_ASIDE


def test_two_people_decide_one_wins_and_the_other_is_told(
    client: Client, person: Any, ours: Any, plan: Plan, pair: Any
) -> None:
    first, second = person("adviser", ours), person("adviser", ours)
    client.force_login(first)
    post(client, plan, pair, state="shortlisted", version=0)
    client.force_login(second)
    answer = post(client, plan, pair, state="set_aside", reason="No car.", version=0)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else decided" in page
    assert "No car." in page, "what was written is kept"
    assert 'name="version" value="1"' in page
    assert Decision.objects.get().state == State.SHORTLISTED
    post(client, plan, pair, state="set_aside", reason="No car.", version=1)
    assert Decision.objects.get().state == State.SET_ASIDE
    assert [s.number for s in Step.objects.order_by("number")] == [1, 2]


def test_a_later_version_that_never_was_is_refused(plan: Plan, pair: Any, person: Any, ours: Any) -> None:
    with pytest.raises(DecisionError) as told:
        decide(plan=plan, **pair, state="agreed", reason="", seen={}, version=7, actor=person("adviser", ours))
    assert len({told.value.told(lang) for lang in ("en", "fr", "nl")}) == 3


@pytest.mark.parametrize("role", ["analyst", "viewer", "employer", "convener"])
def test_only_advisers_and_managers_decide(
    client: Client, person: Any, ours: Any, plan: Plan, pair: Any, role: str
) -> None:
    client.force_login(person(role, ours))
    assert post(client, plan, pair).status_code == 403
    assert not Decision.objects.exists()


def test_nobody_is_decided_about_on_the_demonstration(client: Client, person: Any, ours: Any) -> None:
    demo = made_plan(None)
    found = scan(demo, "scores").select("vacancy", "talent").head(1).collect().to_dicts()[0]
    client.force_login(person("adviser", ours))
    assert client.get(address(demo, found)).status_code == 200
    assert post(client, demo, found).status_code == 403
    assert not Decision.objects.exists()


def test_a_pair_that_was_not_proposed_cannot_be_decided(
    client: Client, person: Any, ours: Any, plan: Plan, pair: Any
) -> None:
    client.force_login(person("adviser", ours))
    assert post(client, plan, pair | {"talent": "nobody"}).status_code == 404
    assert not Decision.objects.exists()


def test_a_pool_given_for_figures_alone_shows_no_people(
    client: Client, person: Any, ours: Any, plan: Plan, pair: Any
) -> None:
    client.force_login(person("adviser", ours))
    plan.talents.purpose = Purpose.PLANNING
    plan.talents.save()
    for name, args in (("vacancy", [pair["vacancy"]]), ("talent", [pair["talent"]]), ("talents", [])):
        answer = client.get(reverse(f"matches:{name}", args=[plan.pk, *args]))
        assert answer.status_code == 404
        assert "<code>" not in answer.content.decode()


def test_looking_at_people_is_written_down(client: Client, person: Any, ours: Any, plan: Plan, pair: Any) -> None:
    adviser, somebody = person("adviser", ours), person()
    Claim.objects.create(user=somebody, dataset=plan.talents, record_id=pair["talent"])
    client.force_login(adviser)
    client.get(address(plan, pair))
    event = AuditEvent.objects.get(verb="matches.people_seen")
    assert (event.actor, event.person) == (adviser.pk, somebody.pk)


# ---- what does not leak -------------------------------------------------------------------------


@pytest.fixture
def theirs(organisation: Any) -> Plan:
    return made_plan(organisation("Theirs"), name="Secret plan")


def test_plans_and_decisions_of_others_are_not_there(
    client: Client, person: Any, ours: Any, plan: Plan, pair: Any, theirs: Plan
) -> None:
    other = person("adviser", theirs.organisation)
    decide(plan=theirs, **pair, state="agreed", reason="Hidden reason", seen={}, version=0, actor=other)
    client.force_login(person("adviser", ours))
    assert "Secret plan" not in client.get(reverse("matches:index")).content.decode()
    assert "Hidden reason" not in client.get(reverse("matches:decisions")).content.decode()
    for name, args in (
        ("vacancies", []),
        ("talents", []),
        ("vacancy", [pair["vacancy"]]),
        ("talent", [pair["talent"]]),
        ("pair", [pair["vacancy"], pair["talent"]]),
    ):
        assert client.get(reverse(f"matches:{name}", args=[theirs.pk, *args])).status_code == 404


def test_the_lists_take_the_same_queries_for_more_items(
    client: Client, person: Any, ours: Any, plan: Plan, pair: Any, django_assert_max_num_queries: Any
) -> None:
    adviser = person("adviser", ours)
    client.force_login(adviser)
    pairs = scan(plan, "scores").select("vacancy", "talent").head(9).collect().to_dicts()

    def asked() -> list[int]:
        counts = []
        for name, key in (("index", []), ("decisions", []), ("vacancy", [plan.pk, pair["vacancy"]])):
            with django_assert_max_num_queries(20) as found:
                client.get(reverse(f"matches:{name}", args=key))
            counts.append(len(found))
        return counts

    def decided(row: dict[str, Any]) -> None:
        decide(plan=plan, **row, state="proposed", reason="", seen={}, version=0, actor=adviser)

    decided(pair)
    asked()
    with_one = asked()
    for row in [p for p in pairs if p != pair][:2]:
        decided(row)
    for n in range(2):
        made_plan(ours, name=f"Plan {n}")
    assert Decision.objects.count() == 3
    assert asked() == with_one


# ---- the person -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "words"), [("en", "Why I was proposed"), ("fr", "Pourquoi"), ("nl", "Waarom")])
def test_a_talent_reads_why_they_were_proposed(
    client: Client, person: Any, ours: Any, plan: Plan, pair: Any, language: str, words: str
) -> None:
    somebody, other = person(), person()
    Claim.objects.create(user=somebody, dataset=plan.talents, record_id=pair["talent"])
    adviser = person("adviser", ours)
    decide(plan=plan, **pair, state="set_aside", reason="<b>Too far</b>", seen={}, version=0, actor=adviser)
    client.force_login(somebody)
    page = client.get(f"/{language}/matches/mine/").content.decode()
    assert words in page
    assert "&lt;b&gt;Too far&lt;/b&gt;" in page
    assert "Ours" in page
    assert adviser.email not in page, "the organisation answers, not a person"
    client.force_login(other)
    assert "Too far" not in client.get(f"/{language}/matches/mine/").content.decode()


def test_erasure_and_export_reach_decisions(person: Any, ours: Any, plan: Plan, pair: Any) -> None:
    somebody = person()
    Claim.objects.create(user=somebody, dataset=plan.talents, record_id=pair["talent"])
    consent.give(user=somebody, purpose="placement", actor=somebody, language="en")
    decide(plan=plan, **pair, state="agreed", reason="Yes", seen={}, version=0, actor=person("adviser", ours))
    declared()
    assert exporters["matches"](somebody).data[0]["reason"] == "Yes"
    erasers["matches"](user=somebody, actor=somebody)
    assert not Decision.objects.exists()
