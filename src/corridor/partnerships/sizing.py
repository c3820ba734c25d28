"""What size of scheme fills a gap: people a wave and budget, or that none does and why.

From a number, or from a table of gaps such as a plan leaves: posts for which there is nobody, or nobody qualified.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from corridor.occupations.isco08 import groups
from corridor.partnerships.costs import by as costs_by
from corridor.partnerships.costs import cost
from corridor.partnerships.design import Demand, Design, Profile, read_design
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.intake_search import (
    Aim,
    Chance,
    Trials,
    chance,
    close_in,
    for_arrivals,
    months_until,
    smallest_intake,
    with_intake,
)
from corridor.partnerships.months import month_end
from corridor.partnerships.proposals import Proposal, proposals
from corridor.partnerships.reading import Text
from corridor.partnerships.results import Assumption, summary
from corridor.partnerships.simulation import Run, simulate
from corridor.partnerships.sizing_limits import SIGNED, Limit, Why, why_not, with_signed

OUTLINE = Path(__file__).parent / "outlines" / "outline.yaml"
COLUMNS = ("isco08", "posts", "nobody", "not_qualified")
BUDGET_QUANTILE = 0.8
BUDGET_PERSON_DRAWS = 400_000
FEWEST_BUDGET_DRAWS = 200
OUTLINE_MONTHS = 36
"""By when a gap is to be filled where no day is asked for."""
Progress = Callable[[int, int], None] | None


@dataclass(frozen=True, slots=True)
class Budget:
    """EUR up to the design's horizon: mean and 80 % quantile over the draws, in all and by payer; per person placed.

    The quantiles of payers do not add up to that of all. `per_placement`: the mean cost over the mean placements up to
    the horizon, set-up included; None where nobody is placed.
    """

    mean: float
    q80: float
    per_placement: float | None
    by_payer: tuple[tuple[str, float, float], ...]
    draws: int


@dataclass(frozen=True, slots=True)
class Pledges:
    """The fewest signed vacancies with which the target is reached, and the scheme that it then takes."""

    grade: str
    posts: int
    intake: int
    people: int
    chance: Chance
    budget: Budget


@dataclass(frozen=True, slots=True)
class Sizing:
    """The smallest scheme that reaches a target, or why there is none.

    `design` has the answer's waves (as given where there is no answer). `intake`: people a wave; `people`: of all
    waves. `chance`: of the answer, else of the most that was tried. `largest`: the largest number that is reached with
    the probability, by the answer or by any number of people. `limits` and `together`: why it is not reached (see
    `Limit`, `Why`). `pledges`: with signed vacancies in place of the demand, where that would reach it; None where it
    is reached anyway. `assumed`: the quantities that no source states.
    """

    design: Design
    target: int
    by: date
    probability: float
    reached: bool
    intake: int | None
    people: int | None
    chance: Chance
    budget: Budget | None
    largest: int
    limits: tuple[Limit, ...]
    together: tuple[Limit, ...]
    pledges: Pledges | None
    assumed: tuple[Assumption, ...]
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """An occupation's gap with the outline scheme that would fill it, and countries in which to look."""

    isco08: str
    label: Text
    posts: int
    nobody: int
    not_qualified: int
    target: int
    sizing: Sizing
    proposals: tuple[Proposal, ...]


def size(
    gap: int | pl.DataFrame,
    design: Design,
    *,
    by: date,
    probability: float = 0.8,
    draws: int = 1_000,
    seed: int = 0,
    largest_intake: int | None = None,
    progress: Progress = None,
) -> Sizing:
    """The smallest number of people a wave with whom a target is reached by a day, and its budget.

    Args:
        gap: people to be placed abroad; or a table of gaps, of which `nobody` and `not_qualified` add up, for the
            occupations of the design's profiles where it names any.
        design: its waves keep their days; their sizes are what is looked for.
        by: the day.
        probability: with which it must be reached: its lower 99 % bound must, so that another seed confirms it.
        draws: of the answer.
        seed: the same seed gives the same answer.
        largest_intake: people a wave at most; without it as many as help.
        progress: told how many simulations are done, and of how many about.

    Raises:
        PartnershipError: the target, the day or the probability cannot be, the table lacks a column, or the draws are
        too few for the probability.
    """
    aim = Aim(_target(gap, design), months_until(design, by), probability)
    done = _counter(progress)
    lean = for_arrivals(design, aim.months)
    trials = Trials(lean, aim, seed, done)
    found = smallest_intake(trials, draws, most=largest_intake)
    if found.intake is not None:
        answer = with_intake(design, found.intake)
        run = _run(answer, aim, draws, seed)
        return Sizing(
            answer, aim.target, by, probability, True, found.intake, answer.intake(),
            chance(trials.placed(found.intake, draws), aim.target), _budget(run), found.largest, (), (), None,
            _assumed(run), draws, seed,
        )  # fmt: skip
    why = why_not(lean, aim, by=by, tried=found.tried, seed=seed, draws=draws)
    return Sizing(
        design, aim.target, by, probability, False, None, None, why.chance, None, why.largest, why.limits,
        why.together, _pledges(design, lean, aim, why, seed),
        _assumed(_run(with_intake(design, 1), aim, FEWEST_BUDGET_DRAWS, seed)), draws, seed,
    )  # fmt: skip


def for_gap(
    gaps: pl.DataFrame,
    *,
    region: str,
    date: date,
    by: date | None = None,
    top: int = 10,
    grade: str = "interest",
    probability: float = 0.8,
    draws: int = 500,
    seed: int = 0,
    outline: Design | None = None,
    talents: pl.DataFrame | None = None,
    progress: Progress = None,
) -> tuple[GapAnswer, ...]:
    """The occupations with the largest gaps, each sized with an outline scheme.

    Args:
        gaps: `isco08`, `posts`, `nobody`, `not_qualified`: unfilled posts by reason, as a plan counts them.
        region: of the posts, in Belgium.
        date: on which the scheme starts.
        by: when the gap is to be filled; by default 36 months later.
        top: how many occupations.
        grade: of the employers' pledge for these posts. An unfilled vacancy is no pledge: only `interest`.
        probability, draws, seed: as in `size`.
        outline: in place of the one that ships, all of which is assumed.
        talents: a pool, to count people of the occupation by country.
        progress: told how many occupations are done.

    Raises:
        PartnershipError: the table lacks a column, or the day cannot be.
    """
    start = date
    until = by or month_end(start, OUTLINE_MONTHS)
    rows = _largest_gaps(gaps, top)
    found = []
    for done, row in enumerate(rows):
        design = _for_occupation(outline or outline_design(), row, region, start, grade)
        sizing = _sized(replace(design, id="", profiles=()), row["target"], until, probability, draws, seed)
        sizing = replace(sizing, design=with_intake(design, sizing.intake) if sizing.intake else design)
        places = proposals(row["isco08"], region=region, date=start, talents=talents)
        found.append(GapAnswer(label=_title(row["isco08"]), sizing=sizing, proposals=places, **row))
        if progress:
            progress(done + 1, len(rows))
    return tuple(found)


@cache
def outline_design() -> Design:
    """The outline scheme that ships: everything in it is assumed."""
    return read_design(OUTLINE)


@lru_cache(maxsize=256)
def _sized(design: Design, target: int, by: date, probability: float, draws: int, seed: int) -> Sizing:
    """Occupations with gaps of one size share their answer: the outline knows no difference between them."""
    return size(target, design, by=by, probability=probability, draws=draws, seed=seed)


def to_json(answer: Sizing | GapAnswer) -> dict[str, Any]:
    """An answer as plain values; of its design only id, waves and demand."""
    if isinstance(answer, GapAnswer):
        given = {name: getattr(answer, name) for name in ("isco08", *COLUMNS[1:], "target")}
        places = [_plain(asdict(place)) for place in answer.proposals]
        return {**given, "label": asdict(answer.label), "sizing": to_json(answer.sizing), "proposals": places}
    names = [name for name in answer.__dataclass_fields__ if name != "design"]
    waves = [{"date": wave.date.isoformat(), "intake": wave.intake} for wave in answer.design.waves]
    demand = [{"grade": one.grade, "posts": one.posts, "date": one.date.isoformat()} for one in answer.design.demand]
    found = {name: _plain_part(getattr(answer, name)) for name in names}
    return {"design": {"id": answer.design.id, "waves": waves, "demand": demand}, **found}


def _plain_part(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain_part(item) for item in value]
    return _plain(asdict(value) if hasattr(value, "__dataclass_fields__") else value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


# ---- what is asked ----


def _target(gap: int | pl.DataFrame, design: Design) -> int:
    if isinstance(gap, pl.DataFrame):
        _check_columns(gap)
        codes = [profile.isco08 for profile in design.profiles if profile.isco08 is not None]
        if codes:
            own = pl.any_horizontal(pl.col("isco08").str.starts_with(code) for code in codes)
            gap = gap.filter(own)
        gap = int(gap.select(pl.col("nobody").sum() + pl.col("not_qualified").sum()).item() or 0)
    if gap < 1:
        raise PartnershipError("gap", "size_no_gap", gap=gap)
    if not design.waves:
        raise PartnershipError("waves", "size_no_waves")
    return gap


def _check_columns(gaps: pl.DataFrame) -> None:
    for column in COLUMNS:
        if column not in gaps.columns:
            raise PartnershipError("gaps", "size_column", column=column, found=", ".join(gaps.columns))


def _largest_gaps(gaps: pl.DataFrame, top: int) -> list[dict[str, Any]]:
    """The rows with most posts that a partnership could fill, with their `target`."""
    _check_columns(gaps)
    known = gaps.select(COLUMNS).drop_nulls("isco08").with_columns(pl.col("isco08").cast(pl.String))
    counted = known.group_by("isco08").agg(pl.col(COLUMNS[1:]).sum())
    counted = counted.with_columns(target=pl.col("nobody") + pl.col("not_qualified"))
    some = counted.filter(pl.col("target") > 0).sort(["target", "isco08"], descending=[True, False]).head(top)
    return [{name: value if name == "isco08" else int(value) for name, value in row.items()} for row in some.to_dicts()]


def _for_occupation(outline: Design, row: Mapping[str, Any], region: str, start: date, grade: str) -> Design:
    """The outline for one occupation: its days moved to the start, the gap's posts as its demand."""
    moved = start - outline.start
    return replace(
        outline,
        id=f"{outline.id}_{row['isco08']}",
        start=start,
        destination=replace(outline.destination, region=region),
        profiles=(Profile(row["isco08"], row["isco08"], 1.0),),
        waves=tuple(replace(wave, date=wave.date + moved) for wave in outline.waves),
        demand=(Demand(grade, row["target"], start),),
    )


def _title(code: str) -> Text:
    found = groups().get(code)
    return Text(**{lang: found.titles[lang] for lang in ("en", "fr", "nl")}) if found else Text(code, code, code)


def _counter(progress: Progress) -> Callable[[], None]:
    """Counts simulations; how many there will be is a guess that grows with them."""
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, max(12, done + 1))

    return tick


# ---- the answer ----


def _run(design: Design, aim: Aim, draws: int, seed: int) -> Run:
    """The whole design up to its horizon or the day asked for, whichever is later; of many people fewer draws."""
    enough = min(draws, max(FEWEST_BUDGET_DRAWS, BUDGET_PERSON_DRAWS // max(1, design.intake())))
    horizon = max(design.horizon_months, int(np.ceil(aim.months)))
    return simulate(replace(design, horizon_months=horizon), draws=enough, seed=seed)


def _budget(run: Run) -> Budget:
    total = cost(run)
    placed = float(run.placed_abroad[-1].mean())
    return Budget(
        mean=float(total.mean()),
        q80=float(np.quantile(total, BUDGET_QUANTILE)),
        per_placement=float(total.mean()) / placed if placed else None,
        by_payer=tuple(
            (payer, float(amounts.mean()), float(np.quantile(amounts, BUDGET_QUANTILE)))
            for payer, amounts in costs_by(run, "payer").items()
        ),
        draws=run.draws,
    )


def _assumed(run: Run) -> tuple[Assumption, ...]:
    return tuple(one for one in summary(run).assumptions if one.basis == "assumed")


def _pledges(design: Design, lean: Design, aim: Aim, why: Why, seed: int) -> Pledges | None:
    """Signed vacancies in place of the demand; None where more of them alone do not reach the aim."""
    needed = next((limit.needed for limit in why.limits if limit.kind == "posts"), None)
    if not isinstance(needed, int):
        return None
    trials = Trials(with_signed(lean, needed), aim, seed)
    intake = close_in(lambda people: trials.reach(people, why.draws), aim.target, low=0, high=why.intake)
    answer = with_signed(with_intake(design, intake), needed)
    reached = chance(trials.placed(intake, why.draws), aim.target)
    return Pledges(SIGNED, needed, intake, answer.intake(), reached, _budget(_run(answer, aim, why.draws, seed)))
