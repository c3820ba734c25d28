"""The facts about a design that the checks read, under the names of their vocabulary; None is not known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from corridor.partnerships.checks.book import moment, rules
from corridor.partnerships.checks.numbers import MONTHS_PER_YEAR, arrival, expected, share_away, worker_costs
from corridor.partnerships.checks.roles import anchor
from corridor.partnerships.design import Design, Profile, Safeguards, Stage
from corridor.rules.kleene import Truth, all_of, any_of
from corridor.rules.load import expand

if TYPE_CHECKING:
    from corridor.partnerships.scheme import Scheme

COMMITTED = ("letter", "signed_vacancy", "offer", "funded")
SIGNED = ("signed_vacancy", "offer", "funded")
"""Grades of demand that count as committed and as signed; a stay that the project pays needs no signature."""


def facts(design: Design, scheme: Scheme | None = None, *, at: date | None = None) -> Mapping[str, Any]:
    """Every fact of the checks' vocabulary about a design as a whole.

    Args:
        design: the design.
        scheme: the scheme that it describes: its agreement and its count of applicants stand in where the design does
            not know them.
        at: the day of the law; by default the expected arrival of the first wave.

    Returns:
        Facts by name: truths, numbers (shares in percent, times in months, money in EUR), codes; None is not known.
        Facts of a profile or a stage are None here: see `profile_facts` and `roles.stage_facts`.
    """
    from corridor.partnerships.checks.permit_route import routes_of

    found: dict[str, Any] = dict.fromkeys(rules().facts)
    found |= _safeguards(design) | _demand(design) | _pool(design, scheme)
    found |= _costs(design) | _stages(design) | _times(design) | dict(anchor(design))
    found["destination_country"] = design.destination.country
    if found["government_agreement"] is None and scheme is not None:
        found["government_agreement"] = {"yes": True, "no": False}.get(scheme.criteria.instrument.value or "")
    answers = routes_of(design, at or arrival(design))
    found["every_profile_has_route"] = all_of(answer.truth for answer in answers.values()) if answers else None
    found["authorisation_needed"] = any_of(answer.needed for answer in answers.values()) if answers else None
    found["profiles_asked"] = len(answers)
    found["profiles_open"] = sum(answer.truth is True for answer in answers.values())
    return found


def profile_facts(profile: Profile, origin: str, day: date) -> Mapping[str, Any]:
    """The facts of one profile from one country of origin: occupation, and the WHO list's edition of the day."""
    edition = rules().lists["who_safeguards"].at(moment(day).application_date)
    found: dict[str, Any] = {
        "profile_name": profile.id,
        "origin_country": origin,
        "isco08": None,
        "health_occupation": None,
        "who_edition": None if edition is None else str(edition.start.year),
    }
    if profile.isco08 is not None and len(profile.isco08) == 4:
        found["isco08"] = profile.isco08
    elif profile.isco08 is not None:
        found["health_occupation"] = _health_group(profile.isco08, day)
    return found


def _health_group(code: str, day: date) -> Truth:
    """Whether all or none of the unit groups below a shorter code are health occupations; else not known."""
    listed = moment(day).members["health_occupations"].hits
    found = {member in listed for member in expand(code)}
    return found.pop() if len(found) == 1 else None


def _safeguards(design: Design) -> dict[str, Any]:
    """The design's own safeguards, under the names that the vocabulary shares with them."""
    known = {field.name: getattr(design.safeguards, field.name) for field in fields(Safeguards)}
    found = {name: value for name, value in known.items() if name in rules().facts}
    monitoring = asdict(design.monitoring)
    return found | {
        "people_per_mentor": design.safeguards.mentor_per_people,
        "months_followed": monitoring["months_after_contract"],
        "counterfactual": monitoring["counterfactual"],
    }


def _demand(design: Design) -> dict[str, Any]:
    """Posts by grade. A design with a matching stage must list its demand: an empty list is then no post at all."""
    listed = bool(design.demand) or any(stage.phase == "matching" for stage in design.stages)
    if not listed:
        posts, committed, signed = None, None, None
    else:
        posts = sum(pledge.posts for pledge in design.demand)
        committed = sum(pledge.posts for pledge in design.demand if pledge.grade in COMMITTED)
        signed = sum(pledge.posts for pledge in design.demand if pledge.grade in SIGNED)
    share = share_away(design)
    people = None if share is None else share * design.intake()
    sizes = [pledge.employers for pledge in design.demand]
    small = any_of(None if size is None else size in ("sme", "mixed") for size in sizes)
    return {
        "people_away": None if people is None else round(people, 1),
        "posts_pledged": posts,
        "posts_committed": committed,
        "signed_percent": _floor(100 * signed / people) if signed is not None and people else None,
        "employers_segmented": True if sizes and None not in sizes else None,
        "small_employers": small if sizes else None,
    }


def _pool(design: Design, scheme: Scheme | None) -> dict[str, Any]:
    quantity = design.applicants_per_place
    counted: bool | None = None
    if quantity is not None:
        counted = quantity.n is not None or (quantity.prior is None and quantity.basis != "assumed")
    if not counted and scheme is not None and scheme.counts.applicants:
        counted = True
    found = expected(quantity, "ratio", "applicants_per_place")
    return {"applicants_per_place": None if found is None else _floor(found), "pool_counted": counted}


def _costs(design: Design) -> dict[str, Any]:
    pers = [cost.per for stage in design.stages for cost in stage.costs]
    pays, amount = worker_costs(design)
    salary = expected(design.contract.gross_annual_salary, "cost", "contract.gross_annual_salary")
    monthly = None if salary is None else salary / MONTHS_PER_YEAR
    months = 0.0 if amount == 0 else amount / monthly if amount is not None and monthly else None
    return {
        "fixed_costs_stated": any(per in ("once", "month") for per in pers) if pers else None,
        "person_costs_stated": any(per in ("person", "person_month") for per in pers) if pers else None,
        "worker_pays": pays,
        "worker_cost": None if amount is None else round(amount, 2),
        "monthly_income": None if monthly is None else round(monthly, 2),
        "cost_months": None if months is None else math.ceil(months * 100) / 100,
    }


def _stages(design: Design) -> dict[str, Any]:
    order = [stage.phase for stage in design.stages]
    recognition = [stage for stage in design.stages if stage.phase == "recognition"]
    both = "language" in order and "matching" in order
    return {
        "recognition_stage": bool(recognition),
        "recognition_loss_stated": _all_known(recognition),
        "language_stage_first": order.index("language") < order.index("matching") if both else None,
        "permit_queues": order.count("permit"),
    }


def _all_known(recognition: list[Stage]) -> Truth:
    """Whether every recognition stage has a loss of its own; one that is left open is not known."""
    if not recognition:
        return False
    return True if all(stage.loss is not None for stage in recognition) else None


def _times(design: Design) -> dict[str, Any]:
    months = expected(design.contract.months, "duration", "contract.months")
    return {"stay_months": None if months is None else _floor(months)}


def _floor(value: float) -> float:
    """Rounded down to a tenth, so that what is shown decides and never looks better than it is."""
    return math.floor(value * 10 + 1e-9) / 10
