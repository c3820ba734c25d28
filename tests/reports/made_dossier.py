# ruff: noqa: E501
"""A small dossier with everything that a report can meet: the unknown, other languages, hostile texts, small numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from corridor.consultation.dossier import Dossier, from_mapping

HOSTILE = "<script>alert(1)</script> {{ title }} {% raise %} #set text(red) & \x07 日本 😀 مرحبا end"


def text(en: str, fr: str | None = None, nl: str | None = None) -> dict[str, str]:
    """A text; the same in all languages where only one is given."""
    return {"en": en, "fr": fr or en, "nl": nl or en}


def _evidence() -> list[dict[str, Any]]:
    law = {"kind": "law", "region": "flanders", "name": "hs_salary_min", "day": "2026-11-01"}
    source = {"title": text("Fees page", "Page des redevances", "Vergoedingen"), "url": "https://example.org/fee"}
    return [
        {
            "key": "fee",
            "about": text("Fee", "Redevance", "Vergoeding"),
            "reference": {**law, "name": "regional_application_fee"},
            "seen": {"value": 999, "sha256": "0" * 64, "date": "2026-11-01", "text": text("€ 999"), "source": source},
            "confidence": "high",
        },
        {"key": "unread", "about": text("Never read"), "reference": law},
        {
            "key": "paper",
            "about": {"nl": "Een nota"},
            "reference": {"kind": "document", "address": "https://example.org/paper", "place": "p. 3"},
            "seen": {"value": "nine weeks", "sha256": "1" * 64, "date": "2026-10-01"},
            "confidence": "low",
            "note": text("A remark"),
        },
    ]


def _findings() -> list[dict[str, Any]]:
    kinds = ("strength", "weakness", "opportunity", "weakness")
    regions = ("flanders", "flanders", "flanders", "brussels")
    rests = (["fee"], ["fee", "paper"], [], ["unread"])
    return [
        {"key": f"f{n}", "region": region, "kind": kind, "title": text(f"Finding {n}", f"Constat {n}", f"Vaststelling {n}"), "text": text(HOSTILE if n == 1 else "Why."), "evidence": keys}
        for n, (kind, region, keys) in enumerate(zip(kinds, regions, rests, strict=True))
    ]  # fmt: skip


def _recommendations() -> list[dict[str, Any]]:
    effect = {"over": "cases", "total": 200, "before": 40, "after": 55, "moved": 15, "date": "2026-11-02"}
    reform = {"reform": "flanders_medium_skilled_2023", "region": "flanders"}
    return [
        {
            "key": "law",
            "region": "flanders",
            "title": text("Change the list", "Modifier la liste", "Wijzig de lijst"),
            "initiatives": ["i1"],
            "findings": ["f1"],
            "evidence": ["fee"],
            "regulatory": {**reform, "effect": {**effect, "basis": text("made-up cases"), "law_version": "0.1"}},
        },
        {"key": "bare", "region": "flanders", "title": text("Not simulated"), "regulatory": reform},
        {
            "key": "step",
            "region": "belgium",
            "title": text("A shorter step", "Une étape plus courte", "Een kortere stap"),
            "text": text("Sooner."),
            "findings": ["f3"],
            "procedural": {"region": "belgium", "step": "decision", "days_before": 90, "days_after": 30, "cost_before": 140},
        },
        {"key": "open", "region": "wallonia", "title": text("Nothing yet")},
    ]  # fmt: skip


def _drafts() -> list[dict[str, Any]]:
    sections = [
        {"key": "s1", "number": "1", "heading": text("The list"), "recommendations": ["law"]},
        {"key": "s2", "number": "2", "heading": text("The step"), "recommendations": ["step"]},
    ]
    comments = [
        {"key": "c1", "section": "s1", "stance": "support", "text": "Good.", "by": "Employers' federation", "answer": {"outcome": "taken_up", "why": text("Agreed.", "D'accord.", "Akkoord.")}},
        {"key": "c2", "section": "s1", "stance": "amend", "text": "Voeg beroepen toe.", "language": "nl", "proposed": "twee beroepen", "answer": {"outcome": "partly"}},
        {"key": "c3", "section": "s2", "stance": "object", "text": HOSTILE, "language": "fr", "by": "Syndicat"},
    ]  # fmt: skip
    rounds = [
        {"number": 1, "opens": "2026-05-01", "closes": "2026-06-01", "sections": sections, "comments": comments},
        {"number": 2, "sections": sections},
    ]
    return [{"key": "draft", "title": text("Draft", "Projet", "Ontwerp"), "rounds": rounds}]


def _programme() -> dict[str, Any]:
    steps = [
        {"key": "kick", "title": text("Kick-off", "Lancement", "Aftrap"), "starts": "2026-01-01", "ends": "2026-01-31", "owner": "Administration", "deliverables": [text("Minutes", "Procès-verbal", "Verslag")], "done": True},
        {"key": "later", "title": text("Later", "Plus tard", "Later"), "done": False},
        {"key": "who-knows", "title": text("Who knows", "Qui sait", "Wie weet")},
    ]  # fmt: skip
    return {"key": "review", "title": text("A review", "Un examen", "Een doorlichting"), "regions": ["flanders"], "steps": steps}  # fmt: skip


def _events() -> list[dict[str, Any]]:
    people = [
        {"date": "2026-03-01", "mode": "on_site", "registered": 80, "attended": 64},
        {"date": "2026-03-01", "mode": "online", "registered": 30},
    ]
    return [
        {"key": "day", "title": text("A day"), "starts": "2026-03-01", "ends": "2026-03-01", "place": "Brussels", "attendance": people},
        {"key": "two", "title": text("Two days"), "starts": "2026-06-01", "ends": "2026-06-02"},
        {"key": "other", "title": text("Another day")},
    ]  # fmt: skip


@cache
def made_dossier() -> Dossier:
    """The dossier."""
    practices = ["be-palim", "eu-talent-pool"]
    return from_mapping(
        {
            "key": "made",
            "title": text("A made-up review", "Un examen inventé", "Een verzonnen doorlichting"),
            "version": "1",
            "written": "2026-11-03",
            "note": text("For tests."),
            "programme": _programme(),
            "evidence": _evidence(),
            "findings": _findings(),
            "practices": practices,
            "initiatives": [
                {"key": "i1", "title": text("Do it", "Le faire", "Doe het"), "regions": ["flanders"], "text": text("So."), "findings": ["f1"], "practices": practices},
                {"key": "i2", "title": text("Everywhere")},
            ],
            "recommendations": _recommendations(),
            "decisions": [
                {"key": "d1", "body": text("Government", "Gouvernement", "Regering"), "outcome": "adopted", "recommendations": ["law"], "date": "2026-09-01"},
                {"key": "d2", "body": text("Council"), "outcome": "postponed", "recommendations": ["step"]},
            ],
            "drafts": _drafts(),
            "events": _events(),
        }
    )  # fmt: skip


def later_dossier() -> Dossier:
    """The dossier in its next version: a finding gone, an initiative new, a text and a date changed."""
    made = made_dossier()
    first = replace(made.findings[0], title={**made.findings[0].title, "en": "Finding zero, said better"})
    new = replace(made.initiatives[1], key="i3", title=text("New one"))
    decided = replace(made.decisions[1], outcome="rejected", body={"nl": "Raad"})
    found = (first, made.findings[1], made.findings[3])
    return replace(
        made, version="2", findings=found, initiatives=(*made.initiatives, new), decisions=(made.decisions[0], decided)
    )


def empty_dossier() -> Dossier:
    """A dossier of nothing."""
    return from_mapping({"key": "empty", "title": {"fr": "Vide"}})
