"""The addresses of the app `drafts`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "drafts"
urlpatterns: list[URLPattern] = []
