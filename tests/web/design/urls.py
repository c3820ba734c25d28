"""The application's addresses and the specimen page, which is served in tests alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path, reverse

from corridor.web import urls
from corridor.web.design import charts
from corridor.web.design.choices import Hinted
from corridor.web.design.dates import DateField
from corridor.web.design.templatetags.design import MARKS, STATES

TEMPLATE = Path(__file__).parent / "specimen.html"
REGIONS = [("flanders", "Flanders"), ("wallonia", "Wallonia")]


class Specimen(forms.Form):
    """Every widget once."""

    name = forms.CharField(help_text="As in the passport.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    email = forms.EmailField(required=False)
    posts = forms.IntegerField(min_value=1)
    pay = forms.DecimalField(required=False)
    start = forms.DateField(help_text="The day on which the work begins.")
    born = DateField(help_text="For example 27 3 1990.", autocomplete="bday")
    region = forms.ChoiceField(choices=REGIONS)
    method = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("stable", Hinted("Stable", "The closest person first.")), ("max_fill", "Most posts")],
        help_text="Two readings of the order.",
    )
    circles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("a", "Region"), ("b", "EEA")])
    agreed = forms.BooleanField(label="I agree", help_text="You can withdraw it.")
    secret = forms.CharField(widget=forms.PasswordInput)
    file = forms.FileField(required=False)
    token = forms.CharField(widget=forms.HiddenInput, initial="kept")


class Line(forms.Form):
    """A row of a formset."""

    occupation = forms.CharField()


Lines = forms.formset_factory(Line, extra=1)


def specimen(request: HttpRequest) -> HttpResponse:
    """The page; a POST comes back with its errors."""
    form = Specimen(request.POST or None, request.FILES or None)
    formset = Lines(request.POST if "form-TOTAL_FORMS" in request.POST else None)
    for level in (
        ()
        if request.POST or "quiet" in request.GET
        else (messages.SUCCESS, messages.INFO, messages.WARNING, messages.ERROR)
    ):
        messages.add_message(request, level, "A message.")
    pay = [
        {"from": "2024-01-01", "eur": 2500.5, "region": "Flanders"},
        {"from": "2026-01-01", "eur": 2700, "region": "Flanders"},
        {"from": "2024-01-01", "eur": 2400, "region": "Brussels"},
        {"from": "2025-07-01", "eur": 2600, "region": "Brussels"},
    ]
    reasons = [
        {"reason": "nobody", "posts": 1200},
        {"reason": "not allowed: every route is closed, and none would open", "posts": 30},
        {"reason": "?", "posts": None},
    ]
    context = {
        "form": form,
        "formset": formset,
        "amount": 46632.5,
        "none": None,
        "big": 1234567,
        "share": 0.123,
        "date": date(2026, 11, 21),
        "country": "MA",
        "region": "german_community",
        "states": list(STATES),
        "marks": list(MARKS),
        "reference": {
            "source": "A decree",
            "article": "art. 17",
            "url": "https://example.org/decree",
            "basis": "guidance",
        },
        "tiles": [("Posts", 1234), ("Filled", 900), ("Not known", None)],
        "waterfall": [
            {"label": "Posts", "start": 0, "end": 1000, "value": 1000, "tone": "whole"},
            {"label": "Filled from the region", "start": 1000, "end": 400, "value": 600, "tone": "filled"},
            {"label": "Nobody in reach", "start": 400, "end": 100, "value": 300, "tone": "reason"},
            {"label": "Not known", "start": None, "end": None, "value": None, "tone": "open"},
        ],
        "columns": range(1, 13),
        "steps": charts.steps(
            pay, "from", "eur", series="region", title="Pay a month", y_title="EUR", until="2026-11-21"
        ),
        "bars": charts.bars(reasons, "reason", "posts", title="Posts by reason"),
        "page": Paginator(range(200), 10).page(7),
    }
    template = engines["django"].from_string(TEMPLATE.read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request))


def part(request: HttpRequest) -> HttpResponse:
    """What htmx fetches."""
    return HttpResponse('<p class="govuk-body" data-announce>Three routes are open.</p>')


def polled(request: HttpRequest) -> HttpResponse:
    """What htmx fetches by itself, again and again; it looks the same."""
    address = reverse("specimen_polled")
    return HttpResponse(
        f'<div id="polled" hx-get="{address}" hx-trigger="every 400ms" hx-swap="outerHTML"><p class="govuk-body round">'
        'Round 1</p><button class="govuk-button govuk-button--secondary" type="button">Stop</button></div>'
    )


urlpatterns = i18n_patterns(
    path("specimen/", specimen, name="specimen"),
    path("specimen/part/", part, name="specimen_part"),
    path("specimen/polled/", polled, name="specimen_polled"),
)
urlpatterns += urls.urlpatterns
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
