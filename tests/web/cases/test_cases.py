"""Opening a case, the list, its filters, and who finds what in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from corridor.web.audit.models import AuditEvent
from corridor.web.cases.domain import case as domain
from corridor.web.cases.domain import deadlines
from corridor.web.cases.models import Case, State
from corridor.web.cases.queries import cases_of
from tests.web.cases.made import FACTS, Shop, choose, make_case, make_shop, member, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def test_opening_a_case_asks_for_region_and_day_only(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    page = client.get(reverse("cases:create"))
    assert 'value="flanders" selected' in text(page)
    answer = client.post(
        reverse("cases:create"),
        {"organisation": shop.organisation.pk, "region": "brussels", "application_date": "2026-12-01"},
    )
    made = Case.objects.latest("created_at")
    assert answer.url == reverse("cases:facts_start", args=[made.pk])
    assert (made.region, made.application_date, made.facts) == ("brussels", date(2026, 12, 1), {})
    assert made.adviser == shop.adviser
    assert made.state == State.DRAFT
    event = AuditEvent.objects.get(verb="cases.created", subject=str(made.pk))
    assert event.actor == shop.adviser.pk


def test_a_case_file_fills_facts_region_and_day(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    content = b"region: wallonia\napplication_date: 2026-10-05\nfacts:\n  nationality: MA\n  isco08: 2512\n"
    client.post(
        reverse("cases:create"),
        {
            "organisation": shop.organisation.pk,
            "region": "flanders",
            "case_file": SimpleUploadedFile("c.yaml", content),
        },
    )
    made = Case.objects.latest("created_at")
    assert (made.region, made.application_date) == ("wallonia", date(2026, 10, 5))
    assert made.facts == {"nationality": "MA", "isco08": "2512"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"application_date": "2026-12-01"}, "Choose the region."),
        ({"region": "flanders", "application_date": "1999-01-01"}, "1999-01-01"),
        ({"region": "flanders", "application_date": "soon"}, "valid date"),
    ],
)
def test_what_is_wrong_is_said_and_input_is_kept(client: Any, shop: Shop, typed: dict[str, str], told: str) -> None:
    client.force_login(shop.adviser)
    data = {"organisation": str(shop.organisation.pk), "person_name": "Kept Name", **typed}
    page = text(client.post(reverse("cases:create"), data))
    assert told in page
    assert "Kept Name" in page
    assert "govuk-error-summary" in page
    assert Case.objects.count() == 1


def test_a_bad_case_file_is_refused_with_its_place(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    upload = SimpleUploadedFile("c.yaml", b"facts: {nationality: Tunisia}")
    data = {"organisation": shop.organisation.pk, "region": "flanders", "case_file": upload}
    page = text(client.post(reverse("cases:create"), data))
    assert "nationality" in page
    assert Case.objects.count() == 1


def test_a_case_is_not_opened_in_another_organisation(client: Any, shop: Shop) -> None:
    client.force_login(shop.stranger)
    data = {"organisation": shop.organisation.pk, "region": "flanders", "application_date": "2026-12-01"}
    assert client.post(reverse("cases:create"), data).status_code == 200
    assert Case.objects.count() == 1
    client.force_login(shop.boss)
    assert client.post(reverse("cases:create"), data).status_code == 403


# ---- the list -----------------------------------------------------------------------------------


def test_who_finds_the_case(shop: Shop) -> None:
    for user in (shop.adviser, shop.boss, shop.employed, shop.talent):
        assert list(cases_of(user)) == [shop.case], user
    viewer = member("viewer", shop.organisation)
    analyst = member("analyst", shop.organisation)
    for user in (shop.stranger, viewer, analyst):
        assert not cases_of(user).exists(), user
    administrator = member("viewer", shop.employer)
    administrator.is_superuser = True
    administrator.save()
    assert not cases_of(administrator).exists()
    shop.adviser.is_active = False
    assert not cases_of(shop.adviser).exists()


@pytest.mark.parametrize("who", ["stranger", "viewer"])
def test_the_list_tells_nobody_else_of_it(client: Any, shop: Shop, who: str) -> None:
    own = make_case(
        member("adviser", shop.stranger.memberships.first().organisation).memberships.get().organisation, shop.stranger
    )  # type: ignore[union-attr,attr-defined]
    user = shop.stranger if who == "stranger" else member("viewer", shop.organisation)
    client.force_login(user)
    page = text(client.get(reverse("cases:list")))
    assert shop.case.reference not in page
    assert "Amal Secret" not in page or who == "stranger"
    assert (own.reference in page) is (who == "stranger")


def test_an_employer_s_list_has_no_name_and_no_days(client: Any, shop: Shop) -> None:
    choose(shop.case, shop.adviser)
    deadlines.set_deadline(case=shop.case, title="x", due=date(2026, 11, 23), actor=shop.adviser)
    client.force_login(shop.employed)
    page = text(client.get(reverse("cases:list")))
    assert shop.case.reference in page
    assert "Amal Secret" not in page
    assert "23 November 2026" not in page
    client.force_login(shop.adviser)
    page = text(client.get(reverse("cases:list")))
    assert "Amal Secret" in page
    assert "23 November 2026" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    client: Any, shop: Shop, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count - 1):
        case = make_case(shop.organisation, member("adviser", shop.organisation), employer=shop.employer)
        choose(case, shop.adviser)
    client.force_login(shop.adviser)
    client.get(reverse("cases:list"))
    with django_assert_num_queries(10):
        page = client.get(reverse("cases:list"))
    assert page.context["page"].paginator.count == count


def test_filters(client: Any, shop: Shop) -> None:
    today = timezone.localdate()
    other = make_case(shop.organisation, member("adviser", shop.organisation), person_name="Other")
    closed = make_case(shop.organisation, shop.adviser, person_name="Closed")
    domain.close(case=closed, reason="", version=closed.version, actor=shop.adviser)
    deadlines.set_deadline(case=shop.case, title="x", due=today - timedelta(days=1), actor=shop.adviser)
    client.force_login(shop.adviser)

    def shown(**wanted: str) -> set[str]:
        page = client.get(reverse("cases:list"), wanted)
        return {row["case"].person_name for row in page.context["rows"]}

    assert shown() == {"Amal Secret", "Other"}
    assert shown(state="closed") == {"Closed"}
    assert shown(adviser=str(other.adviser_id)) == {"Other"}
    assert shown(adviser="none") == set()
    assert shown(due="overdue") == {"Amal Secret"}
    assert shown(due="30") == {"Amal Secret"}
    assert shown(due="none") == {"Other"}
    assert shown(state="nonsense") == {"Amal Secret", "Other"}
    assert shown(adviser=str(shop.stranger.pk)) == {"Amal Secret", "Other"}, "nobody of ours: no filter"


def test_htmx_gets_the_table_alone(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    page = text(client.get(reverse("cases:list"), headers={"HX-Request": "true"}))
    assert shop.case.reference in page
    assert "<html" not in page


def test_the_list_has_pages(client: Any, shop: Shop) -> None:
    Case.objects.bulk_create(
        Case(organisation=shop.organisation, region="flanders", application_date=date(2026, 11, 1)) for _ in range(30)
    )
    client.force_login(shop.adviser)
    assert len(client.get(reverse("cases:list")).context["rows"]) == 25
    assert len(client.get(reverse("cases:list"), {"page": 2}).context["rows"]) == 6


# ---- opening and filing -------------------------------------------------------------------------


def test_the_law_between_opening_and_filing(client: Any, shop: Shop) -> None:
    case = make_case(
        shop.organisation,
        shop.adviser,
        application_date=date(2026, 2, 1),
        facts={**FACTS, "isco08": "2512", "education_level": 4},
    )
    Case.objects.filter(pk=case.pk).update(opened_on=date(2023, 11, 1))
    case.refresh_from_db()
    choose(case, shop.adviser, reason="It may open.")
    client.force_login(shop.adviser)
    page = client.get(reverse("cases:detail", args=[case.pk]))
    differs = page.context["since_opening"]
    assert differs.any
    then, now = differs.amounts[0]["before"], differs.amounts[0]["after"]
    assert then < now
    assert "The law between opening and filing" in text(page)
    assert "1 November 2023" in text(page)


def test_new_data_of_the_law_are_told_until_somebody_takes_them_over(client: Any, shop: Shop) -> None:
    case = choose(shop.case, shop.adviser)
    kept = {**case.snapshot, "digest": "of another law", "on": "2026-01-05"}
    kept["states"] = {**kept["states"], "highly_skilled": "closed"}
    Case.objects.filter(pk=case.pk).update(snapshot=kept)
    client.force_login(shop.adviser)
    page = client.get(reverse("cases:detail", args=[case.pk]))
    assert [c.name for c in page.context["since_snapshot"].routes] == ["highly_skilled"]
    assert "The data of the law have changed" in text(page)
    client.post(reverse("cases:take_over", args=[case.pk]))
    assert client.get(reverse("cases:detail", args=[case.pk])).context["since_snapshot"] is None
    assert AuditEvent.objects.filter(verb="cases.law_taken_over").exists()


def test_a_case_that_the_law_cannot_read_says_so(client: Any, shop: Shop) -> None:
    Case.objects.filter(pk=shop.case.pk).update(facts={"a_fact_of_old": 1})
    client.force_login(shop.adviser)
    for name in ("detail", "facts_start", "route", "deadlines", "checklist"):
        page = client.get(reverse(f"cases:{name}", args=[shop.case.pk]))
        assert page.status_code == 200
    assert "a_fact_of_old" in text(client.get(reverse("cases:detail", args=[shop.case.pk])))


def test_export_and_case_file(client: Any, shop: Shop) -> None:
    from corridor.permits.book import book
    from corridor.permits.case import read_case

    choose(shop.case, shop.adviser)
    client.force_login(shop.talent)
    whole = client.get(reverse("cases:export", args=[shop.case.pk]))
    assert whole["Content-Disposition"].startswith("attachment")
    assert whole.json()["case"]["facts"]["nationality"] == "TN"
    assert whole.json()["route"]["name"] == "highly_skilled"
    client.force_login(shop.adviser)
    again = client.get(reverse("cases:case_file", args=[shop.case.pk])).json()
    assert read_case(again, book("flanders").rules).facts["isco08"] == 7231
    client.force_login(shop.employed)
    assert client.get(reverse("cases:export", args=[shop.case.pk])).status_code == 403
