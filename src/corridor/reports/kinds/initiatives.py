"""The report on potential initiatives: what could be done, which findings it answers, what it learns from others."""

from __future__ import annotations

from corridor.consultation.chain.items import Initiative
from corridor.consultation.dossier import Dossier
from corridor.reports.document import Block, Column, Items, Line, Part, Prose, Row, Section, Table, anchor, cell, prose
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.doubts import doubts
from corridor.reports.kinds.evidence import chosen, evidence_table, from_dossier
from corridor.reports.kinds.grounds import Grounds
from corridor.reports.kinds.narrowed import of_region
from corridor.reports.kinds.practices import country_name
from corridor.reports.kinds.speech import KindSpeech
from corridor.reports.kinds.versions import day_of, made_of, read_line
from corridor.reports.report import Cover, Report


def report(whole: Dossier, region: str | None, lang: str) -> Report:
    """The initiatives of a dossier, of one region where it is named.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = KindSpeech(lang)
    grounds = Grounds(speech)
    dossier = of_region(whole, region)
    place = {} if region is None else {"region": speech.place(region)}
    learned = {key for one in dossier.initiatives for key in one.practices}
    cover = Cover(
        title=speech.say("initiatives.title_of" if place else "initiatives.title", **place),
        verdict=speech.say(
            "initiatives.verdict",
            initiatives=speech.counted("initiatives.count", len(dossier.initiatives)),
            findings=speech.counted("initiatives.findings", len(_answered(dossier))),
            practices=speech.counted("initiatives.practices", len(learned)),
        ),
        read=read_line(whole, speech),
        foreign=speech.foreign(whole.title),
    )
    chapters = (_overview(dossier, grounds), _each(dossier, grounds), _open_findings(dossier, whole, grounds))
    doubts(dossier, whole, grounds, practices=True)
    closing = grounds.closing(*made_of(whole, speech))
    return Report("initiatives", speech, day_of(whole), cover, (*chapters, *closing))


def _answered(dossier: Dossier) -> set[str]:
    return {key for one in dossier.initiatives for key in one.findings}


def _overview(dossier: Dossier, grounds: Grounds) -> Section:
    speech = grounds.speech
    blocks: list[Block] = [prose(speech.say("initiatives.intro" if dossier.initiatives else "initiatives.none"))]
    bars = [
        Bar(speech.named(one.title), len(one.findings), speech.count(len(one.findings))) for one in dossier.initiatives
    ]
    heads = (speech.say("chain.initiative"), speech.say("initiatives.answers_number"))
    charts = charted(speech, "initiatives-findings", speech.say("initiatives.chart"), bars, heads, from_dossier(speech))
    blocks += charts[:1] if len(charts) > 1 else ()
    if dossier.initiatives:
        columns = (
            Column(speech.say("chain.initiative"), broad=True),
            Column(speech.say("initiatives.regions")),
            Column(speech.say("initiatives.answers_number"), True),
            Column(speech.say("initiatives.learns_number"), True),
            Column(speech.say("initiatives.follows_number"), True),
        )
        rows = tuple(_row(one, dossier, speech) for one in dossier.initiatives)
        blocks.append(Table("initiatives-table", speech.say("initiatives.caption"), columns, rows))
    return Section("overview", speech.say("initiatives.overview"), speech.say("initiatives.overview"), tuple(blocks))


def _row(one: Initiative, dossier: Dossier, speech: KindSpeech) -> Row:
    follows = [rec for rec in dossier.recommendations if one.key in rec.initiatives]
    regions = ", ".join(speech.place(region) for region in one.regions) or speech.say("initiatives.all_regions")
    title = speech.line(one.title)
    return Row(
        (
            lines((Line(title.text, href="#" + anchor("initiative", one.key), lang=title.lang),)),
            cell(regions),
            *(cell(speech.count(len(found))) for found in (one.findings, one.practices, follows)),
        )
    )


def _each(dossier: Dossier, grounds: Grounds) -> Section:
    speech = grounds.speech
    parts: tuple[Block, ...] = tuple(_initiative(one, dossier, grounds) for one in dossier.initiatives)
    blocks = parts or (prose(speech.say("initiatives.none")),)
    return Section("initiatives", speech.say("initiatives.each"), speech.say("initiatives.each"), blocks)


def _initiative(one: Initiative, dossier: Dossier, grounds: Grounds) -> Part:
    speech = grounds.speech
    blocks: list[Block] = [Prose((speech.line(one.text),))] if one.text else []
    findings = [finding for finding in dossier.findings if finding.key in one.findings]
    if findings:
        blocks.append(prose(speech.say("initiatives.answers")))
        told = [(speech.line(f.title), Line(f"({speech.say(f'finding.{f.kind}')})", quiet=True)) for f in findings]
        blocks.append(Items(tuple(told)))
    practices = [practice for practice in dossier.practices if practice.key in one.practices]
    if practices:
        blocks.append(prose(speech.say("initiatives.learns")))
        blocks.append(
            Items(
                tuple(
                    (
                        speech.line(p.title),
                        Line(f"({country_name(p.country, speech)})", quiet=True),
                        *(grounds.cite(source.title, source.url, source.read) for source in p.sources),
                    )
                    for p in practices
                )
            )
        )
    follows = [rec for rec in dossier.recommendations if one.key in rec.initiatives]
    if follows:
        blocks.append(prose(speech.say("initiatives.follows")))
        blocks.append(Items(tuple((speech.line(rec.title),) for rec in follows)))
    cited = chosen(dossier, (key for finding in findings for key in finding.evidence))
    title, foreign = speech.named(one.title), speech.foreign(one.title)
    caption = speech.say("finding.rests_on", title=title)
    blocks += evidence_table(anchor("initiative", one.key, "evidence"), caption, cited, grounds, foreign)
    return Part(anchor("initiative", one.key), title, tuple(blocks), foreign)


def _open_findings(dossier: Dossier, whole: Dossier, grounds: Grounds) -> Section:
    """Weaknesses and threats that no initiative answers, one for another region neither."""
    speech = grounds.speech
    answered = _answered(whole)
    left = [one for one in dossier.findings if one.kind in ("weakness", "threat") and one.key not in answered]
    blocks: list[Block] = [prose(speech.say("initiatives.open" if left else "initiatives.none_open"))]
    if left:
        blocks.append(
            Items(tuple((speech.line(f.title), Line(f"({speech.place(f.region)})", quiet=True)) for f in left))
        )
    return Section("open", speech.say("initiatives.open_title"), speech.say("initiatives.open_title"), tuple(blocks))
