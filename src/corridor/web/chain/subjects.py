"""What a report can be about beside the chain: plans, schemes that run, designs and schemes of the register.

Each with the right with which its own pages are seen: of a plan, that to see it in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from corridor.told import ToldError
from corridor.web.chain.errors import ChainRefusal
from corridor.web.chain.queries import plan_called
from corridor.web.chain.readings import citable
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import in_language
from corridor.web.following import domain as following
from corridor.web.following.models import FollowedScheme
from corridor.web.following.opening import current, of_version
from corridor.web.following.queries import schemes_of
from corridor.web.following.reporting import report_of
from corridor.web.partnerships import queries as partnerships
from corridor.web.partnerships.design_files import DesignFaults
from corridor.web.plans import domain as plans
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import plans_of
from corridor.web.plans.sight import sight

Choices = list[tuple[str, Any]]
PLAN, FOLLOWED, DESIGN, SCHEME = "plan", "followed", "design", "scheme"


@dataclass(frozen=True)
class Subject:
    """What a report is about: `kind` and `value` as `reports.kinds.render` takes them; `row` of the database."""

    kind: str
    name: str
    value: Any
    row: Plan | FollowedScheme | None = None


def offered(user: Any, programme: Any) -> Choices:
    """All that a person may have a report about, in groups; keys are the kind and the subject's own."""
    from corridor.partnerships.scheme import schemes

    groups = [
        (_("Plans"), [(f"{PLAN}:{one.pk}", plan_called(one)) for one in _plans(user, programme)]),
        (_("Partnerships that run"), [(f"{FOLLOWED}:{one.pk}", one.name) for one in _followed(user, programme)]),
        (_("Designs of partnerships"), [(f"{DESIGN}:{key}", name) for key, name in _designs(user, programme)]),
        (_("Schemes of the register"), [(f"{SCHEME}:{key}", f"{key} {one.short}") for key, one in schemes().items()]),
    ]
    return [(label, rows) for label, rows in groups if rows]


def subject(user: Any, programme: Any, chosen: str) -> Subject:
    """The subject of a key.

    Raises:
        ChainRefusal: there is none that the person may see, or it cannot be read any more.
    """
    kind, _colon, key = chosen.partition(":")
    try:
        found = OPENED[kind](user, programme, key) if kind in OPENED else None
    except DesignFaults as error:
        raise error.faults[0] from None
    except ToldError:
        raise
    except (OSError, ValueError):  # its files went, or it is no key
        found = None
    if found is None:
        raise ChainRefusal("no_subject")
    return found


def noted(found: Subject, *, actor: Any, file: str) -> None:
    """Write down that a report of what is not public was taken away."""
    if isinstance(found.row, Plan):
        plans.downloaded(plan=found.row, actor=actor, file=file)
    elif found.row is not None:
        following.taken_away(scheme=found.row, what="report_made", actor=actor, saved=True)


# ---- which ones a person may see ----------------------------------------------------------------
def _plans(user: Any, programme: Any) -> list[Plan]:
    """Finished plans that the person sees in full, of the programme's organisation and made-up ones of others."""
    if user.is_authenticated:
        prefetch_related_objects([user], "memberships")
    own = citable(programme.organisation).values("pk")
    return [one for one in plans_of(user).filter(pk__in=own) if user.has_perm("plans.view_in_full", one)]


def _followed(user: Any, programme: Any) -> Any:
    return schemes_of(user).filter(organisation=programme.organisation, version__gt=0)


def _designs(user: Any, programme: Any) -> Choices:
    own = partnerships.designs_of(user).filter(organisation=programme.organisation).order_by("name", "id")
    shipped = [(key, one.found.name.told(language())) for key, one in partnerships.examples().items()]
    return [*((str(one.pk), one.title) for one in own), *shipped]


# ---- opened -------------------------------------------------------------------------------------
def _plan(user: Any, programme: Any, key: str) -> Subject | None:
    wanted = UUID(key)
    plan = next((one for one in _plans(user, programme) if one.pk == wanted), None)
    return None if plan is None else Subject("plan", plan.name, sight(user, plan).result, plan)


def _scheme_that_runs(user: Any, programme: Any, key: str) -> Subject | None:
    row = _followed(user, programme).filter(pk=UUID(key)).first()
    version = current(row) if row is not None else None
    if row is None or version is None:
        return None
    return Subject("partnership", row.name, report_of(row, version, of_version(row, version), None), row)


def _design(user: Any, programme: Any, key: str) -> Subject | None:
    found = partnerships.chosen(user, key)
    if found is None or (found.row is not None and found.row.organisation_id != programme.organisation_id):
        return None
    return Subject("partnership", in_language(found.names), found.design)


def _registered(user: Any, programme: Any, key: str) -> Subject | None:
    from corridor.partnerships.scheme import schemes

    found = schemes().get(key)
    return None if found is None else Subject("partnership", found.short, found)


OPENED = {PLAN: _plan, FOLLOWED: _scheme_that_runs, DESIGN: _design, SCHEME: _registered}
