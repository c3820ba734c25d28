"""What live sessions hold about people: a name under a question, where somebody wrote one, and for a month only.

No key leads to a person: devices are hashes, and a name is a text. Two weeks after the event the hashes go too.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from corridor.web.consent.held import Held
from corridor.web.consent.retention import Retained
from corridor.web.events.models import Session
from corridor.web.live.devices import GONE, KEPT
from corridor.web.live.domain.forgetting import forget_devices, forget_names
from corridor.web.live.models import Ballot, Question, Support

NAMES_KEPT = timedelta(days=30)
"""How long after the event a name stays under a question, as the form says."""
HELD: list[Held] = []


def _since(term: timedelta) -> date:
    return (timezone.localtime() - term).date()


def _named(_moment: datetime) -> QuerySet[Question]:
    dated = Question.objects.annotate(over=Max("session__day__event__days__date"))
    return dated.filter(over__lt=_since(NAMES_KEPT)).exclude(name="")


def _forget_names(rows: QuerySet[Question]) -> int:
    return forget_names(questions=rows)


def _knowing(_moment: datetime) -> QuerySet[Session]:
    """Sessions of events that are over, where something still leads to a device."""
    known = Q()
    for model, session in ((Ballot, "poll__session"), (Question, "session"), (Support, "question__session")):
        rows = model.objects.filter(**{session: OuterRef("pk")}).exclude(device__startswith=GONE)
        known |= Q(Exists(rows))
    dated = Session.objects.annotate(over=Max("day__event__days__date"))
    return dated.filter(known, over__lt=_since(KEPT))


def _forget_devices(rows: QuerySet[Session]) -> int:
    return forget_devices(sessions=rows.values_list("pk", flat=True))


RETAINED = [
    Retained(
        purpose="event_registration",
        what={
            "en": "Names under questions of events that are over",
            "fr": "Noms sous les questions d’évènements passés",
            "nl": "Namen onder vragen van voorbije evenementen",
        },
        due=_named,
        remove=_forget_names,
    ),
    Retained(
        purpose="event_registration",
        what={
            "en": "Sessions of past events that still tell devices apart",
            "fr": "Sessions d’évènements passés qui distinguent encore les appareils",
            "nl": "Sessies van voorbije evenementen die toestellen nog uit elkaar houden",
        },
        due=_knowing,
        remove=_forget_devices,
    ),
]
