"""What waits for those who consult: evidence whose source says something else now."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corridor.web.chain.models import EvidenceItem
from corridor.web.chain.rules import WRITERS
from corridor.web.design.templatetags.design import in_language
from corridor.web.organisations.permission import organisation_ids
from corridor.web.programmes.models import Programme

SHOWN = 5


def home_blocks(user: Any) -> list[dict[str, Any]]:
    """Programmes of a person's organisations with changed evidence, those with most first."""
    organisations = organisation_ids(user, *WRITERS)
    if not organisations:
        return []
    changed = EvidenceItem.objects.filter(programme__organisation__in=organisations, now__isnull=False)
    counted = list(changed.order_by().values("programme").annotate(n=Count("pk")).order_by("-n", "programme")[:SHOWN])
    if not counted:
        return []
    programmes = Programme.objects.in_bulk([row["programme"] for row in counted])
    entries = [
        {
            "text": in_language(programmes[row["programme"]].title),
            "href": reverse("chain:checks", args=[row["programme"]]),
            "note": ngettext("%(n)s changed source", "%(n)s changed sources", row["n"]) % {"n": row["n"]},
        }
        for row in counted
    ]
    return [{"title": _("Evidence that has changed"), "entries": entries, "order": 40}]
