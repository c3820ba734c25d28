"""Phones vote without an account: every kind of poll, once a device, while it is open, and see what came of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from corridor.web.audit.models import AuditEvent
from corridor.web.live.devices import COOKIE, device_of, hashed
from corridor.web.live.domain import ballots, polls
from corridor.web.live.domain.rooms import open_room
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.models import Ballot, Poll
from tests.web.live.made import cast, phone, poll_of, seen, session_of

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, tuple[dict[str, Any], Any]] = {
    "one": ({"choice": "2"}, "2"),
    "several": ({"choice": ["3", "1"]}, ["1", "3"]),
    "scale": ({"choice": "4"}, 4),
    "ranking": ({"place_2": "1", "place_1": "2"}, ["2", "1"]),
    "text": ({"text": "  Plus de\nlogements ", "language": "fr"}, "Plus de logements"),
}


@pytest.fixture
def session(organisation: Any) -> Any:
    return session_of(organisation("Region"))


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_is_voted_in_and_counted(session: Any, kind: str) -> None:
    poll, client = poll_of(session, kind=kind), phone(session)
    values, kept = ANSWERS[kind]
    answer = cast(client, poll, **values)
    assert answer.redirect_chain[0][1] == 302
    page = answer.content.decode()
    assert "Thank you: your vote was counted." in page
    assert 'action="' + reverse("live:vote", args=[session.pk, poll.pk]) not in page, "there is no second form"
    ballot = Ballot.objects.get()
    assert ballot.choice == kept
    assert ballot.language == ("fr" if kind == "text" else "")
    assert "1 vote" in seen(client, session)


def test_the_voter_sees_the_vote_counted_at_once(session: Any) -> None:
    poll = poll_of(session)
    first, second = phone(session), phone(session)
    cast(first, poll, choice="1")
    page = cast(second, poll, choice="1").content.decode()
    assert "2 votes" in page, "not what the process had a moment ago"
    assert re.search(r"Faster permits.*?</th><td[^>]*>2</td><td[^>]*>100\s?%</td>", page, re.DOTALL)


def test_one_vote_a_device_and_it_stays(session: Any) -> None:
    poll, client = poll_of(session), phone(session)
    cast(client, poll, choice="1")
    page = cast(client, poll, choice="2").content.decode()
    assert "This device has already voted here: your first vote was counted and stays as it is." in page
    assert Ballot.objects.get().choice == "1"
    assert cast(phone(session), poll, choice="2").status_code == 200
    assert Ballot.objects.count() == 2, "another device votes"


def test_a_vote_after_closing_is_refused_kindly(session: Any) -> None:
    poll, client = poll_of(session), phone(session)
    polls.close_poll(poll=poll, actor=None)
    page = cast(client, poll, choice="1").content.decode()
    assert "This poll is closed: your vote came after the end and was not counted" in page
    assert not Ballot.objects.exists()
    polls.open_poll(poll=poll, actor=None)
    cast(client, poll, choice="1")
    assert Ballot.objects.count() == 1


def test_a_draft_and_another_session_are_not_there(session: Any, organisation: Any) -> None:
    client, draft = phone(session), poll_of(session)
    Poll.objects.filter(pk=draft.pk).update(state="draft")
    other = poll_of(session_of(organisation("Elsewhere"), slug="other"))
    for poll in (draft, other):
        assert client.post(reverse("live:vote", args=[session.pk, poll.pk]), {"choice": "1"}).status_code == 404
    assert not Ballot.objects.exists()
    cache.clear()
    assert "What helps most?" not in client.get(reverse("live:phone", args=[session.pk])).content.decode()


def test_a_session_of_a_draft_event_is_seen_by_its_organisers_alone(organisation: Any, person: Any) -> None:
    hidden = session_of(organisation("Region"), slug="hidden", state="draft")
    addresses = [reverse(f"live:{name}", args=[hidden.pk]) for name in ("phone", "results", "questions", "screen")]
    for address in [*addresses, reverse("live:board", args=[hidden.pk])]:
        assert Client().get(address).status_code == 404, address
    stranger, own = Client(), Client()
    stranger.force_login(person("convener", organisation("Elsewhere")))
    own.force_login(person("convener", organisation("Region")))
    assert stranger.get(addresses[0]).status_code == 404
    assert "The event is a draft: only its organisers see this page." in own.get(addresses[0]).content.decode()


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("one", {}, "This field is required"),
        ("one", {"choice": "9"}, "Select a valid choice"),
        ("several", {"choice": ["1", "2", "3"]}, "3 are chosen; at most 2 can be: choose fewer."),
        ("scale", {"choice": "6"}, "Select a valid choice"),
        ("ranking", {}, "Nothing is answered: choose or write an answer."),
        ("ranking", {"place_1": "1", "place_2": "1"}, "Place 1 is given twice"),
        ("text", {"text": "x" * 10_000, "language": "en"}, "The answer has 10000 signs; at most 200 are possible"),
        ("text", {"text": "word", "language": "xx"}, "Select a valid choice"),
    ],
)
def test_what_a_poll_does_not_take_is_said_and_kept(session: Any, kind: str, values: Any, said: str) -> None:
    poll = poll_of(session, kind=kind, most=2 if kind == "several" else None)
    answer = cast(phone(session), poll, **values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "govuk-error-summary" in page
    assert said in page
    assert not Ballot.objects.exists()
    if kind == "ranking" and values:
        assert page.count('<option value="1" selected>') == 2, "what was given stays"


def test_without_the_cookie_the_reason_is_said(session: Any) -> None:
    poll = poll_of(session)
    page = cast(Client(), poll, choice="1").content.decode()
    assert "your browser kept no cookie" in page.lower()
    forged = Client()
    forged.cookies[COOKIE] = "number:forged"
    assert "kept no cookie" in cast(forged, poll, choice="1").content.decode()
    assert not Ballot.objects.exists()


def test_a_device_is_a_keyed_hash_of_its_session(session: Any, organisation: Any, settings: Any, rf: Any) -> None:
    other = session_of(organisation("Region"), title="Another one")
    client = phone(session)
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    first, second = poll_of(session), poll_of(other)
    cast(client, first, choice="1")
    cast(client, second, choice="1")
    kept = {ballot.device for ballot in Ballot.objects.all()}
    assert len(kept) == 2, "two sessions do not know that it was the same"
    number = cookie.value.split(":")[0]
    assert not any(number in device for device in kept)
    request = rf.get("/")
    request.COOKIES[COOKIE] = cookie.value
    assert device_of(request, session.pk, "votes") in kept
    assert device_of(request, session.pk, "questions") not in kept, "a name under a question signs no votes"
    before = hashed("number", session.pk, "votes")
    settings.SECRET_KEY = "another key of another installation"
    assert hashed("number", session.pk, "votes") != before
    assert client.get(reverse("live:phone", args=[session.pk])).cookies.get(COOKIE) is not None, "a new one"


def test_nothing_tells_when_a_device_voted(session: Any) -> None:
    poll = poll_of(session)
    before = AuditEvent.objects.count()
    cast(phone(session), poll, choice="1")
    assert AuditEvent.objects.count() == before
    assert {field.name for field in Ballot._meta.fields} == {
        *("id", "poll", "device", "choice", "language", "shown"),
    }


def test_a_vote_takes_few_queries(session: Any, django_assert_num_queries: Any) -> None:
    polls_made = [poll_of(session), poll_of(session), poll_of(session)]
    client = phone(session)
    address = reverse("live:vote", args=[session.pk, polls_made[0].pk])
    with django_assert_num_queries(5):  # the poll; begin, the ballot, what is asked now, commit
        client.post(address, {"choice": "1"})


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_takes_the_same_queries_whatever_there_is(
    session: Any, django_assert_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        poll_of(session)
    client = phone(session)
    cache.clear()
    with django_assert_num_queries(6):  # session, polls, ballots; what the device did: votes, questions; questions
        client.get(reverse("live:phone", args=[session.pk]))


def test_results_are_made_once_a_second_and_sent_once(session: Any, django_assert_num_queries: Any) -> None:
    poll_of(session)
    address, client = reverse("live:results", args=[session.pk]), Client()
    with django_assert_num_queries(3):
        first = client.get(address)
    with django_assert_num_queries(0):
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert COOKIE not in again.cookies, "looking marks nobody"
    cast(phone(session), Poll.objects.get(), choice="1")
    cache.clear()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_results_are_shown_only_where_the_organiser_shows_them(session: Any) -> None:
    poll, client = poll_of(session, shown=False), phone(session)
    page = cast(client, poll, choice="1").content.decode()
    assert "The results are not shown now." in page
    for text in (page, seen(client, session), seen(client, session, "board")):
        assert "Faster permits" not in text
        assert "1 vote" in text
    polls.show_results(poll=poll, shown=True, actor=None)
    for part in ("results", "board"):
        assert "Faster permits" in seen(client, session, part)


def test_what_is_open_stands_first_on_the_screen(session: Any) -> None:
    first, second = poll_of(session), poll_of(session, question={"en": "And then?"})
    screen = seen(Client(), session, "board")
    assert screen.index("What helps most?") < screen.index("And then?")
    polls.close_poll(poll=first, actor=None)
    screen = seen(Client(), session, "board")
    assert screen.index("And then?") < screen.index("What helps most?")
    polls.close_poll(poll=second, actor=None)


def test_a_phone_is_told_of_another_poll(session: Any) -> None:
    poll_of(session)
    client = phone(session)
    page = client.get(reverse("live:phone", args=[session.pk])).content.decode()
    asked = re.search(r'hx-get="([^"]+polls=[^"]+)"', page)
    assert asked
    assert "The polls have changed." not in client.get(asked[1]).content.decode()
    poll_of(session)
    cache.clear()
    told = client.get(asked[1])
    assert "The polls have changed." in told.content.decode()
    assert client.get(asked[1], headers={"If-None-Match": told["ETag"]}).status_code == 304


def test_short_texts_are_shown_after_somebody_read_them(session: Any) -> None:
    poll = poll_of(session, kind="text")
    first, second, third = phone(session), phone(session), phone(session)
    cast(first, poll, text="<script>alert(1)</script>", language="en")
    cast(second, poll, text="Des logements", language="fr")
    cast(third, poll, text="des  Logements", language="fr")
    page = seen(first, session)
    assert "logements" not in page
    assert "3 votes" in page
    for ballot in Ballot.objects.filter(language="fr"):
        polls.show_text(ballot=ballot, shown=True, actor=None)
    page = seen(first, session)
    assert '<span lang="fr">' in page
    assert page.lower().count("logements") == 1, "equal answers are one row"
    for ballot in Ballot.objects.all():
        polls.show_text(ballot=ballot, shown=True, actor=None)
    page = seen(first, session)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_texts_that_lack_a_language_say_which_they_are_in(session: Any) -> None:
    poll_of(session, question={"nl": "Wat nu?"})
    page = phone(session).get(reverse("live:phone", args=[session.pk])).content.decode()
    assert '<span lang="nl">Wat nu?</span>' in page


def test_the_short_address_leads_to_the_page_in_the_language_of_the_phone(session: Any) -> None:
    from corridor.web.live.domain.rooms import open_room

    room = open_room(session=session, actor=None)
    answer = Client().get(f"/live/{room.code.lower()}/", headers={"accept-language": "nl"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/nl/live/{session.pk}/"
    assert Client().get("/en/live/ZZZZZZ/").status_code == 404
    screen = seen(Client(), session, "screen")
    assert f"/live/{room.code}/" in screen
    assert "<svg" in screen


def test_an_answer_to_a_form_that_lost_its_token_is_refused(session: Any) -> None:
    poll = poll_of(session)
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("live:phone", args=[session.pk]))
    assert cast(client, poll, choice="1").status_code == 403
    assert not Ballot.objects.exists()
    assert json.dumps(list(Ballot.objects.values())) == "[]"


def test_a_vote_for_what_is_no_longer_asked_is_refused(session: Any) -> None:
    poll = poll_of(session)
    before = Poll.objects.get(pk=poll.pk)
    Poll.objects.filter(pk=poll.pk).update(question={"en": "Something else?"})
    with pytest.raises(LiveRefusal):
        ballots.vote(poll=before, device="d", given="1")
    assert not Ballot.objects.exists()


def test_a_room_of_a_draft_is_told_from_none_by_nobody(organisation: Any, client: Any) -> None:
    session = session_of(organisation(), state="draft")
    room = open_room(session=session, actor=None)
    assert client.get(reverse("live:join", args=[room.code])).status_code == 404
