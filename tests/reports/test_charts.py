"""Bars are as long as their numbers say, and labels stay inside the drawing."""

from __future__ import annotations

from itertools import pairwise

import pytest

from corridor.reports.charts import NARROW, WIDE, Step, draw

STEPS = [
    Step("All", 0, 100, "100", "whole"),
    Step("A label that is far too long for one line of a chart", 100, 40, "60", "filled"),
    Step("Open", 0, 40, "40", "open"),
    Step("Reason", 40, 15, "25", "reason"),
    Step("None", 15, 15, "0", "reason"),
    Step("Rest", 15, 0, "15", "reason"),
]


def test_bars_are_as_long_as_their_numbers() -> None:
    for drawing, layout in zip(draw(STEPS, 100, joined=True), (WIDE, NARROW), strict=True):
        room = layout.width - layout.left - layout.right
        assert [m.width for m in drawing.marks] == pytest.approx(
            [room * p / 100 for p in (100, 60, 40, 25, 0, 15)], abs=0.1
        )
        assert all(layout.left <= m.x and m.x + m.width <= layout.width - layout.right + 0.1 for m in drawing.marks)


def test_a_waterfall_goes_on_where_the_bar_before_ended() -> None:
    wide, narrow = draw(STEPS, 100, joined=True)
    assert [j[0] for j in wide.joints] == pytest.approx(
        [WIDE.left + 420 * level / 100 for level in (100, 40, 40, 15, 15)]
    )
    assert all(top < bottom for _, top, bottom in wide.joints)
    assert narrow.joints == ()


def test_nothing_overlaps_and_all_stays_inside() -> None:
    for drawing in draw(STEPS, 100, joined=True):
        assert all(a.y + a.height < b.y for a, b in pairwise(drawing.marks))
        assert all(0 <= t.y <= drawing.height for t in drawing.letters)
        labels = [t.y for t in drawing.letters if t.anchor != "end" or t.x != drawing.width]
        assert all(a < b for a, b in pairwise(labels))
        assert max(m.y + m.height for m in drawing.marks) <= drawing.height


def test_bars_on_a_track_show_the_whole_scale() -> None:
    for drawing in draw([Step("Route", 0, 12, "12", "bar")], 60):
        track, bar = drawing.marks
        assert bar.width == pytest.approx(track.width / 5, abs=0.1)
        assert (track.y, track.tone) == (bar.y, "track")


def test_a_scale_of_nothing_draws_nothing() -> None:
    assert [m.width for d in draw([Step("All", 0, 0, "0", "whole")], 0, joined=True) for m in d.marks] == [0, 0]
