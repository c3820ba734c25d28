"""Facts of a case as people and files write them, read into natural values, and written back."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from corridor.rules.countries import COUNTRIES, USUAL_MISTAKES
from corridor.rules.errors import CaseError
from corridor.rules.model import SCALE, Fact, RuleSet
from corridor.rules.moment import title_key

YES = {"true", "yes", "ja", "oui", "1", "y", "j", "o"}
NO = {"false", "no", "nee", "non", "0", "n"}
NOT_KNOWN = {"", "?", "unknown", "null", "none known", "don't know", "inconnu", "onbekend", "weet niet", "n/a"}
DIGITS = {"money": 2, "number": 4}
LARGEST = {"int": 2**31 - 1, "number": 10**12, "money": 10**12}
"""What tables hold as integers of 32 and 64 bits."""


def fact_named(rules: RuleSet, name: str) -> Fact:
    """The fact of a name or alias.

    Raises:
        CaseError: no such fact; with the nearest names.
    """
    fact = rules.facts.get(name)
    if fact is None:
        fact = next((f for f in rules.facts.values() if name in f.aliases), None)
    if fact is None:
        raise CaseError(name, "no_fact", near=name, known=rules.facts)
    return fact


def read_value(fact: Fact, raw: Any) -> Any:
    """A fact's value: bool, int, Decimal, date, str, or an int for ISCO codes; None where it is not known.

    Raises:
        CaseError: the value is no value of the fact.
    """
    if raw is None or (isinstance(raw, str) and raw.strip().lower() in NOT_KNOWN and raw != "none"):
        return None
    match fact.type:
        case "bool":
            return _bool(fact, raw)
        case "int" | "number" | "money":
            return _within(fact, _number(fact, raw))
        case "date":
            return _date(fact, raw)
        case "enum":
            if isinstance(raw, str) and raw in fact.values:
                return raw
            raise CaseError(fact.name, "no_value", raw=repr(raw), values=", ".join(fact.values))
        case "code" if fact.scheme == "isco08":
            return _isco(fact, raw)
        case "code":
            return _country(fact, raw)
    if not isinstance(raw, str):
        raise CaseError(fact.name, "no_text", raw=repr(raw))
    return title_key(raw)


def show_value(fact: Fact, value: Any) -> Any:
    """A natural value as JSON writes it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if fact.type == "code" and fact.scheme == "isco08" and isinstance(value, int):
        return f"{value:04d}"
    return value


def step(fact: Fact) -> Decimal | int:
    """The smallest difference that the fact can have."""
    return Decimal(1) / SCALE[fact.type] if fact.type in DIGITS else 1


def _bool(fact: Fact, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower() if isinstance(raw, str) else None
    if word in YES or word in NO:
        return word in YES
    raise CaseError(fact.name, "no_truth", raw=repr(raw))


def _number(fact: Fact, raw: Any) -> Decimal | int:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        raise CaseError(fact.name, "no_number", raw=repr(raw))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise CaseError(fact.name, "not_a_number", raw=raw)
    try:
        value = Decimal(str(raw).strip().replace("\u202f", "").replace("\xa0", ""))
    except InvalidOperation:
        raise CaseError(fact.name, "no_number", raw=repr(raw)) from None
    if not value.is_finite():
        raise CaseError(fact.name, "not_a_number", raw=raw)
    if abs(value) > LARGEST[fact.type]:
        raise CaseError(fact.name, "too_large", raw=raw)
    if fact.type == "int":
        if value != value.to_integral_value():
            raise CaseError(fact.name, "not_whole", raw=raw, unit=fact.unit or "…")
        return int(value)
    digits = DIGITS[fact.type]
    rounded = round(value, digits)
    if fact.type == "money" and rounded != value and not isinstance(raw, float):
        raise CaseError(fact.name, "fraction_of_cent", raw=raw)
    return rounded


def _within(fact: Fact, value: Decimal | int) -> Decimal | int:
    low, high = fact.min, fact.max
    if (low is not None and value < low) or (high is not None and value > high):
        shown = ("…" if limit is None else limit for limit in (low, high))
        raise CaseError(fact.name, "out_of_range", raw=value, low=next(shown), high=next(shown), unit=fact.unit or "…")
    return value


def _date(fact: Fact, raw: Any) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw.strip()):
        raise CaseError(fact.name, "no_date", raw=repr(raw))
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise CaseError(fact.name, "impossible_date", raw=raw) from None


def _isco(fact: Fact, raw: Any) -> int:
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    text = f"{raw:04d}" if whole and raw >= 110 else str(raw).strip()  # 110 is 0110 without its zero
    if not re.fullmatch(r"\d{4}", text):
        raise CaseError(fact.name, "no_isco", raw=repr(raw))
    return int(text)


def _country(fact: Fact, raw: Any) -> str:
    if raw is False:
        raise CaseError(fact.name, "norway", raw=raw)
    text = str(raw).strip().upper()
    if text in COUNTRIES:
        return text
    hint = USUAL_MISTAKES.get(text)
    if hint:
        raise CaseError(fact.name, "mistaken_country", raw=repr(raw), hint=hint)
    raise CaseError(fact.name, "no_country", raw=repr(raw))
