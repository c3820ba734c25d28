"""The traps into which rules engines fall, each as a test that fails if this one falls into it.

They were met while engines were compared (on Polars, DuckDB, Ibis and OpenFisca). Traps 8 (a cast that is dropped) and
17 (a create-table that names nothing) are Ibis's own; Ibis is not used here, so they do not apply.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from corridor.rules.changes import changes
from corridor.rules.columns import plan
from corridor.rules.documents import Documents
from corridor.rules.encoding import DTYPES, encode
from corridor.rules.errors import CaseError, ReformError
from corridor.rules.expression import ExpressionError, parse
from corridor.rules.facts import read_value
from corridor.rules.interpret import Reading
from corridor.rules.kinds import Kinds
from corridor.rules.model import RuleSet
from corridor.rules.moment import Moments, members_at, years
from corridor.rules.reform import Reform, apply
from corridor.rules.scalar import compile_rules
from corridor.rules.schema import ListVersionDoc
from tests.rules.engines import ENGINES, Engine, law, read, stated, with_routes
from tests.rules.specs import check_route

Decide = Callable[[str, str], None]
TODAY = date(2023, 3, 1)


def table(rules: RuleSet, route: str, **columns: Any) -> list[bool | None]:
    """A route decided for raw columns, as a file might have them, on Polars."""
    height = max(len(v) for v in columns.values())
    frame = pl.DataFrame({"application_date": [TODAY] * height, **columns})
    encoded = encode(frame, rules)
    made = plan(rules, encoded.columns, routes=[route])
    found: pl.DataFrame = made.run(nw.from_native(encoded.lazy())).select(route).to_native().collect()
    return found[route].to_list()


# ---- 1: a null condition takes the else branch of `when`, CASE and if ----


def test_trap_01_no_if_and_else(decide: Decide) -> None:
    """There is none in the language; and the `when` of the column engine leaves the unknown unknown."""
    with pytest.raises(ExpressionError):
        parse("insured if graduate else forged")
    decide(
        "annual_pay >= p.full_pay or (reduced and annual_pay >= p.low_pay)",
        """
        annual_pay | age | answer
        20000      | ?   | ?
        20000      | 29  | true
        20000      | 30  | false
        ?          | 29  | ?
        15119      | ?   | false
        """,
    )


def test_trap_01_an_unknown_choice_is_not_the_next_one(engine: Engine, rules: RuleSet) -> None:
    """Whether a formality applies is unknown: the route is unknown, not closed. So with presumptions by case."""
    check_route(
        engine,
        rules,
        "skilled",
        """
        held    | purpose | age | annual_pay | graduate | answer
        visitor | renewal | ?   | 0          | false    | ?
        """,
    )


def test_trap_01_a_derivation_with_an_unknown_condition_is_unknown(decide: Decide) -> None:
    decide("graduate", "education | answer\n ? | ?\n 6 | true\n 5 | false")
    decide("not graduate", "education | answer\n ? | ?")
    decide("veteran", "experience | answer\n ? | ?\n 10 | true\n 9 | false")


# ---- 2: if/else written with and/or/not loses sharpness ----


def test_trap_02_a_name_beside_its_negation_is_refused(rules: RuleSet, documents: Documents) -> None:
    from corridor.rules.check import check

    blunt = "(graduate and annual_pay >= p.low_pay) or (not graduate and annual_pay >= p.full_pay)"
    faults = check(with_routes(rules, {"spec": blunt}), documents)
    assert any("its negation" in f.message and "A or (B and C)" in f.remedy for f in faults)
    sharp = "annual_pay >= p.full_pay or (graduate and annual_pay >= p.low_pay)"
    assert not any("negation" in f.message for f in check(with_routes(rules, {"spec": sharp}), documents))


def test_trap_02_the_monotone_form_is_decided_where_it_does_not_matter(decide: Decide) -> None:
    """Pay above the full threshold is enough, whether or not the reduced one applies."""
    decide(
        "annual_pay >= p.full_pay or (graduate and annual_pay >= p.low_pay)",
        "annual_pay | graduate | answer\n 30000 | ? | true\n 10000 | ? | false\n 16000 | ? | ?",
    )


# ---- 3: NaN is above every number ----


def test_trap_03_nan_reaches_no_threshold(rules: RuleSet) -> None:
    nan = float("nan")
    spec = with_routes(rules, {"spec": "annual_pay >= p.full_pay and experience >= 2.5 and education >= 3"})
    known = {"experience": [9.0] * 3, "education": [8] * 3}
    assert table(spec, "spec", annual_pay=[nan, 21600.0, 0.0], **known) == [None, True, False]
    rest = {"annual_pay": [30000.0] * 2, "education": [8] * 2}
    assert table(spec, "spec", experience=[nan, 2.5], **rest) == [None, True]
    rest = {"annual_pay": [30000.0] * 2, "experience": [9.0] * 2}
    assert table(spec, "spec", education=[nan, 3.0], **rest) == [None, True]


def test_trap_03_nan_is_no_value_of_one_case(rules: RuleSet) -> None:
    for name in ("annual_pay", "experience", "education", "age"):
        with pytest.raises(CaseError, match="not a number"):
            read_value(rules.facts[name], float("nan"))


# ---- 4: x in [1, null] ----


def test_trap_04_lists_never_hold_null() -> None:
    with pytest.raises(ExpressionError, match="None"):
        parse("nationality in ('TR', None)")
    with pytest.raises(ValueError, match="codes"):
        ListVersionDoc.model_validate({"from": "2023-01-01", "codes": ["TR", None]})


def test_trap_04_an_unknown_fact_is_in_no_list_and_out_of_none(decide: Decide) -> None:
    decide("nationality in l.friends or role in ('staff', 'manager')", "nationality | role | answer\n ? | ? | ?")
    decide("not (nationality in l.friends)", "nationality | answer\n ? | ?")


# ---- 5: horizontal maxima skip nulls, and replace maps null to the default ----


@pytest.mark.parametrize(
    "text", ["max_horizontal(age, 3) >= 2", "coalesce(insured, true)", "sum(age, 3) >= 2", "greatest(1, age) >= 2"]
)
def test_trap_05_functions_that_skip_the_unknown_are_not_in_the_language(text: str) -> None:
    with pytest.raises(ExpressionError, match="no such function"):
        parse(text)


def test_trap_05_the_least_and_greatest_of_an_outcome_keep_the_unknown(rules: RuleSet) -> None:
    """`min` and `max` are for outcomes only, and give nothing where a side is not known."""
    misfits = list(Kinds(rules).misfits(parse("max(age, 3) >= 2"), truth=True, arithmetic=False))
    assert any("calculates" in message for message, _ in misfits)
    node = parse("min(contract_months, p.max_months)")
    assert read({}).value(node) is None
    assert read({"contract_months": 48}).value(node) == 36


# ---- 6: a left join with fill_null turns unknown into no ----


def test_trap_06_an_unknown_code_is_not_off_the_list(decide: Decide) -> None:
    decide("on(l.scarce)", "isco08 | application_date | answer\n ? | 2024-01-01 | ?\n 9999 | 2024-01-01 | false")


def test_trap_06_a_miss_on_an_incomplete_list_is_unknown(decide: Decide) -> None:
    decide("on(l.scarce)", "isco08 | application_date | answer\n 9999 | 2022-01-01 | ?")


# ---- 7: narrow integers wrap ----


def test_trap_07_ages_do_not_wrap(decide: Decide) -> None:
    """`month * 100` in eight bits: 12 * 100 became -80, and December births were wrong."""
    lines = ["birth_date | start_date | answer"]
    for month in range(1, 13):
        lines.append(f"1990-{month:02d}-15 | 2020-{month:02d}-14 | false")
        lines.append(f"1990-{month:02d}-15 | 2020-{month:02d}-15 | true")
    decide("years(birth_date, start_date) >= 30", "\n".join(lines))


def test_trap_07_large_amounts_do_not_wrap(decide: Decide) -> None:
    """268,435.45 EUR in cents times 80 is beyond 32 bits; so is 21,474,836.48 EUR itself."""
    lines = ["annual_pay | answer"]
    lines += [f"{amount} | true" for amount in ("268435.45", "268435.46", "21474836.47", "21474836.48", "999999999.99")]
    decide("annual_pay >= p.lead_pay", "\n".join(lines))
    decide("annual(monthly_pay, p.months_per_year) >= p.lead_pay", "monthly_pay | answer\n 99999999.99 | true")


def test_trap_07_amounts_are_of_64_bits(rules: RuleSet) -> None:
    assert (DTYPES["money"], DTYPES["number"]) == (pl.Int64, pl.Int64)
    frame = pl.DataFrame(
        {"annual_pay": [1], "experience": [1.0]}, schema={"annual_pay": pl.Int8, "experience": pl.Float32}
    )
    assert encode(frame, rules).dtypes == [pl.Int64, pl.Int64]


def test_trap_07_percentages_are_taken_of_the_parameter_and_not_of_the_case(rules: RuleSet) -> None:
    """The reduced threshold is computed once, exactly, and stands as cents."""
    low = rules.parameters["low_pay"].at(date(2022, 8, 1))
    assert low is not None
    assert low.value == Decimal("15120")


# ---- 9: a Decimal column loses its cents ----


def test_trap_09_cents_of_a_decimal_column_count(rules: RuleSet) -> None:
    spec = with_routes(rules, {"spec": "annual_pay >= p.lead_pay"})
    amounts = pl.Series([Decimal("45000.55"), Decimal("45000.54"), None], dtype=pl.Decimal(12, 2))
    assert table(spec, "spec", annual_pay=amounts) == [True, False, None]


def test_trap_09_no_engine_column_is_a_decimal(rules: RuleSet) -> None:
    frame = pl.DataFrame({"annual_pay": pl.Series([Decimal("1.25")], dtype=pl.Decimal(12, 2))})
    assert encode(frame, rules)["annual_pay"].to_list() == [125]
    assert not any(dtype.is_decimal() for dtype in DTYPES.values())


# ---- 10: float32 misses exact thresholds ----


@pytest.mark.parametrize("amount", ["36787.20", "55958.40", "45000.55"])
@pytest.mark.parametrize("dtype", [pl.Float32, pl.Float64])
def test_trap_10_an_exact_amount_reaches_its_threshold(rules: RuleSet, amount: str, dtype: type[pl.DataType]) -> None:
    cents = Decimal(amount) * 100
    frame = pl.DataFrame({"annual_pay": pl.Series([float(amount)], dtype=dtype)})
    assert encode(frame, rules)["annual_pay"].to_list() == [cents]
    assert read_value(rules.facts["annual_pay"], float(amount)) * 100 == cents


# ---- 11: the age of somebody born on 29 February; years by the calendar's boundaries ----


def test_trap_11_one_definition_of_age(decide: Decide) -> None:
    """Thirty on 1 March where the year has no 29 February; a boundary of years is no birthday."""
    decide(
        "years(birth_date, start_date) >= 30",
        """
        birth_date | start_date | answer
        1992-02-29 | 2022-02-28 | false
        1992-02-29 | 2022-03-01 | true
        1992-12-31 | 2022-01-01 | false
        1992-12-31 | 2022-12-31 | true
        """,
    )
    decide(
        "age >= 30",
        "birth_date | start_date | answer\n 1992-02-29 | 2022-02-28 | false\n 1992-02-29 | 2022-03-01 | true",
    )
    assert years(date(1992, 2, 29), date(2024, 2, 29)) == 32


# ---- 12: the last known value is used for the future ----


def test_trap_12_no_amount_is_taken_from_an_earlier_year(decide: Decide) -> None:
    """2025 is announced without an amount, 2024 only estimated: neither takes the amount of 2023."""
    decide(
        "annual_pay >= p.full_pay", "annual_pay | start_date | answer\n 99999999 | 2025-06-01 | ?\n 0 | 2024-06-01 | ?"
    )


def test_trap_12_after_the_last_value_nothing_is_known(decide: Decide) -> None:
    decide("annual_pay >= p.lead_pay", "annual_pay | start_date | answer\n 99999999 | 2031-01-01 | ?")
    decide("on(l.scarce)", "isco08 | application_date | answer\n 7212 | 2031-01-01 | ?")


def test_trap_12_a_value_that_the_law_carries_over_counts(decide: Decide, rules: RuleSet) -> None:
    decide("annual_pay >= p.full_pay", "annual_pay | start_date | answer\n 21600 | 2023-06-01 | true")
    dated = rules.parameters["full_pay"].at(date(2023, 6, 1))
    assert dated is not None
    assert dated.status == "carried_over"


# ---- 13: year → value maps lose changes in the middle of a year ----


def test_trap_13_a_change_in_july_counts_from_july(decide: Decide) -> None:
    decide(
        "annual_pay >= p.full_pay",
        """
        annual_pay | start_date | answer
        21120      | 2022-06-30 | true
        21120      | 2022-07-01 | false
        21600      | 2022-07-01 | true
        21600      | 2023-01-01 | true
        """,
    )


# ---- 14: repairing the failing conditions one by one ----


def test_trap_14_to_become_a_manager_takes_the_pay_of_one(rules: RuleSet) -> None:
    """The role is repaired, and the condition on pay, which was met, fails: both are proposed, or nothing."""
    pay = "annual_pay >= p.lead_pay or (role != 'manager' and annual_pay >= p.low_pay)"
    changed = with_routes(rules, {"managers": f"role == 'manager' and ({pay})"})
    reading = read({"role": "specialist", "annual_pay": 20000}, changed)
    compiled = compile_rules(changed)
    found = changes(
        reading, changed.routes["managers"], lambda facts: compiled.route["managers"](facts, reading.moment)
    )
    assert [{c.fact: c.to for c in made} for made in found] == [{"annual_pay": Decimal("45000.55"), "role": "manager"}]


# ---- 15: a reform drops what is enacted for later ----

OVERLAYS: dict[str, tuple[dict[str, Any], str]] = {
    "a list": ({"lists": {"harbour.scarce": {"from": "2022-01-01", "remove": ["Roofer"]}}}, "2023-09-01"),
    "a value": ({"parameters": {"federal.base_wage": {"from": "2022-02-01", "value": 2000}}}, "2022-07-01"),
    "a computed value": ({"parameters": {"federal.full_pay": {"from": "2022-02-01", "value": 2000}}}, "2022-07-01"),
    "a condition": (
        {"conditions": {"harbour.skilled.skilled_diploma": {"from": "2021-01-01", "expr": "true"}}},
        "2022-01-01",
    ),
    "a term": ({"terms": {"harbour.reduced": {"from": "2021-01-01", "expr": "true"}}}, "2022-01-01"),
}
HEAD = {"id": "plan", "label": {"en": "Plan", "fr": "Plan", "nl": "Plan"}}


@pytest.mark.parametrize("what", OVERLAYS)
def test_trap_15_an_overlay_says_what_becomes_of_enacted_law(what: str, documents: Documents) -> None:
    overlay, enacted = OVERLAYS[what]
    with pytest.raises(ReformError, match=f"the law already says something else from {enacted}; add 'later: keep'"):
        apply(documents, Reform.model_validate({**HEAD, **overlay}))
    for choice in ("keep", "replace"):
        ((section, changed),) = overlay.items()
        ((path, change),) = changed.items()
        decided = {section: {path: {**change, "later": choice}}}
        apply(documents, Reform.model_validate({**HEAD, **decided}))


def test_trap_15_a_removal_opens_nothing(documents: Documents, rules: RuleSet) -> None:
    """The list of 2023-09-01, which is shorter, still comes into force after a reform that only removes."""
    from corridor.rules.load import assemble

    overlay = {"lists": {"harbour.scarce": {"from": "2022-01-01", "remove": ["Welder"], "later": "keep"}}}
    after = assemble(apply(documents, Reform.model_validate({**HEAD, **overlay})), rules.region)
    for day in (date(2022, 6, 1), date(2023, 10, 1)):
        assert members_at(after.lists["scarce"], day).hits <= members_at(rules.lists["scarce"], day).hits


# ---- 16: a filter and its opposite both drop the unknown ----


def test_trap_16_three_counts(rules: RuleSet) -> None:
    """Open, closed and unknown: each case is in exactly one of the counts."""
    cases = [
        stated(rules, c) for c in ({"insured": True, "on_scarce": True}, {"insured": False}, {"on_scarce": True}, {})
    ]
    for name in ("oracle", "python", "polars"):
        found = ENGINES[name](rules, cases, ["scarce_job"])["scarce_job"]
        counts = {state: sum(1 for v in found if v is state) for state in (True, False, None)}
        assert counts == {True: 1, False: 1, None: 2}


def test_trap_16_masks_count_what_fails_and_what_is_unknown_apart(rules: RuleSet) -> None:
    """`insured` is the third condition: it fails, is unknown, or is met."""
    frame = encode(pl.DataFrame({"application_date": [TODAY] * 3, "insured": [False, None, True]}), rules)
    made = plan(rules, frame.columns, routes=["scarce_job"])
    masks = made.run(nw.from_native(frame.lazy())).select(**made.masks()).to_native().collect()
    assert [bool(mask & 4) for mask in masks["scarce_job__failing"]] == [True, False, False]
    assert [bool(mask & 4) for mask in masks["scarce_job__unknown"]] == [False, True, False]
    assert reduce(add, (masks["scarce_job__failing"] & masks["scarce_job__unknown"]).to_list()) == 0


# ---- 18: an unknown category is an error, not an unknown fact ----


@pytest.mark.parametrize(
    ("name", "raw"),
    [("role", "boss"), ("nationality", "ZZ"), ("isco08", "71"), ("insured", "perhaps"), ("birth_date", "yesterday")],
)
def test_trap_18_a_value_out_of_the_vocabulary_is_an_error(rules: RuleSet, name: str, raw: str) -> None:
    with pytest.raises(CaseError):
        read_value(rules.facts[name], raw)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("role", "boss"),
        ("nationality", "ZZ"),
        ("nationality", "Norway"),
        ("nationality", "N"),
        ("isco08", "7x21"),
        ("education", "six"),
        ("education", 2.5),
        ("annual_pay", "much"),
        ("birth_date", "yesterday"),
    ],
)
def test_trap_18_a_table_with_such_a_value_fails(rules: RuleSet, name: str, raw: object) -> None:
    with pytest.raises(pl.exceptions.PolarsError):
        encode(pl.DataFrame({"application_date": [TODAY], name: [raw]}), rules)


def test_trap_18_what_is_known_stays_known(rules: RuleSet) -> None:
    """The encoding keeps every value of the vocabulary apart from every other."""
    countries = pl.DataFrame({"nationality": ["AD", "ad", "BE", "ZW", None]})
    found = encode(countries, rules)["nationality"].to_list()
    assert found[0] == found[1]
    assert len(set(found)) == 4
    assert found[-1] is None
    roles = encode(pl.DataFrame({"role": [*rules.facts["role"].values, None]}), rules)["role"].to_list()
    assert roles == [0, 1, 2, None]


# ---- and the anchor of it all: the same moment on every engine ----


def test_a_case_without_a_start_takes_the_law_of_its_filing_date() -> None:
    rules = law()
    case = stated(rules, {"annual_pay": 21120, "application_date": "2022-06-30"})
    moments = Moments(rules)
    by_filing = Reading(rules, moments.at(date(2022, 6, 30), date(2022, 6, 30)), case)
    assert by_filing.fact("start_date") == date(2022, 6, 30)
    assert by_filing.truth(parse("annual_pay >= p.full_pay")) is True
