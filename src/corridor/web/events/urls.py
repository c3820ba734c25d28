"""The addresses of the app `events`."""

from __future__ import annotations

from django.urls import path

from corridor.web.events.views import editing, exchange, public, registration, running

app_name = "events"
urlpatterns = [
    path("", public.index, name="list"),
    path("new/", editing.create, name="create"),
    path("ship/", editing.ship, name="ship"),
    path("import/", exchange.import_event, name="import_event"),
    path("<slug:slug>/", public.detail, name="detail"),
    path("<slug:slug>/agenda.<str:form>", public.agenda_file, name="agenda_file"),
    path("<slug:slug>/files/<uuid:pk>/", public.material, name="material"),
    path("<slug:slug>/register/", registration.register, name="register"),
    path("<slug:slug>/registered/", registration.registered, name="registered"),
    path("<slug:slug>/mine/<str:token>/", registration.mine, name="mine"),
    path("<slug:slug>/mine/<str:token>/change/", registration.change, name="change"),
    path("<slug:slug>/mine/<str:token>/cancel/", registration.cancel, name="cancel"),
    path("<slug:slug>/mine/<str:token>/list/", registration.join_list, name="join_list"),
    path("<slug:slug>/mine/<str:token>/calendar.ics", registration.calendar, name="calendar"),
    path("<slug:slug>/people/", running.people, name="people"),
    path("<slug:slug>/people/export.csv", exchange.export_people, name="export_people"),
    path("<slug:slug>/people/import/", exchange.import_people, name="import_people"),
    path("<slug:slug>/check-in/", running.check_in, name="check_in"),
    path("<slug:slug>/check-in/<str:code>/", running.check_in_code, name="check_in_code"),
    path("<slug:slug>/figures/", running.figures, name="figures"),
    path("<slug:slug>/figures.csv", running.figures_csv, name="figures_csv"),
    path("<slug:slug>/materials/", running.materials, name="materials"),
    path("<slug:slug>/materials/publish/", running.publish_materials, name="publish_materials"),
    path("<slug:slug>/materials/<uuid:pk>/delete/", running.delete_material, name="delete_material"),
    path("<slug:slug>/edit/", editing.edit, name="edit"),
    path("<slug:slug>/edit/agenda/", exchange.import_agenda, name="import_agenda"),
    path("<slug:slug>/edit/delete/", editing.delete, name="delete"),
    path("<slug:slug>/edit/days/new/", editing.day, name="new_day"),
    path("<slug:slug>/edit/days/<uuid:pk>/", editing.day, name="day"),
    path("<slug:slug>/edit/days/<uuid:pk>/delete/", editing.delete_day, name="delete_day"),
    path("<slug:slug>/edit/sessions/new/", editing.session, name="new_session"),
    path("<slug:slug>/edit/sessions/<uuid:pk>/", editing.session, name="session"),
    path("<slug:slug>/edit/sessions/<uuid:pk>/delete/", editing.delete_session, name="delete_session"),
    path("<slug:slug>/edit/state/<str:verb>/", editing.move, name="move"),
]
