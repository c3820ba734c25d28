"""The chain of a programme as a whole: columns, trace, checks, publishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from corridor.told import ToldError
from corridor.web.chain import domain, imported
from corridor.web.chain.checks import checks_of
from corridor.web.chain.content import chain_of, dossier_of
from corridor.web.chain.queries import changed_evidence, columns
from corridor.web.chain.tracing import traced
from corridor.web.chain.views.common import item_named, kind_named, of_programme, rights, told
from corridor.web.jobs.queries import latest


@require_safe
@of_programme("chain.view_chain")
def overview(request: HttpRequest, programme: Any) -> HttpResponse:
    """All items, kind after kind, with the drafts that were consulted on."""
    page = rights(request, programme)
    found = columns(programme)
    drafts = programme.drafts.order_by("slug")
    chain = chain_of(programme)
    public = not page["may_view_work"]
    brought = [imported.shown(name, getattr(chain, name), programme, public=public) for name in ("drafts", "events")]
    page |= {
        "brought": [one for came in brought for one in came],
        "columns": found,
        "empty": not any(column.entries for column in found),
        "drafts": drafts if page["may_view_work"] else drafts.filter(published=True),
        "chain": chain,
        "changed": changed_evidence(programme) if page["may_view_work"] else [],
        "job": latest(programme.pk) if page["may_change"] else None,
    }
    return render(request, "chain/overview.html", page)


@require_POST
@of_programme("chain.run_chain")
def publish(request: HttpRequest, programme: Any) -> HttpResponse:
    """Show the chain to everybody, or no longer."""
    shown = request.POST.get("published") == "yes"
    domain.publish(actor=request.user, programme=programme, published=shown)
    if shown and not programme.published:
        text = _("The chain is published as soon as the programme is published too.")
    else:
        text = _("The chain is published.") if shown else _("The chain is no longer published.")
    messages.success(request, text)
    return redirect("chain:overview", programme.pk)


@require_safe
@of_programme("chain.view_chain")
def trace(request: HttpRequest, programme: Any, kind: str, key: str) -> HttpResponse:
    """All that an item rests on, and all that follows from it."""
    item = item_named(programme, kind, key)
    page = rights(request, programme) | {"item": item, "kind": kind_named(kind)}
    try:
        with dossier_of(programme, public=not page["may_view_work"]) as dossier:
            page |= {"trace": traced(dossier, programme, key), "faults": []}
    except ToldError as error:
        if error.key == "dossier_no_item":
            raise Http404 from error
        page |= {"trace": None, "faults": told(error)}
    return render(request, "chain/trace.html", page)


@require_safe
@of_programme("chain.view_work")
def checks(request: HttpRequest, programme: Any) -> HttpResponse:
    """What in the chain rests on nothing, has no answer, or has changed since."""
    page = rights(request, programme) | {"chain": chain_of(programme), "job": latest(programme.pk)}
    try:
        with dossier_of(programme) as dossier:
            page |= {"groups": checks_of(dossier, programme), "faults": []}
    except ToldError as error:
        page |= {"groups": [], "faults": told(error)}
    return render(request, "chain/checks.html", page)


@require_POST
@of_programme("chain.change_chain")
def reread(request: HttpRequest, programme: Any) -> HttpResponse:
    """Read every source again."""
    domain.start_rereading(actor=request.user, programme=programme)
    messages.success(request, _("The sources are read again."))
    return redirect("chain:checks", programme.pk)
