"""What the templates of the route check are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from corridor.permits.answer import answer
from corridor.rules.model import Fact
from corridor.web.design import names
from corridor.web.route_check import questions, result, what_if
from corridor.web.route_check.forms import OccupationForm, QuestionForm, StartForm, UploadForm, WhatIfForm
from corridor.web.route_check.given import Given, vocabulary

WRONG = 422
"""Status of a page whose form was not understood; htmx shows it all the same."""


def decided(given: Given) -> dict[str, Any]:
    """The library's answer in the language of the page."""
    return answer(given.case, questions.law_of(given), lang=names.language(), not_known=given.not_known)


def around(given: Given, *, ask: str = "", to: str = "result") -> dict[str, Any]:
    """What each page with a case carries: the hidden fields, the link, the same page in other languages."""
    here = reverse(f"route_check:{to}")
    tongues = [
        {"code": code, "name": name, "href": translate_url(here, code)}
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]
    link = {"i": given.id, "r": given.region, "d": given.day.isoformat(), "f": given.texts()}
    return {"given": given, "link": {"case": link, "ask": ask}, "tongues": tongues, "ask": ask, "then": "", "more": ""}


def first_page(
    request: HttpRequest, *, form: StartForm | None = None, upload: UploadForm | None = None, given: Given | None = None
) -> HttpResponse:
    """Where, what for and when; or a case file."""
    wrong = (form is not None and form.is_bound) or (upload is not None and upload.is_bound)
    if form is None and given is not None:
        started = {"region": given.region, "purpose": given.answers.get("purpose"), "application_date": given.day}
        form = StartForm(initial=started)
    context = {
        "form": form or StartForm(),
        "upload": upload or UploadForm(),
        "kept": [pair for pair in given.fields() if pair[0].startswith("fact-")] if given else [],
        "coverage": vocabulary().coverage,
    }
    return render(request, "route_check/start.html", context, status=WRONG if wrong else 200)


def question_page(
    request: HttpRequest,
    given: Given,
    fact: Fact,
    found: Mapping[str, Any],
    *,
    form: QuestionForm | OccupationForm | None = None,
    then: str = "",
    more: str = "",
) -> HttpResponse:
    """One question, with the answers so far."""
    form = form or form_for(fact, given)
    searched = isinstance(form, OccupationForm) and form.is_bound and form.only_searched
    if searched:
        form = OccupationForm(fact, given, {"title": form.data["title"]})
    status = WRONG if form.is_bound and not searched else 200
    context = around(given, ask=fact.name, to="question") | {
        "form": form,
        "fact": fact,
        "question": questions.question(fact),
        "waiting": questions.read_for(fact.name, dict(found)),
        "before": given.before(fact.name),
        "shown": result.result(given, found),
        "then": then,
        "more": more,
        "searched": searched,
        "was_not_known": fact.name in given.not_known,
    }
    return render(request, "route_check/question.html", context, status=status)


def form_for(fact: Fact, given: Given, data: Mapping[str, Any] | None = None) -> QuestionForm | OccupationForm:
    """The form of a question."""
    return OccupationForm(fact, given, data) if fact.scheme == "isco08" else QuestionForm(fact, given, data)


def result_page(
    request: HttpRequest,
    given: Given,
    found: Mapping[str, Any] | None = None,
    *,
    form: WhatIfForm | None = None,
    trial: str = "",
    difference: what_if.Difference | None = None,
    printed: bool = False,
) -> HttpResponse:
    """The answer; with `printed` everything is unfolded."""
    found = found or decided(given)
    shown = result.result(given, found)
    context = around(given) | {
        "shown": shown,
        "more_to_ask": found["next_question"],
        "then": "result",
        "printed": printed,
        "choices": trials(shown),
        "form": form,
        "trial": trial,
        "difference": difference,
        "law": found["law"],
        "notes": found["notes"],
        "coverage": vocabulary().coverage,
    }
    template = "route_check/_what_if.html" if request.htmx and (trial or difference) else "route_check/result.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def trials(shown: result.Result) -> list[tuple[str, list[tuple[str, str]]]]:
    """The facts that "what if" offers: answers, what is presumed, what is missing, what would open a route."""
    groups = (
        (_("Your answers"), [asked for asked, _value in shown.answered]),
        (_("Not known yet"), [asked for route in (*shown.undecided, *shown.perhaps) for asked in route.missing]),
        (_("Presumed"), [asked for asked, _value in shown.presumed]),
        (
            _("Would open a route"),
            [_asked(c["fact"]) for route in shown.closed for made in route.answer["changes"] for c in made],
        ),
    )
    seen: set[str] = set()
    out = []
    for title, found in groups:
        fresh = {asked.name: asked.label for asked in found if asked.name not in seen}
        seen |= set(fresh)
        if fresh:
            out.append((title, list(fresh.items())))
    return out


def _asked(name: str) -> result.Asked:
    return result.Asked(name, questions.label(name))
