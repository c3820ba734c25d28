"""How sure and how fresh the law's values are on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from corridor.rules.freeze import Frozen
from corridor.rules.model import Dated, Parameter

SOON, OLD = timedelta(days=183), timedelta(days=365)
"""Six months ahead; a year since the last check."""


@dataclass(frozen=True)
class Standing:
    """A parameter's standing on a day.

    `marks`: expired, runs_out, estimated, carried_over, expected, contradicted, old.
    """

    region: str
    name: str
    label: dict[str, str]
    value: Any
    unit: str
    status: str
    valid_from: date | None
    valid_to: date | None
    last_checked: date | None
    confidence: str | None
    source: str | None
    note: dict[str, str] | None
    marks: tuple[str, ...]


def standings(books: Iterable[Frozen], day: date) -> list[Standing]:
    """The standing of every parameter on a day; federal ones once."""
    found: dict[tuple[str, str], Standing] = {}
    for law in books:
        for parameter in law.rules.parameters.values():
            found.setdefault((parameter.region, parameter.name), _standing(parameter, day))
    return [found[key] for key in sorted(found)]


def _standing(parameter: Parameter, day: date) -> Standing:
    now = parameter.at(day)
    last = now or next((d for d in reversed(parameter.values) if d.start <= day), None)
    marks = tuple(_marks(parameter, now, last, day))
    return Standing(
        parameter.region,
        parameter.name,
        parameter.label,
        now.value if now else None,
        parameter.unit,
        now.status if now else "not_known",
        last.start if last else None,
        last.until if last else None,
        last.last_checked if last else None,
        last.confidence if last else None,
        last.source if last else None,
        last.note if last else None,
        marks,
    )


def _marks(parameter: Parameter, now: Dated | None, last: Dated | None, day: date) -> Iterator[str]:
    if last is None:
        return
    if now is None:
        yield "expired"
    elif now.until is not None and now.until - day <= SOON and not _continues(parameter, now):
        yield "runs_out"
    if now is not None and now.status in ("estimated", "carried_over", "expected"):
        yield now.status
    if last.confidence == "low":
        yield "contradicted"
    if last.last_checked is not None and day - last.last_checked > OLD:
        yield "old"


def _continues(parameter: Parameter, now: Dated) -> bool:
    """Whether a known value follows on the day after."""
    following = parameter.at(now.until + timedelta(days=1)) if now.until else None
    return following is not None and following.value is not None
