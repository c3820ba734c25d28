"""Conveners run the sessions of their organisation, and of no other."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.live.domain import polls
from corridor.web.live.models import Ballot, Poll, Question, Room
from corridor.web.live.queries.scope import listed
from tests.web.live.made import ask, cast, phone, poll_of, session_of, with_questions

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "one",
    "question_en": "What helps most?",
    "question_fr": "Qu’est-ce qui aide le plus ?",
    "choices_en": "Permits\nTraining\n",
    "choices_fr": "Les permis\n\nLa formation",
    "lowest": "1",
    "highest": "5",
}


@pytest.fixture
def session(organisation: Any) -> Any:
    return session_of(organisation("Region"))


@pytest.fixture
def convener(person: Any, session: Any) -> Client:
    client = Client()
    client.force_login(person("convener", session.organisation))
    return client


def post(client: Client, name: str, *args: Any, **values: Any) -> Any:
    return client.post(reverse(f"live:{name}", args=args), values, follow=True)


def test_a_poll_from_its_making_to_its_end(convener: Client, session: Any) -> None:
    page = post(convener, "poll_create", session.pk, **FORM).content.decode()
    assert "It is a draft until you open it." in page
    poll = Poll.objects.get()
    assert poll.choices == [
        {"key": "1", "text": {"en": "Permits", "fr": "Les permis"}},
        {"key": "2", "text": {"en": "Training", "fr": "La formation"}},
    ]
    for act, state, shown in (
        ("open", "open", False),
        ("show", "open", True),
        ("close", "closed", True),
        ("hide", "closed", False),
        ("open", "open", False),
    ):
        post(convener, "poll_act", session.pk, poll.pk, act=act)
        poll.refresh_from_db()
        assert (poll.state, poll.results_shown) == (state, shown)
    verbs = list(AuditEvent.objects.filter(verb__startswith="live.").order_by("at").values_list("verb", flat=True))
    assert verbs[:3] == ["live.poll_made", "live.poll_opened", "live.results_shown"]
    assert convener.post(reverse("live:poll_act", args=[session.pk, poll.pk]), {"act": "win"}).status_code == 400


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"question_en": "", "question_fr": ""}, "Write the question in at least one language."),
        ({"choices_fr": "Les permis"}, "Write as many choices in each language"),
        ({"choices_en": "Permits", "choices_fr": "Les permis"}, "A poll of this kind has 2 to 20 choices"),
        ({"kind": "several", "most": "7"}, "A ballot may name 7 choices, but the poll has 2"),
        ({"kind": "scale", "lowest": "5", "highest": "1"}, "A scale from 5 to 1 has too few or too many steps"),
        ({"kind": "election"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_poll_is_said_and_kept(
    convener: Client, session: Any, values: dict[str, str], said: str
) -> None:
    answer = post(convener, "poll_create", session.pk, **(FORM | values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "govuk-error-summary" in page
    assert not Poll.objects.exists()
    if "question_en" not in values:
        assert "What helps most?" in page


def test_a_scale_keeps_what_its_ends_mean(convener: Client, session: Any) -> None:
    post(convener, "poll_create", session.pk, **(FORM | {"kind": "scale", "low_en": "no", "high_nl": "ja"}))
    poll = Poll.objects.get()
    assert (poll.low, poll.high, poll.ends, poll.choices) == (1, 5, {"low": {"en": "no"}, "high": {"nl": "ja"}}, [])
    page = convener.get(reverse("live:poll_change", args=[session.pk, poll.pk])).content.decode()
    assert 'value="ja"' in page


def test_what_was_voted_on_does_not_change(convener: Client, session: Any) -> None:
    poll = poll_of(session)
    address = reverse("live:poll_change", args=[session.pk, poll.pk])
    assert "This poll is open: close it first." in convener.post(address, FORM).content.decode()
    cast(phone(session), poll, choice="1")
    polls.close_poll(poll=poll, actor=None)
    assert "This poll has votes" in convener.post(address, FORM).content.decode()
    assert "This poll has votes" in post(convener, "poll_act", session.pk, poll.pk, act="delete").content.decode()
    poll.refresh_from_db()
    assert len(poll.choices) == 3
    empty = poll_of(session)
    polls.close_poll(poll=empty, actor=None)
    post(convener, "poll_change", session.pk, empty.pk, **FORM)
    assert len(Poll.objects.get(pk=empty.pk).choices) == 2
    post(convener, "poll_act", session.pk, empty.pk, act="delete")
    assert list(Poll.objects.all()) == [poll]


def test_after_an_act_the_page_is_where_the_poll_is(convener: Client, session: Any) -> None:
    poll = poll_of(session)
    after = convener.post(reverse("live:poll_act", args=[session.pk, poll.pk]), {"act": "close"})
    address, _, place = after["Location"].partition("#")
    assert f'id="{place}"' in convener.get(address).content.decode()
    assert place.endswith(poll.pk.hex)


def test_polls_are_put_in_order(convener: Client, session: Any) -> None:
    first, second, third = (poll_of(session) for _ in range(3))
    post(convener, "poll_act", session.pk, third.pk, act="up")
    assert list(session.polls.all()) == [first, third, second]
    post(convener, "poll_act", session.pk, first.pk, act="down")
    assert list(session.polls.all()) == [third, first, second]
    post(convener, "poll_act", session.pk, third.pk, act="up")
    assert list(session.polls.all()) == [third, first, second]


def test_a_poll_of_a_draft_event_cannot_be_opened(organisation: Any, person: Any) -> None:
    session = session_of(organisation("Region"), slug="draft", state="draft")
    poll = polls.make_poll(session=session, actor=None, kind="text", question={"en": "?"})
    client = Client()
    client.force_login(person("manager", session.organisation))
    assert "The event is a draft" in post(client, "poll_act", session.pk, poll.pk, act="open").content.decode()
    poll.refresh_from_db()
    assert poll.state == "draft"


def test_a_room_gets_its_address_and_takes_questions(convener: Client, session: Any) -> None:
    page = post(convener, "room", session.pk, act="room").content.decode()
    room = Room.objects.get()
    assert f"/live/{room.code}/" in page
    post(convener, "room", session.pk, act="take")
    room.refresh_from_db()
    assert room.questions_open
    post(convener, "room", session.pk, act="stop")
    room.refresh_from_db()
    assert not room.questions_open


def test_moderators_of_another_event_find_nothing(session: Any, organisation: Any, person: Any) -> None:
    with_questions(session)
    poll, client = poll_of(session, kind="text"), phone(session)
    cast(client, poll, text="A word", language="en")
    ask(client, session, "The secret question?", name="Somebody")
    question, ballot = Question.objects.get(), Ballot.objects.get()
    elsewhere = session_of(organisation("Elsewhere"), slug="elsewhere")
    own_poll = poll_of(elsewhere, kind="text")
    stranger = Client()
    stranger.force_login(person("convener", organisation("Elsewhere")))
    gets = [("organise",), ("moderate",), ("poll_create",), ("poll_change", poll.pk), ("answers", poll.pk)]
    gets += [("merge", question.pk), ("translate", question.pk), ("export", "session.json")]
    for name, *more in gets:
        assert stranger.get(reverse(f"live:{name}", args=[session.pk, *more])).status_code == 404, name
    posts = [
        (("room", session.pk), {"act": "stop"}),
        (("poll_act", session.pk, poll.pk), {"act": "close"}),
        (("answer_act", session.pk, poll.pk, ballot.pk), {"act": "show"}),
        (("question_act", session.pk, question.pk), {"act": "hidden"}),
        # through a session of their own
        (("poll_act", elsewhere.pk, poll.pk), {"act": "close"}),
        (("answer_act", elsewhere.pk, own_poll.pk, ballot.pk), {"act": "show"}),
        (("answer_act", elsewhere.pk, poll.pk, ballot.pk), {"act": "show"}),
        (("question_act", elsewhere.pk, question.pk), {"act": "hidden"}),
        (("merge", elsewhere.pk, question.pk), {"into": str(question.pk)}),
        (("translate", elsewhere.pk, question.pk), {"fr": "x"}),
    ]
    for (name, *args), values in posts:
        assert stranger.post(reverse(f"live:{name}", args=args), values).status_code == 404, (name, args)
    page = stranger.get(reverse("live:list")).content.decode()
    assert page.count("Panel of projects") == 1
    poll.refresh_from_db()
    question.refresh_from_db()
    ballot.refresh_from_db()
    assert (poll.state, question.state, question.translations, ballot.shown) == ("open", "waiting", {}, None)


def test_readers_look_and_do_not_run(session: Any, person: Any) -> None:
    poll, client = poll_of(session), Client()
    client.force_login(person("analyst", session.organisation))
    page = client.get(reverse("live:organise", args=[session.pk])).content.decode()
    assert "What helps most?" in page
    assert "Hide the results" not in page
    for name, args in (("moderate", ()), ("export", ("results.csv",)), ("poll_change", (poll.pk,))):
        assert client.get(reverse(f"live:{name}", args=[session.pk, *args])).status_code == 403
    assert client.post(reverse("live:poll_act", args=[session.pk, poll.pk]), {"act": "close"}).status_code == 403
    adviser = Client()
    adviser.force_login(person("adviser", session.organisation))
    assert adviser.get(reverse("live:organise", args=[session.pk])).status_code == 404
    assert Client().get(reverse("live:organise", args=[session.pk])).status_code == 302


def test_questions_are_moderated(convener: Client, session: Any) -> None:
    with_questions(session)
    client = phone(session)
    ask(client, session, "First?", name="Somebody")
    ask(client, session, "Second?", language="fr")
    first, second = Question.objects.order_by("created_at")
    page = convener.get(reverse("live:moderate", args=[session.pk])).content.decode()
    assert "Waiting (2)" in page
    assert '<span lang="fr">Second?</span>' in page
    assert "Waiting (1)" in post(convener, "question_act", session.pk, first.pk, act="shown").content.decode()
    post(convener, "question_act", session.pk, first.pk, act="name")
    post(convener, "translate", session.pk, second.pk, en="The second?", nl="")
    post(convener, "merge", session.pk, second.pk, into=str(first.pk))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, first.state) == ("", "shown")
    assert (second.translations, second.merged_into) == ({"en": "The second?"}, first)
    page = post(convener, "question_act", session.pk, second.pk, act="part").content.decode()
    assert "Waiting (1)" in page
    bad = convener.post(reverse("live:merge", args=[session.pk, second.pk]), {"into": str(second.pk)})
    assert bad.status_code == 422
    assert convener.post(reverse("live:question_act", args=[session.pk, first.pk]), {"act": "x"}).status_code == 400


def test_moderators_are_told_of_new_questions(convener: Client, session: Any) -> None:
    with_questions(session)
    address = reverse("live:moderate", args=[session.pk])
    digest = convener.get(address).context["digest"]
    quiet = convener.get(f"{address}?seen={digest}", headers={"HX-Request": "true"})
    assert quiet.status_code == 204
    ask(phone(session), session)
    told = convener.get(f"{address}?seen={digest}", headers={"HX-Request": "true"}).content.decode()
    assert "The questions have changed." in told
    assert "When does it begin?" not in told


def test_short_answers_are_read_before_they_are_shown(convener: Client, session: Any) -> None:
    poll = poll_of(session, kind="text")
    cast(phone(session), poll, text="<i>Un mot</i>", language="fr")
    ballot = Ballot.objects.get()
    page = convener.get(reverse("live:answers", args=[session.pk, poll.pk])).content.decode()
    assert '<span lang="fr">&lt;i&gt;Un mot&lt;/i&gt;</span>' in page
    assert "1 unread" in convener.get(reverse("live:organise", args=[session.pk])).content.decode()
    post(convener, "answer_act", session.pk, poll.pk, ballot.pk, act="show")
    ballot.refresh_from_db()
    assert ballot.shown is True
    post(convener, "answer_act", session.pk, poll.pk, ballot.pk, act="hide")
    ballot.refresh_from_db()
    assert ballot.shown is False


def test_exports_hold_results_and_questions_and_no_device(convener: Client, session: Any) -> None:
    with_questions(session)
    poll, ranking = poll_of(session), poll_of(session, kind="ranking")
    client, other = phone(session), phone(session)
    cast(client, poll, choice="1")
    cast(other, poll, choice="1")
    cast(client, ranking, place_2="1")
    ask(client, session, "=cmd()?", name="Somebody")
    files = {}
    for what in ("results.csv", "questions.csv", "session.json"):
        answer = convener.get(reverse("live:export", args=[session.pk, what]))
        assert "attachment" in answer["Content-Disposition"]
        files[what] = answer.content.decode("utf-8-sig")
        written = AuditEvent.objects.filter(verb="live.session_exported").latest("at")
        assert (written.detail, written.subject) == ({"file": what}, str(session.pk))
    device = Ballot.objects.filter(poll=poll).first()
    assert device
    assert not any(device.device in text for text in files.values())
    rows = list(csv.DictReader(io.StringIO(files["results.csv"]), delimiter=";"))
    assert [(row["answer"], row["votes"], row["share"]) for row in rows[:2]] == [
        ("1", "2", "1.0000"),
        ("2", "0", "0.0000"),
    ]
    assert [(row["answer"], row["points"]) for row in rows[3:5]] == [("1", "0"), ("2", "2")]
    questions = next(csv.DictReader(io.StringIO(files["questions.csv"]), delimiter=";"))
    assert not questions["question"].startswith("="), "a spreadsheet runs nothing"
    assert questions["name"] == "Somebody"
    data = json.loads(files["session.json"])
    assert data["polls"][0]["ballots"] == [{"choice": "1", "count": 2}]
    assert data["polls"][0]["tally"]["ballots"] == 2
    assert data["questions"][0]["question"] == "=cmd()?"
    assert convener.get(reverse("live:export", args=[session.pk, "devices.csv"])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_the_same_queries_whatever_there_is(
    organisation: Any, person: Any, django_assert_num_queries: Any, number: int
) -> None:
    own, user = organisation("Region"), person("convener", organisation("Region"))
    session = None
    for _ in range(number):
        session = session_of(own)
        for _ in range(number):
            cast(phone(session), poll_of(session), choice="1")
    assert session is not None
    with django_assert_num_queries(2):
        assert [(one.polls_made, one.polls_open) for one in listed(user)] == [(number, number)] * number
    client = Client()
    client.force_login(user)
    with django_assert_num_queries(6):
        client.get(reverse("live:organise", args=[session.pk]))
    with django_assert_num_queries(6):
        client.get(reverse("live:list"))
