"""The OECD Indicators of Talent Attractiveness: groups of talents, editions, dimensions, indicators, admission penalty.

What public pages say of the method stands in `talent_framework.yaml`; each part keeps whether a page says it
(`read`), names only its theme (`theme_read`) or it comes from memory (`recalled`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from corridor.attractiveness.errors import AttractivenessError

FILE = Path(__file__).with_suffix(".yaml")
Provenance = Literal["read", "theme_read", "recalled"]
INDEX = "talent"
"""The code of the whole in the metadata table."""


class Part(BaseModel):
    """A checked part of a data file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(Part):
    """A text in the three languages."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)
    nl: str = Field(min_length=1)

    def told(self, lang: str) -> str:
        """The text in a language."""
        return str(getattr(self, lang))


class Source(Part):
    """Where something was read."""

    label: str
    url: str


class Group(Part):
    """A group of talents."""

    label: Wording


class Edition(Part):
    """An edition of the OECD's work. `countries`: how many are ranked. `unread`: known from the press only."""

    countries: int | None
    groups: tuple[str, ...]
    source: Source
    unread: bool


class Dimension(Part):
    """A dimension. `default`: it counts unless the user says otherwise. `penalty`: it lowers the whole."""

    id: str
    number: str
    label: Wording
    default: bool
    since: int | None = None
    penalty: bool = False


class Indicator(Part):
    """An indicator of some groups. `direction`: 1 more is better, -1 less is better. `row`: of the reading notes."""

    id: str
    row: int
    dimension: str
    groups: tuple[str, ...]
    direction: Literal[1, -1]
    provenance: Provenance
    series: str
    url: str | None
    label: Wording
    since: int | None = None

    @model_validator(mode="after")
    def _read_somewhere(self) -> Indicator:
        if (self.url is None) is not (self.provenance == "recalled"):
            raise ValueError(f"{self.id}: what is read has an address, what is recalled has none")
        return self


class Admission(Part):
    """The penalty: score x product of (1 - factor x badness). A factor is unknown (None) until somebody gives it."""

    source: Source
    factors: Mapping[str, float | None]
    note: Wording


class Levels(Part):
    """The three levels of weight that a reader may give a dimension, and none."""

    source: Source
    basis: Literal["stated", "derived", "assumed"]
    weights: Mapping[str, float]


class TalentFramework(Part):
    """All of it. Raises on load where a name is used that is not declared."""

    read: str
    groups: Mapping[str, Group]
    editions: Mapping[int, Edition]
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    admission: Admission
    levels: Levels

    @model_validator(mode="after")
    def _names_exist(self) -> TalentFramework:
        dimensions = {one.id for one in self.dimensions}
        for one in self.indicators:
            if one.dimension not in dimensions or set(one.groups) - set(self.groups):
                raise ValueError(f"{one.id}: a dimension or group that is not declared")
        penalties = {one.id for one in self.indicators if self.dimension(one.dimension).penalty}
        if penalties != set(self.admission.factors):
            raise ValueError("admission.factors: not the indicators of the penalty")
        if len({one.id for one in self.indicators}) < len(self.indicators):
            raise ValueError("an indicator is declared twice")
        return self

    def dimension(self, name: str) -> Dimension:
        """A dimension by its id. Raises: dimension_unknown."""
        for one in self.dimensions:
            if one.id == name:
                return one
        known = ", ".join(one.id for one in self.dimensions)
        raise AttractivenessError("weights", "dimension_unknown", dimension=name, known=known)

    def of(self, group: str, edition: int) -> tuple[Indicator, ...]:
        """The indicators of a group in an edition, the penalty's included. Raises: group_unknown, edition_unknown."""
        self.check(group, edition)
        return tuple(
            one
            for one in self.indicators
            if group in one.groups
            and (one.since or edition) <= edition
            and (self.dimension(one.dimension).since or edition) <= edition
        )

    def check(self, group: str, edition: int) -> None:
        """Raises: group_unknown, edition_unknown, group_not_in_edition."""
        if group not in self.groups:
            raise AttractivenessError("group", "group_unknown", group=group, known=", ".join(self.groups))
        if edition not in self.editions:
            known = ", ".join(str(year) for year in self.editions)
            raise AttractivenessError("edition", "edition_unknown", edition=edition, known=known)
        if group not in self.editions[edition].groups:
            known = ", ".join(str(year) for year, one in self.editions.items() if group in one.groups)
            raise AttractivenessError("group", "group_not_in_edition", group=group, edition=edition, known=known)


@cache
def talent_framework() -> TalentFramework:
    """The framework, read and checked once."""
    return TalentFramework.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def metadata(group: str, edition: int, weights: Mapping[str, float], lang: str = "en") -> pl.DataFrame:
    """The framework of a group as a metadata table of `read_framework`: indicators, dimensions, the whole.

    `weights` by dimension; a dimension of weight zero is left out. The indicators of one dimension weigh the same
    (mean within a dimension). Raises: group_unknown, edition_unknown, dimension_unknown, nothing_weighs.
    """
    frame = talent_framework()
    for name, weight in weights.items():
        frame.dimension(name)
        if weight < 0:
            raise AttractivenessError("weights", "weight_negative", dimension=name, weight=weight)
    counted = [one for one in frame.of(group, edition) if weights.get(one.dimension, 0) > 0]
    counted = [one for one in counted if not frame.dimension(one.dimension).penalty]
    if not counted:
        raise AttractivenessError("weights", "nothing_weighs")
    rows = [_row(one.id, 1, one.dimension, one.direction, 1.0, one.label.told(lang)) for one in counted]
    used = {one.dimension for one in counted}
    rows += [
        _row(one.id, 2, INDEX, 1, float(weights[one.id]), one.label.told(lang))
        for one in frame.dimensions
        if one.id in used
    ]
    rows.append(_row(INDEX, 3, None, 1, 1.0, frame.groups[group].label.told(lang)))
    return pl.DataFrame(rows, infer_schema_length=None)


def _row(code: str, level: int, parent: str | None, direction: int, weight: float, name: str) -> dict[str, object]:
    kind = "Indicator" if level == 1 else "Aggregate"
    return {
        "iCode": code,
        "iName": name,
        "Level": level,
        "Parent": parent,
        "Direction": direction,
        "Weight": weight,
        "Type": kind,
    }


def default_weights(edition: int) -> dict[str, float]:
    """Equal weights of the dimensions that count by default, zero for the others that an edition has."""
    frame = talent_framework()
    here = [one for one in frame.dimensions if not one.penalty and (one.since or edition) <= edition]
    return {one.id: 1.0 if one.default else 0.0 for one in here}
