"""Published figures: the dossier restated without slips, each row computed or with a reason, and what comes out."""

from __future__ import annotations

import csv
import re
import runpy
from pathlib import Path

import pytest

from corridor.labour_market.projection_checks import (
    Check,
    checks,
    evaluate,
    not_computable,
    uncovered,
)
from corridor.labour_market.projection_facts import facts, nearest, rows
from corridor.labour_market.projection_words import words
from tests.labour_market.projected_people import DOSSIER, EUROSTAT, needs_dossier, needs_extracts

LANGUAGES = ("en", "fr", "nl")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SHOWN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
PAGES = Path(__file__).parents[2] / "docs" / "validation"
DIFFERS = {
    "created_per_lost", "covid_jobs", "net_creation", "population_change", "immigration_2022", "population_2070",
    "immigrant_shares",
}  # fmt: skip
"""Where the published figures do not meet; each has a remark that says why, as far as it is known."""


def found(*, extracts: bool) -> dict[str, Check]:
    return {check.id: check for check in checks(EUROSTAT if extracts else None)}


# ---- the figures ----


@needs_dossier
def test_every_number_of_the_dossier_is_restated_in_its_row() -> None:
    with DOSSIER.open(encoding="utf-8", newline="") as lines:
        dossier = list(csv.DictReader(lines))
    assert rows() == tuple(range(1, len(dossier) + 1))
    for number, row in enumerate(dossier, 1):
        own = [fact for fact in facts().values() if fact.row == number]
        restated = {value for fact in own for value in (fact.value, fact.low, fact.high) if value is not None}
        printed = {float(digits) for digits in NUMBER.findall(row["value"])}
        assert printed <= restated, f"row {number}"
        assert all(fact.url == row["url"] for fact in own)


def test_every_figure_has_a_source_words_and_a_unit_in_three_languages() -> None:
    for fact in facts().values():
        assert fact.url.startswith(("http://", "https://"))
        assert (fact.value is None) == (fact.low is not None) == (fact.high is not None)
        told = [(fact.told(lang), fact.value_told(lang)) for lang in LANGUAGES]
        assert len(set(told)) > 1
    assert all(set(word) == set(LANGUAGES) for word in words().values())


def test_the_figures_beside_an_unknown_are_of_the_region_or_of_belgium() -> None:
    for region in ("flanders", "wallonia", "brussels", "belgium"):
        assert {fact.region for fact in nearest(region)} == {region, "belgium"}


# ---- the arithmetic ----


def test_every_row_is_computed_or_has_a_reason_why_not() -> None:
    assert uncovered() == ()
    spoken = {row for check in checks() for row in check.rows}
    assert all(row not in spoken for without in not_computable() for row in without.rows)


def test_without_extracts_what_needs_them_is_unknown_and_the_rest_is_not() -> None:
    for check in checks():
        needs = "eurostat_" in check.formula + (check.against or "")
        assert (check.verdict == "unknown") == needs
        assert needs or check.computed is not None


@needs_extracts
def test_with_extracts_everything_is_computed_and_what_differs_is_known_and_remarked() -> None:
    results = found(extracts=True)
    assert {name for name, check in results.items() if check.verdict == "differs"} == DIFFERS
    assert not any(check.verdict == "unknown" for check in results.values())
    assert all(results[name].remark for name in DIFFERS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("net_jobs", 629.0),
        ("demand_growth", 0.887),
        ("supply_growth", 0.283),
        ("frictional_share", 1.998),
        ("structural_gap", 433.0),
        ("work_visas_growth", 45.75),
        ("employment_rate_2018", 74.64),
        ("permits_b", 64.90),
    ],
)
def test_arithmetic_of_the_dossier(name: str, value: float) -> None:
    assert found(extracts=False)[name].computed == pytest.approx(value, abs=0.006)


@pytest.mark.parametrize(
    ("computed", "stated", "tolerance", "verdict"),
    [("10", "10.4", 0.5, "agrees"), ("10", "10.6", 0.5, "differs"), ("eurostat_x", "1", 0.5, "unknown")],
    ids=["within", "beyond", "missing"],
)
def test_verdicts(computed: str, stated: str, tolerance: float, verdict: str) -> None:
    from corridor.labour_market.projection_checks import CheckDoc, _checked

    doc = CheckDoc(
        id="x", rows=(1,), formula=computed, against=stated, unit="jobs", what={"en": ""}, tolerance=tolerance
    )
    assert _checked(doc, {}).verdict == verdict


# ---- the formulas ----


def test_formulas_are_sums_of_known_names_only() -> None:
    known = {"a": 8.0, "b": 2.0}
    assert evaluate("(a + b) * a / b ** 2 - 1", known) == pytest.approx(19)
    assert evaluate("a + eurostat_population_1900", known) is None
    for wrong in ("c + 1", "abs(a)", "a if b else 1", "a.real", "'a'", "-a", "a // b", "True + a if a else b"):
        with pytest.raises(ValueError, match="no figure"):
            evaluate(wrong, known)


def test_every_word_of_a_check_is_in_three_languages() -> None:
    for check in checks():
        assert set(check.what) == set(LANGUAGES)
        assert check.remark is None or set(check.remark) == set(LANGUAGES)
        assert (check.against is None) == (check.tolerance is None)


# ---- the page ----


def page() -> dict[str, object]:
    return runpy.run_path(str(PAGES / "projections.py"))


@needs_extracts
def test_the_page_is_what_its_script_makes() -> None:
    """Words alike; numbers alike up to one in the last figure shown, since processors round differently."""
    for path, text in page()["pages"](EUROSTAT).items():  # type: ignore[operator]
        stored = path.read_text("utf-8")
        told = f"{path.name}: run `python docs/validation/projections.py` and read what changed"
        assert SHOWN.sub("#", text) == SHOWN.sub("#", stored), told
        for now, then in zip(SHOWN.findall(text), SHOWN.findall(stored), strict=True):
            unit = 10.0 ** -len(now.partition(".")[2])
            assert abs(float(now.replace(",", "")) - float(then.replace(",", ""))) <= 1.01 * unit, told


def test_the_page_names_every_computation_and_every_row() -> None:
    text = (PAGES / "projections.md").read_text("utf-8")
    assert [check.id for check in checks() if check.id not in text] == []
    assert [row for row in rows() if f"\n| {row} | " not in text] == []
