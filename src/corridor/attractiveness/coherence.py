"""Whether a framework hangs together: reliability of groups, correlations, influence of indicators.

What is checked follows the JRC's audits and COINr (get_cronbach, get_corr, get_corr_flags, get_denom_corr,
remove_elements, get_eff_weights, get_stats). A flag asks for a look; it decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from corridor.attractiveness.aggregation import effective_weights, scores_of_sets
from corridor.attractiveness.composite import Composite
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Matrix
from corridor.attractiveness.ranking import ranks, ranks_of_draws
from corridor.attractiveness.treatment import moments
from corridor.attractiveness.weights import pairwise_correlation

KINDS = ("pearson", "spearman", "kendall")


@dataclass(frozen=True)
class Thresholds:
    """Where a correlation is flagged: COINr's defaults, and for `low` the limit of JRC audits."""

    high: float = 0.9
    low: float = -0.4
    denominator: float = 0.6
    significance: float = 0.05


def covariance(values: Matrix) -> Matrix:
    """Covariances over the rows that both columns know; NaN with fewer than two."""
    values = np.asarray(values, dtype=float)
    k = values.shape[1]
    found = np.full((k, k), np.nan)
    known = ~np.isnan(values)
    for one in range(k):
        for two in range(one, k):
            rows = known[:, one] & known[:, two]
            if rows.sum() > 1:
                x, y = values[rows, one], values[rows, two]
                found[one, two] = found[two, one] = ((x - x.mean()) * (y - y.mean())).sum() / (rows.sum() - 1)
    return found


def cronbach_alpha(values: Matrix) -> float:
    """`k² mean covariance / sum of covariances`: do the items measure one thing? NaN with fewer than two items."""
    values = np.asarray(values, dtype=float)
    k = values.shape[1]
    if k < 2:
        return float("nan")
    table = covariance(values)
    total = float(np.nansum(table))
    between = (total - float(np.nansum(np.diag(table)))) / (k * (k - 1))
    return k * k * between / total if total else float("nan")


def alphas(result: Composite, data: str = "normalised") -> pl.DataFrame:
    """Columns code, items, alpha: the reliability of the indicators under each aggregate."""
    framework, values = result.framework, result.values(data)
    rows = []
    for code in framework.codes[len(framework.indicators) :]:
        below = [framework.indicators.index(one) for one in framework.indicators_of(code)]
        rows.append((code, len(below), cronbach_alpha(values[:, below])))
    schema = {"code": pl.String, "items": pl.Int64, "alpha": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").fill_nan(None)


def correlation(one: Matrix, two: Matrix, kind: str = "pearson") -> Matrix:
    """Correlations between columns over the rows that both know: pearson, spearman or kendall (tau-b).

    NaN without any spread. Raises: method_unknown.
    """
    if kind not in KINDS:
        raise AttractivenessError("coherence", "method_unknown", method=kind, known=", ".join(KINDS))
    one, two = np.asarray(one, dtype=float), np.asarray(two, dtype=float)
    if kind == "pearson":
        return pairwise_correlation(one, two)
    from scipy.stats import kendalltau, rankdata

    found = np.full((one.shape[1], two.shape[1]), np.nan)
    for i, x in enumerate(one.T):
        for j, y in enumerate(two.T):
            rows = ~np.isnan(x) & ~np.isnan(y)
            if rows.sum() < 2 or np.ptp(x[rows]) == 0 or np.ptp(y[rows]) == 0:
                continue
            if kind == "kendall":
                found[i, j] = kendalltau(x[rows], y[rows]).statistic
            else:
                ranked = rankdata(x[rows])[:, None], rankdata(y[rows])[:, None]
                found[i, j] = pairwise_correlation(*ranked)[0, 0]
    return found


def significance(r: Matrix, n: Matrix) -> Matrix:
    """Two-sided p of a Pearson correlation over n rows (t test), NaN with fewer than three."""
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(r) * np.sqrt((n - 2) / (1 - r**2))
        p = 2 * stdtr(n - 2, -t)
    return np.where(n > 2, np.where(np.abs(r) >= 1, 0.0, p), np.nan)


def _pairs(one: Matrix, two: Matrix) -> Matrix:
    found: Matrix = (~np.isnan(one)).astype(float).T @ (~np.isnan(two)).astype(float)
    return found


def correlations(result: Composite, data: str = "normalised", kind: str = "pearson") -> pl.DataFrame:
    """All pairs of indicators: one, two, r, n and p (for pearson)."""
    codes, values = result.framework.indicators, result.values(data)
    r, n = correlation(values, values, kind), _pairs(values, values)
    p = significance(r, n) if kind == "pearson" else np.full(r.shape, np.nan)
    rows: list[tuple[Any, ...]] = [
        (codes[i], codes[j], float(r[i, j]), int(n[i, j]), float(p[i, j]))
        for i in range(len(codes))
        for j in range(i + 1, len(codes))
    ]
    schema = {"one": pl.String, "two": pl.String, "r": pl.Float64, "n": pl.Int64, "p": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").fill_nan(None)


def correlation_flags(
    result: Composite,
    data: str = "normalised",
    *,
    level: int = 2,
    thresholds: Thresholds | None = None,
    kind: str = "pearson",
) -> pl.DataFrame:
    """Pairs of indicators under the same aggregate of a level that say the same (r above `high`) or oppose each other
    (r below `low`). Columns group, one, two, r, flag (high | low).
    """
    limits, framework = thresholds or Thresholds(), result.framework
    group = {code: framework.ancestor(code, level) for code in framework.indicators}
    pairs = correlations(result, data, kind).with_columns(
        pl.col("one").replace_strict(group).alias("group"), pl.col("two").replace_strict(group).alias("other")
    )
    flag = pl.when(pl.col("r") > limits.high).then(pl.lit("high")).when(pl.col("r") < limits.low).then(pl.lit("low"))
    return (
        pairs.filter(pl.col("group") == pl.col("other"))
        .with_columns(flag.alias("flag"))
        .filter(pl.col("flag").is_not_null())
        .select("group", "one", "two", "r", "flag")
    )


def with_own_pillar(result: Composite, level: int = 2, kind: str = "pearson") -> pl.DataFrame:
    """Each indicator with its aggregate of a level, and the aggregate it follows most.

    Columns code, pillar, r, p, strongest, r_strongest, misplaced: another aggregate follows it more closely, or it runs
    against its own. Null where nothing can be computed.
    """
    framework = result.framework
    values, pillars = result.levels[0], result.levels[level - 1]
    r, n = correlation(values, pillars, kind), _pairs(values, pillars)
    p = significance(r, n) if kind == "pearson" else np.full(r.shape, np.nan)
    names, rows = framework.levels[level - 1], []
    for number, code in enumerate(framework.indicators):
        own = names.index(framework.ancestor(code, level))
        known = ~np.isnan(r[number])
        best = int(np.nanargmax(r[number])) if known.any() else None
        judged = best is not None and known[own]
        misplaced = bool(best != own or r[number, own] < 0) if judged else None
        strongest = (None, None) if best is None else (names[best], float(r[number, best]))
        rows.append((code, names[own], float(r[number, own]), float(p[number, own]), *strongest, misplaced))
    schema = {
        "code": pl.String,
        "pillar": pl.String,
        "r": pl.Float64,
        "p": pl.Float64,
        "strongest": pl.String,
        "r_strongest": pl.Float64,
        "misplaced": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").fill_nan(None)


def with_denominators(
    result: Composite, data: str = "raw", thresholds: Thresholds | None = None, kind: str = "pearson"
) -> pl.DataFrame:
    """Indicators that follow a size of the units: code, denominator, r, flag (|r| above the threshold).

    A high correlation of undivided data asks whether to divide; of normalised data, whether size still rules.
    """
    limits = thresholds or Thresholds()
    one = result.set(data)
    keep = [one.units.index(unit) for unit in result.units]
    sizes = list(result.sizes)
    if not sizes:
        return pl.DataFrame(schema={"code": pl.String, "denominator": pl.String, "r": pl.Float64, "flag": pl.Boolean})
    r = correlation(one.values[keep], np.column_stack([result.sizes[size] for size in sizes]), kind)
    rows = [(code, size, float(r[i, j])) for i, code in enumerate(one.codes) for j, size in enumerate(sizes)]
    schema = {"code": pl.String, "denominator": pl.String, "r": pl.Float64}
    table = pl.DataFrame(rows, schema=schema, orient="row").fill_nan(None)
    return table.with_columns((pl.col("r").abs() > limits.denominator).alias("flag"))


def leave_one_out(result: Composite, level: int = 1, code: str | None = None) -> pl.DataFrame:
    """Each item of a level with weight zero in turn: code, mean and largest |change of place| over the units,
    and the unit that moves most. As COINr's remove_elements.
    """
    framework, codes = result.framework, result.framework.levels[level - 1]
    places = removed(result, level, code)
    nominal = ranks(result.score(code))
    known = (places > 0) & ~np.isnan(nominal)
    shift = np.where(known, np.abs(places - np.nan_to_num(nominal)), 0.0)
    mean = shift.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    columns = {
        "code": list(codes),
        "parent": [framework.parent(one) for one in codes],
        "mean_shift": mean,
        "largest_shift": shift.max(axis=1).astype(np.int64),
        "unit": [result.units[at] if shift[row, at] else None for row, at in enumerate(shift.argmax(axis=1))],
    }
    return pl.DataFrame(columns, schema_overrides={"parent": pl.String, "unit": pl.String})


def removed(result: Composite, level: int = 1, code: str | None = None) -> Matrix:
    """Places without each item of a level (items x units), 0 where the score is unknown then."""
    size = len(result.framework.levels[level - 1])
    sets = [row[None, :] for row in result.weights]
    sets[level - 1] = np.tile(result.weights[level - 1], (size, 1)) * (1 - np.eye(size))
    values, by = result.values("normalised"), result.options.aggregation
    scores = scores_of_sets(result.framework, values, tuple(sets), by, code)
    return ranks_of_draws(scores).astype(float)


def declared_weights(result: Composite) -> pl.DataFrame:
    """Columns code, level, weight, effective: the share of each item in the index, as COINr's get_eff_weights."""
    framework = result.framework
    rows: list[tuple[Any, ...]] = []
    above = np.ones(len(framework.levels[-1]))
    above = result.weights[-1] / result.weights[-1].sum()
    shares = [above]
    for level in range(len(framework.parents) - 1, -1, -1):
        parents = framework.parents[level]
        total = np.bincount(parents, result.weights[level], len(framework.levels[level + 1]))
        with np.errstate(divide="ignore", invalid="ignore"):
            shares.insert(0, result.weights[level] / total[parents] * shares[0][parents])
    for number, codes in enumerate(framework.levels):
        rows += zip(
            codes, [number + 1] * len(codes), result.weights[number].tolist(), shares[number].tolist(), strict=True
        )
    schema = {"code": pl.String, "level": pl.Int64, "weight": pl.Float64, "effective": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").fill_nan(None)


def influence(result: Composite, code: str | None = None) -> pl.DataFrame:
    """What an indicator is meant to weigh and what it does: code, effective (weight), r (with the index), share (of
    the squared correlations), ratio (share over effective: above one weighs more than declared).
    """
    framework = result.framework
    weights = effective_weights(framework, result.weights, code)[0]
    r = pairwise_correlation(result.values("normalised"), result.score(code)[:, None])[:, 0]
    total = np.nansum(r**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = r**2 / total
        ratio = np.where(weights > 0, share / weights, np.nan)
    columns = {"code": list(framework.indicators), "effective": weights, "r": r, "share": share, "ratio": ratio}
    return pl.DataFrame(columns).fill_nan(None)


def statistics(result: Composite, data: str = "raw") -> pl.DataFrame:
    """Each indicator: min, max, mean, median, sd, skewness, kurtosis, known, zeros, distinct and flags.

    Flags as COINr's get_stats: few_known (under 65 % known), many_zeros (under half not zero), few_distinct (under
    half distinct), outliers (|skewness| above 2 and kurtosis above 3.5; null where they cannot be computed).
    """
    one = result.set(data)
    skew, kurt = moments(one.values)
    rows: list[tuple[Any, ...]] = []
    for number, code in enumerate(one.codes):
        column = one.values[:, number]
        x, n = column[~np.isnan(column)], len(column)
        numbers = (x.min(), x.max(), x.mean(), np.median(x)) if x.size else (float("nan"),) * 4
        sd = x.std(ddof=1) if x.size > 1 else float("nan")
        distinct, zeros = len(np.unique(x)), int((x == 0).sum())
        sides = (abs(skew[number]), kurt[number])
        outliers = None if np.isnan(sides).any() else bool(sides[0] > 2 and sides[1] > 3.5)
        flags = (x.size / n < 0.65, (x.size - zeros) / n < 0.5, distinct / n < 0.5)
        rows.append(
            (
                code,
                *map(float, numbers),
                float(sd),
                float(skew[number]),
                float(kurt[number]),
                x.size,
                zeros,
                distinct,
                *map(bool, flags),
                outliers,
            )
        )
    names = ("min", "max", "mean", "median", "sd", "skewness", "kurtosis")
    schema: dict[str, Any] = {"code": pl.String} | dict.fromkeys(names, pl.Float64)
    schema |= dict.fromkeys(("known", "zeros", "distinct"), pl.Int64)
    schema |= dict.fromkeys(("few_known", "many_zeros", "few_distinct", "outliers"), pl.Boolean)
    return pl.DataFrame(rows, schema=schema, orient="row").fill_nan(None)
