"""Attendance: right counts, and no small one, neither shown nor by subtraction."""

from __future__ import annotations

import datetime
from itertools import combinations, product
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.consultation.event.attendance import Figure, Plain, figures
from corridor.consultation.event.registrations_csv import Mode

FIRST, SECOND = datetime.date(2022, 6, 1), datetime.date(2022, 6, 2)
DATES = (FIRST, SECOND)


def by_place(found: tuple[Figure, ...]) -> dict[tuple[object, object, str], Figure]:
    return {(one.date, one.mode, one.what): one for one in found}


def people(number: int, present: bool | None = None, **days: Mode) -> list[Plain]:
    dates = {{"first": FIRST, "second": SECOND}[name]: mode for name, mode in days.items()}
    there = None if present is None else frozenset(dates) if present else frozenset[datetime.date]()
    return [Plain(dates, there)] * number


def test_large_counts_are_shown_as_they_are() -> None:
    crowd = [
        *people(60, True, first="on_site", second="on_site"),
        *people(40, False, first="on_site", second="on_site"),
        *people(30, True, first="online", second="online"),
        *people(20, False, first="online", second="online"),
    ]
    found = by_place(figures(crowd, DATES))
    assert found[FIRST, None, "registered"].number == 150
    assert found[FIRST, "on_site", "registered"].number == 100
    assert found[SECOND, "online", "attended"].number == 30
    assert not any(one.hidden for one in found.values())


def test_a_small_way_of_taking_part_takes_the_other_with_it() -> None:
    crowd = [*people(80, first="on_site"), *people(4, first="online")]
    found = by_place(figures(crowd, (FIRST,)))
    assert found[FIRST, "online", "registered"] == Figure(FIRST, "online", "registered", None, True)
    assert found[FIRST, "on_site", "registered"].number is None


def test_few_who_stayed_away_are_not_told_by_subtraction() -> None:
    crowd = [*people(50, True, first="on_site"), *people(3, False, first="on_site")]
    found = by_place(figures(crowd, (FIRST,)))
    assert found[FIRST, None, "registered"].number == 53
    assert found[FIRST, None, "attended"].number is None
    assert found[FIRST, None, "attended"].hidden


def test_a_way_that_was_not_offered_hides_nothing() -> None:
    crowd = people(40, first="on_site")
    assert by_place(figures(crowd, (FIRST,)))[FIRST, "on_site", "registered"].hidden
    found = by_place(figures(crowd, (FIRST,), offered={FIRST: ["on_site"]}))
    assert found[FIRST, "on_site", "registered"].number == 40
    assert (FIRST, "online", "registered") not in found


def test_what_nobody_noted_is_not_known_and_not_hidden() -> None:
    found = by_place(figures(people(40, first="on_site"), (FIRST,)))
    assert found[FIRST, None, "attended"] == Figure(FIRST, None, "attended", None, False)


def test_an_event_without_anybody_has_figures() -> None:
    assert all(one.number in (0, None) for one in figures([], DATES))


PEOPLE = st.lists(
    st.tuples(
        st.integers(1, 25),
        st.sampled_from((None, "on_site", "online")),
        st.sampled_from((None, "on_site", "online")),
        st.sampled_from((True, False)),
    ),
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(PEOPLE)
def test_no_small_count_is_shown_or_follows_from_two(rows: list[tuple[int, Mode | None, Mode | None, bool]]) -> None:
    crowd: list[Plain] = []
    for number, first, second, present in rows:
        days: dict[str, Mode] = {
            name: mode for name, mode in (("first", first), ("second", second)) if mode is not None
        }
        crowd += people(number, present, **days) if days else []
    shown = [one for one in figures(crowd, DATES) if one.number is not None]
    assert not any(0 < one.number < 10 for one in shown if one.number)
    for one, other in combinations(shown, 2):
        nested = one.date == other.date and (one.mode == other.mode or None in (one.mode, other.mode))
        same_what = one.what == other.what or one.mode == other.mode
        if nested and same_what and one.number and other.number:
            assert not 0 < abs(one.number - other.number) < 10
    for date in DATES:
        whole = by_place(tuple(shown))
        modes = [whole.get((date, mode, "registered")) for mode in ("on_site", "online")]
        if (date, None, "registered") in whole and any(modes):
            assert all(modes)


@settings(max_examples=50, deadline=None)
@given(PEOPLE)
def test_whoever_is_shown_is_counted_right(rows: list[tuple[int, Mode | None, Mode | None, bool]]) -> None:
    crowd: list[Plain] = []
    for number, one, _, present in rows:
        crowd += people(number, present, first=one) if one else []
    for figure in figures(crowd, (FIRST,)):
        if figure.number is not None:
            assert figure.number == sum(
                figure.mode in (None, one.days[FIRST]) and (figure.what == "registered" or FIRST in (one.present or ()))
                for one in crowd
            )


def knows(kind: Plain, figure: Figure) -> bool:
    """Whether somebody of a kind is counted in a figure."""
    registered = bool(kind.days) if figure.date is None else figure.date in kind.days
    if figure.date is not None and registered:
        registered = figure.mode in (None, kind.days[figure.date])
    there = kind.present or frozenset()
    came = bool(there) if figure.date is None else figure.date in there
    return registered and (figure.what == "registered" or came)


def kinds() -> list[Plain]:
    """Everybody that there can be: each way of taking part each day, there or not."""
    found = []
    for first, second in product((None, "on_site", "online"), repeat=2):
        days = {date: cast("Mode", mode) for date, mode in ((FIRST, first), (SECOND, second)) if mode}
        for number in range(len(days) + 1):
            found += [Plain(days, frozenset(there)) for there in combinations(days, number) if days]
    return found


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(kinds()), st.integers(1, 25)), min_size=1, max_size=6))
def test_no_hidden_count_follows_from_all_that_are_shown(rows: list[tuple[Plain, int]]) -> None:
    from scipy.optimize import linprog

    crowd = [kind for kind, number in rows for _ in range(number)]
    every = figures(crowd, DATES)
    shown = [one for one in every if one.number is not None]
    for figure in every:
        true = sum(knows(one, figure) for one in crowd)
        if not figure.hidden or not 0 < true < 10 or not shown:
            continue
        known = [[knows(kind, one) for kind in kinds()] for one in shown]
        counted = [float(knows(kind, figure)) for kind in kinds()]
        numbers = [one.number for one in shown]
        least = linprog(counted, A_eq=known, b_eq=numbers)
        most = linprog([-one for one in counted], A_eq=known, b_eq=numbers)
        if most.status != 3:  # 3: there may be any number of them
            assert -most.fun - least.fun > 0.5
