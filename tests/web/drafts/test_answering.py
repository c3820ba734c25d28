"""Answers: one for several, replaced, told to the authors once; what everybody reads; files to take along."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core import mail

from corridor.web.audit.models import AuditEvent
from corridor.web.drafts.background import _told
from corridor.web.drafts.domain.answering import answer, tell_again
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.models import Answer, Comment
from corridor.web.drafts.queries import untold
from corridor.web.jobs.models import Job
from corridor.web.organisations.models import Role
from tests.web.drafts.made import close, contact, draft, publish, said

pytestmark = pytest.mark.django_db
WHY = {"en": "In 60 days.", "fr": "Dans les 60 jours."}


@pytest.fixture
def made(organisation: Any) -> Any:
    found = draft(organisation())
    publish(found)
    return found


@pytest.fixture
def convener(person: Any, organisation: Any) -> Any:
    return person(Role.CONVENER, organisation())


def test_several_comments_get_one_answer_and_their_authors_one_message_each(
    client: Any, made: Any, convener: Any, django_capture_on_commit_callbacks: Any
) -> None:
    union = contact(made.organisation, language="fr")
    other = contact(made.organisation, "other@example.org")
    round = made.rounds.get()
    every = [said(round, union), said(round, union, "fees"), said(round, other, body="")]
    left = said(round, other, "fees", body="", text="Still waits.")
    client.force_login(convener)
    start = client.get(f"/en/drafts/{made.slug}/manage/answer/", {"c": [one.pk for one in every]})
    assert "Answer 3 comments with the same words" in start.content.decode()
    values = {"c": [one.pk for one in every], "outcome": "partly", "why_en": WHY["en"], "why_fr": WHY["fr"]}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/en/drafts/{made.slug}/manage/answer/", values).status_code == 302
    assert Answer.objects.filter(outcome="partly", by=convener, why=WHY).count() == 3
    assert not Answer.objects.filter(comment=left).exists()
    assert sorted(message.to[0] for message in mail.outbox) == ["other@example.org", "union@example.org"]
    (french,) = [message for message in mail.outbox if message.to == ["union@example.org"]]
    assert "Réponses à vos commentaires" in french.subject
    assert "Projet sur le recrutement" in french.subject
    assert french.body.count("Dans les 60 jours.") == 2
    assert "Retenu en partie" in french.body
    assert "http://testserver/fr/drafts/link/" in french.body
    assert not Answer.objects.filter(told_at=None).exists()
    draft_page, own_page = (part.split()[0] for part in french.body.split("http://testserver")[1:])
    assert own_page.startswith("/fr/stakeholders/mine/")
    assert "union@example.org" in client.get(own_page, follow=True).content.decode()
    assert client.get(draft_page, follow=True).status_code == 200


def test_the_same_answer_again_tells_nobody_and_another_one_does(
    made: Any, convener: Any, django_capture_on_commit_callbacks: Any
) -> None:
    one = said(made.rounds.get(), contact(made.organisation))

    def give(outcome: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            answer(draft=made, comments=[one], outcome=outcome, why=WHY, actor=convener)

    give("partly")
    give("partly")
    assert len(mail.outbox) == 1
    give("taken_up")
    assert len(mail.outbox) == 2
    assert Answer.objects.get().outcome == "taken_up"


def test_mail_that_is_not_taken_is_sent_later(
    made: Any, convener: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    one = said(made.rounds.get(), contact(made.organisation))
    settings.EMAIL_BACKEND = "tests.web.drafts.no_mail.Backend"
    with django_capture_on_commit_callbacks(execute=True):
        job = answer(draft=made, comments=[one], outcome="partly", why=WHY, actor=convener)
    assert job is not None
    job.refresh_from_db()
    assert job.state == "failed"
    assert "1 of 1" in job.fault["message"]["en"]
    assert Answer.objects.get().told_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        tell_again(draft=made, actor=convener)
    assert len(mail.outbox) == 1
    assert Answer.objects.get().told_at is not None
    with pytest.raises(DraftRefusal):
        tell_again(draft=made, actor=convener)


def test_of_two_jobs_one_tells_and_a_replaced_answer_is_not_told(made: Any, convener: Any) -> None:
    one = said(made.rounds.get(), contact(made.organisation))
    answer(draft=made, comments=[one], outcome="partly", why=WHY, actor=convener)
    (first,) = untold([Answer.objects.get().pk])
    answer(draft=made, comments=[one], outcome="taken_up", why=WHY, actor=convener)
    (second,) = untold([first.pk])
    assert _told([first])
    assert not mail.outbox
    assert _told([second])
    assert _told([second])
    assert len(mail.outbox) == 1
    assert AuditEvent.objects.filter(verb="drafts.author_told").count() == 1
    assert Answer.objects.get().told_at is not None


def test_an_answer_says_why(client: Any, made: Any, convener: Any) -> None:
    one = said(made.rounds.get(), contact(made.organisation))
    client.force_login(convener)
    address = f"/en/drafts/{made.slug}/manage/answer/"
    bad = client.post(address, {"c": one.pk, "outcome": "taken_up", "why_en": " "})
    assert bad.status_code == 422
    assert "The answer gives no reason" in bad.content.decode()
    long = client.post(address, {"c": one.pk, "outcome": "taken_up", "why_en": "x" * 10_001})
    assert long.status_code == 422
    assert "x" * 10_001 in long.content.decode()
    assert not Answer.objects.exists()


def test_comments_of_another_draft_are_not_answered(
    client: Any, made: Any, convener: Any, organisation: Any, person: Any
) -> None:
    other = draft(organisation("Elsewhere"))
    foreign = said(publish(other), contact(other.organisation), text="A secret remark.")
    client.force_login(convener)
    values = {"c": [foreign.pk, "nonsense"], "outcome": "taken_up", "why_en": "So."}
    page = client.post(f"/en/drafts/{made.slug}/manage/answer/", values, follow=True).content.decode()
    assert "No comment is chosen" in page
    assert "A secret remark." not in page
    for address in ("comments/", "comments.csv", f"answer/?c={foreign.pk}"):
        assert client.get(f"/en/drafts/{other.slug}/manage/{address}").status_code == 404
    assert not Answer.objects.exists()


def test_filters(client: Any, made: Any, convener: Any) -> None:
    round, union = made.rounds.get(), contact(made.organisation)
    slow = said(round, union, body="Union", text="About slowness.")
    said(round, union, "fees", body="", stance="support", text="About money.")
    answer(draft=made, comments=[slow], outcome="partly", why=WHY, actor=convener)
    client.force_login(convener)

    def found(**wanted: str) -> tuple[bool, bool]:
        page = client.get(f"/en/drafts/{made.slug}/manage/comments/", wanted).content.decode()
        return "About slowness." in page, "About money." in page

    assert found() == (True, True)
    assert found(section="fees") == (False, True)
    assert found(stance="object") == (True, False)
    assert found(body="Union") == (True, False)
    assert found(body="-") == (False, True)
    assert found(answered="no") == (False, True)
    assert found(answered="yes", round="1") == (True, False)
    assert found(stance="nonsense") == (True, True)


def test_who_answers_from_a_filtered_list_comes_back_to_it(client: Any, made: Any, convener: Any) -> None:
    round, union = made.rounds.get(), contact(made.organisation)
    one = said(round, union)
    said(round, union, "fees", text="Not on this list.")
    client.force_login(convener)
    wanted = {"section": "aim", "answered": "no"}
    address = f"/en/drafts/{made.slug}/manage/answer/"
    for page in (f"/en/drafts/{made.slug}/manage/comments/", address):
        body = client.get(page, wanted | {"c": str(one.pk)}).content.decode()
        for name, value in wanted.items():
            assert f'<input type="hidden" name="{name}" value="{value}">' in body
    values = wanted | {"c": str(one.pk), "outcome": "partly", "why_en": "In part."}
    after = client.post(address, values, follow=True)
    assert after.redirect_chain[0][0] == f"/en/drafts/{made.slug}/manage/comments/?section=aim&answered=no"
    assert "Not on this list." not in after.content.decode()


def test_while_authors_are_told_nobody_is_asked_to_tell_them(client: Any, made: Any, convener: Any) -> None:
    one = said(made.rounds.get(), contact(made.organisation))
    answer(draft=made, comments=[one], outcome="partly", why=WHY, actor=convener)  # the job waits for the commit
    client.force_login(convener)
    address = f"/en/drafts/{made.slug}/manage/comments/"
    page = client.get(address).content.decode()
    assert "Tell the authors" not in page
    assert "Telling authors of answers" in page
    Job.objects.all().delete()
    assert "Tell the authors" in client.get(address).content.decode()


def test_persons_are_named_nowhere_and_organisations_as_stated(client: Any, made: Any, convener: Any) -> None:
    person = contact(made.organisation, "secret.name@example.org")
    person.name = "Secret Name"
    person.save()
    round = made.rounds.get()
    said(round, person, body="", text="In my own name.")
    said(round, person, body="Stated Body", text="For a body.")
    assert "In my own name." not in client.get(f"/en/drafts/{made.slug}/answers/").content.decode()
    close(round)
    public = client.get(f"/en/drafts/{made.slug}/answers/").content.decode()
    assert "In my own name." in public
    assert "a person" in public
    assert "Stated Body" in public
    client.force_login(convener)
    base = f"/en/drafts/{made.slug}/manage/comments"
    every = [public, *(client.get(f"{base}{end}").content.decode() for end in ("/", ".csv", ".json"))]
    assert all("Stated Body" in one and "Secret Name" not in one and "secret.name" not in one for one in every)


def test_exports_hold_comments_with_answers_and_are_written_down(client: Any, made: Any, convener: Any) -> None:
    round, union = made.rounds.get(), contact(made.organisation)
    one = said(round, union, body="=1+1", text="Too slow.", stance="amend", proposed="60 days.")
    answer(draft=made, comments=[one], outcome="partly", why=WHY, actor=convener)
    said(round, union, "fees", body="", text="No.")
    client.force_login(convener)
    sheet = client.get(f"/en/drafts/{made.slug}/manage/comments.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    assert [row["by"] for row in rows] == ["organisation", "person"]
    assert (rows[0]["outcome"], rows[0]["why_fr"], rows[0]["proposed"]) == ("partly", WHY["fr"], "60 days.")
    assert not rows[0]["organisation"].startswith("=")
    document = json.loads(client.get(f"/en/drafts/{made.slug}/manage/comments.json?section=aim").content)
    assert [found["organisation"] for found in document["comments"]] == ["=1+1"]
    assert document["comments"][0]["answer"]["why"] == WHY
    assert client.head(f"/en/drafts/{made.slug}/manage/comments.csv").status_code == 200
    events = AuditEvent.objects.filter(verb="drafts.comments_exported", actor=convener.pk)
    assert sorted((event.detail["form"], event.detail["comments"]) for event in events) == [("csv", 2), ("json", 1)]


def test_a_viewer_reads_and_does_not_answer_or_export(client: Any, made: Any, person: Any, organisation: Any) -> None:
    one = said(made.rounds.get(), contact(made.organisation))
    client.force_login(person(Role.VIEWER, organisation()))
    page = client.get(f"/en/drafts/{made.slug}/manage/comments/").content.decode()
    assert one.text in page
    assert "Answer those that are chosen" not in page
    assert "as CSV" not in page
    assert client.post(f"/en/drafts/{made.slug}/manage/answer/", {"c": one.pk}).status_code == 403
    assert client.get(f"/en/drafts/{made.slug}/manage/comments.csv").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_comments_costs_the_same_for_one_and_three(
    client: Any, made: Any, convener: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        one = said(made.rounds.get(), contact(made.organisation, f"c{number}@example.org"), text=f"Reason {number}.")
        answer(draft=made, comments=[one], outcome="partly", why=WHY, actor=convener)
    client.force_login(convener)
    client.get(f"/en/drafts/{made.slug}/manage/comments/")
    with django_assert_num_queries(13):
        client.get(f"/en/drafts/{made.slug}/manage/comments/")
    close(made.rounds.get())
    client.logout()
    with django_assert_num_queries(5):
        client.get(f"/en/drafts/{made.slug}/answers/")
    assert Comment.objects.count() == count
