"""Why a case was not changed. The texts are in the reader's language.

CaseRefused            it cannot be done, with the reason
└── Overtaken          somebody else changed it in the meantime
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class CaseRefused(Exception):
    """Something that cannot be done with a case as it stands."""

    def __init__(self, why: Any) -> None:
        self.why = why
        super().__init__(str(why))


class Overtaken(CaseRefused):
    """Somebody else changed the same thing since this page was opened. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has changed this since you opened the page. Nothing was saved."))
