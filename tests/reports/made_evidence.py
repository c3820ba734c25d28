"""Made-up evidence on the made-up plan: every kind of list, verdict and gap that a page must tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from corridor.plan.evidence_result import (
    ConditionEvidence,
    GapEvidence,
    GapPart,
    ListEvidence,
    MeasuredEvidence,
    MethodAsked,
    OccupationEvidence,
    PublishedTotal,
    RegionEvidence,
)
from corridor.plan.result import Plan
from tests.reports.made_occupations import text
from tests.reports.made_plan import made_plan

LISTED, TABLE, METHOD, LIMIT, OFFICE, STUDY, TOTAL = (
    "lists/made", "indicators", "measures/made", "measures/limit", "indicators/made/2025", "gap/made", "projections/1"
)  # fmt: skip
SOURCES = {
    LISTED: {"title": text("Made list", "Liste inventée", "Verzonnen lijst"), "url": "https://example.org/list"},
    TABLE: {"title": text("Table given", "Table fournie", "Gegeven tabel"), "url": None},
    METHOD: {"title": text("Made method", "Méthode inventée", "Verzonnen methode"), "url": "https://example.org/m"},
    LIMIT: {"title": text("Made limit", "Seuil inventé", "Verzonnen drempel"), "url": "https://example.org/limit"},
    OFFICE: {"title": "Bureau", "url": "https://example.org/office", "published": "2025"},
    STUDY: {"title": "Studie", "url": None, "published": "2026-01"},
    TOTAL: {"title": "Totaal", "url": "https://example.org/total", "published": "2020-12"},
}
LABEL = text("Rate of filling", "Taux de remplissage", "Graad van invulling")
ASKED = MethodAsked(
    id="made",
    label=text("Made measure", "Mesure inventée", "Verzonnen meting"),
    period="2025",
    basis="assumed",
    confidence="low",
    source=METHOD,
    grades={"shortage": text("grade one", "échelon un", "graad een")},
    labels={"rate": LABEL, "named": text("Named by experts", "Cité par des experts", "Door deskundigen genoemd")},
    units={"rate": "percent", "named": "bool"},
    thresholds={"rate_min": text("Least rate", "Taux minimal", "Laagste graad")},
    caveats=(text("It sees little.", "Elle voit peu.", "Ze ziet weinig."),),
)


def compared(**changes: object) -> ConditionEvidence:
    """A comparison with a threshold that a source gives."""
    plain = ConditionEvidence(
        "rate_low", "rate", 41.5, "<", 62.25, "rate_min", "stated", LIMIT, "met", 137, False, OFFICE, "2025", None
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


CONDITIONS = (
    compared(),
    compared(n=4, low_n=True, result="unknown", value=43.75),
    compared(value=None, source=None, vintage=None, n=None, threshold_source=TABLE, threshold_basis="derived"),
    compared(indicator="named", value=1.0, op=None, threshold=None, threshold_name=None, threshold_source=None),
    compared(value=None, source=None, vintage=None, n=None, threshold_source=None, result="unknown"),
)


def _list(name: str, on: bool | None, acts: bool | None, *marks: str) -> ListEvidence:
    label = text(f"Made list {name}", f"Liste inventée {name}", f"Verzonnen lijst {name}")
    title = (text("Cook", "Cuisinier", "Kok"),) if on else ()
    source = None if "gap" in marks else LISTED
    return ListEvidence(name, label, "2026-01-01", date(2026, 1, 1), on, title, marks, acts, source)


def _measured(verdict: str, *causes: str, group: str | None = None, marks: tuple[str, ...] = ()) -> MeasuredEvidence:
    sources = (METHOD, OFFICE) if group else (METHOD,)
    conditions = CONDITIONS if group else ()
    return MeasuredEvidence("made", "2025", group, verdict, causes, False, marks, conditions, sources)  # type: ignore[arg-type]


def _gap(year: int, value: float | None, *, group: str | None = None, low: float | None = None) -> GapEvidence:
    high = None if low is None or value is None else 2 * value - low
    known = value is not None
    parts = (
        GapPart("demand", 1, 1234.0, None, None, "stated", STUDY, "2026-01"),
        GapPart("stayers", -1, None, None, None, "unknown", None, None),
    )
    return GapEvidence(
        year,
        group,
        value,
        low,
        high,
        "derived" if known else "unknown",
        "low" if known else None,
        (STUDY,) if group else (),
        "2026-01" if known else None,
        None if known else "parts" if group else "no_occupation",
        parts if group else (),
    )


KINDS = (
    OccupationEvidence(
        lists=(_list("a", True, True), _list("b", None, None, "partial"), _list("c", None, False, "gap")),
        measured=(_measured("shortage", "QUANT", group="7112", marks=("assumed", "fragile")),),
        gap=(_gap(2030, 1520.0, group="71", low=1010.0), _gap(2035, None, group="71")),
    ),
    OccupationEvidence(
        lists=(_list("c", None, False, "gap"),),
        measured=(_measured("watch", group="71"), _measured("no_shortage", group="7")),
        gap=(_gap(2030, 1.0, group="7112"), _gap(2035, -20.0, group="7112")),
    ),
    OccupationEvidence(
        lists=(),
        measured=(_measured("unknown", "LOW_N", group="7112"), _measured("unknown", "NO_ROW")),
        gap=(_gap(2030, None), _gap(2035, None)),
    ),
    OccupationEvidence(
        lists=(_list("a", True, False, "secondary", "medium"),),
        measured=(MeasuredEvidence(None, None, None, "unknown", ("NO_TABLE",)),),
        gap=(_gap(2030, None),),
    ),
)
REGION = RegionEvidence(
    {"a": LISTED, "b": LISTED, "c": None},
    (ASKED,),
    (
        PublishedTotal(
            text("Gap of all, 2030", "Écart total, 2030", "Tekort van allen, 2030"),
            text("541 thousand", "541 milliers", "541 duizend"),
            "2020-12",
            "stated",
            "medium",
            TOTAL,
        ),
        PublishedTotal(
            text("Hires of all", "Tous recrutements", "Aanwervingen"),
            text("475 thousand", "475 milliers", "475 duizend"),
            None,
            "stated",
            "high",
            TOTAL,
        ),
    ),
)  # fmt: skip


def evidence_plan() -> Plan:
    """The made-up plan with evidence on its occupations, kind after kind."""
    made = made_plan()
    told = tuple(
        replace(o, evidence=KINDS[n % len(KINDS)] if o.isco08 else None) for n, o in enumerate(made.occupations)
    )
    named = {
        name: {"publisher": None, "read": None, "published": None, **source} for name, source in SOURCES.items()
    }  # fmt: skip
    provenance = replace(made.provenance, sources={**made.provenance.sources, **named})
    return replace(made, occupations=told, evidence=REGION, provenance=provenance)
