"""Addresses of `evidence`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.evidence import views

app_name = "evidence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("flows/", views.flows, name="flows"),
    path("flows.csv", views.flows_csv, name="flows_csv"),
    path("projections/", views.projections, name="projections"),
    path("projections/<slug:which>.csv", views.projections_csv, name="projections_csv"),
    path("retention/", views.retention, name="retention"),
    path("retention/published.csv", views.published_csv, name="published_csv"),
    path("retention/template.csv", views.spells_template, name="spells_template"),
    path("retention/file/", views.spells, name="spells"),
    path("measures/", views.measures, name="measures"),
    path("measures/template.csv", views.measure_template, name="measure_template"),
    path("measures/table/", views.measure_table, name="measure_table"),
    path("sources/", views.sources, name="sources"),
]
