"""The documents whose figures evidence may name: of a plan, a scheme of the register, a design that ships."""

from __future__ import annotations

from typing import Any

from corridor.web.chain.readings import plan_of
from corridor.web.partnerships.design_files import DesignFaults
from corridor.web.partnerships.simulations import QUICK, simulated
from corridor.web.plans.queries import document


def of_plan(programme: Any, key: str) -> Any:
    """plan.json of a plan that the programme may cite; empty where there is none."""
    plan = plan_of(key, programme.organisation)
    try:
        return document(plan) if plan is not None else {}
    except (OSError, ValueError):
        return {}


def of_scheme(key: str) -> Any:
    """The record of a scheme; empty where the register has none."""
    from corridor.partnerships.scheme import schemes

    return schemes().get(key, {})


def of_design(key: str) -> Any:
    """The results of a design that ships, of a few draws; empty where there is none or it cannot be simulated."""
    from corridor.partnerships.design import shipped
    from corridor.partnerships.results import to_json

    found = shipped().get(key)
    try:
        return to_json(simulated(found, draws=QUICK).result) if found is not None else {}
    except DesignFaults:
        return {}
