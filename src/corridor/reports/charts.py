"""Bar charts as coordinates: a drawing for wide screens and paper, and one that can be read on a phone.

Labels are text in the drawing, wrapped here because SVG does not wrap. Colour only repeats what the labels say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

Tone = Literal["whole", "filled", "open", "reason", "bar", "track"]


@dataclass(frozen=True)
class Step:
    """A bar from `start` to `end` in the chart's units, with its label and what is written as its value.

    In a waterfall `end` is the level that the next step starts from.
    """

    label: str
    start: float
    end: float
    value: str
    tone: Tone


@dataclass(frozen=True)
class Layout:
    """Measures in units of the drawing; `beside`: labels stand left of the bars, else above them."""

    name: str
    width: int
    left: int
    right: int
    letters: int
    beside: bool


WIDE = Layout("wide", 760, 262, 78, 27, True)
NARROW = Layout("narrow", 320, 0, 0, 27, False)
BAR, GAP, LINE = 20, 14, 17


@dataclass(frozen=True)
class Mark:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone


@dataclass(frozen=True)
class Lettering:
    """A line of text; `anchor` as in SVG."""

    x: float
    y: float
    text: str
    anchor: str
    strong: bool


@dataclass(frozen=True)
class Drawing:
    """A chart in one layout."""

    name: str
    width: int
    height: float
    marks: tuple[Mark, ...]
    letters: tuple[Lettering, ...]
    joints: tuple[tuple[float, float, float], ...]
    """Thin lines that lead from one bar to the next: x, from y, to y."""


def draw(steps: Sequence[Step], top: float, *, joined: bool = False) -> tuple[Drawing, ...]:
    """The bars of `steps` on a scale from 0 to `top`, in both layouts.

    `joined`: as in a waterfall; else each bar stands on a track that shows the whole scale.
    """
    return tuple(_draw(steps, top, layout, joined) for layout in (WIDE, NARROW))


def _draw(steps: Sequence[Step], top: float, layout: Layout, joined: bool) -> Drawing:
    scale = (layout.width - layout.left - layout.right) / top if top else 0.0
    marks: list[Mark] = []
    letters: list[Lettering] = []
    y = 2.0
    for step in steps:
        lines = wrap(step.label, layout.letters) or [""]
        if not joined:
            marks.append(_mark(Step("", 0, top, "", "track"), scale, layout, y + _above(lines, layout)))
        marks.append(_mark(step, scale, layout, y + _above(lines, layout)))
        letters.extend(_letters(step, lines, layout, y))
        y += _height(lines, layout) + GAP
    joints = _joints(steps, marks, scale, layout) if joined and layout.beside else ()
    return Drawing(layout.name, layout.width, y - GAP + 4, tuple(marks), tuple(letters), joints)


def _above(lines: list[str], layout: Layout) -> float:
    if not layout.beside:
        return len(lines) * LINE + 4
    return max(0.0, (len(lines) * LINE - BAR) / 2)


def _height(lines: list[str], layout: Layout) -> float:
    return max(BAR, len(lines) * LINE) if layout.beside else len(lines) * LINE + 4 + BAR


def _mark(step: Step, scale: float, layout: Layout, y: float) -> Mark:
    low, high = sorted((step.start, step.end))
    width = max((high - low) * scale, 1.5) if high > low else 0.0
    return Mark(round(layout.left + low * scale, 1), y, round(width, 1), BAR, step.tone)


def _letters(step: Step, lines: list[str], layout: Layout, y: float) -> list[Lettering]:
    strong = step.tone in ("whole", "open")
    shift = max(0.0, (BAR - len(lines) * LINE) / 2) if layout.beside else 0
    x, anchor = (layout.left - 14, "end") if layout.beside else (0, "start")
    labels = [Lettering(x, y + shift + 13 + i * LINE, line, anchor, strong) for i, line in enumerate(lines)]
    value_y = y + _above(lines, layout) + 15 if layout.beside else y + 13
    return [*labels, Lettering(layout.width, value_y, step.value, "end", strong)]


def _joints(
    steps: Sequence[Step], marks: Sequence[Mark], scale: float, layout: Layout
) -> tuple[tuple[float, float, float], ...]:
    """From where a step ends down to the next bar. Not where labels stand above the bars: lines would cross them."""
    return tuple(
        (round(layout.left + step.end * scale, 1), here.y + (here.height if here.width else 0), below.y)
        for step, here, below in zip(steps, marks, marks[1:], strict=False)
    )
