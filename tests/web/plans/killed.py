"""Run in processes of their own by the tests of crashes: `python -m tests.web.plans.killed STEP [KEY]`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, timedelta
from typing import Any


def main(step: str, *rest: str) -> None:
    """Do a step and print what came of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corridor.web.settings")
    import django

    django.setup()
    print({"ask": ask, "state": state, "later": later, "demo": demo}[step](*rest))


def ask() -> str:
    """Ask for a plan that takes some seconds; its key."""
    from corridor.pool.synthesise import synthesise
    from corridor.web.accounts.models import User
    from corridor.web.organisations.models import Membership, Organisation
    from corridor.web.plans.domain import create_plan
    from corridor.web.plans.offered import examples
    from corridor.web.pool.domain import keep_table

    here = Organisation.objects.create(name="Region", kind="region", region="flanders")
    user = User.objects.create_user("analyst@example.org", "a long password")
    Membership.objects.create(user=user, organisation=here, role="analyst")
    drawn = synthesise(6_000, 900, 1, region="flanders")
    tables = {
        kind: keep_table(organisation=here, kind=kind, name=kind, table=getattr(drawn, kind), actor=user)
        for kind in ("talents", "vacancies")
    }
    plan = create_plan(
        actor=user,
        organisation=here,
        name="Killed",
        region="flanders",
        date=date(2026, 11, 21),
        reforms=[entry.document for entry in examples()],
        **tables,  # type: ignore[arg-type]
    )
    return str(plan.pk)


def state(key: str) -> str:
    """Where the plan and its job stand, and what lies on the disk, as JSON."""
    import hashlib

    from corridor.web.audit.models import AuditEvent
    from corridor.web.jobs.models import Job
    from corridor.web.plans import files
    from corridor.web.plans.models import Plan

    plan, job = Plan.objects.get(pk=key), Job.objects.get(subject=key)
    document = files.home() / key / "plan.json"
    found: dict[str, Any] = {
        "job": job.state,
        "stage": job.stage,
        "attempts": job.attempts,
        "fault": job.fault,
        "finished": plan.finished,
        "digest": plan.digest,
        "on_disk": hashlib.sha256(document.read_bytes()).hexdigest() if document.exists() else "",
        "left": sorted(f.name for f in files.home().iterdir()) if files.home().exists() else [],
        "made": AuditEvent.objects.filter(verb="plans.made").count(),
        "taken_up": AuditEvent.objects.filter(verb="jobs.taken_up_again").count(),
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


def demo() -> str:
    """Make a small demonstration."""
    from corridor.web.audit.models import AuditEvent
    from corridor.web.plans import files
    from corridor.web.plans.demo import Size, make_demo
    from corridor.web.pool.models import Dataset

    plan = make_demo(size=Size(150, 20))
    made = AuditEvent.objects.filter(verb="plans.demo_made").count()
    folders = sum(f.is_dir() for f in files.home().iterdir())
    return f"{plan.digest} made {made} datasets {Dataset.objects.count()} folders {folders}"


if __name__ == "__main__":
    main(*sys.argv[1:])
