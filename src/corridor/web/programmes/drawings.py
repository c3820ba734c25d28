"""The timeline of a programme as a drawing: a bar a step, a mark a deliverable, a line for today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from textwrap import wrap
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from corridor.web.design import charts
from corridor.web.design.templatetags.design import in_language
from corridor.web.programmes.schedule import Due, Line

DAY = timedelta(days=1)
WIDER = {"left": 40, "right": 24, "top": 5, "bottom": 5}
"""A reader's font may be wider than the one that a drawing was measured with."""


def timeline(rows: Sequence[Line], today: date, title: str) -> SafeString | None:
    """The steps over the months, with what is due; None where there are no steps."""
    import altair as alt

    if not rows:
        return None
    bars = [_bar(at, row) for at, row in enumerate(rows, start=1)]
    order = [bar["label"] for bar in bars]
    axis = alt.Axis(labelLimit=400, ticks=False, domain=False, labelPadding=8, labelExpr="split(datum.label, '\\n')")
    y = alt.Y("label:N", sort=order, title=None, axis=axis)
    # A day is read as midnight UTC there: its tick must not fall an hour before it.
    scale, months = alt.Scale(type="utc"), alt.Axis(format="%m/%Y", labelOverlap=True, tickCount=8)
    x = alt.X("begins:T", title=None, scale=scale, axis=months)
    base = alt.Chart(alt.InlineData(values=bars))
    layers: list[Any] = [base.mark_bar(height={"band": 0.5}, color=charts.COLOURS[0]).encode(x=x, x2="ends:T", y=y)]
    dues = [_mark(bar["label"], due) for bar, row in zip(bars, rows, strict=True) for due in _drawn(row)]
    if dues:
        layers.append(_marks(dues, y, scale))
    if rows[0].begins <= today <= max(row.ends for row in rows):
        here = alt.Chart(alt.InlineData(values=[{"day": str(today)}]))
        layers.append(here.mark_rule(strokeDash=[5, 3], strokeWidth=1.6, color=charts.INK).encode(x="day:T"))
    tall = max(label.count("\n") for label in order)
    drawn = alt.layer(*layers).properties(width=520, height=alt.Step(30 + 16 * tall), padding=WIDER)
    return charts.svg(drawn.configure_legend(columnPadding=60), title=title)


def _bar(number: int, row: Line) -> dict[str, Any]:
    label = "\n".join(wrap(f"{number}. {in_language(row.row.title)}", charts.LETTERS)) or " "
    return {"label": label, "begins": str(row.begins), "ends": str(row.ends + DAY)}


def _drawn(row: Line) -> list[Due]:
    """The deliverables that are there or awaited: what nobody waits for any more has no day."""
    return [due for due in row.dues if due.row.delivered_on or due.awaited]


def _mark(label: str, due: Due) -> dict[str, Any]:
    return {"label": label, "day": str(due.due + DAY), "state": state(due)}


def state(due: Due) -> str:
    """Whether a deliverable is there, late, or still to come, in words."""
    if due.row.delivered_on:
        return pgettext("deliverable", "delivered")
    return pgettext("deliverable", "late") if due.days_late else pgettext("deliverable", "due")


def _marks(dues: list[dict[str, Any]], y: Any, scale: Any) -> Any:
    import altair as alt

    words = [pgettext("deliverable", word) for word in ("delivered", "due", "late")]
    known = [word for word in words if any(due["state"] == word for due in dues)]
    at = [words.index(word) for word in known]
    colours, shapes = (charts.COLOURS[2], charts.COLOURS[1], charts.COLOURS[3]), ("circle", "diamond", "triangle-up")
    title = _("Deliverables")
    colour = alt.Color("state:N", title=title, scale=alt.Scale(domain=known, range=[colours[i] for i in at]))
    shape = alt.Shape("state:N", title=title, scale=alt.Scale(domain=known, range=[shapes[i] for i in at]))
    base = alt.Chart(alt.InlineData(values=dues))
    points = base.mark_point(filled=True, size=110, opacity=1, stroke=charts.INK, strokeWidth=1.4)
    return points.encode(x=alt.X("day:T", scale=scale), y=y, color=colour, shape=shape)
