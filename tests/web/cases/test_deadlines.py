"""Deadlines on pages, the overview, calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from corridor.web.cases.calendar_file import Event, calendar, folded
from corridor.web.cases.domain import case as case_domain
from corridor.web.cases.domain import checklist
from corridor.web.cases.domain import deadlines as domain
from corridor.web.cases.models import CalendarFeed, Case, Deadline
from corridor.web.consent.domain import withdraw
from tests.web.cases.made import Shop, choose, make_case, make_shop, pdf, text

TODAY = timezone.localdate()


@pytest.fixture
def shop(db: None) -> Shop:
    made = make_shop()
    choose(made.case, made.adviser)
    facts = {**made.case.facts, "expires_on": (TODAY + timedelta(days=200)).isoformat()}
    case_domain.change_facts(case=made.case, facts=facts, version=made.case.version, actor=made.adviser)
    return made


def mark(client: Any, shop: Shop, key: str, due: date, act: str) -> Any:
    data = {"key": key, "due": due.isoformat(), "act": act}
    return client.post(reverse("cases:mark_deadline", args=[shop.case.pk]), data)


def test_what_is_missing_is_said(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    page = text(client.get(reverse("cases:deadlines", args=[shop.case.pk])))
    assert "Not known yet" in page
    assert "Decision on the single permit" in page
    assert "Day on which the file became admissible or Day of the notice" in page


def test_an_own_deadline_and_the_next_day_due(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    address = reverse("cases:deadlines", args=[shop.case.pk])
    due = TODAY + timedelta(days=2)
    assert client.post(address, {"title": "Call <Amal>", "due": due.isoformat()}).status_code == 302
    assert Case.objects.get(pk=shop.case.pk).next_due == due
    assert "Call &lt;Amal&gt;" in text(client.get(address))
    assert "in 2 days" in text(client.get(address))
    own = Deadline.objects.get()
    assert mark(client, shop, f"own:{own.pk}", due, "done").status_code == 302
    assert Case.objects.get(pk=shop.case.pk).next_due != due
    assert mark(client, shop, f"own:{own.pk}", due, "open").status_code == 302
    assert Case.objects.get(pk=shop.case.pk).next_due == due
    assert mark(client, shop, f"own:{own.pk}", due, "delete").status_code == 302
    assert not Deadline.objects.exists()


def test_a_day_of_the_law_is_marked_and_unmarked(client: Any, shop: Shop) -> None:
    client.force_login(shop.adviser)
    due = next(d for d in client.get(reverse("cases:deadlines", args=[shop.case.pk])).context["coming"])["due"]
    assert mark(client, shop, due.key, due.due, "done").status_code == 302
    page = client.get(reverse("cases:deadlines", args=[shop.case.pk]))
    assert due.key not in [row["due"].key for row in page.context["coming"]]
    assert due.key in [row["due"].key for row in page.context["past"]]
    assert mark(client, shop, due.key, due.due, "open").status_code == 302
    page = client.get(reverse("cases:deadlines", args=[shop.case.pk]))
    assert due.key in [row["due"].key for row in page.context["coming"]]


def test_forged_marks(client: Any, shop: Shop) -> None:
    other = make_case(shop.organisation, shop.adviser)
    foreign = domain.set_deadline(case=other, title="x", due=TODAY, actor=shop.adviser)
    client.force_login(shop.adviser)
    assert mark(client, shop, "invented", TODAY, "done").status_code == 404
    assert mark(client, shop, f"own:{foreign.pk}", TODAY, "delete").status_code == 404
    assert client.post(reverse("cases:mark_deadline", args=[shop.case.pk]), {"due": "x"}).status_code == 404
    client.force_login(shop.talent)
    assert mark(client, shop, "permit_end", TODAY, "done").status_code == 403
    assert Deadline.objects.filter(done_at=None).count() == 1


def test_the_end_of_a_document_is_a_day_too(client: Any, shop: Shop) -> None:
    item = shop.case.items.get(key="passport")
    soon = TODAY + timedelta(days=5)
    checklist.add_document(item=item, content=pdf(), name="a.pdf", valid_until=soon, actor=shop.adviser)
    assert Case.objects.get(pk=shop.case.pk).next_due == soon
    client.force_login(shop.adviser)
    assert "A document ends: Copy of the valid passport" in text(
        client.get(reverse("cases:deadlines", args=[shop.case.pk]))
    )
    later = TODAY + timedelta(days=900)
    checklist.add_document(item=item, content=pdf(), name="b.pdf", valid_until=later, actor=shop.adviser)
    assert Case.objects.get(pk=shop.case.pk).next_due != soon, "the newest version counts"


# ---- overview -----------------------------------------------------------------------------------


def test_the_overview_is_sorted_and_holds_nothing_of_others(client: Any, shop: Shop) -> None:
    other = make_case(shop.organisation, shop.boss, person_name="Second", adviser=None)
    foreign = make_case(shop.stranger.memberships.get(role="adviser").organisation, shop.stranger)  # type: ignore[attr-defined]
    for case, days, title in (
        (shop.case, 9, "third"),
        (other, -3, "first"),
        (shop.case, 4, "second"),
        (foreign, 1, "leak"),
    ):
        domain.set_deadline(case=case, title=title, due=TODAY + timedelta(days=days), actor=shop.adviser)
    domain.set_deadline(case=shop.case, title="too far", due=TODAY + timedelta(days=60), actor=shop.adviser)
    client.force_login(shop.adviser)
    page = client.get(reverse("cases:due"))
    assert [row["due"].what for row in page.context["rows"]] == ["first", "second", "third"]
    assert "3 days ago" in text(page)
    assert "leak" not in text(page)
    mine = client.get(reverse("cases:due"), {"mine": "1", "days": "90"})
    assert "first" not in [row["due"].what for row in mine.context["rows"]]
    assert "too far" in [row["due"].what for row in mine.context["rows"]]
    for user in (shop.employed, shop.talent):
        client.force_login(user)
        assert client.get(reverse("cases:due")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_asks_as_often_for_three_cases_as_for_one(
    client: Any, shop: Shop, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count - 1):
        make_case(shop.organisation, shop.adviser)
    for case in Case.objects.all():
        domain.set_deadline(case=case, title="x", due=TODAY, actor=shop.adviser)
        item = checklist.add_item(case=case, label="y", asked_of="", actor=shop.adviser)
        checklist.add_document(item=item, content=pdf(), name="a.pdf", valid_until=TODAY, actor=shop.adviser)
    client.force_login(shop.adviser)
    client.get(reverse("cases:due"))
    with django_assert_num_queries(9):
        page = client.get(reverse("cases:due"))
    assert len(page.context["rows"]) == 2 * count


# ---- calendar -----------------------------------------------------------------------------------


def test_lines_are_folded_at_75_octets_and_no_sign_is_cut() -> None:
    line = "SUMMARY:" + "é€x" * 60
    parts = folded(line)
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


def test_a_calendar_as_the_standard_has_it() -> None:
    event = Event("1@x", date(2026, 12, 31), "a; b, c\\d\ne", url="https://example.org")
    made = calendar([event], name="Deadlines", made=datetime(2026, 11, 22, 8, tzinfo=UTC))
    assert made.endswith("END:VCALENDAR\r\n")
    assert "\n" not in made.replace("\r\n", "")
    for line in ("DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "DTSTAMP:20261122T080000Z"):
        assert f"{line}\r\n" in made
    assert "SUMMARY:a\\; b\\, c\\\\d\\ne\r\n" in made


def feed(client: Any, user: Any, **data: str) -> str:
    client.force_login(user)
    page = client.post(reverse("cases:calendar"), {"scope": "all", **data})
    address = page.context["address"]
    assert address in text(page)
    assert address not in text(client.get(reverse("cases:calendar"))), "told once"
    client.logout()
    return str(address)


def unfolded(response: Any) -> str:
    return str(response.content.decode().replace("\r\n ", ""))


def test_a_feed_has_no_names_unless_chosen(client: Any, shop: Shop) -> None:
    domain.set_deadline(case=shop.case, title="Call Amal", due=TODAY, actor=shop.adviser)
    answer = client.get(feed(client, shop.adviser))
    assert answer["Content-Type"].startswith("text/calendar")
    plain = unfolded(answer)
    assert shop.case.reference in plain
    assert "Own deadline" in plain
    assert "Amal" not in plain
    named = unfolded(client.get(feed(client, shop.adviser, with_names="on")))
    assert "Amal Secret: Call Amal" in named
    assert CalendarFeed.objects.filter(last_read_at=None).count() == 0


def test_a_feed_holds_what_its_owner_may_see_now(client: Any, shop: Shop) -> None:
    domain.set_deadline(case=shop.case, title="x", due=TODAY, actor=shop.adviser)
    other = make_case(shop.organisation, shop.adviser)
    domain.set_deadline(case=other, title="y", due=TODAY, actor=shop.adviser)
    everything, one = feed(client, shop.adviser), feed(client, shop.adviser, scope=str(shop.case.pk))
    employer = feed(client, shop.employed)
    assert unfolded(client.get(everything)).count("Own deadline") == 2
    assert unfolded(client.get(one)).count("Own deadline") == 1
    assert other.reference not in unfolded(client.get(one))
    assert "BEGIN:VEVENT" not in unfolded(client.get(employer)), "days rest on facts of the person"
    withdraw(user=shop.talent, purpose="case_file", actor=shop.talent)
    assert shop.case.reference not in unfolded(client.get(everything))
    shop.adviser.memberships.all().delete()  # type: ignore[attr-defined]
    assert "BEGIN:VEVENT" not in unfolded(client.get(everything)), "no longer a member"
    shop.adviser.is_active = False
    shop.adviser.save()
    assert client.get(everything).status_code == 404


def test_a_feed_is_ended_by_its_owner_only(client: Any, shop: Shop) -> None:
    address = feed(client, shop.adviser)
    made = CalendarFeed.objects.get()
    client.force_login(shop.stranger)
    assert client.post(reverse("cases:calendar_revoke", args=[made.pk])).status_code == 404
    client.force_login(shop.adviser)
    assert client.post(reverse("cases:calendar_revoke", args=[made.pk])).status_code == 302
    assert client.get(address).status_code == 404
    assert client.get(reverse("cases:calendar_feed", args=["forged"])).status_code == 404


def test_a_feed_of_another_s_case_cannot_be_made(client: Any, shop: Shop) -> None:
    client.force_login(shop.stranger)
    page = client.post(reverse("cases:calendar"), {"scope": str(shop.case.pk)})
    assert page.context["address"] == ""
    assert not CalendarFeed.objects.exists()


def test_an_employer_s_feed_with_consent_has_no_names(client: Any, shop: Shop) -> None:
    from corridor.web.consent.domain import give

    give(user=shop.talent, purpose="sharing_with_employer", actor=shop.talent, language="en")
    domain.set_deadline(case=shop.case, title="A note of ours", due=TODAY, actor=shop.adviser)
    plain = unfolded(client.get(feed(client, shop.employed, with_names="on")))
    assert "BEGIN:VEVENT" in plain
    assert "A note of ours" not in plain
