"""Facts, route, people and state of a case: what advisers change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from corridor.rules.errors import CaseError
from corridor.web.cases import answering, facts
from corridor.web.cases.domain import case as domain
from corridor.web.cases.domain import invitations
from corridor.web.cases.domain.erasure import erase_person
from corridor.web.cases.forms.case import (
    AssignForm,
    CloseForm,
    DecisionForm,
    EmployerForm,
    FiledForm,
    InviteForm,
    PersonForm,
    PlanForm,
    RenewForm,
    RouteForm,
    Versioned,
    told,
)
from corridor.web.cases.forms.facts import FactsForm
from corridor.web.cases.forms.parts import AcceptForm
from corridor.web.cases.models import Case
from corridor.web.cases.rules import may
from corridor.web.cases.views.cases import moves
from corridor.web.cases.views.shared import attempt, frame, member, on_case, today, with_version
from corridor.web.design.names import language


@require_safe
@on_case("cases.change_case")
def facts_start(request: HttpRequest, case: Case) -> HttpResponse:
    """The groups of facts, and which facts the undecided routes still need."""
    names, fault = _missing(case)
    rows = [
        {
            "group": group,
            "facts": facts.shown(case.facts, group),
            "missing": facts.labels([n for n in names if n in group.facts]),
        }
        for group in facts.GROUPS
    ]
    plan = PlanForm(initial={"region": case.region, "application_date": case.application_date, "version": case.version})
    return render(request, "cases/facts.html", frame(request, case, "facts", rows=rows, plan=plan, fault=fault))


def _missing(case: Case) -> tuple[list[str], str]:
    try:
        return answering.missing(answering.answered(case, language())), ""
    except CaseError as error:
        return [], told(error)


@require_http_methods(["GET", "POST"])
@on_case("cases.change_case")
def facts_of_group(request: HttpRequest, case: Case, group: str) -> HttpResponse:
    """One group's facts."""
    held = facts.BY_NAME.get(group)
    if held is None:
        raise Http404
    names, _fault = _missing(case)
    options: dict[str, Any] = {"group": held, "facts": case.facts, "wanted": names}
    form = FactsForm(request.POST or None, initial={"version": case.version}, **options)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if attempt(
            request,
            form,
            lambda: domain.change_facts(case=case, facts=form.facts(), version=version, actor=request.user),
        ):
            messages.success(request, _("The facts are saved."))
            return redirect("cases:facts_start", case.pk)
        case = _again(form, case)
        form.before = dict(case.facts)
    context = frame(request, case, "facts", form=form, group=held, theirs=_theirs(form, case, held))
    return render(request, "cases/facts_group.html", context)


def _again(form: Any, case: Case) -> Case:
    """The case as it is now; the form with its version, where somebody else was faster."""
    fresh = Case.objects.select_related("organisation", "employer", "talent", "changed_by").get(pk=case.pk)
    if getattr(form, "overtaken", False):
        with_version(form, fresh.version)
    return fresh


def _theirs(form: FactsForm, case: Case, group: facts.Group) -> list[dict[str, Any]]:
    """Where the facts as they now are differ from what was typed."""
    if not getattr(form, "overtaken", False):
        return []
    typed = {n: form.cleaned_data.get(n) for n in group.facts}
    now = {f.name: f for f in facts.shown(case.facts, group)}
    rules = facts.vocabulary().facts
    return [
        {"label": rules[n].label, "now": now.get(n)}
        for n in group.facts
        if n in rules and typed.get(n) != case.facts.get(n)
    ]


@require_http_methods(["POST"])
@on_case("cases.change_case")
def plan(request: HttpRequest, case: Case) -> HttpResponse:
    """Region and day of filing."""
    form = PlanForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        if attempt(request, form, lambda: domain.change_plan(case=case, actor=request.user, **data)):
            messages.success(request, _("Region and day of filing are saved."))
            return redirect("cases:facts_start", case.pk)
        case = _again(form, case)
    rows = [{"group": g, "facts": facts.shown(case.facts, g), "missing": []} for g in facts.GROUPS]
    return render(request, "cases/facts.html", frame(request, case, "facts", rows=rows, plan=form, fault=""))


# ---- route --------------------------------------------------------------------------------------


@require_safe
@on_case("cases.view_person")
def route(request: HttpRequest, case: Case) -> HttpResponse:
    """What the law says of every route."""
    try:
        found = answering.answered(case, language())
    except CaseError as error:
        return render(request, "cases/route.html", frame(request, case, "route", fault=told(error), answer=None))
    context = frame(
        request,
        case,
        "route",
        answer=found,
        fault="",
        routes=answering.sorted_routes(found),
        missing=facts.labels(answering.missing(found)[:8]),
        since_opening=answering.since_opening(case, language()),
    )
    return render(request, "cases/route.html", context)


@require_http_methods(["GET", "POST"])
@on_case("cases.view_person")
def one_route(request: HttpRequest, case: Case, route: str) -> HttpResponse:
    """What the law asks on one route; an adviser chooses it here."""
    may_choose = may(request.user, "cases.change_case", case) and not case.ended
    if route not in answering.routes_of(case.region):
        raise Http404
    if request.method == "POST" and not may_choose:
        return HttpResponse(status=403)
    form = RouteForm(request.POST or None, initial={"version": case.version, "reason": _reason(case, route)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(request, form, lambda: domain.choose_route(case=case, route=route, actor=request.user, **data)):
            messages.success(request, _("The route is chosen. The checklist follows it."))
            return redirect("cases:checklist", case.pk)
        case = _again(form, case)
    try:
        found = answering.answered(case, language())
    except CaseError as error:
        return render(request, "cases/route.html", frame(request, case, "route", fault=told(error), answer=None))
    context = frame(
        request,
        case,
        "route",
        name=route,
        answer=found,
        route=found["routes"][route],
        missing=facts.labels(found["routes"][route]["unknown_facts"]),
        changes=_changes(found["routes"][route]),
        form=form if may_choose else None,
    )
    return render(request, "cases/one_route.html", context)


def _reason(case: Case, route: str) -> str:
    return case.route_reason if case.route == route else ""


def _changes(found: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """What would open the route: facts with their names, and the values that they would have."""
    rules = facts.vocabulary().facts
    return [[_change(rules[change["fact"]], change) for change in way] for way in found["changes"]]


def _change(fact: Any, change: dict[str, Any]) -> dict[str, Any]:
    return {**change, "label": fact.label, "texts": _value(fact, change["to"]), "money": fact.type == "money"}


def _value(fact: Any, value: Any) -> Any:
    if fact.type == "enum":
        return fact.value_labels.get(str(value))
    return facts.occupation(str(value)) if fact.scheme == "isco08" else None


# ---- people -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_case("cases.assign_case")
def people(request: HttpRequest, case: Case) -> HttpResponse:
    """Who takes part: the adviser, the employer, the person."""
    may_change = may(request.user, "cases.change_case", case)
    start = {"version": case.version}
    forms: dict[str, Any] = {
        "assign": AssignForm(case=case, initial={**start, "adviser": case.adviser_id}),
        "employer": EmployerForm(initial={**start, "employer": case.employer_id}),
        "person": PersonForm(initial={**start, "person_name": case.person_name, "agreed_on": case.agreed_on}),
        "invite": InviteForm(),
    }
    link = ""
    if request.method == "POST":
        which = request.POST.get("form", "")
        if which not in forms:
            raise Http404
        if which != "assign" and not may_change:
            return HttpResponse(status=403)
        form = AssignForm(request.POST, case=case) if which == "assign" else type(forms[which])(request.POST)
        forms[which] = form
        told_link: list[str] = []
        if form.is_valid() and attempt(request, form, _doing(request, case, which, form, told_link)):
            if not told_link:
                messages.success(request, _("Saved."))
                return redirect("cases:people", case.pk)
            link, forms["invite"] = told_link[0], InviteForm()
        else:
            case = _again(form, case)
    invitation = case.invitations.filter(accepted_at=None, withdrawn_at=None).first()
    context = frame(request, case, "people", **forms, invitation=invitation, link=link, all_forms=list(forms.values()))
    return render(request, "cases/people.html", context)


def _doing(request: HttpRequest, case: Case, which: str, form: Any, link: list[str]) -> Callable[[], Any]:
    data = form.cleaned_data
    actor = request.user
    match which:
        case "assign":
            return lambda: domain.assign(case=case, adviser=data["adviser"], version=data["version"], actor=actor)
        case "employer":
            return lambda: domain.set_employer(
                case=case, employer=data["employer"], version=data["version"], actor=actor
            )
        case "person":
            return lambda: domain.name_person(
                case=case, name=data["person_name"], agreed_on=data["agreed_on"], version=data["version"], actor=actor
            )

    def address(secret: str) -> str:
        with override(data["language"]):  # that of the invited, not of who invites
            return request.build_absolute_uri(reverse("cases:accept", args=[secret]))

    def invite() -> None:
        _made, found = invitations.invite(
            case=case, email=data["email"], language=data["language"], actor=actor, address=address
        )
        link.append(found)

    return invite


@require_http_methods(["GET", "POST"])
@member
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """The person links their account to the case, or learns that the invitation is over."""
    invitation = invitations.invitation_of(secret)
    if invitation is None:
        return render(request, "cases/invitation_over.html", status=404)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user: Any = request.user
        if attempt(
            request,
            form,
            lambda: invitations.accept(invitation=invitation, user=user, consents=form.given(), language=language()),
        ):
            messages.success(request, _("You now follow your file."))
            return redirect("cases:detail", invitation.case_id)
    return render(request, "cases/accept.html", {"invitation": invitation, "form": form})


# ---- state --------------------------------------------------------------------------------------

MOVES: dict[str, tuple[type[Versioned], Callable[..., Any]]] = {
    "prepare": (Versioned, domain.start_preparing),
    "file": (FiledForm, domain.file),
    "decide": (DecisionForm, domain.decide),
    "renew": (RenewForm, domain.renew),
    "close": (CloseForm, domain.close),
    "reopen": (Versioned, domain.reopen),
    "erase": (Versioned, erase_person),
}


@require_http_methods(["GET", "POST"])
@on_case("cases.change_case")
def move(request: HttpRequest, case: Case, verb: str) -> HttpResponse:
    """Take the case to its next state."""
    titles = dict(moves(case))
    if verb not in MOVES or (request.method == "GET" and verb not in titles):
        raise Http404
    kind, act = MOVES[verb]
    form = kind(request.POST or None, initial={"version": case.version, "on": today(), "application_date": today()})
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        data = form.cleaned_data
        if attempt(request, form, lambda: made.append(act(case=case, actor=request.user, **data))):
            messages.success(request, _("The state of the case is saved."))
            return redirect("cases:detail", made[0].pk if isinstance(made[0], Case) else case.pk)
        case = _again(form, case)
    return render(
        request, "cases/move.html", frame(request, case, "detail", form=form, verb=verb, title=titles.get(verb, ""))
    )
