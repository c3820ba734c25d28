"""Two requests of one device in the same instant: one ballot; on SQLite, and on PostgreSQL in `make test-all`."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from corridor.web.live.devices import COOKIE
from corridor.web.live.domain import ballots, questions
from corridor.web.live.errors import LiveRefusal
from corridor.web.live.models import Ballot, Question, Support
from tests.web.live.made import phone, poll_of, session_of, with_questions

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


@pytest.fixture(autouse=True)
def apart(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Threads that meet in the database: on SQLite in a file, where tests have one in memory that they share."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, name = connection.connection, connection.settings_dict["NAME"]
    with sqlite3.connect(tmp_path / "live.sqlite3") as file:
        memory.backup(file)
    file.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(tmp_path / "live.sqlite3")
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = memory, name


def at_once(act: Any) -> list[Any]:
    """What becomes of an act that several threads do at the same moment."""
    gate, found = threading.Barrier(TIMES), []

    def run() -> None:
        gate.wait()
        try:
            found.append(act())
        except LiveRefusal as refusal:
            found.append(refusal.key)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_device_that_votes_many_times_at_once_has_one_ballot(organisation: Any) -> None:
    poll = poll_of(session_of(organisation("Region")))
    found = at_once(lambda: ballots.vote(poll=poll, device="d" * 64, given="1"))
    assert Ballot.objects.count() == 1
    assert found.count("voted") == TIMES - 1


def test_requests_of_one_phone_at_once_are_all_answered(organisation: Any) -> None:
    session = session_of(organisation("Region"))
    poll = poll_of(session)
    cookie = phone(session).cookies[COOKIE].value
    address = reverse("live:vote", args=[session.pk, poll.pk])

    def vote() -> int:
        from django.test import Client

        client = Client()
        client.cookies[COOKIE] = cookie
        return client.post(address, {"choice": "1"}).status_code

    assert at_once(vote) == [302] * TIMES
    assert Ballot.objects.count() == 1


def test_a_device_supports_once_and_asks_no_more_than_it_may(organisation: Any) -> None:
    session = with_questions(session_of(organisation("Region")))
    question = Question.objects.create(session=session, text="When?", language="en", device="a", state="shown")
    found = at_once(lambda: questions.support(session=session.pk, question=question.pk, device="d"))
    assert sorted(found) == [False] * (TIMES - 1) + [True]
    assert Support.objects.count() == 1
    asked = at_once(lambda: questions.ask(session=session.pk, device="e", text="Why?", language="en").pk)
    assert asked.count("too_many_questions") == TIMES - 3
    assert Question.objects.filter(device="e").count() == 3
