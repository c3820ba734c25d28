"""The catalogue, the areas and the labels: complete in three languages, and codes that mean what they say."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from corridor.labour_market import errors
from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources import areas, catalogue, dimensions

LANGUAGES = ("en", "fr", "nl")
SOURCES = Path(catalogue.__file__).parent


def test_offices_of_the_issue_are_there() -> None:
    assert set(catalogue.offices()) == {"eurostat", "oecd", "ilostat", "statbel", "forem", "vdab", "actiris"}
    assert {each.office for each in catalogue.tables().values()} == set(catalogue.offices())


@pytest.mark.parametrize("name", catalogue.tables())
def test_a_table_is_asked_for_in_its_own_dimensions(name: str) -> None:
    table = catalogue.table(name)
    assert set(table.filter) <= set(table.dimensions)
    assert table.since is None or re.fullmatch(r"\d{4}", table.since)
    for lang in LANGUAGES:
        assert table.label[lang]
        line = table.attribution(dt.date(2026, 11, 22), lang)
        assert "2026-11-22" in line
    if not table.by_file:
        assert table.address().startswith("https://")
        assert "{" not in table.address()


@pytest.mark.parametrize("name", [n for n, each in catalogue.tables().items() if each.form == "sdmx_csv"])
def test_a_key_has_a_place_for_each_dimension(name: str) -> None:
    table = catalogue.table(name)
    key = table.address().split("?")[0].rsplit("/", 1)[1]
    assert key.count(".") == len(table.dimensions) - 1


@pytest.mark.parametrize("name", catalogue.tables())
def test_areas_asked_for_have_names_and_national_tables_ask_for_no_region(name: str) -> None:
    table = catalogue.table(name)
    asked = table.filter.get("geo", ())
    if table.national:
        assert set(asked) <= {"BE"}
    known = [code for code in asked if len(code) < 5 or code == "BE336"]
    assert all(areas.label(code, "nl") for code in known)


def test_regions_ask_for_all_three() -> None:
    regional = [t for t in catalogue.tables().values() if t.dimensions and not t.national and t.name != "proj_19rp3"]
    assert len(regional) >= 4
    assert all({"BE1", "BE2", "BE3"} <= set(table.filter["geo"]) for table in regional)


def test_districts_of_the_projections_lie_in_the_three_regions() -> None:
    codes = catalogue.table("proj_19rp3").filter["geo"]
    found = {areas.region(code) for code in codes}
    assert found == {"brussels", "flanders", "wallonia", "german_community"}
    assert len(set(codes)) == len(codes) == 44


def test_only_forem_is_share_alike_and_what_is_not_known_is_not_no() -> None:
    marks = {name: office.licence.share_alike for name, office in catalogue.offices().items()}
    assert marks == {
        **dict.fromkeys(("eurostat", "oecd", "ilostat", "statbel"), False),
        "forem": True,
        **dict.fromkeys(("vdab", "actiris"), None),
    }


def test_where_the_order_of_dimensions_is_not_confirmed_names_are_asked_for() -> None:
    table = catalogue.table("migr_imm1ctz")
    assert (table.basis, table.form) == ("recalled", "json_stat")
    assert "&age=TOTAL&geo=BE" in table.address()


def test_what_is_chosen() -> None:
    assert all(not table.by_file for table in catalogue.chosen())
    assert {table.office for table in catalogue.chosen(office="oecd")} == {"oecd"}
    assert [table.name for table in catalogue.chosen(["TPS00170", "tps00170"])] == ["tps00170"]
    with pytest.raises(LabourMarketError, match="known are: eurostat"):
        catalogue.chosen(office="nobody")


def test_a_form_that_an_office_does_not_offer_is_said() -> None:
    with pytest.raises(LabourMarketError, match="not as json_stat"):
        catalogue.table("oecd_mig").address("json_stat")


# ---- areas ----


@pytest.mark.parametrize(("eurostat", "iso"), [("EL", "GR"), ("UK", "GB"), ("XK", "XK"), ("BE", "BE"), ("BEL", "BE")])
def test_codes_of_countries(eurostat: str, iso: str) -> None:
    assert areas.iso(eurostat) == iso


def test_codes_go_there_and_back() -> None:
    for iso in areas.areas().countries:
        assert areas.iso(areas.eurostat(iso) or "") == iso
    assert len({each.iso3 for each in areas.areas().countries.values()}) == len(areas.areas().countries)


@pytest.mark.parametrize("code", ["BE2", "EU27_2020", "TOTAL", "NEU27_2020_FOR", "??"])
def test_what_is_no_country_has_no_iso_code(code: str) -> None:
    assert areas.iso(code) is None


@pytest.mark.parametrize(
    ("corridor", "nuts"),
    [("brussels", "BE1"), ("flanders", "BE2"), ("wallonia", "BE3"), ("german_community", "BE336")],
)
def test_regions_of_corridor(corridor: str, nuts: str) -> None:
    assert areas.nuts(corridor) == nuts
    assert areas.region(nuts) == corridor


def test_provinces_lie_in_their_region() -> None:
    assert [areas.region(code) for code in ("BE10", "BE21", "BE35", "BE", "FR1")] == [
        "brussels",
        "flanders",
        "wallonia",
        None,
        None,
    ]


def test_names_in_three_languages() -> None:
    assert [areas.label("BE2", lang) for lang in LANGUAGES] == ["Flanders", "Flandre", "Vlaanderen"]
    assert [areas.label("EL", lang) for lang in LANGUAGES] == ["Greece", "Grèce", "Griekenland"]
    assert areas.label("MAR", "nl") == "Marokko"
    assert areas.label("??", "nl") is None


def test_a_name_has_one_code() -> None:
    """Two areas of the same English name would be added together when labels are read."""
    countries = [text for each in areas.areas().countries.values() for text in (each.label.en, *each.also)]
    assert len({text.casefold() for text in countries}) == len(countries)
    groups = [text for each in areas.areas().groups.values() for text in (each.label.en, *each.also)]
    assert not {text.casefold() for text in groups} & {text.casefold() for text in countries}


# ---- labels ----


def test_labels_in_three_languages_and_of_areas_too() -> None:
    assert [dimensions.label("reason", "EMP", lang) for lang in LANGUAGES] == ["Work", "Travail", "Werk"]
    assert dimensions.label("citizen", "XK", "fr") == "Kosovo"
    assert dimensions.label("nace_r2_1", "F", "nl") == "Bouwnijverheid"
    assert dimensions.label("reason", "NEW", "fr") is None, "a code without words is shown itself"


@pytest.mark.parametrize("name", dimensions.dimensions())
def test_a_label_has_one_code_within_its_dimension(name: str) -> None:
    codes = dimensions.dimensions()[name].codes
    texts = [(text.casefold(), code) for code, each in codes.items() for text in {*each.also, each.label.en}]
    assert len({text for text, _ in texts}) == len(set(texts))


# ---- messages ----


def test_every_error_is_told_in_three_languages() -> None:
    told = json.loads((errors.MESSAGES / "sources.json").read_text("utf-8"))
    code = "\n".join(file.read_text("utf-8") for file in SOURCES.glob("*.py"))
    used = {key for key in told if f'"{key}"' in code or key.startswith("cell_")}
    assert used == set(told), "a message that nothing uses"
    for texts in told.values():
        assert set(texts) == set(LANGUAGES)
        fields = [set(re.findall(r"{(\w+)}", " ".join(texts[lang]))) for lang in LANGUAGES]
        assert fields[0] == fields[1] == fields[2]
