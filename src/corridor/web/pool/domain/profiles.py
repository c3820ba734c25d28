"""Talents' own profiles, and the dataset that an organisation makes of those who agreed to be shown."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import F

from corridor.pool.border import Imported, check
from corridor.pool.source import Source, from_records
from corridor.web.audit.domain import record
from corridor.web.consent.queries import holders
from corridor.web.organisations.models import Kind as OrganisationKind
from corridor.web.organisations.models import Organisation
from corridor.web.pool import snapshots
from corridor.web.pool.domain.versions import current_path, publish
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.facts import of_talents
from corridor.web.pool.models import Basis, Claim, Dataset, DatasetVersion, Kind, Origin, Purpose, State, TalentProfile

PLACEMENT = "placement"
MAY_TAKE_IN = (OrganisationKind.REGION, OrganisationKind.ONE_STOP_SHOP, OrganisationKind.AGENCY)
NAME = "Profiles"


@transaction.atomic
def keep_profile(*, user: Any, facts: Mapping[str, Any], region: str, actor: Any) -> TalentProfile:
    """Keep what a talent says about themselves; what is left out is not known.

    Args:
        facts: as `facts.read` gives them.
        region: whose services may take the profile in; empty for none.
    """
    kept = {name: facts[name] for name in of_talents() if facts.get(name) is not None}
    profile, made = TalentProfile.objects.get_or_create(user=user, defaults={"facts": kept, "region": region})
    if not made:
        if profile.region and profile.region != region:
            leave(user=user, actor=actor)
        profile.facts, profile.region, profile.version = kept, region, profile.version + 1
        profile.save()
    record("pool.profile_kept", actor=actor, subject=profile, person=user, fields=sorted(kept), region=region)
    return profile


@transaction.atomic
def take_in_profiles(*, organisation: Organisation, actor: Any) -> DatasetVersion | None:
    """Make a dataset, or its next version, of the profiles of talents who chose the organisation's region and agreed.

    Profiles that say no occupation yet stay out. Returns None where nothing changed since the last time.

    Raises:
        PoolRefusal: the organisation has no region, or is no body that proposes people.
    """
    if not organisation.region or organisation.kind not in MAY_TAKE_IN:
        raise PoolRefusal("no_profile_region")
    profiles = list(
        TalentProfile.objects.filter(region=organisation.region, user__in=holders(PLACEMENT)).select_related("user")
    )
    ready = [p for p in profiles if p.facts.get("title") or p.facts.get("isco08")]
    dataset = _dataset_of(organisation, actor)
    ids = _claimed(dataset, ready)
    table = _table([{"id": ids[p.user_id], **p.facts} for p in ready])
    snapshot = snapshots.write(dataset.pk, table.frame, dataset.version + 1)
    if snapshot.sha256 == dataset.sha256:
        snapshots.remove(dataset.pk, [snapshot.file])
        return None
    counts = {"rows_in": snapshot.rows + F("erased"), "quarantined": 0, "discarded": 0, "empty": 0}
    made = publish(dataset, snapshot, why="profiles", actor=actor, keep=1, state=State.READY, **counts)
    record("pool.profiles_taken_in", actor=actor, subject=dataset, organisation=organisation, rows=snapshot.rows)
    return made


def _dataset_of(organisation: Organisation, actor: Any) -> Dataset:
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one dataset, whoever asks at the same time
    found = Dataset.objects.filter(organisation=organisation, origin=Origin.PROFILES).first()
    return found or Dataset.objects.create(
        organisation=organisation,
        kind=Kind.TALENTS,
        name=NAME,
        origin=Origin.PROFILES,
        basis=Basis.CONSENT,
        purpose=Purpose.PLACEMENT,
        created_by=actor,
    )


def _claimed(dataset: Dataset, profiles: Iterable[TalentProfile]) -> dict[Any, str]:
    """The row's id of each person: kept from before, drawn by lot for new ones, so that it tells nothing."""
    wanted = {p.user_id for p in profiles}
    Claim.objects.filter(dataset=dataset, from_profile=True).exclude(user__in=wanted).delete()
    ids = dict(Claim.objects.filter(dataset=dataset, from_profile=True).values_list("user_id", "record_id"))
    new = [
        Claim(dataset=dataset, user_id=user, record_id=f"P-{secrets.token_hex(6)}", from_profile=True)
        for user in wanted
        if user not in ids
    ]
    Claim.objects.bulk_create(new)
    return ids | {claim.user_id: claim.record_id for claim in new}


def _table(records: list[dict[str, Any]]) -> Imported:
    rows = sorted(records, key=lambda r: r["id"])
    frame = from_records(rows) if rows else pl.DataFrame(schema={"id": pl.String, "title": pl.String})
    return check(Source(frame), "talents", mapping={name: name for name in frame.columns})


@transaction.atomic
def leave(*, user: Any, actor: Any) -> int:
    """Take a person's profile out of the datasets that organisations made of profiles; returns of how many.

    Called when the person withdraws the consent, chooses another region, or is erased.
    """
    claims = list(Claim.objects.filter(user=user, from_profile=True).select_related("dataset"))
    for claim in claims:
        take_out(dataset=claim.dataset, record_ids=[claim.record_id], actor=actor, why="withdrawal", person=user)
        claim.delete()
    return len(claims)


def take_out(*, dataset: Dataset, record_ids: list[str], actor: Any, why: str, person: Any = None) -> None:
    """Write a dataset anew without some rows, as its next version; files that hold these rows are deleted.

    To be called in the verb's own transaction.
    """
    locked = Dataset.objects.select_for_update().get(pk=dataset.pk)
    path = current_path(locked)
    if path is None:
        return
    snapshot = snapshots.write(locked.pk, snapshots.without(path, record_ids), locked.version + 1)
    gone = locked.rows - snapshot.rows
    publish(locked, snapshot, why=why, actor=actor, keep=1, erased=F("erased") + gone)
    owner = locked.organisation
    record("pool.rows_taken_out", actor=actor, subject=locked, person=person, organisation=owner, rows=gone, why=why)
