"""The drawing of a parameter over time: one step a value, dashed where it is uncertain, open where it is not known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridor.permits.law_history import Period
from corridor.web.design import charts, names
from corridor.web.design.templatetags.design import day as day_text
from corridor.web.design.templatetags.design import number
from corridor.web.law import queries
from corridor.web.law.templatetags.law import quantity, unit_name

DAY = timedelta(days=1)
SURE, UNSURE = "sure", "unsure"


def drawn(periods: Sequence[Period]) -> bool:
    """Whether a drawing says more than a sentence: two or more numbers."""
    return sum(_is_number(p) for p in periods) > 1


def _is_number(period: Period) -> bool:
    return period.value is not None and not isinstance(period.value, bool)


def chart(region: str, name: str, label: str) -> SafeString | None:
    """A parameter's values over time as SVG; None where there is little to draw."""
    return _chart(region, name, label, names.language())


@lru_cache(maxsize=1024)
def _chart(region: str, name: str, label: str, lang: str) -> SafeString | None:
    found = queries.parameter(region, name)
    if found is None or not drawn(periods := queries.history(found)):
        return None
    import altair as alt

    last = queries.coverage()[1]
    sure, unsure = _("in force"), _("uncertain")
    rows = [
        {
            "start": str(p.start),
            "end": str((p.until or max(last, p.start)) + DAY),
            "value": float(p.value or 0),
            "kind": unsure if set(p.marks) - {"computed"} else sure,
            "text": number(p.value, 4),
        }
        for p in periods
        if _is_number(p)
    ]
    for row, before in zip(rows[:0:-1], rows[-2::-1], strict=True):
        if row["text"] == before["text"]:
            row["text"] = ""  # the line goes on: the same number twice would only run together
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", labelOverlap=True))
    y = alt.Y(
        "value:Q",
        title=unit_name(found.unit),
        scale=alt.Scale(zero=False, padding=18),
        axis=alt.Axis(tickCount=5, titlePadding=18),
    )
    dash = alt.StrokeDash(
        "kind:N", title=None, scale=alt.Scale(domain=[sure, unsure], range=[[1, 0], [5, 4]]), sort=[sure, unsure]
    )
    base = alt.Chart(alt.InlineData(values=rows))
    lines = base.mark_rule(strokeWidth=3, color=charts.COLOURS[0]).encode(x=x, x2="end:T", y=y, strokeDash=dash)
    points = base.mark_point(filled=True, size=45, color=charts.COLOURS[0]).encode(x=x, y=y)
    shown = lines + points
    if len(rows) <= 9:
        shown += base.mark_text(align="left", baseline="bottom", dx=2, dy=-6).encode(x=x, y=y, text="text:N")
    return charts.svg(shown.properties(width=640, height=260), title=label)


def finding(periods: Sequence[Period], unit: str) -> str:
    """The sentence that says what the drawing shows."""
    known = [p for p in periods if _is_number(p)]
    if not known:
        return ""
    first, last = known[0], known[-1]
    told = {
        "first": quantity(first.value, unit),
        "last": quantity(last.value, unit),
        "from": day_text(first.start),
        "since": day_text(last.start),
    }
    if len(known) == 1:
        return _("One value: %(first)s since %(from)s.") % told
    unsure = sum(bool(set(p.marks) - {"computed"}) for p in known)
    sentence = _("From %(first)s (%(from)s) to %(last)s (%(since)s).") % told
    counted = {"n": len(known), "m": unsure}
    return f"{sentence} " + (
        _("%(m)s of %(n)s values are uncertain.") % counted
        if unsure
        else _("None of the %(n)s values is marked.") % counted
    )
