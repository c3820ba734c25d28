"""Drafts, contacts and comments for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from corridor.consultation.draft.reading import read_draft
from corridor.web.drafts.domain import drafting
from corridor.web.drafts.domain.commenting import comment
from corridor.web.drafts.mail import USE
from corridor.web.drafts.models import Comment, Draft, Round
from corridor.web.stakeholders import links
from corridor.web.stakeholders.domain import agree, contact_for
from corridor.web.stakeholders.models import Contact

HOST = "http://testserver"
TEXT = """# en: Draft on recruitment

## 1. Aim {#aim}

The permit is decided within 90 days.

- one counter
- one file

## 2. Fees {#fees}

The fee is paid by the employer.

# fr: Projet sur le recrutement

## 1. Objectif

Le permis est décidé dans les 90 jours.

## 2. Frais

L’employeur paie la redevance.

# nl: Ontwerp over werving

## 1. Doel

Over de vergunning wordt binnen 90 dagen beslist.
"""


def today(days: int = 0) -> date:
    """Today, or so many days later."""
    return timezone.localdate() + timedelta(days=days)


def draft(organisation: Any, actor: Any = None, *, text: str = TEXT, programme: Any = None) -> Draft:
    """A draft in preparation."""
    return drafting.make_draft(organisation=organisation, programme=programme, written=read_draft(text), actor=actor)


def publish(made: Draft, *, opens: int = 0, closes: int = 10, actor: Any = None) -> Round:
    """Its last round, published, with its days counted from today; days gone by too."""
    round = made.rounds.last()
    assert round is not None
    last = max(closes, 0)
    drafting.publish_round(
        round=round, opens=min(today(opens), today(last)), closes=today(last), address=HOST, actor=actor
    )
    if closes < 0:
        close(round, opens=opens, closes=closes)
    made.refresh_from_db()
    return round


def close(round: Round, *, opens: int = -20, closes: int = -1) -> None:
    """Let the days of a round be over."""
    Round.objects.filter(pk=round.pk).update(opens=today(opens), closes=today(closes))
    round.refresh_from_db()


def contact(
    organisation: Any, email: str = "union@example.org", *, agrees: bool = True, language: str = "en"
) -> Contact:
    """A contact, on the contact list unless told otherwise."""
    made = contact_for(organisation=organisation, email=email, name="", language=language, actor=None)
    if agrees:
        agree(contact=made, purpose="contact_list", language=language, actor=made)
    return made


def confirmed(user: Any) -> Any:
    """A person who proved that the address of their account is theirs."""
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def link(made: Draft, person: Contact, days: int = 30) -> str:
    """The address of the link that lets a contact comment."""
    return f"/en/drafts/link/{links.make(person, USE, about=made.pk.hex, days=days)}/"


def said(round: Round, person: Contact, key: str = "aim", *, body: str = "Union", **more: Any) -> Comment:
    """A comment."""
    values: dict[str, Any] = {"stance": "object", "text": "Too slow.", "proposed": "", "language": "en", "actor": None}
    return comment(section=round.sections.get(key=key), contact=person, body_name=body, **{**values, **more})
