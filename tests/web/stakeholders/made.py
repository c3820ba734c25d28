"""Bodies and contacts for tests of this app and of those above it."""

from __future__ import annotations

from typing import Any

from corridor.web.stakeholders.domain import add_body, agree, contact_for
from corridor.web.stakeholders.models import Body, Contact


def make_body(organisation: Any, name: str = "Federation", **values: Any) -> Body:
    """A body of the directory: employers of Flanders, unless said otherwise."""
    given = {"side": "destination", "kind": "employers", "country": "BE", "region": "flanders", "sector": "health"}
    given |= {"website": ""} | values
    return add_body(organisation=organisation, name=name, actor=None, **given)


def make_contact(organisation: Any, email: str = "ann@example.org", *, agreed: bool = False, **values: Any) -> Contact:
    """A contact; `agreed`: on the contact list."""
    given: dict[str, Any] = {"name": "Ann", "language": "en", "actor": None} | values
    contact = contact_for(organisation=organisation, email=email, **given)
    if agreed:
        agree(contact=contact, purpose="contact_list", language="en", actor=contact)
    return contact
