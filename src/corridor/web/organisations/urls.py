"""Addresses of `organisations`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.organisations import views

app_name = "organisations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.list_organisations, name="list"),
    path("new/", views.create, name="create"),
    path("invitation/", views.invited, name="invited"),
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
    path("<uuid:key>/", views.detail, name="detail"),
    path("<uuid:key>/change/", views.change, name="change"),
    path("<uuid:key>/open/", views.set_open, name="set_open"),
    path("<uuid:key>/leave/", views.leave, name="leave"),
    path("<uuid:key>/members/<uuid:user>/", views.member, name="member"),
    path("<uuid:key>/invitations/new/", views.invite, name="invite"),
    path("<uuid:key>/invitations/<uuid:invitation>/withdraw/", views.withdraw, name="withdraw"),
]
