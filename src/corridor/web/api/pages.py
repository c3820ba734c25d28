"""Pages about the API: its reference, and an organisation's tokens."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from corridor.web.api.domain import make_token, revoke_token
from corridor.web.api.forms import TokenForm
from corridor.web.api.operations import operations
from corridor.web.api.queries import tokens_of
from corridor.web.organisations.permission import permitted, require


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every operation, with its parameters."""
    context = {
        "operations": operations(),
        "limits": settings.API_CALLS_A_MINUTE,
        "base": request.build_absolute_uri("/api/v1"),
    }
    return render(request, "api/reference.html", context)


@never_cache
@permitted("api.make_token")
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of one's organisations, and a new one; its secret is shown once."""
    form = TokenForm(request.POST or None, user=request.user)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        require(request.user, "api.make_token", form.cleaned_data["organisation"])
        made, secret = make_token(**form.cleaned_data, actor=request.user)
        form = TokenForm(user=request.user)
    page = Paginator(tokens_of(request.user), 25).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "made": made, "secret": secret, "now": timezone.now()}
    return render(request, "api/tokens.html", context)


@require_POST
@permitted("api.revoke_token")
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    """The token opens nothing any more."""
    token = get_object_or_404(tokens_of(request.user), pk=key)
    require(request.user, "api.revoke_token", token)
    revoke_token(token=token, actor=request.user)
    return redirect("api:tokens")
