"""References read on the site: a plan is one that the organisation may see in full, a file is one that ships.

A table of indicators is one that ships, or that of a plan. A dossier that somebody uploads may name any path; none but
those of the shipped example is opened, and no place on the machine is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
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
from corridor.consultation.chain.references.market import shipped_tables as shipped_tables
from corridor.consultation.dossier import SHIPPED
from corridor.consultation.form import LANGUAGES
from corridor.consultation.reading import fitted, plain
from corridor.matching.audit import SMALL
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


def citable(organisation: Any) -> QuerySet[Plan]:
    """Finished plans whose exact figures an organisation may cite: its own, and public ones about made-up people.

    Of a public plan about people everybody else sees rounded counts only: exact ones are not read for them.
    """
    seen = Q(organisation=organisation) | Q(organisation=None) | Q(public=True, synthetic=True)
    return Plan.objects.filter(seen, finished_at__isnull=False)


def read_now(raw: Any, organisation: Any) -> Reading:
    """What a reference says now; never raises for what cannot be read.

    Args:
        raw: the reference as a file has it.
        organisation: whose plans may be read.
    """
    from corridor.consultation.chain.references import seen

    try:
        with _on_site(reference_of(raw), organisation) as place:
            found = _untold(place, lambda: seen(place.reference, folder=FOLDER, today=timezone.localdate()))
        if place.people and _small(found.value):
            raise ChainRefusal("small_count", limit=SMALL)
        if place.title and found.source is not None:
            found = replace(found, source=replace(found.source, title=place.title))
        return Reading(as_plain(found))
    except ToldError as error:
        return Reading(None, error)
    except (OSError, ValueError, RuntimeError, LookupError, TypeError) as error:  # of a source that is not as it was
        why = getattr(error, "strerror", None) or type(error).__name__
        return Reading(None, NotRead("reference", "reference_unreadable", why=why))


def as_plain(found: Seen) -> dict[str, Any]:
    """A seen value as a file has it; a value of None is written too, for it was seen."""
    return {"value": plain(found.value), **plain(found)}


@dataclass(frozen=True)
class _Place:
    """A reference with the path that is opened here for what it names (`opened` for `named`).

    `title`: what its source is called, where the path would stand there. `people`: it counts people.
    """

    reference: Any
    named: str = ""
    opened: str = ""
    title: dict[str, str] | None = None
    people: bool = False


def _small(value: Any) -> bool:
    """Whether a count so small stands in a value that it could tell of single people."""
    if isinstance(value, dict):
        return any(_small(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_small(one) for one in value)
    return type(value) is int and 0 < value < SMALL


def _untold(place: _Place, read: Any) -> Seen:
    """What `read` finds; an error of it says what the reference names, not where that lies."""
    try:
        found: Seen = read()
    except ToldError as error:
        if place.opened:
            error.place = error.place.replace(place.opened, place.named)
        raise
    return found


@contextmanager
def _on_site(reference: Reference, organisation: Any) -> Iterator[_Place]:
    """The reference with paths that this site opens, for as long as they are there.

    Raises:
        ChainRefusal: it would open something else.
    """
    match reference:
        case PlanFigure(folder=name):
            plan = plan_of(name, organisation)
            if plan is None or not plan.folder:
                raise ChainRefusal("not_here", place=name[:200])
            path = str(plan.path)
            yield _Place(replace(reference, folder=path), name, path, people=not plan.synthetic)
        case MeasuredVerdict(table=name) | MeasuredIndicator(table=name):
            with TemporaryDirectory() as folder:
                path, title = _table(name, organisation, Path(folder))
                own = title if isinstance(reference, MeasuredVerdict) else None  # rows of indicators name their source
                yield _Place(replace(reference, table=path), name, path, own)
        case DocumentPlace(file=str(name)):
            path = _shipped(name)
            yield _Place(replace(reference, file=path), name, path)
        case SimulatedResult(design=name):
            from corridor.partnerships.design import shipped

            if reference.draws > MOST_DRAWS:
                raise ChainRefusal("many_draws", place="draws", limit=MOST_DRAWS)
            path = name if name in shipped() else _shipped(name)
            yield _Place(replace(reference, design=path), name, path)
        case _:
            yield _Place(reference)


def _shipped(file: str) -> str:
    path = (FOLDER / file).resolve()
    if not path.is_relative_to(FOLDER.resolve()) or not path.is_file():
        raise ChainRefusal("not_here", place=file[:200])
    return str(path)


def _table(name: str, organisation: Any, folder: Path) -> tuple[str, dict[str, str]]:
    """A table of indicators as the library finds it: one that ships, that of a plan as a file in `folder`."""
    if name in shipped_tables():
        return name, dict.fromkeys(LANGUAGES, name)
    plan = plan_of(name, organisation)
    if plan is None or not plan.indicators:
        raise ChainRefusal("not_here", place=name[:200])
    path = folder / "indicators.csv"
    path.write_text(plan.indicators, encoding="utf-8")
    return str(path), dict.fromkeys(LANGUAGES, plan.name)


def rows_of_table(name: str, organisation: Any) -> list[dict[str, Any]]:
    """The good rows of a table of indicators that may be cited; none where there is no such table."""
    from corridor.labour_market.errors import LabourMarketError
    from corridor.labour_market.indicator_table import read_indicators

    try:
        with TemporaryDirectory() as folder:
            path, _title = _table(name, organisation, Path(folder))
            return read_indicators(shipped_tables().get(name) or Path(path)).rows.to_dicts()
    except (ChainRefusal, LabourMarketError, OSError):
        return []


def plan_of(key: str, organisation: Any) -> Plan | None:
    """The plan of a key, where the organisation may cite it."""
    try:
        return citable(organisation).filter(pk=UUID(str(key))).first()
    except ValueError:
        return None
