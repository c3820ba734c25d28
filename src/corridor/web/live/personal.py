"""What live sessions hold about people: a name under a question, where somebody wrote one, and for a month only.

No key leads to a person: devices are hashes, and a name is a text.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from corridor.web.audit.domain import record
from corridor.web.consent.held import Held
from corridor.web.consent.retention import Retained
from corridor.web.live.models import Question

NAMES_KEPT = timedelta(days=30)
"""How long after the event a name stays under a question, as the form says."""
HELD: list[Held] = []


def _named(_moment: datetime) -> QuerySet[Question]:
    over = (timezone.localtime() - NAMES_KEPT).date()
    dated = Question.objects.annotate(over=Max("session__day__event__days__date"))
    return dated.filter(over__lt=over).exclude(name="")


def _forget(rows: QuerySet[Question]) -> int:
    found = list(rows.values_list("pk", flat=True))
    count = Question.objects.filter(pk__in=found).update(name="")
    if count:
        record("live.names_forgotten", actor=None, count=count)
    return count


RETAINED = [
    Retained(
        purpose="event_registration",
        what={
            "en": "Names under questions of events that are over",
            "fr": "Noms sous les questions d’évènements passés",
            "nl": "Namen onder vragen van voorbije evenementen",
        },
        due=_named,
        remove=_forget,
    ),
]
