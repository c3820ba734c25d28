"""What all pages of a case share: finding it, its navigation, and what happens when somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from corridor.rules.errors import CaseError
from corridor.web.cases.answering import route_label
from corridor.web.cases.errors import CaseRefused, Overtaken
from corridor.web.cases.forms.case import told
from corridor.web.cases.models import Case, Party
from corridor.web.cases.queries import cases_of, may_be_worked
from corridor.web.cases.rules import may, must, party_of

View = Callable[..., HttpResponse]


def today() -> date:
    """The day of the installation."""
    return timezone.localdate()


def member(view: View) -> View:
    """A view for people who are signed in, with their roles read once."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        prefetch_related_objects([user], "memberships")
        return view(request, *args, **kwargs)

    return login_required(checked, login_url="account_login")


def permitted(permission: str) -> Callable[[View], View]:
    """A view for those who have a permission without regard to an object."""

    def around(view: View) -> View:
        @member
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            must(request.user, permission)
            return view(request, *args, **kwargs)

        return checked

    return around


def on_case(permission: str = "cases.view_case", *, works: bool = True) -> Callable[[View], View]:
    """A view of one case: 404 where it is not the person's, 403 where they may not do this.

    Args:
        permission: what is asked of the person on the case.
        works: the page shows or changes the file; without the person's consent to it advisers and employers do not.
    """

    def around(view: View) -> View:
        @member
        @wraps(view)
        def checked(request: HttpRequest, pk: UUID, **kwargs: Any) -> HttpResponse:
            case = get_object_or_404(cases_of(request.user).select_related("organisation", "employer", "talent"), pk=pk)
            must(request.user, permission, case)
            if works and party_of(request.user, case) != Party.TALENT and not may_be_worked(case):
                return render(request, "cases/withdrawn.html", frame(request, case, ""), status=403)
            return view(request, case, **kwargs)

        return checked

    return around


def frame(request: HttpRequest, case: Case, place: str, **more: Any) -> dict[str, Any]:
    """What every page of a case shows: the case, as what the person takes part, and where one can go."""
    party = party_of(request.user, case)
    return {
        "case": case,
        "party": party,
        "place": place,
        "places": places(request.user, case, party),
        "may_change": may(request.user, "cases.change_case", case) and not case.ended,
        "route_label": route_label(case.region, case.route) if case.route else None,
        "today": today(),
        **more,
    }


def places(user: Any, case: Case, party: str | None) -> list[tuple[str, str, str]]:
    """The pages of a case for a party: name, address name, title."""
    found = [("detail", "cases:detail", _("Overview"))]
    if may(user, "cases.change_case", case):
        found.append(("facts", "cases:facts_start", _("Facts")))
    if party in (Party.ADVISER, Party.TALENT):
        found.append(("route", "cases:route", _("Route")))
    found += [
        ("checklist", "cases:checklist", _("Checklist")),
        ("deadlines", "cases:deadlines", _("Deadlines")),
        ("messages", "cases:messages", _("Messages")),
    ]
    if party == Party.ADVISER:
        found.append(("people", "cases:people", _("People")))
    if party in (Party.ADVISER, Party.TALENT):
        found.append(("history", "cases:history", _("History")))
    return found


def attempt(request: HttpRequest, form: Form, act: Callable[[], Any]) -> bool:
    """Do what a valid form asks for. What is refused becomes an error of the form, with the input kept.

    Where somebody else was faster, the form takes the present version: sending it again then counts.
    """
    try:
        act()
    except Overtaken as error:
        form.add_error(None, str(error))
        form.overtaken = True  # type: ignore[attr-defined]
        return False
    except CaseRefused as error:
        form.add_error(None, str(error.why))
        return False
    except CaseError as error:
        form.add_error(None, told(error))
        return False
    return True


def with_version(form: Any, version: int) -> Form:
    """The form with another version in its hidden field, so that it can be sent again knowingly."""
    data = form.data.copy()
    data[form.add_prefix("version")] = str(version)
    form.data = data
    found: Form = form
    return found


def refused(request: HttpRequest, error: CaseRefused) -> None:
    """Tell on the next page why something was not done."""
    messages.error(request, str(error.why))
