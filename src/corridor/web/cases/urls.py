"""Addresses of `cases`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from corridor.web.cases.views import cases, checklist, deadlines, local_pages, messages, work

app_name = "cases"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", cases.case_list, name="list"),
    path("new", cases.create, name="create"),
    path("due", deadlines.due, name="due"),
    path("calendar", deadlines.calendars, name="calendar"),
    path("calendar/<uuid:feed>/revoke", deadlines.revoke, name="calendar_revoke"),
    path("calendar/<slug:secret>.ics", deadlines.calendar_feed, name="calendar_feed"),
    path("invitation/<slug:secret>", work.accept, name="accept"),
    path("pages", local_pages.local_pages, name="local_pages"),
    path("pages/own", local_pages.own_pages, name="own_pages"),
    path("pages/new", local_pages.write_page, name="write_page"),
    path("pages/<uuid:pk>", local_pages.local_page, name="local_page"),
    path("pages/<uuid:pk>/change", local_pages.rewrite_page, name="rewrite_page"),
    path("pages/<uuid:pk>/publish", local_pages.publish_page, name="publish_page"),
    path("pages/<uuid:pk>/history", local_pages.page_history, name="page_history"),
    path("<uuid:pk>", cases.detail, name="detail"),
    path("<uuid:pk>/law", cases.take_over, name="take_over"),
    path("<uuid:pk>/history", cases.history_page, name="history"),
    path("<uuid:pk>/export", cases.export, name="export"),
    path("<uuid:pk>/case-file", cases.export_case_file, name="case_file"),
    path("<uuid:pk>/facts", work.facts_start, name="facts_start"),
    path("<uuid:pk>/facts/<slug:group>", work.facts_of_group, name="facts"),
    path("<uuid:pk>/plan", work.plan, name="plan"),
    path("<uuid:pk>/route", work.route, name="route"),
    path("<uuid:pk>/route/<slug:route>", work.one_route, name="one_route"),
    path("<uuid:pk>/people", work.people, name="people"),
    path("<uuid:pk>/state/<slug:verb>", work.move, name="move"),
    path("<uuid:pk>/checklist", checklist.checklist, name="checklist"),
    path("<uuid:pk>/checklist/<uuid:item>", checklist.item, name="item"),
    path("<uuid:pk>/checklist/<uuid:item>/upload", checklist.upload, name="upload"),
    path("<uuid:pk>/documents/<uuid:document>", checklist.document, name="document"),
    path("<uuid:pk>/documents/<uuid:document>/delete", checklist.delete_document, name="delete_document"),
    path("<uuid:pk>/messages", messages.threads, name="messages"),
    path("<uuid:pk>/messages/<uuid:thread>", messages.thread, name="thread"),
    path("<uuid:pk>/deadlines", deadlines.deadlines, name="deadlines"),
    path("<uuid:pk>/deadlines/mark", deadlines.mark, name="mark_deadline"),
]
