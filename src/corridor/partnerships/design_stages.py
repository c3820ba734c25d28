"""Reading the stages of a design: capacity, costs with payers, roles."""

from __future__ import annotations

from collections.abc import Mapping

from corridor.partnerships.design_parts import Capacity, Cost, Roles, Stage
from corridor.partnerships.phases import phases, words
from corridor.partnerships.priors import kinds
from corridor.partnerships.quantity import Kind, Quantity, read_quantity
from corridor.partnerships.reading import Part

KEYS = (
    "id", "phase", "track", "after", "months", "loss", "patience", "capacity", "costs", "roles", "note",
)  # fmt: skip
ROLES = ("responsible", "accountable", "consulted", "informed")
PER = ("once", "month", "person", "person_month")
NEARLY = 1e-6
"""How far shares may be from one, for rounded thirds."""


def read_stages(part: Part) -> tuple[tuple[Stage, ...], dict[str, str]]:
    """The stages of a design, and the path of each by its id."""
    found, paths = [], {}
    for path, raw in part.items("stages", needed=True):
        stage = _stage(Part(part.faults, path, raw, KEYS))
        if stage is None:
            continue
        if stage.id in paths:
            part.faults.add(f"{path}.id", "design_twice", id=stage.id)
            continue
        found.append(stage)
        paths[stage.id] = path
    if not found and not part.faults.found:
        part.fault("stages", "design_missing")
    return tuple(found), paths


def _stage(part: Part) -> Stage | None:
    id = part.text("id", needed=True)
    phase = part.one_of("phase", phases(), needed=True)
    known = None if phase is None else phases()[phase]
    track = part.one_of("track", words("tracks"), needed=known is None or known.people)
    if known is not None:
        track = track or (None if known.people else "scheme")
        if track is not None and track not in known.tracks:
            part.fault("track", "design_phase_track", phase=known.id, tracks=", ".join(known.tracks))
    found = Stage(
        id=id or "",
        phase=phase or "",
        track=track or "",
        after=part.text("after"),
        months=_quantity(part, "months", "duration"),
        loss=_quantity(part, "loss", "rate"),
        patience=_quantity(part, "patience", "duration"),
        capacity=_capacity(part),
        costs=_costs(part),
        roles=_roles(part),
        note=part.label("note"),
    )
    return found if id and known is not None and track else None


def _quantity(part: Part, key: str, kind: Kind) -> Quantity | None:
    return read_quantity(part.faults, part.at(key), part.get(key), kind, kinds())


def _capacity(part: Part) -> Capacity | None:
    raw = part.get("capacity")
    if raw is None:
        return None
    inner = Part(part.faults, part.at("capacity"), raw, ("places", "per_month"))
    found = Capacity(inner.whole("places", low=1), inner.whole("per_month", low=1))
    if isinstance(raw, Mapping) and not raw:
        part.fault("capacity", "design_missing")
    return found


def _costs(part: Part) -> tuple[Cost, ...]:
    found = []
    for path, raw in part.items("costs"):
        inner = Part(part.faults, path, raw, ("group", "per", "amount", "payers"))
        group = inner.one_of("group", words("groups"), needed=True)
        per = inner.one_of("per", PER, needed=True)
        before = len(part.faults.found)
        amount = _quantity(inner, "amount", "cost")
        if amount is None and len(part.faults.found) == before:
            inner.fault("amount", "design_missing")
        payers = _payers(inner)
        if group and per and amount is not None:
            found.append(Cost(group, per, amount, payers))
    return tuple(found)


def _payers(part: Part) -> tuple[tuple[str, float], ...] | None:
    raw = part.get("payers")
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        part.fault("payers", "design_not_mapping")
        return None
    allowed = tuple(words("payers"))
    inner = Part(part.faults, part.at("payers"), raw, raw)
    for name in raw:
        if name not in allowed:
            inner.fault(str(name), "design_payer", payer=name, allowed=", ".join(allowed))
    found = {name: inner.number(name, share=True, needed=True) for name in raw if name in allowed}
    shares = [share for share in found.values() if share is not None]
    if len(shares) == len(raw) and abs(sum(shares) - 1) > NEARLY:
        part.fault("payers", "design_shares", sum=f"{sum(shares):g}")
    return tuple((name, share) for name, share in found.items() if share is not None)


def _roles(part: Part) -> Roles:
    raw = part.get("roles")
    inner = Part(part.faults, part.at("roles"), {} if raw is None else raw, ROLES)
    return Roles(**{role: inner.words(role) for role in ROLES})
