"""Pages of those who comment: the link that lets them in, the form, their own comments with the answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.web.design.names import language
from corridor.web.drafts.domain.commenting import check_open, withdraw_comment
from corridor.web.drafts.domain.commenting import comment as make_comment
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.forms.commenting import CommentForm
from corridor.web.drafts.forms.faults import attempt
from corridor.web.drafts.mail import USE
from corridor.web.drafts.models import Draft
from corridor.web.drafts.page_text import answered, shown
from corridor.web.drafts.queries import own_comments
from corridor.web.drafts.views.shared import (
    TOKEN,
    contact_of,
    frame,
    is_open,
    participant,
    present,
    seen,
    tell,
)
from corridor.web.stakeholders import links
from corridor.web.stakeholders.errors import LinkError

PLACES = {"body": "body_name"}


@never_cache
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a link to a draft: from here on the reader comments without an account."""
    try:
        draft = _of_link(token)
    except LinkError as error:
        return render(request, "drafts/link_over.html", {"error": error.told(language())}, status=error.status)
    request.session[TOKEN] = token
    return redirect("drafts:detail", draft.slug)


def _of_link(token: str) -> Draft:
    """The published draft that a link is about.

    Raises:
        LinkError: the link is over, or leads to no such draft.
    """
    contact, about = links.read(token, USE)
    try:
        key = UUID(hex=about)
    except ValueError:
        raise LinkError("broken") from None
    found = Draft.objects.filter(pk=key, organisation=contact.organisation_id, published=True).first()
    if found is None:
        raise LinkError("broken")
    return found


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Stop using a link on this device."""
    request.session.pop(TOKEN, None)
    messages.success(request, _("This device has forgotten your link."))
    return redirect("drafts:list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Comment on a section of the present round."""
    draft = seen(request, slug)
    round = present(draft)
    section = get_object_or_404(round.sections, key=key)
    section.round = round
    who = participant(request, draft)
    contact = who.contacts[0] if who.contacts else None
    form = CommentForm(request.POST if request.method == "POST" else None, contact=contact)
    status = 200
    if request.method == "POST":
        valid = form.is_valid()
        if not who.known:
            form.add_error(None, _("You are not signed in. Copy your text, then sign in or follow your link again."))
        elif not is_open(round):
            attempt(form, lambda: check_open(round))
        elif valid and attempt(form, lambda: _make(request, draft, section, who, form), PLACES):
            messages.success(request, _("Your comment on section %(number)s is noted.") % {"number": section.number})
            return redirect("drafts:mine", slug)
        status = 422
    own = own_comments(draft, who.contacts).filter(section=section) if who.contacts else ()
    lang = language()
    context = frame(
        request,
        draft,
        "comment",
        round=round,
        text=shown(draft, section, lang),
        form=form,
        who=who,
        is_open=is_open(round),
        phase=round.phase,
        own=[answered(draft, one, lang) for one in own],
    )
    return render(request, "drafts/comment.html", context, status=status)


@transaction.atomic
def _make(request: HttpRequest, draft: Draft, section: Any, who: Any, form: CommentForm) -> None:
    """Write the comment down; a contact that is made for it stays only with it.

    Raises:
        DraftRefusal: the round is not open.
        ConsultationErrors: it says too little or too much.
    """
    said = form.cleaned_data
    make_comment(
        section=section,
        contact=contact_of(request, draft, who),
        body_name=form.body,
        stance=said["stance"],
        text=said["text"],
        proposed=said["proposed"],
        language=said["language"],
        actor=request.user if request.user.is_authenticated and not who.by_link else who.contacts[0],
    )


@never_cache
@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own comments, with the answers."""
    draft = seen(request, slug)
    who = participant(request, draft)
    lang = language()
    rows = own_comments(draft, who.contacts) if who.contacts else ()
    shown_rows = [
        answered(draft, one, lang)
        | {"may_withdraw": is_open(one.section.round) and getattr(one, "answer", None) is None}
        for one in rows
    ]
    return render(request, "drafts/mine.html", frame(request, draft, "mine", rows=shown_rows, who=who))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, comment: UUID) -> HttpResponse:
    """Take one's own comment back, after a question."""
    draft = seen(request, slug)
    who = participant(request, draft)
    found = get_object_or_404(own_comments(draft, who.contacts), pk=comment)
    if request.method == "POST":
        try:
            withdraw_comment(comment=found, actor=request.user if not who.by_link else found.contact)
        except DraftRefusal as error:
            tell(request, error)
        else:
            messages.success(request, _("Your comment is withdrawn. Its words are deleted."))
        return redirect("drafts:mine", slug)
    return render(
        request, "drafts/withdraw.html", frame(request, draft, "mine", row=answered(draft, found, language()))
    )
