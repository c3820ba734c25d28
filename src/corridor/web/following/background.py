"""The background work of `following`."""

from __future__ import annotations

from typing import Any

from corridor.web.following.domain import read_log
from corridor.web.following.models import EventLog
from corridor.web.jobs.registry import job

READ = {"en": "Reading the log", "fr": "Lecture du journal", "nl": "Logboek wordt gelezen"}


@job("following.read", stages={"read": READ})
def read_file(*, progress: Any, log: str) -> None:
    """Read a large log. Where it was read before a crash, nothing is left to do."""
    progress("read", 0, 1)
    found = EventLog.objects.select_related("scheme__organisation", "created_by").get(pk=log)
    read_log(log=found, actor=found.created_by)
    progress("read", 1, 1)
