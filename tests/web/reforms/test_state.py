"""What the controls say: read from a form, from a document, and made a reform again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from corridor.rules.adjustable import Adjustable
from corridor.web.plans.offered import EXAMPLES
from corridor.web.reforms.controls import controls, occupation, written
from corridor.web.reforms.documents import as_json, of_json, read_file
from corridor.web.reforms.editing import edited
from corridor.web.reforms.saying import said
from corridor.web.reforms.state import State, can_change, of_reform, posted
from corridor.web.reforms.trying import held_everywhere, under
from tests.web.reforms.made import DOCUMENT, LIST, PAY

DAY = date(2026, 11, 21)
NURSES = "flanders.hs_reduced_applies_to_nurses"
NO_CODE = '{"codes": ["x"], "title": {"en": "a", "fr": "b", "nl": "c"}}'
CONDITION = "flanders.eu_blue_card.bc_contract"


@pytest.fixture(scope="module")
def can() -> Adjustable:
    return can_change("flanders", DAY)


def form(**fields: Any) -> QueryDict:
    """A form that was sent; names with points are given with `__` for the points."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
    return data


def as_form(state: State) -> QueryDict:
    """The fields that the page makes of a state: all of them, as a browser sends them."""
    data = QueryDict(mutable=True)
    made = controls("flanders", DAY, state, {})
    for group in made:
        for value in group.values:
            data[f"value.{value.path}"] = value.typed
        for one in group.lists:
            restore = one.state.restore.isoformat() if one.state.restore else ""
            data[f"shown.{one.path}"] = data[f"restore.{one.path}"] = restore
            data.setlist(f"remove.{one.path}", [name for _, name, off in one.entries if off])
            data.setlist(f"added.{one.path}", [added.written for added in one.added])
        if group.closed and group.route:
            data.appendlist("close", group.route.path)
        data.setlist("drop", [*data.getlist("drop"), *(c.path for c in group.conditions if c.dropped)])
    for value in made.idle:
        data[f"value.{value.path}"] = value.typed
    data["start"], data["until"] = state.start.isoformat(), state.until.isoformat() if state.until else ""
    data["later"] = state.later
    return data


def test_an_untouched_page_changes_nothing(can: Adjustable) -> None:
    state = posted(as_form(State(start=DAY)), can)
    assert state.is_empty
    assert not state.faults
    assert under(state, "flanders").reform is None


def test_everything_that_controls_can_say_comes_back_through_form_and_document(can: Adjustable) -> None:
    entries = next(c for c in can.lists if c.path == LIST).entries
    data = form(
        value__flanders__hs_salary_min="45.000,5".replace(".", ""),
        value__flanders__hs_reduced_applies_to_nurses="no",
        value__federal__federal_fee_work="100",
        close=["flanders.seasonal", "federal.exempt_vander_elst"],
        drop=[CONDITION],
        start="2026-06-01",
        until="",
        later="keep",
    )
    data.setlist(f"remove.{LIST}", [entries[0].title["en"]])
    state = edited(posted(data, can), {"add": f"{LIST} 2250"})
    assert not state.faults
    assert state.values[PAY] == Decimal("45000.5")
    assert posted(as_form(state), can) == state
    law = under(state, "flanders")
    assert law.faults == ()
    assert law.reform is not None
    assert held_everywhere(law.reform, state) is None
    assert of_reform(of_json(as_json(law.reform)), can) == state


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_examples_say_the_same_after_they_were_taken_apart(path: Any, can: Adjustable) -> None:
    reform = read_file(path.read_bytes())
    state = of_reform(reform, can)
    again = state.reform(reform.id, reform.label, reform.note)
    assert as_json(again) == as_json(reform)
    assert said(state, "flanders", DAY)


def test_what_no_control_shows_travels_along(can: Adjustable) -> None:
    other = {
        **DOCUMENT,
        "terms": {"brussels.hs_reduced": {"from": "2026-11-21", "expr": "true", "later": "replace"}},
        "parameters": {
            **DOCUMENT["parameters"],
            "flanders.hs_reduced_age_limit_exclusive": {"from": "2026-01-01", "value": 40, "later": "replace"},
        },
    }
    state = of_reform(of_json(other), can)
    assert [*state.rest] == ["parameters", "terms"]
    assert as_json(state.reform("lower_pay", DOCUMENT["label"])) == other
    out = edited(state, {"without": "terms brussels.hs_reduced"})
    assert [*out.rest] == ["parameters"]


def test_where_file_and_control_change_the_same_the_control_decides(can: Adjustable) -> None:
    state = State(start=DAY, values={PAY: Decimal(40000)}, rest={"parameters": DOCUMENT["parameters"]})
    assert state.reform().parameters[PAY].value == 40000


@pytest.mark.parametrize(
    ("fields", "key", "place"),
    [
        ({"value__flanders__hs_salary_min": "abc"}, "number", PAY),
        ({"value__flanders__hs_salary_min": "1e400"}, "number", PAY),
        ({"value__flanders__hs_salary_min": "NaN"}, "number", PAY),
        ({"value__flanders__hs_salary_min": "9" * 40}, "number", PAY),
        ({"value__flanders__hs_salary_min": "-5"}, "out_of_range", PAY),
        ({"value__flanders__hs_salary_min": "40000.001"}, "fraction_of_cent", PAY),
        ({f"value.{NURSES}": "perhaps"}, "truth", NURSES),
        ({"value__federal__employer_change_free_after_months": "1.5"}, "not_whole", None),
        ({"value__flanders__nothing": "3"}, "no_parameter", "flanders.nothing"),
        ({"value__": "3"}, "no_parameter", ""),
        ({"value__brussels__hs_salary_min_monthly": "3"}, "no_parameter", None),
        ({"close": ["flanders.nothing"]}, "no_route", "flanders.nothing"),
        ({"close": ["../../etc"]}, "no_route", None),
        ({"drop": ["flanders.eu_blue_card.nothing"]}, "no_condition", None),
        ({"drop": [""]}, "no_route", None),
        ({"remove__flanders__medium_skilled": ["Astronaut"]}, "not_on_list", LIST),
        ({"remove__flanders__nothing": ["Astronaut"]}, "no_list", None),
        ({"restore__flanders__medium_skilled": "2020-02-30"}, "date", LIST),
        ({"restore__flanders__medium_skilled": "2020-02-20"}, "no_version", LIST),
        ({"added__flanders__medium_skilled": "{}"}, "entry", LIST),
        ({"added__flanders__medium_skilled": "[" * 3000}, "entry", LIST),
        ({"added__flanders__medium_skilled": NO_CODE}, "no_isco_group", LIST),
        ({"start": "yesterday"}, "date", "start"),
        ({"start": "1990-01-01", "close": ["flanders.seasonal"]}, "start_outside", "start"),
        ({"until": "2020-01-01", "value__flanders__hs_salary_min": "1"}, "until_first", "until"),
        ({"until": "2027-01-01", "close": ["flanders.seasonal"]}, "no_until", None),
        ({"later": "perhaps", "close": ["flanders.seasonal"]}, "choice", "later"),
        ({"rest": "{"}, "part", ""),
        ({"rest": "[1]"}, "part", ""),
        ({"rest": '{"parameters": 3}'}, "part", ""),
        ({"rest": '{"terms": {"flanders.x": {"expr": 3}}}'}, "file_faulty", ""),
        ({"rest": '{"terms": {"flanders.x": {"expr": "true"}}}'}, "other_part", ""),
        ({"rest": '{"parameters": {"wallonia.x": {"value": "yes", "from": 86400}}}'}, "other_part", ""),
        ({"add": "flanders.medium_skilled 99999"}, "entry", None),
        ({"add": "x"}, "entry", None),
        ({"close": [f"flanders.r{n}" for n in range(400)]}, "many", None),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_forged_and_mistaken_fields_are_faults_with_a_remedy(
    fields: dict[str, Any], key: str | None, place: str | None, can: Adjustable
) -> None:
    data = form(**fields)
    law = under(edited(posted(data, can), data), "flanders")
    assert law.rules is None
    fault = law.faults[0]
    assert key is None or key in {f.key for f in law.faults}
    assert place is None or fault.place == place
    said = {lang: fault.told(lang) for lang in ("en", "fr", "nl")}
    assert len({message for message, _ in said.values()}) == 3
    assert all(remedy for _, remedy in said.values())


def test_entries_of_a_version_that_is_no_longer_shown_are_let_go(can: Adjustable) -> None:
    codes = next(c for c in can.lists if c.path == LIST)
    gone = [e.title["en"] for e in codes.entries]
    data = form(shown__flanders__medium_skilled="", restore__flanders__medium_skilled=codes.versions[0].isoformat())
    data.setlist(f"remove.{LIST}", gone)
    state = posted(data, can)
    assert state.lists[LIST].restore == codes.versions[0]
    assert len(state.lists[LIST].removed) < len(gone)
    assert not under(state, "flanders").faults


def test_an_undone_value_is_what_the_law_says(can: Adjustable) -> None:
    data = form(value__flanders__hs_salary_min="x", reset=PAY)
    state = edited(posted(data, can), data)
    assert state.is_empty
    assert not state.faults


def test_a_slider_reaches_to_a_value_beyond_it() -> None:
    for value in (Decimal("1"), Decimal("400000")):
        made = controls("flanders", DAY, State(start=DAY, values={PAY: value}), {})
        control = next(v for group in made for v in group.values if v.path == PAY)
        assert Decimal(control.low) <= value <= Decimal(control.high)
        assert control.changed
        assert control.at == written(value)


def test_every_value_list_and_route_has_one_place_on_the_page(can: Adjustable) -> None:
    made = controls("flanders", DAY, State(start=DAY), {"highly_skilled": {"open": 3, "unknown": 0, "closed": 1}})
    paths = [v.path for group in made for v in group.values] + [v.path for v in made.idle]
    assert sorted(paths) == sorted(v.path for v in can.values)
    lists = [c.path for group in made for c in group.lists]
    assert len(lists) == len(set(lists))
    assert {g.route.path for g in made if g.route} == {r.path for r in can.routes}
    assert "highly_skilled" in {g.key for g in made.live}
    assert "au_pair" in {g.key for g in made.others}


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("39129.60"), "39129.6"), (Decimal("1E+2"), "100"), (None, ""), (True, "yes"), (False, "no"), (12, "12")],
)
def test_numbers_are_written_as_fields_hold_them(value: Any, text: str) -> None:
    assert written(value) == text


def test_an_added_occupation_is_added_once(can: Adjustable) -> None:
    once = edited(State(start=DAY), {"add": f"{LIST} 2250"})
    assert edited(once, {"add": f"{LIST} 2250"}) == once
    assert occupation(once.lists[LIST].added[0]).title["nl"] == "Dierenartsen"
