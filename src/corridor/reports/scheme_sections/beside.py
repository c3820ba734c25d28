"""The forecast beside what was observed, and what the log changed in the assumptions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from corridor.reports.charts import Drawing, Mark, Step, draw
from corridor.reports.document import Block, Column, Figure, Part, Section, Table, prose, row
from corridor.reports.learning import Believed, Learned
from corridor.reports.scheme_speech import SchemeSpeech

if TYPE_CHECKING:
    from corridor.reports.scheme_report import SchemeReport

EVERY = 6
"""Months between two rows."""
TICK = 4


def forecast(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """People placed as forecast and as observed, every half year; and the assumptions before and after."""
    blocks: list[Block] = [prose(speech.say("scheme.forecast_intro"))]
    if report.forecast is None or report.again is None:
        blocks.append(prose(speech.say("scheme.no_forecast")))
    else:
        for kind in report.forecast["outcome"].unique(maintain_order=True):
            of = (pl.col("outcome") == kind) & (pl.col("month") % EVERY == 0) & (pl.col("month") > 0)
            blocks.append(_outcome(kind, report.forecast.filter(of), report.again.filter(of), speech))
    if report.learned:
        blocks.append(_learned(report.learned, speech))
    return Section("forecast", speech.say("scheme.forecast"), speech.say("scheme.forecast_short"), tuple(blocks))


def _outcome(kind: str, frame: pl.DataFrame, again: pl.DataFrame, speech: SchemeSpeech) -> Part:
    first, later = frame.to_dicts(), again.to_dicts()
    columns = (
        Column(speech.say("scheme.by_day")),
        Column(speech.say("scheme.observed"), True),
        Column(speech.say("scheme.band"), True),
        Column(speech.say("scheme.band_again"), True),
        Column(speech.say("scheme.inside")),
    )
    rows = tuple(
        row(
            speech.day(one["date"]),
            _observed(one, speech),
            _band(one, speech),
            _band(two, speech),
            _inside(one, speech),
        )
        for one, two in zip(first, later, strict=True)
    )
    title = speech.say(f"scheme.{kind}")
    steps = [Step(speech.day(one["date"]), one["p5"], one["p95"], _label(one, speech), "bar") for one in first]
    top = max([one["p95"] for one in first] + [one["observed"] or 0 for one in first] + [1])
    drawings = tuple(_with_observed(drawing, first, top) for drawing in draw(steps, top))
    figure = Figure(f"{kind}-figure", title, speech.say("scheme.figure_description"), drawings)
    table = Table(f"{kind}-table", speech.say("scheme.forecast_caption", what=title), columns, rows)
    return Part(kind, title, (figure, table))


def _with_observed(drawing: Drawing, rows: list[dict[str, Any]], top: float) -> Drawing:
    """A mark on each bar where the observed number lies; bars follow their tracks."""
    tracks, bars = drawing.marks[0::2], drawing.marks[1::2]
    marks = list(drawing.marks)
    for track, bar, one in zip(tracks, bars, rows, strict=True):
        if one["observed"] is not None:
            x = track.x + track.width * one["observed"] / top - TICK / 2
            marks.append(Mark(round(x, 1), bar.y - 4, TICK, bar.height + 8, "open"))
    return replace(drawing, marks=tuple(marks))


def _observed(one: dict[str, Any], speech: SchemeSpeech) -> str:
    return speech.say("scheme.hidden_sign") if one["suppressed"] else speech.count(one["observed"])


def _label(one: dict[str, Any], speech: SchemeSpeech) -> str:
    return "⊘" if one["suppressed"] else "?" if one["observed"] is None else speech.count(one["observed"])


def _band(one: dict[str, Any], speech: SchemeSpeech) -> str:
    return speech.say("scheme.range", low=speech.count(one["p5"]), high=speech.count(one["p95"]))


def _inside(one: dict[str, Any], speech: SchemeSpeech) -> str:
    return speech.say("not_known" if one["inside"] is None else "scheme.yes" if one["inside"] else "scheme.no")


def _learned(learned: tuple[Learned, ...], speech: SchemeSpeech) -> Part:
    columns = (
        Column(speech.say("scheme.assumption"), broad=True),
        Column(speech.say("scheme.before"), True),
        Column(speech.say("scheme.own_n"), True),
        Column(speech.say("scheme.after"), True),
    )
    rows = tuple(
        row(
            _name(one, speech),
            _believed(one, one.before, speech),
            speech.say("scheme.hidden_sign") if one.hidden else speech.count(one.n),
            speech.say("scheme.hidden_sign") if one.after is None else _believed(one, one.after, speech),
        )
        for one in learned
    )
    table = Table("learned", speech.say("scheme.learned_caption"), columns, rows)
    return Part("learned-part", speech.say("scheme.learned"), (prose(speech.say("scheme.learned_intro")), table))


def _name(one: Learned, speech: SchemeSpeech) -> str:
    said = speech.say(f"scheme.learned.{one.what}")
    return said if one.stage is None else speech.say("scheme.named", label=one.stage.told(speech.lang), part=said)


def _believed(one: Learned, found: Believed, speech: SchemeSpeech) -> str:
    if one.what == "months":
        middle, low, high = (speech.decimal(value, 1) for value in (found.mean, found.low, found.high))
    else:
        middle, low, high = (speech.percent(value) for value in (found.mean, found.low, found.high))
    return speech.say("scheme.believed", value=middle, low=low, high=high)
