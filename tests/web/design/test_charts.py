"""Charts: drawings that the content policy allows, told apart without colour, drawn once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from django.utils.translation import override

from corridor.web.design import charts

ROWS: list[dict[str, Any]] = [
    {"from": date(2019, 1, 1), "eur": 1000, "region": "Flanders"},
    {"from": date(2024, 1, 1), "eur": 2345.5, "region": "Flanders"},
    {"from": date(2020, 1, 1), "eur": 1500, "region": "Brussels"},
    {"from": date(2022, 1, 1), "eur": None, "region": "Brussels"},
]
POSTS = [{"reason": "nobody", "posts": 1234}, {"reason": "<b>&", "posts": None}]


def texts(drawing: str) -> list[str]:
    return [tag.text or "" for tag in Tree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(
    "drawing",
    [
        lambda: charts.steps(ROWS, "from", "eur", series="region", title="Pay", until=date(2026, 11, 21)),
        lambda: charts.lines(ROWS, "from", "eur", title="Pay"),
        lambda: charts.bars(POSTS, "reason", "posts", title="Pay"),
        lambda: charts.bars([{**row, "who": "all"} for row in POSTS], "reason", "posts", series="who", title="Pay"),
        lambda: charts.steps([], "from", "eur", title="Pay"),
    ],
)
def test_a_drawing_holds_nothing_that_the_policy_forbids(drawing: Any) -> None:
    root = Tree.fromstring(drawing())
    assert (root.get("role"), root.get("aria-label")) == ("img", "Pay")
    for tag in root.iter():
        assert tag.tag.rpartition("}")[2] not in {"style", "script", "a", "image", "foreignObject"}
        assert not [name for name in tag.attrib if name == "style" or name.startswith("on") or "href" in name]


def test_the_first_day_has_its_tick() -> None:
    assert "2019" in texts(charts.steps(ROWS, "from", "eur"))


def test_a_value_ends_where_it_is_no_longer_known() -> None:
    drawing = charts.steps(ROWS[2:], "from", "eur", title="Pay")
    assert re.search(r'<path d="M0,[\d.]+L\d', drawing)


def test_what_was_a_style_is_still_drawn() -> None:
    styled = '<svg xmlns="http://www.w3.org/2000/svg"><text style="fill: red; white-space: pre">a</text></svg>'
    drawn = charts._plain(styled, "Title")
    assert 'fill="red"' in drawn
    assert "style" not in drawn


def test_numbers_are_written_as_the_language_does() -> None:
    for lang, shown in (("en", "1,234"), ("fr", "1\u202f234"), ("nl", "1.234")):
        with override(lang):
            assert shown in texts(charts.bars(POSTS, "reason", "posts"))


def test_what_is_not_known_has_no_bar_and_a_question_mark() -> None:
    drawing = charts.bars(POSTS, "reason", "posts")
    assert "?" in texts(drawing)
    assert "<b>&" in texts(drawing)
    assert drawing.count(f'fill="{charts.COLOURS[0]}"') == 1


def test_series_differ_by_more_than_colour() -> None:
    drawing = charts.steps(ROWS, "from", "eur", series="region")
    assert {"Flanders", "Brussels"} <= set(texts(drawing))
    dashes = set(re.findall(r'stroke-dasharray="([^"]+)"', drawing))
    assert len(dashes) >= 2


def test_the_same_chart_is_drawn_once_and_another_language_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = charts._draw

    def counted(spec: dict[str, Any], lang: str) -> str:
        drawn.append(lang)
        return draw(spec, lang)

    monkeypatch.setattr(charts, "_draw", counted)
    for lang in ("en", "en", "fr"):
        with override(lang):
            charts.bars(POSTS, "reason", "posts")
    assert drawn == ["en", "fr"]
