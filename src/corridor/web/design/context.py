"""What the base template needs on every page: where one can go, in which languages, under which region's colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

REGIONS = frozenset({"flanders", "wallonia", "brussels", "german_community"})
PLACES = (
    ("route_check", "route_check:start", gettext_lazy("Route check")),
    ("law", "law:index", gettext_lazy("Law")),
    ("shortages", "shortages:index", gettext_lazy("Shortages")),
    ("evidence", "evidence:index", gettext_lazy("Evidence")),
    ("plans", "plans:list", gettext_lazy("Plans")),
    ("partnerships", "partnerships:index", gettext_lazy("Partnerships")),
    ("reforms", "reforms:index", gettext_lazy("Laboratory")),
    ("chain", "chain:index", gettext_lazy("Consultation")),
    ("pool", "pool:list", pgettext_lazy("navigation", "Data")),
    ("profile", "pool:profile", pgettext_lazy("navigation", "My profile")),
    ("matches", "matches:index", gettext_lazy("Workbench")),
    ("cases", "cases:list", gettext_lazy("Cases")),
    ("consent", "consent:my_data", gettext_lazy("My data")),
    ("oversight", "oversight:index", gettext_lazy("Oversight")),
)
UNDER = {"chain": frozenset({"programmes", "stakeholders", "events", "live", "drafts"})}
"""Apps without a place of their own: on their pages the place above them is the current one."""
EVERYBODY = frozenset({"route_check", "law", "shortages", "evidence", "plans", "partnerships", "reforms", "chain"})
ROLES_OF = {
    "pool": frozenset({"adviser", "analyst", "employer", "manager", "viewer"}),
    "profile": frozenset({"talent"}),
    "matches": frozenset({"adviser", "manager", "analyst"}),
    "oversight": frozenset({"administrator"}),
}
"""Places that only some roles see in the navigation; their views ask for permission all the same."""


@dataclass(frozen=True)
class Link:
    """An entry of the navigation; `current` on every page of its app."""

    name: str
    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class Tongue:
    """A language of the page, with the address of the same page in it."""

    code: str
    name: str
    href: str
    current: bool


def address(name: str) -> str:
    """The address of a view; empty where the installation does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shown(user: Any) -> frozenset[str]:
    """The names of the places that the navigation shows to a user."""
    if not getattr(user, "is_authenticated", False):
        return EVERYBODY
    roles = frozenset(getattr(user, "roles", ()) or ())
    if getattr(user, "is_superuser", False):
        roles |= {"administrator"}
    granted = {name for name, asked in ROLES_OF.items() if roles & asked}
    return EVERYBODY | {"cases", "consent"} | granted


@dataclass(frozen=True)
class Design:
    """The parts of the frame around a page, each made when the template first asks for it."""

    request: HttpRequest
    nav: Callable[[], frozenset[str]]

    @cached_property
    def navigation(self) -> list[Link]:
        """The places shown, in order; those that the installation lacks are left out."""
        here = getattr(self.request.resolver_match, "app_name", "")
        links = (
            Link(name, str(label), address(view), here == view.split(":")[0] or here in UNDER.get(name, ()))
            for name, view, label in PLACES
            if name in self.nav()
        )
        return [link for link in links if link.href]

    @cached_property
    def languages(self) -> list[Tongue]:
        """The languages, each with this page's address in it."""
        here, full = get_language(), self.request.get_full_path()
        return [Tongue(code, name, translate_url(full, code), code == here) for code, name in settings.LANGUAGES]

    @cached_property
    def words(self) -> dict[str, dict[str, Any]]:
        """Texts that scripts show."""
        return {
            "accordion": {
                "hideAllSections": _("Hide all sections"),
                "hideSection": pgettext("part of a page", "Hide"),
                "hideSectionAriaLabel": _("Hide this section"),
                "showAllSections": _("Show all sections"),
                "showSection": pgettext("part of a page", "Show"),
                "showSectionAriaLabel": _("Show this section"),
            },
            "page": {"updated": _("The page has been updated."), "failed": _("That did not work. Try again.")},
        }


def region(request: HttpRequest) -> str:
    """Whose colours the pages wear: those of the user's organisation, else of the installation, else `none`."""
    user = getattr(request, "user", None)
    own = getattr(user, "region", None) if getattr(user, "is_authenticated", False) else None
    found = str(own or getattr(settings, "CORRIDOR_REGION", ""))
    return found if found in REGIONS else "none"


def design(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `nav`, `brand_region` and `design`."""
    nav = SimpleLazyObject(lambda: shown(getattr(request, "user", None)))
    return {
        "nav": nav,
        "brand_region": SimpleLazyObject(lambda: region(request)),
        "design": Design(request, lambda: shown(getattr(request, "user", None))),
    }
