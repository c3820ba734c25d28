"""The addresses of the app `stakeholders`, for the tests that visit every page."""

from __future__ import annotations

from typing import Any

from corridor.web.stakeholders import links
from tests.web.stakeholders.made import make_body, make_contact


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """Name of an address -> its arguments: a body with a contact on the list, and the contact's own page."""
    body = make_body(world.organisation)
    contact = make_contact(world.organisation, agreed=True, body=body)
    token = links.make(contact, links.MINE, days=1)
    plain = ["list", "create", "import", "example", "quarantine_file", "clear", "contact_list", "contact_list_file"]
    plain += ["people", "person_create", "own", "ask", "erased"]
    of_purpose = {"purpose": "contact_list"}
    return (
        {f"stakeholders:{name}": {} for name in plain}
        | {f"stakeholders:{name}": {"key": body.pk} for name in ("detail", "change", "remove")}
        | {f"stakeholders:person{name}": {"key": contact.pk} for name in ("", "_change", "_link", "_erase")}
        | {f"stakeholders:person_{name}": {"key": contact.pk} | of_purpose for name in ("agree", "withdraw")}
        | {f"stakeholders:mine{name}": {"token": token} for name in ("", "_correct", "_export", "_erase")}
        | {f"stakeholders:mine_{name}": {"token": token} | of_purpose for name in ("agree", "withdraw")}
    )
