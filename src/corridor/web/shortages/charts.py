"""An occupation's lists over time as a drawing: a bar where it is on, a line where it is not, else a dashed frame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridor.rules.kleene import Truth
from corridor.web.design import charts, names
from corridor.web.design.templatetags.design import in_language, region
from corridor.web.shortages import queries
from corridor.web.shortages.queries import Membership

DAY = timedelta(days=1)


def chart(code: str, title: str) -> SafeString:
    """An occupation on the shortage lists of all regions over time, as SVG."""
    return _chart(code, title, names.language())


@lru_cache(maxsize=1024)
def _chart(code: str, title: str, lang: str) -> SafeString:
    import altair as alt

    found = queries.memberships(code, queries.coverage()[1])
    words: dict[Truth, str] = {True: _("on the list"), False: _("not on the list"), None: _("not known")}
    rows = [row for membership in found for row in _rows(membership, words)]
    order = [_name(m) for m in found]
    years = alt.Axis(format="%Y", tickCount="year", orient="top")
    x, y = alt.X("start:T", title=None, axis=years), alt.Y("list:N", sort=order, title=None, axis=None)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y)
    shapes: list[tuple[Truth, dict[str, Any]]] = [
        (True, {"height": {"band": 0.36}, "color": charts.COLOURS[0]}),
        (False, {"height": {"band": 0.08}, "color": charts.SOFT}),
        (None, {"height": {"band": 0.36}, "fill": "#ffffff", "stroke": charts.COLOURS[1], "strokeDash": [4, 3]}),
    ]
    layers = [
        base.encode(x2="end:T").transform_filter(f"datum.state == '{_quoted(words[on])}'").mark_bar(**how)
        for on, how in shapes
    ]
    names_ = (
        base.transform_filter("datum.first").mark_text(align="left", baseline="bottom", dy=-11).encode(text="list:N")
    )
    drawn = alt.layer(*layers, names_).properties(width=620, height=alt.Step(52))
    return charts.svg(drawn, title=title)


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "\\'")


def _name(membership: Membership) -> str:
    """What is written above a bar."""
    return f"{region(membership.region)} – {in_language(membership.codes.label)}"


def _rows(membership: Membership, words: dict[Truth, str]) -> list[dict[str, Any]]:
    """The bars of one list; periods that say the same are one bar, the first carries the list's name."""
    first, last = queries.coverage()
    spells = membership.spells
    began = min(spells[0].start if spells else last + DAY, last + DAY)
    found = [(first, began, words[None])] if began > first else []
    found += [(s.start, min(s.until or last, last) + DAY, words[s.on]) for s in spells if s.start <= last]
    out: list[dict[str, Any]] = []
    for start, end, state in found:
        if out and out[-1]["state"] == state:
            out[-1]["end"] = str(end)
        else:
            row = {"list": _name(membership), "start": str(start), "end": str(end), "state": state}
            out.append({**row, "first": not out})
    return out


def finding(found: Sequence[Membership]) -> str:
    """The sentence that says what the drawing shows for the day."""
    on = [m for m in found if m.now is not None and m.now.on]
    open_ = [m for m in found if m.now is None or m.now.on is None]
    told = {"on": len(on), "all": len(found), "open": len(open_)}
    if not open_:
        return _("On this day it is on %(on)s of %(all)s shortage lists.") % told
    return _("On this day it is on %(on)s of %(all)s shortage lists; for %(open)s it is not known.") % told
