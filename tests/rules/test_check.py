"""What rule files say is checked before it is used: names, kinds, units, texts, circles, published amounts."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from corridor.rules.check import check, check_folder
from corridor.rules.documents import Documents
from corridor.rules.expression import ExpressionError, parse
from corridor.rules.model import RuleSet
from tests.rules.broken import Broken, expect
from tests.rules.engines import LAW

PAY = "federal/parameters/pay.yaml"
OTHER = "federal/parameters/other.yaml"
SKILLED = "harbour/routes/skilled.yaml"
SCARCE = "harbour/routes/scarce_job.yaml"
TERMS = "harbour/terms.yaml"
FACTS = "vocabulary.yaml"
LIST = "harbour/lists/scarce/2023-09-01.yaml"
LIKE = "compare like with like"

# expression of a condition → message, remedy
UNKNOWN_NAMES = {
    "ensured": ("unknown fact or term 'ensured'", "nearest: insured"),
    "annual_pay >= p.ful_pay": ("unknown parameter 'ful_pay'", "nearest: full_pay"),
    "on(l.scarse)": ("unknown list 'scarse'", "nearest: scarce"),
    "nationality in l.freinds": ("unknown list 'freinds'", "nearest: friends"),
    "r.skiled": ("unknown route 'skiled'", "nearest: skilled"),
    "xyzzy": ("unknown fact or term 'xyzzy'", "no similar name exists"),
}
MISFITS = {
    # values, countries, dates that do not exist
    "role == 'managr'": ("'managr' is no value of role", "nearest: manager"),
    "purpose != 'works'": ("'works' is no value of purpose", "nearest: work"),
    "role in ('staff', 'manger')": ("'manger' is no value of role", "nearest: manager"),
    "nationality == 'UK'": ("'UK' is no country code", "write GB"),
    "nationality in ('NO', 'ZZ')": ("'ZZ' is no country code", "two letters"),
    "expires_on >= '2023-02-30'": ("'2023-02-30' is no date", "write it as 'YYYY-MM-DD'"),
    "years('soon', start_date) >= 1": ("'soon' is no date", "write it as 'YYYY-MM-DD'"),
    # like with like
    "annual_pay >= p.contract_min": ("compares money with number", LIKE),
    "contract_months >= p.full_pay": ("compares number with money", LIKE),
    "annual_pay >= contract_months": ("compares money with number", LIKE),
    "contract_months >= p.min_age": ("compares months with years", "compare the same unit"),
    "months(start_date, expires_on) >= p.min_age": ("compares months with years", "compare the same unit"),
    "monthly_pay >= p.full_pay": ("compares EUR/month with EUR/year", "compare the same unit"),
    "graduate >= 3": ("compares bool with number", LIKE),
    "age == true": ("compares number with bool", LIKE),
    "insured == p.full_pay": ("compares bool with money", LIKE),
    "annual_pay >= 'much'": ("compares money with text", LIKE),
    "insured == 'yes'": ("compares bool with text", LIKE),
    "expires_on >= 2023": ("compares date with number", LIKE),
    "nationality == 3": ("compares code with number", LIKE),
    "role == purpose": ("compares enum with enum", LIKE),
    "nationality == isco08": ("compares code with code", LIKE),
    "education in ('five',)": ("compares int with text", LIKE),
    "insured in (1,)": ("compares bool with 1", LIKE),
    "education in (true,)": ("compares int with True", LIKE),
    "adult >= 3": ("compares bool with number", LIKE),
    "annual_pay >= months_left": ("compares money with number", LIKE),
    # amounts, codes and titles belong in parameters and lists
    "annual_pay >= 20000": ("an amount stands in the rule", "make it a parameter"),
    "20000.50 <= annual_pay": ("an amount stands in the rule", "make it a parameter"),
    "annual_pay in (1000, 2000)": ("an amount stands in the rule", "make it a parameter"),
    "isco08 == '7121'": ("an occupation stands in the rule", "make it a list"),
    "isco08 in ('7121', '7212')": ("an occupation stands in the rule", "make it a list"),
    "list_title == 'Roofer'": ("a title stands in the rule", "make it a list"),
    # no order
    "role >= 'specialist'": ("a enum has no order", "use ==, != or in"),
    "nationality < 'NO'": ("a code has no order", "use ==, != or in"),
    "insured >= graduate": ("a bool has no order", "use ==, != or in"),
    # lists of another kind
    "nationality in l.scarce": ("the list holds isco08 codes", LIKE),
    "isco08 in l.friends": ("the list holds country codes", LIKE),
    "role in l.scarce": ("the list holds isco08 codes", LIKE),
    "on(l.friends)": ("asks a list of countries for a job", "nationality in l.friends"),
    # no truth
    "age": ("age is no truth (number)", "compare it with a limit"),
    "p.full_pay": ("p.full_pay is no truth (money)", "compare it with a limit"),
    "insured and education": ("education is no truth (number)", "compare it with a limit"),
    "not annual_pay": ("annual_pay is no truth (money)", "compare it with a limit"),
    "insured or months_left": ("months_left is no truth (number)", "compare it with a limit"),
    "years(birth_date, start_date)": ("is no truth (number)", "compare it with a limit"),
    # spans and years of pay
    "years(age, start_date) >= 3": ("age is no date", "count between two dates"),
    "days(start_date, insured) >= 3": ("insured is no date", "count between two dates"),
    "annual(age, p.months_per_year) >= p.full_pay": ("needs an amount and a number", "annual(pay, p.divisor)"),
    "adult in (true,)": ("adult in (...) is about no fact", "name a fact"),
    # no calculation in conditions
    "contract_months + 3 >= p.contract_min": ("calculates", "only outcomes calculate"),
    "max(age, education) >= 3": ("calculates", "only outcomes calculate"),
    # a name and its negation
    "insured or (graduate and not insured)": ("insured and its negation", "write it monotone"),
    "(graduate and annual_pay >= p.low_pay) or (not graduate and annual_pay >= p.full_pay)": (
        "graduate and its negation",
        "write it monotone",
    ),
    "age >= 30 or (insured and not (age >= 30))": ("age >= 30 and its negation", "write it monotone"),
}


def in_condition(expr: str, line: str, message: tuple[str, str]) -> Broken:
    return Broken(SCARCE, 'expr: "insured"', f'expr: "{expr}"', line, *message)


@pytest.mark.parametrize("expr", UNKNOWN_NAMES)
def test_an_unknown_name_is_offered_the_nearest(expr: str, law_copy: Path) -> None:
    expect(in_condition(expr, f'expr: "{expr}"', UNKNOWN_NAMES[expr]), law_copy)


@pytest.mark.parametrize("expr", MISFITS)
def test_parts_that_do_not_fit(expr: str, law_copy: Path) -> None:
    expect(in_condition(expr, "id: scarce_insured", MISFITS[expr]), law_copy)


OUTSIDE_THE_LANGUAGE = {
    "insured if graduate else forged": "is not part of the rule language",
    "0 <= age <= 30": "one comparison at a time",
    "insured is true": "one comparison at a time",
    "role not in ('staff',)": "one comparison at a time",
    "insured == None": "'None' is not part of the rule language",
    "nationality in ('NO', None)": "'None' is not part of the rule language",
    "role in (purpose, 'staff')": "'in' needs a list l.<name> or written values",
    "role in ['staff']": "'in' needs a list",
    "role in ()": "'in' needs a list",
    "role in 'staff'": "'in' needs a list",
    "max_horizontal(age, 3) >= 2": "no such function, or with other arguments",
    "coalesce(insured, true)": "no such function",
    "years(start_date) >= 2": "no such function, or with other arguments",
    "on('scarce')": "no such function, or with other arguments",
    "on(l.scarce, 1)": "no such function, or with other arguments",
    "on(list=l.scarce)": "is not part of the rule language",
    "__import__('os').getcwd()": "is not part of the rule language",
    "__import__('os')": "no such function",
    "insured.real": "is not part of the rule language",
    "l.scarce": "is not part of the rule language",
    "annual_pay / 2 >= p.low_pay": "is not part of the rule language",
    "-age >= 3": "is not part of the rule language",
    "age >= -1.5": "is not part of the rule language",
    "(age, 3) == 3": "is not part of the rule language",
    "lambda: insured": "is not part of the rule language",
    "f'{insured}'": "is not part of the rule language",
    "b'x' == role": "is not part of the rule language",
    "[n for n in role]": "is not part of the rule language",
    "insured and": "is no expression",
    "insured graduate": "is no expression",
    "insured = true": "is no expression",
    "": "is no expression",
}


@pytest.mark.parametrize("expr", OUTSIDE_THE_LANGUAGE)
def test_what_is_outside_the_language_is_refused(expr: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(expr)
    assert OUTSIDE_THE_LANGUAGE[expr] in str(caught.value)


def test_a_text_outside_the_language_is_reported_with_its_place(law_copy: Path) -> None:
    expect(
        in_condition(
            "insured if graduate else forged",
            "id: scarce_insured",
            ("is not part of the rule language", "see 'Expressions' in docs/law-format.md"),
        ),
        law_copy,
    )


FAULTS = {
    # ---- facts ----
    "a derivation outside the language": Broken(
        FACTS,
        '"=years(birth_date, start_date)"',
        '"=years(birth_date"',
        "  age:",
        "is no expression",
        "see 'Expressions'",
    ),
    "a derivation from an unknown fact": Broken(
        FACTS,
        '"education >= 6", value: true',
        '"educaton >= 6", value: true',
        "educaton",
        "unknown fact or term 'educaton'",
        "nearest: education",
    ),
    "a derivation from a list that no region has": Broken(
        FACTS, '"=on(l.scarce)"', '"=on(l.scarse)"', "scarse", "unknown list 'scarse'", "nearest: scarce"
    ),
    "a derivation of another kind": Broken(
        FACTS, '"=on(l.scarce)"', '"=age"', "  on_scarce:", "age is no truth", "compare it with a limit"
    ),
    "a whole number from one with fractions": Broken(
        FACTS,
        '"=years(birth_date, start_date)"',
        '"=experience"',
        "  age:",
        "gives a number with fractions, not int",
        "make the type number",
    ),
    "a derivation that calculates": Broken(
        FACTS,
        '"=years(birth_date, start_date)"',
        '"=education + 18"',
        "  age:",
        "calculates",
        "only outcomes calculate",
    ),
    "a fact derived from itself": Broken(
        FACTS,
        '"education >= 6", value: true',
        '"graduate", value: true',
        "  graduate:",
        "graduate comes from itself",
        "break the circle",
    ),
    "a presumption that is no value": Broken(
        FACTS,
        "presumed: work",
        "presumed: wrok",
        "  purpose:",
        "'wrok' is no value of it",
        "use one of work, study, renewal",
    ),
    "a presumption of another type": Broken(
        FACTS, "presumed: false", "presumed: maybe", "  forged:", "neither true nor false", "write true or false"
    ),
    "a presumption out of range": Broken(
        FACTS,
        "    max: 8\n",
        "    max: 8\n    presumed: 9\n",
        "  education:",
        "9 is out of range",
        "write a value from 0 to 8",
    ),
    # ---- terms ----
    "an unknown name in a term": Broken(
        TERMS, '"p.full_pay"', '"p.ful_pay"', "ful_pay", "unknown parameter 'ful_pay'", "nearest: full_pay"
    ),
    "a term of another type": Broken(
        TERMS, '"p.full_pay"', '"adult"', "pay_asked:", "gives bool, not money", "mend the expression or the type"
    ),
    "a term without an expression": Broken(
        TERMS, '  expr: "p.full_pay"\n', "", "pay_asked:", "has no expr", "add 'expr:'"
    ),
    "a term that uses itself": Broken(
        TERMS, '"age < 30"', '"age < 30 or reduced"', "reduced:", "reduced comes from itself", "break the circle"
    ),
    # ---- conditions ----
    "a condition without an expression": Broken(
        SCARCE, '    expr: "insured"\n', "", "id: scarce_insured", "has no expr", "add 'expr:'"
    ),
    "a condition without a text": Broken(
        SCARCE,
        "    text: {en: Insured., fr: Assuré., nl: Verzekerd.}\n",
        "",
        "id: scarce_insured",
        "has no text",
        "add 'text:",
    ),
    "a condition without an id": Broken(
        SCARCE, "  - id: scarce_insured\n    expr", "  - expr", "conditions:", "a condition has no id", "add 'id:'"
    ),
    "two conditions of one name": Broken(
        SCARCE,
        "id: scarce_insured",
        "id: scarce_listed",
        "id: scarce_listed",
        "two conditions have the id scarce_listed",
        "give each its own",
    ),
    "a shared condition that does not exist": Broken(
        SCARCE,
        "conditions:\n",
        "conditions:\n  - no_froud\n",
        "no_froud",
        "no shared condition 'no_froud'",
        "nearest: no_fraud",
    ),
    "a fault in a shared condition": Broken(
        "federal/shared.yaml", '"not forged"', '"not forgd"', "forgd", "unknown fact or term 'forgd'", "nearest: forged"
    ),
    "a shared condition outside the language": Broken(
        "federal/shared.yaml", '"not forged"', '"not"', "  no_fraud:", "is no expression", "see 'Expressions'"
    ),
    "a fault in a judgement condition": Broken(
        SKILLED,
        "filed_by == 'worker'",
        "filed_by == 'boss'",
        "id: own_file",
        "'boss' is no value of filed_by",
        "no similar name",
    ),
    "a fault in a formality": Broken(
        SKILLED,
        "held == 'visitor' and purpose",
        "held == 'guest' and purpose",
        "formality:",
        "'guest' is no value of held",
        "",
    ),
    "a fault in a formality's condition": Broken(
        SKILLED, '"adult"', '"adlt"', "adlt", "unknown fact or term 'adlt'", "nearest: adult"
    ),
    "a route without conditions": Broken(
        "federal/routes/settled.yaml",
        "",
        "ref: {source: act}\nconditions: []\n",
        "conditions:",
        "open to everyone",
        "state its conditions",
    ),
    "routes that wait for each other": Broken(
        SCARCE,
        'expr: "insured"',
        'expr: "insured or r.any_job"',
        "conditions:",
        "r.scarce_job comes from itself",
        "break the circle",
    ),
    # ---- texts ----
    "an unknown fact in a text": Broken(
        "harbour/routes/apprentice.yaml",
        "this case has {education}.",
        "this case has {educaton}.",
        "{educaton}",
        "text (en) of apprentice_school has unknown {educaton}",
        "nearest: education",
    ),
    "an unknown parameter in a text": Broken(
        "harbour/routes/lead.yaml",
        'en: "Pay of at least {p.lead_pay}."',
        'en: "Pay of at least {p.led_pay}."',
        "{p.led_pay}",
        "unknown {p.led_pay}",
        "nearest: p.lead_pay",
    ),
    "a language that leaves a value out": Broken(
        "harbour/routes/lead.yaml",
        'nl: "Een loon van minstens {p.lead_pay}."',
        "nl: Genoeg loon.",
        "id: lead_pay",
        "differ in their placeholders",
        "use the same in every language",
    ),
    # ---- outcomes ----
    "an unknown number": Broken(
        SKILLED,
        "    max_months: p.max",
        "    max_month: p.max",
        "    max_month:",
        "unknown number 'max_month'",
        "nearest: max_months",
    ),
    "an unknown number of a formality": Broken(
        SKILLED,
        "{decision_days: 30}",
        "{decision_day: 30}",
        "decision_day:",
        "unknown number 'decision_day'",
        "nearest: decision_days",
    ),
    "an unknown right": Broken(
        SKILLED,
        "employer_change_months:",
        "employer_changes_months:",
        "employer_changes_months",
        "unknown right",
        "nearest: employer_change_months",
    ),
    "an unknown fee": Broken(SKILLED, "fees: [fee]", "fees: [fees]", "fees:", "unknown fee 'fees'", "nearest: fee"),
    "an unknown document": Broken(
        SKILLED,
        "documents: [contract]",
        "documents: [contracts]",
        "contracts",
        "unknown document 'contracts'",
        "nearest: contract",
    ),
    "an unknown parameter as an outcome": Broken(
        SKILLED,
        "    max_months: p.max_months",
        "    max_months: p.maxmonths",
        "p.maxmonths",
        "unknown parameter 'maxmonths'",
        "nearest: max_months",
    ),
    "a fault in an outcome's choice": Broken(
        SKILLED, '"experience >= 10"', '"experience >= true"', "    test:", "compares number with bool", LIKE
    ),
    "a fault in a note": Broken(
        SKILLED,
        "id: bring_card, when: \"held == 'visitor'\"",
        "id: bring_card, when: \"held == 'gast'\"",
        "id: bring_card",
        "'gast' is no value",
        "",
    ),
    "a document for an unknown case": Broken(
        SKILLED,
        "documents: [contract]",
        'documents: [{id: contract, when: "educated"}]',
        "educated",
        "unknown fact or term 'educated'",
        "education",
    ),
    # ---- procedure ----
    "a fault in a step": Broken(
        "federal/procedure.yaml",
        "\"purpose == 'renewal'\"",
        "\"purpose == 'renew'\"",
        "id: renew",
        "'renew' is no value of purpose",
        "nearest: renewal",
    ),
    "an unknown number of the procedure": Broken(
        "federal/procedure.yaml",
        "decision_days: 90",
        "decision_dayz: 90",
        "decision_dayz",
        "unknown number 'decision_dayz'",
        "nearest: decision_days",
    ),
    "a fault in the region's procedure": Broken(
        "harbour/procedure.yaml",
        "p.test_needed",
        "p.test_neded",
        "p.test_neded",
        "unknown parameter 'test_neded'",
        "nearest: test_needed",
    ),
    # ---- sources ----
    "an unknown source of a value": Broken(
        OTHER,
        "value: 100, source: gazette",
        "value: 100, source: gazete",
        "fee:",
        "unknown source 'gazete'",
        "nearest: gazette",
    ),
    "an unknown source of a condition": Broken(
        SKILLED,
        'ref: {source: act, article: "6, 2°"}',
        'ref: {source: acts, article: "6, 2°"}',
        "id: skilled_diploma",
        "unknown source 'acts'",
        "nearest: act",
    ),
    "an unknown source of a route": Broken(
        SCARCE, "source: act", "source: atc", "source: atc", "unknown source 'atc'", "nearest: act"
    ),
    "an unknown source of a list": Broken(
        LIST, "source: gazette", "source: gazet", "source: gazet", "unknown source 'gazet'", "nearest: gazette"
    ),
    # ---- lists ----
    "a country that does not exist": Broken(
        "federal/lists/friends/2022-01-01.yaml", "TR]", "UK]", "codes:", "'UK' is no country code", "write GB"
    ),
    "occupations on a list of countries": Broken(
        "federal/lists/friends/list.yaml",
        "kind: country",
        "kind: isco",
        "codes:",
        "a list of kind isco has codes",
        "write them as entries",
        where="federal/lists/friends/2020-01-01.yaml",
    ),
    "a complete list without entries": Broken(
        LIST, "", "from: 2023-09-01\n", "from: 2023-09-01", "complete but empty", "add its entries"
    ),
    # ---- formulas ----
    "a formula with an unknown operand": Broken(
        PAY, '"base_wage * 12', '"base_wges * 12', "full_pay:", "unknown parameter 'base_wges'", "nearest: base_wage"
    ),
    "a formula outside the language": Broken(
        PAY,
        '"base_wage * 12 * full_pct / 100"',
        '"max(base_wage, 12)"',
        "full_pay:",
        "formulas know + - * /",
        "mend the formula",
    ),
    "a formula that is none": Broken(
        PAY, '"base_wage * 12 * full_pct / 100"', '"base_wage *"', "full_pay:", "is no formula", "mend the formula"
    ),
    "a formula that divides by nothing": Broken(
        PAY,
        '"base_wage * 12 * full_pct / 100"',
        '"base_wage / (full_pct - 80)"',
        "full_pay:",
        "divides by zero",
        "mend the formula",
    ),
    "a formula over a truth": Broken(
        PAY,
        '"base_wage * 12 * full_pct / 100"',
        '"base_wage * True"',
        "full_pay:",
        "formulas know + - * /",
        "mend the formula",
    ),
    "a formula with fractions of a cent": Broken(
        PAY, "  round: cent\n", "", "low_pay:", "fractions of a cent", "mend the formula"
    ),
    "a formula of itself": Broken(
        PAY, '"base_wage * 12 * full_pct / 100"', '"low_pay * 2"', "pay:", "is computed from itself", "break the circle"
    ),
    "a formula over another anchor": Broken(
        PAY,
        '"base_wage * 12 * full_pct / 100"',
        '"base_wage * min_experience"',
        "full_pay:",
        "has another anchor",
        "give both the same anchor",
    ),
    "published and computed differ": Broken(
        PAY,
        "value: 20165",
        "value: 20166",
        "full_pay:",
        "published 20166, computed 20164.8",
        "check the amount, or widen 'tolerance'",
    ),
}


@pytest.mark.parametrize("broken", FAULTS.values(), ids=FAULTS)
def test_a_fault_names_file_line_and_remedy(broken: Broken, law_copy: Path) -> None:
    expect(broken, law_copy)


def test_a_circle_of_facts_and_terms(law_copy: Path) -> None:
    """`graduate` from `adult`, `adult` from `age`, `age` from `graduate`: each of them is named."""
    Broken(FACTS, '"education >= 6", value: true', '"adult", value: true', "", "", "").break_in(law_copy)
    Broken(
        FACTS, '[{value: "=years(birth_date, start_date)"}]', '[{when: "graduate", value: 30}]', "", "", ""
    ).break_in(law_copy)
    found = {f.message for f in check_folder(law_copy)}
    assert found == {f"{name} comes from itself" for name in ("graduate", "adult", "age")}


def test_a_circle_through_a_list(law_copy: Path) -> None:
    """What is read off a list comes from the occupation."""
    text = "  isco08:\n    type: code\n    scheme: isco08\n"
    Broken(FACTS, text, text + '    derive: [{when: "on_scarce", value: "7121"}]\n', "", "", "").break_in(law_copy)
    assert {f.message for f in check_folder(law_copy)} == {f"{n} comes from itself" for n in ("isco08", "on_scarce")}


def test_a_published_amount_within_the_tolerance_stands(rules: RuleSet, documents: Documents) -> None:
    """Published 20,165, computed 20,164.80: within one euro."""
    assert check(rules, documents) == []


def test_an_estimate_is_not_compared_with_the_computed_value(law_copy: Path) -> None:
    Broken(
        PAY,
        "value: 20165, source: gazette, status: enacted",
        "value: 1, source: gazette, status: estimated",
        "",
        "",
        "",
    ).break_in(law_copy)
    assert check_folder(law_copy) == []


def test_the_sound_law_has_no_faults() -> None:
    assert check_folder(LAW) == []


def test_a_fault_of_the_federal_layer_is_told_once(law_copy: Path) -> None:
    """Though every region meets it."""
    (law_copy / "hills").mkdir()
    Broken("federal/shared.yaml", '"not forged"', '"not forgd"', "", "", "").break_in(law_copy)
    assert len(check_folder(law_copy)) == 1


@pytest.mark.parametrize(("broken", "code"), [(None, 0), (FAULTS["an unknown fee"], 1)])
def test_the_module_prints_the_faults(
    broken: Broken | None,
    code: int,
    law_copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if broken:
        broken.break_in(law_copy)
    monkeypatch.setattr(sys, "argv", ["check", str(law_copy)])
    monkeypatch.delitem(sys.modules, "corridor.rules.check")
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("corridor.rules.check", run_name="__main__")
    assert caught.value.code == code
    printed = capsys.readouterr().out
    assert printed.endswith(f"{code} faults\n")
    assert ("skilled.yaml:" in printed) is bool(broken)
