"""The talent attractiveness of countries from a user's table of the OECD's indicators, with and without the penalty.

Each indicator is scaled to 0 to 1 over the countries of the table, dimensions are means of their indicators, the whole
is their weighted mean (the OECD's description; min-max and mean within a dimension are our reading). Unknown values
drop out and weights are rescaled; a country with fewer than `COVERED` of the weight known gets no score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from corridor.attractiveness.composite import Composite, Options, build
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Matrix, read_framework
from corridor.attractiveness.normalisation import Normalisation
from corridor.attractiveness.ranking import ranks
from corridor.attractiveness.talent_framework import default_weights, metadata, talent_framework
from corridor.attractiveness.talent_table import TalentTable, wide

COVERED = 2 / 3
"""COINr's default for screening units."""


@dataclass(frozen=True)
class TalentIndex:
    """`composite`: the whole without the penalty. `weights`: by dimension. `factors`: those of the penalty that count.

    `coverage`: share of the weight with a known value, a country. `penalised`: score with the penalty, null where a
    country lacks a value that a factor needs; None where no factor is given: by how much the OECD lowers is unknown.
    """

    group: str
    edition: int
    composite: Composite
    weights: Mapping[str, float]
    factors: Mapping[str, float]
    coverage: Matrix
    penalised: Matrix | None

    def table(self) -> pl.DataFrame:
        """One row a country, best first: country, coverage, score, rank, score_penalised, rank_penalised, dimensions.

        Scores are 0 to 1. A score is null where too little is known, a penalised one also where the penalty is.
        """
        units, codes = self.composite.units, self.composite.framework.levels[1]
        known = self.coverage >= COVERED
        score = np.where(known, self.composite.index, np.nan)
        lowered = np.full(len(units), np.nan) if self.penalised is None else np.where(known, self.penalised, np.nan)
        columns = {"country": list(units), "coverage": self.coverage, "score": score, "rank": ranks(score)}
        columns |= {"score_penalised": lowered, "rank_penalised": ranks(lowered)}
        columns |= {code: self.composite.score(code) for code in codes}
        frame = pl.DataFrame(columns).fill_nan(None)
        places = pl.col("rank", "rank_penalised").cast(pl.Int64)
        return frame.with_columns(places).sort("rank", "country", nulls_last=True)


def talent_index(
    table: TalentTable,
    *,
    group: str,
    edition: int,
    weights: Mapping[str, float] | None = None,
    factors: Mapping[str, float | None] | None = None,
) -> TalentIndex:
    """Score and rank the countries of a table for a group of talents.

    `weights`: by dimension, over the default (seven equal, health none). `factors`: 0 to 1, what the worst value of a
    part of the admission penalty takes off; those of the framework where not given (unknown).
    Raises: AttractivenessError (those of `metadata`, factor_unknown, factor_wrong, nothing_known).
    """
    chosen = default_weights(edition) | dict(weights or {})
    rows = metadata(group, edition, chosen)
    framework = read_framework(rows)
    data = wide(table, framework.indicators)
    empty = [code for code in framework.indicators if data[code].null_count() == len(data)]
    if len(empty) == len(framework.indicators):
        raise AttractivenessError("table", "nothing_known", group=group, edition=edition)
    scaled = Options(treatment=None, normalisation=Normalisation(method="minmax", lower=0, upper=1))
    result = build(data, framework, scaled)
    given = _factors(factors)
    lowered = None if not given else result.index * _kept_share(table, result.units, given)
    return TalentIndex(group, edition, result, chosen, given, _coverage(result), lowered)


def _coverage(result: Composite) -> Matrix:
    """The share of the indicators' effective weight for which a unit has a value."""
    framework = result.framework
    dimension = dict(zip(framework.levels[1], result.weights[1], strict=True))
    parents = [framework.parent(code) or "" for code in framework.indicators]
    share = np.array([dimension[parent] / parents.count(parent) for parent in parents])
    known = ~np.isnan(result.values("normalised"))
    return np.asarray(known @ share / share.sum(), dtype=float)


def _factors(factors: Mapping[str, float | None] | None) -> dict[str, float]:
    known = dict(talent_framework().admission.factors)
    for name, factor in (factors or {}).items():
        if name not in known:
            raise AttractivenessError("factors", "factor_unknown", factor=name, known=", ".join(known))
        if factor is not None and not 0 <= factor <= 1:
            raise AttractivenessError("factors", "factor_wrong", factor=name, value=factor)
        known[name] = factor
    return {name: factor for name, factor in known.items() if factor is not None}


def _kept_share(table: TalentTable, units: tuple[str, ...], factors: Mapping[str, float]) -> Matrix:
    """Product of 1 - factor x badness; badness is 0 for the best value in the table and 1 for the worst."""
    directions = {one.id: one.direction for one in talent_framework().indicators}
    kept = np.ones(len(units))
    for name, factor in factors.items():
        found = dict(table.rows.filter(indicator=name).select("unit", "value").iter_rows())
        values = np.array([found.get(unit) for unit in units], dtype=float) * -directions[name]
        span = np.nanmax(values) - np.nanmin(values) if not np.isnan(values).all() else np.nan
        badness = (
            np.zeros(len(units)) if span == 0 else (values - np.nanmin(values)) / span if span > 0 else values * np.nan
        )
        kept *= 1 - factor * np.where(np.isnan(values), np.nan, badness)
    return kept
