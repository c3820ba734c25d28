"""Starting, following, stopping and rescuing jobs."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.jobs.errors import JobError, Stopped
from corridor.web.jobs.models import ENDED, Job, State
from corridor.web.jobs.registry import fault_of, work_of

ATTEMPTS = 3
BEAT = 5.0
"""Seconds between two signs of life of a worker."""
SILENCE = timedelta(seconds=30)
"""After which a running job counts as abandoned."""
BETWEEN_REPORTS = 0.5
SIGN_OF_LIFE = "worker"
log = logging.getLogger(__name__)


@transaction.atomic
def start(name: str, *, actor: Any, organisation: Any = None, subject: UUID | None = None, **arguments: Any) -> Job:
    """Put a job in the queue, once the present transaction is committed."""
    work_of(name)
    made = Job.objects.create(name=name, arguments=arguments, organisation=organisation, owner=actor, subject=subject)
    record("jobs.started", actor=actor, subject=made, organisation=organisation, name=name)
    transaction.on_commit(partial(_enqueue, made.pk))
    return made


def _enqueue(key: UUID) -> None:
    from corridor.web.jobs.tasks import run_job

    run_job.enqueue(str(key))


@transaction.atomic
def stop(*, job: Job, actor: Any) -> None:
    """Ask a job to stop: at once where it waits, at its next report where it runs."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=State.WAITING).update(state=State.STOPPED, finished_at=now)
    if waiting or Job.objects.filter(pk=job.pk, state=State.RUNNING).update(state=State.STOPPING):
        record("jobs.stopped", actor=actor, subject=job, organisation=job.organisation)


def run(key: UUID) -> None:
    """Do a job to its end; whatever happens, its state says so. A second worker that gets the same job leaves it."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=key, state=State.WAITING).update(
        state=State.RUNNING, worker=_worker(), started_at=now, beat_at=now, fault=None, stage="", done=0, total=0
    )
    if not claimed:
        return
    job = Job.objects.get(pk=key)
    Job.objects.filter(pk=key).update(attempts=job.attempts + 1)
    try:
        try:
            work = work_of(job.name)
        except KeyError:
            raise JobError("unknown_job", name=job.name) from None
        with _beating(key):
            work(progress=Progress(key), **job.arguments)
    except Stopped:
        _end(key, State.STOPPED)
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            log.exception("job %s (%s)", key, job.name)
            fault = fault_of(JobError("unexpected", kind=type(error).__name__, job=key))
        _end(key, State.FAILED, fault)
    else:
        _end(key, State.DONE)


def _end(key: UUID, state: str, fault: Any = None) -> None:
    now = timezone.now()
    Job.objects.filter(pk=key, state__in=(State.RUNNING, State.STOPPING)).update(
        state=state, fault=fault, finished_at=now, beat_at=now
    )


class Progress:
    """What a job tells while it runs: `progress(stage, done, total)`. Raises `Stopped` where its owner asked so."""

    def __init__(self, key: UUID) -> None:
        self.key, self._stage, self._last = key, "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage == self._stage and now - self._last < BETWEEN_REPORTS and done < total:
            return
        self._stage, self._last = stage, now
        told = {"stage": stage, "done": done, "total": total, "beat_at": timezone.now()}
        if not Job.objects.filter(pk=self.key, state=State.RUNNING).update(**told):
            raise Stopped


@contextmanager
def _beating(key: UUID) -> Iterator[None]:
    """Signs of life from beside, for stretches in which the work itself tells nothing."""
    if connection.in_atomic_block:  # in one transaction with its caller: nobody else could see the beats
        yield
        return
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            Job.objects.filter(pk=key).update(beat_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, name=f"beat-{key}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        close_old_connections()


def alive() -> None:
    """A worker's sign of life, also while it has nothing to do."""
    caches["limits"].set(SIGN_OF_LIFE, timezone.now(), timeout=None)


def last_sign_of_life() -> datetime | None:
    """When a worker was last heard of; None where none ever was."""
    found: datetime | None = caches["limits"].get(SIGN_OF_LIFE)
    return found


def rescue() -> int:
    """Take up again what crashed workers left: jobs that run without a sign of life, and waiting ones that were lost.

    After three attempts a job fails with the reason. Returns how many were taken up.
    """
    taken = 0
    silent = timezone.now() - SILENCE
    for job in Job.objects.filter(state__in=(State.RUNNING, State.STOPPING), beat_at__lt=silent):
        if job.state == State.STOPPING:
            _end(job.pk, State.STOPPED)
        elif job.attempts >= ATTEMPTS:
            _end(job.pk, State.FAILED, fault_of(JobError("crashed", attempts=job.attempts)))
        elif Job.objects.filter(pk=job.pk, state=State.RUNNING, beat_at=job.beat_at).update(state=State.WAITING):
            record("jobs.taken_up_again", actor=None, subject=job, attempts=job.attempts)
            _enqueue(job.pk)
            taken += 1
    return taken + _requeue_lost()


def _requeue_lost() -> int:
    """Waiting jobs whose task is gone (the queue was emptied, or its worker died before it began)."""
    from corridor.web.jobs.tasks import queued

    known = queued()
    lost = [
        job
        for job in Job.objects.filter(state=State.WAITING, created_at__lt=timezone.now() - SILENCE)
        if str(job.pk) not in known
    ]
    for job in lost:
        _enqueue(job.pk)
    return len(lost)


def forget_ended(*, before: Any) -> int:
    """Delete jobs that ended before a time."""
    return Job.objects.filter(state__in=ENDED, finished_at__lt=before).delete()[0]


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:80]
