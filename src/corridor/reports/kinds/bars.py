"""A chart with the table that says the same and the source of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor.reports.charts import Step, draw
from corridor.reports.document import Block, Cell, Column, Figure, Line, Table, cell, row
from corridor.reports.kinds.speech import KindSpeech


@dataclass(frozen=True)
class Bar:
    """A bar: its label, its length (None: not known, drawn without length), how the value reads.

    `short`: how it reads beside the bar, where there is room for a few letters only.
    """

    label: str
    value: float | None
    said: str
    short: str = ""


def charted(
    speech: KindSpeech, id: str, title: str, bars: Sequence[Bar], heads: tuple[str, str], source: Sequence[Line]
) -> tuple[Block, ...]:
    """The chart and its table; nothing where there is no bar, the table alone where no bar has a length.

    Args:
        id: of the table; that of the chart is made of it.
        heads: the heads of the table's columns: what is counted, and how many.
        source: what stands below the chart.
    """
    if not bars:
        return ()
    rows = tuple(row(one.label, cell(one.said)) for one in bars)
    table = Table(id, title, (Column(heads[0]), Column(heads[1], True)), rows)
    top = max((one.value for one in bars if one.value is not None), default=0.0)
    if not top:
        return (table,)
    steps = [Step(one.label, 0, one.value or 0.0, one.short or one.said, "bar") for one in bars]
    described = "; ".join(speech.say("figure.pair", label=one.label, value=one.said) for one in bars)
    figure = Figure(f"{id}:chart", title, f"{title}. {described}.", draw(steps, float(top)), tuple(source))
    return figure, table


def lines(*parts: tuple[Line, ...]) -> Cell:
    """A cell of several lines, the empty ones left out."""
    return Cell(tuple(part for part in parts if part))
