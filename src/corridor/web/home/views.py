"""The landing page and what every site must say."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from corridor.web.consent.held import declared
from corridor.web.consent.purposes import purposes
from corridor.web.home.glossary import glossary
from corridor.web.home.operator import operator
from corridor.web.home.waiting import blocks

HALF_A_YEAR = timedelta(days=183)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the landing page in the visitor's language."""
    with override(get_language_from_request(request)):
        return redirect("home:start")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the application and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages, no results and no accounts."""
    closed = ("account", "cases", "jobs", "matches", "my-data", "organisations", "oversight", "pool")
    lines = [
        "User-agent: *",
        "Disallow: /api/",
        *(f"Disallow: /{lang}/{part}/" for lang in ("en", "fr", "nl") for part in closed),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); only where the installation names a contact."""
    contact = operator().security
    if not contact:
        raise Http404
    if "@" in contact and not contact.startswith("mailto:"):
        contact = f"mailto:{contact}"
    ends = datetime.combine((timezone.now() + HALF_A_YEAR).date(), time.min)
    lines = [f"Contact: {contact}", f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en, fr, nl"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where everybody begins: the question, and for those who are signed in what waits for them."""
    if request.user.is_authenticated:
        return render(request, "home/welcome.html", {"blocks": blocks(request.user), "landing": True})
    return render(request, "home/start.html", {"landing": True})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "home/accessibility.html", {"operator": operator()})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, on which basis, for how long: as the apps themselves declare it."""
    by_purpose = [(p, [entry for entry in declared() if entry.purpose == p.id]) for p in purposes().values()]
    return render(request, "home/privacy.html", {"operator": operator(), "purposes": by_purpose})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to read what Corridor says, and its words in three languages."""
    words = {"operator": operator(), "glossary": glossary(), "here": reverse("home:help")}
    return render(request, "home/help.html", words)
