"""The law as records for programs: parameters, lists and the occupations on them, with what is not certain."""

from __future__ import annotations

from datetime import date
from typing import Any

from corridor.permits.law_history import Edition, Period, edition_on, history, on_list, spells, value_on
from corridor.rules.freeze import Frozen
from corridor.rules.model import CodeList, Entry, Parameter


def law_on(law: Frozen, day: date, lang: str) -> dict[str, Any]:
    """Every parameter and list of a region on a day."""
    rules = law.rules
    return {
        "region": rules.region,
        "date": str(day),
        "hash": rules.digest,
        "coverage": [str(d) for d in rules.coverage],
        "parameters": [_parameter(p, value_on(p, day), lang) for p in rules.parameters.values()],
        "lists": [_list(codes, edition_on(codes, day), lang) for codes in rules.lists.values()],
        "sources": {s.id: {"title": _text(s.title, lang), "url": s.url} for s in rules.sources.values()},
    }


def parameter_history(parameter: Parameter, lang: str) -> dict[str, Any]:
    """A parameter's values over time."""
    return {
        "name": parameter.name,
        "label": _text(parameter.label, lang),
        "unit": parameter.unit,
        "values": [_period(p) for p in history(parameter)],
    }


def shortages_on(law: Frozen, day: date, lang: str) -> list[dict[str, Any]]:
    """Every occupation that a list of a region names on a day, by list. What is missing may still be short."""
    found = []
    for codes in law.rules.lists.values():
        edition = edition_on(codes, day)
        if codes.kind != "isco" or edition is None or edition.version is None:
            continue
        for entry in edition.version.entries:
            found.append({"list": codes.name, "complete": edition.version.complete, **_entry(entry, lang)})
    return found


def membership(law: Frozen, code: str, day: date, lang: str) -> list[dict[str, Any]]:
    """What each list of a region says of an occupation, on a day and over time; null is not known."""
    found = []
    for codes in law.rules.lists.values():
        if codes.kind != "isco":
            continue
        now = on_list(codes, int(code), day)
        over_time = [
            {
                "from": str(s.start),
                "until": _day(s.until),
                "on": s.on,
                "titles": [_text(e.title, lang) for e in s.entries],
            }
            for s in spells(codes, int(code))
        ]
        on = None if now is None else now.on
        found.append({"list": codes.name, "label": _text(codes.label, lang), "on": on, "spells": over_time})
    return found


def _parameter(parameter: Parameter, period: Period, lang: str) -> dict[str, Any]:
    named = {"name": parameter.name, "label": _text(parameter.label, lang), "unit": parameter.unit}
    return named | _period(period)


def _period(period: Period) -> dict[str, Any]:
    return {
        "value": period.value,
        "from": None if period.start == date.min else str(period.start),
        "until": _day(period.until),
        "status": period.status,
        "confidence": period.confidence,
        "source": period.source,
        "marks": list(period.marks),
    }


def _list(codes: CodeList, edition: Edition | None, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": codes.name, "label": _text(codes.label, lang), "kind": codes.kind}
    if edition is None or edition.version is None:
        return found | {"from": None, "until": None, "marks": ["gap"], "entries": None}
    version = edition.version
    entries: list[Any] = [_entry(e, lang) for e in version.entries] or sorted(version.countries)
    return found | {
        "from": str(edition.start),
        "until": _day(edition.until),
        "marks": list(edition.marks),
        "entries": entries,
    }


def _entry(entry: Entry, lang: str) -> dict[str, Any]:
    return {
        "title": _text(entry.title, lang),
        "isco08": [f"{code:04d}" for code in entry.codes],
        "mapping": entry.mapping,
    }


def _text(text: Any, lang: str) -> str:
    if isinstance(text, str):
        return text
    return str(text.get(lang) or text.get("en") or next(iter(text.values()), ""))


def _day(day: date | None) -> str | None:
    return None if day is None or day == date.max else str(day)
