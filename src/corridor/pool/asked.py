"""What records of other forms ask of people, in our own terms: languages, years, diplomas, licences.

An empty requirement means that nothing is asked. One that cannot be read is left out, and a remark says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from corridor.pool import reading
from corridor.pool.numbers import read_number
from corridor.pool.remarks import Remarks
from corridor.pool.schema import table
from corridor.pool.words import plain, words

TAG = re.compile(r"<[^>]+>")
YEARS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:(?:à|a|-|–|to|tot)\s*\d+(?:[.,]\d+)?)?\s*\+?\s*([^\W\d]+)")
CATEGORY = re.compile(r"\[?([A-Z]{1,2}\d?E?)\]?(?=$|[\s:,;-])")


def several(value: Any) -> list[Any]:
    """A value that may come alone or as a list, as a list without gaps."""
    items = value if isinstance(value, list) else [value]
    return [i for i in items if i not in (None, "", {}, [])]


def text_of(value: Any) -> str | None:
    """A text, without mark-up, or the name of a thing; None where there is none."""
    if isinstance(value, dict):
        value = next((value[k] for k in ("name", "value", "Label", "@value") if isinstance(value.get(k), str)), None)
    if value is None or isinstance(value, dict | list):
        return None
    return " ".join(TAG.sub(" ", str(value)).split()) or None


def languages(at: int, asked: Iterable[Any], remarks: Remarks) -> list[str]:
    """Languages that are asked. Without a level, the lowest is taken: it is a lower bound of what is asked."""
    column = table("vacancies").columns["languages_min"]
    found = []
    for item in asked:
        written = text_of(item) or str(item)
        read = reading.language(written, column)
        if read.value is None and read.fault is not None and read.fault.key == "language_level":
            value = f"{read.fault.values['code']}:A1"
            remarks.note(at, "languages_min", written, value, "no_level_stated")
            found.append(value)
        elif read.value is None:
            remarks.note(at, "languages_min", written, None, "left_out", raw=written)
        else:
            found.append(read.value)
    return found


def years(at: int, asked: Iterable[Any], remarks: Remarks) -> float | None:
    """Years of experience that are asked; the highest of several."""
    found: list[float] = []
    for item in asked:
        written = text_of(item) or str(item)
        value = _years(written)
        if value is None:
            remarks.note(at, "experience_years_min", written, None, "left_out", raw=written)
            return None
        found.append(value)
    return max(found, default=None)


def _years(written: str) -> float | None:
    name = plain(written)
    if name in words().document.no_experience:
        return 0.0
    match = YEARS.search(written)
    if match is None or any(w in words().document.at_most for w in name.split()):
        return None
    return read_number(f"{match[1]} {match[2]}", "years", whole_or_money=False).value


def level(at: int, asked: Iterable[Any], remarks: Remarks) -> int | None:
    """The level of diploma that is asked; the lowest of several, since any of them will do."""
    found: list[int] = []
    for item in asked:
        written = text_of(item) or str(item)
        value = words().levels.get(plain(written))
        if value is None:
            remarks.note(at, "education_level_min", written, None, "left_out", raw=written)
            return None
        found.append(value)
    if len(set(found)) > 1:
        remarks.note(at, "education_level_min", "; ".join(map(str, found)), min(found), "lowest_diploma")
    return min(found, default=None)


def licences(asked: Iterable[Any]) -> list[str]:
    """Categories of driving licences (`[B] cars up to 3.5 t` is B), and other titles as they are written."""
    found = []
    for item in asked:
        written = text_of(item) or str(item)
        match = CATEGORY.match(written)
        found.append(match[1] if match and match[1] in words().document.driving else written)
    return found


def region(names: Iterable[Any]) -> str | None:
    """The region of a place's names; none where it is not one of Belgium's, or they differ."""
    known = words().named("regions")
    found = {known[plain(text)] for n in names if (text := text_of(n)) and plain(text) in known}
    return found.pop() if len(found) == 1 else None
