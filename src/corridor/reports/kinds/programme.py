"""The summary of a programme: its steps, its events, its consultation, what came of it."""

from __future__ import annotations

from corridor.consultation.chain.items import OUTCOMES
from corridor.consultation.dossier import Dossier, EventRecord, StepRecord
from corridor.reports.document import Block, Cell, Column, Line, Part, Prose, Row, Section, Table, anchor, cell, prose
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.comments import consultation_chapter
from corridor.reports.kinds.doubts import doubts
from corridor.reports.kinds.evidence import from_dossier
from corridor.reports.kinds.grounds import Grounds
from corridor.reports.kinds.narrowed import of_region
from corridor.reports.kinds.speech import KindSpeech
from corridor.reports.kinds.versions import day_of, made_of, read_line
from corridor.reports.report import Cover, Report

CHAIN = ("evidence", "findings", "practices", "initiatives", "recommendations", "decisions")


def report(whole: Dossier, region: str | None, lang: str) -> Report:
    """The summary of the programme of a dossier; the chain of one region where it is named.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = KindSpeech(lang)
    grounds = Grounds(speech)
    dossier = of_region(whole, region)
    named = whole.programme.title if whole.programme else whole.title
    comments = sum(len(round_.comments) for draft in dossier.drafts for round_ in draft.rounds)
    cover = Cover(
        title=speech.say("programme.title", name=speech.named(named)),
        verdict=speech.say(
            "programme.verdict",
            findings=speech.counted("programme.findings", len(dossier.findings)),
            recommendations=speech.counted("programme.recommendations", len(dossier.recommendations)),
            comments=speech.counted("recommendations.comments", comments),
            decisions=speech.counted("programme.decisions", len(dossier.decisions)),
        ),
        read=read_line(whole, speech),
        foreign=speech.foreign(named, whole.title),
    )
    chapters = (
        _chain(dossier, region, grounds),
        _steps(dossier, grounds),
        _events(dossier, grounds),
        consultation_chapter(dossier, grounds),
        _recommended(dossier, grounds),
        _decisions(dossier, grounds),
    )
    doubts(dossier, whole, grounds)
    closing = grounds.closing(*made_of(whole, speech))
    return Report("programme", speech, day_of(whole), cover, (*chapters, *closing))


def _chain(dossier: Dossier, region: str | None, grounds: Grounds) -> Section:
    speech = grounds.speech
    counts = {name: len(getattr(dossier, name)) for name in CHAIN}
    bars = [Bar(speech.say(f"chain.{name}"), n, speech.count(n)) for name, n in counts.items()]
    heads = (speech.say("chain.what"), speech.say("chain.number"))
    blocks: list[Block] = [prose(speech.say("chain.intro"))]
    if region is not None:
        blocks.append(prose(speech.say("chain.of_region", region=speech.place(region)), quiet=True))
    if dossier.note:
        blocks.append(Prose((speech.line(dossier.note),), quiet=True))
    blocks += charted(speech, "chain-table", speech.say("chain.chart"), bars, heads, from_dossier(speech))
    return Section("chain", speech.say("chain.title"), speech.say("chain.title"), tuple(blocks))


def _steps(dossier: Dossier, grounds: Grounds) -> Section:
    speech = grounds.speech
    programme = dossier.programme
    steps = programme.steps if programme else ()
    blocks: list[Block] = [prose(speech.say("steps.intro" if steps else "steps.none"))]
    if steps:
        columns = (
            Column(speech.say("steps.step"), broad=True),
            Column(speech.say("steps.starts")),
            Column(speech.say("steps.ends")),
            Column(speech.say("steps.deliverables"), broad=True),
            Column(speech.say("steps.done")),
        )
        rows = tuple(_step(one, grounds) for one in steps)
        blocks.append(Table("steps-table", speech.say("steps.caption"), columns, rows))
    return Section("steps", speech.say("steps.title"), speech.say("steps.title"), tuple(blocks))


def _step(one: StepRecord, grounds: Grounds) -> Row:
    speech = grounds.speech
    owner = (Line(one.owner, quiet=True),) if one.owner else ()
    delivered = Cell(tuple((speech.line(d),) for d in one.deliverables)) if one.deliverables else cell("")
    done = {True: "steps.yes", False: "steps.no", None: "not_known"}[one.done]
    if one.done is None:
        grounds.doubt(speech.line(one.title), speech.say("steps.not_known"))
    days = (cell(speech.day(one.starts)), cell(speech.day(one.ends)))
    return Row((lines((speech.line(one.title),), owner), *days, delivered, cell(speech.say(done))))


def _events(dossier: Dossier, grounds: Grounds) -> Section:
    speech = grounds.speech
    parts: tuple[Block, ...] = tuple(_event(one, grounds) for one in dossier.events)
    blocks = parts or (prose(speech.say("events.none")),)
    return Section("events", speech.say("events.title"), speech.say("events.title"), blocks)


def _event(event: EventRecord, grounds: Grounds) -> Part:
    speech = grounds.speech
    days = _days(event, speech)
    blocks: list[Block] = [prose(days, *([f"{event.place}."] if event.place else []))]
    attended = [(one, f"{speech.day(one.date)}, {speech.say(f'mode.{one.mode}')}") for one in event.attendance]
    bars = [
        Bar(label, one.attended, _people(one.attended, speech), speech.count(one.attended)) for one, label in attended
    ]
    heads = (speech.say("events.day"), speech.say("events.attended"))
    title = speech.say("events.chart")
    charts = charted(
        speech, anchor("event", event.key, "people"), title, bars, heads, (Line(speech.say("events.source")),)
    )
    blocks += charts[:1] if len(charts) > 1 else ()
    if attended:
        columns = (
            Column(speech.say("events.day")),
            Column(speech.say("events.registered"), True),
            Column(speech.say("events.attended"), True),
        )
        rows = tuple(
            Row((cell(label), cell(_people(one.registered, speech)), cell(_people(one.attended, speech))))
            for one, label in attended
        )
        blocks.append(Table(anchor("event", event.key, "table"), speech.say("events.caption"), columns, rows))
        blocks.append(prose(speech.say("events.hidden"), quiet=True))
    else:
        blocks.append(prose(speech.say("events.no_figures"), quiet=True))
    return Part(anchor("event", event.key), speech.named(event.title), tuple(blocks), speech.foreign(event.title))


def _days(event: EventRecord, speech: KindSpeech) -> str:
    """When an event was; that it is not known."""
    if event.starts is None and event.ends is None:
        return speech.say("events.undated")
    if event.starts == event.ends:
        return speech.say("events.one_day", day=speech.day(event.starts))
    return speech.say("events.days", starts=speech.day(event.starts), ends=speech.day(event.ends))


def _people(count: int | None, speech: KindSpeech) -> str:
    return speech.say("events.unknown") if count is None else speech.count(count)


def _recommended(dossier: Dossier, grounds: Grounds) -> Section:
    speech = grounds.speech
    found = dossier.recommendations
    blocks: list[Block] = [prose(speech.say("programme.recommended" if found else "recommendations.none"))]
    if found:
        columns = (
            Column(speech.say("chain.recommendation"), broad=True),
            Column(speech.say("recommendations.region")),
            Column(speech.say("recommendations.kind")),
        )
        rows = tuple(
            Row(
                (
                    lines((speech.line(one.title),)),
                    cell(speech.place(one.region)),
                    cell(speech.say(f"recommendations.kind.{one.kind}") if one.kind else speech.say("not_known")),
                )
            )
            for one in found
        )
        blocks.append(Table("recommended-table", speech.say("recommendations.caption"), columns, rows))
    title = speech.say("chain.recommendations")
    return Section("recommended", title, title, tuple(blocks))


def _decisions(dossier: Dossier, grounds: Grounds) -> Section:
    speech = grounds.speech
    found = dossier.decisions
    blocks: list[Block] = [prose(speech.say("decision.intro" if found else "decision.none"))]
    if found:
        counts = {outcome: sum(one.outcome == outcome for one in found) for outcome in OUTCOMES}
        bars = [Bar(speech.say(f"decision.{outcome}"), n, speech.count(n)) for outcome, n in counts.items()]
        heads = (speech.say("decision.outcome"), speech.say("chain.number"))
        blocks += charted(speech, "decisions-count", speech.say("decision.chart"), bars, heads, from_dossier(speech))
        names = {one.key: speech.line(one.title) for one in dossier.recommendations}
        columns = (
            Column(speech.say("decision.body")),
            Column(speech.say("decision.outcome")),
            Column(speech.say("decision.date")),
            Column(speech.say("decision.about"), broad=True),
        )
        rows = tuple(
            Row(
                (
                    lines((speech.line(one.body),)),
                    cell(speech.say(f"decision.{one.outcome}")),
                    cell(speech.day(one.date)),
                    Cell(tuple((names[key],) for key in one.recommendations if key in names) or ((Line(""),),)),
                )
            )
            for one in found
        )
        blocks.append(Table("decisions-table", speech.say("decision.caption"), columns, rows))
    return Section("decisions", speech.say("chain.decisions"), speech.say("chain.decisions"), tuple(blocks))
