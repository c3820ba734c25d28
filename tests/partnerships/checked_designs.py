"""Designs for the tests of the checks: one that passes, as a mapping, and ways to change it."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Mapping
from typing import Any

from corridor.partnerships.design import Design, read_design

BOTH = {"responsible": ["anapec"], "accountable": ["vdab"], "consulted": [], "informed": []}


def _stage(id: str, phase: str, track: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "phase": phase, "track": track, "months": 1, "roles": copy.deepcopy(BOTH), **more}


PASSING: Mapping[str, Any] = {
    "id": "passing",
    "name": "A design that passes",
    "origin": ["MA"],
    "destination": {"country": "BE", "region": "flanders"},
    "start": datetime.date(2024, 9, 1),
    "horizon_months": 48,
    "profiles": [
        {
            "id": "developer",
            "isco08": "2512",
            "share": 1.0,
            "facts": {"education_level": 6, "job_level": 6},
        }
    ],
    "waves": [{"date": datetime.date(2024, 10, 1), "intake": 20}],
    "applicants_per_place": {"value": 30, "basis": "stated"},
    "tracks": {"away": 0.5, "unmatched": "home"},
    "demand": [
        {"grade": "signed_vacancy", "posts": 8, "date": datetime.date(2024, 10, 1), "employers": "sme"},
        {"grade": "interest", "posts": 5, "date": datetime.date(2024, 10, 1), "employers": "large"},
    ],
    "stages": [
        _stage(
            "course",
            "technical_training",
            "both",
            costs=[
                {"group": "staffing", "per": "once", "amount": 20000, "payers": {"eu": 1.0}},
                {"group": "training", "per": "person", "amount": 3000, "payers": {"eu": 0.9, "destination": 0.1}},
            ],
        ),
        _stage("dutch", "language", "both"),
        _stage("certificate", "recognition", "both", loss=0.1),
        _stage("jobs", "matching", "away"),
        _stage("region", "permit", "away"),
        _stage("federal", "permit", "away"),
        _stage("travel", "arrival", "away"),
        _stage("home_jobs", "home_placement", "home"),
    ],
    "partners": [
        {"id": "anapec", "name": "ANAPEC", "side": "origin", "kind": "pes", "institution": "public"},
        {"id": "vdab", "name": "VDAB", "side": "destination", "kind": "pes", "institution": "public"},
        {"id": "iom", "name": "IOM", "side": "international", "kind": "implementer", "institution": None},
        {"id": "school", "name": "A private school", "side": "origin", "kind": "training", "institution": "private"},
    ],
    "contract": {"months": 24, "term": "fixed", "gross_annual_salary": 60000},
    "safeguards": {
        "government_agreement": True,
        "support_to_origin": True,
        "written_contract": True,
        "fees_charged_to_workers": False,
        "complaint_channel": True,
        "freedom_to_change_employer": True,
        "freedom_of_association": True,
        "passport_kept_by_employer": False,
        "minimum_age": 18,
        "selection_by_family_status": False,
        "selection_by_sex": False,
        "pre_departure_information": True,
        "mentor_per_people": 5,
        "duty_of_care_fund": True,
        "compliance_log": True,
        "flexible_budget": True,
        "interoperable_data": True,
    },
    "monitoring": {"months_after_contract": 12, "counterfactual": "lottery", "log_of_events": True},
}


def design(**changes: Any) -> Design:
    """The passing design with parts replaced: keys are paths with `__` for a dot and numbers for list places."""
    raw = copy.deepcopy(dict(PASSING))
    for path, value in changes.items():
        *way, last = (int(step) if step.isdecimal() else step for step in path.split("__"))
        here: Any = raw
        for step in way:
            here = here[step]
        if callable(value):
            value(here[last])
        else:
            here[last] = value
    return read_design(raw)
