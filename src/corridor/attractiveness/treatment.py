"""Outliers: a test on skewness and kurtosis, then stepwise winsorising, then a logarithm with a shift.

Formulas: COINr's skew and kurt (bias-corrected, as in spreadsheets), winsorise, log_CT, log_CT_plus, log_CT_orig,
boxcox; the two-stage chain is that of the JRC/OECD handbook. All take one column; NaN is unknown and stays so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Matrix

SHIFT = 0.01
"""The share of the range added before the logarithm (COINr's log_CT)."""


def skewness(values: Matrix) -> float:
    """Bias-corrected skewness, NaN with fewer than three values or none that differ."""
    return shape(values)[0]


def kurtosis(values: Matrix) -> float:
    """Bias-corrected excess kurtosis, NaN with fewer than four values or none that differ."""
    return shape(values)[1]


def shape(values: Matrix) -> tuple[float, float]:
    """Skewness and kurtosis of one column."""
    x = np.asarray(values, dtype=float)
    x = x[x == x]  # NaN differs from itself
    n = x.size
    if n < 3 or x.min() == x.max():
        return math.nan, math.nan
    away = x - x.sum() / n
    square = away * away
    s2 = float(square.sum())
    s3, s4 = float(square @ away), float(square @ square)
    skew = math.sqrt(n) * s3 / s2**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    if n < 4:
        return skew, math.nan
    return skew, ((n + 1) * (n * s4 / s2**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def moments(values: Matrix) -> tuple[Matrix, Matrix]:
    """Skewness and kurtosis of each column."""
    known = ~np.isnan(values)
    n = known.sum(axis=0).astype(float)
    same = np.where(known, values, -np.inf).max(axis=0) == np.where(known, values, np.inf).min(axis=0)
    n = np.where(same, 0.0, n)  # equal values have no shape, whatever rounding makes of their mean
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        away = np.where(known, values - np.where(known, values, 0.0).sum(axis=0) / n, 0.0)
        square = away * away
        s2, s3, s4 = square.sum(axis=0), (square * away).sum(axis=0), (square * square).sum(axis=0)
        skew = np.sqrt(n) * s3 / s2**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
        peak = ((n + 1) * (n * s4 / s2**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return np.where(n >= 3, skew, np.nan), np.where(n >= 4, peak, np.nan)


def passes(values: Matrix, skew: float = 2.0, kurt: float = 3.5) -> bool | None:
    """No outliers: |skewness| below `skew` or kurtosis below `kurt`. None where the values cannot tell."""
    return _verdict(*shape(values), skew, kurt)


def _verdict(skew: float, kurt: float, skew_limit: float, kurt_limit: float) -> bool | None:
    """Kleene's or: one true is enough, and unknown stays unknown otherwise."""
    flat = None if math.isnan(skew) else abs(skew) < skew_limit
    low = None if math.isnan(kurt) else kurt < kurt_limit
    if flat or low:
        return True
    return None if flat is None or low is None else False


@dataclass(frozen=True)
class Winsorised:
    """The column, the number of points at the two ends that were moved, and which (1 high, -1 low, 0 not)."""

    values: Matrix
    points: int
    marks: NDArray[np.int8]


def winsorise(
    values: Matrix, winmax: int | None = 5, skew: float = 2.0, kurt: float = 3.5, force: bool = False
) -> Winsorised | None:
    """Step by step: all points at the far end take the value of the next, until the test passes or `winmax` is met.

    The end is that of the skewness. Points moved earlier stand at the end too and count. `winmax=None`: no limit.
    `force`: up to `winmax` whatever the test says. None: the test became unknown, as no values differ any more.
    """
    found = np.array(values, dtype=float)
    marks = np.zeros(found.shape, dtype=np.int8)
    high = low = 0
    now = shape(found)
    passing = _verdict(*now, skew, kurt)
    while (passing is not True or force) and (winmax is None or high + low < winmax):
        if passing is None or math.isnan(now[0]):
            return None
        if now[0] >= 0:
            at = found == np.nanmax(found)
            high, marks[at] = int(at.sum()), 1
            found[at] = np.nanmax(found[~at])
        else:
            at = found == np.nanmin(found)
            low, marks[at] = int(at.sum()), -1
            found[at] = np.nanmin(found[~at])
        now = shape(found)
        passing = _verdict(*now, skew, kurt)
    return Winsorised(found, high + low, marks)


def log_ct(values: Matrix) -> Matrix:
    """`log(x - min + 0.01 range)`: COINr's log_CT."""
    low, high = np.nanmin(values), np.nanmax(values)
    return np.asarray(np.log(values - low + SHIFT * (high - low)), dtype=float)


def log_ct_plus(values: Matrix) -> Matrix:
    """As log_ct for a positive skewness; mirrored, `-log(max - x + 0.01 range)`, for a negative one."""
    low, high = np.nanmin(values), np.nanmax(values)
    if skewness(values) > 0:
        return log_ct(values)
    return np.asarray(-np.log(high + SHIFT * (high - low) - values), dtype=float)


def log_ct_orig(values: Matrix) -> Matrix:
    """`log(x - min + 1)`: the logarithm of the first COIN Tool."""
    return np.asarray(np.log(values - np.nanmin(values) + 1), dtype=float)


def log_gii(values: Matrix) -> Matrix:
    """`log((max - 1) (x - min) / range + 1)`, the logarithm of the Global Innovation Index 2020.

    COINr 1.1.14 computes it and hands back the untouched column. With a maximum below 1 it turns the order around.
    """
    low, high = np.nanmin(values), np.nanmax(values)
    return np.asarray(np.log((high - 1) * (values - low) / (high - low) + 1), dtype=float)


def box_cox(values: Matrix, exponent: float = 0.0, positive: bool = True) -> Matrix:
    """Box and Cox with a given exponent; `positive` first shifts the lowest value to 1."""
    shifted = values - np.nanmin(values) + 1 if positive else np.asarray(values, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.log(shifted) if exponent == 0 else (shifted**exponent - 1) / exponent, dtype=float)


TRANSFORMATIONS: Mapping[str, Callable[[Matrix], Matrix]] = {
    "log_ct": log_ct,
    "log_ct_plus": log_ct_plus,
    "log_ct_orig": log_ct_orig,
    "log_gii": log_gii,
}
STAGES = ("winsorise", "box_cox", *TRANSFORMATIONS)


@dataclass(frozen=True)
class Treatment:
    """Test, first stage, test, second stage. Defaults are COINr's.

    `skew`, `kurtosis`: limits of the test. `winmax`: most points winsorised. `first`, `second`: a stage or None.
    The second works on the untreated column unless `combine`. `winsorise_skew`, `winsorise_kurtosis`: limits within
    winsorising where they differ from those of the test. `exponent`, `positive`: of box_cox.
    """

    winmax: int | None = 5
    skew: float = 2.0
    kurtosis: float = 3.5
    first: str = "winsorise"
    second: str | None = "log_ct"
    combine: bool = False
    force: bool = False
    winsorise_skew: float | None = None
    winsorise_kurtosis: float | None = None
    exponent: float = 0.0
    positive: bool = True

    def __post_init__(self) -> None:
        for stage in (self.first, self.second):
            if stage is not None and stage not in STAGES:
                raise AttractivenessError("treatment", "method_unknown", method=stage, known=", ".join(STAGES))
        if self.winmax is not None and self.winmax < 0:
            raise AttractivenessError(
                "treatment", "parameter_wrong", parameter="winmax", value=self.winmax, expected="0 or more"
            )


@dataclass(frozen=True)
class Treated:
    """One column after its treatment. `outcome`: none | winsorised | log_ct … | undecided (no answer of the test).

    `passed`: whether the last test passed, None where it has no answer. `marks`: 1 high, -1 low, 2 transformed.
    """

    values: Matrix
    outcome: str
    points: int
    passed: bool | None
    marks: NDArray[np.int8]


def treat(values: Matrix, treatment: Treatment | None) -> Treated:
    """Treat one column. `None` leaves it. Where the test has no answer, the column stays as it is."""
    values = np.asarray(values, dtype=float)
    none = np.zeros(values.shape, dtype=np.int8)
    if treatment is None:
        return Treated(values, "none", 0, None, none)
    passed = passes(values, treatment.skew, treatment.kurtosis)
    if passed is not False:
        return Treated(values, "undecided" if passed is None else "none", 0, passed, none)
    undecided = Treated(values, "undecided", 0, None, none)
    one = _stage(values, treatment.first, treatment)
    passed = None if one is None else passes(one.values, treatment.skew, treatment.kurtosis)
    if one is None or passed is None:
        return undecided
    if passed or treatment.second is None:
        return Treated(one.values, one.outcome, one.points, passed, one.marks)
    two = _stage(one.values if treatment.combine else values, treatment.second, treatment)
    passed = None if two is None else passes(two.values, treatment.skew, treatment.kurtosis)
    if two is None or passed is None:
        return undecided
    outcome = f"{one.outcome}+{two.outcome}" if treatment.combine else two.outcome
    return Treated(two.values, outcome, one.points if treatment.combine else two.points, passed, two.marks)


def _stage(values: Matrix, stage: str, treatment: Treatment) -> Treated | None:
    if stage == "winsorise":
        skew = treatment.skew if treatment.winsorise_skew is None else treatment.winsorise_skew
        kurt = treatment.kurtosis if treatment.winsorise_kurtosis is None else treatment.winsorise_kurtosis
        done = winsorise(values, treatment.winmax, skew, kurt, treatment.force)
        return None if done is None else Treated(done.values, "winsorised", done.points, None, done.marks)
    with np.errstate(invalid="ignore", divide="ignore"):
        if stage == "box_cox":
            changed = box_cox(values, treatment.exponent, treatment.positive)
        else:
            changed = TRANSFORMATIONS[stage](values)
    marks = np.where(np.isnan(values), 0, 2).astype(np.int8)
    return Treated(changed, stage, 0, None, marks)


def treat_all(
    values: Matrix,
    codes: Sequence[str],
    treatment: Treatment | None,
    own: Mapping[str, Treatment | None] | None = None,
) -> tuple[Matrix, pl.DataFrame]:
    """Treat every column; `own` replaces the treatment of single indicators, None leaves that indicator.

    The table: code, outcome, points (moved by winsorising), passed, and skewness and kurtosis before and after.
    """
    values = np.asarray(values, dtype=float)
    columns = _columns(values, codes, treatment, own or {})
    found = np.column_stack([one.values for one in columns])
    return found, _details(codes, columns, moments(values), moments(found))


def treated_values(
    values: Matrix,
    codes: Sequence[str],
    treatment: Treatment | None,
    own: Mapping[str, Treatment | None] | None = None,
) -> Matrix:
    """`treat_all` without its table."""
    return np.column_stack(
        [one.values for one in _columns(np.asarray(values, dtype=float), codes, treatment, own or {})]
    )


def _columns(
    values: Matrix, codes: Sequence[str], treatment: Treatment | None, own: Mapping[str, Treatment | None]
) -> list[Treated]:
    skew, kurt = moments(values)
    found = []
    for number, code in enumerate(codes):
        use = own.get(code, treatment)
        # all columns are tested at once; only those that fail or cannot be judged go through the stages
        fine = use is not None and _verdict(float(skew[number]), float(kurt[number]), use.skew, use.kurtosis)
        column = values[:, number]
        found.append(Treated(column, "none", 0, True, _NONE) if fine else treat(column, use))
    return found


_NONE = np.zeros(0, dtype=np.int8)


def _details(
    codes: Sequence[str], columns: list[Treated], before: tuple[Matrix, Matrix], after: tuple[Matrix, Matrix]
) -> pl.DataFrame:
    numbers = {
        "skewness_before": before[0],
        "kurtosis_before": before[1],
        "skewness_after": after[0],
        "kurtosis_after": after[1],
    }
    words = {
        "code": list(codes),
        "outcome": [one.outcome for one in columns],
        "points": [one.points for one in columns],
        "passed": pl.Series([one.passed for one in columns], dtype=pl.Boolean),
    }
    return pl.DataFrame({**words, **numbers}).fill_nan(None)
