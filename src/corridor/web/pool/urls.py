"""Addresses of `pool`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.pool.views import datasets, profile, quarantine, uploads

app_name = "pool"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", datasets.dataset_list, name="list"),
    path("upload/", uploads.upload, name="upload"),
    path("template/<str:kind>.<str:form>", uploads.template, name="template"),
    path("profiles/", datasets.take_in, name="take_in"),
    path("me/", profile.profile, name="profile"),
    path("me/occupations/", profile.occupations, name="occupations"),
    path("me/consent/", profile.agree, name="agree"),
    path("me/europass/", profile.europass, name="europass"),
    path("me/rows/<uuid:key>/", profile.my_row, name="my_row"),
    path("claim/<str:secret>/", profile.claim, name="claim"),
    path("<uuid:key>/", datasets.detail, name="detail"),
    path("<uuid:key>/columns/", uploads.mapping, name="mapping"),
    path("<uuid:key>/import/", uploads.restart, name="restart"),
    path("<uuid:key>/delete/", datasets.delete, name="delete"),
    path("<uuid:key>/rows.csv", datasets.download, {"form": "csv"}, name="download"),
    path("<uuid:key>/rows.parquet", datasets.download, {"form": "parquet"}, name="download_parquet"),
    path("<uuid:key>/row/", datasets.row, name="row"),
    path("<uuid:key>/row/invite/", datasets.invite, name="invite"),
    path("<uuid:key>/quarantine/", quarantine.quarantine, name="quarantine"),
    path("<uuid:key>/quarantine.csv", quarantine.quarantine_file, name="quarantine_file"),
    path("<uuid:key>/quarantine/file/", quarantine.corrected_file, name="corrected_file"),
    path("<uuid:key>/quarantine/<uuid:row>/", quarantine.correct, name="correct"),
    path("<uuid:key>/quarantine/<uuid:row>/discard/", quarantine.discard, name="discard"),
    path("<uuid:key>/quarantine/<uuid:row>/take-back/", quarantine.undo_discard, name="take_back"),
]
