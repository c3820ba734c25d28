"""Reforms: a small overlay on the law, that says what becomes of what is enacted for later, and is checked like it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.rules.check import check
from corridor.rules.documents import Documents, read_folder
from corridor.rules.errors import ReformError, RuleFileError
from corridor.rules.load import assemble
from corridor.rules.model import RuleSet
from corridor.rules.reform import Reform, apply, read_reform, touched
from tests.rules.engines import LAW, REGION, oracle, stated

HEAD = {"id": "plan", "label": {"en": "Plan", "fr": "Plan", "nl": "Plan"}}
TEXT = "text: {en: a, fr: b, nl: c}"


def reform(text: str) -> Reform:
    return Reform.model_validate({**HEAD, **yaml.safe_load(text)})


def law_after(documents: Documents, text: str, region: str = REGION) -> RuleSet:
    """The law as a reform leaves it; it must check."""
    changed = apply(documents, reform(text))
    rules = assemble(changed, region)
    assert check(rules, changed) == []
    return rules


def value(rules: RuleSet, name: str, day: str) -> Decimal | bool | None:
    dated = rules.parameters[name].at(date.fromisoformat(day))
    return dated.value if dated else None


def values(rules: RuleSet, name: str, *days: str) -> list[Any]:
    found = [value(rules, name, day) for day in days]
    return [None if v is None else v if isinstance(v, bool) else float(v) for v in found]


def state(rules: RuleSet, route: str, **case: Any) -> bool | None:
    return oracle(rules, [stated(rules, case)], [route])[route][0]


# ---- parameters: keep, replace, until ----


def test_a_value_from_a_day_on(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.max_months: {from: 2023-06-01, value: 48}}")
    assert values(after, "max_months", "2023-05-31", "2023-06-01", "2029-01-01") == [36, 48, 48]


def test_enacted_later_values_ask_for_a_choice(documents: Documents) -> None:
    with pytest.raises(
        ReformError, match=r"federal\.base_wage: the law already says something else from 2021-01-01; add 'later"
    ):
        law_after(documents, "parameters: {federal.base_wage: {from: 2020-07-01, value: 3000}}")


def test_keep_lets_the_enacted_value_come(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.base_wage: {from: 2020-07-01, value: 3000, later: keep}}")
    assert values(after, "base_wage", "2020-06-30", "2020-07-01", "2020-12-31", "2021-01-01", "2022-07-01") == [
        2000,
        3000,
        3000,
        2100.5,
        2250,
    ]


def test_replace_puts_the_reform_in_its_place(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.base_wage: {from: 2020-07-01, value: 3000, later: replace}}")
    assert values(after, "base_wage", "2020-06-30", "2020-07-01", "2022-07-01", "2025-06-01") == [
        2000,
        3000,
        3000,
        3000,
    ]


def test_until_brings_the_law_back(documents: Documents) -> None:
    """From the middle of one value to the middle of another: both stand around it."""
    after = law_after(documents, "parameters: {federal.base_wage: {from: 2020-07-01, until: 2022-03-31, value: 3000}}")
    days = ("2020-06-30", "2020-07-01", "2021-06-01", "2022-03-31", "2022-04-01", "2022-07-01")
    assert values(after, "base_wage", *days) == [2000, 3000, 3000, 3000, 2200, 2250]


def test_a_reform_inside_one_value(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.max_months: {from: 2021-03-01, until: 2021-09-30, value: 12}}")
    assert values(after, "max_months", "2021-02-28", "2021-03-01", "2021-09-30", "2021-10-01") == [36, 12, 12, 36]


def test_a_reform_from_the_day_of_an_enacted_value(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.base_wage: {from: 2022-01-01, value: 3000, later: keep}}")
    assert values(after, "base_wage", "2021-12-31", "2022-01-01", "2022-06-30", "2022-07-01") == [
        2100.5,
        3000,
        3000,
        2250,
    ]


def test_a_gap_stays_a_gap(documents: Documents) -> None:
    """Nothing is known of the fee of 2021, before and after a reform that ends in it."""
    after = law_after(documents, "parameters: {federal.fee: {from: 2020-07-01, until: 2021-03-31, value: 120}}")
    assert values(after, "fee", "2020-06-30", "2020-07-01", "2021-03-31", "2021-04-01", "2022-01-01") == [
        100,
        120,
        120,
        None,
        150,
    ]


def test_a_reform_fills_what_is_not_known(documents: Documents) -> None:
    """In the place of an estimate and of an amount that is not yet published."""
    after = law_after(documents, "parameters: {federal.base_wage: {from: 2024-01-01, value: 2400, later: replace}}")
    for day in ("2024-06-01", "2025-06-01"):
        dated = after.parameters["base_wage"].at(date.fromisoformat(day))
        assert dated is not None
        assert (dated.decides, dated.status) == (2400, "enacted")


def test_a_truth(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.test_needed: {from: 2023-01-01, value: true}}")
    assert values(after, "test_needed", "2022-01-01", "2024-01-01") == [True, True]


def test_what_did_not_apply_applies(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.change_after: {from: 2021-01-01, value: 12, later: keep}}")
    assert values(after, "change_after", "2020-12-31", "2021-01-01", "2023-01-01") == [None, 12, 24]


def test_the_region_is_changed_and_not_the_federation(documents: Documents) -> None:
    after = law_after(documents, "parameters: {harbour.min_age: {from: 2023-01-01, value: 16}}")
    assert values(after, "min_age", "2022-12-31", "2023-01-01") == [18, 16]
    federal_only = law_after(documents, "parameters: {federal.min_age: {from: 2023-01-01, value: 16}}")
    assert values(federal_only, "min_age", "2023-01-01") == [18], "the region's own value stands"


# ---- formulas follow ----


def test_formulas_follow_their_operands(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.full_pct: {from: 2022-01-01, value: 50}}")
    assert values(after, "full_pay", "2021-06-01", "2022-01-01", "2022-07-01") == [20165, 13200, 13500]
    assert values(after, "low_pay", "2022-01-01") == [9240], "and formulas over formulas"


def test_a_published_amount_gives_way_to_the_formula(documents: Documents) -> None:
    """20,165 was published for 2021; with another base wage it is no longer the law, and not compared with it."""
    after = law_after(documents, "parameters: {federal.base_wage: {from: 2021-01-01, value: 3000, later: keep}}")
    assert values(after, "full_pay", "2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01") == [
        19200,
        28800,
        28800,
        21120,
    ]


def test_after_the_reform_the_published_amount_is_back(documents: Documents) -> None:
    """To the euro as published, not to the cent as computed."""
    after = law_after(documents, "parameters: {federal.base_wage: {from: 2020-07-01, until: 2021-03-31, value: 3000}}")
    assert values(after, "full_pay", "2021-03-31", "2021-04-01") == [28800, 20165]
    kept = law_after(documents, "parameters: {federal.base_wage: {from: 2020-07-01, value: 3000, later: keep}}")
    assert values(kept, "full_pay", "2020-12-31", "2021-01-01") == [28800, 20165]


def test_two_operands_from_two_days(documents: Documents) -> None:
    text = """
        parameters:
          federal.low_pct: {from: 2023-01-01, value: 60}
          federal.base_wage: {from: 2021-07-01, value: 3000, later: replace}
    """
    after = law_after(documents, text)
    assert values(after, "full_pay", "2021-06-30", "2021-07-01", "2023-01-01") == [20165, 28800, 28800]
    assert values(after, "low_pay", "2021-06-30", "2021-07-01", "2023-01-01") == [14115.5, 20160, 17280]


def test_a_computed_amount_may_be_set(documents: Documents) -> None:
    after = law_after(documents, "parameters: {federal.full_pay: {from: 2022-01-01, until: 2022-12-31, value: 30000}}")
    assert values(after, "full_pay", "2021-12-31", "2022-01-01", "2022-12-31", "2023-01-01") == [
        20165,
        30000,
        30000,
        21600,
    ]
    assert values(after, "low_pay", "2022-01-01", "2023-01-01") == [21000, 15120]


def test_a_computed_amount_that_changes_later_asks_for_a_choice(documents: Documents) -> None:
    """Its operand has other values from 2022-07-01 on: they are enacted law too."""
    with pytest.raises(ReformError, match="something else from 2022-07-01"):
        law_after(documents, "parameters: {federal.full_pay: {from: 2022-01-01, value: 30000}}")
    kept = law_after(documents, "parameters: {federal.full_pay: {from: 2022-01-01, value: 30000, later: keep}}")
    assert values(kept, "full_pay", "2022-06-30", "2022-07-01") == [30000, 21600]
    replaced = law_after(documents, "parameters: {federal.full_pay: {from: 2022-01-01, value: 30000, later: replace}}")
    assert values(replaced, "full_pay", "2022-07-01", "2025-06-01") == [30000, 30000]


@pytest.mark.parametrize("first", ["federal.full_pay", "federal.base_wage"])
def test_a_set_amount_and_its_operand_in_any_order(documents: Documents, first: str) -> None:
    changes = {
        "federal.full_pay": "{from: 2022-01-01, until: 2022-12-31, value: 30000}",
        "federal.base_wage": "{from: 2021-07-01, value: 3000, later: replace}",
    }
    order = sorted(changes, key=lambda n: n != first)
    after = law_after(documents, "parameters:\n" + "\n".join(f"  {n}: {changes[n]}" for n in order))
    assert values(after, "full_pay", "2021-07-01", "2022-06-01", "2023-01-01") == [28800, 30000, 28800]


# ---- lists: restore, add, remove ----


def on(rules: RuleSet, code: str, day: str) -> bool | None:
    from tests.rules.engines import with_routes

    asked = with_routes(rules, {"asked": "on(l.scarce)"})
    return state(asked, "asked", isco08=code, application_date=day)


PLUMBER = '{title: {en: Plumber, fr: Plombier, nl: Loodgieter}, codes: ["7126"]}'


def test_an_entry_is_added(documents: Documents) -> None:
    after = law_after(documents, f"lists: {{harbour.scarce: {{from: 2024-01-01, add: [{PLUMBER}]}}}}")
    assert [on(after, "7126", day) for day in ("2023-12-31", "2024-01-01")] == [False, True]
    assert on(after, "7212", "2024-06-01") is True, "the rest of the list stays"


@pytest.mark.parametrize("entry", ["Lasser", "welder", " WELDER ", "7212"])
def test_an_entry_is_removed_by_title_or_code(documents: Documents, entry: str) -> None:
    after = law_after(documents, f"lists: {{harbour.scarce: {{from: 2024-01-01, remove: ['{entry}']}}}}")
    assert [on(after, "7212", day) for day in ("2023-12-31", "2024-01-01")] == [True, False]
    assert on(after, "7512", "2024-06-01") is True


def test_what_a_reform_removes_is_not_met_even_on_an_incomplete_list(documents: Documents) -> None:
    after = law_after(documents, "lists: {harbour.scarce: {from: 2022-01-01, remove: [Roofer], later: keep}}")
    assert [on(after, "7121", day) for day in ("2021-12-31", "2022-01-01")] == [True, False]
    assert on(after, "9999", "2022-01-01") is None


def test_an_old_list_is_restored(documents: Documents) -> None:
    after = law_after(documents, "lists: {harbour.scarce: {from: 2024-01-01, restore: 2020-01-01}}")
    assert [on(after, code, "2024-06-01") for code in ("7121", "2221", "7212")] == [True, True, False]
    assert on(after, "7121", "2023-12-31") is False
    assert on(after, "7121", "2027-01-01") is True, "it has no end of its own"


def test_restore_with_entries_added_and_removed(documents: Documents) -> None:
    text = f"lists: {{harbour.scarce: {{from: 2024-01-01, restore: 2020-01-01, remove: [Nurse], add: [{PLUMBER}]}}}}"
    after = law_after(documents, text)
    assert [on(after, code, "2024-06-01") for code in ("7121", "2221", "7126")] == [True, False, True]


def test_an_enacted_later_list_asks_for_a_choice(documents: Documents) -> None:
    with pytest.raises(ReformError, match=r"harbour\.scarce: the law already says something else from 2023-09-01"):
        law_after(documents, "lists: {harbour.scarce: {from: 2022-01-01, remove: [Roofer]}}")


def test_a_later_list_is_kept_or_replaced(documents: Documents) -> None:
    kept = law_after(documents, f"lists: {{harbour.scarce: {{from: 2022-01-01, add: [{PLUMBER}], later: keep}}}}")
    assert [on(kept, "7126", day) for day in ("2022-01-01", "2023-09-14")] == [True, False]
    replaced = law_after(
        documents, f"lists: {{harbour.scarce: {{from: 2022-01-01, add: [{PLUMBER}], later: replace}}}}"
    )
    assert [on(replaced, code, "2023-10-01") for code in ("7126", "7121", "7512")] == [True, True, None]


def test_a_list_for_a_while(documents: Documents) -> None:
    """After it the list that was in force before is back, up to the next enacted one."""
    after = law_after(
        documents, f"lists: {{harbour.scarce: {{from: 2022-01-01, until: 2022-06-30, add: [{PLUMBER}]}}}}"
    )
    assert [on(after, "7126", day) for day in ("2021-12-31", "2022-01-01", "2022-06-30", "2022-07-01")] == [
        None,
        True,
        True,
        None,
    ]
    assert on(after, "7512", "2023-10-01") is True


def test_a_list_over_the_start_of_an_enacted_one(documents: Documents) -> None:
    """The list of 2023-09-01 comes into force when the reform's ends."""
    after = law_after(
        documents, f"lists: {{harbour.scarce: {{from: 2023-06-01, until: 2024-03-31, add: [{PLUMBER}]}}}}"
    )
    assert [on(after, "7126", day) for day in ("2023-06-01", "2024-03-31", "2024-04-01")] == [True, True, False]
    assert on(after, "7512", "2024-04-01") is True
    assert on(after, "7512", "2025-01-01") is None, "and ends when it was to end"


# ---- conditions, terms, routes ----


def test_a_condition_from_a_day_on(documents: Documents) -> None:
    after = law_after(
        documents, 'conditions: {harbour.scarce_job.scarce_insured: {from: 2023-01-01, expr: "graduate"}}'
    )
    case = {"on_scarce": True, "insured": False, "graduate": True}
    assert state(after, "scarce_job", **case, application_date="2022-12-31") is False
    assert state(after, "scarce_job", **case, application_date="2023-01-01") is True


def test_a_condition_for_all_time(documents: Documents) -> None:
    after = law_after(documents, f'conditions: {{harbour.skilled.skilled_diploma: {{expr: "true", {TEXT}}}}}')
    for day in ("2020-06-01", "2023-06-01"):
        assert state(after, "skilled", annual_pay=50000, graduate=False, experience=0, application_date=day) is True


def test_a_condition_that_changes_later_asks_for_a_choice(documents: Documents) -> None:
    path = "harbour.skilled.skilled_diploma"
    with pytest.raises(ReformError, match=rf"{path}: the law already says something else from 2022-01-01"):
        law_after(documents, f'conditions: {{{path}: {{from: 2021-01-01, expr: "insured"}}}}')
    case = {"annual_pay": 50000, "graduate": False, "insured": True, "experience": 0}
    kept = law_after(documents, f'conditions: {{{path}: {{from: 2021-01-01, expr: "insured", later: keep}}}}')
    assert [state(kept, "skilled", **case, application_date=d) for d in ("2020-12-31", "2021-01-01", "2022-01-01")] == [
        False,
        True,
        False,
    ]
    replaced = law_after(documents, f'conditions: {{{path}: {{from: 2021-01-01, expr: "insured", later: replace}}}}')
    assert [state(replaced, "skilled", **case, application_date=d) for d in ("2020-12-31", "2022-01-01")] == [
        False,
        True,
    ]


def test_a_condition_that_is_not_yet_asked(documents: Documents) -> None:
    """The length of the contract is asked from 2024-05-01: a reform may ask for it earlier."""
    path = "harbour.skilled.skilled_contract"
    with pytest.raises(ReformError, match="something else from 2024-05-01"):
        law_after(documents, f'conditions: {{{path}: {{from: 2023-01-01, expr: "contract_months >= 3"}}}}')
    kept = law_after(
        documents, f'conditions: {{{path}: {{from: 2023-01-01, expr: "contract_months >= 3", later: keep}}}}'
    )
    case = {"annual_pay": 50000, "graduate": True, "start_date": "2023-12-31"}
    assert state(kept, "skilled", **case, contract_months=2, application_date="2022-12-31") is True
    assert state(kept, "skilled", **case, contract_months=2, application_date="2023-01-01") is False
    assert state(kept, "skilled", **case, contract_months=11, application_date="2024-04-30") is True
    assert state(kept, "skilled", **case, contract_months=11, application_date="2024-05-01") is False


def test_a_condition_that_has_ended_does_not_come_back(law_copy: Path) -> None:
    path = law_copy / "harbour" / "routes" / "scarce_job.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("id: scarce_insured\n", "id: scarce_insured\n    until: 2021-12-31\n"), encoding="utf-8"
    )
    after = law_after(
        read_folder(law_copy), 'conditions: {harbour.scarce_job.scarce_insured: {from: 2024-01-01, expr: "graduate"}}'
    )
    case = {"on_scarce": True, "insured": False, "graduate": False}
    days = ("2021-12-31", "2022-01-01", "2023-12-31", "2024-01-01")
    assert [state(after, "scarce_job", **case, application_date=day) for day in days] == [False, True, True, False]


def test_a_condition_keeps_its_text_where_none_is_given(documents: Documents) -> None:
    after = law_after(documents, 'conditions: {harbour.skilled.skilled_diploma: {from: 2023-01-01, expr: "graduate"}}')
    diploma = next(c for c in after.routes["skilled"].conditions if c.id == "skilled_diploma")
    assert [p.text["en"] for p in diploma.versions] == ["A diploma.", "A diploma or experience.", "A diploma."]


def test_a_shared_condition_changes_in_one_route_only(documents: Documents, law_copy: Path) -> None:
    path = law_copy / "harbour" / "routes" / "scarce_job.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("conditions:\n", "conditions:\n  - no_fraud\n"), encoding="utf-8"
    )
    after = law_after(read_folder(law_copy), 'conditions: {harbour.scarce_job.no_fraud: {expr: "true"}}')
    assert state(after, "scarce_job", on_scarce=True, insured=True, forged=True) is True
    assert state(after, "skilled", annual_pay=50000, graduate=True, forged=True) is False


def test_one_region_changes_a_federal_route_for_itself(law_copy: Path) -> None:
    (law_copy / "hills").mkdir()
    documents = read_folder(law_copy)
    text = 'conditions: {harbour.settled.settled_card: {expr: "insured"}}'
    assert state(law_after(documents, text), "settled", insured=True) is True
    assert state(law_after(documents, text, "hills"), "settled", insured=True) is False
    federal = 'conditions: {federal.settled.settled_card: {expr: "insured"}}'
    assert [state(law_after(documents, federal, r), "settled", insured=True) for r in (REGION, "hills")] == [True, True]


def test_a_term_from_a_day_on(documents: Documents) -> None:
    after = law_after(documents, 'terms: {harbour.reduced: {from: 2023-01-01, expr: "age < 40"}}')
    case = {"annual_pay": 15120, "graduate": True, "age": 35}
    assert state(after, "skilled", **case, application_date="2022-12-31") is False
    assert state(after, "skilled", **case, application_date="2023-01-01") is True


def test_a_term_that_changes_later_asks_for_a_choice(documents: Documents) -> None:
    with pytest.raises(ReformError, match=r"harbour\.reduced: the law already says something else from 2022-01-01"):
        law_after(documents, 'terms: {harbour.reduced: {from: 2021-01-01, expr: "true"}}')
    kept = law_after(documents, 'terms: {harbour.reduced: {from: 2021-01-01, expr: "true", later: keep}}')
    case = {"annual_pay": 16000, "graduate": True, "age": 35}
    assert [state(kept, "skilled", **case, application_date=d) for d in ("2020-12-31", "2021-01-01", "2022-01-01")] == [
        False,
        True,
        False,
    ]


def test_a_term_without_versions(documents: Documents) -> None:
    after = law_after(documents, 'terms: {federal.adult: {from: 2023-01-01, expr: "true"}}')
    case = {"held": "visitor", "purpose": "renewal", "age": 15, "graduate": False, "annual_pay": 0, "experience": 0}
    assert state(after, "skilled", **case, application_date="2022-12-31") is False
    assert state(after, "skilled", **case, application_date="2023-01-01") is True


def test_a_route_is_closed(documents: Documents) -> None:
    after = law_after(documents, "routes: {harbour.scarce_job: null}")
    assert state(after, "scarce_job", on_scarce=True, insured=True) is False
    assert state(after, "any_job", on_scarce=True, insured=True, role="staff", annual_pay=0) is False


def test_a_new_route(documents: Documents) -> None:
    text = f"""
        routes:
          harbour.veteran:
            kind: work_route
            label: {{en: Veteran, fr: Vétéran, nl: Veteraan}}
            from: 2023-01-01
            conditions: [{{id: veteran_years, expr: "experience >= 20", {TEXT}}}]
    """
    after = law_after(documents, text)
    assert state(after, "veteran", experience=20, application_date="2023-01-01") is True
    assert state(after, "veteran", experience=20, application_date="2022-12-31") is False
    assert state(after, "veteran", experience=20, forged=True) is False, "defaults of its kind are inherited"
    assert after.routes["veteran"].label["nl"] == "Veteraan"


def test_a_route_is_rewritten(documents: Documents) -> None:
    text = f'routes: {{harbour.scarce_job: {{kind: work_route, conditions: [{{id: easy, expr: "insured", {TEXT}}}]}}}}'
    assert state(law_after(documents, text), "scarce_job", insured=True) is True


# ---- the overlay itself ----


def test_the_given_law_is_not_touched(documents: Documents, rules: RuleSet) -> None:
    law_after(
        documents,
        """
        parameters: {federal.base_wage: {from: 2021-01-01, value: 1, later: replace}}
        lists: {harbour.scarce: {from: 2024-01-01, remove: [Welder]}}
        conditions: {harbour.scarce_job.scarce_insured: {expr: "true"}}
        terms: {harbour.reduced: {from: 2023-01-01, expr: "true"}}
        routes: {harbour.lead: null}
        """,
    )
    assert assemble(documents, REGION) == rules


def test_the_version_says_which_reform(documents: Documents) -> None:
    assert law_after(documents, "parameters: {federal.max_months: {from: 2023-06-01, value: 48}}").version == "+plan"


def test_a_reform_is_applied_on_a_reform(documents: Documents) -> None:
    first = apply(documents, reform("parameters: {federal.base_wage: {from: 2021-07-01, value: 3000, later: replace}}"))
    after = law_after(first, "parameters: {federal.full_pct: {from: 2023-01-01, value: 50}}")
    assert values(after, "full_pay", "2021-06-30", "2021-07-01", "2023-01-01") == [20165, 28800, 18000]


ERRORS = {
    "parameters: {habour.min_age: {from: 2023-01-01, value: 16}}": "begin with a region (federal, harbour) and a point",
    "parameters: {min_age: {from: 2023-01-01, value: 16}}": "begin with a region",
    "parameters: {harbour.min_agee: {from: 2023-01-01, value: 16}}": "nearest: min_age",
    "parameters: {harbour.fee: {from: 2023-01-01, value: 16}}": "the law has no such parameter",
    "parameters: {federal.fee: {from: 2023-01-01, value: true}}": "does not fit the unit EUR",
    "parameters: {federal.fee: {from: 2023-01-01, value: 1.005}}": "fractions of a cent",
    "parameters: {federal.test_needed: {from: 2024-01-01, value: 1}}": "does not fit the unit bool",
    "parameters: {federal.min_age: {from: 2023-01-01, value: 40}}": "outside 16..30",
    "lists: {harbour.scarse: {from: 2024-01-01, remove: [Welder]}}": "nearest: scarce",
    "lists: {harbour.scarce: {from: 2024-01-01, remove: [Wedler]}}": "nearest: Welder",
    "lists: {harbour.scarce: {from: 2024-01-01, remove: [Welder, Butler]}}": "'Butler' is not on the list of 2023",
    "lists: {harbour.scarce: {from: 2024-01-01, restore: 2020-02-01}}": "versions start on 2020-01-01, 2021-04-01,",
    "lists: {harbour.scarce: {from: 2019-01-01, remove: [Welder], later: replace}}": "no version of 2019-01-01",
    'conditions: {harbour.skiled.skilled_pay: {expr: "true"}}': "nearest: skilled",
    'conditions: {harbour.skilled.skiled_pay: {expr: "true"}}': "it has skilled_pay, skilled_diploma, skilled_contract",
    'conditions: {harbour.skilled: {expr: "true"}}': "the route has no such condition",
    'terms: {harbour.redused: {expr: "true"}}': "nearest: reduced",
    "routes: {harbour.leed: null}": "nearest: lead",
    "routes: {harbour: null}": "begin with a region",
}


@pytest.mark.parametrize("text", ERRORS)
def test_a_wrong_path_or_choice_is_an_error(text: str, documents: Documents) -> None:
    with pytest.raises(ReformError) as caught:
        law_after(documents, text)
    assert ERRORS[text] in str(caught.value)


PLAN = "id: plan\nlabel: {en: a, fr: b, nl: c}\n"
FAULTY = {
    "label missing": ("id: plan\n", "label", "add it"),
    "unknown key": ("id: plan\nlabel: {en: a, fr: b, nl: c}\nparametres: {}\n", "parametres", "take it out"),
    "no value": (
        "id: plan\nlabel: {en: a, fr: b, nl: c}\nparameters:\n  federal.fee: {from: 2023-01-01}\n",
        "federal.fee.value",
        "add it",
    ),
    "unknown choice": (
        f"{PLAN}parameters:\n  federal.fee: {{from: 2023-01-01, value: 1, later: drop}}\n",
        "later",
        "",
    ),
    "ends before it starts": (
        f"{PLAN}parameters:\n  federal.fee: {{from: 2023-01-01, until: 2022-01-01, value: 1}}\n",
        "lies before",
        "",
    ),
    "nothing changes": (
        "id: plan\nlabel: {en: a, fr: b, nl: c}\nlists:\n  harbour.scarce: {from: 2023-01-01}\n",
        "nothing changes: give restore, add or remove",
        "",
    ),
    "no YAML": ("id: [plan\n", "no valid YAML", "mend the line"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_reform_file_says_where(name: str, tmp_path: Path) -> None:
    text, message, remedy = FAULTY[name]
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        read_reform(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (str(path), min(fault.line or 0, 4))
    assert fault.line
    assert message in fault.message
    assert remedy in fault.remedy


def test_a_reform_that_breaks_the_law_is_refused(documents: Documents) -> None:
    """It is checked like the law: an unknown name in it is a fault."""
    changed = apply(documents, reform('conditions: {harbour.scarce_job.scarce_insured: {expr: "ensured"}}'))
    faults = check(assemble(changed, REGION), changed)
    assert [f.remedy for f in faults] == ["nearest: insured, on_scarce"]


# ---- which routes a reform touches ----

TOUCHED = {
    "parameters: {federal.base_wage: {from: 2023-01-01, value: 1, later: replace}}": {"skilled", "lead", "any_job"},
    "parameters: {harbour.min_age: {from: 2023-01-01, value: 16}}": {"skilled", "any_job"},
    "parameters: {federal.max_months: {from: 2023-01-01, value: 12}}": set(),
    "parameters: {federal.change_after: {from: 2023-01-01, value: 12}}": {"skilled", "any_job"},
    "lists: {harbour.scarce: {from: 2024-01-01, remove: [Welder]}}": {"scarce_job", "any_job"},
    'conditions: {harbour.lead.lead_role: {expr: "true"}}': {"lead", "any_job"},
    'terms: {harbour.reduced: {from: 2023-01-01, expr: "true"}}': {"skilled", "any_job"},
    'terms: {federal.adult: {expr: "true"}}': {"skilled", "any_job"},
    "routes: {harbour.pilot: null}": {"pilot"},
    f'routes: {{harbour.fresh: {{kind: work_route, conditions: [{{id: a, expr: "insured", {TEXT}}}]}}}}': {"fresh"},
}


@pytest.mark.parametrize("text", TOUCHED)
def test_the_routes_whose_answer_can_differ(text: str, documents: Documents, rules: RuleSet) -> None:
    assert set(touched(rules, law_after(documents, text))) == TOUCHED[text]


def test_a_fact_that_is_derived_with_a_parameter_is_seen(law_copy: Path) -> None:
    path = law_copy / "vocabulary.yaml"
    text = path.read_text(encoding="utf-8").replace('when: "education >= 6"', 'when: "experience >= p.min_experience"')
    path.write_text(text, encoding="utf-8")
    documents = read_folder(law_copy)
    before = assemble(documents, REGION)
    after = law_after(documents, "parameters: {federal.min_experience: {from: 2020-01-01, value: 6}}")
    assert {"skilled", "pilot", "any_job"} <= set(touched(before, after))


def test_nothing_is_touched_by_nothing(rules: RuleSet) -> None:
    assert touched(rules, rules) == []


def test_the_law_s_own_folder_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(yaml.safe_dump({**HEAD, "routes": {"harbour.lead": None}}), encoding="utf-8")
    assert apply(read_folder(LAW), read_reform(path)).version == "+plan"


def test_nesting_that_would_end_the_process_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text(f"id: a\nlabel: {'[' * 50_000}{']' * 50_000}\n", encoding="utf-8")
    with pytest.raises(RuleFileError, match="groups within groups"):
        read_reform(path)
