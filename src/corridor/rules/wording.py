"""Amounts, dates and numbers in the form of each language (en, fr, nl)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

SEPARATORS = {"en": (",", "."), "fr": ("\u202f", ","), "nl": (".", ",")}
MONEY = {"en": "EUR\u00a0{}", "fr": "{}\u00a0€", "nl": "€\u00a0{}"}
DATES = {"en": "%Y-%m-%d", "fr": "%d/%m/%Y", "nl": "%d/%m/%Y"}
TRUTH = {"en": ("yes", "no"), "fr": ("oui", "non"), "nl": ("ja", "nee")}
NOT_KNOWN = "?"


def money(amount: Decimal | int, lang: str) -> str:
    """An amount in EUR; cents only where there are any."""
    whole = Decimal(amount) == Decimal(amount).to_integral_value()
    return MONEY[lang].format(number(amount, lang, 0 if whole else 2))


def number(value: Decimal | int, lang: str, digits: int | None = None) -> str:
    """A number with the language's thousands and decimal signs."""
    thousands, point = SEPARATORS[lang]
    exact = Decimal(value)
    if digits is None:
        digits = max(0, -int(exact.normalize().as_tuple().exponent))
    text = f"{exact:,.{digits}f}"
    return text.replace(",", "\0").replace(".", point).replace("\0", thousands)


def show(value: Any, lang: str, *, unit: str | None = None, labels: dict[str, dict[str, str]] | None = None) -> str:
    """A fact's or parameter's value for a reader."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, bool):
        return TRUTH[lang][0 if value else 1]
    if isinstance(value, date):
        return value.strftime(DATES[lang])
    if isinstance(value, str):
        return labels.get(value, {}).get(lang, value) if labels else value
    if unit and unit.startswith("EUR"):
        return money(value, lang)
    return f"{value:04d}" if unit == "isco08" else number(value, lang)
