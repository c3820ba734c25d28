"""A talent's own profile, what others see of it, and rows of organisations that are theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.pool.errors import PoolError
from corridor.web.consent import domain as consent
from corridor.web.consent.purposes import purpose as purpose_of
from corridor.web.consent.queries import holds
from corridor.web.design.names import language
from corridor.web.organisations.permission import permitted
from corridor.web.pool import receiving
from corridor.web.pool.cv import facts_of_cv
from corridor.web.pool.domain import accept_claim, keep_profile
from corridor.web.pool.domain.claims import invitation_of
from corridor.web.pool.domain.profiles import PLACEMENT
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.facts import lines
from corridor.web.pool.forms import CvForm, ProfileForm
from corridor.web.pool.meanings import kind_of
from corridor.web.pool.models import TalentProfile
from corridor.web.pool.queries import claims_of, record
from corridor.web.pool.views.access import tell


def own_profile(request: HttpRequest) -> TalentProfile | None:
    """The person's profile, if they have one."""
    user: Any = request.user
    return TalentProfile.objects.filter(user=user).first()


@never_cache
@permitted("pool.own_profile")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The profile: a form in plain words, what others would see, the consent, an import."""
    found = own_profile(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, profile=found)
    if request.method != "POST":
        return _page(request, found, form)
    if "search" in request.POST:  # without JavaScript: the occupations found, and nothing kept yet
        form.errors.clear()
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    keep_profile(user=request.user, facts=form.facts, region=form.cleaned_data["region"], actor=request.user)
    messages.success(request, _("Your profile is kept."))
    return redirect("pool:profile")


def _page(request: HttpRequest, found: TalentProfile | None, form: ProfileForm, status: int = 200) -> HttpResponse:
    purpose = purpose_of(PLACEMENT)
    context = {
        "profile": found,
        "form": form,
        "lines": lines(found.facts if found else {}, "talents", language()),
        "agreed": holds(request.user, PLACEMENT),
        "consent_text": purpose.wording().text,
        "cv_form": CvForm(),
        "claims": list(claims_of(request.user)),
    }
    return render(request, "pool/profile.html", context, status=status)


@require_GET
@permitted("pool.own_profile")
def occupations(request: HttpRequest) -> HttpResponse:
    """The occupations that a text may mean, for the form."""
    found = own_profile(request)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("pool:profile")
    return render(request, "pool/_occupations.html", {"form": ProfileForm(request.GET, profile=found)})


@require_POST
@permitted("pool.own_profile")
def agree(request: HttpRequest) -> HttpResponse:
    """Agree to be proposed for vacancies, or withdraw that."""
    user: Any = request.user
    if request.POST.get("do") == "withdraw":
        consent.withdraw(user=user, purpose=PLACEMENT, actor=user)
        messages.success(request, _("Withdrawn. Your profile has left the lists of the services."))
    else:
        consent.give(user=user, purpose=PLACEMENT, actor=user, language=language())
        messages.success(request, _("Thank you. You can withdraw this here at any time."))
    return redirect("pool:profile")


@permitted("pool.own_profile")
@receiving.receives_file
@never_cache
@require_POST
def europass(request: HttpRequest) -> HttpResponse:
    """Take over what a Europass CV says and the profile does not know yet."""
    user: Any = request.user
    form = CvForm(**receiving.given(request))
    if not form.is_valid():
        for error in form.errors.get("file", []):
            messages.error(request, str(error))
        return redirect("pool:profile")
    try:
        read = facts_of_cv(form.cleaned_data["file"], language())
    except (PoolRefusal, PoolError) as error:
        tell(request, error)
        return redirect("pool:profile")
    found = own_profile(request)
    known = dict(found.facts) if found else {}
    new = {name: value for name, value in read.items() if name not in known}
    keep_profile(user=user, facts=known | new, region=found.region if found else "", actor=user)
    told = ngettext("%(n)s field was taken over from your CV.", "%(n)s fields were taken over from your CV.", len(new))
    messages.success(request, told % {"n": len(new)})
    return redirect("pool:profile")


# ---- rows of organisations ----
@never_cache
@require_GET
@permitted("pool.own_profile")
def my_row(request: HttpRequest, key: UUID) -> HttpResponse:
    """What an organisation's table says about the person."""
    claim = get_object_or_404(claims_of(request.user), pk=key)
    found = record(claim.dataset, claim.record_id)
    shown = lines(found, kind_of(claim.dataset.kind), language()) if found else []
    return render(request, "pool/my_row.html", {"claim": claim, "dataset": claim.dataset, "lines": shown})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of a secret link: sign in, and take the row to one's account."""
    invitation = invitation_of(secret)
    if invitation is None:
        gone = PoolRefusal("claim_gone")
        return render(request, "pool/claim.html", {"fault": gone.told(language())}, status=404)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            made = accept_claim(secret=secret, actor=request.user)
        except PoolRefusal as error:
            tell(request, error)
            return redirect("pool:claim", secret)
        return redirect("pool:my_row", made.pk)
    return render(request, "pool/claim.html", {"invitation": invitation, "dataset": invitation.dataset, "fault": None})
