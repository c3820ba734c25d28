"""What this app holds about people: contacts, and what they agreed to. A contact is a person of its own.

An app whose work still needs people, however long they are silent, says so with a list `EXPECTED` in its module
`personal`: functions that give the keys of those contacts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from corridor.web.accounts.models import User
from corridor.web.consent.held import Held, Person, erases, personal, recognises
from corridor.web.consent.retention import Retained
from corridor.web.stakeholders.domain import count_farewell, erase, forget_rows, link_contacts
from corridor.web.stakeholders.models import Contact, QuarantinedRow

PEOPLE = [Person(model="stakeholders.Contact", account="user")]

HELD = [
    Held(
        model="stakeholders.Contact",
        field="user",
        export=("organisation", "body", "name", "email", "language", "role", "created_at", "heard_at"),
        on_erasure="delete",
        purpose="contact_list",
        why={
            "en": "That an organisation knows you as somebody whom it consults. It goes with the account.",
            "fr": "Le fait qu’une organisation vous connaît comme personne consultée. Il disparaît avec le compte.",
            "nl": "Dat een organisatie u kent als iemand die ze raadpleegt. Het verdwijnt met de account.",
        },
    ),
    Held(
        model="stakeholders.Agreement",
        field="contact",
        person="stakeholders.Contact",
        export=("purpose", "change", "at", "text_version", "language", "evidence"),
        on_erasure="delete",
        purpose="contact_list",
        why={
            "en": "What you agreed to and withdrew as a contact. It goes with your data; the audit trail keeps that it "
            "happened.",
            "fr": "Vos accords et leurs retraits en tant que contact. Ils disparaissent avec vos données ; la piste "
            "d’audit garde le fait.",
            "nl": "Waarmee u als contact instemde en wat u introk. Het verdwijnt met uw gegevens; het auditspoor "
            "bewaart het feit.",
        },
    ),
]


QUARANTINE = timedelta(days=30)
"""How long a faulty row of a table waits to be corrected. A choice of this application."""


recognises("contacts")(link_contacts)


@erases("contacts")
def forget_contacts(*, user: User, actor: Any) -> None:
    """The contacts that go with an account are counted in the month like the others; no faulty row names them."""
    for contact in Contact.objects.filter(user=user).select_related("organisation"):
        forget_rows(contact)
        count_farewell(contact.organisation)


def _waiting_long(moment: datetime) -> QuerySet[QuarantinedRow]:
    return QuarantinedRow.objects.filter(at__lt=timezone.now() - QUARANTINE)


def _not_heard_of(moment: datetime) -> QuerySet[Contact]:
    """Silent since a moment, and expected nowhere: an event to come, an open round, a group that advises."""
    silent = Contact.objects.filter(heard_at__lt=moment)
    for expected in personal("EXPECTED"):
        silent = silent.exclude(pk__in=expected())
    return silent


def _erase(rows: QuerySet[Contact]) -> int:
    found = list(rows)
    for contact in found:
        erase(contact=contact, actor=None, reason="retention")
    return len(found)


RETAINED = [
    Retained(
        purpose="contact_list",
        what={
            "en": "Contacts not heard of for long",
            "fr": "Contacts sans nouvelles depuis longtemps",
            "nl": "Contacten van wie al lang niets is vernomen",
        },
        due=_not_heard_of,
        remove=_erase,
    ),
    Retained(
        purpose="contact_list",
        what={
            "en": "Faulty rows of imported contact tables, after thirty days",
            "fr": "Lignes fautives de tableaux de contacts importés, après trente jours",
            "nl": "Foutieve rijen van geïmporteerde contacttabellen, na dertig dagen",
        },
        due=_waiting_long,
    ),
]
