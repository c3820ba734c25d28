"""Shortage lists in force and flows of people, as the laboratory holds them."""

from __future__ import annotations

from datetime import date

from corridor.reports import numbers
from corridor.reports.document import Block, Column, Line, Row, Section, Table, cell, prose
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.grounds import Grounds

FLOWS = ("immigration", "emigration", "first_permits", "unemployment_rate_by_region")
COUNTRY = "belgium"


def lists_chapter(region: str, day: date, grounds: Grounds) -> Section:
    """The lists of a region and of the country, with the number of titles of the edition of the day."""
    from corridor.labour_market.shortage_lists import all_lists

    speech = grounds.speech
    found = [one for one in all_lists() if one.region in (region, COUNTRY)]
    rows: list[Row] = []
    bars: list[Bar] = []
    for one in found:
        made, bar = _list(one, day, grounds)
        rows.append(made)
        bars.append(bar)
    columns = (
        Column(speech.say("lists.list"), broad=True),
        Column(speech.say("lists.since")),
        Column(speech.say("lists.titles"), True),
        Column(speech.say("lists.source")),
    )
    blocks: list[Block] = [prose(speech.say("lists.intro" if rows else "lists.none"))]
    if rows:
        heads = (speech.say("lists.list"), speech.say("lists.titles"))
        charts = charted(
            speech, "lists-count", speech.say("lists.chart"), bars, heads, (Line(speech.say("lists.from")),)
        )
        blocks += charts[:1] if len(charts) > 1 else ()
        blocks.append(Table("lists-table", speech.say("lists.caption", day=speech.day(day)), columns, tuple(rows)))
    return Section("lists", speech.say("lists.title", day=speech.day(day)), speech.say("lists.short"), tuple(blocks))


def _list(found: object, day: date, grounds: Grounds) -> tuple[Row, Bar]:
    from corridor.labour_market.shortage_lists import edition_on

    speech = grounds.speech
    label = speech.line(found.label)  # type: ignore[attr-defined]
    edition = edition_on(found.id, day)  # type: ignore[attr-defined]
    if edition is None or edition.holding == "gap":
        grounds.doubt(label, speech.say("lists.no_edition"))
        unknown = cell(speech.say("not_known"))
        return Row((lines((label,)), unknown, unknown, cell(""))), Bar(label.text, None, speech.say("not_known"))
    count = edition.count
    if count is None and edition.holding == "complete":
        count = len(edition.titles)
    if edition.holding != "complete":
        grounds.doubt(label, speech.say("lists.partial"))
    source = edition.count_source or edition.source
    cited = (grounds.cite(source.title, source.url, source.read),) if source else ()
    row = Row((lines((label,)), cell(speech.day(edition.start)), cell(speech.count(count)), lines(cited)))
    return row, Bar(label.text, count, speech.count(count))


def flows_chapter(region: str, grounds: Grounds) -> Section:
    """The newest total of each flow that is stored on this machine; the others are not known."""
    speech = grounds.speech
    columns = (
        Column(speech.say("flows.what"), broad=True),
        Column(speech.say("flows.area")),
        Column(speech.say("flows.year")),
        Column(speech.say("flows.value"), True),
        Column(speech.say("flows.source")),
    )
    rows = tuple(_flow(id, region, grounds) for id in FLOWS)
    table = Table("flows-table", speech.say("flows.caption"), columns, rows)
    blocks: tuple[Block, ...] = (prose(speech.say("flows.intro")), table)
    return Section("flows", speech.say("flows.title"), speech.say("flows.title"), blocks)


def _flow(id: str, region: str, grounds: Grounds) -> Row:
    import polars as pl

    from corridor.labour_market.errors import LabourMarketError
    from corridor.labour_market.flow_tables import tables
    from corridor.labour_market.flows import flow

    speech, table = grounds.speech, tables()[id]
    label = table.label(speech.lang)
    area = "BE" if table.national or region == COUNTRY else region
    place = speech.place(COUNTRY if area == "BE" else region)
    unknown = cell(speech.say("not_known"))
    nothing = Row((cell(label), cell(place), unknown, unknown, cell("")))
    try:
        found = flow(id, areas=(area,), groups=("TOTAL",))
    except LabourMarketError as error:
        grounds.doubt(label, error.told(speech.lang)[0])
        return nothing
    known = found.frame.filter(pl.col("value").is_not_null())
    if known.is_empty():
        grounds.doubt(label, speech.say("flows.no_value"))
        return nothing
    last = known.sort("period").rows(named=True)[-1]
    made = found.provenance
    cited = grounds.cite(label, made.address, made.retrieved.date(), made.attribution.get(speech.lang, made.office))
    value = speech.decimal(last["value"])
    if table.share:
        value = numbers.PERCENT[speech.lang].format(value)
    return Row((cell(label), cell(place), cell(str(last["period"])), cell(value), lines((cited,))))
