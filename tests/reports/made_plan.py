"""A made-up plan whose numbers add up: the occupations come first, all totals are counted from them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import polars as pl

from corridor.plan.result import (
    REASONS,
    CircleResult,
    Inputs,
    MethodResult,
    Note,
    Plan,
    Provenance,
    ReasonResult,
    ReformResult,
    RouteResult,
    Unknown,
)
from tests.reports.made_occupations import CIRCLES, LEVERS, OCCUPATIONS, POSTS, ROUTES, text
from tests.reports.made_partnership import made_partnership


def circles(more: dict[str, int] | None = None) -> tuple[CircleResult, ...]:
    """The circles, each offered what the one before left; `more` posts filled by a circle."""
    people = {"region": 6120, "country": 1204, "eea": 1310, "third": 1124}
    left, out = POSTS, []
    for name, label in CIRCLES.items():
        filled = sum(o.filled[name] for o in OCCUPATIONS) + (more or {}).get(name, 0)
        out.append(CircleResult(name, label, people[name], left, filled))
        left -= filled
    return tuple(out)


def reasons(fewer: dict[str, int] | None = None) -> tuple[ReasonResult, ...]:
    """The reasons, `fewer` posts under some of them."""
    count: Counter[str] = Counter()
    for occupation in OCCUPATIONS:
        count.update(occupation.reasons)
    posts = {r: count[r] - (fewer or {}).get(r, 0) for r in REASONS}
    return tuple(ReasonResult(r, posts[r], (posts[r] * 9 + 9) // 10) for r in REASONS)


def _routes() -> tuple[RouteResult, ...]:
    placed = sum(o.filled["third"] for o in OCCUPATIONS)
    split = {"medium_skilled_shortage": 58, "eu_blue_card": 41, "seasonal": 26}
    split["highly_skilled"] = placed - sum(split.values())
    return tuple(
        RouteResult(r, ROUTES[r][0], n, ROUTES[r][1], 0 if ROUTES[r][1] is None else n) for r, n in split.items()
    )


MEAN = sum((r.dependence_months or 0) * r.known for r in _routes()) / sum(r.known for r in _routes())


def _reforms() -> tuple[ReformResult, ...]:
    won = {"third": 71, "eea": -2}
    fewer = {"not_allowed": 73, "outcompeted": -2, "undecided": -2}
    fate = (
        ("not_allowed", "filled", 71),
        ("not_allowed", "undecided", 2),
        ("filled", "outcompeted", 2),
        ("nobody", "nobody", 194),
    )
    return (
        ReformResult(
            "flanders_medium_skilled_2023",
            text(
                "The Flemish list of medium-skilled shortage occupations of 2023 is restored",
                "La liste flamande des métiers en pénurie moyennement qualifiés de 2023 est rétablie",
                "De Vlaamse lijst van 2023 wordt hersteld",
            ),
            text(
                "A thought experiment. Our copy of the list is incomplete: the effect is a lower bound.",
                "Une simulation. Notre copie de la liste est incomplète : l'effet est un minimum.",
                "Een gedachte-experiment. Onze kopie van de lijst is onvolledig: het effect is een ondergrens.",
            ),
            circles(won),
            reasons(fewer),
            _routes(),
            tuple({"before": b, "after": a, "posts": n} for b, a, n in fate),
            MEAN,
            MEAN + 1.5,
        ),
        ReformResult(
            "employer_change_after_12_months",
            text(
                "Another employer after 12 months, on every route",
                "Un autre employeur après 12 mois, pour toutes les voies",
                "Een andere werkgever zonder nieuwe toelating na 12 maanden, voor alle routes",
            ),
            text(
                "A thought experiment. Which routes are open stays the same.",
                "Une simulation. Les voies ouvertes restent les mêmes.",
                "Een gedachte-experiment. Welke routes openstaan blijft gelijk.",
            ),
            circles(),
            reasons(),
            _routes(),
            (),
            MEAN,
            12.0,
        ),
    )


def _methods() -> tuple[MethodResult, ...]:
    stable = {c.name: c.filled for c in circles()}
    most = dict(stable) | {
        "region": stable["region"] + 42,
        "country": stable["country"] - 11,
        "eea": stable["eea"] - 9,
        "third": stable["third"] - 20,
    }
    return (
        MethodResult("stable", True, stable, 2611.4, 0, 0, None),
        MethodResult("max_fill", False, most, 2588.9, 173, 0, 0.0),
    )


NOTES = (
    Note(
        "synthetic",
        text(
            "Talents and vacancies are drawn by rule and chance from public counts of 2025.",
            "Les talents et les offres sont tirés, par des règles et le hasard, de comptages publics de 2025.",
            "Talenten en vacatures zijn met regels en toeval getrokken uit openbare tellingen van 2025.",
        ),
        "estat-lfs",
    ),
    Note(
        "presumed",
        text(
            "Where pay, place or date is not stated, it counts as fitting.",
            "Si le salaire, le lieu ou la date n'est pas indiqué, il est tenu pour convenable.",
            "Waar loon, plaats of datum niet vermeld is, geldt het als passend.",
        ),
    ),
    Note(
        "partial",
        text(
            "Only part of the Flemish list for medium-skilled workers is known.",
            "Une partie seulement de la liste flamande pour travailleurs moyennement qualifiés est connue.",
            "Van de Vlaamse lijst voor middengeschoolden is maar een deel bekend.",
        ),
        "slist2",
    ),
    Note(
        "uncertain",
        text(
            "Whether experience alone is enough is judged by the service.",
            "Le service apprécie si l'expérience seule suffit.",
            "Of ervaring alleen volstaat, beoordeelt de dienst.",
        ),
    ),
)
SOURCES: dict[str, dict[str, Any]] = {
    "sl-vdab2026": {
        "title": "Knelpuntberoepen 2026",
        "publisher": "VDAB",
        "url": "https://www.vdab.be/sites/default/files/media/files/Knelpuntberoepen2026.pdf",
        "read": "2026-11-21",
    },
    "slist2": {
        "title": text("List of shortage occupations", "Liste des métiers en pénurie", "Lijst van knelpuntberoepen"),
        "publisher": "vlaanderen.be",
        "url": "https://www.vlaanderen.be/en/work-permits-for-foreign-workers/shortage-occupations",
        "read": date(2026, 11, 1),
    },
    "note-2025": {
        "title": text(
            "Policy note on economic migration",
            "Note de politique sur la migration économique",
            "Beleidsnota economische migratie",
        ),
        "publisher": text("Flemish Government", "Gouvernement flamand", "Vlaamse Regering"),
        "url": None,
        "read": None,
    },
    "estat-lfs": {
        "title": text(
            "Labour force survey by occupation",
            "Enquête sur les forces de travail selon le métier",
            "Arbeidskrachtenenquête naar beroep",
        ),
        "publisher": "Eurostat",
        "url": "https://ec.europa.eu/eurostat/databrowser/view/lfsa_egan2",
        "read": "2026-11-20",
    },
}


def _audit() -> pl.DataFrame:
    rows = [
        ("sex", "f", 4702, 1890, 1504, False),
        ("sex", "m", 5001, 2010, 1602, False),
        ("sex", "x", 51, 20, None, True),
        ("sex", "unknown", 4, None, None, True),
        ("age_band", "25-29", 1601, 701, 560, False),
        ("age_band", "30-34", 1820, 755, 602, False),
        ("age_band", "unknown", 12, 6, 5, False),
        *[
            ("nationality", code, 900 - 40 * n, 300 - 10 * n, 200 - 9 * n, False)
            for n, code in enumerate(("BE", "NL", "FR", "MA", "TR", "PL", "RO", "IT", "ES", "PT", "IN", "SY", "UA"))
        ],
    ]
    frame = pl.DataFrame(
        rows, schema=["dimension", "group", "talents", "considered", "placed", "suppressed"], orient="row"
    )
    return frame.with_columns(share=pl.col("placed") / pl.col("considered"))


def _tables() -> dict[str, pl.DataFrame]:
    filled = sum(c.filled for c in circles())
    vacancies = pl.DataFrame({"id": [f"v{n}" for n in range(40)], "posts": [1] * 40})
    return {
        "vacancies": vacancies,
        "placements": pl.DataFrame(
            {"vacancy": ["v0"] * filled, "talent": [f"secret-person-{n}" for n in range(filled)]}
        ),
        "candidates": pl.DataFrame({"vacancy": ["v0"], "talent": ["secret-person-0"]}),
        "audit": _audit(),
    }


def made_plan(**changes: Any) -> Plan:
    """The made-up plan, or one with some fields changed."""
    values: dict[str, Any] = {
        "region": "flanders",
        "date": date(2026, 11, 21),
        "inputs": Inputs(
            9758,
            3020,
            POSTS,
            {"talents": 31, "vacancies": 4},
            {"brussels": 12, "wallonia": 3},
            {"talents": 1204, "vacancies": 310},
            True,
        ),
        "policy": {
            "region": "flanders",
            "valid_from": date(2025, 1, 1),
            "label": text(
                "Flanders, rest of Belgium, EEA, third countries",
                "Flandre, reste de la Belgique, EEE, pays tiers",
                "Vlaanderen, rest van België, EER, derde landen",
            ),
            "source": "note-2025",
            "assumed": False,
        },
        "circles": circles(),
        "reasons": reasons(),
        "occupations": OCCUPATIONS,
        "routes": _routes(),
        "levers": LEVERS,
        "methods": _methods(),
        "reforms": _reforms(),
        "unknown": (
            Unknown(
                "fact",
                "contract_months",
                text("Length of the contract", "Durée du contrat", "Duur van de overeenkomst"),
                93,
            ),
            Unknown("condition", "language", text("Level of Dutch", "Niveau de néerlandais", "Niveau Nederlands"), 24),
        ),
        "notes": NOTES,
        "provenance": Provenance(
            "0.3.0",
            "2026-11-21",
            "9f2c" * 16,
            "2026-11-21T14:05:00",
            {"talents": "ab12" * 16, "vacancies": "cd34" * 16},
            {"k": 50, "method": "stable", "seed": 1, "scoring": {"weights": {"occupation": 0.35, "skills": 0.35}}},
            SOURCES,
        ),
        "tables": _tables(),
        "partnership": made_partnership(),
    }
    return Plan(**(values | changes))
