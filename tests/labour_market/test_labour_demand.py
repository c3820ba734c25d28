"""Labour demand: parts that add up, unknown parts that stay unknown, regions that meet their totals."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.labour_market.errors import LabourMarketErrors
from corridor.labour_market.figure import Figure, total
from corridor.labour_market.labour_demand import openings, regional_growth, regionalise, yearly_openings
from corridor.labour_market.projection_inputs import check_table

AMOUNTS = st.floats(1, 10_000)


def employment(*rows: tuple[str, str, int, float]) -> pl.DataFrame:
    raw = pl.DataFrame(rows, schema=["isco08", "region", "year", "jobs"], orient="row")
    return check_table(raw, "employment").frame


def exits(*rows: tuple[str, str, str, float, float]) -> pl.DataFrame:
    raw = pl.DataFrame(rows, schema=["isco08", "region", "age_group", "employed", "rate"], orient="row")
    return check_table(raw, "exits").frame


# ---- openings ----


def test_openings_are_expansion_and_both_replacements() -> None:
    left = exits(("25", "a", "55+", 200, 0.1), ("25", "a", "25-54", 800, 0.02))
    (found,) = openings(employment(("25", "a", 2025, 1000), ("25", "a", 2030, 1100)), left, year=2030)
    assert found.expansion.value == pytest.approx(100)
    assert found.replacement_55.value == pytest.approx(200 * 0.1 * 5)
    assert found.replacement_25_54.value == pytest.approx(800 * 0.02 * 5)
    assert found.total.value == pytest.approx(100 + 100 + 80)
    assert found.total.basis == "derived"


def test_a_shrinking_occupation_has_negative_expansion() -> None:
    left = exits(("25", "a", "55+", 10, 0.1), ("25", "a", "25-54", 10, 0.1))
    (found,) = openings(employment(("25", "a", 2025, 1000), ("25", "a", 2030, 900)), left, year=2030)
    assert found.total.value == pytest.approx(-100 + 5 + 5)


@pytest.mark.parametrize(
    ("jobs", "left", "missing"),
    [
        ([("25", "a", 2025, 1000.0)], [("55+", 1.0, 0.1), ("25-54", 1.0, 0.1)], "expansion"),
        ([("25", "a", 2025, 1000.0), ("25", "a", 2030, 1.0)], [("25-54", 1.0, 0.1)], "replacement_55"),
        ([("25", "a", 2025, 1000.0), ("25", "a", 2030, 1.0)], [("55+", 1.0, 0.1)], "replacement_25_54"),
    ],
    ids=["no later year", "no exits of 55 and over", "no exits of 25 to 54"],
)
def test_an_unknown_part_makes_openings_unknown_and_not_smaller(
    jobs: list[tuple[str, str, int, float]], left: list[tuple[str, float, float]], missing: str
) -> None:
    (found,) = openings(employment(*jobs), exits(*(("25", "a", *row) for row in left)), year=2030)
    assert [name for name, figure in found.parts.items() if not figure.known] == [missing]
    assert found.total.value is None
    assert found.total.basis == "unknown"


# ---- sums of figures ----


@given(st.lists(st.tuples(st.sampled_from((1, -1)), AMOUNTS, st.floats(0, 50), st.floats(0, 50)), min_size=1))
def test_a_sum_lies_in_its_interval_and_errors_together_are_the_widest(
    rows: list[tuple[int, float, float, float]],
) -> None:
    parts = [(sign, Figure(value, value - down, value + up, "stated")) for sign, value, down, up in rows]
    apart, together = total(parts), total(parts, errors="together")
    assert apart.value == together.value == pytest.approx(sum(sign * value for sign, value, _, _ in rows))
    assert apart.low is not None
    assert apart.high is not None
    assert together.low is not None
    assert together.high is not None
    assert together.low - 1e-6 <= apart.low <= apart.value <= apart.high <= together.high + 1e-6


def test_independent_errors_add_as_the_root_of_their_squares_on_the_side_where_they_bite() -> None:
    found = total([(1, Figure(10, 7, 11, "stated")), (-1, Figure(5, 4, 9, "assumed"))])
    assert found.value == 5
    assert found.low == pytest.approx(5 - (3**2 + 4**2) ** 0.5)
    assert found.high == pytest.approx(5 + (1**2 + 1**2) ** 0.5)
    assert found.basis == "assumed"


def test_without_an_interval_of_each_part_the_sum_has_none() -> None:
    found = total([(1, Figure(10, 9, 11, "stated")), (-1, Figure(5, basis="stated"))])
    assert (found.value, found.low, found.high) == (5, None, None)
    assert total([]).value is None


# ---- regions ----


def two_regions() -> pl.DataFrame:
    return employment(
        ("25", "flanders", 2024, 100), ("71", "flanders", 2024, 300),
        ("25", "wallonia", 2024, 50), ("71", "wallonia", 2024, 150),
        ("25", "all", 2024, 200), ("71", "all", 2024, 500),
        ("25", "all", 2030, 260), ("71", "all", 2030, 480),
    )  # fmt: skip


def test_regions_meet_their_totals_and_groups_keep_their_relative_growth() -> None:
    found = regionalise(two_regions(), year=2030, growth={"flanders": 0.01, "wallonia": 0.0})
    totals = dict(found.group_by("region").agg(pl.col("jobs").sum()).iter_rows())
    assert totals == pytest.approx({"flanders": 400 * 1.01**6, "wallonia": 200})
    ratio = {(row["region"], row["isco08"]): row["jobs"] / row["base"] for row in found.iter_rows(named=True)}
    for region in ("flanders", "wallonia"):
        assert ratio[region, "25"] / ratio[region, "71"] == pytest.approx((260 / 200) / (480 / 500))


def test_the_parts_of_shift_share_add_up_to_the_change() -> None:
    found = regionalise(two_regions(), year=2030, growth={"flanders": 0.01, "wallonia": -0.005})
    change = found["jobs"] - found["base"]
    parts = found["national"] + found["mix"] + found["regional"]
    assert (change - parts).abs().max() < 1e-9
    assert found["national"].to_list() == pytest.approx([base * (740 / 700 - 1) for base in found["base"]])


def test_growth_that_is_not_given_is_that_of_hermreg_and_other_regions_have_none() -> None:
    found = regionalise(two_regions(), year=2030)
    flemish = found.filter(pl.col("region") == "flanders")["jobs"].sum()
    assert flemish == pytest.approx(400 * 1.010**6)
    assert regional_growth("german_community").value is None
    with pytest.raises(LabourMarketErrors, match="synthetic_a"):
        regionalise(two_regions().with_columns(pl.col("region").replace("flanders", "synthetic_a")), year=2030)


def test_a_group_without_the_country_is_refused_not_left_out() -> None:
    rows = two_regions().filter(~((pl.col("isco08") == "71") & (pl.col("year") == 2030)))
    with pytest.raises(LabourMarketErrors, match="71"):
        regionalise(rows, year=2030)


# ---- what sources give ----


def test_flemish_hires_split_into_expansion_and_replacement() -> None:
    found = yearly_openings("flanders")
    assert {name: figure.value for name, figure in found.items()} == pytest.approx(
        {"hires": 475_000, "yearly_expansion": 28_500, "yearly_replacement": 446_500}
    )
    assert (found["hires"].basis, found["yearly_expansion"].basis) == ("stated", "derived")


@pytest.mark.parametrize(("region", "jobs"), [("wallonia", 9_000), ("brussels", 3_000)])
def test_elsewhere_only_expansion_follows_and_it_agrees_with_the_older_outlook(region: str, jobs: float) -> None:
    found = yearly_openings(region)
    assert found["hires"].value is None
    assert found["yearly_replacement"].value is None
    expansion = found["yearly_expansion"]
    assert expansion.low is not None
    assert expansion.high is not None
    assert expansion.low < jobs < expansion.high


def test_where_no_source_speaks_everything_is_unknown() -> None:
    assert all(figure.value is None for figure in yearly_openings("german_community").values())
    assert yearly_openings("belgium")["yearly_expansion"].value == pytest.approx(629_000 / 14)
