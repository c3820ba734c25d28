"""Finding schemes in the register, and the pairs of origin and destination that they join.

A filter on a value that a scheme does not state neither keeps nor drops it: it is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from corridor.partnerships.classification import classify, schools
from corridor.partnerships.design_parts import REGIONS
from corridor.partnerships.errors import PartnershipError
from corridor.partnerships.scheme import CRITERIA, Scheme, Status, Text, circularity_types, sectors
from corridor.partnerships.scheme_form import Place
from corridor.partnerships.scheme_jsonld import to_jsonld
from corridor.partnerships.scheme_tables import Comparison, ComparisonRow, comparison, to_csv
from corridor.partnerships.scheme_words import country_names, place_name
from corridor.pool.words import plain
from corridor.rules.countries import COUNTRIES, USUAL_MISTAKES

__all__ = [
    "REGIONS",
    "Comparison",
    "ComparisonRow",
    "Flow",
    "Selection",
    "comparison",
    "flows",
    "select",
    "to_csv",
    "to_jsonld",
]
Test = Callable[[Scheme], bool | None]
STATUSES = ("planned", "running", "paused", "stopped", "completed", "unknown")


@dataclass(frozen=True)
class Selection:
    """The schemes that pass every filter, and those (`unknown`) of which a filter cannot be decided."""

    found: tuple[Scheme, ...]
    unknown: tuple[Scheme, ...]

    def __iter__(self) -> Iterator[Scheme]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


@dataclass(frozen=True)
class Flow:
    """An origin and a destination (ISO codes; None: words only) and the ids of the schemes between them."""

    origin: str | None
    destination: str | None
    origin_name: Text
    destination_name: Text
    schemes: tuple[str, ...]


def select(
    schemes: Mapping[str, Scheme] | Iterable[Scheme],
    *,
    origin: str | None = None,
    destination: str | None = None,
    sector: str | None = None,
    isco: str | None = None,
    active_in: tuple[int, int] | None = None,
    model: str | None = None,
    status: Status | None = None,
    text: str | None = None,
) -> Selection:
    """The schemes that pass every filter given.

    Args:
        schemes: to choose from.
        origin: a country code.
        destination: a country code, or a Belgian region (flanders, wallonia, brussels, german_community).
        sector: a code of sectors.yaml. A scheme of several sectors may include it: that is not known.
        isco: an ISCO-08 code of 1 to 4 figures; groups within it and groups that contain it count.
        active_in: first and last year; a scheme that ran in part of it counts.
        model: a school of classification.yaml (its required criteria must be met) or a type of circularity.yaml.
        status: one of STATUSES.
        text: words that must all stand in its names, partners, occupations or results, in any language.

    Raises:
        PartnershipError: a filter's value is none of its list.
    """
    tests: list[Test] = []
    if origin is not None:
        code = _country(origin, "origin")
        tests.append(lambda scheme: _goes(scheme.origins, code))
    if destination is not None:
        tests.append(_destination_test(destination))
    if sector is not None:
        _check("sector", sector, sectors())
        tests.append(lambda scheme: _in_sector(scheme, sector))
    if isco is not None:
        tests.append(_isco_test(isco))
    if active_in is not None:
        first, last = active_in
        if last < first:
            raise PartnershipError("active_in", "scheme_backwards", start=first, end=last)
        tests.append(lambda scheme: _active(scheme, first, last))
    if model is not None:
        _check("model", model, (*schools().schools, *circularity_types()))
        tests.append(lambda scheme: _of_model(scheme, model))
    if status is not None:
        _check("status", status, STATUSES)
        tests.append(lambda scheme: _has_status(scheme, status))
    if text is not None:
        words = plain(text).split()
        tests.append(lambda scheme: all(word in _text_of(scheme) for word in words))
    return _sifted(schemes.values() if isinstance(schemes, Mapping) else schemes, tests)


def flows(schemes: Mapping[str, Scheme] | Iterable[Scheme]) -> tuple[Flow, ...]:
    """The pairs of origin and destination with their schemes, those with most schemes first."""
    found: dict[tuple[str, str], tuple[Place, Place, list[str]]] = {}
    for scheme in schemes.values() if isinstance(schemes, Mapping) else schemes:
        for origin in scheme.origins:
            for destination in scheme.destinations:
                ends = _end(origin), _end(destination)
                _, _, ids = found.setdefault(ends, (origin, destination, []))
                if scheme.id not in ids:
                    ids.append(scheme.id)
    pairs = [
        Flow(origin.country, destination.country, _end_name(origin), _end_name(destination), tuple(ids))
        for origin, destination, ids in found.values()
    ]
    return tuple(sorted(pairs, key=lambda f: (-len(f.schemes), f.origin_name["en"], f.destination_name["en"])))


def _sifted(schemes: Iterable[Scheme], tests: list[Test]) -> Selection:
    found: list[Scheme] = []
    unknown: list[Scheme] = []
    for scheme in schemes:
        answers = [test(scheme) for test in tests]
        if False in answers:
            continue
        (unknown if None in answers else found).append(scheme)
    return Selection(tuple(found), tuple(unknown))


def _check(name: str, value: str, known: Iterable[str]) -> None:
    listed = tuple(known)
    if value not in listed:
        raise PartnershipError(name, "scheme_choice", given=value, known=", ".join(listed))


def _country(code: str, name: str) -> str:
    code = code.upper()
    if code not in COUNTRIES:
        raise PartnershipError(name, "scheme_country", code=code, meant=USUAL_MISTAKES.get(code, "BE, MA, XK"))
    return code


def _goes(places: tuple[Place, ...], code: str) -> bool | None:
    countries = [place.country for place in places]
    if code in countries:
        return True
    return None if None in countries or not countries else False


def _destination_test(destination: str) -> Test:
    if destination not in REGIONS:
        code = _country(destination, "destination")
        return lambda scheme: _goes(scheme.destinations, code)

    def test(scheme: Scheme) -> bool | None:
        belgian = [place.region for place in scheme.destinations if place.country == "BE"]
        if destination in belgian:
            return True
        return None if None in belgian or _goes(scheme.destinations, "BE") is None else False

    return test


def _in_sector(scheme: Scheme, sector: str) -> bool | None:
    codes = scheme.sectors.codes
    if sector in codes:
        return True
    return None if not codes or "multi" in codes else False


def _isco_test(isco: str) -> Test:
    if not (isco.isdigit() and len(isco) <= 4):
        raise PartnershipError("isco", "scheme_isco", code=isco)

    def test(scheme: Scheme) -> bool | None:
        codes = scheme.occupations.isco08
        if any(code.startswith(isco) or isco.startswith(code) for code in codes):
            return True
        return None if not codes else False

    return test


def _active(scheme: Scheme, first: int, last: int) -> bool | None:
    start, end = (int(day[:4]) if day else None for day in (scheme.period.start, scheme.period.end))
    if (start is not None and start > last) or (end is not None and end < first):
        return False
    if start is not None and (start >= first or end is not None):
        return True
    if end is not None:
        return True if end <= last else None
    running = start is not None and scheme.status == "running" and first <= scheme.checked.year
    return True if running else None


def _of_model(scheme: Scheme, model: str) -> bool | None:
    if model in schools().schools:
        return classify(scheme).schools[model].fits
    return model in scheme.circularity.types if scheme.circularity.types else None


def _has_status(scheme: Scheme, status: str) -> bool | None:
    if scheme.status == "unknown" and status != "unknown":
        return None
    return scheme.status == status


def _text_of(scheme: Scheme) -> str:
    texts = [scheme.results, scheme.status_note, scheme.sectors.text, scheme.occupations.text, scheme.route.text]
    texts += [partner.name for partner in scheme.partners]
    texts += [getattr(scheme.criteria, name).note for name in CRITERIA]
    places = [
        {lang: place_name(place, lang) for lang in ("en", "fr", "nl")}
        for place in (*scheme.origins, *scheme.destinations)
    ]
    told = [said for text in (*texts, *places) if text for said in text.values()]
    return plain(" ".join([scheme.id, scheme.name, scheme.acronym or "", *told]))


def _end(place: Place) -> str:
    return place.country or _end_name(place)["en"]


def _end_name(place: Place) -> Text:
    if place.country:
        return country_names()[place.country]
    assert place.area is not None
    return place.area
