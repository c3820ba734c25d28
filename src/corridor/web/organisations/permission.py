"""Permission checks for views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from corridor.web.organisations.models import Organisation


def require(user: Any, permission: str, thing: Any = None) -> None:
    """Refuse unless the person has a permission on a thing.

    Raises:
        PermissionDenied: they have not.
    """
    if not user.has_perm(permission, thing):
        raise PermissionDenied(permission)


def permitted(permission: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A view for those who have a permission without regard to an object; others sign in or are refused."""

    def around(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, permission)
            return view(request, *args, **kwargs)

        return checked

    return around


def organisations_with(user: Any, *roles: str) -> list[Organisation]:
    """The organisations in which a person has one of these roles (without roles: any role), by name."""
    if not user.is_authenticated:
        return []
    found = {
        m.organisation.pk: m.organisation
        for m in user.memberships.select_related("organisation")
        if (not roles or m.role in roles) and m.organisation.closed_at is None
    }
    return sorted(found.values(), key=lambda o: o.name)


def organisation_ids(user: Any, *roles: str) -> set[UUID]:
    """The keys of `organisations_with`."""
    return {organisation.pk for organisation in organisations_with(user, *roles)}
