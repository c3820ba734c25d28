"""SDMX-CSV as Eurostat, OECD and ILOSTAT write it: nothing is lost, and nothing is taken for what it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.labour_market.errors import LabourMarketError
from corridor.labour_market.sources.catalogue import table
from corridor.labour_market.sources.sdmx_csv import read

OECD = (
    "DATAFLOW,REF_AREA,CITIZENSHIP,FREQ,MEASURE,SEX,BIRTH_PLACE,EDUCATION_LEV,UNIT_MEASURE,"
    "TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT,DECIMALS\n"
    "OECD.ELS.IMD:DSD_MIG@DF_MIG(1.0),BEL,W,A,B11,_T,_Z,_Z,PS,2023,100,A,0,0\n"
    "OECD.ELS.IMD:DSD_MIG@DF_MIG(1.0),BEL,MAR,A,B11,_T,_Z,_Z,PS,2023,,M,0,0\n"
)
ILO = (
    "DATAFLOW,REF_AREA,FREQ,MEASURE,SEX,OCU,CBR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE_TYPE,UNIT_MEASURE,"
    "UNIT_MULT,SOURCE,NOTE_SOURCE,NOTE_INDICATOR,NOTE_CLASSIF,DECIMALS,UPPER_BOUND,LOWER_BOUND\n"
    'ILO:DF_X(1.0),BEL,A,EMP_TEMP_NB,SEX_T,OCU_ISCO08_7,CBR_FB,2024,61.5,U,NB,PS,3,"LFS - EU, Labour",R1,,,3,,\n'
)


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "answer.csv"
    file.write_text(text, encoding="utf-8")
    return file


def permits_row(value: str, flag: str = "", period: str = "2023") -> str:
    return (
        "DATAFLOW,LAST UPDATE,freq,reason,citizen,duration,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
        f"ESTAT:TPS00170(1.0),22/05/26 11:00:00,A,EMP,IN,TOTAL,PER,BE,{period},{value},{flag},\n"
    )


def test_oecd_keeps_status_and_multiplier(tmp_path: Path) -> None:
    known = table("oecd_mig")
    answer = read(written(tmp_path, OECD), known, known.dimensions)
    assert answer.dimensions == known.dimensions
    assert answer.frame["flag"].to_list() == ["A", "M"]
    assert answer.frame["value"].to_list() == [100.0, None]
    assert answer.frame["unit_mult"].to_list() == ["0", "0"]


def test_ilostat_keeps_source_notes_and_multiplier(tmp_path: Path) -> None:
    known = table("ilo_emp_ocu_cbr")
    row = read(written(tmp_path, ILO), known, known.dimensions).frame.row(0, named=True)
    assert (row["value"], row["flag"], row["unit_mult"]) == (61.5, "U", "3")
    assert (row["source"], row["note_source"]) == ("LFS - EU, Labour", "R1")


@pytest.mark.parametrize("given_value", ["", ":", "NaN"])
def test_no_value_is_unknown_and_never_zero(tmp_path: Path, given_value: str) -> None:
    frame = read(written(tmp_path, permits_row(given_value, "c")), table("tps00170"), None).frame
    assert frame.select("value", "value_text", "flag").row(0) == (None, None, "c")


def test_zero_is_zero(tmp_path: Path) -> None:
    assert read(written(tmp_path, permits_row("0")), table("tps00170"), None).frame["value"][0] == 0.0


@given(st.one_of(st.integers(-(2**53), 2**53).map(str), st.decimals(-(10**6), 10**6, places=4).map(str)))
def test_numbers_are_those_that_were_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    frame = read(written(tmp_path_factory.mktemp("n"), permits_row(text)), table("tps00170"), None).frame
    assert frame["value"][0] == float(text)
    assert frame["value_text"][0] == text


@pytest.mark.parametrize("period", ["2023", "2023-Q4", "2023-S1", "2023-12", "2023-W05", "2023-12-31"])
def test_periods_of_all_frequencies(tmp_path: Path, period: str) -> None:
    frame = read(written(tmp_path, permits_row("1", period=period)), table("tps00170"), None).frame
    assert frame["period"][0] == period


def test_version_two_with_labels_is_read_by_its_codes(tmp_path: Path) -> None:
    text = (
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,unit,Unit of measure,age,Age class,sex,Sex,geo,"
        "Geopolitical entity (reporting),TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,Observation status,"
        "CONF_STATUS,Confidentiality status\n"
        'dataflow,ESTAT:DEMO_PJANBROAD(1.0),"Population, broad",A,Annual,NR,Number,Y15-64,From 15 to 64,T,Total,'
        "BE,Belgium,2024,,7500000,,p,provisional,,\n"
    )
    known = table("demo_pjanbroad")
    answer = read(written(tmp_path, text), known, known.dimensions)
    row = answer.frame.row(0, named=True)
    assert (row["freq"], row["sex"], row["geo"], row["value"], row["flag"]) == ("A", "T", "BE", 7_500_000.0, "p")


def test_version_two_without_labels(tmp_path: Path) -> None:
    text = (
        "STRUCTURE,STRUCTURE_ID,freq,unit,age,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
        "dataflow,ESTAT:DEMO_PJANBROAD(1.0),A,NR,Y15-64,T,BE,2024,7500000,,\n"
    )
    known = table("demo_pjanbroad")
    assert read(written(tmp_path, text), known, known.dimensions).frame.row(0)[:5] == ("A", "NR", "Y15-64", "T", "BE")


def test_labels_in_place_of_codes_become_codes(tmp_path: Path) -> None:
    text = permits_row("5").replace("A,EMP,IN,TOTAL,PER,BE", "Annual,Employment reasons,Kosovo*,Total,Person,Greece")
    answer = read(written(tmp_path, text), table("tps00170"), None)
    assert answer.frame.row(0)[:6] == ("A", "EMP", "XK", "TOTAL", "PER", "EL")
    assert answer.unread_labels == ()


def test_a_label_without_a_code_is_kept_and_told(tmp_path: Path) -> None:
    answer = read(written(tmp_path, permits_row("5").replace(",IN,", ",Somewhere else,")), table("tps00170"), None)
    assert answer.frame["citizen"][0] == "label:Somewhere else"
    assert answer.unread_labels == ("Somewhere else",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [("citizen", "c_birth", "missing: citizen; new: c_birth"), ("OBS_FLAG", "OBS_NOTE", "missing: -; new: OBS_NOTE")],
    ids=["dimension", "attribute"],
)
def test_other_columns_are_an_error_that_names_them(tmp_path: Path, old: str, new: str, told: str) -> None:
    known = table("tps00170")
    with pytest.raises(LabourMarketError, match=told):
        read(written(tmp_path, permits_row("1").replace(old, new)), known, known.dimensions)


def test_a_new_dimension_is_an_error_even_where_it_has_one_value(tmp_path: Path) -> None:
    known = table("tps00170")
    text = permits_row("1").replace("unit,geo", "unit,sex,geo").replace("PER,BE", "PER,T,BE")
    with pytest.raises(LabourMarketError, match="new: sex"):
        read(written(tmp_path, text), known, known.dimensions)


def test_where_dimensions_are_not_known_those_before_the_period_are_taken(tmp_path: Path) -> None:
    answer = read(written(tmp_path, permits_row("1").replace("reason", "motive")), table("tps00171"), None)
    assert answer.dimensions == ("freq", "motive", "citizen", "duration", "unit", "geo")


@pytest.mark.parametrize("text", ["1e400", "inf", "twelve", "12,5"], ids=["too-large", "infinite", "words", "comma"])
def test_what_is_no_number_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(LabourMarketError, match="no number"):
        read(written(tmp_path, permits_row(f'"{text}"')), table("tps00170"), None)
