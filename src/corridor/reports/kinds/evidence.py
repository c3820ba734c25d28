"""Evidence as a report shows it: the value as it was seen, on which day, with what confidence, from which source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corridor.consultation.chain.items import EvidenceItem
from corridor.consultation.dossier import Dossier
from corridor.reports.document import Block, Cell, Column, Foreign, Line, Row, Section, Table, cell, prose
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.grounds import Grounds
from corridor.reports.kinds.speech import KindSpeech


def evidence_table(
    id: str, caption: str, items: Sequence[EvidenceItem], grounds: Grounds, foreign: Foreign = ()
) -> tuple[Block, ...]:
    """The items side by side; nothing where there are none. `foreign`: what of the caption is in another language."""
    if not items:
        return ()
    speech = grounds.speech
    sure = any(one.confidence for one in items)
    columns = (
        Column(speech.say("evidence.about"), broad=True),
        Column(speech.say("evidence.value"), broad=True),
        Column(speech.say("evidence.seen")),
        *((Column(speech.say("evidence.confidence")),) if sure else ()),
    )
    return (Table(id, caption, columns, tuple(_row(one, grounds, sure) for one in items), foreign),)


def _row(item: EvidenceItem, grounds: Grounds, sure: bool) -> Row:
    speech, seen = grounds.speech, item.seen
    note = (speech.line(item.note, quiet=True),) if item.note else ()
    level = speech.say(f"confidence.{item.confidence}") if item.confidence else speech.say("not_known")
    cells = (
        lines((speech.line(item.about),), note),
        Cell(((value_line(item, speech), *grounds.note(seen.source if seen else None)),)),
        cell(speech.day(seen.date if seen else None)),
    )
    return Row((*cells, cell(level)) if sure else cells)


def value_line(item: EvidenceItem, speech: KindSpeech) -> Line:
    """The value as it reads; that it is not known where it was never seen."""
    if item.seen is None:
        return Line(speech.say("not_known"))
    if item.seen.text:
        return speech.line(item.seen.text)
    return Line(str(item.seen.value)) if item.seen.value is not None else Line(speech.say("not_known"))


def evidence_chapter(dossier: Dossier, grounds: Grounds) -> Section:
    """All evidence of a dossier, by the family of its source."""
    speech = grounds.speech
    blocks: list[Block] = [prose(speech.say("evidence.intro" if dossier.evidence else "evidence.none"))]
    families = [one.family for one in dossier.evidence]
    bars = [
        Bar(speech.say(f"family.{name}"), families.count(name), speech.count(families.count(name)))
        for name in dict.fromkeys(families)
    ]
    heads = (speech.say("evidence.family"), speech.say("evidence.items"))
    blocks += charted(speech, "evidence-families", speech.say("evidence.chart"), bars, heads, from_dossier(speech))
    blocks += evidence_table("evidence-table", speech.say("evidence.caption"), dossier.evidence, grounds)
    return Section("evidence", speech.say("evidence.title"), speech.say("evidence.title"), tuple(blocks))


def from_dossier(speech: KindSpeech) -> tuple[Line, ...]:
    """The source of what is counted in the dossier itself."""
    return (Line(speech.say("figure.dossier")),)


def chosen(dossier: Dossier, keys: Iterable[str]) -> list[EvidenceItem]:
    """The items of some keys, in the order of the dossier."""
    wanted = set(keys)
    return [one for one in dossier.evidence if one.key in wanted]
