"""Addresses of `reforms`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "reforms"
urlpatterns: list[URLPattern | URLResolver] = []
