"""Agreements of contacts: given, withdrawn, asked again; the contact list is a query over those in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.audit.models import AuditEvent
from corridor.web.consent import held
from corridor.web.consent import purposes as held_purposes
from corridor.web.consent.acts import called
from corridor.web.consent.domain import give
from corridor.web.consent.erasure import erase as erase_account
from corridor.web.consent.erasure import shares
from corridor.web.consent.errors import ConsentError
from corridor.web.consent.export import document as account_document
from corridor.web.consent.purposes import Wording, purposes
from corridor.web.consent.queries import acts_about
from corridor.web.consent.queries import standings as account_standings
from corridor.web.consent.queries import told as told_acts
from corridor.web.consent.retention import carry_out, due
from corridor.web.stakeholders.domain import add_body, add_contact, agree, change_contact, contact_for, erase, withdraw
from corridor.web.stakeholders.errors import StakeholderError
from corridor.web.stakeholders.export import document
from corridor.web.stakeholders.models import Agreement, Contact, Farewell, QuarantinedRow
from corridor.web.stakeholders.queries import agrees, contact_list, on_list, standings, to_confirm
from tests.web.stakeholders.made import make_body, make_contact

pytestmark = pytest.mark.django_db
LIST = "contact_list"


def listed(organisation: Any, **wanted: str) -> list[str]:
    return [contact.email for contact in contact_list(organisation, **wanted)]


def test_nobody_is_on_the_list_by_being_entered(organisation: Any) -> None:
    region = organisation()
    contact = make_contact(region)
    assert not agrees(contact, LIST)
    assert not agrees(None, LIST)
    assert listed(region) == []


def test_a_contact_agrees_and_withdraws_and_both_stay(organisation: Any) -> None:
    region = organisation()
    contact = make_contact(region)
    given = agree(contact=contact, purpose=LIST, language="nl", actor=contact, evidence={"page": "registration"})
    assert given.evidence == {
        "by": "self",
        "page": "registration",
        "text_sha256": purposes()[LIST].wording().digest("nl"),
    }
    assert agree(contact=contact, purpose=LIST, language="fr", actor=contact) == given, "the same word is one row"
    assert agrees(contact, LIST)
    assert listed(region) == ["ann@example.org"]
    withdraw(contact=contact, purpose=LIST, actor=contact)
    assert withdraw(contact=contact, purpose=LIST, actor=contact) is None
    assert not agrees(contact, LIST)
    assert listed(region) == []
    agree(contact=contact, purpose=LIST, language="fr", actor=contact)
    assert listed(region) == ["ann@example.org"]
    rows = Agreement.objects.order_by("at").values_list("change", "language")
    assert list(rows) == [("given", "nl"), ("withdrawn", "nl"), ("given", "fr")]
    events = AuditEvent.objects.filter(person=contact.pk).order_by("at")
    assert [(e.verb, e.actor) for e in events][1:] == [
        ("stakeholders.agreed", None),
        ("stakeholders.withdrew", None),
        ("stakeholders.agreed", None),
    ]


def test_what_somebody_else_writes_down_says_so(organisation: Any, person: Any) -> None:
    region = organisation()
    contact, clerk = make_contact(region), person("convener", region)
    before = Contact.objects.get().heard_at
    made = agree(contact=contact, purpose=LIST, language="fr", actor=clerk, evidence={"form": "paper"})
    assert (made.evidence["by"], made.evidence["form"]) == ("other", "paper")
    heard = Contact.objects.get().heard_at
    assert heard > before, "the paper comes from the person"
    withdraw(contact=contact, purpose=LIST, actor=clerk)
    assert Contact.objects.get().heard_at == heard, "the person said nothing themselves"
    assert AuditEvent.objects.get(verb="stakeholders.agreed").actor == clerk.pk


UNPROVEN = {"form": "event_registration", "event": "conference", "address_confirmed": False}


def test_an_agreement_by_whoever_typed_the_address_counts_for_nothing(organisation: Any) -> None:
    region = organisation()
    contact = make_contact(region)
    given: dict[str, Any] = {"contact": contact, "purpose": LIST, "language": "en", "actor": None}
    before = Contact.objects.get().heard_at
    agree(**given, evidence=UNPROVEN)
    assert (agrees(contact, LIST), listed(region), on_list([contact])) == (False, [], {})
    assert to_confirm(contact, LIST)
    (standing,) = standings(contact)
    assert (standing.held, standing.asked_again, standing.latest, len(standing.history)) == (False, False, None, 1)
    assert Contact.objects.get().heard_at == before
    assert withdraw(contact=contact, purpose=LIST, actor=contact) is None, "there is nothing to withdraw"
    agree(**given | {"actor": contact}, evidence=UNPROVEN | {"address_confirmed": True})
    assert listed(region) == ["ann@example.org"]
    assert not to_confirm(contact, LIST)


def test_a_stranger_changes_nothing_of_what_the_person_said(organisation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    region = organisation()
    gone, stays = make_contact(region, agreed=True), make_contact(region, "bea@example.org", agreed=True)
    withdraw(contact=gone, purpose=LIST, actor=gone)
    for contact in (gone, stays):
        agree(contact=contact, purpose=LIST, language="en", actor=None, evidence=UNPROVEN)
    assert listed(region) == ["bea@example.org"]
    old = purposes()[LIST]
    later = Wording("next", date.today() - timedelta(days=1), False, old.wording().text)
    asked = {**purposes(), LIST: replace(old, wordings=(*old.wordings, later))}
    monkeypatch.setattr(held_purposes, "purposes", lambda: asked)
    monkeypatch.setattr("corridor.web.stakeholders.queries.purposes", lambda: asked)
    agree(contact=stays, purpose=LIST, language="en", actor=None, evidence=UNPROVEN)
    assert listed(region) == ["bea@example.org"], "nor does it take the place of an agreement to an earlier text"


def test_another_address_is_another_way_to_the_person(organisation: Any, person: Any) -> None:
    region = organisation()
    clerk, user = person("convener", region), person(email="ann@example.org")
    user.emailaddress_set.create(email="ann@example.org", verified=True)
    contact = make_contact(region, actor=user, agreed=True)
    assert contact.user == user
    change_contact(contact=contact, actor=clerk, name="Anna")
    assert agrees(contact, LIST)
    change_contact(contact=contact, actor=clerk, email="New@example.org")
    contact.refresh_from_db()
    assert (contact.email, contact.user) == ("new@example.org", None)
    assert listed(region) == []
    row = Agreement.objects.filter(change="withdrawn").get()
    assert (row.evidence["by"], row.evidence["form"]) == ("other", "address_changed")


@pytest.mark.parametrize(
    ("purpose", "key"),
    [("marketing", "unknown_purpose"), ("event_registration", "not_by_consent"), ("case_file", "not_of_contacts")],
)
def test_other_purposes_are_refused(organisation: Any, purpose: str, key: str) -> None:
    contact = make_contact(organisation())
    with pytest.raises(ConsentError) as refused:
        agree(contact=contact, purpose=purpose, language="en", actor=contact)
    assert refused.value.key == key
    assert not Agreement.objects.exists()


def test_an_account_is_not_asked_for_what_contacts_are_asked(person: Any) -> None:
    user = person()
    with pytest.raises(ConsentError) as refused:
        give(user=user, purpose=LIST, actor=user, language="en")
    assert refused.value.key == "not_of_accounts"
    assert all(refused.value.told(lang) for lang in ("en", "fr", "nl"))
    assert LIST not in {standing.purpose.id for standing in account_standings(user)}


def test_a_text_that_asks_again_ends_earlier_agreements(organisation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    region = organisation()
    contact = make_contact(region, agreed=True)
    other = make_contact(region, "bea@example.org")
    old = purposes()[LIST]
    later = Wording("next", date.today() - timedelta(days=1), True, old.wording().text)
    asked = {**purposes(), LIST: replace(old, wordings=(*old.wordings, later))}
    monkeypatch.setattr(held_purposes, "purposes", lambda: asked)
    monkeypatch.setattr("corridor.web.stakeholders.queries.purposes", lambda: asked)
    assert not agrees(contact, LIST)
    assert listed(region) == []
    (standing,) = standings(contact)
    assert (standing.held, standing.asked_again) == (False, True)
    agree(contact=other, purpose=LIST, language="en", actor=other)
    assert listed(region) == ["bea@example.org"]


def test_the_list_is_of_one_organisation_and_can_be_narrowed(organisation: Any) -> None:
    region, other = organisation(), organisation("Elsewhere")
    hospital = make_body(region, "Hospitals")
    union = make_body(region, "Union", kind="union", region="wallonia", sector="")
    make_contact(region, "a@example.org", agreed=True, body=hospital)
    make_contact(region, "b@example.org", agreed=True, body=union, language="fr")
    make_contact(region, "c@example.org", agreed=True)
    make_contact(region, "never@example.org", body=hospital)
    make_contact(other, "leak@example.org", agreed=True)
    assert listed(region) == ["a@example.org", "b@example.org", "c@example.org"]
    assert listed(region, region="flanders", kind="employers", side="destination") == ["a@example.org"]
    assert listed(region, sector="health") == ["a@example.org"]
    assert listed(region, language="fr") == ["b@example.org"]
    assert listed(other) == ["leak@example.org"]


# ---- contacts -----------------------------------------------------------------------------------


def test_a_contact_is_found_by_the_address_in_whatever_case(organisation: Any, person: Any) -> None:
    region, elsewhere = organisation(), organisation("Elsewhere")
    first = make_contact(region, " Ann@Example.org ", name="Ann")
    again = make_contact(region, "ANN@example.org", name="Mallory", language="fr")
    assert first == again
    assert (again.email, again.name, again.language) == ("ann@example.org", "Ann", "en")
    assert make_contact(elsewhere, "ann@example.org") != first
    user = person(email="ann@example.org")
    given: dict[str, Any] = {"organisation": region, "email": "ann@example.org", "name": "", "language": "en"}
    assert contact_for(**given, actor=user).user is None, "anybody can open an account with any address"
    user.emailaddress_set.create(email="ann@example.org", verified=True)
    assert contact_for(**given, actor=user).user == user
    assert contact_for(**given | {"organisation": elsewhere}, actor=person()).user is None
    made = contact_for(**given | {"organisation": organisation("Third")}, actor=user)
    assert made.user == user
    user.emailaddress_set.all().delete()
    newcomer = person(email="new@example.org")
    newcomer.emailaddress_set.create(email="Ann@example.org", verified=True)
    assert contact_for(**given, actor=newcomer).user == newcomer, "who confirmed the address last"
    assert AuditEvent.objects.filter(verb="stakeholders.contact_linked", person=first.pk).count() == 2
    stranger = person(email="other@example.org")
    assert (
        contact_for(organisation=region, email="bea@example.org", name="", language="en", actor=stranger).user is None
    )


def test_nobody_makes_an_account_anothers_by_opening_one(organisation: Any, person: Any) -> None:
    user = person(email="ann@example.org")
    assert make_contact(organisation(), actor=user).user is None, "the address is not confirmed"


def test_the_term_is_renewed_by_the_person_alone(organisation: Any, person: Any) -> None:
    region = organisation()
    contact = make_contact(region)
    long_ago = timezone.now() - timedelta(days=300)
    Contact.objects.update(heard_at=long_ago)
    make_contact(region, actor=person("convener", region))
    make_contact(region, actor=None)
    assert Contact.objects.get().heard_at == long_ago
    make_contact(region, actor=contact)
    assert Contact.objects.get().heard_at > long_ago


def test_an_unknown_language_waits_for_the_person(organisation: Any) -> None:
    region = organisation()
    contact = make_contact(region, language="")
    assert (contact.language, contact.written_in) == ("", "en")
    assert make_contact(region, language="nl").language == "nl"
    assert make_contact(region, language="fr").language == "nl"


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "x" * 300 + "@example.org", "a@example.org\nBcc: b@example.org"]
)
def test_what_is_no_address_is_refused(organisation: Any, email: str) -> None:
    with pytest.raises(StakeholderError) as refused:
        make_contact(organisation(), email)
    assert refused.value.key == "not_an_address"
    assert not Contact.objects.exists()


def test_a_body_of_another_organisation_is_refused(organisation: Any) -> None:
    body = make_body(organisation("Elsewhere"))
    with pytest.raises(StakeholderError) as refused:
        make_contact(organisation(), body=body)
    assert refused.value.key == "other_organisation"


def test_what_somebody_else_wrote_meanwhile_is_refused(organisation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look before finds nothing, the database does."""
    region = organisation()
    make_body(region)
    contact = make_contact(region)
    monkeypatch.setattr(QuerySet, "exists", lambda self: False)
    with pytest.raises(StakeholderError) as refused:
        add_contact(organisation=region, email=contact.email, name="", language="", role="", body=None, actor=None)
    assert refused.value.key == "contact_exists"
    with pytest.raises(StakeholderError) as refused:
        add_body(organisation=region, name="FEDERATION", side="eu", kind="agency", actor=None)
    assert refused.value.key == "body_exists"


# ---- export and erasure -------------------------------------------------------------------------


def test_a_contact_exports_what_is_held_and_nothing_of_others(organisation: Any) -> None:
    region = organisation()
    contact = make_contact(region, agreed=True, body=make_body(region))
    make_contact(region, "other@example.org", agreed=True, name="Other")
    found = document(contact)
    assert found["contact"]["email"] == "ann@example.org"
    assert found["contact"]["body"] == "Federation"
    (row,) = found["held"]["stakeholders.Agreement.contact"]["rows"]
    assert (row["purpose"], row["change"]) == (LIST, "given")
    assert {event["verb"] for event in found["events"]} == {"stakeholders.contact_made", "stakeholders.agreed"}
    assert "ther@example" not in str(found)


def test_after_an_erasure_no_row_points_to_the_contact(organisation: Any) -> None:
    region = organisation()
    contact, other = make_contact(region, agreed=True), make_contact(region, "other@example.org", agreed=True)
    QuarantinedRow.objects.create(organisation=region, row=2, cells={"email": "Ann@example.org"}, faults=[])
    QuarantinedRow.objects.create(organisation=region, row=3, cells={"email": "bea@example.org"}, faults=[])
    key = contact.pk
    counts = erase(contact=contact, actor=contact, reason="asked")
    assert counts["stakeholders.Agreement:delete"] == 1
    for model, name in held.keys_to(Contact):
        assert not apps.get_model(model)._base_manager.filter(**{name: key}).exists(), f"{model}.{name}"
    assert list(Contact.objects.all()) == [other]
    assert Agreement.objects.get().contact == other
    assert QuarantinedRow.objects.get().row == 3
    farewell = Farewell.objects.get()
    assert (farewell.month.day, farewell.count) == (1, 1)
    assert "ann@example.org" not in str(list(AuditEvent.objects.values()))


def test_an_account_takes_its_contacts_along(organisation: Any, person: Any) -> None:
    """Export and erasure of a user reach what hangs on the contacts that are the same person, and no further."""
    region, elsewhere = organisation(), organisation("Elsewhere")
    user = person(email="ann@example.org")
    clerk = person("convener", region)
    for place in (region, elsewhere):
        assert make_contact(place, actor=user, agreed=True).user is None
    make_contact(region, "other@example.org", agreed=True)
    change_contact(contact=Contact.objects.get(organisation=region, email=user.email), actor=clerk, role="Chair")
    assert "stakeholders.Contact.user" not in account_document(user)["held"], "nothing shows that it is the same person"
    user.emailaddress_set.create(email="Ann@Example.org", verified=True)
    assert {share.held.model for share in shares(user)} >= {"stakeholders.Contact", "stakeholders.Agreement"}
    about = told_acts(acts_about(user))
    assert {act.by for act in about if act.called == called("stakeholders.contact_changed")} == {"member"}
    assert called("stakeholders.agreed") not in [act.called for act in about], "the person's own acts by a link"
    told = account_document(user)
    assert len(told["held"]["stakeholders.Agreement.contact"]["rows"]) == 2
    assert {row["organisation"] for row in told["held"]["stakeholders.Contact.user"]["rows"]} == {"Region", "Elsewhere"}
    assert "stakeholders.agreed" in {event["verb"] for event in told["events"]}
    assert "other@example.org" not in str(told)
    assert {share.held.model: share.rows for share in shares(user)}["stakeholders.Agreement"] == 2
    counts = erase_account(user=user, actor=user, reason="asked")
    assert counts["stakeholders.Agreement:delete"] == 2
    assert counts["stakeholders.Contact:delete"] == 2
    assert not User.objects.filter(pk=user.pk).exists()
    assert Contact.objects.get().email == "other@example.org"
    assert sum(Farewell.objects.values_list("count", flat=True)) == 2


def test_contacts_not_heard_of_for_long_are_erased(organisation: Any) -> None:
    region = organisation()
    make_contact(region, "old@example.org", agreed=True)
    make_contact(region, "new@example.org", agreed=True)
    long_ago = timezone.now() - timedelta(days=25 * 31)
    Contact.objects.filter(email="old@example.org").update(heard_at=long_ago)
    row = QuarantinedRow.objects.create(organisation=region, row=2, cells={}, faults=[])
    QuarantinedRow.objects.filter(pk=row.pk).update(at=timezone.now() - timedelta(days=31))
    before = {found.what["en"]: found.count for found in due()}
    assert before["Contacts not heard of for long"] == 1
    assert Contact.objects.count() == 2, "looking changes nothing"
    carry_out(actor=None)
    assert listed(region) == ["new@example.org"]
    assert not QuarantinedRow.objects.exists()
    assert Farewell.objects.get().count == 1
