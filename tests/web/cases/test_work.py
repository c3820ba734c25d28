"""Facts, route and state: what advisers change, and what happens when two of them do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from corridor.web.audit.models import AuditEvent
from corridor.web.cases.domain import case as domain
from corridor.web.cases.errors import CaseRefused, Overtaken
from corridor.web.cases.models import Case, State
from tests.web.cases.made import Shop, choose, make_shop, member, take, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def typed(shop: Shop, group: str = "job", **changed: str) -> dict[str, str]:
    from corridor.web.cases import facts

    shop.case.refresh_from_db()
    found = {"version": str(shop.case.version)}
    for name in facts.BY_NAME[group].facts:
        value = shop.case.facts.get(name)
        found[name] = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return found | changed


def test_facts_are_saved_and_the_rest_stays(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    address = reverse("cases:facts", args=[shop.case.pk, "job"])
    answer = client.post(address, typed(shop, gross_annual_salary="60.000", executive="true", contract_months=""))
    assert answer.status_code == 302
    shop.case.refresh_from_db()
    assert shop.case.facts["gross_annual_salary"] == 60000
    assert shop.case.facts["executive"] is True
    assert "contract_months" not in shop.case.facts, "left empty: not known"
    assert shop.case.facts["nationality"] == "TN"
    event = AuditEvent.objects.filter(verb="cases.facts_changed").latest("at")
    assert event.detail == {"facts": ["contract_months", "executive", "gross_annual_salary"]}
    assert "60000" not in str(event.detail), "names only, no values"


def test_two_people_change_the_same_facts(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    address = reverse("cases:facts", args=[shop.case.pk, "job"])
    mine = typed(shop, gross_annual_salary="70000")
    colleague = member("adviser", shop.organisation)
    shop.case.refresh_from_db()
    theirs = {**shop.case.facts, "gross_annual_salary": 65000}
    domain.change_facts(case=shop.case, facts=theirs, version=shop.case.version, actor=colleague)
    page = client.post(address, mine)
    told = text(page)
    assert page.status_code == 200
    assert "Somebody else has changed this" in told
    assert 'value="70000"' in told, "the input is kept"
    assert "EUR 65,000" in told, "and the present value is told"
    assert Case.objects.get(pk=shop.case.pk).facts["gross_annual_salary"] == 65000
    again = {**mine, "version": str(Case.objects.get(pk=shop.case.pk).version)}
    assert f'name="version" value="{again["version"]}"' in told
    assert client.post(address, again).status_code == 302
    assert Case.objects.get(pk=shop.case.pk).facts["gross_annual_salary"] == 70000


def test_a_forged_group_or_version_changes_nothing(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    assert client.get(reverse("cases:facts", args=[shop.case.pk, "nothing"])).status_code == 404
    address = reverse("cases:facts", args=[shop.case.pk, "job"])
    before = shop.case.facts
    for version in ("", "x", "999", "-1"):
        assert client.post(address, typed(shop, gross_annual_salary="1", version=version)).status_code == 200
    assert Case.objects.get(pk=shop.case.pk).facts == before


def test_region_and_day_are_planned_until_filing(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    choose(shop.case, shop.adviser, "medium_skilled_shortage", "A reason.")
    address = reverse("cases:plan", args=[shop.case.pk])
    data = {"region": "brussels", "application_date": "2026-12-15", "version": shop.case.version}
    assert client.post(address, data).status_code == 302
    shop.case.refresh_from_db()
    assert (shop.case.region, shop.case.application_date) == ("brussels", date(2026, 12, 15))
    assert shop.case.route == "", "Brussels has no such route"
    choose(shop.case, shop.adviser, "highly_skilled", "A reason.")
    take(shop, "file")
    page = text(client.post(address, {**data, "region": "flanders", "version": shop.case.version}))
    assert "The case is filed" in page
    assert Case.objects.get(pk=shop.case.pk).region == "brussels"


# ---- route --------------------------------------------------------------------------------------


def test_a_route_is_chosen_by_a_person(client: Any, shop: Shop) -> None:
    assert shop.case.route == "", "nothing is chosen by itself"
    client.force_login(shop.adviser)
    address = reverse("cases:one_route", args=[shop.case.pk, "highly_skilled"])
    page = text(client.get(address))
    assert "Gross annual pay" in page
    assert client.post(address, {"version": shop.case.version}).status_code == 302
    shop.case.refresh_from_db()
    assert (shop.case.route, shop.case.route_state) == ("highly_skilled", "open")
    assert shop.case.route_chosen_by == shop.adviser
    kinds = set(shop.case.items.values_list("kind", flat=True))
    assert kinds == {"document", "step"}


def test_a_closed_route_needs_a_reason_and_the_page_says_so(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    address = reverse("cases:one_route", args=[shop.case.pk, "eu_blue_card"])
    assert "On the known facts this route is closed" in text(client.get(address))
    page = text(client.post(address, {"version": shop.case.version, "reason": "  "}))
    assert "write why you choose it all the same" in page
    assert Case.objects.get(pk=shop.case.pk).route == ""
    client.post(address, {"version": shop.case.version, "reason": "A rise of pay is agreed <b>soon</b>."})
    told = text(client.get(reverse("cases:detail", args=[shop.case.pk])))
    assert "When the route was chosen it was:" in told
    assert "A rise of pay is agreed &lt;b&gt;soon&lt;/b&gt;." in told
    assert "It was chosen although it was not open." in text(client.get(address))


def test_only_routes_of_the_region(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    assert client.get(reverse("cases:one_route", args=[shop.case.pk, "residual"])).status_code == 404
    with pytest.raises(CaseRefused):
        choose(shop.case, shop.adviser, "residual", "why")


def test_nobody_but_an_adviser_chooses(client: Any, shop: Shop) -> None:
    address = reverse("cases:one_route", args=[shop.case.pk, "highly_skilled"])
    for user in (shop.talent, shop.boss, shop.employed):
        client.force_login(user)
        assert client.post(address, {"version": shop.case.version}).status_code == 403
    assert Case.objects.get(pk=shop.case.pk).route == ""


def test_the_checklist_follows_route_and_facts(shop: Shop) -> None:
    case = choose(shop.case, shop.adviser)
    labels = set(case.items.filter(kind="document").values_list("key", flat=True))
    assert {"passport", "diploma"} <= labels
    item = case.items.get(key="diploma")
    item.state = "received"
    item.save()
    choose(case, shop.adviser, "medium_skilled_shortage", "why")
    kept = case.items.get(key="diploma")
    assert kept.state == "received", "what people did is not lost"
    untouched = labels - set(case.items.filter(kind="document").values_list("key", flat=True))
    assert all(not case.items.filter(key=key).exists() for key in untouched)
    domain.change_facts(case=case, facts={**case.facts, "renewal": True}, version=case.version, actor=shop.adviser)
    assert case.items.filter(key="pay_slips").exists(), "a renewal asks for pay slips"


# ---- state --------------------------------------------------------------------------------------


def test_from_draft_to_renewal(client: Any, shop: Shop) -> None:
    today = timezone.localdate()
    client.force_login(shop.adviser)
    case = choose(shop.case, shop.adviser)

    def go(verb: str, **data: Any) -> Any:
        case.refresh_from_db()
        return client.post(reverse("cases:move", args=[case.pk, verb]), {"version": case.version, **data})

    assert go("prepare").status_code == 302
    assert go("file", on=(today - timedelta(days=40)).isoformat()).status_code == 302
    case.refresh_from_db()
    assert case.state == State.FILED
    assert case.application_date == today - timedelta(days=40), "the law of the day of filing counts"
    assert (
        go("decide", outcome="granted", on=today.isoformat(), reference="ANX 46", expires_on="2029-01-31").status_code
        == 302
    )
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decision_reference) == (State.DECIDED, "granted", "ANX 46")
    assert case.facts["expires_on"] == "2029-01-31"
    assert case.facts["granted_on"] == today.isoformat()
    answer = go("renew", application_date="2028-11-15")
    case.refresh_from_db()
    renewal = Case.objects.get(renews=case)
    assert answer.url == reverse("cases:detail", args=[renewal.pk])
    assert case.state == State.RENEWED
    assert renewal.facts["purpose"] == "renewal"
    assert renewal.facts["expires_on"] == "2029-01-31"
    assert "filed_on" not in renewal.facts
    assert renewal.talent == shop.talent
    verbs = list(AuditEvent.objects.filter(subject=str(case.pk)).values_list("verb", flat=True))
    for verb in ("cases.preparing", "cases.filed", "cases.decided", "cases.renewed"):
        assert verb in verbs


@pytest.mark.parametrize(
    ("before", "verb", "data"),
    [
        ((), "decide", {"outcome": "granted", "on": "2026-11-01"}),
        ((), "renew", {"application_date": "2026-12-01"}),
        ((), "reopen", {}),
        ((), "erase", {}),
        (("prepare",), "prepare", {}),
        (("file",), "file", {"on": "2026-11-01"}),
        (("file", "grant"), "decide", {"outcome": "refused", "on": "2026-11-01"}),
    ],
)
def test_what_does_not_follow_from_the_state_is_refused(
    client: Any, shop: Shop, before: tuple[str, ...], verb: str, data: dict[str, str]
) -> None:
    choose(shop.case, shop.adviser)
    case = take(shop, *before)
    client.force_login(shop.adviser)
    address = reverse("cases:move", args=[case.pk, verb])
    assert client.get(address).status_code == 404
    page = client.post(address, {"version": case.version, **data})
    assert page.status_code == 200
    assert "govuk-error-summary" in text(page)
    assert Case.objects.get(pk=case.pk).state == case.state


def test_filing_needs_a_route_and_a_day_that_has_come(shop: Shop) -> None:
    case, today = shop.case, timezone.localdate()
    with pytest.raises(CaseRefused, match="route"):
        domain.file(case=case, on=today, version=case.version, actor=shop.adviser)
    choose(case, shop.adviser)
    with pytest.raises(CaseRefused, match="future"):
        domain.file(case=case, on=today + timedelta(days=1), version=case.version, actor=shop.adviser)


def test_two_people_move_the_case_and_one_wins(shop: Shop) -> None:
    case = choose(shop.case, shop.adviser)
    mine = Case.objects.get(pk=case.pk)
    domain.start_preparing(case=case, version=case.version, actor=shop.adviser)
    with pytest.raises(Overtaken):
        domain.close(case=mine, reason="", version=mine.version, actor=shop.adviser)
    assert Case.objects.get(pk=case.pk).state == State.PREPARING


def test_an_ended_case_is_not_changed_until_it_is_reopened(client: Any, shop: Shop) -> None:
    case = choose(shop.case, shop.adviser)
    domain.close(case=case, reason="The person found another way.", version=case.version, actor=shop.adviser)
    client.force_login(shop.adviser)
    before = case.facts
    client.post(reverse("cases:facts", args=[case.pk, "job"]), typed(shop, gross_annual_salary="1"))
    assert Case.objects.get(pk=case.pk).facts == before
    assert "Save" not in text(client.get(reverse("cases:facts", args=[case.pk, "job"])))
    client.post(reverse("cases:move", args=[case.pk, "reopen"]), {"version": case.version})
    assert Case.objects.get(pk=case.pk).state == State.PREPARING


# ---- people -------------------------------------------------------------------------------------


def test_assigning(client: Any, shop: Shop) -> None:
    colleague = member("adviser", shop.organisation)
    client.force_login(shop.boss)
    address = reverse("cases:people", args=[shop.case.pk])
    data = {"form": "assign", "adviser": colleague.pk, "version": shop.case.version}
    assert client.post(address, data).status_code == 302
    shop.case.refresh_from_db()
    assert shop.case.adviser == colleague
    forged = {**data, "adviser": shop.stranger.pk, "version": shop.case.version}
    assert client.post(address, forged).status_code == 200
    assert Case.objects.get(pk=shop.case.pk).adviser == colleague
    with pytest.raises(CaseRefused):
        domain.assign(case=shop.case, adviser=shop.stranger, version=shop.case.version, actor=shop.boss)
    person = {"form": "person", "person_name": "X", "version": shop.case.version}
    assert client.post(address, person).status_code == 403, "a manager assigns, and changes nothing else"
    assert client.post(address, {"form": "other"}).status_code == 404


def test_another_employer_only_before_anything_was_shared(shop: Shop) -> None:
    case = choose(shop.case, shop.adviser)
    rival = shop.stranger.memberships.get(role="employer").organisation  # type: ignore[attr-defined]
    domain.set_employer(case=case, employer=rival, version=case.version, actor=shop.adviser)
    domain.set_employer(case=case, employer=shop.employer, version=case.version, actor=shop.adviser)
    item = case.items.first()
    assert item is not None
    item.asked_of = "employer"
    item.save()
    with pytest.raises(CaseRefused, match="new case"):
        domain.set_employer(case=case, employer=rival, version=case.version, actor=shop.adviser)
    with pytest.raises(CaseRefused, match="no employer"):
        domain.set_employer(case=case, employer=shop.organisation, version=case.version, actor=shop.adviser)
