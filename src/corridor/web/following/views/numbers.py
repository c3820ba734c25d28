"""What a log says: indicators, forecast beside outcome, the report. Nothing here is about fewer than ten people."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from corridor.partnerships.events import Log
from corridor.reports.learning import learned
from corridor.reports.scheme_report import render as page_of
from corridor.web.following.domain import taken_away
from corridor.web.following.errors import FollowingRefusal
from corridor.web.following.figures import by_label, tables
from corridor.web.following.forms import ReportForm, ShownForm
from corridor.web.following.models import EventLog, FollowedScheme
from corridor.web.following.opening import current, design_of, of_version
from corridor.web.following.outlook import Outlook, Words, drawing, outlooks
from corridor.web.following.periods import indicators_of, years
from corridor.web.following.reporting import report_of
from corridor.web.following.views.common import frame_of, scheme_for, tell
from corridor.web.organisations.permission import permitted
from corridor.web.partnerships.design_files import DesignFaults
from corridor.web.pool.sheets import attachment, csv_of, file_name

CSV = "text/csv; charset=utf-8"


def opened(request: HttpRequest, key: UUID) -> tuple[FollowedScheme, EventLog | None, Log | None]:
    """A scheme with its log, where it has one."""
    scheme = scheme_for(request, key)
    version = current(scheme)
    try:
        return scheme, version, of_version(scheme, version)
    except FollowingRefusal:
        return scheme, version, None


def month(number: int) -> str:
    """After how many months somebody is followed."""
    return ngettext("After %(n)s month", "After %(n)s months", number) % {"n": number}


# ---- indicators ---------------------------------------------------------------------------------
@never_cache
@require_GET
@permitted("following.use_following")
def indicators(request: HttpRequest, key: UUID) -> HttpResponse:
    """The indicators of the whole time or a year, by group too."""
    scheme, version, log = opened(request, key)
    context = frame_of(request, scheme, "indicators", version)
    if log is None:
        return render(request, "following/indicators.html", context | {"form": None, "tables": []})
    form = ShownForm(request.GET or None, years=years(log))
    frame = indicators_of(log, by=form.by, year=form.year)
    shown = tables(
        frame,
        logged=set(log.events["event"].unique()),
        everybody=pgettext("groups", "Everybody"),
        unknown=pgettext("groups", "Not known"),
        others=pgettext("following", "Other reasons"),
        month=month,
    )
    context |= {
        "form": form,
        "tables": shown,
        "by": by_label(form.by) if form.by else "",
        "year": form.year,
        "query": request.GET.urlencode(),
        "some_hidden": bool(frame["suppressed"].any()),
    }
    template = "following/_indicators.html" if getattr(request, "htmx", False) else "following/indicators.html"
    return render(request, template, context)


@never_cache
@require_GET
@permitted("following.use_following")
def indicators_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The same figures as CSV."""
    scheme, _version, log = opened(request, key)
    if log is None:
        tell(request, FollowingRefusal("no_log"))
        return redirect("following:indicators", key)
    form = ShownForm(request.GET or None, years=years(log))
    frame = indicators_of(log, by=form.by, year=form.year)
    taken_away(scheme=scheme, what="indicators_downloaded", actor=request.user, by=form.by, year=form.year)
    return attachment(csv_of([frame]), file_name(scheme.name, "-indicators.csv"), CSV)


# ---- forecast -----------------------------------------------------------------------------------
@never_cache
@require_GET
@permitted("following.use_following")
def forecast(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forecast beside outcome, and what the log changed in the assumptions."""
    scheme, version, log = opened(request, key)
    context = frame_of(request, scheme, "forecast", version)
    if log is None:
        return render(request, "following/forecast.html", context | {"shown": [], "learned": ()})
    try:
        design = design_of(scheme)
        found = outlooks(design, log)
    except DesignFaults as error:
        tell(request, error.faults[0])
        return redirect("following:detail", key)
    shown = [_shown(one) for one in found]
    context |= {"shown": shown, "learned": learned(design, log, full=bool(context["works"])), "start": design.start}
    return render(request, "following/forecast.html", context)


def _shown(outlook: Outlook) -> dict[str, Any]:
    titles = {"placed_abroad": _("People placed abroad"), "placed_home": _("People placed at home")}
    title = titles[outlook.kind]
    words = Words(_("Forecast of the design"), _("Forecast with the log"), pgettext("following", "Observed"))
    return {
        "kind": outlook.kind,
        "title": title,
        "rows": outlook.rows,
        "last": outlook.last,
        "svg": drawing(outlook, words, title=title, y_title=pgettext("following", "People")),
    }


# ---- report -------------------------------------------------------------------------------------
@never_cache
@require_GET
@permitted("following.use_following")
def reports(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose the period and the language of a report."""
    scheme, version, log = opened(request, key)
    form = None if log is None else ReportForm(initial={"lang": request.LANGUAGE_CODE[:2]}, years=years(log))
    return render(request, "following/reports.html", frame_of(request, scheme, "reports", version) | {"form": form})


@never_cache
@require_GET
@permitted("following.use_following")
def report(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A report for funders; `save` hands it out as a file. It has its style inside and asks nothing of the network."""
    scheme, version, log = opened(request, key)
    if log is None or version is None:
        tell(request, FollowingRefusal("no_log"))
        return redirect("following:reports", key)
    asked = request.GET if "lang" in request.GET else {"lang": request.LANGUAGE_CODE[:2]}
    form = ReportForm(asked, years=years(log))
    if not form.is_valid():
        context = frame_of(request, scheme, "reports", version) | {"form": form}
        return render(request, "following/reports.html", context, status=422)
    lang = form.cleaned_data["lang"]
    try:
        text = page_of(report_of(scheme, version, log, form.year), lang)
    except DesignFaults as error:
        tell(request, error.faults[0])
        return redirect("following:reports", key)
    save = "save" in request.GET
    taken_away(scheme=scheme, what="report_made", actor=request.user, year=form.year, lang=lang, saved=save)
    handed = HttpResponse(text, content_type="text/html; charset=utf-8")
    if save:
        name = file_name(scheme.name, f"-{form.year or 'all'}.{lang}.html")
        handed["Content-Disposition"] = f'attachment; filename="{name}"'
    policy = {"style-src": [_style(text)], "script-src": [NONE], "connect-src": [NONE]}
    with_policy: Callable[[], HttpResponse] = csp_replace(policy)(lambda: handed)
    return with_policy()


def _style(text: str) -> str:
    """The hash of the one style sheet that a report holds: nothing else of it may be applied."""
    sheet = text[text.index("<style>") + len("<style>") : text.index("</style>")]
    return f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'"
