"""The addresses of the app `stakeholders`."""

from __future__ import annotations

from django.urls import URLPattern, path

from corridor.web.stakeholders.views import directory, lists, own_page, people

app_name = "stakeholders"
urlpatterns: list[URLPattern] = [
    path("", directory.directory, name="list"),
    path("new/", directory.create, name="create"),
    path("import/", lists.upload, name="import"),
    path("import/example.csv", lists.example, name="example"),
    path("import/quarantine.csv", lists.quarantine_file, name="quarantine_file"),
    path("import/clear/", lists.clear, name="clear"),
    path("contact-list/", lists.contact_list, name="contact_list"),
    path("contact-list.csv", lists.contact_list_file, name="contact_list_file"),
    path("people/", people.people, name="people"),
    path("people/new/", people.create, name="person_create"),
    path("people/<uuid:key>/", people.person, name="person"),
    path("people/<uuid:key>/change/", people.change, name="person_change"),
    path("people/<uuid:key>/link/", people.link, name="person_link"),
    path("people/<uuid:key>/erase/", people.erase, name="person_erase"),
    path("people/<uuid:key>/agree/<slug:purpose>/", people.agree, name="person_agree"),
    path("people/<uuid:key>/withdraw/<slug:purpose>/", people.withdraw, name="person_withdraw"),
    path("mine/", own_page.own, name="own"),
    path("mine/ask/", own_page.ask, name="ask"),
    path("mine/erased/", own_page.erased, name="erased"),
    path("mine/<str:token>/", own_page.mine, name="mine"),
    path("mine/<str:token>/correct/", own_page.correct, name="mine_correct"),
    path("mine/<str:token>/export/", own_page.download, name="mine_export"),
    path("mine/<str:token>/erase/", own_page.erase, name="mine_erase"),
    path("mine/<str:token>/agree/<slug:purpose>/", own_page.agree, name="mine_agree"),
    path("mine/<str:token>/withdraw/<slug:purpose>/", own_page.withdraw, name="mine_withdraw"),
    path("<uuid:key>/", directory.detail, name="detail"),
    path("<uuid:key>/change/", directory.change, name="change"),
    path("<uuid:key>/remove/", directory.remove, name="remove"),
]
