"""The addresses of the app `programmes`."""

from __future__ import annotations

from django.urls import URLPattern, path

from corridor.web.programmes.views import editing, public

app_name = "programmes"
urlpatterns: list[URLPattern] = [
    path("", public.index, name="list"),
    path("new/", editing.create, name="create"),
    path("start/", editing.start, name="start"),
    path("<slug:slug>/", public.detail, name="detail"),
    path("<slug:slug>/calendar.ics", public.calendar, name="calendar"),
    path("<slug:slug>/change/", editing.change, name="change"),
    path("<slug:slug>/remove/", editing.remove, name="remove"),
    path("<slug:slug>/publish/", editing.publish, name="publish"),
    path("<slug:slug>/advisory-group/", editing.advisory_group, name="advisory_group"),
    path("<slug:slug>/steps/new/", editing.step_create, name="step_create"),
    path("<slug:slug>/steps/<uuid:key>/", editing.step_change, name="step_change"),
    path("<slug:slug>/steps/<uuid:key>/remove/", editing.step_remove, name="step_remove"),
    path("<slug:slug>/steps/<uuid:step>/deliverables/new/", editing.deliverable_create, name="deliverable_create"),
    path("<slug:slug>/deliverables/<uuid:key>/", editing.deliverable_change, name="deliverable_change"),
    path("<slug:slug>/deliverables/<uuid:key>/remove/", editing.deliverable_remove, name="deliverable_remove"),
]
