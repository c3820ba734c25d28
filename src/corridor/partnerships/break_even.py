"""The share of their earnings that migrants would repay so that a Global Skill Partnership pays for itself.

As in the example of the Center for Global Development (Clemens, Global Skill Partnerships, brief): whoever goes away
repays their own seat and a part of a seat on the home track, out of earnings over some years of commitment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor.partnerships.design import chains
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.flows import share_away
from corridor.partnerships.priors import mean, priors
from corridor.partnerships.simulation import Run

Floats = NDArray[np.float64]
COMMITMENT_YEARS = 4.0
"""The example's commitment is of at least four years."""
HOME_PART = "employer_share_home_track"
SEATS = "training"
"""The group of costs that makes a seat."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """What has to be repaid, out of what, by each person placed abroad.

    `share`: of gross earnings, the median over the draws, with a 90 % interval; None where the quantile falls among
    draws in which it is never reached (`never`, their share): nobody arrives, or all earnings are not enough. `owed`
    and `earnings` (EUR a person over the commitment): means over the draws in which anybody arrives. `missing`: what
    the design would have to state.
    """

    share: float | None
    lo90: float | None
    hi90: float | None
    never: float | None
    owed: float | None
    earnings: float | None
    years: float
    home_part: float
    missing: tuple[str, ...]
    draws: Floats | None = None


def repayment_share(
    away_seat: float, home_seat: float, *, home_part: float, earnings_per_year: float, years: float
) -> float | None:
    """The share of earnings that repays one away seat and a part of a home seat; None: never, earnings are too low.

    share = (away seat + part x home seat) / (earnings a year x years)
    """
    earned = earnings_per_year * years
    owed = away_seat + home_part * home_seat
    if owed == 0:
        return 0.0
    return owed / earned if 0 < owed <= earned else None


def break_even(run: Run, *, years: float = COMMITMENT_YEARS, home_part: float | None = None) -> BreakEven:
    """The break-even repayment share of a run, draw by draw.

    The away seat is what training costs up to arrival for each person placed abroad, so that those who are lost on the
    way are paid for; the home seat what it costs for each person on the home track. Earnings are gross pay over the
    part of the commitment in which the person is still employed abroad.

    Args:
        run: from `simulate`.
        years: of the commitment.
        home_part: of a home seat; by default as in the example.

    Raises:
        PartnershipError: the years are not above zero, or the part is below zero.
    """
    if years <= 0:
        raise PartnershipError("years", "win_part", name="years", value=years)
    part = mean(priors()[HOME_PART]) if home_part is None else home_part
    if part < 0:
        raise PartnershipError("home_part", "win_part", name="home_part", value=part)
    missing = _missing(run)
    if missing:
        return BreakEven(None, None, None, None, None, None, years, part, missing)
    away, home = _seats(run)
    owed = away + part * home
    earned = run.values("contract.gross_annual_salary") * _years_employed(run, years)
    share = np.full(run.draws, np.inf)
    np.divide(owed, earned, out=share, where=np.isfinite(owed) & (earned > 0))
    share[share > 1] = np.inf
    some = np.isfinite(owed)
    low, middle, high = (_quantile(share, at) for at in (0.05, 0.5, 0.95))
    return BreakEven(
        share=middle,
        lo90=low,
        hi90=high,
        never=float(np.isinf(share).mean()),
        owed=float(owed[some].mean()) if some.any() else None,
        earnings=float(earned[some].mean()) if some.any() else None,
        years=years,
        home_part=part,
        missing=(),
        draws=share,
    )


def _missing(run: Run) -> tuple[str, ...]:
    found = []
    order = chains(run.design)
    if order.home and not order.away:
        found.append("stages[track: away]")
    if not any(line.group == SEATS for line in run.lines):
        found.append("stages[].costs[group: training]")
    if run.design.contract.gross_annual_salary is None:
        found.append("contract.gross_annual_salary")
    return tuple(found)


def _seats(run: Run) -> tuple[Floats, Floats]:
    """EUR of training for each person placed abroad (inf where nobody is), and for each on the home track."""
    order = chains(run.design)
    goes = share_away(run)
    shares = {stage.id: goes for stage in order.both} | {stage.id: np.zeros(run.draws) for stage in order.home}
    paid = {"away": np.zeros(run.draws), "home": np.zeros(run.draws)}
    for line, costs in zip(run.lines, run.line_costs, strict=True):
        if line.group == SEATS:
            share = shares.get(line.stage, np.ones(run.draws))
            paid["away"] += costs * share
            paid["home"] += costs * (1 - share)
    placed = run.placed_abroad[-1].astype(np.float64)
    away = np.divide(paid["away"], placed, out=np.full(run.draws, np.inf), where=placed > 0)
    if not order.home:
        return away, np.zeros(run.draws)
    began = run.entered[run.stages.index(order.home[0].id)].astype(np.float64)
    usual = paid["home"].sum() / max(began.sum(), 1.0)  # where a draw has nobody on the home track
    return away, np.divide(paid["home"], began, out=np.full(run.draws, usual), where=began > 0)


def _years_employed(run: Run, years: float) -> Floats:
    """Expected years of employment abroad within the commitment: the hazard of leaving, and the end of a fixed term."""
    exits = np.clip(run.values("retention.exit_per_year"), 0, 1 - 1e-9)
    hazard = -np.log1p(-exits)
    if run.design.contract.term == "open":
        return _lasting(hazard, np.full(run.draws, years))
    term = np.minimum(run.values("contract.months") / 12, years)
    stays = 1 - np.clip(run.values("return.share"), 0, 1)
    first = _lasting(hazard, term)
    return first + stays * (_lasting(hazard, np.full(run.draws, years)) - first)


def _lasting(hazard: Floats, years: Floats) -> Floats:
    """The integral of exp(-hazard t) over the years."""
    steep = hazard > 1e-9
    return np.where(steep, -np.expm1(-hazard * years) / np.where(steep, hazard, 1), years)


def _quantile(share: Floats, at: float) -> float | None:
    found = float(np.quantile(share, at, method="inverted_cdf"))
    return found if np.isfinite(found) else None
