"""Addresses of `law`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.law import views

app_name = "law"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("routes/<slug:name>/", views.route, name="route"),
    path("parameters/", views.parameters, name="parameters"),
    path("parameters/<slug:name>/", views.parameter, name="parameter"),
    path("parameters/<slug:name>/history.csv", views.parameter_csv, name="parameter_csv"),
    path("lists/", views.lists, name="lists"),
    path("lists/<slug:name>/", views.code_list, name="list"),
    path("lists/<slug:name>/list.csv", views.list_csv, name="list_csv"),
    path("search/", views.search, name="search"),
    path("compare/", views.compare, name="compare"),
    path("sources/", views.sources, name="sources"),
    path("sources/<str:name>/", views.source, name="source"),
    path("uncertain/", views.uncertain, name="uncertain"),
]
