"""`corridor retention` as a person uses it: a file, its template, published rates; forms, languages, refusals."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.command import Ran, corridor
from tests.labour_market.made_spells import cohort, file_of

LANGUAGES = ("en", "fr", "nl")
REMEDY = {"en": "remedy: ", "fr": "remède: ", "nl": "oplossing: "}


def retention(*arguments: object) -> Ran:
    return corridor("retention", *arguments)


@pytest.fixture(scope="module")
def spells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 900 made persons, some of them found in the stock."""
    path = tmp_path_factory.mktemp("retention") / "spells.csv"
    permits = {"highly_skilled": 0.5, "eu_blue_card": 0.3, "au_pair": 0.197, "special": 0.003}
    file_of(cohort(12, 900, permits=permits)).write_csv(path)
    return path


def test_the_file_may_come_first_or_after_the_word_rates(spells: Path) -> None:
    ran = retention(spells, "--format", "json")
    assert (ran.code, ran.out) == (0, retention("rates", "--format", "json", spells).out)
    assert retention("--format", "json", spells).out == ran.out


def test_rates_as_json(spells: Path) -> None:
    ran = retention(spells, "--by", "permit_type,region", "--years", "1,5", "--format", "json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert found["extract"] == "2026-01-01"
    first = found["rates"][0]
    assert (first["group"], first["place"], first["years"]) == ({}, "belgium", 1)
    assert 0 < first["low"] < first["rate"] < first["high"] < 1
    assert sum(share["share"] for share in first["states"].values()) == pytest.approx(1)
    assert {rate["place"] for rate in found["rates"]} == {"belgium", "region"}
    hidden = [rate for rate in found["rates"] if rate["group"].get("permit_type") == "special"]
    assert hidden
    assert all(rate["persons"] is rate["rate"] is None for rate in hidden)
    assert all(rate["reason_told"] for rate in hidden)
    assert {one["published"]["country"] for one in found["published"]} >= {"DE", "NL"}
    assert found["limits"]


def test_rates_as_csv_have_one_line_each(spells: Path) -> None:
    ran = retention(spells, "--by", "permit_type", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == 5 * 3
    assert [row["permit_type"] for row in rows[:4]] == ["all", "all", "all", "highly_skilled"]
    assert float(rows[0]["share_on_permit"]) > 0
    assert rows[-1]["rate"] == ""
    assert rows[-1]["reason"] in ("small", "protects", "thin", "not_followed")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_is_told_in_each_language(spells: Path, lang: str) -> None:
    ran = retention(spells, "--by", "permit_type", "--lang", lang)
    words = {
        "en": ("Stay %", "all", "below it"),
        "fr": ("Maintien", "tous", "en dessous"),
        "nl": ("Blijft", "allen", "eronder"),
    }
    assert ran.code == 0, ran.err
    assert all(word in ran.out for word in words[lang][:2])
    assert "83" in ran.out
    assert ran.err.count("\n") >= 4


def test_a_lag_is_told(spells: Path) -> None:
    assert "last 12 months" in retention(spells, "--lag", 12).err


def test_the_template_can_be_filled_in_and_read(tmp_path: Path) -> None:
    for lang in LANGUAGES:
        ran = retention("template", "--lang", lang)
        (tmp_path / "s.csv").write_text(ran.out, encoding="utf-8")
        assert retention(tmp_path / "s.csv", "--lang", lang).code == 0


def test_published_rates_in_each_form() -> None:
    assert len(json.loads(retention("published", "--format", "json").out)["published"]) == 40
    rows = list(csv.DictReader(io.StringIO(retention("published", "--country", "be", "--format", "csv").out)))
    assert [(row["still_here"], row["low"], row["high"]) for row in rows] == [("43438", "", "")]
    table = retention("published", "--country", "NL", "--lang", "nl")
    assert "30–33" in table.out
    assert "5,5" in table.out
    assert "afgeleid" in table.out
    assert "< 15" in retention("published", "--country", "DK").out


def test_rows_in_quarantine_are_told_and_written(spells: Path, tmp_path: Path) -> None:
    text = spells.read_text("utf-8").splitlines()
    bad = text[1].split(",")
    bad[0], bad[2] = "Z1", "XX"
    file = tmp_path / "spells.csv"
    file.write_text("\n".join([*text, ",".join(bad)]), encoding="utf-8")
    ran = retention(file, "--quarantine", tmp_path / "q.csv", "--lang", "nl")
    assert ran.code == 0
    assert "Rijen in quarantaine: 1" in ran.err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "q.csv").read_text("utf-8"))))
    assert [(row["row"], row["field"], row["value"]) for row in rows] == [(str(len(text)), "nationality", "XX")]


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["none.csv"], "none.csv"),
        (["FILE", "--by", "sex"], "--by"),
        (["FILE", "--years", "1,x"], "--years"),
        (["FILE", "--years", "99"], "--years"),
        (["FILE", "--lag", "-1"], "--lag"),
        (["published", "--country", "ZZ"], "--country"),
    ],
    ids=["file", "by", "years-text", "years-many", "lag", "country"],
)
def test_refusals_say_where_and_what_to_do_in_each_language(spells: Path, arguments: list[str], place: str) -> None:
    told = []
    for lang in LANGUAGES:
        ran = retention(*(spells if one == "FILE" else one for one in arguments), "--lang", lang)
        assert (ran.code, ran.out) == (2, "")
        assert place in ran.err
        assert REMEDY[lang] in ran.err
        told.append(ran.err)
    assert len(set(told)) == 3


def test_a_quarantine_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    head = "person,permit_type,first_permit,extract\n"
    file.write_text(f"{head}A,b,2020-01-01,2022-01-01\nB,b,x,2022-01-01\n", encoding="utf-8")
    ran = retention(file, "--quarantine", tmp_path / "none" / "q.csv")
    assert ran.code == 2
    assert "remedy" in ran.err
