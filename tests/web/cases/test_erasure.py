"""What becomes of a case when the person goes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.cases.domain import case as domain
from corridor.web.cases.domain import checklist, deadlines, invitations, messages
from corridor.web.cases.models import Case, Deadline, Document, Invitation, Message
from corridor.web.cases.personal import RETAINED
from corridor.web.consent.erasure import erase
from corridor.web.consent.export import document as exported
from corridor.web.consent.held import undeclared, unsound
from tests.web.cases.made import Shop, choose, make_case, make_shop, pdf, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    made = make_shop(application_date=date(2026, 10, 17))
    case, adviser = choose(made.case, made.adviser, reason="Amal asked for it"), made.adviser
    item = case.items.get(key="passport")
    checklist.add_document(item=item, content=pdf(), name="Amal.pdf", valid_until=None, actor=made.talent)
    messages.begin(
        case=case, subject="Amal", audience="talent", body="Dear Amal", actor=made.talent, address="http://testserver/"
    )
    deadlines.set_deadline(case=case, title="Call Amal", due=date(2026, 12, 1), actor=adviser)
    return made


def everything_of(case: Case) -> str:
    return str({f.name: getattr(case, f.attname) for f in case._meta.concrete_fields})


def test_every_key_to_a_person_is_declared() -> None:
    assert not [name for name in undeclared() if name.startswith("cases.")]
    assert not [fault for fault in unsound() if fault.startswith("cases.")]


def test_an_erased_person_cannot_be_found_in_what_stays(shop: Shop, django_capture_on_commit_callbacks: Any) -> None:
    path = Document.objects.get().path
    _made, _link = invitations.invite(
        case=make_case(shop.organisation, shop.adviser, person_name=""),
        email=shop.talent.email,
        language="en",
        actor=shop.adviser,
        address=str,
    )
    with django_capture_on_commit_callbacks(execute=True):
        erase(user=shop.talent, actor=shop.talent, reason="asked")
    case = Case.objects.get(pk=shop.case.pk)
    assert case.talent is None
    assert case.facts == {}
    assert case.anonymised_at is not None
    for secret in ("Amal", "TN", "1997", str(shop.talent.pk)):
        assert secret not in everything_of(case), secret
    assert (case.application_date, case.opened_on.day, case.created_at.day) == (date(2026, 10, 1), 1, 1)
    assert (case.region, case.route, case.state) == ("flanders", "highly_skilled", "closed")
    for model in (Document, Message, Deadline):
        assert not model.objects.exists(), model
    assert not Invitation.objects.filter(email=shop.talent.email).exists()
    assert not path.exists()
    assert not User.objects.filter(pk=shop.talent.pk).exists()


def test_an_erased_adviser_leaves_the_work(shop: Shop) -> None:
    erase(user=shop.adviser, actor=shop.adviser, reason="asked")
    case = Case.objects.get(pk=shop.case.pk)
    assert case.adviser is None
    assert case.facts["nationality"] == "TN"
    assert Document.objects.exists()


def test_the_export_holds_the_file_with_its_documents(shop: Shop) -> None:
    from corridor.web.cases.personal import files_about

    told = exported(shop.talent)
    assert "Dear Amal" in str(told)
    assert "Call Amal" in str(told)
    extra = files_about(shop.talent)
    assert list(extra.files.values()) == [pdf()]
    assert files_about(shop.stranger).data == {}


def test_a_closed_case_is_emptied_on_request(client: Any, shop: Shop) -> None:
    case = shop.case
    client.force_login(shop.adviser)
    domain.close(case=case, reason="", version=case.version, actor=shop.adviser)
    address = reverse("cases:move", args=[case.pk, "erase"])
    assert "deleted for good" in text(client.get(address))
    assert client.post(address, {"version": case.version - 1}).status_code == 200
    assert Case.objects.get(pk=case.pk).anonymised_at is None
    assert client.post(address, {"version": case.version}).status_code == 302
    assert Case.objects.get(pk=case.pk).facts == {}
    assert client.get(reverse("cases:move", args=[case.pk, "reopen"])).status_code == 404
    assert client.get(reverse("cases:detail", args=[case.pk])).status_code == 200


def test_retention_empties_old_closed_cases_only(shop: Shop) -> None:
    rule = RETAINED[0]
    open_ = make_case(shop.organisation, shop.adviser)
    domain.close(case=shop.case, reason="", version=shop.case.version, actor=shop.adviser)
    assert not rule.due(timezone.now() - timedelta(days=1)).exists()
    due = rule.due(timezone.now() + timedelta(days=1))
    assert [case.pk for case in due] == [shop.case.pk]
    assert rule.remove is not None
    assert rule.remove(due) == 1
    assert Case.objects.get(pk=shop.case.pk).facts == {}
    assert Case.objects.get(pk=open_.pk).facts
    assert not rule.due(timezone.now() + timedelta(days=1)).exists()
