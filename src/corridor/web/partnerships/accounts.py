"""Who gains and who loses by a simulated design, as the page says it: red flags and losers first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from corridor.partnerships.break_even import BreakEven
from corridor.partnerships.price_list import price_list
from corridor.partnerships.win import Amount, Line, Win, losers
from corridor.partnerships.win_prices import PriceUsed
from corridor.partnerships.win_statement import statement
from corridor.web.design import names
from corridor.web.design.templatetags.design import not_known, percent
from corridor.web.partnerships.outcome import Outcome, Row, euros, to

TONES = {
    "gains": "met",
    "probably_gains": "met",
    "undecided": "unknown",
    "probably_loses": "not_met",
    "loses": "not_met",
    "pays": "waiting",
}
"""The state by which a verdict is drawn."""
STEP = 100
"""Amounts are rounded to hundreds of EUR, as the sentences of the library have them."""


@dataclass(frozen=True)
class Party:
    """The account of a party: verdict, totals, and its lines; `unknown` of those that nobody has priced."""

    id: str
    label: str
    tone: str
    verdict: str
    cells: tuple[str, ...]
    lines: tuple[tuple[Row, Line], ...]
    unknown: tuple[Line, ...]


@dataclass(frozen=True)
class Account:
    """Gains and losses of everybody.

    Attributes:
        warnings: red flags and losers, in the order in which they must be said.
        sentences: what must be said after them.
        parties: in the order of the library, losers first.
        prices: what the lines were multiplied with.
        beside: figures that are shown and never added: label, amount, warning, sources.
        even: the break-even sentence.
    """

    warnings: tuple[str, ...]
    sentences: tuple[str, ...]
    parties: tuple[Party, ...]
    prices: tuple[PriceUsed, ...]
    beside: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    even: str


def account_of(outcome: Outcome | None) -> Account | None:
    """The account of an outcome; None where it was not made."""
    if outcome is None or outcome.now.win is None or outcome.now.even is None:
        return None
    win, lang = outcome.now.win, names.language()
    lost = losers(win)
    said = statement(win, lang, until=outcome.end)
    first = len(win.flags) + len(lost)
    order = {loser.party: at for at, loser in enumerate(lost)}
    ranked = sorted(win.accounts, key=lambda account: order.get(account.party, len(order)))
    beside = tuple(
        (
            one.label.told(lang),
            not_known() if one.amount is None else _with_band(one.amount),
            one.warning.told(lang),
            one.source,
        )
        for one in win.beside
    )
    parties = tuple(_party(win, account.party) for account in ranked)
    return Account(said[:first], said[first:], parties, win.prices, beside, _even(outcome.now.even, outcome))


def _party(win: Win, party: str) -> Party:
    account, lang = win.account(party), names.language()
    mine = [line for line in win.lines if line.party == party]
    known = {side: _is_known([line for line in mine if line.direction == side]) for side in ("gain", "cost")}
    some = any(known.values())
    cells = (
        rounded(account.gains.mean) if known["gain"] else not_known(),
        rounded(account.costs.mean) if known["cost"] else not_known(),
        rounded(account.total.mean) if some else not_known(),
        to(rounded(account.total.lo90), rounded(account.total.hi90)) if some else "",
    )
    return Party(
        id=party,
        label=account.label.told(lang),
        tone=TONES[account.verdict] if some else "unknown",
        verdict=price_list().verdicts[account.verdict].told(lang) if some else not_known(),
        cells=cells,
        lines=tuple(_lines(mine)),
        unknown=tuple(line for line in mine if line.amount is None),
    )


def _is_known(lines: list[Line]) -> bool:
    """Whether the sum of these lines says anything: lines without a price are not nothing."""
    counted = any(line.amount is not None and _moves(line.amount) for line in lines)
    return counted or all(line.amount is not None for line in lines)


def _moves(amount: Amount) -> bool:
    return bool(amount.mean or amount.lo90 or amount.hi90)


def _lines(lines: list[Line]) -> Iterator[tuple[Row, Line]]:
    for line in lines:
        if line.amount is None or not _moves(line.amount):
            continue
        cells = (rounded(line.amount.mean), _range(line.amount), percent(line.amount.above))
        yield Row(line.label.told(names.language()), cells), line


def rounded(value: float) -> str:
    """EUR in hundreds."""
    return euros(round(value / STEP) * STEP)


def _range(amount: Amount) -> str:
    return to(rounded(amount.lo90), rounded(amount.hi90))


def _with_band(amount: Amount) -> str:
    return f"{rounded(amount.mean)} ({_range(amount)})"


def _even(even: BreakEven, outcome: Outcome) -> str:
    """What share of their earnings migrants would repay so that training pays for itself."""
    if even.missing:
        wanting = ", ".join(outcome.name_of(name) for name in even.missing)
        return _("The break-even share is not known: the design does not state %(what)s.") % {"what": wanting}
    years = {"years": f"{even.years:g}", "never": percent(even.never)}
    if even.share is None:
        return (
            _("Repayment over %(years)s years would not pay for the training: in %(never)s of draws it never does.")
            % years
        )
    high = _("never") if even.hi90 is None else percent(even.hi90)
    values = years | {"share": percent(even.share), "range": to(percent(even.lo90), high)}
    said = _(
        "Training would pay for itself if each person abroad repaid %(share)s of gross pay "
        "over %(years)s years (90%%: %(range)s)."
    )
    return said % values
