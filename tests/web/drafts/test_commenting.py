"""Comments: by link or account, for an organisation or in person, within the days, and taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from corridor.consultation.draft.records import COMMENT_LIMIT
from corridor.web.audit.models import AuditEvent
from corridor.web.drafts.domain.commenting import MOST
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Comment
from corridor.web.organisations.models import Role
from corridor.web.stakeholders import links
from corridor.web.stakeholders.domain import erase
from corridor.web.stakeholders.models import Contact
from tests.web.drafts.made import close, confirmed, contact, draft, link, publish, said

pytestmark = pytest.mark.django_db
GIVEN = {
    "stance": "object",
    "text": "Too slow.",
    "proposed": "",
    "on_behalf": "body",
    "body_name": "  Union  of   Work ",
    "language": "en",
}


@pytest.fixture
def made(organisation: Any) -> Any:
    found = draft(organisation())
    publish(found)
    return found


def page(made: Any, key: str = "aim") -> str:
    return f"/en/drafts/{made.slug}/sections/{key}/"


def test_somebody_with_a_link_comments_without_an_account(client: Any, made: Any) -> None:
    person = contact(made.organisation)
    assert client.get(link(made, person)).headers["Location"] == f"/en/drafts/{made.slug}/"
    answer = client.post(page(made), GIVEN, follow=True)
    one = Comment.objects.get()
    assert (one.contact, one.body_name, one.in_person, one.text) == (person, "Union of Work", False, "Too slow.")
    assert "Your comment on section 1 is noted." in answer.content.decode()
    event = AuditEvent.objects.get(verb="drafts.commented")
    assert (event.actor, event.person) == (None, person.pk)
    assert (event.subject, event.detail) == (str(one.section_id), {"round": 1, "section": "1"})
    client.post("/en/drafts/leave/")
    assert "Too slow." not in client.get(f"/en/drafts/{made.slug}/mine/").content.decode()


def test_an_account_comments_and_becomes_a_contact(client: Any, made: Any, person: Any) -> None:
    user = confirmed(person())
    client.force_login(user)
    client.post(page(made), {**GIVEN, "on_behalf": "person", "body_name": "ignored"})
    one = Comment.objects.get()
    assert one.contact.user == user
    assert one.in_person
    assert one.body_name == ""
    assert "Too slow." in client.get(f"/en/drafts/{made.slug}/mine/").content.decode()


def test_an_account_whose_address_is_not_confirmed_speaks_for_nobody(client: Any, made: Any, person: Any) -> None:
    user = person()
    known = contact(made.organisation, user.email)
    for verified in (None, False):
        if verified is False:
            user.emailaddress_set.create(email=user.email, verified=False, primary=True)
        client.force_login(user)
        answer = client.post(page(made), GIVEN)
        body = answer.content.decode()
        assert answer.status_code == 422
        assert "The e-mail address of your account is not confirmed" in body
        assert "Too slow." in body
    assert not Comment.objects.exists()
    assert list(Contact.objects.all()) == [known]
    client.get(link(made, known))
    assert client.post(page(made), GIVEN).status_code == 302
    assert Comment.objects.get().contact == known


def test_a_comment_is_in_the_language_that_its_author_says(client: Any, made: Any) -> None:
    client.get(link(made, contact(made.organisation)))
    form = client.get(page(made).replace("/en/", "/nl/")).content.decode()
    order = re.findall(r'<option value="(\w\w)"', form)
    assert order == ["nl", "en", "fr"], "the language of the page first"
    client.post(page(made).replace("/en/", "/nl/"), {**GIVEN, "text": "Trop lent.", "language": "fr"})
    assert Comment.objects.get().language == "fr"
    assert '<div class="govuk-body c-text" lang="fr">' in client.get(f"/en/drafts/{made.slug}/mine/").content.decode()


def test_without_link_or_account_the_text_is_kept_and_nothing_written(client: Any, made: Any) -> None:
    answer = client.post(page(made), GIVEN)
    assert answer.status_code == 422
    assert "You are not signed in." in answer.content.decode()
    assert "Too slow." in answer.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(0, 410), (30, 302)])
def test_an_expired_link_is_gone(client: Any, made: Any, days: int, status: int) -> None:
    address = link(made, contact(made.organisation), days=days)
    answer = client.get(address)
    assert answer.status_code == status
    if status == 410:
        assert "This link has expired." in answer.content.decode()
        client.post(page(made), GIVEN)
        assert not Comment.objects.exists()


def test_forged_links_and_links_for_another_use_lead_nowhere(client: Any, made: Any) -> None:
    person = contact(made.organisation)
    other = links.make(person, links.MINE, about=made.pk.hex, days=30)
    broken = links.make(person, "comment", about="nothing", days=30)
    for token in ("forged", other, link(made, person).split("/")[-2] + "x"):
        assert client.get(f"/en/drafts/link/{token}/").status_code == 404
    assert client.get(f"/en/drafts/link/{broken}/").status_code == 404
    assert "drafts_link" not in client.session


def test_a_link_to_one_draft_opens_no_other(client: Any, made: Any) -> None:
    second = draft(made.organisation)
    publish(second)
    person = contact(made.organisation)
    said(second.rounds.get(), person, text="Only here.")
    client.get(link(made, person))
    assert "Only here." not in client.get(f"/en/drafts/{second.slug}/mine/").content.decode()
    assert client.post(page(second), GIVEN).status_code == 422


def test_the_link_of_an_erased_person_is_dead(client: Any, made: Any) -> None:
    person = contact(made.organisation)
    client.get(link(made, person))
    erase(contact=person, actor=None, reason="asked")
    assert client.post(page(made), GIVEN).status_code == 422
    assert not Comment.objects.exists()


def test_a_comment_that_is_too_long_is_told_and_kept(client: Any, made: Any) -> None:
    client.get(link(made, contact(made.organisation)))
    text = "word " * (COMMENT_LIMIT // 5) + "END"
    answer = client.post(page(made), {**GIVEN, "text": text})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert f"The text has {COMMENT_LIMIT + 3} characters; {COMMENT_LIMIT} are allowed" in body
    assert "word END</textarea>" in body
    assert 'href="#id_text"' in body
    assert not Comment.objects.exists()
    assert client.post(page(made), {**GIVEN, "text": "x" * COMMENT_LIMIT}).status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "id_text"),
        ({"stance": "amend"}, "id_proposed"),
        ({"proposed": "Another text."}, "id_proposed"),
        ({"body_name": " "}, "id_body_name"),
        ({"body_name": "x" * 201}, "id_body_name"),
        ({"stance": "hate"}, "id_stance"),
        ({"on_behalf": ""}, "id_on_behalf"),
        ({"language": "xx"}, "id_language"),
    ],
)
def test_what_a_comment_must_say(client: Any, made: Any, change: dict[str, str], field: str) -> None:
    client.get(link(made, contact(made.organisation)))
    answer = client.post(page(made), {**GIVEN, **change})
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.content.decode()
    assert not Comment.objects.exists()


def test_scripts_are_text(client: Any, made: Any) -> None:
    client.get(link(made, contact(made.organisation)))
    bad = "<script>alert(1)</script>"
    values = {**GIVEN, "stance": "amend", "text": bad, "proposed": bad, "body_name": bad}
    body = client.post(page(made), values, follow=True).content.decode()
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
    assert bad not in body
    close(made.rounds.get())
    assert bad not in client.get(f"/en/drafts/{made.slug}/answers/").content.decode()


def test_the_same_comment_twice_is_one(made: Any) -> None:
    person = contact(made.organisation)
    assert said(made.rounds.get(), person) == said(made.rounds.get(), person)
    for number in range(MOST - 1):
        said(made.rounds.get(), person, text=f"Reason {number}.")
    with pytest.raises(DraftRefusal) as caught:
        said(made.rounds.get(), person, text="One more.")
    assert caught.value.key == "too_many"
    assert Comment.objects.count() == MOST


def test_after_the_deadline_the_form_says_so_and_keeps_what_was_typed(client: Any, made: Any, person: Any) -> None:
    user = person()
    client.force_login(user)
    close(made.rounds.get())
    answer = client.post(page(made), {**GIVEN, "text": "Typed too late."})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "This round closed on" in body
    assert "Typed too late." in body
    assert "Send the comment" not in body
    assert not Comment.objects.exists()
    assert not user.contacts.exists()
    assert "Send the comment" not in client.get(page(made)).content.decode()


def test_before_the_first_day_nothing_is_taken(client: Any, organisation: Any) -> None:
    made = draft(organisation())
    publish(made, opens=2, closes=5)
    client.get(link(made, contact(made.organisation)))
    assert client.post(page(made), GIVEN).status_code == 422
    assert not Comment.objects.exists()


def test_own_comments_are_withdrawn_until_the_last_day(client: Any, made: Any) -> None:
    mine, other = contact(made.organisation), contact(made.organisation, "other@example.org")
    round = made.rounds.get()
    one, foreign = said(round, mine), said(round, other, text="Not yours.")
    client.get(link(made, mine))
    assert "Not yours." not in client.get(f"/en/drafts/{made.slug}/mine/").content.decode()
    assert client.post(f"/en/drafts/{made.slug}/mine/{foreign.pk}/withdraw/").status_code == 404
    assert "Withdraw this comment?" in client.get(f"/en/drafts/{made.slug}/mine/{one.pk}/withdraw/").content.decode()
    done = client.post(f"/en/drafts/{made.slug}/mine/{one.pk}/withdraw/", follow=True)
    assert "Its words are deleted." in done.content.decode()
    assert list(Comment.objects.all()) == [foreign]
    events = AuditEvent.objects.filter(verb__startswith="drafts.comment")
    assert not [event for event in events if str(one.pk) in (event.subject, str(event.detail))]
    assert not [event for event in events if "object" in str(event.detail)]
    second = said(round, mine, text="Again.")
    close(round)
    answer = client.post(f"/en/drafts/{made.slug}/mine/{second.pk}/withdraw/", follow=True)
    assert "This round closed on" in answer.content.decode()
    assert Comment.objects.filter(pk=second.pk).exists()


def test_somebody_of_another_organisation_sees_no_draft_in_preparation(
    client: Any, organisation: Any, person: Any
) -> None:
    hidden = draft(organisation())
    stranger = person(Role.CONVENER, organisation("Elsewhere"))
    client.force_login(stranger)
    assert client.get(f"/en/drafts/{hidden.slug}/").status_code == 404
    assert client.get(page(hidden)).status_code == 404
    assert hidden.title["en"] not in client.get("/en/drafts/").content.decode()
