"""Concentric circles: in which order a region offers its posts, and who belongs where.

Belonging follows residence and access to work, never nationality: a refugee or a spouse who lives in Ghent and may work
for any employer is in the first circle of Flanders.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, model_validator

from corridor.permits.book import LAW
from corridor.rules.rulefile import read

Region = Literal["flanders", "wallonia", "brussels", "german_community"]
REGIONS: tuple[Region, ...] = get_args(Region)
HOME = "BE"


class CircleError(ValueError):
    """No order of circles for the region on that day. `remedy` says what can be done."""

    def __init__(self, place: str, message: str, remedy: str) -> None:
        super().__init__(f"{place}: {message}; {remedy}")
        self.place, self.message, self.remedy = place, message, remedy


class Text(BaseModel):
    """A text in three languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    en: str
    fr: str
    nl: str


class Circle(BaseModel):
    """Who belongs: those who live in one of the regions (empty: anywhere) and, if asked, may work for any employer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    label: Text
    lives_in: tuple[Region, ...] = ()
    free_access: bool = False

    @property
    def takes_everybody(self) -> bool:
        """Without conditions a circle takes all who are in none before it."""
        return not self.lives_in and not self.free_access


class Order(BaseModel):
    """Circles from the innermost to the outermost, from a day on. `assumed`: no source sets this order."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    start: date
    label: Text
    assumed: bool = False
    source: str | None = None
    confidence: Literal["high", "medium", "low"]
    note: Text
    circles: tuple[Circle, ...]

    @model_validator(mode="before")
    @classmethod
    def _from_is_a_keyword(cls, value: object) -> object:
        if isinstance(value, dict) and "from" in value:
            return {("start" if key == "from" else key): inner for key, inner in value.items()}
        return value

    @model_validator(mode="after")
    def _whole(self) -> Order:
        if not self.circles or not self.circles[-1].takes_everybody:
            raise ValueError("the last circle must have no condition, so that everybody belongs somewhere")
        if any(c.takes_everybody for c in self.circles[:-1]):
            raise ValueError("a circle without condition before the last leaves nobody for those after it")
        if not self.assumed and self.source is None:
            raise ValueError("an order needs a source, or `assumed: true`")
        return self


@dataclass(frozen=True)
class Belonging:
    """Each talent's circle (0 is the innermost), and for how many an inner circle could not be ruled out.

    A person is put into the first circle whose conditions are known to hold; what is not known is not taken for yes.
    """

    circle: NDArray[np.int8]
    unsure: int


def orders(region: str, folder: Path = LAW) -> tuple[Order, ...]:
    """All orders of a region, in time.

    Raises:
        CircleError: no such region. RuleFileError: the file is faulty; with lines.
    """
    path = folder / region / "circles.yaml"
    if region not in REGIONS or not path.exists():
        raise CircleError(region, "no order of circles", f"one of: {', '.join(REGIONS)}")
    return tuple(sorted(read(path, tuple[Order, ...]), key=lambda order: order.start))


def order(region: str, day: date, folder: Path = LAW) -> Order:
    """The order in force on a day.

    Raises:
        CircleError: none is known for that day.
    """
    known = orders(region, folder)
    found = [o for o in known if o.start <= day]
    if not found:
        raise CircleError(region, f"no order of circles is known for {day}", f"a day from {known[0].start} on")
    return found[-1]


def belonging(talents: pl.DataFrame, free: pl.Series, order: Order) -> Belonging:
    """The circle of each talent.

    Args:
        talents: `residence_region` and `residence_country` as far as they are known.
        free: may work for any employer without a new authorisation: true, false, null for not known.
        order: the circles.
    """
    region = _column(talents, "residence_region")
    country = _column(talents, "residence_country")
    frame = pl.DataFrame([region, country, free.cast(pl.Boolean).alias("free")])
    tests = [_belongs(circle) for circle in order.circles]
    values = frame.select(test.alias(str(n)) for n, test in enumerate(tests))
    circle = np.full(frame.height, -1, np.int8)
    unsure = np.zeros(frame.height, bool)
    for n in range(len(tests)):
        open_ = circle < 0
        unsure |= open_ & values[str(n)].is_null().to_numpy()
        circle[open_ & values[str(n)].fill_null(False).to_numpy()] = n
    return Belonging(circle, int(unsure.sum()))


def _belongs(circle: Circle) -> pl.Expr:
    test = pl.lit(True)
    if circle.lives_in:
        abroad = pl.col("residence_country") != HOME
        # a country abroad settles that the person lives in no region here, whatever the region column leaves open
        here = pl.col("residence_region").is_in(list(circle.lives_in))
        test = test & pl.when(pl.col("residence_region").is_null() & abroad).then(False).otherwise(here)
    if circle.free_access:
        test = test & pl.col("free")
    return test


def _column(frame: pl.DataFrame, name: str) -> pl.Series:
    if name in frame.columns:
        return frame[name].cast(pl.String)
    return pl.Series(name, [None] * frame.height, dtype=pl.String)
