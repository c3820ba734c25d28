"""A scheme's values in the words of a language: places, counts, money, criteria. Unknown is None."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from corridor.partnerships.scheme_form import Money, Number, Place, Text
from corridor.pool.words import NAMES

FILE = Path(__file__).parent / "scheme_words.json"
THOUSANDS = {"en": ",", "fr": "\u202f", "nl": "."}
POINT = {"en": ".", "fr": ",", "nl": ","}
JOIN = "; "


@cache
def words() -> Mapping[str, Text]:
    """Every word of the register by key, in three languages."""
    found: dict[str, Text] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def label(key: str, lang: str) -> str:
    """The words of a key."""
    return words()[key][lang]


def value_label(criterion: str, value: str | None, lang: str) -> str | None:
    """The value of a criterion in words."""
    if value is None:
        return None
    return label(f"value.{value}" if value in ("yes", "no") else f"value.{criterion}.{value}", lang)


@cache
def country_names() -> Mapping[str, Text]:
    """Names of countries by code."""
    with NAMES.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["kind"] == "country"]
    return {row["code"]: {lang: row[lang] for lang in ("en", "fr", "nl")} for row in rows}


def place_name(place: Place, lang: str) -> str:
    """`Belgium (Flanders)`, `Morocco`, or the words of a place without country."""
    area = place.area[lang] if place.area else None
    if place.country is None:
        return area or ""
    country = country_names()[place.country][lang]
    return f"{country} ({area})" if area else country


def number_words(number: Number, lang: str, *, grouped: bool = True) -> str:
    """A count with its unit, how exact it is, and its note."""
    unit = label(f"unit.{number.unit}", lang)
    if number.n is not None:
        said = label(f"qualifier.{number.qualifier or 'exact'}", lang).format(n=figure(number.n, lang, grouped=grouped))
        said = f"{said} {unit}"
    elif number.low is not None:
        between = _range(number.low, number.high, lang, grouped=grouped)
        said = label(f"qualifier.{number.qualifier or 'exact'}", lang).format(n=between) + f" {unit}"
    else:
        said = number.text[lang] if number.text else ""
    return _with_note(said, number.note, lang)


def money_words(money: Money, lang: str, *, grouped: bool = True) -> str:
    """A sum with what it is, its currency, its basis where it is not stated, and its note."""
    amount = ""
    if money.amount is not None:
        amount = f"{money.currency} {figure(money.amount, lang, grouped=grouped)}"
    elif money.low is not None:
        amount = f"{money.currency} {_range(money.low, money.high, lang, grouped=grouped)}"
    said = " ".join(part for part in (label(f"money.{money.what}", lang), amount) if part)
    if money.basis != "stated":
        said += f", {label(f'basis.{money.basis}', lang)}"
    return _with_note(said, money.note, lang)


def figure(number: float, lang: str, *, grouped: bool = True) -> str:
    """A number as it is written in a language; `grouped` False: without signs for thousands and with a point."""
    text = f"{number:,.2f}" if number % 1 else f"{number:,.0f}"
    if not grouped:
        return text.replace(",", "")
    signs = {ord(","): THOUSANDS[lang], ord("."): POINT[lang]}
    return text.translate(signs)


def joined(parts: Iterable[str | None]) -> str | None:
    """Values side by side; None where there is none."""
    found = [part for part in parts if part]
    return JOIN.join(found) if found else None


def _range(low: float, high: float | None, lang: str, *, grouped: bool) -> str:
    ends = [figure(end, lang, grouped=grouped) for end in (low, high) if end is not None]
    return label("range", lang).format(low=ends[0], high=ends[-1])


def _with_note(said: str, note: Text | None, lang: str) -> str:
    if note is None:
        return said
    return f"{said} ({note[lang].rstrip('.')})" if said else note[lang]
