"""What a plan rests on: what was read, notes, how to trace a number, provenance and sources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from corridor.plan.result import Plan
from corridor.reports.document import (
    Block,
    Cell,
    Column,
    Details,
    Items,
    Line,
    Part,
    Row,
    Section,
    Table,
    cell,
    prose,
    row,
)
from corridor.reports.references import References, address
from corridor.reports.speech import Speech

KINDS = ("synthetic", "assumed", "presumed", "partial", "uncertain")


def method(plan: Plan, speech: Speech, references: References) -> Section:
    """How the plan was made, what was read and what a reader must know."""
    blocks: list[Block] = [
        Items(tuple((Line(speech.say(f"method.step.{n}")),) for n in range(1, 6)), ordered=True),
        _read(plan, speech),
    ]
    blocks += [_notes(kind, plan, speech, references) for kind in KINDS if any(n.kind == kind for n in plan.notes)]
    return Section("method", speech.say("method.title"), speech.say("method.short"), tuple(blocks))


def _read(plan: Plan, speech: Speech) -> Table:
    inputs = plan.inputs
    columns = (Column(speech.say("read.what")), Column(speech.say("read.count"), True))
    counts = [(f"read.{name}", getattr(inputs, name)) for name in ("talents", "vacancies", "posts")]
    for group in ("coded_by_title", "uncoded"):
        counts += [(f"read.{group}.{kind}", n) for kind, n in getattr(inputs, group).items()]
    rows = [row(speech.say(key), speech.count(n)) for key, n in counts]
    for region, n in inputs.left_out.items():
        rows.append(row(speech.say("read.left_out", region=speech.say(f"region.{region}")), speech.count(n)))
    return Table("read", speech.say("read.caption"), columns, tuple(rows))


def _notes(kind: str, plan: Plan, speech: Speech, references: References) -> Part:
    found = tuple((Line(speech.text(n.text)), *references.cite(n.source)) for n in plan.notes if n.kind == kind)
    blocks = (prose(speech.say(f"notes.{kind}_means"), quiet=True), Items(found))
    return Part(f"notes-{kind}", speech.say(f"notes.{kind}"), blocks)


def provenance(plan: Plan, speech: Speech) -> Section:
    """How to make the plan again and how to trace a number to its rows."""
    made = plan.provenance
    columns = (Column(speech.say("provenance.what")), Column(speech.say("provenance.value")))
    versions = [
        row(speech.say("provenance.version"), _code(made.version)),
        row(speech.say("provenance.law_version"), _code(made.law_version)),
        row(speech.say("provenance.law_hash"), _code(made.law_hash)),
        row(speech.say("provenance.made_at"), speech.day(made.made_at)),
    ]
    versions += [row(speech.say("provenance.input", name=n), _code(value)) for n, value in made.inputs.items()]
    settings = tuple(Row((_code(name), _code(value))) for name, value in _flat(made.parameters))
    blocks: list[Block] = [
        prose(speech.say("trace.intro")),
        _tables(plan, speech),
        Table("versions", speech.say("provenance.caption"), columns, tuple(versions)),
    ]
    if settings:
        caption = speech.say("provenance.settings")
        blocks.append(Details(caption, (Table("settings", caption, columns, settings),)))
    return Section("provenance", speech.say("provenance.title"), speech.say("provenance.short"), tuple(blocks))


def _tables(plan: Plan, speech: Speech) -> Table:
    columns = (
        Column(speech.say("trace.table")),
        Column(speech.say("trace.holds")),
        Column(speech.say("trace.rows"), True),
    )
    rows = tuple(
        Row((_code(f"{name}.parquet"), cell(speech.say(f"trace.{name}")), cell(speech.count(plan.tables[name].height))))
        for name in ("vacancies", "placements", "candidates", "audit")
        if name in plan.tables
    )
    return Table("tables", speech.say("trace.caption"), columns, rows)


def _code(value: str) -> Cell:
    return Cell(((Line(value, code=True),),))


def _flat(values: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """Nested settings as `weights.skills = 0.35`."""
    out: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            out += _flat(value, f"{before}{name}.")
        else:
            out.append((f"{before}{name}", json.dumps(value, ensure_ascii=False, default=str)))
    return out


def sources(references: References) -> Section:
    """Every source that the plan cites, with its address."""
    speech = references.speech
    items = tuple(_source(source, speech) for source in references.sources.values())
    ids = tuple(references.anchor(name) for name in references.sources)
    blocks: tuple[Block, ...] = (
        (Items(items, ordered=True, ids=ids),) if items else (prose(speech.say("sources.none")),)
    )
    return Section("sources", speech.say("sources.title"), speech.say("sources.short"), blocks)


def _source(source: Mapping[str, Any], speech: Speech) -> tuple[Line, ...]:
    lines = [Line(f"{speech.text(source.get('title'))}.", href=address(source))]
    if source.get("publisher"):
        lines.append(Line(f"{speech.text(source['publisher'])}."))
    if not address(source):
        lines.append(Line(speech.say("sources.no_address"), quiet=True))
    if source.get("published"):
        lines.append(Line(speech.say("sources.published", day=speech.day(source["published"])), quiet=True))
    read = source.get("read")
    if read or not source.get("published"):
        told = speech.say("sources.read", day=speech.day(read)) if read else speech.say("sources.not_read")
        lines.append(Line(told, quiet=True))
    return tuple(lines)
