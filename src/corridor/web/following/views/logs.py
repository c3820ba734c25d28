"""Files of a log: templates, uploads, quarantine, downloads. Every one that goes out is written down."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.partnerships.event_lists import lists
from corridor.web.design.faults import sentence
from corridor.web.design.names import language
from corridor.web.following.blank_log import allowed, blank, workbook
from corridor.web.following.blank_log import columns as log_columns
from corridor.web.following.blank_log import example as example_of
from corridor.web.following.domain import clear_quarantine, read_log, receive_log, start_reading, taken_away
from corridor.web.following.errors import FollowingRefusal
from corridor.web.following.forms import LogForm
from corridor.web.following.models import How, QuarantinedRow, State
from corridor.web.following.opening import current, design_of, of_version
from corridor.web.following.queries import twin
from corridor.web.following.taking_in import KEY
from corridor.web.following.views.common import frame_of, scheme_for, tell
from corridor.web.organisations.permission import permitted
from corridor.web.partnerships.design_files import DesignFaults
from corridor.web.pool import receiving
from corridor.web.pool.sheets import attachment, csv_of, file_name, row_table

AT_ONCE = 5_000
"""Rows of a file that is read while the reader waits; larger ones are read in the background."""
LARGE = 400_000
"""Bytes of a workbook that certainly has no more."""
A_PAGE = 50
CSV, PARQUET = "text/csv; charset=utf-8", "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKS = (KEY, "_field", "_value", "_reason", "_remedy")


# ---- before the first file ----------------------------------------------------------------------
@require_GET
@permitted("following.use_following")
def template(request: HttpRequest, form: str) -> HttpResponseBase:
    """A file to start from, in the page's language. It holds nothing of anybody."""
    if form == "csv":
        return attachment(csv_of([blank(language())]), "log.csv", CSV)
    if form == "xlsx":
        return attachment([workbook(language())], "log.xlsx", XLSX)
    raise Http404


@require_GET
@permitted("following.use_following")
def columns(request: HttpRequest) -> HttpResponse:
    """What may stand in each column of a log."""
    lang = language()
    told = [(column, allowed(column, lang)) for column in log_columns()]
    return render(request, "following/columns.html", {"columns": told})


@require_GET
@permitted("following.use_following")
def example(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A made-up log of the scheme's design; each row and the name of the file say so."""
    scheme = scheme_for(request, key)
    try:
        made = example_of(design_of(scheme))
    except DesignFaults as error:
        tell(request, error.faults[0])
        return redirect("following:detail", key)
    taken_away(scheme=scheme, what="example_downloaded", actor=request.user)
    return attachment(csv_of([made]), "made-up-example.csv", CSV)


# ---- in -----------------------------------------------------------------------------------------
@permitted("following.use_following")
@receiving.receives_file
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a file to the log, or replace it; small files are read at once."""
    scheme = scheme_for(request, key, "following.change_scheme")
    context = frame_of(request, scheme, "upload")
    options = {"has_log": bool(scheme.version)}
    if request.method != "POST":
        return render(request, "following/upload.html", context | {"form": LogForm(**options)})
    form = LogForm(**receiving.given(request), **options)
    if not form.is_valid():
        return render(request, "following/upload.html", context | {"form": form}, status=422)
    file = form.cleaned_data["file"]
    how = form.cleaned_data.get("how") or How.ADD.value
    if twin(scheme, file.sha256) is not None:
        messages.warning(request, _("This very file was uploaded last. Nothing was added."))
        return redirect("following:detail", scheme.pk)
    if scheme.logs.filter(state=State.READING).exists():
        tell(request, FollowingRefusal("busy"))
        return redirect("following:detail", scheme.pk)
    many = _is_large(Path(file.temporary_file_path()), file.suffix)
    log = receive_log(
        scheme=scheme,
        how=how,
        as_of=form.cleaned_data["as_of"],
        source=file.keep(file.suffix),
        source_name=form.file_name,
        sha256=file.sha256,
        actor=request.user,
    )
    if many:
        start_reading(log=log, actor=request.user)
        return redirect("following:detail", scheme.pk)
    read_log(log=log, actor=request.user)
    _say(request, log)
    return redirect("following:quarantine" if scheme.quarantine.exists() else "following:detail", scheme.pk)


def _is_large(path: Path, suffix: str) -> bool:
    if suffix == ".parquet":
        return bool(pl.scan_parquet(path).select(pl.len()).collect().item() > AT_ONCE)
    if suffix in (".csv", ".json"):
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) > AT_ONCE
    return path.stat().st_size > LARGE


def _say(request: HttpRequest, log: Any) -> None:
    if log.state != State.READY:
        fault = log.fault or {}
        messages.error(request, sentence(fault["message"][language()], fault["remedy"][language()]))
        return
    told = ngettext("%(n)s row is in the log now.", "%(n)s rows are in the log now.", log.rows)
    messages.success(request, told % {"n": log.rows})


# ---- quarantine ---------------------------------------------------------------------------------
@never_cache
@require_GET
@permitted("following.use_following")
def quarantine(request: HttpRequest, key: UUID) -> HttpResponse:
    """Rows that could not be read, with field, value, reason and remedy."""
    scheme = scheme_for(request, key, "following.see_rows")
    page = Paginator(scheme.quarantine.select_related("log"), A_PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        taken_away(scheme=scheme, what="quarantine_seen", actor=request.user, rows=len(page.object_list))
    lang = language()
    rows = [(row, [_faulty(fault, lang) for fault in row.faults]) for row in page.object_list]
    context = frame_of(request, scheme, "quarantine") | {"page": page, "rows": rows}
    return render(request, "following/quarantine.html", context)


def _faulty(fault: dict[str, Any], lang: str) -> dict[str, str]:
    column = lists().columns.get(fault["field"])
    return {
        "field": column.label[lang] if column else "",
        "value": fault["value"],
        "reason": fault["reason"][lang],
        "remedy": fault["remedy"][lang],
    }


@never_cache
@require_GET
@permitted("following.use_following")
def quarantine_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The quarantine as CSV, to be corrected and uploaded: one line a row, its faults before its cells."""
    scheme = scheme_for(request, key, "following.see_rows")
    rows = list(scheme.quarantine.all())
    taken_away(scheme=scheme, what="quarantine_downloaded", actor=request.user, rows=len(rows))
    lang = language()
    names = [*MARKS, *lists().columns]
    table = row_table(({**_marks(row, lang), **row.cells} for row in rows), names)
    return attachment(csv_of([table]), file_name(scheme.name, "-quarantine.csv"), CSV)


def _marks(row: QuarantinedRow, lang: str) -> dict[str, str]:
    def several(texts: Iterator[str]) -> str:
        return " · ".join(texts)

    return {
        KEY: str(row.pk),
        "_field": several(fault["field"] for fault in row.faults),
        "_value": several(fault["value"] for fault in row.faults),
        "_reason": several(fault["reason"][lang] for fault in row.faults),
        "_remedy": several(fault["remedy"][lang] for fault in row.faults),
    }


@require_POST
@permitted("following.use_following")
def clear(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leave the rows in quarantine out for good."""
    scheme = scheme_for(request, key, "following.change_scheme")
    rows = clear_quarantine(scheme=scheme, actor=request.user)
    told = ngettext("%(n)s row is left out for good.", "%(n)s rows are left out for good.", rows)
    messages.success(request, told % {"n": rows})
    return redirect("following:detail", scheme.pk)


# ---- out ----------------------------------------------------------------------------------------
@never_cache
@require_GET
@permitted("following.use_following")
def download(request: HttpRequest, key: UUID, form: str) -> HttpResponseBase:
    """The rows of the log as CSV or Parquet."""
    if form not in ("csv", "parquet"):
        raise Http404
    scheme = scheme_for(request, key, "following.see_rows")
    version = current(scheme)
    try:
        events = of_version(scheme, version).events.drop("row")
    except FollowingRefusal as error:
        tell(request, error)
        return redirect("following:detail", key)
    taken_away(scheme=scheme, what="rows_downloaded", actor=request.user, rows=events.height, form=form)
    name = file_name(scheme.name, f"-{scheme.version}.{form}")
    if form == "csv":
        return attachment(csv_of([events]), name, CSV)
    return attachment([_parquet(events)], name, PARQUET)


def _parquet(events: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    events.write_parquet(held)
    return held.getvalue()
