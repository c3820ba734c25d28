"""The law on a day: the value that decides, the members of a list, and the arithmetic of dates and pay."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corridor.rules.model import CodeList, Entry, ListVersion, RuleSet
from corridor.rules.moment import (
    NOWHERE,
    Members,
    Moments,
    annual_pay,
    days,
    members_at,
    members_ever,
    months,
    plain,
    title_key,
    title_keys,
    years,
)

SOME_DAY = st.dates(date(1940, 1, 1), date(2040, 12, 31))


def entry(title: str, *codes: int) -> Entry:
    return Entry({"en": title, "fr": title, "nl": title}, codes)


def version(start: str, *entries: Entry, **more: object) -> ListVersion:
    return ListVersion(date.fromisoformat(start), None, bool(more.pop("complete", True)), entries, **more)  # type: ignore[arg-type]


def codes(*versions: ListVersion) -> CodeList:
    return CodeList("jobs", {}, "isco", "application_date", versions)


# ---- spans ----


@pytest.mark.parametrize(
    ("start", "end", "completed"),
    [
        ("1993-03-01", "2023-02-28", 29),
        ("1993-03-01", "2023-03-01", 30),
        ("1992-02-29", "2022-02-28", 29),  # born on 29 February: the birthday is 1 March in other years
        ("1992-02-29", "2022-03-01", 30),
        ("1992-02-29", "2024-02-28", 31),
        ("1992-02-29", "2024-02-29", 32),
        ("2023-12-31", "2024-01-01", 0),  # a boundary of years is no year
        ("2023-01-02", "2023-01-01", -1),
    ],
)
def test_years(start: str, end: str, completed: int) -> None:
    assert years(date.fromisoformat(start), date.fromisoformat(end)) == completed


@pytest.mark.parametrize(
    ("start", "end", "completed"),
    [
        ("2023-01-31", "2023-02-28", 0),
        ("2023-01-31", "2023-03-01", 1),
        ("2023-01-15", "2023-02-14", 0),
        ("2023-01-15", "2023-02-15", 1),
        ("2022-12-15", "2023-12-15", 12),
        ("2023-02-15", "2023-01-15", -1),
        ("2023-02-15", "2023-01-16", -1),
        ("2023-02-15", "2023-01-14", -2),
    ],
)
def test_months(start: str, end: str, completed: int) -> None:
    assert months(date.fromisoformat(start), date.fromisoformat(end)) == completed


def test_days() -> None:
    assert days(date(2024, 2, 28), date(2024, 3, 1)) == 2
    assert days(date(2023, 2, 28), date(2023, 3, 1)) == 1
    assert days(date(2023, 3, 1), date(2023, 2, 28)) == -1


@pytest.mark.parametrize("span", [years, months, days])
def test_a_span_with_an_unknown_end_is_unknown(span: object) -> None:
    assert span(None, date(2023, 1, 1)) is None  # type: ignore[operator]
    assert span(date(2023, 1, 1), None) is None  # type: ignore[operator]


@given(SOME_DAY, SOME_DAY)
@example(date(1992, 2, 29), date(2022, 2, 28))
def test_a_year_is_twelve_months_and_no_span_shrinks(start: date, end: date) -> None:
    assert years(start, end) == months(start, end) // 12  # type: ignore[operator]
    tomorrow = end + timedelta(days=1)
    for span in (years, months, days):
        assert 0 <= span(start, tomorrow) - span(start, end) <= 1  # type: ignore[operator]


# ---- pay ----


def test_the_year_of_a_monthly_amount() -> None:
    """3,703.44 a month at 13.92 months; half a cent more would be 51,551.9544 a year."""
    assert annual_pay(Decimal("3703.44"), Decimal("13.92")) == Decimal("51551.95")
    assert annual_pay(None, Decimal("13.92")) is None
    assert annual_pay(Decimal("3703.44"), None) is None


@given(st.integers(0, 20_000_000), st.sampled_from([Decimal("13.92"), Decimal("12"), Decimal("13.85")]))
def test_reaching_the_monthly_threshold_is_reaching_the_annual_one(cents: int, divisor: Decimal) -> None:
    """The published monthly threshold is the annual one divided and rounded to the cent."""
    annual = Decimal(cents) / 100
    monthly = (annual / divisor).quantize(Decimal("0.01"))
    for step in (-1, 0, 1):
        pay = monthly + Decimal(step) / 100
        if pay >= 0 and abs(annual - (monthly + Decimal("0.005")) * divisor) > Decimal("0.01"):
            assert (annual_pay(pay, divisor) >= annual) == (pay >= monthly)  # type: ignore[operator]


# ---- lists ----


def test_members_answer_in_three_values() -> None:
    partial = Members(frozenset({7121, "roofer"}), frozenset({2221, "nurse"}), complete=False)
    assert [partial.has(c) for c in (7121, 2221, 9999, None)] == [True, False, None, None]
    whole = Members(frozenset({7121}), frozenset(), complete=True)
    assert [whole.has(c) for c in (7121, 9999, None)] == [True, False, None]


def test_the_title_decides_where_it_is_known() -> None:
    partial = Members(frozenset({7121, "roofer"}), frozenset({2221, "nurse"}), complete=False)
    assert partial.lists("roofer", 9999) is True
    assert partial.lists("nurse", 7121) is False
    assert partial.lists("plumber", 7121) is None
    assert partial.lists(None, 7121) is True
    assert partial.lists(None, None) is None


def test_nowhere_nothing_can_be_said() -> None:
    assert NOWHERE.has(7121) is None
    assert members_at(codes(), date(2023, 1, 1)) == NOWHERE
    assert members_ever(codes(version("2023-01-01", entry("Roofer", 7121))), date(2022, 12, 31)) == NOWHERE


def test_what_is_listed_again_is_not_removed() -> None:
    """A code that one entry names as removed and another one lists is on the list."""
    both = version("2023-01-01", entry("Roofer", 7121), complete=False, removed=(entry("Slater", 7121, 7122),))
    members = members_at(codes(both), date(2023, 1, 1))
    assert [members.has(c) for c in (7121, 7122, "slater")] == [True, False, False]


def test_two_versions_together_are_complete_only_if_both_are() -> None:
    old, new = (
        version("2022-01-01", entry("Roofer", 7121), complete=False),
        version("2023-01-01", entry("Welder", 7212), old_list_until=date(2023, 2, 1)),
    )
    listed = codes(old, new)
    while_both = members_at(listed, date(2023, 2, 1))
    assert (while_both.complete, while_both.has(7121), while_both.has(7212)) == (False, True, True)
    after = members_at(listed, date(2023, 2, 2))
    assert (after.complete, after.has(7121)) == (True, False)
    assert members_ever(listed, date(2024, 1, 1)).has(9999) is None


def test_what_one_version_rules_out_and_another_known_in_part_does_not_is_unknown() -> None:
    old = version("2022-01-01", entry("Roofer", 7121), complete=False)
    dropped, baker = (entry("Cook", 5120),), (entry("Cook", 5120), entry("Baker", 7512))
    new = version("2023-01-01", complete=False, removed=dropped, old_list_until=date(2023, 2, 1))
    newer = version("2024-01-01", complete=False, removed=baker, old_list_until=date(2024, 2, 1))
    listed = codes(old, new, newer)
    assert [members_at(listed, date(2023, 2, day)).has(5120) for day in (1, 2)] == [None, False]
    assert members_ever(listed, date(2023, 2, 2)).has(5120) is None
    while_both = members_at(listed, date(2024, 2, 1))  # both versions rule the cook out, one of them the baker
    assert [while_both.has(code) for code in (5120, 7512, 7121)] == [False, None, None]


def test_the_first_version_has_no_old_list() -> None:
    alone = codes(version("2023-01-01", entry("Roofer", 7121), old_list_until=date(2023, 2, 1)))
    assert members_at(alone, date(2023, 1, 15)).has(9999) is False


def test_titles_are_compared_without_case_and_spaces() -> None:
    assert title_key("  Baker /  Pastry cook ") == "baker / pastry cook"
    assert title_keys(["Baker / Pastry cook"]) == {"baker / pastry cook", "baker", "pastry cook"}


# ---- moments ----


def test_a_moment_is_worked_out_once(rules: RuleSet) -> None:
    moments = Moments(rules)
    assert moments.at(date(2023, 1, 1), date(2023, 1, 1)) is moments.at(date(2023, 1, 1), date(2023, 1, 1))


def test_each_anchor_chooses_for_itself(rules: RuleSet) -> None:
    moment = Moments(rules).at(date(2022, 12, 1), date(2022, 1, 1))
    assert moment.decides["full_pay"] == 21120
    assert moment.decides["test_needed"] is True
    assert moment.dated["full_pay"] is not None


def test_whole_numbers_are_plain() -> None:
    assert isinstance(plain(Decimal("21600.00")), int)
    assert plain(Decimal("13.92")) == Decimal("13.92")
    assert plain(True) is True
    assert plain(None) is None


def test_every_day_of_the_coverage_has_the_value_of_the_version_in_force(rules: RuleSet) -> None:
    """Day by day against a plain reading of the values."""
    first, last = rules.coverage
    moments = Moments(rules)
    for offset in range(0, (last - first).days + 1, 7):
        day = first + timedelta(days=offset)
        moment = moments.at(day, day)
        for parameter in rules.parameters.values():
            inside = [v for v in parameter.values if v.start <= day and (v.until is None or day <= v.until)]
            expected = inside[0].value if inside and inside[0].status != "estimated" else None
            assert moment.decides[parameter.name] == expected
            assert len(inside) <= 1, f"{parameter.name} has two values on {day}"
