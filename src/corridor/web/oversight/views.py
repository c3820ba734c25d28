"""Pages of administrators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.web.accounts.models import User
from corridor.web.audit.domain import record
from corridor.web.consent import erasure, retention
from corridor.web.consent.errors import ConsentError
from corridor.web.organisations.models import Membership, Organisation
from corridor.web.organisations.permission import permitted
from corridor.web.oversight import domain, queries
from corridor.web.oversight.errors import OversightError
from corridor.web.oversight.forms import EraseForm, EventFilter, JobFilter, UserFilter
from corridor.web.oversight.health import checks
from corridor.web.oversight.trail import csv_rows, lines

PAGE = 50
SEES = "oversight.view_oversight"


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _told(error: OversightError | ConsentError) -> str:
    return " ".join(error.told((get_language() or "en")[:2]))


@never_cache
@require_safe
@permitted(SEES)
def index(request: HttpRequest) -> HttpResponse:
    """Where an administrator begins."""
    signs = Counter(check.sign for check in checks())
    due = retention.due()
    words = {
        "users": User.objects.count(),
        "closed": User.objects.filter(is_active=False).count(),
        "organisations": Organisation.objects.count(),
        "due": sum(entry.count for entry in due),
        "bad": signs["bad"],
        "look": signs["look"] + signs["unknown"],
    }
    return render(request, "oversight/index.html", words)


@never_cache
@require_safe
@permitted(SEES)
def health(request: HttpRequest) -> HttpResponse:
    """Whether the installation is well."""
    return render(request, "oversight/health.html", {"checks": checks()})


@never_cache
@require_safe
@permitted(SEES)
def jobs(request: HttpRequest) -> HttpResponse:
    """Background work."""
    form = JobFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    page = Paginator(queries.jobs(state), PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/jobs.html", {"form": form, "page": page})


# ---- users --------------------------------------------------------------------------------------


@never_cache
@require_safe
@permitted(SEES)
def users(request: HttpRequest) -> HttpResponse:
    """Accounts."""
    form = UserFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    found = queries.users(given.get("q", ""), given.get("state", ""))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "oversight/users.html", {"form": form, "page": page})


@never_cache
@require_safe
@permitted(SEES)
def user(request: HttpRequest, key: UUID) -> HttpResponse:
    """One account: what it is, not what it holds."""
    who = get_object_or_404(User, pk=key)
    record("oversight.account_seen", actor=request.user, subject=who, person=who)
    roles = Membership.objects.filter(user=who).select_related("organisation")
    words = {"who": who, "memberships": roles, "shares": erasure.shares(who), "oneself": who.pk == _me(request).pk}
    return render(request, "oversight/user.html", words)


def _act(request: HttpRequest, key: UUID, act: Callable[[User], object], done: str) -> HttpResponse:
    who = get_object_or_404(User, pk=key)
    try:
        act(who)
    except (OversightError, ConsentError) as error:
        messages.error(request, _told(error))
    else:
        messages.success(request, done)
    return redirect("oversight:user", key)


@require_POST
@permitted("oversight.change_user")
def set_open(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close an account, or open it again."""
    open = request.POST.get("open") == "1"
    done = _("The account is open.") if open else _("The account is closed.")
    return _act(request, key, lambda who: domain.set_open(user=who, open=open, actor=_me(request)), done)


@require_POST
@permitted("oversight.change_user")
def set_administrator(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make somebody administrator, or end it."""
    wanted = request.POST.get("administrator") == "1"
    done = _("They are now administrator.") if wanted else _("They are no longer administrator.")
    return _act(
        request, key, lambda who: domain.set_administrator(user=who, administrator=wanted, actor=_me(request)), done
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted("oversight.change_user")
def erase(request: HttpRequest, key: UUID) -> HttpResponse:
    """Erase an account at the request of its owner."""
    who = get_object_or_404(User, pk=key)
    form = EraseForm(request.POST or None, user=who)
    if request.method == "POST" and form.is_valid():
        try:
            domain.erase_account(user=who, actor=_me(request))
        except (OversightError, ConsentError) as error:
            form.add_error(None, _told(error))
        else:
            messages.success(request, _("The account is erased."))
            return redirect("oversight:users")
    return render(request, "oversight/erase.html", {"form": form, "who": who, "shares": erasure.shares(who)})


# ---- retention and trail ------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted("oversight.carry_out_retention")
def retain(request: HttpRequest) -> HttpResponse:
    """What is kept no longer, and deleting it."""
    if request.method == "POST":
        done = sum(entry.count for entry in retention.carry_out(actor=request.user))
        messages.success(request, _("Done. Entries that were deleted, warned or erased: %(n)s") % {"n": done})
        return redirect("oversight:retention")
    from corridor.web.consent.purposes import purposes

    rows = [(entry, purposes().get(entry.purpose)) for entry in retention.due()]
    words = {"rows": rows, "total": sum(entry.count for entry, _purpose in rows)}
    return render(request, "oversight/retention.html", words)


@never_cache
@require_safe
@permitted(SEES)
def trail(request: HttpRequest) -> HttpResponseBase:
    """The audit trail, filtered; as CSV with `form=csv`."""
    form = EventFilter(request.GET)
    found = queries.events(form.cleaned_data if form.is_valid() else {})
    if request.GET.get("form") == "csv" and form.is_valid():
        record(
            "oversight.trail_exported", actor=request.user, filters=sorted(k for k, v in form.cleaned_data.items() if v)
        )
        response = StreamingHttpResponse(
            csv_rows(found.iterator(chunk_size=500)), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.csv"'
        return response
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    words = {"form": form, "page": page, "lines": lines(page), "query": query.urlencode()}
    return render(request, "oversight/trail.html", words)
