"""What a log changed in a design's assumptions, and how much of it may be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from corridor.labour_market.disclosure import SMALL
from corridor.partnerships.design import Design, Quantity
from corridor.partnerships.events import Log
from corridor.partnerships.forecast import Counts, counts, updated_design
from corridor.partnerships.phases import phases
from corridor.partnerships.priors import interval, mean, resolved
from corridor.partnerships.reading import Text

What = Literal["loss", "months", "away", "exit", "return"]


@dataclass(frozen=True)
class Believed:
    """A rate or a number of months as it is assumed: its mean and 90 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Learned:
    """One assumption before and after the log.

    Attributes:
        what: `loss` or `months` of a stage, `away` (share who go away), `exit` (leave work in a year), `return`.
        stage: the label of the stage's phase; None where it is about the scheme.
        before, after: None where it may not be told, because fewer than ten people could be told from it.
        n: the log's own people; None as well.
        hidden: whether that is so.
    """

    what: What
    stage: Text | None
    before: Believed
    n: int | None
    after: Believed | None
    hidden: bool


def learned(design: Design, log: Log, *, full: bool = False) -> tuple[Learned, ...]:
    """What the counts of a log make of the assumptions of a design.

    Args:
        design: as it was before the log.
        log: the log of its scheme.
        full: also what is small; for those who see the rows anyway.
    """
    found, after = counts(log, design), updated_design(design, log)
    rows = list(_stages(design, after, found))
    for what, place, kind, default in (
        ("away", "tracks.away", "rate", "track_away_share"),
        ("exit", "retention.exit_per_year", "rate", "exit_per_year"),
        ("return", "return.share", "rate", "return_share_any"),
    ):
        if place in found and found[place].n:
            one, other = _at(design, what), _at(after, what)
            rows.append(_row(what, None, kind, default, one, other, found[place]))  # type: ignore[arg-type]
    return tuple(row if full else _closed(row, of) for row, of in rows)


def _stages(design: Design, after: Design, found: dict[str, Counts]) -> Iterator[tuple[Learned, Counts]]:
    for stage in design.stages:
        if stage.id not in found:
            continue
        phase, of, later = phases()[stage.phase], found[stage.id], after.stage(stage.id)
        if of.n and (stage.loss is not None or phase.loss is not None):
            yield _row("loss", phase.label, "rate", phase.loss, stage.loss, later.loss, of)
        if of.durations and (stage.months is not None or phase.months is not None):
            yield _row("months", phase.label, "duration", phase.months, stage.months, later.months, of)


def _at(design: Design, what: str) -> Quantity | None:
    return {"away": design.tracks.away, "exit": design.retention, "return": design.returning.share}[what]


def _row(
    what: What, stage: Any, kind: Any, default: str | None, one: Quantity | None, other: Quantity | None, of: Counts
) -> tuple[Learned, Counts]:
    before, after = (_believed(quantity, kind, default) for quantity in (one, other))
    n = of.durations if what == "months" else of.n
    return Learned(what, stage, before, n, after, hidden=False), of


def _believed(quantity: Quantity | None, kind: Any, default: str | None) -> Believed:
    prior = resolved(quantity or Quantity(prior=default), kind, "report")
    return Believed(mean(prior), *interval(prior))


def _closed(row: Learned, of: Counts) -> Learned:
    """The row without what is small: who was counted, who was lost, who passed, who still waits."""
    told = (of.durations,) if row.what == "months" else (of.n, of.k, of.passed)
    if any(0 < number < SMALL for number in (*told, of.waiting, abs(of.passed - of.durations) if of.n else 0)):
        return Learned(row.what, row.stage, row.before, None, None, hidden=True)
    return row
