"""What is held about people: exports, erasure, the end of its term."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from corridor.web.consent import retention
from corridor.web.consent.erasure import erase as erase_account
from corridor.web.consent.held import undeclared, unsound
from corridor.web.drafts.domain.answering import answer
from corridor.web.drafts.models import Answer, Invitation
from corridor.web.drafts.queries import comments_in, tally_of
from corridor.web.organisations.models import Role
from corridor.web.stakeholders.domain import erase
from corridor.web.stakeholders.models import Contact
from tests.web.drafts.made import close, contact, draft, publish, said

pytestmark = pytest.mark.django_db


def test_every_key_to_a_person_of_this_app_is_declared() -> None:
    assert not [key for key in (*undeclared(), *unsound()) if "drafts." in key.lower()]


def test_erasure_leaves_the_organisations_word_and_the_count_of_a_persons(organisation: Any, person: Any) -> None:
    made = draft(organisation())
    round, who, other = publish(made), contact(organisation()), contact(organisation(), "other@example.org")
    convener = person(Role.CONVENER, organisation())
    body = said(round, who, body="Union", text="For the union.")
    own = said(round, who, "fees", body="", stance="amend", text="I myself.", proposed="My text.")
    stays = said(round, other, body="", text="Of somebody else.")
    answer(draft=made, comments=[own], outcome="partly", why={"en": "In part."}, actor=convener)
    Invitation.objects.create(round=round, contact=who)
    before = tally_of(comments_in(made))
    erase(contact=who, actor=None, reason="asked")
    for one in (body, own, stays):
        one.refresh_from_db()
    assert (body.contact, body.text, body.body_name, body.erased) == (None, "For the union.", "Union", False)
    assert (own.contact, own.text, own.proposed, own.stance, own.erased) == (None, "", "", "amend", True)
    assert (stays.contact, stays.text) == (other, "Of somebody else.")
    assert Answer.objects.get().why == {"en": "In part."}
    assert not Invitation.objects.exists()
    after = tally_of(comments_in(made))
    assert (after.stances, after.outcomes, after.bodies) == (before.stances, before.outcomes, before.bodies)


def test_an_erased_comment_waits_for_no_answer_and_says_why_it_is_empty(client: Any, organisation: Any) -> None:
    made = draft(organisation())
    round, who = publish(made), contact(organisation())
    said(round, who, body="", text="I myself.")
    assert tally_of(comments_in(made)).unanswered == 1
    erase(contact=who, actor=None, reason="asked")
    assert tally_of(comments_in(made)).unanswered == 0
    close(round)
    page = client.get(f"/en/drafts/{made.slug}/answers/").content.decode()
    assert "The words of this comment are erased." in page
    assert "I myself." not in page


@pytest.mark.parametrize("reason", ["retention", "organisation"])
def test_only_the_person_can_have_their_words_erased(client: Any, organisation: Any, person: Any, reason: str) -> None:
    made = draft(organisation())
    round, who = publish(made), contact(organisation())
    own = said(round, who, body="", text="I object, and say so.")
    if reason == "retention":
        close(round)
        answer(draft=made, comments=[own], outcome="partly", why={"en": "In part."}, actor=person())
        Answer.objects.update(told_at=timezone.now())
        Contact.objects.filter(pk=who.pk).update(heard_at=timezone.now() - timedelta(days=3 * 366))
        retention.carry_out(actor=None, now=timezone.now() + timedelta(seconds=1))
    else:
        client.force_login(person(Role.CONVENER, organisation()))
        client.post(f"/en/stakeholders/people/{who.pk}/erase/", {"understood": "on"})
    assert not Contact.objects.filter(pk=who.pk).exists()
    own.refresh_from_db()
    assert (own.contact, own.text, own.erased) == (None, "I object, and say so.", False)
    close(round)
    page = client.get(f"/en/drafts/{made.slug}/answers/").content.decode()
    assert "I object, and say so." in page
    assert "are erased." not in page


def test_who_is_asked_or_waits_for_an_answer_is_not_erased_for_silence(organisation: Any, person: Any) -> None:
    made = draft(organisation())
    round = publish(made)
    asked, said_so = contact(organisation(), "asked@example.org"), contact(organisation(), "said@example.org")
    contact(organisation(), "silent@example.org")
    Invitation.objects.create(round=round, contact=asked)
    own = said(round, said_so)

    def left() -> set[str]:
        Contact.objects.update(heard_at=timezone.now() - timedelta(days=3 * 366))
        retention.carry_out(actor=None)
        return set(Contact.objects.values_list("email", flat=True))

    assert left() == {"asked@example.org", "said@example.org"}
    close(round)
    assert left() == {"said@example.org"}, "the round is over, and the comment has no answer"
    answer(draft=made, comments=[own], outcome="partly", why={"en": "In part."}, actor=person())
    Answer.objects.update(told_at=None)
    assert left() == {"said@example.org"}, "answered, and not told"
    Answer.objects.update(told_at=timezone.now())
    assert left() == set()


def test_an_erased_account_takes_its_words_and_leaves_its_answers(organisation: Any, person: Any) -> None:
    made = draft(organisation())
    round, user, convener = publish(made), person(), person(Role.CONVENER, organisation())
    who = contact(organisation(), user.email)
    who.user = user
    who.save()
    own = said(round, who, body="", text="I myself.", actor=user)
    answer(draft=made, comments=[own], outcome="partly", why={"en": "So."}, actor=convener)
    erase_account(user=user, actor=user, reason="asked")
    erase_account(user=convener, actor=convener, reason="asked")
    own.refresh_from_db()
    assert (own.contact, own.text) == (None, "")
    assert (Answer.objects.get().by, Answer.objects.get().outcome) == (None, "partly")


def test_after_the_term_nothing_leads_from_a_comment_to_a_person(organisation: Any) -> None:
    made, younger = draft(organisation()), draft(organisation())
    old, young = publish(made), publish(younger)
    who = contact(organisation())
    one, two = said(old, who, body="", text="Long ago."), said(young, who)
    Invitation.objects.create(round=old, contact=who)
    close(old, opens=-5 * 366 - 40, closes=-5 * 366 - 31)
    retention.carry_out(actor=None, now=timezone.now() + timedelta(seconds=1))
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.contact, one.text) == (None, "Long ago.")
    assert two.contact == who
    assert not Invitation.objects.exists()
