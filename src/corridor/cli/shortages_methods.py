"""`corridor shortages methods`: the methods with their thresholds and sources, and the list of indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor.cli import output, refusing
from corridor.cli.shortages_lists import DONE, OPTIONS, WRONG
from corridor.cli.shortages_measure import headings, say

if TYPE_CHECKING:
    from corridor.labour_market.method import Method


def methods(name: str | None, *, format: str, lang: str) -> int:
    """Print all methods, or one with its conditions; returns the exit code."""
    with refusing.refusing(lang, OPTIONS):
        from corridor.labour_market.method import measures, method

        chosen = list(measures().values()) if name is None else [method(name)]
        if format == "json":
            output.result(output.as_json({"methods": [_record(of, lang) for of in chosen]}))
        elif format == "csv":
            rows = [[of.id, *row.values()] for of in chosen for row in _thresholds(of, lang)]
            columns = ["method", "name", "label", "unit", "value", "from", "basis", "confidence", "source", "note"]
            output.result(output.as_csv(columns, rows))
        else:
            _print_list(chosen, lang)
            for of in chosen if name is not None else []:
                _print_one(of, lang)
        return DONE
    return WRONG


def print_indicators(*, format: str, lang: str) -> int:
    """Print the closed list of indicators; returns the exit code."""
    from corridor.labour_market.indicators import indicators

    columns = ["name", "label", "unit", "direction"]
    if format == "json":
        rows_ = [
            {"id": i.id, "label": i.label[lang], "meaning": i.meaning[lang], "unit": i.unit, "direction": i.direction}
            for i in indicators().values()
        ]
        output.result(output.as_json({"indicators": rows_}))
        return DONE
    told = [
        [i.id, i.label[lang], say(f"unit_{i.unit}", lang), say(f"direction_{i.direction}", lang)]
        for i in indicators().values()
    ]
    if format == "csv":
        output.result(
            output.as_csv(
                ["id", *columns[1:]], [[i.id, i.label[lang], i.unit, i.direction] for i in indicators().values()]
            )
        )
    else:
        output.as_table(None, headings(columns, lang), told)
    return DONE


def _print_list(chosen: list[Method], lang: str) -> None:
    rows = [
        [
            of.id,
            of.label[lang],
            of.summary[lang],
            say(f"basis_{of.basis}", lang),
            of.rules.sources[of.source].title[lang],
        ]
        for of in chosen
    ]
    output.as_table(None, headings(["name", "method", "summary", "basis", "source"], lang), rows)


def _print_one(of: Method, lang: str) -> None:
    rows = [
        [row["name"], row["label"], row["value"], say(f"basis_{row['basis']}", lang), row["source"], row["note"]]
        for row in _thresholds(of, lang, shown=True)
    ]
    columns = headings(["name", "label", "value", "basis", "source", "marks"], lang)
    output.as_table(say("thresholds", lang), columns, rows)
    output.result("\n".join(caveat[lang] for caveat in of.caveats))


def _thresholds(of: Method, lang: str, *, shown: bool = False) -> list[dict[str, Any]]:
    """Every dated value of every threshold, then the statistics over occupations."""
    from corridor.labour_market.verdict import shown as told
    from corridor.labour_market.verdict import threshold_label

    found: list[dict[str, Any]] = []
    for parameter in of.rules.parameters.values():
        for dated in parameter.values:
            value = None if dated.value is None else float(dated.value)
            source = of.rules.sources[dated.source].title[lang] if dated.source else None
            found.append(
                {
                    "name": parameter.name,
                    "label": parameter.label[lang],
                    "unit": parameter.unit,
                    "value": told(value, parameter.unit, lang) if shown else value,
                    "from": dated.start.isoformat(),
                    "basis": "stated" if parameter.name in of.statistics else of.basis_of(parameter.name),
                    "confidence": dated.confidence,
                    "source": source,
                    "note": dated.note[lang] if dated.note else None,
                }
            )
    for name, statistic in of.statistics.items():
        if name not in of.rules.parameters:
            label, unit = threshold_label(of, name, lang), of.rules.facts[name].unit
            where = say("from_table", lang)
            row: dict[str, Any] = {
                "name": name,
                "label": label,
                "unit": unit,
                "value": "–" if shown else None,
                "from": None,
            }
            found.append(row | {"basis": statistic.basis, "confidence": of.confidence, "source": where, "note": None})
    return found


def _record(of: Method, lang: str) -> dict[str, Any]:
    conditions = [
        {"route": name, "condition": c.id, "expression": c.versions[0].source_text}
        for name, route in of.rules.routes.items()
        for c in route.conditions
    ]
    return {
        "id": of.id,
        "label": of.label[lang],
        "summary": of.summary[lang],
        "basis": of.basis,
        "confidence": of.confidence,
        "source": {"title": of.rules.sources[of.source].title[lang], "url": of.rules.sources[of.source].url},
        "indicators": list(of.indicators),
        "conditions": conditions,
        "thresholds": _thresholds(of, lang),
        "caveats": [caveat[lang] for caveat in of.caveats],
    }
