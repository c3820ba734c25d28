"""Plans are asked for, made, shown to others, deleted."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.db import transaction
from django.utils import timezone

from corridor.plan import plan as engine
from corridor.plan.evidence import EvidenceAsked
from corridor.plan.result import Plan as Result
from corridor.web.audit.domain import record
from corridor.web.evidence.measured import read
from corridor.web.jobs.domain import start, stop
from corridor.web.jobs.models import ENDED, Job
from corridor.web.plans import files, offered, results
from corridor.web.plans.faults import PlanFault, as_fault
from corridor.web.plans.models import Plan
from corridor.web.plans.scores import scores
from corridor.web.pool.models import Dataset
from corridor.web.pool.queries import frame

RUN = "plans.run"
Progress = Callable[[str, int, int], None]


@transaction.atomic
def create_plan(
    *,
    actor: Any,
    organisation: Any,
    name: str,
    region: str,
    date: date,
    talents: Dataset,
    vacancies: Dataset,
    method: str = "stable",
    place_undecided: bool = False,
    seed: int = 0,
    reforms: Sequence[dict[str, Any]] = (),
    indicators: str = "",
    measures: Sequence[str] = (),
    period: str = "",
) -> Plan:
    """Ask for a plan; it is made in the background.

    Args:
        actor: who asks.
        organisation: whose it is.
        name: what it is called.
        region, date, method, place_undecided, seed: as `corridor.plan.plan` takes them.
        talents, vacancies: datasets of the organisation, or public ones.
        reforms: documents of reforms; kept as they are now.
        indicators, measures, period: a table as CSV, the methods that measure shortages with it, and its period.
    """
    made = Plan.objects.create(
        organisation=organisation,
        name=name,
        region=region,
        date=date,
        talents=talents,
        vacancies=vacancies,
        method=method,
        place_undecided=place_undecided,
        seed=seed,
        reforms=list(reforms),
        indicators=indicators,
        measures=list(measures),
        period=period,
        created_by=actor,
    )
    record("plans.created", actor=actor, subject=made, organisation=organisation, region=region, reforms=len(reforms))
    start(RUN, actor=actor, organisation=organisation, subject=made.pk, plan=str(made.pk))
    return made


@transaction.atomic
def run_again(*, plan: Plan, actor: Any) -> None:
    """Make a plan that failed or was stopped once more. One that has a result, or is being made, is left alone."""
    latest = Job.objects.select_for_update().filter(subject=plan.pk).first()
    if plan.finished or (latest is not None and not latest.ended):
        return
    record("plans.run_again", actor=actor, subject=plan, organisation=plan.organisation)
    start(RUN, actor=actor, organisation=plan.organisation, subject=plan.pk, plan=str(plan.pk))


def make(*, key: UUID, progress: Progress) -> None:
    """Do the work of a plan: read, plan, write the folder, and only then say so in the database.

    It may be begun again after a crash: a plan that has its result is left alone.

    Raises:
        PlanFault, PlanError, PoolError, SearchError: why it cannot be made, in three languages.
    """
    files.sweep()
    asked = Plan.objects.filter(pk=key, finished_at=None).select_related("talents", "vacancies").first()
    if asked is None:
        return
    try:
        talents = _read(asked.talents, progress, 0)
        vacancies = _read(asked.vacancies, progress, 1)
        made = _made(asked, talents, vacancies, progress)
        detail = scores(made, talents, vacancies, seed=asked.seed, progress=progress)
        progress("write", 0, 1)
        document = files.place(replace(made, tables={**made.tables, results.SCORES: detail}), str(key))
    except Exception as error:
        fault = as_fault(error)
        if fault is error:
            raise
        raise fault from error
    if not finish(
        asked=asked, made=made, document=document, synthetic=is_synthetic(talents) and is_synthetic(vacancies)
    ):
        files.remove(str(key))
    files.clear(str(key))


def _read(dataset: Dataset | None, progress: Progress, number: int) -> pl.DataFrame:
    if dataset is None:
        raise PlanFault("dataset_gone")
    if not dataset.is_ready:
        raise PlanFault("dataset_not_ready", place=dataset.name, name=dataset.name)
    progress("read", number, 2)
    return frame(dataset)


def _made(asked: Plan, talents: pl.DataFrame, vacancies: pl.DataFrame, progress: Progress) -> Result:
    with tempfile.TemporaryDirectory(prefix="corridor-reforms-") as folder:
        return engine(
            asked.region,
            asked.date,
            talents,
            vacancies,
            reforms=offered.write(asked.reforms, Path(folder)),
            method=asked.method,  # type: ignore[arg-type]
            place_undecided=asked.place_undecided,
            seed=asked.seed,
            evidence=_evidence(asked),
            progress=progress,
        )


def _evidence(asked: Plan) -> EvidenceAsked:
    table = read(asked.indicators) if asked.indicators else None
    return EvidenceAsked(table, tuple(asked.measures), asked.period or None)


def is_synthetic(table: pl.DataFrame) -> bool:
    """Every row says that it is no person; a table that does not say is one of people."""
    return "synthetic" in table.columns and bool(table["synthetic"].fill_null(False).all())


@transaction.atomic
def finish(*, asked: Plan, made: Result, document: bytes, synthetic: bool) -> bool:
    """Say that a plan has its result; False where it was deleted meanwhile, or another worker was first."""
    values = {
        **of_result(made, document, folder=str(asked.pk)),
        "synthetic": synthetic,
        **versions_of("talents", asked.talents),
        **versions_of("vacancies", asked.vacancies),
    }
    if not Plan.objects.filter(pk=asked.pk, finished_at=None).update(**values):
        return Plan.objects.filter(pk=asked.pk).exists()
    record(
        "plans.made", actor=asked.created_by, subject=asked, organisation=asked.organisation, digest=values["digest"]
    )
    return True


def of_result(made: Result, document: bytes, *, folder: str) -> dict[str, Any]:
    """What the database keeps of a result."""
    filled = sum(circle.filled for circle in made.circles)
    return {
        "folder": f"{files.home().name}/{folder}",
        "digest": hashlib.sha256(document).hexdigest(),
        "law_version": made.provenance.law_version,
        "law_hash": made.provenance.law_hash,
        "posts": filled + made.unfilled,
        "filled": filled,
        "finished_at": timezone.now(),
    }


def versions_of(name: str, dataset: Dataset | None) -> dict[str, Any]:
    """What was read of a dataset."""
    assert dataset is not None
    return {f"{name}_version": dataset.version, f"{name}_sha256": dataset.sha256}


@transaction.atomic
def make_public(*, plan: Plan, actor: Any) -> None:
    """Let everybody see a plan: all of it where no row is a person, else rounded counts alone.

    Raises:
        PlanFault: it has no result.
    """
    if not plan.finished:
        raise PlanFault("not_public")
    if Plan.objects.filter(pk=plan.pk, public=False).update(public=True):
        record("plans.made_public", actor=actor, subject=plan, organisation=plan.organisation, synthetic=plan.synthetic)


@transaction.atomic
def make_private(*, plan: Plan, actor: Any) -> None:
    """Show a plan to its organisation alone."""
    if Plan.objects.filter(pk=plan.pk, public=True).update(public=False):
        record("plans.made_private", actor=actor, subject=plan, organisation=plan.organisation)


@transaction.atomic
def delete_plan(*, plan: Plan, actor: Any) -> None:
    """Delete a plan with its result; where it is being made, that stops."""
    for job in Job.objects.filter(subject=plan.pk).exclude(state__in=ENDED):
        stop(job=job, actor=actor)
    record("plans.deleted", actor=actor, subject=plan, organisation=plan.organisation, digest=plan.digest)
    plan.delete()


@transaction.atomic
def people_seen(*, plan: Plan, actor: Any, vacancy: str, rows: int) -> None:
    """Write down that somebody looked at the people of a vacancy; not where no row is a person."""
    if rows and not plan.synthetic:
        record(
            "plans.people_seen", actor=actor, subject=plan, organisation=plan.organisation, vacancy=vacancy, rows=rows
        )


@transaction.atomic
def downloaded(*, plan: Plan, actor: Any, file: str) -> None:
    """Write down that somebody took a file of a plan away; not where no row is a person."""
    if not plan.synthetic:
        record("plans.downloaded", actor=actor, subject=plan, organisation=plan.organisation, file=file)


def forget_people(*, plans: Sequence[Plan], talents: Sequence[str]) -> None:
    """Take people out of the tables of plans, once the present transaction is committed; the counts stay."""
    for plan in plans:
        if plan.folder:
            transaction.on_commit(partial(files.forget, plan.path, list(talents)))


def make_demo(*, progress: Progress | None = None, today: date | None = None) -> Plan:
    """The public demonstration plan: made where there is none or the law has changed since; else as it is."""
    from corridor.web.plans import demo

    return demo.make_demo(progress=progress, today=today)
