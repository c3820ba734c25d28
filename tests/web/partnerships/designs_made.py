"""Designs for tests: one that ships, and kept ones of an organisation."""

from __future__ import annotations

from typing import Any

from corridor.partnerships.design import write_design
from corridor.web.partnerships.design_files import digest_of, read
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.queries import examples, names_of

SHIPPED = "palim"
SMALL = """
id: small
name: {en: Small, fr: Petit, nl: Klein}
origin: [MA]
destination: {country: BE, region: flanders}
start: 2027-01-01
horizon_months: 36
waves: [{date: 2027-02-01, intake: 12}]
tracks: {away: 0.5, unmatched: home}
demand: [{grade: letter, posts: 10, date: 2027-03-01, employers: sme}]
stages:
  - id: training
    phase: technical_training
    track: both
    months: 4
    loss: {low: 0.1, high: 0.3}
    capacity: {places: 12}
    costs: [{group: training, per: person, amount: 1000, payers: {eu: 0.5, destination: 0.5}}]
  - {id: matching, phase: matching, track: away}
  - {id: arrival, phase: arrival, track: away}
  - {id: home, phase: home_placement, track: home}
contract: {months: 12, term: fixed, gross_annual_salary: 36000}
"""


def made_design(organisation: Any, user: Any = None, *, text: str = SMALL, name: str = "") -> Design:
    """A kept design; `name` in every language."""
    found = read(text)
    names = dict.fromkeys(("en", "fr", "nl"), name) if name else names_of(found)
    written = write_design(found)
    return Design.objects.create(
        organisation=organisation,
        name=names["en"],
        names=names,
        text=written,
        digest=digest_of(written),
        created_by=user,
        changed_by=user,
    )


def shipped_text() -> str:
    """The text of the example."""
    return examples()[SHIPPED].text
