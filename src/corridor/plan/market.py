"""What a plan works on: the two tables in an order of their own, the circles, the policy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corridor.matching.circles import Order
from corridor.matching.policy import Policy
from corridor.matching.search import Scoring
from corridor.plan.errors import PlanError

HOME_FACTS = ("region", "application_date", "start_date")


@dataclass(frozen=True)
class Market:
    """A region's posts and the people that they may be offered to.

    Attributes:
        region, day: where and when.
        talents, vacancies: canonical order: by a hash of id and seed, so that ties do not follow the order of a file.
        posts: of each vacancy.
        order: the circles.
        policy: how pairs are scored.
        left_out: vacancies of other regions, by region.
        seed: of the hash.
    """

    region: str
    day: date
    talents: pl.DataFrame
    vacancies: pl.DataFrame
    posts: NDArray[np.int32]
    order: Order
    policy: Policy
    left_out: dict[str, int]
    seed: int

    @property
    def scoring(self) -> Scoring:
        """The policy as the search reads it."""
        p = self.policy
        return Scoring(p.weights, p.neutral, p.reach, p.skills_min_coverage, frozenset(p.presumed), p.k)


def market(
    region: str, day: date, talents: pl.DataFrame, vacancies: pl.DataFrame, order: Order, policy: Policy, seed: int
) -> Market:
    """The market of a region.

    Raises:
        PlanError: a column or id is missing, an id stands twice, posts that cannot be, no vacancy in the region.
    """
    for name, frame, columns in (("talents", talents, ("id",)), ("vacancies", vacancies, ("id", "region"))):
        for column in columns:
            if column not in frame.columns:
                raise PlanError(name, "column_missing", column=column, found=", ".join(frame.columns[:12]))
    here = vacancies.filter(pl.col("region") == region)
    if not here.height:
        raise PlanError("vacancies", "no_vacancy", region=region, read=vacancies.height)
    elsewhere = vacancies.filter(pl.col("region").ne_missing(region))["region"].value_counts()
    left_out = {str(name): int(count) for name, count in sorted(elsewhere.iter_rows(), key=str)}
    here = canonical(here, "vacancies", seed)
    return Market(region, day, canonical(talents, "talents", seed), here, _posts(here), order, policy, left_out, seed)


def canonical(frame: pl.DataFrame, place: str, seed: int) -> pl.DataFrame:
    """The rows by a hash of their id; the same whatever order they came in.

    Raises:
        PlanError: an id is missing or stands twice.
    """
    ids = frame["id"].cast(pl.String)
    if ids.null_count():
        raise PlanError(place, "no_id")
    if ids.n_unique() < frame.height:
        raise PlanError(place, "duplicate", id=ids.filter(ids.is_duplicated())[0])
    found = frame.with_columns(ids, pl.Series(" key", hashed(ids, seed)))
    return found.sort(" key", "id").drop(" key")


def hashed(ids: pl.Series, seed: int) -> NDArray[np.uint64]:
    """A number for each id, spread evenly; the same for the same id and seed on every machine."""
    key = seed.to_bytes(16, "little", signed=True)
    digest = (hashlib.blake2b(i.encode(), digest_size=8, key=key).digest() for i in ids)
    return np.frombuffer(b"".join(digest), dtype=">u8").astype(np.uint64)


def _posts(vacancies: pl.DataFrame) -> NDArray[np.int32]:
    """Posts of each vacancy; one where it does not say."""
    if "posts" not in vacancies.columns:
        return np.ones(vacancies.height, np.int32)
    posts = vacancies["posts"].cast(pl.Int64).fill_null(1)
    if (posts < 1).any():
        bad = vacancies.filter(posts < 1).row(0, named=True)
        raise PlanError("vacancies", "posts", id=bad["id"], posts=bad["posts"])
    return posts.to_numpy().astype(np.int32)
