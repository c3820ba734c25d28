"""The report on good practices: what others do, for whom, with what result, and who says so."""

from __future__ import annotations

from corridor.consultation.dossier import Dossier
from corridor.consultation.practices.practice import Practice
from corridor.partnerships.scheme_words import country_names
from corridor.reports.document import Block, Cell, Column, Line, Part, Row, Section, Table, anchor, cell, prose
from corridor.reports.kinds.bars import Bar, charted, lines
from corridor.reports.kinds.doubts import doubts
from corridor.reports.kinds.evidence import from_dossier
from corridor.reports.kinds.grounds import Grounds
from corridor.reports.kinds.narrowed import of_region
from corridor.reports.kinds.speech import KindSpeech
from corridor.reports.kinds.versions import day_of, made_of, read_line
from corridor.reports.report import Cover, Report


def report(whole: Dossier, region: str | None, lang: str) -> Report:
    """The practices of a dossier; of a region, those that its initiatives learn from.

    Raises:
        LanguageError: no report is written in this language.
    """
    speech = KindSpeech(lang)
    grounds = Grounds(speech)
    dossier = of_region(whole, region)
    countries = list(dict.fromkeys(one.country for one in dossier.practices))
    title = speech.say("practices.title")
    cover = Cover(
        title=title if region is None else speech.say("practices.title_of", region=speech.place(region)),
        verdict=speech.say(
            "practices.verdict",
            practices=speech.counted("practices.count", len(dossier.practices)),
            countries=speech.counted("practices.countries", len(countries)),
            unknown=speech.counted("practices.no_result", sum(one.result is None for one in dossier.practices)),
        ),
        read=read_line(whole, speech),
        foreign=speech.foreign(whole.title),
    )
    chapters = [_overview(dossier, countries, grounds)]
    chapters += [_country(code, dossier, grounds) for code in countries]
    shown = of_practices(dossier)
    doubts(shown, shown, grounds, sources=False, practices=True)
    closing = grounds.closing(*made_of(whole, speech))
    return Report("practices", speech, day_of(whole), cover, (*chapters, *closing))


def of_practices(dossier: Dossier) -> Dossier:
    """The dossier with its practices alone: doubts of other items belong in other reports."""
    from dataclasses import replace

    empty = dict.fromkeys(("evidence", "findings", "initiatives", "recommendations", "decisions", "drafts"), ())
    return replace(dossier, **empty)  # type: ignore[arg-type]


def country_name(code: str, speech: KindSpeech) -> str:
    """A country, or the European Union."""
    return speech.say("country.eu") if code == "EU" else country_names()[code][speech.lang]


def _overview(dossier: Dossier, countries: list[str], grounds: Grounds) -> Section:
    speech = grounds.speech
    blocks: list[Block] = [prose(speech.say("practices.intro" if dossier.practices else "practices.none"))]
    counts = {code: sum(one.country == code for one in dossier.practices) for code in countries}
    bars = [Bar(country_name(code, speech), n, speech.count(n)) for code, n in counts.items()]
    heads = (speech.say("practices.country"), speech.say("practices.number"))
    blocks += charted(speech, "practices-countries", speech.say("practices.chart"), bars, heads, from_dossier(speech))
    if dossier.practices:
        columns = (
            Column(speech.say("practices.practice"), broad=True),
            Column(speech.say("practices.country")),
            Column(speech.say("practices.since")),
            Column(speech.say("practices.topics")),
            Column(speech.say("evidence.confidence")),
        )
        rows = tuple(_row(one, speech) for one in dossier.practices)
        blocks.append(Table("practices-table", speech.say("practices.caption"), columns, rows))
    return Section("overview", speech.say("practices.overview"), speech.say("practices.overview"), tuple(blocks))


def _row(one: Practice, speech: KindSpeech) -> Row:
    title = speech.line(one.title)
    name = Line(title.text, href="#" + anchor("practice", one.key), lang=title.lang)
    return Row(
        (
            lines((name,)),
            cell(_where(one, speech)),
            cell(_when(one, speech)),
            cell(", ".join(topic(key, speech) for key in one.topics) or speech.say("not_known")),
            cell(speech.say(f"confidence.{one.confidence}")),
        )
    )


def topic(key: str, speech: KindSpeech) -> str:
    """A topic in words; a key that has none stands as it is."""
    try:
        return speech.say(f"topic.{key}")
    except KeyError:
        return key


def _where(one: Practice, speech: KindSpeech) -> str:
    country = country_name(one.country, speech)
    if not one.authority:
        return country
    try:
        return f"{country} ({speech.place(one.authority)})"
    except KeyError:
        return f"{country} ({one.authority})"


def _when(one: Practice, speech: KindSpeech) -> str:
    since = speech.day(one.since)
    return speech.say("practices.from_to", since=since, until=speech.day(one.until)) if one.until else since


def _country(code: str, dossier: Dossier, grounds: Grounds) -> Section:
    found = [one for one in dossier.practices if one.country == code]
    name = country_name(code, grounds.speech)
    return Section(f"country-{code}", name, name, tuple(_practice(one, grounds) for one in found))


def _practice(one: Practice, grounds: Grounds) -> Part:
    speech = grounds.speech
    said = [("what", one.what), ("for_whom", one.for_whom), ("result", one.result)]
    said += [("caution", one.caution)] if one.caution else []
    rows = [Row((cell(speech.say(f"practices.{key}")), Cell(((speech.line(text),),)))) for key, text in said]
    rows.append(Row((cell(speech.say("practices.since")), cell(_when(one, speech)))))
    if one.scheme:
        rows.append(Row((cell(speech.say("practices.scheme")), Cell(((Line(one.scheme, code=True),),)))))
    cited = Cell((tuple(grounds.cite(source.title, source.url, source.read) for source in one.sources),))
    rows.append(Row((cell(speech.say("practices.sources")), cited)))
    rows.append(Row((cell(speech.say("practices.checked")), cell(speech.day(one.checked)))))
    title = speech.named(one.title)
    columns = (Column(speech.say("made.what")), Column(speech.say("made.value"), broad=True))
    foreign = speech.foreign(one.title)
    caption = speech.say("practices.facts", title=title)
    table = Table(anchor("practice", one.key, "table"), caption, columns, tuple(rows), foreign)
    return Part(anchor("practice", one.key), title, (table,), foreign)
