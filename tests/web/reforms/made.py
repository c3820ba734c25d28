"""Reforms, and a plan with enough pairs to move: made once a session by the real engine, then copied."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from corridor.plan import plan as engine
from corridor.plan.result import Plan as Result
from corridor.plan.writing import DOCUMENT as PLAN_JSON
from corridor.pool.synthesise import synthesise
from corridor.pool.synthetic_figures import default_today
from corridor.web.plans import files
from corridor.web.plans.domain import of_result, versions_of
from corridor.web.plans.models import Plan
from corridor.web.pool.domain import keep_table
from corridor.web.reforms.models import Reform
from corridor.web.reforms.trials import Ready, prepared

TALENTS, VACANCIES, SEED = 6000, 900, 5
PAY = "flanders.hs_salary_min"
LIST = "flanders.medium_skilled"
TITLE = {"en": "A lower threshold", "fr": "Un seuil plus bas", "nl": "Een lagere drempel"}
DOCUMENT: dict[str, Any] = {
    "id": "lower_pay",
    "label": TITLE,
    "parameters": {PAY: {"from": "2026-11-21", "later": "replace", "value": 30000}},
}


@cache
def pool(synthetic: bool = True) -> dict[str, pl.DataFrame]:
    """A pool by kind; without the mark where its rows are to count as people."""
    drawn = synthesise(TALENTS, VACANCIES, SEED, region="flanders")
    found = {"talents": drawn.talents, "vacancies": drawn.vacancies}
    return found if synthetic else {kind: frame.drop("synthetic") for kind, frame in found.items()}


@cache
def result() -> tuple[Result, Path]:
    """A plan of that pool, and the folder in which it lies written."""
    tables = pool()
    found = engine("flanders", default_today(), tables["talents"], tables["vacancies"], seed=SEED)
    kept = settings.FILES
    settings.FILES = tempfile.mkdtemp(prefix="corridor-laboratory-")
    try:
        files.place(found, "made")
        return found, files.home() / "made"
    finally:
        settings.FILES = kept


def finished_plan(organisation: Any = None, *, synthetic: bool = True, public: bool = False, **values: Any) -> Plan:
    """A finished plan of an organisation (of none: public); further fields by name."""
    found, folder = result()
    tables = {
        kind: keep_table(organisation=organisation, kind=kind, name=kind, table=frame, actor=None, synthetic=synthetic)
        for kind, frame in pool(synthetic).items()
    }
    plan = Plan(
        organisation=organisation,
        name="A plan",
        region="flanders",
        date=found.date,
        seed=SEED,
        synthetic=synthetic,
        public=public or organisation is None,
        **tables,
        **versions_of("talents", tables["talents"]),
        **versions_of("vacancies", tables["vacancies"]),
    )
    of_this = of_result(found, (folder / PLAN_JSON).read_bytes(), folder=f"plans/{plan.pk}")
    for field, value in {**of_this, "folder": f"plans/{plan.pk}", **values}.items():
        setattr(plan, field, value)
    shutil.copytree(folder, plan.path)
    plan.save()
    return plan


def ready(plan: Plan) -> Ready:
    """The trial of a plan."""
    found = prepared(plan, patience=120)
    assert found.ready is not None, found.error
    return found.ready


def made_reform(organisation: Any, owner: Any, plan: Plan | None, **values: Any) -> Reform:
    """A kept reform; further fields by name."""
    given = {"name": "Lower pay", "region": "flanders", "document": DOCUMENT, **values}
    return Reform.objects.create(organisation=organisation, owner=owner, plan=plan, **given)
