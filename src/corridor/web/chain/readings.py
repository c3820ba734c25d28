"""References read on the site: a plan is one of the organisation's or a public one, a file is one that ships.

A dossier that somebody uploads may name any path; none but those of the shipped example is opened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from corridor.consultation.chain.items import Seen
from corridor.consultation.chain.reference import (
    DocumentPlace,
    MeasuredIndicator,
    MeasuredVerdict,
    PlanFigure,
    Reference,
    SimulatedResult,
)
from corridor.consultation.chain.references.found import NotRead
from corridor.consultation.dossier import SHIPPED
from corridor.consultation.reading import fitted, plain
from corridor.told import ToldError
from corridor.web.chain.errors import ChainRefusal
from corridor.web.plans.models import Plan

MOST_DRAWS = 10_000
FOLDER = SHIPPED.parent


@dataclass(frozen=True)
class Reading:
    """What a reference says now (`seen`, plain values as a file has them), or why that is not known."""

    seen: dict[str, Any] | None
    fault: ToldError | None = None


def reference_of(raw: Any) -> Reference:
    """A reference from plain values.

    Raises:
        ConsultationErrors: it is none.
    """
    found: Reference = fitted(Reference, raw, place="reference")
    return found


def read_now(raw: Any, organisation: Any) -> Reading:
    """What a reference says now; never raises for what cannot be read.

    Args:
        raw: the reference as a file has it.
        organisation: whose plans may be read.
    """
    from corridor.consultation.chain.references import seen

    try:
        reference = _on_site(reference_of(raw), organisation)
        found = seen(reference, folder=FOLDER, today=timezone.localdate())
        return Reading(as_plain(found))
    except ToldError as error:
        return Reading(None, error)
    except (OSError, ValueError, RuntimeError, LookupError, TypeError) as error:  # of a source that is not as it was
        why = getattr(error, "strerror", None) or type(error).__name__
        return Reading(None, NotRead("reference", "reference_unreadable", why=why))


def as_plain(found: Seen) -> dict[str, Any]:
    """A seen value as a file has it; a value of None is written too, for it was seen."""
    return {"value": plain(found.value), **plain(found)}


def _on_site(reference: Reference, organisation: Any) -> Reference:
    """The reference with paths that this site opens.

    Raises:
        ChainRefusal: it would open something else.
    """
    match reference:
        case PlanFigure():
            return replace(reference, folder=_plan_folder(reference.folder, organisation))
        case MeasuredVerdict() | MeasuredIndicator():
            return replace(reference, table=_shipped(reference.table))
        case DocumentPlace(file=str(file)):
            return replace(reference, file=_shipped(file))
        case SimulatedResult():
            from corridor.partnerships.design import shipped

            if reference.draws > MOST_DRAWS:
                raise ChainRefusal("many_draws", place="draws", limit=MOST_DRAWS)
            known = reference.design in shipped()
            return reference if known else replace(reference, design=_shipped(reference.design))
        case _:
            return reference


def _shipped(file: str) -> str:
    path = (FOLDER / file).resolve()
    if not path.is_relative_to(FOLDER.resolve()) or not path.is_file():
        raise ChainRefusal("not_here", place=file[:200])
    return str(path)


def _plan_folder(key: str, organisation: Any) -> str:
    try:
        seen = Q(organisation=organisation) | Q(organisation=None) | Q(public=True)
        plan = Plan.objects.filter(seen, pk=UUID(key), finished_at__isnull=False).first()
    except ValueError:
        plan = None
    if plan is None or not plan.folder:
        raise ChainRefusal("not_here", place=key[:200])
    return str(plan.path)
