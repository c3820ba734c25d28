"""Background work: said to the end how far it is, stopped when asked, taken up again after a crash, never half told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from corridor.web.audit.models import AuditEvent
from corridor.web.jobs import domain, errors, registry
from corridor.web.jobs.models import Job, State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def work() -> Iterator[dict[str, Any]]:
    """A job `test.work` that does what the test puts in."""
    done: dict[str, Any] = {"runs": 0}

    def run(*, progress: Any, **arguments: Any) -> None:
        done["runs"] += 1
        done["arguments"] = arguments
        progress("read", 1, 4)
        if "fails" in done:
            raise done["fails"]
        if "then" in done:
            done["then"]()
        progress("read", 4, 4)

    registry.job("test.work", stages={"read": {"en": "Reading", "fr": "Lecture", "nl": "Lezen"}})(run)
    yield done
    registry._known.pop("test.work")


def started(actor: Any, execute: Any, **values: Any) -> Job:
    with execute(execute=True):
        made = domain.start("test.work", actor=actor, **values)
    made.refresh_from_db()
    return made


def test_a_job_runs_once_with_its_arguments_and_is_written_down(
    person: Any, work: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    user = person()
    job = started(user, django_capture_on_commit_callbacks, file="a.csv")
    assert (job.state, job.attempts, job.percent) == (State.DONE, 1, 100)
    assert (work["runs"], work["arguments"]) == (1, {"file": "a.csv"})
    assert AuditEvent.objects.get(verb="jobs.started").actor == user.pk
    domain.run(job.pk)
    assert work["runs"] == 1, "a job that is done is not done again"


def test_an_error_of_the_library_is_told_in_three_languages(
    person: Any, work: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    work["fails"] = errors.JobError("unknown_job", name="a.verb")
    job = started(person(), django_capture_on_commit_callbacks)
    assert job.state == State.FAILED
    assert set(job.fault["message"]) == {"en", "fr", "nl"}
    assert len(set(job.fault["message"].values())) == 3


def test_a_fault_of_corridor_itself_names_the_job_and_no_data(
    person: Any, work: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    work["fails"] = ZeroDivisionError("secret of Fatima")
    job = started(person(), django_capture_on_commit_callbacks)
    assert job.state == State.FAILED
    assert str(job.pk) in job.fault["remedy"]["en"]
    assert "Fatima" not in json.dumps(job.fault)


def test_a_job_stops_where_its_owner_asks(
    person: Any, work: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    user = person()
    work["then"] = lambda: domain.stop(job=Job.objects.get(), actor=user)
    job = started(user, django_capture_on_commit_callbacks)
    assert job.state == State.STOPPED
    assert job.fault is None


def test_a_waiting_job_that_is_stopped_never_runs(person: Any, work: dict[str, Any]) -> None:
    user = person()
    job = domain.start("test.work", actor=user)
    domain.stop(job=job, actor=user)
    domain.run(job.pk)
    job.refresh_from_db()
    assert (job.state, work["runs"]) == (State.STOPPED, 0)


def abandoned(user: Any, **values: Any) -> Job:
    """A job whose worker was killed a minute ago."""
    before = timezone.now() - timedelta(minutes=1)
    job = Job.objects.create(
        name="test.work", owner=user, **{"state": State.RUNNING, "attempts": 1, "beat_at": before} | values
    )
    Job.objects.filter(pk=job.pk).update(created_at=before)
    return job


def test_what_a_crashed_worker_left_is_taken_up_again(person: Any, work: dict[str, Any]) -> None:
    job = abandoned(person())
    assert domain.rescue() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, work["runs"]) == (State.DONE, 2, 1)
    assert AuditEvent.objects.filter(verb="jobs.taken_up_again", subject=str(job.pk)).count() == 1


def test_a_worker_that_was_just_heard_of_is_left_alone(person: Any, work: dict[str, Any]) -> None:
    abandoned(person(), beat_at=timezone.now())
    assert domain.rescue() == 0
    assert work["runs"] == 0


def test_after_three_crashes_a_job_fails_and_says_why(person: Any, work: dict[str, Any]) -> None:
    job = abandoned(person(), attempts=3)
    assert domain.rescue() == 0
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "3" in job.fault["message"]["nl"]
    assert work["runs"] == 0


def test_a_waiting_job_that_the_queue_lost_is_put_back(person: Any, work: dict[str, Any]) -> None:
    job = abandoned(person(), state=State.WAITING, attempts=0, beat_at=None)
    assert domain.rescue() == 1
    job.refresh_from_db()
    assert (job.state, work["runs"]) == (State.DONE, 1)


def test_a_job_is_seen_by_its_owner_and_organisation_alone(client: Client, person: Any, organisation: Any) -> None:
    ours, theirs = organisation("Ours"), organisation("Theirs")
    owner, colleague, stranger = person("analyst", ours), person("viewer", ours), person("manager", theirs)
    job = Job.objects.create(name="test.work", owner=owner, organisation=ours)
    address = reverse("jobs:progress", args=[job.pk])
    for user, seen in ((owner, True), (colleague, True), (stranger, False)):
        client.force_login(user)
        page = client.get(address)
        assert (page.status_code == 200) is seen
        assert (f'id="job-{job.pk}"' in page.content.decode()) is seen
    for user in (stranger, colleague):
        client.force_login(user)
        client.post(reverse("jobs:stop", args=[job.pk]))
        job.refresh_from_db()
        assert job.state == State.WAITING, "neither a stranger nor a reader stops it"
    client.force_login(person("manager", ours))
    client.post(reverse("jobs:stop", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == State.STOPPED


@pytest.mark.parametrize(("language", "word"), [("en", "Reading"), ("fr", "Lecture"), ("nl", "Lezen")])
def test_the_stage_is_told_in_the_readers_language(client: Client, person: Any, language: str, word: str) -> None:
    user = person()
    job = Job.objects.create(name="test.work", owner=user, state=State.RUNNING, stage="read", done=1, total=4)
    client.force_login(user)
    page = client.get(f"/{language}/jobs/{job.pk}/").content.decode()
    assert word in page
    assert "25" in page


def test_the_way_back_after_stopping_stays_on_this_site(client: Client, person: Any) -> None:
    user = person()
    job = Job.objects.create(name="test.work", owner=user)
    client.force_login(user)
    answer = client.post(reverse("jobs:stop", args=[job.pk]), {"next": "https://elsewhere.example/"})
    assert answer["Location"] == reverse("jobs:progress", args=[job.pk])
