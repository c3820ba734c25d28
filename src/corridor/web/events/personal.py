"""What events hold about people: registrations, which count on when the person is gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateField, Max, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.consent.held import Held
from corridor.web.consent.retention import Retained
from corridor.web.events.models import Registration

NEEDS_KEPT = timedelta(days=30)
"""How long after the event what somebody needed to take part is kept."""
CLEARED = {"access_needs": "", "body_name": "", "code": None}

HELD = [
    Held(
        model="events.Registration",
        field="contact",
        person="stakeholders.Contact",
        export=("event", "body_name", "language", "access_needs", "code", "created_at", "cancelled_at"),
        also=("attendances",),
        on_erasure="anonymise",
        clear=CLEARED,
        purpose="event_registration",
        why={
            "en": "Your registration for an event. What stays counts people by day, on site or online, without you: "
            "what you needed, your organisation and your code are deleted.",
            "fr": "Votre inscription à un évènement. Ce qui reste compte les personnes par jour, sur place ou en "
            "ligne, sans vous : vos besoins, votre organisation et votre code sont supprimés.",
            "nl": "Uw inschrijving voor een evenement. Wat blijft, telt mensen per dag, ter plaatse of online, zonder "
            "u: wat u nodig had, uw organisatie en uw code worden gewist.",
        },
    ),
]


def _to_come() -> QuerySet[Any]:
    """The contacts with a registration that stands for an event that is not over."""
    standing = Registration.objects.filter(cancelled_at=None, event__days__date__gte=timezone.localdate())
    return standing.exclude(contact=None).values("contact")


EXPECTED = [_to_come]


def _ended_before(day: datetime) -> QuerySet[Registration]:
    began = Cast("created_at", DateField())  # of an event that has no day (any more)
    dated = Registration.objects.annotate(over=Coalesce(Max("event__days__date"), began))
    return dated.filter(over__lt=timezone.localtime(day).date())


def _with_needs(_moment: datetime) -> QuerySet[Registration]:
    return _ended_before(timezone.now() - NEEDS_KEPT).exclude(access_needs="")


def _with_person(moment: datetime) -> QuerySet[Registration]:
    return _ended_before(moment).exclude(contact=None)


def _forget_needs(rows: QuerySet[Registration]) -> int:
    found = list(rows.values_list("pk", flat=True))
    count = Registration.objects.filter(pk__in=found).update(access_needs="")
    if count:
        record("events.needs_forgotten", actor=None, count=count)
    return count


def _anonymise(rows: QuerySet[Registration]) -> int:
    found = list(rows.values_list("pk", flat=True))
    count = Registration.objects.filter(pk__in=found).update(contact=None, **CLEARED)
    if count:
        record("events.registrations_anonymised", actor=None, count=count)
    return count


RETAINED = [
    Retained(
        purpose="event_registration",
        what={
            "en": "What people needed to take part in events that are over",
            "fr": "Besoins des participants à des évènements passés",
            "nl": "Wat mensen nodig hadden om deel te nemen aan voorbije evenementen",
        },
        due=_with_needs,
        remove=_forget_needs,
    ),
    Retained(
        purpose="event_registration",
        what={
            "en": "Registrations for past events: the person is taken out, the counts stay",
            "fr": "Inscriptions à des évènements passés : la personne en est retirée, les totaux restent",
            "nl": "Inschrijvingen voor voorbije evenementen: de persoon wordt eruit gehaald, de aantallen blijven",
        },
        due=_with_person,
        remove=_anonymise,
    ),
]
