"""Cases and pages that a person may see. What is not found here does not exist for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from corridor.web.accounts.models import User
from corridor.web.audit.models import AuditEvent
from corridor.web.cases import facts as case_facts
from corridor.web.cases.due import dues, is_open
from corridor.web.cases.law_deadlines import Due
from corridor.web.cases.models import (
    Audience,
    CalendarFeed,
    Case,
    ChecklistItem,
    Document,
    ItemState,
    LocalPage,
    PageState,
    Party,
    Thread,
)
from corridor.web.cases.models.case import ENDED
from corridor.web.cases.rules import EMPLOYING, WRITING_KINDS, audiences, party_of
from corridor.web.consent.queries import holders, holds
from corridor.web.organisations.models import Organisation, Role
from corridor.web.organisations.permission import organisation_ids, organisations_with

# ---- cases --------------------------------------------------------------------------------------


def cases_of(user: Any) -> QuerySet[Case]:
    """The cases of a person: of their organisations as adviser or manager, of their employer, and about themselves."""
    if not user.is_authenticated or not user.is_active:
        return Case.objects.none()
    mine = Q(organisation__in=organisation_ids(user, Role.ADVISER, Role.MANAGER))
    mine |= Q(employer__in=organisation_ids(user, *EMPLOYING)) | Q(talent=user)
    return Case.objects.filter(mine).select_related("organisation", "employer", "adviser")


def overseen_by(user: Any) -> QuerySet[Case]:
    """The cases of the organisations in which a person is adviser or manager."""
    if not user.is_authenticated:
        return Case.objects.none()
    found = Case.objects.filter(organisation__in=organisation_ids(user, Role.ADVISER, Role.MANAGER))
    return found.select_related("organisation", "employer", "adviser")


def filtered(cases: QuerySet[Case], wanted: Mapping[str, Any], today: date) -> QuerySet[Case]:
    """Cases by state, adviser and what falls due; the soonest due first, then the newest."""
    if wanted.get("state"):
        cases = cases.filter(state=wanted["state"])
    elif not wanted.get("ended"):
        cases = cases.exclude(state__in=ENDED)
    if wanted.get("adviser") == "none":
        cases = cases.filter(adviser=None)
    elif wanted.get("adviser"):
        cases = cases.filter(adviser=wanted["adviser"])
    match wanted.get("due"):
        case "overdue":
            cases = cases.filter(next_due__lt=today)
        case "30" | "90" as days:
            cases = cases.filter(next_due__lte=today + timedelta(days=int(days)))
        case "none":
            cases = cases.filter(next_due=None)
    return cases.order_by(F("next_due").asc(nulls_last=True), "-created_at", "id")


def advisers_of(user: Any) -> QuerySet[User]:
    """The advisers of a person's organisations."""
    here = organisation_ids(user, Role.ADVISER, Role.MANAGER)
    found = User.objects.filter(memberships__organisation__in=here, memberships__role=Role.ADVISER, is_active=True)
    return found.order_by("name", "email").distinct()


def advisers_in(organisation: Organisation) -> QuerySet[User]:
    """The advisers of an organisation."""
    found = User.objects.filter(memberships__organisation=organisation, memberships__role=Role.ADVISER, is_active=True)
    return found.order_by("name", "email").distinct()


def employers() -> QuerySet[Organisation]:
    """Organisations that a case can have as its employer."""
    return Organisation.objects.filter(kind="employer", closed_at=None)


def may_be_worked(case: Case) -> bool:
    """Whether the person's consent to a file is in force; one without an account agreed on paper or not yet."""
    return case.talent_id is None or holds(case.talent, "case_file")


def without_consent(cases: Iterable[Case]) -> set[UUID]:
    """Of these cases, the keys of those whose person withdrew the consent to a file: nothing of them is shown."""
    people = {case.pk: case.talent_id for case in cases if case.talent_id is not None}
    willing = set(holders("case_file").filter(pk__in=set(people.values())).values_list("pk", flat=True))
    return {key for key, person in people.items() if person not in willing}


def employer_sees_person(case: Case) -> bool:
    """Whether the person agreed that the employer sees their facts."""
    return case.talent_id is not None and holds(case.talent, "sharing_with_employer")


@dataclass(frozen=True)
class FactGroup:
    """A group of facts with those that are stated."""

    group: case_facts.Group
    facts: list[case_facts.Shown]


def visible_facts(user: Any, case: Case) -> list[FactGroup]:
    """The facts of a case that a person may see, in groups; groups without a stated fact are left out."""
    party = party_of(user, case)
    if party is None:
        return []
    everything = party != Party.EMPLOYER or employer_sees_person(case)
    groups = [g for g in case_facts.GROUPS if everything or not g.about_person]
    found = [FactGroup(group, case_facts.shown(case.facts, group)) for group in groups]
    return [entry for entry in found if entry.facts]


def history(case: Case) -> list[tuple[AuditEvent, User | None]]:
    """What was done with a case, the newest first, with who did it."""
    events = list(AuditEvent.objects.filter(subject_type="cases.case", subject=str(case.pk))[:200])
    people = User.objects.in_bulk({e.actor for e in events if e.actor})
    return [(event, people.get(event.actor)) for event in events]


# ---- checklist and documents --------------------------------------------------------------------


def items_of(user: Any, case: Case) -> QuerySet[ChecklistItem]:
    """The items of a case that a person may see: an employer those that are asked of it."""
    party = party_of(user, case)
    if party is None:
        return ChecklistItem.objects.none()
    found = case.items.select_related("case")
    if party == Party.EMPLOYER:
        found = found.filter(asked_of=Party.EMPLOYER)
    return found.prefetch_related("documents")


def documents_of(user: Any, case: Case) -> QuerySet[Document]:
    """The documents that a person may open."""
    return Document.objects.filter(item__in=items_of(user, case), deleted_at=None).select_related("item__case")


def open_items(case: Case, party: str) -> int:
    """How many items are asked of a party and not answered."""
    return case.items.filter(asked_of=party, state=ItemState.ASKED).count()


# ---- messages -----------------------------------------------------------------------------------


def threads_of(user: Any, case: Case) -> QuerySet[Thread]:
    """The threads that a person may read, with how many messages they hold."""
    found = case.threads.filter(audience__in=audiences(party_of(user, case)))
    return found.annotate(count=Count("messages"), latest=Max("messages__sent_at")).order_by("-last_at", "id")


def readers(case: Case, audience: str) -> list[User]:
    """The people who read a thread of an audience."""
    party = Q(memberships__organisation=case.organisation, memberships__role__in=(Role.ADVISER, Role.MANAGER))
    if audience in (Audience.EVERYONE, Audience.EMPLOYER) and case.employer_id:
        party |= Q(memberships__organisation=case.employer, memberships__role__in=EMPLOYING)
    if audience in (Audience.EVERYONE, Audience.TALENT) and case.talent_id:
        party |= Q(pk=case.talent_id)
    return list(User.objects.filter(party, is_active=True).distinct().order_by("email"))


# ---- deadlines ----------------------------------------------------------------------------------


def deadlines_of(user: Any, case: Case, lang: str, today: date) -> list[Due]:
    """The deadlines of a case that a person may see: those of the law, and those that people set.

    What rests on facts of the person is for those who may see them; what people set, for advisers.
    """
    party = party_of(user, case)
    if party is None:
        return []
    if party == Party.EMPLOYER and not employer_sees_person(case):
        return []
    return dues(case, lang, today, own=party == Party.ADVISER)


@dataclass(frozen=True)
class CaseDue:
    """A deadline in the overview of several cases."""

    case: Case
    due: Due


def falling_due(user: Any, lang: str, today: date, *, days: int, mine: bool) -> list[CaseDue]:
    """What falls due in the open cases of a person's organisations within some days, and what is overdue, by date."""
    cases = overseen_by(user).exclude(state__in=ENDED).filter(next_due__lte=today + timedelta(days=days))
    if mine:
        cases = cases.filter(adviser=user)
    found = []
    near = list(cases.prefetch_related("deadlines", "items__documents").order_by("next_due", "id")[:500])
    withheld = without_consent(near)
    for case in (c for c in near if c.pk not in withheld):
        for due in dues(case, lang, today):
            if due.due is not None and due.due <= today + timedelta(days=days) and is_open(due, today):
                found.append(CaseDue(case, due))
    return sorted(found, key=lambda c: (c.due.due or date.max, c.case.reference, c.due.key))


def feeds_of(user: Any) -> QuerySet[CalendarFeed]:
    """A person's calendar addresses that are in use."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).select_related("case")


# ---- pages for newcomers ------------------------------------------------------------------------


def published_pages(region: str | None = None) -> QuerySet[LocalPage]:
    """Pages that the public sees."""
    found = LocalPage.objects.filter(state=PageState.PUBLISHED, organisation__closed_at=None).select_related(
        "organisation"
    )
    return found.filter(region=region) if region else found


def writing_organisations(user: Any) -> list[Organisation]:
    """The organisations in whose name a person writes pages."""
    return [o for o in organisations_with(user, Role.ADVISER, Role.MANAGER) if o.kind in WRITING_KINDS]


def pages_written_by(user: Any) -> QuerySet[LocalPage]:
    """The pages of a person's organisations, drafts too."""
    return LocalPage.objects.filter(organisation__in=writing_organisations(user)).select_related("organisation")


def pages_for(case: Case) -> QuerySet[LocalPage]:
    """Published pages of the case's region."""
    return published_pages(case.region)
