"""My data: consents, what is held, who looked at it, export, erasure."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.web.accounts.models import User
from corridor.web.consent import domain, erasure, export, queries
from corridor.web.consent.errors import ConsentError
from corridor.web.consent.forms import ErasureForm, NameForm

PAGE = 50
FORMS = {"json": "application/json", "zip": "application/zip"}


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _language() -> str:
    return (get_language() or "en")[:2]


@never_cache
@require_safe
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """Consents, what is held, and the ways to the rest."""
    user = _me(request)
    words = {"standings": queries.standings(user), "shares": erasure.shares(user)}
    return render(request, "consent/my_data.html", words)


@require_POST
@login_required
def give(request: HttpRequest, purpose: str) -> HttpResponse:
    """Agree to a purpose."""
    try:
        domain.give(
            user=_me(request), purpose=purpose, actor=request.user, language=_language(), evidence={"page": "my_data"}
        )
    except ConsentError as error:
        raise Http404(error.key) from error
    messages.success(request, _("You agreed. You can withdraw this at any time."))
    return redirect("consent:my_data")


@require_POST
@login_required
def withdraw(request: HttpRequest, purpose: str) -> HttpResponse:
    """Withdraw a consent."""
    try:
        domain.withdraw(user=_me(request), purpose=purpose, actor=request.user)
    except ConsentError as error:
        raise Http404(error.key) from error
    messages.success(request, _("Your consent is withdrawn."))
    return redirect("consent:my_data")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def name(request: HttpRequest) -> HttpResponse:
    """Correct one's name."""
    user = User.objects.get(pk=_me(request).pk)
    form = NameForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        domain.rename(user=user, name=form.cleaned_data["name"], actor=request.user)
        messages.success(request, _("Your name is changed."))
        return redirect("consent:my_data")
    return render(request, "consent/name.html", {"form": form})


@never_cache
@require_POST
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """Everything that is held, as JSON or as an archive with the files."""
    user, form = _me(request), request.POST.get("form", "")
    if form not in FORMS:
        raise Http404
    content = export.archive(user) if form == "zip" else export.text(user).encode()
    export.note_export(user=user, actor=user, form=form)
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="corridor-{timezone.localdate():%Y-%m-%d}.{form}"'
    return response


@never_cache
@require_safe
@login_required
def access(request: HttpRequest) -> HttpResponse:
    """Who did something with one's data."""
    page = Paginator(queries.acts_about(_me(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "consent/access.html", {"page": page, "acts": queries.told(page)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Erase one's account, once it is clear what goes and that it is the person who asks."""
    user = _me(request)
    form = ErasureForm(request.POST or None, user=user, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            erasure.erase(user=user, actor=user, reason="asked")
        except ConsentError as error:
            form.add_error(None, " ".join(error.told(_language())))
        else:
            logout(request)
            return redirect("consent:erased")
    return render(request, "consent/erase.html", {"form": form, "shares": erasure.shares(user)})


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "consent/erased.html")
