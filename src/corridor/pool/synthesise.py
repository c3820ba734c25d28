"""A synthetic pool of talents and vacancies: calibrated on sourced figures where there are any, the rest stated.

`synthetic.yaml` holds every figure with its source, or the word that it is assumed, and a note in three languages.
Every row says `synthetic`. The same seed gives the same bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from corridor.pool import synthetic_people as who_
from corridor.pool import synthetic_posts as what_
from corridor.pool.synthetic_draw import pick, texts, with_unknowns
from corridor.pool.synthetic_figures import REGIONS, Occupations, assumptions, default_today, figures, occupations
from corridor.pool.synthetic_tokens import Draw

Progress = Callable[[int, int], None]
PARQUET: dict[str, Any] = {"compression": "zstd", "compression_level": 3, "row_group_size": 131072, "statistics": True}
TALENT_COLUMNS = """
    id title isco08 isco08_other skills education_level experience_years languages licences nationality birth_date
    residence_status residence_country residence_region work_access wish_annual_salary wish_regions available_from sex
    graduated_in_belgium experience_years_last_7 stay_basis permit_held months_on_permit regional_approval
    asylum_months_since_claim
    asylum_first_decision asylum_decision_months enrolled_credits study_period uk_withdrawal_beneficiary synthetic
""".split()  # noqa: SIM905
VACANCY_COLUMNS = """
    id title isco08 posts region nuts employer skills education_level_min experience_years_min languages_min licences
    gross_annual_salary base_monthly_salary start_date posted_on vacancy_weeks vacancy_on_eures vacancy_within_months
    contract_months contract_open_ended duration_days job_level employment employer_country pay_scale employment_rate
    hours_per_week sector activity synthetic
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Pool:
    """A synthetic pool.

    Attributes:
        talents: one row a person, columns `TALENT_COLUMNS`; `synthetic` is true in each.
        vacancies: one row a vacancy, columns `VACANCY_COLUMNS`; `synthetic` is true in each.
        assumptions: what it rests on: `name`, `source` (null where assumed), `note` in en, fr, nl.
    """

    talents: pl.DataFrame
    vacancies: pl.DataFrame
    assumptions: tuple[dict[str, Any], ...]


def synthesise(
    talents: int,
    vacancies: int,
    seed: int,
    *,
    region: str = "flanders",
    today: date | None = None,
    progress: Progress | None = None,
) -> Pool:
    """Draw a synthetic pool for one region.

    Args:
        talents: how many people; where they live follows `places` of the figures.
        vacancies: how many vacancies, all in the region.
        seed: the same seed and numbers give the same pool.
        region: flanders, wallonia, brussels or german_community.
        today: the day around which dates lie; fixed unless given, so that the pool does not change by the day.
        progress: told the rows done and the rows in all.

    Raises:
        ValueError: a negative number or seed, or no such region.
    """
    if talents < 0 or vacancies < 0 or seed < 0:
        raise ValueError(f"talents {talents}, vacancies {vacancies}, seed {seed}: none may be negative")
    if region not in REGIONS:
        raise ValueError(f"region {region!r}: use one of {', '.join(REGIONS)}")
    day = today or default_today()
    known = occupations(region, day)
    told = progress or (lambda done, total: None)
    total = talents + vacancies
    posts = _vacancies(Draw(seed, "vacancies"), vacancies, region, known, day)
    told(vacancies, total)
    people = _talents(
        Draw(seed, "talents"), talents, region, known, day, lambda part: told(vacancies + int(talents * part), total)
    )
    told(total, total)
    return Pool(people, posts, assumptions())


def _talents(
    draw: Draw, n: int, region: str, known: Occupations, today: date, told: Callable[[float], None]
) -> pl.DataFrame:
    who = who_.people(draw, n, region, known)
    told(0.1)
    columns = {
        "id": what_.numbered("T", np.arange(1, n + 1), 7),
        "title": who_.title_column(draw, who, known),
        "isco08": texts(known.codes, who.job),
        **who_.identity(draw, who),
    }
    told(0.3)
    ability, years = who_.ability(draw, who, known, today)
    told(0.8)
    columns |= ability | who_.wishes(draw, who, known, years, today, region)
    return _finished(columns, TALENT_COLUMNS, draw, n)


def _vacancies(draw: Draw, n: int, region: str, known: Occupations, today: date) -> pl.DataFrame:
    job = pick(draw("isco08"), n, known.vacancies)
    offer = what_.offer(draw, known, job, region, today)
    demand, years = what_.demand(draw, known, job, region)
    columns = {
        "id": what_.numbered("V", np.arange(1, n + 1), 6),
        "title": what_.title_column(draw, known, job, region),
        "isco08": texts(known.codes, job),
        **offer,
        **demand,
        **what_.pay(draw, known, job, years, offer["employment_rate"].to_numpy()),
        **what_.publication(draw, known, job, today),
    }
    return _finished(columns, VACANCY_COLUMNS, draw, n)


def _finished(columns: dict[str, pl.Series], order: list[str], draw: Draw, n: int) -> pl.DataFrame:
    """The frame in its order, with the unknowns; a row without an occupation keeps its title."""
    frame = pl.DataFrame(columns | {"synthetic": pl.Series(np.ones(n, dtype=bool))})
    title = frame["title"]
    frame = with_unknowns(frame, figures()[f"unknown_{draw.kind}"], draw.seed, draw.kind)
    kept = pl.when(pl.col("isco08").is_null()).then(title).otherwise(pl.col("title")).alias("title")
    return frame.with_columns(kept).select(order)


def write(pool: Pool, folder: Path) -> None:
    """Write `talents.parquet`, `vacancies.parquet` and `assumptions.json`; each file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "talents.parquet", lambda path: pool.talents.write_parquet(path, **PARQUET))
    _write(folder / "vacancies.parquet", lambda path: pool.vacancies.write_parquet(path, **PARQUET))
    text = json.dumps(list(pool.assumptions), ensure_ascii=False, indent=1) + "\n"
    _write(folder / "assumptions.json", lambda path: path.write_text(text, encoding="utf-8"))


def _write(path: Path, save: Callable[[Path], Any]) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        save(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
