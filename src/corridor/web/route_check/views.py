"""The pages of the route check.

A case is told in the body of each request and nowhere else: no session, no row, no address holds it. A POST is
therefore answered with the page itself, not with a redirect: a redirect could carry the case only in its address, where
servers and browsers keep it. Sending such a form twice does no harm, because nothing is written.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from corridor.permits.case_file import cases_of_bytes
from corridor.rules.errors import CaseError
from corridor.rules.facts import fact_named
from corridor.rules.model import Fact
from corridor.web.design import names
from corridor.web.route_check import case_file as files
from corridor.web.route_check import pages, questions, what_if
from corridor.web.route_check.bodies import carried
from corridor.web.route_check.forms import AllFactsForm, OccupationForm, StartForm, UploadForm, WhatIfForm
from corridor.web.route_check.given import Given, read_given, read_raw, vocabulary
from corridor.web.route_check.result import one_route


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Where one begins; a link with a case in its fragment also arrives here, and its script sends it on."""
    return pages.first_page(request)


# ---- the interview ---------------------------------------------------------------------------------


@carried
def question(request: HttpRequest) -> HttpResponse:
    """The first page answered, a question answered, a question asked again, or the next one."""
    data = request.POST
    if "begin" in data:
        return _begun(request)
    given = read_given(data.lists())
    if data.get("ask") in ("start", "region", "application_date"):
        return pages.first_page(request, given=given)
    if data.get("ask"):
        return pages.question_page(
            request, given, _fact(data["ask"]), pages.decided(given), then=data.get("then", ""), more=_more(request)
        )
    if data.get("question"):
        return _answered(request, given, _fact(data["question"]))
    return _onward(request, given)


def _begun(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST)
    if not form.is_valid():
        return pages.first_page(request, form=form)
    told = form.cleaned_data
    begun = {"region": told["region"], "application_date": told["application_date"].isoformat()}
    lists = [pair for pair in request.POST.lists() if pair[0] not in begun]
    given = read_given(lists, begun={**begun, "facts": {"purpose": told["purpose"]}})
    if request.POST["begin"] == "facts":
        return _all_facts(request, given, AllFactsForm(given))
    return _onward(request, given)


def _answered(request: HttpRequest, given: Given, fact: Fact) -> HttpResponse:
    if "not_known" in request.POST:
        return _onward(request, given.with_answer(fact.name, None))
    form = pages.form_for(fact, given, request.POST)
    value = (
        form.answer if isinstance(form, OccupationForm) else (form.cleaned_data["value"] if form.is_valid() else None)
    )
    if value is None:
        then = request.POST.get("then", "")
        return pages.question_page(
            request, given, fact, pages.decided(given), form=form, then=then, more=_more(request)
        )
    return _onward(request, given.with_answer(fact.name, value))


def _onward(request: HttpRequest, given: Given) -> HttpResponse:
    """The next question, or the answer."""
    found = pages.decided(given)
    more = _more(request)
    back = request.POST.get("then") == "result" and not more
    name = None if back else questions.next_question(given, found, more=bool(more))
    if name is None:
        return pages.result_page(request, given, found)
    return pages.question_page(request, given, _fact(name), found, more=more)


def _more(request: HttpRequest) -> str:
    return "1" if request.POST.get("more") else ""


def _fact(name: str) -> Fact:
    return fact_named(vocabulary(), name)


# ---- all at once, or from a file ---------------------------------------------------------------------


@carried
def facts(request: HttpRequest) -> HttpResponse:
    """Every fact that the law of the region reads, on one page."""
    given = read_given(request.POST.lists())
    if "filled" not in request.POST:
        return _all_facts(request, given, AllFactsForm(given))
    form = AllFactsForm(given, request.POST)
    if not form.is_valid():
        return _all_facts(request, given, form)
    return pages.result_page(request, form.applied(given))


def _all_facts(request: HttpRequest, given: Given, form: AllFactsForm) -> HttpResponse:
    context = pages.around(given, to="facts") | {"form": form, "parts": form.parts()}
    return render(request, "route_check/facts.html", context, status=pages.WRONG if form.is_bound else 200)


@carried
def upload(request: HttpRequest) -> HttpResponse:
    """A case file: its answer, or a choice where it has several cases."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return pages.first_page(request, upload=form)
    file = form.cleaned_data["file"]
    place = str(file.name)[:60]
    try:
        raw = cases_of_bytes(file.read(), place)
        if len(raw) == 1:
            return pages.result_page(request, read_raw(raw[0]))
    except CaseError as error:
        message, remedy = error.told(names.language())
        form.add_error("file", f"{error.place}: {message[:400]}; {remedy[:400]}.")
        return pages.first_page(request, upload=form)
    return _chosen(request, raw, place)


def _chosen(request: HttpRequest, raw: list[Any], place: str) -> HttpResponse:
    cases: list[dict[str, Any]] = []
    for position, one in enumerate(raw[: files.MOST_CASES], 1):
        try:
            cases.append({"position": position, "given": read_raw(one, position)})
        except CaseError as error:
            message, remedy = error.told(names.language())
            cases.append({"position": position, "place": error.place, "error": f"{message[:300]}; {remedy[:300]}."})
    context = {"cases": cases, "file": place, "left_out": max(0, len(raw) - files.MOST_CASES)}
    return render(request, "route_check/cases.html", context)


# ---- the answer -----------------------------------------------------------------------------------------


@carried
def result(request: HttpRequest) -> HttpResponse:
    """What is open, undecided and closed, and why."""
    return pages.result_page(request, read_given(request.POST.lists()))


@carried
def printable(request: HttpRequest) -> HttpResponse:
    """The answer unfolded, for paper."""
    return pages.result_page(request, read_given(request.POST.lists()), printed=True)


@carried
def route(request: HttpRequest) -> HttpResponse:
    """One route with all its conditions."""
    given = read_given(request.POST.lists())
    found, name = pages.decided(given), request.POST.get("route", "")
    if name not in found["routes"]:
        raise CaseError("route", "no_route", raw=repr(name[:60]), near=name[:60], known=list(found["routes"]))
    context = pages.around(given) | {"route": one_route(given, found, name), "then": "result"}
    template = "route_check/_route_full.html" if request.htmx else "route_check/route.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@carried
def compare(request: HttpRequest) -> HttpResponse:
    """What another value of one fact would change, or one of the sets that would open a route."""
    given = read_given(request.POST.lists())
    found = pages.decided(given)
    if "try" in request.POST:
        name, _sep, position = request.POST["try"].rpartition(":")
        values = what_if.opening(found, name, int(position) if position.isdecimal() and len(position) < 4 else -1)
        return pages.result_page(
            request, given, found, difference=what_if.compare(given, found, values, names.language())
        )
    name = request.POST.get("try_fact", "")
    if not name:
        return pages.result_page(request, given, found)
    fact = _fact(name)
    stated = given.answers.get(fact.name, files.taken(found, fact.name))
    if "to" not in request.POST or request.POST.get("of") != fact.name:
        return pages.result_page(request, given, found, form=WhatIfForm(fact, given, stated), trial=fact.name)
    form = WhatIfForm(fact, given, data=request.POST)
    difference = None
    if form.is_valid():
        difference = what_if.compare(given, found, {fact.name: form.cleaned_data["to"]}, names.language())
    return pages.result_page(request, given, found, form=form, trial=fact.name, difference=difference)


# ---- to keep ---------------------------------------------------------------------------------------------


@carried
def case_file(request: HttpRequest) -> HttpResponse:
    """The case as a file that this page and `corridor permits check` read."""
    return _file(files.write(read_given(request.POST.lists())), "application/yaml", "case", "yaml")


@carried
def answer_json(request: HttpRequest) -> HttpResponse:
    """The answer as the command prints it for the case file."""
    given = read_given(request.POST.lists())
    return _file(files.answered(given, names.language()), "application/json", "answer", "json")


@carried
def pdf(request: HttpRequest) -> HttpResponse:
    """The answer as a document."""
    from corridor.web.route_check.document import made
    from corridor.web.route_check.result import result as arranged

    given = read_given(request.POST.lists())
    return _file(made(arranged(given, pages.decided(given))), "application/pdf", "answer", "pdf")


def _file(content: str | bytes, kind: str, name: str, ending: str) -> HttpResponse:
    held = {"Content-Disposition": f'attachment; filename="corridor-{name}.{ending}"'}
    return HttpResponse(
        content, content_type=f"{kind}; charset=utf-8" if isinstance(content, str) else kind, headers=held
    )
