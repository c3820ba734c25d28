"""A person's own page, by a link and without an account: what is held, agreements, export, correction, erasure."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.web.consent.erasure import shares
from corridor.web.consent.errors import ConsentError
from corridor.web.design.names import language
from corridor.web.jobs.domain import start
from corridor.web.stakeholders import domain, export, links, queries
from corridor.web.stakeholders.forms import AddressForm, OwnForm, UnderstoodForm
from corridor.web.stakeholders.link_pages import by_link
from corridor.web.stakeholders.links import MINE
from corridor.web.stakeholders.mail import site
from corridor.web.stakeholders.models import Contact


@require_GET
@by_link(MINE)
def mine(request: HttpRequest, contact: Contact, about: str, token: str) -> HttpResponse:
    """What is held, what was agreed to, and every way out."""
    words = {
        "contact": contact,
        "token": token,
        "standings": queries.standings(contact),
        "shares": shares(contact),
    }
    return render(request, "stakeholders/mine.html", words)


@require_POST
@by_link(MINE)
def agree(request: HttpRequest, contact: Contact, about: str, token: str, purpose: str) -> HttpResponse:
    """Agree to a purpose."""
    try:
        domain.agree(
            contact=contact, purpose=purpose, language=language(), actor=contact, evidence={"page": "own_page"}
        )
    except ConsentError as error:
        raise Http404(error.key) from error
    messages.success(request, _("You agreed. You can withdraw this at any time."))
    return redirect("stakeholders:mine", token)


@require_POST
@by_link(MINE)
def withdraw(request: HttpRequest, contact: Contact, about: str, token: str, purpose: str) -> HttpResponse:
    """Withdraw: the second click after the link of a message."""
    try:
        domain.withdraw(contact=contact, purpose=purpose, actor=contact)
    except ConsentError as error:
        raise Http404(error.key) from error
    told = _("You get no messages any more. %(organisation)s still holds what this page shows, until you erase it.")
    messages.success(request, told % {"organisation": contact.organisation.name})
    return redirect("stakeholders:mine", token)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(MINE)
def correct(request: HttpRequest, contact: Contact, about: str, token: str) -> HttpResponse:
    """Correct one's name, language and role."""
    form = OwnForm(request.POST or None, instance=Contact.objects.get(pk=contact.pk))
    if request.method == "POST" and form.is_valid():
        domain.change_contact(contact=contact, actor=contact, **form.cleaned_data)
        domain.heard_of(contact=contact)
        messages.success(request, _("Your data are corrected."))
        return redirect("stakeholders:mine", token)
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/mine_correct.html", {"form": form, "token": token}, status=status)


@require_POST
@by_link(MINE)
def download(request: HttpRequest, contact: Contact, about: str, token: str) -> HttpResponse:
    """Everything that is held, as JSON."""
    domain.note_export(contact=contact, actor=contact)
    response = HttpResponse(export.text(contact), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="corridor-{timezone.localdate():%Y-%m-%d}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(MINE)
def erase(request: HttpRequest, contact: Contact, about: str, token: str) -> HttpResponse:
    """Erase oneself from the organisation's directory."""
    form = UnderstoodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.erase(contact=contact, actor=contact, reason="asked")
        return redirect("stakeholders:erased")
    words = {"form": form, "token": token, "contact": contact, "shares": shares(contact)}
    return render(request, "stakeholders/mine_erase.html", words, status=422 if request.method == "POST" else 200)


@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "stakeholders/erased.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for one's link. The answer is the same for every address, known or not."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if ratelimit.consume(request, action="reset_password", key=email):
            # The same work for every address, and the sending elsewhere: the time that it takes tells nothing either.
            known = [str(contact.pk) for contact in queries.by_address(email)]
            asked = request.user if request.user.is_authenticated else None
            start("stakeholders.send_links", actor=asked, contacts=known, site=site(request))
        messages.success(request, _("If an organisation here knows this address, a link is on its way to it."))
        return redirect("stakeholders:ask")
    return render(request, "stakeholders/ask.html", {"form": form}, status=422 if request.method == "POST" else 200)


@never_cache
@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """The organisations that know somebody with an account as a contact, each with its page."""
    rows = [(contact, links.make(contact, MINE, days=1)) for contact in queries.own_contacts(request.user)]
    return render(request, "stakeholders/own.html", {"rows": rows})
