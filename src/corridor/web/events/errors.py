"""Why something was not done with an event. The texts are in the reader's language.

EventRefused           it cannot be done, with the reason
├── Full               no seat is left on some days
└── Overtaken          somebody else changed it in the meantime
MailNotTaken           some confirmations of an import could not be sent (in three languages, for the job)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from corridor.told import Refusal


class EventRefused(Exception):
    """Something that cannot be done with an event as it stands."""

    def __init__(self, why: Any) -> None:
        self.why = why
        super().__init__(str(why))


class Full(EventRefused):
    """No seat is left. `days`: the keys of the days, as they are in a form."""

    def __init__(self, days: Sequence[Any]) -> None:
        self.days = tuple(days)
        super().__init__(_("No seat is left on this day in this way. Choose another way of taking part."))


class Overtaken(EventRefused):
    """Somebody else changed the same thing since this page was opened. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has changed this since you opened the page. Nothing was saved."))


class MailNotTaken(Refusal):
    """The mail service did not take some messages of a job. `told(lang)` gives message and remedy."""

    texts = Path(__file__).parent / "messages.json"
