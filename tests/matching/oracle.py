"""The pair search, slowly: every pair looked at in plain Python, from the rows of the tables as they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corridor.matching.search import LawMatrix, Scoring
from corridor.occupations.isco08 import proximity, unit_groups

CONDITIONS = ("skills", "level", "licence", "language", "pay", "place", "date", "law")
PARTS = ("occupation", "skills", "experience", "languages", "education")
STATES = ("not_qualified", "not_willing", "not_allowed", "undecided", "feasible")
STEPS = {"A1": 1, "A2": 2, "B1": 3, "B2": 4, "C1": 5, "C2": 6}
Row = Mapping[str, Any]


@dataclass
class Pair:
    """Everything about one pair in reach."""

    talent: int
    circle: int
    parts: dict[str, float | None]
    met: dict[str, bool | None]
    state: str = ""
    score: int = 0


@dataclass
class Answer:
    """One vacancy's pairs, and what is counted of them."""

    pairs: list[Pair] = field(default_factory=list)
    only: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CONDITIONS, 0))
    unknown: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CONDITIONS, 0))
    gap: dict[str, float] = field(default_factory=dict)
    law_bits: int = 0
    law_unknown_bits: int = 0

    def best(self, circle: int, keep: int, states: tuple[str, ...]) -> list[Pair]:
        fit = [p for p in self.pairs if p.circle == circle and p.state in states]
        return sorted(fit, key=lambda p: (-p.score, p.talent))[:keep]


def codes(row: Row) -> list[str]:
    given = [row.get("isco08"), *(row.get("isco08_other") or [])]
    return [code for code in given if code in unit_groups()]


def spoken(items: list[str]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for item in items:
        name, level = item.split(":")
        levels[name] = max(levels.get(name, 0), STEPS[level])
    return levels


def weights(talents: list[Row]) -> tuple[Mapping[str, int], int]:
    """Weight of each skill that a talent has, and of one that nobody has; millionths."""
    stated = [set(t["skills"]) for t in talents if t.get("skills") is not None]
    held = {skill for skills in stated for skill in skills}
    rare = {s: math.log(len(stated) / sum(s in skills for skills in stated)) + 0.1 for s in held}
    return {s: round(w * 1e6) for s, w in rare.items()}, round((math.log(len(stated) + 1) + 0.1) * 1e6)


def skill_share(talent: Row, vacancy: Row, rare: Mapping[str, int], nobody: int) -> float | None:
    asked = set(vacancy.get("skills") or [])
    if not asked:
        return 1.0
    if talent.get("skills") is None:
        return None
    total = sum(rare.get(s, nobody) for s in asked)
    return sum(rare.get(s, nobody) for s in asked & set(talent["skills"])) / total


def parts(talent: Row, vacancy: Row, near: float, share: float | None) -> dict[str, float | None]:
    years, least = talent.get("experience_years"), vacancy.get("experience_years_min") or 0
    level, asked_level = talent.get("education_level"), vacancy.get("education_level_min")
    asked = spoken(vacancy.get("languages_min") or [])
    known = None if talent.get("languages") is None else spoken(talent["languages"])
    found: dict[str, float | None] = {"occupation": near, "skills": share}
    found["experience"] = 1.0 if least <= 0 else None if years is None else min(1.0, years / least)
    if not asked:
        found["languages"] = 1.0
    else:
        found["languages"] = None if known is None else sum(known.get(n, 0) for n in asked) / (6.0 * len(asked))
    if asked_level is None:
        found["education"] = 1.0
    elif level is None:
        found["education"] = None
    else:
        found["education"] = 1 - (level - asked_level) / 8 if level >= asked_level else level / asked_level
    return found


def conditions(talent: Row, vacancy: Row, share: float | None, scoring: Scoring, law: int) -> dict[str, bool | None]:
    met: dict[str, bool | None] = {}
    met["skills"] = (
        True if not vacancy.get("skills") else None if share is None else share >= scoring.skills_min_coverage
    )
    level, least = talent.get("education_level"), vacancy.get("education_level_min")
    met["level"] = True if least is None else None if level is None else level >= least
    asked = set(vacancy.get("licences") or [])
    met["licence"] = True if not asked else None if talent.get("licences") is None else asked <= set(talent["licences"])
    wanted = spoken(vacancy.get("languages_min") or [])
    if not wanted:
        met["language"] = True
    elif talent.get("languages") is None:
        met["language"] = None
    else:
        levels = spoken(talent["languages"])
        met["language"] = all(levels.get(name, 0) >= step for name, step in wanted.items())
    wish, offer = talent.get("wish_annual_salary"), full_time_pay(vacancy)
    met["pay"] = None if wish is None or offer is None else round(wish * 100) <= round(offer * 100)
    wished, region = talent.get("wish_regions"), vacancy.get("region")
    met["place"] = None if wished is None or region is None else region in wished
    ready, start = talent.get("available_from"), vacancy.get("start_date")
    met["date"] = None if ready is None or start is None else ready <= start
    met["law"] = (False, None, True)[law]
    return {name: True if met[name] is None and name in scoring.presumed else met[name] for name in CONDITIONS}


def full_time_pay(vacancy: Row) -> Any:
    """What the job would pay full time, EUR a year; full time where it does not say."""
    pay, rate = vacancy.get("gross_annual_salary"), vacancy.get("employment_rate")
    return None if pay is None else pay * 100 / (100 if rate is None else rate)


def kleene(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def state(met: Mapping[str, bool | None]) -> str:
    if kleene([met[c] for c in CONDITIONS[:4]]) is False:
        return "not_qualified"
    if kleene([met[c] for c in CONDITIONS[4:7]]) is False:
        return "not_willing"
    if met["law"] is False:
        return "not_allowed"
    return "undecided" if None in met.values() else "feasible"


def gap(name: str, talent: Row, vacancy: Row) -> float | None:
    """How far a talent is from the one condition that they do not meet."""
    if name == "level":
        return float(vacancy["education_level_min"] - talent["education_level"])
    if name == "language":
        levels, wanted = spoken(talent["languages"]), spoken(vacancy["languages_min"])
        short = [step - levels.get(n, 0) for n, step in wanted.items() if levels.get(n, 0) < step]
        return float(short[0]) if len(short) == 1 else None
    if name == "pay":
        return (round(talent["wish_annual_salary"] * 100) - round(full_time_pay(vacancy) * 100)) / 100
    if name == "date":
        return float((talent["available_from"] - vacancy["start_date"]).days)
    return None


def count(answer: Answer, pair: Pair, talent: Row, vacancy: Row, bits: tuple[int, int]) -> None:
    false = [c for c in CONDITIONS if pair.met[c] is False]
    unknown = [c for c in CONDITIONS if pair.met[c] is None]
    if len(false) == 1 and not unknown:
        answer.only[false[0]] += 1
        distance = gap(false[0], talent, vacancy)
        if distance is not None:
            answer.gap[false[0]] = min(distance, answer.gap.get(false[0], math.inf))
        if false == ["law"]:
            answer.law_bits |= bits[0]
    if pair.state == "undecided":
        answer.law_unknown_bits |= bits[1]
        for name in unknown:
            answer.unknown[name] += 1


def search(
    talents: list[Row], vacancies: list[Row], scoring: Scoring, circle: list[int], law: LawMatrix
) -> list[Answer]:
    """What `corridor.matching.search.search` should find, vacancy by vacancy."""
    rare, nobody = weights(talents)
    answers = []
    for v, vacancy in enumerate(vacancies):
        answer = Answer()
        answers.append(answer)
        for t, talent in enumerate(talents):
            near = [
                proximity(one, other) for one in codes(talent) for other in codes({"isco08": vacancy.get("isco08")})
            ]
            if not near or max(near) < scoring.reach:
                continue
            at = int(law.talent_profile[t]), int(law.vacancy_profile[v])
            share = skill_share(talent, vacancy, rare, nobody)
            met = conditions(talent, vacancy, share, scoring, int(law.allowed[at]))
            pair = Pair(t, circle[t], parts(talent, vacancy, max(near), share), met, state(met))
            pair.score = score(pair.parts, scoring)
            answer.pairs.append(pair)
            count(answer, pair, talent, vacancy, (int(law.law_bits[at]), int(law.law_unknown_bits[at])))
    return answers


def score(found: Mapping[str, float | None], scoring: Scoring) -> int:
    """Millionths, added up in the order of the parts."""
    total = 0.0
    for name in PARTS:
        part = found[name]
        total += scoring.weights[name] * (scoring.neutral if part is None else part)
    return math.floor(total * 1e6 + 0.5)
