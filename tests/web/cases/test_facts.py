"""Facts: every one in a group, numbers as people type them, case files."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from corridor.permits.case import read_case
from corridor.rules.errors import CaseError
from corridor.web.cases import casefile, facts
from corridor.web.cases.forms.facts import FactsForm


def test_every_fact_of_the_vocabulary_is_in_one_group() -> None:
    counted = Counter(name for group in facts.GROUPS for name in group.facts)
    assert not facts.ungrouped()
    assert [name for name, count in counted.items() if count > 1] == []
    assert set(counted) <= set(facts.vocabulary().facts)


def test_facts_about_a_person_are_none_of_the_job() -> None:
    for name in ("nationality", "birth_date", "residence_status", "education_level", "expires_on", "job_lost_on"):
        assert name not in facts.JOB_FACTS
    assert {"isco08", "gross_annual_salary", "employer_country", "start_date"} <= facts.JOB_FACTS


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("45000", "45000"),
        ("45.000", "45000"),
        ("45,000", "45000"),
        ("45.000,50", "45000.50"),
        ("45,000.50", "45000.50"),
        ("€ 45\u202f000", "45000"),
        ("1.234.567", "1234567"),
        ("1,5", "1.5"),
        ("0.125", "0.125"),
        ("-3", "-3"),
        ("about 3", "about 3"),
        ("1.2,3.4", "1.2,3.4"),
    ],
)
def test_numbers_as_people_type_them(typed: str, read: str) -> None:
    assert facts.number_typed(typed) == read


def form(**typed: str) -> FactsForm:
    group = facts.BY_NAME["job"]
    return FactsForm({"version": "1", **typed}, group=group, facts={"nationality": "TN", "executive": True})


def test_a_form_keeps_other_groups_and_drops_what_is_left_empty() -> None:
    filled = form(gross_annual_salary="52.000,50", isco08="7231", contract_open_ended="false")
    assert filled.is_valid(), filled.errors
    assert filled.facts() == {
        "nationality": "TN",
        "gross_annual_salary": 52000.5,
        "isco08": "7231",
        "contract_open_ended": False,
    }


def test_a_form_says_in_the_law_s_words_what_cannot_be() -> None:
    filled = form(gross_annual_salary="much", contract_months="1.5", isco08="9999")
    assert not filled.is_valid()
    assert "no number" in str(filled.errors["gross_annual_salary"])
    assert "contract_months" in filled.errors
    assert "9999" in str(filled.errors["isco08"])


def test_a_title_becomes_a_code_or_suggestions() -> None:
    sure = form(isco08="Motor vehicle mechanics and repairers")
    assert sure.is_valid(), sure.errors
    assert sure.facts()["isco08"] == "7231"
    unsure = form(isco08="somebody who mends cars")
    assert not unsure.is_valid()
    assert "code" in str(unsure.errors["isco08"])


def test_a_case_file_in_yaml_and_in_json_says_the_same() -> None:
    yaml = (
        b"region: Vlaanderen\napplication_date: 2026-12-01\n"
        b"facts:\n  nationality: NO\n  isco08: 0110\n  renewal: false\n"
    )
    stated = {"nationality": "NO", "isco08": "0110", "renewal": False}
    found = casefile.read(yaml, "case.yaml")
    assert found == {"region": "flanders", "application_date": "2026-12-01", "facts": stated}
    same = {"region": "flanders", "application_date": "2026-12-01", "facts": stated}
    assert casefile.read(json.dumps(same).encode()) == found
    assert read_case({**found, "id": "x"}, facts.vocabulary()).facts["isco08"] == 110


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "file"),
        (b"\xff\xfe\x00", "file"),
        (b"- 1\n- 2\n", "file"),
        (b"facts: [a, b]", "facts"),
        (b"facts: {nationality: Tunisia}", "nationality"),
        (b"facts: {nationalty: TN}", "nationalty"),
        (b"facts: {isco08: {a: b}}", "isco08"),
        (b"facts: {a: &a [x], b: *a}", "file"),
        (b"{" * 5000, "file"),
        (b"a: 1\n" * 60000, "file"),
    ],
)
def test_what_is_no_case_file_is_refused_with_its_place(content: bytes, place: str) -> None:
    with pytest.raises(CaseError) as refused:
        casefile.read(content)
    assert refused.value.place.startswith(place)
    assert all(all(refused.value.told(lang)) for lang in ("en", "fr", "nl"))
