"""Objects of a page, for those who may."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from corridor.pool.errors import PoolError
from corridor.web.design.names import language
from corridor.web.organisations.permission import require
from corridor.web.pool.errors import PoolRefusal
from corridor.web.pool.forms.uploads import message
from corridor.web.pool.models import Dataset
from corridor.web.pool.queries import datasets_of


def dataset_for(request: HttpRequest, key: UUID, permission: str) -> Dataset:
    """A dataset in the person's sight.

    Raises:
        Http404: there is none such, or it is another organisation's.
        PermissionDenied: the person may see it, but not do this.
    """
    # Several permissions are asked on a page: the memberships are read once.
    user: Any = request.user
    prefetch_related_objects([user], "memberships")
    found = get_object_or_404(datasets_of(request.user).select_related("organisation", "created_by"), pk=key)
    require(request.user, permission, found)
    return found


def tell(request: HttpRequest, error: PoolRefusal | PoolError) -> None:
    """Say on the next page why something was refused."""
    if isinstance(error, PoolRefusal):
        messages.error(request, message(error))
        return
    wrong, remedy = error.told(language())
    messages.error(request, f"{error.place}: {wrong}; {remedy}")


def changes(request: HttpRequest, dataset: Dataset) -> bool:
    """Whether the person may change the dataset: for links and buttons."""
    user: Any = request.user
    return bool(user.has_perm("pool.change_dataset", dataset))
