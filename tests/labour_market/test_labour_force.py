"""Labour force, employed residents and the jobs they hold: shares applied, none lost on the way to work."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from corridor.labour_market.errors import LabourMarketErrors
from corridor.labour_market.labour_force import (
    FIRST_AGE,
    activity_rates,
    commuting_matrix,
    force_table,
    jobs_held,
    labour_force,
)
from corridor.labour_market.population import Projection, project
from corridor.labour_market.population_inputs import population_inputs
from corridor.labour_market.projection_inputs import check_table
from corridor.labour_market.synthetic_population import REGIONS, synthetic_tables

LAST = 100


def frames() -> dict[str, pl.DataFrame]:
    return {name: check_table(table, name).frame for name, table in synthetic_tables().items()}


def projected() -> Projection:
    return project(population_inputs(frames()), until=2028, draws=5)


def test_with_everyone_active_the_labour_force_is_everyone_of_that_age() -> None:
    people = np.random.default_rng(0).uniform(0, 10, (3, 2, 2, LAST + 1))
    force = labour_force(people, np.ones((2, 2, LAST + 1 - FIRST_AGE)))
    np.testing.assert_allclose(force, people[..., FIRST_AGE:].sum(axis=(2, 3)))


def test_the_labour_force_is_the_sum_of_people_times_rate_row_by_row() -> None:
    given, found = frames(), projected()
    rates = given["activity"]
    path = found.people[2028][2]
    by_row = sum(
        path[REGIONS.index(row["region"]), "FM".index(row["sex"]), row["age"]] * row["activity"]
        for row in rates.iter_rows(named=True)
    )
    shares = activity_rates(given, REGIONS, LAST)
    assert labour_force(found.people[2028], shares.active)[2].sum() == pytest.approx(by_row)


def test_no_job_is_lost_between_home_and_work() -> None:
    given = frames()
    matrix, places = commuting_matrix(given["commuting"], REGIONS)
    assert places == REGIONS
    employed = np.random.default_rng(1).uniform(0, 1000, (4, len(REGIONS)))
    held = jobs_held(employed, matrix)
    np.testing.assert_allclose(held.sum(axis=1), employed.sum(axis=1))
    assert (held[:, 2] > employed[:, 2] * matrix[2, 2]).all()  # the small region has work for people of the others


def test_work_abroad_is_a_place_of_its_own() -> None:
    frame = pl.DataFrame({"residence": ["a", "a"], "workplace": ["a", "abroad"], "share": [0.9, 0.1]})
    matrix, places = commuting_matrix(frame, ("a",))
    assert places == ("a", "abroad")
    np.testing.assert_allclose(jobs_held(np.array([[100.0]]), matrix), [[90.0, 10.0]])


def test_commuting_that_loses_people_is_refused() -> None:
    frame = pl.DataFrame({"residence": ["a"], "workplace": ["a"], "share": [0.9]})
    with pytest.raises(LabourMarketErrors, match=r"0\.9000"):
        commuting_matrix(frame, ("a",))


def test_the_table_has_the_measures_of_each_region_and_year_with_the_median_inside() -> None:
    table = force_table(projected(), frames())
    assert set(table["measure"]) == {"labour_force", "employed_residents", "jobs_held"}
    assert table.height == 3 * 4 * 4  # measures, regions with all, years
    assert ((table["low"] <= table["people"]) & (table["people"] <= table["high"])).all()
    wide = table.filter(pl.col("region") == "all").pivot("measure", index="year", values="people")
    assert (wide["employed_residents"] < wide["labour_force"]).all()
    np.testing.assert_allclose(wide["jobs_held"], wide["employed_residents"])


# ---- citizenship groups ----


def grouped(shares: tuple[float, float]) -> dict[str, pl.DataFrame]:
    given = frames()
    rates = given["activity"]
    foreign = pl.col("activity") * 0.5
    given["activity"] = pl.concat(
        [rates.with_columns(group=pl.lit("citizens")), rates.with_columns(foreign, group=pl.lit("others"))]
    )
    cells = rates.select("region", "sex", "age")
    given["groups"] = pl.concat(
        [
            cells.with_columns(group=pl.lit(name), share=share)
            for name, share in zip(("citizens", "others"), shares, strict=True)
        ]
    )
    return given


def test_groups_weigh_by_their_share_and_add_up() -> None:
    plain = activity_rates(frames(), REGIONS, LAST)
    split = activity_rates(grouped((0.8, 0.2)), REGIONS, LAST)
    np.testing.assert_allclose(split.active, plain.active * (0.8 + 0.2 * 0.5))
    np.testing.assert_allclose(sum(split.groups.values()), split.active)


def test_shares_that_do_not_add_up_to_one_are_refused() -> None:
    with pytest.raises(LabourMarketErrors, match=r"0\.9000"):
        activity_rates(grouped((0.8, 0.1)), REGIONS, LAST)


def test_groups_without_shares_and_missing_rates_are_refused() -> None:
    without = grouped((0.8, 0.2))
    del without["groups"]
    with pytest.raises(LabourMarketErrors, match="groups"):
        activity_rates(without, REGIONS, LAST)
    given = frames()
    given["activity"] = given["activity"].filter(pl.col("age") != 40)
    with pytest.raises(LabourMarketErrors, match="age 40"):
        activity_rates(given, REGIONS, LAST)
