"""Synthetic talents: who they are (place, nationality, status), what they can do, what they wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from corridor.pool.synthetic_draw import ABSENT, Bools, Floats, Ints, fitted, lists, pick, pick_by, shares, texts
from corridor.pool.synthetic_figures import LEVELS, REGIONS, Occupations, figures
from corridor.pool.synthetic_tokens import Draw, licence_lists, option, other_codes, skill_lists, title_texts

PLACES = ("own_region", "other_regions", "eea", "third")
CITIZENSHIPS = ("belgian", "eu", "third")
GROUPS = ("belgian", "eu", "third", "eea", "abroad")
"""Belgians, other EEA citizens and third-country citizens in Belgium; talents in the EEA and in third countries."""
BELGIAN, EU_HERE, THIRD_HERE, EEA_ABROAD, THIRD_ABROAD = range(5)
STATUSES = (
    "family_member",
    "unlimited_stay",
    "long_term_resident",
    "refugee",
    "subsidiary_protection",
    "temporary_protection",
    "asylum_seeker",
    "single_permit",
    "eu_blue_card",
    "researcher",
    "ict",
    "student",
    "orientation_year",
    "other",
    "abroad",
)
PROTECTION = ("refugee", "subsidiary_protection")
LABOUR = ("employment", "education")
PERMITS = ("none", "single_permit", "eu_blue_card", "ict")
YEAR = 365.2425


@dataclass(frozen=True)
class People:
    """Who the talents are, as indices, one a row.

    Attributes:
        place: into `PLACES`.
        group: into `GROUPS`.
        region: into `REGIONS`; `ABSENT` abroad.
        job: into the occupations.
        country: nationality, into `countries()`.
        home: country of residence, into `countries()`.
        status: into `STATUSES`; `ABSENT` for Belgians, who need none.
    """

    place: Ints
    group: Ints
    region: Ints
    job: Ints
    country: Ints
    home: Ints
    status: Ints

    def __len__(self) -> int:
        return len(self.place)

    def has(self, *statuses: str) -> Bools:
        """Rows with one of these residence statuses."""
        return np.isin(self.status, [STATUSES.index(s) for s in statuses])

    @property
    def abroad(self) -> Bools:
        """Rows of talents who live abroad."""
        return self.group >= EEA_ABROAD


def countries() -> list[str]:
    """All nationalities of the pool, sorted."""
    figure = figures()
    named = ("eu_nationalities", "third_nationalities", "abroad_nationalities", "abroad_other_nationalities")
    return sorted({"BE", "UA"}.union(*(figure[name] for name in named)))


def weights_of(table: dict[str, float]) -> Floats:
    """Weights over `countries()` from a table by country."""
    return np.array([table.get(code, 0.0) for code in countries()], dtype=np.float64)


def people(draw: Draw, n: int, region: str, known: Occupations) -> People:
    """Draw who the talents are."""
    place = pick(draw("place"), n, list(figures()["places"].values()))
    citizenship = pick(draw("citizenship"), n, [figures()["citizenship"][c] for c in CITIZENSHIPS])
    group = np.where(place < 2, citizenship, place + 1)
    weights = np.stack([known.residents, known.residents, known.residents, known.eea, known.third])
    job = pick_by(draw("isco08"), weights, group)
    country, status = _origins(draw, group, _job_class(known)[job])
    return People(place, group, _regions(draw, place, region), job, country, _homes(draw, group, country), status)


def _regions(draw: Draw, place: Ints, region: str) -> Ints:
    spread = figures()["other_regions"][region]
    other = pick(draw("residence_region"), len(place), [spread.get(name, 0) for name in REGIONS])
    return np.where(place == 0, REGIONS.index(region), np.where(place == 1, other, ABSENT))


def _job_class(known: Occupations) -> Ints:
    """0 other occupations, 1 jobs for which press figures name nationalities, 2 care among them."""
    named = known.among(list(figures()["abroad_jobs"]["jobs"]))
    return named.astype(np.int64) + known.among(["5321"])


def _origins(draw: Draw, group: Ints, job_class: Ints) -> tuple[Ints, Ints]:
    """Nationality and residence status."""
    europe = weights_of(figures()["eu_nationalities"])
    here = status_by_nationality()
    tables = np.stack([weights_of({"BE": 1.0}), europe, here.sum(axis=0), europe, *_abroad_tables()])
    country = pick_by(draw("nationality"), tables, np.where(group == THIRD_ABROAD, THIRD_ABROAD + job_class, group))
    # Rows of nationalities that no third-country talent has are never drawn; they only must not be empty.
    by_country = here.T + (here.sum(axis=0) == 0)[:, None]
    status = pick_by(draw("residence_status"), by_country, country)
    fixed = np.array([ABSENT, STATUSES.index("other"), ABSENT, STATUSES.index("abroad"), STATUSES.index("abroad")])
    return country, np.where(group == THIRD_HERE, status, fixed[group])


def status_by_nationality() -> Floats:
    """Third-country people in Belgium: statuses by nationalities, with the sourced totals of both."""
    figure = figures()
    nations = weights_of(figure["third_nationalities"])
    reasons = list(figure["permit_reasons"])
    total = np.array([figure["permit_reasons"][r] for r in reasons], dtype=np.float64)
    used = nations > 0
    by_reason = np.zeros((len(reasons), len(nations)))
    by_reason[:, used] = fitted(_affinity(reasons)[:, used], total, nations[used] * total.sum() / nations.sum())
    table = np.zeros((len(STATUSES), len(nations)))
    for row, reason in zip(by_reason, reasons, strict=True):
        split = figure["status_of_reason"][reason]
        for status, share in split.items():
            table[STATUSES.index(status)] += row * share / sum(split.values())
    refugees = table[STATUSES.index("refugee")]
    table[STATUSES.index("asylum_seeker")] = refugees / refugees.sum() * figure["asylum_seekers"]
    table[STATUSES.index("temporary_protection")] = weights_of({"UA": figure["temporary_protection"]})
    return table


def _affinity(reasons: list[str]) -> Floats:
    """Where the fitting starts: which reasons of stay are rare or frequent for which nationalities."""
    figure = figures()["protection_countries"]
    safe = np.where(weights_of(dict.fromkeys(figure["countries"], 1.0)) > 0, 1.0, figure["elsewhere"])
    labour = np.where(weights_of(dict.fromkeys(figure["labour_countries"], 1.0)) > 0, figure["labour_factor"], 1.0)
    plain = np.ones(len(safe))
    return np.stack([safe if r in PROTECTION else labour if r in LABOUR else plain for r in reasons])


def _abroad_tables() -> list[Floats]:
    """Nationalities of talents in third countries: in general, in the named jobs, in care."""
    figure = figures()
    named = weights_of(figure["abroad_nationalities"])
    others = weights_of(figure["abroad_other_nationalities"])
    tables = [named + others / others.sum() * (100 - named.sum())]
    for name in ("job", "care"):
        stated = weights_of(figure["abroad_job_nationalities"][name])
        rest = np.where(stated > 0, 0.0, tables[0])
        tables.append(stated + rest / rest.sum() * (100 - stated.sum()))
    return tables


def _homes(draw: Draw, group: Ints, country: Ints) -> Ints:
    """Country of residence: Belgium, the own country, or for a few another country of the same kind."""
    share = figures()["lives_in_own_country"]
    europe = weights_of(figures()["eu_nationalities"])
    elsewhere = pick_by(draw("residence_country"), np.stack([europe, _abroad_tables()[0]]), (group == THIRD_ABROAD) * 1)
    stays = shares(draw("lives_in_own_country"), np.where(group == THIRD_ABROAD, share["third"], share["eea"]))
    return np.where(group < EEA_ABROAD, countries().index("BE"), np.where(stays, country, elsewhere))


def by_group(table: dict[str, float], who: People) -> Floats:
    """The value of each row's group from a table by group."""
    return np.array([table[name] for name in GROUPS], dtype=np.float64)[who.group]


def identity(draw: Draw, who: People) -> dict[str, pl.Series]:
    """Nationality, residence, work access and the facts that hang on a residence status."""
    places = countries()
    free = set(figures()["free_statuses"])
    access = np.array([0 if s in free else ABSENT if s == "asylum_seeker" else 1 for s in STATUSES])
    anywhere = (who.group == BELGIAN) | (who.group == EU_HERE) | (who.group == EEA_ABROAD)
    return {
        "nationality": texts(places, who.country),
        "residence_status": texts(STATUSES, who.status),
        "residence_country": texts(places, who.home),
        "residence_region": texts(REGIONS, who.region),
        "work_access": texts(["any_employer", "needs_permit"], np.where(anywhere, 0, access[who.status])),
        "sex": _sex(draw, who),
        **_status_facts(draw, who),
    }


def _sex(draw: Draw, who: People) -> pl.Series:
    figure, abroad = figures()["sex"], figures()["sex_abroad"]
    rows = [figure[c] for c in CITIZENSHIPS] + [abroad, abroad]
    table = np.array([[row["f"], row["m"]] for row in rows], dtype=np.float64)
    drawn = pick_by(draw("sex"), table, who.group)
    third = shares(draw("sex.x"), np.full(len(who), figures()["sex_x"]))
    return texts(["f", "m", "x"], np.where(third, 2, drawn))


def _status_facts(draw: Draw, who: People) -> dict[str, pl.Series]:
    figure = figures()["status_facts"]
    n = len(who)
    asylum, student = who.has("asylum_seeker"), who.has("student")
    permits = np.select([who.has(name) for name in PERMITS[1:]], range(1, len(PERMITS)), 0)
    low, high = figure["asylum_months"]
    months = draw("asylum_months").integers(low, high + 1, n)
    decided = shares(draw("asylum_decided"), np.full(n, figure["asylum_decided"]))
    decision = np.maximum(1, (months * draw("asylum_decision").random(n)).astype(np.int64))
    low, high = figure["permit_months"]
    graduated = np.array([figure["graduated_in_belgium"][g] for g in ("belgian", "eu", "third", "abroad", "abroad")])
    chance = graduated[who.group]
    for status in ("student", "orientation_year"):
        chance = np.where(who.has(status), figure["graduated_in_belgium"][status], chance)
    british = who.country == countries().index("GB")
    covered = shares(draw("uk"), np.where(british & ~who.abroad, figure["uk_agreement"], 0.0))
    term = shares(draw("term"), np.full(n, figure["term"]))
    return {
        "graduated_in_belgium": pl.Series(shares(draw("graduated"), chance)),
        "stay_basis": texts(["long_stay"], np.where(who.has("other"), 0, ABSENT)),
        "permit_held": texts(PERMITS, permits),
        "regional_approval": pl.Series(np.zeros(n, dtype=bool)),
        "months_on_permit": _only(draw("permit_months").integers(low, high + 1, n), permits > 0),
        "asylum_months_since_claim": _only(months, asylum),
        "asylum_first_decision": _only(decided, asylum),
        "asylum_decision_months": _only(decision, asylum & decided),
        "enrolled_credits": _only(option(draw, "credits", figure["credits"], n), student),
        "study_period": texts(["term", "holiday"], np.where(student, np.where(term, 0, 1), ABSENT)),
        "uk_withdrawal_beneficiary": pl.Series(covered),
    }


def _only(values: Ints | Bools, rows: Bools) -> pl.Series:
    """The values in some rows, null in the others."""
    return pl.Series(values).set(pl.Series(~rows), None)


def ability(draw: Draw, who: People, known: Occupations, today: date) -> tuple[dict[str, pl.Series], Floats]:
    """Age, education, experience, languages, licences, skills; and the years of experience as numbers."""
    age = _ages(draw, who)
    level = _education(draw, known.skill[who.job], age)
    years, recent = _experience(draw, age, level)
    born = np.datetime64(today) - (age * YEAR).astype("timedelta64[D]")
    licences, professional = figures()["licences"]["car"], figures()["professional_titles"]["held"]
    asked = np.zeros(len(who), dtype=bool)
    columns = {
        "birth_date": pl.Series(born),
        "education_level": pl.Series(level),
        "experience_years": pl.Series(years),
        "experience_years_last_7": pl.Series(recent),
        "languages": _languages(draw, who),
        "licences": licence_lists(draw, known, who.job, by_group(licences, who), by_group(professional, who), asked),
        "skills": skill_lists(draw, known, who.job),
        "isco08_other": other_codes(draw, known, who.job),
    }
    return columns, years


def _ages(draw: Draw, who: People) -> Floats:
    """Age in years, with fractions."""
    figure = figures()["ages"]
    bounds = np.array(figure["bounds"], dtype=np.float64)
    kinds = ("belgium", "abroad", "student", "orientation_year")
    kind = np.where(who.abroad, 1, np.where(who.has("student"), 2, np.where(who.has("orientation_year"), 3, 0)))
    band = pick_by(draw("age.band"), np.array([figure[k] for k in kinds], dtype=np.float64), kind)
    within = draw("age").random(len(who))
    return np.asarray(bounds[band] + within * (bounds[band + 1] - bounds[band]))


def _education(draw: Draw, skill: Ints, age: Floats) -> Ints:
    figure, school = figures()["education"], figures()["experience"]
    table = np.array([figure[str(s)] for s in range(1, 5)], dtype=np.float64)
    drawn = pick_by(draw("education_level"), table, skill - 1)
    most = np.where(
        age < school["school_end"] + school["years_level_5"],
        4,
        np.where(age < school["school_end"] + school["years_level_7"], 6, 8),
    )
    return np.minimum(drawn, most)


def _experience(draw: Draw, age: Floats, level: Ints) -> tuple[Floats, Floats]:
    """Years of relevant experience, and those of the last seven years; in halves."""
    figure = figures()["experience"]
    school = np.where(level >= 7, figure["years_level_7"], np.where(level >= 5, figure["years_level_5"], 0))
    possible = np.maximum(0.0, age - figure["school_end"] - school)
    years = np.floor(2 * possible * draw("experience_years").random(len(age)) ** figure["power"]) / 2
    low = figure["recent_low"]
    part = low + (1 - low) * draw("experience_years_last_7").random(len(age))
    return years, np.floor(2 * np.minimum(years, 7.0) * part) / 2


def _languages(draw: Draw, who: People) -> pl.Series:
    """The mother tongue, then Dutch, French, English and German where known."""
    profiles, profile = _profiles(who)
    tongues, tongue = _mother_tongues(draw, who)
    words = [f"{language}:{level}" for language in tongues for level in LEVELS]
    slots = [tongue * len(LEVELS) + len(LEVELS) - 1]
    for language in ("nl", "fr", "en", "de"):
        table = np.array([figures()["languages"][p][language] for p in profiles], dtype=np.float64)
        level = pick_by(draw(f"languages.{language}"), table, profile)
        index = tongues.index(language)
        slots.append(np.where((level == 0) | (tongue == index), ABSENT, index * len(LEVELS) + level - 1))
    return lists(words, np.stack(slots, axis=1))


def _profiles(who: People) -> tuple[list[str], Ints]:
    names = list(figures()["languages"])
    here = np.array([[names.index(f"{r}_{kind}") for kind in ("belgian", "foreign", "foreign")] for r in REGIONS])
    french = weights_of(dict.fromkeys(figures()["mother_tongues"]["french_speaking"], 1.0)) > 0
    third = np.where(french[who.country], names.index("third_french"), names.index("third"))
    residents = here[np.maximum(who.region, 0), np.minimum(who.group, THIRD_HERE)]
    return names, np.where(
        who.group == THIRD_ABROAD, third, np.where(who.group == EEA_ABROAD, names.index("eea"), residents)
    )


def _mother_tongues(draw: Draw, who: People) -> tuple[list[str], Ints]:
    figure = figures()["mother_tongues"]
    own = [figure["country"].get(code, "en") for code in countries()]
    tongues = sorted({"nl", "fr", "en", "de", *own})
    table = np.array([[figure["belgium"][r].get(t, 0) for t in tongues] for r in REGIONS], dtype=np.float64)
    belgian = pick_by(draw("mother_tongue"), table, np.maximum(who.region, 0))
    return tongues, np.where(who.group == BELGIAN, belgian, np.array([tongues.index(t) for t in own])[who.country])


def wishes(
    draw: Draw, who: People, known: Occupations, years: Floats, today: date, region: str
) -> dict[str, pl.Series]:
    """The pay that talents wish, where they want to work and from when."""
    figure = figures()["wishes"]
    spread = np.exp(figure["sigma"] * draw("wish_annual_salary").standard_normal(len(who)))
    growth = 1 + figure["per_year"] * (years - figure["reference_years"])
    pay = known.pay[who.job] * by_group(figure["factor"], who) * growth * spread
    floor = figures()["pay_floor"] * 12
    dates = figures()["available_from"]
    days = np.where(
        who.abroad,
        option(draw, "available_from.abroad", dates["abroad"], len(who), "days"),
        option(draw, "available_from", dates["belgium"], len(who), "days"),
    )
    return {
        "wish_annual_salary": pl.Series(np.maximum(np.ceil(floor / 100), np.round(pay / 100)) * 100),
        "wish_regions": _wish_regions(draw, who, region),
        "available_from": pl.Series(np.datetime64(today) + days.astype("timedelta64[D]")),
    }


def _wish_regions(draw: Draw, who: People, region: str) -> pl.Series:
    """Own region; own and target; target; target and neighbours; all."""
    figure = figures()["wish_regions"]
    pattern = pick_by(draw("wish_regions"), np.array([figure[p] for p in PLACES], dtype=np.float64), who.place)
    target = REGIONS.index(region)
    near = {target, *(REGIONS.index(name) for name in figure["neighbours"][region])}
    wanted = np.zeros((len(who), len(REGIONS)), dtype=bool)
    for index in range(len(REGIONS)):
        own = who.region == index
        chosen = [own, own | (index == target), index == target, index in near, True]
        wanted[:, index] = np.select(
            [pattern == p for p in range(len(chosen))], [np.broadcast_to(c, own.shape) for c in chosen]
        )
    return lists(REGIONS, np.where(wanted, np.arange(len(REGIONS))[None, :], ABSENT))


def title_column(draw: Draw, who: People, known: Occupations) -> pl.Series:
    """Titles in the language of the region of residence, in English abroad."""
    figure = figures()["titles"]
    langs = sorted(set(figure.values()))
    lang = np.array([langs.index(figure[name]) for name in (*REGIONS, "abroad")])[who.region]
    return title_texts(draw, known, who.job, langs, lang)
