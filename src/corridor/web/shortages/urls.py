"""Addresses of `shortages`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "shortages"
urlpatterns: list[URLPattern | URLResolver] = []
