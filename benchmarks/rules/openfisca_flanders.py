"""The five routes as an OpenFisca country package. Runs in an interpreter of its own (OpenFisca-core 46).

OpenFisca has no unknown: every fact that may be unknown has a companion `<fact>_known`, and every condition is an
integer 0 / 1 / 2, so that `and` is the minimum and `or` the maximum. A simulation has one period and our cases have
two dates each, so values are looked up by each case's own date. The parameters are OpenFisca's own files, written from
the same figures.
"""

import datetime
import json
from pathlib import Path

import numpy as np
from cases import ALWAYS_KNOWN, CONDITIONS, EMPLOYMENT, FACTS, RESULTS, TRANSFER_ROLE, read, read_figures
from openfisca_core.entities import build_entity
from openfisca_core.periods import DAY, ETERNITY
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FILING, START = "application_date", "start_date"
PERIOD = "2026-01-01"
CODES = 10_000
Case = build_entity(key="case", plural="cases", label="A person and a job", is_person=True)


# ---- facts ------------------------------------------------------------------------------------


def _fact(name):
    kind = datetime.date if name.endswith("_date") else bool if name in ("employer_in_belgium", "same_group") else int
    yield type(name, (Variable,), {"value_type": kind, "entity": Case, "definition_period": ETERNITY, "label": name})
    if name not in ALWAYS_KNOWN:
        label = f"{name} is known"
        known = {"value_type": bool, "entity": Case, "definition_period": ETERNITY, "label": label}
        yield type(f"{name}_known", (Variable,), known)


# ---- tests of three values --------------------------------------------------------------------


def truth(test, *known):
    """0 or 2 by a test, 1 where something is not known."""
    out = np.where(test, 2, 0)
    for one in known:
        out[~one] = 1
    return out


def every(*truths):
    """Kleene and."""
    return np.minimum.reduce(truths)


def some(*truths):
    """Kleene or."""
    return np.maximum.reduce(truths)


def steps(case, group, name):
    """A parameter's values in time."""
    leaf = getattr(getattr(case.simulation.tax_benefit_system.parameters, group), name)
    return sorted((v.instant_str, v.value) for v in leaf.values_list)


def value(case, name, anchor):
    """A parameter on each case's own date, and where it is known."""
    found = steps(case, "amounts", name)
    days = np.array([d for d, _ in found], dtype="datetime64[D]")
    step = np.searchsorted(days, case(anchor, ETERNITY), side="right")
    values = np.array([0, *(v or 0 for _, v in found)], dtype=np.int64)
    return values[step], np.array([False, *(v is not None for _, v in found)])[step]


def at_least(case, fact, name, anchor):
    """A fact reaches a parameter."""
    limit, known = value(case, name, anchor)
    return truth(case(fact, ETERNITY) >= limit, case(f"{fact}_known", ETERNITY), known)


def is_(case, fact, code):
    """A fact has a code."""
    return truth(case(fact, ETERNITY) == code, case(f"{fact}_known", ETERNITY))


def flag(case, fact):
    """A truth as it was stated."""
    return truth(case(fact, ETERNITY), case(f"{fact}_known", ETERNITY))


def on_list(case, name, anchor):
    """The occupation is on a list; nothing is known before its first version."""
    found = steps(case, "lists", name)
    days = np.array([d for d, _ in found], dtype="datetime64[D]")
    table = np.zeros((len(found) + 1, CODES), dtype=bool)
    for position, (_, codes) in enumerate(found, 1):
        table[position, codes or []] = True
    step = np.searchsorted(days, case(anchor, ETERNITY), side="right")
    known = np.array([False, *(codes is not None for _, codes in found)])
    return truth(table[step, case("isco08", ETERNITY)], case("isco08_known", ETERNITY), known[step])


def since(case, iso, found):
    """What was found, from a filing date on; before it, no."""
    return np.where(case(FILING, ETERNITY) >= np.datetime64(iso), found, 0)


def calendar(days):
    """yyyymmdd."""
    years = days.astype("datetime64[Y]").astype(int) + 1970
    months = days.astype("datetime64[M]").astype(int) % 12 + 1
    return years * 10_000 + months * 100 + (days - days.astype("datetime64[M]")).astype(int) + 1


# ---- rules ------------------------------------------------------------------------------------


def _reduced(case, period):
    age = (calendar(case(START, ETERNITY)) - calendar(case("birth_date", ETERNITY))) // 10_000
    limit, known = value(case, "hs_reduced_age", START)
    young = truth(age < limit, case("birth_date_known", ETERNITY), known)
    teacher = since(case, "2024-05-01", on_list(case, "teachers", FILING))
    return every(
        is_(case, "employment", EMPLOYMENT.index("local")), some(young, on_list(case, "nurses", START), teacher)
    )


def _professional(case, period):
    experience = at_least(case, "ict_experience_years", "ict_experience", FILING)
    return since(case, "2024-05-01", every(on_list(case, "ict_occupations", FILING), experience))


def _local(case, period):
    return is_(case, "employment", EMPLOYMENT.index("local"))


def _seconded(case, period):
    return is_(case, "employment", EMPLOYMENT.index("secondment"))


def _employer(case, period):
    return flag(case, "employer_in_belgium")


def _minimum_pay(case, period):
    return at_least(case, "gross_annual_salary", "minimum_pay", START)


def _hs_salary(case, period):
    low = at_least(case, "gross_annual_salary", "hs_pay_reduced", START)
    return some(at_least(case, "gross_annual_salary", "hs_pay", START), every(case("reduced", period), low))


def _bc_qualification(case, period):
    return some(at_least(case, "education_level", "blue_card_level", FILING), case("ict_professional", period))


def _bc_contract(case, period):
    return every(_local(case, period), at_least(case, "contract_months", "blue_card_months", FILING))


def _ict_salary(case, period):
    other = at_least(case, "gross_annual_salary", "ict_other_pay", START)
    no_manager = 2 - is_(case, "transfer_role", TRANSFER_ROLE.index("manager"))
    return some(at_least(case, "gross_annual_salary", "ict_manager_pay", START), every(no_manager, other))


def _ict_qualification(case, period):
    manager, specialist, trainee = (is_(case, "transfer_role", TRANSFER_ROLE.index(r)) for r in TRANSFER_ROLE[1:])
    expert = some(at_least(case, "education_level", "ict_level", FILING), case("ict_professional", period))
    graduate = at_least(case, "education_level", "ict_trainee_level", FILING)
    return some(manager, every(specialist, expert), every(trainee, graduate))


FORMULAS = {
    "reduced": _reduced,
    "ict_professional": _professional,
    "hs_degree": lambda case, period: at_least(case, "education_level", "hs_level", FILING),
    "hs_salary": _hs_salary,
    "hs_employer": lambda case, period: some(_employer(case, period), _seconded(case, period)),
    "bc_qualification": _bc_qualification,
    "bc_salary": lambda case, period: at_least(case, "gross_annual_salary", "blue_card_pay", START),
    "bc_contract": _bc_contract,
    "bc_employer": _employer,
    "ms_occupation": lambda case, period: on_list(case, "medium_skilled", FILING),
    "ms_employer": _employer,
    "ms_contract": _local,
    "ms_pay": _minimum_pay,
    "other_occupation": lambda case, period: on_list(case, "vdab", FILING),
    "other_vacancy": lambda case, period: at_least(case, "vacancy_weeks", "vacancy_period", FILING),
    "other_employer": _employer,
    "other_contract": _local,
    "other_pay": _minimum_pay,
    "ict_role": lambda case, period: 2 - is_(case, "transfer_role", TRANSFER_ROLE.index("none")),
    "ict_group": lambda case, period: flag(case, "same_group"),
    "ict_seconded": _seconded,
    "ict_seniority": lambda case, period: at_least(case, "group_months", "ict_months", FILING),
    "ict_salary": _ict_salary,
    "ict_qualification": _ict_qualification,
}
IN_FORCE = {"other": "2024-05-01", "ict_transfer": "2021-12-16"}


def _route(route):
    def formula(case, period):
        found = every(*(case(name, period) for name in CONDITIONS[route]))
        return since(case, IN_FORCE.get(route, "2019-01-01"), found)

    return formula


def _rule(name, formula):
    def own(case, period, parameters):
        return formula(case, period)

    attributes = {"value_type": int, "entity": Case, "definition_period": DAY, "label": name, "formula": own}
    return type(name, (Variable,), attributes)


class Flanders(TaxBenefitSystem):
    """The five routes."""

    def __init__(self, parameters):
        super().__init__([Case])
        self.add_variables(*(v for fact in (*ALWAYS_KNOWN, *FACTS) for v in _fact(fact)))
        rules = FORMULAS | {route: _route(route) for route in CONDITIONS}
        self.add_variables(*(_rule(name, formula) for name, formula in rules.items()))
        self.load_parameters(str(parameters))


def write_parameters(figures, folder):
    """The figures as OpenFisca parameter files (JSON is YAML too)."""
    groups = {"amounts": figures["parameters"], "lists": figures["lists"]}
    for group, items in groups.items():
        (folder / group).mkdir(parents=True, exist_ok=True)
        for name, item in items.items():
            leaf = {"description": name, "values": {day: {"value": v} for day, v in item["steps"]}}
            (folder / group / f"{name}.yaml").write_text(json.dumps(leaf), encoding="utf-8")
    return folder


# ---- the benchmark's three functions ----------------------------------------------------------


def prepare(folder):
    """The system with its parameters, and the cases' arrays."""
    parameters = write_parameters(read_figures(folder), Path(folder) / "openfisca_parameters")
    values, known = read(folder)
    inputs = {f: v.astype("datetime64[D]") if f.endswith("_date") else v for f, v in values.items()}
    return Flanders(parameters), inputs | {f"{fact}_known": k for fact, k in known.items()}


def run(prepared):
    """A simulation over all cases."""
    system, inputs = prepared
    simulation = SimulationBuilder().build_default_simulation(system, len(inputs[FILING]))
    for name, values in inputs.items():
        simulation.set_input(name, "ETERNITY", values)
    return {name: simulation.calculate(name, PERIOD) for name in RESULTS}


def answers(result):
    """One row a case."""
    return np.stack([np.asarray(result[name]).astype(np.uint8) for name in RESULTS], axis=1)
