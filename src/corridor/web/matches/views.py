"""The bench: plans, vacancies and people, a pair and the decision about it; and what a talent sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from corridor.matching.search import PARTS
from corridor.web.design import names
from corridor.web.matches import queries
from corridor.web.matches.domain import decide, people_seen
from corridor.web.matches.errors import DecisionError
from corridor.web.matches.forms import DecisionForm, TalentSearch, VacancySearch
from corridor.web.organisations.permission import permitted, require
from corridor.web.plans import chapters, vacancy_page
from corridor.web.plans.models import Plan
from corridor.web.plans.queries import result
from corridor.web.plans.route_names import route_names
from corridor.web.pool.models import Claim

A_PAGE = 25


@dataclass(frozen=True)
class Row:
    """A pair on a page: what the search said (in words), and what was decided."""

    vacancy: str
    title: str
    said: vacancy_page.Candidate
    decision: Any


@require_GET
@permitted("matches.use_workbench")
def index(request: HttpRequest) -> HttpResponse:
    """The plans that one can work with."""
    plans = Paginator(queries.plans_at_bench(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "matches/index.html", {"plans": plans})


@require_GET
@permitted("matches.use_workbench")
def vacancies(request: HttpRequest, key: UUID) -> HttpResponse:
    """The vacancies of a plan."""
    plan = _plan(request, key)
    form = VacancySearch(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    wanted = {"text": given.get("q", ""), "which": given.get("which") or queries.OPEN, "sort": given.get("sort") or ""}
    page = Paginator(queries.vacancies(plan, **wanted).to_dicts(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "matches/vacancies.html", {"plan": plan, "page": page, "form": form})


@require_GET
@permitted("matches.use_workbench")
def talents(request: HttpRequest, key: UUID) -> HttpResponse:
    """The people of a plan who fit some vacancy."""
    plan = _plan(request, key)
    form = TalentSearch(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(queries.talents(plan, text=text).to_dicts(), A_PAGE).get_page(request.GET.get("page"))
    people_seen(plan=plan, actor=request.user, rows=len(page.object_list))
    return render(request, "matches/talents.html", {"plan": plan, "page": page, "form": form})


@require_GET
@permitted("matches.use_workbench")
def vacancy(request: HttpRequest, key: UUID, vacancy: str) -> HttpResponse:
    """Who fits a vacancy: the shortlist."""
    plan = _plan(request, key)
    row = queries.vacancy_row(plan, vacancy)
    if row is None:
        raise Http404
    page = Paginator(queries.pairs_of_vacancy(plan, vacancy).to_dicts(), A_PAGE).get_page(request.GET.get("page"))
    people_seen(plan=plan, actor=request.user, vacancy=vacancy, rows=len(page.object_list))
    rows = _rows(plan, page.object_list, queries.decisions_by_pair(plan, vacancy=vacancy))
    context = {"plan": plan, "row": row, "page": page, "rows": rows, "parts": PARTS}
    return render(request, "matches/vacancy.html", context)


@require_GET
@permitted("matches.use_workbench")
def talent(request: HttpRequest, key: UUID, talent: str) -> HttpResponse:
    """Which vacancies a person fits."""
    plan = _plan(request, key)
    pairs = queries.pairs_of_talent(plan, talent)
    if not pairs.height:
        raise Http404
    page = Paginator(pairs.to_dicts(), A_PAGE).get_page(request.GET.get("page"))
    people_seen(plan=plan, actor=request.user, person=_person(plan, talent), rows=1)
    rows = _rows(plan, page.object_list, queries.decisions_by_pair(plan, talent=talent))
    context = {
        "plan": plan,
        "talent": talent,
        "facts": queries.person_row(plan, talent),
        "page": page,
        "rows": rows,
        "parts": PARTS,
    }
    return render(request, "matches/talent.html", context)


@never_cache
@permitted("matches.use_workbench")
def pair(request: HttpRequest, key: UUID, vacancy: str, talent: str) -> HttpResponse:
    """One pair: what the search says of it, what was decided, and a new decision."""
    plan = _plan(request, key)
    found, row = queries.pair(plan, vacancy, talent), queries.vacancy_row(plan, vacancy)
    if found is None or row is None:
        raise Http404
    may_decide = request.user.has_perm("matches.decide", plan)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        require(request.user, "matches.decide", plan)
        if form.is_valid():
            try:
                decide(
                    plan=plan,
                    vacancy=vacancy,
                    talent=talent,
                    seen=_seen(found),
                    actor=request.user,
                    **form.cleaned_data,
                )
                messages.success(request, _("Your decision is written down."))
                return redirect("matches:pair", key, vacancy, talent)
            except DecisionError as error:
                form.add_error(None, " ".join(error.told(get_language() or "en")))
    else:
        people_seen(plan=plan, actor=request.user, person=_person(plan, talent), vacancy=vacancy, rows=1)
    decision = queries.decisions_by_pair(plan, vacancy=vacancy, talent=talent, reasons=True).get((vacancy, talent))
    context = {
        "plan": plan,
        "row": row,
        "said": _rows(plan, [found], {})[0].said,
        "parts": PARTS,
        "facts": queries.person_row(plan, talent),
        "decision": decision,
        "steps": list(decision.steps.all()) if decision else [],
        "version": decision.version if decision else 0,
        "form": form,
        "may_decide": may_decide,
        "talent": talent,
    }
    return render(request, "matches/pair.html", context, status=409 if form.non_field_errors() else 200)


@require_GET
@permitted("matches.use_workbench")
def decisions(request: HttpRequest) -> HttpResponse:
    """What was decided in one's organisations, newest first."""
    page = Paginator(queries.decisions_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "matches/decisions.html", {"page": page})


@never_cache
@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What organisations hold about a talent, and why they were proposed."""
    rows = [
        (held, [Row(p.vacancy, p.title, _rows(p.plan, [p.pair], {})[0].said, p.decision) for p in held.proposals])
        for held in queries.mine(request.user)
    ]
    return render(request, "matches/mine.html", {"rows": rows, "parts": PARTS})


def _plan(request: HttpRequest, key: UUID) -> Plan:
    """A plan at the bench whose people may be worked with.

    Raises:
        Http404: it is not the person's to see. PermissionDenied: its pool was not given for placing people.
    """
    plan = get_object_or_404(queries.plans_at_bench(request.user), pk=key)
    require(request.user, "plans.view_people", plan)
    if not queries.usable(plan):
        raise Http404
    return plan


def _rows(plan: Plan, pairs: Any, decided: dict[tuple[str, str], Any]) -> list[Row]:
    voice = chapters.speech(names.language(), True)
    said = vacancy_page.candidates(result(plan), pairs, voice, route_names(plan.region))
    return [
        Row(p["vacancy"], p.get("title") or p["vacancy"], s, decided.get((p["vacancy"], p["talent"])))
        for p, s in zip(pairs, said, strict=True)
    ]


def _person(plan: Plan, talent: str) -> Any:
    claim = Claim.objects.filter(dataset=plan.talents_id, record_id=talent).select_related("user").first()
    return claim.user if claim else None


def _seen(found: dict[str, Any]) -> dict[str, Any]:
    """What the page showed, as it is kept with the decision."""
    kept = (
        "score",
        "circle",
        "state",
        "placed",
        *PARTS,
        "presumed",
        "unknown",
        "permit_needed",
        "route",
        "dependence_months",
    )
    return {name: found[name] for name in kept}
