"""`corridor shortages list` and `show`: lists, their editions, and one occupation on them over time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.cli import output, refusing
from corridor.cli.speech import Words

if TYPE_CHECKING:
    from corridor.labour_market.list_files import Edition, Title
    from corridor.labour_market.shortage_lists import Spell
    from corridor.rules.model import Source

MESSAGES = Path(__file__).parent / "shortages_messages.json"
say = Words(MESSAGES)
DONE, WRONG = 0, 2
FOUND = 8
"""Occupations that a text may mean, at most."""
ALIKE = 0.35
"""From this likeness on a title is offered for a text, as on the pages."""


def headings(columns: Iterable[str], lang: str) -> list[str]:
    """Headings of columns in a language."""
    return [say(f"col_{column}", lang) for column in columns]


def read_day(raw: str | None) -> date | None:
    """A date as it was typed; None where none was.

    Raises:
        Refusal: it is no date.
    """
    if raw is None:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Refusal("--on", "bad_date", raw=raw) from None


# ---- lists ----
def list_(*, region: str | None, on: str | None, name: str | None, format: str, lang: str) -> int:
    """Print the editions of lists, or the titles of one list on a day; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.shortage_lists import all_lists, edition_on, editions, list_named

        day = read_day(on)
        lists = [one for one in all_lists(region) if name is None or one.id == list_named(name).id]
        if name is not None and day is not None and lists:
            return _titles(edition_on(name, day), name, day, format, lang)
        if day is None:
            found = [e for one in lists for e in editions(one.id, drafts=True)]
        else:
            found = [e for one in lists if (e := edition_on(one.id, day)) is not None]
        _print_editions(found, format, lang)
        if name is not None and lists:
            output.remark(lists[0].note[lang])
        return DONE
    return WRONG


def _print_editions(found: Sequence[Edition], format: str, lang: str) -> None:
    from corridor.labour_market.list_words import count_told, marks_told, word
    from corridor.labour_market.shortage_lists import list_named

    if format != "table":
        _print_records([edition_record(e, lang) for e in found if e.holding != "gap"], EDITION_KEYS, format, "editions")
        return
    columns = ("list", "region", "from", "until", "titles", "count", "marks")
    rows = [
        [
            e.list,
            word(f"region.{list_named(e.list).region}", lang),
            e.id if e.draft else e.start,
            None if e.draft else e.until or word("open_end", lang),
            None if e.holding == "gap" else len(e.titles),
            count_told(e, lang),
            marks_told(e.marks, lang),
        ]
        for e in found
    ]
    output.as_table(None, headings(columns, lang), rows)
    output.remark(say("shown", lang, n=len(rows)))


EDITION_KEYS = (
    "list", "label", "region", "edition", "from", "until", "holding", "titles", "count", "count_over", "critical",
    "shortage", "came", "left", "net", "marks", "confidence", "basis", "source", "url", "read", "count_confidence",
    "count_source", "count_url", "note",
)  # fmt: skip


def edition_record(edition: Edition, lang: str) -> dict[str, Any]:
    """An edition as plain values."""
    from corridor.labour_market.shortage_lists import list_named

    one, counted = list_named(edition.list), edition.count_source
    return {
        "list": edition.list,
        "label": one.label[lang],
        "region": one.region,
        "edition": edition.id,
        "from": edition.start,
        "until": edition.until,
        "holding": edition.holding,
        "titles": len(edition.titles),
        "count": edition.count,
        "count_over": edition.count_over,
        **{name: dict(edition.classes or ()).get(name) for name in ("critical", "shortage")},
        "came": edition.came,
        "left": edition.left,
        "net": edition.net,
        "marks": list(edition.marks),
        "confidence": edition.confidence,
        "basis": edition.basis,
        **source_record(edition.source, lang),
        "count_confidence": edition.count_confidence,
        "count_source": counted.title.get(lang) if counted else None,
        "count_url": counted.url if counted else None,
        "note": edition.note[lang] if edition.note else None,
    }


def source_record(source: Any, lang: str) -> dict[str, Any]:
    """Where something stands: title, address, and the day it was read."""
    if source is None:
        return {"source": None, "url": None, "read": None}
    return {"source": f"{source.publisher}: {source.title[lang]}", "url": source.url, "read": source.read}


TITLE_KEYS = (
    "isco08", "title", "title_en", "title_fr", "title_nl", "mapping", "standing", "rank", "new", "causes", "basis",
    "source", "url", "read",
)  # fmt: skip


def title_record(title: Title, lang: str) -> dict[str, Any]:
    """A title of a list as plain values; codes are joined by spaces."""
    return {
        "isco08": " ".join(title.codes),
        "title": title.title[lang],
        **{f"title_{code}": title.title[code] for code in ("en", "fr", "nl")},
        "mapping": title.mapping,
        "standing": title.standing,
        "rank": title.rank,
        "new": title.new,
        "causes": None if title.causes is None else list(title.causes),
        "basis": title.basis,
        **source_record(title.source, lang),
    }


def _titles(edition: Edition | None, name: str, day: date, format: str, lang: str) -> int:
    """The titles of an edition; of a gap, or before the first edition, that nothing is known."""
    from corridor.labour_market.list_words import causes_told, marks_told, title_told, word
    from corridor.labour_market.shortage_lists import list_named

    titles = edition.titles if edition else ()
    if format == "table":
        rows = [
            [" ".join(t.codes), title_told(t, lang), word(f"mapping.{t.mapping}", lang), causes_told(t.causes, lang)]
            for t in titles
        ]
        if edition and edition.holding != "gap":
            label = f"{list_named(name).label[lang]}, {edition.start}: {marks_told(edition.marks, lang)}"
            output.as_table(label, headings(("isco08", "title", "mapping", "causes"), lang), rows)
    else:
        _print_records([title_record(t, lang) for t in titles], TITLE_KEYS, format, "titles")
    if edition is None or edition.holding == "gap":
        output.remark(say("gap", lang, list=name, day=day))
    elif edition.holding == "empty":
        output.remark(say("no_titles", lang, list=name, edition=edition.id))
    if edition and edition.note:
        output.remark(say("note", lang, list=name, edition=edition.id, note=edition.note[lang]))
    output.remark(say("mapped", lang))
    return DONE


# ---- one occupation ----
def show(given: str, *, region: str | None, on: str | None, format: str, lang: str) -> int:
    """Print one occupation on all lists over time; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.shortage_lists import membership
        from corridor.occupations.isco08 import group

        day = read_day(on)
        code, *others = occupations_meant(given, lang)
        spells = [s for s in membership(code, region) if day is None or s.start <= day <= (s.until or date.max)]
        title = f"{code} {group(code).title(lang)}"
        if format == "table":
            _print_spells(title, spells, lang)
        elif format == "json":
            document = {"isco08": code, "title": group(code).title(lang), "spells": [_spell(s, lang) for s in spells]}
            output.result(as_json(document))
        else:
            _print_records([_spell(s, lang) for s in spells], SPELL_KEYS, format, "spells")
        if others:
            output.remark(say("also", lang, others=", ".join(f"{c} {group(c).title(lang)}" for c in others)))
        output.remark(say("mapped", lang))
        return DONE
    return WRONG


def occupations_meant(given: str, lang: str) -> list[str]:
    """The unit groups that figures or words may mean, likeliest first: titles on the lists, then all occupations.

    Raises:
        LabourMarketError: figures that are no unit group.
        Refusal: words that mean none.
    """
    from corridor.labour_market.errors import LabourMarketError
    from corridor.labour_market.shortage_lists import timeline
    from corridor.occupations.isco08 import unit_groups
    from corridor.occupations.title import plain

    text = given.strip()
    if text.isdigit():
        if text not in unit_groups():
            raise LabourMarketError("OCCUPATION", "list_not_unit_group", given=text)
        return [text]
    wanted = plain(text)
    exact = [
        row["isco08"]
        for row in timeline().iter_rows(named=True)
        if row["isco08"] and wanted and wanted in {plain(row[f"title_{code}"]) for code in ("en", "fr", "nl")}
    ]
    found = list(dict.fromkeys([*exact, *_searched(text, lang)]))[:FOUND]
    if not found:
        raise Refusal("OCCUPATION", "no_occupation", given=given)
    return found


def _searched(text: str, lang: str) -> list[str]:
    from corridor.occupations.errors import OccupationError
    from corridor.occupations.isco08 import unit_groups
    from corridor.occupations.search import Searcher

    try:
        found = Searcher.open(meaning=False).search(text, lang=lang, limit=FOUND)
    except OccupationError:
        return []
    return [one.isco08 for one in found if one.similarity >= ALIKE and one.isco08 in unit_groups()]


def _print_spells(title: str, spells: Sequence[Spell], lang: str) -> None:
    from corridor.labour_market.list_words import causes_told, marks_told, on_told, ruled_out, title_told, word

    silent = {s.list for s in spells} - {s.list for s in spells if s.on is not None}
    rows = [
        [
            s.list,
            word(f"region.{s.region}", lang),
            s.start,
            s.until or word("open_end", lang),
            on_told(s.on, lang),
            "; ".join(title_told(t, lang) for t in s.titles) or ruled_out(s, lang) or None,
            "; ".join(dict.fromkeys(causes_told(t.causes, lang) for t in s.titles)) or None,
            marks_told(s.marks, lang),
            "; ".join(dict.fromkeys(source.publisher or source.id for source in s.sources)) or None,
        ]
        for s in spells
        if s.list not in silent
    ]
    columns = ("list", "region", "from", "until", "on", "title", "causes", "marks", "source")
    output.as_table(title, headings(columns, lang), rows)
    if silent:
        output.remark(say("silent", lang, lists=", ".join(sorted(silent))))


SPELL_KEYS = (
    "list", "region", "edition", "from", "until", "on", "titles", "mappings", "causes", "holding", "marks",
    "confidence", "basis", "source", "url", "read",
)  # fmt: skip


def _spell(spell: Spell, lang: str) -> dict[str, Any]:
    causes = [t.causes for t in spell.titles]
    return {
        "list": spell.list,
        "region": spell.region,
        "edition": spell.edition.id,
        "from": spell.start,
        "until": spell.until,
        "on": spell.on,
        "titles": [t.title[lang] for t in spell.titles],
        "mappings": list(dict.fromkeys(t.mapping for t in spell.titles)),
        "causes": None if None in causes or not causes else sorted({c for told in causes for c in told or ()}),
        "holding": spell.edition.holding,
        "marks": list(spell.marks),
        "confidence": spell.edition.confidence if spell.edition.holding != "gap" else None,
        "basis": spell.edition.basis if spell.edition.holding != "gap" else None,
        **_sources(spell.sources, lang),
    }


def _sources(found: Sequence[Source], lang: str) -> dict[str, Any]:
    """All that an answer rests on, in the columns of one source; the day is the last on which one was read."""
    records = [source_record(source, lang) for source in found] or [source_record(None, lang)]
    told = {key: "; ".join(r[key] for r in records if r[key]) or None for key in ("source", "url")}
    return {**told, "read": max((r["read"] for r in records if r["read"]), default=None)}


# ---- output ----
def as_json(document: Any) -> str:
    """JSON with dates as text."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=str)


def _print_records(records: Sequence[Mapping[str, Any]], keys: Sequence[str], format: str, name: str) -> None:
    if format == "json":
        output.result(as_json({name: records}))
    else:
        output.result(output.as_csv(keys, [[_flat(record[key]) for key in keys] for record in records]))


def _flat(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


# ---- errors ----
class Refusal(refusing.Refusal):
    """What the command cannot do as asked; told from `shortages_messages.json`."""

    words = say


OPTIONS = {"region": "--region", "regions": "--regions", "list": "--list"}
