"""A person disappears: their profile, the rows of their own in every dataset, and such rows in quarantine."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from corridor.web.audit.domain import record
from corridor.web.pool.domain.profiles import take_out
from corridor.web.pool.models import Claim, ClaimInvitation, Dataset, QuarantinedRow, RowState, TalentProfile


@transaction.atomic
def erase_person(*, user: Any, actor: Any) -> None:
    """Delete a talent's profile, and write every dataset anew without the rows that are theirs.

    Files of earlier versions are deleted once the transaction is committed; of them the hash and the counts stay.
    """
    claims = list(Claim.objects.filter(user=user).select_related("dataset"))
    for dataset in {claim.dataset_id: claim.dataset for claim in claims}.values():
        ids = [claim.record_id for claim in claims if claim.dataset_id == dataset.pk]
        take_out(dataset=dataset, record_ids=ids, actor=actor, why="erasure", person=user)
        _erase_quarantined(dataset, ids)
        ClaimInvitation.objects.filter(dataset=dataset, record_id__in=ids).delete()
    ClaimInvitation.objects.filter(email=user.email.lower()).delete()
    Claim.objects.filter(user=user).delete()
    TalentProfile.objects.filter(user=user).delete()
    record("pool.person_erased", actor=actor, person=user, datasets=len({claim.dataset_id for claim in claims}))


def _erase_quarantined(dataset: Dataset, ids: list[str]) -> None:
    """Delete quarantined rows with these ids, and count them as erased."""
    rows = QuarantinedRow.objects.filter(dataset=dataset, record_id__in=ids)
    still = rows.filter(state=RowState.OPEN).count()
    left_out = rows.filter(state=RowState.DISCARDED).count()
    rows.delete()
    Dataset.objects.filter(pk=dataset.pk).update(
        quarantined=F("quarantined") - still, discarded=F("discarded") - left_out, erased=F("erased") + still + left_out
    )
