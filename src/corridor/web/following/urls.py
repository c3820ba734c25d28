"""Addresses of `following`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "following"
urlpatterns: list[URLPattern] = []
