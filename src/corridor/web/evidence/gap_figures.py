"""Gaps, published totals and checks of projections as a page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corridor.labour_market.figure import Figure
from corridor.labour_market.gap import REGIONS, GapFigure, projected_gap
from corridor.labour_market.projection_checks import Check, checks, not_computable
from corridor.labour_market.projection_facts import Fact, facts
from corridor.labour_market.projection_words import region_told, word
from corridor.web.design import names

YEARS = (2030, 2035)
NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
ENDS = ("_low", "_high")


@dataclass(frozen=True)
class Beside:
    """What sources give of a region beside an unknown gap.

    `yearly`: words, basis and figure of a part of a year; `nearest`: id and words of published totals.
    """

    region: str
    yearly: list[tuple[str, str, Figure]]
    nearest: list[tuple[str, str]]


def gaps(isco08: str | None) -> tuple[GapFigure, ...]:
    """The gap of an occupation, or of all, in each region to each year."""
    return tuple(projected_gap(isco08, region, year) for region in REGIONS for year in YEARS)


def gap_rows(found: Sequence[GapFigure]) -> list[dict[str, Any]]:
    """A row a region and year."""
    lang = names.language()
    return [
        {
            "figure": one,
            "region": region_told(one.region, lang),
            "basis": word(f"basis.{one.basis}", lang),
            "why": one.why(lang),
            "parts": [
                {
                    "sign": "+" if part.sign > 0 else "\u2212",
                    "label": word(f"part.{part.name}", lang),
                    "of": part.figure,
                }
                for part in one.parts
            ],
        }
        for one in found
    ]


def beside(found: Sequence[GapFigure]) -> list[Beside]:
    """What sources give where a gap is unknown, once a region; totals of Belgium stand with Belgium alone."""
    lang, out = names.language(), dict[str, Beside]()
    for one in found:
        if one.value is not None:
            continue
        yearly = [
            (word(f"part.{part.name}", lang), word(f"basis.{part.figure.basis}", lang), part.figure)
            for part in one.yearly
        ]
        own = [(f.id, f"{f.told(lang)}: {f.value_told(lang)}") for f in one.nearest if f.region == one.region]
        if (yearly or own) and one.region not in out:
            out[one.region] = Beside(region_told(one.region, lang), yearly, own)
    return list(out.values())


def totals() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Every published figure by region: id and name of the region, rows."""
    lang = names.language()
    regions = list(dict.fromkeys([*REGIONS, *(fact.region for fact in facts().values())]))
    found = {region: [_row(fact, lang) for fact in facts().values() if fact.region == region] for region in regions}
    return [(region, region_told(region, lang), rows) for region, rows in found.items() if rows]


def _row(fact: Fact, lang: str) -> dict[str, Any]:
    return {
        "fact": fact,
        "what": word(f"variable.{fact.variable}", lang),
        "value": fact.value_told(lang),
        "basis": word(f"basis.{fact.basis}", lang),
    }


def check_rows() -> list[dict[str, Any]]:
    """Every computation with its verdict and the figures it rests on."""
    lang = names.language()
    return [
        {
            "check": one,
            "what": one.what[lang],
            "unit": word(f"unit.{one.unit}", lang),
            "verdict": word(f"verdict.{one.verdict}", lang),
            "state": {"agrees": "met", "differs": "not_met", "computed": "done"}.get(one.verdict, "unknown"),
            "remark": None if one.remark is None else one.remark[lang],
            "rests_on": [(fact.id, fact.told(lang)) for fact in _facts_of(one)],
        }
        for one in checks(None)
    ]


def _facts_of(one: Check) -> Iterator[Fact]:
    """The published figures that a formula names."""
    seen = set[str]()
    for name in NAME.findall(f"{one.formula} {one.against or ''}"):
        for end in ("", *ENDS):
            plain = name.removesuffix(end) if end else name
            if plain in facts() and plain not in seen:
                seen.add(plain)
                yield facts()[plain]


def without() -> list[str]:
    """Why nothing can be computed for some rows."""
    return [one.why[names.language()] for one in not_computable()]


CSV = ("gaps", "totals", "checks")
"""The tables that can be taken along."""


def exported(which: str, isco08: str | None) -> tuple[list[str], list[list[Any]]]:
    """The head and the rows of a table of `CSV`."""
    lang = names.language()
    if which == "gaps":
        head = ["isco08", "region", "year", "value", "low", "high", "permits", "basis", "confidence", "source", "date"]
        head += ["url", "why_unknown"]
        plain = [name for name in head if name not in ("permits", "why_unknown")]
        return head, [
            [
                *(getattr(one, name) for name in plain[:6]),
                one.permits.value,
                *(getattr(one, name) for name in plain[6:]),
                one.why(lang),
            ]
            for one in gaps(isco08)
        ]
    if which == "totals":
        head = ["id", "region", "variable", "period", "value", "low", "high", "unit", "about", "source", "published"]
        head += ["url", "confidence", "basis"]
        return head, [[getattr(fact, name) for name in head] for fact in facts().values()]
    head = ["id", "verdict", "computed", "stated", "tolerance", "unit", "formula", "against"]
    found = [[*(getattr(one, name) for name in head), one.what[lang]] for one in checks(None)]
    return [*head, "what"], found
