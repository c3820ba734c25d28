"""Giving and withdrawing consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.consent.errors import ConsentError
from corridor.web.consent.models import Change, Consent
from corridor.web.consent.purposes import purpose as purpose_of


@transaction.atomic
def give(*, user: User, purpose: str, actor: Any, language: str, evidence: Mapping[str, Any] | None = None) -> Consent:
    """Write down that a person agreed to a purpose; a consent that is already held to the present text stays.

    Args:
        user: who agrees.
        purpose: a purpose of `purposes.yaml` that rests on consent.
        actor: who writes it down; the evidence says where that is somebody else.
        language: the language in which the text was read.
        evidence: how it was given, without personal data (`{"form": "paper"}`).

    Raises:
        ConsentError: there is no such purpose, it does not rest on consent, or each contact is asked apart.
    """
    found = purpose_of(purpose)
    if not found.by_consent:
        raise ConsentError("not_by_consent", purpose=purpose)
    if found.asks != "account":
        raise ConsentError("not_of_accounts", purpose=purpose)
    wording = found.wording()
    latest = _latest_locked(user, purpose)
    if latest is not None and latest.change == Change.GIVEN and latest.text_version == wording.version:
        return latest
    return _change(user, purpose, Change.GIVEN, wording.version, wording.digest(language), language, actor, evidence)


@transaction.atomic
def withdraw(*, user: User, purpose: str, actor: Any) -> Consent | None:
    """Write down that a person withdrew a consent; nothing happens where none is held (None)."""
    purpose_of(purpose)
    latest = _latest_locked(user, purpose)
    if latest is None or latest.change == Change.WITHDRAWN:
        return None
    return _change(user, purpose, Change.WITHDRAWN, latest.text_version, None, latest.language, actor, None)


def _latest_locked(user: User, purpose: str) -> Consent | None:
    User.objects.select_for_update().get(pk=user.pk)
    return Consent.objects.filter(user=user, purpose=purpose).first()


def _change(
    user: User,
    purpose: str,
    change: Change,
    version: str,
    digest: str | None,
    language: str,
    actor: Any,
    evidence: Mapping[str, Any] | None,
) -> Consent:
    told = {"by": "self" if getattr(actor, "pk", None) == user.pk else "other", **(evidence or {})}
    if digest:
        told["text_sha256"] = digest
    made = Consent.objects.create(
        user=user, purpose=purpose, change=change, text_version=version, language=language, evidence=told
    )
    record(f"consent.{change}", actor=actor, subject=made, person=user, purpose=purpose, text_version=version)
    return made


@transaction.atomic
def rename(*, user: User, name: str, actor: Any) -> None:
    """Correct how a person is called."""
    if user.name != name:
        user.name = name
        user.save(update_fields=["name"])
        record("consent.name_corrected", actor=actor, subject=user, person=user)
