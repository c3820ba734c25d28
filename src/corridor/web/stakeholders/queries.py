"""Bodies and contacts of a person's organisations; who agreed to what, now and before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from corridor.web.consent.models import Change
from corridor.web.consent.purposes import Purpose, purposes
from corridor.web.consent.purposes import purpose as purpose_of
from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisation_ids
from corridor.web.stakeholders.models import Agreement, Body, Contact, QuarantinedRow
from corridor.web.stakeholders.rules import CONVENERS, READERS

CONTACT_LIST = "contact_list"
FILTERS = ("side", "kind", "region", "sector")


def agrees(contact: Contact | None, purpose: str) -> bool:
    """Whether a contact's agreement to a purpose is in force: given, not withdrawn, to a text that still counts."""
    if contact is None or contact.pk is None:
        return False
    return _counts(Agreement.objects.filter(contact_id=contact.pk, purpose=purpose, confirmed=True).first())


def to_confirm(contact: Contact | None, purpose: str) -> bool:
    """Whether somebody agreed with the contact's address who has not shown that it is theirs; nothing counts yet."""
    if contact is None:
        return False
    newest = Agreement.objects.filter(contact=contact, purpose=purpose).first()
    return newest is not None and not newest.confirmed and not agrees(contact, purpose)


def contact_list(
    organisation: Organisation,
    *,
    purpose: str = CONTACT_LIST,
    side: str = "",
    kind: str = "",
    region: str = "",
    sector: str = "",
    language: str = "",
    role: str = "",
) -> QuerySet[Contact]:
    """Who may be written to for a purpose now: contacts of the organisation whose agreement is in force.

    Nothing else lists contacts for messages. The other arguments keep those of bodies of a side, kind, region or
    sector, those of a language, and those whose role there contains a text; empty keeps all.
    """
    found = Contact.objects.filter(_live(purpose), organisation=organisation).select_related("body")
    given = {"body__side": side, "body__kind": kind, "body__region": region, "body__sector": sector}
    given |= {"language": language, "role__icontains": role}
    wanted = {name: value for name, value in given.items() if value}
    return found.filter(**wanted)


def _live(purpose: str) -> Q:
    found = purpose_of(purpose)
    live = [w.version for w in found.wordings if found.accepts(w.version)]
    newest = (
        Agreement.objects.filter(contact=OuterRef(OuterRef("pk")), purpose=purpose, confirmed=True)
        .order_by("-at", "id")
        .values("pk")[:1]
    )
    return Q(Exists(Agreement.objects.filter(pk=Subquery(newest), change=Change.GIVEN, text_version__in=live)))


def _counts(latest: Agreement | None) -> bool:
    if latest is None or latest.change != Change.GIVEN or latest.purpose not in purposes():
        return False
    return purposes()[latest.purpose].accepts(latest.text_version)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contact stands with a purpose."""

    purpose: Purpose
    held: bool
    asked_again: bool
    """They agreed to an earlier text that no longer counts."""
    latest: Agreement | None
    history: tuple[Agreement, ...]


def standings(contact: Contact) -> list[Standing]:
    """Every purpose that contacts are asked about, with the latest word and the history, newest first."""
    by_purpose: dict[str, list[Agreement]] = {}
    for row in Agreement.objects.filter(contact=contact):
        by_purpose.setdefault(row.purpose, []).append(row)
    asked = [p for p in purposes().values() if p.by_consent and p.asks == "contact"]
    return [_standing(p, by_purpose.get(p.id, [])) for p in asked]


def _standing(purpose: Purpose, rows: list[Agreement]) -> Standing:
    latest = next((row for row in rows if row.confirmed), None)
    held = _counts(latest)
    given = latest is not None and latest.change == Change.GIVEN
    return Standing(purpose, held, given and not held, latest, tuple(rows))


# ---- directory ----------------------------------------------------------------------------------


def bodies_of(user: Any) -> QuerySet[Body]:
    """Bodies in the directories of a person's organisations, with how many contacts each has (`people`)."""
    found = Body.objects.filter(organisation__in=organisation_ids(user, *READERS))
    return found.select_related("organisation").annotate(people=Count("contacts")).order_by("name", "id")


def contacts_to_write_to(user: Any) -> QuerySet[Contact]:
    """Contacts of the organisations in which a person convenes: names and addresses are for them alone."""
    found = Contact.objects.filter(organisation__in=organisation_ids(user, *CONVENERS))
    return found.select_related("organisation", "body")


def people_of(body: Body) -> QuerySet[Contact]:
    """The contacts of a body."""
    return Contact.objects.filter(body=body)


def on_list(contacts: Iterable[Contact], purpose: str = CONTACT_LIST) -> dict[UUID, Agreement]:
    """The agreement in force of each of these contacts; those without one are left out. One query."""
    newest: dict[UUID, Agreement] = {}
    keys = [contact.pk for contact in contacts]
    rows = Agreement.objects.filter(contact__in=keys, purpose=purpose, confirmed=True)
    for row in rows.order_by("-at", "id"):
        newest.setdefault(row.contact_id, row)
    return {key: row for key, row in newest.items() if _counts(row)}


def own_contacts(user: Any) -> QuerySet[Contact]:
    """The contacts that are the person: one for each organisation that knows them."""
    return Contact.objects.filter(user=user, organisation__closed_at=None).select_related("organisation", "body")


def by_address(email: str) -> QuerySet[Contact]:
    """The contacts with an address, one for each organisation that knows it."""
    return Contact.objects.filter(email=email.strip().lower(), organisation__closed_at=None).select_related(
        "organisation"
    )


def quarantine(organisations: Iterable[Organisation]) -> QuerySet[QuarantinedRow]:
    """Rows of tables that wait to be corrected."""
    return QuarantinedRow.objects.filter(organisation__in=[o.pk for o in organisations]).select_related("organisation")


def sectors(user: Any) -> list[str]:
    """The sectors that the bodies of a person's directories have."""
    found = Body.objects.filter(organisation__in=organisation_ids(user, *READERS)).exclude(sector="")
    return list(found.order_by("sector").values_list("sector", flat=True).distinct())
