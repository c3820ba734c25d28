"""The report on recommended changes: regulatory with simulated effect, procedural with time and cost, as consulted."""

from __future__ import annotations

from dataclasses import replace

from corridor.consultation.chain.items import ProceduralChange, Recommendation, RegulatoryChange, SimulatedEffect
from corridor.consultation.dossier import Dossier
from corridor.reports import numbers
from corridor.reports.document import (
    Block,
    Cell,
    Column,
    Items,
    Line,
    Part,
    Prose,
    Row,
    Section,
    Table,
    anchor,
    cell,
    prose,
)
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.comments import about, comments_table, consultation_chapter, tallied
from corridor.reports.kinds.doubts import doubts
from corridor.reports.kinds.evidence import chosen, evidence_table
from corridor.reports.kinds.grounds import Grounds
from corridor.reports.kinds.narrowed import of_region
from corridor.reports.kinds.speech import KindSpeech
from corridor.reports.kinds.versions import day_of, made_of, read_line
from corridor.reports.report import Cover, Report

KINDS = ("regulatory", "procedural", None)


def report(whole: Dossier, region: str | None, lang: str) -> Report:
    """The recommendations of a dossier, of one region (and the whole country) where it is named.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = KindSpeech(lang)
    grounds = Grounds(speech)
    dossier = of_region(whole, region)
    place = {} if region is None else {"region": speech.place(region)}
    count = {kind: sum(one.kind == kind for one in dossier.recommendations) for kind in KINDS}
    comments = [one for rec in dossier.recommendations for one in about(dossier, rec.key)]
    cover = Cover(
        title=speech.say("recommendations.title_of" if place else "recommendations.title", **place),
        verdict=speech.say(
            "recommendations.verdict",
            regulatory=speech.counted("recommendations.regulatory", count["regulatory"]),
            procedural=speech.counted("recommendations.procedural", count["procedural"]),
            comments=speech.counted("recommendations.comments", len(comments)),
        ),
        read=read_line(whole, speech),
        foreign=speech.foreign(whole.title),
    )
    chapters = [_overview(dossier, grounds)]
    chapters += [found for kind in KINDS if (found := _chapter(kind, dossier, grounds)) is not None]
    chapters.append(consultation_chapter(dossier, grounds))
    doubts(dossier, whole, grounds)
    closing = grounds.closing(*made_of(whole, speech))
    return Report("recommendations", speech, day_of(whole), cover, (*chapters, *closing))


def _overview(dossier: Dossier, grounds: Grounds) -> Section:
    speech = grounds.speech
    found = dossier.recommendations
    blocks: list[Block] = [prose(speech.say("recommendations.intro" if found else "recommendations.none"))]
    if found:
        columns = (
            Column(speech.say("chain.recommendation"), broad=True),
            Column(speech.say("recommendations.region")),
            Column(speech.say("recommendations.kind")),
            Column(speech.say("recommendations.effect"), broad=True),
            Column(speech.say("recommendations.consulted")),
            Column(speech.say("recommendations.decided")),
        )
        rows = tuple(_row(one, dossier, speech) for one in found)
        blocks.append(Table("recommendations-table", speech.say("recommendations.caption"), columns, rows))
    title = speech.say("recommendations.overview")
    return Section("overview", title, title, tuple(blocks))


def _row(one: Recommendation, dossier: Dossier, speech: KindSpeech) -> Row:
    title = speech.line(one.title)
    return Row(
        (
            lines((Line(title.text, href="#" + anchor("recommendation", one.key), lang=title.lang),)),
            cell(speech.place(one.region)),
            cell(_kind(one.kind, speech)),
            cell(_effect(one, speech)),
            cell(tallied(about(dossier, one.key), speech)),
            lines((_decided(one, dossier, speech),)),
        )
    )


def _kind(kind: str | None, speech: KindSpeech) -> str:
    return speech.say(f"recommendations.kind.{kind}") if kind else speech.say("not_known")


def _effect(one: Recommendation, speech: KindSpeech) -> str:
    """The effect in a few words."""
    if one.regulatory is not None and one.regulatory.effect is not None:
        effect = one.regulatory.effect
        told = speech.say(f"effect.{effect.over}", before=speech.count(effect.before), after=speech.count(effect.after))
        return f"{told}; {_unknown(effect, speech)}" if _unsure(effect) else told
    if one.procedural is not None:
        change = one.procedural
        days, cost = (change.days_before, change.days_after), (change.cost_before, change.cost_after)
        if days == cost == (None, None):
            return speech.say("not_known")
        if days == (None, None):
            return speech.say("effect.cost", before=speech.euro(cost[0]), after=speech.euro(cost[1]))
        return speech.say("effect.days", before=speech.decimal(days[0]), after=speech.decimal(days[1]))
    return speech.say("not_known")


def _unsure(effect: SimulatedEffect) -> bool:
    """Whether there are cases of which the answer is not known."""
    return bool(effect.unknown_before or effect.unknown_after)


def _unknown(effect: SimulatedEffect, speech: KindSpeech) -> str:
    before, after = speech.count(effect.unknown_before), speech.count(effect.unknown_after)
    return speech.say("effect.unknown", before=before, after=after)


def _decided(one: Recommendation, dossier: Dossier, speech: KindSpeech) -> Line:
    found = [d for d in dossier.decisions if one.key in d.recommendations]
    told = [f"{speech.say(f'decision.{d.outcome}')} ({speech.named(d.body)}, {speech.day(d.date)})" for d in found]
    said = "; ".join(told) or speech.say("recommendations.undecided")
    return Line(said, foreign=speech.foreign(*(d.body for d in found)))


def _chapter(kind: str | None, dossier: Dossier, grounds: Grounds) -> Section | None:
    found = [one for one in dossier.recommendations if one.kind == kind]
    if not found:
        return None
    name = kind or "open"
    title = grounds.speech.say(f"recommendations.chapter.{name}")
    return Section(name, title, title, tuple(_recommendation(one, dossier, grounds) for one in found))


def _recommendation(one: Recommendation, dossier: Dossier, grounds: Grounds) -> Part:
    speech = grounds.speech
    title, foreign = speech.named(one.title), speech.foreign(one.title)
    place = Line(f"{speech.place(one.region)}.", quiet=True)
    blocks: list[Block] = [Prose((place, speech.line(one.text)) if one.text else (place,))]
    blocks += _regulatory(one, one.regulatory, grounds) if one.regulatory else []
    blocks += _procedural(one.key, one.procedural, grounds) if one.procedural else []
    findings = [f for f in dossier.findings if f.key in one.findings]
    initiatives = [i for i in dossier.initiatives if i.key in one.initiatives]
    if findings or initiatives:
        blocks.append(prose(speech.say("recommendations.follows")))
        told = [(speech.line(i.title), Line(f"({speech.say('chain.initiative')})", quiet=True)) for i in initiatives]
        told += [(speech.line(f.title), Line(f"({speech.say(f'finding.{f.kind}')})", quiet=True)) for f in findings]
        blocks.append(Items(tuple(told)))
    cited = chosen(dossier, (*one.evidence, *(key for f in findings for key in f.evidence)))
    rests = speech.say("finding.rests_on", title=title)
    blocks += evidence_table(anchor("recommendation", one.key, "evidence"), rests, cited, grounds, foreign)
    comments = about(dossier, one.key)
    blocks.append(prose(speech.say("recommendations.said", tally=tallied(comments, speech))))
    caption = speech.say("recommendations.comments_caption", title=title)
    blocks += comments_table(anchor("recommendation", one.key, "comments"), caption, comments, speech, foreign)
    decided = _decided(one, dossier, speech)
    said = speech.say("recommendations.decision", decision=decided.text)
    blocks.append(Prose((replace(decided, text=said),)))
    return Part(anchor("recommendation", one.key), title, tuple(blocks), foreign)


def _regulatory(one: Recommendation, change: RegulatoryChange, grounds: Grounds) -> list[Block]:
    speech, name = grounds.speech, grounds.speech.line(one.title)
    reform = (Line(speech.say("effect.reform")), Line(change.reform, code=True))
    effect = change.effect
    if effect is None:
        grounds.doubt(name, speech.say("effect.not_simulated"))
        return [Prose(reform), prose(speech.say("effect.not_simulated"), quiet=True)]
    bars = [
        Bar(speech.say("effect.before"), effect.before, speech.count(effect.before)),
        Bar(speech.say("effect.after"), effect.after, speech.count(effect.after)),
    ]
    bars.append(Bar(speech.say(f"effect.total.{effect.over}"), effect.total, speech.count(effect.total)))
    heads = (speech.say("effect.what"), speech.say(f"effect.over.{effect.over}"))
    version = effect.law_version or speech.say("not_known")
    source = (Line(speech.say("effect.source", day=speech.day(effect.date), law=version)), speech.line(effect.basis))
    title = speech.say(f"effect.chart.{effect.over}")
    blocks: list[Block] = [Prose(reform)]
    blocks += charted(speech, anchor("effect", one.key), title, bars, heads, source)
    if _unsure(effect):
        said = _unknown(effect, speech)
        blocks.append(prose(f"{said[:1].upper()}{said[1:]}."))
        grounds.doubt(name, said)
    if effect.moved is not None:
        blocks.append(prose(speech.say("effect.moved", n=speech.count(effect.moved))))
    return blocks


def _procedural(key: str, change: ProceduralChange, grounds: Grounds) -> list[Block]:
    speech = grounds.speech
    name = speech.line(change.label) if change.label else Line(change.step, code=True)
    blocks: list[Block] = [Prose((Line(speech.say("procedure.step")), name))]
    days = (change.days_before, change.days_after)
    bars = [
        Bar(speech.say(f"effect.{side}"), value, speech.decimal(value))
        for side, value in zip(("before", "after"), days, strict=True)
    ]
    columns = (
        Column(speech.say("procedure.what")),
        *(Column(speech.say(f"effect.{one}"), True) for one in ("before", "after", "difference")),
    )
    rows = (
        _change(speech.say("procedure.days"), days, tuple(map(speech.decimal, days)), speech),
        _change(
            speech.say("procedure.cost"),
            (change.cost_before, change.cost_after),
            (speech.euro(change.cost_before), speech.euro(change.cost_after)),
            speech,
            money=True,
        ),
    )
    if any(value is None for value in (*days, change.cost_before, change.cost_after)):
        grounds.doubt(name, speech.say("procedure.unknown"))
    source = (Line(speech.say("figure.dossier")),)
    heads = (speech.say("procedure.what"), speech.say("procedure.days"))
    charts = charted(speech, anchor("days", key), speech.say("procedure.chart"), bars, heads, source)
    blocks += charts[:1] if len(charts) > 1 else ()
    blocks.append(Table(anchor("change", key), speech.say("procedure.caption"), columns, rows))
    return blocks


def _change(
    label: str,
    values: tuple[float | None, float | None],
    told: tuple[str, ...],
    speech: KindSpeech,
    *,
    money: bool = False,
) -> Row:
    difference = speech.change(values[0], values[1], 0 if money else 1)
    if money and None not in values:
        difference = numbers.MONEY[speech.lang].format(difference)
    return Row((cell(label), *(Cell(((Line(one),),)) for one in told), cell(difference)))
