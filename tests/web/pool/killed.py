"""Run in processes of their own by the test of crashes: `python -m tests.web.pool.killed STEP [KEY]`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, timedelta
from typing import Any

ROWS, WRONG = 60_000, 7
"""Every seventh row is at fault: the quarantine takes some seconds to write."""


def main(step: str, *rest: str) -> None:
    """Do a step and print what came of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corridor.web.settings")
    import django

    django.setup()
    print({"ask": ask, "state": state, "later": later}[step](*rest))


def ask() -> str:
    """Ask for an import that takes some seconds; its key."""
    from corridor.web.accounts.models import User
    from corridor.web.organisations.models import Membership, Organisation
    from corridor.web.pool import receiving
    from corridor.web.pool.domain import map_columns, receive, start_import

    here = Organisation.objects.create(name="Region", kind="region", region="flanders")
    user = User.objects.create_user("analyst@example.org", "a long password")
    Membership.objects.create(user=user, organisation=here, role="analyst")
    lines = [f"T-{n};Welder;{'9999' if n % WRONG == 0 else '7212'};nl:B2; € 36.000,50" for n in range(ROWS)]
    path = receiving.path_of("0" * 32 + ".csv")
    path.write_text("\n".join(["id;title;isco08;languages;expected salary", *lines]))
    told: dict[str, Any] = {"organisation": here, "kind": "talents", "name": "Killed", "actor": user}
    size = path.stat().st_size
    dataset = receive(source_name="a.csv", file=path.name, size=min(size, 10), sha256="0" * 64, **told)
    map_columns(
        dataset=dataset,
        name="Killed",
        mapping=dataset.mapping,
        basis="public_task",
        purpose="planning",
        retention_until=date(2030, 1, 1),
        actor=user,
    )
    start_import(dataset=dataset, actor=user, lang="en")
    return str(dataset.pk)


def state(key: str) -> str:
    """Where the dataset and its job stand, and what lies on the disk, as JSON."""
    from corridor.web.jobs.queries import latest
    from corridor.web.pool import receiving, snapshots
    from corridor.web.pool.models import Dataset, Fault
    from corridor.web.pool.queries import frame

    dataset = Dataset.objects.get(pk=key)
    job = latest(dataset.pk)
    assert job is not None
    place = snapshots.folder(dataset.pk)
    found: dict[str, Any] = {
        "job": job.state,
        "attempts": job.attempts,
        "fault": job.fault,
        "state": dataset.state,
        "version": dataset.version,
        "rows_in": dataset.rows_in,
        "sum": dataset.rows + dataset.quarantined + dataset.discarded + dataset.empty + dataset.erased,
        "readable": frame(dataset).height,
        "in_quarantine": dataset.quarantine.count(),
        "faults": Fault.objects.filter(row__dataset=dataset).count(),
        "source": (receiving.folder() / ("0" * 32 + ".csv")).exists(),
        "whole_files": len([f for f in place.iterdir() if not f.name.startswith(".")]) if place.exists() else 0,
    }
    return json.dumps(found)


def later(key: str) -> str:
    """As if the silence of the dead worker had lasted long enough."""
    from corridor.web.jobs.domain import SILENCE
    from corridor.web.jobs.models import Job

    job = Job.objects.get(subject=key)
    assert job.beat_at is not None
    Job.objects.filter(pk=job.pk).update(beat_at=job.beat_at - SILENCE - timedelta(seconds=1))
    return "later"


if __name__ == "__main__":
    main(*sys.argv[1:])
