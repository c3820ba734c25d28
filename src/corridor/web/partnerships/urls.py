"""Addresses of `partnerships`."""

from __future__ import annotations

from django.urls import URLPattern, path

from corridor.web.partnerships.views import designs, guided_form, registry, simulation, sizing

app_name = "partnerships"
urlpatterns: list[URLPattern] = [
    path("", registry.index, name="index"),
    path("schemes/<slug:key>/", registry.scheme, name="scheme"),
    path("compare/", registry.compare, name="compare"),
    path("schemes.csv", registry.csv, name="csv"),
    path("schemes.jsonld", registry.jsonld, name="jsonld"),
    path("designs/", designs.designs, name="designs"),
    path("designs/new/", designs.create, name="design_create"),
    path("designs/<slug:key>/", simulation.design, name="design"),
    path("designs/<slug:key>/design.yaml", simulation.download, name="design_download"),
    path("designs/<slug:key>/save/", simulation.save, name="design_save"),
    path("designs/<slug:key>/edit/", designs.edit, name="design_edit"),
    path("designs/<slug:key>/form/", guided_form.form, name="design_form"),
    path("designs/<slug:key>/delete/", designs.delete, name="design_delete"),
    path("sizing/", sizing.sizing, name="sizing"),
    path("designs/<slug:key>/checks/", designs.checks, name="design_checks"),
]
