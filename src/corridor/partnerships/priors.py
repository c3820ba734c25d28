"""Priors: what is known of a rate, duration or price before a scheme has counts of its own; updating and drawing.

Rates update by Beta-Binomial; durations by Gamma (people's durations are Gamma with known shape, the rate of it is
Gamma too); costs by the normal model of their logarithm. Another distribution is first replaced by the conjugate one
with the same mean and spread. Gelman and others, Bayesian Data Analysis, 3rd ed., ch. 2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from scipy import special

from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.quantity import Kind, Quantity
from corridor.partnerships.reading import Text

FILE = Path(__file__).parent / "priors.yaml"
Floats = NDArray[np.float64]
Distribution = Literal[
    "beta", "gamma", "lognormal", "triangular", "uniform", "loguniform", "truncated_normal", "fixed"
]  # fmt: skip
MONTHS_PER_WEEK = 12 / (365.25 / 7)
JEFFREYS = 0.5
"""Both parameters of the Beta prior of a rate of which only the scheme's own counts are known."""
PRICE_SCATTER = 0.5
"""Standard deviation of log prices about a single figure that is not a distribution. Ours."""
PEOPLE_ALIKE = 16.0
"""Gamma shape of people's durations in the update of a prior that states none: a quarter of the mean. Ours."""
EDGE = 1e-7
NODES = 1025


@dataclass(frozen=True, slots=True)
class Case:
    """A scheme whose outcome is part of a prior: k of n, or a value."""

    scheme: str
    k: int | None = None
    n: int | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Prior:
    """A distribution of a rate (share), duration (months or weeks), cost (EUR) or ratio, with where it comes from.

    `parameters`: beta a, b · gamma shape, mean, people (the distribution of the mean duration: people's durations have
    this shape, and the mean weighs as much as that many people) · lognormal mu, sigma · triangular low, mode, high ·
    uniform and loguniform low, high · truncated_normal mean, sd, low, high · fixed value. `scatter` is the Gamma shape
    of people's durations where the distribution is not gamma; None: everyone takes equally long. `inverse`: draw one
    minus. `k`, `n`: the counts in it; `own_n` those that a design added.
    """

    id: str
    label: Text
    quantity: Kind
    distribution: Distribution
    parameters: tuple[tuple[str, float], ...]
    unit: str
    scatter: float | None = None
    inverse: bool = False
    k: int | None = None
    n: int | None = None
    own_n: int | None = None
    lo90: float | None = None
    hi90: float | None = None
    source: tuple[str, ...] = ()
    read: str | None = None
    confidence: str = "low"
    basis: str = "assumed"
    note: Text | None = None
    cases: tuple[Case, ...] = ()

    def __getitem__(self, name: str) -> float:
        return dict(self.parameters)[name]

    def shape(self) -> float | None:
        """The Gamma shape of durations between people; None: everyone takes equally long."""
        return self["shape"] if self.distribution == "gamma" else self.scatter


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Label(_Strict):
    en: str
    fr: str
    nl: str

    def text(self) -> Text:
        return Text(self.en, self.fr, self.nl)


class _Case(_Strict):
    scheme: str = Field(pattern=r"^SMP\d{3}$")
    k: int | None = None
    n: int | None = None
    value: float | None = None


class _Row(_Strict):
    id: str
    label: _Label
    quantity: Kind
    distribution: Distribution
    parameters: dict[str, float]
    unit: str
    scatter: float | None = None
    k: int | None = None
    n: int | None = None
    lo90: float | None = None
    hi90: float | None = None
    source: list[str] = []
    read: str | None = None
    confidence: Literal["high", "medium", "low"]
    basis: Literal["stated", "derived", "assumed"]
    note: _Label | None = None
    cases: list[_Case] = []


class _File(_Strict):
    priors: list[_Row]


@cache
def priors() -> Mapping[str, Prior]:
    """All priors of priors.yaml by id."""
    raw: Any = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {row.id: _prior(row) for row in _File.model_validate(raw).priors}


@cache
def kinds() -> Mapping[str, str]:
    """The kind of quantity of every prior, by id."""
    return {id: prior.quantity for id, prior in priors().items()}


def _prior(row: _Row) -> Prior:
    given = row.model_dump(exclude={"label", "note", "parameters", "source", "cases"})
    return Prior(
        **given,
        label=row.label.text(),
        note=None if row.note is None else row.note.text(),
        parameters=tuple(row.parameters.items()),
        source=tuple(row.source),
        cases=tuple(Case(**case.model_dump()) for case in row.cases),
    )


# ---- quantities of a design ----


def resolved(quantity: Quantity, kind: Kind, name: str, known: Mapping[str, Prior] | None = None) -> Prior:
    """The distribution of a quantity of a design: its prior or range, updated by its own counts; months for durations.

    Args:
        quantity: as the design states it.
        kind: rate, duration, cost or ratio.
        name: the path of the quantity in the design, for its label.
        known: priors to use in place of `priors()`.

    Raises:
        PartnershipError: the prior is not among `known`.
    """
    found = _stated(quantity, kind, name, priors() if known is None else known)
    found = updated(found, k=quantity.k, n=quantity.n, total=quantity.total)
    if quantity.scatter is not None and kind == "duration":
        found = _with_scatter(found, quantity.scatter)
    return replace(found, inverse=found.inverse != quantity.inverse)


def _stated(quantity: Quantity, kind: Kind, name: str, known: Mapping[str, Prior]) -> Prior:
    if quantity.prior is not None:
        if quantity.prior not in known:
            raise PartnershipError(name, "quantity_prior_unknown", prior=quantity.prior)
        return in_months(known[quantity.prior])
    parameters: dict[str, float | None]
    if quantity.value is not None:
        form, parameters = "fixed", {"value": quantity.value}
    elif quantity.mode is not None:
        form, parameters = "triangular", {"low": quantity.low, "mode": quantity.mode, "high": quantity.high}
    elif quantity.low is not None:
        form, parameters = "uniform", {"low": quantity.low, "high": quantity.high}
    else:
        form, parameters = "beta", {"a": JEFFREYS, "b": JEFFREYS}
    units = {"rate": "share", "duration": "months", "cost": "EUR", "ratio": "ratio"}
    return Prior(
        id=name,
        label=Text(name, name, name),
        quantity=kind,
        distribution=form,  # type: ignore[arg-type]
        parameters=tuple((key, float(value)) for key, value in parameters.items() if value is not None),
        unit=units[kind],
        source=() if quantity.source is None else (quantity.source,),
        confidence="medium" if quantity.basis == "stated" else "low",
        basis=quantity.basis,
        note=quantity.note,
    )


def in_months(prior: Prior) -> Prior:
    """A duration prior in months; every other prior as it is."""
    if prior.quantity != "duration" or prior.unit != "weeks":
        return prior
    scaled = {key: value * (MONTHS_PER_WEEK if key in _SCALED else 1) for key, value in prior.parameters}
    moved = replace(prior, parameters=tuple(scaled.items()), unit="months")
    low, high = interval(moved)
    return replace(moved, lo90=low, hi90=high)


_SCALED = ("low", "mode", "high", "mean", "sd", "value")


def _with_scatter(prior: Prior, shape: float) -> Prior:
    if prior.distribution != "gamma":
        return replace(prior, scatter=shape)
    return replace(
        prior, parameters=tuple((key, shape if key == "shape" else value) for key, value in prior.parameters)
    )


# ---- updating ----


def updated(
    prior: Prior,
    *,
    k: int | None = None,
    n: int | None = None,
    total: float | None = None,
    log_mean: float | None = None,
) -> Prior:
    """The posterior after a scheme's own counts; the same prior where there are none.

    Args:
        prior: what was known before.
        k: of `n` people, how many the rate is of.
        n: people or prices counted.
        total: the sum of `n` durations (in the prior's unit) or of `n` prices (EUR).
        log_mean: the mean logarithm of `n` prices, in place of `total`.

    Raises:
        PartnershipError: k is above n, a number is negative, or the counts do not fit the kind of quantity.
    """
    if not n:
        return prior
    _check_counts(prior, k, n, total, log_mean)
    if prior.quantity == "rate":
        a, b = _beta(prior)
        assert k is not None
        parameters = {"a": a + k, "b": b + n - k}
        found = replace(prior, distribution="beta", parameters=tuple(parameters.items()))
    elif prior.quantity == "duration":
        assert total is not None
        shape, mean, people = _gamma(prior)
        parameters = {"shape": shape, "mean": (mean * people + total) / (people + n), "people": people + n}
        found = replace(prior, distribution="gamma", parameters=tuple(parameters.items()), scatter=None)
    else:
        mean = log_mean if log_mean is not None else math.log((total or 0) / n)
        found = _updated_price(prior, mean, n)
    low, high = interval(found)
    return replace(found, own_n=n, lo90=low, hi90=high)


def _check_counts(prior: Prior, k: int | None, n: int, total: float | None, log_mean: float | None) -> None:
    if k is not None and not 0 <= k <= n:
        raise PartnershipError(prior.id, "quantity_k_over_n", k=k, n=n)
    fits = {
        "rate": k is not None,
        "duration": total is not None and total > 0,
        "cost": log_mean is not None or (total is not None and total > 0),
        "ratio": log_mean is not None or (total is not None and total > 0),
    }
    if n < 0 or not fits[prior.quantity]:
        raise PartnershipError(prior.id, "quantity_counts_kind")


def _beta(prior: Prior) -> tuple[float, float]:
    """The Beta distribution with the prior's mean and variance; a single figure weighs as one person."""
    if prior.distribution == "beta":
        return prior["a"], prior["b"]
    middle, variance = _moments(prior)
    middle = min(max(middle, 1e-3), 1 - 1e-3)
    weight = 1.0 if prior.distribution == "fixed" else max(middle * (1 - middle) / max(variance, 1e-9) - 1, 1e-3)
    return middle * weight, (1 - middle) * weight


def _gamma(prior: Prior) -> tuple[float, float, float]:
    """Shape, mean, and people whose mean is spread as the prior: var of shape/rate = mean² / (shape · people − 1)."""
    if prior.distribution == "gamma":
        return prior["shape"], prior["mean"], prior["people"]
    shape = prior.scatter or PEOPLE_ALIKE
    middle, variance = _moments(prior)
    people = 1.0 if prior.distribution == "fixed" else (1 + middle**2 / max(variance, 1e-9)) / shape
    return shape, middle, people


def _updated_price(prior: Prior, mean: float, n: int) -> Prior:
    """The mean log price is normal; one scheme's prices scatter about it as much as schemes do among themselves."""
    if prior.distribution == "lognormal":
        mu, sigma = prior["mu"], prior["sigma"]
    else:
        first, variance = _moments(prior)
        single = prior.distribution == "fixed"
        sigma = PRICE_SCATTER if single else math.sqrt(math.log1p(max(variance, 1e-12) / first**2))
        mu = math.log(first) - sigma**2 / 2
    parameters = {"mu": (mu + n * mean) / (1 + n), "sigma": sigma / math.sqrt(1 + n)}
    return replace(prior, distribution="lognormal", parameters=tuple(parameters.items()))


def _moments(prior: Prior) -> tuple[float, float]:
    """Mean and variance, by the quantile function at the middles of 2,000 equal steps."""
    values = exact_quantile(prior, (np.arange(2000) + 0.5) / 2000)
    return float(values.mean()), float(values.var())


def mean(prior: Prior) -> float:
    """The expected value of a draw."""
    found = _moments(prior)[0]
    return 1 - found if prior.inverse else found


# ---- leaving schemes out ----


def without(prior: Prior, schemes: frozenset[str]) -> Prior | None:
    """The prior as it would be without these schemes' outcomes; None where nothing else supports it.

    Counts are taken out; a distribution fitted to values is fitted again to those that are left (two at least).
    """
    if not any(case.scheme in schemes for case in prior.cases):
        return prior
    left = tuple(case for case in prior.cases if case.scheme not in schemes)
    counted = [case for case in left if case.n is not None]
    if counted:
        k, n = sum(case.k or 0 for case in counted), sum(case.n or 0 for case in counted)
        pairs = {"a": JEFFREYS + k, "b": JEFFREYS + n - k}
        return _refitted(prior, left, pairs, k=k, n=n)
    values = np.array([case.value for case in left if case.value is not None])
    if len(values) < 2:
        return None
    return _refitted(prior, left, _fitted(prior, values), k=None, n=len(values))


def _fitted(prior: Prior, values: Floats) -> dict[str, float]:
    if prior.distribution == "lognormal":
        return {"mu": float(np.log(values).mean()), "sigma": float(np.log(values).std(ddof=1))}
    middle, spread = float(values.mean()), float(values.std(ddof=1))
    if prior.distribution == "truncated_normal":
        return {"mean": middle, "sd": spread, "low": prior["low"], "high": prior["high"]}
    weight = max(middle * (1 - middle) / max(spread**2, 1e-6) - 1, 0.5)
    return {"a": middle * weight, "b": (1 - middle) * weight}


def _refitted(prior: Prior, left: tuple[Case, ...], parameters: Mapping[str, float], *, k: int | None, n: int) -> Prior:
    found = replace(prior, cases=left, parameters=tuple(parameters.items()), k=k, n=n)
    low, high = interval(found)
    return replace(found, lo90=low, hi90=high)


# ---- drawing ----


def draw(prior: Prior, uniform: Floats) -> Floats:
    """The prior's values at these uniforms, by its quantile function: the same uniforms give comparable draws.

    The function is read from a table of 1,025 points that crowd at both ends, with straight lines between.
    """
    if prior.distribution == "fixed":
        values = np.full(len(uniform), prior["value"])
    else:
        nodes, table = _table(prior.distribution, prior.parameters)
        values = np.interp(uniform, nodes, table)
    return 1 - values if prior.inverse else values


@lru_cache(maxsize=512)
def _table(distribution: str, parameters: tuple[tuple[str, float], ...]) -> tuple[Floats, Floats]:
    nodes = 0.5 - 0.5 * np.cos(np.pi * np.arange(NODES) / (NODES - 1))
    table = _QUANTILES[distribution](dict(parameters), np.clip(nodes, EDGE, 1 - EDGE))
    return nodes, np.maximum.accumulate(table)


def exact_quantile(prior: Prior, share: Floats) -> Floats:
    """The quantile function without a table; `inverse` is left to the caller."""
    return _QUANTILES[prior.distribution](dict(prior.parameters), np.asarray(share, float))


def interval(prior: Prior) -> tuple[float, float]:
    """The 5th and 95th percentile of a draw."""
    low, high = (float(value) for value in exact_quantile(prior, np.array([0.05, 0.95])))
    return (1 - high, 1 - low) if prior.inverse else (low, high)


def _triangular(given: dict[str, float], share: Floats) -> Floats:
    low, mode, high = given["low"], given["mode"], given["high"]
    if high == low:
        return np.full_like(share, low)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(share * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - mode))
    return np.where(share < turn, rising, falling)


def _truncated_normal(given: dict[str, float], share: Floats) -> Floats:
    first, last = (special.ndtr((given[end] - given["mean"]) / given["sd"]) for end in ("low", "high"))
    return np.asarray(given["mean"] + given["sd"] * special.ndtri(first + share * (last - first)))


def _gamma_mean(given: dict[str, float], share: Floats) -> Floats:
    """Of the mean duration: mean · m / g, where m is shape · people and g is Gamma(m + 1), so that its mean is mean."""
    weight = given["shape"] * given["people"]
    return np.asarray(given["mean"] * weight / special.gammaincinv(weight + 1, 1 - share))


_QUANTILES: dict[str, Callable[[dict[str, float], Floats], Floats]] = {
    "beta": lambda given, share: np.asarray(special.betaincinv(given["a"], given["b"], share)),
    "gamma": _gamma_mean,
    "lognormal": lambda given, share: np.asarray(np.exp(given["mu"] + given["sigma"] * special.ndtri(share))),
    "triangular": _triangular,
    "uniform": lambda given, share: given["low"] + share * (given["high"] - given["low"]),
    "loguniform": lambda given, share: given["low"] * (given["high"] / given["low"]) ** share,
    "truncated_normal": _truncated_normal,
    "fixed": lambda given, share: np.full_like(share, given["value"]),
}
