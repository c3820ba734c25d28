"""A table that is written in any language, separator and encoding is read as the same table."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.occupations.isco08 import unit_groups
from corridor.pool.border import read_talents, read_vacancies
from corridor.pool.schema import Column, Kind, table
from corridor.pool.words import words
from corridor.pool.writing import as_cells
from corridor.rules.countries import COUNTRIES
from tests.pool.made import adds_up

LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEXYZ0123456789éèêëàâçîïôöùûüßÉÀÇ")
WORDS = st.lists(st.text(LETTERS, min_size=2, max_size=8), min_size=1, max_size=3).map(" ".join)
TEXTS = WORDS.map(lambda t: f"a {t}")  # no word that stands for unknown, for "none" or for a number


def values(column: Column) -> st.SearchStrategy[Any]:
    """Values that a column may hold, in the form of a frame."""
    low, high = int(column.min or 0), int(min(column.max or 90, 10_000))
    one: st.SearchStrategy[Any] = {
        "id": WORDS.map(lambda t: f"T {t}"),
        "text": TEXTS,
        "int": st.integers(low, high),
        "number": st.integers(low * 4, high * 4).map(lambda n: n / 4),
        "money": st.integers(2_000_000, 9_000_000).map(lambda n: n / 100),
        "bool": st.booleans(),
        "date": st.dates(date(1900, 1, 1), date(2100, 12, 31)),
        "enum": st.sampled_from(column.values or ("x",)),
        "isco08": st.sampled_from(unit_groups()),
        "country": st.sampled_from(sorted(COUNTRIES)),
        "language": st.sampled_from(["nl", "fr", "ar", "de"]).flatmap(
            lambda code: st.sampled_from(words().document.cefr).map(lambda level: f"{code}:{level}")
        ),
        "licence": st.sampled_from(["B", "C", "CE", "NURSE", "Notaris"]),
        "nuts": st.sampled_from(["BE2", "BE211", "BE25"]),
    }[column.type]
    if not column.many:
        return one
    return st.lists(one, max_size=3, unique_by=lambda v: v[:2] if column.type == "language" else v)


@st.composite
def frames(draw: st.DrawFn, kind: Kind) -> pl.DataFrame:
    known = table(kind)
    size = draw(st.integers(1, 4))
    data: dict[str, list[Any]] = {}
    for name in known.always:
        column = known.columns[name]
        needed = column.required or name in ("title", "region", "posts")
        options = values(column) if needed else st.none() | values(column)
        data[name] = draw(st.lists(options, min_size=size, max_size=size, unique=name == "id"))
    if kind == "vacancies":
        data["region"] = ["flanders"] * size
    schema = {n: known.columns[n].dtype for n in known.always}
    return pl.DataFrame(data, schema=schema)


def written(frame: pl.DataFrame, kind: Kind, lang: str, separator: str, encoding: str) -> bytes:
    """The frame as a person would save it from a spreadsheet: labels as header."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([table(kind).columns[n].label[lang] for n in frame.columns])
    writer.writerows([["" if v is None else v for v in row] for row in as_cells(frame).rows()])
    return text.getvalue().encode(encoding)


SAVED = {
    "lang": st.sampled_from(["en", "fr", "nl"]),
    "separator": st.sampled_from([";", ",", "\t", "|"]),
    "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(frame=frames("talents"), **SAVED)
def test_talents(frame: pl.DataFrame, lang: str, separator: str, encoding: str) -> None:
    same(frame, "talents", lang, separator, encoding)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(frame=frames("vacancies"), **SAVED)
def test_vacancies(frame: pl.DataFrame, lang: str, separator: str, encoding: str) -> None:
    same(frame, "vacancies", lang, separator, encoding)


def same(frame: pl.DataFrame, kind: Kind, lang: str, separator: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.csv"
        path.write_bytes(written(frame, kind, lang, separator, encoding))
        found = (read_talents if kind == "talents" else read_vacancies)(path, lang=lang)
    assert adds_up(found)
    assert found.quarantine.height == 0, found.quarantine
    assert found.notes.height == 0, found.notes
    assert found.frame.to_dicts() == frame.to_dicts()


CELLS = st.text(max_size=12) | st.sampled_from(
    ["", "3,5", "€ 42.000", "31/02/2020", "nl", "9999", "'=1", "none", "-1", "NL: B2"]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=6))
def test_whatever_stands_in_the_cells_no_row_is_lost(rows: list[list[str]]) -> None:
    names = ["id", "title", "isco08", "languages", "wish_annual_salary", "birth_date"]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.csv"
        path.write_bytes(text.getvalue().encode("utf-8", "replace"))
        found = read_talents(path)
    assert adds_up(found)
    assert found.counts["rows"] == len(rows)
