"""Ranks of a table: read, built, weighed, with intervals and what would move one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from django.utils.translation import gettext as _

from corridor.attractiveness.composite import Composite
from corridor.attractiveness.regional_compass import compass, compass_score, profile
from corridor.attractiveness.reweighting import rank_levers
from corridor.attractiveness.talent_framework import default_weights, talent_framework
from corridor.attractiveness.talent_index import TalentIndex, talent_index
from corridor.attractiveness.talent_table import TalentTable, read_talent_table, text_table
from corridor.attractiveness.uncertainty import Uncertainty, run_uncertainty
from corridor.web.design.templatetags.design import in_language

COMPASS = "compass"
"""The choice of the regional compass among the groups of talents."""
EDITION = 2023
DRAWS = 500
SHOWN = 10
"""Indicators of the closer look, those that move a rank most."""


def kinds() -> list[tuple[str, str]]:
    """What can be ranked: countries for a group of talents, regions on the compass."""
    groups = [(name, in_language(one.label.model_dump())) for name, one in talent_framework().groups.items()]
    return [*groups, (COMPASS, _("Regions, on the OECD’s regional compass"))]


def weighable(kind: str) -> list[tuple[str, str, float]]:
    """What has a weight: name, label, the weight where nothing is said."""
    if kind == COMPASS:
        used = {one.domain for one in compass().indicators}
        domains = compass().domains.items()
        return [(name, in_language(label.model_dump()), 1.0) for name, label in domains if name in used]
    frame, default = talent_framework(), default_weights(EDITION)
    return [(name, in_language(frame.dimension(name).label.model_dump()), w) for name, w in default.items()]


def known_indicators(kind: str) -> list[tuple[str, str]]:
    """The indicators that a table may hold: id, label."""
    if kind == COMPASS:
        return [(one.id, in_language(one.label.model_dump())) for one in compass().indicators]
    return [(one.id, in_language(one.label.model_dump())) for one in talent_framework().of(kind, EDITION)]


@dataclass(frozen=True)
class Ranked:
    """What a page shows. `rows`: best first; `bad`: rows set aside; `shares`: weights as shares of their sum.

    `flat`: indicators whose values are national and say nothing of the difference between regions.
    """

    kind: str
    table: TalentTable
    rows: list[dict[str, Any]]
    shares: dict[str, float]
    penalised: bool
    flat: tuple[str, ...]
    unit: str | None
    levers: list[dict[str, Any]]


def read(text: str, kind: str) -> TalentTable:
    """The table that a person sent. Raises: AttractivenessError."""
    known = {name for name, _label in known_indicators(kind)}
    return read_talent_table(text_table(text), known, level="region" if kind == COMPASS else "country")


def ranked(
    table: TalentTable, kind: str, weights: Mapping[str, float], factors: Mapping[str, float], unit: str
) -> Ranked:
    """Scores, places and their intervals. Raises: AttractivenessError."""
    if kind == COMPASS:
        result = compass_score(table, weights)
        shown = profile(table).filter(pl.col("contrast").not_())
        flat = tuple(sorted(set(shown["indicator"])))
        if result is None:
            return Ranked(kind, table, [], {}, False, flat, None, [])
        scored, lowered = _plain(result), False
    else:
        index: TalentIndex = talent_index(table, group=kind, edition=EDITION, weights=weights, factors=dict(factors))
        result, flat, lowered = index.composite, (), index.penalised is not None
        scored = index.table().rename({"country": "unit"})
    return Ranked(
        kind,
        table,
        _with_intervals(scored, result).to_dicts(),
        _shares(result),
        lowered,
        flat,
        unit if unit in result.units else None,
        _levers(result, unit),
    )


def _levers(result: Composite, unit: str) -> list[dict[str, Any]]:
    """What would move a unit; nothing where it is not in the table or has no rank to move from."""
    if unit not in result.units or np.isnan(result.index_ranks[result.place_of(unit)]):
        return []
    return rank_levers(result, unit).head(SHOWN).to_dicts()


def _plain(result: Composite) -> pl.DataFrame:
    columns = {"unit": list(result.units), "score": result.index, "rank": result.index_ranks}
    frame = pl.DataFrame(columns).fill_nan(None).with_columns(pl.col("rank").cast(pl.Int64))
    return frame.sort("rank", "unit", nulls_last=True)


def _with_intervals(frame: pl.DataFrame, result: Composite) -> pl.DataFrame:
    stats = run_uncertainty(result, Uncertainty(draws=DRAWS)).stats.select("unit", low="q5", high="q95")
    joined = frame.join(stats, on="unit", how="left", maintain_order="left")
    known = pl.col("rank").is_not_null()
    return joined.with_columns(pl.when(known).then(pl.col(name)).alias(name) for name in ("low", "high"))


def _shares(result: Composite) -> dict[str, float]:
    codes, row = result.framework.levels[1], result.weights[1]
    total = float(row.sum())
    return {code: float(weight) / total for code, weight in zip(codes, row, strict=True)}
