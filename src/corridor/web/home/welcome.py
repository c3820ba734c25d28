"""What waits for somebody in the apps below that do not say it themselves: invitations, consents, background work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from corridor.web.accounts.models import TALENT
from corridor.web.consent.queries import standings
from corridor.web.design.templatetags.design import in_language
from corridor.web.jobs.models import ENDED, State
from corridor.web.jobs.queries import jobs_of
from corridor.web.organisations.queries import invitations_to

SHOWN = 5
RECENT = timedelta(days=7)
Block = dict[str, Any]


def home_blocks(user: Any) -> Iterator[Block]:
    """Invitations, texts to read again, unfinished or failed work, a second step that is asked for."""
    yield _invitations(user)
    yield _second_step(user)
    yield _consents(user)
    yield _work(user)


def _invitations(user: Any) -> Block:
    found = [invitation.organisation.name for invitation in invitations_to(user)[:SHOWN]]
    entries = [{"text": name, "href": reverse("organisations:list")} for name in found]
    text = _("Open the link in the message to accept.") if found else ""
    return {"title": _("You are invited"), "text": text, "entries": entries, "order": 10}


def _second_step(user: Any) -> Block:
    asked = user.roles & frozenset(getattr(settings, "REQUIRE_MFA", ()) or ("administrator", "manager"))
    if not asked or is_mfa_enabled(user):
        return {"title": "", "entries": []}
    entry = {"text": _("Set up a second step at sign-in"), "href": reverse("mfa_activate_totp")}
    return {"title": _("Protect your account"), "entries": [entry], "order": 20}


def _consents(user: Any) -> Block:
    found = standings(user)
    entries = [
        {"text": in_language(s.purpose.label), "href": reverse("consent:my_data"), "note": _("the text has changed")}
        for s in found
        if s.asked_again
    ]
    if not entries and TALENT in user.roles and all(s.latest is None for s in found):
        entries = [{"text": _("Decide what you agree to"), "href": reverse("consent:my_data")}]
    return {"title": _("Your consent"), "entries": entries, "order": 30}


def _work(user: Any) -> Block:
    recent = jobs_of(user).filter(owner=user, created_at__gt=timezone.now() - RECENT)
    found = recent.exclude(state__in=[state for state in ENDED if state != State.FAILED])[:SHOWN]
    entries = [
        {"text": job.name, "href": reverse("jobs:progress", args=[job.pk]), "note": job.get_state_display()}
        for job in found
    ]
    return {"title": _("Background work"), "entries": entries, "order": 60}
