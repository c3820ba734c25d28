"""Addresses of `following`."""

from __future__ import annotations

from django.urls import URLPattern, path

from corridor.web.following.views import logs, numbers, schemes

app_name = "following"
urlpatterns: list[URLPattern] = [
    path("", schemes.scheme_list, name="list"),
    path("new/", schemes.create, name="create"),
    path("template.<str:form>", logs.template, name="template"),
    path("columns/", logs.columns, name="columns"),
    path("<uuid:key>/", schemes.detail, name="detail"),
    path("<uuid:key>/delete/", schemes.delete, name="delete"),
    path("<uuid:key>/design.yaml", schemes.design, name="design"),
    path("<uuid:key>/upload/", logs.upload, name="upload"),
    path("<uuid:key>/log.<str:form>", logs.download, name="download"),
    path("<uuid:key>/example.csv", logs.example, name="example"),
    path("<uuid:key>/quarantine/", logs.quarantine, name="quarantine"),
    path("<uuid:key>/quarantine.csv", logs.quarantine_file, name="quarantine_file"),
    path("<uuid:key>/quarantine/clear/", logs.clear, name="clear"),
    path("<uuid:key>/indicators/", numbers.indicators, name="indicators"),
    path("<uuid:key>/indicators.csv", numbers.indicators_file, name="indicators_file"),
    path("<uuid:key>/forecast/", numbers.forecast, name="forecast"),
    path("<uuid:key>/report/", numbers.reports, name="reports"),
    path("<uuid:key>/report.html", numbers.report, name="report"),
]
