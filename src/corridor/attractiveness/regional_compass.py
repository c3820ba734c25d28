"""The OECD regional attractiveness compass for the regions: values by region, or the word that there is no contrast.

A value that exists for the country only is the same in every region: it says nothing of the difference between them
and never enters a regional rank.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import polars as pl
import yaml
from pydantic import model_validator

from corridor.attractiveness.composite import Composite, Options
from corridor.attractiveness.coverage import build_covered
from corridor.attractiveness.errors import AttractivenessError
from corridor.attractiveness.metadata import read_framework
from corridor.attractiveness.normalisation import Normalisation
from corridor.attractiveness.talent_framework import Part, Provenance, Source, Wording
from corridor.attractiveness.talent_table import TalentTable, wide

FILE = Path(__file__).with_suffix(".yaml")
INDEX = "compass"


class CompassIndicator(Part):
    """An indicator of the compass. The domain is ours: the pages that were read do not print it beside the row."""

    id: str
    domain: str
    direction: Literal[1, -1]
    provenance: Provenance
    label: Wording


class _Levers(Part):
    source: Source
    text: Wording


class _StandIn(Part):
    """A series that could stand in for a national indicator of talent attractiveness."""

    of: str
    series: str
    level: Literal["region", "country"]
    provenance: Provenance


class Compass(Part):
    """The compass as far as it was read."""

    read: str
    source: Source
    levers: _Levers
    domains: Mapping[str, Wording]
    indicators: tuple[CompassIndicator, ...]
    stand_ins: tuple[_StandIn, ...]

    @model_validator(mode="after")
    def _domains_exist(self) -> Compass:
        for one in self.indicators:
            if one.domain not in self.domains:
                raise ValueError(f"{one.id}: a domain that is not declared")
        return self


@cache
def compass() -> Compass:
    """The compass, read and checked once."""
    return Compass.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def profile(table: TalentTable) -> pl.DataFrame:
    """One row a unit and indicator of the compass, in its order, with every unit of the table.

    Columns: unit, domain, indicator, value, year, source, contrast. `contrast` is False where the value is that of
    the country, True where it is the region's own, null where there is no value (the value is then null too).
    """
    frame = compass()
    units = table.rows["unit"].unique(maintain_order=True)
    order = pl.DataFrame(
        {"indicator": [one.id for one in frame.indicators], "domain": [one.domain for one in frame.indicators]}
    ).with_row_index("at")
    every = pl.DataFrame({"unit": units}).with_row_index("unit_at").join(order, how="cross")
    found = every.join(table.rows, on=["unit", "indicator"], how="left").sort("unit_at", "at")
    contrast = pl.when(pl.col("value").is_not_null()).then(pl.col("level") == "region")
    return found.select("unit", "domain", "indicator", "value", "year", "source", contrast.alias("contrast"))


def contrasting(table: TalentTable) -> tuple[str, ...]:
    """The indicators with a regional value for at least two units, in the order of the compass."""
    seen = profile(table).filter(pl.col("contrast")).group_by("indicator").len().filter(pl.col("len") > 1)
    known = set(seen["indicator"])
    return tuple(one.id for one in compass().indicators if one.id in known)


def compass_metadata(table: TalentTable, weights: Mapping[str, float] | None = None, lang: str = "en") -> pl.DataFrame:
    """The contrasting indicators as a metadata table of `read_framework`; `weights` by domain, 1 where not given."""
    frame = compass()
    given = weights or {}
    chosen = [one for one in frame.indicators if one.id in contrasting(table) and given.get(one.domain, 1.0) > 0]
    domains = {one.domain for one in chosen}
    rows = [
        {"iCode": one.id, "iName": one.label.told(lang), "Level": 1, "Parent": one.domain, "Direction": one.direction}
        | {"Weight": 1.0, "Type": "Indicator"}
        for one in chosen
    ]
    rows += [
        {"iCode": name, "iName": label.told(lang), "Level": 2, "Parent": INDEX, "Direction": 1}
        | {"Weight": float(given.get(name, 1.0)), "Type": "Aggregate"}
        for name, label in frame.domains.items()
        if name in domains
    ]
    whole = {"iCode": INDEX, "iName": INDEX, "Level": 3, "Parent": None, "Direction": 1, "Weight": 1.0}
    return pl.DataFrame([*rows, whole | {"Type": "Aggregate"}], infer_schema_length=None)


def compass_score(table: TalentTable, weights: Mapping[str, float] | None = None) -> Composite | None:
    """The units compared on what contrasts, each indicator scaled to 0 to 1 over them; None where nothing contrasts.

    A unit of which too little is known has no score (`coverage`).
    Raises: domain_unknown, weight_negative, nothing_weighs.
    """
    for name, weight in (weights or {}).items():
        if name not in compass().domains:
            known = ", ".join(compass().domains)
            raise AttractivenessError("weights", "domain_unknown", domain=name, known=known)
        if weight < 0:
            raise AttractivenessError("weights", "weight_negative", dimension=name, weight=weight)
    if not contrasting(table):
        return None
    rows = compass_metadata(table, weights)
    if len(rows) == 1:
        raise AttractivenessError("weights", "nothing_weighs")
    framework = read_framework(rows)
    regional = TalentTable(table.rows.filter(level="region"), table.bad)
    scaled = Options(treatment=None, normalisation=Normalisation(method="minmax", lower=0, upper=1))
    return build_covered(wide(regional, framework.indicators), framework, scaled)[0]
