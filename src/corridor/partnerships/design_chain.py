"""The order in which people pass the stages of a design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corridor.partnerships.design_parts import Design, Stage
from corridor.partnerships.phases import phases
from corridor.partnerships.reading import Faults


@dataclass(frozen=True, slots=True)
class Chains:
    """Stages in order.

    `both` come before the split; `away` end with the one after which a person counts as placed abroad, `home` with
    the one after which they count as placed at home. `beside` run after that beside the work, `settled` after the
    placement at home. `scheme` are stages that nobody passes through.
    """

    both: tuple[Stage, ...]
    away: tuple[Stage, ...]
    home: tuple[Stage, ...]
    beside: tuple[Stage, ...]
    settled: tuple[Stage, ...]
    scheme: tuple[Stage, ...]

    def people(self) -> tuple[Stage, ...]:
        """The stages that people pass through, in the order in which they are simulated."""
        return self.both + self.away + self.home + self.beside + self.settled


def chains(design: Design) -> Chains:
    """The order of a design that has been read without fault."""
    before = predecessors(design.stages)
    ordered = {track: _follow(design.stages, before, track) for track in ("both", "away", "home")}
    away, beside = _cut(ordered["away"], "arrival")
    home, settled = _cut(ordered["home"], "home_placement")
    scheme = tuple(stage for stage in design.stages if stage.track == "scheme")
    return Chains(ordered["both"], away, home, beside, settled, scheme)


def predecessors(stages: Sequence[Stage]) -> dict[str, str | None]:
    """The stage before each: as stated, else the one above on its track, else the last stage of both tracks."""
    above: dict[str, str | None] = {}
    found: dict[str, str | None] = {}
    for stage in stages:
        found[stage.id] = stage.after if stage.after is not None else above.get(stage.track)
        above[stage.track] = stage.id
    return found


def check_chain(stages: Sequence[Stage], paths: Mapping[str, str], faults: Faults) -> None:
    """Note stages that loop, fork, follow one that is not there, or one of another track. `paths`: id to path."""
    by_id = {stage.id: stage for stage in stages}
    before = predecessors(stages)
    followed: dict[tuple[str | None, str], str] = {}
    for stage in stages:
        last = by_id.get(before[stage.id] or "")
        fault = _misplaced(stage, last, before, stages)
        if fault is not None:
            key, values = fault
            faults.add(f"{paths[stage.id]}.after", key, **values)
        elif stage.track != "scheme":
            inner = last.id if last is not None and last.track == stage.track else None
            other = followed.setdefault((inner, stage.track), stage.id)
            if other != stage.id:
                faults.add(paths[stage.id], "design_fork", track=stage.track, other=other)


def _misplaced(
    stage: Stage, last: Stage | None, before: Mapping[str, str | None], stages: Sequence[Stage]
) -> tuple[str, dict[str, str]] | None:
    """What is wrong with the stage before, as a message and its values; None where nothing is."""
    if stage.track == "scheme":
        return None if stage.after is None else ("design_after_scheme", {})
    if stage.after is not None and last is None:
        return "design_after_unknown", {"after": stage.after}
    if last is not None and last.track not in (stage.track, "both"):
        return "design_after_track", {"after": last.id, "track": stage.track}
    if _loops(stage.id, before):
        return "design_loop", {"stages": " → ".join(_round(stage.id, before))}
    goes_on = last is not None and any(before[other.id] == last.id and other.track == "both" for other in stages)
    if stage.track != "both" and last is not None and last.track == "both" and goes_on:
        return "design_after_split", {"after": last.id}
    return None


def _loops(id: str, before: Mapping[str, str | None]) -> bool:
    return _round(id, before)[-1] == id and len(_round(id, before)) > 1


def _round(id: str, before: Mapping[str, str | None]) -> list[str]:
    walked = [id]
    here = before.get(id)
    while here is not None and here not in walked:
        walked.append(here)
        here = before.get(here)
    return [*walked, here] if here is not None else walked


def _follow(stages: Sequence[Stage], before: Mapping[str, str | None], track: str) -> tuple[Stage, ...]:
    mine = {stage.id: stage for stage in stages if stage.track == track}
    after = {before[id]: stage for id, stage in mine.items() if before[id] in mine}
    here = next((stage for id, stage in mine.items() if before[id] not in mine), None)
    found = []
    while here is not None:
        found.append(here)
        here = after.get(here.id)
    return tuple(found)


def _cut(stages: tuple[Stage, ...], end: str) -> tuple[tuple[Stage, ...], tuple[Stage, ...]]:
    """The way to a placement, and what comes after it."""
    last = next((position + 1 for position, stage in enumerate(stages) if stage.phase == end), None)
    if last is None:
        first = next((position for position, stage in enumerate(stages) if phases()[stage.phase].beside), None)
        last = len(stages) if first is None else first
    return stages[:last], stages[last:]
