"""A chart as an SVG file of its own: colours and letters inside, so that any program can draw it."""

from __future__ import annotations

from html import escape

from corridor.reports.charts import Drawing
from corridor.reports.document import Figure

FILLS = {
    "whole": "#1a2027",
    "filled": "#75808b",
    "open": "#14508c",
    "bar": "#14508c",
    "track": "#f4f6f8",
    "reason": "#6f9bc7",
}
EDGES = {"track": "#d5dae0", "reason": "#14508c"}
INK, SOFT = "#1a2027", "#4d5863"
LETTERS = 13
"""Points in units of the drawing."""


def broad(figure: Figure) -> Drawing:
    """The drawing for paper: the broad one."""
    return next((one for one in figure.drawings if one.name == "wide"), figure.drawings[0])


def svg(drawing: Drawing, family: str) -> str:
    """The drawing with its letters in a family of type."""
    size = f'width="{drawing.width}" height="{drawing.height:g}" viewBox="0 0 {drawing.width} {drawing.height:g}"'
    lines = [
        f'<line x1="{x:g}" x2="{x:g}" y1="{top:g}" y2="{bottom:g}" stroke="{SOFT}" stroke-width="1"/>'
        for x, top, bottom in drawing.joints
    ]
    marks = [
        f'<rect x="{m.x:g}" y="{m.y:g}" width="{m.width:g}" height="{m.height:g}" fill="{FILLS[m.tone]}"'
        + (f' stroke="{EDGES[m.tone]}" stroke-width="1"' if m.tone in EDGES else "")
        + "/>"
        for m in drawing.marks
    ]
    letters = [
        f'<text x="{t.x:g}" y="{t.y:g}" text-anchor="{t.anchor}" font-family="{escape(family)}" font-size="{LETTERS}"'
        f' fill="{INK}"' + (' font-weight="bold"' if t.strong else "") + f">{escape(t.text)}</text>"
        for t in drawing.letters
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(lines + marks + letters)}</svg>'
