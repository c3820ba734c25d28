"""Numbers as people write them: `42.000,50`, `€ 42 000`, `3 ans`, `36 maanden`, `2.500 EUR/mois`.

The last of two different signs is the decimal sign. One sign followed by exactly three digits groups thousands in
amounts and whole numbers (nobody writes a tenth of a cent), and is a decimal sign elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corridor.pool.words import words

SPACES = " \u00a0\u202f\u2009'’"
SHAPE = re.compile(
    rf"(?P<before>[^\d]*?)(?P<sign>[+\-\u2212]?)\s*(?P<digits>\d[\d.,{SPACES}]*)(?P<after>.*)", re.DOTALL
)
GROUPED_BY_SPACE = re.compile(rf"\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:[.,]\d+)?")
NO_CENTS = re.compile(r"(?<=\d)[.,]\s?[-\u2013]+(?=\s|$)")
"""`1.200,-` says that there are no cents."""
CONVERT = {
    ("months", "years"): 1 / 12,
    ("years", "months"): 12.0,
    ("weeks", "days"): 7.0,
    ("days", "weeks"): 1 / 7,
    ("EUR/month", "EUR/year"): 12.0,
}
PAY = {"per_year": "EUR/year", "per_month": "EUR/month", "per_hour": "EUR/hour"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was read, or the problem (a key of `messages.json`).

    Attributes:
        plain: nothing had to be mended.
        comma: it has a decimal comma, and nothing else had to be mended.
        converted_from: the unit that it was written in, where that is another one.
    """

    value: float | None = None
    problem: str | None = None
    plain: bool = False
    comma: bool = False
    converted_from: str | None = None


def read_number(text: str, unit: str | None, *, whole_or_money: bool) -> Number:
    """The number in a text, in the given unit.

    Args:
        text: as it was written.
        unit: the unit that is wanted, as the schema names it; a unit in the text is converted where that is exact.
        whole_or_money: whether three digits after one sign are thousands.
    """
    shape = SHAPE.fullmatch(NO_CENTS.sub("", text.strip()))
    if shape is None or shape["before"].endswith((".", ",")):
        return Number(problem="no_number")
    meanings = around(f"{shape['before']} {shape['after']}")
    digits = shape["digits"].rstrip(" .," + SPACES) if meanings else shape["digits"].strip(SPACES)
    value = value_of(digits, whole_or_money=whole_or_money)
    if value is None or meanings is None:
        return Number(problem="no_number")
    value = -value if shape["sign"] in ("-", "\u2212") else value
    if not meanings:
        comma = re.fullmatch(r"\d+,\d+", digits) is not None and abs(value) == float(digits.replace(",", "."))
        return Number(value, plain=digits.isdigit(), comma=comma)
    return _in_unit(value, meanings, unit)


def around(text: str) -> set[str] | None:
    """The meanings of the words around a number; None where one of them has none."""
    rest, found = re.sub(r"/\s+", "/", text.lower()), set[str]()
    while rest := rest.strip(" \t\u00a0\u202f.,;:()"):
        word = next((w for w in words().around if rest.startswith(w[0]) and _ends(rest, w[0])), None)
        if word is None:
            return None
        found.add(word[1])
        rest = rest[len(word[0]) :]
    return found


def _ends(text: str, word: str) -> bool:
    following = text[len(word) : len(word) + 1]
    return not (word[-1:].isalpha() and following.isalpha())


def value_of(digits: str, *, whole_or_money: bool) -> float | None:
    """The value of digits with points, commas and spaces; None where they stand at odd places."""
    if any(s in digits for s in SPACES):
        if not GROUPED_BY_SPACE.fullmatch(digits):
            return None
        digits = re.sub(f"[{SPACES}]", "", digits)
        return float(digits.replace(",", "."))
    signs = [c for c in digits if c in ".,"]
    if not signs:
        return float(digits)
    last = signs[-1]
    if len(set(signs)) == 2:
        whole, _, rest = digits.rpartition(last)
        other = "," if last == "." else "."
        return float(whole.replace(other, "") + "." + rest) if last not in whole and _grouped(whole, other) else None
    if len(signs) > 1:
        return float(digits.replace(last, "")) if _grouped(digits, last) else None
    thousands = whole_or_money and _grouped(digits, last) and not digits.startswith("0")
    if digits.endswith(last) or digits.startswith(last):
        return None
    return float(digits.replace(last, "" if thousands else "."))


def _grouped(digits: str, sign: str) -> bool:
    return re.fullmatch(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+", digits) is not None


def _in_unit(value: float, meanings: set[str], unit: str | None) -> Number:
    """The value in the unit that is wanted, where the words around it allow that."""
    if "thousand" in meanings:
        value, meanings = value * 1000, meanings - {"thousand"}
    wanted = unit or ""
    if wanted.startswith("EUR"):
        if "net" in meanings:
            return Number(problem="net_pay")
        loose = {"years": "per_year", "months": "per_month"} if meanings & {"EUR", "gross"} else {}
        found = {PAY.get(loose.get(m, m), m) for m in meanings - {"EUR", "gross"}}
    else:
        found = meanings
    if not found or found == {wanted}:
        return Number(value)
    if len(found) == 1 and (factor := CONVERT.get((next(iter(found)), wanted))) is not None:
        return Number(round(value * factor, 6), converted_from=next(iter(found)))
    return Number(problem="wrong_unit")
