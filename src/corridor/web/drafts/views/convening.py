"""Pages of those who convene: a new draft, its text, its rounds, invitations and reminders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.consultation.errors import ConsultationError
from corridor.web.drafts.domain import drafting, inviting
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.forms.drafting import CreateForm, DatesForm, DraftForm, InviteForm, SectionForm, TextForm
from corridor.web.drafts.forms.faults import attempt
from corridor.web.drafts.models import Draft, Phase, Round
from corridor.web.drafts.queries import comments_in, invitable, sections_of, tallies, tally_of, to_remind, waiting
from corridor.web.drafts.rules import CONVENERS
from corridor.web.drafts.views.shared import frame, on_draft, round_of, site, tell
from corridor.web.drafts.written import missing
from corridor.web.jobs import queries as jobs
from corridor.web.organisations.permission import organisations_with, permitted, require
from corridor.web.stakeholders.models import Contact


@never_cache
@permitted("drafts.create_draft")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make a draft from a file or a pasted text."""
    organisations = organisations_with(request.user, *CONVENERS)
    if request.method != "POST":
        start = {"programme": request.GET.get("programme", "")}
        return render(request, "drafts/create.html", {"form": CreateForm(organisations=organisations, initial=start)})
    form = CreateForm(request.POST, request.FILES, organisations=organisations)
    if form.is_valid():
        told = form.cleaned_data
        require(request.user, "drafts.create_draft", told["organisation"])
        made = drafting.make_draft(
            organisation=told["organisation"], programme=told["programme"], written=form.written, actor=request.user
        )
        messages.success(request, _("The draft is made. Only your organisation sees it until you publish it."))
        return redirect("drafts:manage", made.slug)
    return render(request, "drafts/create.html", {"form": form}, status=422)


@never_cache
@require_safe
@on_draft("drafts.view_draft")
def manage(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where a draft stands: rounds, sections, comments, messages."""
    rounds = list(draft.rounds.all())
    last = rounds[-1]
    last.draft = draft
    counts = tallies(comments_in(draft))
    sections = sections_of(last)
    lacking = missing(draft, sections)
    context = frame(
        request,
        draft,
        "manage",
        rounds=rounds,
        last=last,
        phase=last.phase,
        sections=[
            {
                "section": one,
                "tally": counts.get(one.pk),
                "lacks": sorted({gap.language for gap in lacking if gap.section == one.key}),
            }
            for one in sections
        ],
        title_lacks=[gap.language for gap in lacking if gap.part == "title"],
        lacking=len(lacking),
        totals=tally_of(comments_in(draft)),
        invited=last.invitations.exclude(sent_at=None).count(),
        unsent=last.invitations.filter(sent_at=None).count(),
        to_remind=to_remind(last).count() if last.phase == Phase.OPEN else 0,
        jobs=[job for job in (jobs.latest(last.pk), jobs.latest(draft.pk)) if job is not None],
        may_next=last.phase == Phase.CLOSED,
    )
    return render(request, "drafts/manage.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_draft("drafts.change_draft")
def edit(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Title, languages, programme."""
    form = DraftForm(request.POST if request.method == "POST" else None, draft=draft)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        values = {"title": form.title, "languages": told["languages"], "programme": told["programme"]}
        if attempt(form, lambda: drafting.change_draft(draft=draft, actor=request.user, **values)):
            messages.success(request, _("The draft is saved."))
            return redirect("drafts:manage", draft.slug)
    return _form(request, draft, "drafts/edit.html", form)


def _form(request: HttpRequest, draft: Draft, template: str, form: Any, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, frame(request, draft, "manage", form=form, **more), status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_draft("drafts.change_draft")
def delete(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Delete a draft that nobody has commented on, after a question."""
    if request.method == "POST":
        try:
            drafting.delete_draft(draft=draft, actor=request.user)
        except DraftRefusal as error:
            tell(request, error)
            return redirect("drafts:manage", draft.slug)
        messages.success(request, _("The draft is deleted."))
        return redirect("drafts:list")
    return render(request, "drafts/delete.html", frame(request, draft, "manage"))


# ---- text ---------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_draft("drafts.change_draft")
def upload(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    """Put the text of a file in the place of that of a round in preparation."""
    round = round_of(draft, number)
    sent = request.method == "POST"
    form = TextForm(request.POST, request.FILES) if sent else TextForm(initial={"language": draft.written_in})

    def replace() -> None:
        drafting.replace_text(round=round, written=form.written, actor=request.user)

    if sent and form.is_valid() and attempt(form, replace):
        messages.success(request, _("The text is replaced."))
        return redirect("drafts:manage", draft.slug)
    return _form(request, draft, "drafts/upload.html", form, round=round)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_draft("drafts.change_draft")
def section(request: HttpRequest, draft: Draft, number: int, key: str = "") -> HttpResponse:
    """Change a section of a round in preparation, or add one."""
    round = round_of(draft, number)
    found = get_object_or_404(round.sections, key=key) if key else None
    data = request.POST if request.method == "POST" else None
    form = SectionForm(data, languages=list(draft.languages), section=found)
    if request.method == "POST" and form.is_valid():
        told = {
            "number": form.cleaned_data["number"].strip().rstrip("."),
            "heading": form.texts("heading"),
            "text": form.texts("text"),
        }
        if attempt(
            form,
            lambda: drafting.save_section(round=round, section=found, actor=request.user, **told),
            form.places,
        ):
            messages.success(request, _("The section is saved."))
            return redirect("drafts:manage", draft.slug)
    return _form(request, draft, "drafts/section.html", form, round=round, section=found)


@require_POST
@on_draft("drafts.change_draft")
def remove_section(request: HttpRequest, draft: Draft, number: int, key: str) -> HttpResponse:
    """Take a section out of a round in preparation."""
    found = get_object_or_404(round_of(draft, number).sections, key=key)
    try:
        drafting.remove_section(section=found, actor=request.user)
    except DraftRefusal as error:
        tell(request, error)
    else:
        messages.success(request, _("The section is taken out."))
    return redirect("drafts:manage", draft.slug)


# ---- rounds -------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_draft("drafts.change_draft")
def dates(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    """Publish a round with its days, or change the days of a published one."""
    round = round_of(draft, number)
    published = round.published_at is not None
    form = DatesForm(request.POST if request.method == "POST" else None, round=round)
    if request.method == "POST" and form.is_valid():
        opens, closes = form.days
        if attempt(form, lambda: _dated(request, round, opens, closes)):
            said = _("The dates are changed.") if published else _("The draft is published.")
            messages.success(request, said)
            return redirect("drafts:manage", draft.slug)
    lacking = missing(draft, sections_of(round))
    return _form(request, draft, "drafts/dates.html", form, round=round, published=published, lacking=len(lacking))


def _dated(request: HttpRequest, round: Round, opens: Any, closes: Any) -> None:
    if round.published_at is None:
        drafting.publish_round(round=round, opens=opens, closes=closes, address=site(request), actor=request.user)
    else:
        drafting.set_dates(round=round, opens=opens, closes=closes, actor=request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_draft("drafts.change_draft")
def next_round(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Begin the next round with the text of the last one."""
    if request.method == "POST":
        try:
            made = drafting.next_round(draft=draft, actor=request.user)
        except DraftRefusal as error:
            tell(request, error)
        else:
            said = _("Round %(number)s is made. Change its text, then publish it.") % {"number": made.number}
            messages.success(request, said)
        return redirect("drafts:manage", draft.slug)
    left = waiting(comments_in(draft)).count()
    return render(request, "drafts/next_round.html", frame(request, draft, "manage", left=left))


@require_POST
@on_draft("drafts.change_draft")
def drop_round(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    """Take back a later round that is in preparation."""
    try:
        drafting.drop_round(round=round_of(draft, number), actor=request.user)
    except DraftRefusal as error:
        tell(request, error)
    else:
        messages.success(request, _("The round is taken back."))
    return redirect("drafts:manage", draft.slug)


# ---- messages -----------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_draft("drafts.change_draft")
def invite(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    """Invite a part of the contact list."""
    round = round_of(draft, number)
    sent = request.method == "POST"
    form = InviteForm(request.POST if sent else request.GET)
    valid = form.is_valid()
    chosen = invitable(round, **form.wanted) if valid else Contact.objects.none()
    if sent and valid:
        try:
            inviting.invite(round=round, contacts=chosen[: inviting.LARGEST], actor=request.user)
        except DraftRefusal as error:
            tell(request, error)
        else:
            messages.success(request, _("The invitations are being sent."))
        return redirect("drafts:manage", draft.slug)
    count = chosen.count()
    context = frame(
        request,
        draft,
        "manage",
        round=round,
        phase=round.phase,
        form=form,
        count=count,
        batch=min(count, inviting.LARGEST),
        largest=inviting.LARGEST,
        unsent=round.invitations.filter(sent_at=None).count(),
        may_send=round.phase in (Phase.COMING, Phase.OPEN),
    )
    return render(request, "drafts/invite.html", context, status=200 if valid else 422)


@require_POST
@on_draft("drafts.change_draft")
def remind(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    """Remind those who were invited and have not commented."""
    round = round_of(draft, number)
    chosen = to_remind(round)[: inviting.LARGEST]
    count = len(chosen)
    try:
        inviting.remind(round=round, invitations=chosen, actor=request.user)
    except (ConsultationError, DraftRefusal) as error:
        tell(request, error)
    else:
        said = ngettext("%(count)s reminder is being sent.", "%(count)s reminders are being sent.", count)
        messages.success(request, said % {"count": count})
    return redirect("drafts:manage", draft.slug)
