"""What this app holds about people, for exports and erasures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from corridor.web.consent.held import Extra, Held, erases, exports
from corridor.web.consent.retention import Retained
from corridor.web.pool.domain.datasets import delete_expired
from corridor.web.pool.domain.erasure import erase_person
from corridor.web.pool.facts import as_json
from corridor.web.pool.models import Claim, ClaimInvitation, Dataset
from corridor.web.pool.queries import expiring, record

ACTOR = {
    "en": "That you did this for your organisation. The work stays, your name goes.",
    "fr": "Que vous avez fait ceci pour votre organisation. Le travail reste, votre nom disparaît.",
    "nl": "Dat u dit voor uw organisatie deed. Het werk blijft, uw naam verdwijnt.",
}


def _done(model: str, field: str, *export: str) -> Held:
    return Held(model=model, field=field, export=export, on_erasure="keep", why=ACTOR)


HELD = [
    Held(
        model="pool.TalentProfile",
        field="user",
        export=("facts", "region", "created_at", "changed_at"),
        on_erasure="delete",
        purpose="placement",
        why={
            "en": "What you wrote about yourself in your profile. It goes with the account.",
            "fr": "Ce que vous avez écrit sur vous dans votre profil. Cela disparaît avec le compte.",
            "nl": "Wat u in uw profiel over uzelf schreef. Het verdwijnt met de account.",
        },
    ),
    Held(
        model="pool.Claim",
        field="user",
        export=("dataset", "record_id", "from_profile", "created_at"),
        on_erasure="delete",
        purpose="placement",
        why={
            "en": "Which rows of an organisation's tables are yours. They are deleted from the tables.",
            "fr": "Quelles lignes des tableaux d'une organisation sont les vôtres. Elles sont supprimées des tableaux.",
            "nl": "Welke rijen in de tabellen van een organisatie van u zijn. Ze worden uit de tabellen verwijderd.",
        },
    ),
    _done("pool.Dataset", "created_by", "name", "kind", "created_at"),
    _done("pool.DatasetVersion", "made_by", "number", "why", "made_at"),
    _done("pool.QuarantinedRow", "changed_by", "row", "state", "changed_at"),
    _done("pool.ClaimInvitation", "invited_by", "created_at"),
]


@exports("pool_rows")
def rows_of(user: Any) -> Extra:
    """The rows of datasets that are the person's own, as they stand there now."""
    found = []
    for claim in Claim.objects.filter(user=user).select_related("dataset__organisation"):
        row = record(claim.dataset, claim.record_id) or {}
        told = {name: as_json(value) for name, value in row.items() if value is not None}
        found.append({"dataset": claim.dataset.title, "organisation": str(claim.dataset.organisation), "row": told})
    return Extra(data=found)


erases("pool_rows")(erase_person)


# ---- how long ----
def _past_their_day(moment: datetime) -> QuerySet[Dataset]:
    """Datasets hold their own end: the moment does not matter."""
    return expiring(timezone.localdate())


def _ended_links(moment: datetime) -> QuerySet[ClaimInvitation]:
    return ClaimInvitation.objects.filter(ends_at__lt=moment)


def _remove(rows: QuerySet[Dataset]) -> int:
    return delete_expired(today=timezone.localdate(), actor=None)


RETAINED = [
    Retained(
        purpose="placement",
        what={
            "en": "Datasets past their last day",
            "fr": "Jeux de données dont le dernier jour est passé",
            "nl": "Datasets waarvan de laatste dag voorbij is",
        },
        due=_past_their_day,
        remove=_remove,
    ),
    Retained(
        purpose="invitation",
        what={
            "en": "Ended links to claim a row",
            "fr": "Liens expirés pour revendiquer une ligne",
            "nl": "Verlopen links om een rij op te eisen",
        },
        due=_ended_links,
    ),
]
