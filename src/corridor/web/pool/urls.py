"""Addresses of `pool`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "pool"
urlpatterns: list[URLPattern | URLResolver] = []
