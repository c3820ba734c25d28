"""Programmes of consultation: steps, deliverables and months, templates that ship, and the days that follow."""

from corridor.consultation.programme.dates import (
    DatedDeliverable,
    DatedStep,
    Late,
    deadline,
    late,
    month_begins,
    month_ends,
    span,
)
from corridor.consultation.programme.plan import Deliverable, Programme, Step
from corridor.consultation.programme.template import read_file, read_template, templates

__all__ = [
    "DatedDeliverable",
    "DatedStep",
    "Deliverable",
    "Late",
    "Programme",
    "Step",
    "deadline",
    "late",
    "month_begins",
    "month_ends",
    "read_file",
    "read_template",
    "span",
    "templates",
]
