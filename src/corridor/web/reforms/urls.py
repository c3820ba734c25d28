"""Addresses of `reforms`."""

from __future__ import annotations

from django.urls import path

from corridor.web.reforms.views import keeping, laboratory, listing

app_name = "reforms"
urlpatterns = [
    path("", listing.index, name="index"),
    path("saved/<uuid:key>/", listing.detail, name="detail"),
    path("saved/<uuid:key>/change/", keeping.change, name="change"),
    path("saved/<uuid:key>/duplicate/", keeping.duplicate, name="duplicate"),
    path("saved/<uuid:key>/delete/", keeping.delete, name="delete"),
    path("saved/<uuid:key>/reform.yaml", keeping.download, name="download"),
    path("<uuid:key>/", laboratory.laboratory, name="laboratory"),
    path("<uuid:key>/open/", laboratory.open_file, name="open"),
    path("<uuid:key>/compare/", listing.compare, name="compare"),
    path("<uuid:key>/save/", keeping.save, name="save"),
    path("<uuid:key>/file/", keeping.take, name="take"),
    path("<uuid:key>/plan/", keeping.plan_under, name="plan"),
]
