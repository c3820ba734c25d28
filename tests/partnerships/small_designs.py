"""Random small designs for the laws of the simulation, and one that uses every feature."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

GRADES = ("interest", "letter", "signed_vacancy", "offer")


def everything() -> dict[str, Any]:
    """Both tracks, both kinds of capacity, posts of three grades, patience, scatter, stages beside the work."""
    return {
        "id": "everything",
        "name": "Everything",
        "origin": ["MA"],
        "destination": {"country": "BE", "region": "flanders"},
        "start": "2026-01-01",
        "horizon_months": 48,
        "waves": [{"date": "2026-02-01", "intake": 20}, {"date": "2026-09-01", "intake": 25}],
        "applicants_per_place": 5,
        "tracks": {"away": {"low": 0.4, "high": 0.8}, "unmatched": "home"},
        "demand": [
            {"grade": "offer", "posts": 8, "date": "2026-09-01"},
            {"grade": "interest", "posts": 20, "date": "2027-03-01"},
            {"grade": "letter", "posts": 8, "date": "2025-10-01"},
        ],
        "stages": [
            {"id": "preparing", "phase": "agreement", "months": 6, "costs": [_cost("month", 1000)]},
            {
                "id": "training", "phase": "technical_training", "track": "both", "capacity": {"places": 15},
                "months": {"low": 3, "high": 6, "scatter": 4}, "loss": {"low": 0.05, "mode": 0.2, "high": 0.4},
                "costs": [_cost("person", 900), _cost("month", 100), _cost("once", 50)],
            },
            {"id": "matching", "phase": "matching", "track": "away", "patience": {"low": 1, "high": 5}},
            {
                "id": "permit", "phase": "permit", "track": "away", "capacity": {"per_month": 3},
                "months": {"prior": "t_permit_be_flanders"},
            },
            {"id": "arrival", "phase": "arrival", "track": "away", "months": 0.5},
            {
                "id": "mentoring", "phase": "integration", "track": "away", "months": 6,
                "costs": [_cost("person_month", 80)],
            },
            {"id": "term", "phase": "end_of_term", "track": "away"},
            {"id": "back", "phase": "reintegration", "track": "away"},
            {"id": "job", "phase": "home_placement", "track": "home", "capacity": {"places": 6}},
        ],
        "contract": {"months": {"low": 9, "high": 15}, "term": "fixed"},
        "retention": {"exit_per_year": {"low": 0.1, "high": 0.3}},
        "return": {"share": {"low": 0.2, "high": 0.6}},
    }  # fmt: skip


def _cost(per: str, amount: float) -> dict[str, Any]:
    return {"group": "staffing", "per": per, "amount": amount, "payers": {"eu": 0.7, "employer": 0.3}}


def rates(highest: float = 1.0) -> st.SearchStrategy[Any]:
    """A share, as a number or a range."""
    number = st.floats(0, highest).map(lambda value: round(value, 3))
    pair = st.tuples(number, number).map(lambda two: {"low": min(two), "high": max(two)})
    return st.one_of(number, pair)


def months() -> st.SearchStrategy[Any]:
    """Up to eight months, everybody alike or scattered."""
    number = st.floats(0, 8).map(lambda value: round(value, 2))
    scattered = st.builds(lambda value, shape: {"value": value, "scatter": shape}, number, st.sampled_from([0.5, 2, 9]))
    return st.one_of(number, scattered)


def capacities() -> st.SearchStrategy[Any]:
    """None, places or starts within a month."""
    number = st.integers(1, 6)
    return st.one_of(
        st.none(), number.map(lambda n: {"places": n}), number.map(lambda n: {"per_month": n}),
        st.tuples(number, number).map(lambda two: {"places": two[0], "per_month": two[1]}),
    )  # fmt: skip


@st.composite
def designs(draw: st.DrawFn) -> dict[str, Any]:
    """A design of up to 24 people and eight stages with room for every feature."""
    both = ["technical_training", "language"][: draw(st.integers(0, 2))]
    away = ["matching"][: draw(st.integers(0, 1))] + ["permit", "arrival"][: draw(st.integers(1, 2))]
    home = ["recognition", "home_placement"][: draw(st.integers(0, 2))]
    beside = ["integration", "end_of_term", "reintegration"] if "arrival" in away and draw(st.booleans()) else []
    stages = [
        {"id": f"{track}_{phase}", "phase": phase, "track": track, "months": draw(months()),
         "loss": draw(rates(0.9)), "capacity": draw(capacities()), "costs": [draw(costs())]}
        for track, list_of in (("both", both), ("away", away), ("home", home)) for phase in list_of
    ]  # fmt: skip
    stages += [{"id": phase, "phase": phase, "track": "away", "months": draw(months())} for phase in beside]
    count = draw(st.integers(1, 3))
    steps = sorted(draw(st.lists(st.integers(0, 11), min_size=count, max_size=count)))
    entries = st.fixed_dictionaries(
        {
            "grade": st.sampled_from(GRADES),
            "posts": st.integers(0, 8),
            "date": st.sampled_from(["2025-06-01", "2027-02-01"]),
        }
    )
    return {
        "id": "small",
        "name": "Small",
        "origin": ["TN"],
        "destination": {"country": "BE"},
        "start": "2026-01-01",
        "horizon_months": draw(st.integers(12, 40)),
        "waves": [{"date": f"2026-{step + 1:02d}-05", "intake": draw(st.integers(1, 8))} for step in steps],
        "tracks": {"away": draw(rates()), "unmatched": draw(st.sampled_from(["home", "leave"])) if home else "leave"},
        "demand": draw(st.lists(entries, max_size=3)),
        "stages": stages,
        "contract": {"months": draw(months()), "term": draw(st.sampled_from(["fixed", "open"]))},
        "retention": {"exit_per_year": draw(rates(0.95))},
        "return": {"share": draw(rates())},
    }


def costs() -> st.SearchStrategy[Any]:
    """A price with one to three payers whose shares add up."""
    weights = st.dictionaries(
        st.sampled_from(["eu", "origin", "employer", "migrant"]), st.integers(1, 9), min_size=1, max_size=3
    )
    payers = weights.map(lambda given: {name: weight / sum(given.values()) for name, weight in given.items()})
    return st.fixed_dictionaries(
        {
            "group": st.sampled_from(["training", "migration"]),
            "per": st.sampled_from(["once", "month", "person", "person_month"]),
            "amount": st.integers(0, 5000),
            "payers": st.one_of(st.none(), payers),
        }
    )
