"""Addresses of `attractiveness`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.attractiveness import views

app_name = "attractiveness"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("published.csv", views.published_csv, name="published_csv"),
    path("framework/", views.framework, name="framework"),
    path("ranks/", views.ranks, name="ranks"),
    path("template-<slug:group>.csv", views.template, name="template"),
]
