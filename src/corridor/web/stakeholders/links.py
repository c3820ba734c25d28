"""Links for people without an account: a signed text that says who, for what use, about what, and until when.

Nothing is stored. A link ends with its day, with the key of the installation, and with the contact that it names.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils import timezone

from corridor.web.stakeholders.errors import LinkError
from corridor.web.stakeholders.models import Contact

MINE = "mine"
"""The use of the link to a person's own page."""
DAYS = 30
"""How long a link to one's own page works."""
_SALT = "corridor.stakeholders.link"
LONGEST = 1000
"""Characters; what is longer is no token of ours and is not even read."""


def make(contact: Contact, use: str, *, about: str = "", days: int) -> str:
    """A token for an address.

    Args:
        contact: whom the link lets in.
        use: what it is for (`mine`, `comment`, ...); it opens nothing else.
        about: the key of the thing that it is about.
        days: how long it works.
    """
    ends = int((timezone.now() + timedelta(days=days)).timestamp())
    said = {"c": contact.pk.hex, "u": use, "a": about, "e": ends}
    return signing.dumps(said, salt=_SALT, compress=True)


def read(token: str, use: str) -> tuple[Contact, str]:
    """Whom a token lets in, and about what.

    Raises:
        LinkError: `expired`, or `broken`: forged, for another use, or its contact is gone.
    """
    if len(token) > LONGEST:
        raise LinkError("broken")
    try:
        said = signing.loads(token, salt=_SALT)
        key, about, ends, meant = UUID(said["c"]), str(said["a"]), int(said["e"]), said["u"]
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise LinkError("broken") from error
    if meant != use:
        raise LinkError("broken")
    if ends <= timezone.now().timestamp():
        raise LinkError("expired")
    contact = Contact.objects.select_related("organisation", "body", "user").filter(pk=key).first()
    if contact is None or contact.organisation.closed_at is not None:
        raise LinkError("broken")
    return contact, about
