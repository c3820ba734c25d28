"""Classification: what is known of real schemes, and laws of the interval of a score."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.partnerships.classification import Classification, classify, schools
from corridor.partnerships.scheme import CRITERIA, Criterion, Scheme, schemes
from corridor.partnerships.scheme_form import Criteria, Place

SCHOOLS = ("iom_smp", "cgd_gsp", "eu_tp")


def of(id_: str) -> Classification:
    return classify(schemes()[id_])


def test_palim_is_an_smp_and_a_gsp_and_no_talent_partnership() -> None:
    made = of("SMP001").schools
    assert made["iom_smp"].fails == made["cgd_gsp"].fails == ()
    assert made["cgd_gsp"].fits is True
    assert made["eu_tp"].fits is False
    assert min(made["iom_smp"].low, made["cgd_gsp"].low) > made["eu_tp"].high


def test_no_scheme_is_more_surely_both_smp_and_gsp_than_palim() -> None:
    surely = {id_: min(of(id_).schools[name].low for name in SCHOOLS[:2]) for id_ in schemes()}
    assert max(surely, key=lambda id_: surely[id_]) == "SMP001"
    assert sorted(surely.values())[-2] < surely["SMP001"]


def test_ygca_is_an_smp_only_in_part() -> None:
    made = of("SMP016").schools["iom_smp"]
    assert 0.25 < made.low < made.high < of("SMP001").schools["iom_smp"].high
    assert {"home_track", "employer_role"} <= {*made.partly, *made.fails}
    assert {"instrument", "training"} <= set(made.passes)


def test_match_fails_training_and_home_track() -> None:
    made = of("SMP005").schools["cgd_gsp"]
    assert {"training", "home_track"} <= set(made.fails)
    assert made.fits is False
    # nobody trains anywhere where there is no training, though the file says nothing of the place
    assert {"training_place", "training_payer"} <= set(made.fails)


def test_talent_partnerships_need_a_partner_country_and_a_roadmap() -> None:
    assert [id_ for id_ in schemes() if of(id_).schools["eu_tp"].fits] == ["SMP036", "SMP050", "SMP051"]
    elsewhere = replace(schemes()["SMP050"], origins=(Place(country="VN"),))
    assert "partner_country" in classify(elsewhere).schools["eu_tp"].fails
    unnamed = replace(elsewhere, origins=(Place(area={"en": "x", "fr": "x", "nl": "x"}),))
    assert "partner_country" in classify(unnamed).schools["eu_tp"].unknown


def test_each_criterion_carries_its_evidence() -> None:
    [place] = [f for f in of("SMP001").schools["cgd_gsp"].findings if f.criterion == "training_place"]
    assert (place.value, place.basis, place.verdict, place.wanted) == ("origin", "assumed", "passes", ("origin",))
    [training] = [f for f in of("SMP001").schools["cgd_gsp"].findings if f.criterion == "training"]
    assert training.note is not None
    assert "5" in training.note["fr"]


def test_circularity_comes_along_with_its_basis() -> None:
    assert of("SMP001").circularity == ("fixed_term_right_to_stay",)
    assert of("SMP001").circularity_basis == "stated"


def test_the_table_speaks_three_languages_and_names_its_sources() -> None:
    assert tuple(schools().schools) == SCHOOLS
    for school in schools().schools.values():
        assert set(school.label) == set(school.meaning) == {"en", "fr", "nl"}
        assert school.sources
        assert any(demand.required for demand in school.criteria.values())


def made_scheme(values: dict[str, str | None]) -> Scheme:
    return replace(schemes()["SMP001"], criteria=Criteria(**{n: Criterion(v) for n, v in values.items()}))


some_criteria = st.fixed_dictionaries({n: st.sampled_from([None, *values]) for n, values in CRITERIA.items()})


@given(some_criteria, st.data())
def test_filling_an_unknown_criterion_keeps_the_score_inside_the_earlier_interval(
    values: dict[str, str | None], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(CRITERIA)))
    before = classify(made_scheme(values | {name: None})).schools
    after = classify(made_scheme(values | {name: data.draw(st.sampled_from(CRITERIA[name]))})).schools
    for school in SCHOOLS:
        assert before[school].low - 1e-12 <= after[school].low <= after[school].high <= before[school].high + 1e-12
        if before[school].fits is not None:
            assert after[school].fits is before[school].fits


@given(some_criteria)
def test_verdicts_part_the_criteria_and_the_score_lies_in_0_to_1(values: dict[str, str | None]) -> None:
    for score in classify(made_scheme(values)).schools.values():
        parted = [*score.passes, *score.partly, *score.fails, *score.unknown]
        assert sorted(parted) == sorted(finding.criterion for finding in score.findings)
        assert 0 <= score.low <= score.high <= 1


def test_everything_known_is_one_score_and_nothing_known_is_the_widest() -> None:
    nothing = classify(made_scheme(dict.fromkeys(CRITERIA)))
    known = classify(made_scheme({name: values[0] for name, values in CRITERIA.items()}))
    for school in SCHOOLS:
        assert known.schools[school].low == known.schools[school].high
        assert nothing.schools[school].high - nothing.schools[school].low > 0.5
    # the best that the table allows is 1, the worst of a scheme with no agreement and no training is no member
    best = {"employer_role": "multi_stakeholder", "recognition": "curriculum", "instrument": "yes", "training": "yes"}
    assert classify(made_scheme(dict.fromkeys(CRITERIA) | best | {"home_track": "yes"})).schools[
        "iom_smp"
    ].low == pytest.approx(1)
