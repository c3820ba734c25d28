"""Talent attractiveness: what is published, what it leaves possible, and scores from a user's own table."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.regional_compass import compass, compass_metadata, compass_score, contrasting, profile
from corridor.attractiveness.reweighting import rank_levers
from corridor.attractiveness.talent_framework import default_weights, metadata, talent_framework
from corridor.attractiveness.talent_index import talent_index
from corridor.attractiveness.talent_table import read_talent_table
from corridor.attractiveness.talent_values import other_indices, places, published
from corridor.attractiveness.uncertainty import Uncertainty, run_uncertainty

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[2] / ".." / "shared")) / "reference"
WORKERS = "highly_educated_workers"
KNOWN = {one.id for one in talent_framework().indicators}


def table(rows: list[tuple[str, str, float | None]], **more: list[object]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"unit": pl.String, "indicator": pl.String, "value": pl.Float64}, orient="row")
    return frame.with_columns(**{name: pl.Series(values) for name, values in more.items()})


# ---- published values ----


def test_every_published_value_of_the_notes_is_held() -> None:
    file = SHARED / "ita_values.csv"
    if not file.exists():
        pytest.skip("the reference notes are not here: set CORRIDOR_SHARED")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    held = published()
    assert len(held) == len(rows)
    wanted = sorted(
        (int(row["year"]), row["group"], row["kind"], float(row["value"]), row["source_url"]) for row in rows
    )
    assert wanted == sorted(held.select("edition", "group", "kind", "value", "url").rows())


def test_every_row_of_the_framework_notes_became_an_indicator() -> None:
    file = SHARED / "ita_framework.csv"
    if not file.exists():
        pytest.skip("the reference notes are not here: set CORRIDOR_SHARED")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    for number, row in enumerate(rows, start=1):
        mine = [one for one in talent_framework().indicators if one.row == number]
        assert mine, number
        for one in mine:
            assert set(one.groups) == set(row["groups"].split("|"))
            assert talent_framework().dimension(one.dimension).number == row["dimension"].split(" ")[0]
            assert one.provenance == "recalled" or row["source_url"] == one.url


def test_no_number_for_belgium_but_what_elimination_leaves() -> None:
    assert published().filter(country="BE").is_empty()
    found = places("BE", 2019, WORKERS)
    assert found.stated == ()
    assert found.possible == (13, 14, 15, *range(17, 22), *range(23, 29))
    assert found.score_at_most == 0.57
    assert places("BE", 2023, WORKERS).possible == (*range(11, 15), *range(16, 22), *range(23, 31), *range(32, 36))
    assert places("BE", 2023, "entrepreneurs").possible == (*range(6, 13), *range(14, 24), *range(25, 39))


def test_sources_that_differ_stand_side_by_side() -> None:
    assert places("ES", 2019, WORKERS).stated == (27, 28)


def test_countries_known_together_share_their_places() -> None:
    assert places("TR", 2023, WORKERS).possible == (36, 37, 38)


def test_without_the_number_of_countries_nothing_is_derived() -> None:
    assert places("BE", 2025, "startup_founders").possible == ()


def test_other_indices_name_their_source() -> None:
    found = other_indices("BE")
    assert {one.id for one, _words in found} == {"gtci", "imd", "iza_wage", "iza_english", "iza_tax"}
    assert all(one.url.startswith("https://") and (one.rank or one.score) for one, _words in found)


# ---- scores from a table ----


def test_the_default_is_seven_equal_dimensions_without_health() -> None:
    assert default_weights(2019) == dict.fromkeys(
        ["opportunities", "income_tax", "prospects", "family", "skills", "inclusiveness", "quality_of_life"], 1.0
    )
    assert default_weights(2023)["health"] == 0.0


def test_a_score_is_the_mean_of_dimensions_of_scaled_values() -> None:
    rows = [
        (country, name, value)
        for name, values in {
            "unemployment": (4.0, 8.0, 6.0),
            "overqualification": (4.0, 8.0, 6.0),
            "temporary_contracts": (4.0, 8.0, 6.0),
            "wages": (50.0, 30.0, 45.0),
            "tax_wedge": (50, 40, 45),
        }.items()
        for country, value in zip(("BE", "FR", "NL"), values, strict=True)
    ]
    weights = dict.fromkeys(default_weights(2019), 0.0) | {"opportunities": 1.0, "income_tax": 1.0}
    found = talent_index(read_talent_table(table(rows), KNOWN), group=WORKERS, edition=2019, weights=weights)
    scores = dict(zip(found.composite.units, found.composite.index, strict=True))
    # opportunities 1, 0, 0.5; wages 1, 0, 0.75 and tax wedge 0, 1, 0.5, together the mean of what is known
    assert scores == pytest.approx({"BE": (1 + 0.5) / 2, "FR": (0 + 0.5) / 2, "NL": (0.5 + 0.625) / 2})


def test_too_little_known_gives_no_score() -> None:
    rows = [("BE", "wages", 50.0), ("FR", "wages", 40.0)]
    found = talent_index(read_talent_table(table(rows), KNOWN), group=WORKERS, edition=2019).table()
    assert found["score"].null_count() == 2
    assert found["rank"].null_count() == 2
    assert found["coverage"].max() < 0.2


def test_a_country_of_which_too_little_is_known_neither_sets_a_range_nor_takes_a_place() -> None:
    indicators = talent_framework().of(WORKERS, 2019)
    rows = [(c, i.id, v) for i in indicators for c, v in (("BE", 1.0), ("FR", 2.0), ("NL", 4.0))]
    plain = talent_index(read_talent_table(table(rows), KNOWN), group=WORKERS, edition=2019)
    # the best wage and the lowest unemployment of all, and nothing else
    rows += [("XX", "wages", 90.0), ("XX", "unemployment", 0.1)]
    found = talent_index(read_talent_table(table(rows), KNOWN), group=WORKERS, edition=2019)
    columns = ("country", "score", "rank")
    assert found.table().filter(pl.col("country") != "XX").select(columns).equals(plain.table().select(columns))
    assert found.table().filter(country="XX").select("score", "rank").row(0) == (None, None)
    drawn = run_uncertainty(found.composite, Uncertainty(draws=200)).stats
    assert drawn.filter(unit="XX")["q5"].item() is None
    assert drawn["q95"].max() == 3
    levers = rank_levers(found.composite, "BE")
    assert levers["rank_if_worst"].max() == 3


def test_the_penalty_is_unknown_until_a_factor_is_given() -> None:
    rows = [
        (c, i.id, v) for i in talent_framework().of(WORKERS, 2019) for c, v in (("BE", 1.0), ("FR", 2.0), ("NL", 3.0))
    ]
    read = read_talent_table(table(rows), KNOWN)
    without = talent_index(read, group=WORKERS, edition=2019)
    assert without.penalised is None
    assert without.table()["score_penalised"].null_count() == 3
    lowered = talent_index(read, group=WORKERS, edition=2019, factors={"refusal_rate": 0.2, "quota": 0.1})
    assert lowered.penalised is not None
    # the worst of the three (the highest rate) loses both factors, the best nothing
    kept = lowered.penalised / lowered.composite.index
    assert kept == pytest.approx([1.0, 0.9 * 0.95, 0.8 * 0.9])
    assert np.array_equal(lowered.composite.index, without.composite.index)


def test_a_country_without_the_value_a_factor_needs_has_no_penalised_score() -> None:
    rows = [
        (c, i.id, v) for i in talent_framework().of(WORKERS, 2019) for c, v in (("BE", 1.0), ("FR", 2.0), ("NL", 3.0))
    ]
    rows = [row for row in rows if row[:2] != ("BE", "quota")]
    found = talent_index(read_talent_table(table(rows), KNOWN), group=WORKERS, edition=2019, factors={"quota": 0.1})
    shown = found.table().filter(country="BE")
    assert shown["score_penalised"].item() is None
    assert shown["score"].item() is not None


@given(st.lists(st.floats(0.01, 1), min_size=7, max_size=7), st.floats(0, 1))
def test_weights_count_by_their_shares_and_a_penalty_never_raises(weights: list[float], factor: float) -> None:
    rng = np.random.default_rng(7)
    rows = [
        (c, i.id, float(rng.random())) for i in talent_framework().of(WORKERS, 2019) for c in ("BE", "FR", "NL", "DE")
    ]
    read = read_talent_table(table(rows), KNOWN)
    given_weights = dict(zip(default_weights(2019), weights, strict=True))
    one = talent_index(read, group=WORKERS, edition=2019, weights=given_weights, factors={"refusal_rate": factor})
    two = talent_index(read, group=WORKERS, edition=2019, weights={name: 3 * w for name, w in given_weights.items()})
    assert one.composite.index == pytest.approx(two.composite.index)
    assert one.penalised is not None
    assert (one.penalised <= one.composite.index + 1e-12).all()


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"group": "bakers"}, "group_unknown"),
        ({"edition": 1999}, "edition_unknown"),
        ({"group": "startup_founders"}, "group_not_in_edition"),
        ({"weights": {"weather": 1}}, "dimension_unknown"),
        ({"weights": {"family": -1}}, "weight_negative"),
        ({"weights": dict.fromkeys(default_weights(2019), 0)}, "nothing_weighs"),
        ({"factors": {"luck": 0.1}}, "factor_unknown"),
        ({"factors": {"quota": 1.5}}, "factor_wrong"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_wrong_questions_name_the_remedy(more: dict[str, object], key: str) -> None:
    rows = [(c, i.id, v) for i in talent_framework().of(WORKERS, 2019) for c, v in (("BE", 1.0), ("FR", 2.0))]
    with pytest.raises(AttractivenessError) as found:
        talent_index(read_talent_table(table(rows), KNOWN), **({"group": WORKERS, "edition": 2019} | more))  # type: ignore[arg-type]
    assert found.value.key == key
    assert all(found.value.told(lang)[1] for lang in ("en", "fr", "nl"))


def test_a_table_without_a_value_of_the_group_is_refused() -> None:
    with pytest.raises(AttractivenessError, match="no value"):
        talent_index(read_talent_table(table([("BE", "unicorns", 3.0)]), KNOWN), group=WORKERS, edition=2019)


def test_metadata_says_the_direction_and_the_dimension() -> None:
    rows = metadata("university_students", 2023, default_weights(2023), "nl")
    row = rows.filter(iCode="tuition").row(0, named=True)
    assert (row["Direction"], row["Parent"], row["iName"]) == (-1, "opportunities", "Inschrijvingsgeld")
    assert "refusal_rate" not in rows["iCode"].to_list()


# ---- reading ----


def test_bad_rows_are_set_aside_and_good_ones_kept(tmp_path: Path) -> None:
    file = tmp_path / "values.csv"
    file.write_text(
        "unit,indicator,value,year\nBE,wages,50,2022\nBE,wages,51,2022\n,wages,1,\nFR,luck,1,\nFR,wages,much,\n"
        "NL,wages,,2022\nDE,wages,4,22\n",
        encoding="utf-8",
    )
    read = read_talent_table(file, KNOWN)
    assert read.rows.select("unit", "value").rows() == [("BE", 50.0), ("NL", None)]
    assert read.quarantine("fr").select("row", "field").rows() == [
        (3, "indicator"),
        (4, "unit"),
        (5, "indicator"),
        (6, "value"),
        (8, "year"),
    ]
    assert all(reason and remedy for reason, remedy in read.quarantine("nl").select("reason", "remedy").rows())


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_table_may_have_the_separator_of_a_spreadsheet(tmp_path: Path, separator: str) -> None:
    lines = [("unit", "indicator", "value"), ("BE", "wages", "50.5"), ("FR", "wages", "")]
    text = "\n".join(separator.join(line) for line in lines)
    (tmp_path / "values.csv").write_text(text, encoding="utf-8-sig")
    read = read_talent_table(tmp_path / "values.csv", KNOWN)
    assert read.rows.select("unit", "value").rows() == [("BE", 50.5), ("FR", None)]
    assert not read.bad


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xls", b""), ("a.csv", b"\xff\xfe\x00bad"), ("a.csv", b"unit,value\nBE,1\n")],
    ids=["kind", "bytes", "column"],
)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AttractivenessError) as found:
        read_talent_table(tmp_path / name, KNOWN)
    assert found.value.key in {"file_kind", "file_unreadable", "column_missing"}


# ---- regions ----


def regions() -> pl.DataFrame:
    rows = [(r, "employment_rate", v) for r, v in (("flanders", 72.0), ("wallonia", 60.0), ("brussels", 58.0))]
    rows += [(r, "place_for_business", 0.6) for r in ("flanders", "wallonia", "brussels")]
    return table(rows, level=["region"] * 3 + ["country"] * 3)


def test_a_national_value_gives_no_regional_contrast() -> None:
    read = read_talent_table(regions(), {one.id for one in compass().indicators}, level="region")
    shown = profile(read)
    assert len(shown) == 3 * len(compass().indicators)
    seen = {row["indicator"]: row["contrast"] for row in shown.filter(unit="wallonia").iter_rows(named=True)}
    assert seen["employment_rate"] is True
    assert seen["place_for_business"] is False
    assert seen["patents"] is None
    assert contrasting(read) == ("employment_rate",)


def test_only_contrasting_indicators_enter_a_regional_rank() -> None:
    read = read_talent_table(regions(), {one.id for one in compass().indicators}, level="region")
    codes = compass_metadata(read)["iCode"].to_list()
    assert codes == ["employment_rate", "economic", "compass"]


def test_a_region_of_which_too_little_is_known_is_not_ranked() -> None:
    names = ("employment_rate", "patents", "fast_internet", "housing_affordability")
    rows = [(region, name, value) for name in names for region, value in (("flanders", 2.0), ("wallonia", 1.0))]
    rows += [("brussels", "patents", 9.0)]
    read = read_talent_table(table(rows), {one.id for one in compass().indicators}, level="region")
    result = compass_score(read)
    assert result is not None
    assert dict(zip(result.units, result.index_ranks, strict=True)) == pytest.approx(
        {"flanders": 1, "wallonia": 2, "brussels": np.nan}, nan_ok=True
    )


def test_a_compass_on_which_nothing_weighs_is_refused() -> None:
    read = read_talent_table(regions(), {one.id for one in compass().indicators}, level="region")
    with pytest.raises(AttractivenessError) as found:
        compass_score(read, {"economic": 0})
    assert found.value.key == "nothing_weighs"
