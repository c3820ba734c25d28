"""What must be said of a win, in the order in which it must be said: red flags, then losers, then the total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from corridor.partnerships.price_list import price_list
from corridor.partnerships.win import Amount, Win, losers
from corridor.rules import wording

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
QUOTES = {"en": "“{}”", "fr": f"«{SPACE}{{}}{SPACE}»", "nl": "“{}”"}
STEP = 100
"""Amounts are rounded to hundreds of EUR: no draw knows them better."""


def statement(win: Win, lang: str, *, until: date | None = None) -> tuple[str, ...]:
    """Sentences about a win.

    Args:
        win: the account.
        lang: en, fr, nl.
        until: the horizon, to say up to when things are counted.
    """
    return tuple(_sentences(win, lang, until))


def _sentences(win: Win, lang: str, until: date | None) -> Iterator[str]:
    yield from (flag.text.told(lang) for flag in win.flags)
    lost = losers(win)
    for loser in lost:
        share = per_cent(1 - loser.total.above, lang)
        key = "loses" if loser.certain else "probably_loses"
        yield _say(key, lang, party=loser.label.told(lang), share=share, **_figures(loser.total, lang, loss=True))
    if lost and win.total.mean > 0:
        yield _say("hidden", lang)
    named: set[str] = set()
    for account in win.accounts:
        if account.open and account.verdict != "pays":
            named |= set(account.without)
            yield _say("open", lang, party=account.label.told(lang), lines=_names(win, account.without, lang))
    yield _say("total", lang, **_figures(win.total, lang))
    paid = win.account("funder").total
    if paid.mean < 0:
        yield _say("funder", lang, **_figures(Amount(-paid.mean, -paid.hi90, -paid.lo90, 1.0), lang))
    told = {win.line(id).transfer for id in named} - {None}  # the other side of a transfer needs no second word
    rest = tuple(id for id in win.without if id not in named and win.line(id).transfer not in told)
    if rest:
        yield _say("without", lang, lines=_names(win, rest, lang))
    if until is not None:
        yield _say("beyond", lang, day=wording.show(until, lang))


def _say(key: str, lang: str, **values: str) -> str:
    return price_list().statements[key].told(lang).format(**values)


def _figures(amount: Amount, lang: str, *, loss: bool = False) -> dict[str, str]:
    """The mean of a loss without its sign, since the sentence says that it is one."""
    mean = abs(amount.mean) if loss and amount.mean < 0 else amount.mean
    return {"amount": money(mean, lang), "low": money(amount.lo90, lang), "high": money(amount.hi90, lang)}


def _names(win: Win, ids: tuple[str, ...], lang: str) -> str:
    return ", ".join(dict.fromkeys(QUOTES[lang].format(win.line(id).label.told(lang)) for id in ids))


def money(value: float, lang: str) -> str:
    """EUR in hundreds, with a sign where it is below zero."""
    rounded = round(value / STEP) * STEP
    said = wording.money(abs(rounded), lang)
    return f"{MINUS}{said}" if rounded < 0 else said


def per_cent(share: float, lang: str) -> str:
    """A share in whole per cent."""
    return f"{round(100 * share)}{'' if lang == 'en' else SPACE}%"
