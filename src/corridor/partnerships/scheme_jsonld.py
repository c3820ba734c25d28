"""Schemes as one JSON-LD document in the words of schema.org; what is unknown is absent.

Terms that schema.org has not (origin, destination, criteria, basis) stand in a vocabulary of our own, `corridor:`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corridor.partnerships.classification import classify
from corridor.partnerships.scheme import CRITERIA, Scheme, Text
from corridor.partnerships.scheme_form import LANGUAGES, Criterion, Money, Number, Partner, Place
from corridor.partnerships.scheme_words import country_names

CONTEXT = {"@vocab": "https://schema.org/", "corridor": "urn:corridor:vocabulary:"}
GRANTS = ("budget", "grant", "programme_budget")
Node = dict[str, Any]


def to_jsonld(schemes: Mapping[str, Scheme] | Iterable[Scheme]) -> Node:
    """The schemes as one document, one schema.org Project each; ready for `json.dumps`."""
    chosen = schemes.values() if isinstance(schemes, Mapping) else schemes
    return {"@context": dict(CONTEXT), "@graph": [_project(scheme) for scheme in chosen]}


def _project(scheme: Scheme) -> Node:
    return _node(
        "Project",
        {
            "@id": f"urn:corridor:scheme:{scheme.id}",
            "identifier": scheme.id,
            "name": scheme.name,
            "alternateName": scheme.acronym,
            "foundingDate": scheme.period.start,
            "dissolutionDate": scheme.period.end,
            "corridor:status": None if scheme.status == "unknown" else scheme.status,
            "corridor:statusNote": _texts(scheme.status_note),
            "description": _texts(scheme.results),
            "location": [_place(place) for place in scheme.destinations],
            "corridor:origin": [_place(place) for place in scheme.origins],
            "corridor:destination": [_place(place) for place in scheme.destinations],
            "corridor:implementer": _parties(scheme, "implementer"),
            "funder": _parties(scheme, "funder"),
            "member": _parties(scheme, "partner"),
            "funding": [_grant(money) for money in scheme.money if money.what in GRANTS],
            "corridor:money": [_sum(money) for money in scheme.money if money.what not in GRANTS],
            "corridor:sector": list(scheme.sectors.codes),
            "corridor:sectorText": _texts(scheme.sectors.text),
            "corridor:occupationText": _texts(scheme.occupations.text),
            "corridor:isco08": list(scheme.occupations.isco08),
            "corridor:count": [
                _count(name, number) for name, numbers in vars(scheme.counts).items() for number in numbers
            ],
            "corridor:route": _texts(scheme.route.text),
            "corridor:circularity": list(scheme.circularity.types),
            "corridor:circularityText": _texts(scheme.circularity.text),
            "corridor:criterion": _criteria(scheme),
            "corridor:classification": _scores(scheme),
            "corridor:confidence": scheme.confidence,
            "corridor:confidenceNote": _texts(scheme.confidence_note),
            "subjectOf": [
                _node("WebPage", {"url": source.url, "name": source.title, "corridor:read": source.read})
                for source in scheme.sources
            ],
            "corridor:checked": scheme.checked.isoformat(),
        },
    )


def _node(kind: str, values: Node) -> Node:
    """A node without what is unknown."""
    return {"@type": kind} | {key: value for key, value in values.items() if value is not None and value != []}


def _texts(text: Text | None) -> list[Node] | None:
    if text is None:
        return None
    if len(set(text.values())) == 1:
        return [{"@value": text["en"]}]
    return [{"@language": lang, "@value": text[lang]} for lang in LANGUAGES]


def _place(place: Place) -> Node:
    """A country (which schema.org counts among places), or an area in it."""
    country = _country(place.country) if place.country else None
    if country and not place.area:
        return country if place.region is None else country | {"corridor:region": place.region}
    area = {"name": _texts(place.area), "containedInPlace": country, "corridor:region": place.region}
    return _node("Place", area)


def _country(code: str) -> Node:
    return {"@type": ["Place", "Country"], "identifier": code, "name": _texts(country_names()[code])}


def _parties(scheme: Scheme, role: str) -> list[Node]:
    return [_party(partner) for partner in scheme.partners if partner.role == role]


def _party(partner: Partner) -> Node:
    return _node(
        "Organization",
        {
            "name": _texts(partner.name),
            "description": _texts(partner.note),
            "corridor:side": partner.side,
            "corridor:shareOfMoney": partner.share,
        },
    )


def _sum(money: Money) -> Node:
    return _node(
        "MonetaryAmount",
        {
            "name": money.what,
            "value": money.amount,
            "minValue": money.low,
            "maxValue": money.high,
            "currency": money.currency,
            "description": _texts(money.note),
            "corridor:basis": money.basis,
        },
    )


def _grant(money: Money) -> Node:
    return _node("MonetaryGrant", {"name": money.what, "amount": _sum(money)})


def _count(name: str, number: Number) -> Node:
    return _node(
        "QuantitativeValue",
        {
            "name": name,
            "value": number.n,
            "minValue": number.low,
            "maxValue": number.high,
            "valueReference": _texts(number.text),
            "unitText": number.unit,
            "description": _texts(number.note),
            "corridor:qualifier": number.qualifier,
            "corridor:basis": number.basis,
        },
    )


def _criteria(scheme: Scheme) -> list[Node]:
    found: list[tuple[str, Criterion]] = [(name, getattr(scheme.criteria, name)) for name in CRITERIA]
    return [
        _node(
            "PropertyValue",
            {
                "propertyID": name,
                "value": criterion.value,
                "description": _texts(criterion.note),
                "corridor:basis": criterion.basis,
            },
        )
        for name, criterion in found
        if criterion.value is not None
    ]


def _scores(scheme: Scheme) -> list[Node]:
    """The classification as it is worked out now; it is no fact of the scheme (basis assumed)."""
    made = classify(scheme)
    return [
        _node(
            "PropertyValue",
            {
                "propertyID": name,
                "minValue": round(score.low, 6),
                "maxValue": round(score.high, 6),
                "corridor:fails": list(score.fails),
                "corridor:unknown": list(score.unknown),
                "corridor:basis": made.basis,
            },
        )
        for name, score in made.schools.items()
    ]
