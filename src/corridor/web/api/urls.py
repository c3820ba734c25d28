"""Addresses of the API: one for each version."""

from django.urls import path

from corridor.web.api.views import api

urlpatterns = [path("v1/", api.urls)]
