"""The published stay rates: all that were found, with ranges, sources and doubts; a measured rate beside them."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from corridor.labour_market.published_stay_rates import PublishedRate, compare, published
from corridor.labour_market.retention import StayRate

SHARED = Path(os.environ.get("CORRIDOR_SHARED", Path(__file__).parents[3] / "shared"))
DOSSIER = SHARED / "reference" / "stay_rates.csv"
COUNTRIES = {
    "DEU": "DE", "NLD": "NL", "CAN": "CA", "AUS": "AU", "FRA": "FR", "NZL": "NZ", "SWE": "SE", "JPN": "JP", "GBR": "GB",
    "CHE": "CH", "ITA": "IT", "DNK": "DK", "SVN": "SI", "NOR": "NO", "EU28": "EU28", "BEL": "BE",
}  # fmt: skip


def rate(low: float | None, high: float | None, permit: str | None = "eu_blue_card", years: int = 5) -> StayRate:
    group = {} if permit is None else {"permit_type": permit}
    middle = None if low is None or high is None else (low + high) / 2
    return StayRate(group, "belgium", years, 100, 50, middle, low, high, None, None, None)


def one(country: str, years: float, cohort: str) -> PublishedRate:
    return next(p for p in published() if (p.country, p.years, p.cohort) == (country, years, cohort))


def test_all_forty_are_there_each_with_a_source() -> None:
    assert len(published()) == 40
    for found in published():
        assert found.url.startswith("https://")
        assert found.read == "2026-11"
        assert found.confidence in ("high", "medium", "low")
        assert len({found.group.en, found.group.fr, found.group.nl}) >= 2


def test_the_blue_card_cohort_is_split_by_state() -> None:
    found = one("DE", 5, "2012-2017")
    assert (found.low, found.high, found.n) == (83.3, 83.3, 68900)
    assert found.states == {"on_permit": 9.0, "long_term": 59.9, "citizen": 11.3, "other": 3.1, "left": 16.7}


def test_ranges_and_bounds_are_kept() -> None:
    migrants = [p for p in published() if p.country == "NL" and p.cohort == "2005-2016"]
    assert [(p.low, p.high, p.basis) for p in migrants] == [(30, 33, "derived"), (36, 40, "derived")]
    under = [p for p in published() if p.open]
    assert [(p.country, p.low, p.high) for p in under] == [(c, None, 15) for c in ("DK", "SI", "IT", "NO")]


def test_belgium_has_a_count_and_no_rate() -> None:
    found = one("BE", 4, "2010")
    assert (found.low, found.high, found.still_here) == (None, None, 43438)


@pytest.mark.skipif(not DOSSIER.is_file(), reason=f"the given dossier is not here (CORRIDOR_SHARED, {SHARED})")
def test_they_are_the_rates_of_the_dossier() -> None:
    with DOSSIER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(published())
    for row, found in zip(rows, published(), strict=True):
        text = row["stay_rate_pct"]
        assert found.country == COUNTRIES[row["country_iso3"]]
        assert found.years == (float(row["years_after"]) if row["years_after"] else None)
        assert found.url == row["source_url"]
        if "persons" in text:
            assert found.high is None
            assert found.still_here == int(re.sub(r"\D", "", text))
        else:
            ends = [float(end) for end in text.removeprefix("<").split("-")]
            assert found.high == ends[-1]
            assert found.low == (None if text.startswith("<") else ends[0])
        size = re.search(r"n=([\d,]+)", row["note"])
        assert found.n == (int(size[1].replace(",", "")) if size else None)
        if row["cohort"]:
            assert found.cohort is not None
            assert found.cohort.split("-")[0] == re.split(r"[-/]", row["cohort"])[0]
        else:
            assert found.cohort is None


@pytest.mark.parametrize(
    ("low", "high", "position"),
    [(0.9, 0.95, "below"), (0.8, 0.9, "within"), (0.4, 0.6, "above"), (None, None, "unknown")],
    ids=["below", "within", "above", "unknown"],
)
def test_a_measured_rate_beside_the_published_one(low: float | None, high: float | None, position: str) -> None:
    found = compare(rate(low, high))
    assert [(c.published.country, c.position) for c in found] == [("DE", position)]


def test_a_bound_is_below_or_unknown_and_never_within() -> None:
    found = {c.published.country: c.position for c in compare(rate(0.4, 0.5, "student")) if c.published.open}
    assert set(found.values()) == {"below"}
    found = {c.published.country: c.position for c in compare(rate(0.05, 0.1, "student")) if c.published.open}
    assert set(found.values()) == {"unknown"}


def test_only_like_permits_after_as_many_years_are_compared() -> None:
    assert compare(rate(0.8, 0.9, years=4)) == ()
    assert compare(rate(0.8, 0.9, "au_pair")) == ()
    assert compare(rate(0.8, 0.9, None)) == ()
    assert {c.published.country for c in compare(rate(0.3, 0.4, "highly_skilled"))} == {"NL"}
    assert all(c.published.years == 5 for c in compare(rate(0.3, 0.4, "student")))
