"""The partnership part of the made-up plan: a gap that no scheme fills, one that is filled, one with nothing known."""

from __future__ import annotations

from typing import Any

from tests.reports.made_occupations import OCCUPATIONS, text

BUDGET = {
    "mean": 1_214_100.4,
    "q80": 1_354_900.2,
    "per_placement": 90_000.0,
    "by_payer": [["eu", 1e6, 1.1e6]],
    "draws": 200,
}
SAID = {
    "en": ["It is not reached, however many begin.", "Posts: eleven are pledged."],
    "fr": ["L'objectif n'est pas atteint, quel que soit le nombre.", "Postes : onze sont promis."],
    "nl": ["Het wordt niet gehaald, hoeveel er ook beginnen.", "Posten: elf zijn toegezegd."],
}


def _place(code: str, name: dict[str, str], evidence: list[str], flags: list[dict[str, Any]]) -> dict[str, Any]:
    part = {
        "id": "occupation",
        "label": text("Schemes for this work", "Projets pour ce métier", "Projecten voor dit werk"),
        "value": 1.0 if evidence else None,
        "weight": 0.3,
        "evidence": evidence,
    }
    return {
        "country": code, "name": name, "low": 0.3, "high": 0.85, "parts": [part], "flags": flags, "schemes": evidence,
    }  # fmt: skip


FLAG = {
    "profile": "2221",
    "origin": "NP",
    "isco08": "2221",
    "decided": False,
    "text": text("Red: a health occupation.", "Rouge : une profession de santé.", "Rood: een gezondheidszorgberoep."),
}


def _sizing(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "by": "2029-11-21", "probability": 0.8, "reached": False, "intake": None, "people": None, "largest": 0,
        "chance": {"estimate": 0.0, "low": 0.0, "draws": 200}, "budget": None, "limits": [], "together": [],
        "pledges": None,
    }  # fmt: skip
    return found | changes


def _assumptions() -> list[dict[str, Any]]:
    label = text("People who find no job", "Personnes sans emploi", "Mensen zonder baan")
    figures = {"basis": "assumed", "confidence": "low", "low": 0.05, "high": 0.4, "mean": 0.2}
    kinds = {"rate": "stages.a.loss", "duration": "stages.a.months", "cost": "stages.a.price", "ratio": "applicants"}
    return [{"name": name, "kind": kind, "label": label, **figures} for kind, name in kinds.items()]


def made_partnership() -> tuple[dict[str, Any], ...]:
    """Three occupations of the made-up plan."""
    caveat = text("A list of places to look.", "Une liste de pistes.", "Een lijst van plaatsen om te zoeken.")
    places = [
        _place("MA", text("Morocco", "Maroc", "Marokko"), ["SMP001", "SMP036"], []),
        _place("NP", text("Nepal (a country)", "Népal (un pays)", "Nepal (een land)"), [], [FLAG]),
    ]
    pledges = {"grade": "signed_vacancy", "posts": 34, "intake": 42, "people": 84, "budget": BUDGET}
    sizings = (
        _sizing(pledges=pledges),
        _sizing(reached=True, intake=20, people=40, largest=9, budget=BUDGET),
        _sizing(),
    )
    return tuple(
        {
            "isco08": occupation.isco08,
            "label": occupation.label,
            "posts": 12,
            "nobody": 2,
            "not_qualified": 9,
            "target": 11 if number != 1 else 9,
            "sizing": sizing,
            "words": SAID,
            "none_why": None if sizing["reached"] else SAID,
            "assumptions": _assumptions(),
            "proposals": places if number < 2 else [],
            "caveat": caveat,
        }
        for number, (occupation, sizing) in enumerate(zip(OCCUPATIONS[:3], sizings, strict=True))
    )
