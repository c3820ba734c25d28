"""Laws of the list of countries to look at: every part is named, bounded and has its evidence; unknown is not zero."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

from corridor.partnerships.classification import schools
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.proposals import Proposal, attained, caveat, proposals, to_json
from corridor.partnerships.scheme import schemes

DAY = date(2026, 11, 21)
LANGUAGES = ("en", "fr", "nl")
ALL = 200


@pytest.fixture(params=["2512", "2221", "7411", "8332", "53", "9"])
def found(request: pytest.FixtureRequest) -> tuple[Proposal, ...]:
    return proposals(request.param, region="flanders", date=DAY, top=ALL)


def part(one: Proposal, id: str) -> float | None:
    return next(p.value for p in one.parts if p.id == id)


def test_every_country_of_the_register_is_ranked_once(found: tuple[Proposal, ...]) -> None:
    countries = {place.country for scheme in schemes().values() for place in scheme.origins if place.country}
    assert {one.country for one in found} == countries
    assert len(found) == len(countries)


def test_a_rank_is_the_sum_of_its_known_parts_and_a_range_by_its_unknown_ones(found: tuple[Proposal, ...]) -> None:
    for one in found:
        assert sum(p.weight for p in one.parts) == pytest.approx(1)
        assert all(p.value is None or 0 <= p.value <= 1 for p in one.parts)
        known = sum(p.weight * p.value for p in one.parts if p.value is not None)
        unknown = sum(p.weight for p in one.parts if p.value is None)
        assert one.low == pytest.approx(known, abs=1e-5)
        assert one.high - one.low == pytest.approx(unknown, abs=1e-5)


def test_evidence_is_of_schemes_of_that_country(found: tuple[Proposal, ...]) -> None:
    for one in found:
        own = {id for id, scheme in schemes().items() if one.country in {place.country for place in scheme.origins}}
        assert set(one.schemes) == own
        for p in one.parts:
            assert set(p.evidence) <= own
        for id in ("occupation", "attainment", "agreement", "status"):
            rank = next(p for p in one.parts if p.id == id)
            assert bool(rank.evidence) == bool(rank.value)


def test_order_is_by_flag_then_by_what_is_known_then_by_code(found: tuple[Proposal, ...]) -> None:
    keys = [(bool(one.flags), -one.low, -one.high, one.country) for one in found]
    assert keys == sorted(keys)


def test_health_workers_of_listed_countries_are_flagged_and_come_last() -> None:
    nurses = proposals("2221", region="flanders", date=DAY, top=ALL)
    flagged = {one.country for one in nurses if one.flags}
    assert {"BD", "PK", "SN", "NG", "GH"} & {one.country for one in nurses} <= flagged
    assert not {"MA", "TN", "EG", "IN", "PH"} & flagged
    first = next(n for n, one in enumerate(nurses) if one.flags)
    assert all(one.flags for one in nurses[first:])
    assert not [one for one in proposals("2512", date=DAY, top=ALL) if one.flags]


def test_without_a_pool_people_and_language_are_not_known(found: tuple[Proposal, ...]) -> None:
    for one in found:
        assert part(one, "people") is None
        assert part(one, "language") is None
        assert all(p.note is not None for p in one.parts if p.id in ("people", "language"))


POOL = pl.DataFrame(
    {
        "isco08": ["2512", "2512", "2512", "7411", "2512"],
        "residence_country": ["MA", "MA", "TN", "MA", None],
        "languages": [["fr:C1"], ["en:B2", "fr:A2"], ["nl:B1"], ["fr:C2"], ["fr:C1"]],
    }
)


def test_a_pool_counts_people_of_the_occupation_by_country() -> None:
    ranked = {one.country: one for one in proposals("2512", region="wallonia", date=DAY, talents=POOL, top=ALL)}
    assert part(ranked["MA"], "people") == pytest.approx(2 / 20)
    assert part(ranked["MA"], "language") == pytest.approx(1 / 2)
    assert part(ranked["TN"], "language") == 0
    assert part(ranked["EG"], "people") == 0
    assert part(ranked["EG"], "language") is None


def test_the_language_asked_is_that_of_the_region() -> None:
    dutch = {one.country: one for one in proposals("2512", region="flanders", date=DAY, talents=POOL, top=ALL)}
    assert (part(dutch["TN"], "language"), part(dutch["MA"], "language")) == (1, 0)


def test_a_scheme_of_the_same_occupation_to_the_same_region_counts_in_full() -> None:
    morocco = next(one for one in proposals("2512", region="flanders", date=DAY, top=ALL) if one.country == "MA")
    assert part(morocco, "occupation") == 1
    assert part(morocco, "destination") == 1
    nearest = next(p for p in morocco.parts if p.id == "occupation")
    assert nearest.evidence == ("SMP001",)


def test_attainment_counts_schemes_in_which_an_employer_hires() -> None:
    for one in proposals("2512", date=DAY, top=ALL):
        rank = next(p for p in one.parts if p.id == "attainment")
        for id in rank.evidence:
            assert schemes()[id].criteria.funding_of_stay.value in ("employer_hire", "mixed")
            assert attained(schemes()[id]) is not None


def test_talent_partnership_follows_the_list_of_the_classification() -> None:
    partners = set(schools().partner_countries.codes)
    for one in proposals("2512", date=DAY, top=ALL):
        assert part(one, "talent_partnership") == (1 if one.country in partners else 0)


def test_top_cuts_the_list(found: tuple[Proposal, ...]) -> None:
    assert (
        proposals("2512", region="flanders", date=DAY, top=3)
        == proposals("2512", region="flanders", date=DAY, top=ALL)[:3]
    )


def test_a_code_that_is_none_is_an_error() -> None:
    with pytest.raises(PartnershipError):
        proposals("25x2", date=DAY)


def test_texts_and_json(found: tuple[Proposal, ...]) -> None:
    json.dumps([to_json(one) for one in found], allow_nan=False)
    assert len({caveat(lang) for lang in LANGUAGES}) == 3
    assert all(p.label.told(lang) for p in found[0].parts for lang in LANGUAGES)
