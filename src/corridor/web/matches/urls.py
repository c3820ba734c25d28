"""Addresses of `matches`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "matches"
urlpatterns: list[URLPattern | URLResolver] = []
