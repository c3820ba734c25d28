"""The list of datasets, and the page of one."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.web.audit.domain import record as write_down
from corridor.web.design.names import language
from corridor.web.jobs import queries as jobs
from corridor.web.organisations.mail import by_hand
from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisation_ids, organisations_with, permitted, require
from corridor.web.pool import snapshots
from corridor.web.pool.domain import delete_dataset, invite_to_claim, take_in_profiles
from corridor.web.pool.domain.profiles import MAY_TAKE_IN
from corridor.web.pool.domain.uploads import OPEN_STATES, broken_off
from corridor.web.pool.domain.versions import current_path
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.facts import lines
from corridor.web.pool.forms import ClaimForm
from corridor.web.pool.meanings import kind_of, label
from corridor.web.pool.models import Claim, ClaimInvitation, Dataset, Kind, Origin, State
from corridor.web.pool.queries import columns_of, datasets_of, record, sample, scan, uses_for, version_of
from corridor.web.pool.rules import WORKERS
from corridor.web.pool.sheets import attachment, csv_of, file_name
from corridor.web.pool.views.access import dataset_for, tell

A_PAGE, SAMPLED, VERSIONS = 20, 10, 20
CSV, PARQUET = "text/csv; charset=utf-8", "application/vnd.apache.parquet"


@never_cache
@require_GET
@permitted("pool.use_pool")
def dataset_list(request: HttpRequest) -> HttpResponse:
    """Datasets and drafts of the person's organisations, and the public demo."""
    found = datasets_of(request.user).select_related("organisation", "created_by").defer("preview", "notes", "mapping")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    taking = [o for o in organisations_with(request.user, *WORKERS) if o.kind in MAY_TAKE_IN and o.region]
    return render(request, "pool/list.html", {"page": page, "taking": taking})


@never_cache
@require_GET
@permitted("pool.use_pool")
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """A dataset: what it is, how far its import is, or what is in it."""
    dataset = dataset_for(request, key, "pool.view_dataset")
    user: Any = request.user
    context = {
        "dataset": dataset,
        "job": jobs.latest(dataset.pk),
        "may_change": user.has_perm("pool.change_dataset", dataset),
        "may_delete": user.has_perm("pool.delete_dataset", dataset),
        "broken_off": broken_off(dataset),
        "is_draft": dataset.state in OPEN_STATES,
    }
    if dataset.state != State.READY:
        return render(request, "pool/progress.html", context)
    version = version_of(dataset)
    sees = user.has_perm("pool.see_rows", dataset)
    rows = _sampled(request, dataset) if sees else None
    return render(
        request,
        "pool/detail.html",
        context
        | {
            "sees_rows": sees,
            "rows": rows,
            "columns": columns_of(dataset, version),
            "notes": [(label(note["field"], kind_of(dataset.kind)), note) for note in dataset.notes],
            "versions": dataset.versions.select_related("made_by")[:VERSIONS],
            "uses": uses_for(user, dataset),
            "total": dataset.rows + dataset.quarantined + dataset.discarded + dataset.empty + dataset.erased,
        },
    )


def _sampled(request: HttpRequest, dataset: Dataset) -> list[Any]:
    """The first rows in plain words. That somebody saw people is written down."""
    found = sample(dataset, SAMPLED)
    see_people(request, dataset, len(found))
    return [(str(row["id"]), lines(row, kind_of(dataset.kind), language(), unknown=False)) for row in found]


def see_people(request: HttpRequest, dataset: Dataset, rows: int, person: Any = None) -> None:
    """Write down that somebody saw rows of people."""
    if dataset.kind == Kind.TALENTS and not dataset.synthetic and rows:
        owner = dataset.organisation
        write_down("pool.rows_seen", actor=request.user, subject=dataset, organisation=owner, person=person, rows=rows)


@never_cache
@require_GET
@permitted("pool.use_pool")
def download(request: HttpRequest, key: UUID, form: str) -> HttpResponseBase:
    """The rows as CSV or Parquet."""
    dataset = dataset_for(request, key, "pool.see_rows")
    path = current_path(dataset)
    if path is None or not path.exists():
        messages.error(request, _("There is nothing to download yet."))
        return redirect("pool:detail", dataset.pk)
    see_people(request, dataset, dataset.rows)
    name = file_name(dataset.name, f"-{dataset.version}.{form}")
    if dataset.origin == Origin.PROFILES:  # what a talent withdrew is not handed out
        return _profiles_file(dataset, name, form)
    if form == "csv":
        return attachment(csv_of(snapshots.slices(path)), name, CSV)
    return attachment(snapshots.blocks(path), name, PARQUET)


def _profiles_file(dataset: Dataset, name: str, form: str) -> HttpResponseBase:
    table = scan(dataset).collect()
    if form == "csv":
        return attachment(csv_of([table]), name, CSV)
    held = io.BytesIO()
    table.write_parquet(held)
    return attachment([held.getvalue()], name, PARQUET)


@never_cache
@permitted("pool.use_pool")
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Delete a dataset, after a question."""
    dataset = dataset_for(request, key, "pool.delete_dataset")
    if request.method == "POST":
        try:
            delete_dataset(dataset=dataset, actor=request.user)
        except PoolRefusal as error:
            tell(request, error)
            return redirect("pool:detail", key)
        messages.success(request, _("The dataset “%(name)s” is deleted.") % {"name": dataset.name})
        return redirect("pool:list")
    return render(request, "pool/delete.html", {"dataset": dataset, "uses": uses_for(request.user, dataset)})


# ---- one person or post ----
@never_cache
@require_GET
@permitted("pool.use_pool")
def row(request: HttpRequest, key: UUID) -> HttpResponse:
    """One row of a dataset by its id (`?id=`), and whose it is."""
    dataset = dataset_for(request, key, "pool.see_rows")
    wanted = request.GET.get("id", "").strip()
    if not wanted:
        return redirect("pool:detail", dataset.pk)
    return _row_page(request, dataset, wanted, ClaimForm(initial={"id": wanted}))


def _row_page(request: HttpRequest, dataset: Dataset, wanted: str, form: ClaimForm, status: int = 200) -> HttpResponse:
    found = record(dataset, wanted)
    if found is None:
        raise Http404
    claim = Claim.objects.filter(dataset=dataset, record_id=wanted).select_related("user").first()
    see_people(request, dataset, 1, claim.user if claim else None)
    user: Any = request.user
    open_links = ClaimInvitation.objects.filter(dataset=dataset, record_id=wanted, accepted_at=None, withdrawn_at=None)
    context = {
        "dataset": dataset,
        "record_id": wanted,
        "lines": lines(found, kind_of(dataset.kind), language()),
        "claim": claim,
        "invitation": open_links.first(),
        "form": form,
        "may_invite": user.has_perm("pool.invite_person", dataset) and claim is None,
    }
    return render(request, "pool/row.html", context, status=status)


@never_cache
@require_POST
@permitted("pool.use_pool")
def invite(request: HttpRequest, key: UUID) -> HttpResponse:
    """Invite the person of a row to claim it."""
    dataset = dataset_for(request, key, "pool.invite_person")
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return _row_page(request, dataset, str(request.POST.get("id", "")), form, status=422)
    wanted = form.cleaned_data["id"]
    if record(dataset, wanted) is None:
        raise Http404
    links: list[str] = []

    def address(secret: str) -> str:
        links.append(request.build_absolute_uri(reverse("pool:claim", args=[secret])))
        return links[-1]

    try:
        invite_to_claim(
            dataset=dataset,
            record_id=wanted,
            email=form.cleaned_data["email"],
            address=address,
            actor=request.user,
        )
        messages.success(request, _("The invitation is on its way."))
        if by_hand():
            messages.info(request, _("This installation sends no mail. Give the person this link: %s") % links[0])
    except PoolRefusal as error:
        tell(request, error)
    return redirect(f"{reverse('pool:row', args=[dataset.pk])}?{urlencode({'id': wanted})}")


@require_POST
@permitted("pool.take_in_profiles")
def take_in(request: HttpRequest) -> HttpResponse:
    """Make a dataset of the profiles of talents who agreed."""
    mine = Organisation.objects.filter(pk__in=organisation_ids(request.user, *WORKERS))
    organisation = get_object_or_404(mine, pk=_key(request))
    require(request.user, "pool.take_in_profiles", organisation)
    try:
        made = take_in_profiles(organisation=organisation, actor=request.user)
    except PoolRefusal as error:
        tell(request, error)
        return redirect("pool:list")
    if made is None:
        messages.info(request, _("Nothing has changed since the last time."))
    else:
        told = ngettext("%(n)s profile is in the dataset.", "%(n)s profiles are in the dataset.", made.rows)
        messages.success(request, told % {"n": made.rows})
    found = Dataset.objects.get(organisation=organisation, origin=Origin.PROFILES)
    return redirect("pool:detail", found.pk)


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("organisation", ""))
    except ValueError:
        return None
