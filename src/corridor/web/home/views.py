"""The landing page and what every site must say."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe


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
def start(request: HttpRequest) -> HttpResponse:
    """Where everybody begins."""
    return render(request, "home/start.html")
