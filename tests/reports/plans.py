"""Plans for the tests: the made-up one, and those at the edges of what a plan can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import polars as pl

from corridor.plan.result import (
    REASONS,
    CircleResult,
    Inputs,
    LeverResult,
    Note,
    OccupationResult,
    OnList,
    Plan,
    Provenance,
    ReasonResult,
    RouteResult,
)
from corridor.plan.words import words
from tests.reports.made_evidence import evidence_plan
from tests.reports.made_occupations import CIRCLES, ROUTES, text
from tests.reports.made_plan import made_plan

HOSTILE = "<script>alert('x')</script> & \"quoted\""


def small_plan(
    filled: int = 0, unfilled: int = 0, *, occupations: int = 1, reason: str = "nobody", region: str = "brussels"
) -> Plan:
    """A plan of one circle and one reason, with nothing that is optional."""
    share = unfilled // occupations if occupations else 0
    found = tuple(
        OccupationResult(
            f"{1111 + n}",
            text(f"Work {n}", f"Métier {n}", f"Werk {n}"),
            share,
            share,
            0,
            None,
            (),
            {},
            {reason: share} if share else {},
            None,
        )
        for n in range(occupations)
    )
    return Plan(
        region=region,
        date=date(2026, 2, 1),
        inputs=Inputs(0, 0, filled + unfilled, {}, {}, {}, False),
        policy={
            "region": region,
            "valid_from": None,
            "label": text("One order", "Un ordre", "Eén volgorde"),
            "source": None,
            "assumed": True,
        },
        circles=(CircleResult("region", CIRCLES["region"], 0, filled + unfilled, filled),),
        reasons=tuple(ReasonResult(r, unfilled if r == reason else 0, 0) for r in REASONS),
        occupations=found,
        routes=(),
        levers=(),
        methods=(),
        reforms=(),
        unknown=(),
        notes=(),
        provenance=Provenance("0.3.0", "2026-11-21", "0" * 64, None, {}, {}, {}),
        tables={},
    )


def odd_plan() -> Plan:
    """The made-up plan with what is rare: levers without size, a source that is missing, no dependence known."""
    levers = [LeverResult("undecided", "ask_condition", 1, subject={"condition": c}) for c in CONDITIONS]
    levers += [LeverResult("nobody", "attract", n, people=None) for n in range(1, 15)]
    law = {"label": ROUTES["seasonal"][0], "text": {}, "source": "slist2", "article": "18 §2"}
    many = tuple({"isco08": o.isco08, "label": o.label, "posts": 1} for o in made_plan().occupations[:5])
    uncoded = {"isco08": "", "label": text("", "", ""), "posts": 1}
    levers.append(LeverResult("not_allowed", "reform", 2, subject=law, occupations=(uncoded, *many)))
    odd_list = OnList(
        "actiris", text("Actiris list", "Liste d'Actiris", "Actirislijst"), date(2025, 7, 1), "gone", True
    )
    made = made_plan()
    first = replace(made.occupations[0], lists=(odd_list,), lever=None)
    second = replace(made.occupations[1], lever=made.levers[0])
    return made_plan(
        levers=tuple(levers),
        occupations=(
            first,
            second,
            *made.occupations[2:],
            *(replace(made.occupations[-1], isco08=f"999{n}") for n in range(3)),
        ),
        routes=(RouteResult("seasonal", ROUTES["seasonal"][0], 1, None, 0),),
        methods=(replace(made.methods[1], chosen=True, gap=0.0012),),
        notes=(*made.notes, Note("assumed", text("Taken so.", "Pris ainsi.", "Zo genomen."), "gone")),
    )


CONDITIONS = tuple(key.split(".")[1] for key in words().entries if key.startswith("condition."))


def hostile_plan() -> Plan:
    """Texts that would break a page that does not escape, and an address that must not be followed."""
    bad = text(HOSTILE, HOSTILE, HOSTILE)
    made = made_plan()
    provenance = replace(
        made.provenance,
        sources={"s": {"title": bad, "publisher": HOSTILE, "url": "javascript:alert(1)", "read": HOSTILE}},
    )
    audit = pl.DataFrame(
        {
            "dimension": ["nationality"],
            "group": [HOSTILE],
            "talents": [9],
            "considered": [9],
            "placed": [9],
            "suppressed": [False],
            "share": [1.0],
        }
    )
    return made_plan(
        circles=tuple(replace(c, label=bad) for c in made.circles),
        occupations=tuple(replace(o, label=bad) for o in made.occupations),
        notes=(Note("assumed", bad, HOSTILE),),
        provenance=provenance,
        tables={"audit": audit},
    )


EDGES = {
    "made": made_plan,
    "odd": odd_plan,
    "evidence": evidence_plan,
    "hostile": hostile_plan,
    "nothing": lambda: small_plan(occupations=0),
    "all filled": lambda: small_plan(filled=7, region="wallonia"),
    "one filled": lambda: small_plan(filled=1, region="german_community"),
    "one open": lambda: small_plan(unfilled=1),
    "two occupations": lambda: small_plan(unfilled=8, occupations=2),
    "three occupations": lambda: small_plan(filled=1, unfilled=9, occupations=3, reason="undecided"),
    "four occupations": lambda: small_plan(unfilled=8, occupations=4),
    "no code": lambda: replace(
        small_plan(unfilled=4), occupations=(replace(small_plan(unfilled=4).occupations[0], isco08=""),)
    ),
    **{reason: partial(small_plan, unfilled=2, reason=reason) for reason in REASONS},
    "most": lambda: replace(
        small_plan(unfilled=10),
        reasons=tuple(ReasonResult(r, {"nobody": 9, "not_qualified": 1}.get(r, 0), 1) for r in REASONS),
    ),
}
