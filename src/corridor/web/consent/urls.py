"""Addresses of `consent`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.consent import views

app_name = "consent"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.my_data, name="my_data"),
    path("name/", views.name, name="name"),
    path("purposes/<slug:purpose>/give/", views.give, name="give"),
    path("purposes/<slug:purpose>/withdraw/", views.withdraw, name="withdraw"),
    path("export/", views.download, name="export"),
    path("access/", views.access, name="access"),
    path("erase/", views.erase, name="erase"),
    path("erased/", views.erased, name="erased"),
]
