"""Small datasets and finished plans for tests of every app: made once a session by the real engine, then copied."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from corridor.plan import plan as engine
from corridor.plan.result import Plan as Result
from corridor.plan.writing import DOCUMENT
from corridor.pool.synthesise import synthesise
from corridor.pool.synthetic_figures import default_today
from corridor.web.plans import files, offered
from corridor.web.plans.domain import of_result, versions_of
from corridor.web.plans.models import Plan
from corridor.web.plans.scores import scores
from corridor.web.pool.domain import keep_table
from corridor.web.pool.models import Dataset

TALENTS, VACANCIES, SEED = 400, 60, 3
REFORM = "employer_change_after_12_months"


def _silent(stage: str, done: int, total: int) -> None:
    pass


@cache
def pool(synthetic: bool = True) -> dict[str, pl.DataFrame]:
    """A pool by kind; without the mark where its rows are to count as people."""
    drawn = synthesise(TALENTS, VACANCIES, SEED, region="flanders")
    found = {"talents": drawn.talents, "vacancies": drawn.vacancies}
    return found if synthetic else {kind: frame.drop("synthetic") for kind, frame in found.items()}


@cache
def result(synthetic: bool = True) -> tuple[Result, Path]:
    """A plan of that pool with one reform, and the folder in which it lies written."""
    tables = pool(synthetic)
    reforms = [offered.EXAMPLES / f"{REFORM}.yaml"]
    found = engine("flanders", default_today(), tables["talents"], tables["vacancies"], reforms=reforms, seed=SEED)
    detail = scores(found, tables["talents"], tables["vacancies"], seed=SEED, progress=_silent)
    kept = settings.FILES
    settings.FILES = tempfile.mkdtemp(prefix="corridor-made-plan-")
    try:
        files.place(replace(found, tables={**found.tables, "scores": detail}), "made")
        return found, files.home() / "made"
    finally:
        settings.FILES = kept


def made_dataset(
    organisation: Any = None, kind: str = "talents", *, name: str = "", synthetic: bool = True, **values: Any
) -> Dataset:
    """A ready dataset of an organisation (of none: public); further fields by name."""
    found = keep_table(
        organisation=organisation,
        kind=kind,
        name=name or f"Some {kind}",
        table=pool(synthetic)[kind],
        actor=None,
        synthetic=synthetic,
    )
    if values:
        Dataset.objects.filter(pk=found.pk).update(**values)
        found.refresh_from_db()
    return found


def made_plan(
    organisation: Any = None,
    *,
    name: str = "A plan",
    public: bool = False,
    synthetic: bool = True,
    talents: Dataset | None = None,
    vacancies: Dataset | None = None,
    created_by: Any = None,
    **values: Any,
) -> Plan:
    """A finished plan of an organisation (of none: the public demonstration), with its folder; fields by name."""
    people = talents or made_dataset(organisation, "talents", synthetic=synthetic)
    posts = vacancies or made_dataset(organisation, "vacancies", synthetic=synthetic)
    found, folder = result(synthetic)
    plan = Plan(
        organisation=organisation,
        name=name,
        region="flanders",
        date=found.date,
        seed=SEED,
        talents=people,
        vacancies=posts,
        reforms=[offered.example(REFORM)],
        public=public or organisation is None,
        synthetic=synthetic,
        created_by=created_by,
        **versions_of("talents", people),
        **versions_of("vacancies", posts),
    )
    for field, value in {**of_result(found, (folder / DOCUMENT).read_bytes(), folder=str(plan.pk)), **values}.items():
        setattr(plan, field, value)
    shutil.copytree(folder, plan.path)
    plan.save()
    return plan
