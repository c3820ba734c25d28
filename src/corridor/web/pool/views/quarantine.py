"""Rows that could not be read: looked at, corrected, discarded, downloaded and brought back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.pool.errors import PoolError
from corridor.pool.source import MARKS
from corridor.web.design.names import language
from corridor.web.jobs import queries as jobs
from corridor.web.jobs.domain import start
from corridor.web.organisations.permission import permitted
from corridor.web.pool import receiving
from corridor.web.pool.domain.corrections import VERSION, Outcome, correct_rows, discard_row, take_back
from corridor.web.pool.domain.versions import Overtaken
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.forms import CellsForm, CorrectedFileForm, DiscardForm, FaultFilter
from corridor.web.pool.forms.corrections import told
from corridor.web.pool.meanings import OWN
from corridor.web.pool.models import Dataset, QuarantinedRow, RowState, State
from corridor.web.pool.queries import kinds_of_faults, quarantine_of
from corridor.web.pool.sheets import attachment, csv_of, file_name, row_table
from corridor.web.pool.views.access import dataset_for, tell
from corridor.web.pool.views.datasets import see_people

A_PAGE, MOST, SLICE = 10, 50, 500


@never_cache
@permitted("pool.upload")
@require_http_methods(["GET", "HEAD", "POST"])
def quarantine(request: HttpRequest, key: UUID) -> HttpResponse:
    """The rows in quarantine, a page at a time, each with the cells at fault to be corrected."""
    dataset = dataset_for(request, key, "pool.change_dataset")
    if dataset.state != State.READY:
        return redirect("pool:detail", dataset.pk)
    if request.method == "POST":
        return _correct_page(request, dataset)
    kinds = kinds_of_faults(dataset)
    chosen = FaultFilter(request.GET, dataset=dataset, kinds=kinds)
    page = Paginator(quarantine_of(dataset, **chosen.chosen), A_PAGE).get_page(request.GET.get("page"))
    return _quarantine_page(request, dataset, chosen, page)


def _quarantine_page(
    request: HttpRequest, dataset: Dataset, chosen: FaultFilter, page: Any, wrong: CellsForm | None = None
) -> HttpResponse:
    rows = list(page.object_list)
    see_people(request, dataset, len(rows))
    is_open = chosen.chosen["state"] == RowState.OPEN
    context = {
        "dataset": dataset,
        "filter": chosen,
        "page": page,
        "form": wrong or (CellsForm(dataset=dataset, rows=rows) if is_open else None),
        "closed": [] if is_open else [(row, told(row, dataset)) for row in rows],
        "file_form": CorrectedFileForm(),
        "job": jobs.latest(dataset.pk),
        "state": chosen.chosen["state"],
    }
    return render(request, "pool/quarantine.html", context, status=422 if wrong else 200)


def _correct_page(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    """Take the corrections of a page of rows."""
    keys = [key for key in (_uuid(text) for text in request.POST.getlist("row")[:MOST]) if key]
    rows = list(dataset.quarantine.filter(pk__in=keys).prefetch_related("faults"))
    wrong = _corrected(request, dataset, rows, every=False)
    if wrong is None:
        return redirect(_back(request, dataset))
    chosen = FaultFilter({}, dataset=dataset, kinds=kinds_of_faults(dataset))
    page = Paginator(wrong.rows, MOST).get_page(1)
    return _quarantine_page(request, dataset, chosen, page, wrong)


def _corrected(request: HttpRequest, dataset: Dataset, rows: list[QuarantinedRow], *, every: bool) -> CellsForm | None:
    """Correct rows, and say on the next page what came of it; the form where it cannot be read itself."""
    gone = [row for row in rows if row.state != RowState.OPEN]
    form = CellsForm(request.POST, dataset=dataset, rows=[r for r in rows if r not in gone], every=every)
    if not form.is_valid():
        return form
    wanted = form.corrections()
    outcome = Outcome(overtaken=tuple(row.row for row in gone))
    if wanted:
        try:
            outcome += correct_rows(dataset=dataset, corrections=wanted, actor=request.user, lang=language())
        except (PoolRefusal, PoolError) as error:
            tell(request, error)
            return None
        except Overtaken:
            messages.error(request, _("Others are changing this dataset at the moment. Try again."))
            return None
    say(request, outcome)
    return None


def say(request: HttpRequest, outcome: Outcome) -> None:
    """Tell what came of corrections."""
    if outcome.good:
        told_good = ngettext(
            "%(n)s row is in the dataset now.", "%(n)s rows are in the dataset now.", len(outcome.good)
        )
        messages.success(request, told_good % {"n": len(outcome.good)})
    if outcome.still:
        text = ngettext(
            "Row %(rows)s is kept as you corrected it, and something is wrong in it still.",
            "Rows %(rows)s are kept as you corrected them, and something is wrong in them still.",
            len(outcome.still),
        )
        messages.warning(request, text % {"rows": numbers(outcome.still)})
    if outcome.overtaken:
        text = ngettext(
            "Somebody else changed row %(rows)s while you were working on it. Your correction of it was not kept; "
            "look at what stands there now.",
            "Somebody else changed rows %(rows)s while you were working on them. Your corrections of them were not "
            "kept; look at what stands there now.",
            len(outcome.overtaken),
        )
        messages.error(request, text % {"rows": numbers(outcome.overtaken)})
    if not (outcome.good or outcome.still or outcome.overtaken):
        messages.info(request, _("Nothing was changed."))


def numbers(rows: tuple[int, ...]) -> str:
    """Numbers of rows for a message: the first ones."""
    shown = ", ".join(str(row) for row in sorted(rows)[:10])
    return f"{shown}, …" if len(rows) > 10 else shown


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _back(request: HttpRequest, dataset: Dataset) -> str:
    """Where the person was: the same page of the same filter."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return back if safe else reverse("pool:quarantine", args=[dataset.pk])


# ---- one row ----
def _row_of(dataset: Dataset, row: UUID) -> QuarantinedRow:
    found: QuarantinedRow = get_object_or_404(dataset.quarantine.prefetch_related("faults"), pk=row)
    found.dataset = dataset
    return found


@never_cache
@permitted("pool.upload")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """All cells of a row."""
    dataset = dataset_for(request, key, "pool.change_dataset")
    found = _row_of(dataset, row)
    if request.method == "POST":
        wrong = _corrected(request, dataset, [found], every=True)
        if wrong is not None:
            return _one_row(request, dataset, found, DiscardForm(initial={"version": found.version}), wrong, 422)
        found.refresh_from_db()
        if found.state != RowState.OPEN:
            return redirect("pool:quarantine", dataset.pk)
        return redirect("pool:correct", dataset.pk, found.pk)
    return _one_row(request, dataset, found, DiscardForm(initial={"version": found.version}))


def _one_row(
    request: HttpRequest,
    dataset: Dataset,
    found: QuarantinedRow,
    discarding: DiscardForm,
    form: CellsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    see_people(request, dataset, 1)
    fresh = CellsForm(dataset=dataset, rows=[found], every=True) if found.state == RowState.OPEN else None
    context = {
        "dataset": dataset,
        "row": found,
        "faults": told(found, dataset),
        "form": form or fresh,
        "discarding": discarding,
    }
    return render(request, "pool/correct.html", context, status=status)


@never_cache
@require_POST
@permitted("pool.upload")
def discard(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """Leave a row out, with a reason."""
    dataset = dataset_for(request, key, "pool.change_dataset")
    found = _row_of(dataset, row)
    form = DiscardForm(request.POST)
    if not form.is_valid():
        return _one_row(request, dataset, found, form, status=422)
    told_reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
    try:
        discard_row(row=found, version=version, reason=told_reason, actor=request.user)
    except Overtaken:
        say(request, Outcome(overtaken=(found.row,)))
        return redirect("pool:quarantine", dataset.pk)
    messages.success(request, _("Row %(row)s is left out. You can take it back.") % {"row": found.row})
    return redirect("pool:quarantine", dataset.pk)


@require_POST
@permitted("pool.upload")
def undo_discard(request: HttpRequest, key: UUID, row: UUID) -> HttpResponse:
    """Put a discarded row back into quarantine."""
    dataset = dataset_for(request, key, "pool.change_dataset")
    found = _row_of(dataset, row)
    form = DiscardForm({"version": request.POST.get("version"), "reason": "-"})
    try:
        if not form.is_valid():
            raise Overtaken
        take_back(row=found, version=form.cleaned_data["version"], actor=request.user)
    except Overtaken:
        say(request, Outcome(overtaken=(found.row,)))
        return redirect("pool:quarantine", dataset.pk)
    return redirect("pool:correct", dataset.pk, found.pk)


# ---- as a file ----
@never_cache
@require_GET
@permitted("pool.upload")
def quarantine_file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The rows in quarantine as CSV: what is wrong in front, the row as it came behind."""
    dataset = dataset_for(request, key, "pool.change_dataset")
    see_people(request, dataset, dataset.quarantined)
    name = file_name(dataset.name, "-quarantine.csv")
    return attachment(csv_of(_tables(dataset)), name, "text/csv; charset=utf-8")


def _tables(dataset: Dataset) -> Iterator[pl.DataFrame]:
    """The quarantine in slices, in the reader's language."""
    rows = quarantine_of(dataset)
    added = {header for cells in rows.values_list("cells", flat=True) for header in cells if header.startswith(OWN)}
    missing = sorted(added - set(dataset.columns))
    columns = [*MARKS, VERSION, *(c for c in dataset.columns if c not in MARKS), *missing]
    total = rows.count()
    for at in range(0, max(total, 1), SLICE):
        yield row_table((_as_line(row, dataset) for row in rows[at : at + SLICE]), columns)


def _as_line(row: QuarantinedRow, dataset: Dataset) -> dict[str, Any]:
    faults = told(row, dataset)
    front = {
        "_row": str(row.row),
        "_field": " | ".join(fault.field for fault in row.faults.all()),
        "_value": " | ".join(fault.value for fault in faults),
        "_reason": " | ".join(fault.reason for fault in faults),
        "_remedy": " | ".join(fault.remedy for fault in faults),
        VERSION: str(row.version),
    }
    return {**row.cells, **front}


@permitted("pool.upload")
@receiving.receives_file
@never_cache
@require_POST
def corrected_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a corrected quarantine file in, in the background."""
    dataset = dataset_for(request, key, "pool.change_dataset")
    form = CorrectedFileForm(**receiving.given(request))
    if not form.is_valid():
        for error in form.errors.get("file", []):
            messages.error(request, str(error))
        return redirect("pool:quarantine", dataset.pk)
    file = form.cleaned_data["file"]
    kept = file.keep(f"-{secrets.token_hex(4)}{file.suffix}")
    start(
        "pool.correct",
        actor=request.user,
        organisation=dataset.organisation,
        subject=dataset.pk,
        dataset=str(dataset.pk),
        file=kept,
        actor_id=str(request.user.pk),
        lang=language(),
    )
    messages.info(request, _("The file is being read. This page says what came of it."))
    return redirect("pool:quarantine", dataset.pk)
