"""How every page comes to its design, to the moved numbers, and says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from corridor.partnerships import design as library
from corridor.partnerships.months import month_end
from corridor.web.design.names import language
from corridor.web.partnerships.design_files import DesignFaults, Fault, Told, bounded, told
from corridor.web.partnerships.forms import TargetForm
from corridor.web.partnerships.models import Design
from corridor.web.partnerships.outcome import Outcome, Target, default_target
from corridor.web.partnerships.queries import Chosen, chosen
from corridor.web.partnerships.simulations import draws_for, simulated
from corridor.web.partnerships.sliders import Moves, moved, moves


def design_for(request: HttpRequest, key: str, permission: str = "partnerships.view_design") -> Chosen:
    """The design of a key.

    Raises:
        Http404: there is none that the person may see. PermissionDenied: they may see it, but not do this.
    """
    with_roles(request)
    found = chosen(request.user, key)
    if found is None:
        raise Http404
    if found.row is None:
        if permission != "partnerships.view_design":
            raise PermissionDenied(permission)
    elif not request.user.has_perm(permission, found.row):
        raise PermissionDenied(permission)
    return found


def own_design(request: HttpRequest, key: str, permission: str) -> Design:
    """A kept design that the person may change or delete; errors as of `design_for`."""
    found = design_for(request, key, permission)
    assert found.row is not None
    return found.row


def with_roles(request: HttpRequest) -> None:
    """Read the person's roles once, whatever number of things are asked about."""
    if request.user.is_authenticated:
        prefetch_related_objects([request.user], "memberships")


def may_keep(request: HttpRequest) -> HttpResponse | None:
    """None for those who may keep designs; else the way to sign in.

    Raises:
        PermissionDenied: the visitor is signed in and may not.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
    if not request.user.has_perm("partnerships.create_design"):
        raise PermissionDenied("partnerships.create_design")
    return None


@dataclass(frozen=True)
class Shown:
    """A design with its moved numbers, and what it comes to where nothing is wrong.

    `base` None: the library does not read the kept text any more. `outcome` None: see `faults`.
    """

    chosen: Chosen
    base: library.Design | None
    moves: Moves
    design: library.Design | None
    target: TargetForm | None
    outcome: Outcome | None
    faults: tuple[Told, ...] = ()

    @property
    def address(self) -> str:
        """Of the design's page."""
        return reverse("partnerships:design", args=[self.chosen.key])

    @property
    def query(self) -> str:
        """The moved numbers and the target as part of an address; empty where the design is as it is."""
        parts = dict(self.moves.query)
        if self.target is not None and self.target.is_bound and self.target.is_valid() and self.outcome is not None:
            target = self.outcome.target
            if target != self._usual:
                parts |= {"n": str(target.people), "by": target.by.isoformat()}
        return f"?{urlencode(parts)}" if parts else ""

    @property
    def _usual(self) -> Target | None:
        if self.outcome is None or self.base is None:
            return None
        return default_target(self.base, self.outcome.before or self.outcome.now)


def show(found: Chosen, data: Mapping[str, str], *, draws: int, whole: bool) -> Shown:
    """A design with what was sent, simulated.

    Args:
        found: the design.
        data: the fields of sliders and target; absent ones are as the design has them.
        draws: how often the unknown is drawn.
        whole: with the marginal cost and what the result hangs on.
    """
    try:
        base = found.design
        bounded(base)
    except DesignFaults as error:
        return Shown(found, None, Moves(), None, None, None, _told(error.faults, found.text))
    made = moves(base, data)
    end = month_end(base.start, base.horizon_months)
    design = moved(base, made)
    if made.faults:
        faults = _told(made.faults, "")
        return Shown(found, base, made, design, _target(data, base, end, None), None, faults)
    try:
        bounded(design)
        common = min(draws_for(base, draws), draws_for(design, draws))
        now = simulated(design, draws=common, whole=whole)
        before = simulated(base, draws=common) if made.values else None
    except DesignFaults as error:
        return Shown(found, base, made, design, _target(data, base, end, None), None, _told(error.faults, ""))
    usual = default_target(base, before or now)
    form = _target(data, base, end, usual)
    target = usual
    if form.is_bound and form.is_valid():
        target = Target(form.cleaned_data["n"], form.cleaned_data["by"])
    return Shown(found, base, made, design, form, Outcome(design, now, before, target))


def _target(data: Mapping[str, str], base: library.Design, end: Any, usual: Target | None) -> TargetForm:
    asked = {name: data[name] for name in ("n", "by") if name in data}
    first = {"n": usual.people, "by": usual.by} if usual else {}
    bound = {**{name: str(value) for name, value in first.items()}, **asked} if asked else None
    return TargetForm(bound, start=base.start, end=end, initial=first)


def _told(faults: tuple[Fault, ...], text: str) -> tuple[Told, ...]:
    return tuple(told(faults, text, language()))
