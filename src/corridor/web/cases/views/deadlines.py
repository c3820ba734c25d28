"""Deadlines of a case, what falls due in all of them, and calendars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.web.cases import facts
from corridor.web.cases.calendar_file import Event, calendar
from corridor.web.cases.domain import deadlines as domain
from corridor.web.cases.due import is_open
from corridor.web.cases.errors import CaseRefused
from corridor.web.cases.forms.parts import FeedForm, OwnDeadlineForm
from corridor.web.cases.law_deadlines import Due
from corridor.web.cases.models import CalendarFeed, Case, Party
from corridor.web.cases.models.case import ENDED
from corridor.web.cases.queries import cases_of, deadlines_of, falling_due, feeds_of, may_be_worked
from corridor.web.cases.rules import may, party_of
from corridor.web.cases.views.shared import attempt, frame, member, on_case, permitted, refused, today
from corridor.web.design.names import language

SPANS = (30, 90, 365)
IN_A_CALENDAR = timedelta(days=3 * 365)
"""How far ahead a calendar looks."""


@require_http_methods(["GET", "POST"])
@on_case()
def deadlines(request: HttpRequest, case: Case) -> HttpResponse:
    """What falls due, with sources; what is not known, with the facts that are missing."""
    form = OwnDeadlineForm(request.POST or None)
    if request.method == "POST":
        if not may(request.user, "cases.change_case", case):
            return HttpResponse(status=403)
        if form.is_valid() and attempt(
            request, form, lambda: domain.set_deadline(case=case, actor=request.user, **form.cleaned_data)
        ):
            messages.success(request, _("The deadline is set."))
            return redirect("cases:deadlines", case.pk)
    dues = deadlines_of(request.user, case, language(), today())
    context = frame(
        request,
        case,
        "deadlines",
        form=form,
        coming=[_told(d) for d in dues if is_open(d, today())],
        waiting=[_told(d) for d in dues if d.due is None],
        past=[_told(d) for d in dues if d.due is not None and not is_open(d, today())],
    )
    return render(request, "cases/deadlines.html", context)


def _told(due: Due) -> dict[str, Any]:
    left = due.days_left(today())
    return {
        "due": due,
        "left": left,
        "overdue": left is not None and left < 0,
        "ago": None if left is None else -left,
        "missing": facts.labels(due.missing),
    }


@require_POST
@on_case("cases.change_case")
def mark(request: HttpRequest, case: Case) -> HttpResponse:
    """Mark a deadline as done or open, or delete an own one."""
    key, act = request.POST.get("key", "")[:120], request.POST.get("act", "")
    try:
        day = date.fromisoformat(request.POST.get("due", ""))
    except ValueError:
        raise Http404 from None
    if not any(d.key == key and d.due == day for d in deadlines_of(request.user, case, language(), today())):
        raise Http404
    try:
        if act == "delete" and key.startswith("own:"):
            deadline = get_object_or_404(case.deadlines, pk=key.removeprefix("own:"), key="")
            domain.remove_deadline(deadline=deadline, actor=request.user)
        elif act == "done":
            domain.mark_done(case=case, key=key, due=day, actor=request.user)
        elif act == "open":
            domain.mark_open(case=case, key=key, due=day, actor=request.user)
        else:
            raise Http404
        messages.success(request, _("Saved."))
    except CaseRefused as error:
        refused(request, error)
    return redirect("cases:deadlines", case.pk)


@require_safe
@permitted("cases.oversee_cases")
def due(request: HttpRequest) -> HttpResponse:
    """What falls due in the open cases of an adviser's organisations, sorted by day."""
    try:
        days = int(request.GET.get("days", SPANS[0]))
    except ValueError:
        days = SPANS[0]
    days = days if days in SPANS else SPANS[0]
    mine = request.GET.get("mine") == "1"
    found = falling_due(request.user, language(), today(), days=days, mine=mine)
    rows = [{"case": entry.case, **_told(entry.due)} for entry in found]
    context = {"rows": rows, "days": days, "spans": SPANS, "mine": mine, "today": today()}
    return render(request, "cases/due.html", context)


# ---- calendars ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@member
def calendars(request: HttpRequest) -> HttpResponse:
    """A person's calendar addresses."""
    cases = list(cases_of(request.user).exclude(state__in=ENDED)[:200])
    form = FeedForm(request.POST or None, cases=cases)
    address = ""
    if request.method == "POST" and form.is_valid():
        scope = form.cleaned_data["scope"]
        case = next((c for c in cases if str(c.pk) == scope), None)
        _feed, secret = domain.open_feed(user=request.user, case=case, with_names=form.cleaned_data["with_names"])
        address = request.build_absolute_uri(reverse("cases:calendar_feed", args=[secret]))
        form = FeedForm(cases=cases)
    context = {"feeds": feeds_of(request.user), "form": form, "address": address}
    response = render(request, "cases/calendars.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@member
def revoke(request: HttpRequest, feed: UUID) -> HttpResponse:
    """End a calendar address."""
    found = get_object_or_404(feeds_of(request.user), pk=feed)
    domain.revoke_feed(feed=found, actor=request.user)
    messages.success(request, _("The address no longer works."))
    return redirect("cases:calendar")


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself; the secret is the key, and what its owner may see now is what it holds."""
    feed = domain.feed_of(secret)
    if feed is None:
        raise Http404
    events = [event for case in _cases(feed) for event in _events(request, feed, case)]
    text = calendar(events, name=_("Corridor: deadlines"), made=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="corridor.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _cases(feed: CalendarFeed) -> list[Case]:
    cases = cases_of(feed.user).exclude(state__in=ENDED).select_related("talent")
    if feed.case_id is not None:
        cases = cases.filter(pk=feed.case_id)
    return [
        c
        for c in cases.prefetch_related("deadlines", "items__documents")[:500]
        if party_of(feed.user, c) == Party.TALENT or may_be_worked(c)
    ]


def _events(request: HttpRequest, feed: CalendarFeed, case: Case) -> list[Event]:
    url = request.build_absolute_uri(reverse("cases:deadlines", args=[case.pk]))
    found = []
    for entry in deadlines_of(feed.user, case, language(), today()):
        if entry.due is None or entry.settled_on is not None or entry.due > today() + IN_A_CALENDAR:
            continue
        own = entry.key.startswith("own:")
        what = _("Own deadline") if own and not feed.with_names else entry.what
        name = f"{case.reference} {case.person_name}".strip() if feed.with_names else case.reference
        found.append(Event(f"{case.pk}:{entry.key}@corridor", entry.due, f"{name}: {what}", url=url))
    return found
