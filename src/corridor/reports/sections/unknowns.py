"""What is not known, and how many posts it would settle."""

from __future__ import annotations

from corridor.plan.result import Plan, Unknown
from corridor.reports.document import Block, Column, Section, Table, Trace, prose, row
from corridor.reports.speech import Speech


def unknowns(plan: Plan, speech: Speech) -> Section:
    """Facts and conditions that were not stated, those that would settle most posts first."""
    blocks: list[Block] = [prose(speech.say("unknown.intro" if plan.unknown else "unknown.none"))]
    if plan.unknown:
        columns = (
            Column(speech.say("unknown.what")),
            Column(speech.say("unknown.kind")),
            Column(speech.say("unknown.posts"), True),
        )
        found = sorted(plan.unknown, key=lambda u: -u.posts)
        rows = tuple(row(_label(u, speech), speech.say(f"unknown.{u.kind}"), speech.count(u.posts)) for u in found)
        blocks.append(Table("unknown-table", speech.say("unknown.caption"), columns, rows))
    blocks.append(Trace((("sum(undecided) where unknown_<condition> > 0", "vacancies.parquet"),)))
    return Section("unknown", speech.say("unknown.title"), speech.say("unknown.short"), tuple(blocks))


def _label(unknown: Unknown, speech: Speech) -> str:
    """With a capital: labels of conditions are made for the middle of a sentence."""
    label = speech.text(unknown.label)
    return label[:1].upper() + label[1:]
