"""Places as text and as a drawing: a dot at the place of a unit, a line from its 5 % to its 95 % quantile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridor.web.design import charts

MOST = 80
"""Units that a drawing can hold; the table beside it has them all."""


def spans(places: Iterable[int]) -> str:
    """Places as spans: 13–15, 17."""
    found: list[list[int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in found)


def intervals(rows: Sequence[Mapping[str, Any]]) -> SafeString | None:
    """The places of units with their intervals as SVG; None where no place is known, or too many are to be drawn."""
    import altair as alt

    shown = [
        {"unit": str(row["unit"]), "rank": row["rank"], "low": row["low"], "high": row["high"]}
        for row in rows
        if row["rank"] is not None
    ]
    if not shown or len(shown) > MOST:
        return None
    order = [row["unit"] for row in shown]
    axis = alt.Axis(labelLimit=300, ticks=False, domain=False, labelPadding=8)
    scale = alt.Scale(domain=[1, max(len(order), 2)], nice=False)
    base = alt.Chart(alt.InlineData(values=shown)).encode(y=alt.Y("unit:N", sort=order, title=None, axis=axis))
    title, whole = _("Rank, 1 is the highest"), alt.Axis(tickMinStep=1)
    line = base.mark_rule(color=charts.SOFT, strokeWidth=3).encode(
        x=alt.X("low:Q", scale=scale, title=title, axis=whole), x2="high:Q"
    )
    dot = base.mark_point(filled=True, size=90, color=charts.COLOURS[0], opacity=1).encode(x="rank:Q")
    return charts.svg((line + dot).properties(width=420, height=alt.Step(24)), title=_("Ranks and their intervals"))
