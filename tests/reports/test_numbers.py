"""Numbers, amounts and dates as each language writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.reports import numbers

NB, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("lang", "whole", "decimal", "money"),
    [
        ("en", "1,234", "1,234.5", f"EUR{NB}1,234"),
        ("fr", f"1{NARROW}234", f"1{NARROW}234,5", f"1{NARROW}234{NB}€"),
        ("nl", "1.234", "1.234,5", f"€{NB}1.234"),
    ],
)
def test_forms(lang: str, whole: str, decimal: str, money: str) -> None:
    assert numbers.count(1234, lang) == whole
    assert numbers.decimal(1234.5, lang) == decimal
    assert numbers.money(1234.4, lang) == money


@given(st.integers(-(10**9), 10**9), st.sampled_from(["en", "fr", "nl"]))
def test_a_count_can_be_read_back(value: int, lang: str) -> None:
    digits = "".join(c for c in numbers.count(value, lang).replace(numbers.MINUS, "-") if c in "-0123456789")
    assert int(digits) == value


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 10, "0%"), (10, 10, "100%"), (1, 3, "33%"), (1, 1000, f"<{NB}1%"), (999, 1000, f">{NB}99%"), (1, 0, None)],
)
def test_a_share_never_rounds_something_to_nothing_or_to_all(part: int, whole: int, said: str | None) -> None:
    assert numbers.share(part, whole, "en") == said


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [(12, 0, "+12"), (-3, 0, "−3"), (0, 0, "0"), (0.04, 1, "0"), (-0.04, 1, "0"), (-1.25, 1, "−1.2")],
)
def test_a_change_has_its_sign_unless_it_is_none(value: float, digits: int, said: str) -> None:
    assert numbers.change(value, "en", digits) == said


def test_dates_are_written_out() -> None:
    first = date(2026, 8, 1)
    assert [numbers.day(first, lang).replace(NB, " ") for lang in ("en", "fr", "nl")] == [
        "1 August 2026",
        "1er août 2026",
        "1 augustus 2026",
    ]


def test_decimals_end_without_zeros() -> None:
    assert numbers.decimal(12.0, "nl") == "12"
    assert numbers.decimal(0.5, "fr", 2) == "0,5"
