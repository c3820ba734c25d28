"""Real extracts of Eurostat load, whole, and their totals are those that are known of the source."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from corridor.labour_market.sources import dimensions, store
from corridor.labour_market.sources.importing import import_file

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared")) / "eurostat"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"the Eurostat extracts, which are not part of the repository, are not here (CORRIDOR_SHARED, {SHARED})",
)
EXTRACTS = {
    "demo_pjanbroad": ("demo_pjanbroad_Y15-64_BE.csv", "sdmx_csv", 65),
    "edat_lfs_9911": ("edat_lfs_9911_BE.csv", "sdmx_csv", 33),
    "migr_asytpsm": ("migr_asytpsm_BE.csv", "sdmx_csv", 37),
    "tps00170": ("tps00170_first_permits_by_reason_all_countries.csv", "sdmx_csv", 387),
    "lfsa_egan22d": ("lfsa_egan22d_BE.csv", "rearranged", 1071),
    "lfsa_egan": ("lfsa_egan_BE.csv", "rearranged", 163),
    "lfsa_ergan": ("lfsa_ergan_BE.csv", "rearranged", 270),
    "lfsa_ugan": ("lfsa_ugan_BE.csv", "rearranged", 155),
    "lfsa_urgan": ("lfsa_urgan_BE.csv", "rearranged", 270),
    "migr_imm1ctz": ("migr_imm1ctz_BE.csv", "rearranged", 3081),
    "migr_pop1ctz": ("population_by_citizenship_BE.csv", "rearranged", 2518),
    "tps00171": ("tps00171_valid_permits_by_citizenship_BE.csv", "rearranged", 2649),
    "migr_resvalid": ("valid_permits_by_reason_BE.csv", "rearranged", 84),
}


def loaded(name: str, home: Path) -> store.Stored:
    import_file(name, SHARED / EXTRACTS[name][0], home=home)
    return store.read(name, home=home)


@pytest.mark.parametrize("name", EXTRACTS)
def test_an_extract_loads_whole(tmp_path: Path, name: str) -> None:
    _, form, rows = EXTRACTS[name]
    found = loaded(name, tmp_path)
    assert (found.provenance.form, found.provenance.rows) == (form, rows)
    assert found.frame["value"].null_count() == found.frame["value_text"].null_count()
    assert found.frame["period"].null_count() == 0
    if "geo" in found.frame.columns and name != "tps00170":
        assert found.frame["geo"].unique().to_list() == ["BE"]


def test_first_permits_are_those_of_the_source(tmp_path: Path) -> None:
    frame = loaded("tps00170", tmp_path).frame
    belgium = dict(frame.filter(pl.col("geo") == "BE").select("period", "value").iter_rows())
    assert {year: belgium[year] for year in ("2012", "2021", "2022", "2023")} == {
        "2012": 48_484,
        "2021": 63_504,
        "2022": 68_522,
        "2023": 74_366,
    }


def test_flags_and_areas_of_first_permits_are_kept(tmp_path: Path) -> None:
    found = loaded("tps00170", tmp_path)
    assert found.provenance.flags == {"b": 5, "d": 5, "p": 1, "u": 7}
    assert found.provenance.updated == "03/03/25 11:00:00"
    assert {"EL", "UK", "CH", "EU27_2020"} <= set(found.frame["geo"])
    assert all(dimensions.label("geo", code, "nl") for code in found.frame["geo"].unique())


@pytest.mark.parametrize("name", ["migr_imm1ctz", "migr_pop1ctz", "tps00171"])
def test_every_country_of_citizenship_gets_its_code(tmp_path: Path, name: str) -> None:
    """What has no code is a group of countries, an office of the past, or a remainder; no country is lost."""
    found = loaded(name, tmp_path)
    codes = [code for code in found.frame["citizen"].unique() if not code.startswith("label:")]
    assert all(dimensions.label("citizen", code, "fr") for code in codes)
    assert {"MA", "TR", "CD", "IN", "UK" if name != "tps00171" else "PH", "XK", "PS"} <= set(codes)
    assert len(codes) >= 170


def test_the_whole_is_the_sum_of_its_parts(tmp_path: Path) -> None:
    """Employed people in thousands, both sexes: women and men add up to the total to within rounding."""
    frame = loaded("lfsa_egan", tmp_path).frame.filter(pl.col("citizen") == "TOTAL")
    wide = frame.pivot("sex", index="period", values="value")
    assert wide.height == 10
    assert (wide["F"] + wide["M"] - wide["T"]).abs().max() < 0.2
