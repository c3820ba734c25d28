"""The public demonstration: a synthetic pool of Flanders and its plan, made once and anew when the law changes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl
from django.db import transaction

from corridor.permits.book import book
from corridor.plan import plan as engine
from corridor.plan.result import Plan as Result
from corridor.pool.synthesise import synthesise
from corridor.pool.synthetic_figures import default_today
from corridor.web.audit.domain import record
from corridor.web.plans import files, offered, results
from corridor.web.plans.domain import Progress, of_result, versions_of
from corridor.web.plans.models import Plan
from corridor.web.plans.scores import scores
from corridor.web.pool.domain import delete_dataset, keep_table
from corridor.web.pool.models import Dataset, Kind

REGION, TALENTS, VACANCIES, SEED = "flanders", 20_000, 3_000, 1
REFORMS = ("employer_change_after_12_months", "flanders_medium_skilled_2023")
KEY = uuid.uuid5(uuid.NAMESPACE_URL, "corridor/demo/flanders")
"""The same in every installation and under every law: addresses and what refers to the plan stay."""
NAME = "Demo"


@dataclass(frozen=True)
class Size:
    """How large the demonstration is; tests make a small one."""

    talents: int = TALENTS
    vacancies: int = VACANCIES


def make_demo(
    *, progress: Progress | None = None, today: date | None = None, size: Size | None = None, renew: bool = False
) -> Plan:
    """The demonstration, made where there is none or where the law has changed since; else as it is.

    Two processes that ask at once: one makes it, the other waits for it. A process that is killed leaves what was
    there before.

    Args:
        progress: told of stages.
        today: the date of the plan; that of the synthetic pool if not given.
        size: of the pool.
        renew: make it even where there is one.
    """
    told = progress or (lambda stage, done, total: None)
    day = today or default_today()
    if not renew and (found := current(day)) is not None:
        return found
    with _one_at_a_time():
        found = None if renew else current(day)
        return found or _make(told, day, size or Size())


def current(day: date) -> Plan | None:
    """The demonstration, if it was made for this day, by this version and under this law."""
    wanted = book(REGION).rules
    return Plan.objects.filter(
        pk=KEY, date=day, law_hash=wanted.digest, law_version=wanted.version, finished_at__isnull=False
    ).first()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A lock that ends with the process, however it ends."""
    files.home().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (files.home() / "demo.lock").open("w") as handle:
        try:
            import fcntl
        except ImportError:  # a system without it does the work twice, with the same result
            yield
            return
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make(progress: Progress, day: date, size: Size) -> Plan:
    files.sweep()
    talents, vacancies = _pool(progress, day, size)
    documents = [offered.example(name) for name in REFORMS]
    made = _planned(talents, vacancies, day, progress)
    detail = scores(made, talents, vacancies, seed=SEED, progress=progress)
    progress("write", 0, 1)
    folder = f"demo-{made.provenance.law_hash[:12]}-{day}-{uuid.uuid4().hex[:6]}"
    document = files.place(replace(made, tables={**made.tables, results.SCORES: detail}), folder)
    return _kept(of_result(made, document, folder=folder), talents, vacancies, day, documents)


def _pool(progress: Progress, day: date, size: Size) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The synthetic pool."""
    pool = synthesise(
        size.talents, size.vacancies, SEED, region=REGION, today=day, progress=partial(progress, "synthesise")
    )
    return pool.talents, pool.vacancies


def _planned(talents: pl.DataFrame, vacancies: pl.DataFrame, day: date, progress: Progress) -> Result:
    reforms = [offered.EXAMPLES / f"{name}.yaml" for name in REFORMS]
    return engine(REGION, day, talents, vacancies, reforms=reforms, seed=SEED, progress=progress)


@transaction.atomic
def _kept(
    values: dict[str, Any], talents: pl.DataFrame, vacancies: pl.DataFrame, day: date, documents: list[dict[str, Any]]
) -> Plan:
    """The row of the demonstration, as it is now; datasets and folder of the one before go."""
    before = Plan.objects.filter(pk=KEY).select_related("talents", "vacancies").first()
    tables = {Kind.TALENTS: talents, Kind.VACANCIES: vacancies}
    old = {} if before is None else {Kind.TALENTS: before.talents, Kind.VACANCIES: before.vacancies}
    datasets = {kind: _dataset(kind, table, old.get(kind)) for kind, table in tables.items()}
    found, _ = Plan.objects.update_or_create(
        pk=KEY,
        defaults={
            "name": NAME,
            "region": REGION,
            "date": day,
            "seed": SEED,
            "synthetic": True,
            "public": True,
            "reforms": documents,
            "talents": datasets[Kind.TALENTS],
            "vacancies": datasets[Kind.VACANCIES],
            **versions_of("talents", datasets[Kind.TALENTS]),
            **versions_of("vacancies", datasets[Kind.VACANCIES]),
            **values,
        },
    )
    record("plans.demo_made", actor=None, subject=found, law=found.law_version, digest=found.digest)
    if before is not None and before.folder and before.folder != found.folder:
        transaction.on_commit(partial(files.remove, before.path.name))
    for kind, dataset in old.items():
        if dataset is not None and dataset.pk != datasets[kind].pk:
            delete_dataset(dataset=dataset, actor=None)
    return found


def _dataset(kind: str, table: pl.DataFrame, old: Dataset | None) -> Dataset:
    """The dataset of a table; the one before where it holds the same rows."""
    if old is not None and _same(old, table):
        return old
    return keep_table(organisation=None, kind=kind, name=NAME, table=table, actor=None, synthetic=True)


def _same(old: Dataset, table: pl.DataFrame) -> bool:
    from corridor.web.pool.queries import frame

    return old.is_ready and frame(old).equals(table)
