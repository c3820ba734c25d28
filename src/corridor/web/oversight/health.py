"""Whether the installation is well: each check says what it found, and not known where it cannot tell."""

from __future__ import annotations

import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

import corridor
from corridor.reports import numbers
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import moment, not_known
from corridor.web.jobs.domain import SILENCE, last_sign_of_life
from corridor.web.jobs.models import Job, State

Sign = Literal["good", "bad", "look", "unknown"]
LITTLE_SPACE = 0.05
"""A share of the disk that is too little to go on safely."""
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Check:
    """A check: what was looked at, how it stands, what was found, what to do."""

    name: str
    sign: Sign
    found: str
    remedy: str = ""


def checks(now: datetime | None = None) -> list[Check]:
    """All checks, each by itself: one that fails does not hide the others."""
    now = now or timezone.now()
    looks: list[Callable[[datetime], Check]] = [
        database,
        migrations,
        worker,
        failed_jobs,
        disk,
        law,
        esco,
        mail,
        production,
        version,
    ]
    return [_safely(look, now) for look in looks]


def _safely(look: Callable[[datetime], Check], now: datetime) -> Check:
    try:
        return look(now)
    except Exception as error:
        return Check(look.__name__, "unknown", f"{type(error).__name__}", _("Look into the log of the application."))


def _number(value: float, digits: int = 0) -> str:
    return numbers.decimal(value, language(), digits) if digits else numbers.count(value, language())


def database(now: datetime) -> Check:
    """Which database, and how fast it answers."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    took = 1000 * (time.perf_counter() - started)
    found = _("%(vendor)s answers in %(ms)s ms") % {"vendor": connection.vendor, "ms": _number(took, 1)}
    return Check(pgettext("health", "Database"), "good", found)


def migrations(now: datetime) -> Check:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        return Check(pgettext("health", "Tables"), "good", pgettext("health", "up to date"))
    found = ngettext("%(n)s change waits", "%(n)s changes wait", waiting) % {"n": _number(waiting)}
    return Check(pgettext("health", "Tables"), "bad", found, _("Run: python -m corridor.web migrate"))


def worker(now: datetime) -> Check:
    """Whether somebody does the background work."""
    waiting = Job.objects.filter(state=State.WAITING)
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    seen = max((at for at in (last_sign_of_life(), _last_beat()) if at is not None), default=None)
    count = waiting.count()
    found = ngettext("%(n)s job waits", "%(n)s jobs wait", count) % {"n": _number(count)}
    if seen:
        found += "; " + _("last sign of life %(when)s") % {"when": moment(seen)}
    else:
        found += "; " + _("no job has run yet")
    late = oldest is not None and now - oldest > SILENCE
    if seen is None or now - seen > SILENCE:
        return Check(_("Background work"), "bad", found, _("Start a worker: python -m corridor.web work"))
    return Check(_("Background work"), "look" if late else "good", found)


def _last_beat() -> datetime | None:
    """When a job that runs was last heard of."""
    found: datetime | None = Job.objects.aggregate(seen=Max("beat_at"))["seen"]
    return found


def failed_jobs(now: datetime) -> Check:
    """Jobs that failed in the last week."""
    count = Job.objects.filter(state=State.FAILED, finished_at__gt=now - A_WEEK).count()
    found = ngettext("%(n)s in the last seven days", "%(n)s in the last seven days", count) % {"n": _number(count)}
    return Check(_("Failed jobs"), "look" if count else "good", found)


def disk(now: datetime) -> Check:
    """Space on the disk of the data folder."""
    usage = shutil.disk_usage(settings.DATA)
    words = {"free": _number(usage.free / 1e9, 1), "all": _number(usage.total / 1e9, 1)}
    found = _("%(free)s GB free of %(all)s GB") % words
    little = usage.free < LITTLE_SPACE * usage.total
    return Check(
        pgettext("health", "Disk"),
        "bad" if little else "good",
        found,
        _("Make room, or move the data folder.") if little else "",
    )


def law(now: datetime) -> Check:
    """How fresh the values of the law are."""
    from corridor.permits.book import all_books
    from corridor.permits.status import standings

    found = standings(all_books().values(), timezone.localdate())
    checked = [s.last_checked for s in found if s.last_checked]
    expired = sum("expired" in s.marks for s in found)
    old = sum("old" in s.marks for s in found)
    words = {
        "values": _number(len(found)),
        "expired": _number(expired),
        "old": _number(old),
        "oldest": _day(min(checked, default=None)),
    }
    told = _("%(values)s values; %(expired)s expired, %(old)s not checked for a year; oldest check %(oldest)s") % words
    return Check(pgettext("health", "Law"), "look" if expired or old else "good", told)


def _day(day: date | None) -> str:
    return numbers.day(day, language()) if day else not_known()


def esco(now: datetime) -> Check:
    """Whether the European list of occupations and skills is installed."""
    from corridor.occupations.installed import installed

    if (found := installed()) is None:
        return Check(
            "ESCO",
            "look",
            pgettext("health", "not installed"),
            _("Free text is matched by bundled titles only; see the manual."),
        )
    versions = sorted({d.version for d in found.downloads if d.version})
    return Check("ESCO", "good", ", ".join(versions) or pgettext("health", "installed"))


def mail(now: datetime) -> Check:
    """Where messages go."""
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return Check(pgettext("health", "Mail"), "good", _("through the mail service"))
    folder = Path(settings.EMAIL_FILE_PATH)
    count = sum(1 for _file in folder.iterdir()) if folder.is_dir() else 0
    found = ngettext("to a folder; %(n)s message lies there", "to a folder; %(n)s messages lie there", count)
    return Check(
        pgettext("health", "Mail"),
        "look",
        found % {"n": _number(count)},
        _("Set CORRIDOR_EMAIL_URL, so that messages reach people."),
    )


def production(now: datetime) -> Check:
    """Whether it runs with the settings of an installation that others can reach."""
    if settings.PRODUCTION:
        return Check(pgettext("health", "Settings"), "good", pgettext("health", "production"))
    return Check(
        pgettext("health", "Settings"),
        "look",
        pgettext("health", "for one machine"),
        _("Set CORRIDOR_PRODUCTION before others can reach it."),
    )


def version(now: datetime) -> Check:
    """What runs."""
    found = f"Corridor {corridor.__version__}, Django {django.get_version()}, Python {platform.python_version()}"
    return Check(pgettext("health", "Version"), "good", found)
