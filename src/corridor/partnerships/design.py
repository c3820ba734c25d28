"""Designs of partnerships: read with all faults told together, written, and the four that are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corridor.partnerships.design_chain import Chains, chains
from corridor.partnerships.design_checks import check_design
from corridor.partnerships.design_parts import (
    REGIONS,
    Capacity,
    Contract,
    Cost,
    Demand,
    Design,
    Destination,
    Monitoring,
    OriginEconomy,
    Partner,
    Profile,
    Return,
    Roles,
    Safeguards,
    Stage,
    Tracks,
    Wave,
)
from corridor.partnerships.design_stages import read_stages
from corridor.partnerships.design_writing import write_design
from corridor.partnerships.phases import words
from corridor.partnerships.priors import kinds
from corridor.partnerships.quantity import BASES, Kind, Quantity, read_quantity
from corridor.partnerships.reading import Faults, Part, Text
from corridor.rules.countries import COUNTRIES

__all__ = [
    "Capacity", "Chains", "Contract", "Cost", "Demand", "Design", "Destination", "Monitoring", "OriginEconomy",
    "Partner", "Profile", "Quantity", "Return", "Roles", "Safeguards", "Stage", "Text", "Tracks", "Wave",
    "chains", "read_design", "shipped", "write_design",
]  # fmt: skip

FOLDER = Path(__file__).parent / "designs"
KEYS = (
    "id", "name", "scheme", "origin", "destination", "start", "horizon_months", "profiles", "waves",
    "applicants_per_place", "tracks", "demand", "stages", "partners", "contract", "retention", "return",
    "origin_economy", "safeguards", "monitoring", "sources", "note",
)  # fmt: skip
EMPLOYERS = ("sme", "large", "mixed")
SIDES = ("origin", "destination", "international")
PARTNER_KINDS = (
    "government", "pes", "training", "employer_federation", "employer", "implementer", "funder", "ngo", "recognition",
    "integration", "research",
)  # fmt: skip
COUNTERFACTUALS = ("none", "lottery", "matched")
LONGEST_MONTHS = 480


def read_design(source: Path | str | Mapping[str, Any], *, file: str = "design") -> Design:
    """A design from a YAML file (a path) or a mapping, checked.

    Args:
        source: path of a file, or the mapping that a file holds.
        file: how places of faults name a mapping that has no file.

    Raises:
        PartnershipErrors: with every fault that was found (`errors`), each with place, message and remedy.
    """
    if isinstance(source, Mapping):
        faults, raw = Faults(file), source
    else:
        faults = Faults(Path(source).name)
        raw = _load(Path(source), faults)
    design = _design(Part(faults, "", raw, KEYS))
    faults.settle()
    assert design is not None
    return design


@cache
def shipped() -> Mapping[str, Design]:
    """The designs that come with the package, by id."""
    found = (read_design(path) for path in sorted(FOLDER.glob("*.yaml")))
    return {design.id: design for design in found}


def _load(path: Path, faults: Faults) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: no UTF-8, or a date such as 2026-02-30
        faults.add("", "design_not_read", reason=" ".join(str(error).split()))
        faults.settle()
        raise


def _design(part: Part) -> Design | None:
    stages, paths = read_stages(part)
    start = part.day("start", needed=True)
    horizon = part.whole("horizon_months", low=1, high=LONGEST_MONTHS, needed=True)
    retention = _part(part, "retention", ("exit_per_year",))
    found = Design(
        id=part.text("id", needed=True) or "",
        name=part.label("name", needed=True) or Text("", "", ""),
        scheme=part.text("scheme"),
        origin=_countries(part, "origin"),
        destination=_destination(part),
        start=start,  # type: ignore[arg-type]
        horizon_months=horizon or 0,
        profiles=_profiles(part),
        waves=_waves(part),
        applicants_per_place=_quantity(part, "applicants_per_place", "ratio"),
        tracks=_tracks(part),
        demand=_demand(part),
        stages=stages,
        partners=_partners(part),
        contract=_contract(part),
        retention=_quantity(retention, "exit_per_year", "rate"),
        returning=_return(part),
        origin_economy=_origin_economy(part),
        safeguards=_safeguards(part),
        monitoring=_monitoring(part),
        sources=part.words("sources") or (),
        note=part.label("note"),
    )
    check_design(found, paths, part)
    return None if part.faults.found else found


def _part(part: Part, key: str, keys: tuple[str, ...]) -> Part:
    """A mapping inside; absent is an empty one: everything in it is not known."""
    raw = part.get(key)
    return Part(part.faults, part.at(key), {} if raw is None else raw, keys)


def _quantity(part: Part, key: str, kind: Kind) -> Quantity | None:
    return read_quantity(part.faults, part.at(key), part.get(key), kind, kinds())


def _countries(part: Part, key: str) -> tuple[str, ...]:
    found = []
    for path, code in part.items(key, needed=True):
        if isinstance(code, str) and code in COUNTRIES:
            found.append(code)
        else:
            part.faults.add(path, "design_country", value=code)
    return tuple(found)


def _destination(part: Part) -> Destination:
    inner = _part(part, "destination", ("country", "region"))
    code = inner.text("country", needed=True)
    if code is not None and code not in COUNTRIES:
        inner.fault("country", "design_country", value=code)
    region = inner.one_of("region", REGIONS)
    if region is not None and code != "BE":
        inner.fault("region", "design_region", country=code)
    return Destination(code or "", region)


def _profiles(part: Part) -> tuple[Profile, ...]:
    found = []
    for path, raw in part.items("profiles"):
        inner = Part(part.faults, path, raw, ("id", "isco08", "share", "facts"))
        isco = inner.text("isco08")
        if isco is not None and not (isco.isdecimal() and len(isco) <= 4):
            inner.fault("isco08", "design_isco", value=isco)
        facts = inner.get("facts") or {}
        if not isinstance(facts, Mapping):
            inner.fault("facts", "design_not_mapping")
            facts = {}
        share = inner.number("share", share=True)
        pairs = tuple((str(key), value) for key, value in facts.items())
        found.append(Profile(inner.text("id", needed=True) or "", isco, share, pairs))
    return tuple(found)


def _waves(part: Part) -> tuple[Wave, ...]:
    found = []
    for path, raw in part.items("waves", needed=True):
        inner = Part(part.faults, path, raw, ("date", "intake"))
        day, intake = inner.day("date", needed=True), inner.whole("intake", low=1, high=100_000, needed=True)
        found.append(Wave(day, intake or 0))  # type: ignore[arg-type]
    return tuple(found)


def _tracks(part: Part) -> Tracks:
    inner = _part(part, "tracks", ("away", "unmatched"))
    return Tracks(_quantity(inner, "away", "rate"), inner.one_of("unmatched", ("home", "leave")) or "leave")


def _demand(part: Part) -> tuple[Demand, ...]:
    found = []
    for path, raw in part.items("demand"):
        inner = Part(part.faults, path, raw, ("grade", "posts", "date", "employers", "basis", "source"))
        found.append(
            Demand(
                inner.one_of("grade", words("grades"), needed=True) or "",
                inner.whole("posts", high=100_000, needed=True) or 0,
                inner.day("date", needed=True),  # type: ignore[arg-type]
                inner.one_of("employers", EMPLOYERS),
                inner.one_of("basis", BASES) or "assumed",
                inner.text("source"),
            )
        )
    return tuple(found)


def _partners(part: Part) -> tuple[Partner, ...]:
    found = []
    for path, raw in part.items("partners"):
        inner = Part(part.faults, path, raw, ("id", "name", "side", "kind", "institution"))
        found.append(
            Partner(
                inner.text("id", needed=True) or "",
                inner.text("name", needed=True) or "",
                inner.one_of("side", SIDES, needed=True) or "",
                inner.one_of("kind", PARTNER_KINDS, needed=True) or "",
                inner.one_of("institution", ("public", "private")),
            )
        )
    return tuple(found)


def _contract(part: Part) -> Contract:
    inner = _part(part, "contract", ("months", "term", "gross_annual_salary"))
    months = _quantity(inner, "months", "duration")
    term = inner.one_of("term", ("fixed", "open"))
    return Contract(months, term, _quantity(inner, "gross_annual_salary", "cost"))


def _return(part: Part) -> Return:
    inner = _part(part, "return", ("share", "required", "type"))
    return Return(_quantity(inner, "share", "rate"), inner.truth("required"), inner.text("type"))


def _origin_economy(part: Part) -> OriginEconomy:
    inner = _part(part, "origin_economy", ("gross_annual_wage", "wage_ratio", "public_training_cost"))
    return OriginEconomy(
        _quantity(inner, "gross_annual_wage", "cost"),
        _quantity(inner, "wage_ratio", "ratio"),
        _quantity(inner, "public_training_cost", "cost"),
    )


def _safeguards(part: Part) -> Safeguards:
    numbers = ("fee_amount", "minimum_age", "mentor_per_people")
    names = tuple(Safeguards.__dataclass_fields__)
    inner = _part(part, "safeguards", names)
    return Safeguards(
        fee_amount=_quantity(inner, "fee_amount", "cost"),
        minimum_age=inner.whole("minimum_age", high=120),
        mentor_per_people=inner.number("mentor_per_people"),
        **{name: inner.truth(name) for name in names if name not in numbers},
    )


def _monitoring(part: Part) -> Monitoring:
    inner = _part(part, "monitoring", ("months_after_contract", "counterfactual", "log_of_events"))
    return Monitoring(
        inner.number("months_after_contract"),
        inner.one_of("counterfactual", COUNTERFACTUALS),
        inner.truth("log_of_events"),
    )
