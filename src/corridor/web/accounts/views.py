"""The language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from corridor.web.accounts.domain import prefer_language


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Show all pages in another language from now on."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        request.session[settings.LANGUAGE_COOKIE_NAME] = language
        if request.user.is_authenticated:
            prefer_language(user=request.user, language=language, actor=request.user)
    return response
