"""Reading rule files: what is wrong in their form is reported with file, line and remedy; what is right is joined."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from corridor.rules.documents import Documents, digest, read_folder, rule_files
from corridor.rules.errors import RuleFileError
from corridor.rules.expression import parse
from corridor.rules.load import assemble, expand, load
from corridor.rules.model import RuleSet
from corridor.rules.rulefile import read_yaml
from tests.rules.broken import Broken, expect
from tests.rules.engines import LAW, REGION

PAY = "federal/parameters/pay.yaml"
OTHER = "federal/parameters/other.yaml"
SKILLED = "harbour/routes/skilled.yaml"
SCARCE = "harbour/routes/scarce_job.yaml"
LIST = "harbour/lists/scarce/2023-09-01.yaml"
FORM = "see docs/law-format.md"

FAULTS = {
    # ---- YAML ----
    "no YAML": Broken(SCARCE, 'expr: "insured"', 'expr: "insured', 'expr: "insured', "no valid YAML", "mend the line"),
    "tab": Broken(
        SCARCE, '    expr: "insured"', '\t  expr: "insured"', '\t  expr: "insured"', "no valid YAML", "mend the line"
    ),
    "brace in plain text": Broken(
        SCARCE,
        "{en: Insured., ",
        "{en: Insured {annual_pay}., ",
        "Insured {annual_pay}",
        "no valid YAML",
        "mend the line",
    ),
    "mapping as a key": Broken(
        SCARCE, 'expr: "insured"', "{insured}: true", "{insured}: true", "no valid YAML", "mend the line"
    ),
    "key twice": Broken(
        SCARCE,
        'expr: "insured"',
        'expr: "insured"\n    expr: "graduate"',
        'expr: "graduate"',
        "written twice",
        "mend the line",
    ),
    "name twice": Broken(
        OTHER,
        "test_needed:",
        "fee: {label: {en: a, fr: b, nl: c}, unit: EUR, values: []}\ntest_needed:",
        "fee: {label",
        "'fee' is written twice",
        "mend the line",
    ),
    "impossible date": Broken(
        OTHER,
        "2020-12-31, value: 100",
        "2020-11-31, value: 100",
        "2020-11-31",
        "does not exist in the calendar",
        "mend the line",
    ),
    "not a number": Broken(OTHER, "value: 100", "value: .nan", ".nan", "is no number", "mend the line"),
    "infinite": Broken(OTHER, "value: 100", "value: .inf", ".inf", "is no number", "mend the line"),
    "list where a mapping belongs": Broken(SCARCE, "", "- conditions\n", "- conditions", "", FORM),
    # ---- keys and values ----
    "unknown key": Broken(
        SCARCE, "conditions:", "condition:", "condition:", "condition", "take it out or write the key"
    ),
    "unknown key in a condition": Broken(
        SCARCE,
        'expr: "insured"',
        'expression: "insured"',
        "expression:",
        "conditions.1",
        "take it out or write the key",
    ),
    "unknown key in a version": Broken(
        SKILLED,
        "basis: practice",
        "base: practice",
        "base: practice",
        "versions.1.base",
        "take it out or write the key",
    ),
    "unknown key in a value": Broken(
        OTHER, "status: not_applicable, ", "state: not_applicable, ", "state: not_applicable", "state", "take it out"
    ),
    "unknown key in a choice": Broken(
        "vocabulary.yaml", "{value: employer}", "{valeu: employer}", "valeu", "valeu", "take it out or write the key"
    ),
    "unknown key in an outcome's choice": Broken(
        SKILLED, "{value: p.test_needed}", "{valu: p.test_needed}", "valu: p.test_needed", "valu", "take it out"
    ),
    "missing key": Broken(OTHER, "  unit: EUR\n", "", "fee:", "fee.unit", "add it"),
    "unknown status": Broken(OTHER, "status: not_applicable", "status: none_yet", "none_yet", "status", FORM),
    "unknown unit": Broken(OTHER, "unit: EUR\n", "unit: euros\n", "unit: euros", "unit", FORM),
    "unknown anchor": Broken(
        PAY, "  unit: ratio\n", "  unit: ratio\n  anchor: birth_date\n", "anchor: birth_date", "anchor", FORM
    ),
    "unknown kind of route": Broken(
        "vocabulary.yaml", "settled: {kind: status", "settled: {kind: state", "kind: state", "settled.kind", FORM
    ),
    "unknown type of fact": Broken(
        "vocabulary.yaml", "type: text", "type: string", "type: string", "list_title.type", FORM
    ),
    "unknown basis": Broken(SKILLED, "basis: practice", "basis: habit", "basis: habit", "basis", FORM),
    "a word where a date belongs": Broken(
        LIST, "published: 2023-09-14", "published: soon", "published: soon", "published", FORM
    ),
    "a word where a number belongs": Broken(OTHER, "value: 100", "value: much", "value: much", "value", FORM),
    "NO unquoted among countries": Broken(
        "federal/lists/friends/2022-01-01.yaml", '"NO"', "NO", "codes: [CH, NO, TR]", "codes.1", "put it in quotes"
    ),
    "NO unquoted among values": Broken(
        "vocabulary.yaml", "values: [staff,", "values: [no, staff,", "values: [no,", "role.values.0", "put it in quotes"
    ),
    "code without quotes": Broken(
        LIST, 'codes: ["7512"]', "codes: [7512]", "codes: [7512]", "codes.0", "put it in quotes"
    ),
    "null in a list": Broken(LIST, 'codes: ["7512"]', 'codes: ["7512", null]', "null", "codes.1", "put it in quotes"),
    "null among countries": Broken(
        "federal/lists/friends/2022-01-01.yaml", "TR]", "~]", "codes: [CH", "codes.2", "put it in quotes"
    ),
    "a letter in a code": Broken(LIST, 'codes: ["7512"]', 'codes: ["751x"]', "751x", "751x", FORM),
    "five digits": Broken(LIST, 'codes: ["7512"]', 'codes: ["75121"]', "75121", "one to four digits", FORM),
    # ---- texts ----
    "language missing": Broken(SCARCE, ", nl: Verzekerd.", "", "text: {en: Insured", "no text in nl", FORM),
    "language empty": Broken(SCARCE, "nl: Verzekerd.", 'nl: " "', "text: {en: Insured", "no text in nl", FORM),
    "unknown language": Broken(
        SCARCE, "nl: Verzekerd.", "nl: Verzekerd., es: Asegurado.", "es: Asegurado", "unknown language es", FORM
    ),
    "label missing": Broken(
        OTHER, "  label: {en: Fee, fr: Redevance, nl: Bijdrage}\n", "", "fee:", "fee.label", "add it"
    ),
    # ---- dates ----
    "descending values": Broken(
        OTHER, "{from: 2022-01-01, value: 150", "{from: 2019-01-01, value: 150", "fee:", "must ascend", FORM
    ),
    "values of the same day": Broken(
        OTHER, "{from: 2022-01-01, value: 150", "{from: 2020-01-01, value: 150", "fee:", "must ascend", FORM
    ),
    "a value that ends before it starts": Broken(
        OTHER, "until: 2020-12-31", "until: 2019-12-31", "until: 2019-12-31", "lies before", FORM
    ),
    "descending versions of a condition": Broken(
        SKILLED, "- from: 2022-01-01", "- from: 2019-01-01", "id: skilled_diploma", "must ascend", "sort them"
    ),
    "descending versions of a term": Broken(
        "harbour/terms.yaml",
        '{from: 2022-01-01, expr: "age < 30"}',
        '{from: 2019-01-01, expr: "age < 30"}',
        "reduced:",
        "must ascend",
        "sort them",
    ),
    "a version of a term without a date": Broken(
        "harbour/terms.yaml",
        '{from: 2022-01-01, expr: "age < 30"}',
        '{expr: "age < 30"}',
        "reduced:",
        "must ascend",
        "sort them",
    ),
    "a condition that ends before it starts": Broken(
        SKILLED,
        "from: 2024-05-01\n",
        "from: 2024-05-01\n    until: 2024-04-30\n",
        "id: skilled_contract",
        "lies before",
        FORM,
    ),
    "a route that ends before it starts": Broken(
        "harbour/routes/pilot.yaml", "until: 2021-12-31", "until: 2019-12-31", "", "lies before", FORM
    ),
    "a list that ends before it starts": Broken(
        LIST, "until: 2024-12-31", "until: 2022-12-31", "", "lies before", FORM
    ),
    "two versions of a list from the same day": Broken(
        "harbour/lists/scarce/2024-01-01.yaml",
        "",
        "from: 2023-09-01\ncomplete: false\n",
        "from: 2023-09-01",
        "another version from 2023-09-01",
        "keep one",
    ),
    # ---- values ----
    "no value and no reason": Broken(OTHER, "value: 100", "value: null", "value: null", "value missing", FORM),
    "an announced amount with a value": Broken(
        PAY,
        "value: null, source: gazette, status: expected",
        "value: 1, source: gazette, status: expected",
        "value: 1,",
        "has a value",
        FORM,
    ),
    "below the minimum": Broken(OTHER, "value: 21,", "value: 12,", "min_age:", "outside 16..30", FORM),
    "a truth where an amount belongs": Broken(
        OTHER, "value: 100", "value: true", "fee:", "does not fit the unit EUR", FORM
    ),
    "an amount where a truth belongs": Broken(
        OTHER, "value: false", "value: 0", "test_needed:", "does not fit the unit bool", FORM
    ),
    "fractions of a cent": Broken(PAY, "value: 2100.50", "value: 2100.505", "base_wage:", "fractions of a cent", FORM),
    "too many digits": Broken(PAY, "value: 13.92", "value: 13.92001", "months_per_year:", "four decimals", FORM),
    "no values and no formula": Broken(
        OTHER,
        "  values:\n    - {from: 2020-01-01, value: 36, source: act}\n",
        "  values: []\n",
        "max_months:",
        "no values and no formula",
        FORM,
    ),
    # ---- names of files ----
    "a parameter in two files": Broken(
        "federal/parameters/twice.yaml",
        "",
        "fee: {label: {en: a, fr: b, nl: c}, unit: EUR, values: [{from: 2020-01-01, value: 1}]}\n",
        "fee:",
        "stands in other.yaml too",
        "keep one",
    ),
    "a route that the vocabulary does not have": Broken(
        "harbour/routes/skiled.yaml",
        "",
        "conditions: []\n",
        "conditions",
        "skiled is not in the vocabulary",
        "nearest: skilled",
    ),
    "an empty file": Broken("harbour/lists/scarce/list.yaml", "", "", "", "label", "add it"),
}


@pytest.mark.parametrize("broken", FAULTS.values(), ids=FAULTS)
def test_a_fault_names_file_line_and_remedy(broken: Broken, law_copy: Path) -> None:
    if not broken.line:  # the fault is of the file as a whole
        broken = Broken(broken.file, broken.old, broken.new or "\n", "", broken.says, broken.remedy)
    expect(broken, law_copy)


def test_all_faults_are_reported_at_once(law_copy: Path) -> None:
    for name in ("unknown key", "below the minimum", "five digits"):
        FAULTS[name].break_in(law_copy)
    with pytest.raises(RuleFileError) as caught:
        read_folder(law_copy)
    assert {Path(f.file).name for f in caught.value.faults} == {"scarce_job.yaml", "other.yaml", "2023-09-01.yaml"}
    assert str(caught.value).count("\n") == len(caught.value.faults) - 1


def test_bytes_that_are_no_text(law_copy: Path) -> None:
    path = law_copy / SCARCE
    path.write_bytes(b"ref: {source: act}\n# caf\xe9\n")
    with pytest.raises(RuleFileError, match="no valid YAML") as caught:
        read_folder(law_copy)
    assert caught.value.faults[0].file == str(path)


def test_a_folder_without_a_vocabulary(law_copy: Path) -> None:
    (law_copy / "vocabulary.yaml").unlink()
    with pytest.raises(RuleFileError, match=r"vocabulary\.yaml"):
        read_folder(law_copy)


def test_a_region_that_is_none(documents: Documents) -> None:
    with pytest.raises(RuleFileError, match="nearest: harbour"):
        assemble(documents, "habour")


def test_load_refuses_what_does_not_check(law_copy: Path) -> None:
    Broken(SCARCE, 'expr: "insured"', 'expr: "ensured"', "", "", "").break_in(law_copy)
    with pytest.raises(RuleFileError, match="nearest: insured"):
        load(law_copy, REGION)


# ---- what is right ----


def test_decimals_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 0.1\nb: 13.92\nc: 1\nd: 1e2\ne: 2020-01-01\n", encoding="utf-8")
    found = read_yaml(path)
    assert found["a"] == Decimal("0.1")
    assert found["b"] * 100 == 1392
    assert (type(found["c"]), found["e"]) == (int, date(2020, 1, 1))


def test_a_region_is_joined_with_the_federal_layer(rules: RuleSet, documents: Documents) -> None:
    assert documents.regions == [REGION]
    assert rules.region == REGION
    assert rules.coverage == (date(2020, 1, 1), date(2025, 12, 31))
    assert {rules.parameters[n].region for n in ("base_wage", "fee")} == {"federal"}
    assert {rules.parameters[n].region for n in ("min_age", "contract_min")} == {REGION}
    assert (rules.lists["friends"].region, rules.lists["scarce"].region) == ("federal", REGION)
    assert (rules.routes["friend"].region, rules.routes["apprentice"].region) == ("federal", REGION)
    assert {"adult", "reduced"} <= set(rules.terms)


def test_a_route_of_another_region_is_not_there(rules: RuleSet) -> None:
    assert "elsewhere" not in rules.routes


def test_routes_that_use_others_come_after_them(rules: RuleSet) -> None:
    order = list(rules.routes)
    assert order.index("any_job") > max(order.index(n) for n in ("skilled", "scarce_job", "lead"))


def test_defaults_of_a_kind_are_inherited(rules: RuleSet) -> None:
    skilled = rules.routes["skilled"]
    assert [c.id for c in skilled.conditions] == ["no_fraud", "skilled_pay", "skilled_diploma", "skilled_contract"]
    assert [c.id for c in skilled.assessed] == ["public_order", "own_file"]
    assert [d for d, _ in skilled.outcome.documents] == ["passport", "contract"]
    assert [c.id for c in rules.routes["apprentice"].conditions] == ["apprentice_school"]


def test_what_a_condition_states_holds_for_its_versions(rules: RuleSet) -> None:
    """The reference and text beside `id` are the default of every version; a version's own come first."""
    diploma = next(c for c in rules.routes["skilled"].conditions if c.id == "skilled_diploma")
    first, second = diploma.versions
    assert (first.start, first.until) == (date(2020, 1, 1), date(2021, 12, 31))
    assert (second.start, second.until) == (date(2022, 1, 1), None)
    assert (first.text["en"], second.text["en"]) == ("A diploma.", "A diploma or experience.")
    assert first.ref is not None
    assert second.ref is not None
    assert (first.ref.article, first.ref.basis) == ("6, 2°", "law")
    assert (second.ref.article, second.ref.basis) == ("6, 2°", "practice")


def test_a_condition_without_a_reference_has_the_route_s(rules: RuleSet) -> None:
    pay = next(c for c in rules.routes["skilled"].conditions if c.id == "skilled_pay")
    assert pay.versions[0].ref is not None
    assert (pay.versions[0].ref.source, pay.versions[0].ref.article) == ("act", "6")


def test_a_version_lasts_until_the_next(rules: RuleSet) -> None:
    lists = rules.lists["scarce"].versions
    assert [v.until for v in lists] == [date(2021, 3, 31), date(2023, 8, 31), date(2024, 12, 31)]
    wages = rules.parameters["base_wage"].values
    assert wages[2].until == date(2022, 6, 30)
    assert wages[-1].until is None


def test_what_is_uncertain_of_a_list_stays_marked(rules: RuleSet) -> None:
    _, second, third = rules.lists["scarce"].versions
    assert (second.complete, second.reconstructed, second.secondary) == (False, True, False)
    assert (third.complete, third.reconstructed, third.secondary) == (True, False, True)
    assert third.published == date(2023, 9, 14)
    assert [e.mapping for e in third.entries] == ["main", "exact"]


@pytest.mark.parametrize(
    ("code", "first", "count"), [("7121", 7121, 1), ("712", 7120, 10), ("71", 7100, 100), ("0", 0, 1000)]
)
def test_a_short_code_is_a_group(code: str, first: int, count: int) -> None:
    assert (expand(code)[0], len(expand(code))) == (first, count)


def test_outcomes_are_read(rules: RuleSet) -> None:
    outcome = rules.routes["skilled"].outcome
    assert outcome.numbers["card_months"] == parse("min(contract_months, p.max_months)")
    assert outcome.numbers["max_months"] == parse("p.max_months")
    assert outcome.rights == {"employer_change_months": parse("p.change_after"), "unlimited_after_months": "never"}
    assert (outcome.decision_days, outcome.fees) == (60, ("fee",))
    assert rules.procedure.authority["nl"] == "Havenkantoor"
    assert rules.procedure.numbers == {"decision_days": 90, "test": parse("p.test_needed")}
    assert [s.id for s in rules.procedure.steps] == ["file", "renew"]


def test_a_derivation_from_a_list_that_only_another_region_has_is_left_out(law_copy: Path) -> None:
    """The federation with a second region, which has no list of scarce jobs."""
    (law_copy / "hills" / "routes").mkdir(parents=True)
    documents = read_folder(law_copy)
    assert assemble(documents, "hills").facts["on_scarce"].derive == ()
    assert len(assemble(documents, REGION).facts["on_scarce"].derive) == 1


def test_the_digest_follows_the_contents(law_copy: Path) -> None:
    before = digest(law_copy)
    assert before == digest(LAW), "copies of the same files have the same digest"
    path = law_copy / OTHER
    os.utime(path, (0, 0))
    assert digest(law_copy) == before
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert digest(law_copy) != before


def test_reforms_are_no_part_of_the_law(law_copy: Path) -> None:
    before, files = digest(law_copy), rule_files(law_copy)
    (law_copy / "reforms").mkdir()
    (law_copy / "reforms" / "plan.yaml").write_text("id: [", encoding="utf-8")
    assert digest(law_copy) == before
    assert rule_files(law_copy) == files
    assert load(law_copy, REGION).digest == before
