"""What recommendations say of the law as it is, held against the law data of a day: times, costs, simulated effects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from corridor.consultation.chain.items import ProceduralChange, SimulatedEffect

DAYS: dict[str, float] = {"days": 1, "weeks": 7, "months": 30, "years": 365}
"""Days of a unit of time, as recommendations count them: a month has thirty."""


def differing(change: ProceduralChange, day: date) -> Iterator[tuple[str, str, str]]:
    """Values that the law has otherwise than a change says: the field, what it says, what the law says ("-": nothing).

    Args:
        change: with the names of the parameters that hold the values before.
        day: on which the law is looked at.
    """
    pairs = (("days_of", change.days_of, change.days_before), ("cost_of", change.cost_of, change.cost_before))
    for field, name, before in pairs:
        if name is None:
            continue
        now = _values(change.region, name, day)
        if now != {before}:
            yield field, _told(before), ", ".join(sorted(map(_told, now))) or "-"


def of_other_law(effect: SimulatedEffect) -> str | None:
    """The version of the law data now, where an effect was run with another; None where it was this one or none."""
    from corridor.permits.book import law_version

    now = law_version()
    return now if effect.law_version not in (None, now) else None


def _values(region: str, name: str, day: date) -> set[float | None]:
    """What the law of a region gives, times in days; of `belgium`, what any of them gives."""
    from corridor.permits.book import book
    from corridor.permits.case import REGIONS

    found: set[float | None] = set()
    for one in REGIONS if region == "belgium" else (region,):
        parameter = book(one).rules.parameters.get(name)
        dated = parameter.at(day) if parameter else None
        if parameter is not None and dated is not None and dated.value is not None:
            found.add(float(dated.value) * DAYS.get(parameter.unit or "", 1))
    return found


def _told(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"
