"""A route on a day, and its outcomes in words."""

from __future__ import annotations

import re
from datetime import date

import pytest

from corridor.permits.book import book
from corridor.permits.case import REGIONS
from corridor.permits.law_routes import readers, route_on, routes_on, steps_on
from corridor.permits.law_words import LANGUAGES, Said, Wording, mark, word
from corridor.rules.expression import parse
from corridor.rules.model import Choice
from tests.permits import law_files

NOW, BEFORE = date(2026, 11, 22), date(2022, 6, 1)


def every_text(route):
    """All texts of a route, with where they stand."""
    follows = [route.follows, *([route.formality.follows] if route.formality else [])]
    formal = (*route.formality.conditions, *route.formality.assessed) if route.formality else ()
    for asked in (*route.conditions, *route.assessed, *formal, *(n for f in follows for n in f.notes)):
        yield asked.id, asked.text
        if asked.when:
            yield asked.id, asked.when
    for other in route.elsewhen:
        yield other.id, other.text
    for f in follows:
        yield from ((name, when) for name, _, when in f.documents if when)
        cases = [f.duration, f.decision, f.dependence, *(c for _, _, c in f.numbers), *(c for _, c in f.rights)]
        for said in (s for c in cases for s in c):
            yield from ((said.kind, text) for text in (said.words, said.when) if text)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("day", [NOW, BEFORE])
def test_every_text_is_there_in_three_languages_with_its_amounts_filled_in(region, day):
    count = 0
    for route in routes_on(book(region), day):
        for where, text in every_text(route):
            assert set(LANGUAGES) <= text.keys(), (route.name, where)
            for lang in LANGUAGES:
                assert text[lang].strip(), (route.name, where, lang)
                assert not re.search(r"[{}]", text[lang]), (route.name, where, text[lang])
            count += 1
    assert count > 300


@pytest.mark.parametrize("layer", law_files.LAYERS[1:])
def test_every_condition_of_a_route_file_is_shown_when_it_is_asked(layer):
    for name, written in law_files.routes(layer).items():
        route = route_on(book(layer), name, NOW)
        shown = {c.id for c in route.conditions} | {c.id for c in route.elsewhen}
        own = {c if isinstance(c, str) else c["id"] for c in written.get("conditions", ())}
        assert own <= shown, name


def test_a_condition_says_its_amount_its_article_its_source_and_what_it_reads():
    route = route_on(book("flanders"), "highly_skilled", NOW)
    salary = next(c for c in route.conditions if c.id == "hs_salary")
    written = law_files.parameters("flanders")["hs_salary_min"]["values"]
    value = next(v for v in written if v["from"] <= NOW and (v.get("until") or NOW) >= NOW)["value"]
    assert f"{value:,}" in salary.text["en"]
    assert f"{value:,}".replace(",", ".") in salary.text["nl"]
    shown = {p.name: period for p, period in salary.values}
    assert shown["hs_salary_min"].value == value
    assert "carried_over" in shown["hs_salary_min"].marks
    assert salary.ref is not None
    assert {"nurses", "teachers"} <= set(salary.lists)
    assert "gross_annual_salary" in salary.rule


def test_conditions_of_other_dates_are_told_apart():
    early, now = (route_on(book("flanders"), "highly_skilled", day) for day in (BEFORE, NOW))
    assert "hs_function" not in {c.id for c in early.conditions}
    later = next(c for c in early.elsewhen if c.id == "hs_function")
    assert later.periods == ((date(2026, 1, 1), None),)
    assert "hs_function" in {c.id for c in now.conditions}


def test_a_route_outside_its_dates_is_not_in_force():
    assert route_on(book("flanders"), "researcher", date(2023, 2, 28)).in_force is False
    assert route_on(book("flanders"), "researcher", date(2023, 3, 1)).in_force is True
    assert route_on(book("wallonia"), "researcher", date(2024, 9, 1)).in_force is False


def test_what_is_unsettled_is_marked():
    marked = [c for r in routes_on(book("german_community"), NOW) for c in r.conditions if "unsettled" in c.marks]
    assert marked
    assert route_on(book("german_community"), "highly_skilled", NOW).doubtful > 0


def test_readers_name_the_routes_that_read_a_list_also_through_a_derived_fact():
    found = readers(book("flanders"), NOW)
    assert ("medium_skilled_shortage", "ms_list") in found["medium_skilled"]
    assert {route for route, _ in found["vdab"]} == {"other"}
    assert "vdab" not in readers(book("flanders"), date(2024, 4, 30))  # the list acts on permits from 1 May 2024
    assert {route for route, _ in readers(book("wallonia"), NOW)["shortage"]} >= {"shortage"}


def test_steps_say_for_whom():
    steps = {s.id: s for s in steps_on(book("brussels"), NOW)}
    assert steps["employer_files"].when is not None
    assert steps["brussels_appeal"].when is None
    assert "EUR" not in steps["employer_files"].text["fr"]


# ---- dependence ----
def test_dependence_follows_the_rights_case_by_case():
    card = route_on(book("flanders"), "eu_blue_card", NOW).follows.dependence
    assert [(s.kind, s.value, s.when) for s in card] == [("value", 12, None)]
    skilled = route_on(book("flanders"), "highly_skilled", NOW).follows.dependence
    assert [s.value for s in skilled] == [60, 48]
    assert "Secondment" in skilled[0].when["en"]
    assert skilled[1].when is None
    assert route_on(book("flanders"), "work_card", NOW).follows.dependence == (Said("not_known", None, "months"),)


# ---- words ----
@pytest.fixture(scope="module")
def flanders():
    return Wording(book("flanders").rules, NOW)


@pytest.mark.parametrize(
    ("rule", "english"),
    [
        ("renewal", "Renewal: yes"),
        ("not renewal", "Renewal: no"),
        ("age < 30", "less than 30 years"),
        ("employment == 'local'", "Kind of work: Employment contract with a Belgian employer"),
        ("nationality == 'TR'", "Türkiye"),
        ("nationality in l.eea_swiss", "European Economic Area"),
        ("on(l.medium_skilled)", "the occupation is on “Flemish list"),
        ("ever_on(l.medium_skilled)", "the occupation is or was on"),
        ("r.eu_blue_card", "the route “EU Blue Card” is open"),
        ("unsettled", "the law is not settled"),
        ("gross_annual_salary >= p.hs_salary_min", "at least EUR 48,912"),
    ],
)
def test_expressions_become_words(flanders, rule, english):
    found = flanders.words(parse(rule))
    plain = found["en"].replace("\u00a0", " ")
    assert english in plain
    assert len({found[lang] for lang in LANGUAGES}) == 3


def test_mixed_and_and_or_keep_their_brackets(flanders):
    text = flanders.words(parse("renewal and (employment == 'local' or employment == 'secondment')"))["en"]
    assert text.startswith("Renewal: yes and (Kind of work:")
    assert text.endswith(")")


def test_what_the_day_decides_is_left_out(flanders):
    assert flanders.known(parse("application_date >= '2024-01-01'")) is True
    assert flanders.known(parse("application_date >= '2024-01-01' and renewal")) is None
    assert flanders.known(parse("application_date < '2024-01-01' and renewal")) is False
    assert flanders.words(parse("application_date >= '2024-01-01' and renewal"))["en"] == "Renewal: yes"
    assert Wording(book("flanders").rules, date(2023, 1, 1)).known(parse("application_date >= '2024-01-01'")) is False


def test_cases_that_the_day_excludes_are_not_said(flanders):
    cases = (
        Choice(parse("application_date < '2020-01-01'"), 1),
        Choice(parse("renewal"), 2),
        Choice(parse("application_date >= '2020-01-01'"), 3),
        Choice(None, 4),
    )
    found = flanders.said(cases, "months")
    assert [(s.value, s.when is None) for s in found] == [(2, False), (3, True)]


def test_a_truth_that_takes_a_case_is_yes_or_no(flanders):
    found = flanders.said(parse("renewal"), "bool")
    assert [(s.value, s.when and s.when["en"]) for s in found] == [(True, "Renewal: yes"), (False, None)]


def test_a_period_that_the_law_excludes_never_comes(flanders):
    names = [p.name for p in book("flanders").rules.parameters.values() if p.values[-1].status == "not_applicable"]
    assert names
    assert flanders.said(parse(f"p.{names[0]}"))[0].kind == "never"
    assert flanders.said("never")[0].kind == "never"
    assert flanders.said(None)[0].kind == "not_known"


def test_an_unknown_amount_is_never_a_number():
    early = Wording(book("flanders").rules, date(2030, 1, 1))
    assert "not known" in early.words(parse("gross_annual_salary >= p.hs_salary_min"))["en"]


def test_words_and_marks_are_there_in_three_languages():
    for lang in LANGUAGES:
        assert word("yes", lang)
    assert {mark("partial")[lang] for lang in LANGUAGES} == {"known in part", "connue en partie", "gedeeltelijk bekend"}
    assert mark("no_such_mark")["en"] == "no such mark"
