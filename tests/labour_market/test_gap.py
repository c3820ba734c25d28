"""The gap: parts that add up, intervals around them, permits by the stay rate; what is unknown stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.labour_market.errors import LabourMarketErrors
from corridor.labour_market.figure import UNKNOWN, Figure
from corridor.labour_market.gap import (
    REGIONS,
    SIGNS,
    GapEvidence,
    gap,
    gap_evidence,
    gaps,
    permits,
    projected_gap,
    read_gap_folder,
)
from corridor.labour_market.projection_inputs import check_table

LANGUAGES = ("en", "fr", "nl")
AMOUNTS = st.floats(0, 10_000)
FIGURES = st.builds(
    lambda value, down, up: Figure(value, value - down, value + up, "stated", "medium", "a source", "2025"),
    AMOUNTS, st.floats(0, 100), st.floats(0, 100),
)  # fmt: skip
PARTS = st.fixed_dictionaries(dict.fromkeys(SIGNS, FIGURES))
STAY = Figure(0.8, 0.7, 0.9, "stated", "low", "stay rates", "2024")


def evidence(*rows: Mapping[str, object]) -> GapEvidence:
    given = {"isco08": "25", "region": "flanders", "year": 2030}
    raw = pl.DataFrame([{**given, **row} for row in rows])
    return gap_evidence({"gap_parts": check_table(raw, "gap_parts").frame})


def whole(**changes: float) -> GapEvidence:
    values = {"demand": 1000.0, **dict.fromkeys(list(SIGNS)[1:], 100.0), "stay_rate": 0.8, **changes}
    return evidence(*({"part": part, "value": value} for part, value in values.items()))


# ---- the sum ----


@given(PARTS)
def test_the_gap_is_demand_less_supply_less_friction_and_lies_in_its_interval(parts: dict[str, Figure]) -> None:
    found = gap(parts)
    amounts = {name: figure.value or 0.0 for name, figure in parts.items()}
    supply = sum(amounts[name] for name in ("residents", "school_leavers", "commuters", "stayers"))
    assert found.value == pytest.approx(amounts["demand"] - supply - amounts["frictional"], abs=1e-6)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("missing", list(SIGNS))
@pytest.mark.parametrize("how", ["absent", "unknown"])
def test_one_unknown_part_makes_the_gap_and_its_permits_unknown(missing: str, how: str) -> None:
    parts = {name: Figure(100.0, basis="stated") for name in SIGNS if name != missing}
    if how == "unknown":
        parts[missing] = UNKNOWN
    found = gap(parts)
    assert (found.value, found.low, found.high, found.basis) == (None, None, None, "unknown")
    assert permits(found, STAY).value is None


def test_more_supply_than_demand_is_a_negative_gap_and_takes_no_permits() -> None:
    found = projected_gap("25", "flanders", 2030, evidence=whole(residents=2000))
    assert found.value == pytest.approx(1000 - 2000 - 400)
    assert found.permits.value == 0


# ---- permits ----


def test_permits_are_the_gap_over_the_stay_rate() -> None:
    found = permits(Figure(400, 300, 500, "derived"), STAY)
    assert found.value == pytest.approx(400 / 0.8)
    assert (found.low, found.high) == pytest.approx((300 / 0.9, 500 / 0.7))
    assert found.source == "stay rates"


@given(AMOUNTS, st.floats(0.05, 0.9), st.floats(0.01, 0.1))
def test_a_higher_stay_rate_never_needs_more_permits(posts: float, rate: float, more: float) -> None:
    few, many = (permits(Figure(posts, basis="stated"), Figure(r, basis="stated")).value for r in (rate + more, rate))
    assert few is not None
    assert many is not None
    assert posts <= few <= many


def test_without_a_stay_rate_permits_are_unknown_and_the_gap_is_not() -> None:
    rows = [{"part": part, "value": 100.0} for part in SIGNS]
    found = projected_gap("25", "flanders", 2030, evidence=evidence(*rows))
    assert found.value == pytest.approx(100 - 5 * 100)
    assert found.permits.value is None


# ---- which group the figure is of ----


@pytest.mark.parametrize(
    ("stated", "asked", "group", "level"),
    [("2512", "2512", "2512", "4"), ("25", "2512", "25", "2"), ("2", "2512", "2", "1"), ("all", None, "all", "all")],
    ids=["itself", "two digits", "one digit", "all"],
)
def test_the_narrowest_group_that_the_evidence_has_is_taken_and_named(
    stated: str, asked: str | None, group: str, level: str
) -> None:
    rows = [{"part": part, "value": 1.0, "isco08": stated} for part in SIGNS]
    found = projected_gap(asked, "flanders", 2030, evidence=evidence(*rows))
    assert (found.isco08, found.group, found.level) == (asked, group, level)


def test_the_occupation_comes_before_its_group() -> None:
    rows = [{"part": p, "value": v, "isco08": code} for code, v in (("25", 1.0), ("2512", 9.0)) for p in SIGNS]
    assert projected_gap("2512", "flanders", 2030, evidence=evidence(*rows)).group == "2512"
    assert projected_gap("2511", "flanders", 2030, evidence=evidence(*rows)).group == "25"


def test_figures_for_all_occupations_are_no_evidence_for_one() -> None:
    rows = [{"part": part, "value": 1.0, "isco08": "all"} for part in SIGNS]
    found = projected_gap("2512", "flanders", 2030, evidence=evidence(*rows))
    assert (found.value, found.why_unknown) == (None, "no_occupation")


# ---- what ships ----


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("isco08", ["2512", "25", "2"])
@pytest.mark.parametrize("year", [2030, 2035])
def test_no_occupation_has_a_gap_without_evidence(region: str, isco08: str, year: int) -> None:
    found = projected_gap(isco08, region, year)
    assert (found.value, found.low, found.high, found.permits.value) == (None, None, None, None)
    assert found.basis == "unknown"
    assert all(found.why(lang) for lang in LANGUAGES)


def test_the_belgian_total_of_2030_is_unfilled_less_frictional_with_its_sources() -> None:
    found = projected_gap(None, "belgium", 2030)
    assert found.value == 541_000 - 108_000
    assert (found.low, found.high) == (None, None)  # no source gives an interval
    assert (found.basis, found.confidence, found.date) == ("derived", "medium", "2020-12")
    assert "Agoria" in (found.source or "")
    assert [(part.name, part.sign) for part in found.parts] == [("shortfall", 1), ("frictional", -1)]
    assert found.permits.value is None


@pytest.mark.parametrize(
    ("region", "year", "why"),
    [("flanders", 2030, "no_region"), ("brussels", 2030, "no_region"), ("belgium", 2035, "no_year")],
    ids=["flanders", "brussels", "2035"],
)
def test_other_totals_are_unknown_and_say_why_with_what_sources_do_give(region: str, year: int, why: str) -> None:
    found = projected_gap(None, region, year)
    assert (found.value, found.why_unknown) == (None, why)
    assert found.nearest
    assert {fact.region for fact in found.nearest} <= {region, "belgium"}
    assert all(fact.url and fact.source for fact in found.nearest)


def test_a_region_that_is_none_is_refused() -> None:
    with pytest.raises(LabourMarketErrors, match="atlantis"):
        projected_gap("2512", "atlantis", 2030)


# ---- a user's folder ----


def test_missing_parts_are_named_in_each_language() -> None:
    found = projected_gap("25", "flanders", 2030, evidence=evidence({"part": "demand", "value": 10}))
    assert found.why_unknown == "parts"
    told = [found.why(lang) or "" for lang in LANGUAGES]
    assert "school leavers" in told[0]
    assert "navetteurs" in told[1]
    assert "pendelaars" in told[2]


def test_demand_that_is_not_stated_is_computed_from_jobs_and_exits(tmp_path: Path) -> None:
    rows = [f"25,flanders,2030,{part},{50}" for part in list(SIGNS)[1:]]
    (tmp_path / "gap_parts.csv").write_text("isco08,region,year,part,value\n" + "\n".join(rows), encoding="utf-8")
    jobs = "isco08,region,year,jobs\n25,flanders,2025,1000\n25,flanders,2030,1100\n"
    (tmp_path / "employment.csv").write_text(jobs, encoding="utf-8")
    without, _ = read_gap_folder(tmp_path)
    assert gaps(without)[0].value is None
    left = "isco08,region,age_group,employed,rate\n25,flanders,55+,200,0.1\n25,flanders,25-54,800,0.02\n"
    (tmp_path / "exits.csv").write_text(left, encoding="utf-8")
    found, folder = read_gap_folder(tmp_path)
    assert folder.quarantine("en").is_empty()
    assert gaps(found)[0].value == pytest.approx(280 - 5 * 50)


def test_stated_demand_wins_over_computed() -> None:
    raw = {"isco08": ["25", "25"], "region": ["flanders"] * 2, "year": [2025, 2030], "jobs": [1000, 5000]}
    parts = pl.DataFrame([{"isco08": "25", "region": "flanders", "year": 2030, "part": "demand", "value": 7}])
    found = gap_evidence(
        {
            "gap_parts": check_table(parts, "gap_parts").frame,
            "employment": check_table(pl.DataFrame(raw), "employment").frame,
        }
    )
    assert found.parts["25", "flanders", 2030]["demand"].value == 7


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"part": "demand", "value": 10.0, "low": 11.0, "high": 12.0}, "projection_interval"),
        ({"part": "demand", "value": 10.0, "low": 9.0}, "projection_interval"),
        ({"part": "stay_rate", "value": 0.0}, "projection_stay_rate"),
        ({"part": "stay_rate", "value": 80.0}, "projection_stay_rate"),
        ({"part": "stay_rate", "value": 0.5, "low": 0.0, "high": 0.9}, "projection_stay_rate"),
    ],
    ids=["value below low", "one end only", "nobody stays", "per cent", "low end zero"],
)
def test_a_part_that_cannot_be_is_refused_with_its_place(row: dict[str, object], key: str) -> None:
    with pytest.raises(LabourMarketErrors) as raised:
        evidence(row)
    assert raised.value.errors[0].key == key
    assert "25, flanders, 2030" in str(raised.value)
