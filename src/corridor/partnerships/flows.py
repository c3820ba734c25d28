"""When things happen in a run: its quantities by month, and their present value at the start.

Money and people of month m count (1 + r)^(-m/12), with the discount rate r of the draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.design import chains
from corridor.partnerships.simulation import POST, Run, simulate

Floats = NDArray[np.float64]
TIMED_DRAWS = 200
TRAINING = ("technical_training", "language")
"""Phases in which a person cannot work at home meanwhile."""


@dataclass(frozen=True, eq=False)
class Flows:
    """Quantities of a run, one value a draw: as they are (`total`), and discounted (`present`).

    `factor` [cost line, draw]: what the present value of each of the run's cost lines is of its sum. `unknown`: the
    quantities that the design does not make known.
    """

    total: Mapping[str, Floats]
    present: Mapping[str, Floats]
    factor: Floats
    unknown: frozenset[str]


def flows(run: Run, rate: Floats) -> Flows:
    """The quantities of `win.yaml` in a run, discounted at the draws' rates.

    The months of employment, placements and returns are those of each draw. When stages are begun is the mean over the
    draws: from the run where it kept its paths, else from 200 draws of the same design and seed.
    """
    months = np.arange(run.design.horizon_months + 1)
    discount = np.exp(np.outer(months, -np.log1p(rate) / 12))
    by_month = _by_month(run)
    starts, lost = _timing(run)
    training = _training(run)
    total = {name: flow.sum(axis=0) for name, flow in by_month.items()} | {"no_shows": _no_shows(run)}
    present = {name: np.einsum("md,md->d", flow, discount) for name, flow in by_month.items()}
    present["no_shows"] = total["no_shows"] * (lost @ discount)
    for name, years, weight in training:
        total[name] = total.get(name, np.zeros(run.draws)) + years
        present[name] = present.get(name, np.zeros(run.draws)) + years * (weight @ discount)
    return Flows(total, present, _line_factors(run, starts, discount), _unknown(run))


def _unknown(run: Run) -> frozenset[str]:
    """Years in jobs at home, where there is a home track and no stage of it says what placed at home is."""
    named = run.counts_home or not chains(run.design).home
    return frozenset() if named else frozenset({"person_years_home"})


# ---- by draw ----


def _by_month(run: Run) -> dict[str, Floats]:
    """Flows [month, draw]; years of employment are spread as the numbers employed, and add up to the run's own."""
    abroad, returned = (_steps(counts) for counts in (run.placed_abroad, run.returned))
    employed = _between(run.employed)
    whole = employed.sum(axis=0)
    years = employed * np.divide(run.person_years, whole, out=np.zeros(run.draws), where=whole > 0)
    years[-1] += np.where(whole > 0, 0.0, run.person_years)
    return {
        "person_years_abroad": years,
        "person_years_home": _between(run.placed_home) / 12,
        "placements_abroad": abroad,
        "returns": returned,
        "stayed_away": abroad - returned,
    }


def _steps(cumulative: NDArray[np.int32]) -> Floats:
    return np.diff(cumulative, axis=0, prepend=0).astype(np.float64)


def _between(present: NDArray[np.int32]) -> Floats:
    """Mean of the numbers at a month's begin and end, by the month's end."""
    found = np.zeros(present.shape)
    found[1:] = (present[1:] + present[:-1]) / 2
    return found


def _no_shows(run: Run) -> Floats:
    """People who had a post and were lost before they arrived; none where no employer has posts."""
    rows = _after_post(run)
    return run.lost[rows].sum(axis=0).astype(np.float64) if rows else np.zeros(run.draws)


def _after_post(run: Run) -> list[int]:
    if POST not in run.stages:
        return []
    at = run.stages.index(POST)
    return [run.stages.index(s.id) for s in chains(run.design).away if run.stages.index(s.id) > at]


# ---- mean timing of stages ----


def _timing(run: Run) -> tuple[Floats, Floats]:
    """The share of each stage's starts by month [stage, month], and of the no-shows by month [month]."""
    timed = run if run.paths is not None else simulate(
        run.design, draws=min(TIMED_DRAWS, run.draws), seed=run.seed, paths=True
    )  # fmt: skip
    assert timed.paths is not None
    started, lost = (timed.paths[event].mean(axis=2) for event in (1, 3))
    rows = _after_post(run)
    gone = lost[rows].sum(axis=0) if rows else np.zeros(started.shape[1])
    return _shares(np.diff(started, axis=1, prepend=0)), _one_row(np.diff(gone, prepend=0))


def _shares(weights: Floats) -> Floats:
    """Weights of the months that add up to one in each row; where nothing happens, all at the start."""
    found = weights.astype(np.float64)
    empty = found.sum(axis=1) <= 0
    found[empty] = 0
    found[empty, 0] = 1
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _one_row(weights: Floats) -> Floats:
    """The shares of one row of weights."""
    return np.asarray(_shares(weights[None, :])[0])


def _inside(run: Run, row: int) -> tuple[Floats, Floats]:
    """People in a stage by month (mean over draws), and the share of draws in which anyone is."""
    counts = run.inside_counts[row]
    people = np.arange(counts.shape[1]) * run.step
    return counts @ people / run.draws, 1 - counts[:, 0] / run.draws


def _line_factors(run: Run, starts: Floats, discount: Floats) -> Floats:
    found = np.ones((len(run.lines), run.draws))
    known: dict[tuple[str, str], Floats] = {}
    for number, line in enumerate(run.lines):
        key = line.stage, line.per
        if key not in known:
            known[key] = _weights(run, line.stage, line.per, starts) @ discount
        found[number] = known[key]
    return found


def _weights(run: Run, stage: str, per: str, starts: Floats) -> Floats:
    """The share of a price that falls in each month."""
    months = run.design.horizon_months + 1
    found = np.zeros(months)
    if stage not in run.stages:  # work on the scheme as a whole: from the start, as long as it lasts
        if per == "once":
            found[0] = 1
        else:
            found[1 : _scheme_months(run, stage) + 1] = 1
        return _one_row(found)
    row = run.stages.index(stage)
    if per == "once":
        found[int(np.argmax(starts[row] > 0))] = 1
        return found
    if per == "person":
        return np.asarray(starts[row])
    mean, share = _inside(run, row)
    return _one_row(mean if per == "person_month" else share)


def _scheme_months(run: Run, stage: str) -> int:
    try:
        months = float(run.values(f"stages.{stage}.months").mean())
    except KeyError:
        months = float(run.design.horizon_months)
    return max(1, min(round(months), run.design.horizon_months))


# ---- training ----


def _training(run: Run) -> list[tuple[str, Floats, Floats]]:
    """Years in training by track, with the months in which they fall: (quantity, years [draw], share [month])."""
    order = chains(run.design)
    away = share_away(run)
    found = []
    for stage in order.both + order.away + order.home:
        if stage.phase not in TRAINING:
            continue
        row = run.stages.index(stage.id)
        years = run.person_months[row].astype(np.float64) / 12
        weight = _one_row(_inside(run, row)[0])
        goes = {"both": away, "away": np.ones(run.draws), "home": np.zeros(run.draws)}[stage.track]
        found.append(("training_years_away", years * goes, weight))
        found.append(("training_years_home", years * (1 - goes), weight))
    nothing = np.zeros(run.draws), _one_row(np.zeros(run.design.horizon_months + 1))
    return [*found, ("training_years_away", *nothing), ("training_years_home", *nothing)]


def share_away(run: Run) -> Floats:
    """The share of people on the away track: as drawn where there is a split."""
    order = chains(run.design)
    if order.home and order.away:
        return run.values("tracks.away")
    return np.full(run.draws, 0.0 if order.home else 1.0)
