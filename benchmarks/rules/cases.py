"""The benchmark's cases and the law's figures as plain arrays and tables, so that every implementation reads the same.

A folder of cases holds one `.npy` file a fact and one `<fact>__known.npy` a fact that may be unknown. Money is in
cents, dates are days since 1970, occupations are ISCO-08 codes. This module needs numpy alone: OpenFisca's
interpreter has nothing else.
"""

import json
from pathlib import Path

import numpy as np

EMPLOYMENT = ("local", "secondment")
TRANSFER_ROLE = ("none", "manager", "specialist", "trainee")
ALWAYS_KNOWN = ("application_date", "start_date")
DATES = (*ALWAYS_KNOWN, "birth_date")
FACTS = (
    "birth_date",
    "gross_annual_salary",
    "isco08",
    "education_level",
    "ict_experience_years",
    "employment",
    "contract_months",
    "vacancy_weeks",
    "transfer_role",
    "group_months",
    "employer_in_belgium",
    "same_group",
)
CONDITIONS = {
    "highly_skilled": ("hs_degree", "hs_salary", "hs_employer"),
    "eu_blue_card": ("bc_qualification", "bc_salary", "bc_contract", "bc_employer"),
    "medium_skilled": ("ms_occupation", "ms_employer", "ms_contract", "ms_pay"),
    "other": ("other_occupation", "other_vacancy", "other_employer", "other_contract", "other_pay"),
    "ict_transfer": ("ict_role", "ict_group", "ict_seconded", "ict_seniority", "ict_salary", "ict_qualification"),
}
RESULTS = (*(name for names in CONDITIONS.values() for name in names), *CONDITIONS)
"""The 27 answers of a case: 22 conditions and 5 routes, each 0 (no), 1 (unknown) or 2 (yes)."""

UNKNOWN = 0.08
SEED = 2026


def day(iso):
    """Days since 1970 of an ISO date."""
    return int(np.datetime64(iso, "D").astype(int))


def make(n, *, law, seed=SEED, unknown=UNKNOWN):
    """`n` cases, each nullable fact unknown with that probability: {fact: values}, {fact: known}."""
    rng = np.random.default_rng(seed)
    filing = rng.integers(day("2022-06-01"), day("2026-09-01"), n)
    start = filing + rng.integers(30, 181, n)
    values = {
        "application_date": filing.astype(np.int32),
        "start_date": start.astype(np.int32),
        "birth_date": _births(rng, filing, start),
        "gross_annual_salary": _pay(rng, n, law),
        "isco08": _occupations(rng, n, law),
        "education_level": rng.choice([2, 3, 4, 5, 6, 7, 8], n, p=[0.08, 0.12, 0.22, 0.1, 0.26, 0.19, 0.03]).astype(
            np.int8
        ),
        "ict_experience_years": rng.integers(0, 12, n, dtype=np.int8),
        "employment": (rng.random(n) < 0.25).astype(np.int8),
        "contract_months": rng.choice([3, 6, 9, 11, 12, 24, 36, 60], n).astype(np.int16),
        "vacancy_weeks": rng.integers(0, 20, n, dtype=np.int16),
        "transfer_role": rng.choice([0, 1, 2, 3], n, p=[0.6, 0.15, 0.18, 0.07]).astype(np.int8),
        "group_months": rng.integers(0, 48, n, dtype=np.int16),
        "employer_in_belgium": rng.random(n) < 0.8,
        "same_group": rng.random(n) < 0.5,
    }
    known = {fact: rng.random(n) >= unknown for fact in FACTS}
    return values, known


def _births(rng, filing, start):
    """Ages of 18 to 62; 2 % turn 30 within days of the start, 1 % are born on 29 February."""
    n = len(filing)
    birth = filing - rng.integers(18 * 365, 62 * 365, n)
    near = rng.random(n) < 0.02
    birth[near] = start[near] - rng.integers(10_955, 10_961, near.sum())
    leap = rng.random(n) < 0.01
    birth[leap] = rng.choice([day(f"{year}-02-29") for year in (1988, 1992, 1996)], leap.sum())
    return birth.astype(np.int32)


def _pay(rng, n, law):
    """Around 46,000 EUR a year; 10 % exactly on a threshold or one cent below it."""
    pay = np.rint(np.exp(rng.normal(np.log(46_000), 0.38, n)) * 100).astype(np.int64)
    limits = sorted({v for p in law["parameters"].values() if p["money"] for _, v in p["steps"] if v})
    edge = rng.random(n) < 0.10
    pay[edge] = rng.choice(limits, edge.sum()) - rng.integers(0, 2, edge.sum())
    return pay


def _occupations(rng, n, law):
    """Any of the listed codes and many others; ICT, nurses and teachers more often than their share."""
    listed = {c for item in law["lists"].values() for _, codes in item["steps"] for c in codes or ()}
    others = {
        1000 * a + 100 * b + 10 * c + d
        for a in range(2, 10)
        for b in range(1, 7)
        for c in range(1, 5)
        for d in range(3)
    }
    codes = rng.choice(sorted(listed | others), n).astype(np.int16)
    share = rng.random(n)
    for low, high, pool in (
        (0, 0.06, (2221, 3221)),
        (0.06, 0.18, (1330, 2511, 2512, 2514, 2522)),
        (0.18, 0.22, (2330, 2341)),
    ):
        some = (share >= low) & (share < high)
        codes[some] = rng.choice(pool, some.sum())
    return codes


# ---- folders ----------------------------------------------------------------------------------


def write(folder, values, known):
    """Cases into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for fact, array in values.items():
        np.save(folder / f"{fact}.npy", array)
    for fact, array in known.items():
        np.save(folder / f"{fact}__known.npy", array)


def read(folder):
    """(values, known) of a folder."""
    values = {fact: np.load(folder / f"{fact}.npy") for fact in (*ALWAYS_KNOWN, *FACTS)}
    known = {fact: np.load(folder / f"{fact}__known.npy") for fact in FACTS}
    return values, known


# ---- the law's figures ------------------------------------------------------------------------


def figures(rules):
    """A rule set's parameters and lists as steps in time: [first day, value], None where nothing is known.

    Before the first step nothing is known either.
    """
    from datetime import timedelta

    from corridor.rules.moment import members_at

    after = timedelta(days=1)
    out = {"parameters": {}, "lists": {}}
    for name, parameter in rules.parameters.items():
        scale = 100 if parameter.kind == "money" else 1
        days = {d.start for d in parameter.values} | {d.until + after for d in parameter.values if d.until}
        steps = []
        for first in sorted(days):
            dated = parameter.at(first)
            value = None if dated is None or dated.decides is None else dated.decides * scale
            assert value is None or value == int(value), (name, first)
            steps.append([first.isoformat(), None if value is None else int(value)])
        out["parameters"][name] = {"anchor": parameter.anchor, "money": scale == 100, "steps": steps}
    for name, item in rules.lists.items():
        days = {v.start for v in item.versions} | {
            d + after for v in item.versions for d in (v.until, v.old_list_until) if d
        }
        steps = []
        for first in sorted(days):
            members = members_at(item, first)
            steps.append(
                [first.isoformat(), sorted(c for c in members.hits if isinstance(c, int)) if members.complete else None]
            )
        out["lists"][name] = {"anchor": item.anchor, "steps": steps}
    return out


def read_figures(folder):
    """The figures that `rules.py` wrote beside the cases."""
    return json.loads((Path(folder) / "figures.json").read_text(encoding="utf-8"))
