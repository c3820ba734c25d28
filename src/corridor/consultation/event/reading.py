"""Agendas as files of this house: YAML or JSON, with everything that an agenda has."""

from __future__ import annotations

import datetime
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from corridor.consultation.errors import ConsultationErrors
from corridor.consultation.event.agenda import Event
from corridor.consultation.event.checks import faults
from corridor.consultation.event.clock import written


def read(path: Path) -> Event:
    """An agenda from a YAML or JSON file.

    Raises:
        ConsultationErrors: every fault with the file, the place in it, and the remedy.
    """
    from corridor.consultation.reading import read_mapping

    return from_mapping(read_mapping(path), place=path.name)


def from_mapping(raw: Any, *, place: str = "event") -> Event:
    """An agenda from what a file holds.

    Raises:
        ConsultationErrors: every fault.
    """
    from corridor.consultation.reading import fitted

    found: Event = fitted(Event, raw, place=place)
    if errors := faults(found, place):
        raise ConsultationErrors(errors)
    return found


def as_mapping(record: Any) -> dict[str, Any]:
    """An agenda, or a part of one, as plain values without what is empty: what `from_mapping` reads."""
    from corridor.consultation.reading import plain

    found: dict[str, Any] = _filled(_timed(plain(record) if is_dataclass(record) else record))
    return found


def write(event: Event, path: Path) -> Path:
    """Write an agenda as YAML or, by the suffix, JSON. The same agenda gives the same bytes.

    Raises:
        OSError: the folder cannot be written to.
    """
    from corridor.consultation.reading import write_mapping

    return write_mapping(as_mapping(event), path)


def _timed(value: Any) -> Any:
    if isinstance(value, datetime.time):
        return written(value)
    if isinstance(value, dict):
        return {key: _timed(inner) for key, inner in value.items()}
    return [_timed(inner) for inner in value] if isinstance(value, list) else value


def _filled(value: Any) -> Any:
    """Without `extra` that holds nothing; what stands in it is left as it came."""
    if isinstance(value, dict):
        return {
            key: inner if key == "extra" else _filled(inner) for key, inner in value.items() if key != "extra" or inner
        }
    return [_filled(inner) for inner in value] if isinstance(value, list) else value
