"""Pages of evidence: public, read only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What evidence there is, each with its page."""
    return render(request, "evidence/index.html", {})
