"""An occupation's lists over time as a drawing: a bar where it is on, a line where it is not, else a dashed frame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from textwrap import wrap
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corridor.rules.kleene import Truth
from corridor.web.design import charts, names
from corridor.web.design.templatetags.design import in_language, region
from corridor.web.shortages import queries
from corridor.web.shortages.queries import Membership

DAY = timedelta(days=1)
LETTERS = 34
"""Letters of a line beside a bar."""


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
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", orient="top"))
    y = alt.Y(
        "list:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelExpr="split(datum.label, '|')", labelLimit=260, ticks=False, domain=False),
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, x2="end:T", y=y)
    shapes: list[tuple[Truth, dict[str, Any]]] = [
        (True, {"height": {"band": 0.5}, "color": charts.COLOURS[0]}),
        (False, {"height": {"band": 0.08}, "color": charts.SOFT}),
        (None, {"height": {"band": 0.5}, "fill": "#ffffff", "stroke": charts.COLOURS[1], "strokeDash": [4, 3]}),
    ]
    layers = [base.transform_filter(f"datum.state == '{_quoted(words[on])}'").mark_bar(**how) for on, how in shapes]
    drawn = alt.layer(*layers).properties(width=430, height=alt.Step(58))
    return charts.svg(drawn, title=title)


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "\\'")


def _name(membership: Membership) -> str:
    """Region and list, in the lines in which they are written beside the bar."""
    lines = wrap(in_language(membership.codes.label).replace("|", " "), LETTERS)
    return "|".join((region(membership.region), *lines))


def _rows(membership: Membership, words: dict[Truth, str]) -> list[dict[str, str]]:
    first, last = queries.coverage()
    spells = membership.spells
    name = _name(membership)
    out: list[dict[str, str]] = []
    if not spells or spells[0].start > first:
        end = spells[0].start if spells else last + DAY
        out.append({"list": name, "start": str(first), "end": str(end), "state": words[None]})
    for spell in spells:
        end = min(spell.until or last, last) + DAY
        if spell.start < end:
            out.append({"list": name, "start": str(spell.start), "end": str(end), "state": words[spell.on]})
    return out


def finding(found: Sequence[Membership]) -> str:
    """The sentence that says what the drawing shows."""
    on = [m for m in found if m.now is not None and m.now.on]
    open_ = [m for m in found if m.now is None or m.now.on is None]
    told = {"on": len(on), "open": len(open_), "all": len(found)}
    return _("On the day: on %(on)s of %(all)s lists; of %(open)s it is not known.") % told
