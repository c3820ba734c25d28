"""Addresses of `route_check`. None of them ever holds a fact of a case."""

from __future__ import annotations

from django.urls import path

from corridor.web.route_check import views

app_name = "route_check"
urlpatterns = [
    path("", views.start, name="start"),
    path("question", views.question, name="question"),
    path("facts", views.facts, name="facts"),
    path("case-file", views.upload, name="upload"),
    path("answer", views.result, name="result"),
    path("answer/print", views.printable, name="printable"),
    path("answer/route", views.route, name="route"),
    path("answer/what-if", views.compare, name="what_if"),
    path("answer/pdf", views.pdf, name="pdf"),
    path("answer/json", views.answer_json, name="answer_json"),
    path("answer/case-file", views.case_file, name="case_file"),
]
