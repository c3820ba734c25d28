"""Every amount of the law one cent under and exact, every date the day before and the day; generated."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from corridor.permits.book import book
from corridor.permits.case import REGIONS
from corridor.permits.table import stages
from corridor.rules import expression as x
from corridor.rules.encoding import encode
from corridor.rules.facts import show_value, step
from corridor.rules.interpret import Reading
from corridor.rules.kleene import Truth
from corridor.rules.model import Condition, Dated, Phrase, RuleSet
from tests.permits.law_files import DAY, LAYERS, in_force, lists, parameters, region_of, routes, turning_days
from tests.permits.strategies import FIRST, LAST, law_days, told

REGION = pytest.mark.parametrize("region", REGIONS)


# ---- amounts ----
@dataclass(frozen=True)
class Threshold:
    """A comparison of a fact with an amount of the law, in one version of a condition or term."""

    owner: str
    phrase: Phrase
    compare: x.Compare
    fact: str
    parameter: str


def thresholds(rules: RuleSet) -> Iterator[Threshold]:
    owners: list[tuple[str, Condition]] = []
    for route in rules.routes.values():
        formal = route.formality.conditions if route.formality else ()
        owners += [(f"{route.name}.{c.id}", c) for c in (*route.conditions, *formal, *route.assessed)]
    phrases = [(owner, p) for owner, c in owners for p in c.versions]
    phrases += [(t.name, p) for t in rules.terms.values() for p in t.versions]
    for owner, phrase in phrases:
        for node in x.walk(phrase.node):
            match node:
                case x.Compare(left=x.Name(name=fact), right=x.Param(name=parameter)):
                    if rules.parameters[parameter].kind == "money":
                        yield Threshold(owner, phrase, node, fact, parameter)


def amounts(rules: RuleSet, threshold: Threshold) -> Iterator[tuple[date, Dated]]:
    """A day on which each of the parameter's values is asked in this version of the condition."""
    for dated in rules.parameters[threshold.parameter].values:
        day = max(dated.start, threshold.phrase.start or FIRST, FIRST)
        at = rules.parameters[threshold.parameter].at(day)
        if at is dated and day <= min(threshold.phrase.until or LAST, LAST):
            yield day, dated


def atoms(node: x.Node) -> list[x.Node]:
    """The parts of an expression that are true or false by themselves."""
    match node:
        case x.And(parts=nodes) | x.Or(options=nodes):
            return [a for n in nodes for a in atoms(n)]
        case x.Not(operand=operand):
            return atoms(operand)
    return [node]


def held(rules: RuleSet, threshold: Threshold, day: date, amount: Decimal | None, others: dict[int, bool]) -> Truth:
    """The condition for an amount of the fact, its other parts being as `others` says."""
    law = book(rules.region)
    stated = {"application_date": day, "start_date": day, threshold.fact: amount}
    reading = Reading(rules, law.moments.at(day, day), {n: v for n, v in stated.items() if v is not None})
    reading._truths.update(others)
    return reading.truth(threshold.phrase.node)


def others_of(rules: RuleSet, threshold: Threshold) -> list[x.Node]:
    """The other parts, those aside that look at the same fact: the amount decides them too."""
    same = {n for n in x.walk(threshold.phrase.node) if isinstance(n, x.Compare) and threshold.fact in x.names(n)}
    return [a for a in atoms(threshold.phrase.node) if a not in same]


def flips(rules: RuleSet, threshold: Threshold, day: date, amount: Decimal) -> bool:
    """Whether some state of the other parts makes the condition turn on this very amount."""
    loose = others_of(rules, threshold)
    below = amount - step(rules.facts[threshold.fact])
    above = amount + step(rules.facts[threshold.fact])
    inside, outside = (amount, below) if threshold.compare.op in (">=", "<") else (above, amount)
    for truths in itertools.product((True, False), repeat=len(loose)):
        others = {id(node): truth for node, truth in zip(loose, truths, strict=True)}
        met, missed = (held(rules, threshold, day, value, others) for value in (inside, outside))
        if {met, missed} == {True, False}:
            return met is (threshold.compare.op in (">=", ">"))
    return False


@REGION
def test_each_amount_turns_its_condition_at_the_cent(region):
    rules = book(region).rules
    tried = 0
    for threshold in thresholds(rules):
        for day, dated in amounts(rules, threshold):
            if dated.decides is None or isinstance(dated.decides, bool):
                continue
            where = f"{threshold.owner}: {threshold.fact} {threshold.compare.op} {threshold.parameter} on {day}"
            assert flips(rules, threshold, day, Decimal(dated.decides)), f"{where}: {dated.decides} does not decide"
            tried += 1
    assert tried >= 20


@REGION
def test_an_estimated_or_missing_amount_decides_nothing(region):
    """The comparison itself is unknown for any pay, however high."""
    rules = book(region).rules
    for threshold in thresholds(rules):
        parameter = rules.parameters[threshold.parameter]
        for day in {d for d, dated in amounts(rules, threshold) if dated.decides is None} | gaps(rules, threshold):
            moment = book(region).moments.at(day, day)
            assert moment.decides[parameter.name] is None
            for pay in (Decimal(0), Decimal(9_999_999)):
                reading = Reading(rules, moment, {"application_date": day, "start_date": day, threshold.fact: pay})
                assert reading.truth(threshold.compare) is None, f"{threshold.owner} on {day}"


def gaps(rules: RuleSet, threshold: Threshold) -> set[date]:
    """The first day of each time for which the law, as it is known, gives no amount."""
    parameter = rules.parameters[threshold.parameter]
    after = {d.until + DAY for d in parameter.values if d.until}
    first, last = threshold.phrase.start or FIRST, threshold.phrase.until or LAST
    return {day for day in after if first <= day <= min(last, LAST) and parameter.at(day) is None}


def test_the_known_gaps_are_among_them():
    """So that the test above finds something: Walloon executives 2022 (derived), Flemish athletes 2026 (no amount)."""
    wallonia, flanders = book("wallonia").rules, book("flanders").rules
    day = date(2022, 6, 1)
    assert book("wallonia").moments.at(day, day).dated["executive_salary_min"].status == "estimated"
    found = {t.parameter for t in thresholds(flanders) if gaps(flanders, t)}
    assert "professional_athlete_salary_min" in found
    assert {t.parameter for t in thresholds(wallonia)} >= {"executive_salary_min", "blue_card_salary_min_junior"}


# ---- dates: parameters ----
@pytest.mark.parametrize("layer", LAYERS)
def test_each_value_counts_from_its_first_day_to_its_last(layer):
    law = book(region_of(layer))
    own = {n: d for n, d in parameters(layer).items() if law.rules.parameters[n].region == layer}
    assert len(own) > 10
    for name, written in own.items():
        for day in turning_days(written["values"]):
            expected = in_force(written["values"], day)
            got = law.moments.at(day, day).dated[name]
            if expected is None:
                assert got is None or got.computed, f"{name} on {day}: {got}"
                continue
            assert got is not None, f"{name} on {day}"
            wanted = Decimal(str(expected["value"])) if number(expected["value"]) else expected["value"]
            assert (got.value, got.status) == (wanted, expected["status"]), f"{name} on {day}"


def number(value: Any) -> bool:
    return value is not None and not isinstance(value, bool)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_anchor_chooses_the_value(layer):
    """Amounts of pay follow the start of the work, the rest the filing date."""
    law = book(region_of(layer))
    for name, written in parameters(layer).items():
        starts = [v["from"] for v in written["values"] if FIRST < v["from"] <= LAST]
        if not starts or law.rules.parameters[name].region != layer:
            continue
        day = starts[-1]
        late, early = law.moments.at(day - DAY, day), law.moments.at(day, day - DAY)
        chosen, other = (late, early) if written["anchor"] == "start_date" else (early, late)
        assert chosen.dated[name] == law.rules.parameters[name].at(day), name
        assert other.dated[name] == law.rules.parameters[name].at(day - DAY), name


# ---- dates: lists ----
@pytest.mark.parametrize("layer", LAYERS)
def test_each_list_counts_from_its_first_day_to_its_last(layer):
    law = book(region_of(layer))
    for name, versions in lists(layer).items():
        kind = law.rules.lists[name].kind
        for day in turning_days(versions):
            version = in_force(versions, day)
            found = law.moments.at(day, day).members[name]
            if version is None:
                assert not found.hits, f"{name} on {day}: nothing is known"
                assert not found.complete
                continue
            wanted = set(version["codes"]) if kind == "country" else codes(version)
            if version.get("old_list_until", date.min) >= day:
                wanted |= codes(in_force(versions, version["from"] - DAY) or {})
            assert {h for h in found.hits if kind == "country" or isinstance(h, int)} == wanted, f"{name} on {day}"


def codes(version: dict[str, Any]) -> set[int]:
    """Unit groups of a version; a shorter code stands for its whole group."""
    known = {c for r in REGIONS for item in book(r).rules.lists.values() for v in item.versions for c in v.codes}
    out: set[int] = set()
    for entry in version.get("entries", ()):
        for code in entry["codes"]:
            out |= {int(code)} if len(code) == 4 else {c for c in known if f"{c:04d}".startswith(code)}
    return out


# ---- dates: routes and conditions ----
@pytest.mark.parametrize("layer", LAYERS)
def test_each_route_is_closed_outside_its_dates(layer):
    law = book(region_of(layer))
    for name, written in routes(layer).items():
        route = law.rules.routes[name]
        if route.region != layer:
            continue
        begins = [written["from"]] if "from" in written else []
        for day in [*begins, *([written["until"] + DAY] if "until" in written else [])]:
            inside, outside = (day, day - DAY) if day in begins else (day - DAY, day)
            for on, there in ((inside, True), (outside, False)):
                reading = Reading(law.rules, law.moments.at(on, on), {"application_date": on})
                assert reading.in_force(route) is there, f"{name} on {on}"
            stated = {"application_date": outside}
            state, _, right, _ = law.compiled.decide(stated, law.moments.at(outside, outside))[name]
            assert (state, right) == (False, False), f"{name} on {outside}"


@REGION
def test_each_version_of_a_condition_is_asked_on_its_days(region):
    rules = book(region).rules
    tried = 0
    for route in rules.routes.values():
        formal = route.formality.conditions if route.formality else ()
        for condition in (*route.conditions, *route.assessed, *formal):
            for before, version in itertools.pairwise((None, *condition.versions)):
                if version.start is None:
                    continue
                tried += 1
                earlier = condition.at(version.start - DAY)
                assert condition.at(version.start) is version
                assert earlier is (before if before and before.until == version.start - DAY else None)
    assert tried >= 3


@REGION
def test_all_engines_change_over_on_the_day(region):
    """The told cases on every day on which something begins, and on the day before: tables against single cases."""
    law, days = book(region), law_days(region)
    people = told()[::9]
    rows = [
        {"id": f"{person.id} {day}", "region": region, "application_date": day, **natural_row(law.rules, person.facts)}
        for day in days
        for person in people
    ]
    encoded = encode(pl.DataFrame(rows, infer_schema_length=None), law.rules, keep=("id",))
    made = stages(law.rules, encoded, list(law.rules.routes))
    found = made.run(nw.from_native(encoded.lazy())).to_native().collect()
    expected = [
        law.compiled.decide({**person.facts, "application_date": day}, law.moments.at(day, day))
        for day in days
        for person in people
    ]
    for name in law.rules.routes:
        pairs = zip(found["id"], found[name], (e[name][0] for e in expected), strict=True)
        differ = [(which, one, other) for which, one, other in pairs if one is not other]
        assert not differ, f"{name}: {differ[:3]}"


def natural_row(rules: RuleSet, facts: Any) -> dict[str, Any]:
    return {name: show_value(rules.facts[name], value) for name, value in facts.items()}


# ---- the same at the far end: whole cases ----
WHOLE = [
    # region, route, day, the fact, the amount that opens it, facts of the case
    ("flanders", "highly_skilled", "2025-01-01", "gross_annual_salary", "48912", {"age": 30}),
    ("flanders", "highly_skilled", "2025-01-01", "gross_annual_salary", "39129.60", {"age": 29}),
    ("flanders", "executive", "2025-01-01", "gross_annual_salary", "78259", {"executive": True}),
    ("flanders", "eu_blue_card", "2024-04-30", "gross_annual_salary", "55958", {}),
    ("flanders", "eu_blue_card", "2024-05-01", "gross_annual_salary", "60621.60", {}),
    ("flanders", "highly_skilled", "2023-01-01", "gross_monthly_salary", "3303.45", {"age": 40}),
    ("wallonia", "highly_skilled", "2026-01-01", "gross_annual_salary", "53220", {"age": 30}),
    ("wallonia", "highly_skilled", "2026-01-01", "gross_annual_salary", "42576", {"age": 29}),
    ("wallonia", "eu_blue_card", "2025-01-01", "gross_annual_salary", "66738", {}),
    ("wallonia", "executive", "2024-01-01", "gross_annual_salary", "83936", {"executive": True}),
    ("brussels", "highly_skilled", "2024-09-30", "gross_annual_salary", "50310", {}),
    ("brussels", "highly_skilled", "2024-10-01", "base_monthly_salary", "3591.12", {}),
    ("brussels", "eu_blue_card", "2025-01-01", "base_monthly_salary", "4748", {}),
    ("brussels", "exempt_executive", "2025-01-01", "base_monthly_salary", "6647.20", {"executive": True}),
    ("german_community", "highly_skilled", "2024-06-01", "gross_annual_salary", "49830", {}),
]
ORDINARY = {
    "nationality": "IN", "residence_status": "abroad", "employment": "local", "duration_days": 730, "age": 40,
    "education_level": 6, "job_level": 6, "contract_months": 24, "isco08": 2411,
}  # fmt: skip


@pytest.mark.parametrize(("region", "route", "day", "fact", "amount", "facts"), WHOLE)
def test_a_whole_case_turns_at_the_cent(region, route, day, fact, amount, facts):
    law, filing = book(region), date.fromisoformat(day)
    moment = law.moments.at(filing, filing)
    for pay, state in ((Decimal(amount), True), (Decimal(amount) - Decimal("0.01"), False)):
        stated = {**ORDINARY, **facts, fact: pay, "application_date": filing}
        assert law.compiled.decide(stated, moment)[route][0] is state, pay
