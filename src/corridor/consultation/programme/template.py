"""Templates of programmes: those that ship, and an organisation's own files of the same form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from corridor.consultation.errors import ConsultationError, ConsultationErrors
from corridor.consultation.programme.plan import Programme

FOLDER = Path(__file__).parent / "templates"


@cache
def templates() -> tuple[str, ...]:
    """The names of the templates that ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def read_template(name: str) -> Programme:
    """A template that ships.

    Raises:
        ConsultationError: there is none of that name.
    """
    if name not in templates():
        raise ConsultationError(name, "programme_no_template", given=name[:80], known=", ".join(templates()))
    return read_file(FOLDER / f"{name}.yaml")


def read_file(path: Path) -> Programme:
    """A template from a YAML or JSON file.

    Raises:
        ConsultationErrors: every fault, with its place and remedy.
    """
    from corridor.consultation.reading import read_as

    found = read_as(Programme, path)
    if errors := list(_faults(found, path.name)):
        raise ConsultationErrors(errors)
    return found


def _faults(found: Programme, place: str) -> Iterator[ConsultationError]:
    keys = [step.key for step in found.steps]
    things = [thing.key for step in found.steps for thing in step.deliverables]
    for key in sorted({key for key in keys if keys.count(key) > 1} | {k for k in things if things.count(k) > 1}):
        yield ConsultationError(f"{place}: {key}", "programme_key_twice", given=key)
    for step in found.steps:
        where = f"{place}: {step.key}"
        if step.months_to < step.months_from:
            yield ConsultationError(where, "programme_backwards", first=step.months_from, last=step.months_to)
        if step.months_to > found.months:
            yield ConsultationError(where, "programme_too_long", last=step.months_to, months=found.months)
        if step.owner is not None and step.owner not in (found.owners or {}):
            yield ConsultationError(where, "programme_no_owner", given=step.owner)
        for thing in step.deliverables:
            if thing.month is not None and not step.months_from <= thing.month <= step.months_to:
                yield ConsultationError(f"{where}.{thing.key}", "programme_outside", month=thing.month)
