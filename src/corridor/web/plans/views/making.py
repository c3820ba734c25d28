"""Asking for a plan, running it again, making it public, deleting it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from corridor.web.design.templatetags.design import number
from corridor.web.organisations.permission import permitted
from corridor.web.plans import domain
from corridor.web.plans.forms import PlanForm
from corridor.web.plans.models import Method, Plan
from corridor.web.plans.offered import examples
from corridor.web.plans.queries import plans_of
from corridor.web.plans.views.common import back_to, may, seen


@require_http_methods(["GET", "POST"])
@permitted("plans.create_plan")
def create(request: HttpRequest) -> HttpResponse:
    """Ask for a plan; `?like=` fills the form in as another plan was asked for."""
    if request.method == "POST":
        form = PlanForm(request.POST, request.FILES, user=request.user)
        if form.is_valid():
            made = _created(request, form)
            if form.left_out:
                messages.warning(request, _left_out(form.left_out))
            return back_to(made)
    else:
        form = PlanForm(user=request.user, initial=_initial(request))
    return render(request, "plans/create.html", {"form": form}, status=400 if form.is_bound else 200)


def _created(request: HttpRequest, form: PlanForm) -> Plan:
    asked = {name: value for name, value in form.cleaned_data.items() if name != "reforms"}
    return domain.create_plan(actor=request.user, reforms=form.documents, **asked)


def _left_out(rows: int) -> str:
    said = ngettext(
        "%(rows)s row of the table of indicators cannot be read and is left out.",
        "%(rows)s rows of the table of indicators cannot be read and are left out.",
        rows,
    ) % {"rows": number(rows)}
    where = _("“Measure with a table of your own” under Evidence tells each row and what to do.")
    return f"{said} {where}"


def _initial(request: HttpRequest) -> dict[str, object]:
    """As another plan was asked for, or as most are."""
    found: dict[str, object] = {"date": timezone.localdate(), "method": Method.STABLE, "seed": 0}
    like = request.GET.get("like", "")
    try:
        other = plans_of(request.user).filter(pk=UUID(like)).first()
    except ValueError:
        other = None
    if other is None:
        return found
    chosen = [entry.key for entry in examples() if entry.document in other.reforms]
    same = ("name", "region", "talents", "vacancies", "method", "place_undecided", "seed", "measures", "period")
    return {**found, "organisation": other.organisation_id, "reforms": chosen, **{n: getattr(other, n) for n in same}}


@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Run a plan that failed or was stopped once more."""
    found = seen(request, key, finished=False)
    if (refused := may(request, found.run)) is not None:
        return refused
    domain.run_again(plan=found.plan, actor=request.user)
    return back_to(found.plan)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask before a plan is made public, or taken back; then do it."""
    found = seen(request, key)
    if (refused := may(request, found.publish)) is not None:
        return refused
    if request.method == "GET":
        return render(request, "plans/publish.html", {"sight": found, "plan": found.plan})
    if request.POST.get("public") == "yes":
        domain.make_public(plan=found.plan, actor=request.user)
        messages.success(request, _("Everybody can see this plan now."))
    else:
        domain.make_private(plan=found.plan, actor=request.user)
        messages.success(request, _("Only your organisation sees this plan now."))
    return back_to(found.plan)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask before a plan is deleted; then do it."""
    found = seen(request, key, finished=False)
    if (refused := may(request, found.delete)) is not None:
        return refused
    if request.method == "GET":
        return render(request, "plans/delete.html", {"sight": found, "plan": found.plan})
    domain.delete_plan(plan=found.plan, actor=request.user)
    messages.success(request, _("The plan “%(name)s” was deleted.") % {"name": found.plan.title})
    return redirect("plans:list")
