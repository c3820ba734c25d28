"""The app `route_check`."""

from django.apps import AppConfig


class RouteCheckConfig(AppConfig):
    """The app `route_check`."""

    name = "corridor.web.route_check"
    label = "route_check"
