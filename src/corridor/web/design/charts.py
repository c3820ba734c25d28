"""Charts as drawings inside the page: Altair in, SVG out, without scripts, styles or hosts.

A drawing only repeats what its sentence and its table say (`{% figure %}`). Series differ by dash or shape as well as
by colour. Dates on an axis are written in figures, so that a drawing needs no names of months.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Tree

from django.core.cache import cache
from django.utils.safestring import SafeString

from corridor.rules import wording
from corridor.web.design import names

if TYPE_CHECKING:
    import altair

INK, SOFT, LINE = "#1a2027", "#4d5863", "#d5dae0"
COLOURS = ("#1f4e79", "#b8610a", "#0b7a6b", "#8f1d5a", "#6b7280", "#7a6a00")
"""Each has at least 3:1 against white; told apart with the common colour blindnesses."""
DASHES = ((1, 0), (7, 3), (2, 2), (10, 3, 2, 3), (4, 4), (1, 3))
FONT = "system-ui, Segoe UI, Roboto, Liberation Sans, Arial, sans-serif"
SVG = "http://www.w3.org/2000/svg"
LETTERS = 34
"""After how many letters a label is wrapped."""
KEPT = 24 * 3600
"""Seconds for which a drawing is kept."""

Row = Mapping[str, Any]


# ---- common charts ------------------------------------------------------------------------------


def steps(rows: Sequence[Row], x: str, y: str, *, series: str | None = None, **options: Any) -> SafeString:
    """A value that holds from a date until the next: rows with a date `x`, a number `y`, a name `series` if several.

    Options: `title`, `x_title`, `y_title`, `width`, `height`, `zero` (start the axis at 0), `until` (a day to which the
    last values hold).
    """
    return svg(_lines(rows, x, y, series, "step-after", options), title=str(options.get("title", "")))


def lines(rows: Sequence[Row], x: str, y: str, *, series: str | None = None, **options: Any) -> SafeString:
    """Numbers over time, joined by straight lines; options as of `steps`."""
    return svg(_lines(rows, x, y, series, "linear", options), title=str(options.get("title", "")))


def bars(rows: Sequence[Row], label: str, value: str, *, series: str | None = None, **options: Any) -> SafeString:
    """Horizontal bars in the order of the rows, each with its number at its end; stacked where `series` is given.

    Options: `title`, `x_title`, `width`, `digits` (decimals of the numbers).
    """
    return svg(_bars(rows, label, value, series, options), title=str(options.get("title", "")))


def _lines(
    rows: Sequence[Row], x: str, y: str, series: str | None, shape: str, options: Mapping[str, Any]
) -> altair.LayerChart:
    import altair as alt

    shown: list[dict[str, Any]] = [
        {"x": str(row[x])[:10], "y": _number(row[y]), "series": str(row[series]) if series else "", "stated": True}
        for row in rows
    ]
    if shape == "step-after":
        shown = _ended(shown)
    shown += _continued(shown, options.get("until"))
    chart = alt.Chart(alt.InlineData(values=shown)).encode(
        x=alt.X(
            "x:T",
            title=options.get("x_title"),
            axis=alt.Axis(grid=False, labelOverlap=True, **_dates(shown)),
            scale=alt.Scale(type="utc"),  # a day is read as midnight there: its tick must not fall an hour before it
        ),
        y=alt.Y("y:Q", title=options.get("y_title"), scale=alt.Scale(zero=bool(options.get("zero", False)))),
    )
    line = chart.mark_line(interpolate=shape, strokeWidth=2.2)
    points = chart.transform_filter("datum.stated").mark_point(filled=True, size=38, opacity=1)
    if series:
        order: list[str] = list(dict.fromkeys(row["series"] for row in shown))
        colour = alt.Color(
            "series:N", title=None, sort=order, scale=alt.Scale(domain=order, range=_range(COLOURS, order))
        )
        dash = alt.StrokeDash(
            "series:N", title=None, sort=order, scale=alt.Scale(domain=order, range=_range(DASHES, order))
        )
        line, points = line.encode(color=colour, strokeDash=dash), points.encode(color=colour, shape=_shapes(order))
    return (line + points).properties(width=options.get("width", 640), height=options.get("height", 240))


def _ended(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A value that is followed by an unknown one holds until that day: the line needs its end."""
    out: list[dict[str, Any]] = []
    last: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: str(row["x"])):
        before = last.get(row["series"])
        if row["y"] is None and before is not None and before["y"] is not None:
            out.append({**before, "x": row["x"], "stated": False})
        out.append(row)
        last[row["series"]] = row
    order = list(dict.fromkeys(row["series"] for row in rows))
    return sorted(out, key=lambda row: order.index(row["series"]))


def _continued(rows: Sequence[dict[str, Any]], until: Any) -> list[dict[str, Any]]:
    """The last value of each series again at the day `until`, without a point: it still holds."""
    last = {row["series"]: row for row in sorted(rows, key=lambda row: str(row["x"]))} if until else {}
    return [{**row, "x": str(until)[:10], "stated": False} for row in last.values() if str(row["x"]) < str(until)[:10]]


def _bars(
    rows: Sequence[Row], label: str, value: str, series: str | None, options: Mapping[str, Any]
) -> altair.LayerChart | altair.Chart:
    import altair as alt

    lang, digits = names.language(), options.get("digits", 0)
    shown: list[dict[str, Any]] = [
        {
            "label": "\n".join(wrap(str(row[label]), LETTERS)) or " ",
            "value": _number(row[value]),
            "at": _number(row[value]) or 0,
            "series": str(row[series]) if series else "",
            "text": _written(row[value], lang, digits),
        }
        for row in rows
    ]
    order = list(dict.fromkeys(row["label"] for row in shown))
    axis = alt.Axis(labelLimit=400, ticks=False, domain=False, labelPadding=8, labelExpr="split(datum.label, '\\n')")
    chart = alt.Chart(alt.InlineData(values=shown)).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=axis),
        x=alt.X("value:Q", title=options.get("x_title"), axis=alt.Axis(tickCount=5)),
    )
    tall = max((label.count("\n") for label in order), default=0)
    size = {
        "width": options.get("width", 440),
        "height": alt.Step(26 + 16 * tall),
        # A reader's font may be wider than the one that the drawing was measured with.
        "padding": {
            "left": 8 + 1.4 * max(map(len, " ".join(order).split("\n")), default=0),
            "right": 24,
            "top": 5,
            "bottom": 5,
        },
    }
    if series:
        several = list(dict.fromkeys(row["series"] for row in shown))
        colour = alt.Color(
            "series:N", title=None, sort=several, scale=alt.Scale(domain=several, range=_range(COLOURS, several))
        )
        return chart.mark_bar(stroke="#ffffff", strokeWidth=1.5).encode(color=colour).properties(**size)
    numbers = chart.mark_text(align="left", baseline="middle", dx=5, color=INK).encode(x="at:Q", text="text:N")
    return (chart.mark_bar(color=COLOURS[0], height={"band": 0.68}) + numbers).properties(**size)


def _shapes(order: Sequence[str]) -> Any:
    import altair as alt

    shapes = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
    return alt.Shape(
        "series:N", title=None, sort=list(order), scale=alt.Scale(domain=list(order), range=_range(shapes, order))
    )


def _range(values: Sequence[Any], order: Sequence[str]) -> list[Any]:
    return [
        list(value) if isinstance(value, tuple) else value
        for at in range(len(order))
        for value in [values[at % len(values)]]
    ]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _written(value: Any, lang: str, digits: int) -> str:
    from corridor.reports import numbers

    return "?" if value is None else numbers.decimal(float(value), lang, digits)


def _dates(rows: Sequence[Row]) -> dict[str, Any]:
    """How an axis of dates is written: years where they span three or more, else months in figures."""
    days = sorted(str(row["x"]) for row in rows) or ["2000-01", "2000-01"]
    first, last = (int(day[:4]) * 12 + int(day[5:7]) for day in (days[0], days[-1]))
    if last - first >= 36:
        return {"format": "%Y", "tickCount": {"interval": "year", "step": max(1, (last - first) // 120)}}
    step = next(step for step in (1, 2, 3, 6, 12) if (last - first) / step <= 8)
    return {"format": "%m/%Y", "tickCount": {"interval": "month", "step": step}}


# ---- drawing ------------------------------------------------------------------------------------


def svg(chart: Any, *, title: str = "") -> SafeString:
    """A chart as an SVG element for the page, drawn once for the same chart, title and language."""
    lang = names.language()
    text = chart.to_json(indent=None, validate=False)
    key = "chart-" + hashlib.sha256(f"{lang}\n{title}\n{text}".encode()).hexdigest()
    drawn = cache.get(key)
    if drawn is None:
        drawn = _plain(_draw(chart.to_dict(validate=False), lang), title or _title(chart))
        cache.set(key, drawn, KEPT)
    return SafeString(drawn)


def _title(chart: Any) -> str:
    found = chart.to_dict(validate=False).get("title", "")
    return str(found.get("text", "") if isinstance(found, Mapping) else found)


def _draw(spec: dict[str, Any], lang: str) -> str:
    import vl_convert

    spec = {**spec, "config": _merged(THEME, spec.get("config", {}))}
    thousands, point = wording.SEPARATORS[lang]
    return str(
        vl_convert.vegalite_to_svg(
            spec,
            format_locale={
                "decimal": point,
                "thousands": thousands,
                "grouping": [3],
                "currency": ["€\u00a0", ""],
                "minus": "\u2212",
            },
        )
    )


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in over.items():
        known = out.get(key)
        out[key] = _merged(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return out


def _plain(drawing: str, title: str) -> str:
    """The drawing without style attributes, styles, scripts and links, as an image with a name."""
    Tree.register_namespace("", SVG)
    root = Tree.fromstring(drawing)
    for parent in root.iter():
        for child in list(parent):
            if _tag(child) in ("style", "script", "metadata"):
                parent.remove(child)
            elif "role-legend-symbol" in parent.get("class", "") and child.get("fill", "none") not in (
                "none",
                "transparent",
            ):
                child.set("stroke", "none")  # the dash of a line would fray the outline of its mark
        _presentation(parent)
        for name in list(parent.attrib):
            if name.startswith(("on", "aria-", "{http://www.w3.org/1999/xlink}")) or name in ("class", "role", "href"):
                del parent.attrib[name]
    root.set("role", "img")
    root.set("focusable", "false")
    if title:
        root.set("aria-label", title)
    return Tree.tostring(root, encoding="unicode")


def _presentation(element: Tree.Element) -> None:
    for part in (element.attrib.pop("style", "") or "").split(";"):
        name, _, value = part.partition(":")
        if re.fullmatch(r"[a-z-]+", name.strip()) and value.strip():
            element.set(name.strip(), value.strip())


def _tag(element: Tree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


THEME: dict[str, Any] = {
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "range": {"category": list(COLOURS)},
    "axis": {
        "labelColor": INK,
        "titleColor": SOFT,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": LINE,
        "domainColor": SOFT,
        "tickColor": SOFT,
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": 13,
        "orient": "top",
        "symbolStrokeWidth": 2.5,
        "labelLimit": 320,
        "columns": 2,
    },
    "title": {"color": INK, "fontSize": 15, "anchor": "start"},
    "text": {"color": INK, "fontSize": 13},
    "bar": {"color": COLOURS[0]},
    "line": {"color": COLOURS[0], "strokeWidth": 2.2},
    "point": {"color": COLOURS[0]},
}
