"""What a programme is made of, before it has days: steps by their months, what each hands over, who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from corridor.consultation.form import FORM, Key, Listed, Said

LONGEST = 120
"""Months that a programme may have at most."""
Month = Annotated[int, Field(ge=1, le=LONGEST)]


@dataclass(frozen=True)
class Deliverable:
    """What a step hands over.

    Attributes:
        month: at the end of which it is due; None: with the end of its step.
        per_region: there is one for each region of the programme.
    """

    __pydantic_config__ = FORM
    key: Key
    title: Said
    month: Month | None = None
    per_region: bool = False


@dataclass(frozen=True)
class Step:
    """A step, from the first to the last of its months; 1 is the month that begins on the programme's first day."""

    __pydantic_config__ = FORM
    key: Key
    title: Said
    months_from: Month
    months_to: Month
    summary: Said | None = None
    owner: str | None = None
    """A role of the programme's `owners`; None: not decided."""
    deliverables: Annotated[tuple[Deliverable, ...], Listed] = ()


@dataclass(frozen=True)
class Programme:
    """A template of a programme.

    Attributes:
        months: how long it is.
        assumed: how the months are divided over the steps is an assumption.
        owners: the roles that answer for steps, by key.
    """

    __pydantic_config__ = FORM
    name: Key
    title: Said
    months: Month
    steps: tuple[Step, ...]
    summary: Said | None = None
    assumed: bool = False
    owners: Mapping[str, Said] | None = None
