"""What a chain knows of its items beyond a dossier's file, kept while the whole chain is replaced."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from corridor.web.chain.models import CarriedBy, EvidenceItem, Recommendation


class Former:
    """Sections of drafts that recommendations were about, and values that evidence had, by the keys of the items."""

    def __init__(self, programme: Any) -> None:
        carried = CarriedBy.objects.filter(recommendation__programme=programme)
        self.carried = list(carried.values_list("recommendation__key", "draft_id", "section"))
        rows = EvidenceItem.objects.filter(programme=programme)
        self.values = {one.key: (one.seen, one.history) for one in rows}

    def restore(self, programme: Any) -> None:
        """Give it back to the items whose keys are there again."""
        known = dict(Recommendation.objects.filter(programme=programme).values_list("key", "pk"))
        CarriedBy.objects.bulk_create(
            CarriedBy(recommendation_id=known[key], draft_id=draft, section=section)
            for key, draft, section in self.carried
            if key in known
        )
        today = timezone.localdate().isoformat()
        for row in EvidenceItem.objects.filter(programme=programme, key__in=self.values):
            seen, history = self.values[row.key]
            former = [{"seen": seen, "until": today, "reason": ""}] if seen and seen != row.seen else []
            row.history = [*history, *former]
            row.save(update_fields=["history", "changed_at"])
