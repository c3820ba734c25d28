"""Indicators of a scheme from its log, as a table in which nothing about fewer than ten people can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from corridor.labour_market.disclosure import WHOLE, Cell, Hidden, hidden
from corridor.partnerships.cohort import Truths, cohort
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.event_lists import lists
from corridor.partnerships.events import Log
from corridor.partnerships.indicator_list import definitions, document, groupings, settings
from corridor.partnerships.measures import MEASURES, Figure

SCHEMA = {
    "indicator": pl.String, "part": pl.String, "by": pl.String, "group": pl.String, "statistic": pl.String,
    "value": pl.Float64, "unit": pl.String, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64,
    "denominator": pl.Float64, "suppressed": pl.Boolean, "reason": pl.String, "confidence": pl.String,
}  # fmt: skip
OF_POSTS = ("scheme", "employer_size", "region", "isco_major")
"""Posts have these too, and can be grouped by them."""
DECIMALS = 4
DECIMALS_OF_MONTHS = 1
"""A time to the day might be known of a single person."""


def indicators(
    log: Log, *, by: str | None = None, period: tuple[date, date] | None = None, as_of: date | None = None
) -> pl.DataFrame:
    """The indicators of `indicators.yaml`, for the scheme as a whole and by group.

    Args:
        log: the log of one scheme or several.
        by: also by this column (`groupings()` lists them); people of whom it is not known are the group `unknown`.
        period: first and last day in which the first event of an indicator falls; all days where it is not given.
        as_of: the day of the report; that of the log where it is not given.

    Returns:
        One row a figure: `indicator`, `part` (event, pair `a>b`, month or reason), `by` and `group` (`all`: everybody),
        `statistic`, `value` (null: unknown, and `reason` says why), `unit`, `low` and `high` (90 % interval of a
        share), `n` (people counted), `denominator` (out of how many), `suppressed` (true where it may not be shown
        because fewer than ten people could be told from it), `reason` (`small`, `number_hidden`, `no_data`,
        `not_logged` or `not_reached`), `confidence` (of retention: how many of those who could be followed were).

    Raises:
        PartnershipError: people cannot be grouped by that column; the period ends before it begins.
    """
    if by is not None and by not in groupings():
        raise PartnershipError("by", "log_by_unknown", raw=by, known=", ".join(groupings()))
    found = cohort(log, as_of=as_of, period=period)
    everybody = np.ones(found.size, dtype=np.bool_)
    who = {WHOLE: everybody} | ({} if by is None else {f"={name}": of for name, of in found.groups(by).items()})
    told = [
        (id_, group, figure)
        for group, of in who.items()
        for id_, definition in definitions().items()
        if group == WHOLE or not definition.whole
        for figure in MEASURES[definition.kind](found, definition, of)
        if group == WHOLE or by in OF_POSTS or not _of_posts(figure)
    ]
    away = hidden([_cell(*one) for one in told], small=settings().small)
    rows = [_row(id_, by, group, figure, place, away) for place, (id_, group, figure) in enumerate(told)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _cell(id_: str, group: str, figure: Figure) -> Cell:
    base = None if figure.base is None else _bits(figure.base)
    key = (id_, figure.part, figure.statistic)
    return Cell(key, group, _bits(figure.counted), base, figure.rank, figure.parted)


def _bits(people: Truths) -> int:
    """A set of people, one bit each."""
    return int.from_bytes(np.packbits(people).tobytes(), "big")


def _of_posts(figure: Figure) -> bool:
    event = lists().events.get(figure.part.partition(">")[0])
    return event is not None and event.subject == "post"


def _row(id_: str, by: str | None, group: str, figure: Figure, place: int, away: Hidden) -> tuple[Any, ...]:
    name = (None, WHOLE) if group == WHOLE else (by, group[1:])
    head = (id_, figure.part or None, *name, figure.statistic)
    unit = definitions()[id_].unit
    counts = figure.statistic in ("count", "share")
    if place in away.small or (place in away.numbers and counts):
        return (*head, None, unit, None, None, None, None, True, "small", None)
    n = int(figure.counted.sum())
    denominator = figure.denominator if figure.base is None else float(figure.base.sum())
    digits = DECIMALS_OF_MONTHS if unit == "months" else DECIMALS
    value, low, high = (None if one is None else round(one, digits) for one in (figure.value, figure.low, figure.high))
    if place in away.numbers:
        return (*head, value, unit, None, None, None, None, False, figure.why or "number_hidden", None)
    return (*head, value, unit, low, high, n, denominator, False, figure.why, figure.confidence)


def to_json(frame: pl.DataFrame) -> dict[str, Any]:
    """A table of indicators ready for JSON: `rows`, and what each of them is called and means in three languages.

    `indicators` (label, formula, unit, source), `parts`, `statistics` and `reasons` are by id.
    """
    used = frame["indicator"].unique(maintain_order=True).to_list()
    meaning = {
        id_: {"label": dict(one.label), "formula": dict(one.formula), "unit": one.unit, "source": one.source}
        for id_, one in definitions().items()
        if id_ in used
    }
    return {
        "indicators": meaning,
        "parts": dict(_parts(frame)),
        "statistics": document().statistics,
        "reasons": document().why_empty,
        "rows": frame.to_dicts(),
    }


def _parts(frame: pl.DataFrame) -> Iterator[tuple[str, dict[str, str]]]:
    """What the parts of indicators are called: events, pairs of events, reasons. Months speak for themselves."""
    for part in frame["part"].drop_nulls().unique(maintain_order=True):
        names = [lists().events[one].label for one in part.split(">") if one in lists().events]
        label = lists().reasons.get(part, lists().outcomes.get(part))
        if names:
            yield part, {lang: " → ".join(name[lang] for name in names) for lang in ("en", "fr", "nl")}
        elif label is not None:
            yield part, dict(label)


__all__ = ["SCHEMA", "indicators", "to_json"]
