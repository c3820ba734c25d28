"""What is not sure in a dossier: found by its checks, and stated by its items."""

from __future__ import annotations

from datetime import date

from corridor.consultation.chain.checks import check
from corridor.consultation.chain.links import items
from corridor.consultation.dossier import CommentRecord, Dossier
from corridor.reports.document import Line
from corridor.reports.kinds.grounds import Grounds

NO_DAY = date(2000, 1, 1)
MOST_LETTERS = 120
"""Of the words of a comment that name it."""


def doubts(
    dossier: Dossier, whole: Dossier, grounds: Grounds, *, sources: bool = True, practices: bool = False
) -> None:
    """Tell what the checks of a dossier find, and evidence and practices that are themselves not sure.

    Args:
        dossier: as it is reported; `whole`: before it was narrowed to a region, as the checks need all of it.
        grounds: where the doubts are told.
        sources: read every reference again, and tell what has changed since.
        practices: tell also which practices are not sure, or have no result.
    """
    speech = grounds.speech
    shown: dict[tuple[str, str], object] = {(one.kind, one.key): one.item for one in items(dossier)}
    evidence = {one.key: one.about for one in whole.evidence}
    for found in check(whole, today=dossier.written or NO_DAY, sources=sources):
        if (found.kind, found.key) not in shown:
            continue
        more = [evidence[key] for key in found.because] or ([found.detail] if found.detail else [])
        why = speech.named(found.label)
        if more:
            why = f"{why} ({'; '.join(map(speech.named, more))})"
        name = _name(shown[found.kind, found.key], grounds)
        grounds.doubt(name, Line(why, foreign=speech.foreign(*more)))
    for one in dossier.evidence:
        if one.confidence in ("low", "medium"):
            grounds.doubt(
                speech.line(one.about), speech.say("doubts.confidence", level=_level(one.confidence, grounds))
            )
    for practice in dossier.practices if practices else ():
        if practice.confidence in ("low", "medium"):
            level = _level(practice.confidence, grounds)
            grounds.doubt(speech.line(practice.title), speech.say("doubts.confidence", level=level))
        if practice.result is None:
            grounds.doubt(speech.line(practice.title), speech.say("doubts.no_result"))


def _level(confidence: str, grounds: Grounds) -> str:
    return grounds.speech.say(f"confidence.{confidence}")


def _name(item: object, grounds: Grounds) -> Line:
    """What an item is called; a comment by its words, where they may be shown."""
    speech = grounds.speech
    if isinstance(item, CommentRecord):
        words = item.text[:MOST_LETTERS]
        return speech.quoted(words, item.language) if words else Line(speech.say("comments.wordless"), quiet=True)
    return speech.line(getattr(item, "about", None) or getattr(item, "title", None) or getattr(item, "body", None))
