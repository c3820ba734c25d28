"""Tables of cases as people write them: what is read, what is put into quarantine, and with which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from corridor.permits.case_table import checked, read_cases
from corridor.rules.errors import CaseError

CASE = {"region": "flanders", "application_date": "2025-03-01"}


def read(column: str, values: list[object]) -> tuple[list[object], list[int]]:
    """What a column is read as, and the rows in quarantine."""
    frame = pl.DataFrame({name: [value] * len(values) for name, value in CASE.items()})
    found = checked(frame.with_columns(pl.Series(column, values)))
    return found.frame[column].to_list(), found.quarantine["row"].to_list()


@pytest.mark.parametrize(
    ("column", "written", "values", "bad"),
    [
        ("executive", ["true", "false", None], [True, False, None], []),
        ("executive", ["Ja", " NEE", "oui", "0", "?", "maybe"], [True, False, True, False, None], [6]),
        ("age", ["30", " 31 ", "unknown", None], [30, 31, None, None], []),
        ("age", ["30", "30.5", "-1", "121", "x", "inf"], [30], [2, 3, 4, 5, 6]),
        ("age", [30, None, 121], [30, None], [3]),
        ("age", [30.0, 30.5, float("nan")], [30, None], [2]),
        ("gross_annual_salary", ["50000.55", "n/a", "fifty"], [50000.55, None], [3]),
        ("nationality", ["MA", "in", " gb", "?", "XX"], ["MA", "IN", "GB", None], [5]),
        ("isco08", ["2512", " 0110 ", "25", None], ["2512", "0110", None], [3]),
        ("isco08", [2512, 110, 99999], ["2512", "0110"], [3]),
        (
            "residence_status",
            ["abroad", "student", " student ", "?", "tourist"],
            ["abroad", "student", "student", None],
            [5],
        ),
        (
            "birth_date",
            ["1990-02-28", " 1990-03-01", "1990-02-30", "?"],
            [date(1990, 2, 28), date(1990, 3, 1), None],
            [3],
        ),
        ("list_title", ["Kok", " Kok ", "onbekend", None], ["Kok", "Kok", None, None], []),
        ("nationality", [None, None], [None, None], []),
        (
            "region",
            ["flanders", "Vlaanderen", "German-speaking community", "mars", None],
            ["flanders", "flanders", "german_community"],
            [4, 5],
        ),
        ("application_date", ["2025-03-01", "2018-12-31", None, "soon"], [date(2025, 3, 1)], [2, 3, 4]),
    ],
)
def test_values_are_read_or_put_into_quarantine(column, written, values, bad):
    assert read(column, written) == (values, bad)


def test_a_typed_table_is_read_as_its_text():
    """The same cases, typed and as text, are the same table."""
    typed = pl.DataFrame(
        {
            "region": ["brussels", "wallonia"],
            "application_date": [date(2025, 3, 1), date(2024, 9, 1)],
            "age": [30, None],
            "executive": [True, None],
            "gross_annual_salary": [50_000.5, None],
            "nationality": ["MA", None],
            "residence_status": ["abroad", None],
            "isco08": ["2512", None],
        }
    )
    assert checked(typed).frame.equals(checked(typed.select(pl.all().cast(pl.String))).frame)


def test_faults_stand_in_the_order_of_rows_with_value_reason_and_remedy():
    frame = pl.DataFrame(
        {**{n: [v] * 3 for n, v in CASE.items()}, "age": ["x", "20", "200"], "nationality": ["BE", "??", "YY"]}
    )
    found = checked(frame, "fr")
    rows = found.quarantine.select("row", "id", "field", "value").rows()
    assert rows == [
        (1, "1", "age", "x"),
        (2, "2", "nationality", "??"),
        (3, "3", "age", "200"),
        (3, "3", "nationality", "YY"),
    ]
    assert "'x'" in found.quarantine["reason"][0]
    assert "entre 0 et 120" in found.quarantine["remedy"][0] or "120" in found.quarantine["remedy"][0]
    assert found.frame.height == 0


def test_read_rows_stay_when_others_are_bad():
    frame = pl.DataFrame({**{n: [v] * 3 for n, v in CASE.items()}, "age": ["x", " 20", "21"], "id": ["a", "b", "c"]})
    found = checked(frame)
    assert found.frame.select("id", "age").rows() == [("b", 20), ("c", 21)]


def test_nan_and_columns_that_are_no_facts_are_remarked():
    frame = pl.DataFrame(
        {**{n: [v] * 2 for n, v in CASE.items()}, "experience_years": [float("nan"), 2.0], "shoe": [1, 2]}
    )
    found = checked(frame)
    assert found.frame["experience_years"].to_list() == [None, 2.0]
    assert any("experience_years" in r and "1 NaN" in r for r in found.remarks)
    assert any("shoe" in r for r in found.remarks)


def test_a_column_that_every_case_needs():
    with pytest.raises(CaseError, match="application_date"):
        checked(pl.DataFrame({"region": ["flanders"]}))


@pytest.mark.parametrize(("text", "key"), [("", "empty_table"), ("region,application_date\n", "no_rows")])
def test_files_without_cases(tmp_path: Path, text, key):
    path = tmp_path / "cases.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as found:
        read_cases(path)
    assert found.value.key == key
