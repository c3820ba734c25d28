"""Regions, countries and groups of citizenship: codes of the offices, ISO 3166, names in three languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from corridor.labour_market.sources.catalogue import STRICT, Words

FILE = Path(__file__).parent / "areas.yaml"


@dataclass(frozen=True, config=STRICT)
class Region:
    """A statistical region of Belgium (NUTS). `corridor` is the id of a region or community in Corridor."""

    level: int
    label: Words
    iso: str | None = None
    corridor: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Country:
    """A country, under its ISO 3166-1 code of two letters; `eurostat` where Eurostat has another."""

    iso3: str
    label: Words
    eurostat: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, config=STRICT)
class Group:
    """A group of citizenship, or a total. `basis`: recalled where the code was not checked."""

    label: Words
    also: tuple[str, ...] = ()
    basis: str = "stated"


@dataclass(frozen=True, config=STRICT)
class Areas:
    """All of `areas.yaml`."""

    read: dt.date
    sources: Mapping[str, str]
    regions: Mapping[str, Region]
    groups: Mapping[str, Group]
    countries: Mapping[str, Country]


@cache
def areas() -> Areas:
    """The areas, checked."""
    raw = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return TypeAdapter(Areas).validate_python(raw)


@cache
def _iso_of() -> Mapping[str, str]:
    """ISO 3166-1 codes of two letters by any code of a country: Eurostat's, ISO of two and of three letters."""
    found = {iso: iso for iso in areas().countries}
    for iso, each in areas().countries.items():
        found |= {each.iso3: iso, each.eurostat or iso: iso}
    return found


def iso(code: str) -> str | None:
    """The ISO 3166-1 code of two letters of a country, from any of its codes: Eurostat's (EL, UK, XK) or ISO's.

    None for what is no country: regions, groups, totals.
    """
    return _iso_of().get(code)


def eurostat(iso_code: str) -> str | None:
    """Eurostat's code of a country from an ISO 3166-1 code (GR to EL, GB to UK); None where there is none."""
    found = _iso_of().get(iso_code)
    return None if found is None else areas().countries[found].eurostat or found


def label(code: str, lang: str) -> str | None:
    """The name of an area or group in a language; None where the code is not known."""
    found: Region | Group | Country | None = areas().regions.get(code) or areas().groups.get(code)
    if found is None:
        country = _iso_of().get(code)
        found = None if country is None else areas().countries[country]
    return None if found is None else found.label[lang]


def nuts(corridor_region: str) -> str | None:
    """The NUTS code of one of Corridor's regions or communities (`flanders`: BE2); None where there is none."""
    found = (code for code, each in areas().regions.items() if each.corridor == corridor_region)
    return next(found, None)


def region(code: str) -> str | None:
    """The region of Corridor in which a NUTS code lies (BE21: `flanders`); for BE336 the community. None for BE."""
    own = areas().regions.get(code)
    if own is not None and own.corridor is not None:
        return own.corridor
    found = (each.corridor for nuts1, each in areas().regions.items() if each.level == 1 and code.startswith(nuts1))
    return next(found, None)


@cache
def codes_of_labels() -> Mapping[str, str]:
    """Codes by English name and by the names that files use, in small letters; countries under Eurostat's code."""
    found: dict[str, str] = {}
    for iso_code, each in areas().countries.items():
        found |= {text.casefold(): each.eurostat or iso_code for text in (each.label.en, *each.also)}
    others: dict[str, Group | Region] = {**areas().groups, **areas().regions}
    for code, other in others.items():
        for text in (other.label.en, *other.also):
            found.setdefault(text.casefold(), code)
    return found
