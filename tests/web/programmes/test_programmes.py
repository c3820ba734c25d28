"""Programmes: from the template to the page, changed by those who may, seen by everybody once published."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from corridor.web.audit.models import AuditEvent
from corridor.web.consent.retention import carry_out
from corridor.web.design.templatetags.design import in_language
from corridor.web.events.models import Event
from corridor.web.programmes import domain, drawings, queries
from corridor.web.programmes.errors import ProgrammeRefusal
from corridor.web.programmes.models import Deliverable, Programme, Step
from corridor.web.programmes.schedule import dated_steps, lines
from corridor.web.stakeholders.models import Body, Contact
from tests.web.drafts.made import draft, publish
from tests.web.events.made import make_event
from tests.web.programmes.made import START, make_programme
from tests.web.stakeholders.made import make_body, make_contact

pytestmark = pytest.mark.django_db
STEP = {"title_en": "Survey", "months_from": 2, "months_to": 4, "state": "planned"}


@pytest.fixture
def region(organisation: Any) -> Any:
    return organisation()


@pytest.fixture
def convener(client: Client, person: Any, region: Any) -> Client:
    client.force_login(person("convener", region))
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=args)


# ---- from the template --------------------------------------------------------------------------


def test_the_review_is_made_with_its_steps_and_a_report_a_region(region: Any) -> None:
    programme = make_programme(region)
    steps = queries.steps_of(programme)
    assert [step.key for step in steps][:3] == ["kick_off", "lead_off", "regional_analysis"]
    analysis = steps[2]
    titles = [thing.title["fr"] for thing in analysis.deliverables.all()]
    assert titles == ["Rapport analytique – Flandre", "Rapport analytique – Wallonie"]
    dated = dated_steps(programme, steps)
    assert (dated[0].begins, dated[-1].ends) == (START, date(2028, 2, 29))
    assert AuditEvent.objects.get(verb="programmes.created").detail == {"template": "regional_review"}


def test_two_programmes_of_a_title_have_two_addresses(region: Any, organisation: Any) -> None:
    first, second = make_programme(region), make_programme(organisation("Elsewhere"))
    assert (first.slug, second.slug) == ("review", "review-2")
    assert make_programme(region, "New").slug == "new-2", "an address of the app itself"
    assert make_programme(region, "???").slug == "programme"


def test_what_is_late_is_told(region: Any) -> None:
    programme = make_programme(region)

    def late(day: date) -> list[tuple[str, int]]:
        rows = lines(programme, queries.steps_of(programme), day)
        return [(row.row.key, due.days_late) for row in rows for due in row.dues if due.days_late]

    assert late(date(2026, 9, 30)) == []
    assert late(date(2026, 10, 5)) == [("kick_off", 5)]
    record = Deliverable.objects.get(key="kick_off_record")
    domain.change_deliverable(deliverable=record, actor=None, delivered_on=date(2026, 10, 2))
    assert late(date(2026, 10, 5)) == []
    rows = lines(programme, queries.steps_of(programme), date(2027, 1, 1))
    assert [due.days_late for due in rows[1].dues] == [32]


def test_a_moved_start_moves_steps_without_days_of_their_own(region: Any) -> None:
    programme = make_programme(region)
    second = programme.steps.get(key="lead_off")
    domain.change_step(step=second, actor=None, begins=date(2026, 10, 12), ends=date(2026, 11, 20))
    domain.change_programme(programme=programme, actor=None, start=date(2027, 1, 1))
    dated = dated_steps(programme, queries.steps_of(programme))
    assert dated[0].begins == date(2027, 1, 1)
    assert (dated[1].begins, dated[1].ends) == (date(2026, 10, 12), date(2026, 11, 20))


# ---- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_queries_for_one_and_three(
    convener: Client, region: Any, organisation: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_programme(region, f"Review {number}")
    make_programme(organisation("Elsewhere"), "Leak")
    with django_assert_num_queries(7):
        shown = convener.get(address("list")).content.decode()
    assert shown.count("Review ") == count
    assert "Leak" not in shown


@pytest.mark.parametrize("count", [1, 3])
def test_a_programme_asks_the_same_queries_for_one_and_three_steps(
    convener: Client, region: Any, count: int, django_assert_num_queries: Any
) -> None:
    programme = make_programme(region)
    owner = make_body(region)
    programme.steps.exclude(number__lte=count).delete()
    programme.steps.update(owner=owner)
    with django_assert_num_queries(12):
        shown = convener.get(address("detail", programme.slug)).content.decode()
    assert shown.count('<section class="c-card"') == count


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_everybody_sees_a_published_programme_and_nobody_another(client: Client, region: Any, lang: str) -> None:
    hidden, shown = make_programme(region, "Hidden"), make_programme(region, published=True)
    domain.set_advisory_group(programme=shown, bodies=[make_body(region, "Unions")], actor=None)
    for name in ("detail", "calendar"):
        assert client.get(f"/{lang}{address(name, hidden.slug)[3:]}").status_code == 404
    page = client.get(f"/{lang}{address('detail', shown.slug)[3:]}").content.decode()
    words = {
        "en": "Kick-off with the advisory group",
        "fr": "Lancement avec le groupe",
        "nl": "Startvergadering met de",
    }
    for word in (words[lang], "Unions", "<svg", "Review"):
        assert word in page
    assert address("change", shown.slug) not in page
    listed = client.get(f"/{lang}{address('list')[3:]}").content.decode()
    assert "Review" in listed
    assert "Hidden" not in listed


def test_a_programme_of_a_closed_organisation_is_not_shown(client: Client, region: Any) -> None:
    from corridor.web.organisations.domain import set_open

    programme = make_programme(region, published=True)
    set_open(organisation=region, open=False, actor=None)
    assert client.get(address("detail", programme.slug)).status_code == 404


def test_the_example_starts_with_one_click_and_is_published(convener: Client, region: Any) -> None:
    with time_machine.travel(date(2026, 11, 22)):
        response = convener.post(address("start"))
    programme = Programme.objects.get()
    assert response["Location"] == address("detail", programme.slug)
    assert (programme.organisation, programme.start) == (region, date(2026, 12, 1))
    assert programme.regions == ["flanders", "wallonia", "brussels"]
    assert Client().get(address("detail", programme.slug)).status_code == 404
    convener.post(address("publish", programme.slug), {"published": "1"})
    assert Client().get(address("detail", programme.slug)).status_code == 200
    convener.post(address("publish", programme.slug), {"published": "0"})
    assert Client().get(address("detail", programme.slug)).status_code == 404
    assert [e.verb for e in AuditEvent.objects.order_by("at")][1:] == ["programmes.published", "programmes.unpublished"]


def test_who_convenes_for_two_organisations_says_for_which(convener: Client, organisation: Any) -> None:
    from corridor.web.accounts.models import User
    from corridor.web.organisations.models import Membership

    Membership.objects.create(user=User.objects.get(), organisation=organisation("Elsewhere"), role="convener")
    response = convener.post(address("start"), follow=True)
    assert response.redirect_chain == [(address("create"), 302)]
    assert "Choose for which of your organisations" in response.content.decode()
    assert not Programme.objects.exists(), "not the first one, unasked"


def test_two_at_once_get_two_names(region: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name was free when it was looked for, and somebody else has it by now."""
    make_programme(region)
    names = iter(["review", "review", "review-2"])
    monkeypatch.setattr(domain, "_free_slug", lambda title: next(names))
    assert make_programme(region).slug == "review-2"


def test_a_programme_without_steps_is_not_published(convener: Client, region: Any) -> None:
    given = {"organisation": region.pk, "template": "", "title_nl": "<script>x</script>", "start": "2027-01-01"}
    convener.post(address("create"), given)
    programme = Programme.objects.get()
    page = convener.post(address("publish", programme.slug), {"published": "1"}, follow=True).content.decode()
    assert "has no steps" in page
    assert "<script>x" not in page
    programme.refresh_from_db()
    assert not programme.published


def test_a_template_gives_the_title_where_none_is_written(convener: Client, region: Any) -> None:
    given = {"organisation": region.pk, "template": "regional_review", "start": "2027-01-01", "regions": ["brussels"]}
    convener.post(address("create"), given)
    programme = Programme.objects.get()
    assert programme.title["nl"].startswith("Doorlichting")
    assert programme.regions == ["brussels"]
    assert programme.steps.count() == 8


@pytest.mark.parametrize(
    "wrong",
    [
        {"template": ""},
        {"template": "../x"},
        {"start": "9999-01-01"},
        {"start": "soon"},
        {"regions": ["moon"]},
        {"title_en": "x" * 10_000},
        {"summary_fr": "x" * 10_000},
    ],
    ids=str,
)
def test_a_programme_with_faults_is_refused(convener: Client, region: Any, wrong: dict[str, Any]) -> None:
    given = {"organisation": region.pk, "template": "regional_review", "start": "2027-01-01"} | wrong
    response = convener.post(address("create"), given)
    assert response.status_code == 422
    assert "govuk-error-summary" in response.content.decode()
    assert not Programme.objects.exists()


def test_steps_and_deliverables_are_added_changed_and_deleted(convener: Client, region: Any) -> None:
    programme = make_programme(region, template="")
    convener.post(address("step_create", programme.slug), STEP | {"title_fr": "Enquête", "owner": make_body(region).pk})
    step = Step.objects.get()
    assert (step.title, step.number) == ({"en": "Survey", "fr": "Enquête"}, 1)
    change = address("step_change", programme.slug, step.pk)
    back = convener.post(change, STEP | {"months_to": 1})
    assert back.status_code == 422
    assert "before the beginning" in back.content.decode()
    convener.post(change, STEP | {"state": "done", "begins": "2026-10-05"})
    step.refresh_from_db()
    assert (step.state, step.begins, step.owner) == ("done", date(2026, 10, 5), None)
    convener.post(address("deliverable_create", programme.slug, step.pk), {"title_en": "Report", "month": 3})
    thing = Deliverable.objects.get()
    assert (thing.key, thing.month) == ("report", 3)
    edit = address("deliverable_change", programme.slug, thing.pk)
    assert convener.post(edit, {"title_en": "Report", "delivered_on": "2099-01-01"}).status_code == 422
    convener.post(edit, {"title_en": "Report", "delivered_on": "2026-11-01", "due": "2026-10-30"})
    page = convener.get(address("detail", programme.slug)).content.decode()
    assert "delivered on 1\u00a0November\u00a02026" in page
    convener.post(address("deliverable_remove", programme.slug, thing.pk))
    convener.post(address("step_remove", programme.slug, step.pk))
    assert not Step.objects.exists()
    convener.post(address("remove", programme.slug))
    assert not Programme.objects.exists()


def test_nobody_changes_another_organisations_programme(convener: Client, region: Any, organisation: Any) -> None:
    other = organisation("Elsewhere")
    hidden, shown = make_programme(other), make_programme(other, published=True)
    mine = make_programme(region)
    for programme, answer in ((hidden, 404), (shown, 403)):
        thing = Deliverable.objects.filter(step__programme=programme).first()
        assert thing is not None
        for name in ("change", "remove", "publish", "advisory_group", "step_create"):
            assert convener.post(address(name, programme.slug), STEP).status_code == answer, name
        assert convener.post(address("step_remove", programme.slug, thing.step_id)).status_code == answer
        # A step of another programme is none of mine, whatever the address says.
        assert convener.post(address("step_remove", mine.slug, thing.step_id)).status_code == 404
        assert convener.post(address("deliverable_remove", mine.slug, thing.pk)).status_code == 404
    assert Step.objects.count() == 24
    foreign = make_body(other, "Foreign")
    refused = convener.post(address("step_create", mine.slug), STEP | {"owner": foreign.pk})
    assert refused.status_code == 422
    convener.post(address("advisory_group", mine.slug), {"bodies": [foreign.pk]})
    assert not mine.advisory_members.exists()
    with pytest.raises(ProgrammeRefusal) as told:
        domain.set_advisory_group(programme=mine, bodies=[foreign], actor=None)
    assert told.value.key == "other_organisation"


@pytest.mark.parametrize("role", ["analyst", "viewer"])
def test_who_only_looks_sees_and_changes_nothing(client: Client, person: Any, region: Any, role: str) -> None:
    programme = make_programme(region)
    client.force_login(person(role, region))
    assert "Kick-off" in client.get(address("detail", programme.slug)).content.decode()
    assert client.post(address("remove", programme.slug)).status_code == 403
    assert client.post(address("start")).status_code == 403
    assert Programme.objects.count() == 1


def test_the_advisory_group_comes_from_the_directory(convener: Client, region: Any) -> None:
    programme, ann, bea = make_programme(region), make_body(region, "A"), make_body(region, "B")
    group = address("advisory_group", programme.slug)
    convener.post(group, {"bodies": [ann.pk, bea.pk]})
    assert [body.name for body in queries.advisory_group(programme)] == ["A", "B"]
    convener.post(group, {"bodies": [bea.pk]})
    convener.post(group, {"bodies": [bea.pk]})
    assert [body.name for body in queries.advisory_group(programme)] == ["B"]
    assert AuditEvent.objects.filter(verb="programmes.advisory_group_changed").count() == 2


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_nothing_of_a_step_that_is_over_is_due(client: Client, region: Any, state: str) -> None:
    programme = make_programme(region, published=True)
    step = programme.steps.get(key="kick_off")
    page, file = address("detail", programme.slug), address("calendar", programme.slug)

    def titles() -> set[str]:
        return {str(entry["summary"]) for entry in Calendar.from_ical(client.get(file).content).walk("VEVENT")}

    with time_machine.travel(date(2026, 12, 1)):
        title = "Due: " + in_language(step.deliverables.get().title)
        assert title in titles()
        assert "not delivered" not in client.get(page).content.decode()
        domain.change_step(step=step, actor=None, state=state)
        assert title not in titles()
        shown = client.get(page).content.decode()
        assert shown.count("not delivered") == 2, "in the table and on the card"
        rows = lines(programme, queries.steps_of(programme), date(2026, 12, 1))
        assert drawings._drawn(rows[0]) == []
        assert drawings._drawn(rows[1]) != []
    step.deliverables.all().delete()
    assert f"End of step: {in_language(step.title)}" not in titles()
    domain.change_step(step=step, actor=None, state="running")
    assert f"End of step: {in_language(step.title)}" in titles()


# ---- calendar -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "fr", "nl"])
def test_the_calendar_holds_the_deadlines_that_are_open(client: Client, region: Any, lang: str) -> None:
    programme = make_programme(region, published=True)
    done = Deliverable.objects.get(key="kick_off_record")
    domain.change_deliverable(deliverable=done, actor=None, delivered_on=START)
    programme.steps.get(key="summary").deliverables.all().delete()
    response = client.get(f"/{lang}{address('calendar', programme.slug)[3:]}")
    assert response["Content-Type"].startswith("text/calendar")
    entries: dict[str, Any] = {str(e["UID"]): e for e in Calendar.from_ical(response.content).walk("VEVENT")}
    assert f"{done.pk}@corridor" not in entries
    assert len(entries) == Deliverable.objects.count() - 1 + 1, "the step without deliverables counts by its end"
    inception = entries[f"{Deliverable.objects.get(key='inception_report').pk}@corridor"]
    assert inception["DTSTART"].dt == date(2026, 11, 30)
    words = {
        "en": "Due: Inception report",
        "fr": "Échéance\u00a0: Rapport initial",
        "nl": "Op te leveren: Aanvangsverslag",
    }
    assert str(inception["SUMMARY"]) == words[lang]
    again = client.get(f"/{lang}{address('calendar', programme.slug)[3:]}")
    assert again.content == response.content


def test_a_title_of_three_lines_stays_one_entry(client: Client, region: Any) -> None:
    programme = make_programme(region, published=True, template="")
    nasty = {"en": "A; b, c\nEND:VEVENT\r\nX: y"}
    domain.add_step(programme=programme, actor=None, title=nasty, months_from=1, months_to=1)
    (entry,) = Calendar.from_ical(client.get(address("calendar", programme.slug)).content).walk("VEVENT")
    assert "END:VEVENT" in str(entry["SUMMARY"])


def test_contacts_of_an_advisory_group_are_kept_while_it_advises(region: Any) -> None:
    programme = make_programme(region, start=timezone.localdate() - timedelta(days=30))
    for name, email in (("Union", "union@example.org"), ("Other", "other@example.org")):
        make_contact(region, email, body=make_body(region, name))
    domain.set_advisory_group(programme=programme, bodies=[Body.objects.get(name="Union")], actor=None)
    Contact.objects.update(heard_at=timezone.now() - timedelta(days=800))
    carry_out(actor=None)
    assert Contact.objects.get().email == "union@example.org"
    Programme.objects.update(start=timezone.localdate() - timedelta(days=800))
    carry_out(actor=None)
    assert not Contact.objects.exists(), "the programme is over"


def test_a_programme_shows_its_events_and_drafts(client: Client, convener: Client, person: Any, region: Any) -> None:
    programme = make_programme(region, published=True)
    for slug, published in (("open-day", True), ("in-preparation", False)):
        make_event(region, person(), slug=slug, published=published)
    Event.objects.update(programme=programme)
    publish(draft(region, programme=programme))
    unpublished = draft(region, programme=programme)
    draft(region)
    shown = convener.get(address("detail", programme.slug)).content.decode()
    for there in ("/en/events/open-day/", "/en/events/in-preparation/", f"/en/drafts/{unpublished.slug}/"):
        assert there in shown
    assert shown.count("/en/drafts/") == 2
    shown = Client().get(address("detail", programme.slug)).content.decode()
    assert "/en/events/open-day/" in shown
    assert "/en/events/in-preparation/" not in shown
    assert f"/en/drafts/{unpublished.slug}/" not in shown
    assert shown.count("/en/drafts/") == 1
