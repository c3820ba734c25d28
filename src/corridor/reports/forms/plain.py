"""A report as plain values, for templates that read data: every text as it stands, nothing of it markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corridor.reports.document import (
    Block,
    Cell,
    Details,
    Figure,
    Foreign,
    Items,
    Line,
    Part,
    Prose,
    Table,
    Trace,
    pieces,
)
from corridor.reports.forms.columns import share
from corridor.reports.forms.drawing import broad, svg
from corridor.reports.forms.targets import targets
from corridor.reports.report import TAGS, Report

Data = dict[str, Any]
SAFE = ("https://", "http://")
UNSAYABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\u20e2\u20e4-\ud7ff"
    "\uf900-\ufdcf\ufdf0-\ufe0e\ufe10-\ufefe\uff00-\ufffd\U00010000-\U000effff]"
)
"""Signs that XML or a PDF cannot hold: of control, of direction, of no meaning, of private use, around others."""


def plain(report: Report, family: str) -> Data:
    """The whole report; charts as SVG with letters of that family of type."""
    speech, opening = report.speech, report.opening
    foreign: Foreign = getattr(opening, "foreign", ())
    writer = _Writer(targets(report.sections), speech.say("trace.from"), speech.say("page.not_printed"), family)
    found = {
        "lang": report.lang,
        "region": TAGS[report.lang].partition("-")[2],
        "kind": report.kind,
        "title": opening.title,
        "title_said": _said_of(pieces(opening.title, foreign)),
        "verdict": opening.verdict,
        "label": opening.synthetic,
        "read": (read := " ".join(part for part in (opening.held_by, opening.read) if part)),
        "read_said": _said_of(pieces(read, foreign)),
        "heading": opening.heading,
        "matters": [_matter(one) for one in opening.matters],
        "day": None if report.day is None else [report.day.year, report.day.month, report.day.day],
        "contents": speech.say("document.contents"),
        "page": speech.say("document.page"),
        "why": speech.say("document.label", label=speech.say("opening.why")),
        "help": speech.say("document.label", label=speech.say("opening.help")),
        "brand": speech.say("page.brand"),
        "foot": speech.say("page.foot"),
        "sections": [{"id": s.id, "title": s.title, "blocks": writer.blocks(s.blocks)} for s in report.sections],
    }
    return {name: _cleaned(value) for name, value in found.items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return sayable(value)
    if isinstance(value, dict):
        return {name: _cleaned(inside) for name, inside in value.items()}
    return [_cleaned(inside) for inside in value] if isinstance(value, list) else value


def sayable(text: str) -> str:
    """Text without signs that no document can hold."""
    return UNSAYABLE.sub("", text.replace("\r\n", "\n"))


def _matter(matter: Any) -> Data:
    return {
        "name": matter.name,
        "figures": f"{matter.open} {matter.of_posts}",
        "why": f"{matter.why} {matter.why_posts}".strip(),
        "help": " ".join(part for part in (matter.help, matter.opens, matter.opens_what) if part),
    }


def followed(line: Line, known: frozenset[str]) -> str:
    """Where a run of text leads: an address of the web, `#id` of the report, or nowhere."""
    if line.href.startswith("#"):
        return line.href if line.href[1:] in known else ""
    return line.href if line.href.startswith(SAFE) else ""


@dataclass(frozen=True)
class _Writer:
    known: frozenset[str]
    counted_from: str
    not_printed: str
    family: str

    def blocks(self, blocks: Iterable[Block]) -> list[Data]:
        return [made for block in blocks for made in self._block(block)]

    def _block(self, block: Block) -> list[Data]:
        if isinstance(block, Table):
            return [self._table(block)]
        if isinstance(block, Figure):
            drawing = svg(broad(block), self.family)
            made = {"kind": "figure", "title": block.title, "alt": block.description, "svg": drawing}
            return [made | {"source": self._runs(block.source)}]
        if isinstance(block, Prose):
            return [{"kind": "prose", "runs": self._runs(block.lines), "quiet": block.quiet}]
        if isinstance(block, Items):
            items = [self._runs(item) for item in block.items]
            return [{"kind": "items", "items": items, "ordered": block.ordered, "ids": list(block.ids)}]
        if isinstance(block, Trace):
            return [{"kind": "prose", "runs": self._runs(trace_lines(block, self.counted_from)), "quiet": True}]
        if isinstance(block, Part):
            inside = {"said": _said_of(block.pieces), "blocks": self.blocks(block.blocks)}
            return [{"kind": "part", "id": block.id, "title": block.title, **inside}]
        return self._details(block)

    def _details(self, block: Details) -> list[Data]:
        inside = self.blocks(block.blocks) if block.on_paper else [_said(self.not_printed)]
        return inside if names_itself(block) else [{"kind": "strong", "text": block.summary}, *inside]

    def _table(self, table: Table) -> Data:
        return {
            "kind": "table",
            "id": table.id,
            "caption": table.caption,
            "said": _said_of(table.pieces),
            "columns": [
                {"label": c.label, "number": c.number, "broad": c.broad, "width": share(c, first=n == 0)}
                for n, c in enumerate(table.columns)
            ],
            "rows": [{"strong": r.strong, "cells": [self._cell(c) for c in r.cells]} for r in table.rows],
        }

    def _cell(self, cell: Cell) -> Data:
        return {"lines": [self._runs(runs) for runs in cell.lines], "share": cell.share}

    def _runs(self, lines: Iterable[Line]) -> list[Data]:
        return [self._run(line) for line in lines]

    def _run(self, line: Line) -> Data:
        made: Data = {"text": line.text}
        if href := followed(line, self.known):
            made["href"] = href
        for name in ("quiet", "code", "strong"):
            if getattr(line, name):
                made[name] = True
        if line.lang:
            made["lang"] = line.lang
        if line.foreign:
            made["said"] = _said_of(line.pieces)
        return made


def _said_of(found: Foreign) -> list[Data]:
    """A text by language; a piece in the language of the report names none."""
    return [{"text": text, "lang": lang} if lang else {"text": text} for text, lang in found]


def _said(text: str) -> Data:
    return {"kind": "prose", "runs": [{"text": text}], "quiet": True}


def names_itself(block: Details) -> bool:
    """Whether what is inside has the same name, so that it need not be said twice."""
    first = block.blocks[0] if block.blocks and block.on_paper else None
    return isinstance(first, Table) and first.caption == block.summary


def trace_lines(block: Trace, counted_from: str) -> tuple[Line, ...]:
    """The formulas of a trace as runs of text."""
    lines = [Line(counted_from)]
    for number, (formula, file) in enumerate(block.formulas, 1):
        end = ";" if number < len(block.formulas) else ""
        lines += [Line(formula, code=True), Line(f"({file}){end}", code=True)]
    return tuple(lines)
