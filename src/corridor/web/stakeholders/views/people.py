"""Contacts for those who convene: list, one person with what they agreed to, link, erasure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.web.consent.errors import ConsentError
from corridor.web.organisations.permission import organisations_with, permitted, require
from corridor.web.stakeholders import domain, queries
from corridor.web.stakeholders.errors import StakeholderError
from corridor.web.stakeholders.forms import AgreementForm, ContactForm, PeopleFilter, UnderstoodForm
from corridor.web.stakeholders.mail import send_link, site
from corridor.web.stakeholders.models import Contact
from corridor.web.stakeholders.rules import CONVENERS
from corridor.web.stakeholders.views.refusals import add_error

A_PAGE = 50


def _contact(request: HttpRequest, key: UUID, permission: str = "stakeholders.change_contact") -> Contact:
    found = get_object_or_404(queries.contacts_to_write_to(request.user), pk=key)
    require(request.user, permission, found)
    return found


@never_cache
@require_GET
@permitted("stakeholders.view_contact")
def people(request: HttpRequest) -> HttpResponse:
    """The contacts of the organisations in which the person convenes, and who of them is on the contact list."""
    form = PeopleFilter(request.GET, sectors=queries.sectors(request.user))
    wanted = form.wanted()
    found = queries.contacts_to_write_to(request.user)
    if words := wanted.pop("q", ""):
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if role := wanted.pop("role", ""):
        found = found.filter(role__icontains=role)
    found = found.filter(**{f"body__{name}": value for name, value in wanted.items()})
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    agreed = queries.on_list(page.object_list)
    rows = [(contact, agreed.get(contact.pk)) for contact in page.object_list]
    return render(request, "stakeholders/people.html", {"page": page, "rows": rows, "form": form})


@never_cache
@permitted("stakeholders.change_contact")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new contact; that they are entered is no agreement."""
    own = organisations_with(request.user, *CONVENERS)
    form = ContactForm(request.POST or None, organisations=own, initial={"body": request.GET.get("body", "")})
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        require(request.user, "stakeholders.change_contact", given["organisation"])
        try:
            made = domain.add_contact(actor=request.user, **given)
        except StakeholderError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The contact is entered. They are on no list until they agree."))
            return redirect("stakeholders:person", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/person_form.html", {"form": form, "contact": None}, status=status)


@never_cache
@require_GET
@permitted("stakeholders.view_contact")
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """One contact: what is known, what they agreed to, with the proof of each change."""
    contact = _contact(request, key, "stakeholders.view_contact")
    words = {
        "contact": contact,
        "standings": queries.standings(contact),
        "form": AgreementForm(initial={"language": contact.language}),
    }
    return render(request, "stakeholders/person.html", words)


@never_cache
@permitted("stakeholders.change_contact")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct a contact."""
    contact = _contact(request, key)
    before = contact.email
    form = ContactForm(request.POST or None, instance=Contact.objects.get(pk=key), organisations=[contact.organisation])
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_contact(contact=contact, actor=request.user, **form.cleaned_data)
        except StakeholderError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The contact is changed."))
            if form.cleaned_data["email"].lower() != before:
                messages.warning(
                    request,
                    _("The address is new: earlier agreements no longer count, and links to the old one have ended."),
                )
            return redirect("stakeholders:person", key)
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/person_form.html", {"form": form, "contact": contact}, status=status)


@never_cache
@require_POST
@permitted("stakeholders.change_contact")
def agree(request: HttpRequest, key: UUID, purpose: str) -> HttpResponse:
    """Write down that a person agreed elsewhere, with the proof that is kept of it."""
    contact = _contact(request, key)
    form = AgreementForm(request.POST)
    if not form.is_valid():
        words = {"contact": contact, "standings": queries.standings(contact), "form": form}
        return render(request, "stakeholders/person.html", words, status=422)
    given = form.cleaned_data
    evidence = {"form": given["form"]}
    try:
        domain.agree(
            contact=contact, purpose=purpose, language=given["language"], actor=request.user, evidence=evidence
        )
    except ConsentError as error:
        raise Http404(error.key) from error
    messages.success(request, _("The agreement is written down."))
    return redirect("stakeholders:person", key)


@never_cache
@require_POST
@permitted("stakeholders.change_contact")
def withdraw(request: HttpRequest, key: UUID, purpose: str) -> HttpResponse:
    """Write down that a person withdrew."""
    contact = _contact(request, key)
    try:
        domain.withdraw(contact=contact, purpose=purpose, actor=request.user)
    except ConsentError as error:
        raise Http404(error.key) from error
    told = _(
        "The agreement is withdrawn. Write to the person no more; they stay in the directory until they are erased."
    )
    messages.success(request, told)
    return redirect("stakeholders:person", key)


@never_cache
@require_POST
@permitted("stakeholders.change_contact")
def link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the person the link to their own page."""
    contact = _contact(request, key)
    if send_link(contact, site(request)):
        domain.note_link(contact=contact, actor=request.user)
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": contact.email})
    else:
        messages.error(request, _("The mail service did not take the message. Try again later."))
    return redirect("stakeholders:person", key)


@never_cache
@permitted("stakeholders.change_contact")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, key: UUID) -> HttpResponse:
    """Erase a contact, once it is clear that there is no way back."""
    contact = _contact(request, key)
    form = UnderstoodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.erase(contact=contact, actor=request.user, reason="organisation")
        messages.success(request, _("The contact is erased."))
        return redirect("stakeholders:people")
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/person_erase.html", {"form": form, "contact": contact}, status=status)
