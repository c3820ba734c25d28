"""A programme with its days: what begins and ends when, what is due, what is late. Pure reads of loaded rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from corridor.consultation.errors import ConsultationError
from corridor.consultation.programme import DatedDeliverable, DatedStep, deadline, late, read_template, span
from corridor.web.programmes.models import Deliverable, Programme, Step, StepState

OVER = (StepState.DONE, StepState.DROPPED)


@dataclass(frozen=True, slots=True)
class Due:
    """A deliverable with the day by which it is due; `days_late` is 0 where it is not late."""

    row: Deliverable
    due: date
    days_late: int
    awaited: bool
    """It is not there, and its step is neither done nor dropped."""


@dataclass(frozen=True, slots=True)
class Line:
    """A step with its first and last day, who answers for it, and its deliverables."""

    row: Step
    begins: date
    ends: date
    owner: Mapping[str, str] | str | None
    """The name of a body, or of a role by language; None: not decided."""
    dues: tuple[Due, ...]
    days_late: int
    """Of a step without deliverables."""

    @property
    def over(self) -> bool:
        """Done or dropped: nothing of it is due any more."""
        return self.row.state in OVER


def dated_steps(programme: Programme, steps: Iterable[Step]) -> tuple[DatedStep, ...]:
    """The steps as the rules of consultation know them; give them with `deliverables` prefetched."""
    return tuple(_dated(programme, step) for step in steps)


def _dated(programme: Programme, step: Step) -> DatedStep:
    begins, ends = span(programme.start, step.months_from, step.months_to, step.begins, step.ends)
    things = tuple(
        DatedDeliverable(str(d.pk), d.title, deadline(programme.start, ends, d.month, d.due), d.delivered_on)
        for d in step.deliverables.all()
    )
    owner = step.owner.name if step.owner else step.owner_role or None
    return DatedStep(step.key, step.title, begins, ends, owner, things, step.state in OVER)


def lines(programme: Programme, steps: Iterable[Step], today: date) -> tuple[Line, ...]:
    """The steps in their order, with days, owners and what is late on a day."""
    rows = list(steps)
    dated = dated_steps(programme, rows)
    missed = {(one.step, one.deliverable): one.days for one in late(dated, today)}
    owners = roles(programme.template)
    return tuple(_line(row, step, missed, owners) for row, step in zip(rows, dated, strict=True))


def _line(
    row: Step, step: DatedStep, missed: Mapping[tuple[str, str | None], int], owners: Mapping[str, Mapping[str, str]]
) -> Line:
    dues = tuple(
        Due(thing, told.due, missed.get((step.key, told.key), 0), told.delivered is None and not step.over)
        for thing, told in zip(row.deliverables.all(), step.deliverables, strict=True)
    )
    owner = row.owner.name if row.owner else owners.get(row.owner_role)
    return Line(row, step.begins, step.ends, owner, dues, missed.get((step.key, None), 0))


def roles(template: str) -> Mapping[str, Mapping[str, str]]:
    """The roles of a template that answer for steps; none where it does not ship any more."""
    if not template:
        return {}
    try:
        return read_template(template).owners or {}
    except ConsultationError:
        return {}
