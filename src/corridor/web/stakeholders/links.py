"""Links for people without an account: a signed text that says who, for what use, about what, and until when.

Nothing is stored. A link ends with its day, with the key of the installation, with the contact that it names, and with
the address that it was made for: whoever reads the mail of an earlier address is let in nowhere.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from corridor.web.stakeholders.domain import heard_of
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
    said = {"c": contact.pk.hex, "u": use, "a": about, "e": ends, "m": _mark(contact)}
    return signing.dumps(said, salt=_SALT, compress=True)


def read(token: str, use: str) -> tuple[Contact, str]:
    """Whom a token lets in, and about what.

    Raises:
        LinkError: `expired`, or `broken`: forged, for another use, or its contact is gone or has another address.
    """
    if len(token) > LONGEST:
        raise LinkError("broken")
    try:
        said = signing.loads(token, salt=_SALT)
        key, about, ends = UUID(said["c"]), str(said["a"]), int(said["e"])
        meant, mark = said["u"], str(said["m"])
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise LinkError("broken") from error
    if meant != use:
        raise LinkError("broken")
    if ends <= timezone.now().timestamp():
        raise LinkError("expired")
    contact = Contact.objects.select_related("organisation", "body", "user").filter(pk=key).first()
    if contact is None or contact.organisation.closed_at is not None:
        raise LinkError("broken")
    if not constant_time_compare(mark, _mark(contact)):
        raise LinkError("broken")
    # Who opens a link that only their mail holds is heard of; once a day is often enough.
    if contact.heard_at < timezone.now() - timedelta(days=1):
        heard_of(contact=contact)
    return contact, about


def _mark(contact: Contact) -> str:
    """A mark of the address that nobody can tell the address from."""
    return salted_hmac(_SALT, contact.email, algorithm="sha256").hexdigest()[:32]
