"""Registering, and the pages that only the link in somebody's mail opens."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corridor.web.consent.purposes import purpose
from corridor.web.design.limits import address, counted
from corridor.web.design.names import language
from corridor.web.events.calendar_file import calendar_of
from corridor.web.events.domain import registration as domain
from corridor.web.events.errors import EventRefused, Full
from corridor.web.events.forms.registration import DaysForm, RegisterForm
from corridor.web.events.links import USE, check_in_address, person_address, picture
from corridor.web.events.models import Mode, Registration, over
from corridor.web.events.queries import seats_of
from corridor.web.events.views.shared import View, frame, posted, seen, site
from corridor.web.stakeholders import links
from corridor.web.stakeholders.errors import LinkError
from corridor.web.stakeholders.queries import agrees

STRANGERS = 30
"""Registrations of people without an account from one address within a while."""
A_WHILE = 15 * 60
"""Seconds."""
_CROWD = gettext_lazy(
    "Too many registrations came from your network. Nothing was sent. Wait a quarter of an hour and send the form "
    "again, or ask the organiser to register you."
)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Registration on site or online by day."""
    event = seen(request, slug)
    if not domain.open_for(event):
        values = frame(request, event, "register", form=None, all_full=False)
        return render(request, "events/register.html", values, status=200 if request.method == "GET" else 403)
    seats = seats_of(event)
    form = RegisterForm(posted(request), seats=seats, initial=_known(request))
    crowd = False
    if request.method == "POST" and form.is_valid():
        crowd = _too_many(request)
        try:
            if crowd:
                raise EventRefused(_CROWD)
            domain.register(event=event, given=form.given(), actor=_actor(request), site=site(request))
        except Full as error:
            form.say_full(error)
        except EventRefused as error:
            form.add_error(None, str(error.why))
        else:
            return redirect("events:registered", event.slug)
    all_full = all(one.full for one in seats if one.offered)
    values = frame(request, event, "register", form=form, all_full=all_full, kept=_kept())
    answer = render(request, "events/register.html", values, status=429 if crowd else 400 if form.errors else 200)
    if crowd:
        answer["Retry-After"] = str(A_WHILE)
    return answer


def _too_many(request: HttpRequest) -> bool:
    """Whether strangers from one address registered more than an office does: each of them makes a message go out."""
    if request.user.is_authenticated:
        return False
    return counted(f"events:register:{address(request)}", A_WHILE) > STRANGERS


def _known(request: HttpRequest) -> dict[str, str]:
    user: Any = request.user
    return {"name": user.name, "email": user.email} if user.is_authenticated else {}


def _actor(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _kept() -> Any:
    return purpose("event_registration")


@require_safe
def registered(request: HttpRequest, slug: str) -> HttpResponse:
    """That a message is on its way; the same for everybody, registered before or not."""
    event = seen(request, slug)
    return render(request, "events/registered.html", frame(request, event, "registered"))


# ---- by the link in the mail --------------------------------------------------------------------


def by_link(view: View) -> View:
    """A view of one registration, opened with a signed link; an expired one says so (410), a broken one is 404."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str, token: str) -> HttpResponse:
        try:
            contact, about = links.read(token, USE)
        except LinkError as error:
            if error.key == "expired":
                return render(request, "events/expired.html", {"slug": slug}, status=error.status)
            raise Http404 from None
        rows = Registration.objects.select_related("event__organisation", "contact")
        found = rows.filter(pk=about, contact=contact, event__slug=slug).first()
        if found is None:
            raise Http404
        answer = view(request, found, token)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return never_cache(opened)


@require_safe
@by_link
def mine(request: HttpRequest, row: Registration, token: str) -> HttpResponse:
    """The confirmation: days, code with its picture, calendar, what is agreed, changing and cancelling."""
    return render(request, "events/mine.html", _own(request, row, token))


def _own(request: HttpRequest, row: Registration, token: str, **more: Any) -> dict[str, Any]:
    code = picture(check_in_address(row, site(request))) if row.live else None
    days = list(row.attendances.select_related("day"))
    return {
        "event": row.event,
        "row": row,
        "token": token,
        "days": days,
        "online": any(one.mode == Mode.ONLINE for one in days),
        "picture": code.svg_data_uri(scale=6, border=4) if code is not None else "",
        "agrees": agrees(row.contact, domain.CONTACT_LIST),
        "asked": purpose(domain.CONTACT_LIST).wording().text[language()],
        "kept": _kept(),
        "person": person_address(row),
        "over": over(row.event),
        **more,
    }


@require_http_methods(["GET", "POST"])
@by_link
def change(request: HttpRequest, row: Registration, token: str) -> HttpResponse:
    """Other days, another language, other needs."""
    form = DaysForm(posted(request), seats=seats_of(row.event), held=row)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_registration(registration=row, given=form.given(), actor=_actor(request), site=site(request))
        except Full as error:
            form.say_full(error)
        except EventRefused as error:
            form.add_error(None, str(error.why))
        else:
            messages.success(request, _("Your registration is changed."))
            return redirect("events:mine", row.event.slug, token)
    values = _own(request, row, token, form=form)
    return render(request, "events/change.html", values, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@by_link
def cancel(request: HttpRequest, row: Registration, token: str) -> HttpResponse:
    """Asks once, then cancels."""
    if request.method == "POST":
        try:
            domain.cancel(registration=row, actor=_actor(request), site=site(request))
            messages.success(request, _("Your registration is cancelled."))
        except EventRefused as error:
            messages.error(request, str(error.why))
        return redirect("events:mine", row.event.slug, token)
    return render(request, "events/cancel.html", _own(request, row, token))


@require_POST
@by_link
def join_list(request: HttpRequest, row: Registration, token: str) -> HttpResponse:
    """Agree to the contact list, after the address was shown to be one's own."""
    if request.POST.get("contact_list") == "on":
        domain.agree_to_list(registration=row, language=str(get_language())[:2], actor=_actor(request))
        messages.success(request, _("You are on the contact list. You can withdraw at any time."))
    else:
        messages.error(request, _("Tick the box if you want to be on the contact list."))
    return redirect("events:mine", row.event.slug, token)


@require_safe
@by_link
def calendar(request: HttpRequest, row: Registration, token: str) -> HttpResponse:
    """The days of the registration for a calendar."""
    if not row.live:
        raise Http404
    address = request.build_absolute_uri(reverse("events:detail", args=[row.event.slug]))
    answer = HttpResponse(calendar_of(row, address), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"{row.event.slug}.ics") or "attachment"
    return answer
