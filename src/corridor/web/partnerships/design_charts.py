"""The drawings of a simulated design, written as Vega-Lite by hand: a slider cannot wait for Altair.

Every drawing only repeats a table. Series differ by dash or place as well as by colour.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

from django.utils.safestring import SafeString

from corridor.partnerships.months import month_end
from corridor.reports import numbers
from corridor.web.design import names
from corridor.web.design.charts import COLOURS, DASHES, INK, LETTERS, LINE, svg

GREY = "#6b7280"
STRIP = 430
"""Width of a strip."""


@dataclass(frozen=True)
class Spec:
    """A chart as Vega-Lite, in the two forms that `svg` asks for."""

    content: dict[str, Any]

    def to_json(self, **_: Any) -> str:
        """As text, by which the drawing is kept."""
        return json.dumps(self.content)

    def to_dict(self, **_: Any) -> dict[str, Any]:
        """As it is drawn."""
        return json.loads(json.dumps(self.content))  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Line:
    """A count over the months: its name, means, and the band about them; `before`: of the design without the moves."""

    name: str
    mean: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None
    before: bool = False


# ---- people over time ---------------------------------------------------------------------------


def over_time(lines: Sequence[Line], start: date, *, title: str, y_title: str) -> SafeString:
    """Lines over months with their 90 % bands."""
    rows, bands = [], []
    for line in lines:
        for month, value in enumerate(line.mean):
            day = month_end(start, month).isoformat()
            rows.append({"x": day, "y": round(value, 3), "series": line.name})
            if line.low is not None and line.high is not None:
                bands.append({"x": day, "low": line.low[month], "high": line.high[month], "series": line.name})
    order = [line.name for line in lines]
    colours = [GREY if line.before else COLOURS[at % len(COLOURS)] for at, line in enumerate(lines)]
    dashes = [[4, 4] if line.before else list(DASHES[at % len(DASHES)]) for at, line in enumerate(lines)]
    colour: dict[str, Any] = {"field": "series", "type": "nominal", "title": None, "sort": order}
    colour["scale"] = {"domain": order, "range": colours}
    dash = {**colour, "scale": {"domain": order, "range": dashes}}
    horizon = max((len(line.mean) for line in lines), default=1) - 1
    x = {"field": "x", "type": "temporal", "title": None, "scale": {"type": "utc"}, "axis": _axis(horizon)}
    fills = dict(zip(order, colours, strict=True))
    for row in bands:
        row["fill"] = fills[str(row["series"])]
    band = {
        "data": {"values": bands},
        "mark": {"type": "area", "opacity": 0.17},
        "encoding": {
            "x": x,
            "y": {"field": "low", "type": "quantitative", "title": y_title},
            "y2": {"field": "high"},
            "fill": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
            "detail": {"field": "series"},
        },
    }
    line_mark = {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2.2},
        "encoding": {
            "x": x,
            "y": {"field": "y", "type": "quantitative", "title": y_title},
            "color": colour,
            "strokeDash": dash,
        },
    }
    return _drawn([band, line_mark], title, width=620, height=240)


def _axis(horizon: int) -> dict[str, Any]:
    if horizon >= 36:
        step = max(1, horizon // 120)
        return {"grid": False, "format": "%Y", "tickCount": {"interval": "year", "step": step}, "labelOverlap": True}
    step = next(step for step in (1, 2, 3, 6, 12) if horizon / step <= 8)
    return {"grid": False, "format": "%m/%Y", "tickCount": {"interval": "month", "step": step}, "labelOverlap": True}


def strips(stages: Sequence[tuple[str, Sequence[float]]], start: date, *, title: str) -> SafeString:
    """One strip a stage, on one scale: how many people are in it or wait before it; the most of each at its end."""
    top = max((value for _, values in stages for value in values), default=0) or 1.0
    horizon = max((len(values) for _, values in stages), default=1) - 1
    areas: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for at, (label, values) in enumerate(stages):
        floor = len(stages) - 1 - at
        most = numbers.decimal(max(values, default=0), names.language(), 1)
        ends.append({"y": floor, "middle": floor + 0.35, "label": _folded(label, 30), "most": most})
        for month, value in enumerate(values):
            day = month_end(start, month).isoformat()
            areas.append({"stage": at, "x": day, "low": floor, "high": floor + 0.86 * value / top})
    x = {"field": "x", "type": "temporal", "title": None, "scale": {"type": "utc"}, "axis": _axis(horizon)}
    scale = {"type": "quantitative", "axis": None, "scale": {"domain": [0, len(stages)], "nice": False}}
    area = {
        "data": {"values": areas},
        "mark": {"type": "area", "color": COLOURS[0], "opacity": 0.85},
        "encoding": {"x": x, "y": {"field": "low", **scale}, "y2": {"field": "high"}, "detail": {"field": "stage"}},
    }
    rule = {"mark": {"type": "rule", "color": LINE}, "encoding": {"y": {"field": "y", **scale}}}
    text = {"type": "text", "baseline": "middle", "fontSize": 13}
    left = {
        "mark": {**text, "align": "right", "lineBreak": "\n", "lineHeight": 15},
        "encoding": {"y": {"field": "middle", **scale}, "x": {"value": -10}, "text": {"field": "label"}},
    }
    right = {
        "mark": {**text, "align": "left"},
        "encoding": {"y": {"field": "middle", **scale}, "x": {"value": STRIP + 8}, "text": {"field": "most"}},
    }
    layers = [{**layer, "data": {"values": ends}} for layer in (rule, left, right)]
    return _drawn(
        [area, *layers], title, width=STRIP, height=max(60, 36 * len(stages)), labels=[end["label"] for end in ends]
    )


# ---- bars ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Swing:
    """What an outcome is where one assumption is low and where it is high."""

    label: str
    low: float
    high: float


def tornado(swings: Sequence[Swing], middle: float, *, title: str, words: tuple[str, str]) -> SafeString:
    """Bars from the mean to the outcome at the low and at the high end of each assumption."""
    rows: list[dict[str, Any]] = []
    for swing in swings:
        label = _folded(swing.label, LETTERS)
        for word, value in zip(words, (swing.low, swing.high), strict=True):
            rows.append(
                {
                    "label": label,
                    "from": middle,
                    "to": value,
                    "side": word,
                    "text": numbers.decimal(value, names.language(), 1),
                    "align": "right" if value == min(swing.low, swing.high) else "left",
                }
            )
    order = list(dict.fromkeys(row["label"] for row in rows))
    y = {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": _labels()}
    side: dict[str, Any] = {"field": "side", "type": "nominal", "title": None, "sort": list(words)}
    side["scale"] = {"domain": list(words), "range": [COLOURS[1], COLOURS[0]]}
    x = {"type": "quantitative", "title": None, "scale": {"zero": False, "nice": True, "padding": 34}}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.6}},
        "encoding": {"y": y, "x": {"field": "from", **x}, "x2": {"field": "to"}, "color": side},
    }
    ends = [
        {
            "transform": [{"filter": f"datum.align === '{align}'"}],
            "mark": {"type": "text", "align": align, "dx": -5 if align == "right" else 5, "baseline": "middle"},
            "encoding": {"y": y, "x": {"field": "to", **x}, "text": {"field": "text"}},
        }
        for align in ("left", "right")
    ]
    rule = {"mark": {"type": "rule", "color": INK}, "encoding": {"x": {"datum": middle, **x}}}
    return _drawn([bars, rule, *ends], title, width=430, height={"step": 34}, values=rows, labels=order)


def _labels() -> dict[str, Any]:
    return {
        "labelLimit": 400,
        "ticks": False,
        "domain": False,
        "labelPadding": 8,
        "labelExpr": "split(datum.label, '\\n')",
    }


def _folded(text: str, letters: int) -> str:
    return "\n".join(wrap(text, letters)) or " "


def _drawn(
    layers: list[dict[str, Any]],
    title: str,
    *,
    width: int,
    height: Any,
    values: Any = None,
    labels: Sequence[str] = (),
) -> SafeString:
    """Layers as a drawing. `labels` stand left of it: a reader's font may be wider than the one it is measured with."""
    longest = max(map(len, "\n".join(labels).split("\n")), default=0)
    content: dict[str, Any] = {"layer": layers, "width": width, "height": height}
    content["padding"] = {"left": 12 + 1.6 * longest, "right": 24, "top": 5, "bottom": 5}
    content["config"] = {"legend": {"columnPadding": 28}}
    if values is not None:
        content["data"] = {"values": values}
    return svg(Spec(content), title=title)
