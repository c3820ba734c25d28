"""Messages about a case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corridor.web.cases.domain import messages as domain
from corridor.web.cases.forms.parts import ReplyForm, ThreadForm, audience_choices
from corridor.web.cases.models import Audience, Case, Thread
from corridor.web.cases.queries import readers, threads_of
from corridor.web.cases.rules import audiences, may, must, party_of
from corridor.web.cases.views.shared import attempt, frame, on_case


def _who_reads(case: Case, audience: str) -> str:
    """The readers of a thread in words: organisations by name, people as parties."""
    parts = [_("advisers of %(organisation)s") % {"organisation": case.organisation.name}]
    if audience in (Audience.EVERYONE, Audience.EMPLOYER) and case.employer:
        parts.append(_("the members of %(organisation)s") % {"organisation": case.employer.name})
    if audience in (Audience.EVERYONE, Audience.TALENT) and case.talent_id:
        parts.append(_("the person"))
    return _("Read by: %(readers)s.") % {"readers": ", ".join(parts)}


def _choices(request: HttpRequest, case: Case) -> dict[str, str]:
    possible = set(audiences(party_of(request.user, case)))
    if case.employer_id is None:
        possible -= {Audience.EMPLOYER}
    if case.talent_id is None:
        possible -= {Audience.TALENT}
    if case.employer_id is None or case.talent_id is None:
        possible -= {Audience.EVERYONE}
    return {name: _who_reads(case, name) for name in Audience if name in possible}


@require_http_methods(["GET", "POST"])
@on_case()
def threads(request: HttpRequest, case: Case) -> HttpResponse:
    """The threads that the person reads, and a new one."""
    told = _choices(request, case)
    form = ThreadForm(request.POST or None, audiences=audience_choices(tuple(told), told))
    if request.method == "POST":
        must(request.user, "cases.write_message", case)
        if form.is_valid():
            data, address = form.cleaned_data, request.build_absolute_uri(reverse("cases:messages", args=[case.pk]))
            if attempt(request, form, lambda: domain.begin(case=case, actor=request.user, address=address, **data)):
                messages.success(request, _("The message is sent."))
                return redirect("cases:messages", case.pk)
    may_write = bool(told) and not case.ended and may(request.user, "cases.write_message", case)
    found = list(threads_of(request.user, case))
    context = frame(request, case, "messages", threads=found, form=form, may_write=may_write)
    return render(request, "cases/messages.html", context)


@require_http_methods(["GET", "POST"])
@on_case()
def thread(request: HttpRequest, case: Case, thread: UUID) -> HttpResponse:
    """One thread, and an answer to it."""
    found: Thread = get_object_or_404(threads_of(request.user, case).select_related("case__organisation"), pk=thread)
    form = ReplyForm(request.POST or None)
    if request.method == "POST":
        must(request.user, "cases.write_message", case)
        if form.is_valid():
            address = request.build_absolute_uri(reverse("cases:messages", args=[case.pk]))
            body = form.cleaned_data["body"]
            if attempt(
                request, form, lambda: domain.reply(thread=found, body=body, actor=request.user, address=address)
            ):
                messages.success(request, _("The message is sent."))
                return redirect("cases:thread", case.pk, found.pk)
    context = frame(
        request,
        case,
        "messages",
        thread=found,
        sent=found.messages.select_related("author"),
        form=form,
        read_by=_who_reads(case, found.audience),
        count=len(readers(case, found.audience)),
        may_write=not case.ended and may(request.user, "cases.write_message", case),
    )
    return render(request, "cases/thread.html", context)
