"""Agendas that ship, from public facts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corridor.consultation.event.agenda import Event

FOLDER = Path(__file__).parent
CONFERENCE = "skills_mobility_partnerships_2022"


def names() -> tuple[str, ...]:
    """The agendas that ship."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yaml")))


@cache
def shipped(name: str = CONFERENCE) -> Event:
    """An agenda that ships; the conference on Skills Mobility Partnerships of June 2022 unless another is named.

    Raises:
        KeyError: none has this name.
    """
    from corridor.consultation.event.reading import read

    if name not in names():
        raise KeyError(name)
    return read(FOLDER / f"{name}.yaml")
