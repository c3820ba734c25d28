"""Addresses of `plans`."""

from __future__ import annotations

from django.urls import path

from corridor.web.plans.views import listing, making, reading, rows, taking

app_name = "plans"
urlpatterns = [
    path("", listing.list_, name="list"),
    path("new/", making.create, name="create"),
    path("compare/", listing.compare, name="compare"),
    path("<uuid:key>/", reading.detail, name="detail"),
    path("<uuid:key>/again/", making.again, name="again"),
    path("<uuid:key>/publish/", making.publish, name="publish"),
    path("<uuid:key>/delete/", making.delete, name="delete"),
    path("<uuid:key>/occupations/", rows.occupations, name="occupations"),
    path("<uuid:key>/occupations/<slug:code>/", rows.occupation, name="occupation"),
    path("<uuid:key>/vacancies/<path:vacancy>/", rows.vacancy, name="vacancy"),
    path("<uuid:key>/levers/", reading.levers, name="levers"),
    path("<uuid:key>/reforms/", reading.reforms, name="reforms"),
    path("<uuid:key>/audit/", reading.audit, name="audit"),
    path("<uuid:key>/provenance/", reading.provenance, name="provenance"),
    path("<uuid:key>/report/", taking.report, name="report"),
    path("<uuid:key>/download/<str:file>", taking.download, name="download"),
]
