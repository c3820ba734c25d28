"""The addresses of the app `chain`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "chain"
urlpatterns: list[URLPattern] = []
