"""Laws of all measures over random tables: unknown is never "no shortage", and what is decided stays decided."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.labour_market.decision import comparisons
from corridor.labour_market.indicators import indicators
from corridor.labour_market.measure import judge, measure, measures
from corridor.labour_market.method import method
from corridor.labour_market.preparation import prepare
from corridor.occupations.isco08 import unit_groups
from corridor.rules.interpret import Reading
from corridor.rules.moment import Moments
from tests.labour_market.measured_tables import PERIOD, REGION, table

CODES = unit_groups()[:9]
INDEX = ("cedefop", "oecd_skills_for_jobs")
"""Their figures are standardised over all occupations: another table, another index."""
THRESHOLDS = sorted(set(measures()) - {*INDEX})
few = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])


def value(name: str) -> st.SearchStrategy[float]:
    """A figure of the indicator, coarse enough for ties."""
    of = indicators()[name]
    if of.unit == "bool":
        return st.sampled_from([0.0, 1.0])
    low, high = (0, 6) if of.unit in ("ratio", "level") else (0, 60)
    return st.integers(2 * low, 2 * high).map(lambda found: found / 2)


def figures(name: str) -> st.SearchStrategy[dict[str, dict[str, float]]]:
    """Some figures of nine occupations for a method; employment is no figure of any."""
    own = st.fixed_dictionaries(
        {"employment": st.just(1.0)}, optional={key: value(key) for key in method(name).indicators}
    )
    return st.fixed_dictionaries(dict.fromkeys(CODES, own))


def benchmarks(name: str) -> dict[str, float]:
    """Every benchmark over occupations fixed, so that a figure that goes missing changes its own occupation only."""
    of = method(name)
    return {key: 12.5 if of.rules.facts[key].unit != "ratio" else 1.5 for key in of.statistics}


def verdicts(data: Mapping[str, Mapping[str, float]], name: str, fixed: bool = True) -> dict[str, tuple[str, bool]]:
    given_ = benchmarks(name) if fixed else {}
    if name == "flanders_2025_selection":
        given_["tension_max"] = 2.0
    found = measure(table(data), name, region=REGION, period=PERIOD, thresholds=given_).table
    return {code: (verdict, fragile) for code, verdict, fragile in found.select("isco08", "verdict", "fragile").rows()}


@pytest.mark.parametrize("name", THRESHOLDS)
@few
@given(data=st.data())
def test_a_figure_that_goes_missing_never_turns_a_shortage_into_none(name: str, data: st.DataObject) -> None:
    """And never the other way round. Methods that leave indicators out may change: then they say so."""
    whole = data.draw(figures(name))
    code = data.draw(st.sampled_from(CODES))
    names = sorted(whole[code].keys() - {"employment"})
    gone = data.draw(st.sets(st.sampled_from(names))) if names else set()
    part = whole | {code: {key: found for key, found in whole[code].items() if key not in gone}}
    before, after = verdicts(whole, name), verdicts(part, name)
    if after[code][0] != "unknown" and not after[code][1]:
        assert after[code][0] == before[code][0] or before[code][0] == "unknown"
    assert {c: v for c, v in after.items() if c != code} == {c: v for c, v in before.items() if c != code}


@pytest.mark.parametrize("name", sorted(set(THRESHOLDS) - {"uk_mac", "german_engpass"}))
@few
@given(data=st.data())
def test_where_nothing_is_left_out_no_verdict_is_fragile(name: str, data: st.DataObject) -> None:
    assert not any(fragile for _, fragile in verdicts(data.draw(figures(name)), name, fixed=False).values())


@pytest.mark.parametrize("name", sorted(measures()))
@few
@given(data=st.data())
def test_no_shortage_always_has_a_condition_that_is_known_to_fail(name: str, data: st.DataObject) -> None:
    found = measure(table(data.draw(figures(name))), name, region=REGION, period=PERIOD)
    for code in found.table.filter(pl.col("verdict") == "no_shortage")["isco08"]:
        asked = [c for c in found.one(code).conditions if c.route in ("shortage", "watch")]
        assert any(c.result == "not_met" for c in asked)
    for code in found.table.filter(pl.col("verdict") == "unknown")["isco08"]:
        assert found.one(code).causes in (("NO_DATA",), ("LOW_N",))


@pytest.mark.parametrize("name", sorted(measures()))
@few
@given(data=st.data())
def test_the_columns_decide_as_the_slow_reading_of_the_rules_does(name: str, data: st.DataObject) -> None:
    of = method(name)
    prepared = prepare(table(data.draw(figures(name))).rows, of, REGION, PERIOD, {})
    decided = judge(prepared, prepared.facts, own=True)
    moment = Moments(prepared.rules).at(prepared.day, prepared.day)
    routes = [route for route in ("measurable", "parts", "watch", "shortage") if route in prepared.rules.routes]
    for row in decided.iter_rows(named=True):
        reading = Reading(
            prepared.rules, moment, {key: _natural(row[key]) for key in prepared.rules.facts if key in row}
        )
        assert {route: reading.route(prepared.rules.routes[route]) for route in routes} == {r: row[r] for r in routes}
        for one in comparisons(prepared.rules):
            assert reading.truth(one.node) is row[one.column]


def _natural(found: float | bool | None) -> Decimal | bool | int | None:
    """A figure as a case has it: to four decimals."""
    return Decimal(str(found)).quantize(Decimal("0.0001")) if isinstance(found, float) else found


@pytest.mark.parametrize("name", sorted(measures()))
@few
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(name: str, data: st.DataObject) -> None:
    drawn = data.draw(figures(name))
    order = data.draw(st.permutations(CODES))
    assert verdicts({code: drawn[code] for code in order}, name, fixed=False) == verdicts(drawn, name, fixed=False)
