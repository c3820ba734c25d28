"""The simulated effect of a regulatory recommendation: its reform, run on cases or on a plan, before and after.

The work is that of the permits and plan rooms; here it becomes numbers that a dossier can carry.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.consultation.chain.items import RegulatoryChange, SimulatedEffect
from corridor.consultation.chain.references.found import NotRead
from corridor.consultation.form import Text
from corridor.permits.book import law_version
from corridor.rules.errors import ReformError, RuleFileError

if TYPE_CHECKING:
    import polars as pl

    from corridor.permits.compare import Comparison
    from corridor.plan.result import Plan

WORDS = Path(__file__).parent / "effect_words.json"
LAW_REFORMS = Path(__file__).parents[2] / "law" / "reforms"
SHIPPED_REFORMS = Path(__file__).parents[1] / "shipped" / "reforms"


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(WORDS.read_text(encoding="utf-8"))
    return found


def basis(key: str, **values: object) -> Text:
    """What cases or posts are, in words: `worked_cases`, `synthetic_pairs`, `own_cases`."""
    return {lang: text.format(**values) for lang, text in _words()[key].items()}


@cache
def shipped_reforms() -> dict[str, Path]:
    """The reforms that ship, by id: those of the law data and those of the example."""
    return {path.stem: path for place in (LAW_REFORMS, SHIPPED_REFORMS) for path in sorted(place.glob("*.yaml"))}


def reform_path(change: RegulatoryChange, *, folder: Path | None = None) -> Path:
    """The file of a change's reform: in the dossier's folder, where there is one; else one that ships, by its id.

    Raises:
        NotRead: there is none.
    """
    if folder is not None:
        try:
            own = Path(change.reform).expanduser()
            own = own if own.is_absolute() else folder / own
            if own.is_file():
                return own
        except (OSError, ValueError, RuntimeError) as error:  # no name of a file
            raise NotRead(change.reform, "reference_no_file") from error
    found = shipped_reforms().get(change.reform)
    if found is None:
        raise NotRead(change.reform, "reference_no_file")
    return found


def fits(change: RegulatoryChange, *, folder: Path | None = None) -> Text:
    """The label of a change's reform, after it was held against the law of its region.

    Raises:
        NotRead: there is no such file, or the reform is faulty or does not fit the law.
    """
    from corridor.permits.book import amended
    from corridor.permits.case import REGIONS
    from corridor.rules.reform import read_reform

    path = reform_path(change, folder=folder)
    regions = REGIONS if change.region == "belgium" else (change.region,)
    try:
        reform = read_reform(path)
        for region in regions:
            amended(reform, region)
    except (ReformError, RuleFileError, OSError) as error:
        raise NotRead(path.name, "reference_unreadable", why=str(error)) from error
    return dict(reform.label)


def on_cases(
    change: RegulatoryChange,
    cases: pl.DataFrame,
    *,
    basis: Text,
    today: date | None = None,
    folder: Path | None = None,
) -> SimulatedEffect:
    """The reform on a table of cases: how many have a way to work, before and after.

    Args:
        change: of a recommendation.
        cases: as `corridor permits evaluate` reads them; those of other regions are left out, save of `belgium`.
        basis: what the cases are, in words; it travels with the numbers.
        today: the day that is noted.
        folder: where relative paths begin.

    Raises:
        NotRead: there is no such reform. CaseError: a case cannot be read.
        ReformError, RuleFileError: the reform does not fit the law.
    """
    import polars as pl

    from corridor.permits.compare import compare

    rows = cases if change.region == "belgium" else cases.filter(pl.col("region") == change.region)
    found = compare(rows, reform_path(change, folder=folder))
    was, now = _dependence(found)
    return SimulatedEffect(
        "cases",
        rows.height,
        basis=basis,
        date=today or date.today(),
        months_before=was,
        months_after=now,
        law_version=law_version(),
        **_ways_open(found),
    )


def _dependence(found: Comparison) -> tuple[float | None, float | None]:
    """Mean months of dependence before and after, over all cases of which it is known."""
    cases = float(found.dependence["cases"].sum()) if found.dependence.height else 0.0
    if not cases:
        return None, None
    weight = found.dependence["cases"]
    was, now = (float((found.dependence[name] * weight).sum()) / cases for name in ("before", "after"))
    return round(was, 2), round(now, 2)


def _ways_open(found: Comparison) -> dict[str, int]:
    """Cases with a way to work before and after, those of which that is not known, and those whose answer moves."""
    if not found.cases.height:
        return dict.fromkeys(("before", "after", "moved", "unknown_before", "unknown_after"), 0)
    was, now = found.cases["any_way_before"], found.cases["any_way_after"]
    return {
        "before": int(was.sum()),
        "after": int(now.sum()),
        "moved": int(was.ne_missing(now).sum()),
        "unknown_before": was.null_count(),
        "unknown_after": now.null_count(),
    }


def on_plan(
    change: RegulatoryChange,
    talents: pl.DataFrame,
    vacancies: pl.DataFrame,
    day: date,
    *,
    basis: Text,
    today: date | None = None,
    folder: Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> SimulatedEffect:
    """The reform on a plan: posts filled before and after.

    Args:
        change: of one region.
        talents, vacancies, day: as of `corridor.plan.plan`.
        basis: what the tables are, in words.
        today, folder: as of `on_cases`.
        progress: as of `corridor.plan.plan`.

    Raises:
        NotRead: there is no such reform. PlanError: it cannot be planned with the region, tables or reform.
    """
    from corridor.plan.planning import plan

    made = plan(change.region, day, talents, vacancies, reforms=[reform_path(change, folder=folder)], progress=progress)
    return of_plan(made, basis=basis, today=today)


def of_plan(made: Plan, *, reform: str | None = None, basis: Text, today: date | None = None) -> SimulatedEffect:
    """The effect of a reform that a plan was already compared under: the one of that id, else the first.

    Raises:
        NotRead: the plan has no such reform.
    """
    results = [one for one in made.reforms if reform is None or one.id == reform]
    if not results:
        raise NotRead(reform or "reforms", "reference_nothing_there")
    before = sum(circle.filled for circle in made.circles)
    after = sum(circle.filled for circle in results[0].circles)
    moved = sum(row["posts"] for row in results[0].moved if row["before"] != row["after"])
    return SimulatedEffect(
        "posts", made.inputs.posts, before, after, basis, today or date.today(), moved, law_version=law_version()
    )


def of_plan_document(
    document: dict[str, Any], *, reform: str | None = None, basis: Text, today: date | None = None
) -> SimulatedEffect:
    """As `of_plan`, of a `plan.json` that was read.

    Raises:
        NotRead: the document has no such reform.
    """
    results = [one for one in document.get("reforms", ()) if reform is None or one["id"] == reform]
    if not results:
        raise NotRead(reform or "reforms", "reference_nothing_there")
    before = sum(circle["filled"] for circle in document["circles"])
    after = sum(circle["filled"] for circle in results[0]["circles"])
    moved = sum(row["posts"] for row in results[0]["moved"] if row["before"] != row["after"])
    total = document["inputs"]["posts"]
    return SimulatedEffect(
        "posts", total, before, after, basis, today or date.today(), moved, law_version=law_version()
    )


def worked_cases(region: str, day: date) -> pl.DataFrame:
    """The worked cases of the law data that stand in a region, as if all were filed on a day: public, no person."""
    import polars as pl
    import yaml

    from corridor.permits.case_table import checked

    file = Path(__file__).parents[2] / "permits" / "worked_cases.yaml"
    raw = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    rows = [
        {"id": one["id"], "region": one["region"], "application_date": day} | one["facts"]
        for one in raw
        if region in (one["region"], "belgium")
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None, strict=False) if rows else pl.DataFrame()
    return checked(frame).frame if rows else frame


def synthetic_pairs(region: str, day: date, *, talents: int, vacancies: int, seed: int) -> pl.DataFrame:
    """Pairs of a synthetic pool that hang on the law of a region alone, as cases; no row is a person.

    Raises:
        PlanError: the region or the day cannot be planned with.
    """
    from corridor.plan.pairs import plan_pairs
    from corridor.plan.planning import plan
    from corridor.plan.writing import write
    from corridor.pool.synthesise import synthesise

    pool = synthesise(talents, vacancies, seed, region=region)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "plan"
        write(plan(region, day, pool.talents, pool.vacancies, seed=seed), folder)
        return plan_pairs(folder, pool.talents, pool.vacancies, seed=seed).frame
