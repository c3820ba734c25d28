"""Who wins and who loses by a partnership: gains and losses of each party, line by line, with their uncertainty.

A line is a quantity of the simulated run, times prices, discounted to the design's start, in each draw; totals are
added up in each draw, so that their intervals are intervals of sums. Transfers stand on both sides and cancel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.flows import Flows, flows
from corridor.partnerships.price_list import LineRow, price_list
from corridor.partnerships.priors import draw, priors
from corridor.partnerships.reading import Text
from corridor.partnerships.simulation import Run, uniforms
from corridor.partnerships.win_flags import RedFlag, red_flags
from corridor.partnerships.win_prices import Own, Prices, PriceUsed, draw_prices, interval, weakest

Floats = NDArray[np.float64]
SPENDING = "spending"


@dataclass(frozen=True, slots=True)
class Amount:
    """EUR at the design's start: mean, 90 % interval, and the share of draws in which it is above zero."""

    mean: float
    lo90: float
    hi90: float
    above: float


@dataclass(frozen=True, slots=True)
class Line:
    """One gain or cost of a party; a cost is below zero. `amount` None: not known, for want of what is `missing`.

    `of` and `prices`: the quantity of the run and the prices that were multiplied. `transfer`: the same money stands
    at another party with the other sign.
    """

    id: str
    party: str
    direction: str
    transfer: str | None
    label: Text
    explanation: Text
    amount: Amount | None
    of: str
    prices: tuple[str, ...]
    missing: tuple[str, ...]
    basis: str
    confidence: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines of one party that belong together; None where one of them is not known."""

    id: str
    party: str
    label: Text
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class Account:
    """All lines of a party that are known; `without`: the ids of those that are not.

    `verdict`: gains or loses where the whole interval is on that side of zero, probably so where the mean and more
    than half of the draws are, else undecided; funders pay. It judges the known lines alone: `open` says that a line
    which is not known could turn it.
    """

    party: str
    label: Text
    gains: Amount
    costs: Amount
    total: Amount
    verdict: str
    open: bool
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure to be read with its warning, never part of the account; None: it does not hold for this destination."""

    id: str
    label: Text
    amount: Amount | None
    warning: Text
    source: tuple[str, ...]
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Loser:
    """A party whose known lines add up to a loss; `certain`: the whole interval is below zero."""

    party: str
    label: Text
    certain: bool
    total: Amount
    without: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Win:
    """Gains and losses of a run, in EUR at the design's start, up to its horizon.

    `accounts` are of the winners and the funder; `total` is of all lines that are known, the others' too.
    `line_draws` and `account_draws` have each draw's amount, signed.
    """

    design: str
    draws: int
    seed: int
    rate: PriceUsed
    flags: tuple[RedFlag, ...]
    lines: tuple[Line, ...]
    sums: tuple[Sum, ...]
    accounts: tuple[Account, ...]
    total: Amount
    without: tuple[str, ...]
    prices: tuple[PriceUsed, ...]
    beside: tuple[Beside, ...]
    line_draws: Mapping[str, Floats]
    account_draws: Mapping[str, Floats]

    def line(self, id: str) -> Line:
        """The line of that id; KeyError where there is none."""
        return {line.id: line for line in self.lines}[id]

    def account(self, party: str) -> Account:
        """The account of a party; KeyError where there is none."""
        return {account.party: account for account in self.accounts}[party]


def win(run: Run, *, prices: Own | None = None) -> Win:
    """Gains and losses of a run for every party.

    Args:
        run: from `simulate`.
        prices: own prices by id of win.yaml, in place of those that ship or that the design states: a number, a
            quantity as a design writes it, or None for not known.

    Raises:
        PartnershipError: there is no such price, or it is no quantity.
    """
    book = price_list()
    known = draw_prices(run, prices)
    rate = known.values["discount_rate"]
    found = flows(run, np.zeros(run.draws) if rate is None else rate)
    made = {row.id: _amounts(run, row, known, found) for row in book.lines}
    line_draws = {id: amounts for id, amounts in made.items() if amounts is not None}
    lines = tuple(_line(run, row, known, made[row.id], found.unknown) for row in book.lines)
    account_draws = {party: _added(run, lines, line_draws, party) for party in book.parties}
    whole = np.sum(list(account_draws.values()), axis=0)
    return Win(
        design=run.design.id,
        draws=run.draws,
        seed=run.seed,
        rate=known.used["discount_rate"],
        flags=red_flags(run.design),
        lines=lines,
        sums=tuple(_sum(row, line_draws) for row in book.sums),
        accounts=tuple(_account(run, party, lines, line_draws) for party in book.parties if party != "others"),
        total=amount(whole),
        without=tuple(line.id for line in lines if line.amount is None),
        prices=tuple(known.used.values()),
        beside=tuple(_beside(run, row, found) for row in book.beside),
        line_draws=line_draws,
        account_draws=account_draws,
    )


def losers(win: Win) -> tuple[Loser, ...]:
    """The winners-to-be whose known lines add up to a loss, surely or probably; those who lose most first.

    Funders are none of them: they pay on purpose.
    """
    found = [
        Loser(account.party, account.label, account.verdict == "loses", account.total, account.without)
        for account in win.accounts
        if account.party in price_list().winners and account.verdict in ("loses", "probably_loses")
    ]
    return tuple(sorted(found, key=lambda loser: (not loser.certain, loser.total.mean, loser.party)))


def to_json(win: Win) -> dict[str, Any]:
    """The account as plain values; the draws are left out, the losers and red flags come first."""
    names = ("flags", "accounts", "total", "without", "lines", "sums", "beside", "rate", "prices")
    plain = {name: getattr(win, name) for name in names}
    found = {name: _plain(value) for name, value in {"losers": losers(win), **plain}.items()}
    return {"design": win.design, "draws": win.draws, "seed": win.seed, **found}


def amount(values: Floats) -> Amount:
    """Mean, 90 % interval and share above zero of one value a draw."""
    return Amount(*interval(values), float((values > 0).mean()))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


# ---- lines ----


def _amounts(run: Run, row: LineRow, known: Prices, found: Flows) -> Floats | None:
    """EUR of a line in each draw, signed; None where a price is not known."""
    if row.of == SPENDING:
        paid = [n for n, line in enumerate(run.lines) if line.payer in row.payers]
        positive: Floats | None = (run.line_costs[paid] * found.factor[paid]).sum(axis=0)
    else:
        positive = None if row.of in found.unknown else known.product(row.times, found.present[row.of])
    if positive is None:
        return None
    return positive if row.direction == "gain" else -positive


def _line(run: Run, row: LineRow, known: Prices, amounts: Floats | None, unknown: frozenset[str]) -> Line:
    if row.of == SPENDING:
        parts, source = _behind_costs(run, row)
        used: tuple[str, ...] = ()
    else:
        used = tuple(dict.fromkeys(factor.price for factor in row.times))
        parts = [(known.used[id].basis, known.used[id].confidence) for id in used]
        source = tuple(dict.fromkeys(link for id in used for link in known.used[id].source))
    if row.basis is not None:
        parts.append((row.basis, "high"))
    basis, confidence = weakest(parts)
    return Line(
        id=row.id,
        party=row.party,
        direction=row.direction,
        transfer=row.transfer,
        label=row.label,
        explanation=row.explanation,
        amount=None if amounts is None else amount(amounts),
        of=row.of,
        prices=used,
        missing=(*((row.of,) if row.of in unknown else ()), *known.missing(row.times)),
        basis=basis,
        confidence=confidence,
        source=source,
    )


def _behind_costs(run: Run, row: LineRow) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Basis, confidence and sources of the prices of stages that these payers bear."""
    stages = {line.stage for line in run.lines if line.payer in row.payers}
    found = [
        parameter.prior
        for parameter in run.parameters
        if parameter.name.endswith(".amount") and parameter.name.split(".")[1] in stages
    ]
    source = tuple(dict.fromkeys(link for prior in found for link in prior.source))
    return [(prior.basis, prior.confidence) for prior in found], source


# ---- totals ----


def _added(run: Run, lines: tuple[Line, ...], line_draws: Mapping[str, Floats], party: str) -> Floats:
    mine = [line_draws[line.id] for line in lines if line.party == party and line.id in line_draws]
    return np.asarray(np.sum([np.zeros(run.draws), *mine], axis=0))


def _account(run: Run, party: str, lines: tuple[Line, ...], line_draws: Mapping[str, Floats]) -> Account:
    mine = tuple(line for line in lines if line.party == party)
    whole = _added(run, mine, line_draws, party)
    gains, costs = (
        _added(run, tuple(line for line in mine if line.direction == side), line_draws, party)
        for side in ("gain", "cost")
    )
    found = verdict(whole) if party in price_list().winners else "pays"
    unknown = tuple(line for line in mine if line.amount is None)
    turns = {"gains": "cost", "probably_gains": "cost", "loses": "gain", "probably_loses": "gain"}.get(found)
    return Account(
        party=party,
        label=price_list().parties[party],
        gains=amount(gains),
        costs=amount(costs),
        total=amount(whole),
        verdict=found,
        open=any(turns in (None, line.direction) for line in unknown),
        without=tuple(line.id for line in unknown),
    )


def verdict(whole: Floats) -> str:
    """What a total says, given its draws."""
    total = amount(whole)
    if total.lo90 > 0:
        return "gains"
    if total.hi90 < 0:
        return "loses"
    if total.mean < 0 and float((whole < 0).mean()) > 0.5:
        return "probably_loses"
    return "probably_gains" if total.mean > 0 and total.above > 0.5 else "undecided"


def _sum(row: Any, line_draws: Mapping[str, Floats]) -> Sum:
    if not all(id in line_draws for id in row.lines):
        return Sum(row.id, row.party, row.label, None)
    return Sum(row.id, row.party, row.label, amount(np.sum([line_draws[id] for id in row.lines], axis=0)))


def _beside(run: Run, row: Any, found: Flows) -> Beside:
    unit = row.amount
    if row.prior is not None:
        unit = draw(priors()[row.prior], uniforms(run.seed, row.prior, run.draws))
    holds = not row.only or run.design.destination.country in row.only
    value = amount(found.total[row.of] * unit) if holds else None
    return Beside(row.id, row.label, value, row.warning, row.source, row.basis, row.confidence)
