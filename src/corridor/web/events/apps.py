"""The app `events`."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The app `events`."""

    name = "corridor.web.events"
    label = "events"
