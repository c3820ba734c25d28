"""Addresses of `shortages`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, register_converter

from corridor.web.shortages import views


class Isco:
    """A unit group of ISCO-08 in an address."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


register_converter(Isco, "isco")

app_name = "shortages"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("occupations.csv", views.index_csv, name="index_csv"),
    path("compare/", views.compare, name="compare"),
    path("<isco:code>/", views.detail, name="detail"),
    path("<isco:code>/lists.csv", views.detail_csv, name="detail_csv"),
]
