"""Drawings of evidence: series over time, published stay rates, curves of a cohort and its shares by state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridor.web.design import charts
from corridor.web.evidence.flow_figures import Shown

if TYPE_CHECKING:
    import altair as alt

QUARTERS = {"Q1": "01", "Q2": "04", "Q3": "07", "Q4": "10"}
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
LIMIT = 400
WIDER = {"left": 40, "right": 24, "top": 5, "bottom": 5}
"""A reader's font may be wider than the one that a drawing was measured with."""
BETWEEN = 60
"""Between the columns of a legend, for the same reason."""
PERCENT = (0, 100)
Row = Mapping[str, Any]


def series(one: Shown, title: str) -> SafeString | None:
    """The series over time; None where no value is known."""
    import altair as alt

    if not one.known:
        return None
    rows = [
        {"day": day(row["period"]), "value": row["cells"][at]["value"], "series": one.columns[at][1]}
        for row in reversed(one.rows)
        for at in one.drawn
    ]
    scale = alt.Scale(type="utc")  # a day is read as midnight there: its tick must not fall an hour before it
    yearly = rows[0]["day"][:4] != rows[-1]["day"][:4]
    axis = alt.Axis(grid=False, labelOverlap=True, format="%Y" if yearly else "%m/%Y")
    chart = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("day:T", title=None, axis=axis, scale=scale),
        y=alt.Y("value:Q", title=one.unit, scale=alt.Scale(zero=True)),
    )
    return _lines(chart, "series", rows, title)


def day(period: str) -> str:
    """The first day of a year, quarter or month."""
    year, _dash, rest = period.partition("-")
    return f"{year}-{QUARTERS.get(rest, rest or '01')}-01"


def published(rows: Sequence[Row]) -> SafeString:
    """Published stay rates: a dot where one figure is given, a line where a range is."""
    import altair as alt

    shown = [
        dict(row)
        | {"middle": (row["low"] + row["high"]) / 2, "label": "\n".join(wrap(row["label"], charts.LETTERS + 4))}
        for row in rows
    ]
    order = list(dict.fromkeys(row["label"] for row in shown))
    colour, _dash, shape = _told_apart("after", shown)
    labels = alt.Axis(
        labelLimit=LIMIT, ticks=False, domain=False, labelPadding=8, labelExpr="split(datum.label, '\\n')"
    )
    scale, title, axis = alt.Scale(domain=PERCENT), _("Still there, in percent"), alt.Axis(tickCount=5)
    base = alt.Chart(alt.InlineData(values=shown)).encode(y=alt.Y("label:N", sort=order, title=None, axis=labels))
    line = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", scale=scale, title=title, axis=axis), x2="high:Q", color=colour
    )
    dot = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=alt.X("middle:Q", scale=scale), color=colour, shape=shape
    )
    drawn = (line + dot).properties(width=320, height=alt.Step(34), padding=WIDER)
    return charts.svg(drawn.configure_legend(columnPadding=BETWEEN), title=_("Published stay rates"))


def curves(rows: Sequence[Row]) -> SafeString | None:
    """Who is still here after so many years, a line a group with 95 % intervals; None where no rate may be shown."""
    import altair as alt

    if not rows:
        return None
    years = alt.Axis(tickMinStep=1, format="d", grid=False)
    base = alt.Chart(alt.InlineData(values=[dict(row) for row in rows])).encode(
        x=alt.X("years:Q", title=_("Years since the first permit"), axis=years),
        y=alt.Y("share:Q", scale=alt.Scale(domain=PERCENT), title=_("Still here, in percent")),
    )
    interval = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=1.5)
    interval = interval.encode(
        y=alt.Y("low:Q", scale=alt.Scale(domain=PERCENT)), y2="high:Q", color=_told_apart("group", rows)[0]
    )
    return _lines(base, "group", rows, _("Stay rates of the file"), interval)


def states(rows: Sequence[Row]) -> SafeString | None:
    """The shares by state after so many years; None where they may not be shown."""
    import altair as alt

    if not rows:
        return None
    order = list(dict.fromkeys(row["after"] for row in rows))
    place = {state: at for at, state in enumerate(dict.fromkeys(row["state"] for row in rows))}
    values = [dict(row) | {"place": place[row["state"]]} for row in rows]
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(stroke="#ffffff", strokeWidth=1.5)
    chart = chart.encode(
        x=alt.X("share:Q", title=_("In percent of the cohort"), scale=alt.Scale(domain=PERCENT)),
        y=alt.Y("after:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8)),
        color=_told_apart("state", rows)[0],
        order="place:Q",
    ).properties(width=440, height=alt.Step(30), padding=WIDER)
    return charts.svg(chart.configure_legend(columnPadding=BETWEEN), title=_("Shares by state"))


def _told_apart(field: str, rows: Sequence[Row]) -> tuple[alt.Color, alt.StrokeDash, alt.Shape]:
    """Series by colour, and by dash or shape as well."""
    import altair as alt

    order = list(dict.fromkeys(row[field] for row in rows))

    def scale(values: Sequence[Any]) -> alt.Scale:
        return alt.Scale(domain=order, range=[values[at % len(values)] for at in range(len(order))])

    dashes = [list(dash) for dash in charts.DASHES]
    return (
        alt.Color(f"{field}:N", title=None, sort=order, scale=scale(charts.COLOURS)),
        alt.StrokeDash(f"{field}:N", title=None, sort=order, scale=scale(dashes)),
        alt.Shape(f"{field}:N", title=None, sort=order, scale=scale(SHAPES)),
    )


def _lines(chart: alt.Chart, field: str, rows: Sequence[Row], title: str, *more: alt.Chart) -> SafeString:
    """Lines with a point at each value; with a legend where there are several."""
    import altair as alt

    line, dot = chart.mark_line(strokeWidth=2.2), chart.mark_point(filled=True, size=44, opacity=1)
    if len({row[field] for row in rows}) > 1:
        colour, dash, shape = _told_apart(field, rows)
        line, dot = line.encode(color=colour, strokeDash=dash), dot.encode(color=colour, shape=shape)
    else:
        line, dot = line.encode(color=alt.value(charts.COLOURS[0])), dot.encode(color=alt.value(charts.COLOURS[0]))
    drawn = alt.layer(line, *more, dot).properties(width=600, height=260, padding=WIDER)
    return charts.svg(drawn.configure_legend(columnPadding=BETWEEN), title=title)
