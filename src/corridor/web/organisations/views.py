"""Pages of organisations: members, roles, invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.web.accounts.models import User
from corridor.web.organisations import domain, queries
from corridor.web.organisations.errors import OrganisationError
from corridor.web.organisations.forms import ChangeForm, InvitationForm, OrganisationForm, RolesForm
from corridor.web.organisations.mail import by_hand, send_invitation
from corridor.web.organisations.models import Membership, Organisation
from corridor.web.organisations.permission import permitted, require

PAGE = 50
SECRET = "organisations_invitation"
LINK = "organisations_link"


def _organisation(request: HttpRequest, key: UUID) -> Organisation:
    return get_object_or_404(queries.organisations_of(request.user), pk=key)


def _told(error: OrganisationError) -> str:
    return " ".join(error.told((get_language() or "en")[:2]))


@require_safe
@login_required
def list_organisations(request: HttpRequest) -> HttpResponse:
    """The person's organisations; all of them for an administrator."""
    found = queries.organisations_of(request.user)
    if words := request.GET.get("q", "").strip():
        found = found.filter(name__icontains=words)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    mine: dict[UUID, list[Membership]] = {}
    assert isinstance(request.user, User)
    for row in Membership.objects.filter(user=request.user):
        mine.setdefault(row.organisation_id, []).append(row)
    rows = [(organisation, mine.get(organisation.pk, [])) for organisation in page]
    return render(request, "organisations/list.html", {"page": page, "rows": rows, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("organisations.create_organisation")
def create(request: HttpRequest) -> HttpResponse:
    """A new organisation; its first manager is invited."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        manager = given.pop("manager")
        made = domain.create_organisation(**given, actor=request.user)
        _invite(request, made, manager, "manager")
        return redirect("organisations:detail", made.pk)
    return render(request, "organisations/create.html", {"form": form})


@require_safe
@login_required
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """Members, and for those who manage it the open invitations."""
    organisation = _organisation(request, key)
    manages = request.user.has_perm("organisations.manage_organisation", organisation)
    members = queries.members(organisation)
    words = {
        "organisation": organisation,
        "manages": manages,
        "members": members,
        "belongs": any(member.user == request.user for member in members),
        "invitations": list(queries.invitations(organisation)) if manages else [],
        "link": request.session.pop(LINK, "") if manages else "",
    }
    return render(request, "organisations/detail.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Another name or region."""
    organisation = _organisation(request, key)
    require(request.user, "organisations.manage_organisation", organisation)
    form = ChangeForm(request.POST or None, instance=Organisation.objects.get(pk=key))
    if request.method == "POST" and form.is_valid():
        domain.change_organisation(organisation=organisation, **form.cleaned_data, actor=request.user)
        messages.success(request, _("The organisation is changed."))
        return redirect("organisations:detail", key)
    return render(request, "organisations/change.html", {"form": form, "organisation": organisation})


@require_POST
@login_required
def set_open(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close it, or open it again."""
    organisation = _organisation(request, key)
    require(request.user, "organisations.create_organisation")
    domain.set_open(organisation=organisation, open=request.POST.get("open") == "1", actor=request.user)
    return redirect("organisations:detail", key)


# ---- members ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def member(request: HttpRequest, key: UUID, user: UUID) -> HttpResponse:
    """The roles of a member."""
    organisation = _organisation(request, key)
    require(request.user, "organisations.manage_organisation", organisation)
    who = get_object_or_404(User.objects.filter(memberships__organisation=organisation).distinct(), pk=user)
    held = list(Membership.objects.filter(organisation=organisation, user=who).values_list("role", flat=True))
    form = RolesForm(request.POST or None, organisation=organisation, held=held)
    if request.method == "POST":
        remove = "remove" in request.POST
        if remove or form.is_valid():
            roles = [] if remove else form.cleaned_data["roles"]
            try:
                domain.set_roles(organisation=organisation, user=who, roles=roles, actor=request.user)
            except OrganisationError as error:
                messages.error(request, _told(error))
                return redirect("organisations:member", key, user)
            messages.success(request, _("The member is removed.") if remove else _("The roles are changed."))
            return _back(request, organisation)
    return render(request, "organisations/member.html", {"form": form, "organisation": organisation, "who": who})


def _back(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """To the organisation, or to the list where the person no longer sees it."""
    if queries.organisations_of(request.user).filter(pk=organisation.pk).exists():
        return redirect("organisations:detail", organisation.pk)
    return redirect("organisations:list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """End one's own membership, after a question."""
    organisation = _organisation(request, key)
    assert isinstance(request.user, User)
    if not Membership.objects.filter(organisation=organisation, user=request.user).exists():
        raise Http404
    if request.method == "POST":
        try:
            domain.leave(organisation=organisation, user=request.user, actor=request.user)
        except OrganisationError as error:
            messages.error(request, _told(error))
            return redirect("organisations:detail", key)
        messages.success(request, _("You left %(name)s.") % {"name": organisation.name})
        return redirect("organisations:list")
    return render(request, "organisations/leave.html", {"organisation": organisation})


# ---- invitations --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite(request: HttpRequest, key: UUID) -> HttpResponse:
    """Invite an address to a role."""
    organisation = _organisation(request, key)
    require(request.user, "organisations.manage_organisation", organisation)
    form = InvitationForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            _invite(request, organisation, form.cleaned_data["email"], form.cleaned_data["role"])
        except OrganisationError as error:
            form.add_error("email", _told(error))
        else:
            return redirect("organisations:detail", key)
    return render(request, "organisations/invite.html", {"form": form, "organisation": organisation})


def _invite(request: HttpRequest, organisation: Organisation, email: str, role: str) -> None:
    made, secret = domain.invite(organisation=organisation, email=email, role=role, actor=request.user)
    link = request.build_absolute_uri(reverse("organisations:invitation", kwargs={"secret": secret}))
    sent = send_invitation(made, link)
    if by_hand() or not sent:
        request.session[LINK] = link
        messages.warning(request, _("The invitation is made, but no message was sent: hand the link over yourself."))
    else:
        messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": made.email})


@require_POST
@login_required
def withdraw(request: HttpRequest, key: UUID, invitation: UUID) -> HttpResponse:
    """Take an invitation back."""
    organisation = _organisation(request, key)
    require(request.user, "organisations.manage_organisation", organisation)
    found = get_object_or_404(organisation.invitations, pk=invitation)
    domain.withdraw_invitation(invitation=found, actor=request.user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("organisations:detail", key)


@never_cache
@require_safe
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of a message: the secret goes into the session, and out of the address line."""
    request.session[SECRET] = secret
    return redirect("organisations:invited")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """What somebody is invited to; they accept it with an account of that address."""
    found = queries.invitation_of(str(request.session.get(SECRET, "")))
    words: dict[str, Any] = {"invitation": found, "fault": None, "may_accept": False}
    user = request.user
    try:
        if found is None:
            raise OrganisationError("unknown_invitation")
        domain.check_open(found)
        if not isinstance(user, User):
            _let_sign_up(request, found.email)
        elif not domain.belongs_to(found, user):
            raise OrganisationError("wrong_account", address=domain.masked(found.email), email=user.email)
        elif request.method == "POST":
            made = domain.accept(invitation=found, user=user, actor=user)
            del request.session[SECRET]
            messages.success(request, _("You now belong to %(name)s.") % {"name": made.organisation.name})
            return redirect("organisations:detail", made.organisation_id)
        else:
            words["may_accept"] = True
    except OrganisationError as error:
        words["fault"] = error.told((get_language() or "en")[:2])
        words["wrong_account"] = error.key == "wrong_account"
    return render(request, "organisations/invited.html", words, status=200 if found else 404)


def _let_sign_up(request: HttpRequest, address: str) -> None:
    """Whoever holds the secret of a message reads the mail of that address: no second confirmation is asked."""
    if not by_hand():
        request.session["account_verified_email"] = address
