"""Colours can be told apart: the contrasts of WCAG 2.2 AA (1.4.3 text, 1.4.11 graphics)."""

from __future__ import annotations

import re

import pytest

from corridor.reports.page import ROOM

STYLE = (ROOM / "style.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", STYLE))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["white", "wash"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent"])
def test_text_stands_out(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("bar", ["ink", "grey", "accent"])
def test_bars_stand_out(bar: str) -> None:
    assert contrast(bar, "white") >= 3


def test_the_pale_bars_have_an_edge_that_stands_out() -> None:
    assert re.search(r"\.tone-reason \{ fill: var\(--pale\); stroke: var\(--accent\);", STYLE)


def test_every_colour_is_used() -> None:
    assert [c for c in COLOURS if f"var(--{c})" not in STYLE] == []


def test_focus_is_seen() -> None:
    assert re.search(r":focus-visible \{ outline: 3px solid", STYLE)


def test_every_class_in_the_style_is_in_a_template() -> None:
    templates = "".join(p.read_text("utf-8") for p in (ROOM / "templates").glob("*.jinja"))
    classes = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\"[^\"]*\"", "", STYLE)))
    dynamic = {"wide", "narrow", *(f"tone-{t}" for t in ("whole", "filled", "open", "reason", "bar", "track"))}
    assert {c for c in classes - dynamic if not re.search(rf"\b{c}\b", templates)} == set()
