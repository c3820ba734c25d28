"""A programme with a small chain, for tests: an item of every kind, linked from evidence to decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from corridor.consultation.dossier import Dossier, from_mapping
from corridor.web.chain.domain import import_dossier
from corridor.web.programmes.models import Programme

LAW = {"kind": "law", "region": "flanders", "name": "hs_salary_min", "day": "2026-01-15"}
OLD = "0" * 64
DOSSIER: dict[str, Any] = {
    "key": "small",
    "title": {"en": "Small review", "fr": "Petit examen", "nl": "Klein onderzoek"},
    "evidence": [
        {
            "key": "threshold",
            "about": {"en": "Salary threshold", "fr": "Seuil salarial", "nl": "Loondrempel"},
            "reference": LAW,
            "seen": {
                "value": 1,
                "sha256": OLD,
                "date": "2025-01-10",
                "text": {"en": "EUR 1", "fr": "1 EUR", "nl": "1 EUR"},
                "source": {"title": {"en": "Official journal"}, "url": "https://example.org/journal"},
            },
        },
        {
            "key": "letter",
            "about": {"en": "A letter", "fr": "Une lettre", "nl": "Een brief"},
            "reference": {"kind": "document", "address": "https://example.org/letter", "place": "p. 2"},
        },
    ],
    "findings": [
        {
            "key": "high-threshold",
            "region": "flanders",
            "kind": "weakness",
            "title": {"en": "The threshold is high", "fr": "Le seuil est élevé", "nl": "De drempel ligt hoog"},
            "text": {"en": "It shuts out starters."},
            "evidence": ["threshold"],
        },
    ],
    "practices": [
        {
            "key": "own-practice",
            "country": "DE",
            "title": {"en": "Lower threshold for starters", "fr": "Seuil réduit", "nl": "Lagere drempel"},
            "what": {"en": "A lower amount in the first years."},
            "for_whom": {"en": "Starters"},
            "confidence": "medium",
            "sources": [{"title": {"en": "A page"}, "url": "https://example.org/p", "read": "2026-10"}],
        },
    ],
    "initiatives": [
        {
            "key": "two-steps",
            "title": {"en": "Two thresholds", "fr": "Deux seuils", "nl": "Twee drempels"},
            "regions": ["flanders"],
            "findings": ["high-threshold"],
            "practices": ["own-practice"],
        },
    ],
    "recommendations": [
        {
            "key": "lower",
            "region": "flanders",
            "title": {"en": "Lower it for starters", "fr": "L’abaisser", "nl": "Verlaag ze"},
            "initiatives": ["two-steps"],
            "regulatory": {"reform": "flanders_medium_skilled_2023", "region": "flanders"},
        },
        {
            "key": "faster",
            "region": "flanders",
            "title": {"en": "Answer faster", "fr": "Répondre plus vite", "nl": "Sneller antwoorden"},
            "findings": ["high-threshold"],
            "procedural": {"region": "flanders", "step": "decision", "days_before": 60, "cost_after": 120.5},
        },
    ],
    "decisions": [
        {
            "key": "taken",
            "body": {"en": "The ministry", "fr": "Le ministère", "nl": "Het ministerie"},
            "outcome": "adopted",
            "recommendations": ["lower"],
            "date": "2026-11-02",
        },
    ],
}


def made_programme(organisation: Any, slug: str = "review", *, published: bool = False) -> Programme:
    """A programme without steps."""
    return Programme.objects.create(
        organisation=organisation,
        slug=slug,
        title={"en": "Review", "fr": "Examen", "nl": "Onderzoek"},
        regions=["flanders"],
        start=date(2026, 1, 1),
        published=published,
    )


def small_dossier(**changed: Any) -> Dossier:
    """The small dossier, with parts changed."""
    return from_mapping({**DOSSIER, **changed})


def made_chain(organisation: Any, actor: Any, slug: str = "review", **kwargs: Any) -> Programme:
    """A programme with the small chain."""
    programme = made_programme(organisation, slug, **kwargs)
    import_dossier(actor=actor, programme=programme, dossier=small_dossier())
    return programme
