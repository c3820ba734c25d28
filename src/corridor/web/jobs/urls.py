"""Addresses of `jobs`."""

from django.urls import path

from corridor.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:key>/", views.job_progress, name="progress"),
    path("<uuid:key>/stop/", views.stop_job, name="stop"),
]
