"""Reforms put together from changes: the law that a file of the same words gives, errors that name the change."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.rules.adjustable import Adjustable, AdjustableValue, adjustable, bounds
from corridor.rules.amendment import (
    Added,
    Amendment,
    Change,
    ChangeList,
    CloseRoute,
    DropCondition,
    RewriteCondition,
    RewriteTerm,
    SetValue,
    amended,
    as_yaml,
    document,
    faults,
    fits_everywhere,
    parse_yaml,
    write,
)
from corridor.rules.check import check
from corridor.rules.documents import Documents
from corridor.rules.errors import MESSAGES, AmendmentError, RuleFileError
from corridor.rules.load import assemble
from corridor.rules.model import RuleSet
from corridor.rules.reassembly import reassemble
from corridor.rules.reform import Reform, apply, read_reform, touched
from tests.rules.engines import REGION
from tests.rules.test_reform import HEAD, law_after, state

DAY = date(2023, 6, 1)
TITLE = {"en": "Cook", "fr": "Cuisinier", "nl": "Kok"}
TEXTS = {"en": "a", "fr": "b", "nl": "c"}


def amendment(*changes: Change, start: date = DAY, **more: Any) -> Amendment:
    return Amendment(id="plan", label=HEAD["label"], start=start, changes=changes, **more)


WRITTEN: dict[str, tuple[Change, str]] = {
    "a value": (
        SetValue(path="federal.fee", value=Decimal("99.95")),
        "parameters: {federal.fee: {from: 2023-06-01, value: 99.95, later: replace}}",
    ),
    "a truth": (
        SetValue(path="federal.test_needed", value=True),
        "parameters: {federal.test_needed: {from: 2023-06-01, value: true, later: replace}}",
    ),
    "an entry": (
        ChangeList(path="harbour.scarce", add=(Added(codes=("0110", "5120"), title=TITLE),), remove=("Welder",)),
        "lists: {harbour.scarce: {from: 2023-06-01, later: replace, remove: [Welder], "
        "add: [{title: {en: Cook, fr: Cuisinier, nl: Kok}, codes: ['0110', '5120']}]}}",
    ),
    "an old list": (
        ChangeList(path="harbour.scarce", restore=date(2020, 1, 1)),
        "lists: {harbour.scarce: {from: 2023-06-01, later: replace, restore: 2020-01-01}}",
    ),
    "a route closed": (CloseRoute(path="harbour.lead"), "routes: {harbour.lead: null}"),
    "a condition dropped": (
        DropCondition(path="harbour.scarce_job.scarce_insured"),
        "conditions: {harbour.scarce_job.scarce_insured: {from: 2023-06-01, expr: 'true', later: replace, "
        "text: {en: Not asked under this reform., fr: N'est pas demandé dans cette réforme., "
        "nl: Wordt in deze hervorming niet gevraagd.}}}",
    ),
    "a condition reworded": (
        RewriteCondition(path="harbour.lead.lead_role", expr="role == 'manager'", text=TEXTS),
        "conditions: {harbour.lead.lead_role: {from: 2023-06-01, expr: \"role == 'manager'\", later: replace, "
        "text: {en: a, fr: b, nl: c}}}",
    ),
    "a term": (
        RewriteTerm(path="harbour.reduced", expr="adult"),
        "terms: {harbour.reduced: {from: 2023-06-01, expr: adult, later: replace}}",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_change_is_the_document_that_a_file_of_the_same_words_gives(
    name: str, documents: Documents, rules: RuleSet
) -> None:
    (change, text), before = WRITTEN[name], rules
    found, rules = amended(amendment(change), documents, REGION)
    assert found == Reform.model_validate({**HEAD, **yaml.safe_load(text)})
    assert amended(amendment(change), documents, REGION, before) == (found, rules)
    after = law_after(documents, text)
    assert (rules.parameters, rules.lists, rules.terms) == (after.parameters, after.lists, after.terms)
    assert rules.routes == after.routes


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_gives_the_document_back(name: str, documents: Documents, tmp_path: Path) -> None:
    found = document(amendment(WRITTEN[name][0], note=TEXTS))
    path = tmp_path / "plan.yaml"
    write(found, path)
    assert read_reform(path) == found
    assert parse_yaml(path.read_text(encoding="utf-8")) == found
    assert as_yaml(read_reform(path)) == as_yaml(found)
    assert [p.name for p in tmp_path.iterdir()] == ["plan.yaml"]


def test_a_new_route_of_a_file_is_written_again(documents: Documents) -> None:
    text = """
    routes:
      harbour.fresh:
        kind: work_route
        label: {en: a, fr: b, nl: c}
        conditions: [{id: a, expr: "contract_months >= 12", text: {en: a, fr: b, nl: c}}]
        outcome: {rights: {employer_change_months: [{when: insured, value: 6}, {value: 12}]}}
    """
    found = Reform.model_validate({**HEAD, **yaml.safe_load(text)})
    again = parse_yaml(as_yaml(found))
    assert again == found
    assert "fresh" in apply(documents, again).vocabulary.routes


def test_amounts_are_written_exactly(documents: Documents) -> None:
    values = {"federal.base_wage": Decimal("2100.50"), "federal.months_per_year": Decimal("13.9200"),
              "federal.full_pct": Decimal("1E+2"), "federal.min_experience": Decimal("0.0001")}  # fmt: skip
    found = document(amendment(*(SetValue(path=p, value=v) for p, v in values.items())))
    text = as_yaml(found)
    assert "value: 2100.5\n" in text
    assert "value: 100\n" in text
    again = parse_yaml(text)
    assert {p: c.value for p, c in again.parameters.items()} == values


def test_for_a_while_and_beside_what_is_enacted(documents: Documents) -> None:
    made = amendment(SetValue(path="federal.test_needed", value=False), start=date(2022, 1, 1), until=date(2022, 3, 1))
    _, rules = amended(made, documents, REGION)
    values = [rules.parameters["test_needed"].at(d) for d in (date(2022, 3, 1), date(2022, 3, 2), date(2023, 1, 1))]
    assert [v and v.value for v in values] == [False, True, False]
    kept = amendment(SetValue(path="federal.fee", value=1), start=date(2021, 1, 1), later="keep")
    _, rules = amended(kept, documents, REGION)
    assert [rules.parameters["fee"].at(date(y, 6, 1)).value for y in (2021, 2022)] == [1, 150]  # type: ignore[union-attr]


def test_a_dropped_condition_opens_the_route(documents: Documents, rules: RuleSet) -> None:
    case = {"application_date": "2023-07-01", "isco08": "7212", "insured": False, "nationality": "MA"}
    assert state(rules, "scarce_job", **case) is False
    _, after = amended(amendment(DropCondition(path="harbour.scarce_job.scarce_insured")), documents, REGION)
    assert state(after, "scarce_job", **case) is True
    assert state(after, "scarce_job", **{**case, "application_date": "2023-05-31"}) is False


# ---- errors ----

WRONG: dict[str, tuple[Change, str, str]] = {
    "no value": (SetValue(path="harbour.min_agee", value=1), "no value harbour.min_agee", "nearest: min_age"),
    "another region": (SetValue(path="elsewhere.min_age", value=1), "no value elsewhere.min_age", "no similar name"),
    "a truth for a number": (SetValue(path="federal.fee", value=True), "True is no number", ""),
    "a number for a truth": (SetValue(path="federal.test_needed", value=1), "neither true nor false", ""),
    "over the limit": (SetValue(path="federal.min_age", value=31), "31 is out of range", "from 16 to 30 (years)"),
    "below zero": (SetValue(path="federal.fee", value=-1), "-1 is out of range", "from 0 to …"),
    "not whole": (SetValue(path="federal.max_months", value=Decimal("6.5")), "6.5 is not whole", "(months)"),
    "of a cent": (SetValue(path="federal.fee", value=Decimal("1.005")), "fractions of a cent", "round"),
    "too fine": (SetValue(path="federal.full_pct", value=Decimal("0.00001")), "more than four decimals", "round"),
    "no number": (SetValue(path="federal.fee", value=Decimal("NaN")), "NaN is not a number", ""),
    "no list": (ChangeList(path="harbour.scarse", remove=("x",)), "no list harbour.scarse", "nearest: scarce"),
    "countries": (ChangeList(path="federal.friends", remove=("MA",)), "single countries", "earlier version"),
    "not on it": (ChangeList(path="harbour.scarce", remove=("Wedler",)), "'Wedler'"[1:-1], "nearest: Welder"),
    "on it": (
        ChangeList(path="harbour.scarce", add=(Added(codes=("7212",), title=TITLE),)),
        "7212 is on the list already",
        "leave it out",
    ),
    "no code": (
        ChangeList(path="harbour.scarce", add=(Added(codes=("51200",), title=TITLE),)),
        "'51200' is no ISCO-08 code",
        "one to four digits",
    ),
    "no version": (
        ChangeList(path="harbour.scarce", restore=date(2020, 2, 1)),
        "no version of 2020-02-01",
        "2020-01-01, 2021-04-01, 2023-09-01",
    ),
    "an empty change": (ChangeList(path="harbour.scarce"), "nothing changes", "change something"),
    "no route": (CloseRoute(path="harbour.leed"), "no route harbour.leed", "nearest: lead"),
    "a federal route": (CloseRoute(path="harbour.friend"), "no route harbour.friend", ""),
    "no condition": (DropCondition(path="harbour.skilled.skiled_pay"), "no condition", "nearest: skilled_pay"),
    "no rule": (RewriteCondition(path="harbour.lead.lead_role", expr="role ="), "cannot be read", ""),
    "no term": (RewriteTerm(path="harbour.redused", expr="adult"), "no term harbour.redused", "nearest: reduced"),
    "an unknown name": (RewriteTerm(path="harbour.reduced", expr="adlt"), "unknown fact or term 'adlt'", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_change_is_named_with_its_path_and_a_remedy(name: str, documents: Documents) -> None:
    change, message, remedy = WRONG[name]
    with pytest.raises(AmendmentError) as caught:
        amended(amendment(change), documents, REGION)
    assert caught.value.place == ("plan" if name == "an unknown name" else change.path)
    said = caught.value.told("en")
    assert message in said[0]
    assert remedy in said[1]
    for lang in ("fr", "nl"):
        assert all("{" not in part for part in caught.value.told(lang))


def test_all_faults_are_found_at_once(documents: Documents) -> None:
    wrong = [change for change, _, _ in WRONG.values() if not isinstance(change, RewriteTerm)]
    found = faults(amendment(*wrong, SetValue(path="federal.fee", value=2)), documents, REGION)
    assert {f.place for f in found} == {c.path for c in wrong}
    assert [f.key for f in found if f.place == "federal.fee"].count("changed_twice") >= 1


@pytest.mark.parametrize(
    ("made", "key", "place"),
    [
        (lambda: amendment(), "nothing_changes", "changes"),
        (lambda: amendment(SetValue(path="federal.fee", value=1), start=date(1999, 1, 1)), "start_outside", "start"),
        (lambda: amendment(SetValue(path="federal.fee", value=1), until=date(2022, 1, 1)), "until_first", "until"),
        (lambda: amendment(CloseRoute(path="harbour.lead"), until=date(2024, 1, 1)), "no_until", "harbour.lead"),
    ],
)
def test_what_is_wrong_with_the_whole(
    made: Callable[[], Amendment], key: str, place: str, documents: Documents
) -> None:
    assert [(f.key, f.place) for f in faults(made(), documents, REGION)] == [(key, place)]


def test_a_label_in_one_language_is_not_enough(documents: Documents) -> None:
    made = Amendment(id="p", label={"en": "a"}, start=DAY, changes=(SetValue(path="federal.fee", value=1),))
    with pytest.raises(AmendmentError, match="no text in fr, nl"):
        document(made)
    with pytest.raises(AmendmentError, match="no text in fr, nl"):
        document(amendment(RewriteCondition(path="harbour.lead.lead_role", expr="true", text={"en": "a"})))


def test_a_reform_is_held_against_every_region(documents: Documents) -> None:
    fits_everywhere(amendment(SetValue(path="federal.fee", value=1)), documents)
    with pytest.raises(AmendmentError, match="unknown fact or term"):
        fits_everywhere(amendment(RewriteTerm(path="harbour.reduced", expr="adlt")), documents)


@pytest.mark.parametrize("text", ["id: [plan", "id: plan", "id: plan\nlabel: {en: a, fr: b, nl: c}\nparametres: {}"])
def test_a_faulty_text_is_refused(text: str) -> None:
    with pytest.raises(RuleFileError):
        parse_yaml(text)


def test_every_message_is_in_three_languages_with_the_same_blanks() -> None:
    for key, texts in json.loads(MESSAGES.read_text(encoding="utf-8")).items():
        assert set(texts) == {"en", "fr", "nl"}, key
        for part in (0, 1):
            blanks = {lang: sorted(b.split("}")[0] for b in texts[lang][part].split("{")[1:]) for lang in texts}
            assert blanks["fr"] == blanks["nl"] == blanks["en"], key


# ---- what can be changed ----


@pytest.fixture(scope="module")
def found(documents: Documents, rules: RuleSet) -> Adjustable:
    return adjustable(documents, rules, DAY)


def value(found: Adjustable, name: str) -> AdjustableValue:
    return next(v for v in found.values if v.name == name)


def test_every_value_is_there_as_the_law_has_it_on_the_day(found: Adjustable, rules: RuleSet) -> None:
    assert [v.name for v in found.values] == list(rules.parameters)
    fee = value(found, "fee")
    assert (fee.path, fee.federal, fee.value, fee.unit, fee.kind) == ("federal.fee", True, 150, "EUR", "money")
    assert fee.label["nl"] == "Bijdrage"
    assert fee.routes == ()  # a fee opens no route
    assert (value(found, "min_age").path, value(found, "min_age").federal) == ("harbour.min_age", False)
    assert set(value(found, "full_pay").computed_from) == {"base_wage", "full_pct"}
    assert value(found, "test_needed").bounds is None


@pytest.mark.parametrize("day", [date(2020, 6, 1), date(2021, 6, 1), DAY, date(2025, 6, 1)])
def test_a_slider_holds_the_value_of_the_day_and_stays_within_the_files(
    day: date, documents: Documents, rules: RuleSet
) -> None:
    for v in adjustable(documents, rules, day).values:
        if v.bounds is None:
            continue
        b = v.bounds
        assert 0 <= b.low < b.high
        if v.value is not None and not isinstance(v.value, bool):
            assert b.low <= v.value <= b.high
            assert (v.value - b.low) % b.step == 0
        assert (b.high - b.low) % b.step == 0
        past = [d.value for d in v.history if d.value is not None]
        assert all(b.low - b.step <= p <= b.high + b.step for p in past), v.name


def test_a_slider_keeps_to_the_limits_that_are_stated(rules: RuleSet) -> None:
    age = bounds(rules, rules.parameters["min_age"], DAY, 16, 30)
    assert (age.low, age.high, age.step) == (16, 30, 1)
    low = bounds(rules, rules.parameters["min_age"], DAY, low=17)
    assert (low.low, low.step) == (17, 1)


def test_what_was_never_a_number_takes_the_range_of_its_unit(found: Adjustable) -> None:
    months = value(found, "change_after")
    assert months.value == 24
    assert months.bounds is not None
    assert (months.bounds.low, months.bounds.high) == (12, 36)


def test_a_value_s_routes_are_those_that_a_change_touches(
    found: Adjustable, documents: Documents, rules: RuleSet
) -> None:
    for v in found.values:
        if v.bounds is None:
            continue
        other = v.bounds.low if v.value != v.bounds.low else v.bounds.high
        _, after = amended(amendment(SetValue(path=v.path, value=other)), documents, REGION)
        assert set(v.routes) <= set(touched(rules, after)), v.name
    assert set(value(found, "base_wage").routes) == {"skilled", "lead", "any_job"}  # through two formulas
    assert set(value(found, "contract_min").routes) == set()  # asked from a later day
    assert set(value(found, "change_after").routes) == {"skilled"}  # it opens no route


def test_lists_as_they_stand(found: Adjustable) -> None:
    friends, scarce = (next(x for x in found.lists if x.name == n) for n in ("friends", "scarce"))
    assert (friends.kind, friends.entries, friends.path) == ("country", (), "federal.friends")
    assert len(friends.countries) > 0
    assert scarce.versions == (date(2020, 1, 1), date(2021, 4, 1), date(2023, 9, 1))
    assert scarce.version is not None
    assert scarce.version.start == date(2021, 4, 1)
    welder = next(e for e in scarce.entries if e.title["en"] == "Welder")
    assert welder.unit_groups == ("7212",)
    assert set(scarce.routes) == {"scarce_job", "any_job"}


def test_routes_and_conditions_as_they_are_asked(found: Adjustable) -> None:
    routes = {r.name: r for r in found.routes}
    assert "pilot" not in routes  # it ended
    assert routes["friend"].path == "federal.friend"
    assert routes["apprentice"].path == "harbour.apprentice"
    assert [c.id for c in routes["skilled"].conditions] == ["skilled_pay", "skilled_diploma"]  # no contract before 2024
    assert routes["skilled"].conditions[1].expr == "graduate or experience >= p.min_experience"
    assert [c.path for c in routes["friend"].conditions] == ["harbour.friend.friendly"]
    assert {t.path for t in found.terms} >= {"harbour.reduced", "federal.adult"}


def test_all_that_is_offered_can_be_done(found: Adjustable, documents: Documents) -> None:
    values = [SetValue(path=v.path, value=not v.value if v.bounds is None else v.bounds.high) for v in found.values]
    closed = [CloseRoute(path=r.path) for r in found.routes]
    dropped = [DropCondition(path=c.path) for r in found.routes for c in r.conditions]
    restored = [ChangeList(path=x.path, restore=x.versions[0]) for x in found.lists]
    terms = [RewriteTerm(path=t.path, expr=t.expr) for t in found.terms]
    for changes in (values, closed, dropped, restored, terms):
        amended(amendment(*changes), documents, REGION)
    entries = [
        ChangeList(path=x.path, remove=(e.title["fr"],), add=(Added(codes=("9", "0110"), title=TITLE),))
        for x in found.lists
        for e in x.entries[:1]
    ]
    assert entries
    amended(amendment(*entries), documents, REGION)


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_left_alone_is_taken_as_it_is(name: str, documents: Documents, rules: RuleSet) -> None:
    """Put together from the law of before, a reformed law is the one that is put together from nothing."""
    changed = apply(documents, document(amendment(WRITTEN[name][0])))
    found, whole = reassemble(changed, rules, documents), assemble(changed, REGION)
    assert found == whole
    assert [*found.routes] == [*whole.routes]
    assert sum(found.routes[n] is rules.routes[n] for n in rules.routes) >= len(rules.routes) - 1


def test_a_broken_law_is_found_in_what_changed(documents: Documents, rules: RuleSet) -> None:
    for change in (
        RewriteTerm(path="harbour.reduced", expr="adlt"),
        RewriteTerm(path="federal.adult", expr="reduced"),  # reduced is made of adult
        RewriteCondition(path="harbour.lead.lead_role", expr="age"),
        SetValue(path="federal.base_wage", value=Decimal("2100.55")),
    ):
        changed = apply(documents, document(amendment(change)))
        wanted = [str(f) for f in check(assemble(changed, REGION), changed)]
        if not wanted:
            reassemble(changed, rules, documents)
            continue
        with pytest.raises(RuleFileError) as caught:
            reassemble(changed, rules, documents)
        assert [str(f) for f in caught.value.faults] == wanted
