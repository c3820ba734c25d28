"""The form of a design's main parts, for those who would rather not write YAML."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corridor.web.design.names import language
from corridor.web.partnerships import domain
from corridor.web.partnerships.design_files import DesignFaults, Told, read, told
from corridor.web.partnerships.errors import DesignRefusal
from corridor.web.partnerships.guided import Guided, guided, text_of
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.views.design_page import may_keep, own_design


@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """Waves, posts and stages of a kept design; what the form does not show stays as it is."""
    if (refused := may_keep(request)) is not None:
        return refused
    row = own_design(request, key, "partnerships.change_design")
    try:
        design = read(row.text)
    except DesignFaults:
        return redirect("partnerships:design_edit", row.pk)
    if request.method == "GET":
        return _page(request, row, guided(design))
    sent = guided(design, request.POST)
    if not sent.is_valid():
        return _page(request, row, sent, status=400)
    text, fields = text_of(sent)
    try:
        made = read(text)
        number = request.POST.get("version", "")
        version = int(number) if number.isdecimal() and len(number) < 10 else 0
        domain.change_design(row=row, actor=request.user, version=version, design=made, how="form")
    except DesignFaults as error:
        return _page(request, row, sent, _linked(told(error.faults, text, language()), fields), status=400)
    except DesignRefusal as error:
        return _page(request, row, sent, _linked(told((error,), "", language()), fields), status=409)
    messages.success(request, _("The design “%(name)s” is saved.") % {"name": row.title})
    return redirect("partnerships:design", row.pk)


def _linked(faults: list[Told], fields: dict[str, str]) -> list[dict[str, str]]:
    """Faults with the field that each is about, or the nearest that holds it."""
    found = []
    for fault in faults:
        place = fault.place
        while place and place not in fields:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        found.append({"message": fault.message, "remedy": fault.remedy, "target": fields.get(place, "main-content")})
    return found


def _page(request: HttpRequest, row: Design, sent: Guided, faults: Any = (), status: int = 200) -> HttpResponse:
    version = request.POST.get("version") if request.method == "POST" else row.version
    values = {"row": row, "guided": sent, "faults": faults, "version": version, "wrong": status != 200}
    return render(request, "partnerships/design_form.html", values, status=status)
