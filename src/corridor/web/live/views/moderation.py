"""Moderators read questions first: they show, hide, merge and translate them, and say which were answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.web.events.models import Session
from corridor.web.live.domain import questions
from corridor.web.live.forms import MergeForm, TranslationForm
from corridor.web.live.models import Question, QuestionState
from corridor.web.live.queries.room import SeenQuestion, all_questions
from corridor.web.live.views.boards import digest_of
from corridor.web.live.views.shared import frame, in_room, tried

ORDER = (QuestionState.WAITING, QuestionState.SHOWN, QuestionState.ANSWERED, QuestionState.HIDDEN)


@dataclass(frozen=True)
class Heap:
    """The questions in one state."""

    state: str
    title: Any
    questions: list[SeenQuestion]


@require_GET
@in_room("live.run_room")
def moderate(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The questions by state, the most supported first; merged ones under the one that stands for them."""
    found = all_questions(session.pk)
    heaps = [Heap(s.value, s.label, [one for one in found if one.question.state == s]) for s in ORDER]
    digest = digest_of(
        *((one.question.pk, one.question.state, one.question.name, one.supporters, len(one.merged)) for one in found)
    )
    seen = request.GET.get("seen")
    if seen == digest:
        return HttpResponse(status=204)  # nothing to exchange
    values = frame(request, session, "questions", heaps=heaps, digest=digest)
    if getattr(request, "htmx", False):
        return render(request, "live/_new_questions.html", values)
    return render(request, "live/moderate.html", values)


@require_POST
@in_room("live.run_room")
def question_act(request: HttpRequest, session: Session, question: UUID) -> HttpResponseBase:
    """Change the state of a question, let it stand by itself again, or take the name off."""
    found, act = _question(session, question), request.POST.get("act", "")
    if act in QuestionState.values:
        questions.moderate(question=found, state=act, actor=request.user)
    elif act == "part":
        questions.part(question=found, actor=request.user)
    elif act == "name":
        questions.take_name_off(question=found, actor=request.user)
    else:
        raise BadRequest(act)
    return redirect("live:moderate", session.pk)


@require_http_methods(["GET", "POST"])
@in_room("live.run_room")
def merge(request: HttpRequest, session: Session, question: UUID) -> HttpResponseBase:
    """Choose the question that stands for this one."""
    found = _question(session, question)
    others = [one.question for one in all_questions(session.pk) if one.question.pk != found.pk]
    form = MergeForm(request.POST or None, others=others)
    if form.is_bound and form.is_valid():
        into = _question(session, UUID(form.cleaned_data["into"]))
        if tried(request, partial(questions.merge, question=found, into=into, actor=request.user)):
            messages.success(request, _("The questions were merged."))
        return redirect("live:moderate", session.pk)
    values = frame(request, session, "questions", form=form, question=found, others=others)
    return render(request, "live/merge.html", values, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@in_room("live.run_room")
def translate(request: HttpRequest, session: Session, question: UUID) -> HttpResponseBase:
    """What was asked, and beside it the translations."""
    found = _question(session, question)
    form = TranslationForm(request.POST or None, question=found)
    if form.is_bound and form.is_valid():
        questions.translate(question=found, texts=form.cleaned_data, actor=request.user)
        messages.success(request, _("The translations were kept."))
        return redirect("live:moderate", session.pk)
    values = frame(request, session, "questions", form=form, question=found)
    return render(request, "live/translate.html", values, status=422 if form.is_bound else 200)


def _question(session: Session, key: UUID) -> Question:
    found = get_object_or_404(session.questions, pk=key)
    found.session = session
    return found
