"""The talent attractiveness of countries from a user's table of the OECD's indicators, with and without the penalty.

Each indicator is scaled to 0 to 1 over the countries that are compared, dimensions are means of their indicators, the
whole is their weighted mean (the OECD's description; min-max and mean within a dimension are our reading). Unknown
values drop out and weights are rescaled; a country with too little of the weight known is not compared (`coverage`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from corridor.attractiveness.composite import Composite, Options
from corridor.attractiveness.coverage import build_covered
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import Matrix, read_framework
from corridor.attractiveness.normalisation import Normalisation
from corridor.attractiveness.ranking import ranks
from corridor.attractiveness.talent_framework import default_weights, metadata, talent_framework
from corridor.attractiveness.talent_table import TalentTable, wide


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

        Scores are 0 to 1. A country of which too little is known has none, nor scores of dimensions; a penalised one
        is null also where the penalty is.
        """
        units, codes = self.composite.units, self.composite.framework.levels[1]
        score = self.composite.index
        lowered = np.full(len(units), np.nan) if self.penalised is None else self.penalised
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
    result, share = build_covered(data, framework, scaled)
    given = _factors(factors)
    lowered = None if not given else result.index * _kept_share(table, result.units, given)
    return TalentIndex(group, edition, result, chosen, given, share, lowered)


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
        values = np.array([found.get(unit) for unit in units], dtype=float)
        kept *= 1 - factor * _badness(values * -directions[name])
    return kept


def _badness(values: Matrix) -> Matrix:
    """0 for the lowest, 1 for the highest, 0 for all where they do not differ; unknown stays unknown."""
    if np.isnan(values).all():
        return values
    above = values - np.nanmin(values)
    span = np.nanmax(above)
    return np.asarray(above / span if span > 0 else above, dtype=float)
