"""What one written text stands for, in a column: its value, or what is wrong with it, or what was mended.

Each reader takes a text without spaces around it. Columns call it once for each distinct text that is not in its plain
form (`columns.py`), so a million rows cost as many calls as there are odd spellings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from corridor.occupations.isco08 import UNIT, groups, unit_groups
from corridor.pool.errors import LANGUAGES, Message
from corridor.pool.numbers import read_number
from corridor.pool.schema import FIRST_YEAR, LAST_YEAR, Column
from corridor.pool.words import plain, words
from corridor.rules.countries import COUNTRIES
from corridor.rules.errors import closest

NEAR = 5
"""So many near codes are offered."""


@dataclass(frozen=True, slots=True)
class Read:
    """A value (None: unknown), a fault, or a remark on a repair."""

    value: Any = None
    fault: Message | None = None
    note: Message | None = None


def fault(key: str, **values: Any) -> Read:
    """A text that cannot be read."""
    return Read(fault=Message(key, values))


def noted(value: Any, key: str, **values: Any) -> Read:
    """A text that was mended."""
    return Read(value, note=Message(key, values))


def unit_label(unit: str | None) -> dict[str, str]:
    """A unit in three languages; digits where there is none."""
    return {lang: Message(f"unit_{unit or 'count'}").told(lang)[0] for lang in LANGUAGES}


def number(text: str, column: Column) -> Read:
    """A number in the column's unit: digits with points, commas and spaces, a currency or a unit around them."""
    if column.unit == "level" and (level := words().levels.get(plain(text))) is not None:
        return noted(float(level), "level")
    found = read_number(text, column.unit, whole_or_money=column.type != "number")
    if found.problem is not None:
        return fault(found.problem, raw=text, unit=unit_label(column.unit))
    if found.converted_from is not None:
        units = {"of": unit_label(found.converted_from), "unit": unit_label(column.unit)}
        return noted(found.value, "twelve_months" if found.converted_from == "EUR/month" else "converted", **units)
    if found.comma:
        return noted(found.value, "decimal_comma", n=1)
    return Read(found.value) if found.plain else noted(found.value, "number")


# ---- dates ----
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})(?: 0?0:00(?::00)?)?")
NAMED = re.compile(r"(\d{1,2})(?:er|e|st|nd|rd|th)?\.?\s+(?:of\s+)?([^\W\d]+)\.?,?\s+(\d{4})")
NAMED_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


def day(text: str, column: Column) -> Read:
    """A date: YYYY-MM-DD, day before month, or with the month's name in three languages."""
    if found := ISO.fullmatch(text):
        year, month, of_month = (int(n) for n in found.groups())
        return _date(text, year, month, of_month, None if text[4] == "-" and text[7:8] == "-" else "date")
    if found := COMPACT.fullmatch(text):
        return _date(text, int(found[1]), int(found[2]), int(found[3]), "date")
    if found := DAY_FIRST.fullmatch(text):
        if len(found[3]) == 2:
            return fault("short_year", raw=text)
        of_month, month = int(found[1]), int(found[2])
        return _date(text, int(found[3]), month, of_month, "day_first" if of_month <= 12 else "date")
    for pattern, places in ((NAMED, (1, 2, 3)), (NAMED_FIRST, (2, 1, 3))):
        if found := pattern.fullmatch(text):
            named = words().months.get(plain(found[places[1]]))
            if named is not None:
                return _date(text, int(found[places[2]]), named, int(found[places[0]]), "date")
    return fault("no_date", raw=text)


def _date(text: str, year: int, month: int, of_month: int, note: str | None) -> Read:
    try:
        value = date(year, month, of_month)
    except ValueError:
        return fault("impossible_date", raw=text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return fault("far_date", raw=text, low=FIRST_YEAR, high=LAST_YEAR)
    return Read(value) if note is None else noted(value, note)


# ---- words and codes ----
def truth(text: str, column: Column) -> Read:
    """Yes or no, in three languages."""
    value = words().truths.get(text.lower())
    return fault("no_truth", raw=text) if value is None else Read(value)


def choice(text: str, column: Column) -> Read:
    """A value of an enumeration: itself, its label in three languages, or another word for it."""
    value = column.other_words.get(plain(text))
    return fault("no_value", raw=text, values=", ".join(column.values)) if value is None else Read(value)


ISCO = re.compile(r"(?:.*/)?(?:(?:isco|citp)(?:[- ]?(?:08|2008))?)?[ :/-]*c?(\d{1,4})(?:\.\d+)*", re.IGNORECASE)


def isco(text: str, column: Column) -> Read:
    """A unit group of ISCO-08; zeros that a spreadsheet dropped are put back, ESCO's longer codes are cut."""
    found = ISCO.fullmatch(text)
    if found:
        code = found[1].zfill(UNIT) if len(found[1]) == UNIT - 1 else found[1]
        if code in _units():
            digits = text.removesuffix(".0")
            return noted(code, "isco_zero" if digits == found[1] and len(digits) < UNIT else "isco")
    return fault("no_isco", raw=text, near=_near(found[1] if found else plain(text)))


def _units() -> frozenset[str]:
    return frozenset(unit_groups())


def _near(text: str) -> dict[str, str]:
    """Unit groups whose codes begin or look like the text, with their titles."""
    codes: list[str] = []
    for length in (3, 2, 1):
        if len(text) >= length and text[:length].isdigit():
            codes = [c for c in unit_groups() if c.startswith(text[:length])]
        if codes:
            break
    codes = sorted(codes, key=lambda c: abs(int(c) - int(text[:4].ljust(4, "0"))))[:NEAR] if text.isdigit() else codes
    codes = codes[:NEAR] or closest(text, unit_groups())
    return {
        lang: "; ".join(f"{c} {groups()[c].title(lang)}" for c in sorted(codes)) or Message("none_near").told(lang)[0]
        for lang in LANGUAGES
    }


def country(text: str, column: Column) -> Read:
    """A country code; names in three languages and the EU's own codes (EL, UK) are put right."""
    if text in COUNTRIES:
        return Read(text)
    code = words().countries.get(plain(text))
    return fault("no_country", raw=text) if code is None else noted(code, "country")


LEVEL = re.compile(r"(.+?)[\s:=,(\u2013-]+([abc][12])\s*\+?\)?", re.IGNORECASE)
TWO_PARTS = re.compile(r"(.+?)\s*[:=(\u2013-]\s*([^:=()]+?)\s*\)?")


def language(text: str, column: Column) -> Read:
    """A language with its level, `nl:B2`; names in three languages are put right, a native language is C2."""
    code = words().languages.get(plain(text))
    if code is not None:
        return fault("language_level", raw=text, code=code)
    if found := LEVEL.fullmatch(text):
        code = words().languages.get(plain(found[1]))
        if code is not None:
            value = f"{code}:{found[2].upper()}"
            return Read(value) if value == text else noted(value, "language")
    if found := TWO_PARTS.fullmatch(text):
        code = words().languages.get(plain(found[1]))
        if code is not None and plain(found[2]) in words().native:
            return noted(f"{code}:C2", "native")
        if code is not None:
            return fault("language_level", raw=text, code=code)
    first, _, rest = text.partition(" ")
    code = words().languages.get(plain(first))
    if code is not None and plain(rest) in words().native:
        return noted(f"{code}:C2", "native")
    return fault("no_language", raw=text)


def licence(text: str, column: Column) -> Read:
    """A category of a driving licence in capitals; a professional title as it is written."""
    bare = plain(text)
    for word in sorted((plain(w) for w in words().document.driving_words), key=len, reverse=True):
        bare = bare.removeprefix(word + " ")
    category = bare.replace(" ", "").upper()
    if category not in words().document.driving:
        return Read(text)
    return Read(text) if category == text else noted(category, "licence")


NUTS = re.compile(r"BE[0-9A-Z]{0,3}")


def nuts(text: str, column: Column) -> Read:
    """A Belgian NUTS code. Of several nested codes the longest is taken."""
    codes = [c for c in re.split(r"[\s;,|]+", text.upper()) if c]
    if not codes or not all(NUTS.fullmatch(c) for c in codes) or all(len(c) == 2 for c in codes):
        return fault("no_nuts", raw=text)
    longest = max(codes, key=len)
    if not all(longest.startswith(c) for c in codes):
        return _several_nuts(text, codes)
    return Read(longest) if longest == text else noted(longest, "nuts")


def _several_nuts(text: str, codes: list[str]) -> Read:
    """Places that lie apart: their common beginning, where that still names one region."""
    regions = {region_of(c) for c in codes if len(c) > 2}
    if len(regions) != 1:
        return fault("several_regions", raw=text)
    last = [c for c in codes if not any(o != c and o.startswith(c) for o in codes)]
    common = last[0][: next((i for i in range(len(min(last, key=len))) if len({c[i] for c in last}) > 1), 5)]
    return noted(common, "nuts")


def region_of(code: str) -> str | None:
    """The region in which a NUTS code lies; none for the country as a whole."""
    fits = [prefix for prefix in words().nuts if code.startswith(prefix)]
    return words().nuts[max(fits, key=len)] if fits else None


def as_text(text: str, column: Column) -> Read:
    """The text itself."""
    return Read(text)


READERS: dict[str, Callable[[str, Column], Read]] = {
    "id": as_text,
    "text": as_text,
    "int": number,
    "number": number,
    "money": number,
    "bool": truth,
    "date": day,
    "enum": choice,
    "isco08": isco,
    "country": country,
    "language": language,
    "licence": licence,
    "nuts": nuts,
}
