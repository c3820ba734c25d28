"""Facts as people write them: read where they can be read, refused with a remedy where not, never guessed."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.rules.errors import CaseError
from corridor.rules.facts import fact_named, read_value, show_value, step
from corridor.rules.model import RuleSet
from tests.rules.engines import law

GOOD: list[tuple[str, Any, Any]] = [
    # truths
    ("insured", True, True),
    ("insured", False, False),
    ("insured", "true", True),
    ("insured", " Yes ", True),
    ("insured", "JA", True),
    ("insured", "oui", True),
    ("insured", "nee", False),
    ("insured", "non", False),
    ("insured", "0", False),
    # whole numbers
    ("education", 6, 6),
    ("education", "6", 6),
    ("education", 6.0, 6),
    ("education", Decimal("6.00"), 6),
    ("education", 0, 0),
    ("education", 8, 8),
    # numbers and amounts
    ("experience", "2.5", Decimal("2.5")),
    ("experience", 2, Decimal(2)),
    ("experience", 0.1, Decimal("0.1")),
    ("experience", 1 / 3, Decimal("0.3333")),
    ("annual_pay", 45000.55, Decimal("45000.55")),
    ("annual_pay", "45000.55", Decimal("45000.55")),
    ("annual_pay", "45\u202f000.55", Decimal("45000.55")),
    ("annual_pay", " 45\xa0000 ", Decimal(45000)),
    ("annual_pay", 0, Decimal(0)),
    ("annual_pay", 36787.2, Decimal("36787.20")),
    # dates
    ("birth_date", "1992-02-29", date(1992, 2, 29)),
    ("birth_date", " 1992-02-29 ", date(1992, 2, 29)),
    ("birth_date", date(1992, 2, 29), date(1992, 2, 29)),
    ("birth_date", datetime(1992, 2, 29, 13, 5), date(1992, 2, 29)),
    # values and codes
    ("role", "manager", "manager"),
    ("held", "none", "none"),
    ("isco08", "7121", 7121),
    ("isco08", "0110", 110),
    ("isco08", 110, 110),
    ("isco08", 7121, 7121),
    ("nationality", "NO", "NO"),
    ("nationality", " be ", "BE"),
    ("nationality", "XK", "XK"),
    ("list_title", "  Pastry   COOK ", "pastry cook"),
]

NOT_KNOWN = [None, "", " ", "?", "unknown", "Unknown", "n/a", "null", "onbekend", "inconnu", "weet niet", "don't know"]

BAD: list[tuple[str, Any, str, str]] = [
    ("insured", "maybe", "neither true nor false", "write true or false"),
    ("insured", 1, "neither true nor false", "leave the fact out where it is not known"),
    ("insured", 2.5, "neither true nor false", "write true or false"),
    ("insured", math.nan, "neither true nor false", "write true or false"),
    ("education", 6.5, "is not whole", "write a whole number (level)"),
    ("education", "six", "is no number", "no thousands sign"),
    ("education", True, "is no number", "write digits"),
    ("education", [6], "is no number", "write digits"),
    ("education", 9, "out of range", "from 0 to 8 (level)"),
    ("education", -1, "out of range", "from 0 to 8"),
    ("education", math.nan, "is not a number", "leave the fact out where it is not known"),
    ("annual_pay", math.nan, "is not a number", "leave the fact out where it is not known"),
    ("annual_pay", "NaN", "is not a number", "leave the fact out"),
    ("annual_pay", "sNaN", "is not a number", "leave the fact out"),
    ("annual_pay", math.inf, "is not a number", "leave the fact out"),
    ("annual_pay", "-Infinity", "is not a number", "leave the fact out"),
    ("annual_pay", Decimal("NaN"), "is not a number", "leave the fact out"),
    ("annual_pay", "45,000.55", "is no number", "a decimal point, no thousands sign"),
    ("annual_pay", "45.000,55", "is no number", "a decimal point, no thousands sign"),
    ("annual_pay", "€ 45000", "is no number", "write digits"),
    ("annual_pay", "45000.555", "fractions of a cent", "round it to the cent"),
    ("annual_pay", -0.01, "out of range", "from 0 to …"),
    ("annual_pay", "1e40", "is too large", "check the number"),
    ("experience", 1e300, "is too large", "check the number"),
    ("birth_date", "29/02/1992", "is no date", "YYYY-MM-DD"),
    ("birth_date", "1992-2-29", "is no date", "YYYY-MM-DD"),
    ("birth_date", "19920229", "is no date", "YYYY-MM-DD"),
    ("birth_date", 1992, "is no date", "YYYY-MM-DD"),
    ("birth_date", "1993-02-29", "does not exist in the calendar", "YYYY-MM-DD"),
    ("birth_date", "1993-13-01", "does not exist in the calendar", "YYYY-MM-DD"),
    ("role", "boss", "'boss' is no value of it", "use one of staff, specialist, manager"),
    ("role", "Manager", "is no value of it", "use one of staff, specialist, manager"),
    ("role", 2, "is no value of it", "use one of"),
    ("role", math.nan, "is no value of it", "use one of"),
    ("isco08", "712", "no ISCO-08 unit group", "four digits in quotes"),
    ("isco08", "71210", "no ISCO-08 unit group", "four digits in quotes"),
    ("isco08", "71-21", "no ISCO-08 unit group", "four digits in quotes"),
    ("isco08", True, "no ISCO-08 unit group", "four digits in quotes"),
    ("isco08", -110, "no ISCO-08 unit group", "four digits in quotes"),
    ("nationality", "Norway", "is no country code", "write two letters"),
    ("nationality", "UK", "is no country code", "write GB"),
    ("nationality", "EL", "is no country code", "write GR"),
    ("nationality", "ZZ", "is no country code", "write two letters"),
    ("nationality", False, "is no country code", "in quotes"),
    ("nationality", 47, "is no country code", "write two letters"),
    ("list_title", 7121, "is no text", "write it in quotes"),
    ("list_title", True, "is no text", "write it in quotes"),
]


@pytest.mark.parametrize(("name", "raw", "value"), GOOD, ids=lambda v: repr(v))
def test_good_values(name: str, raw: Any, value: Any, rules: RuleSet) -> None:
    read = read_value(rules.facts[name], raw)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("raw", NOT_KNOWN, ids=repr)
@pytest.mark.parametrize(
    "name", ["insured", "education", "annual_pay", "birth_date", "role", "isco08", "nationality", "list_title"]
)
def test_not_known_is_not_known_in_every_type(name: str, raw: Any, rules: RuleSet) -> None:
    assert read_value(rules.facts[name], raw) is None


@pytest.mark.parametrize(("name", "raw", "message", "remedy"), BAD, ids=lambda v: repr(v))
def test_bad_values_are_refused_with_a_remedy(name: str, raw: Any, message: str, remedy: str, rules: RuleSet) -> None:
    with pytest.raises(CaseError) as caught:
        read_value(rules.facts[name], raw)
    error = caught.value
    assert error.place == name
    assert message in error.message
    assert remedy in error.remedy
    assert str(error) == f"{name}: {error.message}; {error.remedy}"


def test_a_fact_by_its_name_or_alias(rules: RuleSet) -> None:
    assert fact_named(rules, "annual_pay") is fact_named(rules, "salary")


def test_an_unknown_fact_is_offered_the_nearest(rules: RuleSet) -> None:
    with pytest.raises(CaseError) as caught:
        fact_named(rules, "anual_pay")
    assert caught.value.place == "anual_pay"
    assert caught.value.remedy.startswith("nearest: annual_pay")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("annual_pay", Decimal("45000.55"), 45000.55),
        ("annual_pay", Decimal("45000.00"), 45000),
        ("birth_date", date(1992, 2, 29), "1992-02-29"),
        ("isco08", 110, "0110"),
        ("nationality", "NO", "NO"),
        ("insured", True, True),
        ("insured", None, None),
    ],
)
def test_values_are_shown_as_they_are_written(name: str, value: Any, shown: Any, rules: RuleSet) -> None:
    found = show_value(rules.facts[name], value)
    assert (found, type(found)) == (shown, type(shown))
    assert read_value(rules.facts[name], found) == value


@pytest.mark.parametrize(("name", "smallest"), [("annual_pay", "0.01"), ("experience", "0.0001"), ("education", "1")])
def test_the_smallest_step(name: str, smallest: str, rules: RuleSet) -> None:
    assert step(rules.facts[name]) == Decimal(smallest)


@given(
    st.sampled_from(sorted(law().facts)),
    st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.none()),
)
def test_anything_is_read_or_refused(name: str, raw: Any) -> None:
    """No other error than a `CaseError`, and never a value that is not finite."""
    fact = law().facts[name]
    try:
        value = read_value(fact, raw)
    except CaseError:
        return
    if isinstance(value, Decimal):
        assert value.is_finite()


@given(st.integers(0, 10**11))
def test_cents_survive_floats(cents: int) -> None:
    """An amount that a table holds as a float is read to the same cent."""
    fact = law().facts["annual_pay"]
    assert read_value(fact, cents / 100) * 100 == cents
