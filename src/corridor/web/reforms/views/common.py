"""How every page comes to its plan and its reform, and says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from corridor.plan.errors import PlanError
from corridor.rules.errors import AmendmentError
from corridor.web.design.names import language
from corridor.web.design.templatetags.design import in_language
from corridor.web.plans.models import Plan
from corridor.web.plans.offered import examples
from corridor.web.plans.sight import Sight, sight
from corridor.web.reforms.controls import anchor
from corridor.web.reforms.documents import Document
from corridor.web.reforms.errors import ReformRefusal
from corridor.web.reforms.forms import LAW
from corridor.web.reforms.models import Reform
from corridor.web.reforms.queries import finished_plans, reforms_of
from corridor.web.reforms.state import can_change

LONGEST = 400
"""Characters of a message: it may repeat what was sent."""
ReadError = AmendmentError | ReformRefusal | PlanError


@dataclass(frozen=True)
class Told:
    """A fault in the page's language: what is wrong, what to do, and the id of the control that it is about."""

    place: str
    message: str
    remedy: str
    target: str = ""


def told(fault: ReadError, labels: Mapping[str, Any] | None = None) -> Told:
    """A fault as the page says it. `labels`: of what stands on the page, by path of the law."""
    message, remedy = fault.told(language())
    place, known = str(fault.place), labels or {}
    label = in_language(known[place]) if place in known else place if "." in place else ""
    return Told(
        label, message[:1].upper() + message[1:LONGEST], remedy[:LONGEST], anchor(place) if place in known else ""
    )


def labels_on(plan: Plan) -> dict[str, Any]:
    """What stands on the page, by path of the law."""
    can = can_change(plan.region, plan.date)
    items: list[Any] = [*can.values, *can.lists, *can.routes]
    found: dict[str, Any] = {item.path: item.label for item in items}
    return found | {c.path: route.label for route in can.routes for c in route.conditions}


def seen(request: HttpRequest, key: UUID) -> Sight:
    """A finished plan as the visitor may see it.

    Raises:
        Http404: there is none that they may see.
    """
    return sight(request.user, get_object_or_404(finished_plans(request.user), pk=key))


def reform_for(request: HttpRequest, key: UUID, permission: str = "reforms.view_reform") -> Reform:
    """A kept reform.

    Raises:
        Http404: there is none that the person may see. PermissionDenied: they may see it, but not do this.
    """
    with_roles(request)
    found = get_object_or_404(reforms_of(request.user), pk=key)
    if not request.user.has_perm(permission, found):
        raise PermissionDenied(permission)
    return found


def with_roles(request: HttpRequest) -> None:
    """Read the person's roles once, whatever number of things are asked about."""
    if request.user.is_authenticated:
        prefetch_related_objects([request.user], "memberships")


def may_keep(request: HttpRequest) -> HttpResponse | None:
    """None for those who may keep reforms; else the way to sign in.

    Raises:
        PermissionDenied: the visitor is signed in and may not.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
    if not request.user.has_perm("reforms.create_reform"):
        raise PermissionDenied("reforms.create_reform")
    return None


@dataclass(frozen=True)
class Chosen:
    """A reform that was chosen by its key: what it is called, its document, and the kept one behind it."""

    key: str
    label: Any
    document: Document | None
    reform: Reform | None = None


def chosen(request: HttpRequest, key: str) -> Chosen:
    """A reform by its key: `reform:` and its id, `example:` and its name, or `law` for the law as it is.

    Raises:
        Http404: there is none that the visitor may see.
    """
    kind, _, name = key.partition(":")
    if key in ("", LAW):
        return Chosen(LAW, None, None)
    if kind == "reform":
        try:
            found = reforms_of(request.user).filter(pk=UUID(name)).first()
        except ValueError:
            found = None
        if found is not None:
            return Chosen(key, found.name, found.document, found)
    for offer in examples():
        if offer.key == key:
            return Chosen(key, offer.label, offer.document)
    raise Http404


def on(plan: Plan) -> dict[str, Any]:
    """Region and day of a plan, as the parts of the laboratory ask for them."""
    return {"region": plan.region, "day": plan.date}
