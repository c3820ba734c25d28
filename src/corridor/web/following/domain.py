"""Schemes are followed, logs taken in, quarantine emptied, downloads written down, all of it deleted."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from corridor.partnerships.errors import PartnershipError
from corridor.pool.errors import PoolError
from corridor.web.audit.domain import record
from corridor.web.following import snapshots
from corridor.web.following.errors import FollowingRefusal
from corridor.web.following.models import EventLog, FollowedScheme, How, QuarantinedRow, State
from corridor.web.following.opening import of_version
from corridor.web.following.taking_in import LANGUAGES, Taken, take_in
from corridor.web.jobs.domain import start
from corridor.web.partnerships.queries import Chosen
from corridor.web.pool import receiving

KEPT = 3
"""So many versions keep their files; of older ones what is said of them stays."""


@transaction.atomic
def follow_scheme(*, organisation: Any, name: str, chosen: Chosen, retention_until: date, actor: Any) -> FollowedScheme:
    """Begin to follow a scheme; its design is kept as it is now.

    Args:
        organisation: whose it is.
        name: what it is called.
        chosen: the design, as the library reads it.
        retention_until: the last day on which its log is kept.
        actor: who begins.
    """
    made = FollowedScheme.objects.create(
        organisation=organisation,
        name=name,
        design_key=chosen.key,
        design_names=dict(chosen.names),
        design_text=chosen.text,
        design_digest=chosen.digest,
        retention_until=retention_until,
        created_by=actor,
    )
    record("following.scheme_created", actor=actor, subject=made, organisation=organisation, design=chosen.key)
    return made


# ---- logs ---------------------------------------------------------------------------------------
@transaction.atomic
def receive_log(
    *, scheme: FollowedScheme, how: str, as_of: date, source: str, source_name: str, sha256: str, actor: Any
) -> EventLog:
    """Write down that a file came, before it is read.

    Args:
        scheme: whose log it is.
        how: `add` or `replace`.
        as_of: until when the file tells what happened.
        source: the random name under which it lies in the folder of uploads.
        source_name: the name that the user's file had.
        sha256: of the file.
        actor: who brought it.

    Raises:
        FollowingRefusal: another file of the scheme is being read.
    """
    if scheme.logs.filter(state=State.READING).exists():
        raise FollowingRefusal("busy")
    made = EventLog.objects.create(
        scheme=scheme,
        how=how,
        as_of=as_of,
        source=source,
        source_name=source_name,
        source_sha256=sha256,
        created_by=actor,
    )
    organisation = scheme.organisation
    record("following.log_uploaded", actor=actor, subject=made, organisation=organisation, how=how, sha256=sha256)
    return made


def start_reading(*, log: EventLog, actor: Any) -> None:
    """Read a large file as a job."""
    start("following.read", actor=actor, organisation=log.scheme.organisation, subject=log.pk, log=str(log.pk))


def read_log(*, log: EventLog, actor: Any) -> None:
    """Read an uploaded file: the log's next version, or the reason why there is none. The file goes either way."""
    if log.state != State.READING:
        return
    path = receiving.path_of(log.source) if log.source else None
    try:
        if path is None or not path.exists():
            raise FollowingRefusal("file_gone")
        old = None
        if log.how == How.ADD and log.scheme.version:
            old = of_version(log.scheme)
        taken = take_in(path, old, as_of=log.as_of)
        _publish(log, taken, actor)
    except (PartnershipError, PoolError, FollowingRefusal) as error:
        _fail(log, error, actor)


@transaction.atomic
def _publish(log: EventLog, taken: Taken, actor: Any) -> None:
    """The new version: its file first, then the database, then old files go.

    Raises:
        FollowingRefusal: somebody else changed the log in between.
    """
    scheme = log.scheme
    if log.how == How.REPLACE:
        scheme.quarantine.all().delete()
    else:
        scheme.quarantine.filter(pk__in=_keys(taken.settled)).delete()
    QuarantinedRow.objects.bulk_create(
        QuarantinedRow(scheme=scheme, log=log, row=one.row, cells=one.cells, faults=one.faults) for one in taken.bad
    )
    number, made = None, None
    if taken.counts["added"] or taken.counts["taken_back"]:
        number = scheme.version + 1
        made = snapshots.write(scheme.pk, taken.events, number)
        seen = FollowedScheme.objects.filter(pk=scheme.pk, version=scheme.version)
        if not seen.update(version=number, changed_at=timezone.now()):
            snapshots.remove(scheme.pk, [made.file])
            raise FollowingRefusal("overtaken")
        _forget_files(scheme, before=number - KEPT + 1)
    fault = None if number else _told(FollowingRefusal("nothing_good"))
    EventLog.objects.filter(pk=log.pk).update(
        state=State.READY if number else State.FAILED,
        fault=fault,
        version=number,
        rows_in=taken.counts["rows"],
        rows=taken.events.height,
        added=taken.counts["added"],
        quarantined=taken.counts["quarantined"],
        taken_back=taken.counts["taken_back"],
        empty=taken.counts["empty"],
        sha256=made.sha256 if made else "",
        file=made.file if made else "",
        as_of=taken.as_of,
        synthetic=taken.synthetic,
        notes=taken.notes,
        source="",
    )
    told = {"version": number, **taken.counts}
    record("following.log_read", actor=actor, subject=log, organisation=scheme.organisation, **told)
    _forget_source(log)
    log.refresh_from_db()
    scheme.refresh_from_db()


@transaction.atomic
def _fail(log: EventLog, error: Any, actor: Any) -> None:
    EventLog.objects.filter(pk=log.pk).update(state=State.FAILED, fault=_told(error), source="")
    key = getattr(error, "key", type(error).__name__)
    record("following.log_refused", actor=actor, subject=log, organisation=log.scheme.organisation, why=str(key))
    _forget_source(log)
    log.refresh_from_db()


def _told(error: Any) -> dict[str, Any]:
    told = {lang: error.told(lang) for lang in LANGUAGES}
    return {
        "message": {lang: text[0] for lang, text in told.items()},
        "remedy": {lang: text[1] for lang, text in told.items()},
    }


def _keys(texts: set[str]) -> list[str]:
    from uuid import UUID

    found = []
    for text in texts:
        try:
            found.append(str(UUID(text)))
        except ValueError:
            continue
    return found


def _forget_source(log: EventLog) -> None:
    if log.source:
        transaction.on_commit(partial(_unlink, receiving.path_of(log.source)))


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


def _forget_files(scheme: FollowedScheme, *, before: int) -> None:
    old = scheme.logs.filter(version__lt=before).exclude(file="")
    files = list(old.values_list("file", flat=True))
    if files:
        old.update(file="")
        transaction.on_commit(partial(snapshots.remove, scheme.pk, files))


@transaction.atomic
def clear_quarantine(*, scheme: FollowedScheme, actor: Any) -> int:
    """Leave all rows in quarantine out for good; returns how many."""
    rows = scheme.quarantine.count()
    scheme.quarantine.all().delete()
    record("following.quarantine_cleared", actor=actor, subject=scheme, organisation=scheme.organisation, rows=rows)
    return rows


def taken_away(*, scheme: FollowedScheme, what: str, actor: Any, **detail: Any) -> None:
    """Write down that somebody saw or took away something of a log: `what` was."""
    told = {"version": scheme.version, **detail}
    record(f"following.{what}", actor=actor, subject=scheme, organisation=scheme.organisation, **told)


# ---- the end ------------------------------------------------------------------------------------
@transaction.atomic
def delete_scheme(*, scheme: FollowedScheme, actor: Any, why: str = "asked") -> None:
    """Delete a followed scheme with its log, files and quarantine."""
    told = {"version": scheme.version, "why": why}
    record("following.scheme_deleted", actor=actor, subject=scheme, organisation=scheme.organisation, **told)
    for log in scheme.logs.exclude(source=""):
        _forget_source(log)
    transaction.on_commit(partial(snapshots.remove_all, scheme.pk))
    scheme.delete()


@transaction.atomic
def delete_expired(*, today: date, actor: Any) -> int:
    """Delete the schemes whose last day is over; returns how many."""
    over = list(FollowedScheme.objects.filter(retention_until__lt=today).select_related("organisation"))
    for scheme in over:
        delete_scheme(scheme=scheme, actor=actor, why="retention")
    return len(over)
