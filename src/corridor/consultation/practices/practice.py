"""A good practice of a country or an authority: what is done, for whom, since when, with what result, and who says so.

One YAML file a practice in `records/`. A result that nobody published is None: unknown, never "none".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from corridor.consultation.form import FORM, Address, Confidence, Day, Key, Keys, Name, Said

FOLDER = Path(__file__).parent / "records"
Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|EU)$")]


@dataclass(frozen=True)
class PracticeSource:
    """Where a practice is described: its title, address, and the day or month on which it was read."""

    __pydantic_config__ = FORM
    title: Name
    url: Address | None = None
    read: str | None = None


@dataclass(frozen=True)
class Practice:
    """A record of the library.

    Attributes:
        country: ISO 3166-1 alpha-2, or EU. `authority` names one of several in the country (flanders, ...).
        since, until: as precise as known (2019, 2019-06, 2019-06-01); None where not known.
        what, for_whom, result: texts; `result` None: no result was found.
        topics: shortage_lists, measuring, procedure, one_stop, thresholds, partnerships, ethics, rights, pool or
            integration.
        scheme: id in the register of partnerships, where it is one.
        checked: the day on which the record was last held against its sources.
    """

    __pydantic_config__ = FORM
    key: Key
    country: Country
    title: Said
    what: Said
    for_whom: Said
    confidence: Confidence
    sources: tuple[PracticeSource, ...]
    authority: str | None = None
    since: str | None = None
    until: str | None = None
    result: Said | None = None
    caution: Said | None = None
    topics: Keys = ()
    scheme: str | None = None
    checked: Day | None = None


@cache
def library() -> Mapping[str, Practice]:
    """All practices by key, in the order of their keys.

    Raises:
        ConsultationErrors: every fault of every file.
    """
    from corridor.consultation.reading import read_as

    found = {one.key: one for one in (read_as(Practice, path) for path in sorted(FOLDER.glob("*.yaml")))}
    return MappingProxyType(found)


def practice(key: str) -> Practice | None:
    """The practice of a key; None where the library has none."""
    return library().get(key)
