"""What one visitor may see of one plan, asked once a request."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import prefetch_related_objects

from corridor.plan.result import Plan as Result
from corridor.web.plans import chapters
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import people_shown


@dataclass(frozen=True)
class Sight:
    """A plan as a visitor sees it.

    Attributes:
        full: exact counts and vacancies; else rounded counts alone.
        people: the rows of people too.
        run, publish, delete: what the visitor may do.
    """

    plan: Plan
    full: bool
    people: bool
    run: bool
    publish: bool
    delete: bool

    @property
    def key(self) -> tuple[Path, str]:
        """Folder and digest of the result."""
        return self.plan.path, self.plan.digest

    @property
    def result(self) -> Result:
        """The plan, guarded where the visitor may not see it in full."""
        return chapters.result(*self.key, self.full)


def sight(user: Any, plan: Plan) -> Sight:
    """What a user may see and do."""
    if user.is_authenticated:
        prefetch_related_objects([user], "memberships")
    return Sight(
        plan=plan,
        full=user.has_perm("plans.view_in_full", plan),
        people=plan.finished and user.has_perm("plans.view_people", plan) and people_shown(plan),
        run=user.has_perm("plans.run_plan", plan),
        publish=user.has_perm("plans.publish_plan", plan),
        delete=user.has_perm("plans.delete_plan", plan),
    )
