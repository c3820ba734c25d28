"""Pages of those who answer: comments with filters, one answer for several, files to take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.web.design.csv_files import csv_file
from corridor.web.design.names import language
from corridor.web.drafts.domain import answering
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.export import HEAD, as_json, as_rows
from corridor.web.drafts.forms.drafting import AnswerForm, CommentFilter
from corridor.web.drafts.forms.faults import attempt
from corridor.web.drafts.models import Answer, Comment, Draft
from corridor.web.drafts.page_text import answered
from corridor.web.drafts.queries import bodies, comments_in, filtered, tally_of
from corridor.web.drafts.views.shared import frame, on_draft, tell
from corridor.web.jobs import queries as jobs

A_PAGE = 25
AT_ONCE = 200
"""Comments that one answer is given to at once."""


def _filter(request: HttpRequest, draft: Draft) -> CommentFilter:
    rounds = list(draft.rounds.all())
    prefetch_related_objects(rounds, "sections")
    data = request.GET if set(request.GET) & set(CommentFilter.base_fields) else None
    return CommentFilter(data, rounds=rounds, bodies=bodies(draft))


@never_cache
@require_safe
@on_draft("drafts.view_draft")
def comments(request: HttpRequest, draft: Draft) -> HttpResponse:
    """All comments, with filters; several are chosen for one answer."""
    form = _filter(request, draft)
    rows = filtered(comments_in(draft), form.wanted)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    lang = language()
    untold = Answer.objects.filter(comment__section__round__draft=draft, told_at=None).exclude(comment__contact=None)
    job = jobs.latest(draft.pk)
    context = frame(
        request,
        draft,
        "comments",
        form=form,
        page=page,
        tally=tally_of(rows),
        rows=[answered(draft, one, lang) for one in page],
        query=request.GET.urlencode(),
        kept=form.wanted,
        untold=untold.count(),
        job=job,
        sending=job is not None and not job.ended,
    )
    return render(request, "drafts/comments.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_draft("drafts.change_draft")
def answer(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Answer the comments that were chosen (`c`), all with the same words."""
    chosen, kept = _chosen(request, draft), _kept(request)
    back = f"{reverse('drafts:comments', args=[draft.slug])}?{urlencode(kept)}"
    if not chosen:
        tell(request, DraftRefusal("nothing_chosen"))
        return redirect(back)
    sent = request.method == "POST"
    form = AnswerForm(request.POST if sent else None, languages=list(draft.languages), initial=_given(chosen, draft))
    if sent and form.is_valid():
        told = {"outcome": form.cleaned_data["outcome"], "why": form.why}
        if attempt(
            form,
            lambda: answering.answer(draft=draft, comments=chosen, actor=request.user, **told),
            form.places,
        ):
            messages.success(request, _("The answer is noted. Authors who can be reached are told by e-mail."))
            return redirect(back)
    lang = language()
    rows = [answered(draft, one, lang) for one in chosen]
    context = frame(request, draft, "comments", form=form, rows=rows, kept=kept, back=back)
    return render(request, "drafts/answer.html", context, status=422 if sent else 200)


def _kept(request: HttpRequest) -> dict[str, str]:
    """The filters of the list from which comments were chosen, so that it is the same list afterwards."""
    given = request.POST if request.method == "POST" else request.GET
    return {name: given[name] for name in CommentFilter.base_fields if given.get(name)}


def _chosen(request: HttpRequest, draft: Draft) -> list[Comment]:
    """The comments whose keys were sent; those of another draft are none of these."""
    given = (request.POST if request.method == "POST" else request.GET).getlist("c")[:AT_ONCE]
    keys = []
    for text in given:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return list(comments_in(draft).filter(pk__in=keys)) if keys else []


def _given(chosen: list[Comment], draft: Draft) -> dict[str, Any]:
    """The answer that all of them have already, to begin with."""
    found = [getattr(one, "answer", None) for one in chosen]
    first = found[0]
    if first is None or any(one is None or (one.outcome, one.why) != (first.outcome, first.why) for one in found):
        return {}
    return {"outcome": first.outcome} | {f"why_{lang}": first.why.get(lang, "") for lang in draft.languages}


@require_POST
@on_draft("drafts.change_draft")
def tell_authors(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Tell the authors who were not reached before."""
    try:
        answering.tell_again(draft=draft, actor=request.user)
    except DraftRefusal as error:
        tell(request, error)
    else:
        messages.success(request, _("The answers are being sent."))
    return redirect("drafts:comments", draft.slug)


@require_safe
@on_draft("drafts.export_comments")
def export(request: HttpRequest, draft: Draft, form: str) -> HttpResponse:
    """Comments and answers as a file, as the filters of the page say; organisations by name, persons never."""
    wanted = _filter(request, draft).wanted
    rows = list(filtered(comments_in(draft), wanted))
    if request.method != "HEAD":  # nothing is taken away by asking for the size
        answering.note_export(draft=draft, form=form, comments=len(rows), actor=request.user)
    name = f"{draft.slug}-comments-{timezone.localdate():%Y%m%d}"
    if form == "csv":
        response = csv_file(name, HEAD, as_rows(rows))
    else:
        response = JsonResponse(as_json(draft, rows), json_dumps_params={"indent": 1, "ensure_ascii": False})
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
