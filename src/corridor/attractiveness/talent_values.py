"""Published scores and ranks of talent attractiveness, and what they leave possible for a country without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import polars as pl
import yaml
from pydantic import Field

from corridor.attractiveness.talent_framework import Part, Wording, talent_framework

FILE = Path(__file__).with_suffix(".yaml")
What = Literal["overall", "without_penalty", "overall_of_24"]
COLUMNS = {
    "edition": pl.Int32,
    "group": pl.String,
    "what": pl.String,
    "kind": pl.String,
    "country": pl.String,
    "value": pl.Float64,
    "url": pl.String,
    "confidence": pl.String,
}


class _Published(Part):
    edition: int
    group: str
    what: What
    kind: Literal["score", "rank"]
    url: str
    values: Mapping[str, float] = Field(min_length=1)


class _Unordered(Part):
    edition: int
    group: str
    what: What
    ranks: tuple[int, ...]
    countries: tuple[str, ...]
    url: str


class Other(Part):
    """The place of a country in another index. `among`: of how many. None is unknown."""

    id: str
    index: str
    country: str
    year: int
    rank: int | None
    among: int | None
    score: float | None
    url: str


class _File(Part):
    read: str
    confidence: Literal["high", "medium", "low"]
    published: tuple[_Published, ...]
    unordered: tuple[_Unordered, ...]
    others: tuple[Other, ...]
    subjects: Mapping[str, Wording]


@cache
def _file() -> _File:
    return _File.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


@cache
def published() -> pl.DataFrame:
    """Every published value: edition, group, what, kind (score 0 to 1, rank), country, value, url, confidence."""
    rows = [
        (one.edition, one.group, one.what, one.kind, country, value, one.url, _file().confidence)
        for one in _file().published
        for country, value in one.values.items()
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def other_indices(country: str) -> tuple[tuple[Other, Wording], ...]:
    """The places of a country in other indices, each with what it measures."""
    return tuple((one, _file().subjects[one.id]) for one in _file().others if one.country == country)


@dataclass(frozen=True)
class Places:
    """What is known of a country's place. `stated`: by sources, several where they differ.

    `possible`: the places that no other country certainly holds (derived by elimination; empty where the number of
    countries is unknown). `score_at_most`: the lowest score published for a place above all possible ones, rounded as
    the source rounds it; None is unknown. `countries`: how many are ranked.
    """

    country: str
    edition: int
    group: str
    stated: tuple[int, ...]
    possible: tuple[int, ...]
    score_at_most: float | None
    countries: int | None


def places(country: str, edition: int, group: str, *, what: What = "overall") -> Places:
    """Which places a country may hold. A place that sources give to a country in conflict is not taken for certain."""
    talent_framework().check(group, edition)
    here = published().filter(edition=edition, group=group, what=what)
    ranks = here.filter(kind="rank").select("country", pl.col("value").cast(pl.Int64)).unique().sort("country", "value")
    stated = tuple(ranks.filter(country=country)["value"].to_list())
    of = talent_framework().editions[edition].countries
    if stated or of is None:
        return Places(country, edition, group, stated, stated, None, of)
    agreed = ranks.filter(pl.len().over("country") == 1)
    taken = set(agreed["value"].to_list())
    for one in _file().unordered:
        if (one.edition, one.group, one.what) == (edition, group, what):
            if country in one.countries:
                return Places(country, edition, group, (), tuple(sorted(set(one.ranks) - taken)), None, of)
            taken |= set(one.ranks)
    possible = tuple(place for place in range(1, of + 1) if place not in taken)
    scores = here.filter(kind="score").join(agreed.rename({"value": "place"}), on="country")
    above = scores.filter(pl.col("place") < min(possible, default=0))["value"]
    return Places(country, edition, group, (), possible, above.min() if len(above) else None, of)  # type: ignore[arg-type]
