"""Partnerships: a field of a scheme of the register, or a result of the simulation of a design."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.consultation.chain.reference import SchemeField, SimulatedResult
from corridor.consultation.chain.references.found import Found, NotRead, placed, source_note, told
from corridor.consultation.chain.references.paths import at
from corridor.consultation.reading import plain

if TYPE_CHECKING:
    from corridor.partnerships.design import Design


def read_scheme_field(reference: SchemeField) -> Found:
    """What stands at a path of a scheme.

    Raises:
        NotRead: there is no such scheme, or nothing stands there.
    """
    from corridor.partnerships.scheme import schemes

    scheme = schemes().get(reference.scheme)
    if scheme is None:
        raise NotRead(reference.scheme, "reference_no_scheme")
    value = plain(at(scheme, reference.at, reference.scheme))
    own = at(scheme, "sources", reference.scheme)
    url = getattr(own[0], "url", None) if own else None
    title = at(scheme, "name", reference.scheme)
    return Found(value, told(value) or _text(value), source_note(plain(title), url, scheme.checked))


def _text(value: Any) -> Any:
    """A text by language, where the value is one."""
    return value if isinstance(value, dict) and value and set(value) <= {"en", "fr", "nl"} else None


def read_simulated(reference: SimulatedResult, folder: Path | None) -> Found:
    """A result of a design: the same seed and draws give the same value.

    Raises:
        NotRead: there is no such design or result. PartnershipErrors: the design is faulty.
    """
    from corridor.partnerships.design import read_design, shipped

    known = shipped().get(reference.design)
    if known is None:
        design = read_design(placed(reference.design, folder))
        result = _simulated(design, reference.draws, reference.seed)
    else:
        design, result = known, _of_shipped(reference.design, reference.draws, reference.seed)
    value = at(result, reference.at, reference.design)
    return Found(value, told(value), source_note(design.name.plain(), next(iter(design.sources), None), None))


@lru_cache(maxsize=16)
def _of_shipped(name: str, draws: int, seed: int) -> Any:
    from corridor.partnerships.design import shipped

    return _simulated(shipped()[name], draws, seed)


def _simulated(design: Design, draws: int, seed: int) -> Any:
    from corridor.partnerships.results import summary, to_json
    from corridor.partnerships.simulation import simulate

    return to_json(summary(simulate(design, draws=draws, seed=seed)))
