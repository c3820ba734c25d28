"""How every page comes to its draft, and who comments: by link or by account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from corridor.web.design.faults import said
from corridor.web.design.names import language
from corridor.web.drafts.errors import DraftRefusal
from corridor.web.drafts.mail import USE
from corridor.web.drafts.models import Draft, Phase, Round
from corridor.web.drafts.queries import drafts_of, own_contacts, visible
from corridor.web.organisations.permission import require
from corridor.web.stakeholders import links
from corridor.web.stakeholders.domain import contact_for
from corridor.web.stakeholders.errors import LinkError
from corridor.web.stakeholders.models import Contact

TOKEN = "drafts_link"
"""Where the session keeps the token of a link that was followed."""
View = Callable[..., HttpResponse]


def seen(request: HttpRequest, slug: str) -> Draft:
    """A draft that the reader may see.

    Raises:
        Http404: there is none for them.
    """
    if request.user.is_authenticated:
        prefetch_related_objects([request.user], "memberships")
    return get_object_or_404(visible(request.user), slug=slug)


def on_draft(permission: str) -> Callable[[View], View]:
    """A view for those who work on a draft: strangers do not learn of it (404), others are refused (403)."""

    def around(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            prefetch_related_objects([user], "memberships")
            draft = get_object_or_404(drafts_of(user), slug=slug)
            require(user, permission, draft)
            return view(request, draft, **kwargs)

        return login_required(checked, login_url="account_login")

    return around


def round_of(draft: Draft, number: int, *, published: bool = False) -> Round:
    """A round of a draft by its number.

    Raises:
        Http404: there is none, or nobody may read it yet.
    """
    rows = draft.rounds.exclude(published_at=None) if published else draft.rounds.all()
    found = get_object_or_404(rows, number=number)
    found.draft = draft
    return found


def present(draft: Draft) -> Round:
    """The round that everybody reads now: the last one that was published.

    Raises:
        Http404: none was.
    """
    found = draft.rounds.exclude(published_at=None).last()
    if found is None:
        raise Http404("no round of this draft is published")
    found.draft = draft
    return found


@dataclass(frozen=True)
class Participant:
    """Who reads a draft to comment on it.

    Attributes:
        contacts: the contacts that they are; empty for somebody who has not commented yet, or is not known.
        by_link: they came by a link, not by an account.
        known: they can comment.
    """

    contacts: tuple[Contact, ...]
    by_link: bool
    known: bool


def participant(request: HttpRequest, draft: Draft) -> Participant:
    """Who the reader is: by the link that they followed to this draft, else by their account."""
    if (token := request.session.get(TOKEN)) and (contact := _by(token, draft)):
        return Participant((contact,), True, True)
    return Participant(tuple(own_contacts(draft, request.user)), False, request.user.is_authenticated)


def _by(token: str, draft: Draft) -> Contact | None:
    try:
        contact, about = links.read(token, USE)
    except LinkError:
        return None
    return contact if about == draft.pk.hex and contact.organisation_id == draft.organisation_id else None


def contact_of(request: HttpRequest, draft: Draft, who: Participant) -> Contact:
    """The contact in whose name a comment is made; made for an account that has none yet.

    Raises:
        DraftRefusal: the person came by an account whose address is not confirmed: it may be somebody else's.
    """
    user: Any = request.user
    if not who.by_link and not user.emailaddress_set.filter(verified=True, email__iexact=user.email).exists():
        raise DraftRefusal("address_not_confirmed")
    if who.contacts:
        return who.contacts[0]
    return contact_for(
        organisation=draft.organisation, email=user.email, name=user.name, language=language(), actor=user
    )


def frame(request: HttpRequest, draft: Draft, place: str, **more: Any) -> dict[str, Any]:
    """What every page of a draft shows."""
    user: Any = request.user
    return {
        "draft": draft,
        "place": place,
        "may_view": user.has_perm("drafts.view_draft", draft),
        "may_change": user.has_perm("drafts.change_draft", draft),
        "may_export": user.has_perm("drafts.export_comments", draft),
        **more,
    }


def tell(request: HttpRequest, error: Any) -> None:
    """Say on the next page why something was refused."""
    messages.error(request, said(error))


def is_open(round: Round) -> bool:
    """Whether comments are taken today."""
    return round.phase == Phase.OPEN


def site(request: HttpRequest) -> str:
    """The beginning of whole addresses: `https://host`."""
    return request.build_absolute_uri("/").rstrip("/")
