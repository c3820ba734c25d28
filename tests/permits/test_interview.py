"""Ten people as they would first tell their case, in three to five facts: six questions lead to a useful answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from corridor.permits.answer import answer
from corridor.permits.book import book
from corridor.permits.case import read_case

MOST = 6
UMBRELLAS = ("single_permit", "work_card")
"""Routes that are open because another one is."""
Answer = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """What is told at first, what is answered when asked (all else: "I don't know"), and what must come out."""

    who: str
    region: str
    day: str
    told: dict[str, Any]
    answers: dict[str, Any]
    needed: bool
    opened: set[str] = field(default_factory=set)
    """Routes of which one must be open."""
    left: set[str] = field(default_factory=set)
    """Facts that nobody knows, named at the end."""


PEOPLE = [
    Person(
        "An Indian developer of 28 has an offer of 42,000 in Ghent",
        "flanders",
        "2025-03-10",
        {"nationality": "IN", "age": 28, "isco08": "2512", "gross_annual_salary": 42_000},
        {
            "residence_status": "abroad",
            "employment": "local",
            "duration_days": 730,
            "education_level": 6,
            "contract_months": 24,
        },
        needed=True,
        opened={"highly_skilled"},
    ),
    Person(
        "A Moroccan cook, trained, has been looked for in vain in Antwerp",
        "flanders",
        "2026-03-01",
        {
            "nationality": "MA",
            "isco08": "5120",
            "residence_status": "abroad",
            "employment": "local",
            "education_level": 3,
        },
        {
            "duration_days": 365,
            "job_level": 3,
            "vacancy_weeks": 9,
            "vacancy_on_eures": True,
            "vacancy_within_months": 3,
            "contract_months": 12,
        },
        needed=True,
        opened={"other"},
    ),
    Person(
        "A Lebanese nurse of 41 is offered 45,000 in Liège, and does not know the lists",
        "wallonia",
        "2025-06-01",
        {"nationality": "LB", "isco08": "2221", "residence_status": "abroad", "education_level": 6},
        {"employment": "local", "gross_annual_salary": 45_000, "duration_days": 900, "age": 41, "vacancy_weeks": 2},
        needed=True,
        left={"on_shortage_list"},
    ),
    Person(
        "A student in Leuven wants to work 15 hours a week in term",
        "flanders",
        "2025-11-03",
        {"nationality": "CM", "residence_status": "student", "hours_per_week": 15},
        {"employment": "local", "study_period": "term", "enrolled_credits": 60},
        needed=False,
        opened={"exempt_student"},
    ),
    Person(
        "An Afghan applicant for protection in Brussels has waited for six months",
        "brussels",
        "2025-05-01",
        {"nationality": "AF", "residence_status": "asylum_seeker", "asylum_months_since_claim": 6},
        {"employment": "local", "asylum_first_decision": False},
        needed=False,
        opened={"exempt_asylum_4m"},
    ),
    Person(
        "An American leads the Brussels office for 7,000 a month",
        "brussels",
        "2025-02-01",
        {"nationality": "US", "executive": True, "base_monthly_salary": 7_000},
        {"employment": "local", "residence_status": "abroad", "duration_days": 1000},
        needed=False,
        opened={"exempt_executive"},
    ),
    Person(
        "A Moldovan fruit picker comes to Sint-Truiden for 80 days",
        "flanders",
        "2026-05-01",
        {"nationality": "MD", "residence_status": "abroad", "sector": "horticulture", "duration_days": 80},
        {"employment": "local", "activity": "other", "vacancy_weeks": 3},
        needed=True,
        opened={"seasonal"},
    ),
    Person(
        "A Turkish worker in Hasselt asks for unlimited access",
        "flanders",
        "2025-09-01",
        {
            "nationality": "TR",
            "residence_status": "single_permit",
            "permit_held": "single_permit",
            "purpose": "unlimited",
        },
        {"employment": "local", "months_worked_last_60": 26, "has_family_in_belgium": True},
        needed=True,
        opened={"unlimited"},
    ),
    Person(
        "A Bosnian welder is posted to Ghent by a Slovenian firm",
        "flanders",
        "2025-04-01",
        {"nationality": "BA", "employment": "secondment", "employer_country": "SI"},
        {"residence_status": "abroad", "residence_place": "EU", "duration_days": 200},
        needed=False,
        opened={"exempt_vander_elst"},
    ),
    Person(
        "A Tunisian welder is wanted in Charleroi; Forem found nobody in six weeks",
        "wallonia",
        "2025-02-01",
        {"nationality": "TN", "isco08": "7212", "residence_status": "abroad", "education_level": 3},
        {"employment": "local", "duration_days": 300, "vacancy_weeks": 6, "gross_annual_salary": 32_000},
        needed=True,
        opened={"general"},
    ),
]


@dataclass
class Talk:
    """An interview: the questions in order, and the answer at its end."""

    questions: list[str]
    found: Answer
    useful: bool


def interview(person: Person) -> Talk:
    law, facts, not_known = book(person.region), dict(person.told), set[str]()
    questions: list[str] = []
    while True:
        case = read_case({"region": person.region, "application_date": person.day, "facts": facts}, law.rules)
        found = answer(case, law, not_known=not_known)
        question = found["next_question"]
        if useful(found) or question is None:
            return Talk(questions, found, useful(found) or names_what_is_left(found))
        assert question not in questions, f"{question} is asked twice"
        assert question not in facts
        questions.append(question)
        if question in person.answers:
            facts[question] = person.answers[question]
        else:
            not_known.add(question)


def useful(found: Answer) -> bool:
    """No permit is needed; or one is, and a way to it is open or all are decided."""
    work = [r["state"] for n, r in found["routes"].items() if r["kind"] == "work_route" and n not in UMBRELLAS]
    return found["permit_needed"] is False or (
        found["permit_needed"] is True and ("open" in work or "unknown" not in work)
    )


def names_what_is_left(found: Answer) -> bool:
    """Whether a permit is needed is decided, and every way that is not says for what it waits."""
    work = [r for r in found["routes"].values() if r["kind"] == "work_route" and r["state"] == "unknown"]
    return found["permit_needed"] is not None and all(r["unknown_facts"] for r in work)


def left(found: Answer) -> set[str]:
    return {f for r in found["routes"].values() if r["kind"] == "work_route" for f in r["unknown_facts"]}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p.who)
def test_six_questions_are_enough(person):
    assert 3 <= len(person.told) <= 5
    talk = interview(person)
    assert talk.useful, talk.questions
    assert len(talk.questions) <= MOST, talk.questions
    assert talk.found["permit_needed"] is person.needed
    opened = {n for n, r in talk.found["routes"].items() if r["state"] == "open"}
    assert not person.opened or opened & person.opened, opened
    assert person.left <= left(talk.found)


def test_all_together_ask_little():
    """Three or four questions on average: a change that makes interviews longer asks for a look."""
    assert sum(len(interview(p).questions) for p in PEOPLE) <= 36


@pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p.who)
def test_who_knows_nothing_more_comes_to_an_end(person):
    """Every question answered "I don't know": the interview ends, and no decided result came from not knowing."""
    talk = interview(Person(person.who, person.region, person.day, person.told, {}, person.needed))
    assert len(talk.questions) <= 40
    assert talk.found["permit_needed"] in (None, person.needed)


def test_whoever_tells_nothing_is_asked_something():
    law = book("flanders")
    case = read_case({"region": "flanders", "application_date": "2026-03-01", "facts": {}}, law.rules)
    found = answer(case, law)
    assert found["permit_needed"] is None
    assert found["next_question"] in ("nationality", "residence_status", "employment")


def test_no_question_when_no_permit_is_needed():
    law = book("flanders")
    case = read_case(
        {"region": "flanders", "application_date": "2026-03-01", "facts": {"nationality": "RO"}}, law.rules
    )
    assert answer(case, law)["next_question"] is None
