"""What a consultation said: comments by stance and the answers to them, small enough to be read in a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corridor.consultation.dossier import CommentRecord, Dossier, RoundRecord
from corridor.reports.document import Block, Column, Foreign, Line, Part, Row, Section, Table, anchor, cell, prose
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.evidence import from_dossier
from corridor.reports.kinds.grounds import Grounds
from corridor.reports.kinds.speech import KindSpeech

STANCES = ("support", "object", "amend")
OUTCOMES = ("taken_up", "partly", "not_taken_up")


def about(dossier: Dossier, recommendation: str) -> list[CommentRecord]:
    """The comments of all rounds on sections about a recommendation."""
    found: list[CommentRecord] = []
    for draft in dossier.drafts:
        for round_ in draft.rounds:
            keys = {section.key for section in round_.sections if recommendation in section.recommendations}
            found += [one for one in round_.comments if one.section in keys]
    return found


def tallied(comments: Sequence[CommentRecord], speech: KindSpeech) -> str:
    """Comments by stance in one line; that there are none."""
    if not comments:
        return speech.say("comments.nobody")
    counts = {stance: sum(one.stance == stance for one in comments) for stance in STANCES}
    return "; ".join(
        speech.say("figure.pair", label=speech.say(f"stance.{stance}"), value=speech.count(n))
        for stance, n in counts.items()
    )


def comments_table(
    id: str, caption: str, comments: Iterable[CommentRecord], speech: KindSpeech, foreign: Foreign = ()
) -> tuple[Block, ...]:
    """The comments with the answers to them; nothing where there are none."""
    rows = tuple(_comment(one, speech) for one in comments)
    if not rows:
        return ()
    columns = (
        Column(speech.say("comments.by")),
        Column(speech.say("comments.stance")),
        Column(speech.say("comments.text"), broad=True),
        Column(speech.say("comments.answer"), broad=True),
    )
    return (Table(id, caption, columns, rows, foreign),)


def _comment(one: CommentRecord, speech: KindSpeech) -> Row:
    label = Line(f"{speech.say('comments.proposed')} ")
    proposed = (label, speech.quoted(one.proposed, one.language)) if one.proposed else ()
    if one.answer is None:
        answer = cell(speech.say("comments.erased" if one.erased else "comments.unanswered"))
    else:
        outcome = Line(speech.say(f"outcome.{one.answer.outcome}"), strong=True)
        answer = lines((outcome,), (speech.line(one.answer.why),) if one.answer.why else ())
    return Row(
        (
            cell(one.by or speech.say("comments.person")),
            cell(speech.say(f"stance.{one.stance}")),
            lines((_words(one, speech),), proposed),
            answer,
        )
    )


def _words(one: CommentRecord, speech: KindSpeech) -> Line:
    """What was said; that it is not shown where the words were erased or are kept back."""
    return speech.quoted(one.text, one.language) if one.text else Line(speech.say("comments.not_shown"), quiet=True)


def consultation_chapter(dossier: Dossier, grounds: Grounds) -> Section:
    """Each draft with its rounds: comments by stance, answers by outcome, what has no answer."""
    speech = grounds.speech
    parts: list[Block] = []
    for draft in dossier.drafts:
        blocks: list[Block] = []
        for round_ in draft.rounds:
            blocks += _round(anchor("draft", draft.key, str(round_.number)), round_, grounds)
        inside = tuple(blocks) or (prose(speech.say("comments.no_round"), quiet=True),)
        parts.append(Part(anchor("draft", draft.key), speech.named(draft.title), inside, speech.foreign(draft.title)))
    none = prose(speech.say("comments.none"))
    title = speech.say("comments.title")
    return Section("consultation", title, title, tuple(parts) or (none,))


def _round(id: str, round_: RoundRecord, grounds: Grounds) -> list[Block]:
    speech = grounds.speech
    comments, number = round_.comments, speech.count(round_.number)
    days = (round_.opens, round_.closes)
    told = {"opens": speech.day(days[0]), "closes": speech.day(days[1])}
    undated = speech.say("comments.round_undated", n=number)
    blocks: list[Block] = [prose(speech.say("comments.round", n=number, **told) if any(days) else undated)]
    if not comments:
        return [*blocks, prose(speech.say("comments.no_comment"), quiet=True)]
    stances = {stance: sum(one.stance == stance for one in comments) for stance in STANCES}
    given: list[str] = [one.answer.outcome for one in comments if one.answer is not None]
    erased = sum(one.erased and one.answer is None for one in comments)
    bars = [Bar(speech.say(f"stance.{stance}"), n, speech.count(n)) for stance, n in stances.items()]
    heads = (speech.say("comments.stance"), speech.say("comments.number"))
    title = speech.say("comments.chart", n=number)
    blocks += charted(speech, f"{id}:stances", title, bars, heads, from_dossier(speech))
    rows = [Row((cell(speech.say(f"outcome.{o}")), cell(speech.count(given.count(o))))) for o in OUTCOMES]
    rows += [Row((cell(speech.say("comments.erased")), cell(speech.count(erased))))] if erased else []
    waiting = len(comments) - len(given) - erased
    rows.append(Row((cell(speech.say("comments.unanswered")), cell(speech.count(waiting))), True))
    columns = (Column(speech.say("comments.answer")), Column(speech.say("comments.number"), True))
    blocks.append(Table(f"{id}:answers", speech.say("comments.answers", n=number), columns, tuple(rows)))
    blocks += comments_table(f"{id}:comments", speech.say("comments.caption", n=number), comments, speech)
    return blocks
