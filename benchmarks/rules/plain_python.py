"""Plain Python objects: a class for the case, a method a route, None for unknown. What a first version looks like."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from cases import ALWAYS_KNOWN, EMPLOYMENT, FACTS, RESULTS, TRANSFER_ROLE, read, read_figures

CHUNK = 100_000
TRUTH = {False: 0, None: 1, True: 2}
REFORM = dt.date(2024, 5, 1)
TRANSFERS = dt.date(2021, 12, 16)
ORDER_IN_FORCE = dt.date(2019, 1, 1)


@dataclass(slots=True)
class Case:
    """A person, a job, two dates."""

    application_date: dt.date
    start_date: dt.date
    birth_date: dt.date | None
    gross_annual_salary: int | None
    isco08: int | None
    education_level: int | None
    ict_experience_years: int | None
    employment: str | None
    contract_months: int | None
    vacancy_weeks: int | None
    transfer_role: str | None
    group_months: int | None
    employer_in_belgium: bool | None
    same_group: bool | None


class Figures:
    """The law's parameters and lists, by name and day."""

    def __init__(self, figures):
        self.parameters = {name: self._steps(p["steps"], int) for name, p in figures["parameters"].items()}
        self.lists = {name: self._steps(x["steps"], frozenset) for name, x in figures["lists"].items()}

    @staticmethod
    def _steps(steps, kind):
        return [dt.date.fromisoformat(d) for d, _ in steps], [None if v is None else kind(v) for _, v in steps]

    def value(self, name, day):
        """A parameter on a day; None where it is not known."""
        days, values = self.parameters[name]
        position = bisect_right(days, day)
        return values[position - 1] if position else None

    def on_list(self, code, name, day):
        """Whether a code is on a list on a day."""
        days, members = self.lists[name]
        position = bisect_right(days, day)
        codes = members[position - 1] if position else None
        return None if code is None or codes is None else code in codes


class Rules:
    """The five routes. Each gives its conditions in order."""

    def __init__(self, figures):
        self.figures = figures

    def decide(self, case):
        """22 conditions, then 5 routes."""
        conditions = [
            self.highly_skilled(case),
            self.blue_card(case),
            self.medium_skilled(case),
            self.other(case),
            self.ict_transfer(case),
        ]
        since = (ORDER_IN_FORCE, ORDER_IN_FORCE, ORDER_IN_FORCE, REFORM, TRANSFERS)
        routes = [case.application_date >= first and every(*c) for first, c in zip(since, conditions, strict=True)]
        return [truth for c in conditions for truth in c] + routes

    def highly_skilled(self, case):
        """Diploma, pay, employer."""
        pay = case.gross_annual_salary
        full = self.value("hs_pay", case.start_date)
        low = self.value("hs_pay_reduced", case.start_date)
        return (
            at_least(case.education_level, self.value("hs_level", case.application_date)),
            some(at_least(pay, full), every(self.reduced(case), at_least(pay, low))),
            some(case.employer_in_belgium, equal(case.employment, "secondment")),
        )

    def blue_card(self, case):
        """Qualification, pay, contract, employer."""
        filing = case.application_date
        long_enough = at_least(case.contract_months, self.value("blue_card_months", filing))
        return (
            some(at_least(case.education_level, self.value("blue_card_level", filing)), self.ict_professional(case)),
            at_least(case.gross_annual_salary, self.value("blue_card_pay", case.start_date)),
            every(equal(case.employment, "local"), long_enough),
            case.employer_in_belgium,
        )

    def medium_skilled(self, case):
        """Function on the list, employer, contract, pay."""
        return (self.listed(case, "medium_skilled"), *self.ordinary(case))

    def other(self, case):
        """Occupation on the list, vacancy, employer, contract, pay."""
        weeks = self.value("vacancy_period", case.application_date)
        return (self.listed(case, "vdab"), at_least(case.vacancy_weeks, weeks), *self.ordinary(case))

    def ict_transfer(self, case):
        """Role, group, secondment, seniority, pay, qualification."""
        filing, start, pay = case.application_date, case.start_date, case.gross_annual_salary
        role, level = case.transfer_role, case.education_level
        other_pay = at_least(pay, self.value("ict_other_pay", start))
        specialist = some(at_least(level, self.value("ict_level", filing)), self.ict_professional(case))
        trainee = at_least(level, self.value("ict_trainee_level", filing))
        return (
            negate(equal(role, "none")),
            case.same_group,
            equal(case.employment, "secondment"),
            at_least(case.group_months, self.value("ict_months", filing)),
            some(at_least(pay, self.value("ict_manager_pay", start)), every(negate(equal(role, "manager")), other_pay)),
            some(
                equal(role, "manager"),
                every(equal(role, "specialist"), specialist),
                every(equal(role, "trainee"), trainee),
            ),
        )

    # ---- what routes share ----
    def value(self, name, day):
        """A parameter on a day."""
        return self.figures.value(name, day)

    def listed(self, case, name):
        """Whether the occupation is on a list on the filing date."""
        return self.figures.on_list(case.isco08, name, case.application_date)

    def ordinary(self, case):
        """Employer, contract, pay of an ordinary job."""
        pay = at_least(case.gross_annual_salary, self.value("minimum_pay", case.start_date))
        return case.employer_in_belgium, equal(case.employment, "local"), pay

    def reduced(self, case):
        """The reduced threshold applies."""
        young = under(years(case.birth_date, case.start_date), self.value("hs_reduced_age", case.start_date))
        nurse = self.figures.on_list(case.isco08, "nurses", case.start_date)
        teacher = case.application_date >= REFORM and self.listed(case, "teachers")
        return every(equal(case.employment, "local"), some(young, nurse, teacher))

    def ict_professional(self, case):
        """ICT experience stands for a diploma."""
        if case.application_date < REFORM:
            return False
        enough = at_least(case.ict_experience_years, self.value("ict_experience", case.application_date))
        return every(self.listed(case, "ict_occupations"), enough)


def every(*truths):
    """False if one is, else unknown if one is, else true."""
    if False in truths:
        return False
    return None if None in truths else True


def some(*truths):
    """True if one is, else unknown if one is, else false."""
    if True in truths:
        return True
    return None if None in truths else False


def negate(truth):
    """Unknown stays unknown."""
    return None if truth is None else not truth


def at_least(value, limit):
    """Unknown if one of them is."""
    return None if value is None or limit is None else value >= limit


def under(value, limit):
    """Unknown if one of them is."""
    return None if value is None or limit is None else value < limit


def equal(value, other):
    """Unknown if the value is."""
    return None if value is None else value == other


def years(birth, day):
    """Completed years."""
    if birth is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


# ---- the benchmark's three functions ----------------------------------------------------------


def prepare(folder):
    """The rules and the cases' arrays."""
    return Rules(Figures(read_figures(folder))), read(folder)


def run(prepared):
    """Arrays to objects, objects to answers, in chunks."""
    rules, (values, known) = prepared
    n = len(values["application_date"])
    out = np.empty((n, len(RESULTS)), np.uint8)
    for first in range(0, n, CHUNK):
        part = slice(first, first + CHUNK)
        columns = [_column(fact, values[fact][part], known.get(fact, ())[part]) for fact in (*ALWAYS_KNOWN, *FACTS)]
        found = b"".join(bytes([TRUTH[t] for t in rules.decide(Case(*row))]) for row in zip(*columns, strict=True))
        out[part] = np.frombuffer(found, np.uint8).reshape(-1, len(RESULTS))
    return out


def _column(fact, values, known):
    natural = (values.astype("datetime64[D]") if fact.endswith("_date") else values).tolist()
    names = {"employment": EMPLOYMENT, "transfer_role": TRANSFER_ROLE}.get(fact)
    if names:
        natural = [names[v] for v in natural]
    return [v if k else None for v, k in zip(natural, known.tolist(), strict=True)] if len(known) else natural


def answers(result):
    """Already 0 / 1 / 2."""
    return result
