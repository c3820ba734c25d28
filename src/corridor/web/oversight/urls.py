"""Addresses of `oversight`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.oversight import views

app_name = "oversight"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("health/", views.health, name="health"),
    path("jobs/", views.jobs, name="jobs"),
    path("users/", views.users, name="users"),
    path("users/<uuid:key>/", views.user, name="user"),
    path("users/<uuid:key>/open/", views.set_open, name="set_open"),
    path("users/<uuid:key>/administrator/", views.set_administrator, name="set_administrator"),
    path("users/<uuid:key>/erase/", views.erase, name="erase"),
    path("retention/", views.retain, name="retention"),
    path("audit/", views.trail, name="trail"),
]
