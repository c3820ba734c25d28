"""Named addresses of `pool`, for the permission matrix: a dataset, a row in quarantine, a draft, a claim."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from django.utils import timezone

from corridor.web.pool.domain import keep_profile, keep_table
from corridor.web.pool.domain.claims import hash_of
from corridor.web.pool.models import Claim, ClaimInvitation, Dataset, Fault, Origin, QuarantinedRow

SECRET = "a-secret-of-the-tests"


def addresses(world: Any) -> dict[str, dict[str, Any]]:
    """View name to arguments."""
    owner, talent = world.people["analyst"], world.people["talent"]
    dataset, row = _dataset(world, owner)
    draft = _draft(world, owner)
    claim = Claim.objects.create(user=talent, dataset=dataset, record_id="T-1")
    keep_profile(user=talent, facts={"title": "Welder", "isco08": "7212"}, region="flanders", actor=talent)
    ClaimInvitation.objects.create(
        dataset=dataset,
        record_id="T-2",
        email=talent.email,
        secret_hash=hash_of(SECRET),
        ends_at=timezone.now() + timedelta(days=1),
    )
    one, of_row = {"key": dataset.pk}, {"key": dataset.pk, "row": row.pk}
    return {
        "pool:list": {},
        "pool:upload": {},
        "pool:template": {"kind": "talents", "form": "csv"},
        "pool:take_in": {},
        "pool:profile": {},
        "pool:occupations": {},
        "pool:agree": {},
        "pool:europass": {},
        "pool:my_row": {"key": claim.pk},
        "pool:claim": {"secret": SECRET},
        "pool:mapping": {"key": draft.pk},
        "pool:restart": {"key": draft.pk},
        **{
            f"pool:{name}": one
            for name in (
                "detail",
                "delete",
                "download",
                "download_parquet",
                "row",
                "invite",
                "quarantine",
                "quarantine_file",
                "corrected_file",
            )
        },
        **{f"pool:{name}": of_row for name in ("correct", "discard", "take_back")},
    }


def _dataset(world: Any, owner: Any) -> tuple[Dataset, QuarantinedRow]:
    """Two good rows and one in quarantine."""
    table = pl.DataFrame({"id": ["T-1", "T-2"], "title": ["Welder", "Nurse"], "isco08": ["7212", "2221"]})
    made = keep_table(
        organisation=world.organisation, kind="talents", name="Talents of autumn", table=table, actor=owner
    )
    names = ["id", "title", "isco08"]
    told = {"columns": names, "mapping": {name: name for name in names}, "quarantined": 1, "rows_in": 3}
    Dataset.objects.filter(pk=made.pk).update(origin=Origin.UPLOAD, source_name="autumn.csv", **told)
    cells = {"id": "T-3", "title": "Electrician", "isco08": "9999"}
    row = QuarantinedRow.objects.create(dataset=made, row=3, record_id="T-3", cells=cells)
    reason, remedy = "9999 is no unit group of ISCO-08", "write four digits; near it: none"
    Fault.objects.create(
        row=row, field="isco08", value="9999", key="no_isco", reason=reason, remedy=remedy, language="en"
    )
    made.refresh_from_db()
    return made, row


def _draft(world: Any, owner: Any) -> Dataset:
    """A file that was uploaded and not imported."""
    seen = {"rows": [["1", "Welder", "x"]], "height": 1, "how": {}, "licence": "", "notes": []}
    return Dataset.objects.create(
        organisation=world.organisation,
        kind="vacancies",
        name="spring.csv",
        source_name="spring.csv",
        source="0" * 32 + ".csv",
        preview=seen,
        columns=["nr", "titel", "?"],
        mapping={"nr": "id", "titel": "title", "?": None},
        created_by=owner,
    )
