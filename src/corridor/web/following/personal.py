"""What this app holds about people, for exports and erasures. The people of a log are pseudonyms: no key leads to them.

Who must be erased from a log is, by an event `erased` of the next upload, or by a log that replaces it.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from corridor.web.consent.held import Held
from corridor.web.consent.retention import Retained
from corridor.web.following.domain import delete_expired
from corridor.web.following.models import FollowedScheme
from corridor.web.following.queries import expiring

ACTOR = {
    "en": "That you did this for your organisation. The work stays, your name goes.",
    "fr": "Que vous avez fait ceci pour votre organisation. Le travail reste, votre nom disparaît.",
    "nl": "Dat u dit voor uw organisatie deed. Het werk blijft, uw naam verdwijnt.",
}

HELD = [
    Held(
        model="following.FollowedScheme",
        field="created_by",
        export=("name", "design_key", "created_at"),
        on_erasure="keep",
        purpose="work",
        why=ACTOR,
    ),
    Held(
        model="following.EventLog",
        field="created_by",
        export=("source_name", "version", "created_at"),
        on_erasure="keep",
        purpose="work",
        why=ACTOR,
    ),
]


def _past_their_day(moment: datetime) -> QuerySet[FollowedScheme]:
    """Schemes hold their own end: the moment does not matter."""
    return expiring(timezone.localdate())


def _remove(rows: QuerySet[FollowedScheme]) -> int:
    return delete_expired(today=timezone.localdate(), actor=None)


RETAINED = [
    Retained(
        purpose="placement",
        what={
            "en": "Logs of followed schemes past their last day",
            "fr": "Journaux de projets suivis dont le dernier jour est passé",
            "nl": "Logboeken van gevolgde projecten waarvan de laatste dag voorbij is",
        },
        due=_past_their_day,
        remove=_remove,
    ),
]
