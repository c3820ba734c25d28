"""Questions from the room: asked, read by a moderator, shown, supported, merged, translated; a name only by choice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from corridor.consultation.poll.question import QuestionError
from corridor.web.audit.models import AuditEvent
from corridor.web.consent.retention import carry_out
from corridor.web.live.domain import questions
from corridor.web.live.domain.rooms import take_questions
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.models import Question, Support
from corridor.web.live.queries.room import all_questions
from tests.web.live.made import ask, cast, phone, poll_of, seen, session_of, with_questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(organisation: Any) -> Any:
    return with_questions(session_of(organisation("Region")))


def shown(session: Any, text: str, **more: Any) -> Question:
    values = {"language": "en", "device": "d" * 64, "state": "shown"} | more
    return Question.objects.create(session=session, text=text, **values)


def support(client: Client, question: Question, **more: Any) -> Any:
    return client.post(reverse("live:support", args=[question.session_id, question.pk]), **more)


def test_a_question_waits_until_a_moderator_shows_it(session: Any) -> None:
    client, other = phone(session), phone(session)
    page = ask(client, session, "Wanneer begint het?", language="nl").content.decode()
    assert "Your questions" in page
    assert "Waiting" in page
    made = Question.objects.get()
    assert (made.state, made.name, made.language) == ("waiting", "", "nl")
    assert "Wanneer" not in seen(other, session, "questions")
    questions.moderate(question=made, state="shown", actor=None)
    assert '<span lang="nl">Wanneer begint het?</span>' in seen(other, session, "questions")
    questions.moderate(question=made, state="hidden", actor=None)
    assert "Wanneer" not in seen(other, session, "questions")


def test_a_name_stands_there_only_where_somebody_wrote_one(session: Any) -> None:
    client = phone(session)
    ask(client, session, "First?")
    ask(client, session, "Second?", name="Reader of the last row")
    for question in Question.objects.all():
        questions.moderate(question=question, state="shown", actor=None)
    page = seen(Client(), session, "questions")
    assert page.count("Reader of the last row") == 1
    questions.take_name_off(question=Question.objects.get(text="Second?"), actor=None)
    assert "Reader" not in seen(Client(), session, "questions")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": ""}, "Your question: This field is required."),
        ({"text": "x" * 10_000}, "at most 500 characters"),
        ({"name": "n" * 81}, "at most 80 characters"),
        ({"language": "klingon"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_kept(session: Any, values: dict[str, str], said: str) -> None:
    answer = ask(phone(session), session, **({"text": "Kept words?"} | values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert not Question.objects.exists()
    if "text" not in values:
        assert "Kept words?" in page


def test_scripts_are_words(session: Any) -> None:
    ask(phone(session), session, "<script>alert(1)</script>", name="<b>x</b>")
    questions.moderate(question=Question.objects.get(), state="shown", actor=None)
    for part in ("questions", "board", "phone", "screen"):
        page = seen(Client(), session, part)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, part
        assert "<script>alert" not in page
        assert "<b>x" not in page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"])
def test_scripts_are_words_for_moderators_too(client: Client, session: Any, person: Any, text: str) -> None:
    client.force_login(person("convener", session.organisation))
    participant = phone(session)
    ask(participant, session, text, name=text)
    ask(participant, session, "Another one?")
    question = Question.objects.get(text=text)
    poll = poll_of(session, kind="text", question={"en": text})
    cast(participant, poll, text=text, language="en")
    questions.translate(question=question, texts={"fr": text}, actor=None)
    other = Question.objects.exclude(pk=question.pk).get()
    for view, keys in (
        ("moderate", []),
        ("merge", [other.pk]),
        ("translate", [question.pk]),
        ("organise", []),
        ("answers", [poll.pk]),
        ("poll_change", [poll.pk]),
        ("list", None),
    ):
        page = client.get(reverse(f"live:{view}", args=None if keys is None else [session.pk, *keys]))
        assert page.status_code == 200
        assert text not in page.content.decode(), view
        assert (
            view in ("list", "poll_change") or text.replace("<", "&lt;").replace(">", "&gt;") in page.content.decode()
        )


def test_a_device_asks_some_questions_a_minute(session: Any) -> None:
    client = phone(session)
    for number in range(3):
        assert ask(client, session, f"Number {number}?").status_code == 200
    answer = ask(client, session, "Number 4?")
    assert answer.status_code == 422
    assert "This device has just asked 3 questions: wait a minute, then ask the next one." in answer.content.decode()
    assert "Number 4?" in answer.content.decode(), "it is kept in the form"
    assert ask(phone(session), session, "From another one?").status_code == 200
    Question.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert ask(client, session, "Number 4?").status_code == 200
    assert Question.objects.count() == 5


def test_a_flood_ends_somewhere(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "WAITING", 2)
    for _ in range(2):
        ask(phone(session), session)
    assert "too many questions wait" in ask(phone(session), session).content.decode().lower()
    assert Question.objects.count() == 2


def test_questions_that_are_not_taken_are_refused_kindly(session: Any) -> None:
    client = phone(session)
    take_questions(session=session, taken=False, actor=None)
    answer = ask(client, session)
    assert "Questions are not taken at the moment" in answer.content.decode()
    assert not Question.objects.exists()
    assert "kept no cookie" in ask(Client(), with_questions(session)).content.decode()


def test_each_device_supports_once_and_nobody_their_own(session: Any) -> None:
    asker, first, second = phone(session), phone(session), phone(session)
    ask(asker, session, "When?")
    question = Question.objects.get()
    assert support(first, question).status_code == 302
    assert not Support.objects.exists(), "it waits"
    questions.moderate(question=question, state="shown", actor=None)
    for client in (first, first, second, asker):
        support(client, question)
    page = seen(first, session, "questions")
    assert "2 support this" in page
    assert "supported by you" in page
    assert "asked by you" in seen(asker, session, "questions")
    assert reverse("live:support", args=[session.pk, question.pk]) in seen(phone(session), session, "questions")
    part = support(phone(session), question, headers={"HX-Request": "true"}).content.decode()
    assert "3 support this" in part
    assert "<html" not in part
    assert (
        "kept no cookie"
        in Client().post(reverse("live:support", args=[session.pk, question.pk]), follow=True).content.decode()
    )


def test_the_most_supported_come_first_and_merged_ones_count_together(session: Any) -> None:
    old, young, third = shown(session, "Old?"), shown(session, "Young?"), shown(session, "Third?", device="e" * 64)
    for device in ("1", "2"):
        Support.objects.create(question=young, device=device)
    Support.objects.create(question=third, device="2")
    assert [one.question.text for one in all_questions(session.pk)] == ["Young?", "Third?", "Old?"]
    questions.merge(question=young, into=third, actor=None)
    found = all_questions(session.pk)
    assert [(one.question.text, one.supporters) for one in found] == [("Third?", 3), ("Old?", 0)], (
        "two devices, and the one that asked what was merged"
    )
    assert [one.text for one in found[0].merged] == ["Young?"]
    questions.merge(question=third, into=old, actor=None)
    assert [one.question.text for one in all_questions(session.pk)] == ["Old?"]
    with pytest.raises(QuestionError):
        questions.merge(question=old, into=young, actor=None)
    questions.part(question=Question.objects.get(pk=third.pk), actor=None)
    assert {one.question.text for one in all_questions(session.pk)} == {"Old?", "Third?"}


def test_questions_of_two_sessions_are_not_merged(session: Any, organisation: Any) -> None:
    other = shown(session_of(organisation("Region"), title="Other"), "Elsewhere?")
    with pytest.raises(QuestionError):
        questions.merge(question=shown(session, "Here?"), into=other, actor=None)


def test_a_reader_gets_the_translation_that_there_is(session: Any) -> None:
    question = shown(session, "Wanneer begint het?", language="nl")
    questions.translate(question=question, texts={"en": "When does it begin?", "fr": " ", "nl": "Anders"}, actor=None)
    assert question.translations == {"en": "When does it begin?"}
    assert "When does it begin?" in seen(Client(), session, "questions")
    cache.clear()
    french = Client().get(f"/fr/live/{session.pk}/questions/").content.decode()
    assert '<span lang="nl">Wanneer begint het?</span>' in french


def test_what_did_not_change_is_not_sent_again(session: Any) -> None:
    question, client = shown(session, "When?"), phone(session)
    address = reverse("live:questions", args=[session.pk])
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    support(client, question, headers={"HX-Request": "true"})
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_whatever_there_is(
    session: Any, django_assert_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        Support.objects.create(question=shown(session, "When?"), device="x")
    client = phone(session)
    cache.clear()
    with django_assert_num_queries(5):  # the session, polls, questions, supports; what this device supports
        client.get(reverse("live:questions", args=[session.pk]))


def test_what_moderators_do_is_written_down_and_what_devices_do_is_not(session: Any, person: Any) -> None:
    before = AuditEvent.objects.count()
    ask(phone(session), session)
    assert AuditEvent.objects.count() == before
    convener = person("convener", session.organisation)
    questions.moderate(question=Question.objects.get(), state="shown", actor=convener)
    written = AuditEvent.objects.filter(verb="live.question_moderated").get()
    assert (written.actor, written.detail, written.organisation) == (
        convener.pk,
        {"state": "shown"},
        session.organisation.pk,
    )


def test_a_question_cannot_be_asked_where_there_is_no_room(organisation: Any) -> None:
    session = session_of(organisation("Region"))
    with pytest.raises(LiveRefusal):
        questions.ask(session=session.pk, device="x", text="When?", language="en")
    poll_of(session)
    assert "Ask a question" not in seen(Client(), session, "phone")


def test_a_name_that_is_taken_off_leaves_the_phones(session: Any) -> None:
    client = phone(session)
    ask(client, session, name="Ada")
    question = Question.objects.get()
    questions.moderate(question=question, state="shown", actor=None)
    address = reverse("live:questions", args=[session.pk])
    cache.clear()
    first = client.get(address)
    assert "Ada" in first.content.decode()
    questions.take_name_off(question=question, actor=None)
    cache.clear()
    now = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert now.status_code == 200
    assert "Ada" not in now.content.decode()


def test_what_the_room_sees_does_not_vanish_by_merging(session: Any) -> None:
    question, into = shown(session, "When?"), shown(session, "At what hour?")
    questions.moderate(question=into, state="hidden", actor=None)
    questions.merge(question=question, into=into, actor=None)
    into.refresh_from_db()
    assert into.state == "shown"


def test_names_go_a_month_after_the_event(session: Any) -> None:
    ask(phone(session), session, name="Ada")
    day = session.day
    for days, kept in ((30, "Ada"), (31, "")):
        day.date = timezone.localdate() - timedelta(days=days)
        day.save()
        carry_out(actor=None)
        assert Question.objects.get().name == kept
    assert Question.objects.get().text == "When does it begin?"
