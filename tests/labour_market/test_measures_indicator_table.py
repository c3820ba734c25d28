"""The border of the indicator table: good rows go on, each faulty one is told with field, value, reason and remedy."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.evidence import evidence
from corridor.labour_market.indicator_table import SCHEMA, long, read_indicators, wide
from corridor.labour_market.indicators import indicator, indicators
from tests.labour_market.measured_tables import INVENTED, rows, table

GOOD = {
    "isco08": "2221",
    "region": "BE2",
    "period": "2025",
    "indicator": "fill_rate",
    "value": "80.5",
    "n": "40",
    "source": "somewhere",
    "vintage": "2026-01-31",
    "flag": "",
}


def read(*changes: dict[str, str], lang: str = "en") -> tuple[pl.DataFrame, pl.DataFrame]:
    found = read_indicators(pl.DataFrame([GOOD | change for change in changes]), lang=lang)
    return found.rows, found.quarantine


def test_a_good_row_is_typed_and_its_region_has_corridors_name() -> None:
    good, faults = read({})
    assert faults.is_empty()
    assert good.row(0, named=True) == GOOD | {"region": "flanders", "value": 80.5, "n": 40, "flag": None}


@pytest.mark.parametrize(
    ("code", "name"),
    [("BE", "belgium"), ("BE10", "brussels"), ("BE3", "wallonia"), ("BE336", "german_community"), ("DE2", "DE2")],
)
def test_nuts_codes_of_belgian_regions_become_names(code: str, name: str) -> None:
    assert read({"region": code})[0]["region"].to_list() == [name]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("isco08", "2299"),
        ("isco08", "22211"),
        ("isco08", ""),
        ("region", "vlaanderen"),
        ("period", "2025-13"),
        ("period", "2025-Q5"),
        ("indicator", "satisfaction"),
        ("value", "eighty"),
        ("value", "nan"),
        ("value", "inf"),
        ("value", "100.1"),
        ("value", "-1"),
        ("value", "1e13"),
        ("n", "-3"),
        ("n", "2.5"),
        ("source", ""),
        ("vintage", "last year"),
        ("vintage", ""),
    ],
    ids=lambda value: value or "empty",
)
def test_a_faulty_cell_is_quarantined_and_the_others_go_on(field: str, value: str) -> None:
    good, faults = read({}, {"isco08": "2512"} | {field: value}, {"isco08": "5321"})
    assert good["isco08"].to_list() == ["2221", "5321"]
    told = faults.row(0, named=True)
    assert (told["row"], told["field"], told["value"]) == (2, field, value or None)
    assert told["reason"]
    assert told["remedy"]


def test_a_mark_is_nought_or_one() -> None:
    good, faults = read(
        {"indicator": "on_vdab_list", "value": "1"}, {"isco08": "2512", "indicator": "on_vdab_list", "value": "0.5"}
    )
    assert (good.height, faults["row"].to_list()) == (1, [2])


def test_an_empty_value_is_kept_as_unknown_and_never_zero() -> None:
    good, faults = read({"value": "", "n": ""})
    assert faults.is_empty()
    assert good.select("value", "n").row(0) == (None, None)


def test_of_a_repeated_row_the_first_stands_and_contradictions_both_go() -> None:
    good, faults = read({}, {}, {"isco08": "2512"}, {"isco08": "2512", "value": "81"})
    assert good["isco08"].to_list() == ["2221"]
    assert faults["row"].to_list() == [2, 3, 4]


def test_another_edition_is_no_contradiction_and_the_newest_is_read() -> None:
    good, faults = read({"vintage": "2026-03", "value": "77"}, {"vintage": "2025-12", "value": "70"})
    assert faults.is_empty()
    assert wide(good)["fill_rate"].to_list() == [77.0]


@pytest.mark.parametrize(("lang", "word"), [("en", "write"), ("fr", "écrivez"), ("nl", "schrijf")])
def test_remedies_are_in_the_readers_language(lang: str, word: str) -> None:
    assert read({"period": "soon"}, lang=lang)[1]["remedy"].str.starts_with(word).all()


def test_the_invented_file_has_three_faulty_rows() -> None:
    found = read_indicators(INVENTED)
    assert found.quarantine["field"].to_list() == ["isco08", "value", "indicator"]
    assert found.rows.height == 71
    assert found.rows.schema == pl.Schema(SCHEMA)


@pytest.mark.parametrize("form", ["parquet", "semicolon"])
def test_parquet_and_semicolons_give_the_same_rows(form: str, tmp_path: Path) -> None:
    source = read_indicators(INVENTED).rows
    path = tmp_path / f"table.{'parquet' if form == 'parquet' else 'csv'}"
    if form == "parquet":
        source.write_parquet(path)
    else:
        source.write_csv(path, separator=";")
    assert_frame_equal(read_indicators(path).rows, source)


def test_a_table_without_a_column_is_refused_with_the_columns_that_it_needs() -> None:
    with pytest.raises(LabourMarketError, match="vintage") as caught:
        read_indicators(pl.DataFrame([GOOD]).drop("vintage"))
    assert "isco08, region, period" in caught.value.told("nl")[1]


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabourMarketError, match="cannot be read"):
        read_indicators(tmp_path / "absent.csv")


@given(
    st.dictionaries(
        st.sampled_from(["2221", "2512", "53"]),
        st.dictionaries(st.sampled_from(["fill_rate", "vacancies", "wage_growth"]), st.floats(0, 100), min_size=1),
        min_size=1,
    )
)
def test_wide_and_long_give_the_figures_back(figures: dict[str, dict[str, float]]) -> None:
    read_back = long(wide(table(figures).rows), source="invented", vintage="2026-01")
    keys = ["isco08", "indicator"]
    assert_frame_equal(read_back.sort(keys), rows(figures).sort(keys), check_row_order=True)


def test_a_ratio_is_made_of_counts_only_where_the_table_states_none() -> None:
    read_in = table({"2221": {"closed_vacancies": 80, "filled_vacancies": 60}}, n=None)
    made = evidence(read_in.rows, ["fill_rate"], 10).row(0, named=True)
    assert (made["value"], made["n"], made["derived"]) == (75.0, 80, True)
    stated = table({"2221": {"closed_vacancies": 80, "filled_vacancies": 60, "fill_rate": 71}})
    assert evidence(stated.rows, ["fill_rate"], 10)["value"].to_list() == [71.0]


@pytest.mark.parametrize(
    "counts",
    [
        {"closed_vacancies": 80.0},
        {"closed_vacancies": 0.0, "filled_vacancies": 0.0},
        {"closed_vacancies": None, "filled_vacancies": 4.0},
    ],
    ids=["one missing", "nothing to divide by", "one unknown"],
)
def test_no_ratio_is_made_of_counts_that_are_not_known(counts: dict[str, float | None]) -> None:
    assert evidence(table({"2221": counts}).rows, ["fill_rate"], 10).is_empty()


def test_few_observations_and_unreliable_flags_are_marked_and_provisional_ones_are_not() -> None:
    flagged = rows({"2221": {"fill_rate": 80}, "2512": {"fill_rate": 80}, "5321": {"fill_rate": 80}}).with_columns(
        pl.Series("n", [9, 10, 100]), pl.Series("flag", ["p", None, "bu"])
    )
    found = evidence(read_indicators(flagged).rows, ["fill_rate"], 10)
    assert dict(found.select("isco08", "low_n").iter_rows()) == {"2221": True, "2512": False, "5321": True}


def test_every_indicator_has_three_languages_and_derived_ones_name_others() -> None:
    for of in indicators().values():
        assert set(of.label) == set(of.meaning) == {"en", "fr", "nl"}
        if of.derived is not None:
            assert {*of.derived.numerator, *of.derived.denominator} <= set(indicators())


def test_an_unknown_indicator_names_the_nearest() -> None:
    with pytest.raises(LabourMarketError, match="vacancy_rate"):
        indicator("vacancy_rat")
