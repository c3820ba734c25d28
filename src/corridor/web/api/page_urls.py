"""Addresses of the pages about the API."""

from django.urls import path

from corridor.web.api import pages

app_name = "api"
urlpatterns = [
    path("", pages.reference, name="reference"),
    path("tokens/", pages.tokens, name="tokens"),
    path("tokens/<uuid:key>/revoke/", pages.revoke, name="revoke"),
]
