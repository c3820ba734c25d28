"""Methods side by side; and tipping values: with one the verdict is another, one step nearer it is still the same."""

from __future__ import annotations

import random
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.labour_market.comparison import TIPPING, compare_methods, tipping
from corridor.labour_market.indicator_table import IndicatorTable, read_indicators
from corridor.labour_market.indicators import indicators
from corridor.labour_market.measure import measure, measures
from corridor.labour_market.method import method
from corridor.occupations.isco08 import unit_groups
from tests.labour_market.measured_tables import PERIOD, REGION, table

CODES = unit_groups()[:12]
SEVERAL = settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])


def drawn(seed: int, share: float = 0.9) -> IndicatorTable:
    """Figures of twelve occupations for all methods, of series for twelve years; some are missing."""
    chance = random.Random(seed)
    rows = []
    for year in range(2014, 2026):
        figures: dict[str, dict[str, float]] = {}
        for code in CODES:
            own = {of.id: _value(of.id, chance) for of in indicators().values() if chance.random() < share}
            trend = {name: chance.uniform(0, 10) for name in method("oecd_skills_for_jobs").indicators}
            figures[code] = (own if year == 2025 else {}) | trend
        rows.append(table(figures, period=str(year)).rows)
    return read_indicators(pl.concat(rows))


def _value(name: str, chance: random.Random) -> float:
    of = indicators()[name]
    if of.unit == "bool":
        return float(chance.random() < 0.7)
    if of.unit in ("count", "level"):
        return float(chance.randint(2, 5) if of.unit == "level" else chance.randint(5, 100))
    return round(chance.uniform(0, 5 if of.unit == "ratio" else 30), 3)


def verdict(read: IndicatorTable, name: str, code: str, given_: Mapping[str, float]) -> str:
    found = measure(read, name, region=REGION, period=PERIOD, thresholds=given_).table
    return str(found.filter(pl.col("isco08") == code)["verdict"][0])


@pytest.mark.parametrize("name", sorted(measures()))
@SEVERAL
@given(seed=st.integers(0, 10**6))
def test_a_tipping_value_flips_the_verdict_and_not_before(name: str, seed: int) -> None:
    read = drawn(seed)
    found = tipping(read, name, region=REGION, period=PERIOD)
    assert dict(found.schema) == TIPPING
    for row in found.sample(min(4, found.height), seed=seed % 1000).iter_rows(named=True):
        assert verdict(read, name, row["isco08"], {}) == row["verdict"]
        assert verdict(read, name, row["isco08"], {row["name"]: row["tipping"]}) == row["becomes"] != row["verdict"]
        if row["present"] is None:
            continue
        nearer = row["tipping"] + (row["step"] if row["present"] > row["tipping"] else -row["step"])
        assert verdict(read, name, row["isco08"], {row["name"]: round(nearer, 4)}) == row["verdict"]
        between = row["present"] + 0.5 * (nearer - row["present"])
        if row["step"] < 1 and row["kind"] == "threshold":
            assert verdict(read, name, row["isco08"], {row["name"]: between}) == row["verdict"]


def test_a_median_tips_at_the_occupations_own_value() -> None:
    figures = {code: {"fill_rate": 70.0 + 2 * at, "vacancy_duration": 60.0 - at} for at, code in enumerate(CODES[:7])}
    found = tipping(table(figures), "vdab", region=REGION, period=PERIOD)
    told = {(row["isco08"], row["name"]): row["tipping"] for row in found.iter_rows(named=True)}
    # fill 72 < median 76: no longer below once the median is 72; duration 59 > 57: no longer above from 59 on
    assert told[CODES[1], "fill_rate_median"] == 72.0
    assert told[CODES[1], "duration_median"] == 59.0
    # the last one fails both: no single threshold helps it
    assert (CODES[6], "fill_rate_median") not in told


def test_a_least_number_of_posts_tips_in_whole_posts() -> None:
    own = {"fill_rate": 80.0, "vacancy_duration": 40.0, "jobseekers_per_opening": 1.0, "posts_followed": 19.0}
    found = tipping(table({"2262": own}, period="2015"), "forem_2015", region=REGION, period="2015")
    posts = found.filter(pl.col("name") == "min_posts_followed").row(0, named=True)
    assert (posts["present"], posts["tipping"], posts["step"], posts["verdict"], posts["becomes"]) == (
        20.0,
        19.0,
        1.0,
        "unknown",
        "shortage",
    )


def test_a_tension_that_nobody_states_tips_at_the_occupations_own() -> None:
    own = {"on_vdab_list": 1.0, "qualification_level": 4.0, "cause_quantitative": 1.0, "jobseekers_per_vacancy": 2.75}
    found = tipping(table({"7126": own}), "flanders_2025_selection", region=REGION, period=PERIOD)
    tension = found.filter(pl.col("name") == "tension_max").row(0, named=True)
    assert (tension["present"], tension["tipping"], tension["becomes"]) == (None, 2.75, "shortage")


def test_an_index_that_every_weight_agrees_on_has_no_tipping_weight() -> None:
    names = method("cedefop").indicators
    figures = {code: dict.fromkeys(names, float(at)) for at, code in enumerate(CODES[:8])}
    found = tipping(table(figures), "cedefop", region=REGION, period=PERIOD)
    assert "weight" not in found["kind"].to_list()


def test_a_weight_tips_where_two_occupations_change_places() -> None:
    """Growth puts one first, replacement the other; with weights of 2 and 2 growth has the larger spread."""
    names = method("cedefop").indicators
    figures = {code: dict.fromkeys(names, float(at % 3)) for at, code in enumerate(CODES[:8])}
    figures[CODES[0]]["forecast_employment_growth"] = 30.0
    figures[CODES[1]]["forecast_replacement_rate"] = 20.0
    read = table(figures)
    found = tipping(read, "cedefop", region=REGION, period=PERIOD).filter(pl.col("name") == "weight_growth")
    assert set(found["isco08"]) >= {CODES[0]}
    row = found.filter(pl.col("isco08") == CODES[0]).row(0, named=True)
    assert row["present"] == 2.0
    assert row["tipping"] < 2.0
    assert row["verdict"] == "shortage"


def test_methods_stand_side_by_side_and_unknown_is_counted_as_no_verdict() -> None:
    read = drawn(1)
    found = compare_methods(read, region=REGION, period=PERIOD)
    assert found.columns == ["isco08", *sorted(measures()), "shortages", "decided"]
    for name in measures():
        own = measure(read, name, region=REGION, period=PERIOD).table
        assert found.select("isco08", pl.col(name).alias("verdict")).equals(own.select("isco08", "verdict"))
    for row in found.iter_rows(named=True):
        told = [row[name] for name in measures()]
        assert (row["shortages"], row["decided"]) == (told.count("shortage"), len(told) - told.count("unknown"))


def test_each_method_takes_its_own_thresholds() -> None:
    read = drawn(2)
    asked = {"vdab": {"fill_rate_median": 100.0, "duration_median": 0.0}}
    found = compare_methods(read, ["vdab", "adg"], region=REGION, period=PERIOD, thresholds=asked)
    assert "no_shortage" not in found["vdab"].to_list()
    alone = compare_methods(read, ["adg"], region=REGION, period=PERIOD)
    assert found["adg"].to_list() == alone["adg"].to_list()
