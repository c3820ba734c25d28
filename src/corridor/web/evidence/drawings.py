"""Drawings of evidence: series over time, published stay rates, curves of a cohort and its shares by state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridor.web.design import charts
from corridor.web.evidence.flow_figures import Shown

QUARTERS = {"Q1": "01", "Q2": "04", "Q3": "07", "Q4": "10"}
WRAPPED = 400


def series(one: Shown, title: str) -> SafeString | None:
    """The series over time; None where no value is known."""
    if not one.known:
        return None
    rows = [
        {"day": day(row["period"]), "value": cell["value"], "series": name}
        for row in reversed(one.rows)
        for cell, (_code, name) in zip(row["cells"], one.columns, strict=True)
    ]
    return charts.lines(
        rows, "day", "value", series="series" if len(one.columns) > 1 else None, title=title, y_title=one.unit, zero=True
    )


def day(period: str) -> str:
    """The first day of a year, quarter or month."""
    year, _dash, rest = period.partition("-")
    return f"{year}-{QUARTERS.get(rest, rest or '01')}-01"


def published(rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """Published stay rates: a dot where one figure is given, a line where a range is."""
    import altair as alt

    shown = [dict(row) | {"middle": (row["low"] + row["high"]) / 2} for row in rows]
    order = list(dict.fromkeys(row["label"] for row in shown))
    several = list(dict.fromkeys(row["after"] for row in shown))
    axis = alt.Axis(labelLimit=WRAPPED, ticks=False, domain=False, labelPadding=8)
    base = alt.Chart(alt.InlineData(values=shown)).encode(y=alt.Y("label:N", sort=order, title=None, axis=axis))
    scale, title = alt.Scale(domain=[0, 100]), _("Still there, in percent")
    colour = alt.Color(
        "after:N", title=None, sort=several, scale=alt.Scale(domain=several, range=list(charts.COLOURS[: len(several)]))
    )
    shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
    shape = alt.Shape(
        "after:N", title=None, sort=several, scale=alt.Scale(domain=several, range=shapes[: len(several)])
    )
    line = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", scale=scale, title=title), x2="high:Q", color=colour)
    dot = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=alt.X("middle:Q", scale=scale), color=colour, shape=shape
    )
    return charts.svg((line + dot).properties(width=320, height=alt.Step(20)), title=_("Published stay rates"))


def curves(rows: Sequence[Mapping[str, Any]]) -> SafeString | None:
    """Who is still here after so many years, a line a group with 95 % intervals; None where no rate may be shown."""
    import altair as alt

    if not rows:
        return None
    order = list(dict.fromkeys(row["group"] for row in rows))
    scale, title = alt.Scale(domain=[0, 100]), _("Still here, in percent")
    shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
    dashes = [list(dash) for dash in charts.DASHES]

    def told(values: Sequence[Any]) -> alt.Scale:
        return alt.Scale(domain=order, range=list(values)[: len(order)])

    years = alt.Axis(tickMinStep=1, format="d", grid=False)
    base = alt.Chart(alt.InlineData(values=[dict(row) for row in rows])).encode(
        x=alt.X("years:Q", title=_("Years since the first permit"), axis=years),
        color=alt.Color("group:N", title=None, sort=order, scale=told(charts.COLOURS)),
    )
    line = base.mark_line(strokeWidth=2.2).encode(
        y=alt.Y("share:Q", scale=scale, title=title),
        strokeDash=alt.StrokeDash("group:N", title=None, sort=order, scale=told(dashes)),
    )
    dot = base.mark_point(filled=True, size=50, opacity=1).encode(
        y=alt.Y("share:Q", scale=scale),
        shape=alt.Shape("group:N", title=None, sort=order, scale=told(shapes)),
    )
    interval = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=1.5)
    interval = interval.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
    return charts.svg((line + interval + dot).properties(width=560, height=260), title=_("Stay rates of the file"))


def states(rows: Sequence[Mapping[str, Any]]) -> SafeString | None:
    """The shares by state after so many years; None where they may not be shown."""
    if not rows:
        return None
    return charts.bars(
        rows, "after", "share", series="state", title=_("Shares by state"), x_title=_("In percent of the cohort")
    )
