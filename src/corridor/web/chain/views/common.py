"""How every page comes to its programme and item, and how faults are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from corridor.consultation.errors import ConsultationErrors
from corridor.told import ToldError
from corridor.web.chain.kinds import KINDS, Kind
from corridor.web.chain.queries import item_of, programmes_of
from corridor.web.chain.rules import may, must
from corridor.web.design.names import language

LONGEST = 400
MOST_FAULTS = 50
View = Callable[..., HttpResponseBase]


def of_programme(permission: str) -> Callable[[View], View]:
    """A view of a programme: others see nothing of it (404), sign in, or are refused."""

    def around(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, programme: UUID, **kwargs: Any) -> HttpResponseBase:
            found = programmes_of(request.user).filter(pk=programme).first()
            if found is None:
                raise Http404
            if not may(request.user, permission, found):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                must(request.user, permission, found)
            return view(request, found, **kwargs)

        return checked

    return around


def kind_named(name: str) -> Kind:
    """The kind of an address.

    Raises:
        Http404: there is none.
    """
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def item_named(programme: Any, kind: str, key: str) -> Any:
    """The item of an address.

    Raises:
        Http404: there is none.
    """
    found = item_of(programme, kind_named(kind), key)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Told:
    """A fault in the page's language: where, what is wrong, what to do."""

    place: str
    message: str
    remedy: str


def told(error: ToldError) -> list[Told]:
    """An error as the page says it; several where it holds several."""
    errors: Any = error.errors if isinstance(error, ConsultationErrors) else (error,)
    return [_one(each) for each in errors[:MOST_FAULTS]]


def _one(error: Any) -> Told:
    message, remedy = error.told(language())
    return Told(str(error.place)[:LONGEST], message[:1].upper() + message[1:LONGEST], remedy[:LONGEST])


def refused(error: ToldError) -> int:
    """The status of a page that says why a file was not made."""
    return 429 if error.key == "too_many_files" else 409


def rights(request: HttpRequest, programme: Any) -> dict[str, Any]:
    """What every page of a programme needs: the programme, and what the person may do there."""
    works = may(request.user, "chain.view_work", programme)
    return {
        "programme": programme,
        "may_view_work": works,
        "may_change": works and may(request.user, "chain.change_chain", programme),
        "may_run": works and may(request.user, "chain.run_chain", programme),
        "kinds": list(KINDS.values()),
    }


def posted(request: HttpRequest) -> Any:
    """What was sent with a form, also where every box of it is empty; None where nothing was sent."""
    return request.POST if request.method == "POST" else None


def handed(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to take along."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
