"""The law in time: values, versions of lists, what a list says of an occupation, the days of change."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from corridor.permits.book import book
from corridor.permits.case import REGIONS
from corridor.permits.law_history import (
    NOT_KNOWN,
    Period,
    edition_on,
    editions,
    history,
    law_day,
    law_days,
    list_change,
    on_list,
    spells,
    value_on,
)
from corridor.permits.law_routes import routes_on
from corridor.rules.model import CodeList, Dated, Entry, ListVersion, Parameter
from corridor.rules.moment import members_at
from tests.permits import law_files

DAY = timedelta(days=1)
FIRST, LAST = date(2019, 1, 1), date(2027, 12, 31)


@cache
def some_days(number: int, seed: int = 1) -> tuple[date, ...]:
    chance = random.Random(seed)
    return tuple(FIRST + DAY * chance.randrange((LAST - FIRST).days) for _ in range(number))


def amount(value: object) -> object:
    """A written value as the pages have it."""
    return value if value is None or isinstance(value, bool) else float(str(value))


# ---- parameters ----
@pytest.mark.parametrize("layer", law_files.LAYERS)
def test_every_written_value_is_in_the_history_with_its_source_and_confidence(layer):
    rules = book(law_files.region_of(layer)).rules
    seen = 0
    for name, written in law_files.parameters(layer).items():
        if rules.parameters[name].region != layer:
            continue  # the region has its own
        for value in written["values"]:
            found = value_on(rules.parameters[name], value["from"])
            assert found.start == value["from"], name
            assert amount(found.value) == amount(value["value"]), name
            assert (found.status, found.confidence) == (value["status"], value["confidence"]), name
            assert (found.source, found.last_checked) == (value["source"], value["last_checked"]), name
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("region", REGIONS)
def test_the_value_of_a_day_is_that_of_the_engine(region):
    for parameter in book(region).rules.parameters.values():
        for day in some_days(25):
            engine, found = parameter.at(day), value_on(parameter, day)
            assert amount(found.value) == amount(engine.value if engine else None), (parameter.name, day)
            assert (found.status == NOT_KNOWN) == (engine is None), (parameter.name, day)


@pytest.mark.parametrize("region", REGIONS)
def test_periods_follow_each_other_without_gap_or_overlap(region):
    for parameter in book(region).rules.parameters.values():
        periods = history(parameter)
        for one, following in pairwise(periods):
            assert one.until == following.start - DAY, parameter.name
        assert periods[-1].until is None, parameter.name


def made(*values: Dated) -> Parameter:
    return Parameter("made", {"en": "Made"}, "EUR/year", "start_date", values)


def test_a_gap_is_a_period_of_its_own_and_not_known():
    parameter = made(
        Dated(date(2020, 1, 1), date(2020, 12, 31), Decimal(100)), Dated(date(2022, 1, 1), None, Decimal("120.5"))
    )
    assert [(p.start, p.until, p.value) for p in history(parameter, since=date(2019, 1, 1))] == [
        (date(2019, 1, 1), date(2019, 12, 31), None),
        (date(2020, 1, 1), date(2020, 12, 31), 100),
        (date(2021, 1, 1), date(2021, 12, 31), None),
        (date(2022, 1, 1), None, 120.5),
    ]
    assert value_on(parameter, date(2021, 6, 1)).marks == (NOT_KNOWN,)
    assert value_on(parameter, date(2018, 6, 1)).status == NOT_KNOWN


def test_a_value_ends_where_the_next_begins_whatever_end_it_states():
    parameter = made(
        Dated(date(2020, 1, 1), None, Decimal(1)),
        Dated(date(2021, 1, 1), date(2025, 12, 31), Decimal(2)),
        Dated(date(2022, 1, 1), date(2022, 12, 31), Decimal(3)),
    )
    assert [(p.value, p.until) for p in history(parameter)] == [
        (1, date(2020, 12, 31)),
        (2, date(2021, 12, 31)),
        (3, date(2022, 12, 31)),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("period", "marks", "decides"),
    [
        (Period(FIRST, None, 5, "enacted", "high"), (), True),
        (Period(FIRST, None, 5, "enacted", None), (), True),
        (Period(FIRST, None, 5, "estimated", "low"), ("estimated", "low"), False),
        (Period(FIRST, None, 5, "carried_over", "medium"), ("carried_over", "medium"), True),
        (Period(FIRST, None, None, "expected", "high"), ("expected",), False),
        (Period(FIRST, None, 5, "enacted", "high", computed=True), ("computed",), True),
    ],
)
def test_marks_say_what_is_less_than_certain_and_an_estimate_never_decides(period, marks, decides):
    assert period.marks == marks
    assert period.decides is decides


# ---- lists ----
def entry(nl: str, *codes: int) -> Entry:
    return Entry({"nl": nl, "en": f"{nl} (en)"}, codes)


ROOFER, BAKER, NURSE = entry("Dakdekker", 7121), entry("Bakker", 7512), entry("Verpleegkundige", 2221)
MASON = entry("Metselaar", 7112)


def version(start: str, *entries: Entry, complete: bool = True, removed: tuple[Entry, ...] = (), **more) -> ListVersion:
    return ListVersion(date.fromisoformat(start), None, complete, entries, removed, **more)


def titles(entries: tuple[Entry, ...]) -> list[str]:
    return [e.title["nl"] for e in entries]


def test_between_complete_versions_changes_are_certain():
    change = list_change(version("2020-01-01", ROOFER, BAKER), version("2021-01-01", BAKER, NURSE))
    assert (titles(change.added), titles(change.dropped), titles(change.kept)) == (
        ["Verpleegkundige"],
        ["Dakdekker"],
        ["Bakker"],
    )
    assert not change.perhaps_added
    assert not change.perhaps_dropped


def test_a_version_known_in_part_leaves_changes_open():
    into = list_change(version("2020-01-01", ROOFER, complete=False), version("2021-01-01", NURSE))
    assert titles(into.perhaps_added) == ["Verpleegkundige"]
    assert titles(into.dropped) == ["Dakdekker"]  # the later version is complete
    out = list_change(version("2020-01-01", ROOFER), version("2021-01-01", NURSE, complete=False))
    assert titles(out.perhaps_dropped) == ["Dakdekker"]
    assert titles(out.added) == ["Verpleegkundige"]


def test_what_a_source_names_as_not_on_a_version_is_certain_all_the_same():
    change = list_change(
        version("2020-01-01", ROOFER, BAKER, complete=False, removed=(NURSE,)),
        version("2021-01-01", NURSE, complete=False, removed=(ROOFER,)),
    )
    assert titles(change.added) == ["Verpleegkundige"]
    assert titles(change.dropped) == ["Dakdekker"]
    assert titles(change.perhaps_dropped) == ["Bakker"]


def test_another_title_for_the_same_occupation_is_told_apart_from_a_change():
    slater = entry("Leidekker", 7121)
    change = list_change(version("2020-01-01", ROOFER), version("2021-01-01", slater))
    assert [(a.title["nl"], b.title["nl"]) for a, b in change.renamed] == [("Dakdekker", "Leidekker")]
    assert not change.added
    assert not change.dropped


def test_a_title_that_a_source_names_as_dropped_is_not_a_renamed_one():
    slater = entry("Leidekker", 7121)
    change = list_change(version("2020-01-01", ROOFER), version("2021-01-01", slater, removed=(ROOFER,)))
    assert titles(change.dropped) == ["Dakdekker"]
    assert titles(change.added) == ["Leidekker"]
    assert not change.renamed


def test_a_title_is_the_same_in_any_language_and_case():
    change = list_change(
        version("2020-01-01", Entry({"nl": "Dakdekker", "en": "Roofer"}, (7121,))),
        version("2021-01-01", Entry({"nl": "Dakwerker", "en": " roofer "}, (7121,))),
    )
    assert not change.any
    assert len(change.kept) == 1


def test_the_flemish_list_of_2026_is_compared_as_its_files_say():
    codes = book("flanders").rules.lists["medium_skilled"]
    change = list_change(codes.versions[-2], codes.versions[-1])
    written = law_files.lists("flanders")["medium_skilled"]
    dropped = {e["title"]["nl"] for e in written[-1]["removed"]} & {e["title"]["nl"] for e in written[-2]["entries"]}
    assert dropped
    assert dropped <= set(titles(change.dropped))
    assert not change.added  # the version before is known in part: nothing is certainly new
    assert change.perhaps_added


def test_gaps_between_versions_and_after_the_last_one_are_editions_too():
    codes = book("wallonia").rules.lists["shortage"]
    found = editions(codes)
    assert [e.holding for e in found] == ["complete", "gap", "empty", "empty", "empty", "partial"]
    assert edition_on(codes, date(2021, 3, 1)).marks == ("gap",)
    assert edition_on(codes, date(2019, 1, 1)) is None
    medium = editions(book("flanders").rules.lists["medium_skilled"])
    assert medium[-1].holding == "gap"
    assert medium[-1].start == date(2028, 1, 1)
    assert medium[2].marks == ("partial", "reconstructed", "medium")


# ---- one occupation ----
@pytest.mark.parametrize("region", REGIONS)
def test_what_a_list_says_of_an_occupation_is_what_the_engine_says(region):
    for codes in book(region).rules.lists.values():
        if codes.kind != "isco":
            continue
        some = [*sorted({c for v in codes.versions for e in (*v.entries, *v.removed) for c in e.codes})[:15], 9999]
        for code in some:
            for day in some_days(15, seed=code):
                spell = on_list(codes, code, day)
                expected = members_at(codes, day).has(code)
                assert (spell.on if spell else None) is expected, (codes.name, code, day)


def test_spells_know_the_titles_and_those_that_a_source_names_as_dropped():
    maintenance = spells(book("flanders").rules.lists["medium_skilled"], 7233)
    on_2026 = next(s for s in maintenance if s.start == date(2026, 1, 1))
    assert on_2026.on is True
    assert on_2026.entries
    mason = on_list(book("flanders").rules.lists["medium_skilled"], 7112, date(2021, 1, 1))
    assert mason.on is False  # the list of 2019 is complete
    assert mason.entries == ()


def test_during_a_transition_the_titles_of_the_version_before_still_count():
    codes = CodeList(
        "made",
        {},
        "isco",
        "application_date",
        (version("2020-01-01", ROOFER), version("2021-01-01", MASON, old_list_until=date(2021, 3, 31))),
    )
    found = [(s.start, s.until, s.on) for s in spells(codes, 7121)]
    assert found[1:] == [(date(2021, 1, 1), date(2021, 3, 31), True), (date(2021, 4, 1), None, False)]


# ---- days ----
@pytest.mark.parametrize("region", REGIONS)
def test_between_two_days_of_change_the_law_says_the_same(region):
    law = book(region)
    days = law_days(law.rules)
    assert days[0] == law.rules.coverage[0]
    for day in some_days(8, seed=7):
        same = law_day(law.rules, day)
        assert same <= day
        assert routes_on(law, day) == routes_on(law, same), (region, day, same)


def test_before_all_days_of_change_a_day_stands_for_itself():
    assert law_day(book("flanders").rules, date(2018, 1, 1)) == date(2018, 1, 1)
