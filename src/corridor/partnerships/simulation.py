"""The cohort simulation: people in waves pass stages that are queues, in thousands of draws of what is not known.

People are exchangeable, so a stage knows only how many have come by when. The k-th person to begin a stage takes the
k-th duration and the k-th luck of that (draw, stage), and rates, means and prices are drawn by quantile of a uniform
of (draw, name). So two designs share their random numbers wherever they are alike, and in every single draw earlier
or more people, more places, less loss and more or firmer posts never lower how many have left a stage by any time
(Kiefer and Wolfowitz, On the theory of queues with many servers, Trans. AMS 78, 1955: the vector of free times rises
with the arrivals). Random bits: splitmix64 (Steele, Lea and Flood, OOPSLA 2014) as a hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from corridor.partnerships.costs_of_stages import CostLine, priced
from corridor.partnerships.design import Chains, Design, Stage, chains
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.months import months_between
from corridor.partnerships.phases import phases, words
from corridor.partnerships.priors import Prior, draw, in_months, priors, resolved
from corridor.partnerships.quantities import Stated, quantities
from corridor.partnerships.quantity import Kind
from corridor.partnerships.queue_kernel import (
    AT_ARRIVAL,
    AT_HOME,
    AT_RETURN,
    AT_TERM,
    AWAY,
    BOTH,
    HOME,
    NONE,
    TABLE_BITS,
    Counts,
    Drawn,
    Plan,
    simulate_draws,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
POST = "waiting_for_post"
POSTS = "posts."
BINS = 4096
MOST_ARRIVALS = 50_000_000
_GRADES = tuple(grade for grade in words("grades") if grade != "funded")
_MULTIPLIERS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A quantity that was drawn: its path in the design, its distribution after the design's own counts.

    `default`: the design did not know it, and the assumed prior of its place was drawn.
    """

    name: str
    kind: Kind
    prior: Prior
    default: bool


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a simulation counted. D draws, M month ends from the start (0) to the horizon, S rows of `stages`.

    By [month, draw]: `placed_abroad`, `placed_home`, `returned`, `left_job` so far, `employed` abroad at that time.
    By [stage, draw] at the horizon: `entered`, `started`, `passed`, `lost`, `waiting`, `inside`, `person_months`,
    `months_run`. The row `waiting_for_post` holds who is ready and has no post yet; its `lost` are the unmatched.
    `waiting_counts` and `inside_counts` [stage, month, people // step]: in how many draws so many people are there.
    By [draw]: `begun`, `posts` that became real, `person_years` in employment abroad, and of those who arrived at
    least 12 (24) months before the horizon how many there are (`followed_`) and how many are still employed (`kept_`).
    `arrivals` [draw, person]: months from the start, in order, inf where there is none; None where too many to keep.
    `line_costs` [line, draw] in EUR up to the horizon. `paths` [entered, started, passed, lost; stage, month, draw]
    where it was asked for. `counts_home`: the design says what placed at home is.
    """

    design: Design
    seed: int
    draws: int
    stages: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    drawn: Floats
    placed_abroad: Ints
    placed_home: Ints
    returned: Ints
    left_job: Ints
    employed: Ints
    entered: Ints
    started: Ints
    passed: Ints
    lost: Ints
    waiting: Ints
    inside: Ints
    person_months: NDArray[np.float32]
    months_run: NDArray[np.float32]
    waiting_counts: Ints
    inside_counts: Ints
    step: int
    begun: Ints
    posts: Ints
    person_years: NDArray[np.float32]
    followed_12: Ints
    kept_12: Ints
    followed_24: Ints
    kept_24: Ints
    arrivals: NDArray[np.float32] | None
    lines: tuple[CostLine, ...]
    line_costs: Floats
    counts_home: bool
    paths: Ints | None

    def values(self, name: str) -> Floats:
        """The draws of one parameter; KeyError where there is none of that name."""
        for row, parameter in enumerate(self.parameters):
            if parameter.name == name:
                found: Floats = self.drawn[row]
                return found
        raise KeyError(name)


def simulate(
    design: Design,
    *,
    draws: int = 10_000,
    seed: int = 0,
    priors: Mapping[str, Prior] | None = None,
    paths: bool = False,
) -> Run:
    """Run a design through its stages.

    Args:
        design: as read and checked by `read_design`.
        draws: how many times the unknown is drawn.
        seed: the same seed gives exactly the same result; scenarios with one seed share their random numbers.
        priors: in place of those of the package, by id.
        paths: also keep the counts by stage, month and draw (16 bytes each).

    Raises:
        PartnershipError: no draw is asked for, or a prior of the design is not among `priors`.
    """
    if draws < 1:
        raise PartnershipError("draws", "design_below", value=draws, low=1)
    order = chains(design)
    rows = _rows(order)
    parameters, drawn = _draw_all(design, order, draws, seed, priors)
    values = {parameter.name: row for parameter, row in zip(parameters, drawn, strict=True)}
    shapes = {parameter.name: parameter.prior.shape() for parameter in parameters}
    plan = _plan(design, order, rows, shapes, seed)
    counts = _empty(design, rows, draws, plan.step, paths)
    simulate_draws(plan, _drawn(design, order, rows, values, draws), counts, max(1, design.intake()))
    return _run(design, order, rows, parameters, drawn, values, counts, seed, plan.step)


def uniforms(seed: int, name: str, draws: int) -> Floats:
    """Numbers between 0 and 1, one a draw, that depend on the seed and the name alone."""
    states: NDArray[np.uint64] = np.arange(1, draws + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(
        _key(seed, name)
    )
    states = (states ^ (states >> np.uint64(30))) * np.uint64(_MULTIPLIERS[0])
    states = (states ^ (states >> np.uint64(27))) * np.uint64(_MULTIPLIERS[1])
    states ^= states >> np.uint64(31)
    high: NDArray[np.uint64] = states >> np.uint64(11)
    return (high.astype(np.float64) + 0.5) * 2.0**-53


def _key(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest(), "little")


# ---- rows: the stages that people pass, with the wait for a post ----


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    segment: int
    stage: Stage | None
    loses: bool


def _rows(order: Chains) -> tuple[_Row, ...]:
    found = [_Row(stage.id, BOTH, stage, True) for stage in order.both]
    for stage in order.away:
        found.append(_Row(stage.id, AWAY, stage, True))
        if stage.phase == "matching":
            found.append(_Row(POST, AWAY, None, False))
    found += [_Row(stage.id, HOME, stage, True) for stage in order.home]
    segments = {"term": AT_TERM, "return": AT_RETURN}
    beside = [_Row(s.id, segments.get(phases()[s.phase].beside or "", AT_ARRIVAL), s, False) for s in order.beside]
    found += sorted(beside, key=lambda row: row.segment)
    found += [_Row(stage.id, AT_HOME, stage, False) for stage in order.settled]
    return tuple(found)


# ---- drawing ----


def _draw_all(
    design: Design, order: Chains, draws: int, seed: int, known: Mapping[str, Prior] | None
) -> tuple[tuple[Parameter, ...], Floats]:
    """Every quantity that the design states or the simulation needs, and its draws [parameter, draw]."""
    found = tuple(_parameter(stated, known) for stated in quantities(design, order))
    rows = np.array([draw(parameter.prior, uniforms(seed, _stream(parameter.name), draws)) for parameter in found])
    grades = [row for row, parameter in enumerate(found) if parameter.name.startswith(POSTS)]
    if grades:
        rows[grades] = np.maximum.accumulate(rows[grades], axis=0)
    return found, rows


def _stream(name: str) -> str:
    """Grades of demand share one stream: a firmer pledge never becomes real more rarely in the same draw."""
    return POSTS if name.startswith(POSTS) else name


def _shown(design: Design, parameter: Parameter) -> bool:
    """Not the grades that nobody pledged: they are drawn only so that firmer ones do not fall below them."""
    if not parameter.name.startswith(POSTS):
        return True
    return parameter.name.removeprefix(POSTS) in {entry.grade for entry in design.demand}


def _parameter(stated: Stated, known: Mapping[str, Prior] | None) -> Parameter:
    if stated.quantity is not None:
        prior = resolved(stated.quantity, stated.kind, stated.name, known)
        return Parameter(stated.name, stated.kind, prior, False)
    table = priors() if known is None else known
    if stated.default not in table:
        raise PartnershipError(stated.name, "quantity_prior_unknown", prior=stated.default)
    return Parameter(stated.name, stated.kind, in_months(table[stated.default]), True)


def _drawn(design: Design, order: Chains, rows: tuple[_Row, ...], values: Mapping[str, Floats], draws: int) -> Drawn:
    mean, loss = np.zeros((draws, len(rows)), np.float32), np.zeros((draws, len(rows)), np.float32)
    for column, row in enumerate(rows):
        if row.stage is not None:
            mean[:, column] = values[f"stages.{row.id}.months"]
            if row.loses:
                loss[:, column] = np.clip(values[f"stages.{row.id}.loss"], 0, 1)
    real = np.ones((draws, len(_GRADES) + 1), np.float32)
    if any(row.id == POST for row in rows):
        real[:, :-1] = np.clip(np.array([values[f"{POSTS}{grade}"] for grade in _GRADES]), 0, 1).T
    never = np.full(draws, np.inf)
    exits = np.clip(values.get("retention.exit_per_year", np.zeros(draws)), 0, 1 - 1e-9)
    return Drawn(
        mean,
        loss,
        real,
        np.minimum(values["applicants_per_place"], 1e6).astype(np.float32),
        np.clip(values.get("tracks.away", np.ones(draws)), 0, 1).astype(np.float32),
        _patience(order, values, draws),
        values.get("contract.months", never).astype(np.float32)
        if design.contract.term != "open"
        else never.astype(np.float32),
        (-np.log1p(-exits) / 12).astype(np.float32),
        np.clip(values.get("return.share", np.zeros(draws)), 0, 1).astype(np.float32),
    )


def _patience(order: Chains, values: Mapping[str, Floats], draws: int) -> NDArray[np.float32]:
    name = next((f"stages.{stage.id}.patience" for stage in order.away if stage.phase == "matching"), None)
    return (np.zeros(draws) if name is None else values[name]).astype(np.float32)


# ---- what the kernel needs ----


def _plan(design: Design, order: Chains, rows: tuple[_Row, ...], shapes: Mapping[str, float | None], seed: int) -> Plan:
    needed = [None if row.stage is None else shapes[f"stages.{row.id}.months"] for row in rows]
    distinct = sorted({shape for shape in needed if shape is not None})
    posts = _posts(design, seed) if any(row.id == POST for row in rows) else []
    split = 1 if order.away and order.home else 0 if order.home else -1
    return Plan(
        wave_time=np.array([months_between(design.start, wave.date) for wave in design.waves], np.float32),
        wave_size=np.array([wave.intake for wave in design.waves], np.int64),
        segment=np.array([row.segment for row in rows], np.int64),
        places=np.array([_limit(row, "places") for row in rows], np.int64),
        per_month=np.array([_limit(row, "per_month") for row in rows], np.int64),
        table=np.array([NONE if shape is None else distinct.index(shape) for shape in needed], np.int64),
        key=np.array([_key(seed, f"people of {row.id}") for row in rows], np.uint64),
        scatter=np.array([_scatter(shape) for shape in distinct] or [np.ones(1)], np.float32),
        post_row=next((position for position, row in enumerate(rows) if row.id == POST), NONE),
        post_time=np.array([post[0] for post in posts], np.float32),
        post_grade=np.array([post[1] for post in posts], np.int64),
        post_key=np.array([post[2] for post in posts], np.uint64),
        post_number=np.array([post[3] for post in posts], np.int64),
        split=split,
        to_home=design.tracks.unmatched == "home",
        split_key=np.uint64(_key(seed, "split")),
        work_key=np.uint64(_key(seed, "work")),
        horizon=design.horizon_months,
        step=design.intake() // BINS + 1,
    )


def _limit(row: _Row, name: str) -> int:
    capacity = None if row.stage is None else row.stage.capacity
    return 0 if capacity is None else getattr(capacity, name) or 0


def _posts(design: Design, seed: int) -> list[tuple[float, int, int, int]]:
    """Time, grade, key and number of every pledged post in order of time."""
    grades = (*_GRADES, "funded")
    found = []
    for entry, demand in enumerate(design.demand):
        time = max(0.0, months_between(design.start, demand.date))
        key, grade = _key(seed, f"demand {entry}"), grades.index(demand.grade)
        found += [(time, grade, key, number) for number in range(demand.posts)]
    return sorted(found, key=lambda post: post[0])


def _scatter(shape: float) -> NDArray[np.float64]:
    """Gamma durations of mean one at the middles of 4,096 equal steps."""
    size = 1 << TABLE_BITS
    values = special.gammaincinv(shape, (np.arange(size) + 0.5) / size)
    return np.asarray(values / values.mean())


def _empty(design: Design, rows: tuple[_Row, ...], draws: int, step: int, paths: bool) -> Counts:
    months, people = design.horizon_months + 1, design.intake()
    bins = people // step + 2

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, np.int32)

    keep = draws * people <= MOST_ARRIVALS
    return Counts(
        abroad=zeros(draws, months),
        home=zeros(draws, months),
        returned=zeros(draws, months),
        left=zeros(draws, months),
        at_horizon=zeros(draws, len(rows), 4),
        person_months=np.zeros((draws, len(rows)), np.float32),
        months_run=np.zeros((draws, len(rows)), np.float32),
        waiting=zeros(len(rows), months, bins),
        inside=zeros(len(rows), months, bins),
        begun=zeros(draws),
        posts=zeros(draws),
        person_years=np.zeros(draws, np.float32),
        followed=zeros(draws, 4),
        arrivals=np.full((draws, people), np.inf, np.float32) if keep else np.empty((0, 0), np.float32),
        paths=zeros(4, len(rows), months, draws) if paths else zeros(0, 0, 0, 0),
    )


# ---- what is handed back ----


def _run(
    design: Design,
    order: Chains,
    rows: tuple[_Row, ...],
    parameters: tuple[Parameter, ...],
    drawn: Floats,
    values: Mapping[str, Floats],
    counts: Counts,
    seed: int,
    step: int,
) -> Run:
    stages = tuple(row.id for row in rows)
    entered, started, passed, lost = (counts.at_horizon[:, :, event].T for event in range(4))
    abroad, returned, left = counts.abroad.T, counts.returned.T, counts.left.T
    run_of = dict(zip(stages, zip(started, counts.months_run.T, counts.person_months.T, strict=True), strict=True))
    lines, line_costs = priced(design, order, run_of, values, len(counts.begun))
    followed = counts.followed
    shown = [row for row, parameter in enumerate(parameters) if _shown(design, parameter)]
    return Run(
        design=design,
        seed=seed,
        draws=len(counts.begun),
        stages=stages,
        parameters=tuple(parameters[row] for row in shown),
        drawn=drawn[shown],
        placed_abroad=abroad,
        placed_home=counts.home.T,
        returned=returned,
        left_job=left,
        employed=abroad - returned - left,
        entered=entered,
        started=started,
        passed=passed,
        lost=lost,
        waiting=entered - started,
        inside=started - passed - lost,
        person_months=counts.person_months.T,
        months_run=counts.months_run.T,
        waiting_counts=counts.waiting,
        inside_counts=counts.inside,
        step=step,
        begun=counts.begun,
        posts=counts.posts,
        person_years=counts.person_years,
        followed_12=followed[:, 0],
        kept_12=followed[:, 1],
        followed_24=followed[:, 2],
        kept_24=followed[:, 3],
        arrivals=counts.arrivals if counts.arrivals.size else None,
        lines=lines,
        line_costs=line_costs,
        counts_home=any(stage.phase == "home_placement" for stage in order.home),
        paths=counts.paths if counts.paths.size else None,
    )
