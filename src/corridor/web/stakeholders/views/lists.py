"""The contact list, who may be written to now; and tables of bodies and people on their way in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corridor.web.consent.purposes import purpose as purpose_of
from corridor.web.design.csv_files import csv_file
from corridor.web.design.names import language
from corridor.web.organisations.models import Organisation
from corridor.web.organisations.permission import organisations_with, permitted, require
from corridor.web.stakeholders import domain, queries, table
from corridor.web.stakeholders.errors import StakeholderError
from corridor.web.stakeholders.forms import ListFilter, TableForm
from corridor.web.stakeholders.models import Agreement, Contact, QuarantinedRow
from corridor.web.stakeholders.queries import CONTACT_LIST
from corridor.web.stakeholders.rules import CONVENERS
from corridor.web.stakeholders.views.refusals import add_error

A_PAGE = 50
HEAD = (
    *("name", "email", "language", "body", "role", "side", "kind", "region", "sector"),
    *("agreed_on", "text_version", "text_language"),
)


def _chosen(request: HttpRequest, own: list[Organisation]) -> Organisation:
    """The organisation that was chosen among those in which the person convenes; the first one otherwise."""
    wanted = request.GET.get("organisation", "")
    found = [o for o in own if str(o.pk) == wanted] if wanted else own[:1]
    if not found:
        raise Http404
    return found[0]


@never_cache
@require_GET
@permitted("stakeholders.export_contact_list")
def contact_list(request: HttpRequest) -> HttpResponse:
    """Who may be written to now: a query over agreements in force."""
    own = organisations_with(request.user, *CONVENERS)
    organisation = _chosen(request, own)
    form = ListFilter(request.GET, sectors=queries.sectors(request.user))
    wanted = form.wanted()
    page = Paginator(queries.contact_list(organisation, **wanted), A_PAGE).get_page(request.GET.get("page"))
    agreed = queries.on_list(page.object_list)
    words = {
        "organisation": organisation,
        "organisations": own,
        "page": page,
        "rows": [(contact, agreed.get(contact.pk)) for contact in page.object_list],
        "form": form,
        "purpose": purpose_of(CONTACT_LIST),
        "query": request.GET.urlencode(),
    }
    return render(request, "stakeholders/contact_list.html", words)


@never_cache
@require_GET
@permitted("stakeholders.export_contact_list")
def contact_list_file(request: HttpRequest) -> HttpResponse:
    """The contact list as CSV; every time is written down."""
    organisation = _chosen(request, organisations_with(request.user, *CONVENERS))
    require(request.user, "stakeholders.export_contact_list", organisation)
    form = ListFilter(request.GET, sectors=queries.sectors(request.user))
    found = list(queries.contact_list(organisation, **form.wanted()))
    agreed = queries.on_list(found)
    # Who withdrew between the two questions is not on the list.
    rows = [(contact, agreed[contact.pk]) for contact in found if contact.pk in agreed]
    domain.note_list_export(organisation=organisation, purpose=CONTACT_LIST, people=len(rows), actor=request.user)
    return csv_file("contact-list", HEAD, (_line(contact, agreement) for contact, agreement in rows))


def _line(contact: Contact, agreement: Agreement) -> Sequence[Any]:
    body = contact.body
    of_body = (body.side, body.kind, body.region, body.sector) if body else ("", "", "", "")
    proof = (f"{agreement.at:%Y-%m-%d}", agreement.text_version, agreement.language)
    return (contact.name, contact.email, contact.language, body.name if body else "", contact.role, *of_body, *proof)


# ---- tables on their way in ---------------------------------------------------------------------


@require_GET
@permitted("stakeholders.change_body")
def example(request: HttpRequest) -> HttpResponse:
    """A table to start from; it holds nobody."""
    return csv_file("directory", table.COLUMNS, [table.EXAMPLE])


@never_cache
@permitted("stakeholders.change_body")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take over a table; its faulty rows wait below until they are corrected or left out."""
    own = organisations_with(request.user, *CONVENERS)
    form = TableForm(request.POST or None, request.FILES or None, organisations=own)
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        require(request.user, "stakeholders.change_body", organisation)
        try:
            rows = table.read(form.cleaned_data["file"].read())
        except StakeholderError as error:
            add_error(form, error)
        else:
            _say(request, domain.import_rows(organisation=organisation, rows=rows, actor=request.user))
            return redirect("stakeholders:import")
    page = Paginator(queries.quarantine(own), A_PAGE).get_page(request.GET.get("page"))
    words = {"form": form, "page": page, "columns": table.COLUMNS, "allowed": table.ALLOWED.items()}
    words["rows"] = list(_told(list(page.object_list)))
    return render(request, "stakeholders/import.html", words, status=422 if request.method == "POST" else 200)


def _told(rows: Sequence[QuarantinedRow]) -> Iterator[tuple[QuarantinedRow, list[dict[str, str]]]]:
    lang = language()
    for row in rows:
        yield row, [table.told(entry, lang) for entry in row.faults]


def _say(request: HttpRequest, told: domain.Imported) -> None:
    bodies = ngettext("%(n)s new body", "%(n)s new bodies", told.bodies) % {"n": told.bodies}
    people = ngettext("%(n)s new contact", "%(n)s new contacts", told.contacts) % {"n": told.contacts}
    known = ngettext("%(n)s known already", "%(n)s known already", told.known) % {"n": told.known}
    messages.success(request, f"{bodies}, {people}, {known}.")
    if told.quarantined:
        waiting = ngettext(
            "%(n)s row could not be taken over. It is below, with what is wrong.",
            "%(n)s rows could not be taken over. They are below, with what is wrong.",
            told.quarantined,
        )
        messages.warning(request, waiting % {"n": told.quarantined})


@never_cache
@require_GET
@permitted("stakeholders.change_body")
def quarantine_file(request: HttpRequest) -> HttpResponse:
    """The faulty rows as CSV, to be corrected and sent again; every time is written down."""
    own = organisations_with(request.user, *CONVENERS)
    head = ("_line", "_reason", *table.COLUMNS, table.KEY)
    rows = list(queries.quarantine(own))
    for organisation in own:
        if count := sum(row.organisation_id == organisation.pk for row in rows):
            domain.note_quarantine_export(organisation=organisation, rows=count, actor=request.user)
    lines = [_faulty(row, faults) for row, faults in _told(rows)]
    return csv_file("quarantine", head, lines)


def _faulty(row: QuarantinedRow, faults: list[dict[str, str]]) -> list[str]:
    reasons = " · ".join(f"{entry['field']}: {entry['reason']} {entry['remedy']}" for entry in faults)
    return [str(row.row), reasons, *(row.cells.get(column, "") for column in table.COLUMNS), str(row.pk)]


@require_POST
@permitted("stakeholders.change_body")
def clear(request: HttpRequest) -> HttpResponse:
    """Leave the faulty rows out for good."""
    own = organisations_with(request.user, *CONVENERS)
    rows = sum(domain.clear_quarantine(organisation=organisation, actor=request.user) for organisation in own)
    told = ngettext("%(n)s row is left out for good.", "%(n)s rows are left out for good.", rows)
    messages.success(request, told % {"n": rows})
    return redirect("stakeholders:import")
