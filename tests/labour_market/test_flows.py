"""Flows and stocks: the office's figures with flags; what is missing is unknown; no national number for a region."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import polars as pl
import pytest

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.flow_tables import flag_told, reason_told, table_named, tables
from corridor.labour_market.flows import EVERY, SCHEMA, flow, gap
from corridor.labour_market.sources import importing

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared"))
EXTRACTS = {
    "tps00170": "tps00170_first_permits_by_reason_all_countries",
    "tps00171": "tps00171_valid_permits_by_citizenship_BE",
    "migr_resvalid": "valid_permits_by_reason_BE",
    "migr_imm1ctz": "migr_imm1ctz_BE",
    "migr_pop1ctz": "population_by_citizenship_BE",
    "lfsa_egan": "lfsa_egan_BE",
    "lfsa_ugan": "lfsa_ugan_BE",
    "lfsa_ergan": "lfsa_ergan_BE",
    "lfsa_urgan": "lfsa_urgan_BE",
    "migr_asytpsm": "migr_asytpsm_BE",
}
LANGUAGES = ("en", "fr", "nl")
HEAD = "DATAFLOW,LAST UPDATE,freq,reason,citizen,duration,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
needs_extracts = pytest.mark.skipif(
    not (SHARED / "eurostat").is_dir(),
    reason=f"the official extracts, which are not part of the repository, are not here (CORRIDOR_SHARED, {SHARED})",
)


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the official extracts."""
    home = tmp_path_factory.mktemp("official")
    for table, file in EXTRACTS.items():
        importing.import_file(table, SHARED / "eurostat" / f"{file}.csv", home=home)
    return home


def made(home: Path, *lines: str, table: str = "tps00170") -> Path:
    """A store with a small made answer."""
    code = f"ESTAT:{table.upper()}(1.0),22/05/26 11:00:00,A"
    file = home / f"{table}.csv"
    file.write_text("\n".join([HEAD, *(f"{code},{line}" for line in lines)]) + "\n", encoding="utf-8")
    importing.import_file(table, file, home=home / "store")
    return home / "store"


def values(frame: pl.DataFrame) -> dict[str, float | None]:
    return dict(frame.select("period", "value").iter_rows())


# ---- official extracts ----


@needs_extracts
def test_first_permits_agree_with_the_figures_that_are_quoted(official: Path) -> None:
    found = flow("first_permits", home=official)
    known = values(found.frame)
    assert (known["2012"], known["2021"], known["2022"], known["2023"]) == (48484, 63504, 68522, 74366)
    assert found.frame["source"].unique().to_list() == ["eurostat TPS00170"]
    assert found.frame["vintage"].unique().to_list() == [found.provenance.vintage]
    assert found.provenance.updated == "03/03/25 11:00:00"
    assert found.age < dt.timedelta(days=1)


@needs_extracts
def test_flags_of_the_office_are_kept(official: Path) -> None:
    frame = flow("first_permits", areas=["DE", "FR", "IE", "UK"], home=official).frame
    flags = {(area, year): flag for area, year, flag in frame.select("area", "year", "flag").iter_rows() if flag}
    assert flags["DE", 2020] == "b"
    assert flags["FR", 2023] == "p"
    assert flags["IE", 2016] == "u"
    assert flags["UK", 2012] == "d"
    assert ("DE", 2019) not in flags


@needs_extracts
def test_missing_years_are_unknown_and_not_zero(official: Path) -> None:
    frame = flow("first_permits", years=range(2010, 2026), home=official).frame
    missing = frame.filter(pl.col("value").is_null())
    assert missing["year"].to_list() == [2010, 2011, 2024, 2025]
    assert missing["reason"].unique().to_list() == ["not_published"]
    afghans = flow("immigration", years=[2019, 2021], groups=["AF"], home=official).frame
    assert [value is None for value in afghans["value"]] == [False, True]


@needs_extracts
@pytest.mark.parametrize("region", ["BE2", "flanders", "BE1", "wallonia", "BE33", "german_community"])
def test_what_exists_for_belgium_only_is_unknown_for_a_region(region: str, official: Path) -> None:
    for table in ("first_permits", "population", "employment_rate", "temporary_protection"):
        found = flow(table, areas=[region], years=[2022], home=official)
        assert found.frame.height > 0
        assert found.frame["value"].null_count() == found.frame.height
        assert found.frame["reason"].unique().to_list() == ["national_only"]
        assert found.frame["area"].unique().to_list() != ["BE"]


@needs_extracts
@pytest.mark.parametrize("table", sorted(one.id for one in tables().values() if one.of in EXTRACTS))
def test_every_flow_is_tidy(table: str, official: Path) -> None:
    frame = flow(table, parts=EVERY, home=official).frame
    assert dict(frame.schema) == SCHEMA
    assert frame["value"].is_not_null().any()
    assert not frame.select("area", "group", "part", "period").is_duplicated().any()
    assert (frame["value"].is_null() == frame["reason"].is_not_null()).all()
    assert (
        frame.select("table", "year", "period", "area", "source", "vintage", "unit").null_count().sum_horizontal()[0]
        == 0
    )


@needs_extracts
def test_employment_rates_and_their_gap(official: Path) -> None:
    found = flow("employment_rate", years=[2022, 2025], home=official)
    known = {row["group"]: row["value"] for row in found.frame.iter_rows(named=True) if row["year"] == 2022}
    assert (known["NAT"], known["FOR"], known["TOTAL"]) == (67.4, 61.0, 66.5)
    difference = gap(found, "NAT", "FOR")
    assert difference.select("year", "value", "unit", "reason").rows() == [
        (2022, 6.4, "PP", None),
        (2025, None, "PP", "not_published"),
    ]


@needs_extracts
def test_parts_default_to_the_total(official: Path) -> None:
    assert flow("employment_rate", home=official).frame["part"].unique().to_list() == ["T"]
    every = flow("employment_rate", parts=EVERY, home=official).frame
    assert set(every["part"]) == {"F", "M", "T"}
    assert flow("valid_permits_by_reason", home=official).frame["part"].n_unique() == 6
    assert flow("population", home=official).frame["part"].unique().to_list() == [None]


@needs_extracts
def test_months_run_without_holes(official: Path) -> None:
    frame = flow("temporary_protection", home=official).frame
    assert frame["period"].to_list()[:2] == ["2022-03", "2022-04"]
    assert frame["period"].to_list()[-1] == "2025-03"
    assert values(frame)["2022-03"] == 25930
    assert flow("temporary_protection", years=[2022], home=official).frame["value"].null_count() == 2


@needs_extracts
def test_employed_persons_in_thousands(official: Path) -> None:
    frame = flow("employed", groups=["TOTAL"], years=[2023], home=official).frame
    assert frame.select("value", "unit").rows() == [(4954.1, "THS_PER")]


# ---- made answers ----


def test_other_lengths_and_reasons_do_not_mix_with_the_total(tmp_path: Path) -> None:
    home = made(
        tmp_path,
        "TOTAL,TOTAL,TOTAL,PER,BE,2022,100,,",
        "TOTAL,TOTAL,M3-5,PER,BE,2022,30,,",
        "EMP,TOTAL,TOTAL,PER,BE,2022,40,,",
    )
    assert flow("first_permits", home=home).frame["value"].to_list() == [100]
    both = flow("first_permits", parts=["EMP", "TOTAL"], home=home).frame
    assert both.select("part", "value").rows() == [("EMP", 40), ("TOTAL", 100)]


def test_a_confidential_value_is_withheld_and_keeps_its_flag(tmp_path: Path) -> None:
    home = made(tmp_path, "TOTAL,TOTAL,TOTAL,PER,BE,2021,90,,", "TOTAL,TOTAL,TOTAL,PER,BE,2022,,c,")
    row = flow("first_permits", years=[2022], home=home).frame.row(0, named=True)
    assert (row["value"], row["flag"], row["reason"]) == (None, "c", "withheld")


def test_zero_is_a_value(tmp_path: Path) -> None:
    home = made(tmp_path, "TOTAL,TOTAL,TOTAL,PER,BE,2022,0,,")
    assert flow("first_permits", home=home).frame.select("value", "reason").rows() == [(0.0, None)]


def test_a_country_that_is_not_stored_is_unknown(tmp_path: Path) -> None:
    home = made(tmp_path, "TOTAL,TOTAL,TOTAL,PER,BE,2022,5,,")
    frame = flow("first_permits", areas=["BE", "FR"], home=home).frame
    assert frame.select("area", "value", "reason").rows() == [("BE", 5, None), ("FR", None, "area_not_stored")]


def test_a_gap_carries_both_flags_and_is_unknown_where_either_side_is(tmp_path: Path) -> None:
    home = made(
        tmp_path,
        "TOTAL,UA,TOTAL,PER,BE,2021,50,b,",
        "TOTAL,MA,TOTAL,PER,BE,2021,20,p,",
        "TOTAL,UA,TOTAL,PER,BE,2022,60,,",
    )
    found = gap(flow("first_permits", home=home), "UA", "MA")
    assert found.select("year", "of", "minus", "value", "unit", "flag", "reason").rows() == [
        (2021, "UA", "MA", 30, "PER", "bp", None),
        (2022, "UA", "MA", None, "PER", None, "not_published"),
    ]


def test_codes_that_fall_together_are_refused(tmp_path: Path) -> None:
    home = made(tmp_path, "TOTAL,TOTAL,TOTAL,PER,BE,2022,5,,", "TOTAL,TOTAL,TOTAL,NR,BE,2022,6,,")
    with pytest.raises(LabourMarketError) as caught:
        flow("first_permits", home=home)
    assert caught.value.key == "flows_ambiguous"
    assert "unit" in str(caught.value)


def test_values_of_other_people_do_not_stand_in_for_those_of_the_table(tmp_path: Path) -> None:
    """Permits of three to five months only: they are not all first permits."""
    home = made(tmp_path, "TOTAL,TOTAL,M3-5,PER,BE,2022,5,,")
    with pytest.raises(LabourMarketError) as caught:
        flow("first_permits", home=home)
    assert caught.value.key == "flows_not_held"
    assert "duration" in str(caught.value)
    assert all(all(caught.value.told(lang)) for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"table": "nothing"}, "flows_no_table"),
        ({"table": "emigration"}, "table_missing"),
        ({"areas": ["Ghent"]}, "flows_area"),
        ({"areas": ["atlantis"]}, "flows_area"),
        ({"groups": ["ZZ"]}, "flows_no_code"),
        ({"parts": ["ZZ"]}, "flows_no_code"),
    ],
    ids=["table", "not-stored", "area", "region", "group", "part"],
)
def test_what_is_not_there_is_refused_with_a_remedy(asked: dict[str, object], key: str, tmp_path: Path) -> None:
    home = made(tmp_path, "TOTAL,TOTAL,TOTAL,PER,BE,2022,5,,")
    with pytest.raises(LabourMarketError) as caught:
        flow(**({"table": "first_permits", "home": home} | asked))  # type: ignore[arg-type]
    assert caught.value.key == key
    assert all(all(caught.value.told(lang)) for lang in LANGUAGES)


# ---- the list of tables ----


def test_a_table_is_found_by_its_official_code() -> None:
    assert table_named("TPS00170").id == table_named("first_permits").id == "first_permits"


def test_every_table_has_its_dimensions_in_the_catalogue() -> None:
    from corridor.labour_market.sources import catalogue

    for one in tables().values():
        dimensions = catalogue.table(one.of).dimensions
        assert {one.group, one.part, *one.only} <= set(dimensions), one.id
        assert one.regional is None or not tables()[one.regional].national


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reasons_and_flags_have_words(lang: str) -> None:
    permits, rate = table_named("first_permits"), table_named("unemployment_rate")
    assert "unemployment_rate_by_region" in reason_told("national_only", rate, lang)
    for key in ("national_only", "area_not_stored", "not_published", "withheld"):
        assert reason_told(key, permits, lang).endswith(".")
    assert flag_told(None, lang) is None
    assert flag_told("bz", lang) == f"{flag_told('b', lang)}, z"
    assert flag_told("bb", lang) == flag_told("b", lang)
