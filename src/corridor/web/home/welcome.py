"""What waits for somebody in the apps below: invitations, consents, items asked of them, dates, quarantine, work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridor.web.accounts.models import TALENT
from corridor.web.cases.models import ChecklistItem
from corridor.web.cases.models.case import ENDED as ENDED_CASES
from corridor.web.cases.models.checklist import ItemState, Party
from corridor.web.cases.queries import overseen_by, without_consent
from corridor.web.cases.rules import EMPLOYING
from corridor.web.consent.queries import standings
from corridor.web.design.templatetags.design import day, in_language, number
from corridor.web.jobs.models import ENDED, State
from corridor.web.jobs.queries import jobs_of
from corridor.web.organisations.models import Role
from corridor.web.organisations.permission import organisation_ids
from corridor.web.organisations.queries import invitations_to
from corridor.web.pool.models import Dataset
from corridor.web.pool.models import State as DatasetState

SHOWN = 5
RECENT = timedelta(days=7)
SOON = timedelta(days=14)
Block = dict[str, Any]


def home_blocks(user: Any) -> Iterator[Block]:
    """Invitations, texts to read again, unfinished or failed work, a second step that is asked for."""
    yield _invitations(user)
    yield _second_step(user)
    yield _consents(user)
    yield _asked(user)
    yield _due(user)
    yield _tables(user)
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


def _asked(user: Any) -> Block:
    """Documents and facts that a file asks of the person, or of the employer they work for."""
    mine = Q(asked_of=Party.TALENT, case__talent=user)
    employers = organisation_ids(user, *EMPLOYING)
    mine |= Q(asked_of=Party.EMPLOYER, case__employer__in=employers)
    waiting = ChecklistItem.objects.filter(mine, state=ItemState.ASKED).exclude(case__state__in=ENDED_CASES)
    by_case = waiting.values("case", "case__reference").annotate(n=Count("pk")).order_by("case__reference")
    entries = [
        {
            "text": row["case__reference"],
            "href": reverse("cases:detail", args=[row["case"]]),
            "note": ngettext("%(n)s item", "%(n)s items", row["n"]) % {"n": row["n"]},
        }
        for row in by_case[:SHOWN]
    ]
    return {"title": _("Asked of you in a file"), "entries": entries, "order": 15}


def _due(user: Any) -> Block:
    """Dates of the files that the person works on."""
    until = timezone.localdate() + SOON
    open_ones = overseen_by(user).filter(adviser=user, next_due__lte=until).exclude(state__in=ENDED_CASES)
    near = list(open_ones.order_by("next_due", "reference")[:SHOWN])
    withheld = without_consent(near)
    entries = [
        {"text": case.reference, "href": reverse("cases:deadlines", args=[case.pk]), "note": day(case.next_due)}
        for case in near
        if case.pk not in withheld
    ]
    return {"title": _("Dates in your files"), "entries": entries, "order": 16}


def _tables(user: Any) -> Block:
    """Tables with rows in quarantine, and tables whose columns nobody has named yet."""
    mine = organisation_ids(user, Role.MANAGER, Role.ANALYST, Role.ADVISER)
    here = Dataset.objects.filter(organisation__in=mine)
    held = here.filter(state=DatasetState.READY, quarantined__gt=0).order_by("name")[:SHOWN]
    entries = [
        {
            "text": table.title,
            "href": reverse("pool:quarantine", args=[table.pk]),
            "note": ngettext("%(n)s row in quarantine", "%(n)s rows in quarantine", table.quarantined)
            % {"n": number(table.quarantined)},
        }
        for table in held
    ]
    drafts = here.filter(state=DatasetState.DRAFT, created_by=user).order_by("name")[:SHOWN]
    entries += [
        {"text": t.title, "href": reverse("pool:mapping", args=[t.pk]), "note": _("its columns wait for their meaning")}
        for t in drafts
    ]
    return {"title": _("Tables"), "entries": entries, "order": 40}


def _work(user: Any) -> Block:
    recent = jobs_of(user).filter(owner=user, created_at__gt=timezone.now() - RECENT)
    found = recent.exclude(state__in=[state for state in ENDED if state != State.FAILED])[:SHOWN]
    entries = [
        {
            "text": in_language(job.title_texts),
            "href": reverse("jobs:progress", args=[job.pk]),
            "note": job.get_state_display(),
        }
        for job in found
    ]
    return {"title": _("Background work"), "entries": entries, "order": 60}
