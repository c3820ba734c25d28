"""The analysis of a region: strengths, weaknesses, opportunities and threats, with the evidence of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from corridor.consultation.chain.items import FINDING_KINDS, Finding, FindingKind
from corridor.consultation.dossier import Dossier
from corridor.reports.document import Block, Column, Items, Line, Part, Prose, Row, Section, Table, anchor, prose, row
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.doubts import doubts
from corridor.reports.kinds.evidence import chosen, evidence_chapter, evidence_table, from_dossier
from corridor.reports.kinds.grounds import Grounds
from corridor.reports.kinds.market import flows_chapter, lists_chapter
from corridor.reports.kinds.narrowed import of_region
from corridor.reports.kinds.speech import KindSpeech
from corridor.reports.kinds.thresholds import law_chapter
from corridor.reports.kinds.versions import day_of, made_of, read_line
from corridor.reports.report import Cover, Report


def report(whole: Dossier, region: str, lang: str) -> Report:
    """The analysis of a region of a dossier.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = KindSpeech(lang)
    grounds = Grounds(speech)
    dossier = of_region(whole, region)
    counts = {kind: sum(one.kind == kind for one in dossier.findings) for kind in FINDING_KINDS}
    told = {kind: speech.counted(f"region.count.{kind}", n) for kind, n in counts.items()}
    evidence = speech.counted("region.count.evidence", len(dossier.evidence))
    cover = Cover(
        title=speech.say("region.title", region=speech.place(region)),
        verdict=speech.say("region.verdict", evidence=evidence, **told),
        read=read_line(whole, speech),
        foreign=speech.foreign(whole.title),
    )
    day = day_of(whole)
    chapters = [_findings(dossier, counts, grounds), *law_and_market(region, day, grounds)]
    chapters += [evidence_chapter(dossier, grounds), _onward(dossier, grounds)]
    doubts(dossier, whole, grounds)
    return Report("region", speech, day, cover, (*chapters, *grounds.closing(*made_of(whole, speech))))


def law_and_market(region: str, day: date | None, grounds: Grounds) -> tuple[Section, ...]:
    """What the law, the shortage lists and the flows say of a region on the day of the data."""
    if day is None:
        grounds.doubt(grounds.speech.say("region.law"), grounds.speech.say("region.no_day"))
        return ()
    return law_chapter(region, day, grounds), lists_chapter(region, day, grounds), flows_chapter(region, grounds)


def _findings(dossier: Dossier, counts: Mapping[FindingKind, int], grounds: Grounds) -> Section:
    speech = grounds.speech
    bars = [Bar(speech.say(f"finding.{kind}.many"), n, speech.count(n)) for kind, n in counts.items()]
    heads = (speech.say("finding.kind"), speech.say("finding.number"))
    blocks: list[Block] = [prose(speech.say("finding.intro"))]
    blocks += charted(speech, "findings-table", speech.say("finding.chart"), bars, heads, from_dossier(speech))
    for kind in FINDING_KINDS:
        found = [one for one in dossier.findings if one.kind == kind]
        parts = tuple(_finding(one, dossier, grounds) for one in found)
        inside: tuple[Block, ...] = parts or (prose(speech.say("finding.none"), quiet=True),)
        blocks.append(Part(f"findings-{kind}", speech.say(f"finding.{kind}.many"), inside))
    return Section("findings", speech.say("finding.title"), speech.say("finding.short"), tuple(blocks))


def _finding(finding: Finding, dossier: Dossier, grounds: Grounds) -> Part:
    speech = grounds.speech
    blocks: list[Block] = [Prose((speech.line(finding.text),))] if finding.text else []
    items = chosen(dossier, finding.evidence)
    caption = speech.say("finding.rests_on", title=speech.named(finding.title))
    foreign = speech.foreign(finding.title)
    blocks += evidence_table(anchor("finding", finding.key, "evidence"), caption, items, grounds, foreign)
    if not items:
        blocks.append(prose(speech.say("finding.no_evidence"), quiet=True))
    return Part(anchor("finding", finding.key), speech.named(finding.title), tuple(blocks), foreign)


def _onward(dossier: Dossier, grounds: Grounds) -> Section:
    """What follows from the findings: initiatives and recommendations, told in reports of their own."""
    speech = grounds.speech
    rows: list[Row] = []
    for kind, found in (("initiative", dossier.initiatives), ("recommendation", dossier.recommendations)):
        rows += [row(lines((speech.line(one.title),)), speech.say(f"chain.{kind}")) for one in found]
    blocks: list[Block] = [prose(speech.say("onward.intro" if rows else "onward.none"))]
    if rows:
        columns = (Column(speech.say("onward.what"), broad=True), Column(speech.say("onward.kind")))
        blocks.append(Table("onward-table", speech.say("onward.caption"), columns, tuple(rows)))
    if dossier.practices:
        blocks.append(prose(speech.say("onward.practices")))
        blocks.append(Items(tuple((speech.line(one.title), *_cited(one, grounds)) for one in dossier.practices)))
    return Section("onward", speech.say("onward.title"), speech.say("onward.title"), tuple(blocks))


def _cited(practice: object, grounds: Grounds) -> tuple[Line, ...]:
    found = getattr(practice, "sources", ())
    return tuple(grounds.cite(one.title, one.url, one.read) for one in found)
