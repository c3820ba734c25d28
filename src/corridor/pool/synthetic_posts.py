"""Synthetic vacancies: what is offered, what is asked, how the vacancy was published."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from corridor.pool.synthetic_draw import ABSENT, Floats, Ints, lists, pick, pick_by, shares, texts
from corridor.pool.synthetic_figures import LEVELS, Occupations, figures
from corridor.pool.synthetic_tokens import Draw, licence_lists, option, skill_lists, title_texts

SKILLS = ("1", "2", "3", "4")
MONTH = 30.44


def offer(draw: Draw, known: Occupations, job: Ints, region: str, today: date) -> dict[str, pl.Series]:
    """Place, employer, pay, contract and start of each vacancy."""
    n = len(job)
    provinces = figures()["provinces"][region]
    each = figures()["employers"]
    makers = max(1, n // each["vacancies_each"])
    employer = (makers * draw("employer").random(n) ** each["skew"]).astype(np.int64)
    start = option(draw, "start_date", figures()["start_dates"], n, "days")
    return {
        "posts": pl.Series(pick(draw("posts"), n, figures()["posts"]) + 1),
        "region": pl.Series([region]).new_from_index(0, n) if n else pl.Series([], dtype=pl.String),
        "nuts": texts(list(provinces), pick(draw("nuts"), n, list(provinces.values()))),
        "employer": numbered("SYN-", employer + 1, 5),
        "employer_country": texts(["BE"], np.zeros(n, dtype=np.int64)),
        "employment": texts(["local"], np.zeros(n, dtype=np.int64)),
        "activity": texts(["other"], np.zeros(n, dtype=np.int64)),
        "sector": _sector(known, job),
        "start_date": pl.Series(np.datetime64(today) + start.astype("timedelta64[D]")),
        **_contract(draw, n),
    }


def numbered(prefix: str, numbers: Ints, width: int) -> pl.Series:
    """Made-up names: a prefix and a number with leading zeros."""
    return pl.select(pl.lit(prefix) + pl.Series(numbers).cast(pl.String).str.zfill(width)).to_series()


def _sector(known: Occupations, job: Ints) -> pl.Series:
    names = [*figures()["sectors"], "other"]
    sector = np.full(len(known.codes), len(names) - 1)
    for index, codes in enumerate(figures()["sectors"].values()):
        sector[known.among(codes)] = index
    return texts(names, sector[job])


def _contract(draw: Draw, n: int) -> dict[str, pl.Series]:
    figure = figures()["contracts"]
    months = option(draw, "contract_months", figure["months"], n)
    open_ended = shares(draw("contract_open_ended"), np.full(n, figure["open_ended"]))
    rate = option(draw, "employment_rate", figure["rates"], n)
    days = np.where(open_ended, figure["open_ended_days"], np.round(months * figure["days_a_month"]))
    return {
        "contract_months": pl.Series(months).set(pl.Series(open_ended), None),
        "contract_open_ended": pl.Series(open_ended),
        "duration_days": pl.Series(days.astype(np.int64)),
        "employment_rate": pl.Series(rate),
        "hours_per_week": pl.Series(np.round(rate * figure["full_time_hours"] / 100, 1)),
    }


def demand(draw: Draw, known: Occupations, job: Ints, region: str) -> tuple[dict[str, pl.Series], Floats]:
    """Level, education, experience, languages, licences and skills asked; and the years asked as numbers."""
    n, skill = len(job), known.skill[job]
    figure = figures()["asked"]
    table = np.array([figures()["job_level"][s] for s in SKILLS], dtype=np.float64)
    level = pick_by(draw("job_level"), table, skill - 1)
    diploma = shares(draw("education_level_min"), np.array([figure["education"][s] for s in SKILLS])[skill - 1])
    lower = shares(draw("one_level_lower"), np.full(n, figure["one_level_lower"]))
    years = option(draw, "experience_years_min", figure["experience"], n).astype(np.float64)
    car = np.full(n, figures()["licences"]["asked_car"])
    scale = shares(draw("pay_scale"), np.array([figures()["pay_scale"][s] for s in SKILLS])[skill - 1])
    everyone = np.ones(n, dtype=bool)
    columns = {
        "job_level": pl.Series(level),
        "education_level_min": pl.Series(level - lower).set(pl.Series(~diploma), None),
        "experience_years_min": pl.Series(years).set(pl.Series(years == 0), None),
        "languages_min": _languages(draw, skill, region),
        "licences": licence_lists(draw, known, job, car, np.ones(n), everyone),
        "skills": skill_lists(draw, known, job),
        "pay_scale": texts(["unskilled", "skilled"], scale.astype(np.int64)),
    }
    return columns, years


def _languages(draw: Draw, skill: Ints, region: str) -> pl.Series:
    words: list[str] = []
    slots: list[Ints] = []
    for entry in figures()["asked_languages"][region]:
        asked = shares(draw(f"languages_min.{entry['language']}"), np.array(entry["share"])[skill - 1])
        level = np.array([LEVELS.index(name) for name in entry["level"]])[skill - 1]
        slots.append(np.where(asked, level + len(words), ABSENT))
        words.extend(f"{entry['language']}:{name}" for name in LEVELS)
    return lists(words, np.stack(slots, axis=1))


def pay(draw: Draw, known: Occupations, job: Ints, years: Floats, rate: Ints) -> dict[str, pl.Series]:
    """Gross annual and basic monthly pay, in proportion to the share of full time."""
    figure = figures()["pay_spread"]
    sigma = figure["sigma"]
    spread = np.exp(sigma * draw("gross_annual_salary").standard_normal(len(job)) - sigma**2 / 2)
    growth = 1 + figure["per_year"] * np.maximum(0.0, years - figure["reference_years"])
    full_time = np.maximum(figures()["pay_floor"] * 12, known.pay[job] * spread * growth)
    annual = np.ceil(full_time * rate / 1000) * 10
    return {
        "gross_annual_salary": pl.Series(annual),
        "base_monthly_salary": pl.Series(np.round(annual / figures()["pay_divisor"], 2)),
    }


def publication(draw: Draw, known: Occupations, job: Ints, today: date) -> dict[str, pl.Series]:
    """When the vacancy was published, for how many weeks, and where."""
    shortage, n = known.shortage[job], len(job)
    days = np.floor(draw("posted_on").standard_exponential(n) * np.where(shortage, *_ages(known)))
    days = np.minimum(days, 365).astype(np.int64)
    eures = figures()["on_eures"]
    listed = shares(draw("vacancy_on_eures"), np.where(shortage, eures["shortage"], eures["others"]))
    return {
        "posted_on": pl.Series(np.datetime64(today) - days.astype("timedelta64[D]")),
        "vacancy_weeks": pl.Series(days // 7),
        "vacancy_on_eures": pl.Series(listed),
        "vacancy_within_months": pl.Series(np.maximum(1, np.ceil(days / MONTH)).astype(np.int64)),
    }


def _ages(known: Occupations) -> tuple[float, float]:
    """Mean days open in shortage occupations and in the others.

    P(days > hard_days) in shortage occupations is hard_share over their share of the vacancies; an exponential law
    with that tail has the mean hard_days / -ln(P).
    """
    figure = figures()["vacancy_age"]
    share = float(known.vacancies[known.shortage].sum() / known.vacancies.sum())
    tail = figure["hard_share"] / share
    return figure["hard_days"] / -np.log(tail), figure["days"]


def title_column(draw: Draw, known: Occupations, job: Ints, region: str) -> pl.Series:
    """Titles in the region's language."""
    return title_texts(draw, known, job, [figures()["titles"][region]], np.zeros(len(job), dtype=np.int64))
