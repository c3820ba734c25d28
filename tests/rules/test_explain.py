"""Why a condition came out as it did: what it waits for, what it used, its sentence in three languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from corridor.rules.explain import filled, missing_facts, sentence, used_lists, used_parameters
from corridor.rules.expression import parse
from corridor.rules.model import RuleSet
from corridor.rules.wording import money, number, show
from tests.rules.engines import read


@pytest.mark.parametrize(
    ("expr", "case", "facts"),
    [
        ("insured", {}, ["insured"]),
        ("insured", {"insured": True}, []),
        ("insured and graduate", {}, ["insured", "graduate"]),
        ("insured and graduate", {"insured": False}, []),
        ("insured or education >= 3", {"insured": False}, ["education"]),
        ("insured or (graduate and role == 'staff')", {"insured": False, "graduate": True}, ["role"]),
        ("not insured", {}, ["insured"]),
        ("adult", {}, ["age"]),
        ("years(birth_date, start_date) >= 30", {}, ["birth_date"]),
        ("annual_pay >= p.full_pay", {}, ["annual_pay"]),
        ("annual_pay >= p.full_pay", {"annual_pay": 1, "start_date": "2025-01-01"}, []),  # the law waits, not the case
        ("unsettled", {}, []),
        ("on(l.scarce)", {}, ["isco08", "list_title"]),
        ("on(l.scarce)", {"isco08": "9999", "application_date": "2022-01-01"}, ["list_title"]),
        ("on_scarce", {}, ["isco08", "on_scarce"]),
        ("on_scarce", {"isco08": "9999", "application_date": "2022-01-01"}, ["list_title", "on_scarce"]),
        ("nationality in l.friends", {}, ["nationality"]),
        ("r.scarce_job", {"on_scarce": True}, ["insured"]),
        ("not forged and held == 'none' and insured", {}, ["insured"]),  # presumed facts are not missing
    ],
)
def test_the_facts_that_an_expression_waits_for(expr: str, case: dict[str, Any], facts: list[str]) -> None:
    assert missing_facts(read(case), parse(expr)) == facts


def test_to_state_the_missing_facts_decides(rules: RuleSet) -> None:
    """For each route of a bare case: once the facts that it waits for are known, it is decided or waits for others."""
    reading = read({"annual_pay": 1})
    for route in rules.routes.values():
        for _, phrase in reading.asked(route.conditions):
            missing = missing_facts(reading, phrase.node)
            assert all(reading.fact(f) is None for f in missing)
            if missing:
                assert reading.truth(phrase.node) is None


def test_the_parameters_that_were_used() -> None:
    reading = read({"application_date": "2023-03-01"})
    node = parse(
        "annual_pay >= p.full_pay or (reduced and adult and annual_pay >= p.low_pay) or annual_pay > p.full_pay"
    )
    assert [p.name for p in used_parameters(reading, node)] == ["full_pay", "min_age", "low_pay"]


def test_the_lists_that_were_used() -> None:
    some, none = parse("on_scarce or nationality in l.friends or ever_on(l.scarce)"), parse("adult and insured")
    reading = read({})
    assert used_lists(reading, some) == ["scarce", "friends"]
    assert used_lists(reading, none) == []


def test_the_sentence_of_a_condition(rules: RuleSet) -> None:
    reading = read({"annual_pay": 20164.8, "start_date": "2021-06-01"})
    pay = next(c for c in rules.routes["skilled"].conditions if c.id == "skilled_pay")
    phrase = pay.at(date(2021, 6, 1))
    assert phrase is not None
    assert {lang: sentence(reading, phrase, lang) for lang in ("en", "fr", "nl")} == {
        "en": "Pay of at least EUR\u00a020,165, or EUR\u00a014,115.50 under thirty; this case has EUR\u00a020,164.80.",
        "fr": "Un salaire d'au moins 20\u202f165\u00a0€, ou 14\u202f115,50\u00a0€ avant trente ans ; "
        "ici 20\u202f164,80\u00a0€.",
        "nl": "Een loon van minstens €\u00a020.165, of €\u00a014.115,50 onder de dertig; hier €\u00a020.164,80.",
    }


def test_what_is_not_known_is_shown_as_such() -> None:
    text = {"en": "{p.full_pay} {annual_pay} {isco08} {purpose}"}
    assert filled(read({"start_date": "2025-06-01"}), text, "en") == "? ? ? Start working"
    estimate = filled(read({"start_date": "2024-06-01"}), text, "en")
    assert estimate == "EUR\u00a022,179.84 ? ? Start working", "an estimate is shown"


def test_a_language_that_is_not_there_falls_back_on_english() -> None:
    assert filled(read({}), {"en": "Yes."}, "de") == "Yes."


@pytest.mark.parametrize(
    ("value", "options", "en", "fr", "nl"),
    [
        (None, {}, "?", "?", "?"),
        (True, {}, "yes", "oui", "ja"),
        (False, {}, "no", "non", "nee"),
        (date(2023, 9, 1), {}, "2023-09-01", "01/09/2023", "01/09/2023"),
        (Decimal("2.5"), {"unit": "years"}, "2.5", "2,5", "2,5"),
        (Decimal("2.50"), {}, "2.5", "2,5", "2,5"),
        (12345, {}, "12,345", "12\u202f345", "12.345"),
        (110, {"unit": "isco08"}, "0110", "0110", "0110"),
        (Decimal("0.5"), {"unit": "EUR"}, "EUR\u00a00.50", "0,50\u00a0€", "€\u00a00,50"),
        (1000, {"unit": "EUR/month"}, "EUR\u00a01,000", "1\u202f000\u00a0€", "€\u00a01.000"),
        ("work", {"labels": {"work": {"en": "Work", "fr": "Travail", "nl": "Werk"}}}, "Work", "Travail", "Werk"),
        ("NO", {}, "NO", "NO", "NO"),
    ],
)
def test_values_in_the_form_of_each_language(value: Any, options: dict[str, Any], en: str, fr: str, nl: str) -> None:
    assert [show(value, lang, **options) for lang in ("en", "fr", "nl")] == [en, fr, nl]


def test_amounts_show_cents_only_where_there_are_any() -> None:
    assert money(Decimal("1234567.00"), "en") == "EUR\u00a01,234,567"
    assert money(Decimal("1234567.80"), "nl") == "€\u00a01.234.567,80"
    assert number(Decimal("100"), "en") == "100"
