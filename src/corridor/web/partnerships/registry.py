"""The register of schemes as the pages show it. Its files never change while the process runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import corridor.partnerships
from corridor.partnerships import design, scheme
from corridor.partnerships.registry import REGIONS, Flow, flows
from corridor.partnerships.scheme import Scheme, Text
from corridor.web.design import names
from corridor.web.design.templatetags.design import in_language
from corridor.web.partnerships.flow_map import Pair, drawn

FILES = ("*.yaml", "*.json", "*.csv", "schemes/*.yaml", "designs/*.yaml")
MOST = 4
"""So many schemes stand side by side."""


@cache
def digest() -> str:
    """The hash of the files of the register: pages are the same as long as it is."""
    folder = Path(corridor.partnerships.__file__).parent
    found = hashlib.sha256()
    for path in sorted(path for pattern in FILES for path in folder.glob(pattern)):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def schemes() -> Mapping[str, Scheme]:
    """All schemes by id."""
    return scheme.schemes()


def by_name(found: Iterable[Scheme]) -> list[Scheme]:
    """Schemes by their short names."""
    return sorted(found, key=lambda one: (one.short.casefold(), one.id))


@dataclass(frozen=True)
class Ends:
    """The countries that schemes of the register come from and lead to, and the Belgian regions among the latter."""

    origins: frozenset[str]
    destinations: frozenset[str]
    regions: tuple[str, ...]


@cache
def ends() -> Ends:
    """What can be asked for."""
    every = schemes().values()
    regions = {place.region for one in every for place in one.destinations}
    return Ends(
        frozenset(place.country for one in every for place in one.origins if place.country),
        frozenset(place.country for one in every for place in one.destinations if place.country),
        tuple(region for region in REGIONS if region in regions),
    )


@cache
def occupation_codes() -> tuple[str, ...]:
    """The ISCO-08 codes of the register and the groups that contain them, in order."""
    codes = {code for one in schemes().values() for code in one.occupations.isco08}
    return tuple(sorted({code[:length] for code in codes for length in range(1, len(code) + 1)}))


@cache
def designs_by_scheme() -> Mapping[str, tuple[tuple[str, str | Text], ...]]:
    """The shipped designs, id and name, by the scheme that they describe."""
    found: dict[str, list[tuple[str, str | Text]]] = {}
    for one in design.shipped().values():
        if one.scheme:
            found.setdefault(one.scheme, []).append((one.id, one.name.plain()))
    return {key: tuple(listed) for key, listed in found.items()}


# ---- origins and destinations -------------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """A row of the table under the map: an origin, a destination and the schemes between them."""

    origin: str
    destination: str
    schemes: tuple[Scheme, ...]
    drawn: bool


@dataclass(frozen=True)
class Flows:
    """Where schemes lead from and to: what the map draws and what the table says.

    Attributes:
        undrawn: links without a country on one side, or within one country: they stand in the table only.
        top: the pairs with most schemes, where a pair has more than one.
    """

    links: tuple[Link, ...]
    pairs: tuple[Pair, ...]
    schemes: int
    origins: int
    destinations: int
    undrawn: int
    top: tuple[Link, ...]


def flows_of(found: Iterable[Scheme]) -> Flows:
    """The origins and destinations of schemes."""
    chosen = {one.id: one for one in found}
    made = flows(chosen)
    pairs = drawn(pair for pair in map(_pair, made) if pair)
    shown = {pair[:2] for pair in pairs}
    links = tuple(_link(flow, chosen, shown) for flow in made)
    most = max((len(link.schemes) for link in links if link.drawn), default=0)
    return Flows(
        links=links,
        pairs=pairs,
        schemes=len(chosen),
        origins=len({pair[0] for pair in pairs}),
        destinations=len({pair[1] for pair in pairs}),
        undrawn=sum(not link.drawn for link in links),
        top=tuple(link for link in links if link.drawn and len(link.schemes) == most > 1),
    )


def _pair(flow: Flow) -> Pair | None:
    return (flow.origin, flow.destination, len(flow.schemes)) if flow.origin and flow.destination else None


def _link(flow: Flow, chosen: Mapping[str, Scheme], shown: set[tuple[str, str]]) -> Link:
    return Link(
        origin=in_language(flow.origin_name),
        destination=in_language(flow.destination_name),
        schemes=tuple(chosen[key] for key in flow.schemes),
        drawn=(flow.origin, flow.destination) in shown,
    )


def language() -> str:
    """The language of the page."""
    return names.language()
