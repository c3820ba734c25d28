"""Forecast beside outcome: as the design had it before, and with what the log has taught since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.safestring import SafeString

from corridor.partnerships.design import Design
from corridor.partnerships.events import Log
from corridor.partnerships.forecast import forecast_against_outcome, updated_design
from corridor.web.design.charts import COLOURS, INK, svg
from corridor.web.partnerships.design_charts import Spec
from corridor.web.partnerships.simulations import simulated

DRAWS = 2_000
SOLID = [1, 0]
KINDS = ("placed_abroad", "placed_home")


@dataclass(frozen=True)
class Outlook:
    """One outcome over the months.

    Attributes:
        kind: placed_abroad or placed_home.
        rows: by quarter: date, observed, suppressed, inside, and the band of both forecasts.
        last: the last month that the log tells of and shows; None where there is none.
    """

    kind: str
    rows: tuple[dict[str, Any], ...]
    last: dict[str, Any] | None
    frame: pl.DataFrame


def outlooks(design: Design, log: Log) -> tuple[Outlook, ...]:
    """Forecasts beside the outcome, of people placed abroad and, where the design has it, at home.

    Raises:
        DesignFaults: the design cannot be simulated.
    """
    first = forecast_against_outcome(simulated(design, draws=DRAWS).run, log, "month")
    later = forecast_against_outcome(simulated(updated_design(design, log), draws=DRAWS).run, log, "month")
    bands = later.select("outcome", "month", *(pl.col(p).alias(f"later_{p}") for p in ("p5", "p50", "p95")))
    both = first.join(bands, on=["outcome", "month"], how="left", maintain_order="left")
    found = []
    for kind in KINDS:
        of = both.filter(pl.col("outcome") == kind)
        if of.height:
            known = of.filter(pl.col("observed").is_not_null()).to_dicts()
            rows = tuple(of.filter(pl.col("month") % 3 == 0).to_dicts())
            found.append(Outlook(kind, rows, known[-1] if known else None, of))
    return tuple(found)


@dataclass(frozen=True)
class Words:
    """What the parts of the drawing are called."""

    before: str
    after: str
    observed: str


def drawing(outlook: Outlook, words: Words, *, title: str, y_title: str) -> SafeString:
    """The band of the design, that with the log, and what was observed, told apart by shape as well as colour."""
    frame = outlook.frame
    rows = [{**row, "date": row["date"].isoformat()} for row in frame.to_dicts()]
    x = {"field": "date", "type": "temporal", "title": None, "scale": {"type": "utc"}, "axis": _axis(frame.height)}
    order = [words.before, words.after, words.observed]
    colour = {
        "type": "nominal",
        "title": None,
        "sort": order,
        "scale": {"domain": order, "range": [COLOURS[0], COLOURS[1], INK]},
        "legend": {"columns": 1},
    }
    layers = [
        *_band(rows, x, "p5", "p50", "p95", words.before, colour, y_title, SOLID),
        *_band(rows, x, "later_p5", "later_p50", "later_p95", words.after, colour, y_title, [6, 3]),
        _points([row for row in rows if row["observed"] is not None], x, words.observed, colour, y_title),
    ]
    content = {
        "layer": layers,
        "width": 600,
        "height": 260,
        "padding": {"left": 14, "right": 24, "top": 5, "bottom": 5},
    }
    return svg(Spec(content), title=title)


def _band(
    rows: Sequence[dict[str, Any]],
    x: Any,
    low: str,
    middle: str,
    high: str,
    name: str,
    colour: Any,
    y_title: str,
    dash: list[int],
) -> list[dict[str, Any]]:
    values = [{"date": r["date"], "low": r[low], "mid": r[middle], "high": r[high], "series": name} for r in rows]
    y = {"type": "quantitative", "title": y_title}
    series = {"field": "series", **colour}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "area", "opacity": 0.16, "color": COLOURS[0] if dash == SOLID else COLOURS[1]},
            "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
        },
        {
            "data": {"values": values},
            "mark": {"type": "line", "strokeWidth": 2, "strokeDash": dash},
            "encoding": {"x": x, "y": {"field": "mid", **y}, "color": series},
        },
    ]


def _points(rows: Sequence[dict[str, Any]], x: Any, name: str, colour: Any, y_title: str) -> dict[str, Any]:
    values = [{"date": row["date"], "y": row["observed"], "series": name} for row in rows]
    y = {"field": "y", "type": "quantitative", "title": y_title}
    mark = {"type": "point", "filled": True, "size": 50, "opacity": 1}
    shape = {**colour, "scale": {"domain": colour["sort"], "range": ["circle", "square", "diamond"]}}
    return {
        "data": {"values": values},
        "mark": mark,
        "encoding": {"x": x, "y": y, "color": {"field": "series", **colour}, "shape": {"field": "series", **shape}},
    }


def _axis(months: int) -> dict[str, Any]:
    if months >= 37:
        return {"grid": False, "format": "%Y", "tickCount": {"interval": "year", "step": 1}, "labelOverlap": True}
    step = next(step for step in (1, 2, 3, 6, 12) if months / step <= 8)
    return {"grid": False, "format": "%m/%Y", "tickCount": {"interval": "month", "step": step}, "labelOverlap": True}
