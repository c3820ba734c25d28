"""The route that ties a person least, for a table, is the one that single answers give."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from corridor.permits.best_route import UMBRELLAS, best_routes
from corridor.permits.book import book
from corridor.permits.rights import HORIZON
from corridor.permits.table import decided
from tests.random_cases import frame

DAY = date(2026, 11, 21)


@pytest.mark.parametrize("region", ["flanders", "wallonia", "brussels"])
def test_it_is_open_and_no_open_route_ties_less(region: str) -> None:
    law = book(region)
    rows = frame(law.rules, 3000, 5, 0.2, DAY, DAY)
    rows = rows.with_columns(
        pl.lit("abroad").alias("residence_status"),
        pl.lit("local").alias("employment"),
        pl.lit("work").alias("purpose"),
        pl.lit("BE").alias("employer_country"),
        pl.lit("none").alias("permit_held"),
        pl.lit(False).alias("documents_forged"),
        pl.lit("IN").alias("nationality"),
    )
    found = best_routes(rows, law)
    states = decided(rows, law)
    assert found["permit_needed"].equals(states["permit_needed"])
    names = [n for n, r in law.rules.routes.items() if r.kind == "work_route" and n not in UMBRELLAS]
    some_open = states.select(pl.any_horizontal(pl.col(n).fill_null(False) for n in names)).to_series()
    asked = states["permit_needed"].fill_null(True)
    assert (found["route"].is_not_null() == (some_open & asked)).all()
    for name in found["route"].drop_nulls().unique():
        assert states.filter(found["route"] == name)[name].all()
    # `dependence_months` of the whole table also takes umbrellas, which only repeat the routes that lead to them
    both = found["dependence_months"].is_not_null() & states["dependence_months"].is_not_null() & asked
    assert both.sum() > 50
    assert (found["dependence_months"].filter(both) <= HORIZON).all()
    assert found["route"].drop_nulls().n_unique() > 1


def test_nobody_who_needs_no_permit_has_a_route() -> None:
    law = book("flanders")
    rows = frame(law.rules, 200, 6, 0.1, DAY, DAY).with_columns(pl.lit("FR").alias("nationality"))
    found = best_routes(rows, law).filter(~pl.col("permit_needed"))
    assert found.height > 150
    assert found["route"].is_null().all()
    assert found["dependence_months"].is_null().all()
