"""Designs for the tests of gains, sizes and break-even: everything fixed, so that a sum can be worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corridor.partnerships.design import Design, read_design

SALARY = 36_000
HOME_WAGE = 9_000


def plain_design(**changes: Any) -> Design:
    """Ten people, a year of training each, nobody lost; then four years of work with an open contract."""
    raw: dict[str, Any] = {
        "id": "plain",
        "name": "Plain",
        "origin": ["MA"],
        "destination": {"country": "BE", "region": "flanders"},
        "start": "2027-01-01",
        "horizon_months": 60,
        "profiles": [{"id": "developer", "isco08": "2512", "share": 1.0}],
        "waves": [{"date": "2027-01-01", "intake": 10}],
        "stages": [
            _stage(
                "training",
                "technical_training",
                "away",
                months=12,
                costs=[_cost("training", "person", 2_000, eu=0.5, employer=0.5)],
            ),
            _stage("arrival", "arrival", "away", months=0, costs=[_cost("migration", "person", 500, migrant=1.0)]),
        ],
        "contract": {"months": None, "term": "open", "gross_annual_salary": SALARY},
        "retention": {"exit_per_year": 0.0},
        "origin_economy": {"gross_annual_wage": HOME_WAGE, "wage_ratio": None, "public_training_cost": 4_000},
        "safeguards": {"fees_charged_to_workers": False},
    }
    return read_design(raw | changes)


def two_track_design(**changes: Any) -> Design:
    """Half go away, half stay at home; each track's own seat costs EUR 10,000."""
    stages = [
        _stage("school", "technical_training", "away", months=1, costs=[_cost("training", "person", 10_000, eu=1.0)]),
        _stage("arrival", "arrival", "away", months=0),
        _stage("course", "technical_training", "home", months=1, costs=[_cost("training", "person", 10_000, eu=1.0)]),
        _stage("job", "home_placement", "home", months=0),
    ]
    contract = {"months": None, "term": "open", "gross_annual_salary": 37_500}
    waves = [{"date": "2027-01-01", "intake": 60}]
    given = {"stages": stages, "waves": waves, "tracks": {"away": 0.5, "unmatched": "home"}, "contract": contract}
    return plain_design(**(given | changes))


def hiring_design(posts: int = 30, grade: str = "signed_vacancy", **changes: Any) -> Design:
    """A scheme whose employers must hire; months and losses are the assumed ones of their phases."""
    stages = [
        _stage("training", "technical_training", "both", costs=[_cost("training", "person", 3_000, eu=1.0)]),
        _stage("matching", "matching", "away"),
        _stage("permit", "permit", "away"),
        _stage("arrival", "arrival", "away", costs=[_cost("migration", "person", 900, employer=1.0)]),
        _stage("office", "employer_engagement", "scheme", costs=[_cost("staffing", "month", 4_000, destination=1.0)]),
        _stage("job", "home_placement", "home"),
    ]
    given = {
        "start": "2027-01-01",
        "horizon_months": 48,
        "waves": [{"date": "2027-02-01", "intake": 10}, {"date": "2027-08-01", "intake": 10}],
        "tracks": {"away": 0.8, "unmatched": "leave"},
        "stages": stages,
        "demand": [{"grade": grade, "posts": posts, "date": "2027-01-01"}],
    }
    return plain_design(**(given | changes))


def _stage(id: str, phase: str, track: str, **more: Any) -> dict[str, Any]:
    fixed: Mapping[str, Any] = {"loss": 0.0} if "months" in more else {}
    return {"id": id, "phase": phase, "track": track, **fixed, **more}


def _cost(group: str, per: str, amount: float, **payers: float) -> dict[str, Any]:
    return {"group": group, "per": per, "amount": amount, "payers": payers}
