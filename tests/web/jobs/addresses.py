"""Named addresses of `jobs`, for the permission matrix."""

from __future__ import annotations

from typing import Any

from corridor.web.jobs.models import Job


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    job = Job.objects.create(name="plans.run", owner=world.people["analyst"], organisation=world.organisation)
    return {"jobs:progress": {"key": job.pk}, "jobs:stop": {"key": job.pk}}
