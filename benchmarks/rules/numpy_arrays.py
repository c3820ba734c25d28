"""Hand-written numpy: a truth is an array of 0 / 1 / 2 in one byte, so that `and` is the minimum, `or` the maximum."""

from functools import reduce

import numpy as np
from cases import CONDITIONS, EMPLOYMENT, RESULTS, TRANSFER_ROLE, day, read, read_figures

CODES = 10_000


def prepare(folder):
    """Arrays of cases; parameters as sorted days and values; lists as a table of truths by version and code."""
    figures = read_figures(folder)
    values, known = read(folder)
    return values, known, *tables(figures)


def tables(figures):
    """({parameter: (days, values, known)}, {list: (days, truths by step and code)})."""
    parameters, lists = {}, {}
    for name, p in figures["parameters"].items():
        days = np.array([day(d) for d, _ in p["steps"]], np.int32)
        values = np.array([0, *(v or 0 for _, v in p["steps"])], np.int64)
        parameters[name] = days, values, np.array([False, *(v is not None for _, v in p["steps"])])
    for name, item in figures["lists"].items():
        truths = np.full((len(item["steps"]) + 1, CODES), 1, np.uint8)
        for position, (_, codes) in enumerate(item["steps"], 1):
            if codes is not None:
                truths[position] = 0
                truths[position, codes] = 2
        lists[name] = np.array([day(d) for d, _ in item["steps"]], np.int32), truths
    return parameters, lists


class Table:
    """The tests that conditions are made of, over a whole table."""

    def __init__(self, values, known, parameters, lists):
        self.values, self.known, self.parameters, self.lists = values, known, parameters, lists
        self.filing, self.start = values["application_date"], values["start_date"]

    def truth(self, test, *known):
        """0 or 2 by a test, 1 where something is not known."""
        out = test.view(np.uint8) << 1
        out[~reduce(np.logical_and, known)] = 1
        return out

    def value(self, name, when):
        """A parameter for each row, and where it is known."""
        days, values, known = self.parameters[name]
        step = np.searchsorted(days, when, side="right")
        return values[step], known[step]

    def at_least(self, fact, name, when):
        """A fact reaches a parameter."""
        limit, limit_known = self.value(name, when)
        return self.truth(self.values[fact] >= limit, self.known[fact], limit_known)

    def is_(self, fact, code):
        """A fact has a code."""
        return self.truth(self.values[fact] == code, self.known[fact])

    def flag(self, fact):
        """A truth as it was stated."""
        return self.truth(self.values[fact], self.known[fact])

    def on_list(self, name, when):
        """The occupation is on a list."""
        days, truths = self.lists[name]
        out = truths[np.searchsorted(days, when, side="right"), self.values["isco08"]]
        out[~self.known["isco08"]] = 1
        return out

    def since(self, iso):
        """Filed on a day or later."""
        return (self.filing >= day(iso)).view(np.uint8) << 1


def calendar(days):
    """yyyymmdd of days since 1970."""
    days = days.astype("datetime64[D]")
    year, month = days.astype("datetime64[Y]"), days.astype("datetime64[M]")
    months = (month - year.astype("datetime64[M]")).astype(np.int32) + 1
    return (
        (year.astype(np.int32) + 1970) * 10_000
        + months * 100
        + (days - month.astype("datetime64[D]")).astype(np.int32)
        + 1
    )


def run(prepared):
    """All 27 results, each an array."""
    values, known, parameters, lists = prepared
    t = Table(values, known, parameters, lists)
    every, some = (lambda *x: reduce(np.minimum, x)), (lambda *x: reduce(np.maximum, x))
    filing, start = t.filing, t.start
    local, seconded = (t.is_("employment", EMPLOYMENT.index(v)) for v in ("local", "secondment"))
    none, manager, specialist, trainee = (t.is_("transfer_role", i) for i in range(len(TRANSFER_ROLE)))
    employer, reform = t.flag("employer_in_belgium"), t.since("2024-05-01")

    limit, limit_known = t.value("hs_reduced_age", start)
    age = (calendar(start) - calendar(values["birth_date"])) // 10_000
    young = t.truth(age < limit, known["birth_date"], limit_known)
    teacher = every(reform, t.on_list("teachers", filing))
    reduced = every(local, some(young, t.on_list("nurses", start), teacher))
    experience = t.at_least("ict_experience_years", "ict_experience", filing)
    professional = every(reform, t.on_list("ict_occupations", filing), experience)

    pay = {name: t.at_least("gross_annual_salary", name, start) for name in PAY}
    level = {name: t.at_least("education_level", name, filing) for name in LEVELS}
    o = {
        "hs_degree": level["hs_level"],
        "hs_salary": some(pay["hs_pay"], every(reduced, pay["hs_pay_reduced"])),
        "hs_employer": some(employer, seconded),
        "bc_qualification": some(level["blue_card_level"], professional),
        "bc_salary": pay["blue_card_pay"],
        "bc_contract": every(local, t.at_least("contract_months", "blue_card_months", filing)),
        "bc_employer": employer,
        "ms_occupation": t.on_list("medium_skilled", filing),
        "ms_employer": employer,
        "ms_contract": local,
        "ms_pay": pay["minimum_pay"],
        "other_occupation": t.on_list("vdab", filing),
        "other_vacancy": t.at_least("vacancy_weeks", "vacancy_period", filing),
        "other_employer": employer,
        "other_contract": local,
        "other_pay": pay["minimum_pay"],
        "ict_role": 2 - none,
        "ict_group": t.flag("same_group"),
        "ict_seconded": seconded,
        "ict_seniority": t.at_least("group_months", "ict_months", filing),
        "ict_salary": some(pay["ict_manager_pay"], every(2 - manager, pay["ict_other_pay"])),
        "ict_qualification": some(
            manager,
            every(specialist, some(level["ict_level"], professional)),
            every(trainee, level["ict_trainee_level"]),
        ),
    }
    for route, names in CONDITIONS.items():
        gate = {"other": [reform], "ict_transfer": [t.since("2021-12-16")]}.get(route, [t.since("2019-01-01")])
        o[route] = every(*gate, *(o[name] for name in names))
    return o


PAY = ("hs_pay", "hs_pay_reduced", "blue_card_pay", "minimum_pay", "ict_manager_pay", "ict_other_pay")
LEVELS = ("hs_level", "blue_card_level", "ict_level", "ict_trainee_level")


def answers(result):
    """One row a case."""
    return np.stack([result[name] for name in RESULTS], axis=1)
