"""Addresses of `shortages`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, register_converter

from corridor.web.shortages import every_list, views


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
    path("lists/", every_list.lists, name="lists"),
    path("lists/<slug:name>/", every_list.one_list, name="one_list"),
    path("lists/<slug:name>/titles.csv", every_list.one_list_csv, name="one_list_csv"),
    path("regions/", every_list.regions, name="regions"),
    path("<isco:code>/every-list/", every_list.occupation, name="every_list"),
    path("<isco:code>/every-list.csv", every_list.occupation_csv, name="every_list_csv"),
    path("<isco:code>/", views.detail, name="detail"),
    path("<isco:code>/lists.csv", views.detail_csv, name="detail_csv"),
]
