"""Addresses of `evidence`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.evidence import views

app_name = "evidence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
]
