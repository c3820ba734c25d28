"""Partnerships: a field of a scheme of the register, or a result of the simulation of a design."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from corridor.consultation.chain.reference import SchemeField, SimulatedResult
from corridor.consultation.chain.references.found import Found, NotRead, placed, source_note, told
from corridor.consultation.chain.references.paths import at
from corridor.consultation.reading import plain


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
    checked = date.fromisoformat(scheme.checked) if isinstance(scheme.checked, str) else scheme.checked
    return Found(value, told(value) or _text(value), source_note(plain(title), url, checked))


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
    design = known if known is not None else read_design(placed(reference.design, folder))
    result = _simulated(design, reference.draws, reference.seed)
    value = at(result, reference.at, reference.design)
    name = getattr(design, "name", None) or getattr(design, "title", None) or reference.design
    title = name.plain() if hasattr(name, "plain") else name
    return Found(value, told(value), source_note(title, None, None))


@lru_cache(maxsize=16)
def _of_shipped(name: str, draws: int, seed: int) -> Any:
    from corridor.partnerships.design import shipped
    from corridor.partnerships.results import summary, to_json
    from corridor.partnerships.simulation import simulate

    return to_json(summary(simulate(shipped()[name], draws=draws, seed=seed)))


def _simulated(design: Any, draws: int, seed: int) -> Any:
    from corridor.partnerships.design import shipped

    if shipped().get(design.id) is design:
        return _of_shipped(design.id, draws, seed)
    from corridor.partnerships.results import summary, to_json
    from corridor.partnerships.simulation import simulate

    return to_json(summary(simulate(design, draws=draws, seed=seed)))
