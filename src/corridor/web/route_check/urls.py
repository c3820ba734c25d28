"""Addresses of `route_check`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "route_check"
urlpatterns: list[URLPattern | URLResolver] = []
