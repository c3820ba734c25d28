"""The people placed over time as a drawing in SVG: mean lines and their 90 % bands, with the figures of months.csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from corridor.cli.partnerships import say

if TYPE_CHECKING:
    from corridor.partnerships.results import Band, Result

WIDTH, HEIGHT = 760, 340
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 64, 36
INK, SOFT, RULE = "#1a2027", "#4d5863", "#d5dae0"
SERIES = (("placed_abroad", "#1f4e79", "none"), ("placed_home", "#b8610a", "7 3"))
"""Quantity, colour and dashes: told apart without colour too."""
STEPS = (1, 2, 5)
FEWEST_TICKS = 4
YEAR = 12
Point = tuple[float, float]


def drawing(result: Result, lang: str) -> str:
    """The drawing in a language; its title and legend are text."""
    bands = [(name, *look, getattr(result, f"{name}_by_month")) for name, *look in SERIES]
    shown = [(name, colour, dash, band) for name, colour, dash, band in bands if band is not None]
    highest = max(1.0, *(max(band.p95) for *_, band in shown), *(max(band.mean) for *_, band in shown))
    title = escape(say("chart", lang))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" lang="{lang}"'
        f' font-family="system-ui, sans-serif" font-size="13" fill="{INK}">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-weight="600">{title}</text>',
        *_axes(result, highest),
    ]
    for place, (name, colour, dash, band) in enumerate(shown):
        parts += _series(band, highest, colour, dash)
        x = LEFT + place * 240
        parts.append(f'<path d="M{x} 42h26" stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dash}"/>')
        parts.append(f'<text x="{x + 34}" y="46">{escape(say(name, lang))}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _axes(result: Result, highest: float) -> Iterator[str]:
    for tick in ticks(highest):
        _, y = _at(0, tick, 1, highest)
        yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{RULE}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" fill="{SOFT}">{tick}</text>'
    last = result.horizon_months
    for year in range(result.start.year + 1, result.start.year + last // YEAR + 2):
        month = (year - result.start.year) * YEAR - result.start.month + 1
        if month <= last:
            x, _ = _at(month, 0, last, highest)
            yield f'<path d="M{x} {HEIGHT - BOTTOM}v5" stroke="{SOFT}"/>'
            yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="{SOFT}">{year}</text>'


def ticks(highest: float) -> list[int]:
    """Whole numbers from 0 to the highest, at the largest step of 1, 2, 5, 10, 20 ... that gives four or more."""
    step, scale = 1, 1
    while True:
        for digit in STEPS:
            if highest / (digit * scale) < FEWEST_TICKS:
                return list(range(0, int(highest) + 1, step))
            step = digit * scale
        scale *= 10


def _series(band: Band, highest: float, colour: str, dash: str) -> Iterator[str]:
    last = len(band.mean) - 1
    around = [_at(m, v, last, highest) for m, v in enumerate(band.p95)]
    around += [_at(m, band.p5[m], last, highest) for m in range(last, -1, -1)]
    yield f'<path d="{_path(around)}Z" fill="{colour}" fill-opacity="0.15"/>'
    middle = _path([_at(m, v, last, highest) for m, v in enumerate(band.mean)])
    yield f'<path d="{middle}" fill="none" stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dash}"/>'


def _at(month: float, value: float, last: float, highest: float) -> Point:
    x = LEFT + month / last * (WIDTH - LEFT - RIGHT)
    y = HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM)
    return round(x, 1), round(y, 1)


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)
