"""The list of cases, opening one, its overview for each party, history and export."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from corridor.rules.errors import CaseError
from corridor.web.audit.domain import record
from corridor.web.cases import answering, facts
from corridor.web.cases.domain import case as domain
from corridor.web.cases.due import is_open
from corridor.web.cases.export import case_file, whole
from corridor.web.cases.forms.case import CreateForm, FilterForm, told
from corridor.web.cases.history import said
from corridor.web.cases.models import Case, ItemState, Party, State
from corridor.web.cases.queries import (
    cases_of,
    deadlines_of,
    employer_sees_person,
    filtered,
    history,
    items_of,
    may_be_worked,
    pages_for,
    visible_facts,
    without_consent,
)
from corridor.web.cases.rules import may, party_of
from corridor.web.cases.views.shared import attempt, frame, member, on_case, permitted, today
from corridor.web.design.names import language

A_PAGE = 25


@require_safe
@member
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases that a person may see, what falls due first."""
    form = FilterForm(request.GET or None, user=request.user)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(filtered(cases_of(request.user), wanted, today()), A_PAGE).get_page(request.GET.get("page"))
    withheld = without_consent(page.object_list)
    rows = [_row(request.user, case, withheld) for case in page]
    context = {
        "page": page,
        "rows": rows,
        "form": form,
        "today": today(),
        "may_create": may(request.user, "cases.create_case"),
        "oversees": may(request.user, "cases.oversee_cases"),
    }
    return render(request, "cases/_list.html" if request.htmx else "cases/list.html", context)  # type: ignore[attr-defined]


def _row(user: Any, case: Case, withheld: set[UUID]) -> dict[str, Any]:
    party = party_of(user, case)
    if party != Party.TALENT and case.pk in withheld:
        return {"case": case, "withheld": True}
    route = answering.route_label(case.region, case.route) if case.route else None
    shows_due = party != Party.EMPLOYER
    return {
        "case": case,
        "withheld": False,
        "party": party,
        "route": route,
        "due": case.next_due if shows_due else None,
        "shows_due": shows_due,
    }


@require_http_methods(["GET", "POST"])
@permitted("cases.create_case")
def create(request: HttpRequest) -> HttpResponse:
    """Open a case."""
    form = CreateForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made: list[Case] = []
        if attempt(request, form, lambda: made.append(_created(request, form))):
            messages.success(request, _("The case %(case)s is open.") % {"case": made[0].reference})
            return redirect("cases:facts_start", made[0].pk)
    return render(request, "cases/create.html", {"form": form})


def _created(request: HttpRequest, form: CreateForm) -> Case:
    data = form.cleaned_data
    return domain.create(
        organisation=data["organisation"],
        actor=request.user,
        region=data["region"],
        application_date=data["application_date"],
        person_name=data["person_name"].strip(),
        employer=data["employer"],
        adviser=request.user,  # type: ignore[arg-type]
        facts=form.facts,
        agreed_on=data["agreed_on"],
    )


@require_safe
@on_case(works=False)
def detail(request: HttpRequest, case: Case) -> HttpResponse:
    """The overview, as the person's part in the case allows."""
    party = party_of(request.user, case)
    if party != Party.TALENT:
        record(
            "cases.seen",
            actor=request.user,
            subject=case,
            person=case.talent,
            organisation=case.organisation,
            party=party,
        )
    worked = may_be_worked(case)
    if party != Party.TALENT and not worked:
        return render(request, "cases/withdrawn.html", frame(request, case, "detail"), status=403)
    dues = deadlines_of(request.user, case, language(), today())
    mine = (Party.EMPLOYER, Party.TALENT) if party == Party.ADVISER else (party,)
    context = frame(
        request,
        case,
        "detail",
        groups=visible_facts(request.user, case),
        asked=[i for i in items_of(request.user, case) if i.state == ItemState.ASKED and i.asked_of in mine],
        next_dues=[d for d in dues if is_open(d, today())][:5],
        pages=pages_for(case),
        worked=worked,
        moves=moves(case),
        may_move=may(request.user, "cases.change_case", case),
        may_export=may(request.user, "cases.export_case", case),
        sees_person=party != Party.EMPLOYER or employer_sees_person(case),
        **_before_the_law(case, party),
    )
    return render(request, "cases/detail.html", context)


def _before_the_law(case: Case, party: str | None) -> dict[str, Any]:
    """The answer of the law, for those who may see the person's facts."""
    empty: dict[str, Any] = {
        "answer": None,
        "route": None,
        "missing": [],
        "since_opening": None,
        "since_snapshot": None,
        "fault": "",
    }
    if party == Party.EMPLOYER and not employer_sees_person(case):
        return empty
    try:
        found = answering.answered(case, language())
        return empty | {
            "answer": found,
            "route": found["routes"].get(case.route),
            "missing": facts.labels(answering.missing(found)[:8]),
            "since_opening": answering.since_opening(case, language()),
            "since_snapshot": answering.since_snapshot(case),
        }
    except CaseError as error:
        return empty | {"fault": told(error)}


def moves(case: Case) -> list[tuple[str, str]]:
    """Where a case can go from its state: the name of the verb and its title."""
    titles = {
        "prepare": _("Start preparing the file"),
        "file": _("Write down that it was filed"),
        "decide": _("Write down the decision"),
        "renew": _("Open the renewal"),
        "close": _("Close the case"),
        "reopen": _("Reopen the case"),
        "erase": _("Erase what is known of the person"),
    }
    found = {
        State.DRAFT: ["prepare", "file", "close"],
        State.PREPARING: ["file", "close"],
        State.FILED: ["decide", "close"],
        State.DECIDED: (["renew"] if case.granted else []) + ["close"],
        State.RENEWED: [] if case.anonymised_at else ["erase"],
        State.CLOSED: [] if case.anonymised_at else ["reopen", "erase"],
    }.get(State(case.state), [])
    return [(name, titles[name]) for name in found]


@require_POST
@on_case("cases.change_case")
def take_over(request: HttpRequest, case: Case) -> HttpResponse:
    """Work the case out by the law's data as they are now."""
    domain.take_over_law(case=case, actor=request.user)
    messages.success(request, _("The case is worked out by the law's data as they are now."))
    return redirect("cases:detail", case.pk)


@require_safe
@on_case("cases.view_history", works=False)
def history_page(request: HttpRequest, case: Case) -> HttpResponse:
    """What was done with the case, and by whom."""
    rows = [{"event": event, "who": who, "what": said(event)} for event, who in history(case)]
    return render(request, "cases/history.html", frame(request, case, "history", rows=rows))


@require_GET
@on_case("cases.export_case")
def export(request: HttpRequest, case: Case) -> HttpResponse:
    """The whole case as JSON, as far as the person may see it."""
    record("cases.exported", actor=request.user, subject=case, person=case.talent, organisation=case.organisation)
    response = JsonResponse(whole(request.user, case), json_dumps_params={"indent": 1, "ensure_ascii": False})
    return _download(response, f"case-{case.reference}.json")


@require_GET
@on_case("cases.export_case")
def export_case_file(request: HttpRequest, case: Case) -> HttpResponse:
    """The facts as a case file that `corridor permits check` reads."""
    record("cases.exported", actor=request.user, subject=case, person=case.talent, organisation=case.organisation)
    text = json.dumps(case_file(case), indent=1, ensure_ascii=False) + "\n"
    return _download(HttpResponse(text, content_type="application/json"), f"case-file-{case.reference}.json")


def _download(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
