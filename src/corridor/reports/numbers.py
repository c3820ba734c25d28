"""Numbers, amounts, shares and dates as a reader of English, French or Dutch writes them.

Spaces inside a number never break: a narrow one (U+202F) between French thousands, else the ordinary one (U+00A0).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from corridor.rules import wording

MINUS = "\N{MINUS SIGN}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
SPACE = "\N{NO-BREAK SPACE}"
MONEY = wording.MONEY
PERCENT = {"en": "{}%", "fr": f"{{}}{SPACE}%", "nl": f"{{}}{SPACE}%"}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


def count(value: float, lang: str) -> str:
    """A whole number: 1,234 · 1 234 · 1.234. Rounds half to even."""
    return _signs(wording.number(abs(round(value)), lang), value)


def decimal(value: float, lang: str, digits: int = 1) -> str:
    """A number with at most `digits` decimals, no zeros at the end."""
    exact = Decimal(str(abs(value))).quantize(Decimal(1).scaleb(-digits))
    return _signs(wording.number(exact, lang), value)


def money(value: float, lang: str) -> str:
    """Whole EUR: EUR 1,234 · 1 234 € · € 1.234."""
    return MONEY[lang].format(count(value, lang))


def share(part: float, whole: float, lang: str) -> str | None:
    """A share in whole per cent; None of nothing. What is neither none nor all is never written as 0 or 100."""
    if not whole:
        return None
    percent = 100 * part / whole
    if 0 < percent < 1:
        return f"<{SPACE}{PERCENT[lang].format(1)}"
    if 99 < percent < 100:
        return f">{SPACE}{PERCENT[lang].format(99)}"
    return PERCENT[lang].format(count(percent, lang))


def change(value: float, lang: str, digits: int = 0) -> str:
    """A difference with its sign: +12, −3, 0."""
    text = decimal(value, lang, digits)
    return f"+{text}" if value > 0 and text != "0" else text


def day(value: date, lang: str) -> str:
    """A date written out: 21 November 2026; the first of a French month is `1er`."""
    number = "1er" if lang == "fr" and value.day == 1 else str(value.day)
    return f"{number}{SPACE}{MONTHS[lang].split()[value.month - 1]}{SPACE}{value.year}"


def _signs(text: str, value: float) -> str:
    return MINUS + text if value < 0 and text.strip("0.,") else text
