"""The schema is one: documentation, templates and headers follow from it, in three languages."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from corridor.pool.border import read_talents, read_vacancies
from corridor.pool.page import page
from corridor.pool.schema import KINDS, Kind, table
from corridor.pool.template import template, write_template
from corridor.pool.words import plain, words
from corridor.rules.countries import COUNTRIES

LANGUAGES = ("en", "fr", "nl")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "pool.md"

CONTRACT = {
    "talents": {
        "id": pl.String, "title": pl.String, "isco08": pl.String, "isco08_other": pl.List(pl.String),
        "skills": pl.List(pl.String), "education_level": pl.Int64, "experience_years": pl.Float64,
        "languages": pl.List(pl.String), "licences": pl.List(pl.String), "nationality": pl.String,
        "birth_date": pl.Date, "residence_status": pl.String, "residence_country": pl.String,
        "residence_region": pl.String, "work_access": pl.String, "wish_annual_salary": pl.Float64,
        "wish_regions": pl.List(pl.String), "available_from": pl.Date, "sex": pl.String,
        "graduated_in_belgium": pl.Boolean, "experience_years_last_7": pl.Float64,
    },
    "vacancies": {
        "id": pl.String, "title": pl.String, "isco08": pl.String, "posts": pl.Int64, "region": pl.String,
        "nuts": pl.String, "employer": pl.String, "skills": pl.List(pl.String), "education_level_min": pl.Int64,
        "experience_years_min": pl.Float64, "languages_min": pl.List(pl.String), "licences": pl.List(pl.String),
        "gross_annual_salary": pl.Float64, "start_date": pl.Date, "posted_on": pl.Date, "vacancy_weeks": pl.Int64,
        "vacancy_on_eures": pl.Boolean, "vacancy_within_months": pl.Int64, "contract_months": pl.Int64,
        "duration_days": pl.Int64, "job_level": pl.Int64, "employment": pl.String, "employer_country": pl.String,
        "pay_scale": pl.String, "employment_rate": pl.Int64,
    },
}  # fmt: skip
"""What the other rooms count on."""


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_that_other_rooms_count_on(kind: Kind) -> None:
    known = table(kind)
    assert {n: known.columns[n].dtype for n in known.always} == CONTRACT[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_labels_meanings_and_examples_are_there_in_three_languages(kind: Kind) -> None:
    for name, column in table(kind).columns.items():
        for lang in LANGUAGES:
            assert column.label[lang].strip(), name
            assert column.meaning[lang].strip(), name
            assert column.seldom or column.example[lang], name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_header_stands_for_one_column_only(kind: Kind, lang: str) -> None:
    labels = Counter(plain(c.label[lang]) for c in table(kind).columns.values())
    assert [name for name, count in labels.items() if count > 1] == []
    every: dict[str, set[str]] = {}
    for name, column in table(kind).columns.items():
        for text in (name, *column.label.values(), *column.headers):
            every.setdefault(plain(text), set()).add(name)
    assert {text: names for text, names in every.items() if len(names) > 1} == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_template_imports_without_a_note(tmp_path: Path, kind: Kind, lang: str, suffix: str) -> None:
    path = tmp_path / f"template{suffix}"
    write_template(kind, lang, path)
    found = (read_talents if kind == "talents" else read_vacancies)(path, lang=lang)
    assert found.counts == {"rows": 1, "valid": 1, "repaired": 0, "quarantined": 0, "empty": 0}
    assert found.notes.height == 0
    assert all(found.frame[n].null_count() == 0 for n in table(kind).always)


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_template("talents", "fr", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_template_speaks_the_users_language() -> None:
    assert "Gewenst bruto jaarloon" in template("talents", "nl").columns
    assert "Nombre de postes" in template("vacancies", "fr").columns


def test_the_page_of_the_manual_follows_the_schema(tmp_path: Path) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m corridor.pool.page docs/pool.md"
    done = subprocess.run([sys.executable, "-m", "corridor.pool.page", str(tmp_path / "p.md")], check=True)
    assert done.returncode == 0
    assert (tmp_path / "p.md").read_text(encoding="utf-8") == page()


def test_the_page_names_every_column() -> None:
    for kind in KINDS:
        for name in table(kind).columns:
            assert f"| `{name}`" in page()


@pytest.mark.parametrize("part", ["regions", "sex", "more_languages", "more_countries"])
def test_a_word_stands_for_one_thing_only(part: str) -> None:
    several = getattr(words().document, part)
    count = Counter(w for texts in several.values() for w in {plain(t) for t in texts})
    assert [w for w, n in count.items() if n > 1] == []


def test_words_around_numbers_months_and_levels_stand_for_one_thing_only() -> None:
    for several in (words().document.around_numbers, words().document.months, words().document.levels):
        count = Counter(w for texts in several.values() for w in texts)
        assert [w for w, n in count.items() if n > 1] == []


def test_yes_and_no_and_unknown_do_not_overlap() -> None:
    document = words().document
    assert not set(document.yes_words) & set(document.no_words)
    assert not set(document.unknown) & {*document.yes_words, *document.no_words, *document.nothing}


def test_names_of_countries_lead_to_codes_and_codes_to_themselves() -> None:
    assert {words().countries[plain(c)] for c in COUNTRIES} == set(COUNTRIES)
    assert set(words().countries.values()) == set(COUNTRIES)
