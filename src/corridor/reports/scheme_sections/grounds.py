"""What is not known, how the figures were made, and what is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.partnerships.indicators import to_json
from corridor.partnerships.priors import priors
from corridor.reports.document import Block, Cell, Column, Details, Items, Line, Section, Table, prose, row
from corridor.reports.scheme_sections.figures import is_known, part
from corridor.reports.scheme_speech import SchemeSpeech

if TYPE_CHECKING:
    from corridor.reports.scheme_report import SchemeReport

STEPS = 7


def unknowns(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """Figures that the log does not give, with the reason; and what the design does not state."""
    told = to_json(report.whole)
    rows = []
    for one in told["rows"]:
        if is_known(one, report) or one["indicator"].endswith("_reasons"):
            continue
        reason = one["reason"] or "not_logged"
        label = speech.text(told["indicators"][one["indicator"]]["label"])
        rows.append(row(label, part(told, one, speech), speech.text(told["reasons"][reason])))
    columns = (
        Column(speech.say("scheme.what")),
        Column(speech.say("scheme.of_what"), broad=True),
        Column(speech.say("scheme.why"), broad=True),
    )
    blocks: list[Block] = [prose(speech.say("scheme.unknown_intro"))]
    if rows:
        caption = speech.say("scheme.unknown_caption")
        blocks.append(Details(caption, (Table("unknown-table", caption, columns, tuple(dict.fromkeys(rows))),)))
    known = priors()
    assumed = [one for one in (report.result.assumptions if report.result else ()) if one.default]
    if assumed:
        labels = [known[one.prior].label.told(speech.lang) for one in assumed if one.prior is not None]
        names = dict.fromkeys(labels)
        blocks.append(prose(speech.say("scheme.assumed_intro")))
        blocks.append(Items(tuple((Line(name),) for name in names)))
    return Section("unknown", speech.say("scheme.unknown"), speech.say("scheme.unknown_short"), tuple(blocks))


def method(report: SchemeReport, speech: SchemeSpeech) -> Section:
    """How to read the figures, what is held back, and from what they were made."""
    steps = tuple((Line(speech.say(f"scheme.method.{number}")),) for number in range(1, STEPS + 1))
    made = (
        (speech.say("scheme.as_of"), Line(speech.day(report.as_of))),
        (speech.say("scheme.made_on"), Line(speech.day(report.made_on))),
        (speech.say("scheme.log_version"), Line(str(report.version))),
        (speech.say("scheme.log_hash"), Line(report.sha256, code=True)),
    )
    columns = (Column(speech.say("scheme.what")), Column(speech.say("scheme.agreed_value"), broad=True))
    rows = tuple(row(name, Cell(((line,),))) for name, line in made)
    blocks: tuple[Block, ...] = (Items(steps), Table("made-of", speech.say("scheme.made_of"), columns, rows))
    return Section("method", speech.say("scheme.method"), speech.say("scheme.method_short"), blocks)
