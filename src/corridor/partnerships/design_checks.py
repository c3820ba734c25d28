"""What must hold between the parts of a design."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from corridor.partnerships.design_chain import chains, check_chain
from corridor.partnerships.design_parts import Design
from corridor.partnerships.design_stages import NEARLY, ROLES
from corridor.partnerships.months import months_between
from corridor.partnerships.reading import Part

ONCE = ("matching", "arrival", "home_placement")
"""Phases of which a design has at most one stage, since people are counted there."""


def check_design(design: Design, paths: Mapping[str, str], part: Part) -> None:
    """Note every contradiction between parts that could be read. `paths` gives the path of each stage."""
    check_chain(design.stages, paths, part.faults)
    _check_dates(design, part)
    _check_stages(design, paths, part)
    _check_profiles(design, part)
    _check_partners(design, paths, part)
    _check_tracks(design, paths, part)


def _check_dates(design: Design, part: Part) -> None:
    if not design.waves and isinstance(part.get("waves"), list):
        part.fault("waves", "design_missing")
    last = None
    for position, wave in enumerate(design.waves):
        place = f"waves[{position}].date"
        if None in (wave.date, design.start):
            continue  # told already
        if wave.date < design.start:
            part.fault(place, "design_wave_early", date=wave.date, start=design.start)
        elif design.horizon_months and months_between(design.start, wave.date) >= design.horizon_months:
            part.fault(place, "design_wave_late", date=wave.date, months=design.horizon_months)
        if last is not None and wave.date < last:
            part.fault(place, "design_dates", date=wave.date, before=last)
        last = wave.date


def _check_stages(design: Design, paths: Mapping[str, str], part: Part) -> None:
    seen: Counter[str] = Counter()
    for stage in design.stages:
        path = paths[stage.id]
        seen[stage.phase] += 1
        if stage.phase in ONCE and seen[stage.phase] > 1:
            part.faults.add(f"{path}.phase", "design_phase_twice", phase=stage.phase)
        if stage.track == "scheme" and (stage.loss is not None or stage.capacity is not None):
            part.faults.add(path, "design_scheme_people")
        if stage.patience is not None and stage.phase != "matching":
            part.faults.add(f"{path}.patience", "design_patience")
        if stage.track == "scheme" and any(cost.per in ("person", "person_month") for cost in stage.costs):
            part.faults.add(f"{path}.costs", "design_scheme_per_person")
    if seen["matching"] and not isinstance(part.get("demand"), list | tuple):
        part.fault("demand", "design_demand")


def _check_tracks(design: Design, paths: Mapping[str, str], part: Part) -> None:
    tracks = {stage.track for stage in design.stages}
    if design.stages and not tracks & {"both", "away", "home"}:
        part.fault("stages", "design_nobody")
    if "home" not in tracks and design.tracks.unmatched == "home":
        part.fault("tracks.unmatched", "design_no_home")
    if part.faults.found:
        return
    order = chains(design)
    if not order.both + order.away + order.home:
        part.fault("stages", "design_nobody")
    for stage in order.beside + order.settled:
        if stage.loss is not None:
            part.faults.add(f"{paths[stage.id]}.loss", "design_loss_after")


def _check_profiles(design: Design, part: Part) -> None:
    for id, times in Counter(profile.id for profile in design.profiles).items():
        if times > 1:
            part.fault("profiles", "design_twice", id=id)
    shares = [profile.share for profile in design.profiles if profile.share is not None]
    whole = len(shares) == len(design.profiles)
    if shares and (sum(shares) > 1 + NEARLY or (whole and sum(shares) < 1 - NEARLY)):
        part.fault("profiles", "design_shares", sum=f"{sum(shares):g}")


def _check_partners(design: Design, paths: Mapping[str, str], part: Part) -> None:
    for id, times in Counter(partner.id for partner in design.partners).items():
        if times > 1:
            part.fault("partners", "design_twice", id=id)
    known = {partner.id for partner in design.partners}
    for stage in design.stages:
        for role in ROLES:
            for name in getattr(stage.roles, role) or ():
                if name not in known:
                    part.faults.add(f"{paths[stage.id]}.roles.{role}", "design_partner", partner=name)
