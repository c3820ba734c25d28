"""Addresses of `matches`."""

from __future__ import annotations

from django.urls import path

from corridor.web.matches import views

app_name = "matches"
urlpatterns = [
    path("", views.index, name="index"),
    path("decisions/", views.decisions, name="decisions"),
    path("mine/", views.mine, name="mine"),
    path("<uuid:key>/vacancies/", views.vacancies, name="vacancies"),
    path("<uuid:key>/people/", views.talents, name="talents"),
    path("<uuid:key>/vacancy/<str:vacancy>/", views.vacancy, name="vacancy"),
    path("<uuid:key>/person/<str:talent>/", views.talent, name="talent"),
    path("<uuid:key>/pair/<str:vacancy>/<str:talent>/", views.pair, name="pair"),
]
