"""Which version of a dossier a report was made of, so that it can be made again."""

from __future__ import annotations

from datetime import date

from corridor.consultation.chain.canonical import sha256
from corridor.consultation.dossier import Dossier, as_mapping
from corridor.reports.document import Cell, cell
from corridor.reports.kinds.grounds import code
from corridor.reports.kinds.speech import KindSpeech


def made_of(dossier: Dossier, speech: KindSpeech) -> tuple[tuple[str, Cell], ...]:
    """Key, version, day and hash."""
    return (
        (speech.say("made.dossier"), Cell(((speech.line(dossier.title),),))),
        (speech.say("made.key"), code(dossier.key)),
        (speech.say("made.version"), code(dossier.version)),
        (speech.say("made.written"), cell(speech.day(dossier.written))),
        (speech.say("made.hash"), code(sha256(as_mapping(dossier)))),
    )


def day_of(dossier: Dossier) -> date | None:
    """The day of a dossier's data: on which it was written, else the last on which evidence was seen."""
    seen = [one.seen.date for one in dossier.evidence if one.seen is not None]
    return dossier.written or max(seen, default=None)


def read_line(dossier: Dossier, speech: KindSpeech) -> str:
    """What was read for a report."""
    return speech.say(
        "cover.read", title=speech.named(dossier.title), version=dossier.version, day=speech.day(day_of(dossier))
    )
