"""Opening a case, changing what is known, choosing a route, and moving it from draft to the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corridor.rules.errors import CaseError
from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.cases.answering import law_case, route_states, routes_of, snapshot
from corridor.web.cases.due import next_due
from corridor.web.cases.errors import CaseRefused, Overtaken
from corridor.web.cases.models import Case, Outcome, Party, State, new_reference
from corridor.web.cases.models.case import ENDED
from corridor.web.organisations.models import Organisation

ENDED_ALREADY = _("The case has ended. Reopen it first.")


@transaction.atomic
def create(
    *,
    organisation: Organisation,
    actor: Any,
    region: str,
    application_date: date,
    person_name: str = "",
    employer: Organisation | None = None,
    adviser: User | None = None,
    facts: Mapping[str, Any] | None = None,
    agreed_on: date | None = None,
    renews: Case | None = None,
    talent: User | None = None,
) -> Case:
    """Open a case; its facts are clean already (`facts.cleaned`).

    Raises:
        CaseError: the law does not describe the day.
    """
    case = Case(
        reference=_free_reference(),
        organisation=organisation,
        adviser=adviser,
        talent=talent,
        employer=employer,
        person_name=person_name,
        region=region,
        application_date=application_date,
        facts=dict(facts or {}),
        agreed_on=agreed_on,
        renews=renews,
        created_by=actor,
        changed_by=actor,
    )
    law_case(case)
    case.save()
    record("cases.created", actor=actor, subject=case, person=talent, organisation=organisation, region=region)
    worked_out(case)
    return case


def _free_reference() -> str:
    while Case.objects.filter(reference=(found := new_reference())).exists():
        pass
    return found


@transaction.atomic
def change_facts(*, case: Case, facts: Mapping[str, Any], version: int, actor: Any) -> None:
    """Put the facts of a case as they now are; what is not there is not known.

    Raises:
        Overtaken: somebody changed the case since `version`.
        CaseError: the law cannot read them.
    """
    before = case.facts
    names = sorted(n for n in {*before, *facts} if before.get(n) != facts.get(n))
    if not names:
        return
    law_case(case, facts=facts)
    _set(case, version, actor, "cases.facts_changed", {"facts": names}, facts=dict(facts))
    worked_out(case)


@transaction.atomic
def change_plan(*, case: Case, region: str, application_date: date, version: int, actor: Any) -> None:
    """Plan another region or day of filing. The day of a case that is filed stands."""
    if case.filed:
        raise CaseRefused(_("The case is filed: region and day of filing stand."))
    detail = {"region": region, "application_date": application_date.isoformat()}
    route = case.route if case.route in routes_of(region) else ""
    changed = Case(reference=case.reference, region=region, application_date=application_date, facts=case.facts)
    law_case(changed)
    _set(
        case,
        version,
        actor,
        "cases.plan_changed",
        detail,
        region=region,
        application_date=application_date,
        route=route,
    )
    worked_out(case)


@transaction.atomic
def choose_route(*, case: Case, route: str, reason: str, version: int, actor: Any) -> None:
    """Choose the way to the permit. Only a person does; a route that is not open needs a reason.

    Raises:
        CaseRefused: no such route, no reason where one is needed, or the case has ended.
        Overtaken: somebody changed the case since `version`.
    """
    if route not in routes_of(case.region):
        raise CaseRefused(_("The law of the region has no such route."))
    state = route_states(case)[route]
    if state != "open" and not reason.strip():
        raise CaseRefused(_("This route is not open: write why you choose it all the same."))
    now = timezone.now()
    detail = {"route": route, "route_state": state, "before": case.route}
    _set(
        case, version, actor, "cases.route_chosen", detail, route=route, route_reason=reason.strip(), route_state=state,
        route_chosen_by=actor, route_chosen_at=now,
    )  # fmt: skip
    worked_out(case)


@transaction.atomic
def take_over_law(*, case: Case, actor: Any) -> None:
    """Work the case out anew after the law's data changed: checklist, deadlines, states."""
    worked_out(case)
    record("cases.law_taken_over", actor=actor, subject=case, person=case.talent, organisation=case.organisation)


# ---- who works on it ----------------------------------------------------------------------------


@transaction.atomic
def assign(*, case: Case, adviser: User | None, version: int, actor: Any) -> None:
    """Give a case to an adviser of its organisation, or to nobody."""
    if adviser is not None and not adviser.memberships.filter(organisation=case.organisation, role="adviser").exists():
        raise CaseRefused(_("This person is no adviser of the organisation."))
    _set(case, version, actor, "cases.assigned", {"adviser": str(adviser.pk) if adviser else None}, adviser=adviser)


@transaction.atomic
def set_employer(*, case: Case, employer: Organisation | None, version: int, actor: Any) -> None:
    """Link a case to the employer's organisation.

    Another one only as long as nothing was shared with the first: what an employer was told stays with it. A new
    employer later is a new case, as it is in the law.
    """
    if employer is not None and employer.kind != "employer":
        raise CaseRefused(_("This organisation is no employer."))
    shared = (
        case.items.filter(asked_of=Party.EMPLOYER).exists()
        or case.threads.filter(audience__in=("everyone", "employer")).exists()
    )
    if case.employer_id is not None and case.employer_id != getattr(employer, "pk", None) and shared:
        raise CaseRefused(_("Something was already shared with the employer. Open a new case for another employer."))
    _set(
        case,
        version,
        actor,
        "cases.employer_set",
        {"employer": str(employer.pk) if employer else None},
        employer=employer,
    )


@transaction.atomic
def name_person(*, case: Case, name: str, agreed_on: date | None, version: int, actor: Any) -> None:
    """Write down the person's name, and when they agreed on paper that a file is kept."""
    detail = {"agreed_on": agreed_on.isoformat() if agreed_on else None}
    _set(case, version, actor, "cases.person_named", detail, person_name=name.strip(), agreed_on=agreed_on)


# ---- from draft to the end ----------------------------------------------------------------------


@transaction.atomic
def start_preparing(*, case: Case, version: int, actor: Any) -> None:
    """Begin to put the file together."""
    _expect(case, State.DRAFT)
    _set(case, version, actor, "cases.preparing", {}, state=State.PREPARING)
    worked_out(case)


@transaction.atomic
def file(*, case: Case, on: date, version: int, actor: Any) -> None:
    """Write down that the application was filed on a day; from then on its law counts."""
    _expect(case, State.DRAFT, State.PREPARING)
    if not case.route:
        raise CaseRefused(_("Choose a route before the case is filed."))
    if on > timezone.localdate():
        raise CaseRefused(_("The day of filing lies in the future."))
    facts = {**case.facts, "filed_on": on.isoformat()}
    filed = Case(reference=case.reference, region=case.region, application_date=on, facts=facts)
    law_case(filed)
    _set(
        case, version, actor, "cases.filed", {"on": on.isoformat()}, state=State.FILED, application_date=on, facts=facts
    )
    worked_out(case)


@transaction.atomic
def decide(
    *, case: Case, outcome: str, on: date, reference: str, expires_on: date | None, version: int, actor: Any
) -> None:
    """Write down what the authority decided, on which day, under which reference, and until when the permit counts."""
    _expect(case, State.FILED)
    if on > timezone.localdate() or on < case.application_date:
        raise CaseRefused(_("The decision lies between the day of filing and today."))
    facts = {**case.facts, "decision": str(outcome), "decided_on": on.isoformat()}
    if outcome == Outcome.GRANTED:
        facts["granted_on"] = on.isoformat()
        if expires_on is not None:
            facts["expires_on"] = expires_on.isoformat()
    detail = {"outcome": str(outcome), "on": on.isoformat()}
    _set(
        case, version, actor, "cases.decided", detail, state=State.DECIDED, outcome=outcome, decided_on=on,
        decision_reference=reference.strip(), facts=facts,
    )  # fmt: skip
    worked_out(case)


@transaction.atomic
def renew(*, case: Case, application_date: date, version: int, actor: Any) -> Case:
    """Open the case of the renewal, with what is known; this one ends as renewed."""
    _expect(case, State.DECIDED)
    if not case.granted:
        raise CaseRefused(_("Only a granted permit is renewed."))
    of_the_file = {
        "filed_on", "complete_on", "admissible_on", "acknowledged_on", "asked_on", "answered_on", "decision",
        "decided_on", "notified_on", "granted_on", "start_date", "duration_days", "age",
        "days_before_expiry", "card_expired",
    }  # fmt: skip
    facts = {n: v for n, v in case.facts.items() if n not in of_the_file}
    facts |= {"purpose": "renewal", "renewal": True}
    _set(case, version, actor, "cases.renewed", {}, state=State.RENEWED, closed_at=timezone.now(), next_due=None)
    return create(
        organisation=case.organisation,
        actor=actor,
        region=case.region,
        application_date=application_date,
        person_name=case.person_name,
        employer=case.employer,
        adviser=case.adviser,
        facts=facts,
        agreed_on=case.agreed_on,
        renews=case,
        talent=case.talent,
    )


@transaction.atomic
def close(*, case: Case, reason: str, version: int, actor: Any) -> None:
    """End a case, whatever became of it."""
    if case.ended:
        raise CaseRefused(ENDED_ALREADY)
    _set(
        case, version, actor, "cases.closed", {"from": case.state}, state=State.CLOSED, closing_reason=reason.strip(),
        closed_at=timezone.now(), next_due=None,
    )  # fmt: skip


@transaction.atomic
def reopen(*, case: Case, version: int, actor: Any) -> None:
    """Take up a closed case again, where it stood."""
    _expect(case, State.CLOSED)
    if case.anonymised_at is not None:
        raise CaseRefused(_("What was known of the person has been erased: open a new case."))
    back = State.PREPARING
    if case.outcome:
        back = State.DECIDED
    elif case.facts.get("filed_on"):
        back = State.FILED
    _set(
        case,
        version,
        actor,
        "cases.reopened",
        {"to": str(back)},
        ended=True,
        state=back,
        closed_at=None,
        closing_reason="",
    )
    worked_out(case)


def _expect(case: Case, *states: str) -> None:
    if case.state not in states:
        raise CaseRefused(_("The case is in another state by now."))


# ---- shared -------------------------------------------------------------------------------------


def _set(
    case: Case, version: int, actor: Any, verb: str, detail: Mapping[str, Any], *, ended: bool = False, **values: Any
) -> None:
    """Write values, if nobody was faster; the case in memory then has them too.

    Raises:
        Overtaken: the case has another version.
        CaseRefused: the case has ended (unless `ended`).
    """
    here = Case.objects.filter(pk=case.pk, version=version)
    if not ended:
        if case.state in ENDED:
            raise CaseRefused(ENDED_ALREADY)
        here = here.exclude(state__in=ENDED)
    if not here.update(version=version + 1, changed_at=timezone.now(), changed_by=actor, **values):
        raise Overtaken
    case.refresh_from_db()
    record(verb, actor=actor, subject=case, person=case.talent, organisation=case.organisation, **detail)


def worked_out(case: Case) -> None:
    """Bring the checklist, the snapshot of the law and the next day due up to date; no change of its own."""
    from corridor.web.cases.domain.checklist import follow_law

    today = timezone.localdate()
    try:
        case.snapshot = snapshot(case, today)
    except CaseError:
        case.snapshot = {}
    else:
        follow_law(case)
    note_next_due(case)
    Case.objects.filter(pk=case.pk).update(snapshot=case.snapshot)


def note_next_due(case: Case) -> None:
    """Keep the next day due, by which lists are filtered and sorted."""
    found = next_due(case, timezone.localdate())
    if found != case.next_due:
        case.next_due = found
        Case.objects.filter(pk=case.pk).update(next_due=found)
