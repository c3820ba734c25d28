"""The sketch of which countries schemes lead from and to: the world, and Europe with its neighbours enlarged.

Countries stand at their middle (`centroids.csv`) on a grid of equal degrees; there are no borders on it. A circle is a
country of origin, a square one of destination; a line is as wide as the schemes between the two are many. The table
beneath says the same.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import corridor.partnerships
from corridor.web.design import charts, names
from corridor.web.design.templatetags.design import country

FILE = Path(corridor.partnerships.__file__).parent / "centroids.csv"
WIDTH = 720
GAP = 12
"""Between the parts."""
LEGEND = 66
"""Height of the legend."""
LETTER = 7.0
"""Width of a letter, wide enough for the fonts of all readers."""
LINE = 15
"""Height of a line of text."""
WIDEST = 9.0
"""Width of the widest line, in pixels; a single scheme has `THIN` at most."""
THIN = 1.6
FROM, TO, MARK = charts.COLOURS[1], charts.COLOURS[2], charts.COLOURS[0]

Pair = tuple[str, str, int]
"""Origin, destination and the number of schemes between them."""


@dataclass(frozen=True)
class Window:
    """A part of the grid: degrees to pixels. Longitudes below `west` lie east of 180 degrees."""

    west: float
    east: float
    south: float
    north: float

    @property
    def scale(self) -> float:
        """Pixels in a degree."""
        return WIDTH / (self.east - self.west)

    @property
    def height(self) -> float:
        """Of the whole part, in pixels."""
        return round((self.north - self.south) * self.scale)

    def at(self, place: tuple[float, float]) -> tuple[float, float]:
        """Pixels from the upper left corner."""
        latitude, longitude = place
        across = longitude if longitude >= WORLD_WEST else longitude + 360
        return round((across - self.west) * self.scale, 1), round((self.north - latitude) * self.scale, 1)

    def holds(self, place: tuple[float, float]) -> bool:
        """Whether a place lies in it."""
        x, y = self.at(place)
        return 0 <= x <= WIDTH and 0 <= y <= self.height


WORLD_WEST = -125.0
WORLD = Window(WORLD_WEST, 205.0, -48.0, 66.0)
NEAR = Window(-28.0, 53.0, -3.0, 61.0)
"""Europe and its neighbours, where most lines run."""


@cache
def places() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of the countries on the sketch, by code."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}


def drawn(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs that the sketch can show: two different countries of which the place is known."""
    known = places()
    return tuple(pair for pair in pairs if pair[0] in known and pair[1] in known and pair[0] != pair[1])


def flow_map(pairs: Sequence[Pair], title: str) -> SafeString:
    """The sketch as SVG; empty where there is nothing to draw."""
    shown = drawn(pairs)
    return _flow_map(shown, title, names.language()) if shown else SafeString("")


@lru_cache(maxsize=256)
def _flow_map(pairs: tuple[Pair, ...], title: str, lang: str) -> SafeString:
    codes = {code for one, other, _n in pairs for code in (one, other)}
    near = {code for code in codes if NEAR.holds(places()[code])}
    parts, top = [], 0.0
    if near != codes:
        parts.append(_part(WORLD, pairs, top, own=frozenset(codes - near)))
        top += WORLD.height + GAP
    if near:
        parts.append(_part(NEAR, pairs, top, own=frozenset(near)))
        top += NEAR.height + GAP
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="c-flow-map" width="{}" height="{}" viewBox="0 0 {} {}" '
        'role="img" aria-label="{}" focusable="false" font-family="{}" font-size="12.5">{}{}</svg>'
    )
    height = round(top + LEGEND)
    drawing = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(svg, WIDTH, height, WIDTH, height, title, charts.FONT, drawing, _legend(pairs, top))


# ---- one part of the grid -----------------------------------------------------------------------


def _part(window: Window, pairs: Sequence[Pair], top: float, *, own: frozenset[str]) -> SafeString:
    """Grid, lines, signs and the names of its `own` countries; what lies outside is cut off at its edge."""
    origins, destinations = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    inside = [code for code in sorted(origins | destinations) if window.holds(places()[code])]
    enlarged = window is WORLD and bool(set(inside) - own)
    return format_html(
        '<svg x="0" y="{}" width="{}" height="{}" overflow="hidden">'
        '<rect width="{}" height="{}" fill="#ffffff" stroke="{}"/>{}{}{}{}{}</svg>',
        top,
        WIDTH,
        window.height,
        WIDTH,
        window.height,
        charts.LINE,
        _grid(window),
        _frame() if enlarged else "",
        format_html_join("", "{}", ((_line(window, pair, pairs),) for pair in sorted(pairs, key=lambda p: -p[2]))),
        format_html_join(
            "", "{}", ((_sign(window, c, c in origins, c in destinations, c not in own),) for c in inside)
        ),
        _labels(window, sorted(own), inside),
    )


def _grid(window: Window) -> SafeString:
    """Lines of every 20 degrees; the equator is darker."""
    path = '<path d="{}" stroke="{}" stroke-width="{}" fill="none"/>'
    meridians = [
        f"M{window.at((0, degree))[0]} 0V{window.height}"
        for degree in range(-120, 205, 20)
        if window.holds((1, degree))
    ]
    parallels = [
        f"M0 {window.at((degree, 0))[1]}H{WIDTH}"
        for degree in range(-40, 80, 20)
        if degree and window.holds((degree, window.west + 1))
    ]
    equator = f"M0 {window.at((0, 0))[1]}H{WIDTH}"
    thin = format_html(path, "".join(meridians + parallels), "#e9edf1", 1)
    return thin + format_html(path, equator, charts.LINE, 1.5)


def _frame() -> SafeString:
    """On the world, the frame of the part that is enlarged beneath."""
    x, y = WORLD.at((NEAR.north, NEAR.west))
    right, bottom = WORLD.at((NEAR.south, NEAR.east))
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#f3f6f9" stroke="{}" stroke-dasharray="4 3"/>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>',
        x,
        y,
        round(right - x, 1),
        round(bottom - y, 1),
        charts.SOFT,
        x - 6,
        y + 4,
        charts.SOFT,
        _("enlarged below"),
    )


def width(schemes: int, most: int) -> float:
    """Of a line: in proportion to the number of schemes, so that the widest stays readable."""
    return round(schemes * min(THIN, WIDEST / most), 2)


def _line(window: Window, pair: Pair, pairs: Sequence[Pair]) -> SafeString:
    """A bent line from origin to destination."""
    (x1, y1), (x2, y2) = window.at(places()[pair[0]]), window.at(places()[pair[1]])
    bend = 0.14
    x = round((x1 + x2) / 2 + bend * (y2 - y1), 1)
    y = round((y1 + y2) / 2 - bend * abs(x2 - x1), 1)
    most = max(p[2] for p in pairs)
    return format_html(
        '<path d="M{} {}Q{} {} {} {}" fill="none" stroke="{}" stroke-width="{}" stroke-opacity="0.62"/>',
        x1,
        y1,
        x,
        y,
        x2,
        y2,
        MARK,
        width(pair[2], most),
    )


def _sign(window: Window, code: str, origin: bool, destination: bool, small: bool) -> SafeString:
    """A circle for origin, a square for destination, both for a country that is both."""
    return _shape(*window.at(places()[code]), origin, destination, 2.5 if small else 4.5)


def _shape(x: float, y: float, origin: bool, destination: bool, size: float) -> SafeString:
    square = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="#ffffff"/>',
        round(x - size, 1),
        round(y - size, 1),
        2 * size,
        2 * size,
        TO,
    )
    circle = format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="#ffffff"/>',
        x,
        y,
        round(size * 0.6, 1) if destination else size,
        FROM,
    )
    return (square if destination else SafeString("")) + (circle if origin else SafeString(""))


# ---- names --------------------------------------------------------------------------------------

Box = tuple[float, float, float, float]


def _labels(window: Window, codes: Sequence[str], signs: Sequence[str]) -> SafeString:
    """The names, each where it covers no sign and no other name; a thin line leads to one that stands away."""
    taken: list[Box] = [_around(*window.at(places()[code]), 5) for code in signs]
    return format_html_join("", "{}", ((_label(window, code, taken),) for code in _crowded_first(window, codes)))


def _crowded_first(window: Window, codes: Sequence[str]) -> list[str]:
    """Countries with near neighbours have the fewest places for their names: they choose first."""
    at = {code: window.at(places()[code]) for code in codes}
    near = {
        code: sum(math.dist(at[code], at[other]) < 60 for other in codes)  # about the width of a name
        for code in codes
    }
    return sorted(codes, key=lambda code: (-near[code], code))


def _label(window: Window, code: str, taken: list[Box]) -> SafeString:
    x, y = window.at(places()[code])
    text = country(code)
    away, box = _free(window, (x, y), len(text) * LETTER, taken)
    taken.append(box)
    leader = SafeString("")
    if away:
        edge = min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])
        leader = format_html(
            '<path d="M{} {}L{} {}" stroke="{}"/>', x, y, round(edge[0], 1), round(edge[1], 1), charts.SOFT
        )
    middle = (box[0] + box[2]) / 2
    start, anchor = (box[0], "start") if box[0] >= x else (box[2], "end") if box[2] <= x else (middle, "middle")
    return leader + format_html(
        '<text x="{}" y="{}" text-anchor="{}" fill="{}" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" '
        'paint-order="stroke">{}</text>',
        round(start, 1),
        round(box[1] + 12, 1),
        anchor,
        charts.INK,
        text,
    )


def _free(window: Window, place: tuple[float, float], wide: float, taken: Sequence[Box]) -> tuple[bool, Box]:
    """The nearest place for a name that is free, and whether it needs a line; the nearest of all where none is."""
    candidates = list(_positions(*place, wide))
    for away, box in candidates:
        within = box[0] >= 2 and box[2] <= WIDTH - 2 and box[1] >= 2 and box[3] <= window.height - 2
        if within and not any(_overlap(box, other) for other in taken):
            return away, box
    return candidates[0]


def _positions(x: float, y: float, wide: float) -> Iterator[tuple[bool, Box]]:
    """Places for a name, the nearest first, and whether each needs a line that leads to it."""
    for distance in (8, 18, 30, 44, 60):
        for turn in (0, 180, 315, 45, 225, 135, 270, 90, 340, 20, 200, 160):
            dx, dy = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            left = x + distance * dx - (0 if dx > 0.1 else wide if dx < -0.1 else wide / 2)
            top = y + distance * dy - LINE / 2
            yield distance > 8, (left, top, left + wide, top + LINE)


def _around(x: float, y: float, size: float) -> Box:
    return x - size, y - size, x + size, y + size


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


# ---- legend -------------------------------------------------------------------------------------


def _legend(pairs: Sequence[Pair], top: float) -> SafeString:
    """What the signs and the widths mean."""
    most = max(pair[2] for pair in pairs)
    steps = sorted({1, max(1, round(most / 2)), most})
    signs = [(True, False, _("country of origin")), (False, True, _("country of destination"))]
    if {pair[0] for pair in pairs} & {pair[1] for pair in pairs}:
        signs.append((True, True, _("both")))
    first = format_html_join("", "{}", ((item,) for item in _sign_items(signs, top + 14)))
    second = format_html_join("", "{}", ((item,) for item in _width_items(steps, most, top + 44)))
    return first + second


def _sign_items(signs: Sequence[tuple[bool, bool, str]], y: float) -> Iterator[SafeString]:
    x = 10.0
    for origin, destination, text in signs:
        yield _shape(x, y, origin, destination, 5) + _text(x + 12, y + 4, text)
        x += 40 + len(text) * LETTER


def _width_items(steps: Sequence[int], most: int, y: float) -> Iterator[SafeString]:
    x = 4.0
    for n in steps:
        text = ngettext("%(n)s scheme", "%(n)s schemes", n) % {"n": n}
        line = format_html(
            '<path d="M{} {}h30" stroke="{}" stroke-width="{}" stroke-opacity="0.62"/>', x, y, MARK, width(n, most)
        )
        yield line + _text(x + 38, y + 4, text)
        x += 64 + len(text) * LETTER


def _text(x: float, y: float, text: str) -> SafeString:
    return format_html('<text x="{}" y="{}" fill="{}">{}</text>', round(x, 1), y, charts.INK, text)
